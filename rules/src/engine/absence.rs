//! `absence`: a heartbeat per key that stays away.
//!
//! Every record of a key starts its timer anew (Exchange restarts it on any notification). The hot
//! path is one lookup and a copy of the record; gaps that may be outages are put aside and judged
//! when a verdict is asked for, always by what is known of coverage at that time. So the final
//! verdict does not depend on how often one was asked for.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use mbxtrace_parsers::FieldValue;

use super::cadence::Cadence;
use super::forming::Waiting;
use super::kept::Kept;
use super::keyed::Keyed;
use super::population;
use super::renewal;
use super::slots::Slots;
use super::trail::{Beat, Trails};
use super::verdict::Remarks;
use super::{Context, Detector, Hit};
use crate::finding::{Finding, NotJudged};
use crate::ledger::Ledger;
use crate::rule::Absence;
use crate::span::MILLISECOND;

/// The primitive.
pub(crate) struct Heartbeats {
    pub(crate) spec: Absence,
    pub(crate) keys: Keyed<Key>,
    /// Gaps that ended and may be outages.
    pub(super) gaps: Vec<Gap>,
    /// Gaps of keys whose cadence is not known yet, that would be one or two slots by the prior.
    pub(super) held: BTreeMap<u32, Vec<Gap>>,
    /// Values of the population's side, and their numbers.
    pub(crate) sides: Keyed<()>,
    pub(super) generations: Vec<Generation>,
    generation_index: BTreeMap<(u32, i64), usize>,
    /// The generation of the last record: the next is mostly of the same.
    recent: usize,
    /// One entry a key: when to look at it next if time is advanced from outside.
    deadlines: BinaryHeap<Reverse<(i64, u32)>>,
    silent: BTreeSet<u32>,
    closed: BTreeSet<usize>,
    groups: population::Announced,
    /// Live: outages that may belong to a group that is still forming.
    waiting: Waiting,
    /// What a ledger needs, if one is kept.
    pub(super) trails: Option<Trails>,
}

/// The keys of one coverage that were made together, with their first and last record.
pub(super) struct Generation {
    /// Coverage and number.
    pub(super) key: (u32, i64),
    pub(super) first: i64,
    pub(super) last: i64,
}

/// One heartbeat.
#[derive(Debug)]
pub(crate) struct Key {
    pub(crate) first: i64,
    pub(crate) last: i64,
    pub(crate) coverage: u32,
    pub(crate) side: Option<u32>,
    pub(super) generation: Option<i64>,
    pub(super) cadence: Cadence,
    /// The period when there first were enough intervals to tell one, in milliseconds; 0 before.
    /// Gaps from before that are judged by it.
    first_period: u32,
    /// Named by the roster and not seen yet.
    pub(super) expected: bool,
    pub(super) record: Kept,
}

/// A silence between two records of a key.
#[derive(Debug)]
pub(super) struct Gap {
    pub(super) key: u32,
    pub(super) coverage: u32,
    pub(super) from: i64,
    pub(super) to: i64,
    /// The period known when the gap began.
    pub(super) period: Option<i64>,
    pub(super) generation: Option<i64>,
    pub(super) side: Option<u32>,
    pub(super) expected: bool,
    pub(super) before: Kept,
    pub(super) after: Kept,
}

impl Heartbeats {
    pub(crate) fn new(spec: Absence) -> Self {
        Self {
            spec,
            keys: Keyed::default(),
            gaps: Vec::new(),
            held: BTreeMap::new(),
            sides: Keyed::default(),
            generations: Vec::new(),
            generation_index: BTreeMap::new(),
            recent: 0,
            deadlines: BinaryHeap::new(),
            silent: BTreeSet::new(),
            closed: BTreeSet::new(),
            groups: population::Announced::default(),
            waiting: Waiting::new(),
            trails: None,
        }
    }

    fn beat(&mut self, hit: &Hit<'_>) {
        let generation = self.generation(hit);
        let time = hit.time();
        let Some(number) = self.keys.find(hit.key) else {
            let side = self.side(hit, None);
            let number = self.add(hit, Key { side, generation, ..Key::begin(hit) });
            self.remember(number, hit, Beat::Returned);
            return;
        };
        let side = self.side(hit, self.keys.get(number).and_then(|key| key.side));
        let Some(key) = self.keys.get_mut(number) else { return };
        if time < key.last {
            return;
        }
        let interval = time - key.last;
        let period = key.cadence.period(&self.spec);
        let expected = period.unwrap_or(self.spec.every);
        let missed = key.expected || interval > expected.saturating_add(self.spec.tolerance);
        let gap = missed.then(|| Gap::before(number, key, time, period));
        let outage = missed && period.is_some();
        if !key.expected && !outage {
            key.cadence.learn(interval, &self.spec);
        }
        (key.last, key.coverage, key.side) = (time, hit.coverage, side);
        if key.expected {
            key.first = time;
        }
        key.generation = generation;
        key.expected = false;
        if let Some(trails) = &mut self.trails {
            let met = || Beat::of(interval, expected, self.spec.tolerance);
            trails.record(number, hit, if missed { Beat::Returned } else { met() });
        }
        let learned = period.is_none() && key.cadence.is_known();
        if let Some(mut gap) = gap {
            gap.before = std::mem::replace(&mut key.record, Kept::of(hit.event));
            gap.after = Kept::of(hit.event);
            self.put_aside(gap);
        } else {
            key.record.set(hit.event);
        }
        if learned {
            self.release(number);
        }
    }

    /// For the ledger, if one is kept.
    fn remember(&mut self, number: u32, hit: &Hit<'_>, beat: Beat) {
        if let Some(trails) = &mut self.trails {
            trails.record(number, hit, beat);
        }
    }

    /// Keeps a gap that may be an outage.
    fn put_aside(&mut self, gap: Gap) {
        let slots = self.slots(gap.from, gap.expected, self.spec.every, gap.to);
        if gap.period.is_none() && !gap.expected && slots.count() < 3 {
            self.held.entry(gap.key).or_default().push(gap);
            return;
        }
        self.closed.insert(self.gaps.len());
        self.gaps.push(gap);
    }

    /// The cadence of a key has become known: its held gaps can be judged.
    fn release(&mut self, number: u32) {
        let Some(key) = self.keys.get_mut(number) else { return };
        let Some(period) = key.cadence.period(&self.spec) else { return };
        key.first_period = u32::try_from(period / MILLISECOND).unwrap_or(0);
        for mut gap in self.held.remove(&number).unwrap_or_default() {
            if self.slots(gap.from, false, period, gap.to).count() > 0 {
                gap.period = Some(period);
                self.closed.insert(self.gaps.len());
                self.gaps.push(gap);
            }
        }
    }

    /// The period by which gaps from before a key's cadence was known are judged.
    pub(super) fn first_period(&self, number: u32) -> Option<i64> {
        let period = self.keys.get(number)?.first_period;
        (period > 0).then(|| i64::from(period) * MILLISECOND)
    }

    /// A key begins: seen for the first time, or `expected` because the roster names it.
    fn add(&mut self, hit: &Hit<'_>, key: Key) -> u32 {
        let slots = self.slots(key.last, key.expected, self.spec.every, key.last);
        let deadline = slots.deadline_after(key.last);
        let number = self.keys.add(hit.key, key);
        self.deadlines.push(Reverse((deadline, number)));
        number
    }

    /// A record of the roster: the key is expected from now on, on the same node.
    fn expect(&mut self, hit: &Hit<'_>, cx: Context<'_>) {
        if self.keys.find(hit.key).is_some() {
            return;
        }
        let families = cx.rule.detect.selections.first().map(|one| one.families.as_slice());
        let mut families = families.unwrap_or_default().iter();
        let node = &hit.event.origin.node;
        // Not yet begun: the key is expected once its source is there.
        let coverage = families.find_map(|family| cx.world.find(node, *family));
        if let Some(coverage) = coverage {
            self.add(hit, Key { coverage, expected: true, ..Key::begin(hit) });
        }
    }

    fn side(&mut self, hit: &Hit<'_>, known: Option<u32>) -> Option<u32> {
        let atoms = &self.spec.population.as_ref()?.side.1;
        let value = atoms.iter().find_map(|atom| atom.value(hit.event))?;
        let FieldValue::Text(text) = value else { return None };
        if let Some(known) = known
            && self.sides.key(known) == text
        {
            return Some(known);
        }
        Some(self.sides.entry(text).0)
    }

    fn generation(&mut self, hit: &Hit<'_>) -> Option<i64> {
        let number = hit.event.number_of(self.spec.generation?)?;
        let key = (hit.coverage, number);
        let recent = self.generations.get(self.recent).is_some_and(|one| one.key == key);
        if !recent {
            let next = self.generations.len();
            self.recent = *self.generation_index.entry(key).or_insert(next);
            if self.recent == next {
                let (first, last) = (hit.time(), hit.time());
                self.generations.push(Generation { key, first, last });
            }
        }
        let known = self.generations.get_mut(self.recent)?;
        known.first = known.first.min(hit.time());
        known.last = known.last.max(hit.time());
        Some(number)
    }

    pub(super) fn slots(&self, from: i64, expected: bool, period: i64, horizon: i64) -> Slots {
        let grace = self.spec.roster.filter(|_| expected);
        let shift = grace.map_or(0, |grace| grace - self.spec.tolerance - period);
        let tolerance = self.spec.tolerance;
        Slots { start: from.saturating_add(shift), period, tolerance, horizon }
    }
}

impl Gap {
    /// The gap of a key that ends at `to`, still without its records.
    fn before(number: u32, key: &Key, to: i64, period: Option<i64>) -> Self {
        Self {
            key: number,
            coverage: key.coverage,
            from: key.last,
            to,
            period,
            generation: key.generation,
            side: key.side,
            expected: key.expected,
            before: Kept::default(),
            after: Kept::default(),
        }
    }
}

impl Key {
    fn begin(hit: &Hit<'_>) -> Self {
        Self {
            first: hit.time(),
            last: hit.time(),
            coverage: hit.coverage,
            side: None,
            generation: None,
            cadence: Cadence::default(),
            first_period: 0,
            expected: false,
            record: Kept::of(hit.event),
        }
    }
}

impl Detector for Heartbeats {
    fn push(&mut self, hit: &Hit<'_>, cx: Context<'_>) {
        if hit.has(0) {
            self.beat(hit);
        } else {
            self.expect(hit, cx);
        }
    }

    fn advance(&mut self, watermark: i64, cx: Context<'_>) {
        while let Some(Reverse((deadline, number))) = self.deadlines.peek().copied() {
            if deadline >= watermark {
                break;
            }
            self.deadlines.pop();
            let Some(key) = self.keys.get(number) else { continue };
            let period = key.cadence.period(&self.spec).unwrap_or(self.spec.every);
            // Every source has a clock of its own, which may be behind the watermark of all.
            let own = cx.world.end_of(key.coverage, true).unwrap_or(watermark).min(watermark);
            let slots = self.slots(key.last, key.expected, period, own);
            if slots.count() > 0 {
                self.silent.insert(number);
            }
            let behind = watermark.saturating_sub(own);
            let next = slots.deadline_after(own.saturating_add(1)).saturating_add(behind);
            self.deadlines.push(Reverse((next, number)));
        }
    }

    fn drain(&mut self, cx: Context<'_>) -> Vec<Finding> {
        let mut remarks = Remarks::default();
        let (closed, silent) = (std::mem::take(&mut self.closed), std::mem::take(&mut self.silent));
        let crowded = if silent.is_empty() { BTreeSet::new() } else { self.crowded(cx.world) };
        let renamed = if silent.is_empty() { BTreeMap::new() } else { self.renamed(cx) };
        let bench = self.bench(cx, true).in_crowds(crowded).with_renamed(renamed);
        let ended = closed.iter().filter_map(|at| self.gaps.get(*at)).map(Gap::silence);
        let open = silent
            .iter()
            .filter_map(|number| self.keys.get(*number).map(|key| self.silence_of(*number, key)));
        let all = ended.chain(open);
        let outages: Vec<_> =
            all.filter_map(|silence| self.judge(silence, &bench, &mut remarks)).collect();
        let mut groups = std::mem::take(&mut self.groups);
        let now = cx.world.now.max(cx.world.watermark.unwrap_or(i64::MIN));
        if groups.is_due(&outages, &self.spec, now) {
            let (all, _) = self.outages(&bench);
            groups.announce(population::groups(self, &all, cx, Some(now)));
            groups.announce(renewal::chains(self, &all, cx, true));
        }
        self.groups = groups;
        let mut waiting = std::mem::take(&mut self.waiting);
        let mut findings = self.hold(outages, &mut waiting, cx.world, now);
        self.waiting = waiting;
        findings.extend(self.groups.take());
        findings
    }

    fn finish(&self, cx: Context<'_>) -> (Vec<Finding>, Vec<NotJudged>) {
        let bench = self.bench(cx, false);
        let (outages, remarks) = self.outages(&bench);
        let mut groups = population::groups(self, &outages, cx, None);
        groups.extend(renewal::chains(self, &outages, cx, false));
        let mut findings: Vec<_> = outages.into_iter().map(|outage| outage.finding).collect();
        findings.extend(groups);
        let mut not_judged = self.not_judged(&remarks, &bench);
        not_judged.extend(self.never_seen(cx));
        (findings, not_judged)
    }

    fn keep_ledger(&mut self) {
        self.trails = Some(Trails::default());
    }

    fn ledger(&self, cx: Context<'_>) -> Option<Ledger> {
        self.write_ledger(cx)
    }
}
