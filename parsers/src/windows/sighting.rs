//! One Windows event as any export form shows it, and how it becomes a record.

use std::borrow::Cow;
use std::ops::Range;

use super::exchange::{self, Found};
use crate::event::{Events, Level, Record};
use crate::field::Field;
use crate::slice::Slice;
use crate::stamp::Stamp;

/// What an export form says of one event. Texts may stand in the window being decoded (then they
/// are referred to) or anywhere else (then they are copied into the arena).
#[derive(Debug, Default)]
pub(super) struct Sighting<'a> {
    /// Time.
    pub(super) stamp: Stamp,
    /// Level.
    pub(super) level: Level,
    /// Event id; qualifiers in the high bits are dropped when it is written.
    pub(super) event_id: Option<i64>,
    /// `EventRecordID`.
    pub(super) record_id: Option<i64>,
    /// Event source.
    pub(super) provider: Cow<'a, [u8]>,
    /// Log.
    pub(super) channel: Cow<'a, [u8]>,
    /// Computer that logged it.
    pub(super) computer: Cow<'a, [u8]>,
    /// Task category as displayed.
    pub(super) task: Cow<'a, [u8]>,
    /// Rendered sentence; empty if the form has none.
    pub(super) message: Cow<'a, [u8]>,
    /// Insertion strings, in order.
    pub(super) data: Vec<Cow<'a, [u8]>>,
    /// Their names, where the form has them: place in `data` and name.
    pub(super) names: Vec<(usize, Cow<'a, str>)>,
}

impl Sighting<'_> {
    /// The insertion string of that name.
    pub(super) fn named(&self, name: &str) -> Option<Cow<'_, str>> {
        let (at, _) = self.names.iter().find(|(_, known)| known == name)?;
        self.data.get(*at).map(|value| String::from_utf8_lossy(value))
    }

    /// Writes the event that stands at `span` of `window`.
    pub(super) fn push(&self, window: &[u8], span: Range<usize>, out: &mut Events) {
        let record = window.get(span.clone()).unwrap_or_default();
        let text = Slice::of_text(span.start, record.trim_ascii_end().len());
        let message = self.keep_message(window, out);
        self.push_as(window, span, (text, message), out);
    }

    /// Writes an event of a binary log: its text is made up from its parts.
    pub(super) fn push_rendered(&self, window: &[u8], span: Range<usize>, out: &mut Events) {
        let start = out.arena.len();
        for part in [&self.computer, &self.provider] {
            out.arena.extend_from_slice(part);
            out.arena.push(b' ');
        }
        out.arena.extend_from_slice(self.event_id.unwrap_or(0).to_string().as_bytes());
        out.arena.push(b' ');
        out.arena.extend_from_slice(self.level.name().as_bytes());
        out.arena.extend_from_slice(b": ");
        let message = self.keep_message(window, out);
        let text = Slice::of_arena(start, out.arena.len() - start);
        self.push_as(window, span, (text, message), out);
    }

    fn push_as(&self, window: &[u8], span: Range<usize>, texts: (Slice, Slice), out: &mut Events) {
        let fields = out.fields_start();
        if let Some(id) = self.event_id {
            out.number(Field::EventId, id & 0xFFFF);
        }
        if let Some(id) = self.record_id {
            out.number(Field::RecordId, id);
        }
        let component = place(&self.provider, window, out);
        if !component.is_empty() {
            out.text(Field::Provider, component);
        }
        let rest = [
            (Field::Channel, &self.channel),
            (Field::Computer, &self.computer),
            (Field::TaskCategory, &self.task),
        ];
        for (field, value) in rest {
            if !value.is_empty() {
                let slice = place(value, window, out);
                out.text(field, slice);
            }
        }
        for (field, found) in exchange::extract(self) {
            match found {
                Found::Number(number) => out.number(field, number),
                Found::Text(text) => {
                    let slice = out.keep(text.as_bytes());
                    out.text(field, slice);
                }
            }
        }
        let record = Record {
            stamp: self.stamp,
            parsed: true,
            level: self.level,
            offset: span.start as u64,
            length: u32::try_from(span.len()).unwrap_or(u32::MAX),
            text: texts.0,
            message: texts.1,
            component,
            ..Record::default()
        };
        out.push(record, fields);
    }

    /// The sentence, or the insertion strings one a line.
    fn keep_message(&self, window: &[u8], out: &mut Events) -> Slice {
        if !self.message.is_empty() || self.data.is_empty() {
            return place(&self.message, window, out);
        }
        let start = out.arena.len();
        for (index, value) in self.data.iter().enumerate() {
            if index > 0 {
                out.arena.push(b'\n');
            }
            out.arena.extend_from_slice(value);
        }
        Slice::of_arena(start, out.arena.len() - start)
    }
}

/// Where `part` stands: in the window if it is a piece of it, else in the arena.
fn place(part: &[u8], window: &[u8], out: &mut Events) -> Slice {
    if part.is_empty() {
        return Slice::EMPTY;
    }
    let (outer, inner) = (window.as_ptr_range(), part.as_ptr_range());
    if outer.start <= inner.start && inner.end <= outer.end {
        Slice::of_text(inner.start as usize - outer.start as usize, part.len())
    } else {
        out.keep(part)
    }
}

/// A line without its line end.
pub(super) fn trim_line(line: &[u8]) -> &[u8] {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// End of the line that starts at `at`, its LF included; `None` if it is not complete and more
/// may come.
pub(super) fn line_end(text: &[u8], at: usize, last: bool) -> Option<usize> {
    match memchr::memchr(b'\n', text.get(at..)?) {
        Some(index) => Some(at + index + 1),
        None => (last && at < text.len()).then_some(text.len()),
    }
}

/// A line that is no part of any event: blank, or an event of kind unparsed.
pub(super) fn push_stray(text: &[u8], span: Range<usize>, out: &mut Events) {
    let line = text.get(span.clone()).unwrap_or_default();
    let visible = line.trim_ascii_end();
    if visible.trim_ascii_start().is_empty() {
        out.tally.blank += line.len() as u64;
    } else {
        out.push_unparsed(span.start, span.len(), Slice::of_text(span.start, visible.len()));
    }
}
