//! Names and values of a query to a condition on events of this case.

use std::cell::OnceCell;
use std::ops::RangeInclusive;

use mbxtrace_parsers::{Family, Field, Format, Level, TimeQuality};

use super::error::{QueryError, nearest};
use super::syntax::{Comparison, Node, Part, Test, Value, ValueKind};
use super::values::stream_value;
use crate::case::{Case, Filter, Keyword, Match, StreamRecord};
use crate::report::Analysis;

/// What a name in a query stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Name {
    Text,
    Keyword(Keyword),
    Number(Field),
    Level,
    Kind,
    Quality,
    Format,
    Family,
    Node,
    Path,
    Finding,
    Cause,
}

/// Names beside the vocabulary.
const OWN_NAMES: [(&str, Name); 12] = [
    ("text", Name::Text),
    ("component", Name::Keyword(Keyword::Component)),
    ("level", Name::Level),
    ("kind", Name::Kind),
    ("time_quality", Name::Quality),
    ("format", Name::Format),
    ("source", Name::Family),
    ("node", Name::Node),
    ("path", Name::Path),
    ("stream", Name::Path),
    ("finding", Name::Finding),
    ("cause", Name::Cause),
];

const QUALITIES: [TimeQuality; 4] =
    [TimeQuality::Exact, TimeQuality::DateInferred, TimeQuality::ZoneAssumed, TimeQuality::Undated];

/// The condition a query stands for.
pub(super) fn filter(node: &Node, query: &str, case: &Case) -> Result<Filter, QueryError> {
    let bare = count_bare(node);
    if bare > BARE {
        let message = format!("{bare} words without a field: at most {BARE} at once");
        return Err(QueryError::new(query, (0, query.len()), message)
            .with_remedy("name the field: field:IN [a b c] takes thousands of values"));
    }
    let patterns = count_patterns(node);
    if patterns > PATTERNS {
        let message = format!(
            "{patterns} regular expressions and words with `*` within: at most {PATTERNS} at once"
        );
        return Err(QueryError::new(query, (0, query.len()), message).with_remedy(
            "ask for fewer at once; words and beginnings of words (`wor*`) may be many",
        ));
    }
    Resolver::new(query, case).node(node)
}

/// Words and values of a query to conditions.
pub(super) struct Resolver<'a> {
    pub(super) query: &'a str,
    pub(super) case: &'a Case,
    pub(super) streams: &'a [StreamRecord],
    /// Read when a finding or a cause is asked for.
    pub(super) analysis: OnceCell<Analysis>,
}

pub(super) type Resolved = Result<Filter, QueryError>;

impl<'a> Resolver<'a> {
    pub(super) fn new(query: &'a str, case: &'a Case) -> Self {
        Self { query, case, streams: &case.manifest().streams, analysis: OnceCell::new() }
    }

    fn node(&self, node: &Node) -> Resolved {
        let all =
            |nodes: &[Node]| nodes.iter().map(|node| self.node(node)).collect::<Result<_, _>>();
        Ok(match node {
            Node::All => Filter::All,
            Node::And(nodes) => Filter::And(all(nodes)?),
            Node::Or(nodes) => Filter::Or(all(nodes)?),
            Node::Not(node) => Filter::Not(Box::new(self.node(node)?)),
            Node::Bare(value) => Filter::Anything(self.wanted(value)?),
            Node::Field { name, part, test } => self.field(self.name(name, *part)?, *part, test)?,
        })
    }

    pub(super) fn wrong(&self, part: Part, message: impl Into<String>) -> QueryError {
        QueryError::new(self.query, part, message)
    }

    pub(super) fn name(&self, typed: &str, part: Part) -> Result<Name, QueryError> {
        let wanted = typed.to_ascii_lowercase();
        if let Some((_, name)) = OWN_NAMES.iter().find(|(own, _)| *own == wanted) {
            return Ok(*name);
        }
        match Field::from_name(&wanted) {
            Some(field) if field.is_number() => return Ok(Name::Number(field)),
            Some(field) => return Ok(Name::Keyword(Keyword::Field(field))),
            None => {}
        }
        if wanted == "time" {
            let error = self.wrong(part, "time is no field of a query");
            return Err(error.with_remedy("use --since and --until"));
        }
        let mut names: Vec<&str> = OWN_NAMES.iter().map(|(name, _)| *name).collect();
        names.extend(Field::ALL.iter().map(|field| field.name()));
        names.sort_unstable();
        let near = nearest(&wanted, &names).join(", ");
        let hint = if near.is_empty() { near } else { format!("did you mean {near}?\n") };
        let fields = names.join(", ");
        let remedy = format!("{hint}to search for the text itself, quote it; fields are: {fields}");
        Err(self.wrong(part, format!("there is no field `{typed}`")).with_remedy(remedy))
    }

    pub(super) fn field(&self, name: Name, part: Part, test: &Test) -> Resolved {
        match name {
            Name::Number(field) => self.number(field, part, test),
            Name::Level => self.level(part, test),
            Name::Text => self.each(part, test, Filter::Text),
            Name::Keyword(keyword) => {
                self.each(part, test, |wanted| Filter::Keyword(keyword, wanted))
            }
            Name::Kind => self.kind(part, test),
            Name::Quality => self.quality(part, test),
            Name::Finding | Name::Cause => self.evidence(name, part, test),
            Name::Format => {
                self.streams(name, test, Format::ALL.iter().map(|each| each.name()).collect())
            }
            Name::Family => {
                self.streams(name, test, Family::ALL.iter().map(|each| each.name()).collect())
            }
            Name::Node | Name::Path => self.streams(name, test, Vec::new()),
        }
    }

    fn each(&self, part: Part, test: &Test, filter: impl Fn(Match) -> Filter) -> Resolved {
        match test {
            Test::Present => Ok(filter(Match::Present)),
            Test::AnyOf(values) => {
                let filters = values.iter().map(|value| self.wanted(value).map(&filter));
                Ok(one_or(filters.collect::<Result<_, _>>()?))
            }
            Test::Compare(..) | Test::Range(..) => Err(self
                .wrong(part, "this field is text and has no order")
                .with_remedy("use field:value, field:val*, field:/regex/ or field:(a OR b)")),
        }
    }

    fn wanted(&self, value: &Value) -> Result<Match, QueryError> {
        let text = value.text.clone();
        Ok(match value.kind {
            ValueKind::Exact => Match::Exact(without_braces(&text).to_owned()),
            ValueKind::Prefix => Match::Prefix(text),
            ValueKind::Regex => match Filter::regex_error(&text) {
                None => Match::Regex(text),
                Some(why) => {
                    let error = self.wrong(value.part, format!("not a regular expression: {why}"));
                    return Err(error.with_remedy(
                        "it is matched against one whole word; ^, $ and look-around are not needed",
                    ));
                }
            },
        })
    }

    fn number(&self, field: Field, part: Part, test: &Test) -> Resolved {
        let range = |range: RangeInclusive<i64>| Filter::Number(field, range);
        Ok(match test {
            Test::Present => range(i64::MIN..=i64::MAX),
            Test::AnyOf(values) => {
                let filters = values.iter().map(|value| self.integer(value).map(|n| range(n..=n)));
                one_or(filters.collect::<Result<_, _>>()?)
            }
            Test::Range(from, to) => {
                let (from, to) = (self.bound(from, i64::MIN)?, self.bound(to, i64::MAX)?);
                if from > to {
                    return Err(self.wrong(part, format!("the range {from} to {to} is empty")));
                }
                range(from..=to)
            }
            Test::Compare(comparison, value) => {
                let number = self.integer(value)?;
                match comparison {
                    Comparison::AtLeast => range(number..=i64::MAX),
                    Comparison::AtMost => range(i64::MIN..=number),
                    Comparison::Greater => range(number.saturating_add(1)..=i64::MAX),
                    Comparison::Less => range(i64::MIN..=number.saturating_sub(1)),
                }
            }
        })
    }

    fn bound(&self, value: &Value, open: i64) -> Result<i64, QueryError> {
        if value.text == "*" { Ok(open) } else { self.integer(value) }
    }

    fn integer(&self, value: &Value) -> Result<i64, QueryError> {
        let number = value.text.parse().ok().filter(|_| value.kind == ValueKind::Exact);
        number.ok_or_else(|| {
            self.wrong(value.part, "this field is a whole number")
                .with_remedy("use field:503, field:>=500, field:[500 TO 599] or field:(500 OR 503)")
        })
    }

    fn level(&self, part: Part, test: &Test) -> Resolved {
        let one =
            |level: Level| Filter::Keyword(Keyword::Level, Match::Exact(level.name().to_owned()));
        let within = |accept: &dyn Fn(Level) -> bool| {
            let levels =
                Level::ALL.into_iter().filter(|level| *level != Level::Unknown && accept(*level));
            one_or(levels.map(one).collect())
        };
        Ok(match test {
            Test::Present => within(&|_| true),
            Test::AnyOf(values) => {
                let levels =
                    values.iter().map(|value| self.choice(value, &Level::ALL, Level::name));
                one_or(levels.map(|level| level.map(one)).collect::<Result<_, _>>()?)
            }
            Test::Compare(comparison, value) => {
                let than = self.choice(value, &Level::ALL, Level::name)?;
                within(&|level| match comparison {
                    Comparison::Greater => level > than,
                    Comparison::AtLeast => level >= than,
                    Comparison::Less => level < than,
                    Comparison::AtMost => level <= than,
                })
            }
            Test::Range(..) => {
                return Err(self
                    .wrong(part, "a level takes no range")
                    .with_remedy("use level:>=warning"));
            }
        })
    }

    fn kind(&self, part: Part, test: &Test) -> Resolved {
        let unparsed = || Filter::Keyword(Keyword::Kind, Match::Exact("unparsed".to_owned()));
        let kinds: [&'static str; 2] = ["event", "unparsed"];
        let one = |value: &Value| {
            let kind = self.choice(value, &kinds, |kind| kind)?;
            Ok(if kind == "event" { Filter::Not(Box::new(unparsed())) } else { unparsed() })
        };
        self.choices(part, test, one)
    }

    fn quality(&self, part: Part, test: &Test) -> Resolved {
        let one =
            |value: &Value| self.choice(value, &QUALITIES, TimeQuality::name).map(Filter::Quality);
        self.choices(part, test, one)
    }

    pub(super) fn choices(
        &self,
        part: Part,
        test: &Test,
        one: impl Fn(&Value) -> Resolved,
    ) -> Resolved {
        match test {
            Test::Present => Ok(Filter::All),
            Test::AnyOf(values) => Ok(one_or(values.iter().map(one).collect::<Result<_, _>>()?)),
            _ => Err(self.wrong(part, "this field has no order").with_remedy("use field:value")),
        }
    }

    fn choice<T: Copy>(
        &self,
        value: &Value,
        all: &[T],
        name: impl Fn(T) -> &'static str,
    ) -> Result<T, QueryError> {
        let found = all.iter().copied().find(|each| name(*each).eq_ignore_ascii_case(&value.text));
        found.ok_or_else(|| {
            let names: Vec<&str> = all.iter().map(|each| name(*each)).collect();
            self.wrong(value.part, format!("there is no `{}` here", value.text))
                .with_remedy(format!("one of {}", names.join(", ")))
        })
    }

    /// Streams whose value matches. A path matches in any part of it.
    fn streams(&self, name: Name, test: &Test, allowed: Vec<&'static str>) -> Resolved {
        let mut wanted = Vec::new();
        match test {
            Test::Present => wanted.push(pattern(".+")),
            Test::AnyOf(values) => {
                for value in values {
                    if value.kind == ValueKind::Exact && !allowed.is_empty() {
                        self.choice(value, &allowed, |name| name)?;
                    }
                    let text = match value.kind {
                        ValueKind::Exact if name == Name::Path => {
                            format!(".*{}.*", regex::escape(&value.text))
                        }
                        ValueKind::Exact => regex::escape(&value.text),
                        ValueKind::Prefix => format!("{}.*", regex::escape(&value.text)),
                        ValueKind::Regex => value.text.clone(),
                    };
                    wanted.push(pattern(&text));
                }
            }
            Test::Compare(_, value) | Test::Range(value, _) => {
                return Err(self.wrong(value.part, "this field is text and has no order"));
            }
        }
        let wanted: Vec<regex::Regex> =
            wanted.into_iter().collect::<Result<_, _>>().map_err(|error| {
                self.wrong((0, self.query.len()), format!("not a regular expression: {error}"))
            })?;
        let matches = |stream: &StreamRecord| {
            wanted.iter().any(|each| each.is_match(stream_value(stream, name)))
        };
        let numbers = (0_u32..).zip(self.streams).filter(|(_, stream)| matches(stream));
        Ok(Filter::Streams(numbers.map(|(number, _)| number).collect()))
    }
}

/// Words without a field that one query may have: each is looked for in every field.
const BARE: usize = 200;

fn count_bare(node: &Node) -> usize {
    count(node, &|leaf| usize::from(matches!(leaf, Node::Bare(_))))
}

/// Sum over the parts of a query that have no parts themselves.
fn count(node: &Node, of: &dyn Fn(&Node) -> usize) -> usize {
    match node {
        Node::And(nodes) | Node::Or(nodes) => nodes.iter().map(|node| count(node, of)).sum(),
        Node::Not(node) => count(node, of),
        leaf => of(leaf),
    }
}

/// Regular expressions that one query may have: compiled, each takes up to 0.1 s and 2 MB (`STATE_LIMIT` of
/// tantivy-fst).
const PATTERNS: usize = 20;

fn count_patterns(node: &Node) -> usize {
    let one = |value: &Value| usize::from(value.kind == ValueKind::Regex);
    count(node, &|leaf| match leaf {
        Node::Bare(value) => one(value),
        Node::Field { test: Test::AnyOf(values), .. } => values.iter().map(one).sum(),
        _ => 0,
    })
}

/// A GUID is logged with braces and without; fields hold it without.
fn without_braces(text: &str) -> &str {
    text.strip_prefix('{').and_then(|inner| inner.strip_suffix('}')).unwrap_or(text)
}

fn pattern(text: &str) -> Result<regex::Regex, regex::Error> {
    regex::RegexBuilder::new(&format!("^(?:{text})$"))
        .case_insensitive(true)
        .dot_matches_new_line(true)
        .size_limit(1 << 20)
        .build()
}

fn one_or(mut filters: Vec<Filter>) -> Filter {
    if filters.len() == 1 { filters.remove(0) } else { Filter::Or(filters) }
}
