//! Long answers on a terminal go through a pager.

use std::io::{self, IsTerminal, Write};
use std::process::{Child, Command, Stdio};

/// Writes through `$MBXTRACE_PAGER` or `$PAGER` (`less` if neither is set; none if it is empty or
/// `cat`) if stdout is a terminal and it is wanted, else to `stdout`. A pager that does not start is
/// no reason to show nothing.
pub(super) fn write(
    is_wanted: bool,
    stdout: &mut dyn Write,
    content: impl Fn(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    let pager = if is_wanted && io::stdout().is_terminal() { start() } else { None };
    let Some(mut pager) = pager else { return content(stdout) };
    let written = match pager.stdin.take() {
        Some(mut pipe) => content(&mut pipe),
        None => Ok(()),
    };
    pager.wait()?;
    // Whoever leaves the pager early has seen enough.
    written.or_else(
        |error| if error.kind() == io::ErrorKind::BrokenPipe { Ok(()) } else { Err(error) },
    )
}

fn start() -> Option<Child> {
    let named = ["MBXTRACE_PAGER", "PAGER"].into_iter().find_map(|name| std::env::var(name).ok());
    let line = named.unwrap_or_else(|| "less".to_owned());
    let mut words = line.split_whitespace();
    let program = words.next().filter(|program| *program != "cat")?;
    let mut command = Command::new(program);
    command.args(words).stdin(Stdio::piped());
    if std::env::var_os("LESS").is_none() {
        command.env("LESS", "FRX"); // as git does: short answers stay on the screen, colours show
    }
    command.spawn().ok()
}
