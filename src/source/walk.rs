//! Folders: what is below the given paths.

use std::fs::{self, DirEntry, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::UNIX_EPOCH;

use super::place::Place;
use super::scan::{Item, Scanner};
use super::{Modified, SourceError};

/// The folder a case is kept in.
const CASE: &str = ".mbxtrace";

/// Files by which the folder of an index is known.
const INDEX: [&str; 2] = ["meta.json", ".managed.json"];

/// Examines everything below `paths`. A path given twice, or below another one, is read once.
pub(super) fn walk(paths: &[PathBuf], scanner: &mut Scanner<'_>) -> Result<(), SourceError> {
    let mut roots = Vec::new();
    for (root, path) in paths.iter().enumerate() {
        let wrong = |error| SourceError { path: path.clone(), error };
        let real = fs::canonicalize(path).map_err(wrong)?;
        let metadata = fs::metadata(&real).map_err(wrong)?;
        if !roots.iter().any(|(_, _, known, _)| *known == real) {
            roots.push((root, path, real, metadata));
        }
    }
    for (root, path, real, metadata) in &roots {
        // What lies in another given folder is found there.
        let is_around = |(_, _, around, _): &(usize, &PathBuf, PathBuf, Metadata)| {
            around != real && real.strip_prefix(around).is_ok_and(|below| !below.starts_with(CASE))
        };
        if roots.iter().any(is_around) {
            continue;
        }
        if metadata.is_dir() {
            Folders { root: *root, real, scanner }.folder(path, "");
        } else {
            let name = path.file_name().unwrap_or(path.as_os_str());
            file(scanner, *root, path, &name.to_string_lossy(), metadata);
        }
    }
    Ok(())
}

/// Examines these files only, as members of the folders (or files) in `roots` that they lie below. A
/// file that is gone by now is no problem: it was not there.
pub(super) fn files(roots: &[PathBuf], paths: &[PathBuf], scanner: &mut Scanner<'_>) {
    for path in paths {
        let shown = path.to_string_lossy();
        match fs::metadata(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => scanner.report_error(&shown, &error),
            Ok(metadata) => {
                if !scanner.admits(&shown) {
                    return;
                }
                let (root, below) = below(roots, path);
                file(scanner, root, path, &below, &metadata);
            }
        }
    }
}

/// Which root a path lies below, and its name below it; its own name if it is a root itself, or
/// below none.
pub(super) fn below(roots: &[PathBuf], path: &Path) -> (usize, String) {
    let found = roots.iter().enumerate().filter_map(|(root, of)| {
        let below = path.strip_prefix(of).ok()?;
        Some((of.as_os_str().len(), root, below))
    });
    let (root, below) = match found.max_by_key(|(length, root, _)| (*length, usize::MAX - root)) {
        Some((_, root, below)) => (root, below),
        None => (0, Path::new("")),
    };
    let below = if below.as_os_str().is_empty() {
        path.file_name().map_or(path, Path::new)
    } else {
        below
    };
    (root, below.to_string_lossy().into_owned())
}

/// The walk below one given folder.
struct Folders<'a, 'b> {
    root: usize,
    /// The given folder without links.
    real: &'a Path,
    scanner: &'a mut Scanner<'b>,
}

impl Folders<'_, '_> {
    fn folder(&mut self, path: &Path, below: &str) {
        let mut entries = match fs::read_dir(path).and_then(Iterator::collect::<io::Result<Vec<_>>>)
        {
            Ok(entries) => entries,
            Err(error) => return self.scanner.report_error(&path.to_string_lossy(), &error),
        };
        let has = |name: &str| entries.iter().any(|entry| entry.file_name() == name);
        if INDEX.into_iter().all(has) {
            return;
        }
        entries.sort_by_key(DirEntry::file_name);
        for entry in entries {
            if !self.entry(&entry, below) {
                return;
            }
        }
    }

    /// `false` once there are too many.
    fn entry(&mut self, entry: &DirEntry, below: &str) -> bool {
        let (path, name) = (entry.path(), entry.file_name());
        let name = name.to_string_lossy();
        let below = if below.is_empty() { name.into_owned() } else { format!("{below}/{name}") };
        let shown = path.to_string_lossy();
        match entry.metadata() {
            Err(error) => self.scanner.report_error(&shown, &error),
            Ok(metadata) if metadata.is_symlink() => self.link(&path),
            Ok(metadata) if metadata.is_dir() && entry.file_name() == CASE => {}
            Ok(metadata) if metadata.is_dir() => self.folder(&path, &below),
            Ok(metadata) => {
                if !self.scanner.admits(&shown) {
                    return false;
                }
                file(self.scanner, self.root, &path, &below, &metadata);
            }
        }
        true
    }

    /// A link to something below the given folder is read there, under its own name, and once.
    /// Anything else it leads to was not given.
    fn link(&mut self, path: &Path) {
        let shown = path.to_string_lossy();
        let target = match fs::canonicalize(path) {
            Ok(target) => target,
            Err(error) => {
                let text = format!("the link leads nowhere ({error}); it is left out");
                return self.scanner.report(&shown, "link", text);
            }
        };
        let folder = path.parent().and_then(|folder| fs::canonicalize(folder).ok());
        if folder.is_some_and(|folder| folder.starts_with(&target)) {
            let text = "the link leads back to a folder that it is in; it is not followed";
            self.scanner.report(&shown, "link", text);
        } else if !target.starts_with(self.real) {
            let text = format!(
                "the link leads out of the given folder and is not followed; give `{}` too if it \
                 is to be read",
                target.display()
            );
            self.scanner.report(&shown, "link", text);
        }
    }
}

fn file(scanner: &mut Scanner<'_>, root: usize, path: &Path, below: &str, metadata: &Metadata) {
    let shown = path.to_string_lossy().into_owned();
    if !metadata.is_file() {
        let text = "neither file nor folder (pipe, socket or device); not read";
        return scanner.report(&shown, "special", text);
    }
    scanner.examine_place(Item {
        shown,
        below: below.to_owned(),
        root,
        size: Some(metadata.len()),
        modified: modified(metadata),
        place: Arc::new(Place::File(path.to_path_buf())),
        depth: 0,
        packed: None,
    });
}

fn modified(metadata: &Metadata) -> Option<Modified> {
    let since = metadata.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    Some(Modified::utc(i64::try_from(since.as_secs()).ok()?, since.subsec_nanos()))
}
