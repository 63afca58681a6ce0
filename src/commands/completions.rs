//! `completions`: the registration of completion for a shell, and the answers to what the shell asks
//! while somebody types: verbs, flags, names of fields, and values that the case holds.

use std::ffi::{OsStr, OsString};
use std::io::Write;

use anyhow::Context;
use clap::{Command, CommandFactory};
use clap_complete::engine::{ArgValueCompleter, CompletionCandidate};
use clap_complete::env::{CompleteEnv, Shells};

use crate::case::Case;
use crate::cli::{CaseArgs, Cli};
use crate::exit::ExitStatus;
use crate::search;
use crate::settings::case_folder;

/// Set by the registered script to the name of the shell.
const ASKED: &str = "COMPLETE";

/// Candidates offered at once.
const MOST: usize = 50;

/// Runs `completions`.
pub fn run(shell: clap_complete::Shell, stdout: &mut dyn Write) -> anyhow::Result<ExitStatus> {
    let (shells, name) = (Shells::builtins(), shell.to_string());
    let shell = shells.completer(&name).context("this shell has no completion")?;
    // Into memory first: a script is whole or not at all.
    let mut script = Vec::new();
    shell.write_registration(ASKED, "mbxtrace", "mbxtrace", "mbxtrace", &mut script)?;
    if name == "bash" {
        // Else bash hands over only what follows the `:` of a field.
        script.extend_from_slice(b"COMP_WORDBREAKS=${COMP_WORDBREAKS//:}\n");
    }
    stdout.write_all(&script)?;
    Ok(ExitStatus::Done)
}

/// Answers a shell that asks for completions; false if none does.
pub fn answer(args: &[OsString], stdout: &mut dyn Write) -> anyhow::Result<bool> {
    if std::env::var_os(ASKED).is_none() {
        return Ok(false);
    }
    stdout.flush()?; // the library writes to the same place by itself
    let folder = std::env::current_dir().ok();
    let answered = CompleteEnv::with_factory(command)
        .bin("mbxtrace")
        .completer("mbxtrace")
        .try_complete(args.iter().cloned(), folder.as_deref());
    answered.map_err(|error| anyhow::anyhow!("{}", error.render()))
}

/// The command line, with what completes a query.
fn command() -> Command {
    let field = |arg: clap::Arg| arg.add(ArgValueCompleter::new(|typed: &OsStr| names(typed)));
    Cli::command().mut_subcommand("search", |verb| {
        verb.mut_arg("query", |arg| arg.add(ArgValueCompleter::new(|typed: &OsStr| query(typed))))
            .mut_arg("top", field)
            .mut_arg("stats", field)
            .mut_arg("by", field)
    })
}

fn query(typed: &OsStr) -> Vec<CompletionCandidate> {
    let case = here().and_then(|folder| Case::open(&folder).ok());
    let typed = typed.to_string_lossy();
    let ways = search::complete(case.as_ref(), &typed, MOST);
    ways.into_iter().map(CompletionCandidate::new).collect()
}

fn names(typed: &OsStr) -> Vec<CompletionCandidate> {
    let typed = typed.to_string_lossy();
    let names = search::fields().filter(|field| field.name.starts_with(&*typed));
    names
        .map(|field| CompletionCandidate::new(field.name).help(Some(field.meaning.into())))
        .collect()
}

/// The case of `--case` if it was typed, else of the environment or found upward.
fn here() -> Option<std::path::PathBuf> {
    let words: Vec<OsString> = std::env::args_os().collect();
    let flag = words.iter().position(|word| word == "--case");
    let typed = flag.and_then(|at| words.get(at + 1)).cloned();
    let case = typed.or_else(|| std::env::var_os("MBXTRACE_CASE")).map(Into::into);
    case_folder(CaseArgs { case }, &std::env::current_dir().ok()?).ok()
}
