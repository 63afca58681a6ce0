//! One walk over a member: what its stamps and messages say about time, and how it is ordered.

use mbxtrace_parsers::{Batch, Claim, Field, Stamp, days_from_civil};

use super::{DAY, follow};

/// A place where a record starts and from which the member can be read on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block {
    /// Offset in the stored bytes.
    pub offset: u64,
    /// Stored bytes up to the next block.
    pub length: u64,
    /// Line (or record) number at the offset.
    pub line: u64,
    /// Number of records seen before it.
    pub records: usize,
}

/// Most evidence kept of one member; more would change no vote.
const MAX_EVIDENCE: usize = 128;

/// What one walk over a member found out about time.
#[derive(Clone, Debug, Default)]
pub struct Survey {
    /// Local time of the first and last record relative to the first record's midnight, for members
    /// whose records have a time of day only.
    pub time_of_day: Option<(i64, i64)>,
    /// First and last local date and time, if the records have one.
    pub local: Option<(i64, i64)>,
    /// First and last UTC time, if the records have one.
    pub utc: Option<(i64, i64)>,
    /// First and last stamp without a year: month, day, nanoseconds of the day, whether UTC.
    pub yearless: Option<(Yearless, Yearless)>,
    /// Evidence: local time (relative to the first record's midnight for times of day; since 1970
    /// otherwise; for yearless stamps, days since the first of January of a leap year) and claim.
    pub evidence: Vec<(i64, Claim)>,
    /// Whether a stamp was found whose day and month are open.
    pub undecided: bool,
    /// Rows that decide it, because one part is above 12: whether the day stood first.
    pub day_first: Vec<bool>,
    /// Stamps of all records, kept only for formats whose order in the file is not certain.
    pub stamps: Vec<Stamp>,
    /// Places to read on from, about one every 256 KiB.
    pub blocks: Vec<Block>,
    /// Whether there are events about pushes that failed.
    pub push_failed: bool,
    /// Whether there is no record: times are those of heads, which say the date and are none.
    pub is_bare: bool,
    /// Times of day of heads before the first record, with what they say.
    heads: Vec<(i64, Claim)>,
    /// Time reached, for placing the next time of day.
    reached: Option<i64>,
}

/// A date without a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Yearless {
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
    /// Nanoseconds since midnight.
    pub nanos: i64,
}

impl Yearless {
    /// Nanoseconds since 1970, as if in UTC, in a given year.
    pub fn in_year(self, year: i32) -> i64 {
        i64::from(days_from_civil(year, self.month, self.day)) * DAY + self.nanos
    }
}

impl Survey {
    /// Takes in one batch, decoded with [`mbxtrace_parsers::Options::evidence`] on. With `ordered`
    /// the stamps of all records are kept, so that the order of the member can be told.
    pub fn add(&mut self, batch: &Batch, ordered: bool) {
        for record in &batch.events.records {
            self.stamp(record.stamp);
        }
        if ordered {
            // Of Windows events only these have a URL.
            self.push_failed |= batch.events.fields.iter().any(|(field, _)| *field == Field::Url);
            self.stamps.extend(batch.events.records.iter().map(|record| record.stamp));
        }
        for found in &batch.events.evidence {
            if let (Stamp::Undecided { first, second, year, .. }, Claim::Date(day)) =
                (found.local, found.claim)
            {
                let year = i32::from(year);
                self.day_first.push(days_from_civil(year, second, first) == day);
                continue;
            }
            if self.evidence.len() + self.heads.len() < MAX_EVIDENCE {
                match (self.place(found.local), found.local) {
                    (Some(local), _) => self.evidence.push((local, found.claim)),
                    (None, Stamp::TimeOfDay(nanos)) => self.heads.push((nanos, found.claim)),
                    (None, _) => {}
                }
            }
        }
    }

    /// Ends the walk. A file that has just been begun may hold nothing but its head; its records go on
    /// from there.
    pub fn finish(&mut self) {
        let heads = std::mem::take(&mut self.heads);
        self.is_bare = self.time_of_day.is_none() && !heads.is_empty();
        for (nanos, claim) in heads {
            let local = match self.time_of_day {
                Some((first, _)) if !self.is_bare => nearest(first, nanos),
                _ => {
                    self.stamp(Stamp::TimeOfDay(nanos));
                    self.reached.unwrap_or(nanos)
                }
            };
            self.evidence.push((local, claim));
        }
    }

    /// Lets go of everything but what is still asked for once the clocks are solved.
    pub fn settle(&mut self) {
        *self = Self { push_failed: self.push_failed, ..Self::default() };
    }

    /// Notes that the stored bytes from `offset` to `end` are one block.
    pub fn block(&mut self, offset: u64, end: u64, line: u64, records: usize) {
        self.blocks.push(Block { offset, length: end - offset, line, records });
    }

    fn stamp(&mut self, stamp: Stamp) {
        match stamp {
            Stamp::None => {}
            Stamp::Utc(time) => widen(&mut self.utc, time),
            Stamp::Local(time) => widen(&mut self.local, time),
            Stamp::Undecided { .. } => self.undecided = true,
            Stamp::TimeOfDay(nanos) => {
                let time = self.reached.map_or(nanos, |reached| follow(reached, nanos));
                self.reached = Some(time);
                let first = self.time_of_day.map_or(time, |(first, _)| first);
                self.time_of_day = Some((first, time));
            }
            Stamp::Yearless { month, day, nanos, .. } => {
                let now = Yearless { month, day, nanos };
                let first = self.yearless.map_or(now, |(first, _)| first);
                self.yearless = Some((first, now));
            }
        }
    }

    /// Where the local stamp of a piece of evidence stands.
    fn place(&self, local: Stamp) -> Option<i64> {
        match local {
            Stamp::TimeOfDay(nanos) => self.reached.map(|reached| nearest(reached, nanos)),
            Stamp::Local(time) => Some(time),
            Stamp::Yearless { month, day, nanos, .. } => {
                Some(Yearless { month, day, nanos }.in_year(2000))
            }
            Stamp::None | Stamp::Utc(_) | Stamp::Undecided { .. } => None,
        }
    }
}

fn widen(range: &mut Option<(i64, i64)>, time: i64) {
    *range = Some(range.map_or((time, time), |(first, last)| (first.min(time), last.max(time))));
}

/// The moment with this time of day that lies nearest to `reached`.
fn nearest(reached: i64, time_of_day: i64) -> i64 {
    let same_day = reached.div_euclid(DAY) * DAY + time_of_day;
    if same_day - reached > DAY / 2 {
        same_day - DAY
    } else if reached - same_day > DAY / 2 {
        same_day + DAY
    } else {
        same_day
    }
}
