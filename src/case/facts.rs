//! Facts about the values of a field, without a query: what completes a word typed, and the spread of
//! a number.

use std::collections::BTreeSet;

use mbxtrace_parsers::Field as Vocabulary;
use tantivy::schema::Field;

use super::error::CaseError;
use super::filter::Keyword;
use super::schema::is_term_number;
use super::{Case, fold};

impl Case {
    /// At most `most` values of a keyword that begin with `start`, in the lower case they are indexed
    /// in, ascending.
    pub fn beginning(
        &self,
        keyword: Keyword,
        start: &str,
        most: usize,
    ) -> Result<Vec<String>, CaseError> {
        let field = keyword.place(&self.fields);
        let start = fold::fold(start.as_bytes()).into_owned();
        let words = self.terms_from(field, &start, most)?.into_iter();
        let words = words.filter(|term| term.starts_with(&start));
        Ok(words.map(|term| String::from_utf8_lossy(&term).into_owned()).take(most).collect())
    }

    /// The values of a number that names something (a status, an event id), ascending, at most `most`;
    /// of a number that measures nothing is said.
    pub fn codes(&self, name: Vocabulary, most: usize) -> Result<Vec<i64>, CaseError> {
        if !is_term_number(name) {
            return Ok(Vec::new());
        }
        let terms = self.terms_from(self.fields.of(name), b"", most)?;
        let number = |term: Vec<u8>| {
            let bytes = <[u8; 8]>::try_from(term).ok()?;
            Some(tantivy::u64_to_i64(u64::from_be_bytes(bytes)))
        };
        Ok(terms.into_iter().filter_map(number).take(most).collect())
    }

    /// The first `most` terms of each segment at or after `start`, together.
    fn terms_from(
        &self,
        field: Field,
        start: &[u8],
        most: usize,
    ) -> Result<BTreeSet<Vec<u8>>, CaseError> {
        let mut found = BTreeSet::new();
        for reader in self.searcher.segment_readers() {
            let index = reader.inverted_index(field)?;
            let terms = index.terms().range().ge(start).into_stream();
            let mut terms = terms.map_err(CaseError::io(&self.folder))?;
            for _ in 0..most {
                let Some((term, _)) = terms.next() else { break };
                found.insert(term.to_vec());
            }
        }
        Ok(found)
    }
}
