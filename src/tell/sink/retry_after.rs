//! The `Retry-After` header (RFC 9110, 10.2.3): seconds, or a date.

use std::time::Duration;

use chrono::DateTime;

/// How long to wait. A date is held against the receiver's own `date` if it sent one, so that it does
/// not matter whether our clocks agree, else against `now` (seconds since 1970). A date that has passed
/// is no wait; what cannot be read is `None`.
pub(super) fn wait(value: &str, date: Option<&str>, now: u64) -> Option<Duration> {
    let value = value.trim();
    if let Ok(seconds) = value.parse::<u64>() {
        return Some(Duration::from_secs(seconds));
    }
    let until = instant(value)?;
    let now = date.and_then(instant).or_else(|| i64::try_from(now).ok())?;
    Some(Duration::from_secs(u64::try_from(until.saturating_sub(now)).unwrap_or(0)))
}

/// Seconds since 1970 of an HTTP date in the preferred form, `Sun, 06 Nov 1994 08:49:37 GMT`.
fn instant(text: &str) -> Option<i64> {
    DateTime::parse_from_rfc2822(text.trim()).ok().map(|instant| instant.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    const AT: &str = "Sun, 06 Nov 1994 08:49:37 GMT";
    const NEXT: &str = "Sun, 06 Nov 1994 08:51:07 GMT";

    #[test]
    fn seconds_and_dates() {
        assert_eq!(wait(" 120 ", None, 0), Some(Duration::from_mins(2)));
        assert_eq!(wait(NEXT, Some(AT), 0), Some(Duration::from_secs(90)));
        assert_eq!(wait(NEXT, None, 784_111_777), Some(Duration::from_secs(90)));
        assert_eq!(wait(AT, Some(NEXT), 0), Some(Duration::ZERO));
        for wrong in ["", "soon", "-1", "1.5", "Sun, 06 Nov", "99999999999999999999"] {
            assert_eq!(wait(wrong, Some(AT), 0), None, "{wrong}");
        }
    }
}
