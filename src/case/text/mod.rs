//! Kept text: the raw bytes of every stream, compressed, so that a case outlives its bundle.
//!
//! `text/blocks.zst` holds zstd frames of at most [`BLOCK`] raw bytes each, one after the other;
//! `text/blocks.tbl` one [`Block`] entry a frame. Both only grow. How long they are, each commit of
//! the index says ([`Extent`]): a reader looks no further, a writer cuts them there. So kept text
//! is never ahead of nor behind the events.

mod reader;
mod table;
#[cfg(test)]
mod tests;
mod writer;

pub use self::reader::{KeptText, StreamReader};
pub use self::table::Extent;
pub(crate) use self::table::{Block, Table};
pub(crate) use self::writer::TextWriter;

/// Raw bytes in a full block. A hit costs one block (0.3 ms to unpack); smaller blocks pack worse.
pub(crate) const BLOCK: usize = 256 * 1024;

/// Name of the file of frames.
pub(crate) const FRAMES: &str = "blocks.zst";
/// Name of the table of frames.
pub(crate) const TABLE: &str = "blocks.tbl";
