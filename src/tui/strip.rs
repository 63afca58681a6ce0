//! The ledger around a time: a row a subscription, a column a slot.

use mbxtrace_rules::{Ledger, LedgerEntry, SlotState};

/// A row: name and states by column; `None` where nothing was expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) name: String,
    pub(super) server: String,
    pub(super) slots: Vec<Option<SlotState>>,
    missed: usize,
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

/// At most `most` rows: the subscription in hand first, then those that missed most in sight. And how
/// many subscriptions there are.
pub(super) fn rows(
    ledger: &Ledger,
    from: i64,
    columns: usize,
    in_hand: &str,
    most: usize,
) -> (Vec<Row>, usize) {
    let mut rows: Vec<Row> = Vec::new();
    for entry in &ledger.entries {
        let row = row(entry, ledger.every.max(1), from, columns);
        if row.missed > 0 || is_of(entry, in_hand) || rows.len() < most {
            rows.push(row);
        }
    }
    rows.sort_by_key(|row| (row.name != in_hand, std::cmp::Reverse(row.missed)));
    rows.truncate(most);
    (rows, ledger.entries.len())
}

fn is_of(entry: &LedgerEntry, name: &str) -> bool {
    !name.is_empty() && entry.name() == name
}

fn row(entry: &LedgerEntry, every: i64, from: i64, columns: usize) -> Row {
    let count = i64::try_from(columns).unwrap_or(0);
    let slots: Vec<_> =
        (0..count).map(|column| state(entry, from.saturating_add(column * every), every)).collect();
    let is_missed =
        |state: &&Option<SlotState>| matches!(state, Some(SlotState::Missed | SlotState::Stale));
    let missed = slots.iter().filter(is_missed).count();
    Row { name: entry.name(), server: entry.server.clone(), slots, missed }
}

/// The state of a slot of `[from, from + every)`: of the last run that begins before its end, unless
/// that run's slots, or what was judged, ended before.
fn state(entry: &LedgerEntry, from: i64, every: i64) -> Option<SlotState> {
    let to = from.saturating_add(every);
    let begun = entry.runs.partition_point(|run| run.from < to);
    let run = entry.runs.get(begun.checked_sub(1)?)?;
    let slots = i64::try_from(run.slots).unwrap_or(i64::MAX).max(1);
    let period = entry.period.max(1);
    // A slot of jitter: keep-alives drift against the columns.
    let over = run.from.saturating_add(slots.saturating_mul(period)).max(entry.end);
    let is_last = begun == entry.runs.len();
    (!is_last || from < over).then_some(run.state)
}
