//! `serve`, spoken to over a socket.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::harness::{Project, sample};

/// A running server.
struct Served {
    child: Child,
    address: String,
}

impl Served {
    fn start(project: &Project, flags: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_mbxtrace"))
            .args(["serve", "--case", "case", "--listen", "127.0.0.1:0"])
            .args(flags)
            .current_dir(project.path())
            .env_remove("MBXTRACE_TOKEN")
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let (_, url) = line.split_once(" at http://").unwrap_or_else(|| panic!("{line}"));
        let address = url.split_once('/').unwrap().0.to_owned();
        Self { child, address }
    }

    fn get(&self, target: &str, header: Option<(&str, &str)>) -> (u16, String) {
        let agent = ureq::Agent::new_with_config(
            ureq::Agent::config_builder().http_status_as_error(false).build(),
        );
        let mut request = agent.get(format!("http://{}{target}", self.address));
        if let Some((name, value)) = header {
            request = request.header(name, value);
        }
        let mut response = request.call().unwrap();
        (response.status().as_u16(), response.body_mut().read_to_string().unwrap())
    }

    #[track_caller]
    fn json(&self, target: &str) -> Value {
        let (status, body) = self.get(target, None);
        assert_eq!(status, 200, "{target}: {body}");
        serde_json::from_str(&body).unwrap()
    }

    fn stop(mut self) -> i32 {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
        self.child.wait().unwrap().code().unwrap_or(-1)
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn analysed() -> Project {
    let project = Project::new();
    let bundle = sample("bundle.zip");
    let ran = project.run(&["analyze", bundle.to_str().unwrap(), "--case", "case", "--quiet"]);
    assert!([0, 3].contains(&ran.status), "{}", ran.stderr);
    project
}

#[test]
fn a_case_is_served_until_it_is_interrupted() {
    let project = analysed();
    let served = Served::start(&project, &[]);
    let summary = served.json("/api/v1/summary");
    let headline = summary["verdict"]["headline"].as_str().unwrap();
    assert!(headline.contains("RC-07"), "{headline}");
    let events = summary["totals"]["events"].as_u64().unwrap();
    assert_eq!(served.json("/api/v1/search?limit=1")["total"], events);
    let (status, page) = served.get("/", None);
    assert!(status == 200 && page.contains("/app.js"), "{page}");
    let (status, report) = served.get("/report", None);
    let written = project.run(&["report", "--case", "case", "--format", "html"]).stdout;
    assert!(status == 200 && report == written, "the report is that of `report`");
    let (status, _) = served.get("/", Some(("Host", "evil.example")));
    assert_eq!(status, 421);
    assert_eq!(served.stop(), 0);
}

#[test]
fn a_token_is_asked_for_where_others_can_reach() {
    let project = analysed();
    let refused = |flags: &[&str], part: &str| {
        let ran = project.run(&[&["serve", "--case", "case"], flags].concat());
        assert_eq!(ran.status, 2, "{flags:?} {}", ran.stderr);
        assert!(ran.stderr.contains(part), "{}", ran.stderr);
    };
    refused(&["--listen", "0.0.0.0:0"], "--token");
    refused(&["--listen", "[::]:0"], "--token");
    refused(&["--token", "short"], "at least 16");
    refused(&["--token", "sixteen characters, but blanks"], "letters, digits");
    refused(&["--token-file", "nowhere"], "--token-file nowhere");
    refused(&["--allow-host", "a/b"], "--allow-host a/b");
    std::fs::write(project.path().join("token"), "0123456789abcdef\nmore\n").unwrap();
    let served = Served::start(&project, &["--token-file", "token"]);
    assert_eq!(served.get("/api/v1/state", None).0, 401);
    let header = Some(("Authorization", "Bearer 0123456789abcdef"));
    assert_eq!(served.get("/api/v1/state", header).0, 200);
}

#[test]
fn a_missing_case_is_bad_usage() {
    let project = Project::new();
    let ran = project.run(&["serve", "--case", "none", "--listen", "127.0.0.1:0"]);
    assert_eq!(ran.status, 2);
    assert!(ran.stderr.contains("no case at"), "{}", ran.stderr);
}

#[test]
fn clients_that_stall_hold_up_nobody() {
    let project = analysed();
    let served = Served::start(&project, &[]);
    let stalled: Vec<TcpStream> = (0..40)
        .map(|_| {
            let mut stream = TcpStream::connect(&served.address).unwrap();
            stream.write_all(b"GET / HTTP/1.1\r\nHost: loc").unwrap();
            stream
        })
        .collect();
    let begun = Instant::now();
    assert_eq!(served.get("/api/v1/state", None).0, 200);
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
    // They are cut off long before a connection may end.
    for mut stream in stalled {
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        let mut rest = Vec::new();
        drop(stream.read_to_end(&mut rest));
        assert!(!rest.starts_with(b"HTTP/1.1 200"));
    }
    assert!(begun.elapsed() < Duration::from_secs(25), "{:?}", begun.elapsed());
}

#[test]
fn what_a_watch_commits_is_seen_within_two_seconds_and_no_search_fails() {
    let project = Project::new();
    let logs = project.path().join("logs");
    std::fs::create_dir_all(&logs).unwrap();
    let log = logs.join("2014_06_29.request.log");
    let line = |second: u32| {
        let (minute, second) = (second / 60, second % 60);
        format!(
            "192.0.2.10 -  -  [29/Jun/2014:11:{minute:02}:{second:02} +0000] \"POST \
             /NotificationService/services/NotificationService?id=S{minute}x{second}&pid=1 \
             HTTP/1.1\" 200 5 \n"
        )
    };
    std::fs::write(&log, line(0)).unwrap();
    let mut watch = Command::new(env!("CARGO_BIN_EXE_mbxtrace"))
        .args(["watch", "logs", "--case", "case"])
        .current_dir(project.path())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let begun = Instant::now();
    let ready = || project.run(&["search", "*", "--case", "case", "--count"]).stdout == "1\n";
    while !ready() {
        assert!(begun.elapsed() < Duration::from_mins(1), "the watch does not begin");
        std::thread::sleep(Duration::from_millis(200));
    }
    let served = Served::start(&project, &[]);
    let mut slowest = Duration::ZERO;
    for second in 1..=8 {
        let mut file = std::fs::OpenOptions::new().append(true).open(&log).unwrap();
        file.write_all(line(second).as_bytes()).unwrap();
        let written = Instant::now();
        // `json` panics if any search fails on the way.
        while served.json(&format!("/api/v1/search?q=S0x{second}"))["total"] != 1 {
            assert!(written.elapsed() < Duration::from_secs(30), "line {second} is not seen");
            std::thread::sleep(Duration::from_millis(10));
        }
        slowest = slowest.max(written.elapsed());
    }
    drop(watch.kill());
    drop(watch.wait());
    println!("a written line was found after at most {slowest:?}");
    assert!(slowest < Duration::from_secs(10), "{slowest:?}: the goal is 2 s on an idle machine");
}
