//! Settings as the Exchange Management Shell lists them: `Get-ImapSettings | Format-List` saved as text.
//!
//! An object is a block of lines `Name : Value` with the colons below one another, and ends with a blank
//! line (Microsoft: `Format-List`; the listings in `Get-StorageGroupCopyStatus`). A value that is wider
//! than the console goes on below its first character; nothing tells whether a blank stood at the break, so
//! the lines are kept as they were printed. Prompts (`[PS] C:\>Get-ImapSettings | fl`) may stand between. Which
//! object a setting belongs to may be said after it, so a block is looked at as a whole. Nothing here has
//! a time.

use std::ops::Range;

use crate::decoder::Grammar;
use crate::event::{Events, Record};
use crate::field::Field;
use crate::lines;

/// Lines of the head looked at to tell the format.
const DETECT_LINES: usize = 400;

/// Settings that nothing but Exchange lists, lower case; one of them tells the format.
const KNOWN: [&[u8]; 11] = [
    b"contentindexstate",
    b"ewsmaxconcurrency",
    b"exchangeguid",
    b"exchangeversion",
    b"imapmaxconcurrency",
    b"internetwebproxy",
    b"legacyexchangedn",
    b"maxconnectionfromsingleip",
    b"maxconnectionsperuser",
    b"maxinboundconnection",
    b"wssecurityauthentication",
];

/// What names the object of a block, the most telling first.
const IDENTITY: [&[u8]; 3] = [b"Identity", b"Server", b"Name"];

/// Grammar of these listings.
pub(crate) struct ExchangeShell;

/// A line of a block, or a value over several.
enum Row<'a> {
    Property(Property<'a>),
    Command(Range<usize>, &'a [u8]),
    Stray(Range<usize>),
}

struct Property<'a> {
    span: Range<usize>,
    name: &'a [u8],
    /// The value, line by line.
    value: Vec<&'a [u8]>,
    /// Where a line begins that goes on.
    column: usize,
}

impl Grammar for ExchangeShell {
    fn decode(&mut self, text: &[u8], last: bool, out: &mut Events) -> usize {
        let mut start = 0;
        while start < text.len() {
            // A block that goes on may name its object later.
            let Some(end) = block_end(text, start).or_else(|| last.then_some(text.len())) else {
                break;
            };
            block(text, start..end, out);
            start = end;
        }
        start
    }
}

/// A prompt with a command that lists, or a known setting in a list.
pub(crate) fn detect(head: &[u8]) -> bool {
    let lines = head.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii_end).take(DETECT_LINES);
    let mut before = None;
    for line in lines {
        if command(line).is_some_and(lists) {
            return true;
        }
        let found = property(line);
        let column = found.as_ref().map(|(_, _, column)| *column);
        let is_known = found
            .is_some_and(|(name, ..)| KNOWN.iter().any(|known| name.eq_ignore_ascii_case(known)));
        let is_listed = before.is_some_and(|(other, _)| Some(other) == column);
        let known = is_known || is_listed && before.is_some_and(|(_, known)| known);
        if is_listed && known {
            return true;
        }
        before = column.map(|column| (column, known));
    }
    false
}

/// Where the first blank line at or after `start` ends.
fn block_end(text: &[u8], start: usize) -> Option<usize> {
    let mut from = start;
    for end in memchr::memchr_iter(b'\n', text.get(start..)?).map(|at| start + at + 1) {
        if text.get(from..end)?.iter().all(u8::is_ascii_whitespace) {
            return Some(end);
        }
        from = end;
    }
    None
}

fn block(text: &[u8], span: Range<usize>, out: &mut Events) {
    let part = text.get(..span.end).unwrap_or_default();
    let whole = part.get(span.start..).unwrap_or_default();
    let mut rows: Vec<Row<'_>> = Vec::new();
    lines::each(whole, true, out, |_, at, _| {
        let at = at.start + span.start..at.end + span.start;
        let line = lines::line(part, &at);
        if let Some((name, value, column)) = property(line) {
            rows.push(Row::Property(Property { span: at, name, value: vec![value], column }));
        } else if let Some(command) = command(line) {
            rows.push(Row::Command(at, command));
        } else if let Some(Row::Property(property)) = rows.last_mut()
            && property.span.end == at.start
            && let Some(more) = goes_on(line, property.column)
        {
            property.span.end = at.end;
            property.value.push(more);
        } else {
            rows.push(Row::Stray(at));
        }
    });
    let object = object(&rows);
    for row in &rows {
        write(part, row, object, out);
    }
}

/// What the properties of a block belong to; empty if none says it.
fn object<'a>(rows: &[Row<'a>]) -> &'a [u8] {
    let value_of = |wanted: &[u8]| {
        rows.iter().find_map(|row| match row {
            Row::Property(one) if one.name == wanted => {
                one.value.first().copied().filter(|value| !value.is_empty())
            }
            _ => None,
        })
    };
    IDENTITY.iter().find_map(|name| value_of(name)).unwrap_or_default()
}

fn write(text: &[u8], row: &Row<'_>, object: &[u8], out: &mut Events) {
    let fields = out.fields_start();
    match row {
        Row::Stray(span) => lines::stray(text, span, out),
        Row::Command(span, command) => {
            out.text(Field::Command, lines::place(text, command));
            out.push(Record { parsed: true, ..lines::record(text, span) }, fields);
        }
        Row::Property(property) => {
            if !object.is_empty() {
                out.text(Field::Key, lines::place(text, object));
            }
            out.text(Field::Name, lines::place(text, property.name));
            match property.value.as_slice() {
                [b""] => {}
                [value] => out.text(Field::Value, lines::place(text, value)),
                lines => {
                    let value = out.keep(&lines.join(&b"\n"[..]));
                    out.text(Field::Value, value);
                }
            }
            out.push(Record { parsed: true, ..lines::record(text, &property.span) }, fields);
        }
    }
}

/// `Name   : Value`, and the column the value begins at.
fn property(line: &[u8]) -> Option<(&[u8], &[u8], usize)> {
    let end = line.iter().position(|byte| !byte.is_ascii_alphanumeric() && *byte != b'_')?;
    let (name, rest) = line.split_at_checked(end)?;
    name.first().filter(|byte| byte.is_ascii_alphabetic())?;
    let gap = rest.iter().position(|byte| *byte != b' ').filter(|gap| *gap > 0)?;
    let value = rest.get(gap..)?.strip_prefix(b":")?;
    if !(value.is_empty() || value.starts_with(b" ")) {
        return None;
    }
    Some((name, value.trim_ascii(), end + gap + 2))
}

/// The rest of a value: it begins below its first character.
fn goes_on(line: &[u8], column: usize) -> Option<&[u8]> {
    let blanks = line.iter().position(|byte| *byte != b' ')?;
    (blanks >= column).then(|| line.trim_ascii())
}

/// What was typed at a prompt, `[PS] C:\Windows\system32>Get-ImapSettings | fl`.
fn command(line: &[u8]) -> Option<&[u8]> {
    let rest = line.strip_prefix(b"[PS] ").or_else(|| line.strip_prefix(b"PS "))?;
    let typed = rest.get(memchr::memchr(b'>', rest)? + 1..)?.trim_ascii();
    (!typed.is_empty()).then_some(typed)
}

/// Whether a command lists settings.
fn lists(command: &[u8]) -> bool {
    let command = command.to_ascii_lowercase();
    let Some(pipe) = memchr::memrchr(b'|', &command) else { return false };
    let (from, to) = command.split_at_checked(pipe).unwrap_or_default();
    let to = to.get(1..).unwrap_or_default().trim_ascii_start();
    let is_list = [&b"fl"[..], b"format-list"].iter().any(|list| {
        to.strip_prefix(*list).is_some_and(|rest| rest.is_empty() || rest.starts_with(b" "))
    });
    is_list && from.starts_with(b"get-")
}
