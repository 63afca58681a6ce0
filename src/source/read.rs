//! Reading members: one after the other, or as many at once as wanted.

use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::codec::Stream;
use super::limits::{Bounds, Limits};
use super::place::{Passes, Place};

/// Where all members of a scan stand, and how much of each was read.
pub(super) struct Shelf {
    limits: Limits,
    bounds: Bounds,
    slots: Vec<Slot>,
}

/// The place of a member with its number in order of discovery, which is the order of its archive.
pub(super) type Found = (usize, Arc<Place>);

struct Slot {
    found: usize,
    place: Arc<Place>,
    /// The furthest byte anyone read: reading it again is not counted again.
    reached: AtomicU64,
}

impl Shelf {
    pub(super) fn new(limits: &Limits, places: Vec<Found>) -> Self {
        let slot = |(found, place)| Slot { found, place, reached: AtomicU64::new(0) };
        let slots = places.into_iter().map(slot).collect();
        Self { limits: limits.clone(), bounds: Bounds::new(limits), slots }
    }

    pub(super) fn sort(&self, indices: &mut [usize]) {
        indices.sort_by_key(|index| self.slots.get(*index).map(|slot| slot.found));
    }

    fn open(&self, index: usize, passes: &mut Passes) -> io::Result<Stream<'static>> {
        let slot = self.slots.get(index).ok_or(io::ErrorKind::NotFound)?;
        slot.place.open(&Bounds::new(&self.limits), passes)
    }

    /// Counts what was read of a member and had to be decompressed: files that are as large as
    /// they look are no danger.
    fn count(&self, index: usize, position: u64) -> io::Result<()> {
        let Some(slot) = self.slots.get(index).filter(|slot| !slot.place.has_window()) else {
            return Ok(());
        };
        let reached = slot.reached.fetch_max(position, Ordering::Relaxed);
        self.bounds.spend(position.saturating_sub(reached))
    }
}

/// Reads members one after the other: [`Self::advance`] to each, then [`Read`] it to its end.
/// Owns all it needs, so a thread can own it.
pub struct MemberReader {
    shelf: Arc<Shelf>,
    indices: std::vec::IntoIter<usize>,
    passes: Passes,
    current: Option<Current>,
}

struct Current {
    index: usize,
    stream: io::Result<Stream<'static>>,
    position: u64,
}

impl MemberReader {
    pub(super) fn new(shelf: Arc<Shelf>, indices: Vec<usize>) -> Self {
        Self { shelf, indices: indices.into_iter(), passes: Passes::default(), current: None }
    }

    /// Goes on to the next member, wherever the one before was left; its index, or `None` after
    /// the last. If it cannot be opened, the first read says so.
    pub fn advance(&mut self) -> Option<usize> {
        self.current = None; // gives back its pass through the archive
        let index = self.indices.next()?;
        let stream = self.shelf.open(index, &mut self.passes);
        self.current = Some(Current { index, stream, position: 0 });
        Some(index)
    }

    /// Advances to the first member; an error if it cannot be opened.
    pub(super) fn started(mut self) -> io::Result<Self> {
        self.advance();
        match self.current.take() {
            Some(Current { stream: Err(error), .. }) => Err(error),
            current => Ok(Self { current, ..self }),
        }
    }
}

impl Read for MemberReader {
    /// Reads the current member; 0 at its end. After an error there is nothing more to read of it.
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let Some(current) = &mut self.current else { return Ok(0) };
        let read = match &mut current.stream {
            Ok(stream) => stream.read(buffer),
            Err(error) => Err(std::mem::replace(error, io::ErrorKind::Other.into())),
        };
        let counted = read.and_then(|read| {
            current.position += read as u64;
            self.shelf.count(current.index, current.position).map(|()| read)
        });
        let is_final = |error: &io::Error| error.kind() != io::ErrorKind::Interrupted;
        if counted.as_ref().is_err_and(is_final) {
            self.current = None;
        }
        counted
    }
}
