//! Cursors: for each sink the number of the last notice that it is done with, in a file of its own.
//!
//! A file has two slots of a fixed size that are written in turn, so that a crash while one is written
//! leaves the other: progress is at worst one notice behind, never ahead.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use xxhash_rust::xxh3::xxh3_64;

use super::durable;

/// `number checksum`, blanks, line end.
const SLOT: usize = 64;
const EXTENSION: &str = "cursor";

/// How far one sink is.
#[derive(Debug)]
pub(super) struct Cursor {
    file: File,
    passed: u64,
    /// The slot to be written next.
    slot: u64,
    is_saved: bool,
}

impl Cursor {
    /// Opens the cursor of the sink, or makes one that has passed all up to `last`.
    ///
    /// Of a cursor that is damaged, one thing is known: the sink is not new. It goes on at the oldest
    /// notice kept; rather twice than never.
    pub(super) fn open_or_create(folder: &Path, sink: &str, last: u64) -> io::Result<Self> {
        let path = folder.join(file_name(sink));
        if !path.try_exists()? {
            let draft = path.with_extension("draft");
            let mut file = File::create(&draft)?;
            file.write_all(&slot(last))?;
            file.write_all(&slot(last))?;
            durable::put(&file, &draft, &path)?;
        }
        Self::open(path)
    }

    fn open(path: PathBuf) -> io::Result<Self> {
        let bytes = fs::read(&path)?;
        let file = File::options().write(true).open(&path)?;
        let mut slots = bytes.chunks(SLOT).map(number_of);
        let (first, second) = (slots.next().flatten(), slots.next().flatten());
        if first.is_none() && second.is_none() {
            let path = path.display();
            tracing::error!(%path, "cursor unreadable: notices may be told twice");
        }
        let passed = first.max(second).unwrap_or(0);
        let slot = u64::from(first >= second);
        Ok(Self { file, passed, slot, is_saved: true })
    }

    /// Number of the last notice the sink is done with; 0 if there was none.
    pub(super) fn passed(&self) -> u64 {
        self.passed
    }

    /// The sink is done with this notice. Not on disk yet.
    pub(super) fn pass(&mut self, seq: u64) {
        self.passed = seq;
        self.is_saved = false;
    }

    /// Writes the cursor, if it has moved, so that it outlives the process, and if `is_lasting` a power
    /// loss.
    pub(super) fn save(&mut self, is_lasting: bool) -> io::Result<()> {
        if self.is_saved {
            return Ok(());
        }
        self.file.seek(SeekFrom::Start(self.slot * SLOT as u64))?;
        self.file.write_all(&slot(self.passed))?;
        if is_lasting {
            self.file.sync_data()?;
        }
        self.slot = 1 - self.slot;
        self.is_saved = true;
        Ok(())
    }
}

/// Name of the file: readable, and different for different names of sinks.
pub(super) fn file_name(sink: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
    let readable: String = sink.chars().map(plain).take(40).collect();
    format!("{readable}-{:016x}.{EXTENSION}", xxh3_64(sink.as_bytes()))
}

/// What each cursor in the folder has passed, by the name of its file, of sinks that are gone too.
pub(super) fn all(folder: &Path) -> io::Result<BTreeMap<String, u64>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == EXTENSION) {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            found.insert(name, Cursor::open(path)?.passed());
        }
    }
    Ok(found)
}

fn slot(passed: u64) -> Vec<u8> {
    let number = format!("{passed:020}");
    let checked = format!("{number} {:016x}", xxh3_64(number.as_bytes()));
    format!("{checked:<width$}\n", width = SLOT - 1).into_bytes()
}

fn number_of(slot_bytes: &[u8]) -> Option<u64> {
    let number: u64 = std::str::from_utf8(slot_bytes.get(..20)?).ok()?.parse().ok()?;
    (slot(number) == slot_bytes).then_some(number)
}
