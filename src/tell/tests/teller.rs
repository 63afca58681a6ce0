//! Sinks that are new, changed, removed and added again, and folders that are shared or left.

use std::fs;
use std::path::Path;
use std::time::Duration;

use mbxtrace_rules::Severity;

use super::{crash, eventually, finish, ids, notice, notices, settle, sink};
use crate::tell::{Notice, SinkConfig, Teller};

fn file(folder: &Path, name: &str, more: &str) -> SinkConfig {
    let path = folder.join(name);
    sink(&format!("kind = \"file\"\nname = \"{name}\"\npath = {path:?}\n{more}"))
}

/// Ids in a file of lines.
fn told(folder: &Path, name: &str) -> Vec<String> {
    let text = fs::read_to_string(folder.join(name)).unwrap_or_default();
    let id = |line: &str| {
        let object: serde_json::Value = serde_json::from_str(line).unwrap();
        object["id"].as_str().unwrap().to_owned()
    };
    text.lines().map(id).collect()
}

#[test]
fn a_new_sink_begins_at_the_end_and_one_that_returns_where_it_stopped() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let (one, two) = (file(at, "one", ""), file(at, "two", ""));
    let mut teller = Teller::open(&at.join("alerts"), vec![one.clone()]).unwrap();
    teller.tell(&notices(0..2)).unwrap();
    teller.replace_sinks(vec![one.clone(), two.clone()]).unwrap();
    teller.tell(&notices(2..4)).unwrap();
    settle(&teller);
    teller.replace_sinks(vec![two.clone()]).unwrap();
    teller.tell(&notices(4..6)).unwrap();
    finish(teller);
    assert_eq!((told(at, "one"), told(at, "two")), (ids(0..4), ids(2..6)));
    let teller = Teller::open(&at.join("alerts"), vec![two, one]).unwrap();
    assert!(teller.knows("f005-raised") && !teller.knows("f006-raised"));
    finish(teller);
    assert_eq!((told(at, "one"), told(at, "two")), (ids(0..6), ids(2..6)));
}

#[test]
fn sinks_get_what_they_want_and_a_wider_filter_digs_up_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let narrow = file(at, "one", "level = \"high\"\nrules = [\"keepalive-*\", \"x\"]");
    let mut teller = Teller::open(&at.join("alerts"), vec![narrow]).unwrap();
    let low = |number| Notice { level: Severity::Medium, ..notice(number) };
    let other = |number| Notice { rule: "http-failure".to_owned(), ..notice(number) };
    teller.tell(&[low(0), notice(1), other(2), low(3)]).unwrap();
    settle(&teller);
    assert_eq!(teller.counts()[0].told, 1);
    finish(teller);
    let wide = file(at, "one", "level = \"info\"");
    let mut teller = Teller::open(&at.join("alerts"), vec![wide]).unwrap();
    teller.tell(&[low(4), other(5)]).unwrap();
    finish(teller);
    assert_eq!(told(at, "one"), ids([1, 4, 5]));
}

#[test]
fn sinks_replaced_again_and_again_under_load_double_and_lose_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let sinks = || vec![file(at, "one", ""), file(at, "two", "")];
    let mut teller = Teller::open(&at.join("alerts"), sinks()).unwrap();
    for number in 0..60 {
        teller.tell(&notices([number])).unwrap();
        if number % 3 == 0 {
            teller.replace_sinks(sinks()).unwrap();
        }
    }
    settle(&teller);
    assert_eq!(teller.counts()[1].told, 60, "counts go on");
    finish(teller);
    assert_eq!((told(at, "one"), told(at, "two")), (ids(0..60), ids(0..60)));
}

#[test]
fn a_mistake_in_new_sinks_leaves_the_old_ones_at_work() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let mut teller = Teller::open(&at.join("alerts"), vec![file(at, "one", "")]).unwrap();
    let wrong = vec![file(at, "two", ""), sink("kind = \"exec\"\ncommand = []")];
    assert!(teller.replace_sinks(wrong).is_err());
    teller.tell(&notices([0])).unwrap();
    settle(&teller);
    assert_eq!(teller.counts().len(), 1);
    finish(teller);
    assert_eq!(told(at, "one"), ids([0]));
}

#[test]
fn a_crash_at_any_moment_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let alerts = at.join("alerts");
    let mut teller = Teller::open(&alerts, vec![file(at, "one", "")]).unwrap();
    for moment in 0..10 {
        teller.tell(&notices([2 * moment, 2 * moment + 1])).unwrap();
        let image = at.join(format!("image{moment}"));
        crash(&alerts, &image);
        let before = told(at, "one");
        let again = file(at, &format!("again{moment}"), "");
        let again = SinkConfig { name: Some("one".to_owned()), ..again };
        let again = Teller::open(&image, vec![again]).unwrap();
        let all = ids(0..2 * moment + 2);
        assert!(all.iter().all(|id| again.knows(id)));
        finish(again);
        // What the dead one had told and the next one tells is all, in order, twice at most what was
        // told at the moment of the crash.
        let after = told(at, &format!("again{moment}"));
        assert_eq!(after, all[all.len() - after.len()..], "{moment}");
        assert!(before.len() + after.len() >= all.len(), "{moment}: {before:?} {after:?}");
    }
    finish(teller);
}

#[test]
fn a_folder_has_one_teller() {
    let folder = tempfile::tempdir().unwrap();
    let first = Teller::open(folder.path(), Vec::new()).unwrap();
    let error = Teller::open(folder.path(), Vec::new()).err().unwrap().to_string();
    assert!(error.contains("another mbxtrace tells alerts from"), "{error}");
    drop(first);
    Teller::open(folder.path(), Vec::new()).unwrap();
}

#[test]
fn without_sinks_notices_are_known_all_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let mut teller = Teller::open(folder.path(), Vec::new()).unwrap();
    for round in 0..3 {
        let mut large = notices(round * 200..round * 200 + 200);
        for notice in &mut large {
            notice.text = "x".repeat(10_000);
        }
        teller.tell(&large).unwrap();
    }
    assert!(teller.knows("f000-raised") && teller.knows("f599-raised"));
    let bytes = folder.path().join("journal").metadata().unwrap().len();
    assert!(bytes < 3_000_000, "{bytes}");
    finish(teller);
}

#[test]
fn draining_tries_once_more_at_once_and_then_gives_up_in_time() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let log = at.join("none").join("one");
    let settings = format!("kind = \"file\"\nname = \"one\"\npath = {log:?}");
    let slow = SinkConfig { retry_min: Duration::from_hours(1), ..sink(&settings) };
    let mut teller = Teller::open(&at.join("alerts"), vec![slow.clone()]).unwrap();
    teller.tell(&notices([0])).unwrap();
    eventually("a failed try", || teller.counts()[0].failed == 1);
    teller.finish(Duration::from_millis(50));
    let mut teller = Teller::open(&at.join("alerts"), vec![slow]).unwrap();
    teller.tell(&notices([1])).unwrap();
    eventually("a failed try", || teller.counts()[0].failed == 1);
    fs::create_dir(log.parent().unwrap()).unwrap();
    finish(teller);
    assert_eq!(told(log.parent().unwrap(), "one"), ids(0..2));
}
