//! One file a verb. The only place that reads the wall clock, signals, the terminal.

pub mod analyze;
pub mod compare;
pub mod completions;
pub mod formats;
pub mod man;
pub mod output;
mod pager;
pub mod redact;
pub mod report;
pub mod rules;
pub mod search;
pub mod selftest;
pub mod serve;
mod sharing;
pub mod show;
pub mod tui;
pub mod watch;

use std::io::ErrorKind;

use anyhow::Context;

use crate::case::CaseError;
use crate::exit::UsageError;
use crate::settings::Surroundings;

/// A case that is not there, is of another layout, is being written or is in a place that cannot be
/// used is for the user to put right; its message says how.
fn case_error(error: CaseError) -> anyhow::Error {
    let is_usage = match &error {
        CaseError::Missing(_)
        | CaseError::Occupied { .. }
        | CaseError::Locked(_)
        | CaseError::Version { .. }
        | CaseError::Stopped
        | CaseError::TooWide(_) => true,
        CaseError::Io { source, .. } => matches!(
            source.kind(),
            ErrorKind::NotFound
                | ErrorKind::NotADirectory
                | ErrorKind::AlreadyExists
                | ErrorKind::PermissionDenied
                | ErrorKind::ReadOnlyFilesystem
        ),
        CaseError::Damaged { .. } | CaseError::Index(_) => false,
    };
    if is_usage { UsageError(error.to_string()).into() } else { error.into() }
}

/// What the settings may know of the world, looked up now.
fn surroundings() -> anyhow::Result<Surroundings> {
    let folder = std::env::current_dir().context("cannot tell the working directory")?;
    let now =
        chrono::Utc::now().timestamp_nanos_opt().context("the system clock is out of range")?;
    Ok(Surroundings { now, folder })
}
