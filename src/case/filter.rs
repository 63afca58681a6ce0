//! Which events: a condition in the words of the event model, and its translation for the index.

use std::ops::{Bound, RangeInclusive};

use mbxtrace_parsers::{Field as Vocabulary, TimeQuality};
use tantivy::Term;
use tantivy::query::{
    AllQuery, BooleanQuery, EmptyQuery, Occur, PhrasePrefixQuery, PhraseQuery, Query, RangeQuery,
    RegexQuery, TermQuery, TermSetQuery,
};
use tantivy::schema::{Field, IndexRecordOption};

use super::error::CaseError;
use super::fold::{fold, fold_url};
use super::schema::{Fields, is_term_number};
use super::tokenizer::terms;

/// A condition on events.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Filter {
    /// Every event.
    All,
    /// All of these hold.
    And(Vec<Filter>),
    /// One of these holds.
    Or(Vec<Filter>),
    /// It does not hold.
    Not(Box<Filter>),
    /// The text or any keyword matches; a number may also be a status or event id.
    Anything(Match),
    /// The text matches.
    Text(Match),
    /// A keyword matches.
    Keyword(Keyword, Match),
    /// A number of the vocabulary lies in the range.
    Number(Vocabulary, RangeInclusive<i64>),
    /// The event belongs to one of these streams.
    Streams(Vec<u32>),
    /// The time has this quality.
    Quality(TimeQuality),
    /// The record of a binary log has an ordinal in the range.
    Ordinal(RangeInclusive<u64>),
}

/// What has terms that are matched as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keyword {
    /// `unparsed`, or nothing.
    Kind,
    /// Name of a level.
    Level,
    /// Component.
    Component,
    /// A text field of the vocabulary.
    Field(Vocabulary),
}

/// How a term or text is to match. Case never matters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Match {
    /// The whole value; in the text: these words one after the other.
    Exact(String),
    /// The beginning of the value or word.
    Prefix(String),
    /// A regular expression over the whole value or word.
    Regex(String),
    /// Any value at all.
    Present,
}

impl Keyword {
    fn field(self, fields: &Fields) -> Field {
        match self {
            Self::Kind => fields.kind,
            Self::Level => fields.level,
            Self::Component => fields.component,
            Self::Field(name) => fields.of(name),
        }
    }

    fn fold(self, value: &str) -> Vec<u8> {
        match self {
            Self::Field(Vocabulary::Url) => fold_url(value.as_bytes()).into_owned(),
            _ => fold(value.as_bytes()).into_owned(),
        }
    }

    /// Every keyword that a bare word may mean. Not the level: `error` is a word of the text.
    fn all() -> impl Iterator<Item = Self> {
        let names = Vocabulary::ALL.iter().filter(|name| !name.is_number());
        [Self::Component].into_iter().chain(names.map(|name| Self::Field(*name)))
    }

    /// Place in the index, for counting its values.
    pub(super) fn place(self, fields: &Fields) -> Field {
        self.field(fields)
    }
}

impl Filter {
    /// Why a regular expression is none for the index; `None` if it is one.
    pub fn regex_error(pattern: &str) -> Option<String> {
        let (_, fields) = Fields::schema();
        let error = RegexQuery::from_pattern(&fold_pattern(pattern), fields.text).err()?;
        let text = error.to_string();
        Some(text.rsplit("RegexQueryError: ").next().unwrap_or(&text).to_owned())
    }

    pub(super) fn query(&self, fields: &Fields) -> Result<Box<dyn Query>, CaseError> {
        Ok(match self {
            Self::All => Box::new(AllQuery),
            Self::And(parts) => return all_of(parts, fields),
            Self::Or(parts) => return any_of(parts, fields),
            Self::Not(part) => return all_of(&[Self::Not(part.clone())], fields),
            Self::Anything(wanted) => return anything(wanted, fields),
            Self::Text(wanted) => return text(wanted, fields.text),
            Self::Keyword(keyword, wanted) => return one_keyword(*keyword, wanted, fields),
            Self::Number(name, range) => number(*name, range, fields),
            Self::Streams(streams) => {
                let term = |stream: &u32| Term::from_field_u64(fields.stream, u64::from(*stream));
                Box::new(TermSetQuery::new(streams.iter().map(term)))
            }
            Self::Quality(wanted) => return quality(*wanted, fields),
            Self::Ordinal(range) => {
                let term = |value| Bound::Included(Term::from_field_u64(fields.line, value));
                Box::new(RangeQuery::new(term(*range.start()), term(*range.end())))
            }
        })
    }
}

type Compiled = Result<Box<dyn Query>, CaseError>;

/// Negations become exclusions of the conjunction; alone they exclude from everything.
fn all_of(parts: &[Filter], fields: &Fields) -> Compiled {
    let mut clauses: Vec<(Occur, Box<dyn Query>)> = Vec::new();
    for part in parts {
        match part {
            Filter::Not(inner) => clauses.push((Occur::MustNot, inner.query(fields)?)),
            other => clauses.push((Occur::Must, other.query(fields)?)),
        }
    }
    if clauses.iter().all(|(occur, _)| *occur == Occur::MustNot) {
        clauses.push((Occur::Must, Box::new(AllQuery)));
    }
    Ok(Box::new(BooleanQuery::new(clauses)))
}

fn any_of(parts: &[Filter], fields: &Fields) -> Compiled {
    let parts = parts.iter().map(|part| part.query(fields)).collect::<Result<Vec<_>, _>>()?;
    Ok(union(parts))
}

fn union(mut parts: Vec<Box<dyn Query>>) -> Box<dyn Query> {
    match parts.len() {
        0 => Box::new(EmptyQuery),
        1 => parts.remove(0),
        _ => Box::new(BooleanQuery::union(parts)),
    }
}

fn anything(wanted: &Match, fields: &Fields) -> Compiled {
    let mut parts = vec![text(wanted, fields.text)?];
    for keyword in Keyword::all() {
        parts.push(one_keyword(keyword, wanted, fields)?);
    }
    if let Match::Exact(word) = wanted
        && let Ok(value) = word.parse::<i64>()
    {
        let names = Vocabulary::ALL.iter().filter(|name| is_term_number(**name));
        parts.extend(names.map(|name| number(*name, &(value..=value), fields)));
    }
    Ok(union(parts))
}

fn text(wanted: &Match, field: Field) -> Compiled {
    Ok(match wanted {
        Match::Exact(words) => phrase(&terms(words), field),
        Match::Prefix(start) => {
            // The beginning of a GUID or address is cut into other terms than the whole is.
            let whole = prefix(field, &fold(start.as_bytes()));
            let words = terms(start);
            if words.len() < 2 { whole } else { union(vec![whole, phrase_prefix(&words, field)]) }
        }
        Match::Regex(pattern) => regex(pattern, field)?,
        Match::Present => prefix(field, b""),
    })
}

fn phrase(words: &[String], field: Field) -> Box<dyn Query> {
    match words {
        [] => Box::new(EmptyQuery),
        [word] => {
            let term = Term::from_field_text(field, word);
            Box::new(TermQuery::new(term, IndexRecordOption::Basic))
        }
        _ => Box::new(PhraseQuery::new(text_terms(words, field))),
    }
}

fn phrase_prefix(words: &[String], field: Field) -> Box<dyn Query> {
    let mut query = PhrasePrefixQuery::new(text_terms(words, field));
    // The default of 50 would leave hits out without a word.
    query.set_max_expansions(u32::MAX);
    Box::new(query)
}

fn text_terms(words: &[String], field: Field) -> Vec<Term> {
    words.iter().map(|word| Term::from_field_text(field, word)).collect()
}

fn one_keyword(keyword: Keyword, wanted: &Match, fields: &Fields) -> Compiled {
    let field = keyword.field(fields);
    Ok(match wanted {
        Match::Exact(value) => {
            let term = Term::from_field_bytes(field, &keyword.fold(value));
            Box::new(TermQuery::new(term, IndexRecordOption::Basic))
        }
        Match::Prefix(start) => prefix(field, &keyword.fold(start)),
        Match::Regex(pattern) => regex(pattern, field)?,
        Match::Present => prefix(field, b""),
    })
}

/// Terms that start with these bytes.
fn prefix(field: Field, start: &[u8]) -> Box<dyn Query> {
    let from = Bound::Included(Term::from_field_bytes(field, start));
    let mut end = start.to_vec();
    while end.last() == Some(&u8::MAX) {
        end.pop();
    }
    let to = match end.last_mut() {
        Some(last) => {
            *last += 1;
            Bound::Excluded(Term::from_field_bytes(field, &end))
        }
        None => Bound::Unbounded,
    };
    Box::new(RangeQuery::new(from, to))
}

fn regex(pattern: &str, field: Field) -> Compiled {
    Ok(Box::new(RegexQuery::from_pattern(&fold_pattern(pattern), field)?))
}

/// Letters in lower case, since terms are; escapes such as `\D` stay.
fn fold_pattern(pattern: &str) -> String {
    let mut is_escaped = false;
    let fold = |letter: char| {
        let folded = if is_escaped { letter } else { letter.to_ascii_lowercase() };
        is_escaped = letter == '\\' && !is_escaped;
        folded
    };
    pattern.chars().map(fold).collect()
}

fn number(name: Vocabulary, range: &RangeInclusive<i64>, fields: &Fields) -> Box<dyn Query> {
    let term = |value: i64| Term::from_field_i64(fields.of(name), value);
    if range.is_empty() {
        return Box::new(EmptyQuery);
    }
    if range.start() == range.end() && is_term_number(name) {
        return Box::new(TermQuery::new(term(*range.start()), IndexRecordOption::Basic));
    }
    let (from, to) = (Bound::Included(term(*range.start())), Bound::Included(term(*range.end())));
    Box::new(RangeQuery::new(from, to))
}

/// Only times that are not exact have a value.
fn quality(wanted: TimeQuality, fields: &Fields) -> Compiled {
    let one_of = |from: u64, to: u64| -> Box<dyn Query> {
        let term = |value| Bound::Included(Term::from_field_u64(fields.quality, value));
        Box::new(RangeQuery::new(term(from), term(to)))
    };
    Ok(if wanted == TimeQuality::Exact {
        let clauses = vec![
            (Occur::Must, Box::new(AllQuery) as Box<dyn Query>),
            (Occur::MustNot, one_of(0, u64::MAX)),
        ];
        Box::new(BooleanQuery::new(clauses))
    } else {
        one_of(wanted as u64, wanted as u64)
    })
}

/// Time from `since` to before `until`, in nanoseconds.
pub(super) fn time(since: Option<i64>, until: Option<i64>, fields: &Fields) -> Box<dyn Query> {
    let term = |value| Term::from_field_i64(fields.time, value);
    let from = since.map_or(Bound::Unbounded, |value| Bound::Included(term(value)));
    let to = until.map_or(Bound::Unbounded, |value| Bound::Excluded(term(value)));
    if from == Bound::Unbounded && to == Bound::Unbounded {
        return Box::new(AllQuery);
    }
    Box::new(RangeQuery::new(from, to))
}
