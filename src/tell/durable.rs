//! Files that are there whole or not at all after a power loss.

use std::fs::{self, File};
use std::io;
use std::path::Path;

/// Puts a finished draft in the place of `path`, durably. The draft's content is synced here.
pub(super) fn put(draft_file: &File, draft: &Path, path: &Path) -> io::Result<()> {
    draft_file.sync_all()?;
    fs::rename(draft, path)?;
    path.parent().map_or(Ok(()), sync_folder)
}

/// Makes the names in a folder durable. Where folders cannot be opened as files (Windows) the file
/// system sees to it itself.
fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}
