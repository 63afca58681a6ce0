//! Run, exit.

use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

/// Many small strings on several threads: measurably faster than the C library's allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    std::panic::set_hook(Box::new(internal_error));
    #[cfg(unix)]
    keep_memory();
    // Neither is locked: sinks of `watch` and progress write there from other threads.
    let mut stdout = BufWriter::new(io::stdout());
    mbxtrace::run(std::env::args_os(), &mut stdout, &mut io::stderr()).into()
}

/// The allocator gives back what nobody used for a second. A watch uses its buffers again with the next
/// commit, and zeroing them page by page was a third of what it cost. The delay is read from the
/// environment before `main`: the program starts itself once more, as the same process. Where that is
/// not allowed, it goes on as it is.
#[cfg(unix)]
fn keep_memory() {
    use std::os::unix::process::CommandExt;

    const DELAY: &str = "MIMALLOC_PURGE_DELAY";
    let mut args = std::env::args_os();
    let (Some(name), Some(command)) = (args.next(), args.next()) else { return };
    if command != "watch" || std::env::var_os(DELAY).is_some() {
        return;
    }
    let Ok(program) = std::env::current_exe() else { return };
    // Milliseconds.
    let mut again = std::process::Command::new(program);
    drop(again.arg0(name).arg(command).args(args).env(DELAY, "5000").exec());
}

/// A panic is a bug of ours: say so, and end with the status that says so.
#[expect(clippy::exit, reason = "the release build aborts on panic, which would hide the status")]
fn internal_error(panic: &std::panic::PanicHookInfo<'_>) {
    drop(writeln!(io::stderr(), "mbxtrace: internal error, please report it: {panic}"));
    std::process::exit(i32::from(mbxtrace::ExitStatus::Internal.code()));
}
