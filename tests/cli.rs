//! Usage errors, help, and exit statuses, with the program itself.

use std::path::Path;
use std::process::{Command, Stdio};

/// Exit status, stdout and stderr of a run in `folder`.
fn run(folder: &Path, args: &[&str]) -> (Option<i32>, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_mbxtrace"))
        .args(args)
        .current_dir(folder)
        .env_remove("MBXTRACE_CASE")
        .stdin(Stdio::null())
        .output()
        .expect("the program runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (output.status.code(), text(output.stdout), text(output.stderr))
}

#[test]
fn bad_usage_is_one_message_status_2_and_nothing_written() {
    let folder = tempfile::tempdir().expect("a folder");
    #[rustfmt::skip]
    let cases: &[(&[&str], &str)] = &[
        (&[], "Usage"),
        (&["analyse"], "analyze"),
        (&["watch"], "nothing to watch"),
        (&["watch", "logs", "--listen", "0.0.0.0:9646"], "loopback"),
        (&["watch", "logs", "--poll", "10"], "15m"),
        (&["watch", "--config", "no.toml"], "no.toml"),
        (&["watch", "--print-unit", "logs"], "--config FILE"),
        (&["selftest", "logs", "--lines", "1"], "2..=100000"),
        (&["analyze"], "<PATH>"),
        (&["analyze", "x", "--format", "xml"], "jsonl"),
        (&["analyze", "x", "--tz", "EDT?"], "America/New_York"),
        (&["analyze", "x", "--tz", "*.uc=+25:00"], "+05:30"),
        (&["analyze", "x", "--date", "29.06.2014"], "YYYY-MM-DD"),
        (&["analyze", "x", "--since", "yesterday"], "-2h"),
        (&["analyze", "x", "--since", "2014-06-30", "--until", "2014-06-29"], "--until"),
        (&["analyze", "x", "--fail-on", "grave"], "critical"),
        (&["analyze", "x", "--redact-map", "m"], "--redact"),
        (&["analyze", "x", "--lang", "de"], "fr"),
        (&["redact", "x"], "--output"),
        (&["redact", "x", "-o", "out", "--reveal", "m"], "--reveal"),
        (&["compare", "x"], "<B>"),
        (&["search", "x", "--count", "--top", "server"], "--count"),
        (&["man", "brew"], "analyze"),
    ];
    for (args, part) in cases {
        let (status, stdout, stderr) = run(folder.path(), args);
        assert_eq!(status, Some(2), "{args:?}: {stderr}");
        assert!(stderr.contains(part), "{args:?}: {stderr}");
        assert_eq!(stderr.matches("error:").count(), 1, "{args:?}: {stderr}");
        assert!(stderr.starts_with("mbxtrace: error: "), "{args:?}: {stderr}");
        assert_eq!(stdout, "", "{args:?}");
    }
    assert_eq!(std::fs::read_dir(folder.path()).expect("readable").count(), 0);
}

#[test]
fn answers_that_need_no_input() {
    let folder = tempfile::tempdir().expect("a folder");
    #[rustfmt::skip]
    let cases: &[(&[&str], &str)] = &[
        (&["--version"], env!("CARGO_PKG_VERSION")),
        (&["--help"], "Exit status"),
        (&["analyze", "--help"], "--fail-on"),
        (&["watch", "--help"], "--stop-when-idle"),
        (&["watch", "--print-config"], "silent_after"),
        (&["watch", "--print-unit"], "WatchdogSec="),
        (&["formats", "list"], "jetty-request-log"),
        (&["completions", "bash"], "complete"),
        (&["completions", "powershell"], "mbxtrace"),
        (&["man"], ".TH mbxtrace"),
        (&["man", "analyze"], "fail\\-on"),
    ];
    for (args, part) in cases {
        let (status, stdout, stderr) = run(folder.path(), args);
        assert_eq!((status, stderr.as_str()), (Some(0), ""), "{args:?}");
        assert!(stdout.contains(part), "{args:?}: {stdout}");
    }
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_mbxtrace"))
        .args(["completions", "bash"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program runs");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(output.stderr, b"");
}
