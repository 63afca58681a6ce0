//! Windows events as JSON: `Get-WinEvent | ConvertTo-Json` (array, single object, objects one after
//! the other), winlogbeat and nxlog documents, and dumps that mirror the XML.

use std::borrow::Cow;
use std::ops::Range;

use serde_json::Value;

use super::dates::Dates;
use super::levels::by_word;
use super::sighting::{Sighting, push_stray};
use crate::calendar::digits;
use crate::decoder::{Grammar, Options};
use crate::event::{Events, Level};
use crate::stamp::Stamp;

/// Largest object; an event cannot be longer than 64 KiB, its JSON form not much above.
const BOUND: usize = 512 << 10;

/// Where each part of an event stands in the known dialects: a path with `.` between keys.
const ID: &[&str] = &[
    "Id",
    "EventID",
    "EventId",
    "winlog.event_id",
    "event_id",
    "Event.System.EventID",
    "InstanceId",
];
const RECORD: &[&str] = &[
    "RecordId",
    "Index",
    "RecordNumber",
    "winlog.record_id",
    "record_number",
    "Event.System.EventRecordID",
];
const PROVIDER: &[&str] = &[
    "ProviderName",
    "SourceName",
    "Source",
    "winlog.provider_name",
    "source_name",
    "Event.System.Provider.#attributes.Name",
    "Event.System.Provider_attributes.Name",
];
const CHANNEL: &[&str] =
    &["LogName", "Channel", "Log", "winlog.channel", "log_name", "Event.System.Channel"];
const COMPUTER: &[&str] = &[
    "MachineName",
    "Computer",
    "Hostname",
    "winlog.computer_name",
    "computer_name",
    "Event.System.Computer",
];
const TASK: &[&str] = &["TaskDisplayName", "winlog.task", "Category", "task"];
const MESSAGE: &[&str] = &["Message", "message", "Event.RenderingInfo.Message"];
const LEVEL: &[&str] = &[
    "LevelDisplayName",
    "EntryType",
    "log.level",
    "winlog.level",
    "EventType",
    "Level",
    "level",
    "Event.System.Level",
];
const TIME: &[&str] = &[
    "TimeCreated",
    "TimeGenerated",
    "@timestamp",
    "EventTime",
    "TimeWritten",
    "Event.System.TimeCreated.#attributes.SystemTime",
    "Event.System.TimeCreated_attributes.SystemTime",
];
const DATA: &[&str] = &[
    "ReplacementStrings",
    "Properties",
    "winlog.event_data",
    "event_data",
    "Event.EventData.Data",
    "Event.EventData",
    "Event.UserData",
];

/// Grammar of a run of objects.
pub(super) struct Objects {
    dates: Dates,
}

/// Whether the first object has the keys of an event.
pub(super) fn detect(head: &[u8]) -> bool {
    let start = head.trim_ascii_start();
    let body = start.strip_prefix(b"[").unwrap_or(start).trim_ascii_start();
    if !body.starts_with(b"{") {
        return false;
    }
    let object = match end_of(body, 0, true) {
        Some(Scan::Object(end)) => body.get(..end).unwrap_or_default(),
        _ => body,
    };
    let has = |keys: &[&[u8]]| keys.iter().any(|key| memchr::memmem::find(object, key).is_some());
    let time = has(&[
        b"\"TimeCreated",
        b"\"TimeGenerated\"",
        b"\"@timestamp\"",
        b"\"EventTime\"",
        b"\"TimeWritten\"",
    ]);
    let id = has(&[b"\"Id\"", b"\"EventID\"", b"\"EventId\"", b"event_id\"", b"\"InstanceId\""]);
    let from = has(&[
        b"\"ProviderName\"",
        b"\"SourceName\"",
        b"\"Source\"",
        b"provider_name\"",
        b"\"source_name\"",
        b"\"Provider",
    ]);
    time && id && from
}

/// What stands at a place outside every object.
enum Scan {
    /// An object that ends here.
    Object(usize),
    /// An object that is never closed.
    Broken,
}

/// End of the object at `at`; `None` if it may still be closed. A JSON string holds no line end,
/// so one that meets a line end was never closed.
fn end_of(text: &[u8], at: usize, last: bool) -> Option<Scan> {
    let limit = text.len().min(at + BOUND);
    let object = text.get(at..limit)?;
    let (mut depth, mut in_string, mut escaped) = (0_u32, false, false);
    for (index, byte) in object.iter().enumerate() {
        if in_string {
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'"' | b'\n' => in_string = false,
                _ => {}
            }
            continue;
        }
        match byte {
            b'"' => in_string = true,
            b'{' | b'[' => depth += 1,
            b'}' | b']' => {
                depth -= 1;
                if depth == 0 {
                    return Some(Scan::Object(at + index + 1));
                }
            }
            _ => {}
        }
    }
    (last || text.len() >= at + BOUND).then_some(Scan::Broken)
}

impl Objects {
    /// Dates without an offset are local and may be ambiguous.
    pub(super) fn new(options: Options) -> Self {
        Self { dates: Dates::new(options) }
    }

    /// What stands at `at`; where it ends, if all of it is there.
    fn item(&mut self, text: &[u8], at: usize, last: bool, out: &mut Events) -> Option<usize> {
        match text.get(at)? {
            b'{' => match end_of(text, at, last)? {
                Scan::Object(end) => {
                    self.object(text, at..end, out);
                    Some(end)
                }
                Scan::Broken => stray_line(text, at, last, out),
            },
            b'[' | b']' | b',' | b'\0' | 0x1E => {
                out.tally.parsed += 1;
                Some(at + 1)
            }
            byte if byte.is_ascii_whitespace() => {
                out.tally.blank += 1;
                Some(at + 1)
            }
            _ => stray_line(text, at, last, out),
        }
    }

    fn object(&mut self, text: &[u8], span: Range<usize>, out: &mut Events) {
        let source = text.get(span.clone()).unwrap_or_default();
        let value: Option<Value> = serde_json::from_slice(source)
            .or_else(|_| serde_json::from_str(&String::from_utf8_lossy(source)))
            .ok();
        let event = value.as_ref().and_then(|value| {
            let stamp = self.stamp(value, span.start, out);
            sighting(value, stamp)
        });
        match event {
            Some(event) => event.push(text, span, out),
            None => push_stray(text, span, out),
        }
    }

    fn stamp(&mut self, value: &Value, at: usize, out: &mut Events) -> Stamp {
        let Some(time) = first(value, TIME) else { return Stamp::None };
        // PowerShell 5.1 may wrap a date into an object.
        let time = time.get("value").or_else(|| time.get("DateTime")).unwrap_or(time);
        let text = scalar(time).unwrap_or_default();
        let nanos = epoch_millis(&text).and_then(|millis| millis.checked_mul(1_000_000));
        nanos
            .map(Stamp::Utc)
            .or_else(|| self.dates.stamp(text.as_bytes(), at, out))
            .unwrap_or_default()
    }
}

impl Grammar for Objects {
    fn decode(&mut self, text: &[u8], last: bool, out: &mut Events) -> usize {
        let mut at = 0;
        while at < text.len() {
            match self.item(text, at, last, out) {
                Some(end) => at = end,
                None => break,
            }
        }
        at
    }
}

/// Text that is no object: up to its line end.
fn stray_line(text: &[u8], at: usize, last: bool, out: &mut Events) -> Option<usize> {
    let end = super::sighting::line_end(text, at, last)?;
    push_stray(text, at..end, out);
    Some(end)
}

/// Milliseconds of `/Date(1779351167820)/` or `/Date(1500038173392+0300)/`; the offset only says
/// where it was written.
fn epoch_millis(text: &str) -> Option<i64> {
    let inner = text.strip_prefix("/Date(")?.strip_suffix(")/")?;
    let (sign, inner) = match inner.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, inner),
    };
    let number = inner.split(['+', '-']).next()?;
    digits(number.as_bytes()).map(|millis| sign * millis)
}

/// The value at a path, whether the keys are nested or written with dots.
fn at_path<'a>(value: &'a Value, path: &str) -> Option<&'a Value> {
    if let Some(found) = value.get(path) {
        return Some(found);
    }
    let (key, rest) = path.split_once('.')?;
    at_path(value.get(key)?, rest)
}

/// The first of the paths that leads to something.
fn first<'a>(value: &'a Value, paths: &[&str]) -> Option<&'a Value> {
    paths.iter().find_map(|path| at_path(value, path)).filter(|found| !found.is_null())
}

/// Number, text, or an object around either (`{"#text": ..}`, `{"Value": ..}`) as text.
fn scalar(value: &Value) -> Option<Cow<'_, str>> {
    match value {
        Value::String(text) => Some(Cow::Borrowed(text)),
        Value::Number(number) => Some(Cow::Owned(number.to_string())),
        Value::Object(object) => {
            ["#text", "Value", "value"].iter().find_map(|key| object.get(*key)).and_then(scalar)
        }
        Value::Array(_) | Value::Bool(_) | Value::Null => None,
    }
}

/// Insertion strings, from a text, a list, an object of named values, or null.
fn strings<'a>(value: &'a Value, into: &mut Vec<Cow<'a, [u8]>>) {
    if into.len() >= 256 {
        return;
    }
    match value {
        Value::Array(list) => list.iter().for_each(|item| strings(item, into)),
        Value::Object(object) => {
            match ["#text", "Value", "value"].iter().find_map(|key| object.get(*key)) {
                Some(inner) => strings(inner, into),
                None => object
                    .iter()
                    .filter(|(key, _)| !is_attribute(key))
                    .for_each(|(_, item)| strings(item, into)),
            }
        }
        Value::Bool(flag) => into.push(Cow::Borrowed(if *flag { b"true" } else { b"false" })),
        Value::Null => {}
        Value::String(_) | Value::Number(_) => {
            if let Some(text) = scalar(value) {
                into.push(match text {
                    Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
                    Cow::Owned(text) => Cow::Owned(text.into_bytes()),
                });
            }
        }
    }
}

fn is_attribute(key: &str) -> bool {
    matches!(key, "#attributes" | "Binary" | "xmlns") || key.ends_with("_attributes")
}

/// Level by word or number; `EntryType` counts otherwise (`EventLogEntryType` of .NET).
fn level(path: &str, value: &Value) -> Level {
    match (path, value.as_i64()) {
        ("EntryType", Some(1)) => Level::Error,
        ("EntryType", Some(2 | 16)) => Level::Warning,
        ("EntryType", Some(4 | 8)) => Level::Info,
        _ => scalar(value).map_or(Level::Unknown, |word| by_word(word.as_bytes())),
    }
}

fn sighting(value: &Value, stamp: Stamp) -> Option<Sighting<'_>> {
    let text = |paths| {
        first(value, paths).and_then(scalar).map_or(Cow::Borrowed(&b""[..]), |text| match text {
            Cow::Borrowed(text) => Cow::Borrowed(text.trim().as_bytes()),
            Cow::Owned(text) => Cow::Owned(text.into_bytes()),
        })
    };
    let number = |paths| {
        first(value, paths).and_then(scalar).and_then(|text| digits(text.trim().as_bytes()))
    };
    let levels = LEVEL.iter().filter_map(|path| Some(level(path, at_path(value, path)?)));
    let level = levels.into_iter().find(|level| *level != Level::Unknown);
    let (mut data, mut names) = (Vec::new(), Vec::new());
    if let Some(found) = first(value, DATA) {
        strings(found, &mut data);
        if let Value::Object(named) = found {
            let scalars = named.iter().filter(|(key, _)| !is_attribute(key));
            names.extend(scalars.map(|(key, _)| Cow::Borrowed(key.as_str())).enumerate());
            // Where a value is not one string, places and names are not the same.
            names.truncate(if names.len() == data.len() { data.len() } else { 0 });
        }
    }
    let event = Sighting {
        stamp,
        level: level.unwrap_or_default(),
        event_id: number(ID),
        record_id: number(RECORD),
        provider: text(PROVIDER),
        channel: text(CHANNEL),
        computer: text(COMPUTER),
        task: text(TASK),
        message: text(MESSAGE),
        data,
        names,
    };
    (event.event_id.is_some() && (!event.provider.is_empty() || !event.message.is_empty()))
        .then_some(event)
}
