//! Members to streams: files of one series are one stream, in reading order; all others stand alone.

use mbxtrace_parsers::{Encoding, Format};

use super::blocks::TimedBlock;
use crate::clock::{Clock, Survey};
use crate::report::SourceClock;

/// One stream of records in one format.
#[derive(Debug)]
pub(super) struct Stream {
    /// Its format.
    pub(super) format: Format,
    /// Its members in reading order.
    pub(super) parts: Vec<Part>,
}

/// One member of a stream.
#[derive(Debug)]
pub(super) struct Part {
    /// Index of the member in the scan.
    pub(super) member: usize,
    /// Path shown.
    pub(super) path: String,
    /// Node it was collected from.
    pub(super) node: String,
    /// Encoding of its text.
    pub(super) encoding: Encoding,
    /// Length of its byte-order mark.
    pub(super) mark: usize,
    /// Why the records between the member before and this one are missing, if they are.
    pub(super) gap: Option<String>,
    /// What one walk over it found out about time.
    pub(super) survey: Survey,
    /// Its solved clock.
    pub(super) clock: Clock,
    /// The same, as reported.
    pub(super) shown: SourceClock,
}

impl Part {
    /// The blocks of the member in order of time, if its records do not stand in that order.
    pub(super) fn block_order(&self) -> Option<Vec<TimedBlock>> {
        let stamps = &self.survey.stamps;
        if stamps.is_empty() {
            return None;
        }
        let times = self.clock.clone().times(stamps);
        if times.is_sorted() {
            return None;
        }
        let blocks = &self.survey.blocks;
        let ends = blocks.iter().skip(1).map(|block| block.records).chain([stamps.len()]);
        let timed = blocks.iter().zip(ends).map(|(block, end)| {
            let least = times.get(block.records..end).and_then(|times| times.iter().min());
            TimedBlock { block: *block, least: least.copied().unwrap_or(i64::MIN) }
        });
        Some(timed.collect())
    }
}
