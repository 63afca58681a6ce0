//! The columns that every search reads, opened once a segment: opening one reads the sizes of all its
//! blocks, which for a large segment takes longer than finding fifty events.

use std::sync::OnceLock;

use tantivy::columnar::Column;
use tantivy::{Searcher, SegmentReader};

use super::Case;
use super::error::CaseError;
use super::schema;

/// The columns of a segment, as far as they were asked for.
#[derive(Default)]
pub(super) struct Columns {
    times: OnceLock<Column<i64>>,
    places: OnceLock<Places>,
}

/// What says where an event stands.
pub(super) struct Places {
    pub(super) streams: Column<u64>,
    pub(super) offsets: Column<u64>,
    pub(super) lengths: Column<u64>,
    /// No event of the segment has one if there is none.
    pub(super) lines: Option<Column<u64>>,
    /// As for `lines`.
    pub(super) qualities: Option<Column<u64>>,
}

impl Places {
    fn of(reader: &SegmentReader) -> tantivy::Result<Self> {
        let columns = reader.fast_fields();
        Ok(Self {
            streams: columns.u64(schema::STREAM)?,
            offsets: columns.u64(schema::OFFSET)?,
            lengths: columns.u64(schema::LENGTH)?,
            lines: columns.column_opt(schema::LINE)?,
            qualities: columns.column_opt(schema::QUALITY)?,
        })
    }
}

/// For each segment, nothing opened yet.
pub(super) fn unopened(searcher: &Searcher) -> Vec<Columns> {
    searcher.segment_readers().iter().map(|_| Columns::default()).collect()
}

impl Case {
    /// The times of the events of a segment.
    pub(super) fn times(&self, segment: u32) -> Result<&Column<i64>, CaseError> {
        let open = |reader: &SegmentReader| reader.fast_fields().i64(schema::TIME);
        self.column(segment, |columns| &columns.times, open)
    }

    /// Where the events of a segment stand.
    pub(super) fn places(&self, segment: u32) -> Result<&Places, CaseError> {
        self.column(segment, |columns| &columns.places, Places::of)
    }

    fn column<T>(
        &self,
        segment: u32,
        cell: impl FnOnce(&Columns) -> &OnceLock<T>,
        open: impl FnOnce(&SegmentReader) -> tantivy::Result<T>,
    ) -> Result<&T, CaseError> {
        let cell = cell(&self.columns[segment as usize]);
        if let Some(column) = cell.get() {
            return Ok(column);
        }
        let column = open(self.searcher.segment_reader(segment))?;
        Ok(cell.get_or_init(|| column))
    }
}
