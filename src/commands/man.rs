//! `man`: the manual pages, from the same definition as the help.

use std::io::Write;

use clap::CommandFactory;

use crate::cli::Cli;
use crate::exit::{ExitStatus, UsageError};

/// Runs `man`: the page of the program, or of one verb.
pub fn run(verb: Option<&str>, stdout: &mut dyn Write) -> anyhow::Result<ExitStatus> {
    let mut program = Cli::command();
    program.build();
    let page = match verb {
        None => program,
        Some(verb) => {
            let names: Vec<_> = program.get_subcommands().map(clap::Command::get_name).collect();
            let unknown = UsageError(format!("no verb `{verb}`: there are {}", names.join(", ")));
            program.find_subcommand(verb).cloned().ok_or(unknown)?
        }
    };
    clap_mangen::Man::new(page).render(stdout)?;
    Ok(ExitStatus::Done)
}
