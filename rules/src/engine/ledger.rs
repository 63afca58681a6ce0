//! The ledger made from what was remembered of each key and from its silences, measured exactly as
//! the findings measure them.

use std::collections::BTreeMap;

use super::Context;
use super::absence::{Gap, Heartbeats, Key};
use super::renewal::successors;
use super::trail::Trail;
use super::verdict::{Bench, Measure};
use crate::key;
use crate::ledger::{Ledger, LedgerEntry, SlotRun, SlotState};
use crate::span::SECOND;

impl Heartbeats {
    /// The ledger, if one is kept.
    pub(super) fn write_ledger(&self, cx: Context<'_>) -> Option<Ledger> {
        let trails = self.trails.as_ref()?;
        let bench = self.bench(cx, false);
        let mut gaps: BTreeMap<u32, Vec<&Gap>> = BTreeMap::new();
        for gap in self.gaps.iter().chain(self.held.values().flatten()) {
            gaps.entry(gap.key).or_default().push(gap);
        }
        for gaps in gaps.values_mut() {
            gaps.sort_by_key(|gap| gap.to);
        }
        let mut entries: Vec<LedgerEntry> = Vec::new();
        for (number, key) in self.keys.iter() {
            let gaps = gaps.get(&number).map_or(&[][..], Vec::as_slice);
            let mut entry = self.entry(number, key, gaps, &bench);
            if let Some(trail) = trails.get(number) {
                entry.address = trails.address(trail);
            }
            entries.push(entry);
        }
        self.pair_resubscribed(&mut entries);
        Some(Ledger {
            rule: cx.rule.id.clone(),
            every: self.spec.every,
            tolerance: self.spec.tolerance,
            entries,
            readings: Vec::new(),
        })
    }

    fn entry(&self, number: u32, key: &Key, gaps: &[&Gap], bench: &Bench<'_>) -> LedgerEntry {
        let cx = bench.context();
        let trail = self.trails.as_ref().and_then(|trails| trails.get(number));
        let coverage = cx.world.coverage(key.coverage);
        let mut runs = Runs { stale: self.stale(), runs: Vec::new() };
        self.fill(&mut runs, trail, gaps, bench);
        let open = self.measure(self.silence_of(number, key), bench);
        let mut end = key.last;
        let mut replaced = None;
        if let Some(open) = &open {
            runs.silence(open);
            end = end.max(open.horizon);
            replaced = open.replaced;
        }
        LedgerEntry {
            subject: key::subject(&cx.rule.detect.by, self.keys.key(number)),
            node: coverage.map(|coverage| coverage.node.clone()).unwrap_or_default(),
            server: self.side_name(key.side),
            address: String::new(),
            moved: trail.map_or(0, |trail| u64::from(trail.moved)),
            pid: key.generation,
            period: open.as_ref().map_or(self.spec.every, |open| open.slots.period),
            first: trail.map(|trail| trail.first),
            last: trail.map(|_| key.last),
            end,
            records: trail.map_or(0, |trail| u64::from(trail.records)),
            between: trail.map_or(0, |trail| u64::from(trail.between)),
            answers: trail.map(Trail::answers).unwrap_or_default(),
            replaced,
            resubscribed: None,
            runs: runs.runs,
        }
    }

    /// The slots met, and the silences between them.
    fn fill(&self, runs: &mut Runs, trail: Option<&Trail>, gaps: &[&Gap], bench: &Bench<'_>) {
        let mut gaps = gaps.iter().peekable();
        for (time, late, slots) in trail.into_iter().flat_map(Trail::met) {
            while let Some(gap) = gaps.next_if(|gap| gap.to < time.saturating_add(SECOND)) {
                if let Some(measure) = self.measure(gap.silence(), bench) {
                    runs.silence(&measure);
                }
            }
            let state = if late { SlotState::Late } else { SlotState::Seen };
            runs.add(SlotRun { state, from: time, slots });
        }
    }

    fn side_name(&self, side: Option<u32>) -> String {
        let value = side.map_or(&b""[..], |side| self.sides.key(side));
        String::from_utf8_lossy(value).into_owned()
    }

    /// Pairs keys that went stale and stayed silent with keys of the same node that began when Unity
    /// Connection would have made a new one: within a scan of having become stale.
    fn pair_resubscribed(&self, entries: &mut [LedgerEntry]) {
        let mark = |entry: &LedgerEntry, at: Option<i64>, number| {
            at.map(|at| (entry.node.clone(), at, number))
        };
        let all = || entries.iter().enumerate();
        let born = all().filter_map(|(number, entry)| mark(entry, entry.first, number)).collect();
        let is_stale = |entry: &LedgerEntry| {
            entry.runs.last().is_some_and(|run| run.state == SlotState::Stale)
        };
        let stale = all().filter(|(_, entry)| is_stale(entry));
        let silent = stale.filter_map(|(number, entry)| mark(entry, entry.last, number)).collect();
        for (number, next) in successors(silent, born, self.renewed_after()) {
            let began = entries.get(next).and_then(|entry| entry.first);
            if let Some(entry) = entries.get_mut(number) {
                entry.resubscribed = began;
            }
        }
    }
}

/// Runs as they are put together.
struct Runs {
    stale: u64,
    runs: Vec<SlotRun>,
}

impl Runs {
    /// Puts a run on, or adds it to the last one of the same state.
    fn add(&mut self, run: SlotRun) {
        match self.runs.last_mut() {
            Some(last) if last.state == run.state => last.slots += run.slots,
            _ => self.runs.push(run),
        }
    }

    /// Puts the slots of a silence on.
    fn silence(&mut self, measure: &Measure) {
        let (mut next, mut missed) = (1, 0);
        let total = measure.slots.count();
        for (first, end) in &measure.uncovered {
            self.missed(measure, (next, *first), &mut missed);
            self.slots(measure, SlotState::NotCovered, (*first, *end));
            next = *end;
        }
        self.missed(measure, (next, total + 1), &mut missed);
        if let Some(at) = measure.replaced.filter(|at| *at > measure.slots.start) {
            self.add(SlotRun { state: SlotState::Replaced, from: at, slots: 0 });
        }
    }

    /// Missed slots: the first few of a silence, then stale ones.
    fn missed(&mut self, measure: &Measure, (first, end): (i64, i64), missed: &mut i64) {
        let before = i64::try_from(self.stale).unwrap_or(i64::MAX).saturating_sub(1);
        let fresh = (before - *missed).clamp(0, (end - first).max(0));
        self.slots(measure, SlotState::Missed, (first, first + fresh));
        self.slots(measure, SlotState::Stale, (first + fresh, end));
        *missed += (end - first).max(0);
    }

    fn slots(&mut self, measure: &Measure, state: SlotState, (first, end): (i64, i64)) {
        let Ok(slots) = u64::try_from(end - first) else { return };
        if slots > 0 {
            let from = first.saturating_mul(measure.slots.period);
            let from = measure.slots.start.saturating_add(from);
            self.add(SlotRun { state, from, slots });
        }
    }
}
