//! `tui` in a terminal of its own: what is shown, from a finding to its evidence and back, a note that is kept, and a
//! terminal left as it was found.

use std::process::Command;
use std::time::{Duration, Instant};

use crate::harness::{Project, root};

/// How long a screen may take to show what is expected; machines are shared.
const PATIENCE: Duration = Duration::from_secs(20);

/// A tmux server for one test.
struct Terminal {
    socket: String,
}

impl Terminal {
    /// A terminal of that size in which the case is browsed; `None` if there is no tmux.
    fn new(name: &str, size: (u16, u16), project: &Project) -> Option<Self> {
        let socket = format!("mbxtrace-test-{name}-{}", std::process::id());
        let case = project.path().join("case");
        let shell = format!(
            "'{}' tui --case '{}'; echo ended with $?; sleep 60",
            env!("CARGO_BIN_EXE_mbxtrace"),
            case.display()
        );
        let (columns, rows) = (size.0.to_string(), size.1.to_string());
        let started = Command::new("tmux")
            .args([
                "-L",
                &socket,
                "-f",
                "/dev/null",
                "new-session",
                "-d",
                "-x",
                &columns,
                "-y",
                &rows,
            ])
            .args(["-s", "t", &shell])
            .env("LC_ALL", "C.UTF-8")
            .current_dir(root())
            .status();
        match started {
            Ok(status) if status.success() => Some(Self { socket }),
            Ok(status) => panic!("tmux ended with {status}"),
            Err(error) => {
                // Said where `cargo test -- --nocapture` shows it; the state machine has tests of its own.
                println!("not tried in a terminal: tmux cannot be started ({error})");
                None
            }
        }
    }

    fn keys(&self, keys: &[&str]) {
        let sent = Command::new("tmux")
            .args(["-L", &self.socket, "send-keys", "-t", "t"])
            .args(keys)
            .status();
        assert!(sent.is_ok_and(|status| status.success()), "{keys:?}");
    }

    /// A terminal takes what follows an escape at once for a part of it.
    fn escape(&self) {
        self.keys(&["Escape"]);
        std::thread::sleep(Duration::from_millis(400));
    }

    fn screen(&self) -> String {
        let shown = Command::new("tmux")
            .args(["-u", "-L", &self.socket, "capture-pane", "-t", "t", "-p"])
            .output();
        String::from_utf8_lossy(&shown.expect("tmux answers").stdout).into_owned()
    }

    /// The screen as soon as it shows this.
    #[track_caller]
    fn wait(&self, text: &str) -> String {
        let begun = Instant::now();
        loop {
            let screen = self.screen();
            if screen.contains(text) {
                return screen;
            }
            assert!(begun.elapsed() < PATIENCE, "`{text}` does not come:\n{screen}");
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        drop(Command::new("tmux").args(["-L", &self.socket, "kill-server"]).status());
    }
}

fn analysed() -> Project {
    let project = Project::new();
    let case = project.path().join("case");
    let ran = Command::new(env!("CARGO_BIN_EXE_mbxtrace"))
        .args(["analyze", "sample-logs/bundle.zip", "--quiet", "--case"])
        .arg(&case)
        .current_dir(root())
        .output()
        .unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    project
}

#[test]
fn from_a_finding_to_its_evidence_and_back() {
    let project = analysed();
    let Some(terminal) = Terminal::new("way", (80, 24), &project) else { return };
    let first = terminal.wait("? help");
    assert!(first.contains("RC-07 high"), "{first}");
    assert!(first.contains("Causes 4"), "{first}");

    // Below four causes stands the finding of the session limit.
    terminal.keys(&["Tab", "j", "j", "j", "j", "Enter"]);
    let evidence = terminal.wait("9646 error");
    assert!(evidence.contains(" *E 02:41:07"), "{evidence}");
    terminal.escape();
    let back = terminal.wait("^014-07-08");
    assert!(back.contains(" Detail "), "the finding from which the way went: {back}");

    terminal.keys(&["Tab", "/"]);
    terminal.keys(&["-l", "http_status:>=500"]);
    terminal.wait("12 records");
    terminal.keys(&["Enter"]);
    terminal.keys(&["a"]);
    terminal.keys(&["-l", "ask the Exchange team"]);
    terminal.keys(&["Enter"]);
    terminal.wait("note: ask the Exchange team");
    let kept = std::fs::read_to_string(project.path().join("case/notes.toml")).unwrap();
    assert!(kept.contains("ask the Exchange team"), "{kept}");

    terminal.keys(&["q"]);
    terminal.wait("ended with 0");
}

#[test]
fn a_wrong_filter_is_said_and_a_wide_screen_is_used() {
    let project = analysed();
    let Some(terminal) = Terminal::new("wide", (200, 50), &project) else { return };
    // Days stand where there is room, once the records are read.
    let wide = terminal.wait("07-08 00:00:00");
    assert!(wide.lines().all(|line| line.chars().count() <= 200), "{wide}");
    terminal.keys(&["/"]);
    terminal.keys(&["-l", "nosuchfield:1"]);
    terminal.wait("no field");
    terminal.escape();
    terminal.keys(&["q"]);
    terminal.wait("ended with 0");
}

#[test]
fn without_a_terminal_it_says_what_to_use() {
    let project = analysed();
    let ran = Command::new(env!("CARGO_BIN_EXE_mbxtrace"))
        .args(["tui", "--case"])
        .arg(project.path().join("case"))
        .stdin(std::process::Stdio::null())
        .output()
        .unwrap();
    assert_eq!(ran.status.code(), Some(2));
    let said = String::from_utf8_lossy(&ran.stderr);
    assert!(said.contains("needs a terminal") && said.contains("mbxtrace search"), "{said}");
}
