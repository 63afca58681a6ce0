//! The lines that are written, and the files they are written into.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::Context;
use chrono::{DateTime, Utc};

use super::tally::Written;
use crate::exit::UsageError;
use crate::source::CANARY_PREFIX;

/// Every so many lines one is written in two halves, as a log writer may do.
const HALVED: u32 = 25;

/// How long half a line stands alone.
const HALF_STANDS: Duration = Duration::from_millis(5);

/// The file that is written, and what of it must be removed.
pub(super) struct Canary {
    path: PathBuf,
    rotated: PathBuf,
    file: File,
    name: String,
    pub(super) total: u32,
    next: u32,
}

impl Canary {
    pub(super) fn new(folder: &Path, name: &str, total: u32) -> anyhow::Result<Self> {
        let path = folder.join(format!("{CANARY_PREFIX}{name}.request.log"));
        let file = OpenOptions::new().append(true).create_new(true).open(&path);
        let file = file.map_err(|error| {
            UsageError(format!("cannot write a canary into {}: {error}", folder.display()))
        })?;
        let rotated = folder.join(format!("{CANARY_PREFIX}{name}.request.log.1"));
        Ok(Self { path, rotated, file, name: name.to_owned(), total, next: 0 })
    }

    /// Writes the next line; in the middle, the file is renamed and begun anew first.
    pub(super) fn write_line(&mut self) -> anyhow::Result<Written> {
        if self.next == self.total / 2 {
            fs::rename(&self.path, &self.rotated).context("rotating the canary")?;
            self.file = OpenOptions::new().append(true).create_new(true).open(&self.path)?;
        }
        let text = line(&self.name, self.next, Utc::now());
        let bytes = text.as_bytes();
        let middle = if self.next % HALVED == HALVED - 1 { bytes.len() / 2 } else { 0 };
        let (head, tail) = bytes.split_at(middle);
        if !head.is_empty() {
            self.file.write_all(head)?;
            thread::sleep(HALF_STANDS);
        }
        self.file.write_all(tail)?;
        self.file.write_all(b"\n")?;
        self.next += 1;
        Ok(Written { text, at: Instant::now() })
    }

    pub(super) fn remove(&self) {
        for path in [&self.path, &self.rotated] {
            if let Err(error) = fs::remove_file(path)
                && error.kind() != io::ErrorKind::NotFound
            {
                tracing::warn!(path = %path.display(), %error, "the canary cannot be removed");
            }
        }
    }
}

/// One line of a Jetty request log (NCSA, with the blanks of Jetty 6) for a URL that nobody has: a
/// plain success, which no rule looks at. 192.0.2.254 is an address for documentation (RFC 5737).
pub(super) fn line(name: &str, sequence: u32, time: DateTime<Utc>) -> String {
    let stamp = time.format("%d/%b/%Y:%H:%M:%S +0000");
    format!("192.0.2.254 -  -  [{stamp}] \"GET {}?sequence={sequence} HTTP/1.1\" 200 0 ", url(name))
}

/// What the lines of a run ask for.
pub(super) fn url(name: &str) -> String {
    format!("/mbxtrace-selftest/{name}")
}
