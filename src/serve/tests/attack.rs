//! What somebody would try who means harm: questions that cost too much, answers that grow too large, bytes
//! that are no request.

use std::cell::Cell;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use proptest::prelude::*;
use serde_json::Value;

use super::{Asker, TOKEN};
use crate::case::CaseError;
use crate::clock::Zone;
use crate::search::Request;
use crate::serve::cases::Cases;
use crate::serve::refusal::Trouble;
use crate::serve::{Access, Serving, records, serve};

#[test]
fn a_question_that_took_too_long_is_not_asked_again() {
    let asker = Asker::new("127.0.0.1:7979", None);
    let cases = Cases::new(asker.folder.path().join("case"));
    for (error, part) in [
        (|| CaseError::Stopped, "no answer within 10 s"),
        (|| CaseError::TooWide("as wide as that".to_owned()), "as wide as that"),
    ] as [(fn() -> CaseError, &str); 2]
    {
        let asked = Cell::new(0);
        let answered = cases.answer(|_| -> Result<(), Trouble> {
            asked.set(asked.get() + 1);
            Err(error().into())
        });
        let refusal = answered.expect_err("refused");
        // 503 would make the page, and whoever heeds `Retry-After`, ask again.
        assert_eq!((refusal.status.as_u16(), asked.get()), (422, 1));
        assert!(refusal.message.contains(part), "{}", refusal.message);
    }
    // What a writer has tidied away is looked for once more.
    let asked = Cell::new(0);
    let gone = |_: &crate::serve::cases::Snapshot| -> Result<(), Trouble> {
        asked.set(asked.get() + 1);
        Err(CaseError::damaged("x".as_ref(), "gone").into())
    };
    let refusal = cases.answer(gone).expect_err("refused");
    assert_eq!((refusal.status.as_u16(), asked.get()), (503, 2));
}

#[test]
fn patterns_that_would_fill_the_memory_are_refused_at_once() {
    let asker = Asker::new("127.0.0.1:7979", None);
    let begun = Instant::now();
    for query in ["/(.*a.{8})/+".repeat(200), "a*b+".repeat(150), "url:/.*a.{8}/+".repeat(400)] {
        let message = asker.refusal(&format!("/api/v1/search?q={query}"), 400);
        assert!(message.contains("at most 20 at once"), "{message}");
    }
    for query in ["/(a*)*b/", "/(.*a.{300})/", "/((((.{9}){9}){9}){9}){9}/", "path:/((a*)*)*b/"] {
        let status = asker.status(&format!("/api/v1/search?q={}", escaped(query)), &[]);
        assert!(matches!(status, 200 | 400), "{query}: {status}");
    }
    assert!(begun.elapsed() < Duration::from_mins(1), "{:?}", begun.elapsed());
}

fn escaped(query: &str) -> String {
    use std::fmt::Write as _;
    query.bytes().fold(String::new(), |mut text, byte| {
        write!(text, "%{byte:02x}").unwrap();
        text
    })
}

#[test]
fn times_at_the_edges_of_time_are_answered_or_refused() {
    let asker = Asker::new("127.0.0.1:7979", None);
    for time in [
        "0001-01-01",
        "1677-09-21",
        "1677-09-22",
        "2262-04-11",
        "2262-04-11T23:47:16Z",
        "9999-12-31",
        "-106751d",
        "-9223372036s",
        "1677-09-21T00:12:44Z",
        "2262-04-11 23:59 -14:00",
        "00:00",
        "23:59",
    ] {
        let time = escaped(time);
        for target in [
            format!("search?since={time}"),
            format!("search?until={time}"),
            format!("search?around={time}"),
            format!("histogram?since={time}"),
            format!("histogram?until={time}"),
            format!("histogram?since={time}&step=106751d"),
            format!("ledger?since={time}"),
            format!("top?field=node&until={time}"),
        ] {
            let status = asker.status(&format!("/api/v1/{target}"), &[]);
            assert!(matches!(status, 200 | 400), "{target}: {status}");
        }
    }
}

#[test]
fn marks_are_places_in_the_text_and_the_text_is_as_it_was() {
    let asker = Asker::new("127.0.0.1:7979", None);
    let answer = asker.json("/api/v1/search?q=one+-nothing+post&limit=3");
    for hit in answer["hits"].as_array().unwrap() {
        let text = hit["text"].as_str().unwrap();
        let place = |mark: &Value, at: usize| usize::try_from(mark[at].as_u64().unwrap()).unwrap();
        let marked = hit["marks"].as_array().unwrap().iter();
        let marked: Vec<&str> =
            marked.map(|mark| text.get(place(mark, 0)..place(mark, 1)).unwrap()).collect();
        assert_eq!(marked, ["POST", "one"], "{text}");
    }
    let all = asker.json("/api/v1/search?q=node:cuc1");
    assert!(
        all["hits"].as_array().unwrap().iter().all(|hit| hit["marks"] == serde_json::json!([]))
    );
}

#[test]
fn an_answer_does_not_grow_with_the_records() {
    let hit = crate::search::Hit {
        text: "503 \u{e9} ".repeat(100_000),
        before: vec!["b".repeat(50_000); 20],
        after: vec!["\u{1F4A3}".repeat(20_000); 20],
        fields: vec![("url".to_owned(), "u".repeat(1 << 20))],
        ..hit()
    };
    let hits = vec![hit; 300];
    let request = Request { query: "503 /((5|0|3| )*)*x/".to_owned(), ..Request::default() };
    let shown = records::shown(&hits, &request);
    let bytes = serde_json::to_vec(&shown).unwrap().len();
    assert!(bytes < 64 << 20, "{bytes}");
    assert!(shown[0]["text"].as_str().unwrap().len() > 60_000);
    assert_eq!(shown[299]["text"].as_str().unwrap().len(), 1024);
    assert_eq!(shown[299]["text_bytes"], 700_000);
    assert!(shown[0]["marks"].as_array().unwrap().len() <= 400);
}

fn hit() -> crate::search::Hit {
    crate::search::Hit {
        time: 0,
        quality: mbxtrace_parsers::TimeQuality::Exact,
        path: "a.log".to_owned(),
        line: 1,
        offset: 0,
        length: 1,
        format: None,
        node: String::new(),
        level: String::new(),
        component: String::new(),
        text: String::new(),
        fields: Vec::new(),
        before: Vec::new(),
        after: Vec::new(),
    }
}

#[test]
fn a_token_is_none_of_what_looks_like_it() {
    let asker = Asker::new("0.0.0.0:7979", Some(TOKEN));
    let upper = TOKEN.to_uppercase();
    let (longer, shorter) = (format!("{TOKEN}x"), TOKEN.get(1..).unwrap());
    for wrong in [upper.as_str(), &longer, shorter, "", "%61-token-of-good-length"] {
        assert_eq!(asker.status(&format!("/?token={wrong}"), &[]), 401, "{wrong}");
        let header = format!("Bearer {wrong}");
        assert_eq!(asker.status("/", &[("authorization", &header)]), 401, "{wrong}");
        let cookie = format!("mbxtrace-7979={wrong}");
        assert_eq!(asker.status("/", &[("cookie", &cookie)]), 401, "{wrong}");
    }
    // The name escaped, twice, or after a fragment's sign is not the parameter.
    for target in [
        format!("/?%74oken={TOKEN}"),
        format!("/?x=1%26token={TOKEN}"),
        format!("/app.js?token={TOKEN}"),
    ] {
        assert_eq!(asker.status(&target, &[]), 401, "{target}");
    }
    // Another site's link cannot spend a session, and is not told the token is right.
    let link = [
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-mode", "no-cors"),
        ("sec-fetch-dest", "image"),
    ];
    assert_eq!(asker.status(&format!("/?token={TOKEN}"), &link), 403);
}

#[test]
fn a_target_in_absolute_form_has_to_name_this_host_too() {
    let asker = Asker::new("127.0.0.1:7979", None);
    for (target, status) in [
        ("http://localhost:7979/api/v1/state", 200),
        ("http://127.0.0.1/api/v1/state", 200),
        ("http://evil.example/api/v1/state", 421),
        ("http://localhost@evil.example/api/v1/state", 421),
        ("http://evil.example@localhost/api/v1/state", 421),
    ] {
        assert_eq!(asker.status(target, &[]), status, "{target}");
    }
}

#[test]
fn bytes_that_are_no_request_harm_nobody() {
    let asker = Asker::new("127.0.0.1:7979", None);
    let access = Access::new("127.0.0.1:0".parse().unwrap(), &[], None, [7; 32]).unwrap();
    let case = asker.folder.path().join("case");
    let serving = Serving { case, zone: Zone::UTC, access };
    let server = serve("127.0.0.1:0".parse().unwrap(), serving).unwrap();
    let say = |bytes: &[u8], patience: u64| -> Vec<u8> {
        let mut stream = TcpStream::connect(server.address()).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(patience))).unwrap();
        // It may hang up before it has read all.
        drop(stream.write_all(bytes));
        let mut answer = Vec::new();
        drop(stream.read_to_end(&mut answer));
        answer
    };
    let sound = b"GET /api/v1/state HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
    let head = "(GET|POST|get|PRI|) (/|\\*|//|/\\.\\./|http://evil\\.example/|/api/v1/state|/\\?q=%00)( HTTP/(1\\.1|1\\.0|2\\.0|9))?(\r\n|\n)";
    let line = "(Host: (127\\.0\\.0\\.1|evil\\.example|a b|)|Content-Length: (0|5|-1|0, 5)|Transfer-Encoding: (chunked|x)|[ -~]{0,40})(\r\n|\n|\r)";
    let request = (head, proptest::collection::vec(line, 0..5), "(\r\n|)[ -~\r\n]{0,30}")
        .prop_map(|(head, lines, rest)| format!("{head}{}{rest}", lines.concat()).into_bytes());
    let bytes = prop_oneof![3 => request, 1 => proptest::collection::vec(any::<u8>(), 0..300)];
    proptest!(ProptestConfig::with_cases(100), |(bytes in bytes)| {
        // What is no head yet is waited for, though not for long here.
        let answer = say(&[bytes.as_slice(), b"\r\n\r\n"].concat(), 1);
        let shown = String::from_utf8_lossy(&answer).into_owned();
        let is_ok = shown.is_empty() || shown.starts_with("HTTP/1.1 ") || shown.starts_with("HTTP/1.0 ");
        prop_assert!(is_ok, "{shown}");
        if shown.get(9..12) == Some("200") {
            let sent = String::from_utf8_lossy(&bytes).to_lowercase();
            prop_assert!(sent.contains("host: 127.0.0.1") && !sent.contains("host: evil") && !sent.contains("http://evil"), "{sent}");
        }
        // One request a connection: what follows is no second one.
        prop_assert!(shown.matches("HTTP/1.1 ").count() <= 1, "{shown}");
    });
    let answer = String::from_utf8(say(sound, 30)).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    let twice = say(&[sound.as_slice(), sound].concat(), 30);
    assert_eq!(
        String::from_utf8(twice).unwrap().matches("HTTP/1.1 ").count(),
        1,
        "one request a connection"
    );
}
