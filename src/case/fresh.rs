//! Whether a case was written since it was opened, told by one look at one file.

use std::fs;
use std::path::Path;
use std::time::SystemTime;

use super::error::CaseError;
use super::{Case, INDEX};

/// The file every commit writes anew (tantivy's own list of segments).
const COMMITTED: &str = "meta.json";

impl Case {
    /// When the case at `folder` was last committed to, by the clock of its file system; another value
    /// than before means that opening it again shows more.
    pub fn committed_at(folder: &Path) -> Result<SystemTime, CaseError> {
        let path = folder.join(INDEX).join(COMMITTED);
        let modified = fs::metadata(&path).and_then(|file| file.modified());
        modified.map_err(CaseError::io(&path))
    }
}
