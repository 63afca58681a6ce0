//! Live: outages that may turn out to be one group's are held back until that is settled, so that
//! an alert goes out once for the group and not for each member before it.

use std::collections::{BTreeMap, BTreeSet};

use super::absence::{Gap, Heartbeats, Key};
use super::population::{counts, settled};
use super::verdict::Outage;
use super::world::World;
use crate::finding::Finding;
use crate::rule::Population;

/// From so many active keys on, a source without any line says nothing of a single key.
const CROWD: usize = 3;

/// Outages held back, in the order in which they are settled: when, key, beginning.
pub(crate) type Waiting = BTreeMap<(i64, u32, i64), Finding>;

/// The silences of one coverage.
#[derive(Default)]
struct Company {
    all: Times,
    /// The same of each side.
    sides: BTreeMap<u32, Times>,
}

#[derive(Default)]
struct Times {
    /// Beginnings of the silences, in order.
    silent: Vec<i64>,
    /// Last records of all keys, in order.
    last: Vec<i64>,
}

impl Times {
    /// Whether enough are silent around a time to be a group, of those that were there.
    fn suffice(&self, (from, to): (i64, i64), population: &Population) -> bool {
        let below = |times: &[i64], time: i64| times.partition_point(|known| *known < time);
        let silent = below(&self.silent, to).saturating_sub(below(&self.silent, from));
        let active = self.last.len().saturating_sub(below(&self.last, from));
        silent >= population.least
            && silent as u64 * 100 >= population.percent.saturating_mul(active as u64)
    }
}

impl Company {
    fn add(&mut self, side: Option<u32>, add: impl Fn(&mut Times)) {
        add(&mut self.all);
        if let Some(side) = side {
            add(self.sides.entry(side).or_default());
        }
    }
}

impl Heartbeats {
    /// Coverages with so many active keys that their records are the pulse of the source: when they
    /// all stop, it is the source that is silent.
    pub(super) fn crowded(&self, world: &World) -> BTreeSet<u32> {
        let reach = self.spec.every.saturating_add(self.spec.tolerance);
        let mut active: BTreeMap<u32, usize> = BTreeMap::new();
        for (_, key) in self.keys.iter() {
            let seen = world.coverage(key.coverage).and_then(|coverage| coverage.seen);
            if seen.is_some_and(|(_, last)| key.last >= last.saturating_sub(reach)) {
                *active.entry(key.coverage).or_default() += 1;
            }
        }
        active.retain(|_, count| *count >= CROWD);
        active.into_keys().collect()
    }

    /// Keeps back what may belong to a group that is still forming; gives the rest, and what was
    /// kept back and is settled by `now`.
    pub(super) fn hold(
        &self,
        outages: Vec<Outage>,
        waiting: &mut Waiting,
        world: &World,
        now: i64,
    ) -> Vec<Finding> {
        let mut companies: BTreeMap<u32, Company> = BTreeMap::new();
        let mut ready = Vec::new();
        for outage in outages {
            let until = settled(outage.from, &self.spec);
            let place = (until, outage.key, outage.from);
            let is_forming = until >= now && {
                let company = companies
                    .entry(outage.coverage)
                    .or_insert_with(|| self.company(outage.coverage, world, now));
                self.is_forming(&outage, company)
            };
            if is_forming {
                waiting.insert(place, outage.finding);
            } else {
                waiting.remove(&place);
                ready.push(outage.finding);
            }
        }
        while let Some(entry) = waiting.first_entry().filter(|entry| entry.key().0 < now) {
            ready.push(entry.remove());
        }
        ready
    }

    fn is_forming(&self, outage: &Outage, company: &Company) -> bool {
        let Some(population) = &self.spec.population else { return false };
        if !counts(outage, population) {
            return false;
        }
        let width = self.spec.every.saturating_add(self.spec.tolerance);
        let around = (outage.from.saturating_sub(width), outage.from.saturating_add(width));
        let side = outage.side.and_then(|side| company.sides.get(&side));
        company.all.suffice(around, population)
            || side.is_some_and(|side| side.suffice(around, population))
    }

    fn company(&self, coverage: u32, world: &World, now: i64) -> Company {
        let end = world.end_of(coverage, true).unwrap_or(now);
        let is_silent = |key: &Key| {
            let period = key.cadence.period(&self.spec).unwrap_or(self.spec.every);
            self.slots(key.last, key.expected, period, end).count() > 0
        };
        let keys = self.keys.iter().map(|(_, key)| key).filter(|key| key.coverage == coverage);
        let since = now.saturating_sub(settled(0, &self.spec).saturating_mul(2));
        let ended = self.gaps.iter().rev().take_while(|gap| gap.to >= since);
        let mut company = Company::default();
        for gap in ended.filter(|gap: &&Gap| gap.coverage == coverage) {
            company.add(gap.side, |times| times.silent.push(gap.from));
        }
        for key in keys {
            company.add(key.side, |times| times.last.push(key.last));
            if is_silent(key) {
                company.add(key.side, |times| times.silent.push(key.last));
            }
        }
        for times in std::iter::once(&mut company.all).chain(company.sides.values_mut()) {
            times.silent.sort_unstable();
            times.last.sort_unstable();
        }
        company
    }
}
