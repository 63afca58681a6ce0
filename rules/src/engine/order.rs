//! Live: whether records come in order, rule by rule and key by key.

use std::hash::Hasher;

use super::Hit;
use crate::hash::{FastMap, Fold};
use crate::span::HOUR;

/// Keys looked at before old ones are let go of.
const SWEEP: usize = 1 << 14;

/// How long a key is remembered after its last record.
const REMEMBERED: i64 = HOUR;

/// Last record of every key, and how many came after a later one.
#[derive(Default)]
pub(crate) struct Order {
    last: FastMap<u64, Last>,
    now: i64,
    noted: usize,
    late: u64,
}

#[derive(Clone, Copy)]
struct Last {
    time: i64,
    stream: u32,
}

impl Order {
    /// Takes a hit of rule number `watch`. Equal times of two streams count as out of order: the
    /// total order puts them by stream, arrival does not. Whether it is out of order.
    pub(crate) fn note(&mut self, watch: usize, hit: &Hit<'_>) -> bool {
        let mut hash = Fold::default();
        hash.write_usize(watch);
        hash.write(hit.key);
        let (time, stream) = (hit.time(), hit.event.origin.stream);
        let next = Last { time, stream };
        let last = self.last.insert(hash.finish(), next);
        let is_late =
            last.is_some_and(|last| time < last.time || time == last.time && stream != last.stream);
        self.late += u64::from(is_late);
        self.now = self.now.max(time);
        self.noted += 1;
        if self.noted > SWEEP.max(2 * self.last.len()) {
            let before = self.now.saturating_sub(REMEMBERED);
            self.last.retain(|_, last| last.time >= before);
            self.noted = 0;
        }
        is_late
    }

    /// Records that came too late.
    pub(crate) fn late(&self) -> u64 {
        self.late
    }
}
