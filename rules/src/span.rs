//! Spans of time as rules write them (`90s`, `5m`, `1h 30m`) and instants as reports show them.

use mbxtrace_parsers::{civil_from_days, days_from_civil};

/// Nanoseconds in a millisecond.
pub(crate) const MILLISECOND: i64 = 1_000_000;
/// Nanoseconds in a second.
pub(crate) const SECOND: i64 = 1_000_000_000;
/// Nanoseconds in a minute.
pub(crate) const MINUTE: i64 = 60 * SECOND;
/// Nanoseconds in a day.
pub(crate) const DAY: i64 = 86_400 * SECOND;
/// Nanoseconds in an hour.
pub(crate) const HOUR: i64 = 3600 * SECOND;

/// Nanoseconds of a span such as `30s`, `5m`, `2h`, `1d`, `1h 30m`; `None` if it is none or zero.
pub(crate) fn parse_span(text: &str) -> Option<i64> {
    let mut total = 0_i64;
    let mut number = None;
    for letter in text.chars().filter(|letter| !letter.is_whitespace()) {
        if let Some(digit) = letter.to_digit(10) {
            let so_far: i64 = number.unwrap_or(0);
            number = Some(so_far.checked_mul(10)?.checked_add(i64::from(digit))?);
            continue;
        }
        let unit = match letter {
            's' => SECOND,
            'm' => MINUTE,
            'h' => 60 * MINUTE,
            'd' => DAY,
            _ => return None,
        };
        total = total.checked_add(number.take()?.checked_mul(unit)?)?;
    }
    (number.is_none() && total > 0).then_some(total)
}

/// An instant as RFC 3339 in UTC, with a fraction only if there is one.
pub(crate) fn show_time(time: i64) -> String {
    let days = i32::try_from(time.div_euclid(DAY)).unwrap_or(0);
    let (year, month, day) = civil_from_days(days);
    let nanos = time.rem_euclid(DAY);
    let (seconds, fraction) = (nanos / SECOND, nanos % SECOND);
    let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    let mut text = format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}");
    if fraction > 0 {
        text.push('.');
        text.push_str(format!("{fraction:09}").trim_end_matches('0'));
    }
    text.push('Z');
    text
}

/// UTC nanoseconds of `2014-06-29T11:30:00[.123]Z` (or with a blank for the `T`).
pub(crate) fn parse_time(text: &str) -> Option<i64> {
    let text = text.strip_suffix('Z').unwrap_or(text);
    let (date, clock) = text.split_once(['T', ' '])?;
    let days = parse_date(date)?;
    let mut parts = clock.splitn(3, ':');
    let hour: i64 = parts.next()?.parse().ok()?;
    let minute: i64 = parts.next()?.parse().ok()?;
    let (second, fraction) = match parts.next() {
        None => ("0", ""),
        Some(rest) => rest.split_once('.').unwrap_or((rest, "")),
    };
    let second: i64 = second.parse().ok()?;
    let fraction: i64 = format!("{fraction:0<9}").parse().ok()?;
    if !(0..24).contains(&hour) || !(0..60).contains(&minute) || !(0..61).contains(&second) {
        return None;
    }
    Some(i64::from(days) * DAY + (hour * 3600 + minute * 60 + second) * SECOND + fraction)
}

/// Days since 1970 of `2014-06-29`.
pub(crate) fn parse_date(text: &str) -> Option<i32> {
    let mut parts = text.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let (year, month, day) = (year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
    let days = days_from_civil(year, month, day);
    (parts.next().is_none() && civil_from_days(days) == (year, month, day)).then_some(days)
}

/// Nanoseconds of an offset such as `+02:00`, `-0400` or `Z`.
pub(crate) fn parse_offset(text: &str) -> Option<i64> {
    if text == "Z" {
        return Some(0);
    }
    let (sign, rest) = match text.split_at_checked(1)? {
        ("+", rest) => (1, rest),
        ("-", rest) => (-1, rest),
        _ => return None,
    };
    let digits: String = rest.chars().filter(|letter| *letter != ':').collect();
    let (hours, minutes) = digits.split_at_checked(2)?;
    let (hours, minutes): (i64, i64) = (hours.parse().ok()?, minutes.parse().ok()?);
    (hours <= 14 && minutes < 60).then_some(sign * (hours * 60 + minutes) * MINUTE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans() {
        assert_eq!(parse_span("5m"), Some(5 * MINUTE));
        assert_eq!(parse_span("1h 30m"), Some(90 * MINUTE));
        for wrong in ["", "5", "m", "0s", "5x", "99999999999999999999s"] {
            assert_eq!(parse_span(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn instants_round_trip() {
        for text in ["2014-06-29T11:30:53Z", "2024-02-29T23:59:59.25Z", "1969-12-31T00:00:00Z"] {
            assert_eq!(parse_time(text).map(show_time).as_deref(), Some(text));
        }
        assert_eq!(parse_time("2023-02-29T00:00:00Z"), None);
        assert_eq!(parse_offset("-04:30"), Some(-270 * MINUTE));
        assert_eq!(parse_offset("04:30"), None);
    }
}
