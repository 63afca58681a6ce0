//! What records of a CUC trace tell about the date and the zone of their stream.
//!
//! * `18-08-2020 ` at the front of a message (`CuSlmSvr`, Cisco technical note 217535): the local date.
//! * `Date: Sun, 29 Jun 2014 15:10:55 GMT` among dumped HTTP headers (RFC 9110 §6.6.1): UTC, by the
//!   clock of the host that answered.
//! * Epoch milliseconds in message ids, `id=c2383379-1597792743384-1`: UTC, but only where they fit
//!   the time of the record, because some ids carry the time their sender started.
//! * An ISO 8601 time in UTC in a `Timestamp` element or parameter, which the other side may have
//!   written; elsewhere bodies quote the times of
//!   mails and appointments.

use super::record::after;
use crate::calendar::{
    SECOND, YEARS, days_from_civil, digits, is_date, month, nanos_at, time_of_day,
};
use crate::event::Events;
use crate::find::find_all;
use crate::stamp::{Claim, ClockEvidence, Stamp};

/// Zones are multiples of a quarter of an hour from UTC.
const ZONE_STEP: i64 = 900 * SECOND;
/// How long after the instant in a message id a record may be written to count as evidence.
const ID_DELAY: i64 = 10 * SECOND;

/// Collects the evidence in a message; `rich` says whether it is worth searching beyond its front.
pub(super) fn collect(local: Stamp, message: &[u8], rich: bool, out: &mut Events) {
    let Stamp::TimeOfDay(time) = local else { return };
    let mut claim = |claim: Claim| out.evidence.push(ClockEvidence { local, claim });
    if let Some(days) = day(message) {
        claim(Claim::Date(days));
    }
    if !rich {
        return;
    }
    if let Some(instant) = http_date(message) {
        claim(Claim::Peer(instant));
    }
    if let Some(instant) = timestamp(message) {
        claim(Claim::Peer(instant));
    }
    for instant in message_ids(message) {
        if (time - instant).rem_euclid(ZONE_STEP) <= ID_DELAY {
            claim(Claim::Utc(instant));
        }
    }
}

/// `dd-MM-yyyy ` at the front of a message, in days since 1970.
fn day(message: &[u8]) -> Option<i32> {
    let [d1, d2, b'-', m1, m2, b'-', y1, y2, y3, y4, b' ', ..] = message else { return None };
    civil(&[*y1, *y2, *y3, *y4], &[*m1, *m2], &[*d1, *d2])
}

/// The message behind the date it may start with.
pub(super) fn after_day(message: &[u8]) -> &[u8] {
    if day(message).is_some() { message.get(11..).unwrap_or_default() } else { message }
}

fn civil(year: &[u8], month: &[u8], day: &[u8]) -> Option<i32> {
    let year = i32::try_from(digits(year)?).ok().filter(|year| YEARS.contains(year))?;
    let (month, day) = (u8::try_from(digits(month)?).ok()?, u8::try_from(digits(day)?).ok()?);
    is_date(year, month, day).then(|| days_from_civil(year, month, day))
}

/// The time another host stated in an answer that was dumped with its headers: the `Date` header
/// behind a status line, in UTC nanoseconds (whole seconds, RFC 9110 §6.6.1). `None` for anything but
/// an answer, and for one whose `Server` header names something else than Windows: Jetty is the
/// node's own, and a proxy states its own time (nginx, `proxy_hide_header`: `Date` and `Server` of
/// the server behind it are not passed on).
pub fn peer_date(message: &[u8]) -> Option<i64> {
    let [b'.', _, b' ', b'1'..=b'5', _, _, rest @ ..] = after(message, b"HTTP/1")? else {
        return None;
    };
    let head = rest.get(..rest.len().min(HEADERS))?;
    let end = find_all(head, b"\n\n").chain(find_all(head, b"\n\r\n")).min();
    let head = head.get(..end.unwrap_or(head.len()))?;
    let other = after(head, b"Server: ").is_some_and(|name| !name.starts_with(b"Microsoft-"));
    if other { None } else { http_date(message) }
}

/// How far behind a status line headers are looked for.
const HEADERS: usize = 4096;

/// The `Date` header behind a status or request line.
fn http_date(message: &[u8]) -> Option<i64> {
    let headers = after(message, b"HTTP/1")?;
    let at = find_all(headers, b"Date: ").find(|at| {
        let lead = at.checked_sub(1).and_then(|before| headers.get(before));
        matches!(lead, None | Some(b'\n' | b' ' | b','))
    })?;
    let date = headers.get(at + 6..)?.first_chunk::<29>()?;
    let [_, _, _, b',', b' ', rest @ ..] = date else { return None };
    let [d1, d2, b' ', m1, m2, m3, b' ', y1, y2, y3, y4, b' ', rest @ ..] = rest else {
        return None;
    };
    let (clock, zone) = rest.split_at_checked(8)?;
    let month = [b'0' + month(&[*m1, *m2, *m3])? / 10, b'0' + month(&[*m1, *m2, *m3])? % 10];
    let days = civil(&[*y1, *y2, *y3, *y4], &month, &[*d1, *d2])?;
    (zone == b" GMT").then(|| time_of_day(clock).map(|time| nanos_at(days, time)))?
}

/// `Timestamp>2014-06-29T15:10:55.123Z` or `Timestamp=`, quoted or not.
fn timestamp(message: &[u8]) -> Option<i64> {
    let rest = after(message, b"Timestamp>").or_else(|| after(message, b"Timestamp="))?;
    let rest = rest.strip_prefix(b"\"").or(rest.strip_prefix(b"[")).unwrap_or(rest);
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2, b'T', clock @ ..] = rest else {
        return None;
    };
    let days = civil(&[*y1, *y2, *y3, *y4], &[*m1, *m2], &[*d1, *d2])?;
    let end = clock.iter().take(20).position(|byte| *byte == b'Z')?;
    time_of_day(clock.get(..end)?).map(|time| nanos_at(days, time))
}

/// Instants in message ids: 13 digits between hyphens, of the years 2005 to 2040.
fn message_ids(message: &[u8]) -> impl Iterator<Item = i64> {
    const FROM: i64 = 1_104_537_600_000;
    const UNTIL: i64 = 2_240_524_800_000;
    find_all(message, b"essage id=").filter_map(|at| {
        let id = message.get(at + 10..)?;
        let start = id.iter().take(32).position(|byte| *byte == b'-')? + 1;
        let (millis, behind) = id.get(start..)?.split_at_checked(13)?;
        let millis = digits(millis).filter(|_| behind.first() == Some(&b'-'))?;
        (FROM..UNTIL).contains(&millis).then(|| millis * 1_000_000)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_at_the_front() {
        assert_eq!(day(b"18-08-2020 INFO x"), Some(days_from_civil(2020, 8, 18)));
        assert_eq!(day(b"31-02-2020 INFO x"), None);
        assert_eq!(day(b"18-08-2020"), None);
    }

    #[test]
    fn dates_of_answers() {
        let headers = |server: &str| {
            format!(
                "EWS response headers: HTTP/1.1 200 OK\nServer: {server}\n\
                 Date: Sun, 29 Jun 2014 15:10:55 GMT\n\n<x/>"
            )
        };
        let date = nanos_at(days_from_civil(2014, 6, 29), (15 * 3600 + 10 * 60 + 55) * SECOND);
        assert_eq!(peer_date(headers("Microsoft-IIS/7.5").as_bytes()), Some(date));
        assert_eq!(peer_date(headers("Jetty(6.1.22)").as_bytes()), None);
        assert_eq!(peer_date(headers("nginx").as_bytes()), None);
        let nameless =
            b"HTTP/1.1 200 OK\r\nDate: Sun, 29 Jun 2014 15:10:55 GMT\r\n\r\nServer: body";
        assert_eq!(peer_date(nameless), Some(date));
        let request = b"POST /x HTTP/1.1\nDate: Sun, 29 Jun 2014 15:10:55 GMT\n";
        assert_eq!(peer_date(request), None);
        assert_eq!(http_date(request), Some(date));
    }
}
