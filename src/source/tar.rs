//! Tar archives: a walk over headers, forwards, in bounded memory.
//!
//! POSIX.1-2001 pax interchange format and the GNU extensions for long names. The fields are read
//! by the `tar` crate; its own iterator is not used because it holds extension records of any
//! claimed size in memory.

use std::io::{self, Read, Seek, SeekFrom};

use super::codec::Stream;
use super::container::{BLOCK, has_checksum};
use super::limits::{damaged, truncated};
use super::place::{Window, skip};

/// Long names and pax records above this are damage, not names.
const EXTENSION: u64 = 64 << 10;

/// Distance from which seeking is cheaper than reading over.
const FAR: u64 = 256 << 10;

/// An archive to walk: with random access where there is one, else forwards.
pub(super) enum Tape<'a> {
    /// Random access.
    Window(Window),
    /// Forwards only, and the position.
    Flow(Stream<'a>, u64),
}

impl Tape<'_> {
    /// How far there is an archive, once [`Self::advance`] failed.
    fn reached(&self) -> u64 {
        match self {
            Self::Window(window) => window.len(),
            Self::Flow(_, position) => *position,
        }
    }

    fn position(&mut self) -> io::Result<u64> {
        match self {
            Self::Window(window) => window.stream_position(),
            Self::Flow(_, position) => Ok(*position),
        }
    }

    /// Moves forwards to `to`; `false` if the archive ends before.
    fn advance(&mut self, to: u64) -> io::Result<bool> {
        let gap = to.saturating_sub(self.position()?);
        match self {
            Self::Window(window) if to > window.len() => Ok(false),
            Self::Window(window) if gap > FAR => window.seek(SeekFrom::Start(to)).map(|_| true),
            _ => Ok(skip(self, gap)? == gap),
        }
    }
}

impl Read for Tape<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Window(window) => window.read(buffer),
            Self::Flow(stream, position) => {
                let read = stream.read(buffer)?;
                *position += read as u64;
                Ok(read)
            }
        }
    }
}

/// One member.
#[derive(Debug)]
pub(super) struct Entry {
    /// Name as written.
    pub(super) name: String,
    /// What it is.
    pub(super) kind: tar::EntryType,
    /// Target, of links.
    pub(super) target: String,
    /// Offset of its content in the archive.
    pub(super) start: u64,
    /// Length of its content.
    pub(super) length: u64,
    /// Last change, seconds since 1970 UTC; 0 if not given.
    pub(super) modified: i64,
}

/// The walk.
pub(super) struct Walk<'a> {
    tape: Tape<'a>,
    next: u64,
    /// End of the content of the member before, which has a reader of its own.
    readable_to: u64,
    /// Name, target, size and time that extension records set for the member after them.
    coming: Extensions,
}

#[derive(Default)]
struct Extensions {
    name: Option<Vec<u8>>,
    target: Option<Vec<u8>>,
    size: Option<u64>,
    modified: Option<i64>,
    is_sparse: bool,
}

impl<'a> Walk<'a> {
    /// From the first block on.
    pub(super) fn new(tape: Tape<'a>) -> Self {
        Self { tape, next: 0, readable_to: 0, coming: Extensions::default() }
    }

    /// The content of the entry just returned.
    pub(super) fn content(&mut self, entry: &Entry) -> Stream<'_> {
        Box::new((&mut self.tape).take(entry.length))
    }

    /// The next member. `None` at the end, and when the archive breaks off inside the member
    /// before: whoever reads that one is told.
    pub(super) fn next(&mut self) -> io::Result<Option<Entry>> {
        loop {
            let result = self.tape.advance(self.next);
            if !matches!(result, Ok(true)) {
                if self.tape.reached() < self.readable_to {
                    return Ok(None);
                }
                return Err(result.err().unwrap_or_else(|| self.unmarked_end()));
            }
            let Some(block) = self.block()? else { return Ok(None) };
            let header = tar::Header::from_byte_slice(&block);
            let length = self.coming.size.take().map_or_else(|| header.entry_size(), Ok);
            let length = length.map_err(|_| self.broken("a size that is no number"))?;
            let start = self.next + BLOCK as u64 * (1 + self.sparse_blocks(header)?);
            let padded = length.checked_next_multiple_of(BLOCK as u64);
            self.next = padded
                .and_then(|padded| start.checked_add(padded))
                .ok_or_else(|| self.broken("a size beyond all archives"))?;
            if self.is_extension(header, length)? {
                self.readable_to = 0;
                continue;
            }
            let entry = self.entry(header, start, length);
            self.readable_to = if entry.kind.is_file() { start + length } else { 0 };
            return Ok(Some(entry));
        }
    }

    /// One header block; `None` at the end mark.
    fn block(&mut self) -> io::Result<Option<[u8; BLOCK]>> {
        let mut block = [0; BLOCK];
        let mut filled = 0;
        while let Some(rest) = block.get_mut(filled..).filter(|rest| !rest.is_empty()) {
            match self.tape.read(rest)? {
                0 => break,
                read => filled += read,
            }
        }
        if filled < BLOCK {
            return Err(self.unmarked_end());
        }
        if block.iter().all(|byte| *byte == 0) {
            return Ok(None);
        }
        if !has_checksum(&block) {
            return Err(self.broken("no valid header"));
        }
        Ok(Some(block))
    }

    /// How many blocks of the map of an old GNU sparse file follow its header.
    fn sparse_blocks(&mut self, header: &tar::Header) -> io::Result<u64> {
        let mut count = 0;
        let mut is_extended = header.entry_type() == tar::EntryType::GNUSparse
            && header.as_gnu().is_some_and(tar::GnuHeader::is_extended);
        while is_extended {
            let mut block = [0; BLOCK];
            self.tape.read_exact(&mut block).map_err(|_| self.unmarked_end())?;
            is_extended = block.get(504).is_some_and(|flag| *flag == 1);
            count += 1;
        }
        Ok(count)
    }

    fn unmarked_end(&self) -> io::Error {
        truncated(format!(
            "the tar archive ends without its end mark, before byte {}; members may be missing, \
             copy or collect it again",
            self.next.saturating_add(BLOCK as u64)
        ))
    }

    fn broken(&self, what: &str) -> io::Error {
        damaged(format!(
            "the tar archive has {what} at byte {}; the members after it cannot be found, copy or \
             collect it again",
            self.next
        ))
    }

    /// Reads a record that describes the next member; `false` if the header is a member's own.
    fn is_extension(&mut self, header: &tar::Header, length: u64) -> io::Result<bool> {
        use tar::EntryType as Type;
        let kind = header.entry_type();
        if kind == Type::XGlobalHeader {
            return Ok(true); // nothing global is of use here, and it may be skipped
        }
        if !matches!(kind, Type::GNULongName | Type::GNULongLink | Type::XHeader) {
            return Ok(false);
        }
        if length > EXTENSION {
            return Err(self.broken("a name of more than 64 KiB"));
        }
        let mut bytes = Vec::new();
        (&mut self.tape).take(length).read_to_end(&mut bytes)?;
        match kind {
            Type::GNULongName => self.coming.name = Some(until_nul(&bytes).to_vec()),
            Type::GNULongLink => self.coming.target = Some(until_nul(&bytes).to_vec()),
            _ => self.pax(&bytes),
        }
        Ok(true)
    }

    fn pax(&mut self, bytes: &[u8]) {
        for record in tar::PaxExtensions::new(bytes).flatten() {
            let text = record.value().unwrap_or_default();
            match record.key_bytes() {
                b"path" if self.coming.is_sparse => {}
                b"GNU.sparse.name" => {
                    self.coming.is_sparse = true;
                    self.coming.name = Some(record.value_bytes().to_vec());
                }
                b"GNU.sparse.major" | b"GNU.sparse.map" => self.coming.is_sparse = true,
                b"path" => self.coming.name = Some(record.value_bytes().to_vec()),
                b"linkpath" => self.coming.target = Some(record.value_bytes().to_vec()),
                b"size" => self.coming.size = text.parse().ok(),
                b"mtime" => {
                    let seconds = text.split('.').next().unwrap_or_default();
                    self.coming.modified = seconds.parse().ok();
                }
                _ => {}
            }
        }
    }

    fn entry(&mut self, header: &tar::Header, start: u64, length: u64) -> Entry {
        let coming = std::mem::take(&mut self.coming);
        let name = coming.name.unwrap_or_else(|| header.path_bytes().into_owned());
        let in_header = || header.link_name_bytes().unwrap_or_default().into_owned();
        let target = coming.target.unwrap_or_else(in_header);
        let modified = coming.modified.or_else(|| i64::try_from(header.mtime().ok()?).ok());
        // The V7 format has no type for folders, only a slash at the end of the name.
        let is_folder = header.entry_type().is_file() && name.ends_with(b"/");
        let kind = match header.entry_type() {
            _ if is_folder => tar::EntryType::Directory,
            tar::EntryType::Regular if coming.is_sparse => tar::EntryType::GNUSparse,
            kind => kind,
        };
        Entry {
            name: String::from_utf8_lossy(&name).into_owned(),
            kind,
            target: String::from_utf8_lossy(&target).into_owned(),
            start,
            length,
            modified: modified.unwrap_or(0),
        }
    }
}

fn until_nul(bytes: &[u8]) -> &[u8] {
    bytes.split(|byte| *byte == 0).next().unwrap_or_default()
}
