//! Sinks: where notices go. Each is tried by a [`courier`](super::courier), which waits and repeats;
//! a sink itself tries once, within a bounded time, and says what came of it.

mod address;
mod exec;
mod file;
mod retry_after;
mod stdout;
mod syslog;
mod syslog_message;
mod tls;
mod transport;
mod webhook;

use std::fmt::Display;
use std::time::Duration;

use super::{LineFormat, Notice, SinkConfig, Target};

/// A place that notices go to.
pub(super) trait Sink: Send {
    /// Tries once. `Ok` is an acknowledgement: as good a one as the receiver's protocol gives.
    fn send(&mut self, notice: &Notice) -> Result<(), Failure>;

    /// Whether what is told outlives a power loss or is on another machine, so that progress must too.
    fn is_lasting(&self) -> bool {
        true
    }

    /// After how many refusals a notice is passed over.
    fn refused_after(&self) -> u32 {
        1
    }
}

/// Why a try failed.
#[derive(Debug)]
pub(super) struct Failure {
    pub(super) error: String,
    /// How long the receiver asked to be left alone.
    pub(super) after: Option<Duration>,
    /// The receiver does not want this notice; others it may.
    pub(super) is_refusal: bool,
    /// Nothing can be told to this sink any more.
    pub(super) is_closed: bool,
}

impl Failure {
    /// Another try may succeed.
    pub(super) fn retry(error: impl Display) -> Self {
        Self { error: error.to_string(), after: None, is_refusal: false, is_closed: false }
    }
}

/// Makes the sink that a configuration describes. Reads its secrets and certificates; connects to
/// nothing.
pub(super) fn build(config: &SinkConfig) -> anyhow::Result<Box<dyn Sink>> {
    Ok(match &config.target {
        Target::Stdout(config) => Box::new(stdout::Stdout::new(config)?),
        Target::File(config) => Box::new(file::AlertFile::new(config)),
        Target::Syslog(config) => Box::new(syslog::Syslog::new(config)?),
        Target::Webhook(config) => Box::new(webhook::Webhook::new(config)?),
        Target::Exec(config) => Box::new(exec::Exec::new(config)?),
    })
}

/// Standard output that leads elsewhere.
#[cfg(test)]
pub(super) fn stdout_to(out: std::fs::File) -> Box<dyn Sink> {
    Box::new(stdout::Stdout::to(out, LineFormat::Text))
}

/// A notice as whole lines.
fn lines(notice: &Notice, format: LineFormat) -> String {
    match format {
        LineFormat::Text => notice.to_text(),
        LineFormat::Jsonl => notice.to_json() + "\n",
    }
}
