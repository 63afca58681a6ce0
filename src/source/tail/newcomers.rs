//! Files at paths at which nothing was known of them: who judges them, and what they become.

use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Instant;

use super::super::{Series, order};
use super::follower::{Follower, Home, row};
use super::inputs::{Look, Sighting};
use super::kin::{EVIDENCE, Starts};
use super::known::{HEAD, Inode, Known, Stamp, read_at};
use super::survey::LOOKS;
use super::{Appeared, FileId, Place, Reading, Tail, TailSink};

/// First bytes that are shown of a file.
const SHOWN: u64 = 64 * 1024;

/// A file at a path at which nothing of it was known.
pub(super) struct Newcomer {
    pub path: PathBuf,
    pub sighting: Sighting,
    /// Its path below the input.
    pub relative: String,
    /// Its first bytes, [`HEAD`] at most.
    pub head: Vec<u8>,
    /// What was followed at the path before.
    pub predecessor: Option<FileId>,
    /// Of what it was found to be a copy, when that was still whole.
    pub copy_of: Option<FileId>,
    /// It was held back long enough.
    pub is_overdue: bool,
}

impl Newcomer {
    pub(super) fn stamp(&self) -> Stamp {
        self.sighting.stamp
    }

    /// The row of files that continue one another in which it stands.
    pub(super) fn row(&self) -> Option<Series> {
        row(self.sighting.root, &self.relative)
    }

    /// Opens it, if it is still the one that was seen.
    pub(super) fn open(&self) -> io::Result<File> {
        let file = File::open(&self.path)?;
        if Stamp::of(&file.metadata()?).inode != self.stamp().inode {
            return Err(io::ErrorKind::NotFound.into());
        }
        Ok(file)
    }
}

impl Tail {
    /// What is at paths that no followed file occupies, and has to be judged.
    pub(super) fn newcomers(
        &mut self,
        look: &Look,
        mut claimed: HashSet<Inode>,
        held: &HashMap<Inode, (PathBuf, Place)>,
        now: Instant,
        sink: &mut dyn TailSink,
    ) -> Vec<Newcomer> {
        let homeless: HashMap<PathBuf, FileId> = self
            .files
            .iter()
            .filter(|(_, it)| it.home != Home::Path)
            .map(|(id, it)| (it.known.path.clone(), *id))
            .collect();
        let mut unclaimed: Vec<(&Path, &Sighting)> = look
            .files
            .iter()
            .filter(|(_, sighting)| !claimed.contains(&sighting.stamp.inode))
            .map(|(path, sighting)| (path.as_ref(), sighting))
            .collect();
        unclaimed.sort_by_key(|(path, _)| *path);
        let mut newcomers = Vec::new();
        for (path, sighting) in unclaimed {
            let inode = sighting.stamp.inode;
            let first = look.path_of(inode, Path::new(""));
            let is_first = first.is_some_and(|(first, _)| first == path);
            if !is_first || !claimed.insert(inode) {
                continue;
            }
            if let Some((from, place)) = held.get(&inode)
                && from != path
            {
                self.places.insert(path.to_path_buf(), place.clone());
            }
            let predecessor = match self.places.get(path) {
                Some(Place::Followed(id)) => Some(*id),
                _ => homeless.get(path).copied(),
            };
            newcomers.extend(self.newcomer(path, sighting, predecessor, now, sink));
        }
        newcomers
    }

    /// Where copies were held back, by inode: what is known of them goes with them.
    pub(super) fn held(&self) -> HashMap<Inode, (PathBuf, Place)> {
        let held = self.places.iter().filter_map(|(path, place)| match place {
            Place::Held { stamp, .. } => Some((stamp.inode, (path.clone(), place.clone()))),
            _ => None,
        });
        held.collect()
    }

    fn newcomer(
        &mut self,
        path: &Path,
        sighting: &Sighting,
        predecessor: Option<FileId>,
        now: Instant,
        sink: &mut dyn TailSink,
    ) -> Option<Newcomer> {
        let stamp = sighting.stamp;
        let (mut copy_of, mut is_overdue) = (None, false);
        let settle = self.options.settle;
        match self.places.get_mut(path) {
            Some(Place::Whole { stamp: old, since, is_told }) if old.inode == stamp.inode => {
                if !old.is_same_content(&stamp) {
                    (*since, *is_told) = (now, false);
                }
                *old = stamp;
                return None;
            }
            Some(Place::Ignored { stamp: old })
                if old.inode == stamp.inode && old.size <= stamp.size =>
            {
                *old = stamp;
                return None;
            }
            Some(Place::Later { stamp: old })
                if old.inode == stamp.inode && old.size == stamp.size =>
            {
                return None;
            }
            Some(Place::Held { stamp: old, since, of }) if old.inode == stamp.inode => {
                let is_same = old.is_same_content(&stamp);
                let has_original = of
                    .is_some_and(|id| self.files.get(&id).is_some_and(|it| it.home == Home::Path));
                is_overdue = is_same && of.is_none() && now >= *since + settle;
                if is_same && (has_original || (of.is_none() && !is_overdue)) {
                    return None;
                }
                copy_of = if is_same { *of } else { None };
            }
            _ => {}
        }
        if stamp.size == 0 {
            self.places.insert(path.to_path_buf(), Place::Later { stamp });
            return None;
        }
        let mut newcomer = Newcomer {
            path: path.to_path_buf(),
            sighting: sighting.clone(),
            relative: self.inputs.relative(sighting.root, path),
            head: vec![0; HEAD],
            predecessor,
            copy_of,
            is_overdue,
        };
        match newcomer.open().and_then(|file| read_at(&file, 0, &mut newcomer.head)) {
            Ok(read) => newcomer.head.truncate(read),
            Err(error) => {
                self.is_unreadable(path, &error, sink);
                return None;
            }
        }
        Some(newcomer)
    }

    fn is_unreadable(&mut self, path: &Path, error: &io::Error, sink: &mut dyn TailSink) {
        if error.kind() == io::ErrorKind::NotFound {
            self.due.is_hinted = true;
            return;
        }
        self.places.insert(path.to_path_buf(), Place::Unreadable);
        self.tell(path.to_path_buf(), format!("cannot be read ({error})"), sink);
    }

    /// What nobody knows: a copy, or the sink says how it is read.
    pub(super) fn admit(
        &mut self,
        newcomer: &Newcomer,
        starts: &mut Starts,
        now: Instant,
        sink: &mut dyn TailSink,
    ) {
        let (path, stamp) = (&newcomer.path, newcomer.stamp());
        let (file, head) = match newcomer.open().and_then(|file| {
            let mut head = vec![0; usize::try_from(stamp.size.min(SHOWN)).unwrap_or(HEAD)];
            let read = read_at(&file, 0, &mut head)?;
            head.truncate(read);
            Ok((file, head))
        }) {
            Ok(opened) => opened,
            Err(error) => return self.is_unreadable(path, &error, sink),
        };
        match newcomer.copy_of.and_then(|id| self.short_of(id, stamp.size, now)) {
            Some((id, true)) => return self.adopt(id, newcomer, &file, true, sink),
            Some((_, false)) => return, // it may yet be found elsewhere
            None => {}
        }
        let is_held = !newcomer.is_overdue && self.is_being_rewritten(newcomer);
        let of = if is_held { None } else { self.original(newcomer, &file, starts) };
        if is_held || of.is_some() {
            self.places.insert(path.clone(), Place::Held { stamp, since: now, of });
            return;
        }
        if let Some(id) = self.outgrown(newcomer, &file, starts) {
            return self.change_places(id, newcomer, &file, now, sink);
        }
        let id = FileId(self.next);
        let reading = sink.appears(&Appeared {
            file: id,
            path,
            root: newcomer.sighting.root,
            relative: &newcomer.relative,
            size: stamp.size,
            modified: stamp.modified(),
            head: &head,
        });
        let place = match reading {
            Reading::Follow => {
                self.next += 1;
                let known = Known::at_start(path, &stamp);
                let mut follower = Follower::new(known, stamp, newcomer.row());
                follower.predecessor = newcomer.predecessor;
                self.files.insert(id, follower);
                if let Some(start) = head.get(..EVIDENCE) {
                    starts.entry(start.into()).or_default().push(id);
                }
                self.ready.insert(id);
                self.ranks = None;
                Place::Followed(id)
            }
            Reading::Whole => Place::Whole { stamp, since: now, is_told: self.was_told(&stamp) },
            Reading::Ignore => Place::Ignored { stamp },
            Reading::Later => Place::Later { stamp },
        };
        self.places.insert(path.clone(), place);
    }

    /// The original of a copy of `size` bytes, if it is where it was no more, and all of the copy
    /// was handed on or is going to be, from its descriptor; and whether it has been looked for, and
    /// read, for long enough.
    fn short_of(&self, id: FileId, size: u64, now: Instant) -> Option<(FileId, bool)> {
        let follower = self.files.get(&id)?;
        let (is_short, is_held) = (follower.known.offset > size, self.descriptors.has(id));
        match follower.home {
            Home::Path => None,
            Home::Away { since, surveys } if is_short => {
                let is_over = now >= since + self.options.linger || !is_held;
                Some((id, surveys >= LOOKS && is_over))
            }
            Home::Away { .. } => is_held.then_some((id, false)),
            Home::Overwritten { .. } => is_short.then_some((id, true)),
        }
    }

    /// Whether a whole file was handed on under another name.
    fn was_told(&self, stamp: &Stamp) -> bool {
        self.places.values().any(|place| match place {
            Place::Whole { stamp: told, is_told: true, .. } => told.is_same_content(stamp),
            _ => false,
        })
    }
}

/// Files of a row in the order in which they were written, rows in the order of their keys; then
/// the others by path.
pub(super) fn in_order(newcomers: Vec<Newcomer>) -> Vec<Newcomer> {
    let rows: Vec<_> = newcomers
        .iter()
        .enumerate()
        .filter_map(|(index, newcomer)| {
            let row = newcomer.row()?;
            Some((index, row, Some(newcomer.stamp().modified())))
        })
        .collect();
    let mut places: Vec<Option<usize>> = vec![None; newcomers.len()];
    for (place, link) in order(&rows).into_iter().enumerate() {
        if let Some(it) = places.get_mut(link.member) {
            *it = Some(place);
        }
    }
    let mut placed: Vec<_> = places.into_iter().zip(newcomers).collect();
    placed.sort_by(|(one, _), (other, _)| (one.is_none(), one).cmp(&(other.is_none(), other)));
    placed.into_iter().map(|(_, newcomer)| newcomer).collect()
}
