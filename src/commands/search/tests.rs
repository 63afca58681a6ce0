//! What the answer to a search looks like, by example.

use mbxtrace_parsers::Format;

use super::*;
use crate::search::Hit;

const SECOND: i64 = 1_000_000_000;
const WIDE: View<'_> = View { zone: Zone::Fixed(7_200), width: None, light: None, is_open: false };
const TERMINAL: View<'_> = View { zone: Zone::UTC, width: Some(40), light: None, is_open: false };

fn hit(text: &str) -> Hit {
    Hit {
        time: 1_404_041_400 * SECOND,
        quality: mbxtrace_parsers::TimeQuality::Exact,
        path: "b.zip!/n1/a-rather-long-path-that-is-wider-than-the-terminal.log".to_owned(),
        line: 3,
        offset: 200,
        length: 90,
        format: Some(Format::JettyRequestLog),
        node: "n1".to_owned(),
        level: "warning".to_owned(),
        component: String::new(),
        text: text.to_owned(),
        fields: vec![("http_status".to_owned(), "503".to_owned())],
        before: vec!["before".to_owned()],
        after: vec!["after".to_owned()],
    }
}

fn written(reply: &Reply, format: ReportFormat, view: View<'_>) -> String {
    let mut out = Vec::new();
    write(reply, format, view, &mut out).expect("written");
    String::from_utf8(out).expect("UTF-8")
}

fn found(text: &str) -> Reply {
    Reply::Hits(Answer { total: Some(1_204), hits: vec![hit(text)] })
}

#[test]
fn a_hit_stands_apart_from_its_neighbours() {
    let path = "b.zip!/n1/a-rather-long-path-that-is-wider-than-the-terminal.log:3";
    assert_eq!(
        written(&found("one\ntwo"), ReportFormat::Text, WIDE),
        format!(
            "2014-06-29 13:30:00 +02:00  warning  n1  {path}\n      before\n    > one\n    > two\n      \
             after\n\n1 of 1,204 hits\n"
        )
    );
}

#[test]
fn a_terminal_cuts_text_but_never_a_path() {
    let long = format!("{}\n{}", "x".repeat(50), "y\n".repeat(20));
    let text = written(&found(&long), ReportFormat::Text, TERMINAL);
    assert!(text.contains("wider-than-the-terminal.log:3\n"), "{text}");
    assert!(text.contains(&format!("    > {}…\n", "x".repeat(33))), "{text}");
    assert!(text.contains("    > … and 9 more lines of this record\n"), "{text}");
    assert!(written(&found(&long), ReportFormat::Text, WIDE).contains(&"x".repeat(50)));
}

#[test]
fn nothing_of_a_log_steers_the_terminal_or_a_spreadsheet() {
    let reply = found("=1+1\x1b[2J\u{9b}31m\u{202e}");
    for format in [ReportFormat::Text, ReportFormat::Json, ReportFormat::Jsonl, ReportFormat::Csv] {
        let text = written(&reply, format, WIDE);
        assert!(!text.contains(['\x1b', '\u{9b}', '\u{202e}']), "{text:?}");
    }
    let rows = written(&reply, ReportFormat::Csv, WIDE);
    assert!(rows.contains(",'=1+1\\x1b[2J"), "{rows}");
    let value: serde_json::Value =
        serde_json::from_str(&written(&reply, ReportFormat::Json, WIDE)).expect("JSON");
    assert_eq!(value["hits"][0]["text"], "=1+1\x1b[2J\u{9b}31m\u{202e}");
    assert_eq!(value["hits"][0]["fields"]["http_status"], 503);
}

#[test]
fn silence_is_drawn_in_a_histogram() {
    let at = |minute: i64, count| Bucket { start: minute * 60 * SECOND, count };
    let buckets = vec![at(0, 1), at(2, 1_000), at(60, 30)];
    let reply = Reply::Histogram { step: 60 * SECOND, buckets };
    let text = written(&reply, ReportFormat::Text, TERMINAL);
    let lines: Vec<_> = text.lines().collect();
    assert_eq!(
        lines,
        [
            "1970-01-01 00:00:00 +00:00      1  #",
            "1970-01-01 00:01:00 +00:00      0",
            "1970-01-01 00:02:00 +00:00  1,000  ##########",
            "1970-01-01 00:03:00 +00:00      0  (nothing in 57 spans)",
            "1970-01-01 01:00:00 +00:00     30  #",
            "1,031 hits",
        ]
    );
    let rows = written(&reply, ReportFormat::Csv, WIDE);
    assert!(rows.starts_with("start,count\r\n1970-01-01T00:00:00Z,1\r\n"), "{rows}");
}
