//! Words that all reports for people share: times, subjects, details, remedies, counts. Raw text:
//! the writer makes it inert.

use mbxtrace_parsers::TimeQuality;
use mbxtrace_rules::{Detail, Evidence, Finding, Remedy, State};

use crate::clock::Zone;
use crate::report::{Analysis, Lang};

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

/// From when until when, and where it stands: `2014-06-29 11:30:00 +00:00, still so when the logs
/// end (…)`.
pub(super) fn period(finding: &Finding, analysis: &Analysis, zone: Zone, lang: Lang) -> String {
    if !finding.is_dated() {
        return lang.text("period.timeless").to_owned();
    }
    let first = zone.show(finding.first);
    let first = ("first", first.as_str());
    let trust = ("trust", trust(finding, lang));
    let last = finding.last.map(|last| zone.show(last)).unwrap_or_default();
    let last_value = ("last", last.as_str());
    match (finding.state, finding.last) {
        (State::Open, _) => match analysis.window {
            None => lang.say("period.open", &[first, trust]),
            Some((_, end)) => {
                lang.say("period.open-until", &[first, trust, ("end", &zone.show(end))])
            }
        },
        (State::Recovered, Some(_)) => lang.say("period.recovered", &[first, trust, last_value]),
        (State::Ended, Some(last)) if last == finding.first => {
            lang.say("period.once", &[first, trust])
        }
        (State::Ended, Some(_)) => lang.say("period.ended", &[first, trust, last_value]),
        (state, None) => {
            lang.say("period.state", &[first, trust, ("state", &lang.word("state", state.name()))])
        }
    }
}

/// How far the times of a finding can be trusted, if not fully.
fn trust(finding: &Finding, lang: Lang) -> &'static str {
    match finding.evidence.iter().map(|evidence| evidence.quality).max() {
        None | Some(TimeQuality::Exact) => "",
        Some(TimeQuality::DateInferred) => lang.text("period.date-inferred"),
        Some(TimeQuality::ZoneAssumed) => lang.text("period.zone-assumed"),
        Some(TimeQuality::Undated) => lang.text("period.undated"),
    }
}

/// `subscription 0a1b, server ex1.example.com`, without the names in `without`.
pub(super) fn subject(finding: &Finding, without: &[&str], lang: Lang) -> String {
    let named = finding.subject.iter().filter(|(name, _)| !without.contains(&name.as_str()));
    let parts = named.map(|(name, value)| format!("{} {value}", lang.field(name)));
    parts.collect::<Vec<_>>().join(", ")
}

/// `missed 3, period s 300`; long lists are cut after `most` values.
pub(super) fn details(finding: &Finding, most: usize, lang: Lang) -> String {
    let parts = detail_pairs(finding, most, lang);
    let parts = parts.into_iter().map(|(name, value)| format!("{name} {value}"));
    parts.collect::<Vec<_>>().join(lang.text("text.semicolon"))
}

/// Name and value of each detail, in words; long lists are cut after `most` values.
pub(super) fn detail_pairs(finding: &Finding, most: usize, lang: Lang) -> Vec<(String, String)> {
    let pairs = finding.details.iter().map(|(name, value)| match value {
        Detail::Number(number) => (lang.field(name), number.to_string()),
        Detail::Text(text) => (lang.field(name), text.clone()),
        Detail::List(list) => {
            let shown = list.iter().take(most).map(String::as_str).collect::<Vec<_>>().join(", ");
            let more = list.len().saturating_sub(most);
            let more = match more {
                0 => String::new(),
                more => lang.say("text.values-more", &[("more", &more.to_string())]),
            };
            (lang.field(name), format!("{shown}{more}"))
        }
    });
    pairs.collect()
}

/// `bundle.zip!/n1/x.request.log:12`.
pub(super) fn place(evidence: &Evidence) -> String {
    format!("{}:{}", evidence.path, evidence.line)
}

/// ` (Cisco 118883; for CUC 10.5; risk: read-only)`, or nothing.
pub(super) fn grounds(remedy: &Remedy, lang: Lang) -> String {
    let mut parts = Vec::new();
    if !remedy.document.is_empty() {
        parts.push(remedy.document.clone());
    }
    if !remedy.applies_to.is_empty() {
        parts.push(lang.say("remedy.for", &[("versions", &lang.sentence(&remedy.applies_to))]));
    }
    if !remedy.risk.is_empty() {
        parts.push(lang.say("remedy.risk", &[("risk", &lang.word("risk", &remedy.risk))]));
    }
    if parts.is_empty() {
        String::new()
    } else {
        format!(" ({})", parts.join(lang.text("text.semicolon")))
    }
}

/// The remedies of a finding's rule that are for this finding.
pub(super) fn remedies<'a>(finding: &Finding, analysis: &'a Analysis) -> Vec<&'a Remedy> {
    let all = analysis.remedies.get(&finding.rule).into_iter().flatten();
    all.filter(|remedy| remedy.applies(finding)).collect()
}

/// How many things a finding groups: `14 subscriptions`.
pub(super) fn members(finding: &Finding, analysis: &Analysis, lang: Lang) -> String {
    let first = finding.members.first();
    let first = first.and_then(|id| analysis.findings.iter().find(|other| other.id == *id));
    let noun = first.and_then(|member| member.subject.first());
    let noun = noun.map_or_else(|| "finding".to_owned(), |(name, _)| name.replace('_', " "));
    lang.count(finding.members.len(), &noun)
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
    }
}
