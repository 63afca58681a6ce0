//! The files that are held open: so many and no more.

use std::collections::BTreeMap;
use std::fs::File;

use super::FileId;

/// Open files by generation; the least recently used one makes room.
pub(super) struct Descriptors {
    limit: usize,
    uses: u64,
    open: BTreeMap<FileId, (u64, File)>,
}

impl Descriptors {
    /// Room for one at least.
    pub(super) fn new(limit: usize) -> Self {
        Self { limit: limit.max(1), uses: 0, open: BTreeMap::new() }
    }

    pub(super) fn get(&mut self, id: FileId) -> Option<&File> {
        self.uses += 1;
        let (used, file) = self.open.get_mut(&id)?;
        *used = self.uses;
        Some(file)
    }

    pub(super) fn has(&self, id: FileId) -> bool {
        self.open.contains_key(&id)
    }

    /// Closes another one first if there are too many: one that `is_dispensable`, as its name leads
    /// to it again, if there is one.
    pub(super) fn put(&mut self, id: FileId, file: File, is_dispensable: impl Fn(FileId) -> bool) {
        while self.open.len() >= self.limit {
            let rank =
                |(id, (used, _)): (&FileId, &(u64, File))| (!is_dispensable(*id), *used, *id);
            let Some((.., least)) = self.open.iter().map(rank).min() else { break };
            self.open.remove(&least);
        }
        self.uses += 1;
        self.open.insert(id, (self.uses, file));
    }

    pub(super) fn close(&mut self, id: FileId) {
        self.open.remove(&id);
    }

    pub(super) fn len(&self) -> usize {
        self.open.len()
    }
}
