//! One record of a CUC trace: its head in columns, its level, and the doors to what its text holds.

use std::sync::LazyLock;

use nom::bytes::complete::tag;
use nom::combinator::opt;
use nom::sequence::preceded;
use nom::{IResult, Parser};
use regex::bytes::Regex;

use super::http_failure::HttpExchange;
use super::{evidence, exchange, failure, http_failure, line};
use crate::calendar::{digits, time_of_day};
use crate::event::{Events, Level, Record};
use crate::field::Field;
use crate::find::find;
use crate::jetty::offset_in;
use crate::slice::Slice;
use crate::stamp::Stamp;

/// Literals one of which stands in every record that holds more than columns. They are searched
/// for once over a whole window, at the speed of memory, not record by record.
const TRIGGERS: &str = "(?-u)HTTP request failed|HTTP [Ss]tatus|Diagnostic|Failed accessing |Error|\
    NotificationService\\?|SubscriptionId|ailbox|\nDate: |HTTP/1|Timestamp|essage id=|Couldn't |\
    Timeout was reached|SSL connect error|Peer certificate|SSL peer certificate|\
    Server returned nothing|Failed sending data|Failure when receiving|The error is error:|\
    LDAP|dns results for|DNS query for:|DNS response|Domain Controller|CAS server|SSL routines|\
    certificate verify failed|outstanding requests| 4\\.\\d\\.\\d| 5\\.\\d\\.\\d";

/// Micro traces of single inbox, whose levels are severities: 10 error, 11 warning, above that
/// detail (Cisco 116001, 116488, 118883).
const SEVERITY_BY_LEVEL: [&[u8]; 4] = [b"CsExMbxLocator", b"CsMbxSync", b"CsEws", b"CsWebDav"];

/// What is wanted of a record beside its place and time.
#[derive(Clone, Copy)]
pub(super) struct Wants {
    pub(super) evidence: bool,
    pub(super) fields: bool,
}

/// Where a record stands in the text.
pub(super) struct Span {
    /// First byte of its line.
    pub(super) start: usize,
    /// First byte of its time (of its component, if pasted).
    pub(super) head: usize,
    /// Behind its last byte that is not line end.
    pub(super) visible: usize,
    /// Behind its line end.
    pub(super) end: usize,
}

/// Columns of a record.
struct Head<'a> {
    thread: &'a [u8],
    context: &'a [u8],
    context_id: &'a [u8],
    component: &'a [u8],
    level: i64,
    message: &'a [u8],
}

/// Knows where the next trigger stands, so that records without one are not looked into.
#[derive(Default)]
pub(super) struct Extractor {
    next: Option<usize>,
}

impl Extractor {
    /// Whether a trigger begins in `start..end`. To be asked with growing `start`.
    fn finds(&mut self, text: &[u8], start: usize, end: usize) -> bool {
        static PATTERN: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(TRIGGERS).ok());
        let Some(pattern) = PATTERN.as_ref() else { return true };
        let next = match self.next {
            Some(next) if next >= start => next,
            _ => pattern.find_at(text, start).map_or(usize::MAX, |found| found.start()),
        };
        self.next = Some(next);
        next < end
    }
}

/// Writes the record at `span`; one whose head is not of the grammar becomes unparsed.
pub(super) fn write(
    text: &[u8],
    span: &Span,
    pasted: bool,
    wants: Wants,
    with: &mut Extractor,
    out: &mut Events,
) {
    let whole = text.get(span.head..span.visible).unwrap_or_default();
    let stamp = if pasted { None } else { whole.get(..12).and_then(time_of_day) };
    let head = if pasted { pasted_head(whole) } else { stamp.and_then(|_| full_head(whole)) };
    let stamp = stamp.map_or(Stamp::None, Stamp::TimeOfDay);
    let slice = Slice::of_text(span.start, span.visible.saturating_sub(span.start));
    let mut record = Record {
        stamp,
        offset: span.start as u64,
        length: u32::try_from(span.end.saturating_sub(span.start)).unwrap_or(u32::MAX),
        text: slice,
        message: slice,
        ..Record::default()
    };
    let fields = out.fields_start();
    if let Some(head) = head {
        let (source, message) = source_tag(head.message);
        record.parsed = true;
        let rich = with.finds(text, span.head, span.visible);
        if wants.fields {
            columns(text, &head, source, out);
            record.component = place(text, head.component);
            record.message = place(text, message);
            record.level = level_of(&head, message);
            if rich && contents(text, &head, message, out) {
                record.level = record.level.max(Level::Warning);
            }
        }
        if wants.evidence {
            evidence::collect(stamp, message, rich, out);
        }
    }
    out.push(record, fields);
}

/// Whether a record that starts with a time is of the grammar.
pub(super) fn is_record(record: &[u8]) -> bool {
    record.get(..12).and_then(time_of_day).is_some() && full_head(record).is_some()
}

fn columns(text: &[u8], head: &Head<'_>, source: &[u8], out: &mut Events) {
    if let Some(thread) = digits(head.thread) {
        out.number(Field::Thread, thread);
    }
    out.number(Field::TraceLevel, head.level);
    let id = head.context_id;
    let id = id.strip_prefix(b"{").and_then(|id| id.strip_suffix(b"}")).unwrap_or(id);
    let texts =
        [(Field::Context, head.context), (Field::ContextId, id), (Field::SourceFile, source)];
    for (field, value) in texts {
        if !value.is_empty() {
            out.text(field, place(text, value));
        }
    }
}

/// Fields from inside the message; true if an HTTP exchange failed.
fn contents(text: &[u8], head: &Head<'_>, message: &[u8], out: &mut Events) -> bool {
    let exchange = http_failure::exchange_in(message);
    let failed = exchange.as_ref().is_some_and(HttpExchange::is_failure);
    let error = exchange.as_ref().and_then(HttpExchange::transport_error);
    let mut host = Some(head.context).filter(|context| http_failure::is_host(context));
    if let Some(exchange) = exchange {
        exchange.write(text, head.context, out);
        host = None;
    }
    exchange::write(text, message, host, out);
    failure::write(text, message, error, out);
    failed
}

/// The columns of a whole record, from its time on.
fn full_head(record: &[u8]) -> Option<Head<'_>> {
    let columns = (column, column, column, preceded(opt(tag(" ")), column), column);
    let (message, (thread, context, context_id, component, level)) =
        { columns }.parse(record.get(14..)?).ok()?;
    let known = is_component(component) && !thread.contains(&b'|');
    let level = trace_level(level).filter(|_| known)?;
    Some(Head { thread, context, context_id, component, level, message })
}

/// The columns of a record without time, thread and contexts.
fn pasted_head(record: &[u8]) -> Option<Head<'_>> {
    let (message, (component, level)) = (column, column).parse(record).ok()?;
    let level = trace_level(level)?;
    Some(Head { thread: &[], context: &[], context_id: &[], component, level, message })
}

/// A nom parser: text up to a comma on the same line. Columns are a few bytes long, so a plain loop
/// is quicker than a vectorised search.
fn column(input: &[u8]) -> IResult<&[u8], &[u8], ()> {
    let end = input.iter().position(|byte| matches!(byte, b',' | b'\n'));
    match end.and_then(|end| input.split_at_checked(end)) {
        Some((value, [b',', rest @ ..])) => Ok((rest, value)),
        _ => Err(nom::Err::Error(())),
    }
}

/// The level at the front of `level,message`.
pub(super) fn level(rest: &[u8]) -> Option<i64> {
    column(rest).ok().and_then(|(_, level)| trace_level(level))
}

/// -1 (always on) to 63, the range of micro-trace levels.
fn trace_level(text: &[u8]) -> Option<i64> {
    match text {
        b"-1" => Some(-1),
        [_] | [_, _] => digits(text).filter(|level| *level <= 63),
        _ => None,
    }
}

fn is_component(text: &[u8]) -> bool {
    let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    text.first().is_some_and(|byte| !byte.is_ascii_digit()) && text.iter().all(is_word)
}

/// `[Dir/File.cpp:123]`, with a colon or a blank or both behind it, at the front of a message: the
/// file and line, and the message without it.
fn source_tag(message: &[u8]) -> (&[u8], &[u8]) {
    let find = || {
        let inner = message.strip_prefix(b"[")?;
        let end = inner.get(..160).unwrap_or(inner).iter().position(|byte| *byte == b']')?;
        let (source, rest) = (inner.get(..end)?, inner.get(end + 1..)?);
        let colon = source.iter().rposition(|byte| *byte == b':')?;
        digits(source.get(colon + 1..)?)?;
        let file = source.get(..colon)?;
        let is_path = |byte: &u8| byte.is_ascii_alphanumeric() || b"./_-\\".contains(byte);
        if !file.contains(&b'.') || !file.iter().all(is_path) {
            return None;
        }
        let rest = rest.strip_prefix(b":").unwrap_or(rest);
        Some((source, rest.strip_prefix(b" ").unwrap_or(rest)))
    };
    find().unwrap_or((&[], message))
}

/// Level of a record: the level word of a Java service, else the trace level of the micro traces
/// whose levels are severities, else unknown.
fn level_of(head: &Head<'_>, message: &[u8]) -> Level {
    if let Some(word) = line::level_word(evidence::after_day(message)) {
        return match word {
            b"FATAL" => Level::Critical,
            b"ERROR" => Level::Error,
            b"WARNING" | b"WARN" => Level::Warning,
            b"INFO" => Level::Info,
            _ => Level::Debug,
        };
    }
    if !SEVERITY_BY_LEVEL.contains(&head.component) {
        return Level::Unknown;
    }
    match head.level {
        10 => Level::Error,
        11 => Level::Warning,
        12.. => Level::Info,
        _ => Level::Unknown,
    }
}

/// The slice of a part of `text`.
pub(super) fn place(text: &[u8], part: &[u8]) -> Slice {
    Slice::of_text(offset_in(text, part), part.len())
}

/// What stands behind the first `needle`.
pub(super) fn after<'a>(text: &'a [u8], needle: &[u8]) -> Option<&'a [u8]> {
    let at = find(text, needle)?;
    text.get(at + needle.len()..)
}

/// What stands before the first `needle`; all if there is none.
pub(super) fn before<'a>(text: &'a [u8], needle: &[u8]) -> &'a [u8] {
    find(text, needle).and_then(|at| text.get(..at)).unwrap_or(text)
}
