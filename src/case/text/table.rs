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

/// All blocks, by stream and then by offset.
#[derive(Clone, Debug, Default)]
pub(crate) struct Table {
    streams: BTreeMap<u32, Vec<Block>>,
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

    /// Adds the next block of its stream.
    pub(crate) fn push(&mut self, block: Block) {
        self.streams.entry(block.stream).or_default().push(block);
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
