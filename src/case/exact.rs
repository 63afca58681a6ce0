//! Events named by where they stand: stream and offset, such as the evidence of a finding.

use std::collections::BTreeMap;

use tantivy::query::{ConstScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, Result, Score, SegmentReader, TERMINATED, Term};

use super::columns::Places;
use super::error::CaseError;
use super::filter::Filter;
use super::find::{Scan, matching, narrow};
use super::range::Docs;
use super::stop::Stop;
use super::{Case, schema};

/// Offsets by stream.
pub type Offsets = BTreeMap<u32, Vec<u64>>;

/// The events at these offsets of these streams.
#[derive(Clone, Debug)]
pub(super) struct AtPlaces {
    field: Field,
    /// Offsets of each stream, ascending.
    offsets: BTreeMap<u32, Vec<u64>>,
}

impl AtPlaces {
    /// `field` is that of the stream's number.
    pub(super) fn new(field: Field, places: &[(u32, u64)]) -> Self {
        let mut offsets: BTreeMap<u32, Vec<u64>> = BTreeMap::new();
        for (stream, offset) in places {
            offsets.entry(*stream).or_default().push(*offset);
        }
        for each in offsets.values_mut() {
            each.sort_unstable();
        }
        Self { field, offsets }
    }
}

impl Case {
    /// Where the events of these streams stand: offsets by stream, ascending. A stream without an
    /// event has no entry.
    pub fn offsets(&self, streams: Vec<u32>) -> std::result::Result<Offsets, CaseError> {
        let filter = Filter::Streams(streams);
        let scan = Scan { filter, since: None, until: None, stop: Stop::default() };
        let plan = self.plan(&scan)?;
        let mut found = Offsets::new();
        for span in self.spans(&scan)? {
            let Places { streams, offsets, .. } = self.places(span.number)?;
            for doc in matching(plan.weight(&span, &scan), span.reader, &scan.stop)? {
                if let (Some(stream), Some(offset)) = (streams.first(doc), offsets.first(doc)) {
                    found.entry(narrow(stream)).or_default().push(offset);
                }
            }
        }
        for each in found.values_mut() {
            each.sort_unstable();
        }
        Ok(found)
    }
}

impl Query for AtPlaces {
    fn weight(&self, _: EnableScoring<'_>) -> Result<Box<dyn Weight>> {
        Ok(Box::new(self.clone()))
    }
}

impl Weight for AtPlaces {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> Result<Box<dyn Scorer>> {
        let column = reader.fast_fields().u64(schema::OFFSET)?;
        let index = reader.inverted_index(self.field)?;
        let mut ids: Vec<DocId> = Vec::new();
        for (stream, offsets) in &self.offsets {
            let term = Term::from_field_u64(self.field, u64::from(*stream));
            let Some(mut postings) = index.read_postings(&term, IndexRecordOption::Basic)? else {
                continue;
            };
            while postings.doc() != TERMINATED {
                let offset = column.first(postings.doc());
                if offset.is_some_and(|offset| offsets.binary_search(&offset).is_ok()) {
                    ids.push(postings.doc());
                }
                postings.advance();
            }
        }
        ids.sort_unstable();
        Ok(Box::new(ConstScorer::new(Docs::of(ids), boost)))
    }

    fn explain(&self, _: &SegmentReader, _: DocId) -> Result<Explanation> {
        Ok(Explanation::new("at a place", 1.0))
    }
}
