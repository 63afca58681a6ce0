//! Events whose number lies in a range, found by one pass over the column.
//!
//! tantivy's own query for this walks the column piece by piece while other conditions drive it. As
//! an excluded part of a conjunction it is driven backwards, against its own contract, and then
//! subtracts below zero (0.27.0, found by the oracle test of the search). One pass over a whole
//! segment takes a millisecond a million and cannot be driven wrongly.

use std::fmt::Debug;
use std::ops::RangeInclusive;

use tantivy::columnar::{
    Column, DynamicColumn, HasAssociatedColumnType, MonotonicallyMappableToU64,
};
use tantivy::query::{ConstScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, Result, Score, SegmentReader, TERMINATED, Term};

/// The events whose value in a column lies in a range.
#[derive(Clone, Debug)]
pub(super) struct ColumnRange<T> {
    pub(super) column: &'static str,
    pub(super) range: RangeInclusive<T>,
}

/// What a column may hold.
pub(super) trait Number:
    HasAssociatedColumnType + MonotonicallyMappableToU64 + Copy + Debug + PartialOrd + Send + Sync
{
}

impl Number for i64 {}
impl Number for u64 {}

impl<T: Number> Query for ColumnRange<T>
where
    DynamicColumn: Into<Option<Column<T>>>,
{
    fn weight(&self, _: EnableScoring<'_>) -> Result<Box<dyn Weight>> {
        Ok(Box::new(self.clone()))
    }
}

impl<T: Number> Weight for ColumnRange<T>
where
    DynamicColumn: Into<Option<Column<T>>>,
{
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> Result<Box<dyn Scorer>> {
        let mut ids = Vec::new();
        if let Some(column) = reader.fast_fields().column_opt::<T>(self.column)?
            && column.min_value() <= *self.range.end()
            && column.max_value() >= *self.range.start()
        {
            column.get_docids_for_value_range(self.range.clone(), 0..reader.max_doc(), &mut ids);
        }
        Ok(Box::new(ConstScorer::new(Docs::of(ids), boost)))
    }

    fn explain(&self, _: &SegmentReader, _: DocId) -> Result<Explanation> {
        Ok(Explanation::new("in range", 1.0))
    }
}

/// The events with a term between two, both included. Few terms and short lists of events: a range of
/// status codes costs what it finds, not a pass over the column.
#[derive(Clone, Debug)]
pub(super) struct TermRange {
    pub(super) from: Term,
    pub(super) to: Term,
}

impl Query for TermRange {
    fn weight(&self, _: EnableScoring<'_>) -> Result<Box<dyn Weight>> {
        Ok(Box::new(self.clone()))
    }
}

impl Weight for TermRange {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> Result<Box<dyn Scorer>> {
        let index = reader.inverted_index(self.from.field())?;
        let (from, to) = (self.from.serialized_value_bytes(), self.to.serialized_value_bytes());
        let mut terms = index.terms().range().ge(from).le(to).into_stream()?;
        let (mut ids, mut lists) = (Vec::new(), 0);
        while terms.advance() {
            let mut postings =
                index.read_postings_from_terminfo(terms.value(), IndexRecordOption::Basic)?;
            while postings.doc() != TERMINATED {
                ids.push(postings.doc());
                postings.advance();
            }
            lists += 1;
        }
        if lists > 1 {
            // An event has one value, so none stands twice.
            ids.sort_unstable();
        }
        Ok(Box::new(ConstScorer::new(Docs::of(ids), boost)))
    }

    fn explain(&self, _: &SegmentReader, _: DocId) -> Result<Explanation> {
        Ok(Explanation::new("in range", 1.0))
    }
}

/// Ascending documents.
pub(super) struct Docs {
    ids: Vec<DocId>,
    at: usize,
}

impl Docs {
    pub(super) fn of(ids: Vec<DocId>) -> Self {
        Self { ids, at: 0 }
    }
}

impl DocSet for Docs {
    fn advance(&mut self) -> DocId {
        self.at += 1;
        self.doc()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        let rest = self.ids.get(self.at..).unwrap_or_default();
        self.at += rest.partition_point(|doc| *doc < target);
        self.doc()
    }

    fn doc(&self) -> DocId {
        self.ids.get(self.at).copied().unwrap_or(TERMINATED)
    }

    fn size_hint(&self) -> u32 {
        u32::try_from(self.ids.len()).unwrap_or(u32::MAX)
    }
}
