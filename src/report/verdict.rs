//! The verdict that every report for people begins with: what broke, since when, for whom, on whose
//! side, on what evidence, what next. Raw text: the writer makes it inert.

use std::collections::BTreeMap;

use mbxtrace_rules::{Cause, Finding, Severity};

use crate::clock::Zone;
use crate::report::wording::remedies;
use crate::report::wording::{count, grounds, members, number, period, place, subject, ungrouped};
use crate::report::{Analysis, Confidence, Source, causes, coverage, side};

/// The verdict in words.
pub(super) struct Verdict {
    /// What broke, in one sentence.
    pub(super) headline: String,
    /// Level of the gravest finding.
    pub(super) level: Option<Severity>,
    /// Whether everything was read and judged and nothing was found.
    pub(super) is_clean: bool,
    /// What could not be read, if anything: stands directly under the headline.
    pub(super) caution: Option<String>,
    /// Label and sentence, in the order shown.
    pub(super) points: Vec<(&'static str, String)>,
}

/// Words the verdict of an analysis.
pub(super) fn of(analysis: &Analysis, zone: Zone) -> Verdict {
    // Facts that are only worth knowing neither lead nor make a clean analysis less clean.
    let findings: Vec<_> =
        ungrouped(analysis).into_iter().filter(|finding| finding.level > Severity::Info).collect();
    let mut verdict = match (causes::lead(analysis, &findings), lead(&findings)) {
        (Some((cause, finding)), _) => explained(cause, finding, &findings, analysis, zone),
        (None, Some(lead)) => found(lead, &findings, analysis, zone),
        (None, None) if analysis.events == 0 => nothing_read(analysis),
        (None, None) => nothing_found(analysis, zone),
    };
    let cautions = caution(&analysis.sources).into_iter().chain(coverage::caution(analysis));
    verdict.caution = cautions.reduce(|one, other| format!("{one} {other}"));
    let not_judged = rules_not_judged(analysis);
    verdict.is_clean &= verdict.caution.is_none() && not_judged.is_empty();
    if !not_judged.is_empty() {
        let rules = not_judged.join(", ");
        let text = format!("{rules}, in whole or in part; why, and what to collect, is below");
        verdict.points.push(("Not judged", text));
    }
    verdict
}

/// The finding that leads: of the gravest, the one that stands for most others, then for most
/// records; of equals the earliest.
pub(super) fn lead<'a>(findings: &[&'a Finding]) -> Option<&'a Finding> {
    let weight = |finding: &&Finding| (finding.level, finding.members.len(), finding.count);
    let heaviest = findings.iter().map(weight).max()?;
    findings.iter().find(|finding| weight(finding) == heaviest).copied()
}

/// The verdict where a cause explains the gravest finding.
fn explained(
    cause: &Cause,
    lead: &Finding,
    all: &[&Finding],
    analysis: &Analysis,
    zone: Zone,
) -> Verdict {
    let mut points = vec![
        ("Found", lead.title.clone()),
        ("Since", period(lead, analysis, zone)),
        ("For whom", whom(lead, all, analysis)),
    ];
    points.extend(causes::points(cause));
    points.push(("Evidence", evidence(lead)));
    points.extend(causes::others(analysis, Some(cause)));
    let rest: Vec<_> = all.iter().filter(|one| !causes::is_told(analysis, one)).copied().collect();
    points.extend(others(lead, &rest, zone).into_iter().map(|other| ("Also", other)));
    let headline = format!("{} ({})", cause.title, cause.id);
    Verdict { headline, level: Some(lead.level), is_clean: false, caution: None, points }
}

fn found(lead: &Finding, all: &[&Finding], analysis: &Analysis, zone: Zone) -> Verdict {
    let mut points =
        vec![("Since", period(lead, analysis, zone)), ("For whom", whom(lead, all, analysis))];
    if let Some(older) = coverage::or_before(lead, analysis, zone) {
        points.insert(1, ("Or before", older));
    }
    if let Some(side) = side::of(lead) {
        let sure = format!("{} ({} confidence): {}", side.whose, side.confidence, side.because);
        points.push(("Whose side", sure));
    }
    points.extend(causes::undecided(analysis).map(|text| ("Cause", text)));
    points.extend(causes::others(analysis, None));
    points.push(("Evidence", evidence(lead)));
    if let Some(remedy) = remedies(lead, analysis).into_iter().next() {
        points.push(("Next", format!("{}{}", remedy.text, grounds(remedy))));
    }
    points.extend(others(lead, all, zone).into_iter().map(|other| ("Also", other)));
    let headline = if lead.level <= Severity::Low {
        format!("Nothing grave. Most notable: {}", lead.title)
    } else {
        lead.title.clone()
    };
    Verdict { headline, level: Some(lead.level), is_clean: false, caution: None, points }
}

fn whom(lead: &Finding, all: &[&Finding], analysis: &Analysis) -> String {
    // Where it was seen and how far it reaches are said by the evidence and the side.
    let mut text = subject(lead, &["source", "reading"]);
    if !lead.members.is_empty() {
        let members = members(lead, analysis);
        text = if text.is_empty() { members } else { format!("{members}; {text}") };
    }
    let same = all.iter().filter(|other| other.rule == lead.rule).count() - 1;
    if same > 0 {
        text.extend(["; ", &count(same, "more finding"), " of this rule below"]);
    }
    text
}

fn evidence(lead: &Finding) -> String {
    let places: Vec<_> = lead.evidence.iter().take(2).map(place).collect();
    let places = if places.is_empty() { "none kept".to_owned() } else { places.join(" and ") };
    if lead.members.is_empty() && lead.count > 1 {
        return format!("{places}, of {} records", number(lead.count));
    }
    places
}

/// Most findings named beside the one that leads.
const NAMED: usize = 3;

/// The other findings, gravest first: a line each for the first few, then how many more.
fn others(lead: &Finding, all: &[&Finding], zone: Zone) -> Vec<String> {
    let others: Vec<_> = all.iter().filter(|finding| finding.id != lead.id).collect();
    let line = |finding: &&&Finding| format!("{}, {}", zone.show(finding.first), finding.title);
    let mut lines: Vec<String> = others.iter().take(NAMED).map(line).collect();
    if let Some(more) = others.len().checked_sub(NAMED).filter(|more| *more > 0) {
        let mut rules: BTreeMap<&str, usize> = BTreeMap::new();
        for finding in others.iter().skip(NAMED) {
            *rules.entry(&finding.rule).or_default() += 1;
        }
        let words: Vec<_> = rules.iter().map(|(rule, count)| format!("{rule} {count}")).collect();
        lines.push(format!("{} below: {}", count(more, "more finding"), words.join(", ")));
    }
    lines
}

fn nothing_read(analysis: &Analysis) -> Verdict {
    let sources = count(analysis.sources.len(), "source");
    Verdict {
        headline: format!("Nothing could be judged: no record of a known format in {sources}."),
        level: None,
        is_clean: false,
        caution: None,
        points: Vec::new(),
    }
}

fn nothing_found(analysis: &Analysis, zone: Zone) -> Verdict {
    let events = usize::try_from(analysis.events).unwrap_or(usize::MAX);
    let read = analysis.sources.iter().filter(|source| source.clock.is_some()).count();
    let window = analysis
        .window
        .map(|(first, last)| format!(", {} to {}", zone.show(first), zone.show(last)));
    let not_judged = rules_not_judged(analysis);
    let judged = analysis.rules.iter().map(String::as_str);
    let judged: Vec<_> = judged.filter(|rule| !not_judged.contains(rule)).collect();
    let nothing = if judged.is_empty() {
        "Nothing found, but nothing judged in whole,"
    } else {
        "Nothing found"
    };
    let headline = format!(
        "{nothing} in {} of {}{}.",
        count(events, "record"),
        count(read, "source"),
        window.unwrap_or_default(),
    );
    let mut points =
        if judged.is_empty() { Vec::new() } else { vec![("Judged", judged.join(", "))] };
    let misleading: Vec<_> = coverage::misleading(analysis).collect();
    let is_clean = misleading.is_empty();
    points.extend(misleading.into_iter().map(|text| ("But", text)));
    points.extend(coverage::looked_at(analysis).map(|text| ("Looked at", text)));
    points.extend(coverage::not_looked_at(analysis, zone).map(|text| ("Not seen", text)));
    Verdict { headline, level: None, is_clean, caution: None, points }
}

fn rules_not_judged(analysis: &Analysis) -> Vec<&str> {
    let rows = analysis.not_judged.iter().map(|one| one.rule.as_str());
    let mut rules: Vec<_> = rows.filter(|rule| !causes::is_cause(rule)).collect();
    rules.sort_unstable();
    rules.dedup();
    rules
}

/// What makes all that is said here less than whole.
fn caution(sources: &[Source]) -> Option<String> {
    let broken: Vec<_> = sources.iter().filter(|source| source.is_failure()).collect();
    let assumed = sources.iter().filter_map(|source| source.clock.as_ref());
    let assumed = assumed.filter(|clock| clock.confidence == Confidence::Assumed).count();
    let mut parts = Vec::new();
    if let Some(first) = broken.first() {
        let kind = first.problems.iter().find(|problem| problem.kind != "unrecognised");
        parts.push(format!(
            "{} of {} could not be read whole, the first: {} ({}). What is said here rests on the \
             rest.",
            number(broken.len() as u64),
            count(sources.len(), "source"),
            first.path,
            kind.map_or("", |problem| problem.kind),
        ));
    }
    if assumed > 0 {
        parts.push(format!(
            "The clock of {} is an assumption: see Clocks below.",
            count(assumed, "source"),
        ));
    }
    (!parts.is_empty()).then(|| parts.join(" "))
}
