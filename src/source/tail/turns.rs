//! Turns: who may hand on, in which order, and how much; the last one when everything stops.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io;
use std::path::PathBuf;
use std::time::Instant;

use super::super::{Series, order};
use super::follower::{Follower, Home};
use super::known::{Stamp, stub};
use super::survey::LOOKS;
use super::{FileId, Tail, TailSink};

/// How a turn went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Turn {
    /// It was used up; there may be more.
    Full,
    /// The present end was reached.
    Idle,
    /// There is nothing to read at present, or not from here.
    Stuck,
}

impl Tail {
    /// Gives every file that is ready a turn, older ones of a row first. `true` if there is more.
    pub(super) fn hand_on(&mut self, now: Instant, sink: &mut dyn TailSink) -> io::Result<bool> {
        let mut blocked = BTreeSet::new();
        let mut held_back = Vec::new();
        let mut is_progress = false;
        for (row, id) in self.in_order() {
            let is_blocked = row.is_some_and(|row| blocked.contains(&row));
            if is_blocked || self.waits_for_predecessor(id) {
                held_back.push(id);
                continue;
            }
            let turn = self.give_turn(id, now, sink)?;
            is_progress |= turn != Turn::Stuck;
            if let (Turn::Full, Some(row)) = (turn, row) {
                blocked.insert(row);
            }
        }
        // Names that contradict the order in which files came would wait for one another.
        if !is_progress {
            for id in held_back {
                if !self.is_undecided(id) {
                    self.give_turn(id, now, sink)?;
                }
            }
        }
        Ok(!self.ready.is_empty())
    }

    /// What is ready: rows in their order, then the rest by age.
    fn in_order(&mut self) -> Vec<(Option<usize>, FileId)> {
        let ranks = self.ranks.get_or_insert_with(|| ranks(&self.files));
        let mut ready: Vec<_> = self
            .ready
            .iter()
            .map(|id| match ranks.get(id) {
                Some((row, rank)) => (*rank, Some(*row), *id),
                None => (usize::MAX, None, *id),
            })
            .collect();
        ready.sort_unstable();
        ready.into_iter().map(|(_, row, id)| (row, id)).collect()
    }

    fn waits_for_predecessor(&self, id: FileId) -> bool {
        let predecessor = self.files.get(&id).and_then(|follower| follower.predecessor);
        let Some(id) = predecessor.filter(|id| self.files.contains_key(id)) else { return false };
        self.is_overwritten(id) || self.ready.contains(&id)
    }

    /// Whether it waits for one of which it is not known yet whether it goes on elsewhere.
    fn is_undecided(&self, id: FileId) -> bool {
        let predecessor = self.files.get(&id).and_then(|follower| follower.predecessor);
        predecessor.is_some_and(|id| self.is_overwritten(id))
    }

    fn is_overwritten(&self, id: FileId) -> bool {
        self.files.get(&id).is_some_and(|it| matches!(it.home, Home::Overwritten { .. }))
    }

    fn give_turn(&mut self, id: FileId, now: Instant, sink: &mut dyn TailSink) -> io::Result<Turn> {
        let mut buffer = std::mem::take(&mut self.buffer);
        let turn = self.read_on(id, &mut buffer, now, sink);
        self.buffer = buffer;
        if !matches!(turn, Ok(Turn::Full) | Err(_)) {
            self.ready.remove(&id);
        }
        turn
    }

    fn read_on(
        &mut self,
        id: FileId,
        buffer: &mut Vec<u8>,
        now: Instant,
        sink: &mut dyn TailSink,
    ) -> io::Result<Turn> {
        if let Err(error) = self.open(id) {
            self.unreadable(id, &error, sink);
            return Ok(Turn::Stuck);
        }
        let (Some(file), Some(follower)) = (self.descriptors.get(id), self.files.get_mut(&id))
        else {
            return Ok(Turn::Stuck);
        };
        // The stamp first: what changes after it is seen by the next look.
        let read = file.metadata().and_then(|metadata| {
            let stamp = Stamp::of(&metadata);
            let skipped = follower.read(file, stamp.size, self.options.turn, buffer)?;
            Ok((stamp, skipped))
        });
        let (stamp, skipped) = match read {
            Ok((stamp, Some(skipped))) => (stamp, skipped),
            Ok((_, None)) => {
                if follower.home == Home::Path {
                    follower.is_suspect = true;
                } else {
                    // What was put in its place and deleted was never seen under a name.
                    follower.home = Home::Overwritten { surveys: 0, is_in_place: false };
                    self.descriptors.close(id);
                }
                self.due.is_urgent = true;
                return Ok(Turn::Stuck);
            }
            Err(error) => {
                self.descriptors.close(id);
                self.unreadable(id, &error, sink);
                return Ok(Turn::Stuck);
            }
        };
        let new = buffer.get(skipped..).unwrap_or_default();
        if !new.is_empty() {
            sink.bytes(id, follower.known.offset, new, stamp.modified())?;
            if follower.known.window() == 0 && !follower.stub.starts_with(buffer) {
                follower.stub = stub(buffer);
            }
            follower.known.advance(buffer);
            follower.is_idle = false;
        }
        follower.saw(stamp, now);
        if new.len() >= self.options.turn {
            return Ok(Turn::Full);
        }
        if !follower.is_idle {
            follower.is_idle = true;
            sink.idle(id);
        }
        Ok(Turn::Idle)
    }

    /// Opens a file at its path, if it is not open. Nothing is open afterwards if it has no path.
    pub(super) fn open(&mut self, id: FileId) -> io::Result<()> {
        let Some(follower) = self.files.get(&id) else { return Ok(()) };
        if self.descriptors.has(id) || follower.home != Home::Path {
            return Ok(());
        }
        let opened = File::open(&follower.known.path).and_then(|file| Ok((file.metadata()?, file)));
        match opened {
            Ok((metadata, file)) if Stamp::of(&metadata).inode == follower.known.inode() => {
                let files = &self.files;
                let has_path = |id| files.get(&id).is_none_or(|it| it.home == Home::Path);
                self.descriptors.put(id, file, has_path);
                Ok(())
            }
            // It has another name by now.
            Ok(_) => {
                self.due.is_hinted = true;
                Ok(())
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                self.due.is_hinted = true;
                Ok(())
            }
            Err(error) => Err(error),
        }
    }

    pub(super) fn unreadable(&mut self, id: FileId, error: &io::Error, sink: &mut dyn TailSink) {
        let Some(follower) = self.files.get_mut(&id) else { return };
        // Tried again by every survey.
        follower.is_suspect = true;
        let path = follower.known.path.clone();
        self.tell(path, format!("cannot be read ({error})"), sink);
    }

    /// Says a problem, unless it was said.
    pub(super) fn tell(&mut self, path: PathBuf, text: String, sink: &mut dyn TailSink) {
        if self.told.get(&path) != Some(&text) {
            sink.problem(&path, text.clone());
            self.told.insert(path, text);
        }
    }

    /// Hands on all that is there now, once.
    pub fn stop(&mut self, sink: &mut dyn TailSink) -> io::Result<()> {
        let now = Instant::now();
        self.hear();
        let mut stopped = Ok(());
        // What was cut or moved between the look and the reading is looked for again; as writers go
        // on, not for ever.
        for _ in 0..=LOOKS {
            self.look_twice(now, sink);
            self.bound();
            stopped = self.drain(now, sink);
            if stopped.is_err() || !(self.due.is_urgent || self.due.is_hinted) {
                break;
            }
        }
        for follower in self.files.values_mut() {
            follower.until = None;
        }
        stopped
    }

    /// What was overwritten is looked for more than once before it is given up.
    fn look_twice(&mut self, now: Instant, sink: &mut dyn TailSink) {
        for _ in 0..=LOOKS {
            self.survey(now, sink);
            if !self.due.is_urgent {
                break;
            }
        }
    }

    /// Sets where reading stops: at the present ends.
    fn bound(&mut self) {
        for (id, follower) in &mut self.files {
            let held = self.descriptors.get(*id).and_then(|file| file.metadata().ok());
            let size = held.map_or(follower.stamp.size, |it| it.len());
            follower.until = Some(size);
            if size > follower.known.offset {
                self.ready.insert(*id);
            }
        }
    }

    /// Turns for as long as they lead on: a file that has nothing to hand on makes way for the one
    /// that waits for it.
    fn drain(&mut self, now: Instant, sink: &mut dyn TailSink) -> io::Result<()> {
        loop {
            let before = (self.handed_on(), self.ready.len());
            let is_more = self.hand_on(now, sink)?;
            if !is_more || (self.handed_on(), self.ready.len()) == before {
                return Ok(());
            }
        }
    }

    /// Sum of the offsets.
    fn handed_on(&self) -> u128 {
        self.files.values().map(|follower| u128::from(follower.known.offset)).sum()
    }
}

/// The rows of files that continue one another.
fn ranks(files: &BTreeMap<FileId, Follower>) -> BTreeMap<FileId, (usize, usize)> {
    let members: Vec<(FileId, &Series)> =
        files.iter().filter_map(|(id, it)| Some((*id, it.series.as_ref()?))).collect();
    let given: Vec<_> = members
        .iter()
        .enumerate()
        .map(|(index, (id, series))| {
            let modified = files.get(id).map(|it| it.stamp.modified());
            (index, (*series).clone(), modified)
        })
        .collect();
    let mut ranks = BTreeMap::new();
    let mut row = (0, "");
    for (rank, link) in order(&given).into_iter().enumerate() {
        let Some((id, series)) = members.get(link.member) else { continue };
        if row.1 != series.key {
            row = (row.0 + 1, &series.key);
        }
        ranks.insert(*id, (row.0, rank));
    }
    ranks
}
