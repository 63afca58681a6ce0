//! The ledger around a time: a row a subscription, a column a slot.

use std::cmp::Reverse;
use std::ops::Range;

use mbxtrace_rules::{Ledger, LedgerEntry, SlotRun, SlotState};

/// A row: name and states by column; `None` where nothing was expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) name: String,
    pub(super) server: String,
    pub(super) slots: Vec<Option<SlotState>>,
}

/// The letter of a state, so that colours are not needed.
pub(super) fn letter(state: Option<SlotState>) -> char {
    match state {
        None => ' ',
        Some(SlotState::Seen) => '.',
        Some(SlotState::Late) => 'l',
        Some(SlotState::Missed) => 'M',
        Some(SlotState::Stale) => 'S',
        Some(SlotState::NotCovered) => '?',
        Some(SlotState::Replaced) => 'r',
    }
}

/// Begin of the first of `columns` columns of which the middle one holds `time`.
pub(super) fn begin(ledger: &Ledger, time: i64, columns: usize) -> i64 {
    let every = ledger.every.max(1);
    let half = i64::try_from(columns / 2).unwrap_or(0);
    (time.div_euclid(every) - half).saturating_mul(every)
}

/// At most `most` rows: the subscription in hand first, then those that missed most in sight. Only
/// these are looked at slot by slot.
pub(super) fn rows(
    ledger: &Ledger,
    silences: &Silences,
    (from, columns): (i64, usize),
    in_hand: &str,
    most: usize,
) -> Vec<Row> {
    let every = ledger.every.max(1);
    let chosen = silences.chosen(ledger, (from, columns), in_hand, most);
    let entries = chosen.into_iter().filter_map(|place| ledger.entries.get(place));
    entries.map(|entry| row(entry, every, from, columns)).collect()
}

fn row(entry: &LedgerEntry, every: i64, from: i64, columns: usize) -> Row {
    let count = i64::try_from(columns).unwrap_or(0);
    let slots =
        (0..count).map(|column| state(entry, from.saturating_add(column * every), every)).collect();
    Row { name: entry.name(), server: entry.server.clone(), slots }
}

/// When a subscription was silent: columns that end after `after` and not after `to`.
#[derive(Clone, Copy, Debug)]
struct Silence {
    after: i64,
    to: i64,
    /// Place of its entry in the ledger.
    entry: usize,
}

/// The silences of a ledger and the names in it, so that what is in sight is found without looking at
/// all the rest: a tree of intervals, laid out in the order of their begin.
#[derive(Clone, Debug, Default)]
pub(super) struct Silences {
    /// By begin.
    all: Vec<Silence>,
    /// Latest end in the part of `all` of which this is the middle.
    latest: Vec<i64>,
    /// Names and their places in the ledger, by name.
    names: Vec<(String, usize)>,
}

impl Silences {
    /// Those of a ledger.
    pub(super) fn of(ledger: &Ledger) -> Self {
        let every = ledger.every.max(1);
        let mut all: Vec<Silence> = Vec::new();
        for (place, entry) in ledger.entries.iter().enumerate() {
            for (at, run) in entry.runs.iter().enumerate() {
                if matches!(run.state, SlotState::Missed | SlotState::Stale) {
                    let next = entry.runs.get(at + 1);
                    let last = || over(entry, run).saturating_add(every - 1);
                    let to = next.map_or_else(last, |next| next.from);
                    all.push(Silence { after: run.from, to, entry: place });
                }
            }
        }
        all.sort_by_key(|one| (one.after, one.entry));
        let mut latest = vec![i64::MIN; all.len()];
        fill(&all, &mut latest);
        let named = ledger.entries.iter().enumerate().map(|(place, entry)| (entry.name(), place));
        let mut names: Vec<_> = named.collect();
        names.sort_unstable();
        Self { all, latest, names }
    }

    /// Calls `look` with every silence that may reach into `(from, to]`, and few others.
    fn within(&self, part: Range<usize>, (from, to): (i64, i64), look: &mut dyn FnMut(&Silence)) {
        let middle = part.start.midpoint(part.end);
        let Some(one) = self.all.get(middle).filter(|_| !part.is_empty()) else { return };
        if self.latest.get(middle).is_some_and(|latest| *latest <= from) {
            return;
        }
        self.within(part.start..middle, (from, to), look);
        look(one);
        if one.after < to {
            self.within(middle + 1..part.end, (from, to), look);
        }
    }

    /// Entries and how many columns in sight each of them missed, by place; those that missed none are
    /// left out.
    fn missed(&self, every: i64, (from, columns): (i64, usize)) -> Vec<(usize, i64)> {
        let columns = i64::try_from(columns).unwrap_or(0);
        let to = from.saturating_add(columns.saturating_mul(every));
        let ended = |time: i64| time.saturating_sub(from).div_euclid(every);
        let mut found: Vec<(usize, i64)> = Vec::new();
        self.within(0..self.all.len(), (from, to), &mut |one| {
            let missed = ended(one.to.min(to)) - ended(one.after.max(from));
            if missed > 0 {
                found.push((one.entry, missed));
            }
        });
        found.sort_unstable();
        found.dedup_by(|next, sum| {
            let is_same = next.0 == sum.0;
            sum.1 += if is_same { next.1 } else { 0 };
            is_same
        });
        found
    }

    /// Places of the entries to show.
    fn chosen(
        &self,
        ledger: &Ledger,
        window: (i64, usize),
        in_hand: &str,
        most: usize,
    ) -> Vec<usize> {
        let missed = self.missed(ledger.every.max(1), window);
        let of = |place: usize| missed.binary_search_by_key(&place, |one| one.0).ok();
        let first = self.names.partition_point(|(name, _)| name.as_str() < in_hand);
        let held = self.names.iter().skip(first).take_while(|(name, _)| name == in_hand);
        let held: Vec<usize> =
            held.filter(|_| !in_hand.is_empty()).map(|(_, place)| *place).collect();
        let mut ranked: Vec<(bool, Reverse<i64>, usize)> = Vec::new();
        for place in &held {
            let missed = of(*place).and_then(|at| missed.get(at)).map_or(0, |one| one.1);
            ranked.push((false, Reverse(missed), *place));
        }
        for (place, missed) in &missed {
            if !held.contains(place) {
                ranked.push((true, Reverse(*missed), *place));
            }
        }
        let room = most.saturating_sub(ranked.len());
        let others =
            (0..ledger.entries.len()).filter(|place| of(*place).is_none() && !held.contains(place));
        ranked.extend(others.take(room).map(|place| (true, Reverse(0), place)));
        ranked.sort_unstable();
        ranked.truncate(most);
        ranked.into_iter().map(|(.., place)| place).collect()
    }
}

/// Fills in the latest end of every part; gives that of the whole.
fn fill(all: &[Silence], latest: &mut [i64]) -> i64 {
    let middle = all.len() / 2;
    let Some(one) = all.get(middle) else { return i64::MIN };
    let (before, rest) = latest.split_at_mut(middle);
    let Some((here, after)) = rest.split_first_mut() else { return i64::MIN };
    let (left, right) = (
        fill(all.get(..middle).unwrap_or_default(), before),
        fill(all.get(middle + 1..).unwrap_or_default(), after),
    );
    *here = one.to.max(left).max(right);
    *here
}

/// When the slots of an entry's last run, or what was judged, ended.
fn over(entry: &LedgerEntry, run: &SlotRun) -> i64 {
    let slots = i64::try_from(run.slots).unwrap_or(i64::MAX).max(1);
    run.from.saturating_add(slots.saturating_mul(entry.period.max(1))).max(entry.end)
}

/// The state of a slot of `[from, from + every)`: of the last run that begins before its end, unless
/// that run's slots, or what was judged, ended before.
fn state(entry: &LedgerEntry, from: i64, every: i64) -> Option<SlotState> {
    let to = from.saturating_add(every);
    let begun = entry.runs.partition_point(|run| run.from < to);
    let run = entry.runs.get(begun.checked_sub(1)?)?;
    let is_last = begun == entry.runs.len();
    (!is_last || from < over(entry, run)).then_some(run.state)
}

#[cfg(test)]
mod tests;
