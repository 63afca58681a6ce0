//! Sentences of a diagnosis, made from what cause files and findings say.

use crate::finding::{Finding, NotJudged};
use crate::load::source_title;
use crate::render::Blanks;

use super::definition::{Item, Scope};
use super::facts::{are_undated, values};
use super::item::Lack;
use super::judge::Case;

/// Findings named in one sentence.
const NAMED: usize = 2;

/// What an item means, and the findings that say so.
pub(crate) fn said(say: &str, findings: &[&Finding]) -> String {
    let titles: Vec<_> = findings.iter().take(NAMED).map(|one| one.title.as_str()).collect();
    let undated =
        if are_undated(findings) { "; undated: whether at that time is open" } else { "" };
    match (titles.as_slice(), findings.len().saturating_sub(NAMED)) {
        ([], _) => say.to_owned(),
        (titles, 0) => format!("{say} ({}{undated})", titles.join("; ")),
        (titles, more) => format!("{say} ({}; and {more} more{undated})", titles.join("; ")),
    }
}

/// What is not known, and for want of what.
pub(crate) fn missing(item: &Item, lack: &Lack) -> String {
    match lack {
        Lack::Name(name) => {
            format!("whether {}: the records do not name the {}", item.say, name.replace('_', " "))
        }
        Lack::Source => {
            let sources: Vec<_> = item.sources.iter().map(|one| source_title(one)).collect();
            format!("whether {}: no {} of that time was read", item.say, sources.join(" or "))
        }
    }
}

/// The title with the values of this case in it: those of what it explains, else what it shares.
pub(crate) fn title(case: &Case<'_>) -> String {
    let Some(first) = case.anchors.first() else { return String::new() };
    let named = case.rule.title.names().filter_map(|name| {
        let anchors = case.anchors.iter().flat_map(|finding| values(finding, name));
        let mut found: Vec<String> = anchors.map(std::borrow::Cow::into_owned).collect();
        if found.is_empty() {
            let shared = case.shared.iter().find(|(known, _)| *known == name);
            found = shared.map(|(_, values)| values.clone()).unwrap_or_default();
        }
        found.sort_unstable();
        found.dedup();
        (!found.is_empty()).then(|| (name.to_owned(), listed(&found)))
    });
    let named = Finding { subject: named.collect(), details: Vec::new(), ..(*first).clone() };
    case.rule.title.render(&named, &Blanks::ENGLISH)
}

/// Up to three values, then how many more.
fn listed(values: &[String]) -> String {
    let shown: Vec<_> = values.iter().take(3).map(String::as_str).collect();
    match values.len().saturating_sub(3) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

/// How far it reaches: the word of the cause, or of the population, and of which.
pub(crate) fn scope(case: &Case<'_>) -> String {
    let names: &[&str] = match case.rule.scope {
        Scope::User => &["mailbox"],
        Scope::Account => &["account", "service_account"],
        Scope::Node => &["node"],
        Scope::Server => &["server", "endpoint", "computer"],
        Scope::Service => &["service_account", "um_service"],
        Scope::All | Scope::Population => &[],
    };
    if case.rule.scope != Scope::Population {
        let of = case.shared.iter().filter(|(name, _)| names.contains(name));
        let of: Vec<_> = of.flat_map(|(_, values)| values.iter().cloned()).collect();
        let word = case.rule.scope.name();
        return if of.is_empty() { word.to_owned() } else { format!("{word} {}", listed(&of)) };
    }
    let first = |name: &str| {
        let mut found = case.anchors.iter().flat_map(|finding| values(finding, name));
        found.next().map(std::borrow::Cow::into_owned)
    };
    match first("reading").as_deref() {
        Some("all") => "all".to_owned(),
        Some("server") => {
            format!("server {}", first("server").unwrap_or_default()).trim_end().to_owned()
        }
        Some("subset") => "some subscriptions".to_owned(),
        _ => "one subscription".to_owned(),
    }
}

/// The row of a cause that could not be judged.
pub(crate) fn not_judged(cases: &[&Case<'_>]) -> Option<NotJudged> {
    let first = cases.first()?;
    let anchors: Vec<_> = cases.iter().flat_map(|case| case.anchors.iter().copied()).collect();
    let explains = said("it would explain what was found", &anchors);
    let missing: Vec<_> = first.missing.iter().take(NAMED).map(String::as_str).collect();
    Some(NotJudged {
        rule: first.rule.id.clone(),
        because: format!("{}: {explains}; {}", title(first), missing.join("; ")),
        collect: first.rule.next_evidence.clone(),
    })
}
