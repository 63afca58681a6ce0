//! `analyze`: read collected logs, judge, report.

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use indicatif::{ProgressBar, ProgressStyle};
use mbxtrace_rules::RuleSet;

use super::{case_error, output, sharing, surroundings};
use crate::case::{CaseError, WriterOptions};
use crate::cli::AnalyzeArgs;
use crate::clock::Flags;
use crate::exit::{ExitStatus, UsageError};
use crate::pipeline::{self, Progress, Request};
use crate::report::{Analysis, inert};
use crate::settings::AnalyzeSettings;
use crate::source::{Limits, SourceError};

/// Runs `analyze`.
pub fn run(
    args: AnalyzeArgs,
    stdout: &mut dyn Write,
    stderr: &mut dyn Write,
) -> anyhow::Result<ExitStatus> {
    let settings = AnalyzeSettings::resolve(args, &surroundings()?)?;
    let (rules, overridden) = rule_set(settings.rules.as_deref())?;
    let flags = Flags {
        zones: settings.zones.clone(),
        dates: settings.dates.clone(),
        date_order: settings.date_order,
        offsets: settings.offsets.clone(),
        apply_offsets: settings.apply_offsets,
    };
    let bar = progress_bar(settings.quiet);
    let request = Request {
        paths: &settings.paths,
        limits: Limits::default(),
        flags: &flags,
        since: settings.since,
        until: settings.until,
        rules: &rules,
        overridden_rules: &overridden,
        ledger: settings.case.is_some() || settings.format.shows_ledger(),
        case: settings.case.as_deref(),
        index: WriterOptions::default(),
        workers: workers(settings.index),
        progress: &|step| show(&bar, step),
    };
    let analysis = pipeline::analyze(&request);
    bar.finish_and_clear();
    let analysis = analysis.map_err(as_usage)?;
    let style = output::style(settings.output.as_deref(), settings.display_zone());
    let inputs = sharing::Inputs::Paths(&settings.paths);
    let shared = sharing::prepare(&settings.sharing, &analysis, &rules, &inputs)?;
    output::write(settings.output.as_deref(), stdout, |out| {
        shared.write(settings.format, out, &style)
    })?;
    shared.tell(settings.quiet, stderr)?;
    if let Some(case) = settings.case.as_deref().filter(|_| !settings.quiet) {
        tell_of_before(&analysis, &settings.paths, case, stderr)?;
    }
    stderr.flush()?;
    Ok(status(&analysis, settings.fail_on))
}

/// Says that the report is also on what earlier runs have put into the case, if it is.
fn tell_of_before(
    analysis: &Analysis,
    given: &[PathBuf],
    case: &Path,
    stderr: &mut dyn Write,
) -> std::io::Result<()> {
    let is_given = |path: &str| {
        // Members of archives stand behind `!/`.
        let path = Path::new(path.split("!/").next().unwrap_or(path));
        given.iter().any(|given| path.starts_with(given) || given == Path::new("."))
    };
    let before = analysis.sources.iter().filter(|source| !is_given(&source.path)).count();
    if before == 0 {
        return Ok(());
    }
    let case = case.to_string_lossy();
    writeln!(
        stderr,
        "note: {before} source(s) of this report were put into the case {} by earlier runs; --no-index \
         reads only what is given, --case DIR uses another case",
        inert::line(&case)
    )
}

/// Judges what stands at `path` and writes no case.
pub(super) fn at_once(
    path: &Path,
    rules: &RuleSet,
    overridden: &[String],
    quiet: bool,
) -> anyhow::Result<Analysis> {
    let bar = progress_bar(quiet);
    let paths = [path.to_owned()];
    let request = Request {
        paths: &paths,
        limits: Limits::default(),
        flags: &Flags::default(),
        since: None,
        until: None,
        rules,
        overridden_rules: overridden,
        case: None,
        index: WriterOptions::default(),
        workers: workers(false),
        ledger: false,
        progress: &|step| show(&bar, step),
    };
    let analysis = pipeline::analyze(&request);
    bar.finish_and_clear();
    analysis.map_err(as_usage)
}

/// The embedded rules and causes, with those of `folder` laid over them; also the ids replaced.
pub(super) fn rule_set(folder: Option<&Path>) -> anyhow::Result<(RuleSet, Vec<String>)> {
    let builtin = RuleSet::builtin();
    let Some(folder) = folder else { return Ok((builtin, Vec::new())) };
    let (rules, causes) = (rule_files(folder)?, cause_files(folder)?);
    if rules.is_empty() && causes.is_empty() {
        let folder = folder.display();
        let text = format!("{folder} holds no rule file (*.toml) and no cause (causes/*.toml)");
        return Err(UsageError(text).into());
    }
    let user = RuleSet::parse(&rules).map_err(|error| UsageError(error.to_string()))?;
    let (both, mut replaced) = builtin.overlay(user);
    let with = both.with_causes(&causes).map_err(|error| UsageError(error.to_string()))?;
    replaced.extend(with.1);
    Ok((with.0, replaced))
}

/// Name and text of all rule files of a folder, in order of name.
pub(super) fn rule_files(folder: &Path) -> anyhow::Result<Vec<(String, String)>> {
    let unreadable = |error: std::io::Error| {
        UsageError(format!("cannot read rules from {}: {error}", folder.display()))
    };
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if path.extension().is_some_and(|extension| extension == "toml") {
            let text = std::fs::read_to_string(&path).map_err(|error| {
                UsageError(format!("cannot read rule file {}: {error}", path.display()))
            })?;
            files.push((path.display().to_string(), text));
        }
    }
    files.sort();
    Ok(files)
}

/// The same of the causes, which stand in its folder `causes`; none if there is no such folder.
pub(super) fn cause_files(folder: &Path) -> anyhow::Result<Vec<(String, String)>> {
    let folder = folder.join("causes");
    if folder.is_dir() { rule_files(&folder) } else { Ok(Vec::new()) }
}

/// A path that is not there is bad usage, not an internal error; so is a case in use.
pub(super) fn as_usage(error: anyhow::Error) -> anyhow::Error {
    match error.downcast::<SourceError>() {
        Ok(source) => UsageError(source.to_string()).into(),
        Err(other) => match other.downcast::<CaseError>() {
            Ok(error) => case_error(error).context("the case cannot be written"),
            Err(other) => other,
        },
    }
}

fn status(analysis: &Analysis, fail_on: Option<mbxtrace_rules::Severity>) -> ExitStatus {
    let grave = |level| analysis.findings.iter().any(|finding| finding.level >= level);
    if fail_on.is_some_and(grave) {
        ExitStatus::Findings
    } else if !analysis.sources.iter().any(|source| source.events > 0) {
        ExitStatus::Nothing
    } else if analysis.is_partial() {
        ExitStatus::Partial
    } else {
        ExitStatus::Done
    }
}

/// Most threads that read ahead; more would only wait for the one that merges.
const MOST_WORKERS: usize = 3;

/// Threads that decode beside the one that merges and judges. Handing batches to another core costs
/// a third of the decoding, so it pays only where indexing keeps this thread busy and cores are to
/// spare; judging alone is as quick on one thread.
fn workers(index: bool) -> usize {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    if index { cores.saturating_sub(2).min(MOST_WORKERS) } else { 0 }
}

/// A bar on a terminal's stderr; nothing anywhere else.
fn progress_bar(quiet: bool) -> ProgressBar {
    if quiet || !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::no_length();
    let style = ProgressStyle::with_template("{msg:12} {bar:30} {bytes}/{total_bytes} {eta}")
        .context("the template is constant");
    if let Ok(style) = style {
        bar.set_style(style);
    }
    bar
}

fn show(bar: &ProgressBar, step: Progress) {
    match step {
        Progress::Found(members) => bar.set_message(format!("{members} files")),
        Progress::Surveyed(bytes) => {
            bar.set_message("clocks");
            bar.inc(bytes);
        }
        Progress::Reading(bytes) => {
            bar.set_message("reading");
            bar.set_position(0);
            bar.set_length(bytes);
        }
        Progress::Read(bytes) => bar.inc(bytes),
        Progress::Committing => bar.set_message("committing"),
    }
}
