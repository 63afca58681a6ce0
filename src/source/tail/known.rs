//! What is known of a generation: where it lay, how far it was read, and by which bytes it is told
//! from another content in the same place.

use std::fs::{File, Metadata};
use std::io;
use std::os::unix::fs::{FileExt, MetadataExt};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize, Serializer};
use xxhash_rust::xxh3::xxh3_64;

use super::Modified;

/// Bytes from the start of a file by which it is known: more than the lines that formats put at the
/// top of every file (`#Software: …`, banners), and one page.
pub(super) const HEAD: usize = 1024;

/// Bytes before the offset that are looked at again with every read: a line with its time.
pub(super) const TAIL: usize = 256;

/// The first bytes, kept as they are: they tell within the first line that it is another content.
const STUB: usize = 128;

/// Device and inode.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Inode {
    pub device: u64,
    pub inode: u64,
}

/// What a file system says of a file. Equal stamps mean an unchanged file, once they are older than
/// the grain of its clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stamp {
    pub inode: Inode,
    pub size: u64,
    pub modified: (i64, i64),
    pub changed: (i64, i64),
}

impl Stamp {
    pub(super) fn of(metadata: &Metadata) -> Self {
        Self {
            inode: Inode { device: metadata.dev(), inode: metadata.ino() },
            size: metadata.size(),
            modified: (metadata.mtime(), metadata.mtime_nsec()),
            changed: (metadata.ctime(), metadata.ctime_nsec()),
        }
    }

    pub(super) fn modified(&self) -> Modified {
        let (seconds, nanos) = self.modified;
        Modified::utc(seconds, u32::try_from(nanos).unwrap_or_default())
    }

    /// The same in nanoseconds since 1970.
    pub(super) fn modified_nanos(&self) -> i64 {
        let (seconds, nanos) = self.modified;
        seconds.saturating_mul(1_000_000_000).saturating_add(nanos)
    }

    /// Whether the content can be the same. A rename or a change of rights moves only `changed`.
    pub(super) fn is_same_content(&self, other: &Self) -> bool {
        (self.inode, self.size, self.modified) == (other.inode, other.size, other.modified)
    }
}

/// The fingerprint of some bytes of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Print {
    /// Offset of the first byte.
    pub start: u64,
    /// How many.
    pub length: u32,
    /// Their xxh3, 64 bits, without a seed.
    pub hash: u64,
}

impl Print {
    /// Of `bytes`, which stand at `start`. No more than 4 GiB.
    pub(super) fn of(start: u64, bytes: &[u8]) -> Self {
        Self { start, length: u32::try_from(bytes.len()).unwrap_or(u32::MAX), hash: xxh3_64(bytes) }
    }

    /// Offset after the last byte.
    pub(super) fn end(&self) -> u64 {
        self.start + u64::from(self.length)
    }

    fn is_in(&self, file: &File) -> io::Result<bool> {
        // Nothing of ours is longer; what a foreign hand wrote into the store is not believed.
        let length = self.length as usize;
        if length == 0 || length > HEAD {
            return Ok(length == 0);
        }
        let mut bytes = vec![0; length];
        let read = read_at(file, self.start, &mut bytes)?;
        Ok(read == length && xxh3_64(&bytes) == self.hash)
    }
}

/// How far a generation was read, and how to find it again. To be stored in the same commit as the
/// data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known {
    /// Where it lay. What is not UTF-8 in it is replaced when it is stored: device, inode and
    /// content find the file all the same.
    #[serde(serialize_with = "lossy")]
    pub path: PathBuf,
    /// Device number of the file system.
    pub device: u64,
    /// Inode number on it.
    pub inode: u64,
    /// Where reading goes on.
    pub offset: u64,
    /// The first bytes, 1,024 at most.
    pub head: Print,
    /// The last bytes that were handed on: they end at `offset`, or after it if `offset` was moved
    /// back.
    pub before: Print,
    /// When it was last modified, in nanoseconds since 1970 UTC.
    pub modified: i64,
}

fn lossy<S: Serializer>(path: &Path, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&path.to_string_lossy())
}

/// What a file is to something known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Likeness {
    /// It holds all that was read, and perhaps more.
    Same,
    /// It is shorter, and begins alike.
    Beginning,
    /// Another content, or too little to tell.
    Other,
}

impl Known {
    /// To be read again from `offset` on, which was handed on already: the end of the last whole
    /// record, say. An offset after what was handed on is not believed.
    #[must_use]
    pub fn back_to(&self, offset: u64) -> Self {
        Self { offset: offset.min(self.offset), ..self.clone() }
    }

    pub(super) fn at_start(path: &Path, stamp: &Stamp) -> Self {
        let Inode { device, inode } = stamp.inode;
        let mut known = Self {
            path: path.to_path_buf(),
            device,
            inode,
            offset: 0,
            head: Print::of(0, &[]),
            before: Print::of(0, &[]),
            modified: 0,
        };
        known.see(stamp);
        known
    }

    pub(super) fn inode(&self) -> Inode {
        Inode { device: self.device, inode: self.inode }
    }

    pub(super) fn see(&mut self, stamp: &Stamp) {
        self.modified = stamp.modified_nanos();
    }

    /// Where the bytes start that are looked at again before what follows them is handed on.
    pub(super) fn window(&self) -> u64 {
        window(self.offset)
    }

    /// Moves on to the end of `bytes`, which stand at [`Self::window`] and reach past the offset.
    pub(super) fn advance(&mut self, bytes: &[u8]) {
        let start = self.window();
        self.offset = start + bytes.len() as u64;
        if start == 0 {
            self.head = Print::of(0, bytes.get(..HEAD).unwrap_or(bytes));
        }
        let from = window(self.offset);
        let skipped = usize::try_from(from - start).unwrap_or(bytes.len());
        self.before = Print::of(from, bytes.get(skipped..).unwrap_or_default());
    }

    /// After a move back: fingerprints at the present offset, taken from the file.
    pub(super) fn renew(&mut self, file: &File) -> io::Result<()> {
        let mut head = vec![0; usize::try_from(self.offset).unwrap_or(HEAD).min(HEAD)];
        let read = read_at(file, 0, &mut head)?;
        head.truncate(read);
        self.head = Print::of(0, &head);
        let from = self.window();
        let mut before = vec![0; usize::try_from(self.offset - from).unwrap_or(HEAD)];
        let read = read_at(file, from, &mut before)?;
        before.truncate(read);
        self.before = Print::of(from, &before);
        Ok(())
    }

    /// Whether `file` of `size` bytes is this generation. Two reads of a page at most.
    pub(super) fn likeness(&self, file: &File, size: u64) -> io::Result<Likeness> {
        if size < u64::from(self.head.length) || !self.head.is_in(file)? {
            return Ok(Likeness::Other);
        }
        if size < self.before.end().max(self.offset) {
            return Ok(Likeness::Beginning);
        }
        // In a short file both are the same bytes.
        let is_same = self.before == self.head || self.before.is_in(file)?;
        Ok(if is_same { Likeness::Same } else { Likeness::Other })
    }
}

/// Where the window before `offset` starts. A file no longer than its head is looked at whole.
fn window(offset: u64) -> u64 {
    if offset <= HEAD as u64 { 0 } else { offset - TAIL as u64 }
}

/// The first bytes of a generation, kept as they are.
pub(super) fn stub(head: &[u8]) -> Box<[u8]> {
    head.get(..STUB).unwrap_or(head).into()
}

/// Fills `bytes` from `offset` on, as far as the file goes.
pub(super) fn read_at(file: &File, offset: u64, bytes: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while let Some(rest) = bytes.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match file.read_at(rest, offset + filled as u64) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}
