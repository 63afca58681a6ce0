//! Which events: a condition in the words of the event model, and its translation for the index.

use std::ops::{Bound, RangeInclusive};
use std::sync::Arc;

use mbxtrace_parsers::{Field as Vocabulary, TimeQuality};
use tantivy::query::{
    AllQuery, BooleanQuery, EmptyQuery, Occur, PhrasePrefixQuery, PhraseQuery, Query, RangeQuery,
    RegexQuery, TermQuery, TermSetQuery,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{Searcher, TantivyError, Term};
use tantivy_fst::Regex;

use super::error::CaseError;
use super::exact::AtPlaces;
use super::fold::{fold, fold_url};
use super::range::{ColumnRange, TermRange};
use super::schema::{self, Fields, is_term_number};
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
    /// The event stands at one of these places: stream and offset.
    Places(Vec<(u32, u64)>),
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

/// Most words that the last word of a phrase may stand for. Each is read with its positions (some
/// kilobytes), so more would cost memory; fewer letters than that say nothing anyway.
const MAX_EXPANSIONS: u32 = 10_000;

fn too_wide(start: &[u8]) -> CaseError {
    CaseError::TooWide(format!(
        "more than {MAX_EXPANSIONS} words begin with `{}`, the last part of a prefix of several \
         words: type more of it",
        String::from_utf8_lossy(start)
    ))
}

/// What a filter is translated for.
pub(super) struct Indexed<'a> {
    pub(super) fields: &'a Fields,
    pub(super) searcher: &'a Searcher,
}

impl Indexed<'_> {
    /// Most words of the text of one segment that start with `start`.
    fn expansions(&self, start: &[u8]) -> Result<u32, CaseError> {
        let mut most = 1;
        for segment in self.searcher.segment_readers() {
            let index = segment.inverted_index(self.fields.text)?;
            let mut range = index.terms().range().ge(start);
            if let Some(end) = after_prefix(start) {
                range = range.lt(end);
            }
            let mut words = range.into_stream().map_err(TantivyError::from)?;
            let mut count = 0;
            while words.advance() {
                count += 1;
                if count > MAX_EXPANSIONS {
                    return Err(too_wide(start));
                }
            }
            most = most.max(count);
        }
        Ok(most)
    }
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
        let error = automaton(pattern).err()?;
        // The library draws the pattern and a caret over several lines; its last words say it all.
        let text = error.to_string();
        let words = text.rsplit("error: ").next().unwrap_or(&text);
        Some(words.trim_end_matches('\'').trim().to_owned())
    }

    pub(super) fn query(&self, index: &Indexed<'_>) -> Result<Box<dyn Query>, CaseError> {
        Ok(match self {
            Self::All => Box::new(AllQuery),
            Self::And(parts) => return all_of(parts, index),
            Self::Or(parts) => return any_of(parts, index),
            Self::Not(part) => return all_of(&[Self::Not(part.clone())], index),
            Self::Anything(wanted) => return anything(wanted, index),
            Self::Text(wanted) => return text(wanted, index),
            Self::Keyword(keyword, wanted) => return one_keyword(*keyword, wanted, index),
            Self::Number(name, range) => number(*name, range, index),
            Self::Streams(streams) => {
                let term =
                    |stream: &u32| Term::from_field_u64(index.fields.stream, u64::from(*stream));
                Box::new(TermSetQuery::new(streams.iter().map(term)))
            }
            Self::Places(places) => Box::new(AtPlaces::new(index.fields.stream, places)),
            Self::Quality(wanted) => quality(*wanted),
            Self::Ordinal(range) => {
                Box::new(ColumnRange { column: schema::LINE, range: range.clone() })
            }
        })
    }
}

type Compiled = Result<Box<dyn Query>, CaseError>;

/// Negations become exclusions of the conjunction; alone they exclude from everything.
fn all_of(parts: &[Filter], index: &Indexed<'_>) -> Compiled {
    let mut clauses: Vec<(Occur, Box<dyn Query>)> = Vec::new();
    for part in parts {
        match part {
            Filter::Not(inner) => clauses.push((Occur::MustNot, inner.query(index)?)),
            other => clauses.push((Occur::Must, other.query(index)?)),
        }
    }
    if clauses.iter().all(|(occur, _)| *occur == Occur::MustNot) {
        clauses.push((Occur::Must, Box::new(AllQuery)));
    }
    Ok(Box::new(BooleanQuery::new(clauses)))
}

fn any_of(parts: &[Filter], index: &Indexed<'_>) -> Compiled {
    let parts = parts.iter().map(|part| part.query(index)).collect::<Result<Vec<_>, _>>()?;
    Ok(union(parts))
}

fn union(mut parts: Vec<Box<dyn Query>>) -> Box<dyn Query> {
    match parts.len() {
        0 => Box::new(EmptyQuery),
        1 => parts.remove(0),
        _ => Box::new(BooleanQuery::union(parts)),
    }
}

/// What holds the name of a host.
const HOSTS: [Vocabulary; 5] = [
    Vocabulary::Context,
    Vocabulary::OwnerServer,
    Vocabulary::Server,
    Vocabulary::Computer,
    Vocabulary::Target,
];

fn anything(wanted: &Match, index: &Indexed<'_>) -> Compiled {
    if let Match::Regex(pattern) = wanted {
        // Compiled once for all fields: it may take 0.1 s and 2 MB.
        let automaton = automaton(pattern)?;
        let keywords = Keyword::all().map(|keyword| keyword.field(index.fields));
        let fields = [index.fields.text].into_iter().chain(keywords);
        let part = |field| -> Box<dyn Query> {
            Box::new(RegexQuery::from_regex(Arc::clone(&automaton), field))
        };
        return Ok(union(fields.map(part).collect()));
    }
    let mut parts = vec![text(wanted, index)?];
    for keyword in Keyword::all() {
        parts.push(one_keyword(keyword, wanted, index)?);
    }
    if let Match::Exact(word) = wanted
        && !word.is_empty()
        && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    {
        // A host is also known by its first label; the message need not name it again.
        let start = [&fold(word.as_bytes())[..], b"."].concat();
        parts.extend(HOSTS.iter().map(|name| prefix(index.fields.of(*name), &start)));
    }
    if let Match::Exact(word) = wanted
        && let Ok(value) = word.parse::<i64>()
    {
        let names = Vocabulary::ALL.iter().filter(|name| is_term_number(**name));
        parts.extend(names.map(|name| number(*name, &(value..=value), index)));
    }
    Ok(union(parts))
}

fn text(wanted: &Match, index: &Indexed<'_>) -> Compiled {
    let field = index.fields.text;
    Ok(match wanted {
        Match::Exact(words) => phrase(&terms(words), field),
        Match::Prefix(start) => {
            // The beginning of a GUID or address is cut into other terms than the whole is.
            let whole = prefix(field, &fold(start.as_bytes()));
            let words = terms(start);
            if words.len() < 2 { whole } else { union(vec![whole, phrase_prefix(&words, index)?]) }
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

fn phrase_prefix(words: &[String], index: &Indexed<'_>) -> Result<Box<dyn Query>, CaseError> {
    let mut query = PhrasePrefixQuery::new(text_terms(words, index.fields.text));
    // The default of 50 would leave hits out without a word; room is taken for as many as are said.
    let last = words.last().map_or(&[][..], |word| word.as_bytes());
    query.set_max_expansions(index.expansions(last)?);
    Ok(Box::new(query))
}

fn text_terms(words: &[String], field: Field) -> Vec<Term> {
    words.iter().map(|word| Term::from_field_text(field, word)).collect()
}

fn one_keyword(keyword: Keyword, wanted: &Match, index: &Indexed<'_>) -> Compiled {
    let field = keyword.field(index.fields);
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
    let to = match after_prefix(start) {
        Some(end) => Bound::Excluded(Term::from_field_bytes(field, &end)),
        None => Bound::Unbounded,
    };
    Box::new(RangeQuery::new(from, to))
}

/// The first bytes after all that start with `start`; `None` if there are none.
fn after_prefix(start: &[u8]) -> Option<Vec<u8>> {
    let mut end = start.to_vec();
    while end.last() == Some(&u8::MAX) {
        end.pop();
    }
    *end.last_mut()? += 1;
    Some(end)
}

fn regex(pattern: &str, field: Field) -> Compiled {
    Ok(Box::new(RegexQuery::from_regex(automaton(pattern)?, field)))
}

/// The automaton of a regular expression. Errors: it is none, or too large.
fn automaton(pattern: &str) -> Result<Arc<Regex>, TantivyError> {
    Regex::new(&fold_pattern(pattern))
        .map(Arc::new)
        .map_err(|error| TantivyError::InvalidArgument(format!("RegexQueryError: {error}")))
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

fn number(name: Vocabulary, range: &RangeInclusive<i64>, index: &Indexed<'_>) -> Box<dyn Query> {
    if range.is_empty() {
        return Box::new(EmptyQuery);
    }
    if range.start() == range.end() && is_term_number(name) {
        let term = Term::from_field_i64(index.fields.of(name), *range.start());
        return Box::new(TermQuery::new(term, IndexRecordOption::Basic));
    }
    if is_term_number(name) {
        let term = |value| Term::from_field_i64(index.fields.of(name), value);
        return Box::new(TermRange { from: term(*range.start()), to: term(*range.end()) });
    }
    Box::new(ColumnRange { column: name.name(), range: range.clone() })
}

/// Only times that are not exact have a value.
fn quality(wanted: TimeQuality) -> Box<dyn Query> {
    let within = |range| Box::new(ColumnRange { column: schema::QUALITY, range });
    if wanted != TimeQuality::Exact {
        return within(wanted as u64..=wanted as u64);
    }
    Box::new(BooleanQuery::new(vec![
        (Occur::Must, Box::new(AllQuery) as Box<dyn Query>),
        (Occur::MustNot, within(0..=u64::MAX)),
    ]))
}

/// Time from `since` to before `until`, in nanoseconds.
pub(super) fn time(since: Option<i64>, until: Option<i64>) -> Box<dyn Query> {
    let from = since.unwrap_or(i64::MIN);
    match until.map_or(Some(i64::MAX), |until| until.checked_sub(1)) {
        Some(to) if from <= to => Box::new(ColumnRange { column: schema::TIME, range: from..=to }),
        _ => Box::new(EmptyQuery),
    }
}
