//! The index folder for writing: files become durable together, just before a commit names them.
//!
//! tantivy's own folder makes each file of a segment durable when it is closed, and writes its list of
//! files (`.managed.json`) durably before each is opened: some twenty waits for the disk a segment,
//! each a transaction of the file system's journal. A watch writes a segment with every commit. Here
//! what was closed is made durable in one go when tantivy asks for the folder (which it does before it
//! writes `meta.json`), and the list with it. A crash in between leaves files that no commit and no
//! list names, or the list but no commit: [`sweep`] removes them.

use std::collections::HashSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tantivy::directory::error::{
    DeleteError, LockError, OpenDirectoryError, OpenReadError, OpenWriteError,
};
use tantivy::directory::{
    AntiCallToken, DirectoryLock, FileHandle, Lock, MmapDirectory, TerminatingWrite, WatchCallback,
    WatchHandle, WritePtr,
};
use tantivy::schema::document::Document;
use tantivy::{Directory, IndexWriter};

/// tantivy's list of the files it wrote, which tells it what to remove.
const LIST: &str = ".managed.json";

/// So many closed files may wait for the disk, each with its descriptor: the segments of a watch's
/// commit with its merges. What is beyond waits for the disk when it is closed.
const MOST: usize = 64;

/// A folder whose files are durable when [`Directory::sync_directory`] returns.
#[derive(Clone, Debug)]
pub(super) struct Deferred {
    folder: PathBuf,
    inner: MmapDirectory,
    pending: Arc<Mutex<Pending>>,
}

/// What is not durable yet.
#[derive(Debug, Default)]
struct Pending {
    files: Vec<File>,
    list: Option<Vec<u8>>,
    /// What could not be made durable once is not asked again: the system may have forgotten that it
    /// failed, and say that all is well.
    has_failed: bool,
}

impl Deferred {
    /// The folder, which must be there.
    pub(super) fn open(folder: &Path) -> Result<Self, OpenDirectoryError> {
        let inner = MmapDirectory::open(folder)?;
        Ok(Self { folder: folder.to_path_buf(), inner, pending: Arc::default() })
    }

    fn pending(&self) -> MutexGuard<'_, Pending> {
        self.pending.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Pending {
    fn sync(&mut self, inner: &MmapDirectory) -> io::Result<()> {
        for file in self.files.drain(..) {
            file.sync_data()?;
        }
        match self.list.take() {
            Some(list) => inner.atomic_write(Path::new(LIST), &list),
            None => Ok(()),
        }
    }
}

/// A file that is durable later.
struct Closing {
    file: File,
    place: Deferred,
}

impl Write for Closing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write_all(bytes)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl TerminatingWrite for Closing {
    fn terminate_ref(&mut self, _: AntiCallToken) -> io::Result<()> {
        let mut pending = self.place.pending();
        if pending.files.len() < MOST {
            pending.files.push(self.file.try_clone()?);
            return Ok(());
        }
        drop(pending);
        self.file.sync_data()
    }
}

impl Directory for Deferred {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        self.inner.get_file_handle(path)
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        self.inner.delete(path)
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.inner.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        let created = OpenOptions::new().write(true).create_new(true).open(self.folder.join(path));
        let file = created.map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => OpenWriteError::FileAlreadyExists(path.to_path_buf()),
            _ => OpenWriteError::wrap_io_error(error, path.to_path_buf()),
        })?;
        Ok(BufWriter::new(Box::new(Closing { file, place: self.clone() })))
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        match &self.pending().list {
            Some(list) if path == Path::new(LIST) => Ok(list.clone()),
            _ => self.inner.atomic_read(path),
        }
    }

    fn atomic_write(&self, path: &Path, content: &[u8]) -> io::Result<()> {
        if path == Path::new(LIST) {
            self.pending().list = Some(content.to_vec());
            return Ok(());
        }
        self.inner.atomic_write(path, content)
    }

    fn sync_directory(&self) -> io::Result<()> {
        let mut pending = self.pending();
        if pending.has_failed {
            return Err(io::Error::other("the index could not be made durable earlier"));
        }
        // Held meanwhile: whoever else asks must not go on before all is durable.
        let synced = pending.sync(&self.inner).and_then(|()| self.inner.sync_directory());
        pending.has_failed = synced.is_err();
        synced
    }

    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        self.inner.acquire_lock(lock)
    }

    fn watch(&self, callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        self.inner.watch(callback)
    }
}

/// Removes what a run that died has left in the folder: files of segments that are on no list, drafts of
/// files that were to be replaced, and what is on the list but in no commit. (A list of deletions bears
/// the number of its commit, which the next run gives again: left there, no commit would succeed any
/// more.) For whoever holds the lock of writers and has written nothing yet. What else cannot be removed
/// stays: it takes space and does no harm.
pub(super) fn sweep<D: Document>(writer: &IndexWriter<D>, folder: &Path) -> tantivy::Result<()> {
    let listed = writer.index().directory().list_managed_files();
    if let Ok(entries) = fs::read_dir(folder) {
        for entry in entries.flatten() {
            let name = entry.file_name();
            if name.to_str().is_some_and(|name| is_left_behind(name, &listed)) {
                drop(fs::remove_file(entry.path()));
            }
        }
    }
    writer.garbage_collect_files().wait()?;
    Ok(())
}

/// Names of segments are 32 digits; those of drafts are the crate tempfile's.
fn is_left_behind(name: &str, listed: &HashSet<PathBuf>) -> bool {
    let is_draft = name.len() == 10 && name.starts_with(".tmp");
    let segment = name.split_once('.').map_or("", |(segment, _)| segment);
    let is_of_segment = segment.len() == 32 && segment.bytes().all(|it| it.is_ascii_hexdigit());
    is_draft || (is_of_segment && !listed.contains(Path::new(name)))
}

#[cfg(test)]
mod tests {
    use tantivy::Index;

    use super::*;
    use crate::case::sample::{self, SMALL, count, log};
    use crate::case::{CaseWriter, INDEX};

    fn files(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder.join(INDEX)).unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<String> = names.collect();
        names.sort();
        names
    }

    fn add(writer: &mut CaseWriter, name: &str, first: u32) {
        sample::add(writer, name, "n1", log(first, 10).as_bytes()).unwrap();
    }

    #[test]
    fn the_list_names_what_a_commit_names() {
        let folder = tempfile::tempdir().unwrap();
        let mut writer = CaseWriter::open(folder.path(), SMALL).unwrap();
        for turn in 0..3 {
            add(&mut writer, &format!("log{turn}"), turn * 10);
            writer.commit().unwrap();
            let list = fs::read(folder.path().join(INDEX).join(LIST)).unwrap();
            let list: HashSet<String> = serde_json::from_slice(&list).unwrap();
            let index = Index::open_in_dir(folder.path().join(INDEX)).unwrap();
            for segment in index.load_metas().unwrap().segments {
                let of_it = segment.id().uuid_string();
                assert!(list.iter().any(|name| name.starts_with(&of_it)), "{of_it} in {list:?}");
            }
        }
    }

    #[test]
    fn what_a_crash_left_is_swept_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let mut writer = CaseWriter::open(folder.path(), SMALL).unwrap();
        add(&mut writer, "a", 0);
        writer.commit().unwrap();
        writer.finish().unwrap();
        let before = files(folder.path());
        let place = folder.path().join(INDEX);
        for left in ["00000000000000000000000000000000.term", ".tmpAb12Cd"] {
            fs::write(place.join(left), "x").unwrap();
        }
        fs::write(place.join("notes.txt"), "mine").unwrap();
        let mut writer = CaseWriter::open(folder.path(), SMALL).unwrap();
        let mut expected = before;
        expected.push("notes.txt".to_owned());
        expected.sort();
        assert_eq!(files(folder.path()), expected);
        add(&mut writer, "b", 10);
        writer.finish().unwrap();
        assert_eq!(count(folder.path()), 20);
    }

    #[test]
    fn a_commit_that_deletes_can_be_made_again_after_a_crash_in_it() {
        let folder = tempfile::tempdir().unwrap();
        let mut writer = CaseWriter::open(folder.path(), SMALL).unwrap();
        add(&mut writer, "a", 0);
        writer.finish().unwrap();
        let meta = folder.path().join(INDEX).join("meta.json");
        let before = fs::read(&meta).unwrap();
        for _ in 0..2 {
            let mut writer = CaseWriter::open(folder.path(), SMALL).unwrap();
            writer.drop_event(0, 0).unwrap();
            writer.commit().unwrap();
            assert!(files(folder.path()).iter().any(|name| name.contains(".del")));
            writer.finish().unwrap();
            assert_eq!(count(folder.path()), 9);
            // All was durable but that the commit was made.
            fs::write(&meta, &before).unwrap();
        }
        assert_eq!(count(folder.path()), 10);
    }

    #[test]
    fn files_are_durable_when_the_folder_is() {
        let folder = tempfile::tempdir().unwrap();
        let place = Deferred::open(folder.path()).unwrap();
        for number in 0..MOST + 3 {
            let mut file = place.open_write(Path::new(&format!("{number:032}.term"))).unwrap();
            file.write_all(b"x").unwrap();
            file.terminate().unwrap();
            assert_eq!(place.pending().files.len(), (number + 1).min(MOST));
        }
        place.atomic_write(Path::new(LIST), b"[]").unwrap();
        assert_eq!(place.atomic_read(Path::new(LIST)).unwrap(), b"[]");
        assert!(!folder.path().join(LIST).try_exists().unwrap());
        place.sync_directory().unwrap();
        assert!(place.pending().files.is_empty());
        assert_eq!(fs::read(folder.path().join(LIST)).unwrap(), b"[]");
    }

    #[test]
    fn one_failure_is_for_ever() {
        let folder = tempfile::tempdir().unwrap();
        let place = Deferred::open(folder.path()).unwrap();
        place.atomic_write(Path::new(LIST), b"[]").unwrap();
        let aside = folder.path().with_extension("aside");
        fs::rename(folder.path(), &aside).unwrap();
        assert!(place.sync_directory().is_err());
        fs::rename(&aside, folder.path()).unwrap();
        let again = place.sync_directory().unwrap_err();
        assert!(again.to_string().contains("earlier"), "{again}");
    }
}
