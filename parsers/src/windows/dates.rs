//! Dates and times as Windows writes them in any culture.
//!
//! Decided by themselves: ISO 8601, year first, and day-month-year with dots. `a/b/yyyy` and
//! `a-b-yyyy` are day and month either way round unless a part is above 12.

use crate::calendar::{DAY, SECOND, days_from_civil, digits, is_date, month, nanos_at};
use crate::decoder::{DateOrder, Options};
use crate::event::{Events, Problem};
use crate::stamp::{Claim, ClockEvidence, Stamp};

/// A date and time as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Written {
    /// Nanoseconds since 1970, UTC.
    Utc(i64),
    /// Nanoseconds since 1970 as if UTC, local.
    Local(i64),
    /// Two parts that are day and month, in one order or the other.
    Parts { first: u8, second: u8, year: u16, nanos: i64 },
}

/// Reads the dates of one stream.
#[derive(Debug)]
pub(super) struct Dates {
    order: Option<DateOrder>,
    evidence: bool,
    /// Whether it has been said that a date contradicts the order asked for.
    told: bool,
    /// The order the last self-evident date of the stream had.
    seen: Option<DateOrder>,
}

impl Dates {
    /// Dates under the order the caller has decided, if any.
    pub(super) fn new(options: Options) -> Self {
        Self { order: options.date_order, evidence: options.evidence, told: false, seen: None }
    }

    /// The stamp of a date written at `at`, or `None` if it is no date.
    pub(super) fn stamp(&mut self, text: &[u8], at: usize, out: &mut Events) -> Option<Stamp> {
        self.decide(parse(text)?, at, out)
    }

    /// The stamp of a date already read, written at `at`.
    pub(super) fn decide(
        &mut self,
        date_read: Written,
        at: usize,
        out: &mut Events,
    ) -> Option<Stamp> {
        Some(match date_read {
            Written::Utc(nanos) => Stamp::Utc(nanos),
            Written::Local(nanos) => Stamp::Local(nanos),
            Written::Parts { first, second, year, nanos } => {
                let day_first = date(year, second, first);
                let month_first = date(year, first, second);
                let (days, order) = match (day_first, month_first) {
                    (Some(days), None) => (days, Some(DateOrder::DayMonth)),
                    (None, Some(days)) => (days, Some(DateOrder::MonthDay)),
                    (Some(days), Some(other)) if days == other => (days, None),
                    (Some(days), Some(other)) => match self.order {
                        Some(DateOrder::DayMonth) => (days, None),
                        Some(DateOrder::MonthDay) => (other, None),
                        None => return Some(Stamp::Undecided { first, second, year, nanos }),
                    },
                    (None, None) => return None,
                };
                if let Some(order) = order {
                    let parts = Stamp::Undecided { first, second, year, nanos };
                    self.learn(order, parts, (days, at), out);
                }
                Stamp::Local(nanos_at(days, nanos))
            }
        })
    }

    /// A date that can be read in one order only: tells the clock, and contradicts a wrong flag.
    fn learn(&mut self, order: DateOrder, local: Stamp, place: (i32, usize), out: &mut Events) {
        if self.evidence && self.seen != Some(order) {
            out.evidence.push(ClockEvidence { local, claim: Claim::Date(place.0) });
        }
        self.seen = Some(order);
        if self.order.is_some_and(|asked| asked != order) && !self.told {
            self.told = true;
            let is = if order == DateOrder::DayMonth { "day-month" } else { "month-day" };
            out.problems.push(Problem {
                kind: "date-order",
                at: place.1 as u64,
                text: format!(
                    "this date exists only in {is} order, not in the order asked for; it was read \
                     as {is}; check --date-order"
                ),
            });
        }
    }
}

/// Days since 1970 of a date that exists and whose instants fit into nanoseconds in any zone.
fn date(year: u16, month: u8, day: u8) -> Option<i32> {
    let year = i32::from(year);
    ((1970..=2261).contains(&year) && is_date(year, month, day))
        .then(|| days_from_civil(year, month, day))
}

/// Reads a date and time that fill the whole text.
pub(super) fn parse(text: &[u8]) -> Option<Written> {
    let text = trim(text);
    if let [_, _, _, _, b'-', _, _, b'-', _, _, b'T' | b' ', ..] = text {
        return iso(text);
    }
    let (first, rest) = number(text)?;
    let (separator, rest) = rest.split_first()?;
    if !matches!(separator, b'.' | b'/' | b'-') {
        return None;
    }
    let (second, rest) = number_or_month(blank(rest))?;
    let rest = rest.strip_prefix(&[*separator])?;
    let (third, rest) = number(blank(rest))?;
    let rest = rest.strip_prefix(b".").unwrap_or(rest);
    let nanos = clock(rest)?;
    if first.1 == 4 {
        let (month, day) = (u8::try_from(second).ok()?, u8::try_from(third.0).ok()?);
        let days = date(u16::try_from(first.0).ok()?, month, day)?;
        return Some(Written::Local(nanos_at(days, nanos)));
    }
    let year = u16::try_from(if third.1 == 2 { 2000 + third.0 } else { third.0 }).ok()?;
    let (first, second) = (u8::try_from(first.0).ok()?, u8::try_from(second).ok()?);
    if first > 31 || second > 31 || (first > 12 && second > 12) {
        return None;
    }
    if *separator == b'.'
        && let Some(days) = date(year, second, first)
    {
        return Some(Written::Local(nanos_at(days, nanos)));
    }
    Some(Written::Parts { first, second, year, nanos })
}

/// `2025-03-13T16:00:19.1234567Z`, with an offset instead of `Z`, or without either (local).
fn iso(text: &[u8]) -> Option<Written> {
    let [y1, y2, y3, y4, _, m1, m2, _, d1, d2, _, time @ ..] = text else { return None };
    let year = u16::try_from(digits(&[*y1, *y2, *y3, *y4])?).ok()?;
    let month = u8::try_from(digits(&[*m1, *m2])?).ok()?;
    let day = u8::try_from(digits(&[*d1, *d2])?).ok()?;
    let days = date(year, month, day)?;
    let zone = time.iter().position(|byte| matches!(byte, b'Z' | b'z' | b'+' | b'-'));
    let (time, zone) = time.split_at_checked(zone.unwrap_or(time.len()))?;
    let at = nanos_at(days, clock(time)?);
    Some(match zone {
        [] => Written::Local(at),
        [b'Z' | b'z'] => Written::Utc(at),
        [sign, h1, h2, b':', m1, m2] | [sign, h1, h2, m1, m2] => {
            let minutes = digits(&[*h1, *h2])? * 60 + digits(&[*m1, *m2])?;
            let offset = minutes * 60 * SECOND;
            if offset >= DAY {
                return None;
            }
            Written::Utc(if *sign == b'-' { at + offset } else { at - offset })
        }
        _ => return None,
    })
}

/// Nanoseconds since midnight of a clock time that fills the rest: `3:35:24 PM`, `15.35`,
/// `下午 3:35:24`, `16:00:19.1234567`.
fn clock(text: &[u8]) -> Option<i64> {
    let (before, text) = marker(blank(text));
    let (hour, rest) = number(blank(text))?;
    let separator = *rest.first()?;
    if !matches!(separator, b':' | b'.') {
        return None;
    }
    let (minute, mut rest) = number(rest.get(1..)?)?;
    let (mut second, mut nanos) = (0, 0);
    if rest.first() == Some(&separator) {
        let (value, after) = number(rest.get(1..)?)?;
        (second, rest) = (value.0, after);
        if let Some(fraction) = rest.strip_prefix(b".").or_else(|| rest.strip_prefix(b",")) {
            let end = fraction.iter().position(|b| !b.is_ascii_digit()).unwrap_or(fraction.len());
            let (fraction, after) = fraction.split_at_checked(end)?;
            let scale = 9_u32.checked_sub(u32::try_from(fraction.len()).ok()?)?;
            nanos = digits(fraction)? * 10_i64.pow(scale);
            rest = after;
        }
    }
    let (after, rest) = marker(blank(rest));
    if !blank(rest).is_empty() || hour.0 > 23 || minute.0 > 59 || second > 60 {
        return None;
    }
    let hour = match before.or(after) {
        Some(true) if hour.0 < 12 => hour.0 + 12,
        Some(false) if hour.0 == 12 => 0,
        _ => hour.0,
    };
    Some((hour * 3600 + minute.0 * 60 + second.min(59)) * SECOND + nanos)
}

/// Half of the day in the languages that write it, `true` for the second; longest first.
const MARKERS: [(&str, bool); 18] = [
    ("a. m.", false),
    ("p. m.", true),
    ("a.\u{a0}m.", false),
    ("p.\u{a0}m.", true),
    ("a.m.", false),
    ("p.m.", true),
    ("am", false),
    ("pm", true),
    ("午前", false),
    ("午後", true),
    ("上午", false),
    ("下午", true),
    ("오전", false),
    ("오후", true),
    ("πμ", false),
    ("μμ", true),
    ("ص", false),
    ("م", true),
];

/// Which half of the day the text starts with, and what follows.
fn marker(text: &[u8]) -> (Option<bool>, &[u8]) {
    if text.first().is_none_or(u8::is_ascii_digit) {
        return (None, text);
    }
    for (word, second_half) in MARKERS {
        if let Some((start, rest)) = text.split_at_checked(word.len())
            && start.eq_ignore_ascii_case(word.as_bytes())
        {
            return (Some(second_half), rest);
        }
    }
    (None, text)
}

/// A number of at most four digits, with its length.
fn number(text: &[u8]) -> Option<((i64, usize), &[u8])> {
    let length = text.iter().take(5).take_while(|byte| byte.is_ascii_digit()).count();
    let (number, rest) = text.split_at_checked(length)?;
    (length <= 4).then_some(((digits(number)?, length), rest))
}

fn number_or_month(text: &[u8]) -> Option<(i64, &[u8])> {
    if let Some(((value, _), rest)) = number(text) {
        return Some((value, rest));
    }
    let (name, rest) = text.split_at_checked(3)?;
    Some((i64::from(month(name)?), rest))
}

/// What follows blanks, commas, and the blanks and marks of ICU (U+00A0, U+202F, U+200E, U+200F).
fn blank(mut text: &[u8]) -> &[u8] {
    loop {
        text = match text {
            [b' ' | b'\t' | b',', rest @ ..]
            | [0xC2, 0xA0, rest @ ..]
            | [0xE2, 0x80, 0xAF | 0x8E | 0x8F, rest @ ..] => rest,
            _ => return text,
        }
    }
}

/// Without blanks around it.
fn trim(text: &[u8]) -> &[u8] {
    blank(text).trim_ascii_end()
}

#[cfg(test)]
mod tests {
    use super::*;

    const AT: i64 = 1_741_867_219 * SECOND; // 2025-03-13 12:00:19

    fn parts(first: u8, second: u8) -> Written {
        Written::Parts { first, second, year: 2025, nanos: 43_219 * SECOND }
    }

    #[test]
    fn shapes_that_decide_themselves() {
        for text in [
            "13.03.2025 12:00:19",
            "13.3.2025 12:00:19",
            "2025/3/13 12:00:19",
            "2025-03-13T12:00:19",
            "2025-03-13 12:00:19",
            "2025/03/13 下午 12:00:19",
            "13. 3. 2025 12:00:19",
            "2025. 03. 13. 오후 12:00:19",
            "2025. 03. 13. 12:00:19",
            "13.03.2025 12.00.19",
        ] {
            assert_eq!(parse(text.as_bytes()), Some(Written::Local(AT)), "{text}");
        }
        for text in [
            "2025-03-13T12:00:19Z",
            "2025-03-13T12:00:19.0000000Z",
            "2025-03-13T14:00:19+02:00",
            "2025-03-13T06:30:19.000-0530",
        ] {
            assert_eq!(parse(text.as_bytes()), Some(Written::Utc(AT)), "{text}");
        }
        assert_eq!(parse(b"2025-03-13T12:00:19.1234567Z"), Some(Written::Utc(AT + 123_456_700)));
    }

    #[test]
    fn shapes_that_do_not() {
        assert_eq!(parse(b"3/13/2025 12:00:19 PM"), Some(parts(3, 13)));
        assert_eq!(parse("3/13/2025 12:00:19\u{202f}PM".as_bytes()), Some(parts(3, 13)));
        assert_eq!(parse(b"13/03/2025 12:00:19"), Some(parts(13, 3)));
        assert_eq!(parse(b"13-03-2025 12:00:19"), Some(parts(13, 3)));
        assert_eq!(parse(b"4/3/2025, 12:00:19 p.m."), Some(parts(4, 3)));
        assert_eq!(parse(b"04/03/25 12:00:19"), Some(parts(4, 3)));
        assert_eq!(
            parse(b"4/3/2025 12:00:19 a.m."),
            Some(Written::Parts { first: 4, second: 3, year: 2025, nanos: 19 * SECOND })
        );
    }

    #[test]
    fn near_misses() {
        for text in [
            "",
            "3/13/2025",
            "12:00:19",
            "13/13/2025 12:00:19",
            "2025-13-03T12:00:19Z",
            "2025-03-13T25:00:19Z",
            "3/13/2025 12:00:19 XM",
            "1.2.3.4 12:00:19",
            "3/13/2025 12:60:00",
            "29.02.2025 x",
            "16",
            "Mapi session",
            "2025-03-13T12:00:19+99:00",
        ] {
            assert_eq!(parse(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn the_order_asked_for_is_kept_unless_impossible() {
        let mut out = Events::default();
        let options =
            Options { date_order: Some(DateOrder::MonthDay), evidence: true, ..Options::default() };
        let mut dates = Dates::new(options);
        let april = Stamp::Local(nanos_at(days_from_civil(2025, 4, 3), 0));
        assert_eq!(dates.stamp(b"4/3/2025 0:00:00", 0, &mut out), Some(april));
        assert!(out.problems.is_empty());
        let march = Stamp::Local(nanos_at(days_from_civil(2025, 3, 13), 0));
        for _ in 0..2 {
            assert_eq!(dates.stamp(b"13/3/2025 0:00:00", 7, &mut out), Some(march));
        }
        assert_eq!((out.problems.len(), out.evidence.len()), (1, 1));
        let mut open = Dates::new(Options::default());
        assert!(matches!(
            open.stamp(b"4/3/2025 0:00:00", 0, &mut out),
            Some(Stamp::Undecided { first: 4, second: 3, year: 2025, nanos: 0 })
        ));
        assert!(matches!(open.stamp(b"4/4/2025 0:00:00", 0, &mut out), Some(Stamp::Local(_))));
        assert_eq!(open.stamp(b"31/31/2025 0:00:00", 0, &mut out), None);
        assert_eq!(open.stamp(b"31/2/2025 0:00:00", 0, &mut out), None);
    }
}
