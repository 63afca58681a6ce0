//! A time zone: a fixed offset or a zone of the IANA database, and the way between its local times
//! and UTC. Instants are nanoseconds since 1970; local times are the same count "as if UTC".

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, LocalResult, NaiveDateTime, Offset, SecondsFormat, TimeZone};
use chrono_tz::{TZ_VARIANTS, Tz};

const SECOND: i64 = 1_000_000_000;
const DAY: i64 = 86_400 * SECOND;

/// Where a clock stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Zone {
    /// Seconds east of Greenwich, the whole year.
    Fixed(i32),
    /// A zone of the IANA database, with its changes.
    Named(Tz),
}

impl Zone {
    /// Greenwich.
    pub const UTC: Self = Self::Fixed(0);

    /// Seconds east of Greenwich at an instant.
    pub fn utc_offset_at(self, utc: i64) -> i32 {
        match self {
            Self::Fixed(east) => east,
            Self::Named(zone) => zone.offset_from_utc_datetime(&naive(utc)).fix().local_minus_utc(),
        }
    }

    /// The local time of an instant. Saturates at the ends of the range (years 1677 and 2262).
    pub fn utc_to_local(self, utc: i64) -> i64 {
        utc.saturating_add(i64::from(self.utc_offset_at(utc)) * SECOND)
    }

    /// The instant of a local time. A local time that occurs twice (the hour put back) is the
    /// earlier of its two instants; one that does not occur (the hour put forward) is shifted
    /// forward by the width of the gap, as if the clock had not been changed yet.
    pub fn local_to_utc(self, local: i64) -> i64 {
        let east = match self {
            Self::Fixed(east) => east,
            Self::Named(zone) => match zone.offset_from_local_datetime(&naive(local)) {
                LocalResult::Single(offset) | LocalResult::Ambiguous(offset, _) => {
                    offset.fix().local_minus_utc()
                }
                // No zone changes twice within a day and a half: a day before lies before the gap.
                LocalResult::None => self.utc_offset_at(local.saturating_sub(DAY)),
            },
        };
        local.saturating_sub(i64::from(east) * SECOND)
    }

    /// An instant as people read it, with its offset: `2014-06-29 11:30:00 +00:00`. A fraction is
    /// shown if there is one.
    pub fn show(self, utc: i64) -> String {
        let local = DateTime::from_timestamp_nanos(self.utc_to_local(utc));
        let stamp = local.to_rfc3339_opts(SecondsFormat::AutoSi, true);
        let stamp = stamp.trim_end_matches('Z').replacen('T', " ", 1);
        format!("{stamp} {}", Self::Fixed(self.utc_offset_at(utc)))
    }
}

/// RFC 3339 in UTC with `Z`; three, six or nine digits of fraction if there is one.
pub fn rfc3339(utc: i64) -> String {
    DateTime::from_timestamp_nanos(utc).to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

fn naive(nanos: i64) -> NaiveDateTime {
    DateTime::from_timestamp_nanos(nanos).naive_utc()
}

impl fmt::Display for Zone {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Named(zone) => formatter.write_str(zone.name()),
            Self::Fixed(east) => {
                let sign = if *east < 0 { '-' } else { '+' };
                let minutes = east.unsigned_abs() / 60;
                write!(formatter, "{sign}{:02}:{:02}", minutes / 60, minutes % 60)
            }
        }
    }
}

impl FromStr for Zone {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if ["utc", "gmt", "z"].iter().any(|name| text.eq_ignore_ascii_case(name)) {
            return Ok(Self::UTC);
        }
        if text.starts_with(['+', '-']) {
            return fixed(text).map(Self::Fixed).ok_or_else(|| wrong(text));
        }
        let zone = TZ_VARIANTS.iter().find(|zone| zone.name().eq_ignore_ascii_case(text));
        zone.map(|zone| Self::Named(*zone)).ok_or_else(|| wrong(text))
    }
}

/// Seconds east of `+05:30`, `+0530` or `+05`. The offsets in use run from -12:00 to +14:00.
fn fixed(text: &str) -> Option<i32> {
    let (sign, rest) = match text.as_bytes() {
        [b'+', rest @ ..] => (1, rest),
        [b'-', rest @ ..] => (-1, rest),
        _ => return None,
    };
    let (hours, minutes) = match rest {
        [h1, h2] => ([*h1, *h2], [b'0', b'0']),
        [h1, h2, m1, m2] | [h1, h2, b':', m1, m2] => ([*h1, *h2], [*m1, *m2]),
        _ => return None,
    };
    let minutes = two_digits(hours)? * 60 + two_digits(minutes).filter(|minutes| *minutes < 60)?;
    let east = sign * minutes * 60;
    (-12 * 3600..=14 * 3600).contains(&east).then_some(east)
}

fn two_digits(digits: [u8; 2]) -> Option<i32> {
    let [tens, ones] = digits;
    let both = tens.is_ascii_digit() && ones.is_ascii_digit();
    both.then(|| i32::from(tens - b'0') * 10 + i32::from(ones - b'0'))
}

fn wrong(text: &str) -> String {
    format!(
        "`{text}` is no time zone: give an offset from -12:00 to +14:00 (`+05:30`), `UTC`, or a \
         name such as `America/New_York`"
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn utc(text: &str) -> i64 {
        let instant = DateTime::parse_from_rfc3339(text).expect("the test's own stamp");
        instant.timestamp_nanos_opt().expect("in range")
    }

    fn named(name: &str) -> Zone {
        name.parse().expect("a zone of the database")
    }

    #[test]
    fn local_times_become_instants() {
        #[rustfmt::skip]
        let cases = [
            // New Year: the UTC year differs
            ("America/New_York", "2013-12-31T23:30:00Z", "2014-01-01T04:30:00Z"),
            ("Asia/Kolkata",     "2014-01-01T00:10:00Z", "2013-12-31T18:40:00Z"),
            // 29 February
            ("Europe/Berlin",    "2024-02-29T00:30:00Z", "2024-02-28T23:30:00Z"),
            // gap: 02:30 does not occur, so 03:30 summer time
            ("America/New_York", "2014-03-09T02:30:00Z", "2014-03-09T07:30:00Z"),
            ("America/New_York", "2014-03-09T01:59:59Z", "2014-03-09T06:59:59Z"),
            ("America/New_York", "2014-03-09T03:00:00Z", "2014-03-09T07:00:00Z"),
            // fold: 01:30 occurs twice, the earlier is still summer time
            ("America/New_York", "2014-11-02T01:30:00Z", "2014-11-02T05:30:00Z"),
            ("America/New_York", "2014-11-02T02:00:00Z", "2014-11-02T07:00:00Z"),
            // a gap of half an hour, and a whole day that was left out
            ("Australia/Lord_Howe", "2014-10-05T02:15:00Z", "2014-10-04T15:45:00Z"),
            ("Pacific/Apia",     "2011-12-30T12:00:00Z", "2011-12-30T22:00:00Z"),
            ("+05:30",           "2014-06-29T11:30:00Z", "2014-06-29T06:00:00Z"),
        ];
        for (zone, local, instant) in cases {
            let got = named(zone).local_to_utc(utc(local));
            assert_eq!(rfc3339(got), instant, "{zone} {local}");
        }
    }

    #[test]
    fn zones_are_read_and_shown() {
        for (text, shown) in [
            ("+05:30", "+05:30"),
            ("-0430", "-04:30"),
            ("-04", "-04:00"),
            ("utc", "+00:00"),
            ("america/new_york", "America/New_York"),
        ] {
            assert_eq!(named(text).to_string(), shown);
        }
        for text in ["", "+5", "+14:01", "-12:01", "+05:60", "05:30", "EDT?", "+0a:00", "+05:30:00"]
        {
            let message = text.parse::<Zone>().expect_err(text);
            assert!(message.contains("America/New_York"), "{message}");
        }
    }

    #[test]
    fn times_are_shown_with_their_offset() {
        let zone = named("America/New_York");
        assert_eq!(zone.show(utc("2014-06-29T11:30:00Z")), "2014-06-29 07:30:00 -04:00");
        assert_eq!(Zone::UTC.show(utc("2014-06-29T11:30:00.5Z")), "2014-06-29 11:30:00.500 +00:00");
    }

    proptest! {
        #[test]
        fn an_instant_survives_the_way_there_and_back(
            index in 0..TZ_VARIANTS.len(),
            seconds in 0_i64..4_000_000_000,
        ) {
            let zone = TZ_VARIANTS.get(index).copied().map(Zone::Named).expect("in range");
            let utc = seconds * SECOND;
            let back = zone.local_to_utc(zone.utc_to_local(utc));
            // In a fold the earlier instant is taken; it has the same local time.
            prop_assert!(back <= utc);
            prop_assert_eq!(zone.utc_to_local(back), zone.utc_to_local(utc));
        }
    }
}
