//! What was looked at: holes are told from quiet, filters from losses, standby from wrong node.

use std::fmt::Write;

use serde_json::Value;

use crate::harness::{Project, sample};

fn analyze(files: &[(&str, String)], more: &[&str]) -> Value {
    let project = Project::new();
    for (path, text) in files {
        let path = project.path().join("logs").join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let args = ["analyze", "--no-index", "--format", "json", "logs"];
    let ran = project.run(&[&args, more].concat());
    assert_eq!(ran.status, 0, "{}", ran.stderr);
    ran.json()
}

fn of<'a>(report: &'a Value, node: &str, family: &str) -> &'a Value {
    let all = report["coverage"].as_array().unwrap();
    all.iter().find(|one| one["node"] == node && one["family"] == family).unwrap()
}

/// Reasons of holes, those at the edges left out.
fn reasons(coverage: &Value) -> Vec<&str> {
    let holes = coverage["holes"].as_array().unwrap().iter();
    holes
        .filter(|hole| hole["at_edge"] == false)
        .map(|hole| hole["because"].as_str().unwrap())
        .collect()
}

fn remarks(coverage: &Value) -> Vec<&str> {
    coverage["remarks"].as_array().unwrap().iter().map(|one| one.as_str().unwrap()).collect()
}

/// Events a minute apart with these record numbers.
fn events(numbers: impl Iterator<Item = u32>, day: u32) -> String {
    let mut text = String::new();
    for (minute, number) in numbers.enumerate() {
        let (hour, minute) = (8 + minute / 60, minute % 60);
        writeln!(
            text,
            "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>\
             <Provider Name='ESENT'/><EventID>102</EventID><Level>4</Level>\
             <TimeCreated SystemTime='2014-07-{day:02}T{hour:02}:{minute:02}:00.000000000Z'/>\
             <EventRecordID>{number}</EventRecordID><Channel>Application</Channel>\
             <Computer>exch01.contoso.example</Computer></System><EventData><Data>x</Data></EventData></Event>"
        )
        .unwrap();
    }
    text
}

fn posts(hours: std::ops::Range<u32>) -> String {
    let mut text = String::new();
    for (hour, minute) in hours.flat_map(|hour| (0..12).map(move |tick| (hour, 5 * tick))) {
        writeln!(
            text,
            "192.0.2.11 -  -  [02/Jul/2014:{hour:02}:{minute:02}:04 +0000] \"POST /NotificationService/services/\
             NotificationService?id=6f1f8c1e-0000-4000-8000-000000000001&pid=2101 HTTP/1.1\" 200 343 "
        )
        .unwrap();
    }
    text
}

const EVENTS: &str = "exch01/application.xml";
const POSTS: &str = "cuc1/jetty/2014_07_02.request.log";

#[test]
fn an_export_of_all_records_has_no_hole_and_a_filtered_one_neither() {
    let whole = analyze(&[(EVENTS, events(41_000..41_100, 2))], &[]);
    assert!(reasons(of(&whole, "exch01", "windows-event")).is_empty());
    let filtered = analyze(&[(EVENTS, events((0..100).map(|index| 41_000 + index * 7), 2))], &[]);
    let coverage = of(&filtered, "exch01", "windows-event");
    assert!(reasons(coverage).is_empty() && coverage["minutes_missing"] == 0, "{coverage}");
    assert!(remarks(coverage).iter().any(|text| text.contains("filtered")), "{coverage}");
}

#[test]
fn records_that_are_missing_are_named() {
    let report = analyze(&[(EVENTS, events((1..61).chain(120..200), 2))], &[]);
    let coverage = of(&report, "exch01", "windows-event");
    assert_eq!(
        reasons(coverage),
        ["records 61 to 119 of Application on exch01.contoso.example are not in the export"]
    );
    let hole = &coverage["holes"][0];
    assert_eq!(
        (&hole["from"], &hole["to"]),
        (&"2014-07-02T08:59:00Z".into(), &"2014-07-02T09:00:00Z".into())
    );
}

#[test]
fn an_hour_put_back_is_no_hole() {
    let mut text = String::from("00:30:00.000 |HDR|11/02/2014 ,Significant\n");
    for hour in ["00", "01", "01", "02", "03"] {
        for minute in (0..60).step_by(10).filter(|minute| hour != "00" || *minute >= 30) {
            writeln!(
                text,
                "{hour}:{minute:02}:01.000 |1,,, CsMbxSync,14,[CsMbxSync/A.cpp:1]: in sync"
            )
            .unwrap();
        }
    }
    let files = [("cuc1/cuc/diag_CuMbxSync_00000001.uc", text)];
    let report = analyze(&files, &["--tz", "America/New_York"]);
    let coverage = of(&report, "cuc1", "cuc-diag");
    assert!(reasons(coverage).is_empty(), "{coverage}");
    assert_eq!(coverage["minutes_missing"], 0);
    assert!(remarks(coverage).is_empty(), "{coverage}");
}

#[test]
fn sources_of_different_days_are_said_to_be() {
    let report = analyze(&[(POSTS, posts(8..10)), (EVENTS, events(1..100, 5))], &[]);
    for (node, family) in [("cuc1", "jetty-request-log"), ("exch01", "windows-event")] {
        let coverage = of(&report, node, family);
        assert_eq!(coverage["misleads"], true, "{coverage}");
        assert!(remarks(coverage)[0].contains("overlaps no other source"), "{coverage}");
    }
    let same = analyze(&[(POSTS, posts(8..10)), (EVENTS, events(1..100, 2))], &[]);
    assert_eq!(of(&same, "exch01", "windows-event")["misleads"], false);
}

/// Failures of EWS at these seconds after 08:00 local, and a healthy line every minute until 09:00.
fn trace(failures: impl Iterator<Item = u32>) -> String {
    let mut lines: Vec<(u32, String)> = failures
        .map(|at| {
            let text = "[CsEws/CsEwsHttpClient.cpp:512]: HTTP request failed with error: Bad response from server, \
                        HTTP code returned: 401, HTTP status code: 401, for ews URL: \
                        https://exch01.contoso.example/EWS/Exchange.ASMX, verb: POST";
            (at, format!("exch01.contoso.example,, CsEws,10,{text}"))
        })
        .collect();
    lines
        .extend((0..60).map(|minute| {
            (60 * minute, ",, CsMbxSync,14,[CsMbxSync/A.cpp:1]: in sync".to_owned())
        }));
    lines.sort();
    let mut text = String::from("08:00:00.000 |HDR|07/02/2014 ,Significant\n");
    for (at, rest) in lines {
        writeln!(text, "{:02}:{:02}:{:02}.000 |1,{rest}", 8 + at / 3600, at / 60 % 60, at % 60)
            .unwrap();
    }
    text
}

#[test]
fn trouble_that_was_there_at_the_first_record_may_be_older() {
    let file = |text| [("cuc1/cuc/diag_CuMbxSync_00000086.uc", text)];
    let report = analyze(&file(trace((0..90).map(|index| 10 + index * 20))), &[]);
    let coverage = of(&report, "cuc1", "cuc-diag");
    assert_eq!(coverage["begins_with"], Value::from(vec![report["findings"][0]["id"].clone()]));
    assert!(
        remarks(coverage).iter().any(|text| text.contains("since when is not known")),
        "{coverage}"
    );
    assert!(remarks(coverage).iter().any(|text| text.contains("file number 86")), "{coverage}");
    // Near miss: it went well for ten minutes.
    let report = analyze(&file(trace((0..90).map(|index| 600 + index * 20))), &[]);
    let coverage = of(&report, "cuc1", "cuc-diag");
    assert_eq!(coverage["begins_with"], Value::from(Vec::<Value>::new()));
    assert!(remarks(coverage).is_empty(), "{coverage}");
}

#[test]
fn the_window_asked_for_is_the_one_covered() {
    let files = [(POSTS, posts(8..10))];
    let asked = ["--since", "2014-07-02 07:00", "--until", "2014-07-02 11:00"];
    let report = analyze(&files, &asked);
    let coverage = of(&report, "cuc1", "jetty-request-log");
    let kinds: Vec<_> = coverage["holes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|hole| hole["because"].as_str().unwrap())
        .collect();
    assert_eq!(kinds, ["before the first record", "after the last record"]);
    // 08:00 to 09:55, both begun, of 07:00 to 11:00.
    assert_eq!(coverage["minutes_seen"], 116);
    assert_eq!(coverage["minutes_missing"], 241 - 116);
    let absent = of(&report, "", "windows-event");
    assert_eq!((&absent["minutes_seen"], &absent["minutes_missing"]), (&0.into(), &241.into()));
}

#[test]
fn a_healthy_cluster_gets_no_remark() {
    let project = Project::new();
    let logs = sample("healthy-night").join("logs");
    let args = ["analyze", "--no-index", "--format", "json", logs.to_str().unwrap()];
    let report = project.run(&args).json();
    for one in report["coverage"].as_array().unwrap().iter().filter(|one| one["node"] != "") {
        assert!(remarks(one).is_empty() && reasons(one).is_empty(), "{one}");
    }
}

#[test]
fn a_case_keeps_what_was_looked_at_and_is_not_mixed_with_other_clocks() {
    let project = Project::new();
    let logs = sample("clocks-apart").join("logs");
    let logs = logs.to_str().unwrap();
    let run = |more: &[&str]| {
        project.run(&[&["analyze", "--case", "case", "--format", "json", logs], more].concat())
    };
    let first = run(&["--apply-offsets"]).json();
    let again = run(&["--apply-offsets"]).json();
    let kept = project.run(&["report", "--case", "case", "--format", "json"]).json();
    for report in [&again, &kept] {
        assert_eq!(report["coverage"], first["coverage"]);
        assert_eq!(report["clock_offsets"], first["clock_offsets"]);
    }
    let found = project.run(&["search", "--case", "case", "event_id:9646"]).stdout;
    assert!(
        found.contains("2014-07-02 09:29:") && found.contains("corrected by a clock offset"),
        "{found}"
    );
    let mixed = run(&[]);
    assert_eq!(mixed.status, 2);
    assert!(mixed.stderr.contains("--offset exch01.contoso.example=+726."), "{}", mixed.stderr);
    let said = mixed.stderr.split("--offset ").nth(1).unwrap().split([':', ' ']).next().unwrap();
    assert_eq!(run(&["--offset", said]).status, 0);
}
