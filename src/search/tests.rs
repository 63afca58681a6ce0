//! The query language by example, against an oracle, and against nonsense.

use std::path::Path;

use mbxtrace_parsers::{Batch, Encoding, Event, Field, FieldValue, Format, Level, Origin, Record};
use proptest::prelude::*;

use super::*;
use crate::case::CaseWriter;
use crate::case::sample::{self, line, notification};

const ONE: &str = "0f8fad5b-d9cb-469f-a165-70867728950e";
const TWO: &str = "7c9e6679-7425-40de-944b-e07fc1f90ae7";

/// Two logs of one minute: each line says by its second which it is.
fn sample_case(folder: &Path) -> Case {
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
    fn any_text_is_a_query_or_an_error(query in "\\PC{0,60}|[a-c():\"/*\\[\\]<>= \\\\-]{0,60}") {
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
            let request = Request { query: query.clone(), since, until, limit, newest_first, context: 0, count: true };
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
