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
use tantivy::{DocId, DocSet, Result, Score, SegmentReader, TERMINATED};

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
        Ok(Box::new(ConstScorer::new(Docs { ids, at: 0 }, boost)))
    }

    fn explain(&self, _: &SegmentReader, _: DocId) -> Result<Explanation> {
        Ok(Explanation::new("in range", 1.0))
    }
}

/// Ascending documents.
struct Docs {
    ids: Vec<DocId>,
    at: usize,
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
