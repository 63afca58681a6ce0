//! End-to-end tests, one binary.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should panic where it stands")]

/// Usage, answers that need no input, exit statuses.
mod cli;
/// One case against another.
mod compare;
/// A temporary project folder and the program in it.
mod harness;
/// Reports in another language.
mod language;
/// The README's transcripts are executed.
mod readme;
/// Redacted reports and bundles: nobody is named, and the verdict is the same.
mod redact;
/// The same input twice, in halves, as tree or archive: nothing changes.
mod repeat;
/// Every scenario of `sample-logs/`: findings equal its hand-written truth.
mod scenarios;
/// House rules.
mod tidy;
/// What can be asked of a case, and of the program without one.
mod verbs;
