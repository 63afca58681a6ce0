//! What a ledger remembers of each key while records pass: a few bytes a key and a run, so that
//! 20,000 subscriptions cost a few megabytes a day.

use mbxtrace_parsers::{Field, FieldValue};

use super::Hit;
use super::keyed::Keyed;
use crate::span::SECOND;

/// How a record stands to the slots of its key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Beat {
    /// It met its slot.
    OnTime,
    /// It met its slot late, within the tolerance.
    Late,
    /// It came before the next slot was due.
    Between,
    /// It ended a silence, or is the first.
    Returned,
}

impl Beat {
    /// A record within this of its slot is on time: captures show 300 s with a spread of a few
    /// milliseconds and a drift of 0.2 s; a log rounds to the second.
    const LATE: i64 = 5 * SECOND;

    /// A record that came `interval` after the one before, and missed no slot.
    pub(super) fn of(interval: i64, period: i64, tolerance: i64) -> Self {
        if interval > period.saturating_add(Self::LATE) {
            Self::Late
        } else if interval < period.saturating_sub(tolerance) {
            Self::Between
        } else {
            Self::OnTime
        }
    }
}

/// Slots met in a row. Times are seconds after the first record of the key: half the memory.
#[derive(Clone, Copy, Debug)]
struct Met {
    at: u32,
    /// Slots; the highest bit is set if they were late.
    slots: u32,
}

const LATE: u32 = 1 << 31;

/// One key.
#[derive(Clone, Debug, Default)]
pub(super) struct Trail {
    pub(super) first: i64,
    pub(super) records: u32,
    pub(super) between: u32,
    pub(super) moved: u32,
    address: Option<u32>,
    /// The first status is kept apart: hardly a key has a second.
    answer: (u16, u32),
    answers: Vec<(u16, u32)>,
    met: Vec<Met>,
}

/// All keys, by their number.
#[derive(Default)]
pub(crate) struct Trails {
    trails: Vec<Trail>,
    addresses: Keyed<()>,
}

impl Trails {
    /// Takes a record of a key.
    pub(super) fn record(&mut self, number: u32, hit: &Hit<'_>, beat: Beat) {
        let index = number as usize;
        if self.trails.len() <= index {
            self.trails.resize_with(index + 1, Trail::default);
        }
        let Some(trail) = self.trails.get_mut(index) else { return };
        if trail.records == 0 {
            trail.first = hit.time();
        }
        trail.records = trail.records.saturating_add(1);
        trail.beat(hit.time(), beat);
        if let Some(status) = hit.event.number_of(Field::HttpStatus) {
            trail.answered(u16::try_from(status).unwrap_or(u16::MAX));
        }
        if let Some(FieldValue::Text(address)) = hit.event.get(Field::ClientIp) {
            if let Some(known) = trail.address
                && self.addresses.key(known) == address
            {
                return;
            }
            trail.moved += u32::from(trail.address.is_some());
            trail.address = Some(self.addresses.entry(address).0);
        }
    }

    pub(super) fn get(&self, number: u32) -> Option<&Trail> {
        self.trails.get(number as usize).filter(|trail| trail.records > 0)
    }

    /// The last address of a key.
    pub(super) fn address(&self, trail: &Trail) -> String {
        let address = trail.address.map_or(&b""[..], |known| self.addresses.key(known));
        String::from_utf8_lossy(address).into_owned()
    }
}

impl Trail {
    fn beat(&mut self, time: i64, beat: Beat) {
        let late = if beat == Beat::Late { LATE } else { 0 };
        if beat == Beat::Between && !self.met.is_empty() {
            self.between = self.between.saturating_add(1);
            return;
        }
        if let Some(met) = self.met.last_mut()
            && beat != Beat::Returned
            && met.slots & LATE == late
            && met.slots & !LATE < LATE - 1
        {
            met.slots += 1;
            return;
        }
        let at = u32::try_from(time.saturating_sub(self.first) / SECOND).unwrap_or(u32::MAX);
        self.met.push(Met { at, slots: 1 | late });
    }

    fn answered(&mut self, status: u16) {
        if self.answer.1 == 0 || self.answer.0 == status {
            self.answer = (status, self.answer.1.saturating_add(1));
            return;
        }
        match self.answers.iter_mut().find(|(known, _)| *known == status) {
            Some((_, count)) => *count = count.saturating_add(1),
            None => self.answers.push((status, 1)),
        }
    }

    /// Status and count, by status.
    pub(super) fn answers(&self) -> Vec<(i64, u64)> {
        let mut answers: Vec<_> = std::iter::once(&self.answer)
            .chain(&self.answers)
            .filter(|(_, count)| *count > 0)
            .map(|(status, count)| (i64::from(*status), u64::from(*count)))
            .collect();
        answers.sort_unstable();
        answers
    }

    /// Runs of slots met: time of the first, whether they were late, how many.
    pub(super) fn met(&self) -> impl Iterator<Item = (i64, bool, u64)> {
        self.met.iter().map(|met| {
            let time = self.first.saturating_add(i64::from(met.at) * SECOND);
            (time, met.slots & LATE != 0, u64::from(met.slots & !LATE))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_steady_day_is_one_run_and_a_key_takes_little() {
        let mut trail = Trail::default();
        for slot in 0..288 {
            trail.beat(slot * 300 * SECOND, if slot == 0 { Beat::Returned } else { Beat::OnTime });
        }
        assert_eq!(trail.met().collect::<Vec<_>>(), [(0, false, 288)]);
        assert!(size_of::<Trail>() <= 96, "{} bytes a key", size_of::<Trail>());
        assert_eq!(size_of::<Met>(), 8);
    }

    #[test]
    fn late_slots_stand_apart_and_records_between_take_none() {
        let mut trail = Trail::default();
        let beats = [Beat::Returned, Beat::OnTime, Beat::Late, Beat::Late, Beat::Between];
        for (slot, beat) in (0..).zip(beats) {
            trail.beat(slot * 300 * SECOND, beat);
        }
        trail.beat(1500 * SECOND, Beat::OnTime);
        let met: Vec<_> = trail.met().map(|(at, late, slots)| (at / SECOND, late, slots)).collect();
        assert_eq!(met, [(0, false, 2), (600, true, 2), (1500, false, 1)]);
        assert_eq!(trail.between, 1);
    }
}
