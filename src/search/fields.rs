//! The names of a query, and what each holds.

use mbxtrace_parsers::Field;

/// A name that may stand before a `:`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FieldName {
    /// The name.
    pub name: &'static str,
    /// One sentence on what it holds.
    pub meaning: &'static str,
    /// Whether it is a whole number.
    pub is_number: bool,
}

/// Names beside the vocabulary, with their meaning.
const OWN: [(&str, &str); 9] = [
    ("text", "Words of the record's text."),
    ("component", "Program part that wrote the record."),
    ("level", "Level, in order: `level:>=warning`."),
    ("kind", "`event`, or `unparsed` for what no grammar accepted."),
    ("time_quality", "`exact`, `date_inferred`, `zone_assumed` or `undated`."),
    ("format", "Log format; `mbxtrace formats list` names them."),
    ("source", "Kind of source: the family of the format."),
    ("node", "Host the log was collected from."),
    ("path", "Any part of the file's path, archives included; `stream` is the same."),
];

/// Every name of a query, in the order of the alphabet.
pub fn fields() -> impl Iterator<Item = FieldName> {
    let own = OWN.iter().map(|(name, meaning)| FieldName { name, meaning, is_number: false });
    let vocabulary = Field::ALL.iter().map(|field| FieldName {
        name: field.name(),
        meaning: field.meaning(),
        is_number: field.is_number(),
    });
    let mut names: Vec<FieldName> = own.chain(vocabulary).collect();
    names.sort_by_key(|field| field.name);
    names.into_iter()
}
