//! What there is to read: folders, files, archives in archives, handed out as streams of bytes.
//!
//! Nothing is ever unpacked to disk, no name inside an archive is ever resolved as a path, and no
//! input costs more than its [`Limits`].

mod codec;
mod container;
mod limits;
mod name;
mod node;
mod place;
mod read;
mod recover;
mod scan;
mod series;
mod tail;
mod tar;
#[cfg(test)]
mod tests;
mod walk;
mod zip;

use std::fmt;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use limits::{Limits, problem_kind};
pub use node::{CANARY_NODE, CANARY_PREFIX, node_of};
pub use read::MemberReader;
pub use series::{Gap, Link, Ordinal, Series, order, series};
pub use tail::{
    Appeared, Counts, End, FileId, Known, Print, Reading, Tail, TailOptions, TailSink, Waker,
};

/// When content was last changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Modified {
    /// Seconds since 1970-01-01: of UTC, or of the wall clock of whoever packed the archive.
    pub unix_seconds: i64,
    /// And nanoseconds, where they are known.
    pub nanos: u32,
    /// Whether the seconds are of UTC. The plain time of a zip member is local wall time, to two
    /// seconds, of a zone that is not said.
    pub zone_known: bool,
}

impl Modified {
    pub(crate) fn utc(unix_seconds: i64, nanos: u32) -> Self {
        Self { unix_seconds, nanos, zone_known: true }
    }
}

/// One thing to read: a file, or a file inside archives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// As shown: the file as given, or `b.zip!/active_1.tgz!/cuc1/jetty/x.log`. Unique in a scan; a
    /// second member of the same name gets `#2`.
    pub path: String,
    /// Below the given folder (or from the given file on): archive names are parts of it, and the
    /// extension of a mere compression is dropped.
    pub relative: String,
    /// Which of the given paths it was found under.
    pub root: usize,
    /// The last part of `relative`.
    pub name: String,
    /// Host it was collected from, by the folders above it; empty if they do not say.
    pub node: String,
    /// Length in bytes, if it is known before reading.
    pub size: Option<u64>,
    /// When it was last changed.
    pub modified: Option<Modified>,
    /// Compression of the file itself (`gzip`, `bzip2`, `xz`, `zstd`), if `path` names the
    /// compressed file.
    pub packed: Option<&'static str>,
}

/// Input that could not be read, or not as it stands.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct InputProblem {
    /// The file, folder, archive or member, as shown.
    pub path: String,
    /// `truncated`, `damaged`, `limit`, `unsupported`, `encrypted`, `unreadable`, `empty`; or, with
    /// nothing lost: `path` (the name would lead out of the archive), `link`, `special`.
    pub kind: &'static str,
    /// Offset, where one is known.
    pub at: u64,
    /// What was expected, what was found, what to do.
    pub text: String,
}

/// A given path that is not there or cannot be looked at: wrong usage.
#[derive(Debug)]
pub struct SourceError {
    path: PathBuf,
    error: io::Error,
}

impl fmt::Display for SourceError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path.display();
        match self.error.kind() {
            io::ErrorKind::NotFound => write!(out, "{path}: there is no such file or folder"),
            _ => write!(out, "{path}: cannot be read ({})", self.error),
        }
    }
}

impl std::error::Error for SourceError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.error)
    }
}

/// What there is to read.
pub struct Scan {
    /// In order of path; an index into this is what [`Self::open`] takes.
    pub members: Vec<Member>,
    /// What cannot be read, in order of path. What breaks off inside a member is told to whoever
    /// reads that member, and not here.
    pub problems: Vec<InputProblem>,
    shelf: Arc<read::Shelf>,
}

/// Finds everything there is to read in `paths`, and shows `visit` each member with its first bytes
/// (decompressed, up to 64 KiB). One pass over every archive. A given path that does not exist is
/// an error; anything else that is wrong is a problem of the scan and stops nothing else.
pub fn scan(
    paths: &[PathBuf],
    limits: &Limits,
    visit: &mut dyn FnMut(&Member, &[u8]),
) -> Result<Scan, SourceError> {
    let mut scanner = scan::Scanner::new(limits, visit);
    walk::walk(paths, &mut scanner)?;
    Ok(Scan::of(scanner, limits))
}

/// As [`scan()`], but of these files only, each as a member of that of `roots` that it lies below.
pub fn scan_files(
    roots: &[PathBuf],
    files: &[PathBuf],
    limits: &Limits,
    visit: &mut dyn FnMut(&Member, &[u8]),
) -> Scan {
    let mut scanner = scan::Scanner::new(limits, visit);
    walk::files(roots, files, &mut scanner);
    Scan::of(scanner, limits)
}

/// The member that a plain file is, below that of `roots` that it lies below.
pub fn member_of(roots: &[PathBuf], path: &Path, modified: Modified) -> Member {
    let (root, relative) = walk::below(roots, path);
    Member {
        path: path.to_string_lossy().into_owned(),
        name: relative.rsplit('/').next().unwrap_or_default().to_owned(),
        node: node::node_below(&relative),
        relative,
        root,
        size: None,
        modified: Some(modified),
        packed: None,
    }
}

impl Scan {
    fn of(scanner: scan::Scanner<'_>, limits: &Limits) -> Self {
        let (mut found, mut problems) = scanner.finish();
        found.sort_by(|one, other| one.0.path.cmp(&other.0.path));
        problems.sort();
        let (members, places) = found.into_iter().unzip();
        Self { members, problems, shelf: Arc::new(read::Shelf::new(limits, places)) }
    }

    /// The whole content of a member from its start, as often as wanted, several at once, from any
    /// thread. A member that breaks off gives its bytes up to there and then an error that says so
    /// ([`problem_kind`]).
    pub fn open(&self, index: usize) -> io::Result<Box<dyn Read + Send>> {
        Ok(Box::new(self.reader(vec![index]).started()?))
    }

    /// Reads several members one after the other. Members of one compressed archive in the order
    /// of the archive cost one decompression.
    pub fn reader(&self, indices: Vec<usize>) -> MemberReader {
        MemberReader::new(Arc::clone(&self.shelf), indices)
    }

    /// The order in which a set of members is read with the fewest decompressions.
    pub fn reading_order(&self, indices: &mut [usize]) {
        self.shelf.sort(indices);
    }
}

/// Whether a file that begins with `head` is an archive or compressed: its bytes are no lines.
pub(crate) fn is_packed(head: &[u8]) -> bool {
    container::Kind::of(head, true) != container::Kind::Plain
}
