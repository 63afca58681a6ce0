//! Keys that follow one another because none holds: each fell silent soon after it began, and a new one
//! began when Unity Connection makes one for what is stale.
//!
//! A request log names no mailbox, so which key follows which is told by time alone; that none holds is
//! told all the same. A key that was there when its source began, or behind a hole, may be older than its
//! first record and follows nobody; nor does one of another generation: a restart makes all anew.

use std::collections::{BTreeMap, BTreeSet};

use super::Context;
use super::absence::{Heartbeats, Key};
use super::kept::Kept;
use super::verdict::Outage;
use crate::finding::{Detail, Finding, State};
use crate::render::Draft;
use crate::rule::Renewal;
use crate::span::{MINUTE, SECOND};

/// How often Unity Connection looks for stale subscriptions (Cisco 118883).
const SCAN: i64 = 2 * MINUTE;
/// Missed slots after which Unity Connection makes a new subscription, where the rule does not say.
const STALE: u64 = 3;
/// Keys of a chain that are shown: the first and the last ones.
const SHOWN: (usize, usize) = (3, 2);

/// Place, time and number of a key.
pub(super) type Mark<P> = (P, i64, usize);

/// Pairs keys that stayed silent, by their last record, with keys of the same place that began at least
/// the first of `due` and at most the second of it later. Earliest with earliest, so no other pairing
/// explains more of them.
pub(super) fn successors<P: Ord + Clone>(
    mut silent: Vec<Mark<P>>,
    mut born: BTreeSet<Mark<P>>,
    due: (i64, i64),
) -> BTreeMap<usize, usize> {
    let mut found = BTreeMap::new();
    silent.sort();
    for (place, last, number) in silent {
        let from = (place.clone(), last.saturating_add(due.0), 0);
        let to = (place, last.saturating_add(due.1), usize::MAX);
        let Some(next) = born.range(from..=to).next().cloned() else { continue };
        born.remove(&next);
        found.insert(number, next.2);
    }
    found
}

/// Keys of which each followed the one before.
struct Chain<'a> {
    keys: Vec<&'a Key>,
    place: u32,
    /// The side all are of.
    side: Option<u32>,
    to: Option<i64>,
    state: State,
}

/// A finding for each place and side whose chains overlap. `live`: as far as time has passed.
pub(super) fn chains(
    beats: &Heartbeats,
    outages: &[Outage],
    cx: Context<'_>,
    live: bool,
) -> Vec<Finding> {
    let Some(renewal) = &beats.spec.renewal else { return Vec::new() };
    let next = beats.followers(outages, cx);
    let followers: BTreeSet<u32> = next.values().copied().collect();
    let heads = next.keys().filter(|number| {
        !followers.contains(number)
            || beats.keys.get(**number).is_some_and(|key| key.holds(renewal))
    });
    let mut chains: Vec<Chain<'_>> = heads
        .filter_map(|head| beats.chain(*head, &next, renewal, cx, live))
        .filter(|chain| chain.renewed() >= renewal.least)
        .collect();
    chains.sort_by_key(|chain| (chain.place, chain.side, chain.from()));
    let mut groups: Vec<Vec<Chain<'_>>> = Vec::new();
    for chain in chains {
        match groups.last_mut().filter(|group| belongs(&chain, group)) {
            Some(group) => group.push(chain),
            None => groups.push(vec![chain]),
        }
    }
    groups.iter().map(|group| finding(beats, group, renewal, cx)).collect()
}

impl Heartbeats {
    /// How long after the last record of a key its successor begins, at the earliest and at the latest.
    pub(super) fn renewed_after(&self) -> (i64, i64) {
        let due = i64::try_from(self.stale()).unwrap_or(i64::MAX).saturating_mul(self.spec.every);
        (due, due.saturating_add(SCAN + self.spec.tolerance))
    }

    /// Missed slots after which Unity Connection makes a new subscription.
    pub(super) fn stale(&self) -> u64 {
        self.spec.population.as_ref().map_or(STALE, |population| population.missed)
    }

    /// Which key followed which.
    fn followers(&self, outages: &[Outage], cx: Context<'_>) -> BTreeMap<u32, u32> {
        let stale = i64::try_from(self.stale()).unwrap_or(i64::MAX);
        let number = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
        let silent = outages.iter().filter_map(|outage| {
            let key = self.keys.get(outage.key)?;
            let stayed = outage.from == key.last && !key.expected && outage.missed >= stale;
            stayed.then(|| (outage.coverage, key.last, number(outage.key)))
        });
        let silent: Vec<Mark<u32>> = silent.collect();
        if silent.is_empty() {
            return BTreeMap::new();
        }
        let seen = self.keys.iter().filter(|(_, key)| !key.expected);
        let born = seen.map(|(at, key)| (key.coverage, key.first, number(at))).collect();
        let pairs = successors(silent, born, self.renewed_after()).into_iter();
        let pairs = pairs.filter_map(|(one, next)| {
            let (one, next) = (u32::try_from(one).ok()?, u32::try_from(next).ok()?);
            let (before, after) = (self.keys.get(one)?, self.keys.get(next)?);
            let holes = &cx.world.coverage(before.coverage)?.holes;
            let hidden = holes.iter().any(|hole| hole.from < after.first && before.last < hole.to);
            (!hidden && before.generation == after.generation).then_some((one, next))
        });
        pairs.collect()
    }

    /// The chain that begins with a key, as far as none of those between holds.
    fn chain<'a>(
        &'a self,
        head: u32,
        next: &BTreeMap<u32, u32>,
        renewal: &Renewal,
        cx: Context<'_>,
        live: bool,
    ) -> Option<Chain<'a>> {
        let mut keys = vec![self.keys.get(head)?];
        let mut at = head;
        while let Some(follower) = next.get(&at) {
            at = *follower;
            let key = self.keys.get(at)?;
            keys.push(key);
            if key.holds(renewal) {
                break;
            }
        }
        let (first, last) = (*keys.first()?, *keys.last()?);
        let end = cx.world.end_of(last.coverage, live).unwrap_or(last.last);
        let (state, to) = if last.holds(renewal) {
            (State::Recovered, Some(last.first))
        } else if last.last.saturating_add(self.renewed_after().1) < end {
            (State::Ended, Some(last.last))
        } else {
            (State::Open, None)
        };
        let side = first.side.filter(|side| keys.iter().all(|key| key.side == Some(*side)));
        Some(Chain { place: first.coverage, side, to, state, keys })
    }
}

impl Key {
    /// Whether it went on for longer than those that do not hold.
    fn holds(&self, renewal: &Renewal) -> bool {
        self.last.saturating_sub(self.first) > renewal.lived
    }
}

impl Chain<'_> {
    fn from(&self) -> i64 {
        self.keys.first().map_or(0, |key| key.last)
    }

    /// How often a new one was made.
    fn renewed(&self) -> usize {
        self.keys.len().saturating_sub(1)
    }

    /// From the beginning of each new one to that of the next.
    fn intervals(&self) -> impl Iterator<Item = i64> {
        let made = self.keys.iter().skip(1);
        made.clone().zip(made.skip(1)).map(|(one, next)| next.first - one.first)
    }

    /// The last records of the first and the last keys.
    fn evidence(&self) -> Vec<&Kept> {
        let late = self.keys.len().saturating_sub(SHOWN.1).max(SHOWN.0);
        let shown = self.keys.iter().enumerate();
        shown.filter(|(at, _)| *at < SHOWN.0 || *at >= late).map(|(_, key)| &key.record).collect()
    }
}

/// Whether a chain is of the same place and side and begins before these are over.
fn belongs(chain: &Chain<'_>, group: &[Chain<'_>]) -> bool {
    group.first().is_some_and(|first| (first.place, first.side) == (chain.place, chain.side))
        && group.iter().any(|one| one.to.is_none_or(|to| chain.from() <= to))
}

fn finding(beats: &Heartbeats, group: &[Chain<'_>], renewal: &Renewal, cx: Context<'_>) -> Finding {
    let ends: Option<Vec<i64>> = group.iter().map(|chain| chain.to).collect();
    let held = group.iter().all(|chain| chain.state == State::Recovered);
    let last = ends.and_then(|ends| ends.into_iter().max());
    let state = match last {
        None => State::Open,
        Some(_) if held => State::Recovered,
        Some(_) => State::Ended,
    };
    let first = group.iter().map(Chain::from).min().unwrap_or(0);
    // The earliest of the longest.
    let longest = group.iter().rev().max_by_key(|chain| chain.renewed());
    let renewed = longest.map_or(0, Chain::renewed);
    let mut intervals: Vec<i64> = group.iter().flat_map(Chain::intervals).collect();
    intervals.sort_unstable();
    let interval = intervals.get(intervals.len() / 2).copied().unwrap_or(0);
    let number = |count: usize| Detail::Number(i64::try_from(count).unwrap_or(i64::MAX));
    let made: usize = group.iter().map(Chain::renewed).sum();
    Draft {
        subject: subject(beats, group, cx),
        anchor: first,
        first,
        last,
        state,
        count: made as u64,
        measure: renewed as u64,
        details: vec![
            ("renewed".to_owned(), number(renewed)),
            ("chains".to_owned(), number(group.len())),
            ("apart_s".to_owned(), Detail::Number(interval / SECOND)),
        ],
        evidence: longest.map(Chain::evidence).unwrap_or_default(),
    }
    .finish_as(&renewal.id, renewal.level, &renewal.say, cx.world)
}

fn subject(beats: &Heartbeats, group: &[Chain<'_>], cx: Context<'_>) -> Vec<(String, String)> {
    let mut subject = Vec::new();
    let first = group.first();
    let place = first.and_then(|chain| cx.world.coverage(chain.place));
    if let Some(place) = place.filter(|place| !place.node.is_empty()) {
        subject.push(("node".to_owned(), place.node.clone()));
    }
    let side = first.and_then(|chain| chain.side);
    if let (Some(population), Some(side)) = (&beats.spec.population, side) {
        let value = String::from_utf8_lossy(beats.sides.key(side)).into_owned();
        subject.push((population.side.0.clone(), value));
    }
    subject
}
