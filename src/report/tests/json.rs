//! JSON: the contract's keys in the contract's order, and nothing lost.

use serde_json::Value;

use super::build::{
    analysis, cause, charted, entry, evidence, not_judged, outage, partial, population, worded,
};
use crate::report::ReportFormat;

/// Keys of the object that begins at `marker`, in the order written.
fn keys(json: &str, indent: usize) -> Vec<&str> {
    let lead = " ".repeat(indent);
    let lines = json.lines().filter_map(|line| line.strip_prefix(&lead)?.strip_prefix('"'));
    let mut keys = Vec::new();
    for key in lines.filter_map(|line| line.split_once("\":").map(|(key, _)| key)) {
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    keys
}

#[test]
fn keys_stand_in_the_order_of_the_contract() {
    let mut analysis = partial(vec![outage(7, 0)]);
    analysis.not_judged = vec![not_judged()];
    analysis.causes = vec![cause(&analysis.findings)];
    let json = worded(&analysis, ReportFormat::Json);
    #[rustfmt::skip]
    assert_eq!(keys(&json, 2), ["schema", "tool", "window", "totals", "sources", "findings",
        "not_judged", "causes", "coverage", "clock_offsets", "ledger", "series", "judged", "unkeyed"]);
    let findings = json.split_once("\"findings\": [").expect("there").1;
    let (findings, rest) = findings.split_once("\"not_judged\"").expect("there");
    #[rustfmt::skip]
    assert_eq!(keys(findings, 6), ["id", "rule", "level", "title", "state", "subject", "first",
        "last", "count", "details", "evidence", "remedies", "members"]);
    assert_eq!(
        keys(findings, 10),
        ["path", "line", "offset", "length", "time", "text", "time_quality"]
    );
    let (not_judged, causes) = rest.split_once("\"causes\"").expect("there");
    assert_eq!(keys(not_judged, 6), ["rule", "because", "collect"]);
    #[rustfmt::skip]
    assert_eq!(keys(causes, 6), ["id", "title", "confidence", "scope", "findings", "for", "against",
        "missing", "next_evidence", "remedies", "name", "side", "first"]);
    let sources = json.split_once("\"sources\": [").expect("there").1;
    let sources = sources.split_once("\"findings\"").expect("there").0;
    #[rustfmt::skip]
    assert_eq!(keys(sources, 6), ["path", "format", "node", "clock", "bytes", "parsed", "blank",
        "unparsed", "skipped", "events", "first", "last", "problems", "encoding", "duplicates"]);
    assert_eq!(keys(sources, 8), ["zone", "date", "confidence", "reason"]);
}

#[test]
fn a_run_of_the_ledger_and_a_bin_of_a_series_are_one_line_each() {
    let analysis = charted(vec![outage(7, 0)], vec![entry(7, Some(0)), entry(8, None)]);
    let json: Value = serde_json::from_str(&worded(&analysis, ReportFormat::Json)).expect("JSON");
    assert_eq!(json.pointer("/ledger/0/every_s"), Some(&300.into()));
    let first = json.pointer("/ledger/0/entries/0").expect("there");
    #[rustfmt::skip]
    assert_eq!(first.pointer("/runs"), Some(&serde_json::json!([
        "2014-06-29T10:30:00Z seen 12", "2014-06-29T11:35:00Z missed 2",
        "2014-06-29T11:45:00Z stale 5", "2014-06-29T12:10:00Z seen 16"])));
    for (key, count) in [("seen", 28), ("late", 0), ("missed", 2), ("stale", 5), ("between", 1)] {
        assert_eq!(first.get(key), Some(&count.into()), "{key}");
    }
    assert_eq!(first.pointer("/answers/500"), Some(&1.into()));
    assert_eq!(json.pointer("/series/0/bins/0"), Some(&"2014-06-29T11:35:00Z 1".into()));
    let lines = worded(&analysis, ReportFormat::Jsonl);
    let values = lines.lines().map(|line| serde_json::from_str::<Value>(line).expect("JSON"));
    let entries: Vec<_> =
        values.filter(|value| value.get("kind") == Some(&"ledger_entry".into())).collect();
    assert_eq!(entries.len(), 2);
    assert_eq!(entries[0].get("rule"), Some(&"keepalive-missing".into()));
    assert_eq!(entries[0].get("runs"), first.get("runs"));
}

#[test]
fn unknown_is_null_and_an_open_end_too() {
    let mut open = outage(7, 0);
    (open.state, open.last) = (mbxtrace_rules::State::Open, None);
    let json = worded(&analysis(vec![open]), ReportFormat::Json);
    let json: Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(json.pointer("/findings/0/last"), Some(&Value::Null));
    assert_eq!(json.pointer("/findings/0/state"), Some(&"open".into()));
    assert_eq!(json.pointer("/findings/0/first"), Some(&"2014-06-29T11:30:00Z".into()));
    assert_eq!(json.pointer("/findings/0/details/missed"), Some(&7.into()));
    for key in ["format", "clock", "first", "last"] {
        assert_eq!(json.pointer(&format!("/sources/2/{key}")), Some(&Value::Null), "{key}");
    }
}

#[test]
fn text_is_lossless_and_inert() {
    let hostile = "a\u{1b}[2J\u{9b}2J\u{7f}\u{202e}\"\\ \n \u{1f600}</script>";
    let mut finding = outage(7, 0);
    finding.evidence = vec![evidence("x.log", 1, 0, hostile)];
    for format in [ReportFormat::Json, ReportFormat::Jsonl] {
        let json = worded(&analysis(vec![finding.clone()]), format);
        assert!(!json.contains(['\u{1b}', '\u{9b}', '\u{7f}', '\u{202e}']), "{json}");
        let values = serde_json::Deserializer::from_str(&json).into_iter::<Value>();
        let texts: Vec<_> = values
            .map(|value| value.expect("JSON"))
            .filter_map(|value| {
                let text = value.pointer("/findings/0/evidence/0/text");
                text.or_else(|| value.pointer("/evidence/0/text")).cloned()
            })
            .collect();
        assert_eq!(texts, [Value::from(hostile)]);
    }
}

#[test]
fn lines_say_their_kind_and_end_with_the_summary() {
    let mut analysis = analysis(population(3));
    analysis.not_judged = vec![not_judged()];
    analysis.causes = vec![cause(&analysis.findings)];
    let lines = worded(&analysis, ReportFormat::Jsonl);
    let kinds: Vec<_> = lines
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).expect("JSON"))
        .map(|value| value.pointer("/kind").and_then(Value::as_str).expect("there").to_owned())
        .collect();
    assert_eq!(
        kinds.join(" "),
        "source source source finding finding finding finding not_judged cause summary"
    );
    let group = lines.lines().nth(3).expect("there");
    let group: Value = serde_json::from_str(group).expect("JSON");
    assert_eq!(group.pointer("/members").and_then(Value::as_array).map(Vec::len), Some(3));
}
