//! The verdict on silences of a heartbeat: by coverage, by generation, by what is known of cadence.

use std::collections::{BTreeMap, BTreeSet};

use super::Context;
use super::absence::{Gap, Heartbeats, Key};
use super::kept::Kept;
use super::renamed::{Renamed, renamed_in};
use super::slots::Slots;
use crate::finding::{Detail, Finding, State};
use crate::key;
use crate::render::Draft;
use crate::span::SECOND;

/// A silence as it is judged: ended or not.
#[derive(Clone, Copy)]
pub(super) struct Silence<'a> {
    key: u32,
    pub(super) coverage: u32,
    pub(super) from: i64,
    pub(super) to: Option<i64>,
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
pub(super) struct Remarks {
    pub(super) holes: BTreeMap<(u32, usize), BTreeSet<u32>>,
    pub(super) replaced: BTreeMap<(u32, i64), BTreeSet<u32>>,
    pub(super) renamed: BTreeMap<(u32, usize), BTreeSet<u32>>,
}

/// Circumstances of one judgement.
pub(super) struct Bench<'a> {
    cx: Context<'a>,
    live: bool,
    /// By coverage: the median of the periods its keys have learned (final verdict only).
    medians: BTreeMap<u32, i64>,
    /// By coverage and generation: when a newer one began.
    pub(super) replaced: BTreeMap<(u32, i64), i64>,
    /// Live: coverages that are silent as a whole when their keys are.
    crowded: BTreeSet<u32>,
    /// Coverages and their holes after which keys may go on under new names.
    pub(super) renamed: BTreeMap<(u32, usize), Renamed>,
}

impl Bench<'_> {
    /// Live, what may go on under other names after these holes is not judged.
    pub(super) fn with_renamed(self, renamed: BTreeMap<(u32, usize), Renamed>) -> Self {
        Self { renamed, ..self }
    }

    /// Silence of one key of these coverages is judged only near a line of another.
    pub(super) fn in_crowds(self, crowded: BTreeSet<u32>) -> Self {
        Self { crowded, ..self }
    }
}

/// The slots of a silence, measured by what is known of coverage, cadence and generation.
pub(super) struct Measure {
    pub(super) slots: Slots,
    /// Half-open ranges of slots that lie in time not covered.
    pub(super) uncovered: Vec<(i64, i64)>,
    holes: Vec<usize>,
    /// Whether the period is the key's own.
    known: bool,
    /// End of what is judged: of the silence as far as it is known, or when the key was replaced.
    pub(super) horizon: i64,
    /// When a newer generation replaced the key, if by then.
    pub(super) replaced: Option<i64>,
    /// The hole in which it may have been given another name.
    renamed: Option<usize>,
}

/// Numbers of a verdict.
struct Verdict {
    missed: i64,
    uncovered: i64,
    period: i64,
    horizon: i64,
    replaced: Option<i64>,
}

impl<'a> Bench<'a> {
    pub(super) fn context(&self) -> Context<'a> {
        self.cx
    }
}

impl Heartbeats {
    pub(super) fn bench<'a>(&self, cx: Context<'a>, live: bool) -> Bench<'a> {
        let medians = if live { BTreeMap::new() } else { self.medians() };
        let renamed = if live { BTreeMap::new() } else { self.renamed(cx) };
        let (replaced, crowded) = (self.replaced(), BTreeSet::new());
        Bench { cx, live, medians, replaced, crowded, renamed }
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
        let mut by_coverage: BTreeMap<u32, BTreeMap<i64, (i64, i64)>> = BTreeMap::new();
        for one in &self.generations {
            by_coverage.entry(one.key.0).or_default().insert(one.key.1, (one.first, one.last));
        }
        for (coverage, generations) in &by_coverage {
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

    pub(super) fn silence_of<'a>(&self, number: u32, key: &'a Key) -> Silence<'a> {
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

    /// Measures one silence; `None` if nothing is known of its source.
    pub(super) fn measure(&self, silence: Silence<'_>, bench: &Bench<'_>) -> Option<Measure> {
        let coverage = bench.cx.world.coverage(silence.coverage)?;
        let period = silence.period.or_else(|| self.first_period(silence.key));
        let known = period.is_some();
        let period = period.or_else(|| bench.medians.get(&silence.coverage).copied());
        let period = period.unwrap_or(self.spec.every);
        let end = match silence.to {
            Some(to) => to,
            None => self.end_of_silence(silence, bench)?,
        };
        let generation = silence.generation.map(|number| (silence.coverage, number));
        let replaced = generation.and_then(|which| bench.replaced.get(&which).copied());
        let replaced = replaced.filter(|at| *at <= end);
        let slot = self.spec.every.saturating_add(self.spec.tolerance);
        let renamed = renamed_in(&silence, bench, slot).filter(|_| replaced.is_none());
        let over = [replaced, renamed.map(|(at, _)| at)].into_iter().flatten().min();
        let horizon = over.unwrap_or(end).min(end);
        let slots = self.slots(silence.from, silence.expected, period, horizon);
        let (uncovered, holes) = slots.uncovered(coverage);
        let renamed = renamed.map(|(_, hole)| hole);
        Some(Measure { slots, uncovered, holes, known, horizon, replaced, renamed })
    }

    /// The verdict on one silence; `None` if nothing that is covered was missed.
    pub(super) fn judge(
        &self,
        silence: Silence<'_>,
        bench: &Bench<'_>,
        remarks: &mut Remarks,
    ) -> Option<Outage> {
        let measure = self.measure(silence, bench)?;
        let generation = silence.generation.map(|number| (silence.coverage, number));
        if let (Some(at), Some(which)) = (measure.replaced, generation)
            && silence.to.is_none_or(|to| at < to)
        {
            remarks.replaced.entry(which).or_default().insert(silence.key);
        }
        if let Some(hole) = measure.renamed {
            remarks.renamed.entry((silence.coverage, hole)).or_default().insert(silence.key);
        }
        for hole in &measure.holes {
            remarks.holes.entry((silence.coverage, *hole)).or_default().insert(silence.key);
        }
        let uncovered = measure.uncovered.iter().map(|(first, end)| end - first).sum();
        let missed = measure.slots.count() - uncovered;
        let held_back = bench.live && !measure.known && !silence.expected && missed < 3;
        if missed <= 0 || held_back {
            return None;
        }
        let Measure { horizon, replaced, .. } = measure;
        let period = measure.slots.period;
        let verdict = Verdict { missed, uncovered, period, horizon, replaced };
        Some(self.outage(silence, &verdict, bench.cx))
    }

    /// Up to when a silence that goes on is known. Live, a source may be quiet for a while; but one
    /// that carries many heartbeats and none of them any more is dead itself, and says nothing of
    /// any single one.
    fn end_of_silence(&self, silence: Silence<'_>, bench: &Bench<'_>) -> Option<i64> {
        let end = bench.cx.world.end_of(silence.coverage, bench.live)?;
        if !bench.crowded.contains(&silence.coverage) {
            return Some(end);
        }
        let (_, last) = bench.cx.world.coverage(silence.coverage)?.seen?;
        Some(end.min(last.saturating_add(self.spec.every / 2)))
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
    pub(super) fn outages(&self, bench: &Bench<'_>) -> (Vec<Outage>, Remarks) {
        let mut remarks = Remarks::default();
        let held = self.held.values().flatten();
        let ended = self.gaps.iter().chain(held).map(Gap::silence);
        let open = self.keys.iter().map(|(number, key)| self.silence_of(number, key));
        let all = ended.chain(open);
        let outages = all.filter_map(|silence| self.judge(silence, bench, &mut remarks)).collect();
        (outages, remarks)
    }
}

impl Gap {
    pub(super) fn silence(&self) -> Silence<'_> {
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
