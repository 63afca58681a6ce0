//! A process that tells and is killed, again and again.

use std::path::PathBuf;
use std::process::{Command, ExitStatus, Stdio};
use std::time::Duration;

use super::receiver::{Answer, Receiver};
use super::{finish, ids, notice, notices, sink};
use crate::tell::Teller;

/// Set for the process that tells: its folder, and the port of the receiver.
const ROLE: &str = "MBXTRACE_TEST_TELLS";
const NOTICES: usize = 400;
const KILLS: usize = 12;

/// Tells what is not known yet, one after the other, and ends when all is told.
fn tell_all(role: &str) {
    let (folder, port) = role.rsplit_once('|').unwrap();
    let folder = PathBuf::from(folder);
    let url = format!("kind = \"webhook\"\nurl = \"http://127.0.0.1:{port}/\"\nproxy = \"none\"");
    let file = format!("kind = \"file\"\npath = {:?}", folder.join("told.jsonl"));
    let mut teller = Teller::open(&folder.join("alerts"), vec![sink(&url), sink(&file)]).unwrap();
    for number in 0..NOTICES {
        if !teller.knows(&notice(number).id) {
            teller.tell(&notices([number])).unwrap();
        }
    }
    finish(teller);
}

/// Runs this test in a process of its own, which is killed after that time; without one it ends.
fn run(role: &str, killed_after: Option<Duration>) -> ExitStatus {
    let name = "tell::tests::killed::nothing_is_lost_and_only_what_is_under_way_is_doubled";
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", name])
        .env(ROLE, role)
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    if let Some(time) = killed_after {
        std::thread::sleep(time);
        child.kill().unwrap();
    }
    child.wait().unwrap()
}

#[test]
fn nothing_is_lost_and_only_what_is_under_way_is_doubled() {
    if let Ok(role) = std::env::var(ROLE) {
        return tell_all(&role);
    }
    let folder = tempfile::tempdir().unwrap();
    let receiver = Receiver::new(|_| Answer::Status(200));
    let role = format!("{}|{}", folder.path().display(), receiver.port);
    let mut killed = 0;
    for turn in 0..KILLS {
        let time = Duration::from_millis(20 + 37 * u64::try_from(turn).unwrap() % 200);
        killed += usize::from(!run(&role, Some(time)).success());
    }
    assert!(run(&role, None).success());
    let mut told = receiver.acknowledged();
    let doubled = told.len() - NOTICES;
    told.dedup();
    assert_eq!(told, ids(0..NOTICES));
    assert!(doubled <= killed, "{doubled} doubled, {killed} killed");
    let text = std::fs::read_to_string(folder.path().join("told.jsonl")).unwrap();
    let whole = text.lines().filter(|line| serde_json::from_str::<serde_json::Value>(line).is_ok());
    let mut lines: Vec<_> = whole.map(|line| line.get(18..22).unwrap().to_owned()).collect();
    assert!(lines.len() <= NOTICES + killed);
    lines.dedup();
    assert_eq!(lines, (0..NOTICES).map(|number| format!("f{number:03}")).collect::<Vec<_>>());
    println!("{killed} times killed, {doubled} doubled, 0 lost");
}
