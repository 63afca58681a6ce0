//! `compare`: what is new, gone, worse or better in one case against another.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context;

use super::analyze::{self, rule_set};
use super::{case_error, output};
use crate::case::{Case, CaseError};
use crate::cli::CompareArgs;
use crate::exit::{ExitStatus, UsageError};
use crate::report::{self, Analysis, Style};

/// Runs `compare`. A side that is no case is analyzed now, with the rules given and without an index.
pub fn run(
    args: CompareArgs,
    stdout: &mut dyn Write,
    stderr: &mut dyn Write,
) -> anyhow::Result<ExitStatus> {
    let (rules, overridden) = rule_set(args.rules.as_deref())?;
    let side = |path: &PathBuf| -> anyhow::Result<Analysis> {
        let analysis = match of_case(path)? {
            Some(analysis) => analysis,
            None => analyze::at_once(path, &rules, &overridden, args.quiet)?,
        };
        Ok(report::translated(&analysis, &rules, args.lang))
    };
    let sides = [side(&args.before)?, side(&args.after)?];
    let names = [&args.before, &args.after].map(|path| path.display().to_string());
    let [before, after] = &sides;
    let is_usable = |analysis: &Analysis| analysis.events > 0;
    let comparison = report::compare(names, [before, after], &rules);
    let style = Style { lang: args.lang, ..output::style(args.output.as_deref(), args.tz) };
    let file = args.output.filter(|path| path.as_os_str() != "-");
    output::write(file.as_deref(), stdout, |out| comparison.write(args.format, out, &style))?;
    stderr.flush()?;
    Ok(match (is_usable(before), is_usable(after)) {
        _ if args.fail_on_worse && comparison.is_worse() => ExitStatus::Findings,
        (false, false) => ExitStatus::Nothing,
        _ if before.is_partial() || after.is_partial() => ExitStatus::Partial,
        _ => ExitStatus::Done,
    })
}

/// The analysis of the case at `path`; `None` if there is no case.
fn of_case(path: &Path) -> anyhow::Result<Option<Analysis>> {
    if !path.try_exists().context("cannot look for the case")? {
        let text = format!("{}: there is no such case, file or folder", path.display());
        return Err(UsageError(text).into());
    }
    let case = match Case::open(path) {
        Ok(case) => case,
        Err(CaseError::Missing(_)) => return Ok(None),
        // A file is no folder.
        Err(CaseError::Io { .. }) if path.is_file() => return Ok(None),
        Err(error) => return Err(case_error(error)),
    };
    match case.analysis().map_err(case_error)? {
        Some(analysis) => Ok(Some(analysis)),
        None => {
            let text = format!("the case at {} holds no analysis yet", path.display());
            Err(UsageError(text).into())
        }
    }
}
