//! Newcomers of which the content is known: moved, copied, or being written anew.

use std::collections::HashMap;
use std::fs::File;
use std::time::Instant;

use super::copies::is_beginning;
use super::follower::{Follower, Home};
use super::known::{HEAD, Known, Likeness, stub};
use super::names::{is_named_after, is_near};
use super::newcomers::Newcomer;
use super::recall::ByHead;
use super::{FileId, Place, Tail, TailSink};

/// So many equal bytes make a file known under any name in its folder: no line with a time is shorter.
/// Elsewhere it takes [`HEAD`] of them, or that nobody has touched it since: logs of two nodes may begin
/// with the same line.
pub(super) const EVIDENCE: usize = 64;

/// Files by their first bytes, [`EVIDENCE`] of them.
pub(super) type Starts = HashMap<Box<[u8]>, Vec<FileId>>;

/// What speaks for a generation, strongest first: all newcomers are tried by one before any is
/// tried by the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ground {
    Inode,
    Path,
    Content,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Candidate {
    Homeless(FileId),
    Past(u64),
}

/// Generations that lie at no path.
struct Homeless {
    by_head: ByHead<FileId>,
    /// Nothing of them was read; what they hold is in their descriptors.
    unread: Vec<FileId>,
}

impl Homeless {
    fn is_empty(&self) -> bool {
        self.by_head.is_empty() && self.unread.is_empty()
    }
}

impl Tail {
    /// Takes those out of `newcomers` that go on with something known.
    pub(super) fn recognise(
        &mut self,
        mut newcomers: Vec<Newcomer>,
        now: Instant,
        sink: &mut dyn TailSink,
    ) -> Vec<Newcomer> {
        let homeless = self.homeless();
        let starts = if newcomers.is_empty() { Starts::new() } else { self.starts() };
        for ground in [Ground::Inode, Ground::Path, Ground::Content] {
            if homeless.is_empty() && self.recall.is_empty() {
                break;
            }
            newcomers.retain(|newcomer| {
                !self.is_recognised(newcomer, ground, (&homeless, &starts), now, sink)
            });
        }
        newcomers
    }

    fn homeless(&self) -> Homeless {
        let mut homeless = Homeless { by_head: ByHead::new(), unread: Vec::new() };
        for (id, follower) in self.files.iter().filter(|(_, it)| it.home != Home::Path) {
            if follower.known.head.length > 0 {
                homeless.by_head.add(follower.known.head, *id);
            } else if self.descriptors.has(*id) {
                homeless.unread.push(*id);
            }
        }
        homeless
    }

    fn is_recognised(
        &mut self,
        newcomer: &Newcomer,
        ground: Ground,
        (homeless, starts): (&Homeless, &Starts),
        now: Instant,
        sink: &mut dyn TailSink,
    ) -> bool {
        let by_head = homeless.by_head.of(&newcomer.head);
        let homeless = by_head.into_iter().chain(homeless.unread.iter().copied());
        let homeless = homeless.map(Candidate::Homeless);
        let past = self.recall.of(&newcomer.head).into_iter().map(Candidate::Past);
        let mut candidates: Vec<_> = homeless
            .chain(past)
            .filter(|candidate| self.has_ground(newcomer, *candidate, ground))
            .collect();
        // The one that reaches furthest; one that is followed before one that is only remembered.
        candidates.sort_by_key(|it| {
            let end = self.candidate(*it).map_or(0, |known| known.before.end());
            (std::cmp::Reverse(end), matches!(it, Candidate::Past(_)))
        });
        if candidates.is_empty() {
            return false;
        }
        let Ok(file) = newcomer.open() else { return false };
        candidates.into_iter().any(|candidate| {
            !self.is_rather_a_copy(newcomer, &file, candidate, starts)
                && self.go_on(newcomer, &file, candidate, now, sink)
        })
    }

    /// Whether what ended comes back, or is a copy made of a log that is followed, which begins with it.
    fn is_rather_a_copy(
        &mut self,
        newcomer: &Newcomer,
        file: &File,
        candidate: Candidate,
        starts: &Starts,
    ) -> bool {
        let Candidate::Past(number) = candidate else { return false };
        let has_ended = self.recall.get(number).is_some_and(|past| !past.is_awaited);
        has_ended && self.original(newcomer, file, starts).is_some()
    }

    fn candidate(&self, candidate: Candidate) -> Option<&Known> {
        match candidate {
            Candidate::Homeless(id) => {
                self.files.get(&id).filter(|it| it.home != Home::Path).map(|it| &it.known)
            }
            Candidate::Past(number) => self.recall.get(number).map(|past| &past.known),
        }
    }

    fn has_ground(&self, newcomer: &Newcomer, candidate: Candidate, ground: Ground) -> bool {
        let Some(known) = self.candidate(candidate) else { return false };
        let is_same_inode = known.inode() == newcomer.stamp().inode;
        let length = known.before.end();
        let is_untouched = is_same_inode && known.modified == newcomer.stamp().modified_nanos();
        let is_likely = is_untouched || length >= HEAD as u64;
        if !is_likely && !is_near(&newcomer.path, &known.path) {
            return false;
        }
        match (ground, candidate) {
            // Its inode has just been found to hold another content.
            (_, Candidate::Homeless(_)) if is_same_inode => false,
            (Ground::Inode, _) => is_same_inode,
            (Ground::Path, _) => known.path == newcomer.path,
            (Ground::Content, _) => {
                length >= EVIDENCE as u64 || is_named_after(&newcomer.path, &known.path)
            }
        }
    }

    /// Goes on with `candidate` at the newcomer, if that is it.
    fn go_on(
        &mut self,
        newcomer: &Newcomer,
        file: &File,
        candidate: Candidate,
        now: Instant,
        sink: &mut dyn TailSink,
    ) -> bool {
        let size = newcomer.stamp().size;
        let mut is_held = false;
        if let Candidate::Homeless(id) = candidate
            && let Some(held) = self.descriptors.get(id)
        {
            is_held = true;
            if !is_beginning(held, file).unwrap_or(false) {
                // Its descriptor leads to more, or to something else that was not read yet.
                return false;
            }
        }
        let Some(known) = self.candidate(candidate) else { return false };
        if known.before.length == 0 && !is_held {
            return false; // nothing is known of it
        }
        let is_spent = match known.likeness(file, size) {
            Ok(Likeness::Same) => false,
            // Copied, then written to and read, then cut: the copy ends before the offset.
            Ok(Likeness::Beginning) if self.is_short_copy(newcomer, candidate) => true,
            _ => return false,
        };
        match candidate {
            Candidate::Homeless(id) => self.adopt(id, newcomer, file, is_spent, sink),
            Candidate::Past(number) => {
                if !self.resume(number, newcomer, file, is_spent, sink) {
                    return false;
                }
            }
        }
        if let Some(Place::Followed(id)) = self.places.get(&newcomer.path)
            && let Some(follower) = self.files.get_mut(id)
        {
            follower.recheck = None;
            follower.saw(newcomer.stamp(), now);
            follower.predecessor = newcomer.predecessor.filter(|it| it < id);
        }
        true
    }

    /// The size of a file that is held open.
    pub(super) fn size_held(&mut self, id: FileId) -> Option<u64> {
        Some(self.descriptors.get(id)?.metadata().ok()?.len())
    }

    fn is_short_copy(&self, newcomer: &Newcomer, candidate: Candidate) -> bool {
        let (known, is_lost) = match candidate {
            Candidate::Homeless(id) => {
                let Some(it) = self.files.get(&id) else { return false };
                (&it.known, matches!(it.home, Home::Overwritten { .. }))
            }
            Candidate::Past(number) => {
                let Some(it) = self.recall.get(number) else { return false };
                (&it.known, it.is_awaited)
            }
        };
        is_lost
            && known.inode() != newcomer.stamp().inode
            && known.path != newcomer.path
            && is_named_after(&newcomer.path, &known.path)
    }

    /// A generation that lost its place goes on here.
    pub(super) fn adopt(
        &mut self,
        id: FileId,
        newcomer: &Newcomer,
        file: &File,
        is_spent: bool,
        sink: &mut dyn TailSink,
    ) {
        let Some(follower) = self.files.get_mut(&id) else { return };
        self.descriptors.close(id);
        let is_renamed = follower.known.path != newcomer.path;
        follower.move_to(&newcomer.path, newcomer.stamp(), newcomer.row());
        follower.is_spent = is_spent;
        if is_spent {
            follower.known.offset = newcomer.stamp().size;
            follower.is_suspect = follower.known.renew(file).is_err();
        }
        self.places.insert(newcomer.path.clone(), Place::Followed(id));
        self.ready.insert(id);
        self.ranks = None;
        if is_renamed {
            sink.renamed(id, &newcomer.path);
        }
    }

    /// One that is remembered is followed again, if the sink remembers it too.
    fn resume(
        &mut self,
        number: u64,
        newcomer: &Newcomer,
        file: &File,
        is_spent: bool,
        sink: &mut dyn TailSink,
    ) -> bool {
        let Some(past) = self.recall.take(number) else { return false };
        let id = FileId(self.next);
        self.next += 1;
        let mut known = past.known;
        // By what is stored; a copy may end before that.
        if !sink.follows(id, &known, &newcomer.path) {
            return false;
        }
        if is_spent {
            known.offset = known.offset.min(newcomer.stamp().size);
        }
        let mut follower = Follower::new(known, newcomer.stamp(), newcomer.row());
        follower.move_to(&newcomer.path, newcomer.stamp(), newcomer.row());
        // However little of it was read: what is not a copy of that is told from it by the rest.
        follower.stub = stub(&newcomer.head);
        follower.is_spent = is_spent;
        if follower.known.before.end() != follower.known.offset {
            follower.is_suspect = follower.known.renew(file).is_err();
        }
        self.files.insert(id, follower);
        self.places.insert(newcomer.path.clone(), Place::Followed(id));
        self.ready.insert(id);
        self.ranks = None;
        true
    }
}
