//! Stamps of a batch to UTC, by the solved clock of the member.

use std::sync::Arc;

use mbxtrace_parsers::{Batch, Field, Stamp, TimeQuality, Value};

use super::solve::is_same_host;
use super::survey::Yearless;
use super::zone::Zone;
use super::{DAY, HOUR, follow};

/// Whose word the zone of local stamps rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ZoneProof {
    /// The records state UTC, the user said it, or the host's own clock proves it.
    Own,
    /// Only clocks of other hosts (`Date` headers of their answers): right to the quarter of an hour
    /// if those clocks are.
    Peers,
    /// Nothing: it is an assumption.
    None,
}

/// Solved clock of one member, with the state that a time-only member needs.
#[derive(Clone, Debug, PartialEq)]
pub struct Clock {
    /// Zone of local stamps.
    pub zone: Zone,
    /// How far a time from a local stamp can be trusted.
    pub local_quality: TimeQuality,
    /// Days since 1970 of the first record, for members whose records have no date.
    pub first_day: i32,
    /// Year of the first record, for members whose records have no year.
    pub first_year: i32,
    /// How far a time whose date had to be inferred can be trusted.
    pub dated_quality: TimeQuality,
    /// For dates such as `3/4/2025`: whether the day stands first.
    pub day_first: bool,
    /// Whose word `zone` rests on.
    pub proof: ZoneProof,
    /// How far the clock of the host is ahead, nanoseconds: taken off every time.
    pub ahead: i64,
    /// The same by computer, for logs whose records name theirs; `ahead` is for those that do not.
    pub computers: Arc<[(String, i64)]>,
    /// What was taken off a time last, if that was anything.
    pub taken_off: Option<i64>,
    /// Local time of the last record without a date, from which the next one goes on.
    pub(super) reached: Option<i64>,
    last: Option<i64>,
}

impl Clock {
    /// A clock for records that say everything themselves.
    pub fn utc() -> Self {
        Self {
            zone: Zone::Fixed(0),
            local_quality: TimeQuality::ZoneAssumed,
            first_day: 0,
            first_year: 1970,
            dated_quality: TimeQuality::ZoneAssumed,
            day_first: false,
            proof: ZoneProof::Own,
            ahead: 0,
            computers: Arc::default(),
            taken_off: None,
            reached: None,
            last: None,
        }
    }

    /// Sets time and quality of every record. Records without a stamp stand where the record before
    /// them stands (the first ones: where the first dated record stands) and are `undated`.
    pub fn apply(&mut self, batch: &mut Batch) {
        let mut waiting = 0;
        for index in 0..batch.events.records.len() {
            let stamp = batch.events.records[index].stamp;
            let Some((time, quality)) = self.resolve(stamp) else {
                let time = self.last.unwrap_or(0);
                waiting += usize::from(self.last.is_none());
                let record = &mut batch.events.records[index];
                (record.time, record.quality) = (time, TimeQuality::Undated);
                continue;
            };
            let ahead = self.ahead_at(batch, index);
            let time = time.saturating_sub(ahead - self.ahead);
            if ahead != 0 {
                self.taken_off = Some(ahead);
            }
            let record = &mut batch.events.records[index];
            (record.time, record.quality) = (time, quality);
            self.last = Some(time);
            if waiting > 0 {
                batch.events.records[index - waiting..index]
                    .iter_mut()
                    .for_each(|record| record.time = time);
                waiting = 0;
            }
        }
    }

    /// How far the clock is ahead that stamped a record.
    fn ahead_at(&self, batch: &Batch, index: usize) -> i64 {
        if self.computers.is_empty() {
            return self.ahead;
        }
        let Some(record) = batch.events.records.get(index) else { return self.ahead };
        let start = record.fields_start as usize;
        let fields = batch.events.fields.get(start..start + usize::from(record.fields_len));
        let named = fields.unwrap_or_default().iter().find_map(|(field, value)| match value {
            Value::Text(slice) if *field == Field::Computer => Some(batch.bytes(*slice)),
            _ => None,
        });
        named.map_or(self.ahead, |name| self.ahead_of(&String::from_utf8_lossy(name)))
    }

    /// How far the clock of a computer is ahead.
    pub fn ahead_of(&self, computer: &str) -> i64 {
        let said = self.computers.iter().rev().find(|(name, _)| is_same_host(name, computer));
        if self.computers.is_empty() { self.ahead } else { said.map_or(0, |(_, ahead)| *ahead) }
    }

    /// How far records may be moved against one another by the clocks of their computers.
    pub fn spread(&self) -> i64 {
        let moved = self.computers.iter().map(|(_, ahead)| (ahead - self.ahead).abs());
        moved.chain(self.computers.iter().map(|_| self.ahead.abs())).max().unwrap_or(0)
    }

    fn resolve(&mut self, stamp: Stamp) -> Option<(i64, TimeQuality)> {
        let (time, quality) = self.by_its_clock(stamp)?;
        Some((time.saturating_sub(self.ahead), quality))
    }

    /// UTC as the clock of the host had it.
    fn by_its_clock(&mut self, stamp: Stamp) -> Option<(i64, TimeQuality)> {
        match stamp {
            Stamp::None => None,
            Stamp::Utc(time) => Some((time, TimeQuality::Exact)),
            Stamp::Local(local) => Some((self.zone.local_to_utc(local), self.local_quality)),
            Stamp::Undecided { first, second, year, nanos } => {
                let (day, month) = if self.day_first { (first, second) } else { (second, first) };
                let local = Yearless { month, day, nanos }.in_year(i32::from(year));
                Some((self.zone.local_to_utc(local), self.local_quality))
            }
            Stamp::TimeOfDay(nanos) => {
                let local = match self.reached {
                    Some(reached) => follow(reached, nanos),
                    None => i64::from(self.first_day) * DAY + nanos,
                };
                self.reached = Some(local);
                Some((self.zone.local_to_utc(local), self.dated_quality))
            }
            Stamp::Yearless { month, day, nanos, utc } => {
                let local = self.in_year(Yearless { month, day, nanos });
                self.reached = Some(local);
                if utc {
                    Some((local, TimeQuality::DateInferred))
                } else {
                    Some((self.zone.local_to_utc(local), self.dated_quality))
                }
            }
        }
    }

    /// The year follows the record before: December to January is a new year, and a line from the
    /// old year just after New Year is put back into it.
    fn in_year(&self, stamp: Yearless) -> i64 {
        let Some(reached) = self.reached else { return stamp.in_year(self.first_year) };
        let (year, _, _) =
            mbxtrace_parsers::civil_from_days(i32::try_from(reached.div_euclid(DAY)).unwrap_or(0));
        [year, year + 1, year - 1]
            .into_iter()
            .map(|year| stamp.in_year(year))
            .min_by_key(|time| {
                // A step back costs a little more than a step on of the same size.
                if *time >= reached { *time - reached } else { reached - *time + HOUR }
            })
            .unwrap_or(reached)
    }

    /// UTC times of stamps in the order of the file; stamps without a time take that of the one
    /// before.
    pub fn times(mut self, stamps: &[Stamp]) -> Vec<i64> {
        let mut last = i64::MIN;
        let mut time = |stamp: &Stamp| {
            last = self.resolve(*stamp).map_or(last, |(time, _)| time);
            last
        };
        stamps.iter().map(&mut time).collect()
    }
}
