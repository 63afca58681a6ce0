//! `rules`: list, show, check, test and document the detection rules.

use std::io::Write;

use crate::cli::RulesVerb;
use crate::exit::ExitStatus;

/// Runs `rules`.
pub fn run(_verb: RulesVerb, _stdout: &mut dyn Write) -> anyhow::Result<ExitStatus> {
    anyhow::bail!("rules is not yet wired");
}
