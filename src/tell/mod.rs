//! Tells what a daemon found: every notice goes into a journal on disk, and from there to each sink,
//! in order, until the sink has acknowledged it. A sink that is down or slow delays nobody else.
//!
//! [`Teller::tell`] appends to the journal, waits for the disk and returns. Every sink has a thread
//! (its courier) and a durable cursor: the last notice that it is done with. So after a crash what was
//! acknowledged is not sent again and what was not is sent. Only what was sent and not yet acknowledged
//! is sent twice, with the same id, by which receivers can tell.

mod backoff;
mod config;
mod courier;
mod cursor;
mod durable;
mod filter;
mod journal;
mod notice;
mod record;
mod shared;
mod sink;
mod span;

#[cfg(test)]
mod tests;

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail};

pub use self::config::{
    ExecConfig, FileConfig, LineFormat, SinkConfig, StdoutConfig, SyslogConfig, SyslogTransport,
    Target, WebhookConfig,
};
use self::courier::{Courier, Running};
use self::cursor::Cursor;
use self::journal::Journal;
pub use self::notice::{Notice, NoticeKind};
use self::shared::Shared;
use crate::exit::UsageError;

/// How one sink fares, for metrics.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SinkCount {
    /// Name of the sink, as configured or made from its kind and destination.
    pub sink: String,
    /// Notices acknowledged since the program started.
    pub told: u64,
    /// Tries that failed since the program started.
    pub failed: u64,
    /// Notices the receiver refused so often that they were passed over, since the program started.
    pub refused: u64,
    /// Notices in the journal that the sink is not done with. Those it does not want are done with
    /// when their turn comes.
    pub waiting: u64,
    /// Why the last try failed; `None` after a success.
    pub last_error: Option<String>,
    /// Whether the sink can never tell anything again: nobody reads the pipe that is its end.
    pub is_closed: bool,
}

/// Tells notices to sinks. One for each folder; a second one, in this process or another, is refused.
pub struct Teller {
    folder: PathBuf,
    shared: Arc<Shared>,
    running: Vec<Running>,
    /// Held as long as this lives.
    _lock: File,
}

impl Teller {
    /// Opens the journal in `folder`, which is made if there is none, and starts the sinks: each goes
    /// on where it stopped; one that was never here before begins with the next notice.
    ///
    /// Fails if the folder cannot be used, if another teller uses it, or if a sink cannot be what its
    /// configuration says (a missing secret, a certificate that is none, two sinks of one name).
    /// A receiver that does not answer is no failure.
    pub fn open(folder: &Path, sinks: Vec<SinkConfig>) -> anyhow::Result<Self> {
        let shown = || format!("cannot keep alerts in {}", folder.display());
        std::fs::create_dir_all(folder).with_context(shown)?;
        let lock = lock(folder)?;
        let passed = cursor::all(folder).with_context(shown)?;
        let newest = passed.values().copied().max().unwrap_or(0);
        let journal = Journal::open(folder, newest).with_context(shown)?;
        let shared = Arc::new(Shared::new(journal, passed));
        let folder = folder.to_path_buf();
        let mut teller = Self { folder, shared, running: Vec::new(), _lock: lock };
        teller.replace_sinks(sinks)?;
        Ok(teller)
    }

    /// Whether the journal holds a notice of that id, told or not. Ids are known for 30 days, and the
    /// last 10,000 for ever.
    pub fn knows(&self, id: &str) -> bool {
        self.shared.lock().journal.knows(id)
    }

    /// Makes the notices durable, wakes the sinks and returns. A notice whose id is known is left out.
    ///
    /// After an error none of them is told: tell them again when the disk has recovered.
    pub fn tell(&mut self, notices: &[Notice]) -> io::Result<()> {
        self.shared.append(notices)
    }

    /// How each sink fares, in the order of the configuration.
    pub fn counts(&self) -> Vec<SinkCount> {
        self.running.iter().map(|running| running.count(&self.shared)).collect()
    }

    /// Replaces the sinks, for a configuration read anew: secrets and certificates are read again. A
    /// sink that stays goes on where it stands, one that is gone stops at once and is remembered for 30
    /// days. After an error the sinks are as they were.
    pub fn replace_sinks(&mut self, sinks: Vec<SinkConfig>) -> anyhow::Result<()> {
        let couriers = check_names(&sinks)?.iter().map(|config| self.courier(config));
        let couriers = couriers.collect::<anyhow::Result<Vec<_>>>()?;
        let mut before = std::mem::take(&mut self.running);
        self.shared.stop(&before);
        self.shared.set_live(couriers.iter().map(|courier| cursor::file_name(courier.name())));
        for courier in couriers {
            let old = before.iter().position(|running| running.name == courier.name());
            let old = old.map(|index| before.swap_remove(index));
            self.running.push(courier.start(old)?);
        }
        Ok(())
    }

    fn courier(&self, config: &SinkConfig) -> anyhow::Result<Courier> {
        let name = config.name();
        let sink = sink::build(config).with_context(|| format!("sink `{name}`"))?;
        let cursor = self.cursor_of(&name)?;
        Courier::new(config, name, sink, cursor, &self.shared)
    }

    fn cursor_of(&self, name: &str) -> anyhow::Result<Cursor> {
        let last = self.shared.lock().journal.last();
        let cursor = Cursor::open_or_create(&self.folder, name, last)
            .with_context(|| format!("cursor of sink `{name}` in {}", self.folder.display()))?;
        let gone = self.shared.lock().journal.gone_after(cursor.passed());
        if gone > 0 {
            tracing::warn!(sink = name, gone, "notices older than 30 days are no longer kept");
        }
        Ok(cursor)
    }

    /// Lets the sinks tell what waits, for at most `patience`, then stops them. What is still not told
    /// then is told after the next [`Teller::open`].
    pub fn finish(self, patience: Duration) {
        self.shared.drain(patience);
    }
}

impl Drop for Teller {
    fn drop(&mut self) {
        self.shared.stop(&self.running);
    }
}

/// Checks what [`Teller::open`] would check of sinks, without starting them.
pub fn check(sinks: &[SinkConfig]) -> anyhow::Result<()> {
    for config in check_names(sinks)? {
        let context = || format!("sink `{}`", config.name());
        filter::Filter::new(config).with_context(context)?;
        sink::build(config).with_context(context)?;
    }
    Ok(())
}

fn check_names(sinks: &[SinkConfig]) -> anyhow::Result<&[SinkConfig]> {
    for (index, config) in sinks.iter().enumerate() {
        let name = config.name();
        if name.is_empty() || name.contains(char::is_control) {
            bail!("{name:?} is no name for a sink: give one in plain text");
        }
        if sinks.iter().take(index).any(|other| other.name() == name) {
            bail!("two sinks are called `{name}`: give each a `name` of its own");
        }
    }
    Ok(sinks)
}

/// A process that is being started for a sink holds, until it is another program, what was open when it
/// was: the lock of a journal that has just been closed, too.
const LOCK_TRIES: usize = 20;
const LOCK_PAUSE: Duration = Duration::from_millis(5);

fn lock(folder: &Path) -> anyhow::Result<File> {
    let path = folder.join("lock");
    let file = File::create(&path).with_context(|| format!("cannot make {}", path.display()))?;
    for _ in 0..LOCK_TRIES {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(std::fs::TryLockError::WouldBlock) => std::thread::sleep(LOCK_PAUSE),
            Err(std::fs::TryLockError::Error(error)) => {
                return Err(error).with_context(|| format!("cannot lock {}", path.display()));
            }
        }
    }
    let case = folder.parent().unwrap_or(folder);
    Err(UsageError(format!(
        "another mbxtrace tells alerts from {}: wait for it, stop it, or use another case (--case DIR)",
        case.display()
    ))
    .into())
}
