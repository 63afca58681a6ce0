//! The journal: notices in order in one append-only file, durable before any sink sees them.
//!
//! The file is a head line, ids of notices that all sinks are done with, and the notices that are kept
//! (see [`record`](super::record) for the form of a line). What a crash left torn at its end is cut
//! off. When most of the file is done with, it is written anew without that; ids outlive their notice.

use std::borrow::Cow;
use std::collections::{HashSet, VecDeque};
use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::record::{Fault, Record, VERSION, decode, encode};
use super::{Notice, durable};

const FILE: &str = "journal";

/// How long ids are known and notices kept for a sink that is gone, in nanoseconds of the notices'
/// own time: 30 days.
pub(super) const KEPT_FOR: i64 = 30 * 86_400 * 1_000_000_000;

/// So many ids are known however old they are: a clock that leapt must not make old notices new.
const KNOWN_AT_LEAST: usize = 10_000;

/// The file is not written anew for fewer bytes than this.
const WORTH_COMPACTING: u64 = 1 << 20;

/// A notice in the file.
#[derive(Clone, Copy, Debug)]
struct Place {
    seq: u64,
    offset: u64,
    /// Bytes without the line end.
    length: usize,
    at: i64,
}

/// An id that is known.
struct Known {
    id: Arc<str>,
    at: i64,
    /// Number of its notice, 0 if that is no longer in the file.
    seq: u64,
}

/// The journal of a folder. The caller sees to it that there is one at a time.
pub(super) struct Journal {
    path: PathBuf,
    file: File,
    /// Bytes that hold; what may stand after them does not count.
    end: u64,
    /// Number of the next notice.
    next: u64,
    places: VecDeque<Place>,
    known: VecDeque<Known>,
    ids: HashSet<Arc<str>>,
    /// The youngest notice, nanoseconds since 1970 UTC.
    newest: i64,
    worth_compacting: u64,
}

impl Journal {
    /// Opens the journal in `folder`, or begins one; its next number will be above `passed`, the
    /// highest number that any cursor knows.
    pub(super) fn open(folder: &Path, passed: u64) -> io::Result<Self> {
        let path = folder.join(FILE);
        if !path.try_exists()? {
            write_anew(&path, passed + 1, &[])?;
        }
        let bytes = fs::read(&path)?;
        let file = File::options().read(true).write(true).open(&path)?;
        let mut journal = Self {
            path,
            file,
            end: 0,
            next: passed + 1,
            places: VecDeque::new(),
            known: VecDeque::new(),
            ids: HashSet::new(),
            newest: i64::MIN,
            worth_compacting: WORTH_COMPACTING,
        };
        journal.load(&bytes)?;
        let torn = bytes.len() as u64 - journal.end;
        if torn > 0 {
            tracing::warn!(torn, "cut off what a crash left at the end of the journal of alerts");
            journal.file.set_len(journal.end)?;
            journal.file.sync_data()?;
        }
        Ok(journal)
    }

    fn load(&mut self, bytes: &[u8]) -> io::Result<()> {
        let mut offset = 0;
        let (mut damaged, mut damaged_before_good) = (0_u32, 0);
        for line in bytes.split_inclusive(|byte| *byte == b'\n') {
            let begin = offset;
            offset += line.len() as u64;
            // A line without an end may be whole by its checksum, but its successor would be joined on.
            let Some(line) = line.strip_suffix(b"\n") else { break };
            match decode(line) {
                Ok(record) => {
                    self.take(record, begin, line.len())?;
                    self.end = offset;
                    damaged_before_good = damaged;
                }
                Err(Fault::Damaged) => damaged += 1,
                Err(Fault::Unknown) => {
                    return Err(self.foreign("holds a record of another version"));
                }
            }
        }
        if damaged_before_good > 0 {
            let path = self.path.display();
            tracing::error!(%path, damaged_before_good, "records of the journal are unreadable");
        }
        Ok(())
    }

    fn take(&mut self, record: Record<'_>, offset: u64, length: usize) -> io::Result<()> {
        match record {
            Record::Journal { version: VERSION, next } => self.next = self.next.max(next),
            Record::Journal { .. } => return Err(self.foreign("is of another version")),
            Record::Known { id, at } => self.know(&id, at, 0),
            Record::Notice { seq, notice } => {
                self.know(&notice.id, notice.at, seq);
                self.places.push_back(Place { seq, offset, length, at: notice.at });
                self.next = self.next.max(seq + 1);
            }
        }
        Ok(())
    }

    fn foreign(&self, what: &str) -> io::Error {
        io::Error::other(format!("{} {what} of mbxtrace", self.path.display()))
    }

    fn know(&mut self, id: &str, at: i64, seq: u64) {
        let id: Arc<str> = id.into();
        if self.ids.insert(Arc::clone(&id)) {
            self.known.push_back(Known { id, at, seq });
            self.newest = self.newest.max(at);
        }
    }

    /// Whether a notice of that id was ever appended, within the time that ids are known.
    pub(super) fn knows(&self, id: &str) -> bool {
        self.ids.contains(id)
    }

    /// Number of the last notice appended; 0 if there was none.
    pub(super) fn last(&self) -> u64 {
        self.next - 1
    }

    /// How many notices with a number above `passed` the journal no longer has.
    pub(super) fn gone_after(&self, passed: u64) -> u64 {
        let first = self.places.front().map_or(self.next, |place| place.seq);
        first.saturating_sub(passed.saturating_add(1))
    }

    /// Appends those notices whose id is not known, durably, and says whether there were any. After an
    /// error the journal is as it was.
    pub(super) fn append(&mut self, notices: &[Notice]) -> io::Result<bool> {
        let mut lines = String::new();
        let mut places = Vec::new();
        let mut fresh: HashSet<&str> = HashSet::new();
        let unknown = notices.iter().filter(|notice| !self.ids.contains(notice.id.as_str()));
        for notice in unknown.filter(|notice| fresh.insert(&notice.id)) {
            let seq = self.next + places.len() as u64;
            let line = encode(&Record::Notice { seq, notice: Cow::Borrowed(notice) });
            let offset = self.end + lines.len() as u64;
            places.push((Place { seq, offset, length: line.len() - 1, at: notice.at }, notice));
            lines.push_str(&line);
        }
        if places.is_empty() {
            return Ok(false);
        }
        if let Err(error) = self.write(lines.as_bytes()) {
            // If this fails too, the next append writes over the rest, and opening cuts it off.
            drop(self.file.set_len(self.end));
            return Err(error);
        }
        self.end += lines.len() as u64;
        self.next += places.len() as u64;
        for (place, notice) in places {
            self.know(&notice.id, notice.at, place.seq);
            self.places.push_back(place);
        }
        Ok(true)
    }

    fn write(&mut self, lines: &[u8]) -> io::Result<()> {
        self.file.seek(SeekFrom::Start(self.end))?;
        self.file.write_all(lines)?;
        self.file.sync_data()
    }

    /// The first notice with a number above `passed`, and its number. `InvalidData` if the disk gives
    /// back something else than was written.
    pub(super) fn after(&mut self, passed: u64) -> io::Result<Option<(u64, Notice)>> {
        let index = self.places.partition_point(|place| place.seq <= passed);
        let Some(place) = self.places.get(index).copied() else { return Ok(None) };
        let line = self.bytes_of(place)?;
        match decode(&line) {
            Ok(Record::Notice { seq, notice }) if seq == place.seq => {
                Ok(Some((seq, notice.into_owned())))
            }
            _ => Err(io::Error::new(io::ErrorKind::InvalidData, "the notice is unreadable")),
        }
    }

    fn bytes_of(&mut self, place: Place) -> io::Result<Vec<u8>> {
        let mut line = vec![0; place.length];
        self.file.seek(SeekFrom::Start(place.offset))?;
        self.file.read_exact(&mut line)?;
        Ok(line)
    }

    /// The highest number whose notice, and all before it, are too old to be kept for a sink that is
    /// gone; 0 if there is none.
    pub(super) fn outdated(&self) -> u64 {
        let oldest = self.newest.saturating_sub(KEPT_FOR);
        let old = self.places.iter().take_while(|place| place.at < oldest);
        old.last().map_or(0, |place| place.seq)
    }

    /// Writes the file anew without the notices up to `passed`, if that is worth it, and says whether it
    /// was done. After an error the journal is as it was.
    pub(super) fn compact(&mut self, passed: u64) -> io::Result<bool> {
        let done = self.places.partition_point(|place| place.seq <= passed);
        let first = self.places.front().map_or(self.end, |place| place.offset);
        let spared = self.places.get(done).map_or(self.end, |place| place.offset) - first;
        if spared < self.worth_compacting || spared < self.end - spared {
            return Ok(false);
        }
        let forgotten = self.forgotten(passed);
        let mut lines = Vec::new();
        for known in self.known.iter().skip(forgotten).filter(|known| known.seq <= passed) {
            let id = Cow::Borrowed(&*known.id);
            lines.extend_from_slice(encode(&Record::Known { id, at: known.at }).as_bytes());
        }
        let mut kept = Vec::new();
        for place in self.places.range(done..).copied().collect::<Vec<_>>() {
            let line = self.bytes_of(place)?;
            kept.push((lines.len() as u64, place));
            lines.extend_from_slice(&line);
            lines.push(b'\n');
        }
        let (file, head) = write_anew(&self.path, self.next, &lines)?;
        self.file = file;
        self.end = head + lines.len() as u64;
        let moved = |(offset, place)| Place { offset: head + offset, ..place };
        self.places = kept.into_iter().map(moved).collect();
        for known in self.known.drain(..forgotten) {
            self.ids.remove(&known.id);
        }
        for known in self.known.iter_mut().take_while(|known| known.seq <= passed) {
            known.seq = 0;
        }
        Ok(true)
    }

    /// How many of the ids that are known longest need not be known any more.
    fn forgotten(&self, passed: u64) -> usize {
        let oldest = self.newest.saturating_sub(KEPT_FOR);
        let spare = self.known.len().saturating_sub(KNOWN_AT_LEAST);
        let old = |known: &&Known| known.at < oldest && known.seq <= passed;
        self.known.iter().take(spare).take_while(old).count()
    }
}

/// Puts a file of a head line and `lines` in the place of the journal, durably. Gives it opened, and
/// the bytes of the head line.
fn write_anew(path: &Path, next: u64, lines: &[u8]) -> io::Result<(File, u64)> {
    let draft = path.with_extension("draft");
    let options = File::options().read(true).write(true).create(true).truncate(true).clone();
    let mut writer = BufWriter::new(options.open(&draft)?);
    let head = encode(&Record::Journal { version: VERSION, next });
    writer.write_all(head.as_bytes())?;
    writer.write_all(lines)?;
    let file = writer.into_inner().map_err(io::IntoInnerError::into_error)?;
    durable::put(&file, &draft, path)?;
    Ok((file, head.len() as u64))
}

#[cfg(test)]
impl Journal {
    /// A journal that is compacted early.
    pub(super) fn worth_compacting(mut self, bytes: u64) -> Self {
        self.worth_compacting = bytes;
        self
    }

    /// Appends as to a disk that fails after half of it, and cannot cut that off either.
    pub(super) fn append_in_vain(&mut self, notices: &[Notice]) -> io::Error {
        let half = "half a line, longer than many a record ".repeat(3 * notices.len());
        self.file.seek(SeekFrom::Start(self.end)).expect("a file");
        self.file.write_all(half.as_bytes()).expect("a file");
        let read_only = File::open(&self.path).expect("the journal is there");
        let file = std::mem::replace(&mut self.file, read_only);
        let failed = self.append(notices).expect_err("the file is read-only");
        self.file = file;
        failed
    }
}
