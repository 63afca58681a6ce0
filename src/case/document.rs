//! One event as the index takes it: a flat run of bytes, cheap to build and to walk.
//!
//! tantivy's own document costs more: it hashes nothing here, but allocates per document thrice and
//! checks types per value. This one is one allocation, two where text is indexed.

use std::iter;

use mbxtrace_parsers::{Event, Field as Vocabulary, FieldValue, Format, TimeQuality};
use tantivy::schema::Field;
use tantivy::schema::document::{Document, ReferenceValue, ReferenceValueLeaf, Value};

use super::fold::{fold, fold_url};
use super::record::StoredRecord;
use super::schema::Fields;

/// Values of one document: field (1 byte), kind (1 byte), then eight bytes of a number, or four of
/// a length and as many bytes.
#[derive(Debug, Default)]
pub(crate) struct LogDocument {
    values: Vec<u8>,
    text: Option<(Field, String)>,
}

const UNSIGNED: u8 = 0;
const SIGNED: u8 = 1;
const BYTES: u8 = 2;

/// Bytes most documents need.
const USUAL: usize = 256;

impl LogDocument {
    /// Bytes it takes.
    pub(crate) fn size(&self) -> usize {
        self.values.len() + self.text.as_ref().map_or(0, |(_, text)| text.len())
    }

    /// The document of an event.
    pub(crate) fn of(event: &Event<'_>, fields: &Fields) -> Self {
        let record = event.record;
        let mut document = Self { values: Vec::with_capacity(USUAL), text: None };
        document.signed(fields.time, record.time);
        document.unsigned(fields.stream, u64::from(event.origin.stream));
        document.unsigned(fields.offset, record.offset);
        document.unsigned(fields.length, u64::from(record.length));
        if record.quality != TimeQuality::Exact {
            document.unsigned(fields.quality, record.quality as u64);
        }
        if !record.parsed {
            document.bytes(fields.kind, b"unparsed");
        }
        document.bytes(fields.level, record.level.name().as_bytes());
        document.keyword(fields.component, event.component());
        document.add_text(event, fields);
        if record.text.in_arena() {
            document.unsigned(fields.line, record.line);
            document.bytes(fields.record, &StoredRecord::of(event).to_bytes());
        }
        for (name, value) in event.fields() {
            let field = fields.of(name);
            match value {
                FieldValue::Number(number) => document.signed(field, number),
                FieldValue::Text(text) if name == Vocabulary::Url => {
                    document.bytes(field, &fold_url(text));
                }
                FieldValue::Text(text) => document.keyword(field, text),
            }
        }
        document
    }

    fn add_text(&mut self, event: &Event<'_>, fields: &Fields) {
        if is_all_fields(event) {
            return;
        }
        let message = event.message();
        let message = if message.is_empty() { event.text() } else { message };
        self.text = Some((fields.text, String::from_utf8_lossy(message).into_owned()));
    }

    fn keyword(&mut self, field: Field, value: &[u8]) {
        if !value.is_empty() {
            self.bytes(field, &fold(value));
        }
    }

    fn head(&mut self, field: Field, kind: u8) {
        let field = u8::try_from(field.field_id()).expect("the schema has far fewer fields");
        self.values.extend_from_slice(&[field, kind]);
    }

    fn signed(&mut self, field: Field, value: i64) {
        self.head(field, SIGNED);
        self.values.extend_from_slice(&value.to_le_bytes());
    }

    fn unsigned(&mut self, field: Field, value: u64) {
        self.head(field, UNSIGNED);
        self.values.extend_from_slice(&value.to_le_bytes());
    }

    fn bytes(&mut self, field: Field, value: &[u8]) {
        self.head(field, BYTES);
        let length = u32::try_from(value.len()).expect("a record is at most 1 MiB");
        self.values.extend_from_slice(&length.to_le_bytes());
        self.values.extend_from_slice(value);
    }
}

/// Whether everything people look for in a record is in its fields: the request line of an EWS push
/// notification. They are most of a bundle's lines, and their text says nothing more.
fn is_all_fields(event: &Event<'_>) -> bool {
    event.origin.format == Format::JettyRequestLog
        && event.record.parsed
        && event.component() == b"NotificationService"
}

/// Walks the values of a document.
pub(crate) struct Values<'a> {
    rest: &'a [u8],
    text: Option<&'a (Field, String)>,
}

impl<'a> Iterator for Values<'a> {
    type Item = (Field, LogValue<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        let Some(([field, kind], rest)) = self.rest.split_first_chunk::<2>() else {
            let (field, text) = self.text.take()?;
            return Some((*field, LogValue::Text(text)));
        };
        let field = Field::from_field_id(u32::from(*field));
        let value = if *kind == BYTES {
            let (length, rest) = rest.split_first_chunk::<4>()?;
            let (value, rest) = rest.split_at_checked(u32::from_le_bytes(*length) as usize)?;
            self.rest = rest;
            LogValue::Bytes(value)
        } else {
            let (number, rest) = rest.split_first_chunk::<8>()?;
            self.rest = rest;
            match *kind {
                SIGNED => LogValue::Signed(i64::from_le_bytes(*number)),
                _ => LogValue::Unsigned(u64::from_le_bytes(*number)),
            }
        };
        Some((field, value))
    }
}

/// A value of a document.
#[derive(Clone, Copy, Debug)]
pub(crate) enum LogValue<'a> {
    /// Number below zero or not.
    Signed(i64),
    /// Number.
    Unsigned(u64),
    /// Term or stored record.
    Bytes(&'a [u8]),
    /// Text to be cut into terms.
    Text(&'a str),
}

impl<'a> Value<'a> for LogValue<'a> {
    type ArrayIter = iter::Empty<Self>;
    type ObjectIter = iter::Empty<(&'a str, Self)>;

    fn as_value(&self) -> ReferenceValue<'a, Self> {
        ReferenceValue::Leaf(match *self {
            Self::Signed(number) => ReferenceValueLeaf::I64(number),
            Self::Unsigned(number) => ReferenceValueLeaf::U64(number),
            Self::Bytes(bytes) => ReferenceValueLeaf::Bytes(bytes),
            Self::Text(text) => ReferenceValueLeaf::Str(text),
        })
    }
}

impl Document for LogDocument {
    type Value<'a> = LogValue<'a>;
    type FieldsValuesIter<'a> = Values<'a>;

    fn iter_fields_and_values(&self) -> Values<'_> {
        Values { rest: &self.values, text: self.text.as_ref() }
    }
}
