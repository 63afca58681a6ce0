//! Text logs of Exchange with named columns: IMAP4 and POP3 protocol, SMTP receive protocol, EWS.
//!
//! Comma-separated (RFC 4180), one record a line. Columns are those the last `#Fields:` names; a file
//! may begin with the bare names, and name them again after a restart. Times are UTC, ISO 8601
//! (Microsoft: "Protocol logging", "POP3 and IMAP4 protocol logging"; the columns of the EWS log are as
//! published in the tests of the Amazon Kinesis agent). What an IMAP server answered stands in the column
//! `context`: `R=OK`, or `R="a2 NO LOGIN failed."`, where the tag says nothing and is left out.

mod imap;

use std::ops::Range;

use crate::calendar::{YEARS, days_from_civil, digits, is_date, nanos_at, time_of_day};
use crate::cuc_diag::smtp_reply;
use crate::decoder::Grammar;
use crate::event::{Events, Level};
use crate::field::Field;
use crate::format::Format;
use crate::lines;
use crate::stamp::Stamp;

/// Lines of the head looked at to tell the format.
const DETECT_LINES: usize = 20;

/// Most columns of a line; the EWS log has about 90.
const MAX_COLUMNS: usize = 256;

/// Names of the column with the time.
const TIME: [&[u8]; 5] = [b"datetime", b"dateTime", b"date-time", b"DateTime", b"TimeStamp"];

/// What a log is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Imap4,
    Smtp,
    Ews,
}

/// Grammar of these logs.
pub(crate) struct ExchangeLog {
    kind: Kind,
    columns: Vec<Vec<u8>>,
}

/// A row: names and cells, quotes and all.
struct Row<'a> {
    columns: &'a [Vec<u8>],
    cells: Vec<&'a [u8]>,
}

impl<'a> Row<'a> {
    /// Value of a column without the outer quotes; empty if there is none.
    fn get(&self, name: &[u8]) -> &'a [u8] {
        let at = self.columns.iter().position(|known| known == name);
        let cell = at.and_then(|at| self.cells.get(at)).copied().unwrap_or_default();
        cell.strip_prefix(b"\"").and_then(|inner| inner.strip_suffix(b"\"")).unwrap_or(cell)
    }

    fn stamp(&self) -> Option<Stamp> {
        TIME.iter().map(|name| self.get(name)).find(|cell| !cell.is_empty()).and_then(instant)
    }
}

impl ExchangeLog {
    /// Of IMAP4 or POP3.
    pub(crate) fn imap4() -> Self {
        Self { kind: Kind::Imap4, columns: Vec::new() }
    }

    /// Of receive connectors.
    pub(crate) fn smtp() -> Self {
        Self { kind: Kind::Smtp, columns: Vec::new() }
    }

    /// Of Exchange web services.
    pub(crate) fn ews() -> Self {
        Self { kind: Kind::Ews, columns: Vec::new() }
    }

    fn line(&mut self, text: &[u8], span: &Range<usize>, out: &mut Events) {
        let line = lines::line(text, span);
        let names = line.strip_prefix(b"#Fields:").or_else(|| is_header(line).then_some(line));
        if let Some(names) = names {
            self.columns = columns(names);
            out.tally.parsed += span.len() as u64;
        } else if line.starts_with(b"#") {
            out.tally.parsed += span.len() as u64;
        } else if !self.row(text, span, out) {
            lines::stray(text, span, out);
        }
    }

    fn row(&self, text: &[u8], span: &Range<usize>, out: &mut Events) -> bool {
        let cells = cells(lines::line(text, span));
        // A newer build adds columns at the end before the next header says so.
        if self.columns.is_empty() || cells.len() * 2 < self.columns.len() {
            return false;
        }
        let row = Row { columns: &self.columns, cells };
        let Some(stamp) = row.stamp() else { return false };
        let fields = out.fields_start();
        let mut record = lines::record(text, span);
        (record.parsed, record.stamp) = (true, stamp);
        record.level = match self.kind {
            Kind::Imap4 => imap::write(text, &row, out),
            Kind::Smtp => smtp(text, &row, out),
            Kind::Ews => ews(text, &row, out),
        };
        out.push(record, fields);
        true
    }
}

impl Grammar for ExchangeLog {
    fn decode(&mut self, text: &[u8], last: bool, out: &mut Events) -> usize {
        lines::each(text, last, out, |text, span, out| self.line(text, &span, out))
    }
}

/// Tells the log by its `#Log-type:`, or by its columns.
pub(crate) fn detect(head: &[u8]) -> Option<Format> {
    let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
    let lines = head.split(|byte| *byte == b'\n').take(DETECT_LINES).map(<[u8]>::trim_ascii_end);
    let mut by_columns = None;
    for line in lines {
        if let Some(kind) = line.strip_prefix(b"#Log-type:") {
            return match kind.trim_ascii() {
                b"IMAP4 Protocol Log" | b"IMAP4 Log" | b"POP3 Protocol Log" | b"POP3 Log" => {
                    Some(Format::Imap4Log)
                }
                b"SMTP Receive Protocol Log" => Some(Format::SmtpLog),
                b"EWS Logs" => Some(Format::EwsLog),
                _ => None,
            };
        }
        let names = line.strip_prefix(b"#Fields:").or_else(|| is_header(line).then_some(line));
        by_columns = by_columns.or_else(|| format_of(&columns(names?)));
    }
    by_columns
}

fn format_of(columns: &[Vec<u8>]) -> Option<Format> {
    let has = |name: &[u8]| columns.iter().any(|known| known == name);
    if has(b"sessionId") && has(b"seqNumber") && has(b"command") {
        Some(Format::Imap4Log)
    } else if has(b"SoapAction") && has(b"ImpersonatedUser") {
        Some(Format::EwsLog)
    } else {
        // The columns of sent and received mail are the same; only the type tells them apart.
        None
    }
}

/// A line of bare column names: the time, and nothing that looks like one.
fn is_header(line: &[u8]) -> bool {
    TIME.iter().any(|name| line.strip_prefix(*name).is_some_and(|rest| rest.starts_with(b",")))
}

fn columns(names: &[u8]) -> Vec<Vec<u8>> {
    let names = names.split(|byte| *byte == b',').take(MAX_COLUMNS);
    names.map(|name| name.trim_ascii().to_vec()).collect()
}

/// The cells of a row. A quote that is never closed reaches to the end of the line.
fn cells(line: &[u8]) -> Vec<&[u8]> {
    let mut cells = Vec::new();
    let (mut start, mut quoted) = (0, false);
    for at in memchr::memchr2_iter(b',', b'"', line) {
        match line.get(at) {
            Some(b'"') => quoted = !quoted,
            _ if quoted => {}
            _ => {
                cells.push(line.get(start..at).unwrap_or_default());
                start = at + 1;
            }
        }
        if cells.len() > MAX_COLUMNS {
            return cells;
        }
    }
    cells.push(line.get(start..).unwrap_or_default());
    cells
}

/// `2014-06-29T15:10:55.123Z`
fn instant(text: &[u8]) -> Option<Stamp> {
    let (date, rest) = text.split_first_chunk::<10>()?;
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = date else { return None };
    let time = rest.strip_prefix(b"T")?.strip_suffix(b"Z")?;
    let year = i32::try_from(digits(&[*y1, *y2, *y3, *y4])?).ok()?;
    let month = u8::try_from(digits(&[*m1, *m2])?).ok()?;
    let day = u8::try_from(digits(&[*d1, *d2])?).ok()?;
    let known = YEARS.contains(&year) && is_date(year, month, day);
    let nanos = time_of_day(time)?;
    known.then(|| Stamp::Utc(nanos_at(days_from_civil(year, month, day), nanos)))
}

/// Adds a text field unless it is empty.
fn text_field(text: &[u8], field: Field, value: &[u8], out: &mut Events) {
    if !value.is_empty() {
        out.text(field, lines::place(text, value));
    }
}

/// Adds a number, if the value is one.
fn number_field(field: Field, value: &[u8], out: &mut Events) {
    if let Some(number) = digits(value) {
        out.number(field, number);
    }
}

/// Address of `10.0.0.1:993` and `[2001:db8::1]:993`, and the port.
fn endpoint(value: &[u8]) -> (&[u8], Option<i64>) {
    let colon = value.iter().rposition(|byte| *byte == b':');
    let parts = colon.and_then(|at| Some((value.get(..at)?, digits(value.get(at + 1..)?)?)));
    let (address, port) = parts.map_or((value, None), |(address, port)| (address, Some(port)));
    let bare = address.strip_prefix(b"[").and_then(|inner| inner.strip_suffix(b"]"));
    (bare.unwrap_or(address), port)
}

/// A line of a session with a receive connector. `>` is what Exchange sent.
fn smtp(text: &[u8], row: &Row<'_>, out: &mut Events) -> Level {
    text_field(text, Field::Connector, row.get(b"connector-id"), out);
    text_field(text, Field::ClientIp, endpoint(row.get(b"remote-endpoint")).0, out);
    let data = row.get(b"data");
    if row.get(b"event") != b">" {
        return Level::Info;
    }
    if let Some((code, reason)) = smtp_reply(data) {
        out.number(Field::SmtpCode, code);
        let reason = out.keep(reason.as_bytes());
        out.text(Field::Reason, reason);
        return if code >= 500 { Level::Error } else { Level::Warning };
    }
    number_field(Field::SmtpCode, data.get(..3).unwrap_or_default(), out);
    Level::Info
}

/// A request, or a background event of the service (which has no `HttpStatus`).
fn ews(text: &[u8], row: &Row<'_>, out: &mut Events) -> Level {
    for (field, name) in [
        (Field::Account, &b"AuthenticatedUser"[..]),
        (Field::Mailbox, b"ImpersonatedUser"),
        (Field::UserAgent, b"UserAgent"),
        (Field::ClientIp, b"ClientIpAddress"),
        (Field::Server, b"ServerHostName"),
        (Field::Command, b"SoapAction"),
    ] {
        text_field(text, field, row.get(name), out);
    }
    number_field(Field::HttpStatus, row.get(b"HttpStatus"), out);
    number_field(Field::Latency, row.get(b"TotalRequestTime"), out);
    let code = row.get(b"ErrorCode");
    if !code.starts_with(b"Error") {
        return Level::Info;
    }
    text_field(text, Field::SoapCode, code, out);
    Level::Warning
}
