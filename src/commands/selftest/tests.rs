//! A canary is found whole, and is no finding.

use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use mbxtrace_rules::RuleSet;

use super::Watched;
use super::canary::{self, Canary};
use super::tally::{Tally, Written, percentile};
use crate::case::WriterOptions;
use crate::clock::Flags;
use crate::pipeline::{self, Request};
use crate::source::{CANARY_NODE, Limits};

fn written(count: u32) -> Tally {
    let mut tally = Tally::new(count);
    let time = DateTime::<Utc>::UNIX_EPOCH;
    tally.written = (0..count)
        .map(|number| Written { text: canary::line("run", number, time), at: Instant::now() })
        .collect();
    tally
}

/// What a tally says of records with these texts.
fn said(tally: &mut Tally, texts: &[&str]) -> (usize, usize, u32, bool) {
    tally.count(texts.iter().copied(), Instant::now());
    (tally.lost(), tally.doubled(), tally.changed, tally.is_good())
}

#[test]
fn lost_doubled_and_changed_lines_are_told_apart() {
    let mut tally = written(3);
    let lines: Vec<String> = tally.written.iter().map(|one| one.text.clone()).collect();
    let [one, two, three] = lines.each_ref_of();
    assert_eq!(said(&mut tally, &[]), (3, 0, 0, false));
    assert_eq!(said(&mut tally, &[two, one, three]), (0, 0, 0, true));
    assert_eq!(said(&mut tally, &[one.trim_end(), two, three]), (0, 0, 0, true));
    assert_eq!(said(&mut tally, &[one, three]), (1, 0, 0, false));
    assert_eq!(said(&mut tally, &[one, two, two, three, three]), (0, 2, 0, false));
    // Half a line, two halves in one, a line of another run, a number that was never written.
    let half = two.split_at(two.len() / 2).0;
    assert_eq!(said(&mut tally, &[one, half, three]), (1, 0, 1, false));
    let merged = format!("{half}{three}");
    assert_eq!(said(&mut tally, &[one, &merged]), (2, 0, 1, false));
    let time = DateTime::<Utc>::UNIX_EPOCH;
    let (other, beyond) = (canary::line("other", 1, time), canary::line("run", 3, time));
    assert_eq!(said(&mut tally, &[one, two, three, &other, &beyond]), (0, 0, 2, false));
}

/// The first three of a list.
trait Three {
    fn each_ref_of(&self) -> [&String; 3];
}

impl Three for Vec<String> {
    fn each_ref_of(&self) -> [&String; 3] {
        [&self[0], &self[1], &self[2]]
    }
}

#[test]
fn percentiles_are_nearest_ranks() {
    let millis: Vec<_> = (1..=200).map(Duration::from_millis).collect();
    let of = |percent| percentile(&millis, percent).as_millis();
    assert_eq!((of(50), of(99), of(100)), (100, 198, 200));
    assert_eq!(percentile(&millis[..1], 50).as_millis(), 1);
    assert_eq!(percentile(&[], 50), Duration::ZERO);
}

#[test]
fn the_verdict_in_words() {
    let mut tally = written(2);
    let (folder, case) = (std::path::Path::new("logs"), std::path::Path::new("a\x1b[2Jcase"));
    let text = tally.text(folder, case);
    assert!(text.starts_with("2 of 2 lines written, 0 arrived: 2 lost, 0 doubled"), "{text}");
    assert!(text.contains("does `mbxtrace watch` run") && !text.contains('\x1b'), "{text}");
    let texts: Vec<String> = tally.written.iter().map(|one| one.text.clone()).collect();
    tally.count(texts.iter().map(String::as_str), Instant::now());
    let text = tally.text(folder, case);
    assert!(text.contains("2 arrived: 0 lost") && text.contains("searchable: p50 "), "{text}");
}

#[test]
fn a_canary_arrives_whole_rotated_and_halved_and_no_rule_finds_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let logs = folder.path().join("10.20.30.11/2014-06-29_11-30-00/jetty");
    std::fs::create_dir_all(&logs).expect("made");
    let mut tally = Tally::new(60);
    let mut canary = Canary::new(&logs, "1404041400-7", 60).expect("a canary");
    for _ in 0..60 {
        tally.written.push(canary.write_line().expect("written"));
    }
    assert_eq!(std::fs::read_dir(&logs).expect("readable").count(), 2, "it was rotated once");
    let (case, rules) = (folder.path().join("case"), RuleSet::builtin());
    let flags = Flags::default();
    let request = Request {
        paths: std::slice::from_ref(&logs),
        limits: Limits::default(),
        flags: &flags,
        since: None,
        until: None,
        rules: &rules,
        overridden_rules: &[],
        case: Some(&case),
        index: WriterOptions { threads: 1, heap: 20_000_000 },
        workers: 0,
        ledger: false,
        progress: &|_| {},
    };
    let analysis = pipeline::analyze(&request).expect("analysed");
    assert_eq!(analysis.findings, [], "a canary is no finding");
    assert_eq!(analysis.sources.iter().map(|source| source.events).sum::<u64>(), 60);
    assert!(analysis.sources.iter().all(|source| source.node == CANARY_NODE), "its own node");
    let watched = Watched { case: &case, name: "1404041400-7" };
    watched.look(&mut None, &mut tally).expect("a case");
    assert!(tally.is_complete() && tally.is_good(), "{}", tally.text(&logs, &case));
    let mut other = Tally::new(60);
    Watched { case: &case, name: "1404041400-8" }.look(&mut None, &mut other).expect("a case");
    assert_eq!((other.changed, other.is_complete()), (0, false), "another run is another canary");
    canary.remove();
    assert_eq!(std::fs::read_dir(&logs).expect("readable").count(), 0);
}
