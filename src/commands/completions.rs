//! `completions`: a completion script for a shell.

use std::io::Write;

use clap::CommandFactory;

use crate::cli::Cli;
use crate::exit::ExitStatus;

/// Runs `completions`.
pub fn run(shell: clap_complete::Shell, stdout: &mut dyn Write) -> anyhow::Result<ExitStatus> {
    // Into memory first: the generator panics when its output fails.
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "mbxtrace", &mut script);
    stdout.write_all(&script)?;
    Ok(ExitStatus::Done)
}
