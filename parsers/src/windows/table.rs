//! `Get-WinEvent` or `Get-EventLog` piped to `Export-Csv`: columns by name, in any order.
//!
//! Separator is the comma or, with `-UseCulture`, the semicolon. A `#TYPE` line may stand first.

use std::borrow::Cow;
use std::ops::Range;

use super::cells::{BOUND, unquoted};
use super::dates::{self, Dates};
use super::levels::by_word;
use super::sighting::{Sighting, line_end, push_stray};
use crate::calendar::digits;
use crate::decoder::{Grammar, Options};
use crate::event::Events;
use crate::stamp::Stamp;

/// Most cells of a row that are looked at.
const MAX_CELLS: usize = 64;

/// What a column holds. Earlier roles win when two columns name the same thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    Id,
    Time,
    Provider,
    Message,
    Level,
    LevelNumber,
    Record,
    Channel,
    Computer,
    Task,
}

/// Column names of both cmdlets.
const COLUMNS: [(&[u8], Role); 19] = [
    (b"Id", Role::Id),
    (b"EventID", Role::Id),
    (b"InstanceId", Role::Id),
    (b"TimeCreated", Role::Time),
    (b"TimeGenerated", Role::Time),
    (b"TimeWritten", Role::Time),
    (b"ProviderName", Role::Provider),
    (b"Source", Role::Provider),
    (b"Message", Role::Message),
    (b"LevelDisplayName", Role::Level),
    (b"EntryType", Role::Level),
    (b"Level", Role::LevelNumber),
    (b"RecordId", Role::Record),
    (b"Index", Role::Record),
    (b"LogName", Role::Channel),
    (b"Log", Role::Channel),
    (b"MachineName", Role::Computer),
    (b"TaskDisplayName", Role::Task),
    (b"Category", Role::Task),
];

/// The columns a header names.
#[derive(Debug, Default)]
struct Columns {
    separator: u8,
    /// Number of columns.
    width: usize,
    /// Column of each entry of [`COLUMNS`].
    at: [Option<usize>; COLUMNS.len()],
    header: Vec<u8>,
}

/// Grammar of the table.
pub(super) struct Table {
    dates: Dates,
    columns: Option<Columns>,
    cells: Vec<Cell>,
    scratch: Vec<u8>,
}

/// One cell: its text without the outer quotes, and whether it holds doubled ones.
#[derive(Clone, Debug)]
struct Cell {
    at: Range<usize>,
    escaped: bool,
}

/// Whether a header with an id and a time or a message stands at the front.
pub(super) fn detect(head: &[u8]) -> bool {
    let lines =
        head.split_inclusive(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty());
    let mut lines = lines.skip_while(|line| line.starts_with(b"#TYPE"));
    lines.next().and_then(columns).is_some()
}

/// Reads a header line.
fn columns(line: &[u8]) -> Option<Columns> {
    let line = line.trim_ascii();
    if line.len() > 4096 {
        return None;
    }
    let separator = *line.iter().find(|byte| matches!(byte, b',' | b';' | b'\t'))?;
    let mut columns = Columns { separator, header: line.to_vec(), ..Columns::default() };
    for (index, cell) in line.split(|byte| *byte == separator).enumerate() {
        columns.width = index + 1;
        let name = cell.trim_ascii();
        let name =
            name.strip_prefix(b"\"").and_then(|rest| rest.strip_suffix(b"\"")).unwrap_or(name);
        let known = COLUMNS.iter().position(|(known, _)| known.eq_ignore_ascii_case(name));
        if let Some(slot) = known.and_then(|known| columns.at.get_mut(known)) {
            slot.get_or_insert(index);
        }
    }
    let has = |role| columns.of(role).is_some();
    // "Source" and "Message" alone are anybody's; the id with a time or a provider is Windows'.
    let named = has(Role::Time) || (has(Role::Provider) && has(Role::Message));
    (has(Role::Id) && named && (has(Role::Provider) || has(Role::Message))).then_some(columns)
}

impl Columns {
    fn of(&self, role: Role) -> Option<usize> {
        let mut with_role = COLUMNS.iter().zip(&self.at).filter(|((_, of), _)| *of == role);
        with_role.find_map(|(_, at)| *at)
    }
}

/// How the scan of a row ended.
enum Scan {
    /// It ends here, its line end included.
    Row(usize),
    /// It is not all there yet.
    More,
    /// A quote closes nothing or is never closed.
    Broken,
}

impl Table {
    /// Columns are learnt from the header.
    pub(super) fn new(options: Options) -> Self {
        Self { dates: Dates::new(options), columns: None, cells: Vec::new(), scratch: Vec::new() }
    }

    /// What stands at `at`; where it ends, if all of it is there.
    fn row(
        &mut self,
        text: &[u8],
        at: usize,
        line_end: usize,
        last: bool,
        out: &mut Events,
    ) -> Option<usize> {
        let line = text.get(at..line_end).unwrap_or_default();
        if line.starts_with(b"#TYPE")
            || self.columns.as_ref().is_some_and(|c| c.header == line.trim_ascii())
        {
            out.tally.parsed += line.len() as u64;
            return Some(line_end);
        }
        let Some(columns) = &self.columns else {
            self.columns = columns(line);
            if self.columns.is_some() {
                out.tally.parsed += line.len() as u64;
            } else {
                push_stray(text, at..line_end, out);
            }
            return Some(line_end);
        };
        if line.trim_ascii().is_empty() {
            out.tally.blank += line.len() as u64;
            return Some(line_end);
        }
        match scan(text, at, columns.separator, last, &mut self.cells) {
            Scan::More => None,
            Scan::Row(end) if self.push(text, at..end, out) => Some(end),
            Scan::Row(_) | Scan::Broken => {
                push_stray(text, at..line_end, out);
                Some(line_end)
            }
        }
    }

    /// Writes the row whose cells were just scanned; `false` if its id or time is none.
    fn push(&mut self, text: &[u8], span: Range<usize>, out: &mut Events) -> bool {
        let Some(columns) = &self.columns else { return false };
        if self.cells.len() > columns.width.min(MAX_CELLS) || self.cells.len() * 2 < columns.width {
            return false;
        }
        let cell = |role| columns.of(role).and_then(|index| self.cells.get(index));
        let value = |role| {
            cell(role)
                .map_or(&[][..], |cell| text.get(cell.at.clone()).unwrap_or_default().trim_ascii())
        };
        let Some(id) = digits(value(Role::Id)) else { return false };
        let time = value(Role::Time);
        if !time.is_empty() && dates::parse(time).is_none() {
            return false;
        }
        let raw = value(Role::Message);
        let escaped = cell(Role::Message).is_some_and(|cell| cell.escaped);
        let message = if escaped { unquoted(raw, &mut self.scratch) } else { raw };
        let mut level = by_word(value(Role::LevelNumber));
        if !value(Role::Level).is_empty() {
            level = by_word(value(Role::Level)).max(level);
        }
        let event = Sighting {
            stamp: self.dates.stamp(time, span.start, out).unwrap_or(Stamp::None),
            level,
            event_id: Some(id),
            record_id: digits(value(Role::Record)),
            provider: Cow::Borrowed(value(Role::Provider)),
            channel: Cow::Borrowed(value(Role::Channel)),
            computer: Cow::Borrowed(value(Role::Computer)),
            task: Cow::Borrowed(value(Role::Task)),
            message: Cow::Borrowed(message.trim_ascii()),
            data: Vec::new(),
            names: Vec::new(),
        };
        event.push(text, span, out);
        true
    }
}

impl Grammar for Table {
    fn decode(&mut self, text: &[u8], last: bool, out: &mut Events) -> usize {
        let mut at = 0;
        while let Some(line_end) = line_end(text, at, last) {
            match self.row(text, at, line_end, last, out) {
                Some(end) => at = end,
                None => break,
            }
        }
        at
    }
}

/// Scans the row at `at` into `cells`.
fn scan(text: &[u8], at: usize, separator: u8, last: bool, cells: &mut Vec<Cell>) -> Scan {
    cells.clear();
    let (row, mut at) = (at, at);
    loop {
        let (cell, end) = match text.get(at) {
            Some(b'"') => match quoted_cell(text, row, at + 1, separator, last) {
                Ok(found) => found,
                Err(scan) => return scan,
            },
            _ => {
                let rest = text.get(at..).unwrap_or_default();
                match memchr::memchr2(separator, b'\n', rest) {
                    Some(length) => (Cell { at: at..at + length, escaped: false }, at + length),
                    None if last => (Cell { at: at..text.len(), escaped: false }, text.len()),
                    None => return Scan::More,
                }
            }
        };
        if cells.len() <= MAX_CELLS {
            cells.push(cell);
        }
        match text.get(end) {
            Some(byte) if *byte == separator => at = end + 1,
            Some(b'\r') => return line_end(text, end, last).map_or(Scan::More, Scan::Row),
            Some(_) => return Scan::Row(end + 1),
            None => return Scan::Row(text.len()),
        }
    }
}

/// The quoted cell whose text starts at `from`, and where its closing quote's successor stands.
fn quoted_cell(
    text: &[u8],
    row: usize,
    from: usize,
    separator: u8,
    last: bool,
) -> Result<(Cell, usize), Scan> {
    let limit = text.len().min(row + BOUND);
    let (mut at, mut escaped) = (from, false);
    while let Some(found) = memchr::memchr(b'"', text.get(at..limit).unwrap_or_default()) {
        at += found;
        match text.get(at + 1) {
            Some(b'"') => (at, escaped) = (at + 2, true),
            Some(byte) if *byte == separator || matches!(byte, b'\r' | b'\n') => {
                return Ok((Cell { at: from..at, escaped }, at + 1));
            }
            None if last => return Ok((Cell { at: from..at, escaped }, at + 1)),
            None => return Err(Scan::More),
            Some(_) => return Err(Scan::Broken),
        }
    }
    Err(if last || text.len() > row + BOUND { Scan::Broken } else { Scan::More })
}
