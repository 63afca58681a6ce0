//! The verdict that every report for people begins with: what broke, since when, for whom, on whose
//! side, on what evidence, what next. Raw text: the writer makes it inert.

use std::collections::BTreeMap;

use mbxtrace_rules::{Cause, Finding, Severity};

use crate::clock::Zone;
use crate::report::wording::remedies;
use crate::report::wording::{grounds, members, period, place, subject, ungrouped};
use crate::report::{Analysis, Confidence, Lang, Source, causes, coverage, side};

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
pub(super) fn of(analysis: &Analysis, zone: Zone, lang: Lang) -> Verdict {
    // Facts that are only worth knowing neither lead nor make a clean analysis less clean.
    let findings: Vec<_> =
        ungrouped(analysis).into_iter().filter(|finding| finding.level > Severity::Info).collect();
    let mut verdict = match (causes::lead(analysis, &findings), lead(&findings)) {
        (Some((cause, finding)), _) => explained(cause, finding, &findings, analysis, (zone, lang)),
        (None, Some(lead)) => found(lead, &findings, analysis, (zone, lang)),
        (None, None) if analysis.events == 0 => nothing_read(analysis, lang),
        (None, None) => nothing_found(analysis, zone, lang),
    };
    let cautions = caution(&analysis.sources, lang).into_iter().chain(coverage::caution(analysis));
    verdict.caution = cautions.reduce(|one, other| format!("{one} {other}"));
    let not_judged = rules_not_judged(analysis);
    verdict.is_clean &= verdict.caution.is_none() && not_judged.is_empty();
    if !not_judged.is_empty() {
        let rules = not_judged.join(", ");
        let text = lang.say("verdict.not-judged-rules", &[("rules", &rules)]);
        verdict.points.push((lang.text("verdict.not-judged"), text));
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
    (zone, lang): (Zone, Lang),
) -> Verdict {
    let mut points = vec![
        ("Found", lead.title.clone()),
        (lang.text("verdict.since"), period(lead, analysis, zone, lang)),
        (lang.text("verdict.whom"), whom(lead, all, analysis, lang)),
    ];
    points.extend(causes::points(cause));
    points.push((lang.text("verdict.evidence"), evidence(lead, lang)));
    points.extend(causes::others(analysis, Some(cause)));
    let rest: Vec<_> = all.iter().filter(|one| !causes::is_told(analysis, one)).copied().collect();
    let also = lang.text("verdict.also");
    points.extend(others(lead, &rest, zone, lang).into_iter().map(|other| (also, other)));
    let headline = format!("{} ({})", cause.title, cause.id);
    Verdict { headline, level: Some(lead.level), is_clean: false, caution: None, points }
}

fn found(
    lead: &Finding,
    all: &[&Finding],
    analysis: &Analysis,
    (zone, lang): (Zone, Lang),
) -> Verdict {
    let mut points = vec![
        (lang.text("verdict.since"), period(lead, analysis, zone, lang)),
        (lang.text("verdict.whom"), whom(lead, all, analysis, lang)),
    ];
    if let Some(older) = coverage::or_before(lead, analysis, zone) {
        points.insert(1, ("Or before", older));
    }
    if let Some(side) = side::of(lead) {
        let whose = lang.sentence(side.whose);
        let because = lang.sentence(side.because);
        let confidence = lang.word("confidence", side.confidence);
        let values = [("whose", &*whose), ("confidence", &confidence), ("because", &because)];
        points.push((lang.text("verdict.side"), lang.say("verdict.sure", &values)));
    }
    points.extend(causes::undecided(analysis).map(|text| ("Cause", text)));
    points.extend(causes::others(analysis, None));
    points.push((lang.text("verdict.evidence"), evidence(lead, lang)));
    if let Some(remedy) = remedies(lead, analysis).into_iter().next() {
        let text = format!("{}{}", remedy.text, grounds(remedy, lang));
        points.push((lang.text("verdict.next"), text));
    }
    let also = lang.text("verdict.also");
    points.extend(others(lead, all, zone, lang).into_iter().map(|other| (also, other)));
    let headline = if lead.level <= Severity::Low {
        lang.say("verdict.not-grave", &[("title", &lead.title)])
    } else {
        lead.title.clone()
    };
    Verdict { headline, level: Some(lead.level), is_clean: false, caution: None, points }
}

fn whom(lead: &Finding, all: &[&Finding], analysis: &Analysis, lang: Lang) -> String {
    // Where it was seen and how far it reaches are said by the evidence and the side.
    let mut text = subject(lead, &["source", "reading"], lang);
    if !lead.members.is_empty() {
        let members = members(lead, analysis, lang);
        text = if text.is_empty() {
            members
        } else {
            [members, text].join(lang.text("text.semicolon"))
        };
    }
    let same = all.iter().filter(|other| other.rule == lead.rule).count() - 1;
    if same > 0 {
        let more = lang.count(same, "more finding");
        text.extend([
            lang.text("text.semicolon"),
            &lang.say("verdict.of-this-rule", &[("more", &more)]),
        ]);
    }
    text
}

fn evidence(lead: &Finding, lang: Lang) -> String {
    let places: Vec<_> = lead.evidence.iter().take(2).map(place).collect();
    let places = if places.is_empty() {
        lang.text("verdict.no-evidence").to_owned()
    } else {
        places.join(lang.text("verdict.and"))
    };
    if lead.members.is_empty() && lead.count > 1 {
        let values = [("places", &*places), ("count", &lang.number(lead.count))];
        return lang.say("verdict.of-records", &values);
    }
    places
}

/// Most findings named beside the one that leads.
const NAMED: usize = 3;

/// The other findings, gravest first: a line each for the first few, then how many more.
fn others(lead: &Finding, all: &[&Finding], zone: Zone, lang: Lang) -> Vec<String> {
    let others: Vec<_> = all.iter().filter(|finding| finding.id != lead.id).collect();
    let line = |finding: &&&Finding| {
        let title = &finding.title;
        if finding.is_dated() {
            format!("{}, {title}", zone.show(finding.first))
        } else {
            title.clone()
        }
    };
    let mut lines: Vec<String> = others.iter().take(NAMED).map(line).collect();
    if let Some(more) = others.len().checked_sub(NAMED).filter(|more| *more > 0) {
        let mut rules: BTreeMap<&str, usize> = BTreeMap::new();
        for finding in others.iter().skip(NAMED) {
            *rules.entry(&finding.rule).or_default() += 1;
        }
        let words: Vec<_> = rules.iter().map(|(rule, count)| format!("{rule} {count}")).collect();
        let more = lang.count(more, "more finding");
        let values = [("more", &*more), ("rules", &words.join(", "))];
        lines.push(lang.say("verdict.more-below", &values));
    }
    lines
}

fn nothing_read(analysis: &Analysis, lang: Lang) -> Verdict {
    let sources = lang.count(analysis.sources.len(), "source");
    Verdict {
        headline: lang.say("verdict.nothing-read", &[("sources", &sources)]),
        level: None,
        is_clean: false,
        caution: None,
        points: Vec::new(),
    }
}

fn nothing_found(analysis: &Analysis, zone: Zone, lang: Lang) -> Verdict {
    let events = usize::try_from(analysis.events).unwrap_or(usize::MAX);
    let read = analysis.sources.iter().filter(|source| source.clock.is_some()).count();
    let not_judged = rules_not_judged(analysis);
    let judged = analysis.rules.iter().map(String::as_str);
    let judged: Vec<_> = judged.filter(|rule| !not_judged.contains(rule)).collect();
    let (records, sources) = (lang.count(events, "record"), lang.count(read, "source"));
    let window = analysis.window.map(|(first, last)| (zone.show(first), zone.show(last)));
    let (first, last) = window.clone().unwrap_or_default();
    let values =
        [("records", &*records), ("sources", &sources), ("first", &first), ("last", &last)];
    let headline = match (judged.is_empty(), window.is_some()) {
        (false, true) => lang.say("verdict.nothing-found-window", &values),
        (false, false) => lang.say("verdict.nothing-found", &values),
        (true, true) => lang.say("verdict.nothing-judged-window", &values),
        (true, false) => lang.say("verdict.nothing-judged", &values),
    };
    let judged = (lang.text("verdict.judged"), judged.join(", "));
    let mut points = if judged.1.is_empty() { Vec::new() } else { vec![judged] };
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
fn caution(sources: &[Source], lang: Lang) -> Option<String> {
    let broken: Vec<_> = sources.iter().filter(|source| source.is_failure()).collect();
    let assumed = sources.iter().filter_map(|source| source.clock.as_ref());
    let assumed = assumed.filter(|clock| clock.confidence == Confidence::Assumed).count();
    let mut parts = Vec::new();
    if let Some(first) = broken.first() {
        let kind = first.problems.iter().find(|problem| problem.kind != "unrecognised");
        let values = [
            ("broken", &*lang.number(broken.len() as u64)),
            ("sources", &lang.count(sources.len(), "source")),
            ("path", &first.path),
            ("problem", kind.map_or("", |problem| problem.kind)),
        ];
        parts.push(lang.say("verdict.not-whole", &values));
    }
    if assumed > 0 {
        let sources = lang.count(assumed, "source");
        parts.push(lang.say("verdict.clock-assumed", &[("sources", &sources)]));
    }
    (!parts.is_empty()).then(|| parts.join(" "))
}
