//! What can go wrong with a case, worded for the person who has to put it right.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// Why a case could not be opened, read or written.
#[derive(Debug)]
pub enum CaseError {
    /// There is no case at this place.
    Missing(PathBuf),
    /// There is no case at this place but something else, beside which none is made.
    Occupied {
        /// The folder.
        path: PathBuf,
        /// Name of something in it.
        name: String,
    },
    /// Another process writes this case.
    Locked(PathBuf),
    /// The case was written by a program whose layout of the store differs.
    Version {
        /// The case.
        path: PathBuf,
        /// Layout found.
        found: String,
    },
    /// A file of the case is not what it should be.
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// The file system said no.
    Io {
        /// The file or folder.
        path: PathBuf,
        /// Its words.
        source: io::Error,
    },
    /// The search was told to give up before it was done.
    Stopped,
    /// A query would cost more memory than it may.
    TooWide(String),
    /// The index refused.
    Index(tantivy::TantivyError),
}

impl CaseError {
    /// Wraps an error of the file system with the place it happened at.
    pub(crate) fn io(path: &Path) -> impl FnOnce(io::Error) -> Self + '_ {
        move |source| Self::Io { path: path.to_path_buf(), source }
    }

    pub(crate) fn damaged(path: &Path, why: impl fmt::Display) -> Self {
        Self::Damaged { path: path.to_path_buf(), why: why.to_string() }
    }
}

impl fmt::Display for CaseError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(path) => write!(
                out,
                "no case at {}: run `mbxtrace analyze PATH…` first, or name one with --case",
                path.display()
            ),
            Self::Occupied { path, name } => write!(
                out,
                "{} is no case and is not empty (it holds `{name}`): name an empty folder or a new \
                 one with --case",
                path.display()
            ),
            Self::Locked(path) => write!(
                out,
                "another mbxtrace writes the case at {}: wait for it, stop it, or use another \
                 --case",
                path.display()
            ),
            Self::Version { path, found } => write!(
                out,
                "the case at {} has layout {found}, this program writes layout {}: analyse the \
                 bundle again into a new --case",
                path.display(),
                super::LAYOUT
            ),
            Self::Damaged { path, why } => write!(
                out,
                "{} is damaged ({why}): analyse the bundle again into a new --case",
                path.display()
            ),
            Self::Io { path, source } => write!(out, "{}: {source}", path.display()),
            Self::Stopped => write!(
                out,
                "the search was not done in time and has no answer: give more time (--timeout), or \
                 ask for less (a shorter span of time, a field before the value, a longer prefix)"
            ),
            Self::TooWide(what) => write!(out, "{what}"),
            Self::Index(source) => write!(out, "the index of the case: {source}"),
        }
    }
}

/// The message says all: no source is told a second time.
impl std::error::Error for CaseError {}

impl From<tantivy::TantivyError> for CaseError {
    fn from(error: tantivy::TantivyError) -> Self {
        Self::Index(error)
    }
}
