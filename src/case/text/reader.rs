//! Reads kept text: any range of any stream, whole streams again, and line numbers.

use std::collections::VecDeque;
use std::fs;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::file::{Unpacker, paths};
use super::{Block, Extent, Table};
use crate::case::error::CaseError;
use mbxtrace_parsers::Encoding;

/// Unpacked blocks kept at hand: hits of one query often stand close together.
const AT_HAND: usize = 32;

/// Kept text of a case, as of one commit.
pub struct KeptText {
    path: PathBuf,
    /// Held open, so that a writer may remove the file; none as long as nothing is kept.
    frames: Option<Arc<File>>,
    table: Table,
    hand: Mutex<Hand>,
}

/// Raw bytes of a block; as a slice they would be copied once more.
type Raw = Arc<Vec<u8>>;

/// What was unpacked last, and what unpacks.
#[derive(Default)]
struct Hand {
    /// Place and raw bytes of blocks, the latest first.
    blocks: VecDeque<(u64, Raw)>,
    unpacker: Unpacker,
}

impl KeptText {
    /// Opens the kept text of a case as far as `extent` reaches.
    pub(crate) fn open(folder: &Path, extent: Extent) -> Result<Self, CaseError> {
        let [frames_path, path] = paths(folder, extent.generation);
        let table = match fs::read(&path) {
            Ok(table) => table,
            Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
            Err(source) => return Err(CaseError::Io { path, source }),
        };
        let length = usize::try_from(extent.table).unwrap_or(usize::MAX);
        let Some(table) = table.get(..length) else {
            let why = format!("{} bytes, the last commit says {length}", table.len());
            return Err(CaseError::damaged(&path, why));
        };
        let frames = match extent.frames {
            0 => None,
            _ => Some(Arc::new(File::open(&frames_path).map_err(CaseError::io(&frames_path))?)),
        };
        Ok(Self {
            path: frames_path,
            frames,
            table: Table::from_bytes(table),
            hand: Mutex::default(),
        })
    }

    /// First byte of a stream that is not kept.
    pub fn end(&self, stream: u32) -> u64 {
        self.table.last(stream).map_or(0, Block::end)
    }

    /// The bytes of a stream from `offset` on, at most `length` of them; fewer if fewer are kept.
    pub fn read(&self, stream: u32, offset: u64, length: usize) -> Result<Vec<u8>, CaseError> {
        let mut bytes = Vec::new();
        let mut at = offset;
        for block in self.table.from(stream, offset) {
            if bytes.len() == length || block.offset > at {
                break;
            }
            let raw = self.unpack(block)?;
            let rest = raw.get(inside(block, at)..).unwrap_or_default();
            let taken = rest.len().min(length - bytes.len());
            bytes.extend_from_slice(rest.get(..taken).unwrap_or_default());
            at = block.end();
        }
        Ok(bytes)
    }

    /// The bytes of a stream before `end`, at most `length` of them.
    pub fn read_before(&self, stream: u32, end: u64, length: usize) -> Result<Vec<u8>, CaseError> {
        let mut start = end;
        let wanted = end.saturating_sub(length as u64);
        while let Some(block) = self.table.before(stream, start) {
            if block.end() < start || start <= wanted {
                break;
            }
            start = block.offset.max(wanted);
        }
        self.read(stream, start, usize::try_from(end - start).unwrap_or(usize::MAX))
    }

    /// Number of the line that holds `offset`, from 1; `None` if that byte is not kept.
    pub fn line(
        &self,
        stream: u32,
        offset: u64,
        encoding: Encoding,
    ) -> Result<Option<u64>, CaseError> {
        let block = match self.table.from(stream, offset).first() {
            Some(block) if block.offset <= offset => block,
            _ => return Ok(None),
        };
        let raw = self.unpack(block)?;
        let before = raw.get(..inside(block, offset)).unwrap_or_default();
        Ok(Some(block.lines_before + line_ends(before, encoding) as u64 + 1))
    }

    /// Replays a stream from its first kept byte.
    pub fn open_stream(&self, stream: u32) -> Result<StreamReader, CaseError> {
        let blocks = self.table.from(stream, 0).to_vec().into_iter();
        let (unpacker, raw) = (Unpacker::default(), Vec::new());
        Ok(StreamReader { frames: self.frames.clone(), blocks, unpacker, raw, at: 0 })
    }

    fn unpack(&self, block: &Block) -> Result<Raw, CaseError> {
        // A reader that panicked leaves at worst fewer blocks at hand.
        let mut hand = self.hand.lock().unwrap_or_else(PoisonError::into_inner);
        let Hand { blocks, unpacker } = &mut *hand;
        let found = blocks.iter().position(|(place, _)| *place == block.place);
        let entry = match found.and_then(|index| blocks.remove(index)) {
            Some(entry) => entry,
            None => {
                let raw = unpack(unpacker, self.frames.as_deref(), block)
                    .map_err(|error| CaseError::damaged(&self.path, error))?;
                (block.place, Arc::new(raw))
            }
        };
        let raw = Arc::clone(&entry.1);
        blocks.push_front(entry);
        blocks.truncate(AT_HAND);
        Ok(raw)
    }
}

/// A table that names blocks where the commit names no frames is damaged.
fn unpack(unpacker: &mut Unpacker, frames: Option<&File>, block: &Block) -> io::Result<Vec<u8>> {
    unpacker.unpack(frames.ok_or(io::ErrorKind::UnexpectedEof)?, block)
}

/// The raw bytes of one stream, in order.
pub struct StreamReader {
    frames: Option<Arc<File>>,
    blocks: std::vec::IntoIter<Block>,
    unpacker: Unpacker,
    raw: Vec<u8>,
    at: usize,
}

impl Read for StreamReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.at == self.raw.len() {
            let Some(block) = self.blocks.next() else { return Ok(0) };
            self.raw = unpack(&mut self.unpacker, self.frames.as_deref(), &block)?;
            self.at = 0;
        }
        let rest = self.raw.get(self.at..).unwrap_or_default();
        let taken = rest.len().min(buffer.len());
        buffer[..taken].copy_from_slice(&rest[..taken]);
        self.at += taken;
        Ok(taken)
    }
}

/// Where `offset` is inside a block.
fn inside(block: &Block, offset: u64) -> usize {
    usize::try_from(offset.saturating_sub(block.offset)).unwrap_or(usize::MAX)
}

/// Line ends in raw bytes that start at a whole character.
pub(super) fn line_ends(raw: &[u8], encoding: Encoding) -> usize {
    let unit: [u8; 2] = match encoding {
        Encoding::Utf16Le => [b'\n', 0],
        Encoding::Utf16Be => [0, b'\n'],
        Encoding::Utf8 | Encoding::SingleByte(_) => return memchr::memchr_iter(b'\n', raw).count(),
    };
    raw.as_chunks::<2>().0.iter().filter(|pair| **pair == unit).count()
}
