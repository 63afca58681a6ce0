//! Times as people type them. What is read here depends on no clock; [`TimeSpec::resolve`] is told
//! the reference.

use chrono::DateTime;
use mbxtrace_parsers::days_from_civil;

use crate::clock::Zone;

const SECOND: i64 = 1_000_000_000;
const DAY: i64 = 86_400 * SECOND;

/// A time as it was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeSpec {
    /// RFC 3339: an instant, nanoseconds since 1970.
    Instant(i64),
    /// Date, or date and time, without a zone: nanoseconds since 1970 as if UTC.
    Local(i64),
    /// `11:30`: the last such time at or before the reference; nanoseconds since midnight.
    TimeOfDay(i64),
    /// `-2h`: nanoseconds before the reference.
    Before(i64),
}

impl TimeSpec {
    /// The instant meant, given the zone for times without one, and the instant that `11:30` and
    /// `-2h` are relative to (now, or the end of what is known).
    pub fn resolve(self, reference: i64, zone: Zone) -> i64 {
        match self {
            Self::Instant(utc) => utc,
            Self::Local(local) => zone.local_to_utc(local),
            Self::Before(span) => reference.saturating_sub(span),
            Self::TimeOfDay(nanos) => {
                let today = zone.utc_to_local(reference).div_euclid(DAY) * DAY;
                let utc = zone.local_to_utc(today.saturating_add(nanos));
                if utc <= reference { utc } else { zone.local_to_utc(today - DAY + nanos) }
            }
        }
    }
}

/// Reads a time; the error says what is accepted.
pub fn time(text: &str) -> Result<TimeSpec, String> {
    let wrong = || {
        format!(
            "`{text}` is no time: give RFC 3339 (`2014-06-29T11:30:00Z`), `2014-06-29 11:30`, \
             `2014-06-29`, `11:30`, or a span back such as `-2h`"
        )
    };
    if let Some(span) = text.strip_prefix('-') {
        return span_of(span).map(TimeSpec::Before).ok_or_else(wrong);
    }
    if let Ok(instant) = DateTime::parse_from_rfc3339(text) {
        return instant.timestamp_nanos_opt().map(TimeSpec::Instant).ok_or_else(wrong);
    }
    if let Some(nanos) = time_of_day(text) {
        return Ok(TimeSpec::TimeOfDay(nanos));
    }
    // As times are shown: `2014-06-29 13:30:00.250 +02:00`.
    if let Some((local, offset)) = text.rsplit_once(' ')
        && offset.starts_with(['+', '-'])
        && let Ok(zone) = offset.parse::<Zone>()
        && let Ok(TimeSpec::Local(local)) = time(local)
    {
        return Ok(TimeSpec::Instant(zone.local_to_utc(local)));
    }
    let (day, rest) = text.split_once([' ', 'T']).unwrap_or((text, "00:00"));
    let local = date(day).ok().zip(time_of_day(rest));
    local.map(|(days, nanos)| TimeSpec::Local(i64::from(days) * DAY + nanos)).ok_or_else(wrong)
}

/// Days from 1970-01-01 to `YYYY-MM-DD` (years 1970 to 2200); the error says what is expected.
pub(super) fn date(text: &str) -> Result<i32, String> {
    let wrong = || format!("`{text}` is no date: give `YYYY-MM-DD`, for instance `2014-06-29`");
    let (year, rest) = text.split_once('-').ok_or_else(wrong)?;
    let (month, day) = rest.split_once('-').ok_or_else(wrong)?;
    let year = number(year, 4).filter(|year| (1970..=2200).contains(year)).ok_or_else(wrong)?;
    let month = number(month, 2).ok_or_else(wrong)?;
    let day = number(day, 2).ok_or_else(wrong)?;
    let date = chrono::NaiveDate::from_ymd_opt(year.cast_signed(), month, day).ok_or_else(wrong)?;
    let narrow = |part: u32| u8::try_from(part).map_err(|_| wrong());
    Ok(days_from_civil(chrono::Datelike::year(&date), narrow(month)?, narrow(day)?))
}

/// Reads a span such as `500ms`, `90s`, `15m`, `2h`, `1d`, `1h30m`: nanoseconds, above zero.
pub fn span(text: &str) -> Result<i64, String> {
    let wrong =
        || format!("`{text}` is no span: give numbers with ms, s, m, h, d or w, such as `15m`");
    span_of(text).ok_or_else(wrong)
}

/// Reads `HOST=[+-]SPAN`: host, and how far its clock is ahead in nanoseconds (negative: behind). The
/// span is as in [`span`], or seconds with a fraction (`37.5s`).
pub(super) fn offset(text: &str) -> Result<(String, i64), String> {
    let wrong = || {
        format!(
            "`{text}` is no clock offset: give HOST=SPAN, such as `exch01=+37.5s` or `exch01=-2h`"
        )
    };
    let (host, span) = text.rsplit_once('=').ok_or_else(wrong)?;
    let (sign, span) = match span.strip_prefix('-') {
        Some(span) => (-1, span),
        None => (1, span.strip_prefix('+').unwrap_or(span)),
    };
    let nanos = fraction(span).or_else(|| span_of(span)).filter(|_| !host.is_empty());
    nanos.map(|nanos| (host.to_owned(), sign * nanos)).ok_or_else(wrong)
}

/// Nanoseconds of `37.5s`.
fn fraction(text: &str) -> Option<i64> {
    let (whole, part) = text.strip_suffix('s')?.split_once('.')?;
    let digits = (1..=9).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    let nanos: i64 = format!("{part:0<9}").parse().ok().filter(|_| digits)?;
    let seconds = if whole == "0" { 0 } else { span_of(&format!("{whole}s"))? };
    seconds.checked_add(nanos).filter(|nanos| *nanos > 0)
}

fn span_of(text: &str) -> Option<i64> {
    let mut total = 0_i64;
    let mut value: Option<i64> = None;
    let mut bytes = text.bytes().peekable();
    while let Some(byte) = bytes.next() {
        let unit = match byte {
            b'0'..=b'9' => {
                let digit = i64::from(byte - b'0');
                value = Some(value.unwrap_or(0).checked_mul(10)?.checked_add(digit)?);
                continue;
            }
            b'm' if bytes.next_if_eq(&b's').is_some() => SECOND / 1000,
            b's' => SECOND,
            b'm' => 60 * SECOND,
            b'h' => 3600 * SECOND,
            b'd' => DAY,
            b'w' => 7 * DAY,
            _ => return None,
        };
        let nanos = value.take()?.checked_mul(unit)?;
        total = total.checked_add(nanos)?;
    }
    (value.is_none() && total > 0).then_some(total)
}

/// Nanoseconds since midnight of `HH:MM`, `HH:MM:SS` or `HH:MM:SS.fraction`.
fn time_of_day(text: &str) -> Option<i64> {
    let (text, part) = text.split_once('.').map_or((text, 0), |(text, digits)| {
        let is_fraction = (1..=9).contains(&digits.len())
            && digits.bytes().all(|byte| byte.is_ascii_digit())
            && text.matches(':').count() == 2;
        (text, if is_fraction { format!("{digits:0<9}").parse().unwrap_or(-1) } else { -1 })
    });
    if part < 0 {
        return None;
    }
    let mut parts = text.split(':');
    let hours = number(parts.next()?, 2).filter(|hours| *hours < 24)?;
    let minutes = number(parts.next()?, 2).filter(|minutes| *minutes < 60)?;
    let seconds = match parts.next() {
        Some(seconds) => number(seconds, 2).filter(|seconds| *seconds < 60)?,
        None => 0,
    };
    let nanos = i64::from((hours * 60 + minutes) * 60 + seconds) * SECOND + part;
    parts.next().is_none().then_some(nanos)
}

/// Value of exactly `width` ASCII digits.
fn number(text: &str, width: usize) -> Option<u32> {
    let digits = text.len() == width && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::rfc3339;

    fn resolved(text: &str, zone: &str) -> String {
        let reference = time("2014-06-29T11:30:00Z").expect("RFC 3339").resolve(0, Zone::UTC);
        let zone = zone.parse().expect("a zone");
        rfc3339(time(text).expect(text).resolve(reference, zone))
    }

    #[test]
    fn times_people_type() {
        #[rustfmt::skip]
        let cases = [
            ("2014-06-29T11:30:00+02:00", "UTC", "2014-06-29T09:30:00Z"),
            ("2014-06-29T11:30:00.25Z", "-04:00", "2014-06-29T11:30:00.250Z"),
            ("2014-06-29 11:30", "UTC",        "2014-06-29T11:30:00Z"),
            ("2014-06-29 11:30", "+05:30",     "2014-06-29T06:00:00Z"),
            ("2014-06-29T11:30:05", "UTC",     "2014-06-29T11:30:05Z"),
            ("2014-06-29 13:30:05.250 +02:00", "UTC", "2014-06-29T11:30:05.250Z"),
            ("2014-06-29 11:30:00.5", "+01:00", "2014-06-29T10:30:00.500Z"),
            ("2014-06-29",       "-04:00",     "2014-06-29T04:00:00Z"),
            ("2024-02-29",       "UTC",        "2024-02-29T00:00:00Z"),
            ("11:30",            "UTC",        "2014-06-29T11:30:00Z"),
            ("11:31",            "UTC",        "2014-06-28T11:31:00Z"),
            ("23:00",            "Pacific/Auckland", "2014-06-29T11:00:00Z"),
            ("-2h",              "UTC",        "2014-06-29T09:30:00Z"),
            ("-1d12h",           "UTC",        "2014-06-27T23:30:00Z"),
        ];
        for (text, zone, instant) in cases {
            assert_eq!(resolved(text, zone), instant, "{text} {zone}");
        }
    }

    #[test]
    fn what_is_no_time_is_refused_with_the_forms() {
        #[rustfmt::skip]
        let wrong = ["", "-", "now", "24:00", "11:60", "1:30", "2014-6-29", "2023-02-29", "29/06/2014",
            "2014-06-29 ", "-2", "-h", "-0s", "-2h3", "-99999999999999999999h", "-9999999999w",
            "2014-06-29 11", "\u{663}\u{663}:00", "0001-01-01T00:00:00Z"];
        for text in wrong {
            let message = time(text).expect_err(text);
            assert!(message.contains("2014-06-29 11:30"), "{message}");
        }
    }

    #[test]
    fn clock_offsets() {
        let host = |name: &str, nanos| Ok((name.to_owned(), nanos));
        assert_eq!(offset("exch01=+37.5s"), host("exch01", 37 * SECOND + SECOND / 2));
        assert_eq!(offset("ex.contoso.example=-1h30m"), host("ex.contoso.example", -5400 * SECOND));
        assert_eq!(offset("10.20.30.11=90s"), host("10.20.30.11", 90 * SECOND));
        assert_eq!(offset("a=-0.25s"), host("a", -SECOND / 4));
        for text in
            ["", "exch01", "=5s", "a=", "a=5", "a=+-5s", "a=0.0s", "a=.5s", "a=1.5h", "a=0s"]
        {
            assert!(offset(text).is_err_and(|message| message.contains("HOST=SPAN")), "{text}");
        }
    }

    #[test]
    fn spans() {
        assert_eq!(span("90s"), Ok(90 * SECOND));
        assert_eq!(span("1h30m"), Ok(5400 * SECOND));
        assert_eq!(span("1m500ms"), Ok(60 * SECOND + SECOND / 2));
        assert!(span("15").is_err() && span("0m").is_err() && span("-1h").is_err());
    }
}
