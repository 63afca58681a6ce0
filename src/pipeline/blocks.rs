//! Members whose records do not stand in order of time (Event Viewer exports stand newest first):
//! read block by block, oldest block first, whatever the order in the file.

use std::collections::VecDeque;
use std::io::{self, Read};

use mbxtrace_parsers::{Batch, Decoder};

use super::streams::Part;
use crate::clock::Block;
use crate::source::Scan;

/// A block with the time of its oldest record.
#[derive(Clone, Copy, Debug)]
pub(super) struct TimedBlock {
    pub(super) block: Block,
    pub(super) least: i64,
}

/// The blocks of one member, in order of time, with the compressed bytes they are read from.
pub(super) struct Blocks {
    waiting: VecDeque<(TimedBlock, Vec<u8>)>,
    /// The decoder still holds the end of the block pushed last.
    pending: bool,
    least_pending: i64,
    /// Bytes outside every block (header lines), read once at the start.
    head: Option<Vec<u8>>,
    failure: Option<io::Error>,
}

/// Compression of blocks held in memory: fast, logs shrink tenfold all the same.
const LEVEL: i32 = 1;

impl Blocks {
    /// Reads the member once and holds its blocks compressed. The decoder learns the head of the
    /// member on the way.
    pub(super) fn new(scan: &Scan, part: &Part, order: Vec<TimedBlock>, decoder: &mut Decoder) -> Self {
        let mut blocks = Self {
            waiting: VecDeque::new(),
            pending: false,
            least_pending: i64::MAX,
            head: None,
            failure: None,
        };
        if let Err(error) = blocks.load(scan, part, order, decoder) {
            blocks.failure = Some(error);
        }
        blocks
    }

    fn load(
        &mut self,
        scan: &Scan,
        part: &Part,
        order: Vec<TimedBlock>,
        decoder: &mut Decoder,
    ) -> io::Result<()> {
        let mut reader = scan.open(part.member)?;
        let mut in_file: Vec<TimedBlock> = order.clone();
        in_file.sort_by_key(|timed| timed.block.offset);
        let mut head = vec![0; usize::try_from(in_file.first().map_or(0, |b| b.block.offset)).unwrap_or(0)];
        reader.read_exact(&mut head)?;
        let mut ignored = Batch::default();
        decoder.push(&head, &mut ignored);
        self.head = Some(head);
        let mut held = Vec::with_capacity(in_file.len());
        let mut raw = Vec::new();
        for timed in in_file {
            raw.clear();
            reader.by_ref().take(timed.block.length).read_to_end(&mut raw)?;
            if held.is_empty() {
                // Formats that name their columns in the first records need to have seen them.
                decoder.push(&raw, &mut ignored);
            }
            held.push((timed, zstd::bulk::compress(&raw, LEVEL)?));
        }
        held.sort_by_key(|(timed, _)| (timed.least, timed.block.offset));
        self.waiting = held.into();
        Ok(())
    }

    /// Decodes the next piece into `batch` and gives back the stored bytes it read.
    pub(super) fn fill(
        &mut self,
        _read: u64,
        decoder: &mut Decoder,
        batch: &mut Batch,
    ) -> Option<(u64, Vec<u8>)> {
        batch.clear();
        if let Some(head) = self.head.take() {
            // The head holds no record; its bytes count as structure.
            batch.events.tally.parsed += head.len() as u64;
            return Some((0, head));
        }
        if self.pending {
            self.pending = false;
            decoder.finish(batch);
            return None;
        }
        let (timed, packed) = self.waiting.pop_front()?;
        let size = usize::try_from(timed.block.length).unwrap_or(usize::MAX);
        let raw = zstd::bulk::decompress(&packed, size).unwrap_or_default();
        decoder.jump(timed.block.offset, timed.block.line);
        decoder.push(&raw, batch);
        (self.pending, self.least_pending) = (true, timed.least);
        Some((timed.block.offset, raw))
    }

    /// No batch to come has an event before this time.
    pub(super) fn safe(&self) -> i64 {
        let waiting = self.waiting.front().map_or(i64::MAX, |(timed, _)| timed.least);
        if self.pending { waiting.min(self.least_pending) } else { waiting }
    }

    /// Whether everything has been handed over.
    pub(super) fn is_done(&self) -> bool {
        self.waiting.is_empty() && !self.pending && self.head.is_none()
    }
}
