//! A record kept as evidence: small, and overwritten in place.

use mbxtrace_parsers::{Event, TimeQuality};

use super::world::World;
use crate::finding::Evidence;

/// A record kept as evidence. The path is a number until the finding is made.
#[derive(Clone, Debug, Default)]
pub(crate) struct Kept {
    pub(crate) time: i64,
    line: u64,
    offset: u64,
    length: u32,
    stream: u32,
    quality: TimeQuality,
    cut: bool,
    text: Vec<u8>,
}

impl Kept {
    pub(crate) fn of(event: &Event<'_>) -> Self {
        let mut kept = Self::default();
        kept.set(event);
        kept
    }

    /// Overwrites it, keeping the allocation of the text.
    pub(crate) fn set(&mut self, event: &Event<'_>) {
        let text = event.text();
        let shown = text.get(..Evidence::MAX_TEXT).unwrap_or(text);
        self.text.clear();
        // Growing by doubling would waste a third of the memory of 20,000 keys.
        self.text.reserve_exact(shown.len());
        self.text.extend_from_slice(shown);
        let record = event.record;
        (self.time, self.line, self.offset) = (record.time, record.line, record.offset);
        (self.length, self.quality) = (record.length, record.quality);
        (self.stream, self.cut) = (event.origin.stream, text.len() > shown.len());
    }

    pub(crate) fn evidence(&self, world: &World) -> Evidence {
        let mut text = String::from_utf8_lossy(&self.text).into_owned();
        if self.cut {
            text.push('…');
        }
        Evidence {
            path: world.path(self.stream).to_owned(),
            line: self.line,
            offset: self.offset,
            length: self.length,
            time: self.time,
            quality: self.quality,
            text,
        }
    }
}

/// The first three and the last two records of a finding.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sample {
    first: Vec<Kept>,
    last: [Kept; 2],
    count: u64,
}

impl Sample {
    const FIRST: usize = 3;

    pub(crate) fn push(&mut self, event: &Event<'_>) {
        self.count += 1;
        if self.first.len() < Self::FIRST {
            self.first.push(Kept::of(event));
        } else {
            let [older, newer] = &mut self.last;
            std::mem::swap(older, newer);
            newer.set(event);
        }
    }

    /// Oldest first.
    pub(crate) fn kept(&self) -> Vec<&Kept> {
        let later = usize::try_from(self.count).unwrap_or(usize::MAX).saturating_sub(Self::FIRST);
        let mut kept: Vec<_> = self.first.iter().collect();
        kept.extend(self.last.iter().skip(2_usize.saturating_sub(later)));
        kept.sort_by_key(|one| one.time);
        kept
    }

    pub(crate) fn count(&self) -> u64 {
        self.count
    }
}
