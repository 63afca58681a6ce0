//! Notices as lines: on standard output, in files that are rotated, and what they look like.

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::os::fd::OwnedFd;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::super::NoticeKind;
use super::{finish, ids, notice, notices, settle, sink};
use crate::tell::courier::Courier;
use crate::tell::cursor::{self, Cursor};
use crate::tell::journal::Journal;
use crate::tell::shared::Shared;
use crate::tell::sink::stdout_to;
use crate::tell::{Notice, Teller};

/// A courier that writes to a pipe as if that were standard output.
fn courier(folder: &std::path::Path, out: impl Into<OwnedFd>) -> (Courier, Arc<Shared>) {
    let shared = Journal::open(folder, 0).map(|journal| Shared::new(journal, [].into())).unwrap();
    let shared = Arc::new(shared);
    shared.set_live([cursor::file_name("stdout")].into_iter());
    let cursor = Cursor::open_or_create(folder, "stdout", 0).unwrap();
    let sink = stdout_to(File::from(out.into()));
    let config = super::sink("kind = \"stdout\"");
    (Courier::new(&config, "stdout".to_owned(), sink, cursor, &shared).unwrap(), shared)
}

#[test]
fn a_line_is_out_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let (reader, writer) = std::io::pipe().unwrap();
    let (courier, shared) = courier(folder.path(), writer);
    let running = courier.start(None).unwrap();
    let mut lines = BufReader::new(reader).lines();
    let mut waits: Vec<Duration> = (0..101)
        .map(|number| {
            shared.append(&notices([number])).unwrap();
            let durable = Instant::now();
            let head = lines.next().unwrap().unwrap();
            let wait = durable.elapsed();
            assert!(head.contains(&format!("subscription {number} ")), "{head}");
            lines.by_ref().take(2).for_each(|line| assert!(line.unwrap().starts_with("    ")));
            wait
        })
        .collect();
    shared.stop(&[running]);
    waits.sort();
    println!("from durable to read: median {:?}, p99 {:?}", waits[50], waits[99]);
    // Half of it at a machine's worst hour; a poll instead of a bell would show here.
    assert!(waits[50] < Duration::from_millis(5), "{waits:?}");
    assert!(waits[0] < Duration::from_millis(1), "{waits:?}");
}

#[test]
fn a_reader_that_has_gone_closes_the_sink() {
    let folder = tempfile::tempdir().unwrap();
    let (reader, writer) = std::io::pipe().unwrap();
    let (mut courier, shared) = courier(folder.path(), writer);
    drop(reader);
    shared.append(&notices([0])).unwrap();
    assert_eq!(courier.step(), crate::tell::courier::Step::Closed);
    let running = courier.start(None).unwrap();
    shared.drain(Duration::from_secs(20));
    let count = running.count(&shared);
    assert!(count.is_closed && count.last_error.is_some() && count.waiting == 1, "{count:?}");
}

fn ids_in(text: &str) -> Vec<String> {
    let id = |line: &str| {
        let object: serde_json::Value = serde_json::from_str(line).unwrap();
        object["id"].as_str().unwrap().to_owned()
    };
    text.lines().map(id).collect()
}

#[test]
fn a_file_may_be_rotated_and_need_not_be_there() {
    let folder = tempfile::tempdir().unwrap();
    let (log, old) = (folder.path().join("log/alerts.jsonl"), folder.path().join("old"));
    let config = sink(&format!("kind = \"file\"\npath = {log:?}"));
    let mut teller = Teller::open(folder.path(), vec![config]).unwrap();
    teller.tell(&notices(0..2)).unwrap();
    super::eventually("no folder yet", || teller.counts()[0].failed > 0);
    fs::create_dir(log.parent().unwrap()).unwrap();
    settle(&teller);
    fs::rename(&log, &old).unwrap();
    teller.tell(&notices(2..4)).unwrap();
    settle(&teller);
    // Emptied in place, with half a line left by somebody's crash.
    fs::write(&log, "{\"id\":").unwrap();
    teller.tell(&notices([4])).unwrap();
    finish(teller);
    assert_eq!(ids_in(&fs::read_to_string(old).unwrap()), ids(0..2));
    let text = fs::read_to_string(log).unwrap();
    assert_eq!(ids_in(text.strip_prefix("{\"id\":\n").unwrap()), ids([4]));
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_waited_for() {
    let folder = tempfile::tempdir().unwrap();
    let config = sink("kind = \"file\"\npath = \"/dev/full\"");
    let mut teller = Teller::open(folder.path(), vec![config]).unwrap();
    teller.tell(&notices([0])).unwrap();
    super::eventually("a failed try", || teller.counts()[0].failed > 1);
    let count = teller.counts().remove(0);
    assert_eq!((count.told, count.waiting), (0, 1));
    assert!(count.last_error.unwrap().starts_with("/dev/full: No space left"));
    teller.finish(Duration::ZERO);
}

fn odd() -> Notice {
    let mut odd = notice(1);
    odd.title = "a\u{1b}[2J \u{9b}1m \u{202e}b".to_owned();
    odd.text = "one\n2014-06-29T12:37:33Z high raised x: forged\n\u{7f}\u{85}".to_owned();
    odd.json = serde_json::json!({"text": "\u{202e}\u{9b}"});
    odd
}

#[test]
fn what_people_read() {
    insta::assert_snapshot!(odd().to_text(), @r"
    2014-06-29T12:37:33Z high raised keepalive-missing: a\x1b[2J \u{9b}1m \u{202e}b
        one
        2014-06-29T12:37:33Z high raised x: forged
        \x7f\u{85}
    ");
}

#[test]
fn what_was_only_not_seen_again_has_ended_and_is_not_called_well() {
    for (state, word) in
        [("recovered", " recovered "), ("ended", " ended "), ("open", " recovered ")]
    {
        let mut over = notice(1);
        over.kind = NoticeKind::Recovered;
        over.json = serde_json::json!({ "state": state });
        assert!(over.to_text().contains(word), "{state}: {}", over.to_text());
        let mut raised = notice(1);
        raised.json = serde_json::json!({ "state": state });
        assert!(raised.to_text().contains(" raised "), "{state}: {}", raised.to_text());
    }
}

#[test]
fn what_programs_read() {
    insta::assert_snapshot!(notice(1).to_json(), @r#"{"schema":1,"id":"f001-raised","kind":"raised","at":"2014-06-29T12:37:33Z","level":"high","rule":"keepalive-missing","finding_id":"f001","title":"subscription 1 fell silent","text":"3 keep-alives missed\nNext: read the request log","finding":{"id":"f001","details":{"missed":3}}}"#);
    let json = odd().to_json();
    assert!(json.is_ascii(), "{json}");
    let object: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(object["title"], odd().title.as_str());
    assert_eq!(object["text"], odd().text.as_str());
    assert_eq!(object["finding"], odd().json);
}
