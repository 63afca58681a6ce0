//! Whatever bytes stand in logs, paths and subjects: no report acts on its reader.

use mbxtrace_parsers::Problem;
use mbxtrace_rules::Reading;
use proptest::prelude::*;
use serde_json::Value;

use super::build::{
    bytes, cause, charted, covered, entry, evidence, not_judged, outage, transport,
};
use crate::report::{Analysis, ReportFormat, inert};

/// Everything a log could put into a report, set to `hostile`.
fn everywhere(hostile: &str) -> Analysis {
    let mut finding = outage(7, 0);
    finding.title = hostile.to_owned();
    finding.subject = vec![("account".to_owned(), hostile.to_owned())];
    finding.evidence = vec![evidence(hostile, 1, 0, hostile)];
    finding.details = vec![("note".to_owned(), mbxtrace_rules::Detail::Text(hostile.to_owned()))];
    let mut failure = transport(1).remove(0);
    failure.subject = vec![("transport_error".to_owned(), hostile.to_owned())];
    let mut analysis =
        charted(vec![finding.clone(), failure], vec![entry(1, Some(0)), entry(2, None)]);
    analysis.findings.truncate(1);
    for ledger in &mut analysis.ledgers {
        for entry in &mut ledger.entries {
            entry.subject = finding.subject.clone();
            for text in [&mut entry.node, &mut entry.server, &mut entry.address] {
                hostile.clone_into(text);
            }
        }
        ledger.readings.push(Reading {
            reading: hostile.to_owned(),
            server: hostile.to_owned(),
            from: finding.first,
            to: None,
            silent: 1,
            active: 0,
            finding: finding.id.clone(),
        });
    }
    for series in &mut analysis.series {
        for (_, value) in &mut series.subject {
            hostile.clone_into(value);
        }
    }
    let mut nobody = not_judged();
    nobody.because = hostile.to_owned();
    analysis.not_judged = vec![nobody];
    let mut analysis = covered(analysis);
    for one in &mut analysis.coverage {
        hostile.clone_into(&mut one.node);
        one.remarks = vec![hostile.to_owned()];
        one.holes.iter_mut().for_each(|hole| hostile.clone_into(&mut hole.because));
    }
    for one in &mut analysis.clock_offsets {
        for text in [&mut one.host, &mut one.reference, &mut one.because, &mut one.collect] {
            hostile.clone_into(text);
        }
    }
    let mut cause = cause(&analysis.findings);
    cause.title = hostile.to_owned();
    cause.scope = hostile.to_owned();
    for sentences in [&mut cause.reasons, &mut cause.objections, &mut cause.missing] {
        sentences.push(hostile.to_owned());
    }
    analysis.causes = vec![cause];
    for source in &mut analysis.sources {
        source.path = hostile.to_owned();
        source.problems.push(Problem { kind: "damaged", at: 0, text: hostile.to_owned() });
        if let Some(clock) = &mut source.clock {
            clock.reason = hostile.to_owned();
        }
    }
    analysis
}

fn text(analysis: &Analysis, format: ReportFormat) -> String {
    String::from_utf8(bytes(analysis, format, 80)).expect("UTF-8")
}

/// Bytes that hurt, and any others.
fn hostile() -> impl Strategy<Value = String> {
    let spiteful = prop::sample::select(vec![
        "\x1b[2J",
        "\u{9b}31m",
        "\r",
        "\n",
        "\t",
        "\0",
        "\u{202e}",
        "=1+1",
        "@SUM(A1)",
        "-2",
        "\"",
        ",",
        "`",
        "``",
        "~~~",
        "<img src=x>",
        "</pre>",
        "&lt;",
        "</svg><script>alert(1)</script>",
        "=cmd|' /C calc'!A0",
        "[a](command:x)",
        "{0}",
        "C:\\x?y#z",
        "](http://x.example)",
        "![a](b)",
        "https://x.example",
        "www.x.example",
        "a@x.example",
        "# h",
        "* l",
        "|",
        "_e_",
        "\\",
    ]);
    let any = prop::collection::vec(any::<u8>(), 0..12)
        .prop_map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    let piece = prop_oneof![3 => spiteful.prop_map(str::to_owned), 1 => any];
    prop::collection::vec(piece, 0..6).prop_map(|pieces| pieces.concat())
}

/// RFC 4180, read naively.
fn parse_csv(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '"' if quoted && rest.peek() == Some(&'"') => cell.push(rest.next().expect("peeked")),
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut cell)),
            '\r' if !quoted => {}
            '\n' if !quoted => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            c => cell.push(c),
        }
    }
    assert!(row.is_empty() && cell.is_empty() && !quoted, "the last row is whole");
    rows
}

/// Markdown without its code spans (`CommonMark` 0.31, 6.1), naively: what could be mark-up.
fn outside_code(line: &str) -> String {
    let mut kept = String::new();
    let mut rest = line;
    while let Some(start) = rest.find('`') {
        let (before, from) = rest.split_at(start);
        kept.push_str(before);
        let fence = from.chars().take_while(|c| *c == '`').count();
        let (_, inner) = from.split_at(fence);
        let mut runs = inner.match_indices('`').map(|(at, _)| at);
        let run = |at: usize| inner.split_at(at).1.chars().take_while(|c| *c == '`').count();
        let mut next = 0;
        let end = loop {
            match runs.find(|at| *at >= next) {
                Some(at) if run(at) == fence => break Some(at + fence),
                Some(at) => next = at + run(at),
                None => break None,
            }
        };
        let end = end.expect("every fence is closed on its line");
        rest = inner.split_at(end).1;
    }
    kept.push_str(rest);
    kept
}

/// Texts of messages and addresses of artifacts, wherever they stand.
fn collect(value: &Value, messages: &mut Vec<String>, uris: &mut Vec<String>) {
    match value {
        Value::Array(list) => list.iter().for_each(|one| collect(one, messages, uris)),
        Value::Object(map) => {
            for (name, value) in map {
                let text = || value.pointer("/text").and_then(Value::as_str).map(str::to_owned);
                match name.as_str() {
                    "message" | "shortDescription" | "fullDescription" | "help" => {
                        messages.extend(text());
                    }
                    "uri" => uris.extend(value.as_str().map(str::to_owned)),
                    _ => collect(value, messages, uris),
                }
            }
        }
        _ => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn no_report_acts_on_its_reader(hostile in hostile()) {
        let analysis = everywhere(&hostile);
        for format in ReportFormat::ALL {
            let report = text(&analysis, format);
            let line_end = |c: char| c == '\n' || (c == '\r' && format == ReportFormat::Csv);
            let acts = report.chars().find(|c| {
                (c.is_control() && !line_end(*c)) || matches!(c, '\u{202a}'..='\u{202e}')
            });
            prop_assert_eq!(acts, None, "{:?} of {:?}", format, hostile);
        }
    }

    #[test]
    fn csv_reads_back_and_holds_no_formula(hostile in hostile()) {
        let rows = parse_csv(&text(&everywhere(&hostile), ReportFormat::Csv));
        prop_assert_eq!(rows.len(), 2);
        let row = rows.last().expect("two");
        prop_assert_eq!(row.len(), 17);
        for cell in row {
            prop_assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{}", cell);
        }
        let title = row.get(4).expect("17");
        let shown = inert::line(&hostile);
        prop_assert!(title.as_str() == shown || title.strip_prefix('\'') == Some(&*shown), "{}", title);
    }

    #[test]
    fn markdown_has_no_live_link_or_tag(hostile in hostile()) {
        for line in text(&everywhere(&hostile), ReportFormat::Markdown).lines() {
            let open = outside_code(line);
            for live in ["<", "](", "://", "www.", "@", "|", "~"] {
                prop_assert!(!open.contains(live), "{live} in {line}");
            }
        }
    }

    #[test]
    fn sarif_has_no_link_placeholder_or_foreign_scheme(hostile in hostile()) {
        let log = text(&everywhere(&hostile), ReportFormat::Sarif);
        let log: Value = serde_json::from_str(&log).expect("JSON");
        let (mut messages, mut uris) = (Vec::new(), Vec::new());
        collect(&log, &mut messages, &mut uris);
        prop_assert!(messages.len() > 5 && uris.len() > 5);
        for message in messages {
            let open = message.replace("\\\\", "").replace("\\[", "").replace("\\]", "");
            let open = open.replace("{{", "").replace("}}", "");
            prop_assert!(!open.contains(['[', ']', '{', '}', '\\']), "{}", message);
        }
        for uri in uris {
            let path = uri.strip_prefix("file://").unwrap_or(&uri);
            let allowed = |c: char| c.is_ascii_alphanumeric() || "-._~/!%".contains(c);
            prop_assert!(path.chars().all(allowed), "{}", uri);
            prop_assert!(uri.starts_with("file:///") || !uri.starts_with('/'), "{}", uri);
        }
    }

    #[test]
    fn html_has_no_tag_of_a_log(hostile in hostile()) {
        let tags = |report: &str| report.matches('<').count();
        let report = text(&everywhere(&hostile), ReportFormat::Html);
        prop_assert_eq!(tags(&report), tags(&text(&everywhere("plain"), ReportFormat::Html)));
        for live in ["<img", "<script", "</svg><s"] {
            prop_assert!(!report.contains(live), "{live} of {hostile}");
        }
    }
}

#[test]
fn what_is_shown_of_what_steers() {
    assert_eq!(inert::line("a\x1b[2J\tb\r\nc\u{9b}\u{202e}"), "a\\x1b[2J b\\r\\nc\\u{9b}\\u{202e}");
    assert_eq!(inert::clipped("äöüß", 4), "äöüß");
    assert_eq!(inert::clipped("äöüß!", 4), "äöü…");
    assert_eq!(inert::cell("=cmd|' /C calc'!A0"), "'=cmd|' /C calc'!A0");
    assert_eq!(inert::cell("say \"a\", b"), "\"say \"\"a\"\", b\"");
    assert_eq!(inert::markdown("see https://x.example"), "see `https://x.example`");
    assert_eq!(inert::markdown("plain, with 3 (three) words."), "plain, with 3 (three) words.");
    assert_eq!(inert::markdown("run `a_b  -c` here, or `d`"), "run `a_b  -c` here, or `d`");
    assert_eq!(inert::markdown("A > B: run `a`."), "A `>` B: run `a`.");
    assert_eq!(inert::markdown("x_`y`"), "`` x_`y` ``");
    assert_eq!(inert::markdown("a `b"), "a `` `b ``");
}
