//! The ledger and the counts over time as JSON: schema 1, keys `ledger` and `series`.

use std::collections::BTreeMap;

use mbxtrace_rules::{Ledger, LedgerEntry, Reading, Series, SlotRun, SlotState};
use serde::{Serialize, Serializer};

use crate::clock::rfc3339;
use crate::report::json::subject;

/// Nanoseconds in a second.
const SECOND: i64 = 1_000_000_000;

/// The value of key `ledger`.
pub(super) fn ledgers<S: Serializer>(list: &[Ledger], to: S) -> Result<S::Ok, S::Error> {
    to.collect_seq(list.iter().map(LedgerOut::of))
}

/// The value of key `series`.
pub(super) fn series<S: Serializer>(list: &[Series], to: S) -> Result<S::Ok, S::Error> {
    to.collect_seq(list.iter().map(SeriesOut::of))
}

#[derive(Serialize)]
struct LedgerOut<'a> {
    rule: &'a str,
    every_s: i64,
    tolerance_s: i64,
    readings: Vec<ReadingOut<'a>>,
    entries: Vec<EntryOut<'a>>,
}

impl<'a> LedgerOut<'a> {
    fn of(ledger: &'a Ledger) -> Self {
        Self {
            rule: &ledger.rule,
            every_s: ledger.every / SECOND,
            tolerance_s: ledger.tolerance / SECOND,
            readings: ledger.readings.iter().map(ReadingOut::of).collect(),
            entries: ledger.entries.iter().map(EntryOut::of).collect(),
        }
    }
}

#[derive(Serialize)]
pub(super) struct ReadingOut<'a> {
    reading: &'a str,
    server: &'a str,
    from: String,
    to: Option<String>,
    silent: u64,
    active: Option<u64>,
    finding: &'a str,
}

impl<'a> ReadingOut<'a> {
    pub(super) fn of(reading: &'a Reading) -> Self {
        Self {
            reading: &reading.reading,
            server: &reading.server,
            from: rfc3339(reading.from),
            to: reading.to.map(rfc3339),
            silent: reading.silent,
            active: (reading.active > 0).then_some(reading.active),
            finding: &reading.finding,
        }
    }
}

/// An entry on a line of its own.
#[derive(Serialize)]
pub(super) struct EntryLine<'a> {
    rule: &'a str,
    #[serde(flatten)]
    entry: EntryOut<'a>,
}

/// All entries of all ledgers.
pub(super) fn entries(list: &[Ledger]) -> impl Iterator<Item = EntryLine<'_>> {
    list.iter().flat_map(|ledger| {
        let of = |entry| EntryLine { rule: &ledger.rule, entry: EntryOut::of(entry) };
        ledger.entries.iter().map(of)
    })
}

/// An entry; a run is one line: `2014-06-29T11:30:00Z stale 7`.
#[derive(Serialize)]
struct EntryOut<'a> {
    #[serde(serialize_with = "subject")]
    subject: &'a [(String, String)],
    node: &'a str,
    server: &'a str,
    address: &'a str,
    moved: u64,
    pid: Option<i64>,
    period_s: i64,
    phase_s: Option<i64>,
    first: Option<String>,
    last: Option<String>,
    end: String,
    records: u64,
    between: u64,
    answers: BTreeMap<i64, u64>,
    seen: u64,
    late: u64,
    missed: u64,
    stale: u64,
    not_covered: u64,
    replaced: Option<String>,
    resubscribed: Option<String>,
    runs: Vec<String>,
}

impl<'a> EntryOut<'a> {
    fn of(entry: &'a LedgerEntry) -> Self {
        Self {
            subject: &entry.subject,
            node: &entry.node,
            server: &entry.server,
            address: &entry.address,
            moved: entry.moved,
            pid: entry.pid,
            period_s: entry.period / SECOND,
            phase_s: entry.phase().map(|phase| phase / SECOND),
            first: entry.first.map(rfc3339),
            last: entry.last.map(rfc3339),
            end: rfc3339(entry.end),
            records: entry.records,
            between: entry.between,
            answers: entry.answers.iter().copied().collect(),
            seen: entry.slots(SlotState::Seen),
            late: entry.slots(SlotState::Late),
            missed: entry.slots(SlotState::Missed),
            stale: entry.slots(SlotState::Stale),
            not_covered: entry.slots(SlotState::NotCovered),
            replaced: entry.replaced.map(rfc3339),
            resubscribed: entry.resubscribed.map(rfc3339),
            runs: entry.runs.iter().map(run).collect(),
        }
    }
}

fn run(run: &SlotRun) -> String {
    format!("{} {} {}", rfc3339(run.from), run.state.name(), run.slots)
}

/// Records over time; a bin is one line: `2014-06-29T11:30:00Z 12`.
#[derive(Serialize)]
struct SeriesOut<'a> {
    rule: &'a str,
    #[serde(serialize_with = "subject")]
    subject: &'a [(String, String)],
    bins: Vec<String>,
}

impl<'a> SeriesOut<'a> {
    fn of(series: &'a Series) -> Self {
        let bin = |(from, count): &(i64, u64)| format!("{} {count}", rfc3339(*from));
        let Series { rule, subject, bins } = series;
        Self { rule, subject, bins: bins.iter().map(bin).collect() }
    }
}
