//! Which files are watched: files, folders and patterns, looked at as often as wanted.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};
use std::fs::{self, DirEntry, Metadata};
use std::io::{self, ErrorKind};
use std::os::unix::ffi::OsStrExt;
use std::path::{Component, Path, PathBuf};
use std::rc::Rc;

use globset::{GlobBuilder, GlobMatcher};

use super::super::SourceError;
use super::known::{Inode, Stamp};

/// Files by which the folder of an index is known.
const INDEX: [&str; 2] = ["meta.json", ".managed.json"];

/// What was given.
pub(super) struct Inputs {
    roots: Vec<Root>,
}

enum Root {
    Path(PathBuf),
    /// `/logs/*/jetty/*.log`: the folder before the first wildcard, and what must follow, part by
    /// part.
    Pattern {
        base: PathBuf,
        parts: Vec<Part>,
    },
}

enum Part {
    Plain(PathBuf),
    Glob(GlobMatcher),
    /// `**`: any number of folders, none included.
    Folders,
}

/// A file as it was seen.
#[derive(Clone, Debug)]
pub(super) struct Sighting {
    /// Index of the input.
    pub root: usize,
    pub stamp: Stamp,
    pub is_link: bool,
}

/// What one look at everything saw.
#[derive(Default)]
pub(super) struct Look {
    pub files: HashMap<Rc<Path>, Sighting>,
    /// The name of a file, and others if it has more.
    names: HashMap<Inode, (Rc<Path>, Vec<Rc<Path>>)>,
    /// The folders to watch.
    pub folders: BTreeMap<PathBuf, Inode>,
    /// Folders that could not be looked into: what is missing there may still be there.
    pub blind: Vec<PathBuf>,
    pub problems: BTreeMap<PathBuf, String>,
}

impl Look {
    /// The path under which an inode goes on: the one it had, or else its first name, no link if
    /// possible.
    pub(super) fn path_of(&self, inode: Inode, before: &Path) -> Option<(&Path, &Sighting)> {
        let (name, more) = self.names.get(&inode)?;
        let names = || std::iter::once(name).chain(more);
        let rank = |name: &&Rc<Path>| {
            let is_link = self.files.get(*name).is_some_and(|it| it.is_link);
            (is_link, Rc::clone(name))
        };
        let kept = names().find(|name| name.as_ref() == before);
        let name = kept.or_else(|| names().min_by_key(rank))?;
        Some((name, self.files.get(name)?))
    }

    /// What is seen at a path.
    pub(super) fn at(&self, path: &Path) -> Option<&Sighting> {
        self.files.get(path)
    }

    pub(super) fn is_blind(&self, path: &Path) -> bool {
        self.blind.iter().any(|folder| path.starts_with(folder))
    }

    fn file(&mut self, root: usize, path: &Path, metadata: &Metadata, is_link: bool) {
        if !metadata.is_file() {
            let text = "neither file nor folder (pipe, socket or device); not read";
            self.problems.insert(path.to_path_buf(), text.to_owned());
            return;
        }
        let (path, stamp) = (Rc::<Path>::from(path), Stamp::of(metadata));
        let sighting = Sighting { root, stamp, is_link };
        if self.files.insert(Rc::clone(&path), sighting).is_some() {
            return; // by two inputs
        }
        match self.names.entry(stamp.inode) {
            Entry::Vacant(names) => drop(names.insert((path, Vec::new()))),
            Entry::Occupied(mut names) => names.get_mut().1.push(path),
        }
    }

    fn wrong(&mut self, path: &Path, error: &io::Error) {
        // Gone between two looks at it.
        if !is_absent(error) {
            self.blind.push(path.to_path_buf());
            self.problems.insert(path.to_path_buf(), format!("cannot be read ({error})"));
        }
    }
}

fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory)
}

impl Inputs {
    /// A path that exists is meant as it stands, whatever its name. An error is a pattern that is
    /// none.
    pub(super) fn new(inputs: &[PathBuf]) -> Result<Self, SourceError> {
        let roots = inputs.iter().map(|input| root(input)).collect::<Result<_, _>>()?;
        Ok(Self { roots })
    }

    /// The folders that the inputs start from, as they are given.
    pub(super) fn bases(&self) -> impl Iterator<Item = &Path> {
        self.roots.iter().map(|root| match root {
            Root::Path(path) => path.as_path(),
            Root::Pattern { base, .. } => base.as_path(),
        })
    }

    /// The path below the input: of a folder, or of the part of a pattern before the first wildcard.
    pub(super) fn relative(&self, root: usize, path: &Path) -> String {
        let base = self.bases().nth(root).unwrap_or(path);
        let below = path.strip_prefix(base).ok().filter(|below| !below.as_os_str().is_empty());
        let name = path.file_name().map_or(path, Path::new);
        below.unwrap_or(name).to_string_lossy().into_owned()
    }

    /// Everything there is. One call of `stat` a file, one `readdir` a folder.
    pub(super) fn look(&self) -> Look {
        let mut look = Look::default();
        for (index, root) in self.roots.iter().enumerate() {
            match root {
                Root::Path(path) => given(&mut look, index, path),
                Root::Pattern { base, parts } => {
                    let mut walk = Walk { root: index, real: base, look: &mut look };
                    walk.pattern(base, parts);
                }
            }
        }
        look
    }
}

fn root(input: &Path) -> Result<Root, SourceError> {
    let is_wild = |part: &Component<'_>| {
        part.as_os_str().as_bytes().iter().any(|byte| b"*?[{".contains(byte))
    };
    let is_there = input.symlink_metadata().is_ok();
    if is_there || !input.components().any(|part| is_wild(&part)) {
        return Ok(Root::Path(input.to_path_buf()));
    }
    let mut base: PathBuf = input.components().take_while(|part| !is_wild(part)).collect();
    if base.as_os_str().is_empty() {
        base.push(".");
    }
    let parts = input
        .components()
        .skip_while(|part| !is_wild(part))
        .map(|part| match part.as_os_str().to_string_lossy().as_ref() {
            "**" => Ok(Part::Folders),
            text if is_wild(&part) => GlobBuilder::new(text)
                .literal_separator(true)
                .build()
                .map(|glob| Part::Glob(glob.compile_matcher()))
                .map_err(|error| SourceError {
                    path: input.to_path_buf(),
                    error: io::Error::new(ErrorKind::InvalidInput, error),
                }),
            text => Ok(Part::Plain(PathBuf::from(text))),
        })
        .collect::<Result<_, _>>()?;
    Ok(Root::Pattern { base, parts })
}

/// A path that was given as it stands: links are followed, hidden names are meant.
fn given(look: &mut Look, root: usize, path: &Path) {
    let metadata = match fs::metadata(path) {
        Ok(metadata) => metadata,
        Err(error) => {
            let is_link = path.symlink_metadata().is_ok();
            let text = if is_link && is_absent(&error) {
                "the link leads nowhere yet; it is waited for".to_owned()
            } else if is_absent(&error) {
                "there is no such file or folder yet; it is waited for".to_owned()
            } else {
                look.blind.push(path.to_path_buf());
                format!("cannot be read ({error})")
            };
            look.problems.insert(path.to_path_buf(), text);
            watch_parent(look, path);
            return;
        }
    };
    if metadata.is_dir() {
        let Ok(real) = fs::canonicalize(path) else { return };
        Walk { root, real: &real, look }.folder(path);
        return;
    }
    let is_link = path.symlink_metadata().is_ok_and(|it| it.is_symlink());
    look.file(root, path, &metadata, is_link);
    watch_parent(look, path);
}

fn watch_parent(look: &mut Look, path: &Path) {
    let Some(parent) = path.parent() else { return };
    let is_here = parent.as_os_str().is_empty();
    if let Ok(metadata) = fs::metadata(if is_here { Path::new(".") } else { parent }) {
        look.folders.insert(parent.to_path_buf(), Stamp::of(&metadata).inode);
    }
}

/// The walk below one input.
struct Walk<'a> {
    root: usize,
    /// The given folder without links.
    real: &'a Path,
    look: &'a mut Look,
}

impl Walk<'_> {
    /// Names in a folder that are not hidden: what editors, rsync and the case itself put beside
    /// the logs begins with a dot. `None` if it cannot be read.
    fn entries(&mut self, path: &Path) -> Option<Vec<DirEntry>> {
        let entries = fs::read_dir(path).and_then(Iterator::collect::<io::Result<Vec<_>>>);
        let mut entries = match entries {
            Ok(entries) => entries,
            Err(error) => {
                self.look.wrong(path, &error);
                return None;
            }
        };
        if INDEX.into_iter().all(|name| entries.iter().any(|entry| entry.file_name() == name)) {
            return None;
        }
        if let Ok(metadata) = fs::metadata(path) {
            self.look.folders.insert(path.to_path_buf(), Stamp::of(&metadata).inode);
        }
        entries.retain(|entry| !entry.file_name().as_bytes().starts_with(b"."));
        Some(entries)
    }

    fn folder(&mut self, path: &Path) {
        for entry in self.entries(path).unwrap_or_default() {
            let path = entry.path();
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => self.folder(&path),
                Ok(kind) if kind.is_symlink() => self.link(&path),
                Ok(_) => match entry.metadata() {
                    Ok(metadata) => self.look.file(self.root, &path, &metadata, false),
                    Err(error) => self.look.wrong(&path, &error),
                },
                Err(error) => self.look.wrong(&path, &error),
            }
        }
    }

    /// As in a scan: a link to something below the given folder is read there, under its own name.
    /// Anything else it leads to was not given.
    fn link(&mut self, path: &Path) {
        let Ok(target) = fs::canonicalize(path) else { return };
        if !target.starts_with(self.real) {
            let text = format!(
                "the link leads out of the given folder and is not followed; give `{}` too if it \
                 is to be read",
                target.display()
            );
            self.look.problems.insert(path.to_path_buf(), text);
        }
    }

    fn pattern(&mut self, path: &Path, parts: &[Part]) {
        let Some((part, rest)) = parts.split_first() else { return self.end(path) };
        let glob = match part {
            Part::Plain(name) => {
                return self.pattern(&path.join(name), rest);
            }
            Part::Glob(glob) => Some(glob),
            Part::Folders => None,
        };
        if glob.is_none() && !rest.is_empty() {
            self.pattern(path, rest);
        }
        for entry in self.entries(path).unwrap_or_default() {
            let path = entry.path();
            match glob {
                Some(glob) if glob.is_match(entry.file_name()) => {
                    self.pattern(&path, rest);
                }
                None if rest.is_empty() => self.end(&path),
                None if entry.file_type().is_ok_and(|kind| kind.is_dir()) => {
                    self.pattern(&path, parts);
                }
                _ => {}
            }
        }
    }

    /// What a pattern matched: links are followed, a folder is meant with all that is in it.
    fn end(&mut self, path: &Path) {
        match fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() => {
                let Ok(real) = fs::canonicalize(path) else { return };
                Walk { root: self.root, real: &real, look: self.look }.folder(path);
            }
            Ok(metadata) => {
                let is_link = path.symlink_metadata().is_ok_and(|it| it.is_symlink());
                self.look.file(self.root, path, &metadata, is_link);
            }
            Err(error) => self.look.wrong(path, &error),
        }
    }
}
