//! `report`: what the case already knows, worded anew.

use std::io::Write;

use mbxtrace_rules::RuleSet;

use super::{case_error, output, sharing, surroundings};
use crate::case::Case;
use crate::cli::ReportArgs;
use crate::exit::{ExitStatus, UsageError};
use crate::settings::ReportSettings;

/// Runs `report`. What the last `analyze` could not read is said in the report, not by the status:
/// the status tells of this run, and this run read all there is.
pub fn run(
    args: ReportArgs,
    stdout: &mut dyn Write,
    stderr: &mut dyn Write,
) -> anyhow::Result<ExitStatus> {
    let settings = ReportSettings::resolve(args, &surroundings()?)?;
    let case = Case::open(&settings.case).map_err(case_error)?;
    let analysis = case.analysis().map_err(case_error)?.ok_or_else(|| {
        UsageError(format!(
            "the case at {} holds no analysis yet: run `mbxtrace analyze PATH…` first",
            settings.case.display()
        ))
    })?;
    let style = output::style(settings.output.as_deref(), settings.zone);
    let rules = RuleSet::builtin();
    let inputs = sharing::Inputs::Case(&case);
    let shared = sharing::prepare(&settings.sharing, &analysis, &rules, &inputs)?;
    output::write(settings.output.as_deref(), stdout, |out| {
        shared.write(settings.format, out, &style)
    })?;
    shared.tell(false, stderr)?;
    stderr.flush()?;
    Ok(ExitStatus::Done)
}
