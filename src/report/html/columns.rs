//! Rows of a strip chart: the slots of an entry laid on the columns of the axis, and entries that look
//! alike folded into one row.

use std::collections::BTreeMap;

use mbxtrace_rules::{Ledger, LedgerEntry, SlotState};

use super::axis::Axis;

/// What a column of a row shows; nothing before the first and after the last slot.
pub(super) type Cell = Option<SlotState>;

/// Equal cells in a row: begin, end, what they show.
pub(super) type Span = (usize, usize, Cell);

/// Entries of one server on one node.
pub(super) struct Group<'a> {
    pub(super) node: &'a str,
    pub(super) server: &'a str,
    /// Missed slots of all.
    pub(super) missed: u64,
    /// Entries that missed nothing and were never late.
    pub(super) healthy: Vec<&'a LedgerEntry>,
    /// Entries that missed nothing but were late.
    pub(super) late: Vec<&'a LedgerEntry>,
    /// Entries that look alike, the most missed first.
    pub(super) rows: Vec<Row<'a>>,
}

/// One row: entries that look alike.
pub(super) struct Row<'a> {
    pub(super) spans: Vec<Span>,
    pub(super) entries: Vec<&'a LedgerEntry>,
}

impl Row<'_> {
    pub(super) fn missed(&self) -> u64 {
        self.entries.iter().map(|entry| entry.missed()).sum()
    }
}

/// The more a state asks to be seen, the larger.
fn weight(state: SlotState) -> u8 {
    match state {
        SlotState::Seen => 1,
        SlotState::Replaced => 2,
        SlotState::NotCovered => 3,
        SlotState::Late => 4,
        SlotState::Missed => 5,
        SlotState::Stale => 6,
    }
}

/// The cells of an entry: of each column what its slot became; of several slots the worst.
pub(super) fn spans(entry: &LedgerEntry, axis: &Axis) -> Vec<Span> {
    let mut cells: Vec<Cell> = vec![None; axis.columns];
    let ends = entry.runs.iter().skip(1).map(|run| run.from).chain([end(entry)]);
    for (run, end) in entry.runs.iter().zip(ends) {
        if end <= axis.first || run.from >= axis.end() {
            continue;
        }
        // A slot as wide as a column covers exactly one middle of a column.
        let middle = axis.width / 2;
        let from = axis.column(run.from.saturating_add(middle - 1));
        let to = axis.column(end.saturating_sub(middle + 1)).max(from);
        let wide = axis.width > entry.period;
        let (from, to) =
            if wide { (axis.column(run.from), axis.column(end - 1)) } else { (from, to) };
        let Some(covered) = cells.get_mut(from..=to.max(from)) else { continue };
        for cell in covered {
            if cell.is_none_or(|known| weight(known) < weight(run.state)) {
                *cell = Some(run.state);
            }
        }
    }
    runs(&cells)
}

/// Where the last slot of an entry ends: a slot seen lasts a period.
fn end(entry: &LedgerEntry) -> i64 {
    match entry.runs.last() {
        Some(run) if matches!(run.state, SlotState::Seen | SlotState::Late) => {
            entry.last.unwrap_or(run.from).saturating_add(entry.period)
        }
        Some(run) => {
            let slots = i64::try_from(run.slots).unwrap_or(i64::MAX).saturating_mul(entry.period);
            entry.end.max(run.from.saturating_add(slots))
        }
        None => entry.end,
    }
}

/// Cells, run-length.
fn runs(cells: &[Cell]) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut from = 0;
    for run in cells.chunk_by(|one, other| one == other) {
        let to = from + run.len();
        if let Some(cell) = run.first().copied().filter(Option::is_some) {
            spans.push((from, to, cell));
        }
        from = to;
    }
    spans
}

/// The entries of a ledger by node and server, those with the most missed slots first.
pub(super) fn groups<'a>(ledger: &'a Ledger, axis: &Axis) -> Vec<Group<'a>> {
    let mut by_place: BTreeMap<(&str, &str), Vec<&LedgerEntry>> = BTreeMap::new();
    for entry in &ledger.entries {
        by_place.entry((&entry.node, &entry.server)).or_default().push(entry);
    }
    let mut groups: Vec<_> = by_place
        .into_iter()
        .map(|((node, server), entries)| {
            let missed = entries.iter().map(|entry| entry.missed()).sum();
            let (healthy, ill): (Vec<_>, _) =
                entries.into_iter().partition(|entry| entry.missed() == 0);
            let (late, healthy) =
                healthy.into_iter().partition(|entry| entry.slots(SlotState::Late) > 0);
            Group { node, server, missed, healthy, late, rows: rows(ill, axis) }
        })
        .collect();
    groups.sort_by_key(|group| std::cmp::Reverse(group.missed));
    groups
}

fn rows<'a>(entries: Vec<&'a LedgerEntry>, axis: &Axis) -> Vec<Row<'a>> {
    let mut alike: BTreeMap<Vec<Span>, Vec<&LedgerEntry>> = BTreeMap::new();
    for entry in entries {
        alike.entry(spans(entry, axis)).or_default().push(entry);
    }
    let mut rows: Vec<_> =
        alike.into_iter().map(|(spans, entries)| Row { spans, entries }).collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.missed()));
    rows
}

/// How many of the entries are in each state, column by column.
pub(super) struct Shares {
    /// By column, then by place in [`SlotState::ALL`].
    pub(super) counts: Vec<[u32; SlotState::ALL.len()]>,
}

impl Shares {
    /// Counts entries.
    pub(super) fn of<'a>(entries: impl Iterator<Item = &'a LedgerEntry>, axis: &Axis) -> Self {
        let mut counts = vec![[0_u32; SlotState::ALL.len()]; axis.columns];
        for entry in entries {
            for (from, to, cell) in spans(entry, axis) {
                let place = SlotState::ALL.iter().position(|state| Some(*state) == cell);
                let Some(place) = place else { continue };
                for column in counts.get_mut(from..to).into_iter().flatten() {
                    if let Some(count) = column.get_mut(place) {
                        *count += 1;
                    }
                }
            }
        }
        Self { counts }
    }

    /// One row for all: what the most of them are, late if any is.
    pub(super) fn row(&self) -> Vec<Span> {
        let cell = |column: &[u32; SlotState::ALL.len()]| {
            let states = SlotState::ALL.into_iter().zip(column);
            let late = states.clone().any(|(state, n)| state == SlotState::Late && *n > 0);
            let most = states.filter(|(_, count)| **count > 0).max_by_key(|(_, count)| **count);
            if late { Some(SlotState::Late) } else { most.map(|(state, _)| state) }
        };
        runs(&self.counts.iter().map(cell).collect::<Vec<_>>())
    }
}

#[cfg(test)]
mod tests {
    use mbxtrace_rules::{BIN, SlotRun};
    use proptest::prelude::*;

    use super::*;
    use crate::clock::Zone;
    use crate::report::Analysis;

    fn entry(runs: &[(SlotState, i64, u64)]) -> LedgerEntry {
        let last = runs.iter().rev().find(|run| run.0 == SlotState::Seen).map(|run| run.1);
        let runs: Vec<_> = runs
            .iter()
            .map(|(state, from, slots)| SlotRun { state: *state, from: *from, slots: *slots })
            .collect();
        let period = BIN;
        LedgerEntry { period, first: Some(0), last, end: 0, runs, ..LedgerEntry::default() }
    }

    proptest! {
        #[test]
        fn a_slot_takes_one_column(phase in 0..BIN, before in 1_u64..40, missed in 1_u64..20) {
            let window = Some((0, 100 * BIN - 1));
            let axis = Axis::of(&Analysis { window, ..Analysis::default() }, Zone::UTC, crate::report::Lang::En).expect("one");
            let at = |slots: u64| phase + i64::try_from(slots).expect("few") * BIN;
            let entry = entry(&[
                (SlotState::Seen, phase, before),
                (SlotState::Missed, at(before), missed),
                (SlotState::Seen, at(before + missed), 1),
            ]);
            let spans = spans(&entry, &axis);
            let columns = |state| -> usize {
                let of = spans.iter().filter(|span| span.2 == Some(state));
                of.map(|(from, to, _)| to - from).sum()
            };
            prop_assert_eq!(columns(SlotState::Missed) as u64, missed, "{:?}", spans);
            prop_assert_eq!(columns(SlotState::Seen) as u64, before + 1, "{:?}", spans);
        }
    }
}
