//! The strip against the walk over every slot of every entry, and how little of a large ledger it looks at.

use proptest::prelude::*;

use super::*;

const EVERY: i64 = 300;

fn missed_in(slots: &[Option<SlotState>]) -> usize {
    let is_missed =
        |state: &&Option<SlotState>| matches!(state, Some(SlotState::Missed | SlotState::Stale));
    slots.iter().filter(is_missed).count()
}

/// Every row of the ledger, the most wanted first.
fn naive(ledger: &Ledger, from: i64, columns: usize, in_hand: &str, most: usize) -> Vec<Row> {
    let all = ledger.entries.iter().map(|entry| row(entry, ledger.every.max(1), from, columns));
    let mut all: Vec<Row> = all.collect();
    all.sort_by_key(|row| (row.name != in_hand, Reverse(missed_in(&row.slots))));
    all.truncate(most);
    all
}

/// Runs as lengths in seconds and states, one after the other.
fn entry(name: u8, begin: i64, runs: &[(SlotState, i64)], more: i64) -> LedgerEntry {
    let mut from = begin;
    let mut made = Vec::new();
    for (state, length) in runs {
        let slots = u64::try_from(length / EVERY).unwrap();
        made.push(SlotRun { state: *state, from, slots });
        from += length;
    }
    LedgerEntry {
        subject: vec![("subscription".to_owned(), format!("s{name}"))],
        server: format!("exch{name}"),
        period: EVERY,
        end: from + more,
        runs: made,
        ..LedgerEntry::default()
    }
}

fn any_entry() -> impl Strategy<Value = LedgerEntry> {
    let run = (proptest::sample::select(SlotState::ALL.to_vec()), 0_i64..1500);
    (0_u8..6, -2000_i64..4000, proptest::collection::vec(run, 0..6), -500_i64..2000)
        .prop_map(|(name, begin, runs, more)| entry(name, begin, &runs, more))
}

proptest! {
    #[test]
    fn rows_are_those_of_a_walk_over_everything(
        entries in proptest::collection::vec(any_entry(), 0..14),
        time in -3000_i64..9000,
        columns in 0_usize..30,
        in_hand in "s[0-7]|",
        most in 0_usize..8,
    ) {
        let ledger = Ledger { every: EVERY, entries, ..Ledger::default() };
        let from = begin(&ledger, time, columns);
        let silences = Silences::of(&ledger);
        let shown = rows(&ledger, &silences, (from, columns), &in_hand, most);
        prop_assert_eq!(shown, naive(&ledger, from, columns, &in_hand, most));
    }
}

/// 20,000 subscriptions over ten days, one in ten of them silent once for 20 minutes.
fn large() -> Ledger {
    let ten_days = 2880 * EVERY;
    let entries = (0..20_000_i64).map(|number| {
        let begin = number * 137 % ten_days;
        let mut runs = vec![(SlotState::Seen, begin)];
        if number % 10 == 0 {
            runs.extend([(SlotState::Missed, 2 * EVERY), (SlotState::Stale, 2 * EVERY)]);
        }
        runs.push((SlotState::Seen, ten_days - begin));
        let mut one = entry(0, 0, &runs, 0);
        one.subject = vec![("subscription".to_owned(), format!("s{number:05}"))];
        one
    });
    Ledger { every: EVERY, entries: entries.collect(), ..Ledger::default() }
}

#[test]
fn of_a_large_ledger_little_is_looked_at() {
    let ledger = large();
    let silences = Silences::of(&ledger);
    for (place, columns) in [(0, 60), (1000, 60), (1500, 130), (2860, 60), (9000, 60)] {
        let (from, mut looked) = (place * EVERY, 0_usize);
        let to = from + i64::try_from(columns).unwrap() * EVERY;
        silences.within(0..silences.all.len(), (from, to), &mut |_| looked += 1);
        let in_sight = silences.missed(EVERY, (from, columns)).len();
        // Both spans of each silence in sight, and a path down the tree at either edge.
        assert!(looked <= 2 * in_sight + 60, "{place}: {looked} for {in_sight} in sight");
        let shown = rows(&ledger, &silences, (from, columns), "s12345", 7);
        assert_eq!(shown, naive(&ledger, from, columns, "s12345", 7), "{place}");
        assert_eq!(shown[0].name, "s12345");
    }
}
