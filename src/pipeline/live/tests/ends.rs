//! The record at the end of a file, of which more may come.

use super::restarts::failure;
use super::*;
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

/// What is told when the clock of the log has gone on for so many minutes after its last line.
fn told_after(minutes: u64, is_restarted: bool) -> Vec<(NoticeKind, String)> {
    let mut place = Place::new();
    place.options.silent_after = None;
    // Somebody else asks for something just before the last keep-alive.
    let lines = keep_alives(0..1, 3600, 7200);
    let (before, last) = lines.split_at(lines.trim_end().rfind('\n').map_or(0, |end| end + 1));
    let other = keep_alive(0, 6899).replace("POST /Notification", "GET /vmrest");
    place.append(LOG, &(before.to_owned() + &other + last));
    if is_restarted {
        place.watch(|_| {});
    }
    place.watch(|watch| {
        let instant = Instant::now() + Duration::from_mins(minutes);
        watch.live.turn(Moment { instant, ..now() }, watch.told).expect("a turn");
    });
    place.told.0.iter().map(|notice| (notice.kind, notice.title.clone())).collect()
}

#[test]
fn a_restart_does_not_forget_the_last_line() {
    let mut is_told = [0, 0];
    for minutes in 0..30 {
        let told = told_after(minutes, false);
        assert_eq!(told_after(minutes, true), told, "{minutes} minutes after the last line");
        is_told[usize::from(!told.is_empty())] += 1;
    }
    assert!(is_told.iter().all(|times| *times > 0), "{is_told:?}");
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
