//! Windows events as XML: Event Viewer (one root), `wevtutil /f:xml` (no root, an event a line),
//! `RenderedXml`, and what the binary log renders to.
//!
//! Schema: <https://schemas.microsoft.com/win/2004/08/events/event> (MS-EVEN6, section 2.2.13).

use std::borrow::Cow;
use std::ops::Range;

use memchr::memmem;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::dates::Dates;
use super::levels::{by_number, by_word};
use super::sighting::{Sighting, push_stray};
use crate::calendar::digits;
use crate::decoder::{Grammar, Options};
use crate::event::{Events, Level};
use crate::slice::Slice;

/// Most insertion strings kept of one event.
const MAX_DATA: usize = 256;

/// Grammar of a document of events.
pub(super) struct Document {
    dates: Dates,
}

/// Whether the first elements are Windows events.
pub(super) fn detect(head: &[u8]) -> bool {
    if !head.trim_ascii_start().starts_with(b"<") {
        return false;
    }
    let Some(at) = find_event(head, 0) else { return false };
    let lead = head.get(..at).unwrap_or_default();
    let event = head.get(at..).unwrap_or_default();
    let event = event.get(..event.len().min(1024)).unwrap_or_default();
    let plausible = memmem::find(event, b"schemas.microsoft.com/win/2004/08/events/event")
        .is_some()
        || memmem::find(event, b"<System").is_some();
    // A document of something else that merely quotes an event has elements of its own before it.
    plausible
        && lead.len() < 4096
        && !lead.windows(2).any(
            |pair| matches!(pair, [b'<', first] if !matches!(first, b'?' | b'!' | b'E' | b'e')),
        )
}

impl Document {
    /// Times in XML are UTC; the options matter only to logs made by other tools.
    pub(super) fn new(options: Options) -> Self {
        Self { dates: Dates::new(options) }
    }

    /// What stands at `at`; where it ends, if all of it is there.
    fn item(&mut self, text: &[u8], at: usize, last: bool, out: &mut Events) -> Option<usize> {
        let rest = text.get(at..).unwrap_or_default();
        let blank = rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        if blank > 0 {
            out.tally.blank += blank as u64;
            return Some(at + blank);
        }
        if !rest.starts_with(b"<") {
            return stray(text, at, at, last, out);
        }
        match is_event_tag(rest) {
            Some(true) => self.event(text, at, last, out),
            None if !last => None,
            _ => structure(text, at, last, out),
        }
    }

    fn event(&mut self, text: &[u8], at: usize, last: bool, out: &mut Events) -> Option<usize> {
        let rest = text.get(at..)?;
        let next = find_event(text, at + 1);
        let until = next.map_or(rest, |next| text.get(at..next).unwrap_or_default());
        if let Some(end) = memmem::find(until, b"</Event>") {
            let end = at + end + b"</Event>".len();
            self.push(text, at..end, out);
            return Some(end);
        }
        let end = match next {
            Some(next) => next,
            None if last => text.len(),
            None => return None,
        };
        // An event that another one begins in: cut short.
        self.push(text, at..end, out);
        Some(end)
    }

    fn push(&mut self, text: &[u8], span: Range<usize>, out: &mut Events) {
        let source = String::from_utf8_lossy(text.get(span.clone()).unwrap_or_default());
        match read(&source) {
            Some(mut xml) => {
                xml.event.stamp =
                    self.dates.stamp(xml.time.as_bytes(), span.start, out).unwrap_or_default();
                xml.event.push(text, span, out);
            }
            None => {
                let visible = text.get(span.clone()).unwrap_or_default().trim_ascii_end().len();
                out.push_unparsed(span.start, span.len(), Slice::of_text(span.start, visible));
            }
        }
    }
}

impl Grammar for Document {
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

/// Whether `rest` starts with `<Event` as a whole name; `None` if it is cut.
fn is_event_tag(rest: &[u8]) -> Option<bool> {
    const TAG: &[u8] = b"<Event";
    match rest.get(..TAG.len()) {
        Some(start) if start == TAG => {
            rest.get(TAG.len()).map(|byte| byte.is_ascii_whitespace() || *byte == b'>')
        }
        Some(_) => Some(false),
        None => {
            if TAG.starts_with(rest) {
                None
            } else {
                Some(false)
            }
        }
    }
}

/// Where the next event starts.
fn find_event(text: &[u8], from: usize) -> Option<usize> {
    let rest = text.get(from..)?;
    memmem::find_iter(rest, b"<Event")
        .map(|at| from + at)
        .find(|at| text.get(*at..).and_then(is_event_tag) == Some(true))
}

/// Declaration, root, comment: structure. Any other tag is not of this format.
fn structure(text: &[u8], at: usize, last: bool, out: &mut Events) -> Option<usize> {
    let rest = text.get(at..)?;
    let closer: &[u8] = if rest.starts_with(b"<!--") { b"-->" } else { b">" };
    let cut = b"<!--".starts_with(rest) && !last;
    if cut {
        return None;
    }
    let Some(length) = memmem::find(rest, closer).map(|index| index + closer.len()) else {
        return if last { stray(text, at, at + 1, last, out) } else { None };
    };
    let known =
        [&b"<?"[..], b"<!", b"<Events", b"</Events"].iter().any(|start| rest.starts_with(start));
    if !known {
        return stray(text, at, at + 1, last, out);
    }
    out.tally.parsed += length as u64;
    Some(at + length)
}

/// Text that is no part of an event: up to the next line end or tag, looked for from `from`.
fn stray(text: &[u8], at: usize, from: usize, last: bool, out: &mut Events) -> Option<usize> {
    let end = match memchr::memchr2(b'\n', b'<', text.get(from..)?) {
        Some(index) if text.get(from + index) == Some(&b'\n') => from + index + 1,
        Some(index) => from + index,
        None if last => text.len(),
        None => return None,
    };
    push_stray(text, at..end, out);
    Some(end)
}

/// An event read from XML; its time is still text.
#[derive(Default)]
pub(super) struct Read<'a> {
    /// All but the stamp.
    pub(super) event: Sighting<'a>,
    /// `SystemTime`.
    pub(super) time: Cow<'a, str>,
}

/// Reads one `Event` element; `None` if it has neither id nor provider. An element cut short or
/// not well-formed gives what stands before the fault.
pub(super) fn read(source: &str) -> Option<Read<'_>> {
    let mut reader = Reader::from_str(source);
    reader.config_mut().check_end_names = false;
    let mut state = State::default();
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag)) => state.open(&tag, false),
            Ok(Event::Empty(tag)) => {
                state.open(&tag, true);
                state.close();
            }
            Ok(Event::Text(text)) => state.append(text.into_inner()),
            Ok(Event::CData(text)) => state.append(text.into_inner()),
            Ok(Event::GeneralRef(reference)) => {
                let name = reference.into_inner();
                if let Ok(resolved) = quick_xml::escape::unescape(&format!("&{name};")) {
                    state.append(Cow::Owned(resolved.into_owned()));
                }
            }
            Ok(Event::End(_)) => state.close(),
            Ok(Event::Eof) | Err(_) => break,
            Ok(_) => {}
        }
    }
    let Read { event, .. } = &state.read;
    (event.event_id.is_some() || !event.provider.is_empty()).then(|| state.finish())
}

/// Where in the event the reader stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Section {
    #[default]
    Outside,
    System,
    Data,
    Rendering,
}

#[derive(Default)]
struct State<'a> {
    read: Read<'a>,
    depth: usize,
    section: Section,
    /// Name of the innermost element open.
    name: String,
    text: Cow<'a, str>,
    /// Whether a child was closed in the element now open: then its own text is layout.
    parent: bool,
    rendered_level: Level,
    numeric_task: Cow<'a, str>,
    /// `Name` of the `Data` element now open.
    label: Cow<'a, str>,
}

impl<'a> State<'a> {
    fn open(&mut self, tag: &BytesStart<'a>, empty: bool) {
        self.depth += 1;
        let local = tag.local_name();
        let name: &str = local.as_ref();
        if self.depth == 2 {
            self.section = match name {
                "System" => Section::System,
                "EventData" | "UserData" | "ProcessingErrorData" | "BinaryEventData" => {
                    Section::Data
                }
                "RenderingInfo" => Section::Rendering,
                _ => Section::Outside,
            };
        }
        if self.section == Section::System {
            match name {
                "Provider" => self.read.event.provider = into_bytes(attribute(tag, "Name")),
                "TimeCreated" => self.read.time = attribute(tag, "SystemTime"),
                _ => {}
            }
        }
        if self.section == Section::Data && name == "Data" {
            self.label = attribute(tag, "Name");
        }
        self.name.clear();
        self.name.push_str(name);
        self.text = Cow::Borrowed("");
        self.parent = empty;
    }

    fn append(&mut self, piece: Cow<'a, str>) {
        if self.text.is_empty() {
            self.text = piece;
        } else {
            self.text.to_mut().push_str(&piece);
        }
    }

    fn close(&mut self) {
        let text = std::mem::take(&mut self.text);
        let leaf = !self.parent || self.name == "Data";
        let event = &mut self.read.event;
        match (self.section, self.name.as_str()) {
            (Section::System, "EventID") => event.event_id = number(&text),
            (Section::System, "Level") => {
                event.level = number(&text).map_or(Level::Unknown, by_number);
            }
            (Section::System, "Task") => self.numeric_task = text,
            (Section::System, "EventRecordID") => event.record_id = number(&text),
            (Section::System, "Channel") => event.channel = into_bytes(text),
            (Section::System, "Computer") => event.computer = into_bytes(text),
            (Section::Rendering, "Message") => event.message = into_bytes(text),
            (Section::Rendering, "Task") => event.task = into_bytes(text),
            (Section::Rendering, "Level") => self.rendered_level = by_word(text.as_bytes()),
            (Section::Data, "Binary" | "EventData" | "UserData") => {}
            (Section::Data, _) if leaf && event.data.len() < MAX_DATA => {
                let label = std::mem::take(&mut self.label);
                if !label.is_empty() {
                    event.names.push((event.data.len(), label));
                }
                event.data.push(into_bytes(text));
            }
            _ => {}
        }
        self.depth = self.depth.saturating_sub(1);
        if self.depth <= 1 {
            self.section = Section::Outside;
        }
        self.parent = true;
        self.name.clear();
    }

    fn finish(mut self) -> Read<'a> {
        let event = &mut self.read.event;
        if event.level == Level::Unknown {
            event.level = self.rendered_level;
        }
        let task = self.numeric_task.trim();
        if event.task.is_empty() && !task.is_empty() && task != "0" {
            // As Event Viewer shows a category it has no name for.
            event.task = Cow::Owned(format!("({task})").into_bytes());
        }
        self.read
    }
}

fn number(text: &str) -> Option<i64> {
    digits(text.trim().as_bytes())
}

fn into_bytes(text: Cow<'_, str>) -> Cow<'_, [u8]> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.trim().as_bytes()),
        Cow::Owned(text) => Cow::Owned(text.trim().as_bytes().to_vec()),
    }
}

/// Value of an attribute; empty if there is none.
fn attribute<'a>(tag: &BytesStart<'a>, name: &str) -> Cow<'a, str> {
    let found = tag.attributes().flatten().find(|attribute| {
        let key: &str = attribute.key.local_name().into_inner();
        key == name
    });
    let value = found.map(|attribute| attribute.value.into_owned()).unwrap_or_default();
    match quick_xml::escape::unescape(&value) {
        Ok(value) => Cow::Owned(value.into_owned()),
        Err(_) => Cow::Owned(value.clone()),
    }
}
