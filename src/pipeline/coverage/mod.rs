//! What was looked at, per node and source family: gathered while events pass, told at the end.
//!
//! The engine knows spans and holes; this adds what it has no use for (undated records, files cut
//! short, record numbers, which node does the work) and says all of it within one window.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use mbxtrace_parsers::{Event, Family, Field, TimeQuality};
use mbxtrace_rules::{Detail, Finding, RuleSet, Seen, Severity};

use super::numbers::{Missing, Numbers};
use super::pairs::PairEvidence;
use super::streams::Stream;
use crate::clock::{Clock, Flags, MINUTE, rfc3339};
use crate::report::{Analysis, ClockOffset, Coverage, Hole, seconds};

/// Components of Mailbox Sync, which runs on the acting primary of a cluster only (Cisco, Design Guide
/// for Unity Connection 14, Single Inbox).
const MAILBOX_SYNC: [&[u8]; 3] = [b"CsMbxSync", b"CsEws", b"CsWebDav"];
/// A request log this long holds three keep-alives of every subscription of its node.
const THREE_PERIODS: i64 = 15 * MINUTE;
/// A finding that begins so soon after the log may have begun before it; a slow one, within the mean
/// time between its records, but no more than ten minutes.
const SOON: i64 = MINUTE;
const SLOW: i64 = 10 * MINUTE;

/// What is gathered.
pub(super) struct Observer {
    /// By stream: place in `observed`. All members of a stream are of one node and family.
    places: Vec<usize>,
    observed: Vec<Observed>,
    pairs: PairEvidence,
}

/// What is gathered of one family of one node.
struct Observed {
    node: String,
    family: Family,
    /// The first stream of it.
    stream: usize,
    undated: u64,
    /// First and last record that shows the node at work: a notification, a line of Mailbox Sync.
    at_work: Option<(i64, i64)>,
    numbers: Numbers,
}

impl Observer {
    pub(super) fn new(streams: &[Arc<Stream>]) -> Self {
        let parts = streams.iter().flat_map(|stream| &stream.parts);
        let mut pairs = PairEvidence::new(parts.into_iter().any(|part| part.survey.push_failed));
        let mut observed: Vec<Observed> = Vec::new();
        let mut places = Vec::with_capacity(streams.len());
        for (number, stream) in streams.iter().enumerate() {
            let node = stream.parts.first().map_or("", |part| part.node.as_str());
            let family = stream.format.family();
            if matches!(family, Family::CucDiag | Family::JettyRequestLog) {
                pairs.node(node);
            }
            let known = observed.iter().position(|one| one.node == node && one.family == family);
            places.push(known.unwrap_or(observed.len()));
            if known.is_none() {
                observed.push(Observed::new(node, family, number));
            }
        }
        Self { places, observed, pairs }
    }

    /// Takes an event that is new and within the window.
    pub(super) fn event(&mut self, stream: usize, event: &Event<'_>, clock: &Clock) {
        self.pairs.event(event, clock);
        let place = self.places.get(stream).copied().unwrap_or(usize::MAX);
        let Some(observed) = self.observed.get_mut(place) else { return };
        observed.undated += u64::from(event.record.quality == TimeQuality::Undated);
        let at_work = match observed.family {
            Family::JettyRequestLog => event.text_of(Field::Subscription).is_some(),
            Family::CucDiag => MAILBOX_SYNC.contains(&event.component()),
            Family::WindowsEvent => {
                observed.numbers.add(event);
                false
            }
            Family::CiscoSyslog => false,
        };
        if at_work {
            let time = event.time();
            observed.at_work =
                Some(observed.at_work.map_or((time, time), |(a, b)| (a.min(time), b.max(time))));
        }
    }

    /// Times in which records of an event log are missing, each with a stream of its source.
    pub(super) fn missing_records(&self) -> Vec<(usize, Missing)> {
        let missing = self
            .observed
            .iter()
            .flat_map(|one| one.numbers.missing().into_iter().map(|missing| (one.stream, missing)));
        missing.collect()
    }

    /// How far the clocks of hosts are apart.
    pub(super) fn offsets(&self, flags: &Flags) -> Vec<ClockOffset> {
        self.pairs.offsets(flags)
    }

    /// What was looked at within `window`. `analysis` has its sources and findings.
    pub(super) fn coverage(
        &self,
        seen: &[Seen],
        window: Option<(i64, i64)>,
        analysis: &Analysis,
        rules: &RuleSet,
    ) -> Vec<Coverage> {
        let Some(window) = window else { return Vec::new() };
        let mut all: Vec<Coverage> = seen.iter().map(|one| covered(one, window)).collect();
        let early = early_findings(analysis);
        for (one, seen) in all.iter_mut().zip(seen) {
            let observed = self.observed.iter().find(|of| of.is_of(seen));
            let sources = analysis.sources.iter().filter(|source| {
                source.node == seen.node
                    && source.format.is_some_and(|format| format.family() == seen.family)
            });
            one.truncated = sources.filter(|source| source.is_failure()).count() as u64;
            one.undated_records = observed.map_or(0, |of| of.undated);
            one.remarks.extend(observed.and_then(|of| self.wrong_node(of, seen)));
            one.remarks.extend(apart_in_time(seen, seen_elsewhere(seen, analysis)));
            one.misleads = !one.remarks.is_empty();
            let begin = at_the_begin(seen, &early);
            one.remarks.extend(before_the_log(seen, &begin));
            one.begins_with = begin.iter().map(|finding| finding.id.clone()).collect();
            one.remarks.extend(observed.into_iter().flat_map(|of| of.numbers.remarks()));
        }
        all.extend(absent(seen, window, rules));
        all
    }

    /// Why the node of a source may be the wrong one to look at.
    fn wrong_node(&self, of: &Observed, seen: &Seen) -> Option<String> {
        let (from, to) = seen.span?;
        let works = |family: Family| {
            self.observed.iter().filter(move |one| one.family == family && one.at_work.is_some())
        };
        let syncing: Vec<&str> = works(Family::CucDiag).map(|one| one.node.as_str()).collect();
        match of.family {
            Family::JettyRequestLog if of.at_work.is_none() && to - from >= THREE_PERIODS => {
                if works(Family::JettyRequestLog).next().is_some() {
                    // The standby, rightly without notifications.
                    return None;
                }
                let here = syncing.contains(&of.node.as_str());
                let other = syncing.first().filter(|_| !here);
                Some(match other {
                    Some(node) => format!(
                        "no notification came here, and the trace of {node} shows Mailbox Sync at \
                         work: {node} is the acting primary; collect its Jetty request log"
                    ),
                    None if syncing.is_empty() => "no notification came here and no trace shows Mailbox \
                         Sync at work: this may be the standby node. Mailbox Sync runs on the acting \
                         primary only (`show cuc cluster status` names it); collect there"
                        .to_owned(),
                    None => "Mailbox Sync is at work here, but no notification came: either Exchange does \
                         not reach this node, or nobody is subscribed"
                        .to_owned(),
                })
            }
            Family::CucDiag => {
                let (first, last) = of.at_work?;
                let here = works(Family::JettyRequestLog).any(|one| one.node == of.node);
                let there = works(Family::JettyRequestLog)
                    .find(|one| one.at_work.is_some_and(|(from, to)| from < last && to > first));
                let there = there.filter(|_| !here)?;
                Some(format!(
                    "Mailbox Sync is at work here while the notifications come to {}: collect the Jetty \
                     request log of this node, and look for a failover in between",
                    there.node
                ))
            }
            _ => None,
        }
    }
}

/// Other sources than one.
#[derive(Default)]
struct Elsewhere {
    overlaps: bool,
    /// Nanoseconds to the nearest.
    nearest: Option<i64>,
}

impl Observed {
    fn new(node: &str, family: Family, stream: usize) -> Self {
        let (node, numbers) = (node.to_owned(), Numbers::default());
        Self { node, family, stream, undated: 0, at_work: None, numbers }
    }

    fn is_of(&self, seen: &Seen) -> bool {
        self.node == seen.node && self.family == seen.family
    }
}

/// Spans and holes of a source within the window, and its minutes.
fn covered(seen: &Seen, window: (i64, i64)) -> Coverage {
    let (spans, holes) = tiles(seen, window);
    let minutes_seen = minutes(&spans);
    let all = minutes(&[window]);
    Coverage {
        node: seen.node.clone(),
        family: seen.family,
        spans,
        holes,
        minutes_seen,
        minutes_missing: all.saturating_sub(minutes_seen),
        truncated: 0,
        undated_records: 0,
        remarks: Vec::new(),
        misleads: false,
        begins_with: Vec::new(),
    }
}

/// The window cut into what was seen and what was not.
fn tiles(seen: &Seen, (begin, end): (i64, i64)) -> (Vec<(i64, i64)>, Vec<Hole>) {
    let (mut spans, mut holes) = (Vec::new(), Vec::new());
    let edge = |from: i64, to: i64, because: &str| Hole {
        from,
        to,
        at_edge: true,
        because: because.to_owned(),
    };
    let Some((first, last)) = seen.span.filter(|(first, last)| *first <= end && *last >= begin)
    else {
        return (spans, vec![edge(begin, end, "no record in the window")]);
    };
    let (first, last) = (first.max(begin), last.min(end));
    if begin < first {
        holes.push(edge(begin, first, "before the first record"));
    }
    let mut reached = first;
    for hole in &seen.holes {
        let (from, to) = (hole.from.max(reached), hole.to.min(last));
        if from >= to {
            continue;
        }
        if from > reached || spans.is_empty() {
            spans.push((reached, from));
        }
        holes.push(Hole { from, to, at_edge: false, because: hole.because.clone() });
        reached = to;
    }
    spans.push((reached, last));
    if last < end {
        holes.push(edge(last, end, "after the last record"));
    }
    (spans, holes)
}

/// Minutes of the clock that spans touch; spans in order.
fn minutes(spans: &[(i64, i64)]) -> u64 {
    let (mut count, mut reached) = (0, i64::MIN);
    for (from, to) in spans {
        let (from, to) = (from.div_euclid(MINUTE).max(reached), to.div_euclid(MINUTE));
        if from <= to {
            count += (to - from + 1).unsigned_abs();
            reached = to + 1;
        }
    }
    count
}

/// Families that a rule cannot do without and of which there is nothing, and which rules those are.
fn absent(seen: &[Seen], window: (i64, i64), rules: &RuleSet) -> Vec<Coverage> {
    let present: BTreeSet<Family> = seen.iter().map(|one| one.family).collect();
    let mut missed: BTreeMap<Family, Vec<&str>> = BTreeMap::new();
    for rule in rules.rules() {
        let none_of_any = !rule.needs.any.iter().any(|family| present.contains(family));
        let any = rule.needs.any.iter().filter(|_| none_of_any);
        for family in rule.needs.all.iter().chain(any).filter(|one| !present.contains(*one)) {
            missed.entry(*family).or_default().push(&rule.id);
        }
    }
    let coverage = |(family, rules): (Family, Vec<&str>)| {
        let seen = Seen { node: String::new(), family, span: None, holes: Vec::new() };
        let mut coverage = covered(&seen, window);
        let named = rules.iter().take(3).copied().collect::<Vec<_>>().join(", ");
        let more = rules.len().saturating_sub(3);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        coverage.remarks.push(format!("not in the input; without it no verdict of {named}{more}"));
        if let Some(hole) = coverage.holes.first_mut() {
            "not in the input".clone_into(&mut hole.because);
            hole.at_edge = false;
        }
        coverage
    };
    missed.into_iter().map(coverage).collect()
}

/// Whether there are other sources, and whether one of them overlaps this in time.
fn seen_elsewhere(seen: &Seen, analysis: &Analysis) -> Elsewhere {
    let (Some((from, to)), mut elsewhere) = (seen.span, Elsewhere::default()) else {
        return Elsewhere::default();
    };
    for source in &analysis.sources {
        let same = source.node == seen.node
            && source.format.is_some_and(|format| format.family() == seen.family);
        let (Some(first), Some(last), false) = (source.first, source.last, same) else {
            continue;
        };
        elsewhere.overlaps |= first <= to && last >= from;
        let gap = (first - to).max(from - last);
        elsewhere.nearest = Some(elsewhere.nearest.map_or(gap, |known| known.min(gap)));
    }
    elsewhere
}

/// A source that overlaps no other in time says nothing about what those show.
fn apart_in_time(seen: &Seen, elsewhere: Elsewhere) -> Option<String> {
    seen.span?;
    let nearest = elsewhere.nearest.filter(|_| !elsewhere.overlaps)?;
    Some(format!(
        "overlaps no other source in time ({} between): it cannot be compared with them; collect both \
         for the same time, or correct its date or zone (--date, --tz)",
        seconds(nearest)
    ))
}

/// A finding that is no silence, with where it was seen.
struct Early<'a> {
    node: &'a str,
    family: Family,
    finding: &'a Finding,
}

/// Findings that may have begun before their source: with the source of their first evidence. A
/// silence begins with a good record and members are told by their group.
fn early_findings(analysis: &Analysis) -> Vec<Early<'_>> {
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
fn at_the_begin<'a>(seen: &Seen, early: &[Early<'a>]) -> Vec<&'a Finding> {
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
fn before_the_log(seen: &Seen, at_the_begin: &[&Finding]) -> Option<String> {
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

#[cfg(test)]
mod tests;
