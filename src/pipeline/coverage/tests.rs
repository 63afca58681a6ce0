//! Spans and holes tile the window, and minutes add up to it.

use mbxtrace_parsers::Format;
use mbxtrace_rules::{Finding, Severity};
use proptest::prelude::*;

use super::begin::Early;
use super::*;
use crate::clock::SECOND;
use crate::report::Source;

fn hole(from: i64, to: i64, because: &str) -> mbxtrace_rules::Hole {
    mbxtrace_rules::Hole { from, to, because: because.to_owned() }
}

fn seen(node: &str, family: Family, span: (i64, i64), holes: &[(i64, i64)]) -> Seen {
    let holes = holes.iter().map(|(from, to)| hole(*from, *to, "a file is missing")).collect();
    Seen { node: node.to_owned(), family, span: Some(span), holes }
}

fn minute(count: i64) -> i64 {
    count * MINUTE
}

#[test]
fn a_quiet_night_is_no_hole() {
    // Two records, six hours apart, and no file missing between them.
    let quiet = seen("cuc1", Family::CucDiag, (0, minute(360)), &[]);
    let covered = covered(&quiet, (0, minute(360)));
    assert_eq!((covered.minutes_seen, covered.minutes_missing), (361, 0));
    assert!(covered.holes.is_empty());
}

#[test]
fn a_missing_file_is_a_hole_and_a_late_begin_is_an_edge() {
    let night =
        seen("cuc1", Family::CucDiag, (minute(60), minute(300)), &[(minute(100), minute(160))]);
    let covered = covered(&night, (0, minute(359)));
    assert_eq!(covered.spans, [(minute(60), minute(100)), (minute(160), minute(300))]);
    let kinds: Vec<_> =
        covered.holes.iter().map(|hole| (hole.at_edge, hole.because.as_str())).collect();
    assert_eq!(
        kinds,
        [
            (true, "before the first record"),
            (false, "a file is missing"),
            (true, "after the last record"),
        ]
    );
    // 60 to 100 and 160 to 300, both ends begun.
    assert_eq!((covered.minutes_seen, covered.minutes_missing), (41 + 141, 178));
}

#[test]
fn sources_of_different_days_are_told_apart() {
    let source = |node: &str, format, span: (i64, i64)| Source {
        path: format!("{node}.log"),
        node: node.to_owned(),
        format: Some(format),
        first: Some(span.0),
        last: Some(span.1),
        ..Source::default()
    };
    let day = minute(1440);
    let analysis = |exchange: (i64, i64)| Analysis {
        sources: vec![
            source("cuc1", Format::JettyRequestLog, (0, minute(60))),
            source("cuc1", Format::CucDiag, (minute(10), minute(70))),
            source("exch01", Format::Evtx, exchange),
        ],
        ..Analysis::default()
    };
    let apart = |analysis: &Analysis, node: &str, family| {
        let source = analysis.sources.iter().find(|one| one.node == node).expect("there");
        let span = (source.first.expect("a time"), source.last.expect("a time"));
        let seen = seen(node, family, span, &[]);
        apart_in_time(&seen, seen_elsewhere(&seen, analysis))
    };
    let other_day = analysis((day, day + minute(60)));
    let told = apart(&other_day, "exch01", Family::WindowsEvent).expect("said");
    assert!(told.contains("22 h 50 min"), "{told}");
    assert_eq!(apart(&other_day, "cuc1", Family::JettyRequestLog), None);
    let same_time = analysis((minute(30), minute(90)));
    assert_eq!(apart(&same_time, "exch01", Family::WindowsEvent), None);
    let alone = Analysis { sources: same_time.sources[2..].to_vec(), ..Analysis::default() };
    assert_eq!(apart(&alone, "exch01", Family::WindowsEvent), None);
}

#[test]
fn the_standby_may_be_silent_but_not_every_node() {
    let observed =
        |node: &str, family, at_work| Observed { at_work, ..Observed::new(node, family, (0, "")) };
    let told = |observed: Vec<Observed>, node: &str, family| {
        let observer = Observer { observed, ..Observer::new(&[]) };
        let seen = seen(node, family, (0, minute(120)), &[]);
        let of = observer.observed.iter().find(|one| one.is_of(&seen)).expect("there");
        observer.wrong_node(of, &seen)
    };
    let (jetty, diag) = (Family::JettyRequestLog, Family::CucDiag);
    let work = Some((0, minute(120)));
    // Near miss: the other node has the notifications.
    let cluster = || vec![observed("cuc1", jetty, work), observed("cuc2", jetty, None)];
    assert_eq!(told(cluster(), "cuc2", jetty), None);
    assert_eq!(told(cluster(), "cuc1", jetty), None);
    // Only the standby was collected.
    let standby = vec![observed("cuc2", jetty, None), observed("cuc2", diag, None)];
    assert!(told(standby, "cuc2", jetty).is_some_and(|text| text.contains("show cuc cluster")));
    // The trace of the other node names it.
    let mixed = || vec![observed("cuc2", jetty, None), observed("cuc1", diag, work)];
    let text = told(mixed(), "cuc2", jetty).expect("said");
    assert!(text.contains("cuc1 is the acting primary"), "{text}");
    assert_eq!(told(mixed(), "cuc1", diag), None);
    // Mailbox Sync works here, and nothing comes.
    let deaf = vec![observed("cuc1", jetty, None), observed("cuc1", diag, work)];
    assert!(told(deaf, "cuc1", jetty).is_some_and(|text| text.contains("does not reach")));
    // Notifications come to the node that does not work.
    let crossed = vec![observed("cuc2", jetty, work), observed("cuc1", diag, work)];
    assert!(told(crossed, "cuc1", diag).is_some_and(|text| text.contains("failover")));
    // A log of ten minutes holds no three keep-alives: nothing is said.
    let observer = Observer { observed: vec![observed("cuc2", jetty, None)], ..Observer::new(&[]) };
    let short = seen("cuc2", jetty, (0, minute(10)), &[]);
    assert_eq!(observer.wrong_node(&observer.observed[0], &short), None);
}

#[test]
fn families_that_are_not_there_are_listed_with_the_rules_that_need_them() {
    let rules = RuleSet::builtin();
    let present = [seen("cuc1", Family::JettyRequestLog, (0, minute(60)), &[])];
    let absent = absent(&present, (0, minute(59)), &rules);
    let told: Vec<_> =
        absent.iter().map(|one| (one.family, one.minutes_seen, one.minutes_missing)).collect();
    assert!(told.contains(&(Family::WindowsEvent, 0, 60)), "{told:?}");
    // http-failure is content with one of two.
    let http =
        absent.iter().any(|one| one.remarks.iter().any(|text| text.contains("http-failure")));
    assert!(!http, "{absent:?}");
}

#[test]
fn a_trace_that_begins_late_names_its_first_file() {
    let path = "b.zip!/cuc1/cuc/diag_CuMbxSync_00000086.uc";
    assert_eq!(trace_number(path), Some(86));
    assert_eq!(trace_number("a/diag_CuMbxSync_00000086.uc.gz"), Some(86));
    for other in ["a/2014_07_02.request.log", "a/diag_CuMbxSync.uc", "a/x_12.uc", "a/b_0086.log"] {
        assert_eq!(trace_number(other), None, "{other}");
    }
    let of = Observed::new("cuc1", Family::CucDiag, (0, path));
    let told = |from, to| {
        let seen = seen("cuc1", Family::CucDiag, (minute(from), minute(to)), &[]);
        of.wrapped(&covered(&seen, (0, minute(300))))
    };
    assert!(told(60, 300).is_some_and(|text| text.contains("file number 86")));
    // Near misses: it begins with the window, or only ends early.
    assert_eq!(told(0, 300), None);
    assert_eq!(told(0, 200), None);
}

#[test]
fn trouble_at_the_first_record_may_be_older() {
    let finding = |first: i64, last: i64, count| Finding {
        id: "1".to_owned(),
        rule: "http-failure".to_owned(),
        level: Severity::High,
        title: "3 failed".to_owned(),
        state: mbxtrace_rules::State::Ended,
        subject: Vec::new(),
        first,
        last: Some(last),
        count,
        details: Vec::new(),
        evidence: Vec::new(),
        members: Vec::new(),
    };
    let log = seen("cuc1", Family::CucDiag, (0, minute(600)), &[]);
    let told = |finding: &Finding| {
        let early = [Early { node: "cuc1", family: Family::CucDiag, finding }];
        before_the_log(&log, &at_the_begin(&log, &early))
    };
    assert!(
        told(&finding(30 * SECOND, minute(9), 4)).is_some_and(|text| text.contains("3 failed"))
    );
    // One every three minutes: the first after two is no sign of a begin.
    assert!(told(&finding(minute(2), minute(32), 11)).is_some());
    // Near misses: it went well for a while.
    assert_eq!(told(&finding(minute(5), minute(9), 400)), None);
    assert_eq!(told(&finding(minute(25), minute(500), 20)), None);
    assert_eq!(told(&finding(minute(2), minute(2), 1)), None);
}

proptest! {
    /// Whatever is seen and missing: the window is tiled, minutes add up, and an instant is in a span
    /// exactly if it is in no hole.
    #[test]
    fn the_window_is_tiled(
        window in (0_i64..5_000, 0_i64..5_000),
        span in proptest::option::of((0_i64..8_000, 0_i64..8_000)),
        holes in proptest::collection::vec((0_i64..9_000, 0_i64..2_000), 0..8),
    ) {
        let second = |value: i64| value * SECOND;
        let window = (second(window.0), second(window.0 + window.1));
        let span = span.map(|(from, length)| (second(from), second(from + length)));
        let mut holes: Vec<_> = holes
            .iter()
            .map(|(from, length)| (second(*from), second(from + length)))
            .filter(|(from, to)| from < to)
            .collect();
        holes.sort_unstable();
        let told: Vec<_> = holes.iter().map(|(from, to)| hole(*from, *to, "x")).collect();
        let seen = Seen { node: "n".to_owned(), family: Family::CucDiag, span, holes: told };
        let covered = covered(&seen, window);
        let mut tiles: Vec<_> = covered.spans.clone();
        tiles.extend(covered.holes.iter().map(|hole| (hole.from, hole.to)));
        tiles.sort_unstable();
        prop_assert_eq!(tiles.first().map(|tile| tile.0), Some(window.0));
        prop_assert_eq!(tiles.last().map(|tile| tile.1), Some(window.1));
        for pair in tiles.windows(2) {
            prop_assert_eq!(pair[0].1, pair[1].0);
        }
        let all = window.1.div_euclid(MINUTE) - window.0.div_euclid(MINUTE) + 1;
        prop_assert_eq!(covered.minutes_seen + covered.minutes_missing, all.unsigned_abs());
        // The naive count of minutes, one by one.
        let touched = (window.0.div_euclid(MINUTE)..=window.1.div_euclid(MINUTE)).filter(|minute| {
            covered.spans.iter().any(|(from, to)| {
                from.div_euclid(MINUTE) <= *minute && *minute <= to.div_euclid(MINUTE)
            })
        });
        prop_assert_eq!(covered.minutes_seen, touched.count() as u64);
        // Instants between the whole seconds all ends stand on.
        for at in (window.0..window.1).step_by(7_000_000_000).map(|at| at + SECOND / 2) {
            let expected = seen.span.is_some_and(|(from, to)| from <= at && at <= to)
                && !holes.iter().any(|(from, to)| *from <= at && at < *to);
            let inside = covered.spans.iter().any(|(from, to)| *from <= at && at <= *to);
            if at < window.1 {
                prop_assert_eq!(inside, expected, "{} in {:?}", at, covered);
            }
        }
    }
}
