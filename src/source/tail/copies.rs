//! Copies of what is followed: held back, taken for the log itself once they outgrow it, and what is
//! being written anew.

use std::fs::File;
use std::io;
use std::time::Instant;

use super::follower::Home;
use super::kin::{EVIDENCE, Starts};
use super::known::{HEAD, Known, Likeness, Print, read_at};
use super::names::{is_kin, originals};
use super::newcomers::Newcomer;
use super::{FileId, Place, Tail, TailSink};

/// Compared at the start of a copy, and at its end.
const COMPARED: u64 = 4_096;

impl Tail {
    /// The followed file of which a newcomer is a copy: all that it holds stands there too.
    pub(super) fn original(
        &mut self,
        newcomer: &Newcomer,
        file: &File,
        starts: &Starts,
    ) -> Option<FileId> {
        let folder = newcomer.path.parent()?;
        let folders = [Some(folder), folder.parent()];
        let names = originals(newcomer.path.file_name()?.to_str()?);
        let paths = names
            .iter()
            .flat_map(|name| folders.into_iter().flatten().map(move |folder| folder.join(name)));
        let named = paths.filter_map(|path| match self.places.get(&path) {
            Some(Place::Followed(id)) => Some(*id),
            _ => None,
        });
        // Of what it was a copy before, wherever that is now, however little of it was read.
        let before = newcomer.copy_of.into_iter();
        let ids: Vec<FileId> = before.chain(named).chain(self.alike(newcomer, starts)).collect();
        ids.into_iter().find(|id| self.is_copy(*id, file).unwrap_or(false))
    }

    /// Followed files near a newcomer that begin as it does.
    fn alike<'a>(
        &'a self,
        newcomer: &'a Newcomer,
        starts: &'a Starts,
    ) -> impl Iterator<Item = FileId> + 'a {
        let alike = newcomer.head.get(..EVIDENCE).and_then(|start| starts.get(start));
        alike.into_iter().flatten().copied().filter(|id| {
            let path = self.files.get(id).map(|it| it.known.path.as_path());
            path.is_some_and(|path| is_kin(path, &newcomer.path))
        })
    }

    /// The followed file that is a copy of a newcomer, and ends before it: which of the two was
    /// written on shows only now. (A copy may even have the inode that the newcomer once had.)
    pub(super) fn outgrown(
        &mut self,
        newcomer: &Newcomer,
        file: &File,
        starts: &Starts,
    ) -> Option<FileId> {
        let ids: Vec<FileId> = self.alike(newcomer, starts).collect();
        ids.into_iter().find(|id| self.is_outgrown(*id, newcomer, file).unwrap_or(false))
    }

    fn is_outgrown(&mut self, id: FileId, newcomer: &Newcomer, file: &File) -> io::Result<bool> {
        let Some(follower) = self.files.get(&id) else { return Ok(false) };
        if follower.home != Home::Path || follower.is_spent {
            return Ok(false);
        }
        if follower.known.likeness(file, newcomer.stamp().size)? != Likeness::Same {
            return Ok(false);
        }
        self.open(id)?;
        let Some(copy) = self.descriptors.get(id) else { return Ok(false) };
        is_beginning(copy, file)
    }

    /// A generation goes on at the newcomer; what lies where it was is a copy of that.
    pub(super) fn change_places(
        &mut self,
        id: FileId,
        newcomer: &Newcomer,
        file: &File,
        now: Instant,
        sink: &mut dyn TailSink,
    ) {
        let Some(follower) = self.files.get(&id) else { return };
        let held = Place::Held { stamp: follower.stamp, since: now, of: Some(id) };
        self.places.insert(follower.known.path.clone(), held);
        self.adopt(id, newcomer, file, false, sink);
    }

    /// What is followed, by its first bytes.
    pub(super) fn starts(&self) -> Starts {
        let mut starts = Starts::new();
        for (id, follower) in &self.files {
            if let Some(start) = follower.stub.get(..EVIDENCE) {
                starts.entry(start.into()).or_default().push(*id);
            }
        }
        starts
    }

    fn is_copy(&mut self, id: FileId, copy: &File) -> io::Result<bool> {
        self.open(id)?;
        let Some(original) = self.descriptors.get(id) else { return Ok(false) };
        is_beginning(copy, original)
    }

    /// Whether a newcomer is the beginning of what ended at this path, and may be written anew:
    /// copied over it once more, from another machine say.
    pub(super) fn is_being_rewritten(&self, newcomer: &Newcomer) -> bool {
        let homeless = newcomer.predecessor.and_then(|id| self.files.get(&id));
        let homeless = homeless.filter(|it| it.home != Home::Path).map(|it| (&it.known, &it.stub));
        let past = self.recall.at(&newcomer.path).map(|past| (&past.known, &past.stub));
        homeless.into_iter().chain(past).any(|(known, stub)| {
            known.before.end() > newcomer.stamp().size && begins_alike(&newcomer.head, known, stub)
        })
    }
}

/// Whether all that `copy` holds is the beginning of `original`, as far as its first and its last
/// bytes tell; an empty one is no copy.
pub(super) fn is_beginning(copy: &File, original: &File) -> io::Result<bool> {
    let size = copy.metadata()?.len();
    if size == 0 || size > original.metadata()?.len() {
        return Ok(false);
    }
    let length = size.min(COMPARED);
    for start in [0, size - length] {
        let mut bytes = vec![0; usize::try_from(length).unwrap_or_default()];
        let mut others = bytes.clone();
        let read = read_at(copy, start, &mut bytes)?;
        if read_at(original, start, &mut others)? != read || bytes != others {
            return Ok(false);
        }
    }
    Ok(true)
}

fn begins_alike(head: &[u8], known: &Known, stub: &[u8]) -> bool {
    let length = known.head.length as usize;
    let is_head = head.get(..length.min(HEAD)).is_none_or(|it| Print::of(0, it) == known.head);
    let is_stub = head.iter().zip(stub).all(|(one, other)| one == other);
    is_head && is_stub && !stub.is_empty() && !head.is_empty()
}
