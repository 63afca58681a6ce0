//! Run, exit.

use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

/// Many small strings on several threads: measurably faster than the C library's allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    std::panic::set_hook(Box::new(internal_error));
    // Neither is locked: sinks of `watch` and progress write there from other threads.
    let mut stdout = BufWriter::new(io::stdout());
    mbxtrace::run(std::env::args_os(), &mut stdout, &mut io::stderr()).into()
}

/// A panic is a bug of ours: say so, and end with the status that says so.
#[expect(clippy::exit, reason = "the release build aborts on panic, which would hide the status")]
fn internal_error(panic: &std::panic::PanicHookInfo<'_>) {
    drop(writeln!(io::stderr(), "mbxtrace: internal error, please report it: {panic}"));
    std::process::exit(i32::from(mbxtrace::ExitStatus::Internal.code()));
}
