//! Files of a case folder: version, manifest, and how they are written so that a crash harms none.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

use tantivy::Index;
use tantivy::tokenizer::TextAnalyzer;

use super::LAYOUT;
use super::error::CaseError;
use super::manifest::StoredManifest;
use super::tokenizer::{self, LogTokenizer};

const VERSION: &str = "version";

/// Checks that the folder holds a case of this layout.
pub(super) fn check(folder: &Path) -> Result<(), CaseError> {
    let path = folder.join(VERSION);
    match fs::read_to_string(&path) {
        Ok(found) if found.trim() == LAYOUT => Ok(()),
        Ok(found) => {
            Err(CaseError::Version { path: folder.into(), found: found.trim().to_owned() })
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            Err(CaseError::Missing(folder.into()))
        }
        Err(source) => Err(CaseError::Io { path, source }),
    }
}

/// As [`check`], but also content with a folder in which a case can be made: one that is not there
/// yet, or holds nothing. Whether there is a case.
pub(super) fn check_or_vacant(folder: &Path) -> Result<bool, CaseError> {
    match check(folder) {
        Err(CaseError::Missing(_)) => vacant(folder).map(|()| false),
        other => other.map(|()| true),
    }
}

/// Refuses a folder that holds what is nobody's business to write beside.
fn vacant(folder: &Path) -> Result<(), CaseError> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        entries => entries.map_err(CaseError::io(folder))?,
    };
    let mut foreign = Vec::new();
    for entry in entries {
        let entry = entry.map_err(CaseError::io(folder))?;
        if !is_begun(&entry) {
            foreign.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    // The same one is named every time.
    match foreign.into_iter().min() {
        None => Ok(()),
        Some(name) => Err(CaseError::Occupied { path: folder.into(), name }),
    }
}

/// Whether a crash may have left this where a case was about to be made, or the file system itself did
/// (`lost+found` at the top of a volume of its own).
fn is_begun(entry: &fs::DirEntry) -> bool {
    let name = entry.file_name();
    let is_bare = || fs::read_dir(entry.path()).is_ok_and(|mut inner| inner.next().is_none());
    ["version.draft", "alerts", "lost+found"].iter().any(|ours| name == **ours)
        || (name == super::INDEX && is_bare())
}

/// As [`check`], but makes a vacant folder a case of this layout.
pub(super) fn claim(folder: &Path) -> Result<(), CaseError> {
    match check_or_vacant(folder) {
        Ok(false) => {
            fs::create_dir_all(folder).map_err(CaseError::io(folder))?;
            let path = folder.join(VERSION);
            write_durably(&path, format!("{LAYOUT}\n").as_bytes()).map_err(CaseError::io(&path))
        }
        other => other.map(|_| ()),
    }
}

/// Writes a file so that it is there whole or not at all.
pub(super) fn write_durably(path: &Path, content: &[u8]) -> io::Result<()> {
    write_durably_by(path, |file| file.write_all(content))
}

/// The same, with content that need not be in memory as a whole.
pub(super) fn write_durably_by(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    let draft = path.with_extension("draft");
    let mut file = BufWriter::new(File::create(&draft)?);
    write(&mut file)?;
    file.into_inner()?.sync_all()?;
    fs::rename(&draft, path)?;
    path.parent().map_or(Ok(()), sync_folder)
}

/// Makes the names in a folder durable. Where folders cannot be opened as files (Windows) the file
/// system sees to it itself.
pub(in crate::case) fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

/// Removes what crashes left of files that are numbered by commit: all but those the last commit names
/// and, of each kind, the one before, which whoever has just opened the case may still read. For whoever
/// holds the lock of writers. What cannot be removed stays: it takes space and does no harm.
pub(super) fn sweep(folder: &Path, named: [&str; 2]) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    let names = entries.flatten().filter_map(|entry| entry.file_name().into_string().ok());
    let names: Vec<String> = names.collect();
    for (kind, named) in ["analysis-", "streams-"].into_iter().zip(named) {
        let number = |name: &str, form: &str| {
            name.strip_prefix(kind)?.strip_suffix(form)?.parse::<u64>().ok()
        };
        let newest = number(named, ".json").unwrap_or(0);
        let older = names.iter().filter_map(|name| number(name, ".json"));
        let before = older.filter(|number| *number < newest).max();
        let is_wanted = |name: &str| {
            let number = number(name, ".json");
            name == named || number.is_some() && number == before
        };
        let is_ours = |name: &str| number(name, ".json").or(number(name, ".draft")).is_some();
        for name in names.iter().filter(|name| is_ours(name) && !is_wanted(name)) {
            drop(fs::remove_file(folder.join(name)));
        }
    }
}

/// Makes the tokenizers of the schema known to an index.
pub(super) fn register(index: &Index) {
    index.tokenizers().register(tokenizer::NAME, TextAnalyzer::from(LogTokenizer::default()));
}

/// The manifest of the last commit, without its archive; the empty one before the first.
pub(super) fn manifest(index: &Index, folder: &Path) -> Result<StoredManifest, CaseError> {
    match index.load_metas()?.payload {
        None => Ok(StoredManifest::empty()),
        Some(payload) => serde_json::from_str(&payload)
            .map_err(|error| CaseError::damaged(folder, format!("its manifest: {error}"))),
    }
}
