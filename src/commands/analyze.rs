//! `analyze`: read collected logs, judge, report.

use std::io::Write;

use crate::cli::AnalyzeArgs;
use crate::exit::ExitStatus;
use crate::settings::AnalyzeSettings;

/// Runs `analyze`.
pub fn run(
    args: AnalyzeArgs,
    _stdout: &mut dyn Write,
    _stderr: &mut dyn Write,
) -> anyhow::Result<ExitStatus> {
    let _settings = AnalyzeSettings::resolve(args, &super::surroundings()?)?;
    anyhow::bail!("analyze is not yet wired");
}
