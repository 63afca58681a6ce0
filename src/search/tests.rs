//! The query language by example, against an oracle, and against nonsense.

use std::path::Path;

use mbxtrace_parsers::{Batch, Encoding, Event, Field, FieldValue, Format, Level, Origin, Record};
use proptest::prelude::*;

use super::*;
use crate::case::CaseWriter;
use crate::case::sample::{self, line, notification};

pub(super) const ONE: &str = "0f8fad5b-d9cb-469f-a165-70867728950e";
const TWO: &str = "7c9e6679-7425-40de-944b-e07fc1f90ae7";

/// Two logs of one minute: each line says by its second which it is.
pub(super) fn sample_case(folder: &Path) -> Case {
    let first = [
        line(0, "192.0.2.17", &notification(ONE), "200"),
        line(1, "192.0.2.17", &notification(TWO), "503"),
        line(2, "198.51.100.9", "/vmevents/cometd", "Async"),
        "java.lang.OutOfMemoryError: Java heap space\n".to_owned(),
    ];
    let second = [
        line(10, "192.0.2.18", "/EWS/Exchange.asmx?mail01.contoso.com", "401"),
        line(11, "192.0.2.18", "/a/jdoe@contoso.com", "404"),
    ];
    sample::case(
        folder,
        &[
            ("n1/2014_06_29.request.log", "n1", &first.concat()),
            ("b.zip!/n2/2014_06_29.request.log", "N2", &second.concat()),
        ],
    )
}

fn lines(case: &Case, query: &str) -> Vec<String> {
    let request = Request { query: query.to_owned(), newest_first: false, ..Request::default() };
    let answer = run(case, &request).unwrap_or_else(|error| panic!("{query}: {error}"));
    assert_eq!(answer.total, Some(answer.hits.len() as u64), "{query}");
    answer.hits.iter().map(|hit| format!("{}{}", hit.node, hit.line)).collect()
}

#[test]
fn queries_and_their_hits() {
    let folder = tempfile::tempdir().unwrap();
    let case = sample_case(folder.path());
    let everything = ["n11", "n12", "n13", "n14", "N21", "N22"];
    let two_upper = TWO.to_uppercase();
    let table: &[(&str, &[&str])] = &[
        ("", &everything),
        ("*", &everything),
        (ONE, &["n11"]),
        (&two_upper, &["n12"]),
        ("{7C9E6679-7425-40DE-944B-E07FC1F90AE7}", &["n12"]),
        ("7c9e6679*", &["n12"]),
        ("503", &["n12"]),
        ("192.0.2.18", &["N21", "N22"]),
        ("192.0.2.1*", &["n11", "n12", "N21", "N22"]),
        ("contoso.com", &["N21", "N22"]),
        ("mail01.contoso.com", &["N21"]),
        ("mail01.con*", &["N21"]),
        ("*outof*", &["n14"]),
        ("\"java heap\"", &["n14"]),
        ("\"heap java\"", &[]),
        ("jdoe@contoso.com", &["N22"]),
        ("heap -java", &[]),
        ("contoso -jdoe", &["N21"]),
        ("contoso AND NOT jdoe", &["N21"]),
        ("contoso NOT mail01", &["N22"]),
        ("NOT contoso", &["n11", "n12", "n13", "n14"]),
        ("NOT NOT contoso", &["N21", "N22"]),
        ("NOT (contoso OR heap)", &["n11", "n12", "n13"]),
        ("jdoe OR heap", &["n14", "N22"]),
        ("heap OR contoso jdoe", &["n14", "N22"]),
        ("(heap OR contoso) jdoe", &["N22"]),
        ("http_status:503", &["n12"]),
        ("http_status:>=400", &["n12", "N21", "N22"]),
        ("http_status:>401 http_status:<503", &["N22"]),
        ("http_status:[400 TO 499]", &["N21", "N22"]),
        ("http_status:[* TO 401]", &["n11", "N21"]),
        ("http_status:(200 OR 404)", &["n11", "N22"]),
        ("http_status:(200 404)", &["n11", "N22"]),
        ("http_status:*", &["n11", "n12", "N21", "N22"]),
        ("-http_status:*", &["n13", "n14"]),
        ("pid:4242", &["n11", "n12"]),
        ("subscription:7C9E6679*", &["n12"]),
        ("subscription:/0f8f.*/", &["n11"]),
        ("subscription:*", &["n11", "n12"]),
        ("url:/EWS/Exchange.asmx", &["N21"]),
        ("url:/ews*", &["N21"]),
        ("component:cometd", &["n13"]),
        ("level:error", &["n12"]),
        ("level:>=warning", &["n12", "N21", "N22"]),
        ("kind:unparsed", &["n14"]),
        ("kind:event", &["n11", "n12", "n13", "N21", "N22"]),
        ("time_quality:undated", &["n14"]),
        ("time_quality:exact", &["n11", "n12", "n13", "N21", "N22"]),
        ("node:n2", &["N21", "N22"]),
        ("node:n*", &everything),
        ("path:b.zip", &["N21", "N22"]),
        ("path:/n1.*/", &["n11", "n12", "n13", "n14"]),
        ("format:jetty-request-log", &everything),
        ("source:cuc-diag", &[]),
        ("text:heap", &["n14"]),
        ("text:/he.p/", &["n14"]),
        ("/he.p/", &["n14"]),
        ("/HEA[A-Z]/", &["n14"]),
        ("nosuchword", &[]),
        ("java.lang.OutOfMemoryError:", &["n14"]),
    ];
    for (query, expected) in table {
        assert_eq!(lines(&case, query), *expected, "{query}");
    }
}

#[test]
fn sets_and_ranges_and_their_hits() {
    let folder = tempfile::tempdir().unwrap();
    let case = sample_case(folder.path());
    let table: &[(&str, &[&str])] = &[
        ("http_status:IN [200 404]", &["n11", "N22"]),
        (
            "client_ip:IN [192.0.2.18 \"198.51.100.9\" 192.0.2.1*]",
            &["n11", "n12", "n13", "N21", "N22"],
        ),
        ("-client_ip:IN[192.0.2.18]", &["n11", "n12", "n13", "n14"]),
        ("node:IN [n2]", &["N21", "N22"]),
        ("text:IN", &[]),
        ("http_status:<=200", &["n11"]),
        ("http_status:>503", &[]),
        ("-http_status:[401 TO 404]", &["n11", "n12", "n13", "n14"]),
    ];
    for (query, expected) in table {
        assert_eq!(lines(&case, query), *expected, "{query}");
    }
}

#[test]
fn a_hit_shows_where_it_stands_and_what_is_around() {
    let folder = tempfile::tempdir().unwrap();
    let case = sample_case(folder.path());
    let request = Request { query: "503".to_owned(), context: 1, ..Request::default() };
    let hit = run(&case, &request).unwrap().hits.remove(0);
    assert_eq!(
        (hit.line, hit.path.as_str(), hit.level.as_str()),
        (2, "n1/2014_06_29.request.log", "error")
    );
    assert_eq!(hit.component, "NotificationService");
    assert!(hit.text.starts_with("192.0.2.17 ") && hit.text.ends_with("503 5"), "{}", hit.text);
    assert!(hit.fields.contains(&("subscription".to_owned(), TWO.to_owned())));
    assert!(hit.before[0].contains(ONE) && hit.before.len() == 1);
    assert!(hit.after[0].contains("cometd") && hit.after.len() == 1);
    let wide = Request { context: 9, ..request };
    let hit = run(&case, &wide).unwrap().hits.remove(0);
    assert_eq!((hit.before.len(), hit.after.len()), (1, 2));
}

#[test]
fn a_stream_in_utf16_is_shown_as_text() {
    let folder = tempfile::tempdir().unwrap();
    let text = [
        line(0, "192.0.2.17", "/a", "200"),
        line(1, "192.0.2.17", "/\u{e9}\u{a0a}b", "503"),
        line(2, "192.0.2.17", "/c", "200"),
    ];
    let raw: Vec<u8> = text.concat().encode_utf16().flat_map(u16::to_le_bytes).collect();
    let mut writer = CaseWriter::open(folder.path(), sample::SMALL).unwrap();
    let stream = writer.stream(sample::stream("u", "n1", "UTF-16LE"));
    writer.keep(stream, 0, &raw).unwrap();
    let batch = sample::decode(&raw, Encoding::Utf16Le);
    let origin =
        Origin { stream, path: "u".into(), node: "n1".into(), format: Format::JettyRequestLog };
    for record in &batch.events.records {
        writer.add(&batch.view(record, &origin)).unwrap();
    }
    writer.finish().unwrap();
    let case = Case::open(folder.path()).unwrap();
    let request = Request { query: "503".to_owned(), context: 1, ..Request::default() };
    let hit = run(&case, &request).unwrap().hits.remove(0);
    assert_eq!((hit.line, hit.text.as_str()), (2, text[1].trim_end()));
    assert_eq!(
        (hit.before, hit.after),
        (
            vec![text[0].trim_end_matches('\n').to_owned()],
            vec![text[2].trim_end_matches('\n').to_owned()]
        )
    );
}

#[test]
fn a_record_whose_text_is_nowhere_else_is_stored() {
    let folder = tempfile::tempdir().unwrap();
    let mut writer = CaseWriter::open(folder.path(), sample::SMALL).unwrap();
    let mut record = sample::stream("Application.evtx", "EX01", "UTF-8");
    record.source.format = Some(Format::Evtx);
    let stream = writer.stream(record);
    let mut batch = Batch::default();
    for ordinal in 1..=5 {
        let events = &mut batch.events;
        let text =
            events.keep(format!("Mapi session /cn=JDoe{ordinal} exceeded the maximum").as_bytes());
        let fields = events.fields_start();
        events.number(Field::EventId, 9646);
        let account = events.keep(format!("JDoe{ordinal}").as_bytes());
        events.text(Field::Account, account);
        let record = Record {
            parsed: true,
            time: ordinal,
            line: ordinal.unsigned_abs(),
            offset: ordinal.unsigned_abs() * 512,
            level: Level::Error,
            text,
            message: text,
            ..Record::default()
        };
        events.push(record, fields);
    }
    let origin = Origin {
        stream,
        path: "Application.evtx".into(),
        node: "EX01".into(),
        format: Format::Evtx,
    };
    for record in &batch.events.records {
        writer.add(&batch.view(record, &origin)).unwrap();
    }
    writer.finish().unwrap();
    let case = Case::open(folder.path()).unwrap();
    let query = "event_id:9646 account:jdoe3 source:windows-event".to_owned();
    let hit =
        run(&case, &Request { query, context: 1, ..Request::default() }).unwrap().hits.remove(0);
    assert_eq!((hit.line, hit.level.as_str(), hit.offset), (3, "error", 1536));
    assert_eq!(hit.text, "Mapi session /cn=JDoe3 exceeded the maximum");
    assert_eq!(hit.fields[1], ("account".to_owned(), "JDoe3".to_owned()));
    assert!(hit.before.len() == 1 && hit.before[0].contains("JDoe2"), "{:?}", hit.before);
    assert!(hit.after.len() == 1 && hit.after[0].contains("JDoe4"), "{:?}", hit.after);
}

#[test]
fn newest_first_and_limits() {
    let folder = tempfile::tempdir().unwrap();
    let case = sample_case(folder.path());
    let request = Request { limit: 2, count: true, ..Request::default() };
    let answer = run(&case, &request).unwrap();
    assert_eq!(answer.total, Some(6));
    assert_eq!(answer.hits.iter().map(|hit| hit.line).collect::<Vec<_>>(), [2, 1]);
    assert_eq!(count(&case, &request).unwrap(), 6);
    let none = Request { limit: 0, ..Request::default() };
    assert!(run(&case, &none).unwrap().hits.is_empty());
}

#[test]
fn counts_by_time_and_by_value() {
    let folder = tempfile::tempdir().unwrap();
    let case = sample_case(folder.path());
    let request = Request::default();
    let second = 1_000_000_000;
    let buckets = histogram(&case, &request, 10 * second).unwrap();
    assert_eq!(buckets.iter().map(|bucket| bucket.count).collect::<Vec<_>>(), [4, 2]);
    assert_eq!(buckets[1].start - buckets[0].start, 10 * second);
    let top = |field: &str| top(&case, &request, field).unwrap();
    let counted = |value: &str, count| (value.to_owned(), count);
    assert_eq!(top("client_ip")[..2], [counted("192.0.2.17", 2), counted("192.0.2.18", 2)]);
    assert_eq!(top("http_status")[0], counted("200", 1));
    assert_eq!(top("node"), [counted("n1", 4), counted("N2", 2)]);
    assert!(super::top(&case, &request, "nod").is_err());
}

#[test]
fn errors_point_at_the_place() {
    let folder = tempfile::tempdir().unwrap();
    let case = sample_case(folder.path());
    let mut shown = String::new();
    for query in [
        "sbscription:1",
        "time:11",
        "http_status:>=ab",
        "http_status:[500 TO 400]",
        "http_status:[500",
        "subscription:>5",
        "level:bad",
        "format:evt",
        "node:IN [",
        "node:IN []",
        "node:IN [a",
        "finding:0",
        "cause:RC-07",
        "(a OR b",
        "a OR",
        "a AND",
        "NOT",
        "a)",
        "\"open",
        "field_x:(",
        "text:",
        "text:/(/",
        "\u{e9}\u{e9} OR )",
    ] {
        let error = compile(&case, query).expect_err(query).to_string();
        // The list of all names changes with the vocabulary; that it is there is enough.
        let error = error.split("fields are: ").next().unwrap_or_default();
        shown.extend([error, "\n\n"]);
    }
    insta::assert_snapshot!(shown);
}

#[test]
fn nesting_is_bounded() {
    for query in ["(".repeat(100_000), "NOT ".repeat(100_000), "-".repeat(100_000)] {
        assert!(syntax::parse(&query).is_err());
    }
}

#[test]
fn what_looks_like_a_field_but_is_none_is_a_word() {
    for query in [
        "10.1.2.3:443",
        "File.cpp:120",
        "https://mail01.contoso.com/ews",
        "C:\\x",
        "-",
        "a-b",
        "/opt/log",
    ] {
        let node = syntax::parse(query).unwrap_or_else(|error| panic!("{error}"));
        assert!(matches!(node, syntax::Node::Bare(_)), "{query}: {node:?}");
    }
}

proptest! {
    #[test]
    fn any_text_is_a_query_or_an_error(query in "\\PC{0,60}|[a-c():\"/*\\[\\]<>= INTO\\\\-]{0,60}") {
        if let Err(error) = syntax::parse(&query) {
            prop_assert!(error.at <= query.len());
            prop_assert!(error.to_string().contains('^'));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    #[test]
    fn any_query_is_answered_or_refused(
        queries in prop::collection::vec(
            "(-|NOT )?((text|url|level|http_status|node|path|kind|source|component|pid|account|thread):)?(>=|<)?\
             [a-zA-Z0-9.@\\\\/*{}\u{e9}\u{10ffff}-]{1,12}( OR|)?( \"[a-z. @]{0,12}\")?( [a-z]\\*)?",
            60,
        ),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let case = sample_case(folder.path());
        let mut answered = 0;
        for query in queries {
            let request = Request { query: query.clone(), ..Request::default() };
            match run(&case, &request) {
                Ok(answer) => {
                    answered += 1;
                    // What is found and what is left out is everything.
                    let rest = Request { query: format!("NOT ({query})"), ..Request::default() };
                    let rest = count(&case, &rest).unwrap();
                    prop_assert_eq!(answer.total.unwrap() + rest, 6, "{}", &query);
                }
                Err(SearchError::Query(_)) => {}
                Err(SearchError::Case(error)) => panic!("{query}: {error}"),
            }
        }
        prop_assert!(answered > 5);
    }
}

/// A condition as a query and as what it means.
#[derive(Clone, Debug)]
enum Condition {
    Status(i64),
    StatusFrom(i64),
    StatusBetween(i64, i64),
    ClientIn(Vec<u8>),
    Client(u8),
    Subscription(u8),
    Level(Level),
    Node(u8),
    HasPid,
    And(Box<Condition>, Box<Condition>),
    Or(Box<Condition>, Box<Condition>),
    Not(Box<Condition>),
}

fn subscription(number: u8) -> String {
    format!("0f8fad5b-d9cb-469f-a165-7086772895{number:02x}")
}

impl Condition {
    fn query(&self) -> String {
        match self {
            Self::Status(status) => format!("http_status:{status}"),
            Self::StatusFrom(status) => format!("http_status:>={status}"),
            Self::StatusBetween(from, to) => format!("http_status:[{from} TO {to}]"),
            Self::ClientIn(numbers) => {
                let values: Vec<_> = numbers.iter().map(|n| format!("192.0.2.{n}")).collect();
                format!("client_ip:IN [{}]", values.join(" "))
            }
            Self::Client(number) => format!("client_ip:192.0.2.{number}"),
            Self::Subscription(number) => subscription(*number),
            Self::Level(level) => format!("level:{}", level.name()),
            Self::Node(number) => format!("node:n{number}"),
            Self::HasPid => "pid:*".to_owned(),
            Self::And(a, b) => format!("({}) ({})", a.query(), b.query()),
            Self::Or(a, b) => format!("({} OR {})", a.query(), b.query()),
            Self::Not(a) => format!("NOT ({})", a.query()),
        }
    }

    fn holds(&self, event: &Event<'_>) -> bool {
        let text =
            |field| event.text_of(field).map(|text| String::from_utf8_lossy(text).into_owned());
        match self {
            Self::Status(status) => event.number_of(Field::HttpStatus) == Some(*status),
            Self::StatusFrom(status) => {
                event.number_of(Field::HttpStatus).is_some_and(|found| found >= *status)
            }
            Self::StatusBetween(from, to) => event
                .number_of(Field::HttpStatus)
                .is_some_and(|found| (*from..=*to).contains(&found)),
            Self::ClientIn(numbers) => {
                numbers.iter().any(|n| text(Field::ClientIp) == Some(format!("192.0.2.{n}")))
            }
            Self::Client(number) => text(Field::ClientIp) == Some(format!("192.0.2.{number}")),
            Self::Subscription(number) => text(Field::Subscription) == Some(subscription(*number)),
            Self::Level(level) => event.record.level == *level,
            Self::Node(number) => event.origin.node == format!("n{number}"),
            Self::HasPid => matches!(event.get(Field::Pid), Some(FieldValue::Number(_))),
            Self::And(a, b) => a.holds(event) && b.holds(event),
            Self::Or(a, b) => a.holds(event) || b.holds(event),
            Self::Not(a) => !a.holds(event),
        }
    }
}

fn condition() -> impl Strategy<Value = Condition> {
    let status = prop::sample::select(vec![200_i64, 401, 503]);
    let leaf = prop_oneof![
        status.clone().prop_map(Condition::Status),
        status.prop_map(Condition::StatusFrom),
        (100_i64..504, 0_i64..400)
            .prop_map(|(from, more)| Condition::StatusBetween(from, from + more)),
        prop::collection::vec(0_u8..4, 1..4).prop_map(Condition::ClientIn),
        (0_u8..4).prop_map(Condition::Client),
        (0_u8..4).prop_map(Condition::Subscription),
        prop::sample::select(Level::ALL.to_vec()).prop_map(Condition::Level),
        (0_u8..3).prop_map(Condition::Node),
        Just(Condition::HasPid),
    ];
    leaf.prop_recursive(4, 16, 2, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(a, b)| Condition::And(a.into(), b.into())),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| Condition::Or(a.into(), b.into())),
            inner.prop_map(|a| Condition::Not(a.into())),
        ]
    })
}

/// A record: second, client, subscription (none: another request), status.
type Row = (u32, u8, Option<u8>, u8);

fn log_of(rows: &[Row]) -> String {
    let show = |(second, client, number, status): &Row| {
        let target = number
            .map_or_else(|| "/vmevents/cometd".to_owned(), |n| notification(&subscription(n)));
        let status = ["200", "401", "503", "Async"][usize::from(*status)];
        line(*second, &format!("192.0.2.{client}"), &target, status)
    };
    rows.iter().map(show).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn search_equals_a_naive_filter(
        logs in prop::collection::vec(
            prop::collection::vec((0_u32..600, 0_u8..4, prop::option::of(0_u8..4), 0_u8..4), 0..30),
            1..6,
        ),
        conditions in prop::collection::vec(condition(), 12),
        bounds in prop::option::of((0_i64..600, 0_i64..600)),
        limit in 1_usize..80,
        newest_first: bool,
    ) {
        let folder = tempfile::tempdir().unwrap();
        let mut writer = CaseWriter::open(folder.path(), sample::SMALL).unwrap();
        let mut batches = Vec::new();
        for (number, rows) in logs.iter().enumerate() {
            let text = log_of(rows);
            let (path, node) = (format!("log{number}"), format!("n{number}"));
            let stream = sample::add(&mut writer, &path, &node, text.as_bytes()).unwrap();
            writer.commit().unwrap();
            let origin = Origin { stream, path, node, format: Format::JettyRequestLog };
            batches.push((sample::decode(text.as_bytes(), Encoding::Utf8), origin));
        }
        writer.finish().unwrap();
        let case = Case::open(folder.path()).unwrap();
        let hour = 1_404_039_600 * 1_000_000_000;
        let time = |second: i64| hour + second * 1_000_000_000;
        let (since, until) = (bounds.map(|(since, _)| time(since)), bounds.map(|(_, until)| time(until)));
        for condition in conditions {
            let mut expected = Vec::new();
            for (batch, origin) in &batches {
                for record in &batch.events.records {
                    let event = batch.view(record, origin);
                    let is_in = since.is_none_or(|since| event.time() >= since)
                        && until.is_none_or(|until| event.time() < until);
                    if is_in && condition.holds(&event) {
                        expected.push((event.time(), origin.stream, record.offset));
                    }
                }
            }
            expected.sort_unstable();
            if newest_first {
                expected.reverse();
            }
            let total = expected.len() as u64;
            expected.truncate(limit);
            let query = condition.query();
            let request = Request { query: query.clone(), since, until, limit, newest_first, context: 0, count: true, stop: Stop::default() };
            let scan = scan(&case, &request).unwrap();
            let found = case.find(&scan, limit, newest_first, true).unwrap();
            let places: Vec<_> = found.places.iter().map(|place| (place.time, place.stream, place.offset)).collect();
            prop_assert_eq!(places, expected, "{}", &query);
            prop_assert_eq!(found.total, Some(total), "{}", &query);
            prop_assert_eq!(count(&case, &request).unwrap(), total, "{}", &query);
        }
    }
}

/// Words, joints and what is one term though it has joints.
fn words() -> impl Strategy<Value = String> {
    prop::collection::vec(
        prop::sample::select(vec![
            "sync",
            "mail01.contoso.com",
            "contoso",
            "com",
            "10.1.2.3",
            "jdoe@contoso.com",
            "a",
        ]),
        1..6,
    )
    .prop_map(|words| words.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn phrases_equal_a_naive_search_for_terms_in_a_row(
        texts in prop::collection::vec(words(), 1..20),
        phrases in prop::collection::vec((words(), any::<bool>()), 10),
    ) {
        let folder = tempfile::tempdir().unwrap();
        // No request, so unparsed: the whole line is the text.
        let log = texts.join("\n") + "\n";
        let case = sample::case(folder.path(), &[("x", "n", &log)]);
        for (phrase, is_bare) in phrases {
            let terms = |text: &str| -> Vec<String> {
                let joints = |c: char| c == ' ' || c == '@';
                let parts = text.split(joints).flat_map(|word| {
                    let is_number = word.starts_with('1');
                    word.split(move |c| c == '.' && !is_number).map(str::to_owned).collect::<Vec<_>>()
                });
                parts.collect()
            };
            let wanted = terms(&phrase);
            let expected: Vec<u64> = (1..)
                .zip(&texts)
                .filter(|(_, text)| terms(text).windows(wanted.len()).any(|row| row == wanted))
                .map(|(line, _)| line)
                .collect();
            let query = if is_bare { format!("\"{phrase}\"") } else { format!("text:\"{phrase}\"") };
            let request = Request { query, newest_first: false, ..Request::default() };
            let found: Vec<u64> = run(&case, &request).unwrap().hits.iter().map(|hit| hit.line).collect();
            prop_assert_eq!(found, expected, "{}", phrase);
        }
    }
}

#[test]
fn hostile_queries_cost_a_bounded_time() {
    let folder = tempfile::tempdir().unwrap();
    let case = sample_case(folder.path());
    let begun = std::time::Instant::now();
    for query in [
        "/((a*)*)*b/".to_owned(),
        "/(a|aa)+$/".to_owned(),
        "/a{1,1000}{1,1000}/".to_owned(),
        "/(.*a){25}/".to_owned(),
        "path:/((a*)*)*b/".to_owned(),
        "path:/a{1,1000}{1,1000}/".to_owned(),
        "*".repeat(10_000),
        "a ".repeat(30_000),
        "a".repeat(70_000),
        "a*b".repeat(5_000),
        format!("subscription:IN [{}]", "x ".repeat(20_000)),
        "http_status:>=200 OR ".repeat(2_000) + "a",
    ] {
        let request = Request { query: query.clone(), ..Request::default() };
        drop(run(&case, &request));
        drop(Highlight::of(&query).spans("a mailbox that is aaaaaaaaaaaaaaaaaaaaaaaa"));
    }
    assert!(begun.elapsed() < std::time::Duration::from_mins(1), "{:?}", begun.elapsed());
}

#[test]
fn automata_are_counted_before_any_is_made() {
    let folder = tempfile::tempdir().unwrap();
    let case = sample_case(folder.path());
    for few in [
        "he*p ja*a 19*2 c*m 5*3",
        "/he.p/ OR /.*a/",
        "path:(/n1.*/ OR /n2.*/)",
        &"url:/a/ ".repeat(20),
    ] {
        assert!(compile(&case, few).is_ok(), "{few}");
    }
    for many in [
        "/(.*a.{7})/ ".repeat(200),
        "a*b ".repeat(21),
        "url:/.*a.{7}/ ".repeat(21),
        format!("NOT (x OR path:({}))", "/a{1000}/ ".repeat(21)),
    ] {
        let error = compile(&case, &many).expect_err("too many");
        assert!(error.message.contains("regular expressions and words with `*`"), "{error}");
    }
}

#[test]
fn a_search_gives_up_when_told() {
    let folder = tempfile::tempdir().unwrap();
    let case = sample_case(folder.path());
    let stop = Stop::when(|| true);
    let request = Request { stop, ..Request::default() };
    let stopped = |error: SearchError| matches!(error, SearchError::Case(CaseError::Stopped));
    assert!(run(&case, &request).is_err_and(stopped));
    assert!(count(&case, &request).is_err_and(stopped));
    assert!(histogram(&case, &request, 1_000).is_err_and(stopped));
    assert!(top(&case, &request, "client_ip").is_err_and(stopped));
    assert!(stats(&case, &request, "pid").is_err_and(stopped));
}

#[test]
fn what_commits_add_is_told_once_also_when_late() {
    let folder = tempfile::tempdir().unwrap();
    let mut writer = CaseWriter::open(folder.path(), sample::SMALL).unwrap();
    let row = |second| line(second, "192.0.2.17", &notification(ONE), "503");
    let request = Request { query: "503".to_owned(), ..Request::default() };
    let mut told = Told::default();
    let mut lines = Vec::new();
    // Later commits bring earlier times, and enough of them make the index merge its segments.
    for round in (0..20_u32).rev() {
        let log = [row(round * 10), row(round * 10 + 1)].concat();
        sample::add(&mut writer, &format!("log{round}"), "n1", log.as_bytes()).unwrap();
        writer.commit().unwrap();
        let case = Case::open(folder.path()).unwrap();
        let fresh = fresh(&case, &request, &mut told).unwrap();
        assert_eq!(fresh.len(), 2, "round {round}");
        lines.extend(fresh.into_iter().map(|hit| (hit.path, hit.line)));
        assert!(super::fresh(&case, &request, &mut told).unwrap().is_empty());
    }
    lines.sort();
    lines.dedup();
    assert_eq!(lines.len(), 40);
}

#[test]
fn neighbours_of_all_sources_stand_in_blocks() {
    let folder = tempfile::tempdir().unwrap();
    let case = sample_case(folder.path());
    let second = 1_000_000_000;
    let request = Request { query: "http_status:>=400".to_owned(), ..Request::default() };
    let hits = run(&case, &request).unwrap().hits;
    let shape = |reach: i64, most: usize| -> Vec<(Vec<(String, bool)>, u64)> {
        let blocks = around(&case, &hits, reach * second, most, &Stop::default());
        let show = |(hit, is_hit): (Hit, bool)| (format!("{}{}", hit.node, hit.line), is_hit);
        let blocks = blocks.unwrap().into_iter();
        blocks.map(|block| (block.records.into_iter().map(show).collect(), block.more)).collect()
    };
    let named = |names: &[(&str, bool)]| -> Vec<(String, bool)> {
        names.iter().map(|(name, is_hit)| ((*name).to_owned(), *is_hit)).collect()
    };
    let first = [("n11", false), ("n12", true), ("n13", false), ("n14", false)];
    let second = [("N21", true), ("N22", true)];
    assert_eq!(shape(1, 100), [(named(&first), 0), (named(&second), 0)]);
    let all = [first.as_slice(), second.as_slice()].concat();
    assert_eq!(shape(5, 100), [(named(&all), 0)], "spans that overlap are one");
    assert_eq!(shape(1, 2)[0], (named(&first[..2]), 2), "the hit stays when room is short");
}

#[test]
fn the_spread_of_a_number_and_what_has_none() {
    let folder = tempfile::tempdir().unwrap();
    let case = sample_case(folder.path());
    let request = Request::default();
    let found = stats(&case, &request, "http_status").unwrap().unwrap();
    assert_eq!((found.count, found.min, found.max, found.p50), (4, 200, 503, 401));
    assert!((found.mean - 377.0).abs() < 1e-9, "{}", found.mean);
    assert_eq!(stats(&case, &request, "event_id").unwrap(), None);
    let by = stats_by(&case, &request, "http_status", "node").unwrap();
    let spread: Vec<_> = by
        .iter()
        .map(|(node, stats)| (node.as_str(), stats.map(|stats| (stats.count, stats.max))))
        .collect();
    assert_eq!(spread, [("n1", Some((2, 503))), ("N2", Some((2, 404)))]);
    let error = stats(&case, &request, "client_ip").unwrap_err().to_string();
    assert!(error.contains("http_status"), "{error}");
}

#[test]
fn names_and_values_complete_what_is_typed() {
    let folder = tempfile::tempdir().unwrap();
    let case = sample_case(folder.path());
    let ways = |typed: &str| complete(Some(&case), typed, 50);
    assert_eq!(ways("http_s"), ["http_status:"]);
    assert_eq!(ways("contoso AND -http_status:5"), ["contoso AND -http_status:503"]);
    assert_eq!(ways("client_ip:192.0.2.1"), ["client_ip:192.0.2.17", "client_ip:192.0.2.18"]);
    assert_eq!(ways("(subscription:7C9E"), [format!("(subscription:{TWO}")]);
    assert_eq!(ways("node:n"), ["node:N2", "node:n1"]);
    assert_eq!(ways("level:warn"), ["level:warning"]);
    assert_eq!(ways("nosuch:x"), Vec::<String>::new());
    assert!(complete(None, "", 5).len() == 5 && complete(None, "node:", 5).is_empty());
    for query in ways("url:") {
        assert!(!lines(&case, &query).is_empty(), "{query}");
    }
}

#[test]
fn every_field_listed_is_one_of_a_query() {
    let folder = tempfile::tempdir().unwrap();
    let case = sample_case(folder.path());
    for field in fields() {
        let query = format!("{}:*", field.name);
        match compile(&case, &query) {
            Ok(_) => {}
            Err(error) => assert!(error.message.contains("no findings yet"), "{query}: {error}"),
        }
        assert!(!field.meaning.is_empty());
    }
    assert_eq!(fields().count(), Field::ALL.len() + 11);
}
