//! Windows registry, as regedit exports it (version 5.00 and REGEDIT4) and as `reg query` prints it.
//!
//! Keys, value names and types as Microsoft documents the `.reg` form: `[KEY]`, `"name"=dword:hex`,
//! `"name"="text"`, `"name"=hex(type):bytes` (a backslash at the end goes on), `-` deletes. `reg query`
//! prints the key, then name, type and data, four blanks between. No record has a time: it says what was
//! set when somebody looked, and nobody says when that was.

use std::ops::Range;

use crate::calendar::digits;
use crate::decoder::Grammar;
use crate::event::Events;
use crate::field::Field;
use crate::lines;
use crate::slice::Slice;

/// Lines of the head looked at to tell the format.
const DETECT_LINES: usize = 50;

/// First lines of the files regedit writes.
const SIGNATURES: [&[u8]; 2] = [b"Windows Registry Editor Version 5.00", b"REGEDIT4"];

/// What stands for blanks between the columns of `reg query`.
const GAP: &[u8] = b"    ";

/// Grammar of the registry.
#[derive(Default)]
pub(crate) struct Registry {
    /// Key the values belong to.
    key: Vec<u8>,
    /// Inside a value that goes on in the next line.
    goes_on: bool,
}

/// A value line taken apart.
struct Entry<'a> {
    name: Vec<u8>,
    kind: &'a [u8],
    value: Vec<u8>,
}

impl Registry {
    fn line(&mut self, text: &[u8], span: &Range<usize>, out: &mut Events) {
        let line = lines::line(text, span).trim_ascii_end();
        let goes_on = std::mem::take(&mut self.goes_on);
        if let Some(key) = key(line) {
            self.key.clear();
            self.key.extend_from_slice(key);
            let fields = out.fields_start();
            let mut record = lines::record(text, span);
            record.parsed = true;
            out.text(Field::Key, lines::place(text, key));
            if line.starts_with(b"[-") {
                let status = out.keep(b"deleted");
                out.text(Field::Status, status);
            }
            out.push(record, fields);
        } else if let Some(entry) = entry(line).filter(|_| !self.key.is_empty()) {
            self.goes_on = line.ends_with(b"\\") && entry.kind != b"REG_SZ";
            self.value(text, span, &entry, out);
        } else if goes_on || SIGNATURES.contains(&line) || is_comment(line) {
            self.goes_on = goes_on && line.ends_with(b"\\");
            out.tally.parsed += span.len() as u64;
        } else {
            lines::stray(text, span, out);
        }
    }

    fn value(&self, text: &[u8], span: &Range<usize>, entry: &Entry<'_>, out: &mut Events) {
        let fields = out.fields_start();
        let mut record = lines::record(text, span);
        record.parsed = true;
        let keep = |out: &mut Events, field, value: &[u8]| {
            let slice = if value.is_empty() { Slice::EMPTY } else { out.keep(value) };
            out.text(field, slice);
        };
        keep(out, Field::Key, &self.key);
        keep(out, Field::Name, &entry.name);
        keep(out, Field::Value, &entry.value);
        if entry.kind == b"deleted" {
            keep(out, Field::Status, entry.kind);
        } else {
            keep(out, Field::ValueType, entry.kind);
        }
        out.push(record, fields);
    }
}

impl Grammar for Registry {
    fn decode(&mut self, text: &[u8], last: bool, out: &mut Events) -> usize {
        lines::each(text, last, out, |text, span, out| self.line(text, &span, out))
    }

    fn jump(&mut self) {
        self.goes_on = false;
    }
}

/// The signature of regedit, or a key followed by a value as `reg query` prints it.
pub(crate) fn detect(head: &[u8]) -> bool {
    let lines = head.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii_end);
    let mut lines = lines.filter(|line| !line.is_empty()).take(DETECT_LINES);
    let mut after_key = false;
    lines.next().is_some_and(|first| {
        let first = first.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(first);
        after_key = key(first).is_some();
        SIGNATURES.contains(&first)
            || lines.any(|line| {
                let found = after_key && queried(line).is_some();
                after_key |= key(line).is_some();
                found
            })
    })
}

/// `[HKEY_…\…]`, `[-HKEY_…]`, or the bare key of `reg query`.
fn key(line: &[u8]) -> Option<&[u8]> {
    let bare = match line {
        [b'[', inner @ .., b']'] => inner.strip_prefix(b"-").unwrap_or(inner),
        other => other,
    };
    (bare.starts_with(b"HKEY_") && memchr::memchr(b'\\', bare).is_some()).then_some(bare)
}

fn is_comment(line: &[u8]) -> bool {
    line.starts_with(b";") || line.starts_with(b"End of search:")
}

fn entry(line: &[u8]) -> Option<Entry<'_>> {
    queried(line).or_else(|| exported(line))
}

/// `    name    REG_DWORD    0x40`
fn queried(line: &[u8]) -> Option<Entry<'_>> {
    let line = line.strip_prefix(GAP)?;
    let at = memchr::memmem::find(line, b"    REG_")?;
    let (name, rest) = (line.get(..at)?, line.get(at + GAP.len()..)?);
    let end = memchr::memmem::find(rest, GAP).unwrap_or(rest.len());
    let (kind, data) = (rest.get(..end)?, rest.get(end..)?.trim_ascii());
    let number = matches!(kind, b"REG_DWORD" | b"REG_QWORD");
    let value = data.strip_prefix(b"0x").filter(|_| number).and_then(hexadecimal);
    let value = value.map_or_else(|| data.to_vec(), |number| number.to_string().into_bytes());
    Some(Entry { name: name.to_vec(), kind, value })
}

/// `"name"=dword:00000040`, `@="text"`
fn exported(line: &[u8]) -> Option<Entry<'_>> {
    let (name, rest) = match line.strip_prefix(b"@") {
        Some(rest) => (b"(Default)".to_vec(), rest),
        None => quoted(line)?,
    };
    let data = rest.trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
    if data == b"-" {
        return Some(Entry { name, kind: b"deleted", value: Vec::new() });
    }
    if let Some((value, _)) = quoted(data) {
        return Some(Entry { name, kind: b"REG_SZ", value });
    }
    let colon = memchr::memchr(b':', data)?;
    let (form, digits) = (data.get(..colon)?, data.get(colon + 1..)?.trim_ascii());
    if form.eq_ignore_ascii_case(b"dword") {
        let value = hexadecimal(digits)?.to_string().into_bytes();
        return Some(Entry { name, kind: b"REG_DWORD", value });
    }
    Some(Entry { name, kind: hex_kind(form)?, value: digits.to_vec() })
}

/// Type of `hex`, `hex(2)`, ... by the number regedit writes (winnt.h).
fn hex_kind(form: &[u8]) -> Option<&'static [u8]> {
    Some(match form.to_ascii_lowercase().as_slice() {
        b"hex" => b"REG_BINARY",
        b"hex(0)" => b"REG_NONE",
        b"hex(1)" => b"REG_SZ",
        b"hex(2)" => b"REG_EXPAND_SZ",
        b"hex(4)" => b"REG_DWORD",
        b"hex(7)" => b"REG_MULTI_SZ",
        b"hex(b)" => b"REG_QWORD",
        _ => return None,
    })
}

/// The text in quotes at the front, `\\` and `\"` made single, and what follows it.
fn quoted(text: &[u8]) -> Option<(Vec<u8>, &[u8])> {
    let rest = text.strip_prefix(b"\"")?;
    let mut found = Vec::new();
    let mut bytes = rest.iter().enumerate();
    while let Some((at, byte)) = bytes.next() {
        match byte {
            b'"' => return Some((found, rest.get(at + 1..)?)),
            b'\\' => found.push(*bytes.next()?.1),
            other => found.push(*other),
        }
    }
    None
}

/// Value of up to sixteen hexadecimal digits.
fn hexadecimal(text: &[u8]) -> Option<u64> {
    if digits(text).is_none() && !text.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    u64::from_str_radix(str::from_utf8(text).ok()?, 16).ok()
}
