//! Members whose records do not stand in order of time (Event Viewer exports stand newest first):
//! read block by block, oldest block first, whatever the order in the file.

use std::collections::VecDeque;
use std::io::{self, Read};

use mbxtrace_parsers::{Batch, Decoder};

use super::inputs::Inputs;
use super::streams::Part;
use crate::clock::Block;

/// A block with the time of its oldest record.
#[derive(Clone, Copy, Debug)]
pub(super) struct TimedBlock {
    pub(super) block: Block,
    pub(super) least: i64,
}

/// The blocks of one member, held compressed: a log shrinks tenfold, and archives cannot be read
/// backwards.
pub(super) struct Blocks {
    /// The member in the order of the file, while its stored bytes are handed over to be kept.
    unkept: VecDeque<usize>,
    held: Vec<(TimedBlock, Vec<u8>)>,
    /// Blocks still to be decoded, in order of time.
    waiting: VecDeque<usize>,
    /// The decoder still holds the end of the block pushed last.
    pending: bool,
    least_pending: i64,
    /// Bytes before the first block (column names, file header).
    head: Vec<u8>,
    head_counted: bool,
    head_kept: bool,
}

/// Compression of blocks held in memory.
const LEVEL: i32 = 1;

impl Blocks {
    /// Reads the member once and holds its blocks compressed. The decoder learns the head of the
    /// member on the way. `keep`: the stored bytes are wanted too.
    pub(super) fn new(
        inputs: &Inputs,
        part: &Part,
        order: Vec<TimedBlock>,
        decoder: &mut Decoder,
        keep: bool,
    ) -> io::Result<Self> {
        let mut reader = inputs.open(part.place)?;
        let mut in_file = order;
        in_file.sort_by_key(|timed| timed.block.offset);
        let before = in_file.first().map_or(0, |timed| timed.block.offset);
        let mut head = Vec::new();
        reader.by_ref().take(before).read_to_end(&mut head)?;
        let mut ignored = Batch::default();
        decoder.push(&head, &mut ignored);
        let mut held = Vec::with_capacity(in_file.len());
        let mut raw = Vec::new();
        for timed in in_file {
            raw.clear();
            reader.by_ref().take(timed.block.length).read_to_end(&mut raw)?;
            if held.is_empty() {
                // Formats that learn from the first records need to have seen them.
                decoder.push(&raw, &mut ignored);
            }
            let packed = zstd::bulk::compress(&raw, LEVEL)?;
            // The compressor reserves for the worst case, ten times what logs need.
            held.push((timed, packed.as_slice().to_vec()));
        }
        let mut waiting: Vec<usize> = (0..held.len()).collect();
        waiting.sort_by_key(|index| (held[*index].0.least, held[*index].0.block.offset));
        Ok(Self {
            unkept: if keep { (0..held.len()).collect() } else { VecDeque::new() },
            held,
            waiting: waiting.into(),
            pending: false,
            least_pending: i64::MAX,
            head,
            head_counted: false,
            head_kept: !keep,
        })
    }

    /// Decodes the next piece into `batch`; first, though, gives the stored bytes that are to be
    /// kept, in the order of the file and without any event.
    pub(super) fn fill(
        &mut self,
        decoder: &mut Decoder,
        batch: &mut Batch,
    ) -> Option<(u64, Vec<u8>)> {
        batch.clear();
        if !self.head_kept {
            self.head_kept = true;
            return Some((0, self.head.clone()));
        }
        if let Some(index) = self.unkept.pop_front() {
            return Some((self.held[index].0.block.offset, self.unpack(index)));
        }
        if !self.head_counted {
            self.head_counted = true;
            // The head holds no record; its bytes are structure.
            batch.events.tally.parsed += self.head.len() as u64;
        }
        if self.pending {
            self.pending = false;
            let counted = batch.events.tally;
            decoder.finish(batch);
            batch.events.tally.add(&counted);
            return None;
        }
        if let Some(index) = self.waiting.pop_front() {
            let raw = self.unpack(index);
            let timed = self.held[index].0;
            self.held[index].1 = Vec::new();
            let counted = batch.events.tally;
            decoder.jump(timed.block.offset, timed.block.line);
            decoder.push(&raw, batch);
            batch.events.tally.add(&counted);
            (self.pending, self.least_pending) = (true, timed.least);
        }
        None
    }

    fn unpack(&self, index: usize) -> Vec<u8> {
        let (timed, packed) = &self.held[index];
        let size = usize::try_from(timed.block.length).unwrap_or(0);
        zstd::bulk::decompress(packed, size).expect("what was compressed here can be decompressed")
    }

    /// Bytes of the member.
    pub(super) fn bytes(&self) -> u64 {
        let blocks: u64 = self.held.iter().map(|(timed, _)| timed.block.length).sum();
        self.head.len() as u64 + blocks
    }

    /// No batch to come has an event before this time.
    pub(super) fn safe(&self) -> i64 {
        let waiting = self.waiting.front().map_or(i64::MAX, |index| self.held[*index].0.least);
        if self.pending { waiting.min(self.least_pending) } else { waiting }
    }

    /// Whether everything has been handed over.
    pub(super) fn is_done(&self) -> bool {
        self.waiting.is_empty() && self.unkept.is_empty() && !self.pending && self.head_counted
    }
}
