//! A look at everything: what is still where it was, what moved, what is new, what has ended.

use std::collections::{BTreeMap, HashSet};
use std::io;
use std::path::Path;
use std::time::Instant;

use super::follower::{Home, row};
use super::inputs::{Look, Sighting};
use super::kin::Starts;
use super::known::{Inode, Likeness, Stamp};
use super::newcomers::in_order;
use super::{End, FileId, Place, Tail, TailSink};

/// How often a place must have been found empty before that is believed: a folder that is read
/// while a file in it is renamed may show it under neither name, and one that is read before a copy
/// is made does not show the copy; and what was renamed after it was seen cannot be opened.
pub(super) const LOOKS: u32 = 2;

impl Tail {
    pub(super) fn survey(&mut self, now: Instant, sink: &mut dyn TailSink) {
        let started = Instant::now();
        (self.due.is_hinted, self.due.is_urgent) = (false, false);
        let look = self.inputs.look();
        self.report(&look, sink);
        // Before anything moves to a path of theirs.
        let held = self.held();
        let ids: Vec<FileId> = self.files.keys().copied().collect();
        let mut claimed = HashSet::with_capacity(ids.len());
        for id in ids {
            let inode = self.unchanged(id, &look, now);
            claimed.extend(inode.or_else(|| self.locate(id, &look, now, sink)));
        }
        let newcomers = self.newcomers(&look, claimed, &held, now, sink);
        let newcomers = in_order(self.recognise(newcomers, now, sink));
        let mut starts = if newcomers.is_empty() { Starts::new() } else { self.starts() };
        for newcomer in newcomers {
            self.admit(&newcomer, &mut starts, now, sink);
        }
        self.places.retain(|path, _| look.at(path).is_some() || look.is_blind(path));
        self.conclude(&look, now, sink);
        self.settle(now, sink);
        let places = &self.places;
        let is_unreadable = |path: &Path| matches!(places.get(path), Some(Place::Unreadable));
        let is_blind = |path: &Path| look.is_blind(path) || is_unreadable(path);
        let (given_up, is_undecided) = self.recall.give_up(is_blind);
        self.due.is_urgent |= is_undecided;
        for known in given_up {
            let end = end(&look, &known.path, known.inode());
            sink.missing(&known, end);
        }
        self.watch(&look, sink);
        self.due.last = Some((now, started.elapsed()));
    }

    fn report(&mut self, look: &Look, sink: &mut dyn TailSink) {
        for (path, text) in std::mem::take(&mut self.notes) {
            sink.problem(&path, text);
        }
        // What is well again may be told anew.
        let (files, places) = (&self.files, &self.places);
        self.told.retain(|path, _| match places.get(path) {
            _ if look.problems.contains_key(path) => true,
            Some(Place::Unreadable) => true,
            Some(Place::Followed(id)) => files.get(id).is_some_and(|it| it.is_suspect),
            _ => false,
        });
        for (path, text) in &look.problems {
            self.tell(path.clone(), text.clone(), sink);
        }
    }

    /// The inode of one that is where it was, as it was: most of them, mostly.
    fn unchanged(&self, id: FileId, look: &Look, now: Instant) -> Option<Inode> {
        let follower = self.files.get(&id).filter(|it| it.home == Home::Path)?;
        let sighting = look.at(&follower.known.path)?;
        (!follower.is_due(&sighting.stamp, now)).then_some(sighting.stamp.inode)
    }

    /// Where a generation is now, if it lies at a path: the inode that it occupies.
    fn locate(
        &mut self,
        id: FileId,
        look: &Look,
        now: Instant,
        sink: &mut dyn TailSink,
    ) -> Option<Inode> {
        let follower = self.files.get(&id)?;
        let (inode, path) = (follower.known.inode(), follower.known.path.clone());
        if let Home::Overwritten { surveys, is_in_place } = follower.home {
            self.set_home(id, Home::Overwritten { surveys: surveys + 1, is_in_place });
            return None;
        }
        let Some((found, sighting)) = look.path_of(inode, &path) else {
            if !look.is_blind(&path) {
                self.leave(id, now);
            }
            return None;
        };
        let is_moved = found != path;
        if is_moved || follower.home != Home::Path || follower.is_due(&sighting.stamp, now) {
            match self.verify(id, found, sighting) {
                Ok(Likeness::Same) => self.ready.insert(id),
                Ok(_) => {
                    self.descriptors.close(id);
                    let is_in_place = !is_moved;
                    self.set_home(id, Home::Overwritten { surveys: 1, is_in_place });
                    return None;
                }
                // It cannot be told now, and it is nobody else's either.
                Err(error) => {
                    self.unreadable(id, &error, sink);
                    return Some(inode);
                }
            };
        }
        let (found, stamp) = (found.to_path_buf(), sighting.stamp);
        self.settle_at(id, &found, sighting, is_moved, sink);
        if let Some(follower) = self.files.get_mut(&id) {
            follower.saw(stamp, now);
        }
        Some(inode)
    }

    /// It is at no path: in its descriptor then, unless that holds another content by now.
    fn leave(&mut self, id: FileId, now: Instant) {
        let Some(follower) = self.files.get_mut(&id) else { return };
        let file = self.descriptors.get(id);
        let is_held = file.is_none_or(|file| {
            let likeness = file.metadata().and_then(|it| follower.known.likeness(file, it.len()));
            matches!(likeness, Ok(Likeness::Same))
        });
        follower.home = match follower.home {
            _ if !is_held => Home::Overwritten { surveys: 1, is_in_place: false },
            Home::Away { since, surveys } => Home::Away { since, surveys: surveys + 1 },
            _ => Home::Away { since: now, surveys: 1 },
        };
        if is_held {
            self.ready.insert(id);
        } else {
            self.descriptors.close(id);
        }
    }

    fn settle_at(
        &mut self,
        id: FileId,
        path: &Path,
        sighting: &Sighting,
        is_moved: bool,
        sink: &mut dyn TailSink,
    ) {
        let Some(follower) = self.files.get_mut(&id) else { return };
        follower.home = Home::Path;
        if is_moved {
            let stamp = follower.stamp;
            let relative = self.inputs.relative(sighting.root, path);
            follower.move_to(path, stamp, row(sighting.root, &relative));
            self.ranks = None;
            sink.renamed(id, path);
        }
        if !matches!(self.places.get(path), Some(Place::Followed(it)) if *it == id) {
            self.places.insert(path.to_path_buf(), Place::Followed(id));
        }
    }

    fn set_home(&mut self, id: FileId, home: Home) {
        if let Some(follower) = self.files.get_mut(&id) {
            follower.home = home;
        }
    }

    /// Whether the content at `path` is what was read.
    fn verify(&mut self, id: FileId, path: &Path, sighting: &Sighting) -> io::Result<Likeness> {
        let Some(follower) = self.files.get(&id) else { return Ok(Likeness::Other) };
        let known = &follower.known;
        if follower.is_spent && sighting.stamp.size > known.offset {
            return Ok(Likeness::Other);
        }
        if let Some(file) = self.descriptors.get(id) {
            return known.likeness(file, file.metadata()?.len());
        }
        let file = std::fs::File::open(path)?;
        let metadata = file.metadata()?;
        if Stamp::of(&metadata).inode != known.inode() {
            // It moved on after the look. The next one finds it.
            self.due.is_urgent = true;
            return Err(io::Error::other("it is being renamed"));
        }
        known.likeness(&file, metadata.len())
    }

    /// Ends what is nowhere.
    fn conclude(&mut self, look: &Look, now: Instant, sink: &mut dyn TailSink) {
        let homeless = self.files.iter().filter(|(_, it)| it.home != Home::Path);
        let homeless: Vec<FileId> = homeless.map(|(id, _)| *id).collect();
        for id in homeless {
            if let Some(end) = self.end_of(id, look, now) {
                self.end(id, end, sink);
            }
        }
    }

    /// Why it has ended, if it has.
    fn end_of(&mut self, id: FileId, look: &Look, now: Instant) -> Option<End> {
        let held = self.size_held(id);
        let follower = self.files.get(&id)?;
        let known = &follower.known;
        match follower.home {
            Home::Path => None,
            // A short copy that has grown is a file of its own from there on.
            Home::Overwritten { surveys, .. } if surveys < LOOKS && !follower.is_spent => {
                self.due.is_urgent = true;
                None
            }
            Home::Overwritten { is_in_place: true, .. } => Some(End::Truncated),
            Home::Overwritten { .. } => Some(end(look, &known.path, known.inode())),
            Home::Away { since, surveys } => {
                let is_unread = held.is_some_and(|held| held > known.offset);
                let is_over = surveys >= LOOKS && now >= since + self.options.linger;
                (is_over && !is_unread).then(|| end(look, &known.path, known.inode()))
            }
        }
    }

    fn end(&mut self, id: FileId, end: End, sink: &mut dyn TailSink) {
        let links = self.descriptors.get(id).and_then(|file| links(file).ok());
        let Some(follower) = self.files.remove(&id) else { return };
        self.descriptors.close(id);
        self.ready.remove(&id);
        self.ranks = None;
        let unread = follower.stamp.size.saturating_sub(follower.known.offset);
        if unread > 0 && !follower.is_spent {
            let text = format!("{unread} bytes were gone before they could be read");
            sink.problem(&follower.known.path, text);
        }
        let is_elsewhere = links.is_some_and(|links| links > 0);
        sink.ended(id, &follower.known, if is_elsewhere { End::RotatedAway } else { end });
        if follower.known.before.length > 0 {
            self.recall.add(follower.known, follower.stub, false);
        }
    }

    /// Hands on whole files that have not changed for long enough.
    fn settle(&mut self, now: Instant, sink: &mut dyn TailSink) {
        let settle = self.options.settle;
        let told = self.places.iter_mut().filter_map(|(path, place)| match place {
            Place::Whole { stamp, since, is_told } if !*is_told && now >= *since + settle => {
                *is_told = true;
                Some((path.clone(), *stamp))
            }
            _ => None,
        });
        let mut settled: Vec<_> = told.collect();
        settled.sort_by(|one, other| one.0.cmp(&other.0));
        for (path, stamp) in settled {
            sink.whole(&path, stamp.modified(), stamp.size);
        }
    }

    fn watch(&mut self, look: &Look, sink: &mut dyn TailSink) {
        if self.options.poll.is_some() {
            return;
        }
        let mut local = BTreeMap::new();
        for (path, inode) in &look.folders {
            if self.hints.is_watched(path, *inode) {
                local.insert(path.clone(), *inode);
                continue;
            }
            let real = std::fs::canonicalize(path).unwrap_or_else(|_| path.clone());
            match self.mounts.remote(&real).map(str::to_owned) {
                Some(kind) => self.poll_instead(path, &format!("it is on {kind}"), sink),
                None => {
                    local.insert(path.clone(), *inode);
                }
            }
        }
        let (problems, is_new) = self.hints.watch(&local);
        for (path, why) in problems {
            self.poll_instead(&path, &why, sink);
        }
        // What came between the look and the watch.
        self.due.is_urgent |= is_new;
    }

    fn poll_instead(&mut self, path: &Path, why: &str, sink: &mut dyn TailSink) {
        let sweep = self.options.sweep;
        let text = format!("{why}: changes are found by looking every {sweep:?}");
        if self.unwatched.insert(path.to_path_buf()) {
            sink.problem(path, text);
        }
    }
}

fn links(file: &std::fs::File) -> io::Result<u64> {
    use std::os::unix::fs::MetadataExt;
    Ok(file.metadata()?.nlink())
}

/// Why something is not at its path any more, as far as the path tells.
fn end(look: &Look, path: &Path, inode: Inode) -> End {
    match look.at(path) {
        Some(sighting) if sighting.stamp.inode == inode => End::Truncated,
        Some(_) => End::Replaced,
        None => End::Deleted,
    }
}
