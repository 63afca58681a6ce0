//! Which records a rule looks at: typed predicates on the fields of an event.

use mbxtrace_parsers::{Event, Family, Field, FieldValue, Format};

/// What a predicate or a part of a key looks at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Atom {
    /// A field of the vocabulary.
    Field(Field),
    /// Host the stream was collected from.
    Node,
    /// Name of the format.
    Format,
    /// Name of the family.
    Source,
    /// Component that wrote the record.
    Component,
    /// The message.
    Message,
    /// A constant (only in keys).
    Literal(Vec<u8>),
}

impl Atom {
    /// Names of the pseudo fields.
    pub(crate) const PSEUDO: [&'static str; 5] =
        ["node", "format", "source", "component", "message"];

    /// The atom of that name.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        match name {
            "node" => Some(Self::Node),
            "format" => Some(Self::Format),
            "source" => Some(Self::Source),
            "component" => Some(Self::Component),
            "message" => Some(Self::Message),
            _ => Field::from_name(name).map(Self::Field),
        }
    }

    /// Its value in an event; empty texts count as absent.
    pub(crate) fn value<'a>(&'a self, event: &Event<'a>) -> Option<FieldValue<'a>> {
        let text = match self {
            Self::Field(field) => return event.get(*field).filter(|value| !is_empty(value)),
            Self::Node => event.origin.node.as_bytes(),
            Self::Format => event.origin.format.name().as_bytes(),
            Self::Source => event.origin.format.family().name().as_bytes(),
            Self::Component => event.component(),
            Self::Message => event.message(),
            Self::Literal(text) => text,
        };
        (!text.is_empty()).then_some(FieldValue::Text(text))
    }
}

fn is_empty(value: &FieldValue<'_>) -> bool {
    matches!(value, FieldValue::Text(text) if text.is_empty())
}

/// A test on one value.
#[derive(Clone, Debug)]
pub(crate) enum Test {
    /// The value is there, or is not.
    Exists(bool),
    /// It is one of these texts (case counts).
    TextIn(Vec<Vec<u8>>),
    /// It is one of these numbers.
    NumberIn(Vec<i64>),
    /// It is a number in this range, both ends included.
    Between(i64, i64),
    /// It starts with one of these, in any case of ASCII letters.
    Prefix(Vec<Vec<u8>>),
    /// It ends with one of these, in any case of ASCII letters.
    Suffix(Vec<Vec<u8>>),
    /// It contains one of these.
    Contains(Vec<Vec<u8>>),
    /// The regular expression finds something in it.
    Regex(regex::bytes::Regex),
    /// The value is absent, or none of the tests holds.
    Not(Vec<Test>),
}

impl Test {
    fn holds(&self, value: Option<FieldValue<'_>>) -> bool {
        match (self, value) {
            (Self::Exists(wanted), value) => value.is_some() == *wanted,
            (Self::Not(tests), value) => !tests.iter().all(|test| test.holds(value)),
            (Self::NumberIn(numbers), Some(FieldValue::Number(number))) => {
                numbers.contains(&number)
            }
            (Self::Between(from, to), Some(FieldValue::Number(number))) => {
                (*from..=*to).contains(&number)
            }
            (_, Some(FieldValue::Text(text))) => self.holds_for_text(text),
            _ => false,
        }
    }

    fn holds_for_text(&self, text: &[u8]) -> bool {
        match self {
            Self::TextIn(texts) => texts.iter().any(|known| known == text),
            Self::Prefix(parts) => parts.iter().any(|part| {
                text.get(..part.len()).is_some_and(|head| head.eq_ignore_ascii_case(part))
            }),
            Self::Suffix(parts) => parts.iter().any(|part| {
                let start = text.len().checked_sub(part.len());
                let tail = start.and_then(|start| text.get(start..));
                tail.is_some_and(|tail| tail.eq_ignore_ascii_case(part))
            }),
            Self::Contains(parts) => {
                parts.iter().any(|part| memchr::memmem::find(text, part).is_some())
            }
            Self::Regex(regex) => regex.is_match(text),
            _ => false,
        }
    }
}

/// A predicate: tests that must all hold for one value.
#[derive(Clone, Debug)]
pub(crate) struct Condition {
    pub(crate) atom: Atom,
    pub(crate) tests: Vec<Test>,
}

impl Condition {
    fn holds(&self, event: &Event<'_>) -> bool {
        let value = self.atom.value(event);
        self.tests.iter().all(|test| test.holds(value))
    }
}

/// A named selection of records.
#[derive(Clone, Debug)]
pub(crate) struct Selection {
    /// Families it can match in.
    pub(crate) families: Vec<Family>,
    /// Formats it is restricted to; empty for all formats of the families.
    pub(crate) formats: Vec<Format>,
    /// Must all hold.
    pub(crate) all: Vec<Condition>,
    /// Of these groups one must hold as a whole, if there are any.
    pub(crate) any: Vec<Vec<Condition>>,
}

impl Selection {
    /// Whether the record is selected; the caller has checked the family.
    pub(crate) fn matches(&self, event: &Event<'_>) -> bool {
        (self.formats.is_empty() || self.formats.contains(&event.origin.format))
            && self.all.iter().all(|condition| condition.holds(event))
            && (self.any.is_empty()
                || self.any.iter().any(|group| group.iter().all(|one| one.holds(event))))
    }
}
