//! Day before month or month before day, decided for a whole export and never silently.

use mbxtrace_parsers::{DateOrder, Stamp};

use super::solve::{Flags, Given, dated_window};
use super::survey::Yearless;
use super::zone::Zone;
use super::{DAY, HOUR};
use crate::report::Confidence;

/// The order found, with what speaks for it.
pub(super) struct Order {
    /// Whether the day stands first.
    pub(super) day_first: bool,
    /// How sure.
    pub(super) confidence: Confidence,
    /// Why; empty if the question does not arise.
    pub(super) reason: String,
}

/// Decides the order of one export.
pub(super) fn day_first(member: &Given<'_>, zone: Zone, all: &[Given<'_>], flags: &Flags) -> Order {
    let survey = member.survey;
    if !survey.undecided {
        return Order { day_first: false, confidence: Confidence::Certain, reason: String::new() };
    }
    if let Some(order) = flags.date_order {
        let day_first = order == DateOrder::DayMonth;
        return Order {
            day_first,
            confidence: Confidence::Certain,
            reason: "said by --date-order".into(),
        };
    }
    let days = survey.day_first.iter().filter(|day_first| **day_first).count();
    if !survey.day_first.is_empty() && (days == 0 || days == survey.day_first.len()) {
        return Order {
            day_first: days > 0,
            confidence: Confidence::Certain,
            reason: "records with a part above 12 decide it".into(),
        };
    }
    let [month, day] = [false, true].map(|day_first| Reading::of(&survey.stamps, day_first));
    if month.turns() != day.turns() {
        return Order {
            day_first: day.turns() < month.turns(),
            confidence: Confidence::Inferred,
            reason: "the only order in which the records follow each other".into(),
        };
    }
    if let Some((from, to)) = dated_window(member, all) {
        let fits = |reading: &Reading| {
            let (first, last) = (zone.local_to_utc(reading.first), zone.local_to_utc(reading.last));
            first <= to + HOUR && last >= from - HOUR
        };
        if fits(&month) != fits(&day) {
            return Order {
                day_first: fits(&day),
                confidence: Confidence::Inferred,
                reason: "the only order in which it overlaps the dated logs beside it".into(),
            };
        }
    }
    Order {
        day_first: false,
        confidence: Confidence::Assumed,
        reason: "cannot be told apart, read as month/day; say it with --date-order dmy|mdy".into(),
    }
}

/// All stamps of an export, read one way.
struct Reading {
    first: i64,
    last: i64,
    backwards: usize,
    onwards: usize,
    /// Widest step between neighbours, in whole days.
    widest: i64,
}

impl Reading {
    fn of(stamps: &[Stamp], day_first: bool) -> Self {
        let mut reading =
            Self { first: i64::MAX, last: i64::MIN, backwards: 0, onwards: 0, widest: 0 };
        let mut previous: Option<i64> = None;
        for stamp in stamps {
            let time = match *stamp {
                Stamp::Local(time) => time,
                Stamp::Undecided { first, second, year, nanos } => {
                    let (day, month) = if day_first { (first, second) } else { (second, first) };
                    Yearless { month, day, nanos }.in_year(i32::from(year))
                }
                _ => continue,
            };
            reading.first = reading.first.min(time);
            reading.last = reading.last.max(time);
            if let Some(previous) = previous {
                reading.backwards += usize::from(time < previous);
                reading.onwards += usize::from(time > previous);
                reading.widest = reading.widest.max((time - previous).abs() / DAY);
            }
            previous = Some(time);
        }
        reading
    }

    /// Steps against the direction of the file, then the widest step: a log has few of the first
    /// and no need of the second.
    fn turns(&self) -> (usize, i64) {
        (self.backwards.min(self.onwards), self.widest)
    }
}
