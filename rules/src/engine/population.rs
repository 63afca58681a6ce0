//! Outages that begin together: who is at fault, all, one side, or a subset.

use std::collections::{BTreeMap, BTreeSet};

use super::Context;
use super::absence::Heartbeats;
use super::verdict::Outage;
use crate::finding::{Detail, Finding, Severity, State};
use crate::render::Draft;
use crate::rule::{Absence, Population};

/// Values listed in details, and members shown as evidence.
const LISTED: usize = 20;
const SHOWN: usize = 5;

/// Groups already handed out live, and when to look again.
#[derive(Default)]
pub(crate) struct Announced {
    known: BTreeMap<String, Finding>,
    fresh: Vec<Finding>,
    /// Times at which a group that is forming has settled.
    settling: BTreeSet<i64>,
}

impl Announced {
    /// Whether groups may have changed: a member ended, or the time to tell its companions is over.
    pub(crate) fn is_due(&mut self, changed: &[Outage], spec: &Absence, now: i64) -> bool {
        let Some(population) = &spec.population else { return false };
        let mut due = false;
        for outage in changed.iter().filter(|outage| counts(outage, population)) {
            due |= outage.to.is_some();
            self.settling.insert(settled(outage.from, spec));
        }
        while self.settling.first().is_some_and(|at| *at < now) {
            self.settling.pop_first();
            due = true;
        }
        due
    }

    /// Takes the groups as they stand and keeps those that are new or have changed.
    pub(crate) fn announce(&mut self, groups: Vec<Finding>) {
        for group in groups {
            if self.known.get(&group.id) != Some(&group) {
                self.known.insert(group.id.clone(), group.clone());
                self.fresh.push(group);
            }
        }
    }

    pub(crate) fn take(&mut self) -> Vec<Finding> {
        std::mem::take(&mut self.fresh)
    }
}

/// When everybody who fell silent with an outage that began at `from` has missed enough to count.
pub(super) fn settled(from: i64, spec: &Absence) -> i64 {
    from.saturating_add(spec.every.saturating_mul(4)).saturating_add(2 * spec.tolerance)
}

pub(super) fn counts(outage: &Outage, population: &Population) -> bool {
    outage.finding.state == State::Open
        || u64::try_from(outage.missed).unwrap_or(0) >= population.missed
}

/// The groups among all outages. `now`: live, only groups that have settled by then.
pub(crate) fn groups(
    beats: &Heartbeats,
    outages: &[Outage],
    cx: Context<'_>,
    now: Option<i64>,
) -> Vec<Finding> {
    let Some(population) = &beats.spec.population else { return Vec::new() };
    let mut by_place: BTreeMap<u32, Vec<&Outage>> = BTreeMap::new();
    for outage in outages.iter().filter(|outage| counts(outage, population)) {
        by_place.entry(outage.coverage).or_default().push(outage);
    }
    let mut groups = Vec::new();
    for (place, mut members) in by_place {
        members.sort_by_key(|outage| (outage.from, outage.key));
        while let Some(range) = densest(&members, &beats.spec, population.least) {
            let mut group: Vec<_> = members.drain(range).collect();
            let mut census = Census::of(beats, outages, &group, place);
            if let Some(fallen) = census.fallen_side(population) {
                let (own, others) =
                    group.into_iter().partition(|outage| outage.side == Some(fallen));
                group = own;
                members.extend::<Vec<_>>(others);
                members.sort_by_key(|outage| (outage.from, outage.key));
                census = Census::of(beats, outages, &group, place);
            }
            let begin = group.first().map_or(0, |outage| outage.from);
            let is_settled = now.is_none_or(|now| settled(begin, &beats.spec) < now);
            if is_settled && census.suffices(population) {
                groups.push(census.finding(&group, population, cx));
            }
        }
    }
    groups
}

/// The window of one period with the most outages, the earliest of them.
fn densest(members: &[&Outage], spec: &Absence, least: usize) -> Option<std::ops::Range<usize>> {
    let width = spec.every.saturating_add(spec.tolerance);
    let mut best: Option<std::ops::Range<usize>> = None;
    let mut start = 0;
    for (end, outage) in members.iter().enumerate() {
        while members.get(start).is_some_and(|first| outage.from - first.from >= width) {
            start += 1;
        }
        if best.as_ref().is_none_or(|best| end + 1 - start > best.len()) {
            best = Some(start..end + 1);
        }
    }
    best.filter(|best| best.len() >= least)
}

/// Who was there when a group fell silent.
struct Census {
    active: BTreeSet<u32>,
    silent: BTreeSet<u32>,
    /// Sides of the silent keys, by number, and their values.
    sides: BTreeMap<Option<u32>, String>,
    /// Whether every active key of the one side is silent, and others are not.
    whole_side: bool,
    /// By side: how many keys are active, and how many of them silent.
    by_side: BTreeMap<Option<u32>, (u64, u64)>,
}

impl Census {
    fn of(beats: &Heartbeats, outages: &[Outage], group: &[&Outage], place: u32) -> Self {
        let begin = group.first().map_or(0, |outage| outage.from);
        let until = begin.saturating_add(beats.spec.every);
        let silent: BTreeSet<_> = group.iter().map(|outage| outage.key).collect();
        // Keys that were silent before and stayed so take no part.
        let gone: BTreeSet<_> = outages
            .iter()
            .filter(|outage| outage.from < begin && outage.to.is_none_or(|to| to > until))
            .map(|outage| outage.key)
            .collect();
        let there = beats.keys.iter().filter(|(number, key)| {
            silent.contains(number)
                || key.coverage == place
                    && key.first <= until
                    && key.last >= begin
                    && !gone.contains(number)
        });
        let active: BTreeMap<_, _> = there.map(|(number, key)| (number, key.side)).collect();
        let name = |side: Option<u32>| {
            let value = side.map_or(&b"unknown"[..], |side| beats.sides.key(side));
            String::from_utf8_lossy(value).into_owned()
        };
        let sides: BTreeMap<_, _> =
            group.iter().map(|outage| (outage.side, name(outage.side))).collect();
        let mut of_side = active.iter().filter(|(_, side)| sides.contains_key(*side));
        let whole_side = sides.len() == 1
            && !sides.contains_key(&None)
            && of_side.all(|(number, _)| silent.contains(number));
        let mut by_side: BTreeMap<Option<u32>, (u64, u64)> = BTreeMap::new();
        for (number, side) in &active {
            let (active, fallen) = by_side.entry(*side).or_default();
            *active += 1;
            *fallen += u64::from(silent.contains(number));
        }
        let active = active.into_keys().collect();
        Self { active, silent, sides, whole_side, by_side }
    }

    /// The one side of a mixed group that fell silent as a whole, if those of other sides are too few
    /// to be of the same outage: of thousands, some always stop at the same time by chance.
    fn fallen_side(&self, population: &Population) -> Option<u32> {
        if self.sides.len() < 2 {
            return None;
        }
        let is_whole = |(_, (active, silent)): &(&Option<u32>, &(u64, u64))| active == silent;
        let mut whole = self.by_side.iter().filter(is_whole);
        let (side, (count, _)) = whole.next()?;
        if whole.next().is_some() || *count < population.least as u64 {
            return None;
        }
        let others = self.by_side.iter().filter(|(other, _)| *other != side);
        let (active, silent) = others
            .fold((0, 0), |(active, silent), (_, counts)| (active + counts.0, silent + counts.1));
        side.filter(|_| silent * 100 < population.percent * active)
    }

    /// A side that fell silent as a whole is one however many others there are: of ten Exchange
    /// servers one is never a fifth of the subscriptions.
    fn suffices(&self, population: &Population) -> bool {
        let silent = self.silent.len();
        let share = silent as u64 * 100 >= population.percent * self.active.len() as u64;
        silent >= population.least && (share || self.whole_side)
    }

    fn reading(&self) -> &'static str {
        if self.silent.len() == self.active.len() {
            "all"
        } else if self.whole_side {
            "server"
        } else {
            "subset"
        }
    }

    fn finding(&self, group: &[&Outage], population: &Population, cx: Context<'_>) -> Finding {
        let reading = self.reading();
        let first = group.iter().map(|outage| outage.from).min().unwrap_or(0);
        let ends: Option<Vec<_>> = group.iter().map(|outage| outage.to).collect();
        let last = ends.and_then(|ends| ends.into_iter().max());
        let level = if reading == "all" { Severity::Critical } else { Severity::High };
        let draft = Draft {
            subject: self.subject(group, population, cx),
            anchor: first,
            first,
            last,
            state: if last.is_some() { State::Recovered } else { State::Open },
            count: 1,
            measure: self.silent.len() as u64,
            details: self.details(population),
            evidence: Vec::new(),
        };
        let mut finding = draft.finish_as(&population.id, level, &population.say, cx.world);
        let shown = group.iter().take(SHOWN);
        finding.evidence =
            shown.filter_map(|outage| outage.finding.evidence.first().cloned()).collect();
        finding.members = group.iter().map(|outage| outage.finding.id.clone()).collect();
        finding
    }

    fn subject(
        &self,
        group: &[&Outage],
        population: &Population,
        cx: Context<'_>,
    ) -> Vec<(String, String)> {
        let mut subject = Vec::new();
        let place = group.first().and_then(|outage| cx.world.coverage(outage.coverage));
        if let Some(place) = place.filter(|place| !place.node.is_empty()) {
            subject.push(("node".to_owned(), place.node.clone()));
        }
        subject.push(("reading".to_owned(), self.reading().to_owned()));
        if let ("server", Some(value)) = (self.reading(), self.sides.values().next()) {
            subject.push((population.side.0.clone(), value.clone()));
        }
        subject
    }

    fn details(&self, population: &Population) -> Vec<(String, Detail)> {
        let number = |count: usize| Detail::Number(i64::try_from(count).unwrap_or(i64::MAX));
        let sentence = match self.reading() {
            "all" => {
                "every active one fell silent at once: look at the receiving side first (Jetty, port 7080, firewall or NAT in front of it, node failover)"
            }
            "server" => {
                "all those of one origin fell silent while others went on: look at that Exchange server, its proxy setting and its path"
            }
            _ => {
                "a part fell silent, of mixed origin: look at load balancer, NAT table and throttling"
            }
        };
        let mut values: BTreeSet<_> = self.sides.values().cloned().collect();
        while values.len() > LISTED {
            values.pop_last();
        }
        let mut values: Vec<_> = values.into_iter().collect();
        if self.sides.len() > LISTED {
            values.push(format!("… (of {})", self.sides.len()));
        }
        vec![
            ("members".to_owned(), number(self.silent.len())),
            ("active".to_owned(), number(self.active.len())),
            (format!("{}s", population.side.0), Detail::List(values)),
            ("meaning".to_owned(), Detail::Text(sentence.to_owned())),
        ]
    }
}
