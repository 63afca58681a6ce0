//! Events as blocks of `Key: value` lines: `wevtutil qe /f:text`, and Event Viewer's "Copy details
//! as text" (Vista and later, and the Windows 2003 form).
//!
//! Keys are translated, their order is not, so values are taken by position. A block ends where
//! the next one starts; its description is free text.

use std::borrow::Cow;
use std::ops::Range;

use super::dates::{self, Dates};
use super::levels::by_word;
use super::sighting::{line_end, push_stray, trim_line};
use super::xml;
use crate::calendar::digits;
use crate::decoder::{Grammar, Options};
use crate::event::Events;
use crate::format::Format;
use crate::stamp::Stamp;

/// Longest key of any language, in bytes.
const MAX_KEY: usize = 64;
/// Most `Key: value` lines of a block.
const MAX_KEYS: usize = 16;

/// How a block starts and which value stands where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    /// `Event[0]:`, then log, source, date, id, task, level, opcode, keyword, user, (user name,)
    /// computer, description.
    Wevtutil,
    /// Log, source, date, id, task category, level, keywords, user, computer, description.
    Clipboard,
    /// Type, source, category, id, date, time, user, computer, description.
    Old,
}

/// Grammar of both forms.
pub(super) struct Blocks {
    wevtutil: bool,
    dates: Dates,
}

/// Which of the two forms the head holds.
pub(super) fn detect(head: &[u8]) -> Option<Format> {
    let mut at = 0;
    for _ in 0..400 {
        let end = line_end(head, at, true)?;
        let line = trim_line(head.get(at..end)?);
        if is_wevtutil_start(line)
            && line_end(head, end, true)
                .is_some_and(|next| pair(head.get(end..next).unwrap_or_default()).is_some())
        {
            return Some(Format::WevtutilText);
        }
        if clipboard_start(head, at, true) == Some(true) {
            return Some(Format::EventClipboard);
        }
        at = end;
    }
    None
}

/// `Event[12]:` or `Event[12]`.
fn is_wevtutil_start(line: &[u8]) -> bool {
    let Some(rest) = line.trim_ascii_end().strip_prefix(b"Event[") else { return false };
    let rest = rest.strip_suffix(b":").unwrap_or(rest);
    rest.strip_suffix(b"]").and_then(digits).is_some()
}

/// Key and value of a line.
fn pair(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let line = line.trim_ascii();
    let colon = memchr::memchr(b':', line.get(..line.len().min(MAX_KEY))?)?;
    let (key, value) = line.split_at_checked(colon)?;
    let is_blank = |byte: &u8| byte.is_ascii_whitespace() || *byte == 0;
    let value = value.get(1..)?;
    let start = value.iter().position(|byte| !is_blank(byte)).unwrap_or(value.len());
    let end = value.iter().rposition(|byte| !is_blank(byte)).map_or(start, |index| index + 1);
    (!key.is_empty()).then_some((key.trim_ascii_end(), value.get(start..end)?))
}

/// Whether a clipboard block starts at `at`; `None` if the lines that tell are not all there.
fn clipboard_start(text: &[u8], at: usize, last: bool) -> Option<bool> {
    let mut values: [&[u8]; 6] = [&[]; 6];
    let mut from = at;
    for index in 0..6 {
        let Some(end) = line_end(text, from, last) else {
            return if last { Some(false) } else { None };
        };
        let Some((_, value)) = text.get(from..end).and_then(pair) else { return Some(false) };
        if let Some(slot) = values.get_mut(index) {
            *slot = value;
        }
        from = end;
        // The fourth value of either form is the event id.
        if index == 3 {
            let [_, _, date, id, ..] = values;
            if digits(id).is_none() {
                return Some(false);
            }
            if dates::parse(date).is_some() {
                return Some(true);
            }
        }
    }
    let [_, _, _, _, date, time] = values;
    Some(dates::parse(&[date, b" ", time].concat()).is_some())
}

impl Blocks {
    /// `wevtutil qe /f:text`.
    pub(super) fn wevtutil(options: Options) -> Self {
        Self { wevtutil: true, dates: Dates::new(options) }
    }

    /// Copied from Event Viewer.
    pub(super) fn clipboard(options: Options) -> Self {
        Self { wevtutil: false, dates: Dates::new(options) }
    }

    /// Whether a block starts at the line at `at`; `None` if more text is needed to tell.
    fn starts(&self, text: &[u8], at: usize, last: bool) -> Option<bool> {
        let end = line_end(text, at, last)?;
        if !self.wevtutil {
            return clipboard_start(text, at, last);
        }
        if !is_wevtutil_start(trim_line(text.get(at..end)?)) {
            return Some(false);
        }
        // A description may quote such a line; a block goes on with a key.
        match line_end(text, end, last) {
            Some(next) => Some(text.get(end..next).is_some_and(|line| pair(line).is_some())),
            None => last.then_some(false),
        }
    }

    /// End of the block that starts at `at`; `None` if it may go on.
    fn block_end(&self, text: &[u8], at: usize, last: bool) -> Option<usize> {
        let mut end = line_end(text, at, last)?;
        while end < text.len() {
            if self.starts(text, end, last)? {
                return Some(end);
            }
            end = line_end(text, end, last)?;
        }
        last.then_some(end)
    }

    fn push(&mut self, text: &[u8], span: Range<usize>, out: &mut Events) {
        let block = text.get(span.clone()).unwrap_or_default();
        let (shape, mut at) = match (self.wevtutil, block) {
            (true, _) => (Shape::Wevtutil, line_end(block, 0, true).unwrap_or(0)),
            _ => (clipboard_shape(block), 0),
        };
        let mut values: [&[u8]; MAX_KEYS] = [&[]; MAX_KEYS];
        let mut count = 0;
        let mut description = block.len();
        while let Some(end) = line_end(block, at, true) {
            let line = block.get(at..end).unwrap_or_default();
            let Some((key, value)) = pair(line) else { break };
            if is_description(shape, key, value, count) {
                // The text may start behind the key.
                description = if value.is_empty() { end } else { end - trim_start_of(line, value) };
                break;
            }
            let Some(slot) = values.get_mut(count) else { break };
            *slot = value;
            count += 1;
            (at, description) = (end, end);
        }
        let body = block.get(description..).unwrap_or_default();
        self.push_values(text, span, (shape, &values, count), body, out);
    }

    fn push_values(
        &mut self,
        text: &[u8],
        span: Range<usize>,
        (shape, values, count): (Shape, &[&[u8]; MAX_KEYS], usize),
        body: &[u8],
        out: &mut Events,
    ) {
        let value = |index: usize| values.get(index).copied().unwrap_or_default();
        let order = match shape {
            Shape::Wevtutil => [0, 1, 3, 4, 5, count.saturating_sub(1).max(8)],
            Shape::Clipboard => [0, 1, 3, 4, 5, 8],
            Shape::Old => [MAX_KEYS, 1, 3, 2, 0, 7],
        };
        let [channel, provider, id, task, level, computer] = order.map(value);
        let (message, appended) = split_xml(body);
        let source = String::from_utf8_lossy(appended);
        let mut event = xml::read(&source).unwrap_or_default();
        let written = match shape {
            Shape::Old => self.dates.stamp(&[value(4), b" ", value(5)].concat(), span.start, out),
            _ => self.dates.stamp(value(2), span.start, out),
        };
        // The XML below the block says the same in UTC and more finely.
        let exact = self.dates.stamp(event.time.as_bytes(), span.start, out);
        let sighting = &mut event.event;
        sighting.stamp = match exact {
            Some(stamp @ Stamp::Utc(_)) => stamp,
            _ => written.unwrap_or_default(),
        };
        sighting.event_id = digits(id).or(sighting.event_id);
        sighting.level = by_word(level).max(sighting.level);
        let none = [&b"N/A"[..], b"None", b""];
        let or = |value| if none.contains(&value) { None } else { Some(Cow::Borrowed(value)) };
        sighting.provider = or(provider).unwrap_or(std::mem::take(&mut sighting.provider));
        sighting.channel = or(channel).unwrap_or(std::mem::take(&mut sighting.channel));
        sighting.computer = or(computer).unwrap_or(std::mem::take(&mut sighting.computer));
        sighting.task = or(task).unwrap_or_default();
        sighting.message = Cow::Borrowed(message.trim_ascii());
        event.event.push(text, span, out);
    }
}

/// Windows 2003 or later, told by where the date stands.
fn clipboard_shape(block: &[u8]) -> Shape {
    let third = block.split(|byte| *byte == b'\n').nth(2).and_then(pair);
    match third {
        Some((_, value)) if dates::parse(value).is_some() => Shape::Clipboard,
        _ => Shape::Old,
    }
}

/// Distance from the start of `value`, a piece of `line`, to the end of the line.
fn trim_start_of(line: &[u8], value: &[u8]) -> usize {
    line.len().saturating_sub(value.as_ptr() as usize - line.as_ptr() as usize)
}

/// Whether the line is the key of the description: by name, else by its place.
fn is_description(shape: Shape, key: &[u8], value: &[u8], before: usize) -> bool {
    const NAMES: [&str; 12] = [
        "Description",
        "Beschreibung",
        "Descripción",
        "Descrizione",
        "Описание",
        "Descrição",
        "Beschrijving",
        "Opis",
        "Beskrivning",
        "説明",
        "描述",
        "설명",
    ];
    if NAMES.iter().any(|name| name.as_bytes().eq_ignore_ascii_case(key)) {
        return before >= 3;
    }
    match shape {
        Shape::Wevtutil => before >= 10 && value.is_empty(),
        Shape::Clipboard => before >= 9,
        Shape::Old => before >= 8,
    }
}

/// Description and the XML Event Viewer appends to it (empty if there is none).
fn split_xml(body: &[u8]) -> (&[u8], &[u8]) {
    let starts = memchr::memmem::find_iter(body, b"<Event").filter(|at| {
        let line = body.get(..*at).unwrap_or_default();
        let line = line.rsplit(|byte| *byte == b'\n').next().unwrap_or_default();
        line.trim_ascii().is_empty()
            && body.get(at + 6).is_some_and(|b| b.is_ascii_whitespace() || *b == b'>')
    });
    let Some(at) = starts.into_iter().next() else { return (body, &[]) };
    let (message, xml) = body.split_at_checked(at).unwrap_or((body, &[]));
    // The line above it is its title, `Event Xml:` in some language.
    let message = message.trim_ascii_end();
    let title = message.iter().rposition(|byte| *byte == b'\n').map_or(0, |index| index + 1);
    let message = match message.get(title..) {
        Some(line) if line.ends_with(b":") && line.len() <= MAX_KEY => {
            message.get(..title).unwrap_or_default()
        }
        _ => message,
    };
    (message, xml)
}

impl Grammar for Blocks {
    fn decode(&mut self, text: &[u8], last: bool, out: &mut Events) -> usize {
        let mut at = 0;
        while at < text.len() {
            match self.starts(text, at, last) {
                Some(true) => {
                    let Some(end) = self.block_end(text, at, last) else { break };
                    self.push(text, at..end, out);
                    at = end;
                }
                Some(false) => {
                    let Some(end) = line_end(text, at, last) else { break };
                    push_stray(text, at..end, out);
                    at = end;
                }
                None => break,
            }
        }
        at
    }
}
