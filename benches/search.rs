//! Times each kind of query against a case in this process, warm: `cargo bench --bench search -- CASE
//! [--runs N]`. Prints p50 and p95 in milliseconds and the number of hits. Ids, times and hosts are
//! taken from the case and differ from run to run.

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use mbxtrace::case::Case;
use mbxtrace::search::{self, Request, SearchError};

const USAGE: &str = "usage: cargo bench --bench search -- CASE [--runs N=51]";
const HOUR: i64 = 3_600_000_000_000;

/// The query of a run and what is asked of it.
type Asked<'a> = Box<dyn Fn(usize) -> Result<u64, SearchError> + 'a>;

fn main() -> ExitCode {
    let mut words = std::env::args().skip(1).filter(|word| word != "--bench");
    let Some(folder) = words.next().map(PathBuf::from) else {
        // As in a bare `cargo bench`.
        return told(writeln!(io::stdout(), "{USAGE}"));
    };
    let runs = match (words.next().as_deref(), words.next().map(|word| word.parse())) {
        (Some("--runs"), Some(Ok(runs))) => runs,
        (None, _) => 51,
        _ => return told(writeln!(io::stderr(), "{USAGE}").and(Err(io::ErrorKind::Other.into()))),
    };
    let begun = Instant::now();
    let case = match Case::open(&folder) {
        Ok(case) => case,
        Err(error) => {
            return told(writeln!(io::stderr(), "{error}").and(Err(io::ErrorKind::Other.into())));
        }
    };
    let open = begun.elapsed().as_secs_f64() * 1e3;
    told(measure(&case, runs, open))
}

fn told(written: io::Result<()>) -> ExitCode {
    if written.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn measure(case: &Case, runs: usize, open: f64) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "open {open:.1} ms; {runs} runs of each after one that warms")?;
    writeln!(out, "{:<44} {:>9} {:>9} {:>11}", "query", "p50 ms", "p95 ms", "hits")?;
    for (name, asked) in kinds(case) {
        let mut times = Vec::new();
        let mut hits = 0;
        for run in 0..=runs {
            let begun = Instant::now();
            match asked(run) {
                Ok(found) => hits = found,
                Err(error) => return writeln!(out, "{name}: {error}"),
            }
            if run > 0 {
                times.push(begun.elapsed().as_secs_f64() * 1e3);
            }
        }
        times.sort_by(f64::total_cmp);
        let at = |per_cent: usize| times.get((times.len() * per_cent).div_ceil(100).max(1) - 1);
        let (p50, p95) = (at(50).copied().unwrap_or(0.0), at(95).copied().unwrap_or(0.0));
        writeln!(out, "{name:<44} {p50:>9.2} {p95:>9.2} {hits:>11}")?;
    }
    Ok(())
}

/// The newest 50 of a query; how many were read.
fn newest(case: &Case, request: Request) -> Result<u64, SearchError> {
    Ok(search::run(case, &Request { limit: 50, ..request })?.hits.len() as u64)
}

fn asks(query: impl Into<String>) -> Request {
    Request { query: query.into(), ..Request::default() }
}

fn kinds(case: &Case) -> Vec<(&'static str, Asked<'_>)> {
    let ids: Vec<String> = search::complete(Some(case), "subscription:", 500)
        .into_iter()
        .filter_map(|query| Some(query.split_once(':')?.1.to_owned()))
        .collect();
    let servers = search::complete(Some(case), "server:", 50);
    let last = case.manifest().streams.iter().filter_map(|stream| stream.source.last).max();
    let last = last.unwrap_or_default();
    let id = move |run: usize| ids.get(run * 7 % ids.len().max(1)).cloned().unwrap_or_default();
    let (bare, field) = (id.clone(), id);
    let hour = move |run: usize| {
        let since = last - HOUR * (1 + i64::try_from(run % 20).unwrap_or_default());
        (Some(since), Some(since + HOUR))
    };
    let fixed = |query: &'static str| -> Asked<'_> { Box::new(move |_| newest(case, asks(query))) };
    let counted =
        |query: &'static str| -> Asked<'_> { Box::new(move |_| search::count(case, &asks(query))) };
    let within = move |run| {
        let (since, until) = hour(run);
        let query = servers.get(run % servers.len().max(1)).cloned().unwrap_or_default();
        let request = Request { since, until, ..asks(format!("{query} http_status:>=500")) };
        newest(case, request)
    };
    let top = |field: &'static str| -> Asked<'_> {
        Box::new(move |_| Ok(search::top(case, &asks("*"), field)?.len() as u64))
    };
    let bars = move |run: usize| {
        let (since, until) = hour(run);
        let request = Request { since, until, ..asks("*") };
        Ok(search::histogram(case, &request, HOUR / 60)?.len() as u64)
    };
    vec![
        (
            "id in its field, newest 50",
            Box::new(move |run| newest(case, asks(format!("subscription:{}", field(run))))),
        ),
        ("id anywhere, newest 50", Box::new(move |run| newest(case, asks(bare(run))))),
        ("term of the text, newest 50", fixed("text:ErrorServerBusy")),
        ("term anywhere, newest 50", fixed("CsEws")),
        ("phrase, newest 50", fixed("\"HTTP request failed\"")),
        ("one hour and two filters, newest 50", Box::new(within)),
        ("status range over all, newest 50", fixed("http_status:[500 TO 599]")),
        ("status range over all, counted", counted("http_status:[500 TO 599]")),
        ("range of a measured number, counted", counted("response_bytes:>=100")),
        ("term of 80 %, newest 50", fixed("component:NotificationService")),
        ("term of 80 %, counted", counted("component:NotificationService")),
        ("term of 99 %, newest 50", fixed("level:info")),
        ("everything, newest 50", fixed("*")),
        (
            "80 % without one, newest 50",
            fixed("component:NotificationService -client_ip:192.0.2.13"),
        ),
        ("prefix of a field, newest 50", fixed("subscription:00*")),
        ("prefix anywhere, newest 50", fixed("exch0*")),
        ("regex of a field, newest 50", fixed("server:/exch0[12].*/")),
        ("regex anywhere, newest 50", fixed("/errorserver.*/")),
        ("histogram, one hour by the minute", Box::new(bars)),
        (
            "histogram of all by the hour",
            Box::new(move |_| Ok(search::histogram(case, &asks("*"), HOUR)?.len() as u64)),
        ),
        ("top http_status of all", top("http_status")),
        ("top server of all", top("server")),
        ("top level of all", top("level")),
        ("spread of response_bytes of all", Box::new(move |_| spread(case, "response_bytes"))),
    ]
}

/// How many records have a number in this field.
fn spread(case: &Case, field: &str) -> Result<u64, SearchError> {
    let all = Request { query: "*".to_owned(), ..Request::default() };
    Ok(search::stats(case, &all, field)?.map_or(0, |stats| stats.count))
}
