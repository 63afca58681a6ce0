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
use super::kept::Kept;
use super::keyed::Keyed;
use super::population;
use super::slots::Slots;
use super::{Context, Detector, Hit, title};
use crate::finding::{Detail, Finding, NotJudged, State};
use crate::key;
use crate::render::Draft;
use crate::rule::Absence;
use crate::span::{MILLISECOND, SECOND, show_time};

/// The primitive.
pub(crate) struct Heartbeats {
    pub(crate) spec: Absence,
    pub(crate) keys: Keyed<Key>,
    /// Gaps that ended and may be outages.
    gaps: Vec<Gap>,
    /// Gaps of keys whose cadence is not known yet, that would be one or two slots by the prior.
    held: BTreeMap<u32, Vec<Gap>>,
    /// Values of the population's side, and their numbers.
    pub(crate) sides: Keyed<()>,
    /// By coverage: first and last record of each generation.
    generations: BTreeMap<u32, BTreeMap<i64, (i64, i64)>>,
    /// One entry a key: when to look at it next if time is advanced from outside.
    deadlines: BinaryHeap<Reverse<(i64, u32)>>,
    silent: BTreeSet<u32>,
    closed: BTreeSet<usize>,
    groups: population::Announced,
}

/// One heartbeat.
#[derive(Debug)]
pub(crate) struct Key {
    pub(crate) first: i64,
    pub(crate) last: i64,
    pub(crate) coverage: u32,
    pub(crate) side: Option<u32>,
    generation: Option<i64>,
    cadence: Cadence,
    /// The period when there first were enough intervals to tell one, in milliseconds; 0 before.
    /// Gaps from before that are judged by it.
    first_period: u32,
    /// Named by the roster and not seen yet.
    expected: bool,
    record: Kept,
}

/// A silence between two records of a key.
#[derive(Debug)]
struct Gap {
    key: u32,
    coverage: u32,
    from: i64,
    to: i64,
    /// The period known when the gap began.
    period: Option<i64>,
    generation: Option<i64>,
    side: Option<u32>,
    expected: bool,
    before: Kept,
    after: Kept,
}

/// A silence as it is judged: ended or not.
#[derive(Clone, Copy)]
struct Silence<'a> {
    key: u32,
    coverage: u32,
    from: i64,
    to: Option<i64>,
    period: Option<i64>,
    generation: Option<i64>,
    side: Option<u32>,
    expected: bool,
    before: &'a Kept,
    after: Option<&'a Kept>,
}

/// What a silence turned out to be.
pub(crate) struct Outage {
    pub(crate) key: u32,
    pub(crate) coverage: u32,
    pub(crate) side: Option<u32>,
    pub(crate) from: i64,
    /// When it was over, for whatever reason.
    pub(crate) to: Option<i64>,
    pub(crate) missed: i64,
    pub(crate) finding: Finding,
}

/// Coverage and hole, or generation, and how many keys it concerns.
#[derive(Default)]
struct Remarks {
    holes: BTreeMap<(u32, usize), BTreeSet<u32>>,
    replaced: BTreeMap<(u32, i64), BTreeSet<u32>>,
}

/// Circumstances of one judgement.
struct Bench<'a> {
    cx: Context<'a>,
    live: bool,
    /// By coverage: the median of the periods its keys have learned (final verdict only).
    medians: BTreeMap<u32, i64>,
    /// By coverage and generation: when a newer one began.
    replaced: BTreeMap<(u32, i64), i64>,
}

impl Heartbeats {
    pub(crate) fn new(spec: Absence) -> Self {
        Self {
            spec,
            keys: Keyed::default(),
            gaps: Vec::new(),
            held: BTreeMap::new(),
            sides: Keyed::default(),
            generations: BTreeMap::new(),
            deadlines: BinaryHeap::new(),
            silent: BTreeSet::new(),
            closed: BTreeSet::new(),
            groups: population::Announced::default(),
        }
    }

    fn beat(&mut self, hit: &Hit<'_>) {
        let generation = self.generation(hit);
        let time = hit.time();
        let Some(number) = self.keys.find(hit.key) else {
            let side = self.side(hit, None);
            self.add(hit, time, hit.coverage, generation, side, false);
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
        let old = Gap {
            key: number,
            coverage: key.coverage,
            from: key.last,
            to: time,
            period,
            generation: key.generation,
            side: key.side,
            expected: key.expected,
            before: Kept::default(),
            after: Kept::default(),
        };
        let learns = !key.expected && !(missed && period.is_some());
        if learns {
            key.cadence.learn(interval, &self.spec);
        }
        (key.last, key.coverage, key.side) = (time, hit.coverage, side);
        if key.expected {
            key.first = time;
        }
        key.generation = generation;
        key.expected = false;
        let learned = period.is_none() && key.cadence.is_known();
        if missed {
            let before = std::mem::replace(&mut key.record, Kept::of(hit.event));
            self.put_aside(Gap { before, after: Kept::of(hit.event), ..old });
        } else {
            key.record.set(hit.event);
        }
        if learned {
            self.release(number);
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
    fn first_period(&self, number: u32) -> Option<i64> {
        let period = self.keys.get(number)?.first_period;
        (period > 0).then(|| i64::from(period) * MILLISECOND)
    }

    fn add(
        &mut self,
        hit: &Hit<'_>,
        time: i64,
        coverage: u32,
        generation: Option<i64>,
        side: Option<u32>,
        expected: bool,
    ) {
        let key = Key {
            first: time,
            last: time,
            coverage,
            side,
            generation,
            cadence: Cadence::default(),
            first_period: 0,
            expected,
            record: Kept::of(hit.event),
        };
        let slots = self.slots(time, expected, self.spec.every, time);
        let deadline = slots.deadline_after(time);
        let number = self.keys.add(hit.key, key);
        self.deadlines.push(Reverse((deadline, number)));
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
            self.add(hit, hit.time(), coverage, None, None, true);
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
        let known = self.generations.entry(hit.coverage).or_default();
        let (first, last) = known.entry(number).or_insert((hit.time(), hit.time()));
        *first = (*first).min(hit.time());
        *last = (*last).max(hit.time());
        Some(number)
    }

    fn slots(&self, from: i64, expected: bool, period: i64, horizon: i64) -> Slots {
        let grace = self.spec.roster.filter(|_| expected);
        let shift = grace.map_or(0, |grace| grace - self.spec.tolerance - period);
        let tolerance = self.spec.tolerance;
        Slots { start: from.saturating_add(shift), period, tolerance, horizon }
    }

    fn bench<'a>(&self, cx: Context<'a>, live: bool) -> Bench<'a> {
        let medians = if live { BTreeMap::new() } else { self.medians() };
        Bench { cx, live, medians, replaced: self.replaced() }
    }

    /// Median by coverage of the periods that keys have learned.
    fn medians(&self) -> BTreeMap<u32, i64> {
        let mut learned: BTreeMap<u32, Vec<i64>> = BTreeMap::new();
        for (_, key) in self.keys.iter() {
            if let Some(period) = key.cadence.period(&self.spec) {
                learned.entry(key.coverage).or_default().push(period);
            }
        }
        let median = |mut periods: Vec<i64>| {
            periods.sort_unstable();
            periods.get(periods.len() / 2).copied().unwrap_or(self.spec.every)
        };
        learned.into_iter().map(|(coverage, periods)| (coverage, median(periods))).collect()
    }

    /// When each generation was replaced: by a larger number, or by any that began after its last
    /// record (numbers start anew when a host does).
    fn replaced(&self) -> BTreeMap<(u32, i64), i64> {
        let mut replaced = BTreeMap::new();
        for (coverage, generations) in &self.generations {
            let mut larger: Option<i64> = None;
            for (number, (first, _)) in generations.iter().rev() {
                if let Some(at) = larger {
                    replaced.insert((*coverage, *number), at);
                }
                larger = Some(larger.map_or(*first, |known| known.min(*first)));
            }
            let mut firsts = BTreeSet::new();
            for (number, (first, last)) in generations {
                if let Some(at) = firsts.range(last.saturating_add(1)..).next() {
                    let known = replaced.entry((*coverage, *number)).or_insert(*at);
                    *known = (*known).min(*at);
                }
                firsts.insert(*first);
            }
        }
        replaced
    }

    fn silence_of<'a>(&self, number: u32, key: &'a Key) -> Silence<'a> {
        Silence {
            key: number,
            coverage: key.coverage,
            from: key.last,
            to: None,
            period: key.cadence.period(&self.spec),
            generation: key.generation,
            side: key.side,
            expected: key.expected,
            before: &key.record,
            after: None,
        }
    }

    /// The verdict on one silence; `None` if nothing that is covered was missed.
    fn judge(
        &self,
        silence: Silence<'_>,
        bench: &Bench<'_>,
        remarks: &mut Remarks,
    ) -> Option<Outage> {
        let coverage = bench.cx.world.coverage(silence.coverage)?;
        let period = silence.period.or_else(|| self.first_period(silence.key));
        let known = period.is_some();
        let period = period.or_else(|| bench.medians.get(&silence.coverage).copied());
        let period = period.unwrap_or(self.spec.every);
        let end = match silence.to {
            Some(to) => to,
            None => bench.cx.world.end_of(silence.coverage, bench.live)?,
        };
        let generation = silence.generation.map(|number| (silence.coverage, number));
        let replaced = generation.and_then(|which| bench.replaced.get(&which).copied());
        let replaced = replaced.filter(|at| *at <= end);
        if let (Some(at), Some(which)) = (replaced, generation)
            && silence.to.is_none_or(|to| at < to)
        {
            remarks.replaced.entry(which).or_default().insert(silence.key);
        }
        let horizon = replaced.unwrap_or(end).min(end);
        let slots = self.slots(silence.from, silence.expected, period, horizon);
        let (uncovered, holes) = slots.uncovered(coverage);
        for hole in holes {
            remarks.holes.entry((silence.coverage, hole)).or_default().insert(silence.key);
        }
        let missed = slots.count() - uncovered;
        let held_back = bench.live && !known && !silence.expected && missed < 3;
        if missed <= 0 || held_back {
            return None;
        }
        let verdict = Verdict { missed, uncovered, period, horizon, replaced };
        Some(self.outage(silence, &verdict, bench.cx))
    }

    fn outage(&self, silence: Silence<'_>, verdict: &Verdict, cx: Context<'_>) -> Outage {
        let (state, last) = match (verdict.replaced, silence.to) {
            (Some(at), Some(to)) if to <= at => (State::Recovered, Some(to)),
            (Some(at), _) => (State::Ended, Some(at)),
            (None, Some(to)) => (State::Recovered, Some(to)),
            (None, None) => (State::Open, None),
        };
        let mut evidence = vec![silence.before];
        evidence.extend(silence.after);
        let finding = Draft {
            subject: key::subject(&cx.rule.detect.by, self.keys.key(silence.key)),
            anchor: silence.from,
            first: silence.from,
            last,
            state,
            count: 1,
            measure: u64::try_from(verdict.missed).unwrap_or(0),
            details: self.details(silence, verdict, last, cx),
            evidence,
        }
        .finish(cx.rule, cx.world);
        let Silence { key, coverage, side, from, .. } = silence;
        Outage { key, coverage, side, from, to: last, missed: verdict.missed, finding }
    }

    fn details(
        &self,
        silence: Silence<'_>,
        verdict: &Verdict,
        last: Option<i64>,
        cx: Context<'_>,
    ) -> Vec<(String, Detail)> {
        let gap = last.unwrap_or(verdict.horizon).saturating_sub(silence.from);
        let mut details = vec![
            ("missed".to_owned(), Detail::Number(verdict.missed)),
            ("period_s".to_owned(), Detail::Number(verdict.period / SECOND)),
            ("gap_s".to_owned(), Detail::Number(gap / SECOND)),
        ];
        if verdict.uncovered > 0 {
            details.push(("slots_not_covered".to_owned(), Detail::Number(verdict.uncovered)));
        }
        if silence.expected {
            details.push(("never_seen".to_owned(), Detail::Number(1)));
        }
        if let Some(coverage) = cx.world.coverage(silence.coverage)
            && !coverage.node.is_empty()
        {
            details.push(("node".to_owned(), Detail::Text(coverage.node.clone())));
        }
        if let (Some(population), Some(side)) = (&self.spec.population, silence.side) {
            let value = String::from_utf8_lossy(self.sides.key(side)).into_owned();
            details.push((population.side.0.clone(), Detail::Text(value)));
        }
        if let (Some(field), Some(number)) = (self.spec.generation, silence.generation) {
            details.push((field.name().to_owned(), Detail::Number(number)));
        }
        if verdict.replaced.is_some() && last == verdict.replaced {
            details.push(("replaced".to_owned(), Detail::Number(1)));
        }
        details
    }

    /// Every outage, and remarks on what could not be judged.
    fn outages(&self, bench: &Bench<'_>) -> (Vec<Outage>, Remarks) {
        let mut remarks = Remarks::default();
        let held = self.held.values().flatten();
        let ended = self.gaps.iter().chain(held).map(Gap::silence);
        let open = self.keys.iter().map(|(number, key)| self.silence_of(number, key));
        let all = ended.chain(open);
        let outages = all.filter_map(|silence| self.judge(silence, bench, &mut remarks)).collect();
        (outages, remarks)
    }

    fn not_judged(&self, remarks: &Remarks, cx: Context<'_>) -> Vec<NotJudged> {
        let mut entries = Vec::new();
        for ((place, hole), keys) in &remarks.holes {
            let Some(coverage) = cx.world.coverage(*place) else { continue };
            let Some(hole) = coverage.holes.get(*hole) else { continue };
            let what = key_name(cx, keys.len());
            entries.push(NotJudged {
                rule: cx.rule.id.clone(),
                because: format!(
                    "the {} of {} has no record from {} to {} ({}): {what} could not be judged there",
                    title(coverage.family), named(&coverage.node), show_time(hole.from),
                    show_time(hole.to), hole.because,
                ),
                collect: cx.rule.needs.collect.clone(),
            });
        }
        let replaced = self.replaced();
        for (which, keys) in &remarks.replaced {
            let (Some(coverage), Some(at)) = (cx.world.coverage(which.0), replaced.get(which))
            else {
                continue;
            };
            let name = self.spec.generation.map_or("generation", |field| field.name());
            let what = key_name(cx, keys.len());
            entries.push(NotJudged {
                rule: cx.rule.id.clone(),
                because: format!(
                    "{} of {name} {} on {} no longer expected after {}, when a newer {name} appeared",
                    what, which.1, named(&coverage.node), show_time(*at),
                ),
                collect: format!("nothing: check that the restart behind the newer {name} was wanted"),
            });
        }
        entries
    }
}

/// Numbers of a verdict.
struct Verdict {
    missed: i64,
    uncovered: i64,
    period: i64,
    horizon: i64,
    replaced: Option<i64>,
}

impl Gap {
    fn silence(&self) -> Silence<'_> {
        Silence {
            key: self.key,
            coverage: self.coverage,
            from: self.from,
            to: Some(self.to),
            period: self.period,
            generation: self.generation,
            side: self.side,
            expected: self.expected,
            before: &self.before,
            after: Some(&self.after),
        }
    }
}

fn key_name(cx: Context<'_>, count: usize) -> String {
    let names: Vec<_> = cx.rule.detect.by.iter().map(|part| part.name.as_str()).collect();
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {}{plural}", names.join("/"))
}

fn named(node: &str) -> &str {
    if node.is_empty() { "an unnamed node" } else { node }
}

impl Detector for Heartbeats {
    fn push(&mut self, hit: &Hit<'_>, cx: Context<'_>) {
        if hit.has(0) {
            self.beat(hit);
        } else {
            self.expect(hit, cx);
        }
    }

    fn advance(&mut self, watermark: i64, _: Context<'_>) {
        while let Some(Reverse((deadline, number))) = self.deadlines.peek().copied() {
            if deadline >= watermark {
                break;
            }
            self.deadlines.pop();
            let Some(key) = self.keys.get(number) else { continue };
            let period = key.cadence.period(&self.spec).unwrap_or(self.spec.every);
            let slots = self.slots(key.last, key.expected, period, watermark);
            if slots.count() > 0 {
                self.silent.insert(number);
            }
            self.deadlines.push(Reverse((slots.deadline_after(watermark), number)));
        }
    }

    fn drain(&mut self, cx: Context<'_>) -> Vec<Finding> {
        let bench = self.bench(cx, true);
        let mut remarks = Remarks::default();
        let (closed, silent) = (std::mem::take(&mut self.closed), std::mem::take(&mut self.silent));
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
        }
        self.groups = groups;
        let mut findings: Vec<_> = outages.into_iter().map(|outage| outage.finding).collect();
        findings.extend(self.groups.take());
        findings
    }

    fn finish(&self, cx: Context<'_>) -> (Vec<Finding>, Vec<NotJudged>) {
        let bench = self.bench(cx, false);
        let (outages, remarks) = self.outages(&bench);
        let groups = population::groups(self, &outages, cx, None);
        let mut findings: Vec<_> = outages.into_iter().map(|outage| outage.finding).collect();
        findings.extend(groups);
        (findings, self.not_judged(&remarks, cx))
    }
}
