//! The names of a query, what each holds, and values to complete what is being typed.

use mbxtrace_parsers::{Family, Field, Format, Level};

use crate::case::{Case, Keyword};

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
const OWN: [(&str, &str); 11] = [
    ("text", "Words of the record's text."),
    ("component", "Program part that wrote the record."),
    ("level", "Level, in order: `level:>=warning`."),
    ("kind", "`event`, or `unparsed` for what no grammar accepted."),
    ("time_quality", "`exact`, `date_inferred`, `zone_assumed` or `undated`."),
    ("format", "Log format; `mbxtrace formats list` names them."),
    ("source", "Kind of source: the family of the format."),
    ("node", "Host the log was collected from."),
    ("path", "Any part of the file's path, archives included; `stream` is the same."),
    ("finding", "Evidence of a finding: its id, the beginning of it, or its rule."),
    ("cause", "Evidence of what a cause explains: `cause:RC-07`."),
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

/// At most `most` ways to go on with the last word of a query: names of fields, or after `field:` the
/// values the case holds. Each is a whole query with the word completed.
pub fn complete(case: Option<&Case>, typed: &str, most: usize) -> Vec<String> {
    let begin = typed.rfind(|c: char| c.is_whitespace() || c == '(').map_or(0, |at| at + 1);
    let (head, word) = typed.split_at(begin);
    let (sign, word) = word.strip_prefix('-').map_or(("", word), |word| ("-", word));
    let Some((name, start)) = word.split_once(':') else {
        let names = fields().filter(|field| field.name.starts_with(word));
        return names.take(most).map(|field| format!("{head}{sign}{}:", field.name)).collect();
    };
    let is_open = start.starts_with('"');
    let start = start.strip_prefix('"').unwrap_or(start);
    let values = case.map(|case| values(case, name, start, most)).unwrap_or_default();
    let whole = |value: String| {
        let plain =
            value.chars().all(|c| !c.is_whitespace() && !matches!(c, '(' | ')' | '"' | '*'));
        // What begins like a regular expression or a set is quoted as well.
        if plain && !is_open && !value.starts_with(['/', '[', '<', '>']) {
            return format!("{head}{sign}{name}:{value}");
        }
        let escaped = value.replace('\\', "\\\\").replace('"', "\\\"");
        format!("{head}{sign}{name}:\"{escaped}\"")
    };
    values.into_iter().map(whole).collect()
}

/// Values of a field that begin like this. What cannot be read completes nothing.
fn values(case: &Case, name: &str, start: &str, most: usize) -> Vec<String> {
    let streams = &case.manifest().streams;
    let mut values: Vec<String> = match name {
        "level" => Level::ALL.iter().map(|level| level.name().to_owned()).collect(),
        "kind" => vec!["event".to_owned(), "unparsed".to_owned()],
        "format" => Format::ALL.iter().map(|format| format.name().to_owned()).collect(),
        "source" => Family::ALL.iter().map(|family| family.name().to_owned()).collect(),
        "node" => streams.iter().map(|stream| stream.source.node.clone()).collect(),
        "path" | "stream" => streams.iter().map(|stream| stream.source.path.clone()).collect(),
        "component" => case.beginning(Keyword::Component, start, most).unwrap_or_default(),
        "finding" | "cause" => {
            let analysis = case.analysis().ok().flatten().unwrap_or_default();
            if name == "cause" {
                analysis.causes.into_iter().map(|cause| cause.id).collect()
            } else {
                analysis.findings.into_iter().map(|finding| finding.id).collect()
            }
        }
        _ => match Field::from_name(name) {
            Some(field) if field.is_number() => {
                let codes = case.codes(field, 1_000).unwrap_or_default();
                codes.iter().map(ToString::to_string).collect()
            }
            Some(field) => case.beginning(Keyword::Field(field), start, most).unwrap_or_default(),
            None => Vec::new(),
        },
    };
    let start = start.to_lowercase();
    values.retain(|value| !value.is_empty() && value.to_lowercase().starts_with(&start));
    values.sort_unstable();
    values.dedup();
    values.truncate(most);
    values
}
