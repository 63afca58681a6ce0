//! The record at the end of a file, of which more may come.

use super::restarts::failure;
use super::*;
use mbxtrace_parsers::Field;

use crate::clock::MINUTE;

const LOG: &str = "cuc1/jetty/2014_06_30.request.log";
const BEFORE: &str = "cuc1/cuc/diag_CuMbxSync_00000086.uc";
const AFTER: &str = "cuc1/cuc/diag_CuMbxSync_00000087.uc";

/// A trace that holds an exchange which went well, and these that failed.
fn trace(head: &str, failures: &[&str]) -> String {
    let well = failure(head).replace("500", "200").replace("Internal Server Error", "OK");
    let failures: String = failures.iter().map(|time| failure(time)).collect();
    format!("{head}.100 |HDR|06/30/2014 ,Significant\n{well}{failures}")
}

#[test]
fn a_restart_does_not_forget_the_last_record() {
    let mut place = Place::new();
    place.append(AFTER, &trace("02:30:20", &["02:31:10", "02:32:10", "02:33:10"]));
    let batch = comparable(&place.analysis_of(&place.path("")));
    assert!(!batch.is_empty());
    for _ in 0..2 {
        place.watch(|watch| assert_eq!(comparable(&watch.live.analysis()), batch));
    }
}

#[test]
fn an_outage_that_begins_with_the_last_record_of_a_trace_is_told_once() {
    let mut place = Place::new();
    place.append(BEFORE, &trace("02:00:00", &["02:30:10"]));
    place.append(AFTER, &trace("02:30:20", &["02:31:10", "02:32:10", "02:33:10"]));
    let first = |analysis: &Analysis| -> Vec<(String, i64)> {
        analysis.findings.iter().map(|finding| (finding.id.clone(), finding.first)).collect()
    };
    let verdict = place.watch(|_| {});
    let told: Vec<_> =
        place.told.0.iter().map(|notice| (notice.kind, notice.finding.clone())).collect();
    let expected = first(&verdict).into_iter().map(|(id, _)| (NoticeKind::Raised, id));
    assert_eq!(told, expected.collect::<Vec<_>>());
    place.watch(|_| {});
    assert_eq!(place.told.0.len(), told.len(), "{:?}", place.told.kinds());
    assert_eq!(first(&place.analysis_of(&place.path(""))), first(&verdict));
}

#[test]
fn a_last_record_that_goes_on_after_all_is_one() {
    let mut place = Place::new();
    place.append(BEFORE, &trace("02:00:00", &["02:30:10"]));
    place.append(AFTER, &trace("02:30:20", &["02:31:10", "02:32:10"]));
    let path = place.path(BEFORE);
    let verdict = place.watch(|watch| {
        let mut file = OpenOptions::new().append(true).open(&path).expect("the trace");
        file.write_all(b"X-FEServer: EXCH01\n").expect("a line of the same record");
        watch.settle();
    });
    assert_eq!(comparable(&verdict), comparable(&place.analysis_of(&place.path(""))));
    assert_eq!(place.indexed(), (5, 5));
    let times: Vec<i64> = verdict.findings.iter().map(|finding| finding.first / MINUTE).collect();
    assert_eq!(times.len(), 1, "{:?}", verdict.findings);
}

/// Of a trace that was gone when a watch began, the last record is in the index as a whole one.
#[test]
fn the_last_record_of_a_trace_that_was_away_goes_on() {
    let more = ["X-FEServer: EXCH01\n".to_owned(), failure("02:33:10"), String::new()];
    for more in more {
        let mut place = Place::new();
        place.append(AFTER, &trace("02:30:20", &["02:31:10", "02:32:10"]));
        place.watch(|_| {});
        let (path, away) = (place.path(AFTER), place.folder.path().join("away"));
        fs::rename(&path, &away).expect("the trace goes away");
        place.watch(|watch| {
            fs::rename(&away, &path).expect("the trace is back");
            watch.settle();
            watch.live.round().expect("the case can be written");
            let mut file = OpenOptions::new().append(true).open(&path).expect("the trace");
            file.write_all(more.as_bytes()).expect("more of it");
            watch.settle();
            watch.live.round().expect("the case can be written");
        });
        let batch = place.analysis_of(&place.path(""));
        let events = usize::try_from(batch.events).expect("few");
        assert_eq!(place.indexed(), (events, events), "{more:?}");
        assert_eq!(comparable(&place.watch(|_| {})), comparable(&batch), "{more:?}");
        assert_eq!(place.indexed(), (events, events), "{more:?}");
    }
}

#[test]
fn an_analysis_of_the_case_of_a_watch_doubles_no_last_record() {
    let mut place = Place::new();
    place.append(AFTER, &trace("02:30:20", &["02:31:10", "02:32:10"]));
    place.append(LOG, &keep_alives(0..2, 3600, 7200));
    place.append(LOG, keep_alive(0, 7200).split_at(50).0);
    place.watch(|_| {});
    let (before, _) = place.indexed();
    let empty = tempfile::tempdir().expect("a folder");
    let analysis = place.analyze(empty.path(), Some(&place.options.case));
    assert_eq!((before, before), place.indexed());
    assert_eq!(analysis.events, before as u64);
    let empty = place.analyze(empty.path(), Some(&place.options.case));
    assert_eq!((empty.events, place.indexed()), (before as u64, (before, before)));
}

#[test]
fn the_last_record_of_a_quiet_trace_is_found_after_a_restart() {
    let mut place = Place::new();
    place.append(AFTER, &trace("02:30:20", &["02:31:10", "02:32:10"]));
    place.watch(|_| {});
    assert_eq!(place.indexed(), (3, 3));
    place.watch_and_die(|watch| {
        watch.live.desk.index_quiet(Duration::ZERO).expect("the case can be written");
        watch.live.commit().expect("the case can be written");
    });
    assert_eq!(place.indexed(), (3, 3));
}

/// A line of which a half was there when its log went away, for a whole run.
#[test]
fn half_a_line_of_a_log_that_was_away_becomes_a_whole_one() {
    let mut place = Place::new();
    let lines = keep_alives(0..2, 3600, 7200);
    let (half, rest) = lines.split_at(lines.len() - 60);
    place.append(LOG, half);
    place.watch(|_| {});
    let (path, away) = (place.path(LOG), place.folder.path().join("away"));
    fs::rename(&path, &away).expect("the log goes away");
    place.watch(|_| {});
    fs::rename(&away, &path).expect("the log is back");
    place.append(LOG, &(rest.to_owned() + &keep_alives(0..2, 7200, 7500)));
    let verdict = place.watch(|_| {});
    assert_eq!((verdict.events, place.indexed()), (26, (26, 26)));
    let whole = Filter::Number(Field::HttpStatus, 200..=200);
    assert_eq!(place.count(whole), 26, "each can be searched by its status");
}

/// Of the second trace only the last record is known yet when it is told that one is missing before it.
#[test]
fn what_is_missing_before_a_single_record_is_known() {
    for is_followed in [true, false] {
        let mut place = Place::new();
        let third = AFTER.replace("87", "88");
        let fourth = place.path(&AFTER.replace("87", "89"));
        place.append(BEFORE, &trace("02:00:00", &["02:30:10"]));
        place.append(&third, &failure("03:31:10"));
        let holes = |analysis: &Analysis| -> Vec<String> {
            let holes = analysis.coverage.iter().flat_map(|of| &of.holes);
            holes.map(|hole| format!("{hole:?}")).filter(|hole| hole.contains("87")).collect()
        };
        place.watch(|watch| {
            if is_followed {
                fs::write(&fourth, trace("04:00:00", &["04:30:10"])).expect("a trace");
            }
            watch.settle();
            watch.live.round().expect("the case can be written");
            assert_eq!(holes(&watch.live.analysis()).len(), 1);
        });
        assert_eq!(holes(&place.analysis_of(&place.path(""))).len(), 1);
    }
}
