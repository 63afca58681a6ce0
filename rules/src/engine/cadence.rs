//! The cadence of a heartbeat, learned per key from its last eight intervals.

use crate::rule::Absence;
use crate::span::MILLISECOND;

/// Intervals kept.
const KEPT: usize = 8;
/// Intervals a cadence needs.
const ENOUGH: usize = 4;

/// The last intervals of one key, in milliseconds.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Cadence {
    intervals: [u32; KEPT],
    filled: u8,
    next: u8,
    /// How many of them are more than a fifth off the vendor's period. With none, the median is
    /// not either, and the vendor's period holds without sorting.
    odd: u8,
}

impl Cadence {
    /// Takes an interval, if it can be a period at all: shorter ones are message operations, longer
    /// ones outages or the 15 to 17 minutes of a resubscription.
    pub(crate) fn learn(&mut self, interval: i64, spec: &Absence) {
        let (shortest, longest) = spec.learn;
        if !(shortest..=longest).contains(&interval) {
            return;
        }
        let interval = u32::try_from(interval / MILLISECOND).unwrap_or(u32::MAX);
        let Some(slot) = self.intervals.get_mut(usize::from(self.next)) else { return };
        if usize::from(self.filled) == KEPT {
            self.odd -= u8::from(is_odd(*slot, spec));
        } else {
            self.filled += 1;
        }
        self.odd += u8::from(is_odd(interval, spec));
        *slot = interval;
        self.next = if usize::from(self.next) + 1 == KEPT { 0 } else { self.next + 1 };
    }

    /// Whether there are enough intervals to speak of a cadence.
    pub(crate) fn is_known(&self) -> bool {
        usize::from(self.filled) >= ENOUGH
    }

    /// The period to expect: the median if it is steady and differs from the vendor's by more than
    /// a fifth, else the vendor's. `None` until there are enough intervals.
    pub(crate) fn period(&self, spec: &Absence) -> Option<i64> {
        if !self.is_known() {
            return None;
        }
        if self.odd == 0 {
            return Some(spec.every);
        }
        let mut sorted = self.intervals;
        let sorted = sorted.get_mut(..usize::from(self.filled))?;
        sorted.sort_unstable();
        let at = |index: usize| sorted.get(index).copied().unwrap_or(0);
        let count = sorted.len();
        let spread = at(count - 1 - count / 4) - at(count / 4);
        let median = u32::midpoint(at((count - 1) / 2), at(count / 2));
        let steady = i64::from(spread) * MILLISECOND <= 2 * spec.tolerance;
        let learned = if steady && is_odd(median, spec) {
            i64::from(median) * MILLISECOND
        } else {
            spec.every
        };
        Some(learned)
    }
}

/// Whether an interval is more than a fifth off the vendor's period.
fn is_odd(interval: u32, spec: &Absence) -> bool {
    let every = spec.every / MILLISECOND;
    (i64::from(interval) - every).abs() * 5 > every
}
