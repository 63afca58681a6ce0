//! The query a person types, to hits.
//!
//! ```text
//! word            the word in the text, or the whole of any keyword: a GUID, host, address, code
//! "two words"     one after the other
//! wor*  *ord  w*d the beginning, end or shape of a word or keyword
//! /wo.d/          regular expression over a whole word or keyword
//! field:value     value as above; field:* has any value; field:(a OR b); field:"a b"
//! field:>=500     numbers and levels: > >= < <=; field:[400 TO 499]
//! a b  a AND b    both       a OR b   either      NOT a  -a   without     ( )  grouping     *  all
//! ```
//!
//! Case never matters, but AND, OR, NOT and TO are upper case. AND binds closer than OR.

mod error;
mod evidence;
mod fields;
mod hit;
mod resolve;
mod syntax;
#[cfg(test)]
mod tests;

use crate::case::{Bucket, Case, CaseError, Filter, Scan};

pub use self::error::QueryError;
pub use self::evidence::evidence;
pub use self::fields::{FieldName, fields};
pub use self::hit::Hit;

/// A search.
#[derive(Clone, Debug)]
pub struct Request {
    /// The query; empty for all events.
    pub query: String,
    /// First time, UTC nanoseconds.
    pub since: Option<i64>,
    /// First time no longer wanted.
    pub until: Option<i64>,
    /// Most hits wanted.
    pub limit: usize,
    /// Newest first, or else oldest first.
    pub newest_first: bool,
    /// Lines before and after each hit.
    pub context: usize,
    /// Whether the exact total is wanted though more hits than `limit` exist. Costs a walk over all
    /// of them.
    pub count: bool,
}

impl Default for Request {
    fn default() -> Self {
        Self {
            query: String::new(),
            since: None,
            until: None,
            limit: 50,
            newest_first: true,
            context: 0,
            count: false,
        }
    }
}

/// What a search found.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    /// How many events match; `None` if more than the limit do and nobody asked how many.
    pub total: Option<u64>,
    /// The hits in the order asked for; equal times in the order of stream and offset.
    pub hits: Vec<Hit>,
}

/// Why there is no answer.
#[derive(Debug)]
pub enum SearchError {
    /// The query is wrong.
    Query(QueryError),
    /// The case is.
    Case(CaseError),
}

impl std::fmt::Display for SearchError {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Query(error) => error.fmt(out),
            Self::Case(error) => error.fmt(out),
        }
    }
}

impl std::error::Error for SearchError {}

impl From<QueryError> for SearchError {
    fn from(error: QueryError) -> Self {
        Self::Query(error)
    }
}

impl From<CaseError> for SearchError {
    fn from(error: CaseError) -> Self {
        Self::Case(error)
    }
}

/// Finds the hits of a request.
pub fn run(case: &Case, request: &Request) -> Result<Answer, SearchError> {
    let scan = scan(case, request)?;
    let found = case.find(&scan, request.limit, request.newest_first, request.count)?;
    let hits = hit::show(case, found.places, request.context)?;
    Ok(Answer { total: found.total, hits })
}

/// How many events match; the limit does not count.
pub fn count(case: &Case, request: &Request) -> Result<u64, SearchError> {
    Ok(case.count(&scan(case, request)?)?)
}

/// Matching events by spans of `length` nanoseconds, empty spans left out.
pub fn histogram(case: &Case, request: &Request, length: i64) -> Result<Vec<Bucket>, SearchError> {
    Ok(case.histogram(&scan(case, request)?, length)?)
}

/// Values of a field and in how many matching events each stands: the `request.limit` most frequent,
/// equal counts in order of value. Text values are shown in the lower case they are indexed in.
pub fn top(case: &Case, request: &Request, field: &str) -> Result<Vec<(String, u64)>, SearchError> {
    let scan = scan(case, request)?;
    let mut values = resolve::values(case, &scan, field)?;
    values.sort_by(|(one, a), (other, b)| b.cmp(a).then_with(|| one.cmp(other)));
    values.truncate(request.limit);
    Ok(values)
}

fn scan(case: &Case, request: &Request) -> Result<Scan, SearchError> {
    let filter = compile(case, &request.query)?;
    Ok(Scan { filter, since: request.since, until: request.until })
}

/// The condition a query stands for in this case.
pub(crate) fn compile(case: &Case, query: &str) -> Result<Filter, QueryError> {
    let node = syntax::parse(query)?;
    resolve::filter(&node, query, &case.manifest().streams)
}
