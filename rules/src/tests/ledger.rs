//! The ledger adds up to what the findings say, and counts what a naive reader counts.

use std::collections::BTreeMap;

use mbxtrace_parsers::{Field, Format};
use proptest::prelude::*;

use super::laws::{beat_lines, beats, config, naive_outages, naive_period};
use super::stage::{DAY, Line, S, in_order, line, run};
use crate::{Detail, Ledger, LedgerEntry, RuleSet, SlotState};

/// Slots seen, late, and records between, by the definition.
fn naive_met(times: &[i64]) -> (u64, u64, u64) {
    let (mut seen, mut late, mut between) = (1, 0, 0);
    let mut intervals = Vec::new();
    for pair in times.windows(2) {
        let (known, gap) = (naive_period(&intervals), pair[1] - pair[0]);
        let period = known.unwrap_or(300_000);
        let missed = gap * 1000 > period + 30_000;
        match gap * 1000 {
            gap if missed || (period - 30_000..=period + 5000).contains(&gap) => seen += 1,
            gap if gap > period => late += 1,
            _ => between += 1,
        }
        if (240..=720).contains(&gap) && !(missed && known.is_some()) {
            intervals.push(gap);
        }
    }
    (seen, late, between)
}

fn met(entry: &LedgerEntry) -> (u64, u64, u64) {
    (entry.slots(SlotState::Seen), entry.slots(SlotState::Late), entry.between)
}

fn only(ledgers: Vec<Ledger>) -> Ledger {
    assert_eq!(ledgers.len(), 1, "one heartbeat rule");
    ledgers.into_iter().next().expect("one")
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn slots_are_those_of_the_findings_and_of_a_naive_count(
        keys in beats(),
        tail in 0_i64..3000,
        hole in proptest::option::of((0_i64..6000, 1_i64..3000)),
    ) {
        let end = keys.iter().flatten().max().copied().unwrap_or(0) + tail;
        let begin = keys.iter().flatten().min().copied().unwrap_or(0);
        let hole = hole.map(|(from, length)| (from, from + length));
        let holes: Vec<_> = hole.into_iter().collect();
        let (outcome, _) = run(&RuleSet::builtin(), &beat_lines(&keys, end), &holes, None);
        let ledger = only(outcome.ledgers);
        let mut stale: BTreeMap<String, u64> = BTreeMap::new();
        let mut missed: BTreeMap<String, u64> = BTreeMap::new();
        for (key, _, _, _, slots) in naive_outages(&keys, end, begin, hole) {
            let slots = u64::try_from(slots.unwrap_or(0)).expect("counted");
            *missed.entry(key.clone()).or_default() += slots;
            *stale.entry(key).or_default() += slots.saturating_sub(2);
        }
        prop_assert_eq!(ledger.entries.len(), keys.len());
        for entry in &ledger.entries {
            let name = entry.name();
            let times = &keys[name.parse::<usize>().expect("a number")];
            prop_assert_eq!(entry.missed(), missed.get(&name).copied().unwrap_or(0), "{}", name);
            prop_assert_eq!(entry.slots(SlotState::Stale), stale.get(&name).copied().unwrap_or(0));
            prop_assert_eq!(met(entry), naive_met(times), "{}: {:?}", name, entry);
            let (seen, late, between) = met(entry);
            prop_assert_eq!(entry.records, seen + late + between);
            let runs = entry.runs.windows(2);
            prop_assert!(runs.clone().all(|pair| pair[0].state != pair[1].state), "{:?}", entry);
            prop_assert!(runs.clone().all(|pair| pair[0].from < pair[1].from), "{:?}", entry);
            prop_assert_eq!(entry.first, Some(DAY + times[0] * S));
            prop_assert!(entry.runs.first().is_some_and(|run| Some(run.from) == entry.first));
        }
    }

    #[test]
    fn keeping_a_ledger_changes_no_finding(keys in beats(), tail in 0_i64..3000) {
        let end = keys.iter().flatten().max().copied().unwrap_or(0) + tail;
        let lines = beat_lines(&keys, end);
        let (with, _) = run(&RuleSet::builtin(), &lines, &[], None);
        let mut engine = crate::Engine::new(&RuleSet::builtin());
        if let Some(first) = lines.first() {
            engine.begin(first.origin(), first.time());
        }
        for line in &lines {
            line.push_to(&mut engine);
        }
        if let Some(last) = lines.last() {
            engine.end(last.origin(), last.time());
        }
        let without = engine.finish();
        prop_assert_eq!(with.findings, without.findings);
        prop_assert!(without.ledgers.is_empty());
    }
}

fn post(seconds: i64, id: &str, pid: &str, address: &str, status: &str) -> Line {
    let fields = [
        (Field::Subscription, id),
        (Field::Pid, pid),
        (Field::ClientIp, address),
        (Field::HttpStatus, status),
    ];
    line(Format::JettyRequestLog, "cuc1", seconds, &fields)
}

fn ledger(lines: Vec<Line>) -> Ledger {
    only(run(&RuleSet::builtin(), &in_order(lines), &[], None).0.ledgers)
}

fn runs(entry: &LedgerEntry) -> String {
    let run = |run: &crate::SlotRun| {
        format!("{} {}@{}", run.state.name(), run.slots, (run.from - DAY) / S)
    };
    entry.runs.iter().map(run).collect::<Vec<_>>().join(", ")
}

#[test]
fn a_silence_is_two_missed_slots_and_then_stale_ones() {
    let times = [0, 300, 600, 900, 1200, 1500, 3100, 3400, 3712];
    let mut lines: Vec<_> =
        times.iter().map(|at| post(*at, "a", "7", "192.0.2.1", "200")).collect();
    lines.push(post(3500, "a", "7", "192.0.2.2", "500"));
    let ledger = ledger(lines);
    let [entry] = ledger.entries.as_slice() else { panic!("one entry") };
    assert_eq!(runs(entry), "seen 6@0, missed 2@1800, stale 3@2400, seen 2@3100");
    assert_eq!((entry.records, entry.between, entry.moved), (10, 2, 2));
    assert_eq!(entry.answers, [(200, 9), (500, 1)]);
    assert_eq!((entry.pid, entry.address.as_str()), (Some(7), "192.0.2.1"));
    assert_eq!((entry.period, entry.replaced), (300 * S, None));
    let [reading] = ledger.readings.as_slice() else { panic!("one reading") };
    assert_eq!((reading.reading.as_str(), reading.silent), ("one", 1));
}

#[test]
fn late_is_more_than_five_seconds_and_not_yet_missed() {
    let lines = [0, 305, 611, 941, 1241].map(|at| post(at, "a", "7", "192.0.2.1", "200"));
    let ledger = ledger(lines.into());
    assert_eq!(runs(&ledger.entries[0]), "seen 2@0, late 2@611, seen 1@1241");
}

#[test]
fn a_new_process_replaces_and_ends_what_is_expected() {
    let mut lines: Vec<_> = (0..6).map(|n| post(n * 300, "a", "7", "192.0.2.1", "200")).collect();
    lines.extend((0..6).map(|n| post(2200 + n * 300, "b", "8", "192.0.2.1", "200")));
    let ledger = ledger(lines);
    assert_eq!(runs(&ledger.entries[0]), "seen 6@0, missed 2@1800, replaced 0@2200");
    assert_eq!(ledger.entries[0].replaced, Some(DAY + 2200 * S));
    assert_eq!(ledger.entries[0].end, DAY + 2200 * S);
    assert_eq!(runs(&ledger.entries[1]), "seen 6@2200");
}

#[test]
fn a_new_key_just_after_one_went_stale_is_its_likely_successor() {
    let life = |id: &str, from: i64, count: i64| -> Vec<Line> {
        (0..count).map(|n| post(from + n * 300, id, "7", "192.0.2.1", "200")).collect()
    };
    // `a` goes stale at 1500 + 900; `c` comes too early to be for it, `b` in time, `d` too late.
    let mut lines = life("a", 0, 6);
    for (id, from) in [("c", 2399), ("b", 2460), ("d", 2551)] {
        lines.extend(life(id, from, 12));
    }
    let entries = ledger(lines).entries;
    assert_eq!(entries[0].resubscribed, Some(DAY + 2460 * S));
    assert!(entries[1..].iter().all(|entry| entry.resubscribed.is_none()));
    let mut lines = life("a", 0, 6);
    lines.extend(life("c", 2399, 12));
    assert_eq!(ledger(lines).entries[0].resubscribed, None);
}

#[test]
fn a_slow_cadence_is_learned() {
    let lines: Vec<_> = (0..9).map(|n| post(n * 600, "a", "7", "192.0.2.1", "200")).collect();
    let ledger = ledger(lines);
    assert_eq!(runs(&ledger.entries[0]), "seen 9@0");
    assert_eq!((ledger.entries[0].period, ledger.every), (600 * S, 300 * S));
    assert_eq!(ledger.entries[0].phase(), Some(0));
}

#[test]
fn a_key_of_the_roster_that_never_came_has_no_first() {
    let text = "schema = 1\nid = \"beat\"\ntitle = \"t\"\nlevel = \"low\"\nwhy = \"w\"\n\
        [select.a]\nsource = \"jetty-request-log\"\nsubscription = { exists = true }\n\
        [select.named]\nsource = \"cuc-diag\"\nsubscription = { exists = true }\n\
        [detect]\nkind = \"absence\"\nof = \"a\"\nby = [\"subscription\"]\nevery = \"5m\"\n\
        tolerance = \"30s\"\nroster = { of = \"named\", grace = \"10m\" }\n[say]\ntext = \"x\"\n";
    let rules = RuleSet::parse(&[("beat.toml".to_owned(), text.to_owned())]).expect("valid");
    let mut lines: Vec<_> = (0..9).map(|n| post(n * 300, "a", "7", "192.0.2.1", "200")).collect();
    lines.push(line(Format::CucDiag, "cuc1", 10, &[(Field::Subscription, "z")]));
    let (outcome, _) = run(&rules, &in_order(lines), &[], None);
    let missed = outcome.findings.first().and_then(|finding| finding.details.first());
    let ledger = only(outcome.ledgers);
    let never = ledger.entries.iter().find(|entry| entry.name() == "z").expect("expected");
    assert_eq!((never.first, never.last, never.records), (None, None, 0));
    let slots = i64::try_from(never.missed()).expect("few");
    assert_eq!(missed, Some(&("missed".to_owned(), Detail::Number(slots))));
}

#[test]
fn records_are_counted_in_bins_of_five_minutes() {
    let failure = |at: i64, status: &str| {
        let fields = [(Field::HttpStatus, status), (Field::Server, "ex1")];
        line(Format::CucDiag, "cuc1", at, &fields)
    };
    let lines = [(10, "503"), (299, "503"), (300, "503"), (1000, "404"), (20, "200")];
    let lines = in_order(lines.map(|(at, status)| failure(at, status)).into());
    let (outcome, _) = run(&RuleSet::builtin(), &lines, &[], None);
    let of = |status: &str| {
        let pair = ("http_status".to_owned(), status.to_owned());
        let mut all = outcome.series.iter().filter(|one| one.rule == "http-failure");
        let one = all.find(|one| one.subject.contains(&pair));
        one.map(|one| one.bins.iter().map(|(at, n)| ((at - DAY) / S, *n)).collect::<Vec<_>>())
    };
    assert_eq!(of("503"), Some(vec![(0, 2), (300, 1)]));
    assert_eq!(of("404"), Some(vec![(900, 1)]));
    assert_eq!(of("200"), None);
    for series in outcome.series {
        let total: u64 = series.bins.iter().map(|(_, count)| count).sum();
        let found = outcome.findings.iter().filter(|one| one.subject == series.subject);
        assert_eq!(found.map(|one| one.count).sum::<u64>(), total);
    }
}
