//! Tests of telling, with real receivers on loopback.

mod config;
mod exec;
mod journal;
mod killed;
mod lines;
mod model;
mod receiver;
mod syslog;
mod teller;
mod tls;
mod webhook;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use mbxtrace_rules::Severity;
use serde_json::json;

use super::{Notice, NoticeKind, SinkConfig, Teller};

/// 2014-06-29T12:37:33Z.
const AT: i64 = 1_404_045_453_000_000_000;

fn notice(number: usize) -> Notice {
    Notice {
        id: format!("f{number:03}-raised"),
        kind: NoticeKind::Raised,
        at: AT,
        finding: format!("f{number:03}"),
        rule: "keepalive-missing".to_owned(),
        level: Severity::High,
        title: format!("subscription {number} fell silent"),
        text: "3 keep-alives missed\nNext: read the request log".to_owned(),
        json: json!({"id": format!("f{number:03}"), "details": {"missed": 3}}),
    }
}

fn notices(numbers: impl IntoIterator<Item = usize>) -> Vec<Notice> {
    numbers.into_iter().map(notice).collect()
}

fn ids(numbers: impl IntoIterator<Item = usize>) -> Vec<String> {
    numbers.into_iter().map(|number| notice(number).id).collect()
}

/// A sink from the settings of a `[[tell]]` table.
fn sink(settings: &str) -> SinkConfig {
    #[derive(serde::Deserialize)]
    struct Config {
        tell: Vec<SinkConfig>,
    }
    let text = format!("[[tell]]\nretry_min = \"10ms\"\nretry_max = \"50ms\"\n{settings}");
    toml::from_str::<Config>(&text).unwrap().tell.remove(0)
}

fn eventually(what: &str, mut holds: impl FnMut() -> bool) {
    let end = Instant::now() + Duration::from_secs(30);
    while !holds() {
        assert!(Instant::now() < end, "in vain: {what}");
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// Waits until every sink is done with everything.
fn settle(teller: &Teller) {
    eventually("everything told", || teller.counts().iter().all(|count| count.waiting == 0));
}

/// Finishes with time enough for all.
fn finish(teller: Teller) {
    teller.finish(Duration::from_secs(30));
}

/// What a crash at this moment leaves: a copy of the folder.
fn crash(folder: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(folder).unwrap() {
        let from = entry.unwrap().path();
        fs::copy(&from, to.join(from.file_name().unwrap())).unwrap();
    }
}

fn tls_file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src/tell/tests/tls").join(name)
}
