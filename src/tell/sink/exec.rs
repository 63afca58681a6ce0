//! Notices handed to a command: JSON on its standard input, fields in its environment, no shell.

use std::io::{self, Write};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use anyhow::bail;

use super::{Failure, Sink};
use crate::inert;
use crate::tell::{ExecConfig, Notice};

/// Longest value of an environment variable, in bytes. Linux allows 128 KiB; the rest is in the JSON.
const LONGEST_VALUE: usize = 32 * 1024;

/// How the service manager talks to us is none of the command's business.
const NOT_INHERITED: [&str; 6] = [
    "NOTIFY_SOCKET",
    "WATCHDOG_PID",
    "WATCHDOG_USEC",
    "LISTEN_FDS",
    "LISTEN_PID",
    "LISTEN_FDNAMES",
];

/// A command run once for each notice.
pub(super) struct Exec {
    program: String,
    args: Vec<String>,
    timeout: Duration,
}

impl Exec {
    pub(super) fn new(config: &ExecConfig) -> anyhow::Result<Self> {
        match config.command.split_first() {
            Some((program, args)) if !program.is_empty() => {
                Ok(Self { program: program.clone(), args: args.to_vec(), timeout: config.timeout })
            }
            _ => bail!("`command` is empty: give a program and its arguments"),
        }
    }

    fn command(&self, notice: &Notice) -> io::Result<Command> {
        let mut command = Command::new(&self.program);
        command.args(&self.args).stdin(Stdio::piped()).stdout(stderr()?).envs(environment(notice));
        for name in NOT_INHERITED {
            command.env_remove(name);
        }
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        Ok(command)
    }

    fn run(&self, notice: &Notice) -> Result<(), String> {
        let shown = |error: io::Error| format!("{}: {error}", self.program);
        let mut child =
            self.command(notice).and_then(|mut command| command.spawn()).map_err(shown)?;
        feed(&mut child, notice.to_json() + "\n").map_err(shown)?;
        match wait(&mut child, self.timeout).map_err(shown)? {
            Some(status) if status.success() => Ok(()),
            Some(status) => Err(format!("{}: {status}", self.program)),
            None => Err(format!("{}: killed after {:?}", self.program, self.timeout)),
        }
    }
}

impl Sink for Exec {
    fn send(&mut self, notice: &Notice) -> Result<(), Failure> {
        self.run(notice).map_err(Failure::retry)
    }
}

/// Standard error for the command's standard output: ours is for notices.
fn stderr() -> io::Result<Stdio> {
    #[cfg(unix)]
    let own = std::os::fd::AsFd::as_fd(&io::stderr()).try_clone_to_owned()?;
    #[cfg(windows)]
    let own = std::os::windows::io::AsHandle::as_handle(&io::stderr()).try_clone_to_owned()?;
    Ok(own.into())
}

/// Fields of the notice. Lines of the text stay lines; nothing else in them steers.
fn environment(notice: &Notice) -> [(&'static str, String); 8] {
    let text: Vec<_> = notice.text.lines().map(inert::line).collect();
    let fields = [
        ("MBXTRACE_ID", inert::line(&notice.id).into_owned()),
        ("MBXTRACE_KIND", notice.kind.name().to_owned()),
        ("MBXTRACE_AT", notice.time()),
        ("MBXTRACE_LEVEL", notice.level.name().to_owned()),
        ("MBXTRACE_RULE", inert::line(&notice.rule).into_owned()),
        ("MBXTRACE_FINDING", inert::line(&notice.finding).into_owned()),
        ("MBXTRACE_TITLE", inert::line(&notice.title).into_owned()),
        ("MBXTRACE_TEXT", text.join("\n")),
    ];
    fields.map(|(name, value)| (name, inert::clipped_bytes(&value, LONGEST_VALUE).into_owned()))
}

/// Writes to the command's standard input on a thread of its own: a command that does not read must
/// not keep us beyond its time. It ends with the command at the latest.
fn feed(child: &mut Child, json: String) -> io::Result<()> {
    let Some(mut stdin) = child.stdin.take() else { return Ok(()) };
    let write = move || {
        // A command need not read what it does not want: its exit status says whether that was well.
        drop(stdin.write_all(json.as_bytes()));
    };
    std::thread::Builder::new().name("tell exec stdin".to_owned()).spawn(write).map(drop)
}

/// The status of the command, or `None` if it was killed, with its process group, for taking longer
/// than `timeout`.
fn wait(child: &mut Child, timeout: Duration) -> io::Result<Option<ExitStatus>> {
    let end = Instant::now() + timeout;
    let mut pause = Duration::from_millis(1);
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        let left = end.saturating_duration_since(Instant::now());
        if left.is_zero() {
            kill(child)?;
            child.wait()?;
            return Ok(None);
        }
        std::thread::sleep(pause.min(left));
        pause = (pause * 2).min(Duration::from_millis(50));
    }
}

/// Kills the group, which has the number of its leader. That number is not given to another process
/// while we have not waited for the leader.
#[cfg(unix)]
fn kill(child: &Child) -> io::Result<()> {
    use rustix::process::{Pid, Signal, kill_process_group};
    let leader = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
    leader.map_or(Ok(()), |leader| Ok(kill_process_group(leader, Signal::KILL)?))
}

#[cfg(not(unix))]
fn kill(child: &mut Child) -> io::Result<()> {
    child.kill()
}
