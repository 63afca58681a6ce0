//! Commands: what they get, how they fail, what becomes of those that take too long.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use super::{eventually, finish, notice, notices, settle, sink};
use crate::tell::{SinkConfig, Teller};

/// A sink that runs a script of the shell, which the test brings along: the sink itself has none.
fn exec(script: &str, more: &str) -> SinkConfig {
    sink(&format!("kind = \"exec\"\ncommand = [\"/bin/sh\", \"-c\", {script:?}]\n{more}"))
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_default()
}

#[test]
fn a_command_gets_the_notice_and_none_of_it_is_run() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let script = format!(
        "cat > {0}.json; printf '%s' \"$MBXTRACE_TITLE\" > {0}.title; env > {0}.env",
        out.display()
    );
    let mut teller = Teller::open(folder.path(), vec![exec(&script, "")]).unwrap();
    let mut odd = notice(1);
    let touched = folder.path().join("touched");
    odd.title =
        format!("$(touch {0}) `touch {0}` ; touch {0} \u{1b}[2J\u{202e}\0", touched.display());
    odd.text = "one\n\u{7}two\r".to_owned();
    teller.tell(std::slice::from_ref(&odd)).unwrap();
    finish(teller);
    let json: serde_json::Value = serde_json::from_str(&read(&out.with_extension("json"))).unwrap();
    assert_eq!(json["title"], odd.title.as_str());
    assert!(!touched.try_exists().unwrap());
    let title = read(&out.with_extension("title"));
    assert!(title.ends_with(r" \x1b[2J\u{202e}\x00"), "{title}");
    let environment = read(&out.with_extension("env"));
    assert!(environment.contains("MBXTRACE_TEXT=one\n\\x07two\\r\n"), "{environment}");
    for line in ["MBXTRACE_LEVEL=high", "MBXTRACE_AT=2014-06-29T12:37:33Z", "MBXTRACE_KIND=raised"]
    {
        assert!(environment.lines().any(|shown| shown == line), "{line}");
    }
    assert!(!environment.contains("NOTIFY_SOCKET"));
}

#[test]
fn a_command_that_fails_is_run_again_and_order_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    // Fails at each notice twice, once without and once after having read it.
    let script = format!(
        "echo x >> {0}.$MBXTRACE_FINDING; n=$(wc -l < {0}.$MBXTRACE_FINDING); \
         [ $n = 1 ] && exit 3; cat > /dev/null; [ $n = 2 ] && kill -9 $$; echo $MBXTRACE_FINDING >> {0}",
        out.display()
    );
    let mut teller = Teller::open(folder.path(), vec![exec(&script, "")]).unwrap();
    teller.tell(&notices(0..3)).unwrap();
    settle(&teller);
    assert_eq!(read(&out), "f000\nf001\nf002\n");
    let count = teller.counts().remove(0);
    assert_eq!((count.told, count.failed), (3, 6));
}

#[test]
fn a_command_that_takes_too_long_is_killed_with_its_children() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let script = format!(
        "[ -e {0} ] && exit 0; sleep 300 & echo $! > {0}.draft; mv {0}.draft {0}; wait",
        out.display()
    );
    let mut teller = Teller::open(folder.path(), vec![exec(&script, "timeout = \"1s\"")]).unwrap();
    let begin = Instant::now();
    teller.tell(&notices([0])).unwrap();
    settle(&teller);
    assert!(begin.elapsed() >= Duration::from_secs(1));
    assert_eq!((teller.counts()[0].failed, teller.counts()[0].told), (1, 1));
    let child = read(&out).trim().to_owned();
    // Gone, or dead and not yet collected by the init process.
    eventually("the child of the command is dead", || {
        let status = read(Path::new(&format!("/proc/{child}/stat")));
        status.is_empty() || status.contains(") Z ")
    });
}

#[test]
fn a_command_need_not_read() {
    let folder = tempfile::tempdir().unwrap();
    let mut teller = Teller::open(folder.path(), vec![exec("exit 0", "")]).unwrap();
    let mut large = notice(0);
    large.text = "x".repeat(1_000_000);
    teller.tell(&[large, notice(1)]).unwrap();
    settle(&teller);
    let count = teller.counts().remove(0);
    assert_eq!((count.told, count.failed), (2, 0));
}

#[test]
fn a_command_that_is_not_there_waits_for_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("page");
    let config = sink(&format!("kind = \"exec\"\ncommand = [{path:?}]"));
    let mut teller = Teller::open(folder.path(), vec![config]).unwrap();
    teller.tell(&notices([0])).unwrap();
    eventually("a failed try", || teller.counts()[0].failed > 0);
    std::os::unix::fs::symlink("/bin/true", &path).unwrap();
    settle(&teller);
    assert_eq!(teller.counts()[0].told, 1);
}
