//! `search`: a query against the case.

use std::io::Write;

use crate::cli::SearchArgs;
use crate::exit::ExitStatus;
use crate::settings::SearchSettings;

/// Runs `search`.
pub fn run(args: SearchArgs, _stdout: &mut dyn Write) -> anyhow::Result<ExitStatus> {
    let _settings = SearchSettings::resolve(args, &super::surroundings()?)?;
    anyhow::bail!("search is not yet wired");
}
