//! Event Viewer "Save as" CSV and TXT: cells by position, whatever the language of the header.
//!
//! `level, date and time, source, event id, task category, message`; the message has no header
//! cell and is quoted if it holds a quote, a separator or a line end. Windows 2003 wrote no header
//! and `date, time, source, type, category, event, user, computer, description`.

use std::borrow::Cow;
use std::ops::Range;

use super::cells::{Cell, Ending, head_cells, message_ending, unquoted};
use super::dates::{self, Dates, Written};
use super::levels::by_word;
use super::sighting::{Sighting, line_end, push_stray, trim_line};
use crate::calendar::digits;
use crate::decoder::{Grammar, Options};
use crate::event::{Events, Problem};
use crate::format::Format;

/// Grammar of both.
pub(super) struct Rows {
    separators: &'static [u8],
    dates: Dates,
    /// Whether a row or header has been seen, so that the next odd line is no header.
    begun: bool,
    header: Vec<u8>,
    scratch: Vec<u8>,
}

/// Cells before the message, by layout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Layout {
    /// Windows Vista and later.
    Vista,
    /// Windows 2003 and XP.
    Old,
}

/// The fixed cells of a row and where its message starts.
struct Head {
    layout: Layout,
    separator: u8,
    written: Written,
    cells: [Cell; 8],
    message: usize,
}

/// Tells CSV from TXT by a header line of five cells above a row, or by a row itself.
pub(super) fn detect(head: &[u8]) -> Option<Format> {
    let mut lines =
        head.split_inclusive(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty());
    let first = lines.next()?;
    let found = row_head(first, b",;\t").map(|head| head.separator).or_else(|| {
        let row = row_head(lines.next()?, b",;\t")?;
        header_cells(first, row.separator)?;
        Some(row.separator)
    });
    let found = found.or_else(|| english_header(first))?;
    Some(if found == b'\t' { Format::EventViewerText } else { Format::EventViewerCsv })
}

/// An export without rows is known by the English header alone.
fn english_header(line: &[u8]) -> Option<u8> {
    let rest = line.strip_prefix(b"Level").or_else(|| line.strip_prefix(b"Keywords"))?;
    let separator = *rest.first()?;
    rest.get(1..)?
        .starts_with(b"Date and Time")
        .then_some(separator)
        .filter(|s| b",;\t".contains(s))
}

impl Rows {
    /// Comma separated, or semicolon after a round trip through a spreadsheet.
    pub(super) fn commas(options: Options) -> Self {
        Self::new(b",;", options)
    }

    /// Tab separated.
    pub(super) fn tabs(options: Options) -> Self {
        Self::new(b"\t", options)
    }

    fn new(separators: &'static [u8], options: Options) -> Self {
        Self {
            separators,
            dates: Dates::new(options),
            begun: false,
            header: Vec::new(),
            scratch: Vec::new(),
        }
    }

    /// A line that starts no row: the header (again), blank, or nothing known.
    fn other_line(&mut self, text: &[u8], span: Range<usize>, out: &mut Events) {
        let line = trim_line(text.get(span.clone()).unwrap_or_default());
        let is_header = if self.begun {
            !self.header.is_empty() && line == self.header
        } else {
            self.separators.iter().any(|separator| header_cells(line, *separator).is_some())
        };
        if is_header {
            self.header.clear();
            self.header.extend_from_slice(line);
            self.begun = true;
            out.tally.parsed += span.len() as u64;
        } else {
            push_stray(text, span, out);
        }
    }

    /// One row at `at` whose first line ends at `line_end`; where it ends, if all of it is there.
    fn row(
        &mut self,
        text: &[u8],
        at: usize,
        line_end: usize,
        last: bool,
        out: &mut Events,
    ) -> Option<usize> {
        let line = text.get(at..line_end).unwrap_or_default();
        let Some(head) = row_head(line, self.separators) else {
            self.other_line(text, at..line_end, out);
            return Some(line_end);
        };
        let from = at + head.message;
        let separators = self.separators;
        let ending = if text.get(from) == Some(&b'"') {
            message_ending(text, at, from + 1, head.separator, last, |line| {
                row_head(line, separators).is_some()
            })?
        } else {
            let message = trim_line(text.get(from..line_end).unwrap_or_default());
            Ending {
                message: from..from + message.len(),
                escaped: false,
                end: line_end,
                broken: false,
            }
        };
        self.begun = true;
        if ending.broken {
            out.problems.push(Problem {
                kind: "damaged",
                at: at as u64,
                text:
                    "the quote before this row's message is never closed; the message was taken up \
                       to the next row"
                        .to_owned(),
            });
        }
        self.push(text, at, &head, &ending, out);
        Some(ending.end)
    }

    fn push(&mut self, text: &[u8], at: usize, head: &Head, ending: &Ending, out: &mut Events) {
        let line = text.get(at..).unwrap_or_default();
        let mut scratch = std::mem::take(&mut self.scratch);
        let cell = |index: usize| head.cells.get(index).map_or(&[][..], |cell| cell.of(line));
        let raw = text.get(ending.message.clone()).unwrap_or_default();
        let message = if ending.escaped { unquoted(raw, &mut scratch) } else { raw };
        let mut event =
            Sighting { message: Cow::Borrowed(message.trim_ascii_end()), ..Sighting::default() };
        let order: [usize; 4] = match head.layout {
            Layout::Vista => [0, 2, 3, 4],
            Layout::Old => [3, 2, 5, 4],
        };
        let [level, source, id, task] = order.map(cell);
        event.level = by_word(level);
        event.provider = Cow::Borrowed(source);
        event.event_id = digits(id);
        event.task = Cow::Borrowed(task);
        if head.layout == Layout::Old {
            event.computer = Cow::Borrowed(cell(7));
        }
        let written = self.dates.decide(head.written, at, out);
        event.stamp = written.unwrap_or_default();
        event.push(text, at..ending.end, out);
        drop(event);
        scratch.clear();
        self.scratch = scratch;
    }
}

impl Grammar for Rows {
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

/// The fixed cells of a line that starts a row.
fn row_head(line: &[u8], separators: &[u8]) -> Option<Head> {
    let found = memchr::memchr3(b',', b'\t', b';', line.get(..line.len().min(256))?)?;
    let first = *line.get(found)?;
    separators.iter().find_map(|separator| {
        if !separators.contains(&first) && line.first() != Some(&b'"') {
            return None;
        }
        vista(line, *separator).or_else(|| old(line, *separator))
    })
}

fn vista(line: &[u8], separator: u8) -> Option<Head> {
    let (cells, message) = head_cells(line, separator, 5)?;
    let [_, date, source, id, _, ..] = &cells;
    digits(id.of(line))?;
    let written = dates::parse(date.of(line)).filter(|_| !source.of(line).is_empty())?;
    Some(Head { layout: Layout::Vista, separator, written, cells, message })
}

fn old(line: &[u8], separator: u8) -> Option<Head> {
    let (cells, message) = head_cells(line, separator, 8)?;
    let [date, time, source, _, _, id, ..] = &cells;
    digits(id.of(line))?;
    let written = dates::parse(&[date.of(line), b" ", time.of(line)].concat())?;
    let head = Head { layout: Layout::Old, separator, written, cells, message };
    (!source.of(line).is_empty()).then_some(head)
}

/// Whether the line has the five cells of a header: words, no numbers.
fn header_cells(line: &[u8], separator: u8) -> Option<()> {
    let line = trim_line(line);
    let mut cells = 0;
    for cell in line.split(|byte| *byte == separator) {
        let cell = cell.trim_ascii();
        if cell.len() < 2 || cell.len() > 64 || cell.iter().any(u8::is_ascii_digit) {
            return None;
        }
        cells += 1;
    }
    (cells == 5).then_some(())
}
