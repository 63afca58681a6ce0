//! What was looked at, per node and source family: gathered while events pass, told at the end.
//!
//! The engine knows spans and holes; this adds what it has no use for (undated records, files cut
//! short, record numbers, which node does the work) and says all of it within one window.

mod begin;
mod tiles;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use mbxtrace_parsers::{Event, Family, Field, TimeQuality};
use mbxtrace_rules::{RuleSet, Seen};

use self::begin::{at_the_begin, before_the_log, early_findings};
use self::tiles::BEFORE;
pub(super) use self::tiles::covered;
use super::apart::Clocks;
use super::numbers::{Missing, Numbers};
use super::pairs::PairEvidence;
use super::streams::Stream;
use crate::clock::{Clock, Flags, MINUTE};
use crate::report::{Analysis, Coverage, seconds};

/// Micro traces that only Mailbox Sync writes, and that others (`CuCsMgr`) write too: the latter count in
/// its own trace files. Mailbox Sync runs on the acting primary of a cluster only (Cisco, Design Guide
/// for Unity Connection 14, Single Inbox; trace files by component: Cisco 116001, 118883).
const MAILBOX_SYNC: &[u8] = b"CsMbxSync";
const SHARED: [&[u8]; 2] = [b"CsEws", b"CsWebDav"];
const TRACE_FILE: &str = "CuMbxSync";
/// A request log this long holds three keep-alives of every subscription of its node.
const THREE_PERIODS: i64 = 15 * MINUTE;

/// What is gathered.
pub(super) struct Observer {
    /// By stream: place in `observed`. All members of a stream are of one node and family.
    places: Vec<usize>,
    /// By stream: whether it is the trace of Mailbox Sync.
    syncs: Vec<bool>,
    observed: Vec<Observed>,
    pairs: PairEvidence,
}

/// What is gathered of one family of one node.
struct Observed {
    node: String,
    family: Family,
    /// The first stream of it, and the path of its first member.
    stream: usize,
    path: String,
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
                let path = stream.parts.first().map_or("", |part| part.path.as_str());
                observed.push(Observed::new(node, family, (number, path)));
            }
        }
        let is_sync = |stream: &Arc<Stream>| {
            stream.parts.first().is_some_and(|part| part.path.contains(TRACE_FILE))
        };
        Self { places, syncs: streams.iter().map(is_sync).collect(), observed, pairs }
    }

    /// Takes an event that is new and within the window.
    pub(super) fn event(&mut self, stream: usize, event: &Event<'_>, clock: &Clock) {
        self.pairs.event(event, clock);
        let place = self.places.get(stream).copied().unwrap_or(usize::MAX);
        let Some(observed) = self.observed.get_mut(place) else { return };
        observed.undated += u64::from(event.record.quality == TimeQuality::Undated);
        let at_work = match observed.family {
            Family::JettyRequestLog => event.text_of(Field::Subscription).is_some(),
            Family::CucDiag => {
                let component = event.component();
                let own = self.syncs.get(stream).copied().unwrap_or(false);
                component == MAILBOX_SYNC || (own && SHARED.contains(&component))
            }
            Family::WindowsEvent => {
                observed.numbers.add(event);
                false
            }
            _ => false,
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
    pub(super) fn clocks(&self, flags: &Flags, rules: &RuleSet) -> Clocks {
        Clocks::of(&self.pairs, self.pairs.offsets(flags), rules)
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
            let wrapped = observed.and_then(|of| of.wrapped(one));
            one.remarks.extend(wrapped);
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
    fn new(node: &str, family: Family, (stream, path): (usize, &str)) -> Self {
        Self {
            node: node.to_owned(),
            family,
            stream,
            path: path.to_owned(),
            undated: 0,
            at_work: None,
            numbers: Numbers::default(),
        }
    }

    /// A numbered trace that begins late: it keeps its newest files only (Cisco 118883).
    fn wrapped(&self, coverage: &Coverage) -> Option<String> {
        let late = coverage.holes.first().is_some_and(|hole| {
            hole.at_edge && hole.because == BEFORE && hole.to - hole.from >= MINUTE
        });
        let number = trace_number(&self.path).filter(|_| self.family == Family::CucDiag)?;
        (number > 0 && (late || !coverage.begins_with.is_empty())).then(|| {
            format!(
                "begins with file number {number}: older files were overwritten or not collected"
            )
        })
    }

    fn is_of(&self, seen: &Seen) -> bool {
        self.node == seen.node && self.family == seen.family
    }
}

/// Number of a numbered trace, `diag_CuMbxSync_00000086.uc`, packed or not.
fn trace_number(path: &str) -> Option<u64> {
    let name = path.rsplit('/').next()?;
    let (_, rest) = name.rsplit_once('_')?;
    let (digits, extension) = rest.split_once('.')?;
    let is_trace = extension.to_ascii_lowercase().starts_with("uc");
    digits.parse().ok().filter(|_| is_trace && digits.len() >= 4)
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
        if source.format.is_some_and(|format| format.family().is_snapshot()) {
            // What states what is, at no time.
            continue;
        }
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

#[cfg(test)]
mod tests;
