//! End-to-end tests, one binary.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should panic where it stands")]
#![cfg_attr(
    unix,
    expect(clippy::print_stdout, reason = "counts of a long test, and why one is skipped")
)]

/// Usage, answers that need no input, exit statuses.
mod cli;
/// One case against another.
mod compare;
/// What was looked at: holes, filters, wrong nodes, other days.
mod coverage;
/// `watch` as a service: settings, signals, the service manager, metrics; `selftest`.
#[cfg(unix)]
mod daemon;
/// The case on a disk that is full for a while.
#[cfg(target_os = "linux")]
mod full_disk;
/// A temporary project folder and the program in it.
mod harness;
/// `watch` killed at random points under load.
#[cfg(unix)]
mod kill;
/// Reports in another language.
mod language;
/// Clocks that are apart: recovered or unknown, and taken off on demand.
mod offsets;
/// The README's transcripts are executed.
mod readme;
/// Redacted reports and bundles: nobody is named, and the verdict is the same.
mod redact;
/// The same input twice, in halves, as tree or archive: nothing changes.
mod repeat;
/// Every scenario of `sample-logs/`: findings equal its hand-written truth.
mod scenarios;
/// Ad hoc search: neighbours, spread, columns, saved queries, completion; `show`; a search that follows.
mod search;
/// `serve` over a socket.
#[cfg(unix)]
mod serve;
/// Two nodes that write under load, the watch over them, and what its case must hold.
#[cfg(unix)]
mod site;
/// House rules.
mod tidy;
/// `tui` in a terminal of its own.
#[cfg(unix)]
mod tui;
/// What can be asked of a case, and of the program without one.
mod verbs;
