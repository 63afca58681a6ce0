//! `report`: what the case already knows, worded anew.

use std::io::Write;

use crate::cli::ReportArgs;
use crate::exit::ExitStatus;
use crate::settings::ReportSettings;

/// Runs `report`.
pub fn run(
    args: ReportArgs,
    _stdout: &mut dyn Write,
    _stderr: &mut dyn Write,
) -> anyhow::Result<ExitStatus> {
    let _settings = ReportSettings::resolve(args, &super::surroundings()?)?;
    anyhow::bail!("report is not yet wired");
}
