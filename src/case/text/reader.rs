//! Reads kept text: any range of any stream, whole streams again, and line numbers.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::{fs, mem};

use super::{Block, Extent, FRAMES, TABLE, Table};
use crate::case::error::CaseError;
use mbxtrace_parsers::Encoding;

/// Unpacked blocks kept at hand: hits of one query often stand close together.
const AT_HAND: usize = 8;

/// Kept text of a case, as of one commit.
pub struct KeptText {
    path: PathBuf,
    table: Table,
    hand: Mutex<Hand>,
}

/// What reading leaves open for the next read.
#[derive(Default)]
struct Hand {
    /// Opened on the first read: a search that shows no text needs no file.
    file: Option<File>,
    /// Place and raw bytes of the blocks last read, the latest first.
    blocks: VecDeque<(u64, Arc<[u8]>)>,
}

impl KeptText {
    /// Opens the kept text of a case as far as `extent` reaches.
    pub(crate) fn open(folder: &Path, extent: Extent) -> Result<Self, CaseError> {
        let path = folder.join(TABLE);
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
        Ok(Self {
            path: folder.join(FRAMES),
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
        let file = File::open(&self.path).map_err(CaseError::io(&self.path))?;
        let blocks = self.table.from(stream, 0).to_vec().into_iter();
        Ok(StreamReader { file, blocks, raw: Vec::new(), at: 0 })
    }

    fn unpack(&self, block: &Block) -> Result<Arc<[u8]>, CaseError> {
        // A reader that panicked leaves at worst fewer blocks at hand.
        let mut hand = self.hand.lock().unwrap_or_else(PoisonError::into_inner);
        let mut blocks = mem::take(&mut hand.blocks);
        let found = blocks.iter().position(|(place, _)| *place == block.place);
        let entry = match found.and_then(|index| blocks.remove(index)) {
            Some(entry) => entry,
            None => {
                if hand.file.is_none() {
                    hand.file = Some(File::open(&self.path).map_err(CaseError::io(&self.path))?);
                }
                let file = hand.file.as_mut().expect("opened above");
                let raw =
                    unpack(file, block).map_err(|error| CaseError::damaged(&self.path, error))?;
                (block.place, Arc::from(raw))
            }
        };
        let raw = Arc::clone(&entry.1);
        blocks.push_front(entry);
        blocks.truncate(AT_HAND);
        hand.blocks = blocks;
        Ok(raw)
    }
}

/// The raw bytes of one stream, in order.
pub struct StreamReader {
    file: File,
    blocks: std::vec::IntoIter<Block>,
    raw: Vec<u8>,
    at: usize,
}

impl Read for StreamReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.at == self.raw.len() {
            let Some(block) = self.blocks.next() else { return Ok(0) };
            self.raw = unpack(&mut self.file, &block)?;
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

fn unpack(file: &mut File, block: &Block) -> io::Result<Vec<u8>> {
    let mut packed = vec![0; block.packed as usize];
    file.seek(SeekFrom::Start(block.place))?;
    file.read_exact(&mut packed)?;
    let raw = zstd::bulk::decompress(&packed, block.length as usize)?;
    if raw.len() != block.length as usize {
        let text = format!("a block of {} bytes, its table says {}", raw.len(), block.length);
        return Err(io::Error::new(io::ErrorKind::InvalidData, text));
    }
    Ok(raw)
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
