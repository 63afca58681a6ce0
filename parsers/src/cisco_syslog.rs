//! Application syslog of a Cisco voice server (`CiscoSyslog`): alarms, with local and UTC time.
//!
//! Shapes, from Cisco's published samples of the platform's logger (CUCM, IM and Presence, UCCX):
//!
//! ```text
//! Mar 18 16:40:52 node local7 6 : 92: Mar 18 11:10:52.630 UTC :  %FAC-SUB-6-Name: text App ID:… Cluster ID: Node ID:…
//! May 21 08:10:24 node local7 1 : 62: node.example.com: May 21 2021 13:10:24.476 UTC : %FAC-1-Name: %[AppID=…][NodeID=…]: text
//! node local7 3 : 41679: node.example.com Jul 02 2015 06:22:31 UTC :   %FAC-3-Name: %[k=v]: text
//! ```
//!
//! The outer time is local, the inner one UTC: the pair tells the zone of the node, and is clock
//! evidence. Severities are those of RFC 5424 §6.2.1. `#012` is an escaped line end and stays. Lines
//! that start no record continue the one before.

use nom::bytes::complete::{tag, take_while_m_n, take_while1};
use nom::character::complete::{char, digit1, space0, space1};
use nom::combinator::{map_opt, opt, verify};
use nom::sequence::{delimited, preceded, terminated};
use nom::{IResult, Parser};

use crate::calendar::{YEARS, days_from_civil, digits, is_date, month, nanos_at, time_of_day};
use crate::decoder::{Grammar, Options};
use crate::event::{Events, Level, Record};
use crate::field::Field;
use crate::jetty::offset_in;
use crate::slice::Slice;
use crate::stamp::{Claim, ClockEvidence, Stamp};

/// Lines of the head looked at to tell the format.
const DETECT_LINES: usize = 100;

/// Grammar of the log.
pub(crate) struct CiscoSyslog {
    evidence: bool,
}

/// A record taken apart.
struct Alarm<'a> {
    /// Local time of the line.
    outer: Stamp,
    /// UTC time of the alarm, with or without year.
    inner: Stamp,
    host: &'a [u8],
    sequence: i64,
    facility: &'a [u8],
    severity: u8,
    name: &'a [u8],
    /// `[k=v]…`, empty if there are none.
    tags: &'a [u8],
    message: &'a [u8],
}

impl CiscoSyslog {
    pub(crate) fn new(options: Options) -> Self {
        Self { evidence: options.evidence }
    }

    /// Writes the record `start..end`; one that is not of the grammar becomes unparsed, but keeps
    /// its local time.
    fn close(&self, text: &[u8], start: usize, end: usize, out: &mut Events) {
        let whole = trim_line_end(text.get(start..end).unwrap_or_default());
        let slice = Slice::of_text(start, whole.len());
        let mut record = Record {
            offset: start as u64,
            length: u32::try_from(end.saturating_sub(start)).unwrap_or(u32::MAX),
            text: slice,
            message: slice,
            ..Record::default()
        };
        let fields = out.fields_start();
        match alarm(whole) {
            Ok((_, alarm)) => {
                record.parsed = true;
                record.stamp = if alarm.inner == Stamp::None { alarm.outer } else { alarm.inner };
                record.level = level(alarm.severity);
                record.component = place(text, alarm.name);
                record.message = place(text, alarm.message);
                alarm.write(text, out);
                if self.evidence {
                    out.evidence.extend(alarm.evidence());
                }
            }
            Err(_) => record.stamp = outer_time(whole).map_or(Stamp::None, |(_, stamp)| stamp),
        }
        out.push(record, fields);
    }
}

impl Grammar for CiscoSyslog {
    fn decode(&mut self, text: &[u8], last: bool, out: &mut Events) -> usize {
        // Start of the open record, and the end of the last line that surely belongs to it.
        let mut open: Option<(usize, usize)> = None;
        let mut start = 0;
        let ends = memchr::memchr_iter(b'\n', text).map(|at| at + 1);
        for end in ends.chain(last.then_some(text.len())) {
            if end <= start {
                continue;
            }
            let line = text.get(start..end).unwrap_or_default();
            let blank = line.iter().all(|byte| byte.is_ascii_whitespace() || *byte == 0);
            if !blank && starts_record(line) {
                if let Some((from, to)) = open {
                    self.close(text, from, to, out);
                    out.tally.blank += (start - to) as u64;
                }
                open = Some((start, end));
            } else if let Some((_, to)) = &mut open {
                // A blank line is the record's only if another continuation follows.
                *to = if blank { *to } else { end };
            } else if blank {
                out.tally.blank += line.len() as u64;
            } else {
                out.push_unparsed(
                    start,
                    line.len(),
                    Slice::of_text(start, trim_line_end(line).len()),
                );
            }
            start = end;
        }
        match open {
            Some((from, to)) if last => {
                self.close(text, from, to, out);
                out.tally.blank += (text.len() - to) as u64;
                text.len()
            }
            Some((from, _)) => from,
            None => start,
        }
    }
}

/// Whether a line of the head is a record. A local time in front alone is any syslog.
pub(crate) fn detect(head: &[u8]) -> bool {
    let mut lines = head.split(|byte| *byte == b'\n').take(DETECT_LINES);
    lines.any(|line| alarm(trim_line_end(line)).is_ok())
}

impl Alarm<'_> {
    fn write(&self, text: &[u8], out: &mut Events) {
        out.text(Field::Alarm, place(text, self.name));
        out.text(Field::Facility, place(text, self.facility));
        out.number(Field::Sequence, self.sequence);
        let words = if self.tags.is_empty() { self.message } else { &[] };
        let application = tag_value(self.tags, b"[AppID=")
            .or_else(|| between(words, b"App ID:", b" Cluster ID:"));
        if let Some(application) = application {
            out.text(Field::Application, place(text, application));
        }
        let node = tag_value(self.tags, b"[NodeID=")
            .or_else(|| between(words, b" Node ID:", b" ").map(<[u8]>::trim_ascii_end));
        out.text(Field::Computer, place(text, node.unwrap_or(self.host)));
        self.write_oauth(text, out);
        // An alert of RTMT: the alarm is the messenger, the alert has a name of its own.
        let alert = tag_value(self.tags, b"[Name=")
            .or_else(|| between(words, b"RTMT Alert Name:", b" "))
            .filter(|_| memchr::memmem::find(self.name, b"ALERT").is_some());
        if let Some(alert) = alert {
            out.text(Field::Reason, place(text, alert.trim_ascii()));
        }
    }

    /// What the alarms of token refresh name: the unified messaging service, `UMS [Display name= x]`,
    /// and the HTTP status of the token service. Only the sentences are documented (Cisco Unity Connection
    /// alarm message definitions); the status is the first number of `EvtMbxOAuthHttpStatusCode`.
    fn write_oauth(&self, text: &[u8], out: &mut Events) {
        if !self.name.starts_with(b"EvtMbxOAuth") {
            return;
        }
        if let Some(service) = between(self.message, b"[Display name=", b"]") {
            out.text(Field::UmService, place(text, service.trim_ascii()));
        }
        if self.name == b"EvtMbxOAuthHttpStatusCode" {
            let numbers = self.message.split(|byte| !byte.is_ascii_digit());
            let status = numbers.filter(|number| number.len() <= 3).find_map(digits);
            if let Some(status) = status {
                out.number(Field::HttpStatus, status);
            }
        }
    }

    /// What the pair of times says of the node's zone.
    fn evidence(&self) -> Option<ClockEvidence> {
        let claim = match self.inner {
            Stamp::Utc(nanos) => Claim::Utc(nanos),
            Stamp::Yearless { month, day, nanos, .. } => Claim::YearlessUtc { month, day, nanos },
            _ => return None,
        };
        (self.outer != Stamp::None).then_some(ClockEvidence { local: self.outer, claim })
    }
}

/// A line that starts a record: a local time, or the whole head without one.
fn starts_record(line: &[u8]) -> bool {
    match line.first() {
        Some(b'A'..=b'Z') if outer_time(line).is_ok() => true,
        Some(byte) if byte.is_ascii_alphanumeric() => {
            memchr::memmem::find(line, b" : ").is_some() && alarm(trim_line_end(line)).is_ok()
        }
        _ => false,
    }
}

fn outer_time(input: &[u8]) -> IResult<&[u8], Stamp, ()> {
    let local = |(month, day, nanos)| Stamp::Yearless { month, day, nanos, utc: false };
    terminated((month_name, day, clock).map(local), char(' ')).parse(input)
}

/// `May 21 2021 13:10:24.476 UTC` or without the year.
fn inner_time(input: &[u8]) -> IResult<&[u8], Stamp, ()> {
    let (input, (month, day)) = (month_name, day).parse(input)?;
    let (input, year) = opt(terminated(number(4), char(' '))).parse(input)?;
    let (input, nanos) = terminated(clock, tag(" UTC")).parse(input)?;
    let stamp = match year.and_then(|year| i32::try_from(year).ok()) {
        Some(year) if YEARS.contains(&year) && is_date(year, month, day) => {
            Stamp::Utc(nanos_at(days_from_civil(year, month, day), nanos))
        }
        Some(_) => return Err(nom::Err::Error(())),
        None => Stamp::Yearless { month, day, nanos, utc: true },
    };
    Ok((input, stamp))
}

fn month_name(input: &[u8]) -> IResult<&[u8], u8, ()> {
    terminated(map_opt(take_while_m_n(3, 3, |b: u8| b.is_ascii_alphabetic()), month), space1)
        .parse(input)
}

fn day(input: &[u8]) -> IResult<&[u8], u8, ()> {
    let day = map_opt(number(2), |day| u8::try_from(day).ok());
    terminated(verify(day, |day| (1..=31).contains(day)), char(' ')).parse(input)
}

fn clock(input: &[u8]) -> IResult<&[u8], i64, ()> {
    let is_clock = |byte: u8| byte.is_ascii_digit() || byte == b':' || byte == b'.';
    map_opt(take_while_m_n(8, 18, is_clock), time_of_day).parse(input)
}

/// A number of one to `width` digits.
fn number<'a>(width: usize) -> impl Parser<&'a [u8], Output = i64, Error = ()> {
    map_opt(take_while_m_n(1, width, |byte: u8| byte.is_ascii_digit()), digits)
}

/// A run of characters without blanks and colons.
fn name(input: &[u8]) -> IResult<&[u8], &[u8], ()> {
    take_while1(|byte: u8| !byte.is_ascii_whitespace() && byte != b':').parse(input)
}

/// A whole record.
fn alarm(record: &[u8]) -> IResult<&[u8], Alarm<'_>, ()> {
    let (input, outer) = opt(outer_time).parse(record)?;
    let (input, host) = terminated(name, char(' ')).parse(input)?;
    let (input, _) = (name, char(' '), number(1), space0, char(':'), space0).parse(input)?;
    let (input, sequence) =
        terminated(map_opt(digit1, digits), (char(':'), space0)).parse(input)?;
    let (input, inner) = opt(time_of_alarm).parse(input)?;
    let (input, (facility, severity, alarm_name)) =
        preceded((space0, char('%')), identity).parse(input)?;
    let (input, _) = (char(':'), space0).parse(input)?;
    let (tags, message) = split_tags(input);
    let alarm = Alarm {
        outer: outer.unwrap_or_default(),
        inner: inner.unwrap_or_default(),
        host,
        sequence,
        facility,
        severity,
        name: alarm_name,
        tags,
        message,
    };
    Ok((&[], alarm))
}

/// `[fqdn[:] ]<UTC time> : `
fn time_of_alarm(input: &[u8]) -> IResult<&[u8], Stamp, ()> {
    let end = || (space0::<&[u8], ()>, char(':'));
    if let Ok((rest, stamp)) = terminated(inner_time, end()).parse(input) {
        return Ok((rest, stamp));
    }
    delimited((name, opt(char(':')), char(' ')), inner_time, end()).parse(input)
}

/// Facility, severity and name of an alarm.
type Identity<'a> = (&'a [u8], u8, &'a [u8]);

/// `FAC[-SUB…]-severity-Name`: the severity is the one-digit part before the last.
fn identity(input: &[u8]) -> IResult<&[u8], Identity<'_>, ()> {
    map_opt(name, |identity: &[u8]| {
        let dash = identity.iter().rposition(|byte| *byte == b'-')?;
        let (front, name) = (identity.get(..dash)?, identity.get(dash + 1..)?);
        match front {
            [facility @ .., b'-', severity @ b'0'..=b'7']
                if !facility.is_empty() && !name.is_empty() =>
            {
                Some((facility, severity - b'0', name))
            }
            _ => None,
        }
    })
    .parse(input)
}

/// `%[k=v][k=v]: text` into tags and text. Values may hold brackets: the tags end where a bracket
/// and a colon meet, or with the record.
fn split_tags(text: &[u8]) -> (&[u8], &[u8]) {
    let Some(tags) = text.strip_prefix(b"%").filter(|tags| tags.starts_with(b"[")) else {
        return (&[], text);
    };
    match memchr::memmem::find(tags, b"]:") {
        Some(end) => {
            let message = tags.get(end + 2..).unwrap_or_default().trim_ascii_start();
            (tags.get(..=end).unwrap_or_default(), if message.is_empty() { text } else { message })
        }
        None => (tags, text),
    }
}

/// Value of `[name=…]`, if it has one.
fn tag_value<'a>(tags: &'a [u8], open: &[u8]) -> Option<&'a [u8]> {
    between(tags, open, b"]")
}

/// What stands behind the first `open`, up to `close` or the end; `None` if that is nothing.
fn between<'a>(text: &'a [u8], open: &[u8], close: &[u8]) -> Option<&'a [u8]> {
    let rest = text.get(memchr::memmem::find(text, open)? + open.len()..)?;
    let value = memchr::memmem::find(rest, close).and_then(|end| rest.get(..end)).unwrap_or(rest);
    (!value.is_empty()).then_some(value)
}

fn level(severity: u8) -> Level {
    match severity {
        0..=2 => Level::Critical,
        3 => Level::Error,
        4 => Level::Warning,
        5 | 6 => Level::Info,
        _ => Level::Debug,
    }
}

fn place(text: &[u8], part: &[u8]) -> Slice {
    Slice::of_text(offset_in(text, part), part.len())
}

fn trim_line_end(text: &[u8]) -> &[u8] {
    let text = text.strip_suffix(b"\n").unwrap_or(text);
    text.strip_suffix(b"\r").unwrap_or(text)
}
