//! Times as the logs write them. All arguments are seconds since 1970.

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// Year, month and day of a second (Hinnant, "chrono-compatible low-level date algorithms").
pub(super) fn date(second: u64) -> (u64, u64, u64) {
    let days = second / 86400 + 719_468;
    let era = days / 146_097;
    let of_era = days % 146_097;
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    (year + era * 400 + u64::from(month <= 2), month, day)
}

/// Hour, minute and second of the day.
pub(super) fn clock(second: u64) -> (u64, u64, u64) {
    (second / 3600 % 24, second / 60 % 60, second % 60)
}

/// English short name of a month, 1 to 12.
pub(super) fn month_name(month: u64) -> &'static str {
    usize::try_from(month - 1).ok().and_then(|index| MONTHS.get(index)).expect("1 to 12")
}

/// `2014-06-29T12:00:00Z`.
pub(super) fn rfc3339(second: u64) -> String {
    let ((year, month, day), (h, m, s)) = (date(second), clock(second));
    format!("{year}-{month:02}-{day:02}T{h:02}:{m:02}:{s:02}Z")
}

/// `29/Jun/2014:12:00:00 +0000`.
pub(super) fn ncsa(second: u64) -> String {
    let ((year, month, day), (h, m, s)) = (date(second), clock(second));
    format!("{day:02}/{}/{year}:{h:02}:{m:02}:{s:02} +0000", month_name(month))
}

/// `6/29/2014 12:00:00 PM`, en-US.
pub(super) fn american(second: u64) -> String {
    let ((year, month, day), (h, m, s)) = (date(second), clock(second));
    let (twelve, half) = (if h % 12 == 0 { 12 } else { h % 12 }, if h < 12 { "AM" } else { "PM" });
    format!("{month}/{day}/{year} {twelve}:{m:02}:{s:02} {half}")
}
