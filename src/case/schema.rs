//! The only list of what is indexed, and how.
//!
//! What all events of a stream share (path, format, node) is not in the index: a query for it asks
//! for the streams that have it. Values of text fields are terms over bytes ([`super::fold`]), which
//! need no tokenizer; numbers are columns, and terms too where people ask for single values.

use mbxtrace_parsers::Field as Vocabulary;
use tantivy::schema::{
    BytesOptions, Field, IndexRecordOption, NumericOptions, Schema, TextFieldIndexing, TextOptions,
};

use super::tokenizer;

/// UTC nanoseconds, column.
pub(crate) const TIME: &str = "time";
/// Number of the stream, column and term.
pub(crate) const STREAM: &str = "stream";
/// Offset in the stream, column.
pub(crate) const OFFSET: &str = "offset";
/// Stored length in bytes, column.
pub(crate) const LENGTH: &str = "length";
/// Ordinal of the record, column: only where the text is not in the stream, else it is counted.
pub(crate) const LINE: &str = "line";
/// [`mbxtrace_parsers::TimeQuality`] as a number, column: only where it is not exact.
pub(crate) const QUALITY: &str = "time_quality";

/// The indexed fields of the store.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fields {
    pub(crate) time: Field,
    pub(crate) stream: Field,
    pub(crate) offset: Field,
    pub(crate) length: Field,
    pub(crate) line: Field,
    pub(crate) quality: Field,
    /// Term `unparsed`, on events that no grammar accepted only.
    pub(crate) kind: Field,
    pub(crate) level: Field,
    pub(crate) component: Field,
    /// Terms with positions of the message.
    pub(crate) text: Field,
    /// Text and fields of a record whose text is nowhere else, as JSON.
    pub(crate) record: Field,
    first: u32,
}

impl Fields {
    /// The field of a name of the vocabulary.
    pub(crate) fn of(&self, field: Vocabulary) -> Field {
        Field::from_field_id(self.first + u32::from(field as u8))
    }

    /// The schema of the store and its fields.
    pub(crate) fn schema() -> (Schema, Self) {
        let mut schema = Schema::builder();
        let column = NumericOptions::default().set_fast();
        let keyword = || BytesOptions::default().set_indexed();
        let fields = Self {
            time: schema.add_i64_field(TIME, column.clone()),
            stream: schema.add_u64_field(STREAM, column.clone().set_indexed()),
            offset: schema.add_u64_field(OFFSET, column.clone()),
            length: schema.add_u64_field(LENGTH, column.clone()),
            line: schema.add_u64_field(LINE, column.clone()),
            quality: schema.add_u64_field(QUALITY, column.clone()),
            kind: schema.add_bytes_field("kind", keyword()),
            level: schema.add_bytes_field("level", keyword()),
            component: schema.add_bytes_field("component", keyword()),
            text: schema.add_text_field("text", log_text()),
            record: schema.add_bytes_field("record", BytesOptions::default().set_stored()),
            first: 11,
        };
        for name in Vocabulary::ALL {
            let added = if is_term_number(*name) {
                schema.add_i64_field(name.name(), column.clone().set_indexed())
            } else if name.is_number() {
                schema.add_i64_field(name.name(), column.clone())
            } else {
                schema.add_bytes_field(name.name(), keyword())
            };
            debug_assert_eq!(added, fields.of(*name));
        }
        (schema.build(), fields)
    }
}

/// Numbers that name something rather than measure it: a bare `503` in a query means them too.
pub(crate) fn is_term_number(field: Vocabulary) -> bool {
    matches!(field, Vocabulary::HttpStatus | Vocabulary::EventId | Vocabulary::SmtpCode)
}

fn log_text() -> TextOptions {
    let indexing = TextFieldIndexing::default()
        .set_tokenizer(tokenizer::NAME)
        .set_index_option(IndexRecordOption::WithFreqsAndPositions)
        .set_fieldnorms(false);
    TextOptions::default().set_indexing_options(indexing)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_of_the_vocabulary_has_its_own_field() {
        let (schema, fields) = Fields::schema();
        for name in Vocabulary::ALL {
            assert_eq!(schema.get_field_name(fields.of(*name)), name.name());
        }
        assert_eq!(schema.num_fields(), 11 + Vocabulary::ALL.len());
    }
}
