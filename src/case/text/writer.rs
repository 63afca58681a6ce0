//! Writes kept text: collects the bytes of each stream, packs full blocks, makes them durable.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use super::compact::{self, Outdated, compact};
use super::file::{Unpacker, open_at, paths, remove_others};
use super::{BLOCK, Block, Extent, FANOUT, Table};
use crate::case::error::CaseError;
use crate::case::layout::sync_folder;
use mbxtrace_parsers::Encoding;

/// Raw bytes waiting in all streams together before the fullest is packed early. Bounds memory when
/// many streams are read side by side.
const WAITING: usize = 16 * 1024 * 1024;

/// The default, 3, packs a tenth better and costs twice the time, which indexing cannot spare.
const LEVEL: i32 = 1;

/// Writer of kept text.
pub(crate) struct TextWriter {
    folder: PathBuf,
    frames: File,
    /// The same file, for reading back what is merged.
    frames_read: File,
    table_file: File,
    table: Table,
    extent: Extent,
    outdated: Outdated,
    waiting: BTreeMap<u32, Waiting>,
    waiting_bytes: usize,
    packer: zstd::bulk::Compressor<'static>,
    unpacker: Unpacker,
    packed: Vec<u8>,
}

/// Bytes of a stream not yet in a block.
struct Waiting {
    offset: u64,
    raw: Vec<u8>,
    encoding: Encoding,
}

impl TextWriter {
    /// Opens the kept text of a case and cuts what the last commit does not vouch for.
    pub(crate) fn open(folder: &Path, extent: Extent) -> Result<Self, CaseError> {
        fs::create_dir_all(folder).map_err(CaseError::io(folder))?;
        let [frames_path, table_path] = paths(folder, extent.generation);
        let table_file = open_at(&table_path, extent.table)?;
        let frames = open_at(&frames_path, extent.frames)?;
        remove_others(folder, extent)?;
        sync_folder(folder).map_err(CaseError::io(folder))?;
        let table = fs::read(&table_path).map_err(CaseError::io(&table_path))?;
        Ok(Self {
            folder: folder.to_path_buf(),
            frames,
            frames_read: File::open(&frames_path).map_err(CaseError::io(&frames_path))?,
            table_file,
            table: Table::from_bytes(&table),
            extent,
            outdated: Outdated::default(),
            waiting: BTreeMap::new(),
            waiting_bytes: 0,
            packer: zstd::bulk::Compressor::new(LEVEL).map_err(CaseError::io(folder))?,
            unpacker: Unpacker::default(),
            packed: Vec::new(),
        })
    }

    /// First byte of a stream not kept yet.
    pub(crate) fn end(&self, stream: u32) -> u64 {
        match self.waiting.get(&stream) {
            Some(waiting) => waiting.offset + waiting.raw.len() as u64,
            None => self.table.last(stream).map_or(0, Block::end),
        }
    }

    /// Keeps the bytes of a stream at `offset`. Bytes already kept are passed over, so giving a
    /// part again after a crash does no harm. `encoding` decides what a line end is.
    pub(crate) fn keep(
        &mut self,
        stream: u32,
        offset: u64,
        raw: &[u8],
        encoding: Encoding,
    ) -> Result<(), CaseError> {
        let known = self.end(stream);
        let skip = usize::try_from(known.saturating_sub(offset)).unwrap_or(usize::MAX);
        let Some(mut raw) = raw.get(skip..) else { return Ok(()) };
        if offset > known {
            self.pack(stream)?;
        }
        let mut at = offset.max(known);
        while !raw.is_empty() {
            let waiting = self.waiting.entry(stream).or_insert_with(|| Waiting {
                offset: at,
                raw: Vec::new(),
                encoding,
            });
            let taken = raw.len().min(BLOCK - waiting.raw.len());
            let (part, rest) = raw.split_at(taken);
            waiting.raw.extend_from_slice(part);
            self.waiting_bytes += taken;
            (raw, at) = (rest, at + taken as u64);
            if waiting.raw.len() == BLOCK {
                self.pack(stream)?;
            }
        }
        if self.waiting_bytes > WAITING {
            let fullest = self.waiting.iter().max_by_key(|(_, waiting)| waiting.raw.len());
            if let Some(stream) = fullest.map(|(stream, _)| *stream) {
                self.pack(stream)?;
            }
        }
        Ok(())
    }

    /// Packs everything that waits and makes it durable. The extent is what the commit must name.
    pub(crate) fn flush(&mut self) -> Result<Extent, CaseError> {
        let streams: Vec<u32> = self.waiting.keys().copied().collect();
        for stream in streams {
            self.pack(stream)?;
        }
        if compact::is_due(&self.table, self.extent) {
            self.compact()?;
        }
        // Frames first: an entry of the table never points at bytes that are not there.
        self.frames.sync_data().map_err(CaseError::io(&self.folder))?;
        self.table_file.sync_data().map_err(CaseError::io(&self.folder))?;
        Ok(self.extent)
    }

    /// A commit names the extent that [`Self::flush`] gave last.
    pub(crate) fn committed(&mut self) {
        self.outdated.committed();
    }

    /// Drops what is kept of a stream.
    pub(crate) fn drop_stream(&mut self, stream: u32) -> Result<(), CaseError> {
        if let Some(waiting) = self.waiting.remove(&stream) {
            self.waiting_bytes -= waiting.raw.len();
        }
        if self.table.last(stream).is_some() {
            self.enter(Block::dropped(stream))?;
        }
        Ok(())
    }

    /// Leaves garbage behind.
    pub(super) fn compact(&mut self) -> Result<(), CaseError> {
        let old = self.extent.generation;
        let new = compact(&self.folder, &self.frames_read, &self.table, old + 1)?;
        let [path, _] = paths(&self.folder, old + 1);
        self.frames_read = File::open(&path).map_err(CaseError::io(&path))?;
        (self.frames, self.table_file) = (new.frames, new.table_file);
        (self.table, self.extent) = (new.table, new.extent);
        self.outdated.add(paths(&self.folder, old));
        Ok(())
    }

    /// Packs what waits of a stream into a block, and small blocks with it if they have become many.
    fn pack(&mut self, stream: u32) -> Result<(), CaseError> {
        let Some(waiting) = self.waiting.remove(&stream) else { return Ok(()) };
        self.waiting_bytes -= waiting.raw.len();
        let Waiting { offset, raw, encoding } = waiting;
        let last = self.table.last(stream);
        let lines_before = last.map_or(0, |last| last.lines_before + u64::from(last.line_ends));
        if raw.len() == BLOCK {
            // A full block stays as it is: what is small before it would stay small for ever.
            let small = self.table.trailing(stream, |block| !block.is_full()).to_vec();
            self.merge(&small, encoding)?;
        }
        self.append(stream, offset, &raw, lines_before, encoding)?;
        self.merge_small(stream, encoding)
    }

    /// Restores that tiers of the small blocks at the end of a stream fall, each with fewer than
    /// [`FANOUT`] blocks. Merging lifts a byte by a tier, so that it is packed again at most as often
    /// as there are tiers.
    fn merge_small(&mut self, stream: u32, encoding: Encoding) -> Result<(), CaseError> {
        while let Some(last) = self.table.last(stream).filter(|last| !last.is_full()) {
            let (tier, own) = (last.tier(), last.offset);
            let is_small = |block: &Block| !block.is_full();
            let mut run = self.table.trailing(stream, |block| {
                block.offset == own || is_small(block) && block.tier() < tier
            });
            if run.len() == 1 {
                run = self.table.trailing(stream, |block| is_small(block) && block.tier() == tier);
                if run.len() < FANOUT {
                    break;
                }
            }
            let run = run.to_vec();
            self.merge(&run, encoding)?;
        }
        Ok(())
    }

    /// Replaces blocks that follow one another by as few as hold their bytes.
    fn merge(&mut self, blocks: &[Block], encoding: Encoding) -> Result<(), CaseError> {
        let [first, _, ..] = blocks[..] else { return Ok(()) };
        let mut raw = Vec::new();
        for block in blocks {
            let bytes = self.unpacker.unpack(&self.frames_read, block);
            raw.extend(bytes.map_err(|error| CaseError::damaged(&self.folder, error))?);
        }
        let (mut offset, mut lines_before) = (first.offset, first.lines_before);
        for part in raw.chunks(BLOCK) {
            let block = self.append(first.stream, offset, part, lines_before, encoding)?;
            (offset, lines_before) = (block.end(), lines_before + u64::from(block.line_ends));
        }
        Ok(())
    }

    fn append(
        &mut self,
        stream: u32,
        offset: u64,
        raw: &[u8],
        lines_before: u64,
        encoding: Encoding,
    ) -> Result<Block, CaseError> {
        self.packed.clear();
        self.packed.reserve(zstd::zstd_safe::compress_bound(raw.len()));
        self.packer
            .compress_to_buffer(raw, &mut self.packed)
            .map_err(CaseError::io(&self.folder))?;
        let block = Block {
            stream,
            length: narrow(raw.len()),
            offset,
            place: self.extent.frames,
            packed: narrow(self.packed.len()),
            line_ends: narrow(super::reader::line_ends(raw, encoding)),
            lines_before,
        };
        self.frames.write_all(&self.packed).map_err(CaseError::io(&self.folder))?;
        self.extent.frames += self.packed.len() as u64;
        self.enter(block)?;
        Ok(block)
    }

    fn enter(&mut self, block: Block) -> Result<(), CaseError> {
        self.table_file.write_all(&block.to_bytes()).map_err(CaseError::io(&self.folder))?;
        self.extent.table += Block::SIZE as u64;
        self.table.push(block);
        Ok(())
    }

    /// The blocks that live.
    #[cfg(test)]
    pub(super) fn table(&self) -> &Table {
        &self.table
    }
}

fn narrow(length: usize) -> u32 {
    u32::try_from(length).expect("a block is far below 4 GiB")
}
