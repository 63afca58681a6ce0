//! The table of kept blocks: which bytes of which stream stand where in the file of frames.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// How much of the two files a commit vouches for, in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extent {
    /// Of the file of frames.
    pub frames: u64,
    /// Of the table.
    pub table: u64,
    /// Number in the names of the two files; 0 for the first, whose names carry none.
    #[serde(default)]
    pub generation: u64,
}

/// One block: a run of raw bytes of one stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Block {
    /// Stream it belongs to.
    pub(crate) stream: u32,
    /// Raw bytes in it.
    pub(crate) length: u32,
    /// First raw byte, in the stream.
    pub(crate) offset: u64,
    /// Where its frame starts in the file of frames.
    pub(crate) place: u64,
    /// Length of its frame.
    pub(crate) packed: u32,
    /// Line ends in it.
    pub(crate) line_ends: u32,
    /// Line ends of the stream before it.
    pub(crate) lines_before: u64,
}

impl Block {
    /// Bytes of an entry in the table; all numbers little endian.
    pub(crate) const SIZE: usize = 40;

    /// The entry that says that everything before it of a stream was dropped: a block of no bytes.
    pub(crate) fn dropped(stream: u32) -> Self {
        Self { stream, length: 0, offset: 0, place: 0, packed: 0, line_ends: 0, lines_before: 0 }
    }

    /// Its size class: blocks of one tier differ by less than [`super::FANOUT`] in length.
    pub(crate) fn tier(&self) -> u32 {
        self.length.max(1).ilog2() / super::FANOUT.ilog2()
    }

    /// Whether no more fits in.
    pub(crate) fn is_full(&self) -> bool {
        self.length as usize >= super::BLOCK
    }

    /// First raw byte after it.
    pub(crate) fn end(&self) -> u64 {
        self.offset + u64::from(self.length)
    }

    /// The entry in the table.
    pub(crate) fn to_bytes(self) -> [u8; Self::SIZE] {
        let mut entry = [0; Self::SIZE];
        entry[0..4].copy_from_slice(&self.stream.to_le_bytes());
        entry[4..8].copy_from_slice(&self.length.to_le_bytes());
        entry[8..16].copy_from_slice(&self.offset.to_le_bytes());
        entry[16..24].copy_from_slice(&self.place.to_le_bytes());
        entry[24..28].copy_from_slice(&self.packed.to_le_bytes());
        entry[28..32].copy_from_slice(&self.line_ends.to_le_bytes());
        entry[32..40].copy_from_slice(&self.lines_before.to_le_bytes());
        entry
    }

    /// Reads an entry.
    pub(crate) fn from_bytes(entry: &[u8; Self::SIZE]) -> Self {
        let half = |at: usize| {
            u32::from_le_bytes([entry[at], entry[at + 1], entry[at + 2], entry[at + 3]])
        };
        let whole = |at: usize| u64::from(half(at)) | (u64::from(half(at + 4)) << 32);
        Self {
            stream: half(0),
            length: half(4),
            offset: whole(8),
            place: whole(16),
            packed: half(24),
            line_ends: half(28),
            lines_before: whole(32),
        }
    }
}

/// All blocks that live, by stream and then by offset.
#[derive(Clone, Debug, Default)]
pub(crate) struct Table {
    streams: BTreeMap<u32, Vec<Block>>,
    live: Extent,
}

impl Table {
    /// Reads the entries of a table; a cut entry at the end is ignored.
    pub(crate) fn from_bytes(table: &[u8]) -> Self {
        let mut blocks = Self::default();
        let (entries, _) = table.as_chunks::<{ Block::SIZE }>();
        for entry in entries {
            blocks.push(Block::from_bytes(entry));
        }
        blocks
    }

    /// Adds a block to its stream; it replaces those that begin at or after its first byte. A block
    /// of no bytes drops the stream.
    pub(crate) fn push(&mut self, block: Block) {
        let blocks = self.streams.entry(block.stream).or_default();
        let is_drop = block.length == 0;
        let kept = blocks.partition_point(|known| !is_drop && known.offset < block.offset);
        for replaced in blocks.drain(kept..) {
            self.live.frames -= u64::from(replaced.packed);
            self.live.table -= Block::SIZE as u64;
        }
        if is_drop {
            self.streams.remove(&block.stream);
            return;
        }
        self.live.frames += u64::from(block.packed);
        self.live.table += Block::SIZE as u64;
        blocks.push(block);
    }

    /// What the blocks that live take in the two files; the generation is 0.
    pub(crate) fn live(&self) -> Extent {
        self.live
    }

    /// All blocks, by stream and offset.
    pub(crate) fn blocks(&self) -> impl Iterator<Item = &Block> {
        self.streams.values().flatten()
    }

    /// The blocks at the end of a stream that follow one another without a gap, from the first that
    /// `is_taken` does not refuse (asked from the last one backwards).
    pub(crate) fn trailing(&self, stream: u32, is_taken: impl Fn(&Block) -> bool) -> &[Block] {
        let blocks = self.streams.get(&stream).map_or(&[][..], Vec::as_slice);
        let mut first = blocks.len();
        let mut next = None;
        for block in blocks.iter().rev() {
            if next.is_some_and(|offset| block.end() != offset) || !is_taken(block) {
                break;
            }
            (first, next) = (first - 1, Some(block.offset));
        }
        blocks.get(first..).unwrap_or_default()
    }

    /// The last block of a stream.
    pub(crate) fn last(&self, stream: u32) -> Option<&Block> {
        self.streams.get(&stream)?.last()
    }

    /// The blocks of a stream from the one that holds `offset` (or else the next one) on.
    pub(crate) fn from(&self, stream: u32, offset: u64) -> &[Block] {
        let blocks = self.streams.get(&stream).map_or(&[][..], Vec::as_slice);
        let first = blocks.partition_point(|block| block.end() <= offset);
        blocks.get(first..).unwrap_or_default()
    }

    /// The last block of a stream that starts before `offset`.
    pub(crate) fn before(&self, stream: u32, offset: u64) -> Option<&Block> {
        let blocks = self.streams.get(&stream)?;
        let count = blocks.partition_point(|block| block.offset < offset);
        blocks.get(count.checked_sub(1)?)
    }
}
