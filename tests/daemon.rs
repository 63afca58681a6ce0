//! `watch` as a service, and `selftest`, with the program itself: settings, signals, the service
//! manager, metrics. What it follows and finds is tested elsewhere.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::os::unix::net::UnixDatagram;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use crate::harness::{Project, sample};

/// Longest wait for anything that must come.
const PATIENCE: Duration = Duration::from_mins(1);

/// A project with a folder of logs, settings and a case to be made.
fn project(settings: &str) -> Project {
    let project = Project::new();
    std::fs::create_dir(project.path().join("logs")).unwrap();
    write_settings(project.path(), settings);
    project
}

fn write_settings(folder: &Path, settings: &str) {
    let text = format!("paths = ['logs']\ncase = 'case'\nlisten = '127.0.0.1:0'\n{settings}");
    std::fs::write(folder.join("mbxtrace.toml"), text).unwrap();
}

/// `mbxtrace watch` at work, and a service manager that listens to it.
struct Daemon {
    child: Child,
    socket: UnixDatagram,
    log: Receiver<String>,
    seen: Vec<String>,
    /// Where metrics are served, once it was logged.
    address: Option<String>,
}

impl Daemon {
    fn start(project: &Project, environment: &[(&str, &str)]) -> Self {
        let socket_path = project.path().join("notify.socket");
        let socket = UnixDatagram::bind(&socket_path).unwrap();
        socket.set_read_timeout(Some(Duration::from_secs(1))).unwrap();
        let mut child = Command::new(env!("CARGO_BIN_EXE_mbxtrace"))
            .args(["watch", "--config", "mbxtrace.toml"])
            .current_dir(project.path())
            .env_remove("MBXTRACE_CASE")
            .env("NOTIFY_SOCKET", &socket_path)
            .envs(environment.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let stderr = child.stderr.take().unwrap();
        let (send, log) = channel();
        std::thread::spawn(move || {
            BufReader::new(stderr).lines().map_while(Result::ok).all(|line| send.send(line).is_ok())
        });
        Self { child, socket, log, seen: Vec::new(), address: None }
    }

    /// The next assignments told to the service manager, status and signs of life left out.
    fn told(&mut self) -> Vec<String> {
        loop {
            let words = self.heard();
            let words: Vec<String> = words
                .into_iter()
                .filter(|word| {
                    !["STATUS=", "WATCHDOG=", "EXTEND_TIMEOUT_USEC=", "MONOTONIC_USEC="]
                        .iter()
                        .any(|other| word.starts_with(other))
                })
                .collect();
            if !words.is_empty() {
                return words;
            }
        }
    }

    fn heard(&mut self) -> Vec<String> {
        let (mut buffer, began) = ([0; 4096], Instant::now());
        while began.elapsed() < PATIENCE {
            if let Ok(length) = self.socket.recv(&mut buffer) {
                let text = String::from_utf8(buffer[..length].to_vec()).unwrap();
                return text.lines().map(str::to_owned).collect();
            }
            if self.child.try_wait().unwrap().is_some() {
                break;
            }
        }
        self.seen.extend(self.log.try_iter());
        panic!("the daemon says nothing more: {:#?}", self.seen);
    }

    fn signal(&self, name: &str) {
        let killed = Command::new("kill").args([name, &self.child.id().to_string()]).status();
        assert!(killed.unwrap().success());
    }

    /// The first line of the log with this part.
    fn logged(&mut self, part: &str) -> String {
        if let Some(line) = self.seen.iter().find(|line| line.contains(part)) {
            return line.clone();
        }
        loop {
            let line = self.log.recv_timeout(PATIENCE);
            let line = line.unwrap_or_else(|_| panic!("no `{part}` in {:#?}", self.seen));
            self.seen.push(line.clone());
            if line.contains(part) {
                return line;
            }
        }
    }

    /// Status and body of a page of the metrics server.
    fn page(&mut self, path: &str) -> (String, String) {
        if self.address.is_none() {
            let line = self.logged("metrics at http://");
            let address = line.split("http://").nth(1).and_then(|rest| rest.split('/').next());
            self.address = address.map(str::to_owned);
        }
        let address = self.address.as_deref().unwrap();
        let mut stream = TcpStream::connect(address).unwrap();
        let request =
            format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        (head.lines().next().unwrap().to_owned(), body.to_owned())
    }

    fn ended(mut self) -> (ExitStatus, String) {
        let mut stdout = String::new();
        self.child.stdout.take().unwrap().read_to_string(&mut stdout).unwrap();
        (self.child.wait().unwrap(), stdout)
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        // It has ended already unless a test failed.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

#[test]
fn the_printed_example_is_good_settings() {
    let project = project("");
    let printed = project.run(&["watch", "--print-config"]);
    assert_eq!((printed.status, printed.stderr.as_str()), (0, ""));
    let settings = printed.stdout.replace("/srv/cuc-logs", "logs");
    std::fs::write(project.path().join("mine.toml"), settings).unwrap();
    let checked = project.run(&["watch", "--config", "mine.toml", "--check"]);
    assert_eq!((checked.status, checked.stderr.as_str()), (0, ""), "{}", checked.stdout);
    assert!(checked.stdout.ends_with("\nok\n"), "{}", checked.stdout);
    assert!(!project.path().join(".mbxtrace").try_exists().unwrap(), "a check makes no case");
}

#[test]
fn a_check_says_what_would_be_done() {
    let settings = "
        poll = '10s'
        keep = '30d'
        remind = '4h'
        rules = 'rules'
        [[tell]]
        kind = 'file'
        path = 'found.jsonl'
        [[tell]]
        kind = 'exec'
        command = ['sh', '-c', 'true']
        [[mute]]
        rule = 'keepalive-*'
        subject = { server = '192.0.2.*' }
        until = 2014-06-29T18:00:00Z
        because = 'change 4711'
    ";
    let project = project(settings);
    std::fs::create_dir(project.path().join("rules")).unwrap();
    let rule = project.run(&["rules", "show", "http-failure"]).stdout;
    let rule = rule.split_once("http-failure.toml:\n\n").unwrap().1.to_owned();
    std::fs::write(project.path().join("rules/http-failure.toml"), rule).unwrap();
    let checked = project.run(&["watch", "--config", "mbxtrace.toml", "--check", "logs/*.log"]);
    assert_eq!((checked.status, checked.stderr.as_str()), (0, ""), "{}", checked.stdout);
    let text = checked.stdout.replace(project.path().to_str().unwrap(), "PROJECT");
    let hash = text.split("sha256 ").nth(1).and_then(|rest| rest.split(';').next()).unwrap();
    insta::assert_snapshot!("check", text.replace(hash, "SHA256"));
}

#[test]
fn a_check_finds_every_problem_at_once() {
    let settings = "
        paths = ['logs', 'lgos', 'nowhere/*.log']
        case = 'file/case'
        [[tell]]
        kind = 'file'
        path = 'no/such/folder/found.jsonl'
        [[tell]]
        kind = 'webhook'
        url = 'https://alerts.contoso.example'
        secret_file = 'no.secret'
        [[tell]]
        kind = 'exec'
        command = ['/no/such/program']
        [[mute]]
        rule = 'keepalive-mising'
    ";
    let project = Project::new();
    std::fs::create_dir(project.path().join("logs")).unwrap();
    std::fs::write(project.path().join("file"), "no case").unwrap();
    std::fs::write(project.path().join("mbxtrace.toml"), settings).unwrap();
    let checked = project.run(&["watch", "--config", "mbxtrace.toml", "--check"]);
    assert_eq!(checked.status, 2, "{}", checked.stdout);
    assert!(checked.stderr.contains("7 problem(s)"), "{}{}", checked.stdout, checked.stderr);
    let problems: Vec<&str> =
        checked.stdout.lines().filter(|line| line.starts_with("problem: ")).collect();
    for part in [
        "lgos",
        "nowhere",
        "file",
        "no/such/folder",
        "no.secret",
        "/no/such/program",
        "keepalive-missing",
    ] {
        assert!(problems.iter().any(|line| line.contains(part)), "{part}: {problems:#?}");
    }
    assert!(!checked.stdout.contains("\nok\n"));
}

#[test]
fn bad_settings_stop_the_start_with_their_place() {
    let project = project("leval = 'high'\n");
    for flags in [&["--check"][..], &[], &["--print-unit"]] {
        let ran = project.run(&[&["watch", "--config", "mbxtrace.toml"], flags].concat());
        assert_eq!((ran.status, ran.stdout.as_str()), (2, ""), "{}", ran.stderr);
        assert!(ran.stderr.contains("mbxtrace.toml:4:1: there is no `leval`"), "{}", ran.stderr);
    }
    let ran = project.run(&["watch", "logs", "--check", "--print-unit"]);
    assert_eq!(ran.status, 2, "one instead of the other");
}

#[test]
fn a_unit_is_printed_for_the_settings() {
    let project = project("[[tell]]\nkind = 'file'\npath = 'told/found.jsonl'\n");
    let printed = project.run(&["watch", "--print-unit", "--config", "mbxtrace.toml"]);
    assert_eq!((printed.status, printed.stderr.as_str()), (0, ""));
    let here = project.path().display();
    for line in [
        format!("ReadWritePaths={here}/case {here}/told"),
        format!("RequiresMountsFor={here}/case {here}/logs {here}/told"),
        "Type=notify".to_owned(),
        "User=mbxtrace".to_owned(),
    ] {
        assert!(printed.stdout.lines().any(|one| one == line), "{line}\n{}", printed.stdout);
    }
    let start = printed.stdout.lines().find(|line| line.starts_with("ExecStart=")).unwrap();
    assert!(start.ends_with(&format!(" watch --config {here}/mbxtrace.toml")), "{start}");
}

#[test]
fn a_service_starts_lives_reloads_and_stops() {
    let project = project("");
    let mut daemon = Daemon::start(&project, &[]);
    assert_eq!(daemon.told(), ["READY=1"]);
    assert_eq!(daemon.page("/readyz").0, "HTTP/1.1 200 OK");
    daemon.signal("-HUP");
    assert_eq!(daemon.told(), ["RELOADING=1"]);
    assert_eq!(daemon.told(), ["READY=1"]);
    let (_, page) = daemon.page("/metrics");
    assert!(page.contains("mbxtrace_reloads_total{outcome=\"ok\"} 1\n"), "{page}");
    daemon.signal("-TERM");
    assert_eq!(daemon.told(), ["STOPPING=1"]);
    let (status, stdout) = daemon.ended();
    assert_eq!((status.code(), stdout.as_str()), (Some(0), ""), "the log is not on stdout");
}

#[test]
fn a_reload_with_a_mistake_changes_nothing_and_is_told() {
    let project = project("");
    let mut daemon = Daemon::start(&project, &[]);
    assert_eq!(daemon.told(), ["READY=1"]);
    daemon.page("/healthz");
    let gone = "[[tell]]\nkind = 'webhook'\nurl = 'https://a.example'\nsecret_file = 'gone'\n";
    for (settings, part) in [("lateness = 'soon'\n", "mbxtrace.toml:4:12"), (gone, "gone")] {
        write_settings(project.path(), settings);
        daemon.signal("-HUP");
        assert_eq!(daemon.told(), ["RELOADING=1"]);
        assert_eq!(daemon.told(), ["READY=1"]);
        daemon.seen.clear();
        let line = daemon.logged("the old settings stay in force");
        assert!(line.contains(part) && line.contains("ERROR"), "{line}");
    }
    let (_, page) = daemon.page("/metrics");
    assert!(page.contains("mbxtrace_reloads_total{outcome=\"refused\"} 2\n"), "{page}");
    std::fs::create_dir(project.path().join("more")).unwrap();
    let text = "paths = ['logs', 'more']\ncase = 'other'\nlog_format = 'json'\n";
    std::fs::write(project.path().join("mbxtrace.toml"), text).unwrap();
    daemon.signal("-HUP");
    daemon.logged("`log_format` has changed: that holds from the next start on");
    daemon.logged("`case` has changed: that holds from the next start on");
    let log = "192.0.2.21 -  -  [29/Jun/2014:11:00:00 +0000] \"GET /a HTTP/1.1\" 200 0 \n";
    std::fs::write(project.path().join("more/2014_06_29.request.log"), log).unwrap();
    let began = Instant::now();
    while !daemon.page("/metrics").1.contains("mbxtrace_files_followed 1\n") {
        assert!(began.elapsed() < PATIENCE, "what was added is followed");
        std::thread::sleep(Duration::from_millis(50));
    }
    daemon.signal("-INT");
    assert_eq!(daemon.ended().0.code(), Some(0));
    assert!(!project.path().join("other").try_exists().unwrap());
}

#[test]
fn signs_of_life_come_twice_as_often_as_the_watchdog_wants() {
    let project = project("");
    let mut daemon = Daemon::start(&project, &[("WATCHDOG_USEC", "1000000")]);
    assert_eq!(daemon.told(), ["READY=1"]);
    let mut last = Instant::now();
    for _ in 0..4 {
        while !daemon.heard().iter().any(|word| word == "WATCHDOG=1") {}
        assert!(last.elapsed() < Duration::from_millis(950), "{:?}", last.elapsed());
        last = Instant::now();
    }
    daemon.signal("-TERM");
    assert_eq!(daemon.ended().0.code(), Some(0));
}

/// The loop is held where it reads its settings again, from a pipe that nobody writes to.
#[test]
fn a_second_interrupt_ends_at_once() {
    let project = project("");
    let mut daemon = Daemon::start(&project, &[]);
    assert_eq!(daemon.told(), ["READY=1"]);
    let settings = project.path().join("mbxtrace.toml");
    std::fs::remove_file(&settings).unwrap();
    assert!(Command::new("mkfifo").arg(&settings).status().unwrap().success());
    daemon.signal("-HUP");
    assert_eq!(daemon.told(), ["RELOADING=1"]);
    daemon.signal("-INT");
    std::thread::sleep(Duration::from_millis(300));
    daemon.signal("-INT");
    let (status, _) = daemon.ended();
    assert_eq!(status.signal(), Some(2), "{status}");
}

#[test]
fn it_stops_by_itself_when_nothing_comes_and_logs_what_is_asked_for() {
    let project = project("");
    let run = |flags: &[&str]| {
        let args = ["watch", "--config", "mbxtrace.toml", "--stop-when-idle", "100ms"];
        let ran = project.run(&[&args[..], flags].concat());
        assert_eq!((ran.status, ran.stdout.as_str()), (0, ""), "{}", ran.stderr);
        ran.stderr
    };
    assert!(run(&[]).contains(" INFO "));
    assert_eq!(run(&["--quiet"]), "");
    assert_eq!(run(&["--log", "off"]), "");
    let wrong = project.run(&["watch", "--config", "mbxtrace.toml", "--log", "loud"]);
    assert_eq!(wrong.status, 2, "{}", wrong.stderr);
    assert!(wrong.stderr.contains("`loud` is no level"), "{}", wrong.stderr);
    for line in run(&["--log-format", "json"]).lines() {
        let value: serde_json::Value = serde_json::from_str(line).unwrap();
        assert_eq!(value["level"], "INFO", "{line}");
    }
}

#[test]
fn it_says_what_it_begins_with_and_where_everything_is() {
    let project = project("");
    let run = || {
        let args = ["watch", "--config", "mbxtrace.toml", "--stop-when-idle", "100ms"];
        project.run(&args).stderr
    };
    let said = run();
    assert!(said.contains("no file to follow yet, waiting for one; 0 record(s)"), "{said}");
    let logs = sample("server-503-in-iis").join("logs");
    std::os::unix::fs::symlink(logs, project.path().join("more")).unwrap();
    write_settings(project.path(), "");
    let settings = std::fs::read_to_string(project.path().join("mbxtrace.toml")).unwrap();
    let settings = settings.replace("'logs'", "'logs', 'more'");
    std::fs::write(project.path().join("mbxtrace.toml"), settings).unwrap();
    let said = run();
    for part in
        [" file(s) followed; ", " alert(s) open; all 4 finding(s)", "mbxtrace report --case"]
    {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert!(said.contains("stopped; everything read is in the case"), "{said}");
}

#[test]
fn an_address_in_use_is_bad_usage() {
    let project = project("");
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let ran = project.run(&["watch", "logs", "--listen", &address, "--stop-when-idle", "1s"]);
    assert_eq!(ran.status, 2, "{}", ran.stderr);
    assert!(ran.stderr.contains(&address), "{}", ran.stderr);
}

#[test]
fn a_canary_that_nobody_sees_is_lost_and_leaves_nothing_behind() {
    let project = project("");
    let log = "192.0.2.21 -  -  [29/Jun/2014:11:00:00 +0000] \"GET /a HTTP/1.1\" 200 0 \n";
    std::fs::write(project.path().join("logs/2014_06_29.request.log"), log).unwrap();
    let missing = project.run(&["selftest", "logs", "--case", "case"]);
    assert_eq!(missing.status, 2, "{}", missing.stderr);
    assert_eq!(project.run(&["analyze", "logs", "--case", "case", "--quiet"]).status, 0);
    let args = ["selftest", "logs", "--case", "case", "--lines", "4", "--timeout", "100ms"];
    let ran = project.run(&args);
    assert_eq!((ran.status, ran.stderr.as_str()), (1, ""), "{}", ran.stdout);
    assert!(ran.stdout.starts_with("4 of 4 lines written, 0 arrived: 4 lost"), "{}", ran.stdout);
    assert!(ran.stdout.contains("does `mbxtrace watch` run"), "{}", ran.stdout);
    assert_eq!(std::fs::read_dir(project.path().join("logs")).unwrap().count(), 1);
    let nowhere = project.run(&["selftest", "nowhere", "--case", "case"]);
    assert_eq!(nowhere.status, 2, "{}", nowhere.stderr);
}

#[test]
fn a_canary_arrives_whole_in_a_case_that_is_being_written_and_raises_nothing() {
    let project = project("silent_after = '1s'\nlevel = 'info'\nformat = 'jsonl'\n");
    let mut daemon = Daemon::start(&project, &[]);
    assert_eq!(daemon.told(), ["READY=1"]);
    let args = ["selftest", "logs", "--case", "case", "--lines", "100", "--rate", "200"];
    let ran = project.run(&args);
    assert_eq!((ran.status, ran.stderr.as_str()), (0, ""), "{}", ran.stdout);
    let line = "100 of 100 lines written, 100 arrived: 0 lost, 0 doubled, 0 changed\n";
    assert!(ran.stdout.starts_with(line), "{}", ran.stdout);
    assert!(ran.stdout.contains("written to searchable: p50 "), "{}", ran.stdout);
    assert_eq!(std::fs::read_dir(project.path().join("logs")).unwrap().count(), 0);
    std::thread::sleep(Duration::from_secs(2)); // longer than a source may be silent
    daemon.signal("-TERM");
    let (status, stdout) = daemon.ended();
    assert_eq!((status.code(), stdout.as_str()), (Some(0), ""), "a canary is no finding");
    let report = project.run(&["report", "--case", "case", "--format", "json"]).json();
    assert_eq!(report["findings"].as_array().map(Vec::len), Some(0), "{report}");
    assert_eq!(report["totals"]["events"], 100);
}

#[test]
fn what_is_written_is_told_counted_and_found() {
    let project = project("level = 'info'\nformat = 'jsonl'\ncommit_every = '50ms'\n");
    let mut daemon = Daemon::start(&project, &[]);
    assert_eq!(daemon.told(), ["READY=1"]);
    let log = "192.0.2.21 -  -  [29/Jun/2014:11:00:00 +0000] \"GET /a HTTP/1.1\" 503 0 \n";
    std::fs::write(project.path().join("logs/2014_06_29.request.log"), log).unwrap();
    let began = Instant::now();
    let wanted = [
        "mbxtrace_findings_total{rule=\"http-failure\",level=\"medium\"} 1\n",
        "mbxtrace_findings_open{rule=\"http-failure\",level=\"medium\"} 1\n",
        "mbxtrace_notices_told_total{sink=\"stdout\"} 1\n",
        "mbxtrace_files_followed 1\n",
        &format!("mbxtrace_read_bytes_total {}\n", log.len()),
    ];
    loop {
        let (_, page) = daemon.page("/metrics");
        if wanted.iter().all(|line| page.contains(line)) {
            break;
        }
        assert!(began.elapsed() < PATIENCE, "{page}");
        std::thread::sleep(Duration::from_millis(50));
    }
    assert_eq!(daemon.page("/healthz").0, "HTTP/1.1 200 OK");
    daemon.signal("-TERM");
    let (status, stdout) = daemon.ended();
    assert_eq!(status.code(), Some(0));
    let notice: serde_json::Value = serde_json::from_str(stdout.lines().next().unwrap()).unwrap();
    assert_eq!(notice["rule"], "http-failure", "{stdout}");
    let found = project.run(&["search", "http_status:503", "--case", "case", "--count"]);
    assert_eq!(found.stdout, "1\n");
}

#[test]
fn a_reader_of_stdout_that_goes_away_ends_the_watch() {
    let project = project("level = 'info'\n");
    let mut daemon = Daemon::start(&project, &[]);
    assert_eq!(daemon.told(), ["READY=1"]);
    drop(daemon.child.stdout.take());
    let log = "192.0.2.21 -  -  [29/Jun/2014:11:00:00 +0000] \"GET /a HTTP/1.1\" 503 0 \n";
    std::fs::write(project.path().join("logs/2014_06_29.request.log"), log).unwrap();
    assert_eq!(daemon.told(), ["STOPPING=1"]);
    assert_eq!(daemon.child.wait().unwrap().code(), Some(0));
}

#[test]
fn an_interrupted_canary_is_removed() {
    let project = project("");
    std::fs::write(project.path().join("logs/a.request.log"), "").unwrap();
    project.run(&["analyze", "logs", "--case", "case", "--quiet"]);
    let mut child = Command::new(env!("CARGO_BIN_EXE_mbxtrace"))
        .args(["selftest", "logs", "--case", "case", "--timeout", "10m"])
        .current_dir(project.path())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let files = || std::fs::read_dir(project.path().join("logs")).unwrap().count();
    let began = Instant::now();
    while files() < 2 && began.elapsed() < PATIENCE {
        std::thread::sleep(Duration::from_millis(10));
    }
    assert!(files() >= 2, "the canary is there");
    let killed = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(killed.unwrap().success());
    assert_eq!(child.wait().unwrap().code(), Some(1));
    assert_eq!(files(), 1);
}
