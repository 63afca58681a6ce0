//! Values of a named field: in how many matches each stands, and as a condition.

use std::collections::BTreeMap;

use mbxtrace_parsers::{Field, Format};

use super::SearchError;
use super::error::QueryError;
use super::resolve::{Name, Resolved, Resolver};
use super::syntax::{Test, Value, ValueKind};
use crate::case::{Case, Keyword, Scan, StreamRecord};

/// Values of a named field among the events of a scan, with counts, unordered.
pub(super) fn values(
    case: &Case,
    scan: &Scan,
    field: &str,
) -> Result<Vec<(String, u64)>, SearchError> {
    let resolver = Resolver::new(field, case);
    let name = resolver.name(field, (0, field.len()))?;
    let words = |keyword| -> Result<Vec<(String, u64)>, SearchError> {
        let counts = case.values(scan, keyword)?.into_iter();
        Ok(counts
            .map(|(term, count)| (String::from_utf8_lossy(&term).into_owned(), count))
            .collect())
    };
    match name {
        Name::Keyword(keyword) => words(keyword),
        Name::Level => words(Keyword::Level),
        Name::Kind => words(Keyword::Kind),
        Name::Number(field) => {
            let counts = case.numbers(scan, field)?.into_iter();
            Ok(counts.map(|(value, count)| (value.to_string(), count)).collect())
        }
        Name::Format | Name::Family | Name::Node | Name::Path => {
            let mut counts = BTreeMap::new();
            for (stream, count) in case.streams(scan)? {
                if let Some(stream) = resolver.streams.get(stream as usize) {
                    *counts.entry(stream_value(stream, name).to_owned()).or_insert(0) += count;
                }
            }
            Ok(counts.into_iter().collect())
        }
        Name::Text | Name::Quality | Name::Finding | Name::Cause => {
            let message = format!("`{field}` has no values to count");
            Err(QueryError::new(field, (0, field.len()), message).into())
        }
    }
}

pub(super) fn stream_value(stream: &StreamRecord, name: Name) -> &str {
    match name {
        Name::Format => stream.format().map_or("", Format::name),
        Name::Family => stream.format().map_or("", |format| format.family().name()),
        Name::Node => &stream.source.node,
        _ => &stream.source.path,
    }
}

/// The field of numbers of that name.
pub(super) fn number_field(field: &str) -> Result<Field, QueryError> {
    let wanted = field.to_ascii_lowercase();
    let number = Field::from_name(&wanted).filter(|name| name.is_number());
    number.ok_or_else(|| super::stats::no_number(field))
}

/// The condition that a field has this value, as [`values`] gives it.
pub(super) fn with_value(case: &Case, field: &str, value: &str) -> Resolved {
    let value = Value { kind: ValueKind::Exact, text: value.to_owned(), part: (0, field.len()) };
    let resolver = Resolver::new(field, case);
    let name = resolver.name(field, (0, field.len()))?;
    resolver.field(name, (0, field.len()), &Test::AnyOf(vec![value]))
}
