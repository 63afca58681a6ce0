//! The verdict that every report for people begins with: what broke, since when, for whom, on whose
//! side, on what evidence, what next. Raw text: the writer makes it inert.

use std::collections::BTreeMap;

use mbxtrace_rules::{Cause, Finding, Severity};

use crate::clock::Zone;
use crate::report::gaps::gaps;
use crate::report::wording::remedies;
use crate::report::wording::{grounds, members, period, place, subject, ungrouped};
use crate::report::{Analysis, Confidence, Lang, Source, causes, coverage, side};

/// The verdict in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// What broke, in one sentence.
    pub headline: String,
    /// Level of the gravest finding.
    pub level: Option<Severity>,
    /// Whether everything was read and judged and nothing was found.
    pub is_clean: bool,
    /// What could not be read, if anything: stands directly under the headline.
    pub caution: Option<String>,
    /// What is said of it, in the order shown.
    pub points: Vec<(Point, String)>,
    /// Id of the finding that leads; its records are the evidence.
    pub lead: Option<String>,
    /// Id of the cause that leads, if one does.
    pub cause: Option<String>,
}

/// What a sentence of a verdict is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Point {
    /// The finding that the leading cause explains.
    Found,
    /// Since when, until when.
    Since,
    /// Why it may be older than the logs show.
    OrBefore,
    /// For whom.
    Whom,
    /// On whose side, and how surely.
    Side,
    /// What to do next.
    Next,
    /// Where the records stand.
    Evidence,
    /// What speaks for the leading cause.
    For,
    /// What speaks against it.
    Against,
    /// What would decide.
    Decide,
    /// A cause that does not lead, or causes that were not judged.
    Cause,
    /// Another cause of the same.
    Or,
    /// What else was found.
    Also,
    /// Rules that were judged and found nothing.
    Judged,
    /// Why finding nothing says little.
    But,
    /// What was looked at.
    LookedAt,
    /// What was not.
    NotSeen,
    /// Rules without a verdict.
    NotJudged,
}

impl Point {
    /// Its label.
    pub fn label(self, lang: Lang) -> &'static str {
        lang.text(match self {
            Self::Found => "verdict.found",
            Self::Since => "verdict.since",
            Self::OrBefore => "verdict.or-before",
            Self::Whom => "verdict.whom",
            Self::Side => "verdict.side",
            Self::Next => "verdict.next",
            Self::Evidence => "verdict.evidence",
            Self::For => "verdict.for",
            Self::Against => "verdict.against",
            Self::Decide => "verdict.decide",
            Self::Cause => "verdict.cause",
            Self::Or => "verdict.or",
            Self::Also => "verdict.also",
            Self::Judged => "verdict.judged",
            Self::But => "verdict.but",
            Self::LookedAt => "verdict.looked-at",
            Self::NotSeen => "verdict.not-seen",
            Self::NotJudged => "verdict.not-judged",
        })
    }
}

/// Words the verdict of an analysis.
pub fn of(analysis: &Analysis, zone: Zone, lang: Lang) -> Verdict {
    // Facts that are only worth knowing neither lead nor make a clean analysis less clean.
    let findings: Vec<_> =
        ungrouped(analysis).into_iter().filter(|finding| finding.level > Severity::Info).collect();
    let mut verdict = match (causes::lead(analysis, &findings), lead(&findings)) {
        (Some((cause, finding)), _) => explained(cause, finding, &findings, analysis, (zone, lang)),
        (None, Some(lead)) => found(lead, &findings, analysis, (zone, lang)),
        (None, None) if analysis.events == 0 => nothing_read(analysis, lang),
        (None, None) => nothing_found(analysis, zone, lang),
    };
    let cautions =
        caution(&analysis.sources, lang).into_iter().chain(coverage::caution(analysis, lang));
    verdict.caution = cautions.reduce(|one, other| format!("{one} {other}"));
    let not_judged = rules_not_judged(analysis);
    verdict.is_clean &= verdict.caution.is_none() && not_judged.is_empty();
    if !not_judged.is_empty() {
        verdict.points.push((Point::NotJudged, waiting(&not_judged, analysis, lang)));
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
        (Point::Found, lead.title.clone()),
        (Point::Since, period(lead, analysis, zone, lang)),
        (Point::Whom, whom(lead, all, analysis, lang)),
    ];
    if let Some(older) = coverage::or_before(lead, analysis, zone, lang) {
        points.insert(2, (Point::OrBefore, older));
    }
    let (first, then) = causes::points(cause, analysis, lang);
    points.extend(first);
    points.push((Point::Evidence, evidence(lead, lang)));
    points.extend(then);
    points.extend(causes::others(analysis, Some(cause), lang));
    let rest: Vec<_> = all.iter().filter(|one| !causes::is_told(analysis, one)).copied().collect();
    points.extend(others(lead, &rest, zone, lang).into_iter().map(|other| (Point::Also, other)));
    let headline = format!("{} ({})", cause.title, cause.id);
    Verdict { cause: Some(cause.id.clone()), ..Verdict::led(headline, lead, points) }
}

fn found(
    lead: &Finding,
    all: &[&Finding],
    analysis: &Analysis,
    (zone, lang): (Zone, Lang),
) -> Verdict {
    let mut points = vec![
        (Point::Since, period(lead, analysis, zone, lang)),
        (Point::Whom, whom(lead, all, analysis, lang)),
    ];
    if let Some(older) = coverage::or_before(lead, analysis, zone, lang) {
        points.insert(1, (Point::OrBefore, older));
    }
    if let Some(side) = side::of(lead) {
        let whose = lang.sentence(side.whose);
        let because = lang.sentence(side.because);
        let confidence = lang.word("confidence", side.confidence);
        let values = [("whose", &*whose), ("confidence", &confidence), ("because", &because)];
        points.push((Point::Side, lang.say("verdict.sure", &values)));
    }
    if let Some(remedy) = remedies(lead, analysis).into_iter().next() {
        let text = format!("{}{}", remedy.text, grounds(remedy, lang));
        points.push((Point::Next, text));
    }
    points.push((Point::Evidence, evidence(lead, lang)));
    points.extend(causes::undecided(analysis, lang).map(|text| (Point::Cause, text)));
    points.extend(causes::others(analysis, None, lang));
    points.extend(others(lead, all, zone, lang).into_iter().map(|other| (Point::Also, other)));
    let headline = if lead.level <= Severity::Low {
        lang.say("verdict.not-grave", &[("title", &lead.title)])
    } else {
        lead.title.clone()
    };
    Verdict::led(headline, lead, points)
}

impl Verdict {
    fn led(headline: String, lead: &Finding, points: Vec<(Point, String)>) -> Self {
        let (level, lead) = (Some(lead.level), Some(lead.id.clone()));
        Self { headline, level, is_clean: false, caution: None, points, lead, cause: None }
    }

    fn of_nothing(headline: String, is_clean: bool, points: Vec<(Point, String)>) -> Self {
        Self { headline, level: None, is_clean, caution: None, points, lead: None, cause: None }
    }
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
    let places = match lead.evidence.as_slice() {
        [] => lang.text("verdict.no-evidence").to_owned(),
        // One path is long enough.
        [one, other, ..] if one.path == other.path && one.line != other.line => {
            [place(one), other.line.to_string()].join(lang.text("verdict.and"))
        }
        [one, other, ..] if one.path != other.path => {
            [place(one), place(other)].join(lang.text("verdict.and"))
        }
        [one, ..] => place(one),
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
    let read: u64 = analysis.sources.iter().map(|source| source.events).sum();
    let records = lang.count(usize::try_from(read).unwrap_or(usize::MAX), "record");
    let word = if read > 0 { "verdict.nothing-in-window" } else { "verdict.nothing-read" };
    let headline = lang.say(word, &[("sources", &*sources), ("records", &*records)]);
    Verdict::of_nothing(headline, false, Vec::new())
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
    let judged = (Point::Judged, judged.join(", "));
    let mut points = if judged.1.is_empty() { Vec::new() } else { vec![judged] };
    let misleading: Vec<_> = coverage::misleading(analysis, lang).collect();
    let is_clean = misleading.is_empty();
    points.extend(misleading.into_iter().map(|text| (Point::But, text)));
    points.extend(coverage::looked_at(analysis, lang).map(|text| (Point::LookedAt, text)));
    points.extend(coverage::not_looked_at(analysis, zone, lang).map(|text| (Point::NotSeen, text)));
    Verdict::of_nothing(headline, is_clean, points)
}

/// Rules named in the verdict before they are counted.
const WAITING: usize = 3;

/// Which rules wait, and for how much.
fn waiting(rules: &[&str], analysis: &Analysis, lang: Lang) -> String {
    let asked = gaps(&analysis.not_judged).iter().filter(|gap| !gap.collect.is_empty()).count();
    let shown = match rules.len() {
        0..=WAITING => rules.join(", "),
        many => lang.count(many, "rule"),
    };
    let values = [("rules", &*shown), ("things", &lang.count(asked, "thing to collect"))];
    lang.say("verdict.not-judged-rules", &values)
}

/// Rules without a verdict, in whole or in part; what causes wait for is no rule's.
pub(super) fn rules_not_judged(analysis: &Analysis) -> Vec<&str> {
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
            (
                "problem",
                &kind.map_or_else(String::new, |problem| lang.word("problem", problem.kind)),
            ),
        ];
        parts.push(lang.say("verdict.not-whole", &values));
    }
    if assumed > 0 {
        let sources = lang.count(assumed, "source");
        parts.push(lang.say("verdict.clock-assumed", &[("sources", &sources)]));
    }
    (!parts.is_empty()).then(|| parts.join(" "))
}
