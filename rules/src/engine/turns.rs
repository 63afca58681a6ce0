//! Generations of a source: which number (a process id) came first, which after it.
//!
//! Numbers are ranked by when a source first showed them, not by size: process ids wrap. Those that a
//! source shows within `settle` of its beginning may all have been there before, so none of them is
//! newer than another.

use mbxtrace_parsers::{Event, Field};

use super::world::World;
use crate::rule::{Turn, Turns as Spec};

/// The generations seen so far.
pub(crate) struct Turns {
    field: Field,
    turn: Turn,
    settle: i64,
    /// Coverage, number and rank, in order of appearance.
    known: Vec<(u32, i64, u32)>,
    /// The generation of the last record: the next is mostly of the same.
    recent: usize,
    /// By coverage: the newest rank.
    newest: Vec<u32>,
}

impl Turns {
    pub(crate) fn new(spec: Spec) -> Self {
        let Spec { field, turn, settle } = spec;
        Self { field, turn, settle, known: Vec::new(), recent: 0, newest: Vec::new() }
    }

    /// Whether the record is one the rule asks for: the first of a new generation, or any of a
    /// generation that a newer one has followed. A record without the number is not.
    pub(crate) fn admits(&mut self, event: &Event<'_>, coverage: u32, world: &World) -> bool {
        let Some(number) = event.number_of(self.field) else { return false };
        let is = |known: &(u32, i64, u32)| known.0 == coverage && known.1 == number;
        if !self.known.get(self.recent).is_some_and(is) {
            match self.known.iter().position(is) {
                Some(at) => self.recent = at,
                None => return self.meet(coverage, number, event.record.time, world),
            }
        }
        let Some((_, _, rank)) = self.known.get(self.recent) else { return false };
        let newest = self.newest.get(coverage as usize).copied().unwrap_or(0);
        self.turn == Turn::Old && *rank < newest
    }

    fn meet(&mut self, coverage: u32, number: i64, time: i64, world: &World) -> bool {
        let begin = world.coverage(coverage).and_then(|one| one.seen).map_or(time, |seen| seen.0);
        let place = coverage as usize;
        if self.newest.len() <= place {
            self.newest.resize(place + 1, 0);
        }
        let fresh = time.saturating_sub(begin) > self.settle;
        let Some(newest) = self.newest.get_mut(place) else { return false };
        *newest += u32::from(fresh);
        self.recent = self.known.len();
        self.known.push((coverage, number, *newest));
        fresh && self.turn == Turn::New
    }
}
