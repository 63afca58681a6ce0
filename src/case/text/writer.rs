//! Writes kept text: collects the bytes of each stream, packs full blocks, makes them durable.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::{BLOCK, Block, Extent, FRAMES, TABLE, Table};
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
    table_file: File,
    table: Table,
    extent: Extent,
    waiting: BTreeMap<u32, Waiting>,
    waiting_bytes: usize,
    packer: zstd::bulk::Compressor<'static>,
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
        let (frames_path, table_path) = (folder.join(FRAMES), folder.join(TABLE));
        let table_file = open_at(&table_path, extent.table)?;
        let frames = open_at(&frames_path, extent.frames)?;
        sync_folder(folder).map_err(CaseError::io(folder))?;
        let table = fs::read(&table_path).map_err(CaseError::io(&table_path))?;
        Ok(Self {
            folder: folder.to_path_buf(),
            frames,
            table_file,
            table: Table::from_bytes(&table),
            extent,
            waiting: BTreeMap::new(),
            waiting_bytes: 0,
            packer: zstd::bulk::Compressor::new(LEVEL).map_err(CaseError::io(folder))?,
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
        // Frames first: an entry of the table never points at bytes that are not there.
        self.frames.sync_data().map_err(CaseError::io(&self.folder))?;
        self.table_file.sync_data().map_err(CaseError::io(&self.folder))?;
        Ok(self.extent)
    }

    /// Packs what waits of a stream into a block.
    fn pack(&mut self, stream: u32) -> Result<(), CaseError> {
        let Some(waiting) = self.waiting.remove(&stream) else { return Ok(()) };
        self.waiting_bytes -= waiting.raw.len();
        self.packed.clear();
        self.packed.reserve(zstd::zstd_safe::compress_bound(waiting.raw.len()));
        self.packer
            .compress_to_buffer(&waiting.raw, &mut self.packed)
            .map_err(CaseError::io(&self.folder))?;
        let block = Block {
            stream,
            length: narrow(waiting.raw.len()),
            offset: waiting.offset,
            place: self.extent.frames,
            packed: narrow(self.packed.len()),
            line_ends: narrow(super::reader::line_ends(&waiting.raw, waiting.encoding)),
            lines_before: self
                .table
                .last(stream)
                .map_or(0, |last| last.lines_before + u64::from(last.line_ends)),
        };
        self.frames.write_all(&self.packed).map_err(CaseError::io(&self.folder))?;
        self.table_file.write_all(&block.to_bytes()).map_err(CaseError::io(&self.folder))?;
        self.extent.frames += self.packed.len() as u64;
        self.extent.table += Block::SIZE as u64;
        self.table.push(block);
        Ok(())
    }
}

/// Opens a file for writing at `length`, where it is cut.
fn open_at(path: &Path, length: u64) -> Result<File, CaseError> {
    let open = || -> io::Result<(File, u64)> {
        let file =
            OpenOptions::new().create(true).truncate(false).read(true).write(true).open(path)?;
        let found = file.metadata()?.len();
        Ok((file, found))
    };
    let (mut file, found) = open().map_err(CaseError::io(path))?;
    if found < length {
        return Err(CaseError::damaged(
            path,
            format!("{found} bytes, the last commit says {length}"),
        ));
    }
    file.set_len(length).map_err(CaseError::io(path))?;
    file.seek(SeekFrom::Start(length)).map_err(CaseError::io(path))?;
    Ok(file)
}

fn narrow(length: usize) -> u32 {
    u32::try_from(length).expect("a block is far below 4 GiB")
}
