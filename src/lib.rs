//! mbxtrace says from logs why mailbox synchronisation or agent e-mail between Cisco Unity
//! Connection or UCCX and Microsoft Exchange broke.
//!
//! [`run`] is the whole program: arguments as [`cli`] has them, meaning as [`settings`] has it, one
//! function of [`commands`] a verb, and an [`ExitStatus`].

pub mod case;
pub mod cli;
pub mod clock;
pub mod commands;
pub mod config;
pub mod exit;
pub mod inert;
pub mod listener;
pub mod monitor;
pub mod pipeline;
pub mod redact;
pub mod report;
pub mod search;
pub mod serve;
pub mod settings;
pub mod source;
pub mod tell;
pub mod tui;

use std::ffi::OsString;
use std::io::Write;

use clap::Parser;

use crate::cli::{Cli, Verb};
pub use crate::exit::ExitStatus;

/// Runs the program. Results go to `stdout`, messages to `stderr`; neither is assumed to be a
/// terminal here.
pub fn run(
    args: impl IntoIterator<Item = OsString>,
    stdout: &mut dyn Write,
    stderr: &mut dyn Write,
) -> ExitStatus {
    let args: Vec<OsString> = args.into_iter().collect();
    match commands::completions::answer(&args, stdout) {
        Ok(false) => {}
        Ok(true) => return ExitStatus::Done,
        Err(error) => {
            drop(writeln!(stderr, "mbxtrace: error: {error:#}"));
            return ExitStatus::of(&error);
        }
    }
    let ended = match Cli::try_parse_from(args) {
        Ok(cli) => act(cli.verb, stdout, stderr),
        Err(answer) => answer_at_once(&answer, stdout),
    };
    let ended = ended.and_then(|status| {
        stdout.flush()?;
        Ok(status)
    });
    ended.unwrap_or_else(|error| {
        let status = ExitStatus::of(&error);
        if status != ExitStatus::Done {
            // Nobody is left to tell if stderr is gone too.
            drop(writeln!(stderr, "mbxtrace: error: {error:#}"));
        }
        status
    })
}

fn act(verb: Verb, stdout: &mut dyn Write, stderr: &mut dyn Write) -> anyhow::Result<ExitStatus> {
    match verb {
        Verb::Analyze(args) => commands::analyze::run(args, stdout, stderr),
        Verb::Watch(args) => commands::watch::run(&args, stdout, stderr),
        Verb::Selftest(args) => commands::selftest::run(args, stdout),
        Verb::Search(args) => commands::search::run(*args, stdout, stderr),
        Verb::Show(args) => commands::show::run(&args, stdout),
        Verb::Tui(args) => commands::tui::run(args),
        Verb::Report(args) => commands::report::run(args, stdout, stderr),
        Verb::Serve(args) => commands::serve::run(args, stdout),
        Verb::Compare(args) => commands::compare::run(args, stdout, stderr),
        Verb::Redact(args) => commands::redact::run(args, stdout, stderr),
        Verb::Rules { verb } => commands::rules::run(verb, stdout),
        Verb::Formats { verb } => commands::formats::run(verb, stdout),
        Verb::Completions { shell } => commands::completions::run(shell, stdout),
        Verb::Man { verb } => commands::man::run(verb.as_deref(), stdout),
    }
}

/// Help and version are answers; everything else clap says is bad usage.
fn answer_at_once(answer: &clap::Error, stdout: &mut dyn Write) -> anyhow::Result<ExitStatus> {
    let text = answer.render().to_string();
    if answer.use_stderr() {
        let text = text.strip_prefix("error: ").unwrap_or(&text).trim_end().to_owned();
        return Err(exit::UsageError(text).into());
    }
    stdout.write_all(text.as_bytes())?;
    Ok(ExitStatus::Done)
}
