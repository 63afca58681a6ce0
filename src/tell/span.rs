//! Spans of time in the configuration of sinks: `500ms`, `5s`, `1m 30s`.

use std::time::Duration;

use serde::{Deserialize, Deserializer};

/// Longer spans than a week are mistakes here.
const LONGEST: Duration = Duration::from_hours(7 * 24);

/// Reads a span: whole numbers with `ms`, `s`, `m`, `h` or `d`; `None` if it is none, zero, or
/// longer than a week.
fn parse(text: &str) -> Option<Duration> {
    let mut total = Duration::ZERO;
    let mut rest = text.trim();
    while !rest.is_empty() {
        let (number, after) = rest.split_at_checked(rest.find(|c: char| !c.is_ascii_digit())?)?;
        let unit_end = after.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(after.len());
        let (unit, after) = after.split_at_checked(unit_end)?;
        let millis: u64 = match unit {
            "ms" => 1,
            "s" => 1_000,
            "m" => 60_000,
            "h" => 3_600_000,
            "d" => 86_400_000,
            _ => return None,
        };
        let part = number.parse::<u64>().ok()?.checked_mul(millis)?;
        total = total.checked_add(Duration::from_millis(part))?;
        rest = after.trim_start();
    }
    (!total.is_zero() && total <= LONGEST).then_some(total)
}

/// For `#[serde(deserialize_with)]`.
pub(super) fn deserialize<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Duration, D::Error> {
    let text = String::deserialize(deserializer)?;
    parse(&text).ok_or_else(|| {
        let wrong = format!(
            "`{text}` is no span: give numbers with ms, s, m, h or d, as in `5s`; at most 7d"
        );
        serde::de::Error::custom(wrong)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans() {
        assert_eq!(parse("5s"), Some(Duration::from_secs(5)));
        assert_eq!(parse("500ms"), Some(Duration::from_millis(500)));
        assert_eq!(parse(" 1m 30s "), Some(Duration::from_secs(90)));
        assert_eq!(parse("1h30m"), Some(Duration::from_mins(90)));
        for wrong in
            ["", "5", "s", "0s", "5x", "5 s x", "1.5s", "-1s", "8d", "99999999999999999999s"]
        {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }
}
