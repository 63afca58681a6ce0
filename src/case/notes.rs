//! Marks and notes that people put on records and findings: a small file of its own in the folder of
//! the case, written whole or not at all. The index knows nothing of it.

use std::path::{Path, PathBuf};
use std::{fmt, fs, io};

use serde::{Deserialize, Serialize};

use super::layout::write_durably;
use crate::report::Note;

/// Name of the file.
const FILE: &str = "notes.toml";
/// Version of its form.
const VERSION: u32 = 1;

/// Everything noted in a case, in order of time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notes(pub Vec<Note>);

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    version: u32,
    #[serde(default, rename = "note")]
    notes: Vec<Note>,
}

/// Why notes could not be read or written.
#[derive(Debug)]
pub struct NotesError {
    path: PathBuf,
    why: String,
}

impl fmt::Display for NotesError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}: {}", self.path.display(), self.why)
    }
}

impl std::error::Error for NotesError {}

impl Notes {
    /// Reads the notes of a case; none if there is no file.
    pub fn read(folder: &Path) -> Result<Self, NotesError> {
        let path = folder.join(FILE);
        let wrong = |why: String| NotesError { path: path.clone(), why };
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(wrong(error.to_string())),
        };
        let stored: Stored = toml::from_str(&text).map_err(|error| {
            wrong(format!("not as expected, mend it or move it away: {}", error.message()))
        })?;
        if stored.version != VERSION {
            return Err(wrong(format!(
                "is of version {}, this program writes version {VERSION}: move it away",
                stored.version
            )));
        }
        Ok(Self(stored.notes))
    }

    /// Puts a note in the place of the one on the same thing, or takes that away, in the file as it is
    /// now: what another process noted meanwhile stays. Gives what then stands there.
    pub fn change(folder: &Path, note: &Note, is_kept: bool) -> Result<Self, NotesError> {
        let mut notes = Self::read(folder)?;
        notes.0.retain(|other| !other.is_on_same(note));
        if is_kept {
            notes.0.push(note.clone());
        }
        notes.0.sort_by(|one, other| one.order().cmp(&other.order()));
        let path = folder.join(FILE);
        let wrong = |why: String| NotesError { path: path.clone(), why };
        let stored = Stored { version: VERSION, notes: notes.0.clone() };
        let text = toml::to_string(&stored).map_err(|error| wrong(error.to_string()))?;
        write_durably(&path, text.as_bytes()).map_err(|error| wrong(error.to_string()))?;
        Ok(notes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn note(offset: u64, text: &str) -> Note {
        Note { path: "a.log".to_owned(), offset, text: text.to_owned(), ..Note::default() }
    }

    #[test]
    fn notes_survive_and_replace_only_their_own() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(Notes::read(folder.path()).unwrap(), Notes::default());
        Notes::change(folder.path(), &note(7, "\u{1b}[31m \"\"\" odd\n"), true).unwrap();
        Notes::change(folder.path(), &note(3, ""), true).unwrap();
        Notes::change(folder.path(), &note(7, "second thought"), true).unwrap();
        let kept = Notes::read(folder.path()).unwrap();
        assert_eq!(kept.0, [note(3, ""), note(7, "second thought")]);
        Notes::change(folder.path(), &note(3, ""), false).unwrap();
        assert_eq!(Notes::read(folder.path()).unwrap().0, [note(7, "second thought")]);
    }

    #[test]
    fn a_file_that_is_not_ours_is_neither_read_nor_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(FILE);
        for text in ["version = 2\n", "version = 1\nother = 3\n", "not toml"] {
            fs::write(&path, text).unwrap();
            assert!(Notes::change(folder.path(), &note(1, "x"), true).is_err(), "{text}");
            assert_eq!(fs::read_to_string(&path).unwrap(), text);
        }
    }
}
