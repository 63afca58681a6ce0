//! Writes the benchmark corpus: `cargo bench --bench corpus -- DIR [--megabytes N] [--seed N]
//! [--subscriptions N]`.

mod generate;

use generate::Plan;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

const USAGE: &str =
    "usage: cargo bench --bench corpus -- DIR [--megabytes N=100] [--seed N=1] [--subscriptions N]";

/// The folder to write to and what to write; `None`: no folder was named, as in a bare `cargo bench`.
fn arguments() -> Result<Option<(PathBuf, Plan)>, String> {
    let (mut dir, mut megabytes, mut seed, mut subscriptions) = (None, 100, 1, None);
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let mut number = || {
            let text = words.next().ok_or(format!("{word} wants a number"))?;
            text.parse::<u64>().map_err(|_| format!("{word} wants a number, not `{text}`"))
        };
        match word.as_str() {
            "--bench" | "--test" => {}
            "--megabytes" => megabytes = number()?.clamp(1, 100_000),
            "--seed" => seed = number()?,
            "--subscriptions" => subscriptions = Some(number()?.clamp(40, 10_000_000)),
            _ if word.starts_with('-') => return Err(format!("unknown option {word}")),
            _ => dir = Some(PathBuf::from(word)),
        }
    }
    let mut plan = Plan::of(megabytes, seed);
    plan.subscriptions = subscriptions.unwrap_or(plan.subscriptions);
    Ok(dir.map(|dir| (dir, plan)))
}

fn run() -> Result<(), String> {
    let mut out = io::stdout().lock();
    let Some((dir, plan)) = arguments()? else {
        return writeln!(out, "{USAGE}").map_err(|error| error.to_string());
    };
    let begin = Instant::now();
    let truth =
        generate::write(&dir, &plan).map_err(|error| format!("{}: {error}", dir.display()))?;
    let seconds = begin.elapsed().as_secs_f64();
    let (bytes, gaps) = (truth.bytes, truth.silences.iter().filter(|one| one.missed >= 3).count());
    let near = truth.silences.len() - gaps;
    writeln!(
        out,
        "{bytes} bytes, {} records, {gaps} gaps, {near} near misses in {seconds:.2} s",
        truth.records
    )
    .map_err(|error| error.to_string())
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(text) => {
            let told = writeln!(io::stderr(), "corpus: {text}\n{USAGE}");
            if told.is_err() { ExitCode::FAILURE } else { ExitCode::from(2) }
        }
    }
}
