//! Logs that begin with the trouble: since when it is so is not known.

use std::collections::{BTreeMap, BTreeSet};

use mbxtrace_parsers::Family;
use mbxtrace_rules::{Detail, Finding, Seen, Severity};

use crate::clock::{MINUTE, rfc3339};
use crate::report::Analysis;

/// A finding that begins so soon after the log may have begun before it; a slow one, within the mean
/// time between its records, but no more than ten minutes.
const SOON: i64 = MINUTE;
const SLOW: i64 = 10 * MINUTE;

/// A finding that is no silence, with where it was seen.
pub(super) struct Early<'a> {
    pub(super) node: &'a str,
    pub(super) family: Family,
    pub(super) finding: &'a Finding,
}

/// Findings that may have begun before their source: with the source of their first evidence. A
/// silence begins with a good record and members are told by their group.
pub(super) fn early_findings(analysis: &Analysis) -> Vec<Early<'_>> {
    let members: BTreeSet<&str> =
        analysis.findings.iter().flat_map(|one| one.members.iter().map(String::as_str)).collect();
    let sources: BTreeMap<&str, (&str, Family)> = analysis
        .sources
        .iter()
        .filter_map(|one| Some((one.path.as_str(), (one.node.as_str(), one.format?.family()))))
        .collect();
    let early = analysis.findings.iter().filter(|finding| {
        finding.level >= Severity::Medium
            && !members.contains(finding.id.as_str())
            && finding.members.is_empty()
            && !finding
                .details
                .iter()
                .any(|(name, value)| name == "missed" && matches!(value, Detail::Number(_)))
    });
    let place =
        |finding: &'_ Finding| sources.get(finding.evidence.first()?.path.as_str()).copied();
    early
        .filter_map(|finding| {
            let (node, family) = place(finding)?;
            Some(Early { node, family, finding })
        })
        .collect()
}

/// Findings that may have begun before the log does.
pub(super) fn at_the_begin<'a>(seen: &Seen, early: &[Early<'a>]) -> Vec<&'a Finding> {
    let Some((begin, _)) = seen.span else { return Vec::new() };
    let here = early.iter().filter(|one| one.node == seen.node && one.family == seen.family);
    let soon = here.map(|one| one.finding).filter(|finding| {
        let span = finding.last.unwrap_or(finding.first) - finding.first;
        let steps = i64::try_from(finding.count.saturating_sub(1)).unwrap_or(i64::MAX).max(1);
        finding.first - begin <= (span / steps).clamp(SOON, SLOW)
    });
    soon.collect()
}

/// Says that trouble may have begun before the log does.
pub(super) fn before_the_log(seen: &Seen, at_the_begin: &[&Finding]) -> Option<String> {
    let (begin, _) = seen.span?;
    let first = at_the_begin.first()?;
    let more = match at_the_begin.len() - 1 {
        0 => String::new(),
        1 => " and 1 more finding".to_owned(),
        more => format!(" and {more} more findings"),
    };
    Some(format!(
        "begins at {} with the trouble (\"{}\"{more}): since when is not known; collect what is older",
        rfc3339(begin),
        first.title,
    ))
}
