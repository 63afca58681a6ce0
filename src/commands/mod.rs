//! One file a verb. The only place that reads the wall clock, signals, the terminal.

pub mod analyze;
pub mod completions;
pub mod formats;
pub mod man;
pub mod output;
pub mod report;
pub mod rules;
pub mod search;

use anyhow::Context;

use crate::case::CaseError;
use crate::exit::UsageError;
use crate::settings::Surroundings;

/// A case that is not there, is of another layout or is being written is for the user to put right;
/// its message says how.
fn case_error(error: CaseError) -> anyhow::Error {
    match error {
        CaseError::Missing(_) | CaseError::Locked(_) | CaseError::Version { .. } => {
            UsageError(error.to_string()).into()
        }
        other => other.into(),
    }
}

/// What the settings may know of the world, looked up now.
fn surroundings() -> anyhow::Result<Surroundings> {
    let folder = std::env::current_dir().context("cannot tell the working directory")?;
    let now =
        chrono::Utc::now().timestamp_nanos_opt().context("the system clock is out of range")?;
    Ok(Surroundings { now, folder })
}
