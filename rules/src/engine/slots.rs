//! Counting the slots of a heartbeat in a gap, and which of them lie in time that is not covered.

use super::world::Coverage;

/// The slots of one gap: slot `k` (from 1) is expected at `start + k * period` and counts as missed
/// if `tolerance` more has passed before `horizon`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Slots {
    pub(crate) start: i64,
    pub(crate) period: i64,
    pub(crate) tolerance: i64,
    pub(crate) horizon: i64,
}

impl Slots {
    /// Number of slots whose deadline is before the horizon.
    pub(crate) fn count(&self) -> i64 {
        let time = self.horizon.saturating_sub(self.start).saturating_sub(self.tolerance);
        if time <= 0 { 0 } else { (time - 1) / self.period.max(1) }
    }

    /// Which of these lie where a record could have gone unseen: between slot and deadline, or
    /// within a period before the slot, for a record unseen in a hole starts the timer anew.
    /// Half-open ranges of `k`, in order, without overlap; and the holes concerned, by index.
    pub(crate) fn uncovered(&self, coverage: &Coverage) -> (Vec<(i64, i64)>, Vec<usize>) {
        let total = self.count();
        let mut ranges = Vec::new();
        let mut done = 0;
        let mut holes = Vec::new();
        let begin = coverage.seen.map_or(i64::MAX, |(first, _)| first);
        let before = (i64::MIN, begin, None);
        let known = coverage.holes.iter().enumerate();
        let known = known.map(|(index, hole)| (hole.from, hole.to, Some(index)));
        for (from, to, hole) in std::iter::once(before).chain(known) {
            let (from, to) = (from.saturating_sub(self.tolerance), to.saturating_add(self.period));
            let first = self.at_or_after(from).max(1);
            let end = self.at_or_after(to).min(total + 1);
            if first >= end {
                continue;
            }
            if let Some(index) = hole {
                holes.push(index);
            }
            let first = first.max(done + 1);
            if first < end {
                ranges.push((first, end));
                done = end - 1;
            }
        }
        (ranges, holes)
    }

    /// Smallest `k` whose slot is at or after `time`.
    fn at_or_after(&self, time: i64) -> i64 {
        let distance = time.saturating_sub(self.start);
        let period = self.period.max(1);
        distance.div_euclid(period).saturating_add(i64::from(distance.rem_euclid(period) > 0))
    }

    /// The first deadline at or after `time`.
    pub(crate) fn deadline_after(&self, time: i64) -> i64 {
        let slot = self.at_or_after(time.saturating_sub(self.tolerance)).max(1);
        self.start.saturating_add(slot.saturating_mul(self.period)).saturating_add(self.tolerance)
    }
}
