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

use crate::settings::Surroundings;

/// What the settings may know of the world, looked up now.
fn surroundings() -> anyhow::Result<Surroundings> {
    let folder = std::env::current_dir().context("cannot tell the working directory")?;
    let now =
        chrono::Utc::now().timestamp_nanos_opt().context("the system clock is out of range")?;
    Ok(Surroundings { now, folder })
}
