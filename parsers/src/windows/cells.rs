//! Cells of delimited text (RFC 4180), on slices, with an end to quotes that are never closed.

use std::ops::Range;

/// How far a closing quote is looked for, in bytes from the start of the row. Twice what the
/// longest event (64 KiB) can render to.
pub(super) const BOUND: usize = 128 << 10;

/// How much of a line is looked at to tell whether it starts a row.
const LINE_HEAD: usize = 4096;

/// Range of one cell in its line, without its quotes.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Cell {
    start: usize,
    end: usize,
}

impl Cell {
    /// Its text, blanks trimmed.
    pub(super) fn of<'a>(&self, line: &'a [u8]) -> &'a [u8] {
        line.get(self.start..self.end).unwrap_or_default().trim_ascii()
    }
}

/// The first `count` cells of a row, all in its first line, and where what follows them starts.
pub(super) fn head_cells(line: &[u8], separator: u8, count: usize) -> Option<([Cell; 8], usize)> {
    let line = line.get(..line.len().min(LINE_HEAD))?;
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let mut cells = [Cell::default(); 8];
    let mut at = 0;
    for cell in cells.iter_mut().take(count) {
        let rest = line.get(at..)?;
        if rest.first() == Some(&b'"') {
            let close = closing_quote(rest)?;
            *cell = Cell { start: at + 1, end: at + close };
            at += close + 1;
            if at < line.len() && line.get(at) != Some(&separator) {
                return None;
            }
        } else {
            let length = memchr::memchr(separator, rest).unwrap_or(rest.len());
            *cell = Cell { start: at, end: at + length };
            at += length;
        }
        at += 1;
        // A row may end after its last fixed cell, not before.
        if at > line.len() + 1 {
            return None;
        }
    }
    Some((cells, at.min(line.len())))
}

/// Index of the quote that closes the one `text` starts with.
fn closing_quote(text: &[u8]) -> Option<usize> {
    let mut at = 1;
    loop {
        at += memchr::memchr(b'"', text.get(at..)?)?;
        if text.get(at + 1) != Some(&b'"') {
            return Some(at);
        }
        at += 2;
    }
}

/// Where a quoted message ends.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Ending {
    /// The message, without its quotes.
    pub(super) message: Range<usize>,
    /// Whether it holds doubled quotes.
    pub(super) escaped: bool,
    /// End of the row, its line end included.
    pub(super) end: usize,
    /// Whether the closing quote was missing.
    pub(super) broken: bool,
}

/// The end of the message that starts at `from`, behind its quote, in the row that starts at `row`;
/// `None` if more text is needed to tell. What it answers does not depend on how much more is there.
///
/// A quote that closes nothing (no separator or line end behind it) is either part of an export that
/// forgot to double its quotes, or the first one of a later row after a quote that was never closed:
/// then a line between here and there starts a row.
pub(super) fn message_ending(
    text: &[u8],
    row: usize,
    from: usize,
    separator: u8,
    last: bool,
    starts_row: impl Fn(&[u8]) -> bool,
) -> Option<Ending> {
    let limit = text.len().min(row + BOUND);
    let (mut at, mut escaped, mut checked) = (from, false, from);
    while let Some(found) = memchr::memchr(b'"', text.get(at..limit).unwrap_or_default()) {
        at += found;
        match text.get(at + 1) {
            Some(b'"') => (at, escaped) = (at + 2, true),
            Some(byte) if *byte == separator || matches!(byte, b'\r' | b'\n') => {
                let end = super::sighting::line_end(text, at, last)?;
                return Some(Ending { message: from..at, escaped, end, broken: false });
            }
            None if last => {
                return Some(Ending { message: from..at, escaped, end: text.len(), broken: false });
            }
            None => return None,
            Some(_) => {
                if !last
                    && text.len() < at + LINE_HEAD
                    && memchr::memchr(b'\n', text.get(at..)?).is_none()
                {
                    return None;
                }
                if let Some(next) = row_between(text, checked, at, &starts_row) {
                    return Some(cut(text, from, next, escaped));
                }
                checked = at;
                at += 1;
            }
        }
    }
    if !last && text.len() < row + BOUND + LINE_HEAD {
        return None;
    }
    let next = row_between(text, checked, limit, &starts_row);
    let next = next.or_else(|| (limit < row + BOUND).then_some(text.len()));
    // Nothing like a row within the bound: only the first line can be trusted.
    let first_line = || memchr::memchr(b'\n', text.get(row..limit)?).map(|index| row + index + 1);
    Some(cut(text, from, next.or_else(first_line).unwrap_or(limit), escaped))
}

fn cut(text: &[u8], from: usize, next: usize, escaped: bool) -> Ending {
    let message = text.get(from..next).unwrap_or_default().trim_ascii_end();
    Ending { message: from..from + message.len(), escaped, end: next, broken: true }
}

/// The first line that starts in `from..=to` and starts a row.
fn row_between(
    text: &[u8],
    from: usize,
    to: usize,
    starts_row: &impl Fn(&[u8]) -> bool,
) -> Option<usize> {
    let between = text.get(from..to.min(text.len()))?;
    memchr::memchr_iter(b'\n', between).map(|index| from + index + 1).find(|start| {
        let line = text.get(*start..(*start + LINE_HEAD).min(text.len())).unwrap_or_default();
        let end = memchr::memchr(b'\n', line).map_or(line.len(), |index| index + 1);
        starts_row(line.get(..end).unwrap_or_default())
    })
}

/// Text with doubled quotes made single, in `scratch`.
pub(super) fn unquoted<'a>(raw: &[u8], scratch: &'a mut Vec<u8>) -> &'a [u8] {
    scratch.clear();
    let mut rest = raw;
    while let Some(index) = memchr::memmem::find(rest, b"\"\"") {
        scratch.extend_from_slice(rest.get(..=index).unwrap_or_default());
        rest = rest.get(index + 2..).unwrap_or_default();
    }
    scratch.extend_from_slice(rest);
    scratch
}
