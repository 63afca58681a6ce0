//! The query a person types, to hits.
//!
//! ```text
//! word            the word in the message, or the whole of any keyword: a GUID, host, address, code
//! "two words"     one after the other
//! wor*  *ord  w*d the beginning, end or shape of a word or keyword
//! /wo.d/          regular expression over a whole word or keyword
//! field:value     value as above; field:* has any value; field:(a OR b); field:"a b"
//! field:>=500     numbers and levels: > >= < <=; field:[400 TO 499]; field:IN [a b "c d"] is a set
//! finding:ID      records that are evidence of a finding (its id, the beginning of it, or its rule)
//! cause:RC-07     records that are evidence of what a cause explains
//! a b  a AND b    both       a OR b   either      NOT a  -a   without     ( )  grouping     *  all
//! ```
//!
//! Case never matters, but AND, OR, NOT and TO are upper case. AND binds closer than OR.

mod around;
mod error;
mod evidence;
mod fields;
#[cfg(test)]
mod fuzz;
mod hit;
mod light;
mod named;
mod page;
mod resolve;
pub mod saved;
mod stats;
mod syntax;
#[cfg(test)]
mod tests;
mod values;

use crate::case::{Bucket, Case, CaseError, Filter, Scan, Stop, Told};

pub use self::around::{Block, around};
pub use self::error::QueryError;
pub use self::evidence::{evidence, explained};
pub use self::fields::{FieldName, complete, fields};
pub use self::hit::Hit;
pub use self::light::Highlight;
pub use self::page::{At, Page, Record, Side, failure, page};
pub use self::stats::{Stats, stats, stats_by};

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
    /// When to give up; a search that did has no answer but an error.
    pub stop: Stop,
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
            stop: Stop::default(),
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

/// Matches that `told` does not hold yet, oldest first; it holds them afterwards. With every commit asked
/// again of the case opened anew, each match is given once, also if it is late by its time. Order,
/// limit and context of the request: only the context counts.
pub fn fresh(case: &Case, request: &Request, told: &mut Told) -> Result<Vec<Hit>, SearchError> {
    let places = case.fresh(&scan(case, request)?, told)?;
    Ok(hit::show(case, places, request.context)?)
}

/// Takes all matches of this commit for told.
pub fn skip(case: &Case, request: &Request, told: &mut Told) -> Result<(), SearchError> {
    Ok(case.skip(&scan(case, request)?, told)?)
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
    let mut values = values::values(case, &scan, field)?;
    values.sort_by(|(one, a), (other, b)| b.cmp(a).then_with(|| one.cmp(other)));
    values.truncate(request.limit);
    Ok(values)
}

fn scan(case: &Case, request: &Request) -> Result<Scan, SearchError> {
    let filter = compile(case, &request.query)?;
    let stop = request.stop.clone();
    Ok(Scan { filter, since: request.since, until: request.until, stop })
}

/// The condition a query stands for in this case.
pub(crate) fn compile(case: &Case, query: &str) -> Result<Filter, QueryError> {
    let node = syntax::parse(query)?;
    resolve::filter(&node, query, case)
}
