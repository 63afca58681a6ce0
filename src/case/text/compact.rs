//! Copies what lives of kept text to files of the next generation.

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::file::{open_at, paths, read_exact_at};
use super::{BLOCK, Block, Extent, Table};
use crate::case::error::CaseError;
use crate::case::layout::sync_folder;

/// Garbage below it is not worth a copy, in bytes of frames and of table.
const LITTLE: Extent = Extent { frames: 4 * 1024 * 1024, table: 256 * 1024, generation: 0 };

/// Whether more than half of a file is garbage.
pub(super) fn is_due(table: &Table, extent: Extent) -> bool {
    let live = table.live();
    let is_mostly = |all: u64, live: u64, little: u64| all - live > live.max(little);
    is_mostly(extent.frames, live.frames, LITTLE.frames)
        || is_mostly(extent.table, live.table, LITTLE.table)
}

/// Files of a new generation, positioned at their ends.
pub(super) struct Compacted {
    pub(super) frames: File,
    pub(super) table_file: File,
    pub(super) table: Table,
    pub(super) extent: Extent,
}

/// Writes the blocks of `table` to files of the next generation, as they are packed, stream after
/// stream. Not durable before their next sync.
pub(super) fn compact(
    folder: &Path,
    frames: &File,
    table: &Table,
    generation: u64,
) -> Result<Compacted, CaseError> {
    let [frames_path, table_path] = paths(folder, generation);
    let mut new = Compacted {
        frames: open_at(&frames_path, 0)?,
        table_file: open_at(&table_path, 0)?,
        table: Table::default(),
        extent: Extent { generation, ..Extent::default() },
    };
    copy(frames, table, &mut new).map_err(CaseError::io(&frames_path))?;
    sync_folder(folder).map_err(CaseError::io(folder))?;
    Ok(new)
}

fn copy(frames: &File, table: &Table, new: &mut Compacted) -> io::Result<()> {
    let mut entries = io::BufWriter::new(&new.table_file);
    let mut out = io::BufWriter::with_capacity(BLOCK, &new.frames);
    let mut packed = Vec::new();
    for block in table.blocks() {
        packed.resize(block.packed as usize, 0);
        read_exact_at(frames, &mut packed, block.place)?;
        out.write_all(&packed)?;
        let block = Block { place: new.extent.frames, ..*block };
        entries.write_all(&block.to_bytes())?;
        new.extent.frames += u64::from(block.packed);
        new.extent.table += Block::SIZE as u64;
        new.table.push(block);
    }
    out.flush()?;
    entries.flush()
}

/// Files of an older generation, which go when two commits no longer name them: whoever has just
/// opened the case by the commit before still finds them.
#[derive(Debug, Default)]
pub(super) struct Outdated {
    /// Named by the last commit.
    leaving: Vec<PathBuf>,
    /// Named by the one before.
    left: Vec<PathBuf>,
}

impl Outdated {
    /// The next commit no longer names these files.
    pub(super) fn add(&mut self, paths: [PathBuf; 2]) {
        self.leaving.extend(paths);
    }

    /// A commit has succeeded.
    pub(super) fn committed(&mut self) {
        for path in std::mem::replace(&mut self.left, std::mem::take(&mut self.leaving)) {
            // One left behind goes when the case is opened for writing the next time.
            drop(std::fs::remove_file(path));
        }
    }
}
