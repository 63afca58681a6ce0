//! `show`: a finding or a cause as the report words it, with its evidence read back whole, the
//! neighbours of each record, and what all sources recorded around it.

use std::io::{IsTerminal, Write};
use std::path::Path;

use mbxtrace_rules::Finding;

use super::search::{Shown, search_error};
use super::{case_error, output, pager, surroundings};
use crate::case::{Case, Stop};
use crate::cli::ShowArgs;
use crate::exit::{ExitStatus, UsageError};
use crate::report::{self, Analysis, Style};
use crate::search;
use crate::settings::case_folder;

/// Records shown of a span around evidence.
const MOST: usize = 60;

/// Findings of a cause that are shown whole.
const FINDINGS: usize = 10;

/// Runs `show`.
pub fn run(args: &ShowArgs, stdout: &mut dyn Write) -> anyhow::Result<ExitStatus> {
    let folder = case_folder(args.case.clone(), &surroundings()?.folder)?;
    let case = Case::open(&folder).map_err(case_error)?;
    let analysis = case.analysis().map_err(case_error)?.ok_or_else(|| no_analysis(&folder))?;
    let mut style = output::style(None, args.tz);
    style.color = super::search::is_coloured(args.color);
    let mut page = Vec::new();
    let findings = meant(&analysis, &args.id)?;
    if findings.is_empty() {
        report::write_causes(&analysis, &args.id, &mut page, &style)?;
        let explained = search::explained(&analysis, &args.id);
        for finding in explained.iter().take(FINDINGS) {
            writeln!(page)?;
            one(&case, &analysis, finding, args, (&style, &mut page))?;
        }
        let more = explained.len().saturating_sub(FINDINGS);
        if more > 0 {
            let id = &args.id;
            writeln!(
                page,
                "\nand {more} more findings: `mbxtrace search cause:{id}` has their records"
            )?;
        }
    } else {
        for finding in findings {
            one(&case, &analysis, finding, args, (&style, &mut page))?;
        }
    }
    let is_paged = !args.no_pager && std::io::stdout().is_terminal();
    pager::write(is_paged, stdout, |out| out.write_all(&page))?;
    Ok(ExitStatus::Done)
}

fn no_analysis(folder: &Path) -> UsageError {
    UsageError(format!(
        "the case at {} holds no analysis yet: run `mbxtrace analyze PATH…` first",
        folder.display()
    ))
}

/// The finding of that id or the beginning of it; none if it is a cause of the case.
fn meant<'a>(analysis: &'a Analysis, id: &str) -> Result<Vec<&'a Finding>, UsageError> {
    let wanted = id.to_ascii_lowercase();
    let found: Vec<&Finding> =
        analysis.findings.iter().filter(|finding| finding.id.starts_with(&wanted)).collect();
    let is_cause = analysis.causes.iter().any(|cause| cause.id.eq_ignore_ascii_case(id));
    let list = |ids: Vec<String>| ids.into_iter().take(20).collect::<Vec<_>>().join("\n  ");
    match found.len() {
        1 => Ok(found),
        0 if is_cause => Ok(Vec::new()),
        0 => {
            let causes = analysis.causes.iter().map(|one| format!("{}  {}", one.id, one.title));
            let findings = analysis.findings.iter().map(|one| format!("{}  {}", one.id, one.title));
            let known = list(causes.chain(findings).collect());
            Err(UsageError(format!(
                "this case has no finding and no cause `{id}`; it has, among others:\n  {known}"
            )))
        }
        count => {
            let ids = found.iter().map(|one| format!("{}  {}", one.id, one.title)).collect();
            let ids = list(ids);
            Err(UsageError(format!(
                "{count} findings begin with `{id}`, type more of the id of one:\n  {ids}"
            )))
        }
    }
}

/// Writes one finding with its evidence and what stood around.
fn one(
    case: &Case,
    analysis: &Analysis,
    finding: &Finding,
    args: &ShowArgs,
    (style, out): (&Style, &mut dyn Write),
) -> anyhow::Result<()> {
    report::write_finding(finding, analysis, out, style)?;
    writeln!(out, "    id: {}", finding.id)?;
    let evidence = search::evidence(case, finding, args.context).map_err(search_error)?;
    let shown = Shown { zone: args.tz, color: style.color };
    writeln!(out, "\nEvidence")?;
    shown.hits(&evidence, out)?;
    let missing = finding.evidence.len().saturating_sub(evidence.hits.len());
    if missing > 0 {
        writeln!(out, "{missing} more records of the evidence are no longer in the case")?;
    }
    let blocks = search::around(case, &evidence.hits, args.around, MOST, &Stop::default());
    let mut blocks = blocks.map_err(search_error)?;
    blocks.retain(|block| block.records.iter().any(|(_, is_hit)| !is_hit));
    if !blocks.is_empty() {
        writeln!(out, "\nAround it, in all sources")?;
        shown.blocks(&blocks, out)?;
    }
    Ok(())
}
