//! Event, its fields and its stamp: what every format is normalised to.
//!
//! Events are kept column-wise in a [`Batch`] (one allocation a batch, none a line) and are looked
//! at through [`Event`], a borrowed view. Neither is serialisable on purpose: the case and the
//! reports convert.

use crate::field::Field;
use crate::format::Format;
use crate::slice::Slice;
use crate::stamp::{ClockEvidence, Stamp, TimeQuality};

/// How grave the source itself called the record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Level {
    /// The source says nothing of it.
    #[default]
    Unknown,
    /// Debugging detail.
    Debug,
    /// Information.
    Info,
    /// Warning.
    Warning,
    /// Error.
    Error,
    /// Critical, alert, emergency.
    Critical,
}

impl Level {
    /// The word shown and searched for.
    pub fn name(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Debug => "debug",
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
            Self::Critical => "critical",
        }
    }

    /// All levels, lowest first.
    pub const ALL: [Self; 6] =
        [Self::Unknown, Self::Debug, Self::Info, Self::Warning, Self::Error, Self::Critical];
}

/// Value of a field inside a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    /// Text, somewhere in the batch.
    Text(Slice),
    /// Whole number.
    Number(i64),
}

/// Value of a field as an [`Event`] shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldValue<'a> {
    /// Text; normally UTF-8, never guaranteed.
    Text(&'a [u8]),
    /// Whole number.
    Number(i64),
}

/// Head of one event inside a [`Batch`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Record {
    /// What the record says about its time.
    pub stamp: Stamp,
    /// UTC, nanoseconds since 1970. Zero until the clock of the stream has been applied.
    pub time: i64,
    /// How far `time` can be trusted.
    pub quality: TimeQuality,
    /// Whether a grammar accepted the record; otherwise it is of kind *unparsed*.
    pub parsed: bool,
    /// Level the source gave it.
    pub level: Level,
    /// First byte in the stream (bytes of the member as stored, before any change of encoding).
    pub offset: u64,
    /// Bytes in the stream, its line end included.
    pub length: u32,
    /// Line in the stream, from 1. For binary logs: ordinal of the record, from 1.
    pub line: u64,
    /// The whole record as text, without its line end.
    pub text: Slice,
    /// The part a person reads as the message.
    pub message: Slice,
    /// Component that wrote it (micro trace, alarm facility, event source).
    pub component: Slice,
    /// First field in [`Events::fields`].
    pub fields_start: u32,
    /// Number of fields.
    pub fields_len: u16,
    /// Which fields it has, one bit each: most questions are about fields a record has not.
    pub present: u64,
}

/// Something wrong with the input, at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Short word for machines: `truncated`, `oversized`, `damaged`, `encoding`, `limit`, ...
    pub kind: &'static str,
    /// Offset in the stream.
    pub at: u64,
    /// What was expected, what was found, what to do.
    pub text: String,
}

/// Bytes by what became of them. The four always add up to the bytes consumed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Tally {
    /// In events a grammar accepted, and in structure (headers, XML root, BOM).
    pub parsed: u64,
    /// Blank lines and padding.
    pub blank: u64,
    /// In events of kind unparsed.
    pub unparsed: u64,
    /// Passed over, each with a [`Problem`].
    pub skipped: u64,
}

impl Tally {
    /// Sum of the four.
    pub fn total(&self) -> u64 {
        self.parsed
            .saturating_add(self.blank)
            .saturating_add(self.unparsed)
            .saturating_add(self.skipped)
    }

    /// Adds another tally.
    pub fn add(&mut self, other: &Self) {
        self.parsed = self.parsed.saturating_add(other.parsed);
        self.blank = self.blank.saturating_add(other.blank);
        self.unparsed = self.unparsed.saturating_add(other.unparsed);
        self.skipped = self.skipped.saturating_add(other.skipped);
    }
}

/// What a grammar writes to: heads, fields, derived text, evidence, problems.
#[derive(Clone, Debug, Default)]
pub struct Events {
    /// Heads in stream order.
    pub records: Vec<Record>,
    /// Fields of all records; each record names its range.
    pub fields: Vec<(Field, Value)>,
    /// Derived text.
    pub arena: Vec<u8>,
    /// Evidence for the clock solver; filled only if [`crate::Options::evidence`] is set.
    pub evidence: Vec<ClockEvidence>,
    /// Problems, in stream order.
    pub problems: Vec<Problem>,
    /// What became of the bytes.
    pub tally: Tally,
    /// Fields added since the last record.
    present: u64,
}

impl Events {
    /// Index the next field will have: take it before pushing the fields of a record.
    pub fn fields_start(&self) -> u32 {
        u32::try_from(self.fields.len()).unwrap_or(u32::MAX)
    }

    /// Adds a text field.
    pub fn text(&mut self, field: Field, value: Slice) {
        self.present |= field.bit();
        self.fields.push((field, Value::Text(value)));
    }

    /// Adds a numeric field.
    pub fn number(&mut self, field: Field, value: i64) {
        self.present |= field.bit();
        self.fields.push((field, Value::Number(value)));
    }

    /// Copies derived text into the arena.
    pub fn keep(&mut self, derived: &[u8]) -> Slice {
        let start = self.arena.len();
        self.arena.extend_from_slice(derived);
        Slice::of_arena(start, derived.len())
    }

    /// Adds a record whose fields are all those pushed since `fields_start` was taken. `offset` and
    /// `line` are relative to the text given to the grammar; the decoder makes them absolute.
    /// Counts its bytes as parsed or unparsed.
    pub fn push(&mut self, mut record: Record, fields_start: u32) {
        record.fields_start = fields_start;
        let count = self.fields_start().saturating_sub(fields_start);
        record.fields_len = u16::try_from(count).unwrap_or(u16::MAX);
        record.present = std::mem::take(&mut self.present);
        let bytes = u64::from(record.length);
        if record.parsed {
            self.tally.parsed = self.tally.parsed.saturating_add(bytes);
        } else {
            self.tally.unparsed = self.tally.unparsed.saturating_add(bytes);
        }
        self.records.push(record);
    }

    /// Adds an event of kind *unparsed* over `start..start + length` whose text, without line end,
    /// is `text`.
    pub fn push_unparsed(&mut self, start: usize, length: usize, text: Slice) {
        let record = Record {
            offset: start as u64,
            length: u32::try_from(length).unwrap_or(u32::MAX),
            text,
            message: text,
            ..Record::default()
        };
        let fields = self.fields_start();
        self.push(record, fields);
    }

    /// Empties everything, keeping the allocations.
    pub fn clear(&mut self) {
        self.records.clear();
        self.fields.clear();
        self.arena.clear();
        self.evidence.clear();
        self.problems.clear();
        self.tally = Tally::default();
    }
}

/// Decoded records together with the text they point into.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    /// Text the events were decoded from, UTF-8 wherever the stream was text.
    pub text: Vec<u8>,
    /// The events.
    pub events: Events,
}

impl Batch {
    /// The bytes of a slice. A slice of another batch gives some other text or none, never a panic.
    pub fn bytes(&self, slice: Slice) -> &[u8] {
        let buffer = if slice.in_arena() { &self.events.arena } else { &self.text };
        buffer.get(slice.start()..slice.start().saturating_add(slice.len())).unwrap_or_default()
    }

    /// View of record number `index`.
    pub fn event<'a>(&'a self, index: usize, origin: &'a Origin) -> Option<Event<'a>> {
        let record = self.events.records.get(index)?;
        Some(self.view(record, origin))
    }

    /// View of a record of this batch.
    pub fn view<'a>(&'a self, record: &'a Record, origin: &'a Origin) -> Event<'a> {
        Event { batch: self, record, origin }
    }

    /// Empties everything, keeping the allocations.
    pub fn clear(&mut self) {
        self.text.clear();
        self.events.clear();
    }
}

/// What all events of one stream have in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// Number of the stream, unique in a run; decides ties of time.
    pub stream: u32,
    /// File, or `archive.zip!/inner.tgz!/file`.
    pub path: String,
    /// Host the stream was collected from; empty if the path does not tell.
    pub node: String,
    /// Format of the stream.
    pub format: Format,
}

/// Borrowed view of one event.
#[derive(Clone, Copy, Debug)]
pub struct Event<'a> {
    batch: &'a Batch,
    /// Its head.
    pub record: &'a Record,
    /// What it shares with its stream.
    pub origin: &'a Origin,
}

impl<'a> Event<'a> {
    /// UTC, nanoseconds since 1970.
    pub fn time(&self) -> i64 {
        self.record.time
    }

    /// The whole record.
    pub fn text(&self) -> &'a [u8] {
        self.batch.bytes(self.record.text)
    }

    /// The message.
    pub fn message(&self) -> &'a [u8] {
        self.batch.bytes(self.record.message)
    }

    /// The component.
    pub fn component(&self) -> &'a [u8] {
        self.batch.bytes(self.record.component)
    }

    /// Its fields, in the order the grammar found them.
    pub fn fields(&self) -> impl Iterator<Item = (Field, FieldValue<'a>)> + use<'a> {
        let batch = self.batch;
        self.raw_fields().iter().map(move |(field, value)| (*field, show(batch, *value)))
    }

    /// Value of a field, if the record has it.
    pub fn get(&self, field: Field) -> Option<FieldValue<'a>> {
        if self.record.present & field.bit() == 0 {
            return None;
        }
        let (_, value) = self.raw_fields().iter().find(|(name, _)| *name == field)?;
        Some(show(self.batch, *value))
    }

    /// Value of a text field.
    pub fn text_of(&self, field: Field) -> Option<&'a [u8]> {
        match self.get(field)? {
            FieldValue::Text(text) => Some(text),
            FieldValue::Number(_) => None,
        }
    }

    /// Value of a numeric field.
    pub fn number_of(&self, field: Field) -> Option<i64> {
        match self.get(field)? {
            FieldValue::Number(number) => Some(number),
            FieldValue::Text(_) => None,
        }
    }

    fn raw_fields(&self) -> &'a [(Field, Value)] {
        let start = self.record.fields_start as usize;
        let end = start.saturating_add(usize::from(self.record.fields_len));
        self.batch.events.fields.get(start..end).unwrap_or_default()
    }
}

fn show(batch: &Batch, value: Value) -> FieldValue<'_> {
    match value {
        Value::Text(slice) => FieldValue::Text(batch.bytes(slice)),
        Value::Number(number) => FieldValue::Number(number),
    }
}
