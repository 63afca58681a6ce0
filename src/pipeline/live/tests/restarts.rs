//! What a later run makes of the alerts of an earlier one.

use super::*;
use crate::clock::MINUTE;

const LOG: &str = "cuc1/jetty/2014_06_30.request.log";
/// Lines of the same node that come late.
const LATE: &str = "cuc1/late/2014_06_30.request.log";
const RULE: &str = "keepalive-missing";

/// A place in which subscription 3 of 20 has been silent since 02:00, and an alert says so.
fn silent_for_long() -> Place {
    let mut place = Place::new();
    fs::create_dir_all(place.path("cuc1/late")).expect("a folder");
    fall_silent(&mut place, LOG);
    assert_eq!(place.told.kinds(), [(NoticeKind::Raised, RULE)]);
    place
}

/// What is told by another run, of what was written meanwhile.
fn told_then(place: &mut Place, lines: &[(&str, String)]) -> Vec<NoticeKind> {
    let before = place.told.0.len();
    for (name, lines) in lines {
        place.append(name, lines);
    }
    place.watch(|_| {});
    place.told.0.iter().skip(before).map(|notice| notice.kind).collect()
}

#[test]
fn an_alert_that_lines_refute_which_came_while_nobody_watched_is_withdrawn() {
    let mut place = silent_for_long();
    let late = (LATE, keep_alives(3..4, 7200, 9600));
    let told = told_then(&mut place, &[late]);
    assert_eq!(told, [NoticeKind::Withdrawn]);
    let [raised, withdrawn] = place.told.0.as_slice() else { panic!("{:?}", place.told.0) };
    assert_eq!(withdrawn.finding, raised.finding);
    assert_eq!((&withdrawn.title, withdrawn.level), (&raised.title, raised.level));
    assert!(withdrawn.text.contains("000000000003"), "{}", withdrawn.text);
    // That is the end of it.
    assert_eq!(told_then(&mut place, &[]), []);
}

#[test]
fn an_alert_that_goes_on_stays_whatever_comes_late() {
    let mut place = silent_for_long();
    assert_eq!(told_then(&mut place, &[]), [], "nothing came");
    let others = (LATE, keep_alives(4..6, 7200, 9600));
    assert_eq!(told_then(&mut place, &[others]), [], "late lines of others");
    let on = (LOG, together(&[(0..3, 9600, 10_800), (4..20, 9600, 10_800)]));
    assert_eq!(told_then(&mut place, &[on]), [], "it went on while nobody watched");
    let earlier = (LATE, keep_alives(3..4, 0, 3600));
    assert_eq!(told_then(&mut place, &[earlier]), [], "late lines of before");
}

#[test]
fn an_alert_that_ended_while_nobody_watched_has_recovered() {
    let mut place = silent_for_long();
    let back = (LOG, together(&[(0..20, 9600, 10_800)]));
    assert_eq!(told_then(&mut place, &[back]), [NoticeKind::Recovered]);
}

/// A lone subscription is missed by the clock of its source alone: the clock goes on where it was, and
/// does not begin at the last line again.
#[test]
fn what_the_clock_said_is_not_taken_back_by_another_run() {
    let mut place = Place::new();
    place.options.silent_after = None;
    fs::create_dir_all(place.path("cuc1/late")).expect("a folder");
    place.append(LOG, &keep_alives(3..4, 3600, 7200));
    place.watch(|watch| {
        let instant = Instant::now() + Duration::from_mins(23);
        watch.live.turn(Moment { instant, ..now() }, watch.told).expect("a turn");
    });
    assert_eq!(place.told.kinds(), [(NoticeKind::Raised, RULE)]);
    let earlier = (LATE, keep_alives(3..4, 0, 3600));
    assert_eq!(told_then(&mut place, &[earlier]), [], "late lines of before");
    let back = (LOG, keep_alives(3..4, 9600, 10_800));
    assert_eq!(told_then(&mut place, &[back]), [NoticeKind::Recovered]);
}

/// What a live run found in the order in which lines came, and had no time to judge anew.
#[test]
fn an_alert_that_late_lines_moved_before_a_crash_is_told_anew() {
    const ONE: &str = "cuc1/cuc/diag_CuMbxSync_00000086.uc";
    const TWO: &str = "cuc1/late/diag_CuMbxSync_00000086.uc";
    let failure = |minute: u32| {
        format!(
            "01:{minute:02}:10.100 |6549,exch01.contoso.example,{{6f1f8c1e-0000-4000-8000-000000000001}}, \
             CsWebDav,14,[CsWebDav/CsWebDavMbxClient.cpp:3340]: HTTP Status code: 500, WEBDAV response \
             headers: HTTP/1.1 500 Internal Server Error\nContent-Length: 0\n"
        )
    };
    let header = "01:00:00.100 |HDR|06/30/2014 ,Significant\n";
    let mut place = Place::new();
    fs::create_dir_all(place.path("cuc1/late")).expect("a folder");
    place.append(ONE, header);
    place.append(TWO, header);
    let paths = [place.path(ONE), place.path(TWO)];
    place.watch_and_die(|watch| {
        for (path, minute) in [(&paths[0], 20), (&paths[1], 12)] {
            let end = format!("01:{:02}:00.100 |HDR|06/30/2014 ,Significant\n", minute + 1);
            let mut file = OpenOptions::new().append(true).open(path).expect("the log");
            file.write_all((failure(minute) + &end).as_bytes()).expect("lines");
            watch.settle();
        }
    });
    assert_eq!(place.told.kinds(), [(NoticeKind::Raised, "http-failure")]);
    let told = told_then(&mut place, &[]);
    assert_eq!(told, [NoticeKind::Withdrawn, NoticeKind::Raised]);
}

#[test]
fn the_silence_of_a_source_ends_in_another_run() {
    let mut place = Place::new();
    place.append(LOG, &keep_alives(0..20, 3600, 7200));
    place.watch(|watch| {
        let instant = Instant::now() + Duration::from_mins(17);
        watch.live.turn(Moment { instant, ..now() }, watch.told).expect("a turn");
    });
    let silent = (NoticeKind::Raised, crate::config::SOURCE_SILENT);
    assert!(place.told.kinds().contains(&silent), "{:?}", place.told.kinds());
    let before = place.told.0.len();
    place.watch(|watch| {
        assert!(watch.live.open_alerts().iter().any(|(rule, _)| rule == silent.1));
    });
    assert_eq!(place.told.0.len(), before, "it goes on");
    place.append(LOG, &keep_alives(0..20, 8400, 9000));
    place.watch(|_| {});
    let over = (NoticeKind::Recovered, crate::config::SOURCE_SILENT);
    assert!(place.told.kinds().contains(&over), "{:?}", place.told.kinds());
}

/// An alert on a log that is gone, and too old to be kept: nobody can say any more how that ended.
#[test]
fn of_an_alert_whose_records_are_no_longer_kept_nothing_is_told() {
    const OLD: &str = "cuc2/jetty/2014_06_30.request.log";
    let mut place = Place::new();
    fs::create_dir_all(place.path("cuc2/jetty")).expect("a folder");
    place.append(OLD, &together(&[(0..20, 0, 3600)]));
    place.append(LOG, &keep_alives(20..40, 0, 3600));
    let (path, other) = (place.path(OLD), place.path(LOG));
    place.watch(|watch| {
        let mut file = OpenOptions::new().append(true).open(&path).expect("the log");
        let lines = together(&[(0..3, 3600, 7200), (4..20, 3600, 7200)]);
        file.write_all(lines.as_bytes()).expect("lines");
        watch.settle();
        fs::remove_file(&path).expect("the log");
        let mut file = OpenOptions::new().append(true).open(&other).expect("the log");
        file.write_all(keep_alives(20..40, 3600, 9 * 3600).as_bytes()).expect("lines");
        watch.settle();
    });
    assert_eq!(place.told.kinds(), [(NoticeKind::Raised, RULE)]);
    place.options.keep = Some(2 * 60 * MINUTE);
    for run in 0..2 {
        place.watch(|watch| {
            std::thread::sleep(Duration::from_millis(250));
            watch.settle();
            assert_eq!(watch.live.open_alerts(), [], "run {run}");
        });
        assert_eq!(place.told.kinds(), [(NoticeKind::Raised, RULE)], "run {run}");
    }
}

/// Logs of days ago were dropped: that says nothing about what is said of today.
#[test]
fn an_alert_is_withdrawn_although_older_logs_are_no_longer_kept() {
    const OLD: &str = "cuc1/jetty/2014_06_28.request.log";
    let mut place = silent_for_long();
    let old = keep_alives(0..20, 0, 3600).replace("30/Jun", "28/Jun");
    place.append(OLD, &old);
    place.options.keep = Some(12 * 60 * MINUTE);
    let path = place.path(OLD);
    place.watch(|watch| {
        fs::remove_file(&path).expect("the log");
        watch.settle();
    });
    place.watch(|watch| {
        std::thread::sleep(Duration::from_millis(250));
        watch.settle();
    });
    let streams = place.streams();
    assert!(streams.contains("dropped_bytes"), "{streams}");
    let late = (LATE, keep_alives(3..4, 7200, 9600));
    assert_eq!(told_then(&mut place, &[late]), [NoticeKind::Withdrawn]);
}

/// A failed exchange in a trace, at a time of day.
pub(super) fn failure(time: &str) -> String {
    format!(
        "{time}.100 |6549,exch01.contoso.example,{{6f1f8c1e-0000-4000-8000-000000000001}}, \
         CsWebDav,14,[CsWebDav/CsWebDavMbxClient.cpp:3340]: HTTP Status code: 500, WEBDAV response \
         headers: HTTP/1.1 500 Internal Server Error\nContent-Length: 0\nServer: Microsoft-IIS/7.5\n"
    )
}

#[test]
fn a_trace_that_holds_nothing_but_its_head_goes_on_with_its_day() {
    let earlier = |time: &str| {
        let head = "20:00:00.100 |HDR|06/30/2014 ,Significant\n".to_owned();
        head + &failure("20:00:10") + &failure(time)
    };
    let cases = [
        // The trace before, the head of the next, its first record; when that was.
        (
            Some(earlier("21:29:10")),
            "21:30:00.100 |HDR|06/30/2014 ,Significant\n",
            "21:30:10",
            "06-30",
        ),
        (
            Some(earlier("23:58:10")),
            "23:59:30.100 |HDR|06/30/2014 ,Significant\n",
            "00:00:10",
            "07-01",
        ),
        (Some(earlier("21:29:10")), "", "21:30:10", "06-30"),
        (None, "21:30:00.100 |HDR|06/30/2014 ,Significant\n", "21:30:10", "06-30"),
        (None, "23:59:30.100 |HDR|06/30/2014 ,Significant\n", "00:00:10", "07-01"),
    ];
    for (before, head, time, day) in cases {
        let mut place = Place::new();
        if let Some(before) = &before {
            place.append("cuc1/cuc/diag_CuMbxSync_00000136.uc", before);
        }
        let next = "cuc1/cuc/diag_CuMbxSync_00000137.uc";
        place.append(next, head);
        let path = place.path(next);
        place.watch_and_die(|watch| {
            let mut file = OpenOptions::new().append(true).open(&path).expect("the trace");
            file.write_all(failure(time).as_bytes()).expect("a record");
            watch.settle();
            let last = watch.live.desk.window.map(|(_, last)| crate::clock::rfc3339(last));
            assert_eq!(last, Some(format!("2014-{day}T{time}.100Z")), "after {before:?} {head:?}");
        });
    }
}

#[test]
fn what_a_round_has_made_durable_and_nobody_was_told_is_told_by_the_next_run() {
    let mut place = Place::new();
    place.append(LOG, &keep_alives(0..3, 3600, 7200));
    let trace = "cuc1/cuc/diag_CuMbxSync_00000086.uc";
    let head = "02:00:00.100 |HDR|06/30/2014 ,Significant\n".to_owned();
    let failures = ["02:00:10", "02:01:10", "02:02:10"].map(failure).concat();
    let answers = ["04:00:10", "05:00:10"].map(failure).concat();
    let answers = answers.replace("500", "200").replace("Internal Server Error", "OK");
    let (log, path) = (place.path(LOG), place.path(trace));
    place.watch_and_die(|watch| {
        fs::write(&path, head + &failures + &answers).expect("the trace");
        let mut file = OpenOptions::new().append(true).open(&log).expect("the log");
        file.write_all(keep_alives(0..3, 7200, 18_000).as_bytes()).expect("lines");
        // It dies after the round, before it has judged.
        watch.live.tail.turn(&mut watch.live.desk).expect("the logs can be read");
        assert!(watch.live.desk.needs_round);
        watch.live.round().expect("the case can be written");
    });
    assert_eq!(place.told.kinds(), []);
    place.watch(|_| {});
    let kinds = place.told.kinds();
    let expected = [NoticeKind::Raised, NoticeKind::Recovered].map(|kind| (kind, "http-failure"));
    assert_eq!(kinds, expected);
}
