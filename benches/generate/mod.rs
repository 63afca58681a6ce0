//! Writes the benchmark corpus: what a Unity Connection node and an Exchange server log in a day,
//! with a known truth. Seeded: the same plan gives the same bytes on every machine.
//!
//! Seven tenths of the bytes are Jetty's request log, a quarter CUC diagnostic traces, a twentieth
//! an Event Viewer export. At 1,000 MB that is 14,000 subscriptions over 24 hours with 300 outages
//! and 1,500 lost single keep-alives; smaller corpora keep the day and scale the subscriptions.

mod diag;
mod events;
mod jetty;
mod rng;
mod stamp;
mod truth;

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

pub(crate) use truth::Truth;

/// Middle of the corpus, midnight UTC before 30 June 2014, in seconds since 1970.
const MIDNIGHT: u64 = 1_404_086_400;
/// Bytes of one keep-alive in the request log.
const PUSH_BYTES: u64 = 169;
/// Seconds between two keep-alives of one subscription.
const PERIOD: u64 = 300;
/// The server's clock: UTC-04:00, in seconds.
const ZONE: u64 = 4 * 3600;

/// What to write.
pub(crate) struct Plan {
    /// Size of the corpus in 10^6 bytes, met within a few per cent.
    pub(crate) megabytes: u64,
    /// Seed of every random choice.
    pub(crate) seed: u64,
    /// Subscriptions; with more of them than the size asks for, the day gets shorter.
    pub(crate) subscriptions: u64,
}

impl Plan {
    /// The plan of that size, subscriptions scaled.
    pub(crate) fn of(megabytes: u64, seed: u64) -> Self {
        Self { megabytes, seed, subscriptions: (megabytes * 14).max(40) }
    }

    /// Rounds of keep-alives.
    fn rounds(&self) -> u64 {
        let bytes = self.megabytes * 700_000;
        bytes / (self.subscriptions * PUSH_BYTES * 102 / 100)
    }

    /// First second, UTC.
    fn first(&self) -> u64 {
        MIDNIGHT - self.rounds() / 2 * PERIOD
    }

    /// Second after the last one, UTC.
    fn until(&self) -> u64 {
        self.first() + self.rounds() * PERIOD
    }
}

/// Writes the corpus into `dir/logs` and what it holds into `dir/truth.json`.
pub(crate) fn write(dir: &Path, plan: &Plan) -> io::Result<Truth> {
    if plan.rounds() < 16 {
        let text = "the log would be shorter than 80 minutes; use more --megabytes or fewer --subscriptions";
        return Err(io::Error::new(io::ErrorKind::InvalidInput, text));
    }
    let mut truth = Truth::new(plan.seed, plan.first(), plan.until());
    jetty::write(&dir.join("logs/cuc1/jetty"), plan, &mut truth)?;
    diag::write(&dir.join("logs/cuc1/cuc"), plan, &mut truth)?;
    diag::write_syslog(&dir.join("logs/cuc1/syslog"), plan)?;
    events::write(&dir.join("logs/exch01"), plan, &mut truth)?;
    let mut out = create(dir, "truth.json")?;
    truth.write(&mut out)?;
    out.flush()?;
    Ok(truth)
}

/// A file of the corpus; makes its folder.
fn create(folder: &Path, name: &str) -> io::Result<BufWriter<File>> {
    fs::create_dir_all(folder)?;
    Ok(BufWriter::with_capacity(1 << 18, File::create(folder.join(name))?))
}
