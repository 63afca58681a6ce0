//! Words that all reports for people share: times, subjects, details, remedies, counts. Raw text:
//! the writer makes it inert.

use mbxtrace_parsers::TimeQuality;
use mbxtrace_rules::{Detail, Evidence, Finding, Remedy, State};

use crate::clock::Zone;
use crate::report::Analysis;

/// `1,234,567`.
pub(crate) fn number(value: u64) -> String {
    let digits = value.to_string();
    let mut shown = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    shown
}

/// `1 finding`, `2 findings`.
pub(super) fn count(value: usize, noun: &str) -> String {
    let plural = if value == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", number(value as u64))
}

/// From when until when, and where it stands: `2014-06-29 11:30:00 +00:00, still so when the logs
/// end (…)`.
pub(super) fn period(finding: &Finding, analysis: &Analysis, zone: Zone) -> String {
    let first = zone.show(finding.first);
    let trust = trust(finding);
    match (finding.state, finding.last) {
        (State::Open, _) => {
            let end = analysis.window.map(|(_, last)| format!(" ({})", zone.show(last)));
            format!("{first}{trust}, still so when the logs end{}", end.unwrap_or_default())
        }
        (State::Recovered, Some(last)) => {
            format!("{first}{trust}, recovered {}", zone.show(last))
        }
        (State::Ended, Some(last)) if last == finding.first => {
            format!("{first}{trust}, not seen again")
        }
        (State::Ended, Some(last)) => {
            format!("{first}{trust}, last seen {}", zone.show(last))
        }
        (state, None) => format!("{first}{trust}, {}", state.name()),
    }
}

/// How far the times of a finding can be trusted, if not fully.
fn trust(finding: &Finding) -> &'static str {
    match finding.evidence.iter().map(|evidence| evidence.quality).max() {
        None | Some(TimeQuality::Exact) => "",
        Some(TimeQuality::DateInferred) => " (date inferred)",
        Some(TimeQuality::ZoneAssumed) => " (time zone assumed)",
        Some(TimeQuality::Undated) => " (undated records)",
    }
}

/// `subscription 0a1b, server ex1.example.com`, without the names in `without`.
pub(super) fn subject(finding: &Finding, without: &[&str]) -> String {
    let named = finding.subject.iter().filter(|(name, _)| !without.contains(&name.as_str()));
    let parts = named.map(|(name, value)| format!("{} {value}", words(name)));
    parts.collect::<Vec<_>>().join(", ")
}

/// `missed 3, period s 300`; long lists are cut after `most` values.
pub(super) fn details(finding: &Finding, most: usize) -> String {
    let parts = detail_pairs(finding, most);
    let parts = parts.into_iter().map(|(name, value)| format!("{name} {value}"));
    parts.collect::<Vec<_>>().join("; ")
}

/// Name and value of each detail, in words; long lists are cut after `most` values.
pub(super) fn detail_pairs(finding: &Finding, most: usize) -> Vec<(String, String)> {
    let pairs = finding.details.iter().map(|(name, value)| match value {
        Detail::Number(number) => (words(name), number.to_string()),
        Detail::Text(text) => (words(name), text.clone()),
        Detail::List(list) => {
            let shown = list.iter().take(most).map(String::as_str).collect::<Vec<_>>().join(", ");
            let more = list.len().saturating_sub(most);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            (words(name), format!("{shown}{more}"))
        }
    });
    pairs.collect()
}

fn words(name: &str) -> String {
    name.replace('_', " ")
}

/// `bundle.zip!/n1/x.request.log:12`.
pub(super) fn place(evidence: &Evidence) -> String {
    format!("{}:{}", evidence.path, evidence.line)
}

/// ` (Cisco 118883; for CUC 10.5; risk: read-only)`, or nothing.
pub(super) fn grounds(remedy: &Remedy) -> String {
    let mut parts = Vec::new();
    if !remedy.document.is_empty() {
        parts.push(remedy.document.clone());
    }
    if !remedy.applies_to.is_empty() {
        parts.push(format!("for {}", remedy.applies_to));
    }
    if !remedy.risk.is_empty() {
        parts.push(format!("risk: {}", remedy.risk));
    }
    if parts.is_empty() { String::new() } else { format!(" ({})", parts.join("; ")) }
}

/// The remedies of a finding's rule that are for this finding.
pub(super) fn remedies<'a>(finding: &Finding, analysis: &'a Analysis) -> Vec<&'a Remedy> {
    let all = analysis.remedies.get(&finding.rule).into_iter().flatten();
    all.filter(|remedy| remedy.applies(finding)).collect()
}

/// How many things a finding groups: `14 subscriptions`.
pub(super) fn members(finding: &Finding, analysis: &Analysis) -> String {
    let first = finding.members.first();
    let first = first.and_then(|id| analysis.findings.iter().find(|other| other.id == *id));
    let noun = first.and_then(|member| member.subject.first());
    count(
        finding.members.len(),
        &noun.map_or_else(|| "finding".to_owned(), |(name, _)| words(name)),
    )
}

/// Findings that no other finding groups, in the order of the analysis.
pub(super) fn ungrouped(analysis: &Analysis) -> Vec<&Finding> {
    let grouped: std::collections::BTreeSet<&str> = analysis
        .findings
        .iter()
        .flat_map(|finding| finding.members.iter().map(String::as_str))
        .collect();
    analysis.findings.iter().filter(|finding| !grouped.contains(finding.id.as_str())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_by_three() {
        assert_eq!([0, 999, 1_000, 1_234_567].map(number), ["0", "999", "1,000", "1,234,567"]);
        assert_eq!([count(1, "record"), count(2, "record")], ["1 record", "2 records"]);
    }
}
