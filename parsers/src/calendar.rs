//! Civil dates and clock times as numbers. Gregorian, proleptic, no leap seconds, as every log here.
//!
//! The day arithmetic is Howard Hinnant's `days_from_civil` (chrono-Compatible Low-Level Date
//! Algorithms, 2013): exact for all years used here and free of tables and branches.

/// Nanoseconds in a second.
pub(crate) const SECOND: i64 = 1_000_000_000;
/// Nanoseconds in a day.
pub(crate) const DAY: i64 = 86_400 * SECOND;

/// Years whose instants fit into nanoseconds since 1970, whatever the zone.
pub(crate) const YEARS: std::ops::RangeInclusive<i32> = 1970..=2261;

/// Days from 1970-01-01 to a civil date. Month 1 to 12, day 1 to 31; neither is checked.
pub fn days_from_civil(year: i32, month: u8, day: u8) -> i32 {
    let year = i64::from(year) - i64::from(month <= 2);
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let month_from_march = (i64::from(month) + 9) % 12;
    let day_of_year = (153 * month_from_march + 2) / 5 + i64::from(day) - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    i32::try_from(era * 146_097 + day_of_era - 719_468).unwrap_or(i32::MAX)
}

/// Civil date (year, month, day) of a number of days since 1970-01-01.
pub fn civil_from_days(days: i32) -> (i32, u8, u8) {
    let shifted = i64::from(days) + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (
        i32::try_from(year).unwrap_or(i32::MAX),
        u8::try_from(month).unwrap_or(1),
        u8::try_from(day).unwrap_or(1),
    )
}

/// Whether a civil date exists.
pub(crate) fn is_date(year: i32, month: u8, day: u8) -> bool {
    (1..=12).contains(&month)
        && (1..=31).contains(&day)
        && civil_from_days(days_from_civil(year, month, day)) == (year, month, day)
}

/// Nanoseconds since 1970 of a civil date and a time of day in nanoseconds.
pub(crate) fn nanos_at(days: i32, time_of_day: i64) -> i64 {
    i64::from(days).saturating_mul(DAY).saturating_add(time_of_day)
}

/// Number of an English month abbreviation, 1 to 12, in any case.
pub(crate) fn month(name: &[u8]) -> Option<u8> {
    const NAMES: [&[u8; 3]; 12] = [
        b"jan", b"feb", b"mar", b"apr", b"may", b"jun", b"jul", b"aug", b"sep", b"oct", b"nov",
        b"dec",
    ];
    let index = NAMES.iter().position(|known| known.eq_ignore_ascii_case(name))?;
    u8::try_from(index + 1).ok()
}

/// Value of a run of ASCII digits; `None` if it is empty, holds anything else or overflows.
pub(crate) fn digits(text: &[u8]) -> Option<i64> {
    if text.is_empty() || text.len() > 18 {
        return None;
    }
    let mut value = 0_i64;
    for byte in text {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        value = value * 10 + i64::from(digit);
    }
    Some(value)
}

/// Nanoseconds since midnight of `HH:MM:SS`, with an optional fraction after `.` or `,` of up to
/// nine digits. `24:00:00` and above is `None`; second 60 is accepted as 59 (leap second).
pub(crate) fn time_of_day(text: &[u8]) -> Option<i64> {
    let [h1, h2, b':', m1, m2, b':', s1, s2, fraction @ ..] = text else { return None };
    let hour = digits(&[*h1, *h2])?;
    let minute = digits(&[*m1, *m2])?;
    let second = digits(&[*s1, *s2])?;
    if hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let nanos = match fraction {
        [] => 0,
        [b'.' | b',', rest @ ..] if rest.len() <= 9 => {
            let scale = 10_i64.pow(9_u32.saturating_sub(u32::try_from(rest.len()).unwrap_or(9)));
            digits(rest)? * scale
        }
        _ => return None,
    };
    Some((hour * 3600 + minute * 60 + second.min(59)) * SECOND + nanos)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn day_arithmetic_round_trips_over_four_centuries() {
        for days in -150_000..=150_000 {
            let (year, month, day) = civil_from_days(days);
            assert_eq!(days_from_civil(year, month, day), days);
        }
        assert_eq!(days_from_civil(1970, 1, 1), 0);
        assert_eq!(days_from_civil(2014, 6, 29), 16_250);
        assert!(is_date(2024, 2, 29) && !is_date(2023, 2, 29) && !is_date(2014, 13, 1));
    }

    #[test]
    fn times_of_day() {
        assert_eq!(time_of_day(b"00:00:00"), Some(0));
        assert_eq!(time_of_day(b"01:10:20.300"), Some(4_220_300_000_000));
        assert_eq!(time_of_day(b"23:59:60"), time_of_day(b"23:59:59"));
        assert_eq!(time_of_day(b"24:00:00"), None);
        assert_eq!(time_of_day(b"1:00:00"), None);
        assert_eq!(time_of_day(b"01:00:00."), None);
    }
}
