//! The two files of kept text: their names, how they are opened, and reads at a place.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use super::{Block, Extent};
use crate::case::error::CaseError;

/// Paths of the files of a generation: frames and table.
pub(super) fn paths(folder: &Path, generation: u64) -> [PathBuf; 2] {
    let number = if generation == 0 { String::new() } else { format!("-{generation}") };
    ["zst", "tbl"].map(|kind| folder.join(format!("blocks{number}.{kind}")))
}

/// Opens a file for writing at `length`, where it is cut.
pub(super) fn open_at(path: &Path, length: u64) -> Result<File, CaseError> {
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

/// Removes files of other generations, which a crash left behind. What cannot be removed harms
/// nobody.
pub(super) fn remove_others(folder: &Path, extent: Extent) -> Result<(), CaseError> {
    let current = paths(folder, extent.generation);
    for entry in fs::read_dir(folder).map_err(CaseError::io(folder))? {
        let path = entry.map_err(CaseError::io(folder))?.path();
        if !current.contains(&path) {
            drop(fs::remove_file(path));
        }
    }
    Ok(())
}

/// Unpacks blocks, with a context that is made once.
#[derive(Default)]
pub(super) struct Unpacker {
    context: zstd::bulk::Decompressor<'static>,
    packed: Vec<u8>,
}

impl Unpacker {
    /// Raw bytes of a block.
    pub(super) fn unpack(&mut self, frames: &File, block: &Block) -> io::Result<Vec<u8>> {
        self.packed.resize(block.packed as usize, 0);
        read_exact_at(frames, &mut self.packed, block.place)?;
        let raw = self.context.decompress(&self.packed, block.length as usize)?;
        if raw.len() != block.length as usize {
            let text = format!("a block of {} bytes, its table says {}", raw.len(), block.length);
            return Err(io::Error::new(io::ErrorKind::InvalidData, text));
        }
        Ok(raw)
    }
}

/// Fills `buffer` from `place` on, without a position that readers would have to share.
#[cfg(unix)]
pub(super) fn read_exact_at(file: &File, buffer: &mut [u8], place: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, buffer, place)
}

/// Fills `buffer` from `place` on, without a position that readers would have to share.
#[cfg(windows)]
pub(super) fn read_exact_at(file: &File, mut buffer: &mut [u8], mut place: u64) -> io::Result<()> {
    while !buffer.is_empty() {
        match std::os::windows::fs::FileExt::seek_read(file, buffer, place) {
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(read) => {
                buffer = &mut buffer[read..];
                place += read as u64;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
