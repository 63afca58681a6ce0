//! What tells commits of a case apart without opening it.

use std::fs;
use std::path::Path;
use std::time::SystemTime;

use super::INDEX;
use super::error::CaseError;

/// The file that tantivy replaces with every commit.
const META: &str = "meta.json";

/// Which commit a case is at: two equal ones are the same commit. Says nothing of their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Version {
    modified: SystemTime,
    length: u64,
    file: u64,
}

impl Version {
    /// The version of the case at `folder` now: one look at one file.
    pub fn of(folder: &Path) -> Result<Self, CaseError> {
        let path = folder.join(INDEX).join(META);
        let meta = fs::metadata(&path).map_err(CaseError::io(&path))?;
        let modified = meta.modified().map_err(CaseError::io(&path))?;
        Ok(Self { modified, length: meta.len(), file: file(&meta) })
    }
}

/// A replaced file is another file, though time and length be the same.
#[cfg(unix)]
fn file(meta: &fs::Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(meta)
}

#[cfg(not(unix))]
fn file(_: &fs::Metadata) -> u64 {
    0
}
