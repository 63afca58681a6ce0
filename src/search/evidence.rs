//! Findings and causes of a case as conditions: the records that are evidence of them.

use mbxtrace_rules::{Evidence, Finding};

use super::{Answer, SearchError, hit};
use crate::case::{Case, Filter, Scan, Stop, StreamRecord};
use crate::report::Analysis;

/// Findings whose id or rule begins with what was typed, and the members of those that are groups.
pub(super) fn findings<'a>(analysis: &'a Analysis, typed: &str) -> Vec<&'a Finding> {
    let typed = typed.to_ascii_lowercase();
    let is_meant = |finding: &Finding| finding.id.starts_with(&typed) || finding.rule == typed;
    with_members(analysis, is_meant)
}

/// Findings that the causes of this id explain, and the members of those that are groups.
pub(super) fn of_cause<'a>(analysis: &'a Analysis, id: &str) -> Vec<&'a Finding> {
    let causes = analysis.causes.iter().filter(|cause| cause.id.eq_ignore_ascii_case(id));
    let ids: Vec<&String> = causes.flat_map(|cause| &cause.findings).collect();
    with_members(analysis, |finding| ids.contains(&&finding.id))
}

fn with_members(analysis: &Analysis, is_meant: impl Fn(&Finding) -> bool) -> Vec<&Finding> {
    let meant: Vec<&Finding> = analysis.findings.iter().filter(|one| is_meant(one)).collect();
    let members: Vec<&String> = meant.iter().flat_map(|finding| &finding.members).collect();
    let is_member = |finding: &Finding| members.contains(&&finding.id);
    let is_in = |finding: &&Finding| is_meant(finding) || is_member(finding);
    analysis.findings.iter().filter(is_in).collect()
}

/// The condition that a record is one of these.
pub(super) fn records<'a>(
    evidence: impl Iterator<Item = &'a Evidence>,
    streams: &[StreamRecord],
) -> Filter {
    let mut places = Vec::new();
    for one in evidence {
        let numbers = (0_u32..).zip(streams).filter(|(_, stream)| stream.source.path == one.path);
        places.extend(numbers.map(|(number, _)| (number, one.offset)));
    }
    places.sort_unstable();
    places.dedup();
    Filter::Places(places)
}

/// Findings that the causes of this id explain, and the members of those that are groups.
pub fn explained<'a>(analysis: &'a Analysis, cause: &str) -> Vec<&'a Finding> {
    of_cause(analysis, cause)
}

/// The evidence of a finding read back whole, oldest first, each with `context` neighbours on either
/// side. Records that the case no longer holds are left out.
pub fn evidence(case: &Case, finding: &Finding, context: usize) -> Result<Answer, SearchError> {
    let filter = records(finding.evidence.iter(), &case.manifest().streams);
    let scan = Scan { filter, since: None, until: None, stop: Stop::default() };
    let found = case.find(&scan, finding.evidence.len(), false, true)?;
    Ok(Answer { total: found.total, hits: hit::show(case, found.places, context)? })
}
