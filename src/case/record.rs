//! A record whose text stands nowhere but in the case: stored with the event, as JSON.

use mbxtrace_parsers::{Event, FieldValue};
use serde::{Deserialize, Serialize};

/// Text and fields of a record of a binary log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredRecord {
    /// The whole record as text.
    pub text: String,
    /// Name of its level.
    pub level: String,
    /// Its component.
    pub component: String,
    /// Its fields: name and value, in the record's order.
    pub fields: Vec<(String, String)>,
}

impl StoredRecord {
    /// What is stored of an event.
    pub(crate) fn of(event: &Event<'_>) -> Self {
        let lossy = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Self {
            text: lossy(event.text()),
            level: event.record.level.name().to_owned(),
            component: lossy(event.component()),
            fields: named_values(event),
        }
    }

    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("strings and lists are always JSON")
    }
}

/// Fields of an event as text: name and value.
pub(crate) fn named_values(event: &Event<'_>) -> Vec<(String, String)> {
    let show = |value| match value {
        FieldValue::Text(text) => String::from_utf8_lossy(text).into_owned(),
        FieldValue::Number(number) => number.to_string(),
    };
    event.fields().map(|(name, value)| (name.name().to_owned(), show(value))).collect()
}
