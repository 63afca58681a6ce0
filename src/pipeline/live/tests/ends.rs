//! The record at the end of a file, of which more may come.

use super::restarts::failure;
use super::*;
use crate::clock::MINUTE;

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
