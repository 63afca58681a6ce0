//! Jetty request log (NCSA) of CUC's "Connection Jetty" service: who called port 7080 or 7443.
//!
//! Shapes, from Jetty's own sources: Jetty 6 to 8 write two blanks around a missing user, a blank
//! after the size and `Async` in place of the status of a resumed continuation; Jetty 7 and early 8
//! cut a record at 1024 characters and lose its line end, so the next record is glued to it; Jetty 9
//! writes single blanks; Jetty 10 to 12 (`CustomRequestLog`) append referer and agent. The zone in
//! the brackets counts, never the date in the file's name (Jetty 6 rolls at local midnight).
//!
//! `POST /NotificationService/services/NotificationService?id=…&pid=…` is an EWS push notification
//! from Exchange (Cisco 118883); `/vmevents/cometd` is Jabber and Web Inbox traffic.

use crate::calendar::{
    DAY, SECOND, YEARS, days_from_civil, digits, is_date, month, nanos_at, time_of_day,
};
use crate::decoder::Grammar;
use crate::event::{Events, Level, Record};
use crate::field::Field;
use crate::slice::Slice;
use crate::stamp::Stamp;

/// Component of an EWS push notification.
pub(crate) const NOTIFICATION: &[u8] = b"NotificationService";
/// Component of Comet traffic.
const COMET: &[u8] = b"cometd";
/// Component of any other request.
const OTHER: &[u8] = b"request";

const NOTIFICATION_PATH: &[u8] = b"/NotificationService/";
const COMET_PATH: &[u8] = b"/vmevents/cometd";

/// Body bytes of the answer that ends a subscription. The answer `OK` is 343 bytes long in Jetty 6
/// to 8, which count the body alone (Cisco 118883; the exchange rebuilt byte by byte), and
/// `Unsubscribe` is nine characters longer. Later versions count the head too: there the length does
/// not tell, and nothing is said.
const UNSUBSCRIBE_BYTES: i64 = 352;

/// Grammar of the Jetty request log.
#[derive(Default)]
pub(crate) struct Jetty {
    /// The last date seen, as written (`29/Jun/2014`), and its day: the date changes once a day.
    day: Option<([u8; 11], i32)>,
}

/// The pieces of one record, as ranges of the text.
struct Request<'a> {
    client: &'a [u8],
    time: i64,
    method: &'a [u8],
    target: &'a [u8],
    status: Option<i64>,
    bytes: Option<i64>,
    agent: &'a [u8],
    latency: Option<i64>,
}

/// Whether a line of the head is a request log record.
pub(crate) fn detect(head: &[u8]) -> bool {
    let mut jetty = Jetty::default();
    head.split(|byte| *byte == b'\n').take(50).any(|line| jetty.request(trim_end(line)).is_some())
}

impl Grammar for Jetty {
    fn decode(&mut self, text: &[u8], last: bool, out: &mut Events) -> usize {
        let mut at = 0;
        let mut components = Components::default();
        for end in memchr::memchr_iter(b'\n', text) {
            self.line(text, at..end + 1, &mut components, out);
            at = end + 1;
        }
        if last && at < text.len() {
            self.line(text, at..text.len(), &mut components, out);
            at = text.len();
        }
        at
    }
}

/// The component names and the answer, put into the arena once a batch.
#[derive(Default)]
struct Components {
    notification: Option<Slice>,
    unsubscribe: Option<Slice>,
    comet: Option<Slice>,
    other: Option<Slice>,
}

impl Jetty {
    fn line(
        &mut self,
        text: &[u8],
        span: std::ops::Range<usize>,
        components: &mut Components,
        out: &mut Events,
    ) {
        let whole = text.get(span.clone()).unwrap_or_default();
        let line = trim_end(whole);
        if line.is_empty() {
            out.tally.blank += whole.len() as u64;
            return;
        }
        let mut at = 0;
        while let Some(cut) = line.get(at..).and_then(glued_at) {
            let start = span.start + at;
            self.record(text, start..start + cut, cut, components, out);
            at += cut;
        }
        let start = span.start + at;
        self.record(text, start..span.end, line.len() - at, components, out);
    }

    /// One record: its span, line end included, and how many bytes of it are text.
    fn record(
        &mut self,
        text: &[u8],
        span: std::ops::Range<usize>,
        visible: usize,
        components: &mut Components,
        out: &mut Events,
    ) {
        let (start, length) = (span.start, span.len());
        let line = text.get(start..start + visible).unwrap_or_default();
        let slice = Slice::of_text(start, visible);
        let Some(request) = self.request(line) else {
            out.push_unparsed(start, length, slice);
            return;
        };
        let place = |part: &[u8]| Slice::of_text(offset_in(text, part), part.len());
        let fields = out.fields_start();
        out.text(Field::ClientIp, place(request.client));
        out.text(Field::HttpMethod, place(request.method));
        out.text(Field::Url, place(request.target));
        if let Some(status) = request.status {
            out.number(Field::HttpStatus, status);
        }
        if let Some(bytes) = request.bytes {
            out.number(Field::ResponseBytes, bytes);
        }
        if !request.agent.is_empty() {
            out.text(Field::UserAgent, place(request.agent));
        }
        if let Some(latency) = request.latency {
            out.number(Field::Latency, latency);
        }
        let component = if request.target.starts_with(NOTIFICATION_PATH) {
            if let Some(subscription) = parameter(request.target, b"id=") {
                out.text(Field::Subscription, place(subscription));
            }
            if let Some(pid) = parameter(request.target, b"pid=").and_then(digits) {
                out.number(Field::Pid, pid);
            }
            if request.bytes == Some(UNSUBSCRIBE_BYTES) && request.status == Some(200) {
                let answer =
                    *components.unsubscribe.get_or_insert_with(|| out.keep(b"Unsubscribe"));
                out.text(Field::SubscriptionStatus, answer);
            }
            *components.notification.get_or_insert_with(|| out.keep(NOTIFICATION))
        } else if request.target.starts_with(COMET_PATH) {
            *components.comet.get_or_insert_with(|| out.keep(COMET))
        } else {
            *components.other.get_or_insert_with(|| out.keep(OTHER))
        };
        let record = Record {
            stamp: Stamp::Utc(request.time),
            parsed: true,
            level: level(request.status),
            offset: start as u64,
            length: u32::try_from(length).unwrap_or(u32::MAX),
            text: slice,
            message: slice,
            component,
            ..Record::default()
        };
        out.push(record, fields);
    }

    /// Walks one record from left to right; `None` if it is not one.
    fn request<'a>(&mut self, line: &'a [u8]) -> Option<Request<'a>> {
        // Columns are a few bytes long: a plain loop is quicker than a vectorised search.
        let space = line.iter().position(|byte| *byte == b' ')?;
        let (client, rest) = line.split_at_checked(space)?;
        // `preferProxiedForAddress` writes X-Forwarded-For, whose first address is the client.
        let client = client.strip_suffix(b",").unwrap_or(client);
        if !is_address(client) {
            return None;
        }
        let open = rest.iter().position(|byte| *byte == b'[')?;
        let stamp = rest.get(open + 1..open + 27)?;
        let time = self.stamp(stamp)?;
        let rest = rest.get(open + 27..)?.strip_prefix(b"]")?.trim_ascii_start();
        let rest = rest.strip_prefix(b"\"")?;
        let method_end = rest.iter().position(|byte| *byte == b' ')?;
        let (method, rest) = rest.split_at_checked(method_end)?;
        if method.is_empty()
            || !method.iter().all(|byte| byte.is_ascii_uppercase() || *byte == b'-')
        {
            return None;
        }
        let rest = rest.get(1..)?;
        // Jetty 6 to 9 do not escape: a quote inside the target is one that no status follows.
        let (request, (status, rest)) = memchr::memchr_iter(b'"', rest).find_map(|quote| {
            let answer = answer(rest.get(quote + 1..)?)?;
            Some((rest.get(..quote)?, answer))
        })?;
        let target_end = memchr::memchr(b' ', request).unwrap_or(request.len());
        let target = request.get(..target_end)?;
        let (bytes, rest) = word(rest);
        let bytes = if bytes == b"-" { None } else { digits(bytes) };
        let (agent, latency) = if rest.is_empty() { (&[][..], None) } else { extension(rest) };
        Some(Request { client, time, method, target, status, bytes, agent, latency })
    }

    /// `29/Jun/2014:11:30:53 +0000` in UTC nanoseconds.
    fn stamp(&mut self, stamp: &[u8]) -> Option<i64> {
        let (date, rest) = stamp.split_first_chunk::<11>()?;
        let days = match self.day {
            Some((known, days)) if known == *date => days,
            _ => {
                let days = parse_date(date)?;
                self.day = Some((*date, days));
                days
            }
        };
        let [b':', clock @ .., b' ', sign @ (b'+' | b'-'), h1, h2, m1, m2] = rest else {
            return None;
        };
        let nanos = time_of_day(clock)?;
        let offset = (digits(&[*h1, *h2])? * 60 + digits(&[*m1, *m2])?) * 60 * SECOND;
        let offset = if *sign == b'-' { -offset } else { offset };
        (offset.abs() < DAY).then(|| nanos_at(days, nanos) - offset)
    }
}

/// The status, if there is one, and what follows it.
fn answer(text: &[u8]) -> Option<(Option<i64>, &[u8])> {
    let (status, rest) = word(text.strip_prefix(b" ")?);
    match status {
        b"Async" | b"-" => Some((None, rest)),
        [_, _, _] => Some((Some(digits(status)?), rest)),
        _ => None,
    }
}

fn parse_date(date: &[u8; 11]) -> Option<i32> {
    let [d1, d2, b'/', m @ .., b'/', y1, y2, y3, y4] = date else { return None };
    let day = u8::try_from(digits(&[*d1, *d2])?).ok()?;
    let month = month(m)?;
    let year = i32::try_from(digits(&[*y1, *y2, *y3, *y4])?).ok()?;
    let exists = YEARS.contains(&year) && is_date(year, month, day);
    exists.then(|| days_from_civil(year, month, day))
}

/// Status as level: a request log has no level of its own.
fn level(status: Option<i64>) -> Level {
    match status {
        Some(500..) => Level::Error,
        Some(400..) => Level::Warning,
        _ => Level::Info,
    }
}

/// The next word and what follows it.
fn word(text: &[u8]) -> (&[u8], &[u8]) {
    let text = text.trim_ascii_start();
    let end = memchr::memchr(b' ', text).unwrap_or(text.len());
    let (word, rest) = text.split_at_checked(end).unwrap_or((text, &[]));
    (word, rest.trim_ascii_start())
}

/// User agent and latency of the extended forms: `"referer" "agent"`, `-`, and numbers in
/// milliseconds, each optional. Of two numbers the first counts from dispatch, the second from the
/// arrival of the request (`logDispatch`, `logLatency`): the last one is the latency.
fn extension(mut rest: &[u8]) -> (&[u8], Option<i64>) {
    let (mut quoted, mut agent, mut latency) = (0, &[][..], None);
    while !rest.is_empty() {
        if let Some(inner) = rest.strip_prefix(b"\"") {
            let end = memchr::memchr(b'"', inner).unwrap_or(inner.len());
            quoted += 1;
            if quoted == 2 {
                agent = inner.get(..end).unwrap_or_default();
            }
            rest = inner.get(end + 1..).unwrap_or_default().trim_ascii_start();
        } else {
            let (value, after) = word(rest);
            latency = digits(value).or(latency);
            rest = after;
        }
    }
    (if agent == b"-" { &[] } else { agent }, latency)
}

/// Value of a query parameter, up to the next `&`.
fn parameter<'a>(target: &'a [u8], name: &[u8]) -> Option<&'a [u8]> {
    let mut rest = target.get(memchr::memchr(b'?', target)? + 1..)?;
    loop {
        let end = memchr::memchr(b'&', rest).unwrap_or(rest.len());
        if let Some(value) = rest.get(..end)?.strip_prefix(name) {
            return (!value.is_empty()).then_some(value);
        }
        rest = rest.get(end + 1..)?;
    }
}

/// IPv4, IPv6 or host name: what the first column may hold.
fn is_address(text: &[u8]) -> bool {
    let is_part = |b: &u8| {
        b.is_ascii_alphanumeric() || matches!(b, b'.' | b':' | b'-' | b'_' | b'%' | b'[' | b']')
    };
    text.len() >= 2 && text.iter().all(is_part)
}

/// Characters after which Jetty 7 and early 8 cut a record, together with its line end.
const CUT: usize = 1024;

/// Where a second record starts in a line whose first one was cut and lost its line end.
fn glued_at(line: &[u8]) -> Option<usize> {
    if line.len() <= CUT {
        return None;
    }
    let starts_record = |at: &usize| line.get(*at..).is_some_and(is_record_front);
    // Jetty counts characters; where the text is not UTF-8 they are bytes.
    let starts = line.iter().enumerate().filter(|(_, byte)| **byte & 0xC0 != 0x80);
    let character = starts.map(|(at, _)| at).nth(CUT);
    character.into_iter().chain([CUT]).find(starts_record)
}

/// `<address> - … [dd/Mmm/yyyy:hh:mm:ss +zzzz]` at the front.
fn is_record_front(text: &[u8]) -> bool {
    // The longest address of RFC 4291 with a zone, and a user name.
    let front = text.get(..160).unwrap_or(text);
    let (client, rest) = word(front);
    let Some(open) = memchr::memchr(b'[', rest) else { return false };
    let stamp = rest.get(open + 1..).unwrap_or_default();
    rest.starts_with(b"-")
        && is_address(client)
        && stamp.get(2) == Some(&b'/')
        && stamp.get(26) == Some(&b']')
}

/// A line without its line end.
fn trim_end(line: &[u8]) -> &[u8] {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    line.trim_ascii_end()
}

/// Where `part`, a subslice of `text`, starts in it.
pub(crate) fn offset_in(text: &[u8], part: &[u8]) -> usize {
    (part.as_ptr() as usize).saturating_sub(text.as_ptr() as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What Jetty 7 leaves of records: 1024 characters each, the line end among those lost.
    fn cut(record: &str) -> String {
        record.chars().take(CUT).collect()
    }

    fn texts(stream: &str) -> Vec<(String, bool)> {
        let mut out = Events::default();
        Jetty::default().decode(stream.as_bytes(), true, &mut out);
        let text = |record: &Record| {
            let start = record.text.start();
            stream.get(start..start + record.text.len()).unwrap().to_owned()
        };
        out.records.iter().map(|record| (text(record), record.parsed)).collect()
    }

    #[test]
    fn glued_records_are_told_apart_at_the_cut() {
        for client in ["10.20.0.5", "fe80::1:2", "[2001:db8::aa]", "7.7.7.7"] {
            for filler in ["123456789.", "caf\u{e9}-", " -  - [29/"] {
                let tail = "[29/Jun/2014:11:30:53 +0000] \"GET /x HTTP/1.1\" 200 5";
                let next = format!("{client} -  -  {tail}");
                let long = filler.repeat(300);
                let first =
                    cut(&format!("{client} -  -  [29/Jun/2014:11:30:53 +0000] \"GET /{long}"));
                let second = cut(&format!("{client} - user {tail} \"{long}"));
                let stream = format!("{first}{second}{next}\n{next}\n");
                let expected = [(first, false), (second, true), (next.clone(), true), (next, true)];
                assert_eq!(texts(&stream), expected, "{client} {filler}");
            }
        }
    }

    #[test]
    fn a_long_record_that_was_not_cut_is_one() {
        let agent = "a [29/Jun/2014:11:30:53 +0000] ".repeat(50);
        let record = format!(
            "10.20.0.5 - - [29/Jun/2014:11:30:53 +0000] \"GET / HTTP/1.1\" 200 5 \"-\" \"{agent}\""
        );
        assert_eq!(texts(&record), [(record.clone(), true)]);
    }
}
