//! Kept text: the raw bytes of every stream, compressed, so that a case outlives its bundle.
//!
//! `text/blocks.zst` holds zstd frames of at most [`BLOCK`] raw bytes each, one after the other;
//! `text/blocks.tbl` one [`Block`] entry a frame. Both only grow. How long they are, each commit of
//! the index says ([`Extent`]): a reader looks no further, a writer cuts them there. So kept text
//! is never ahead of nor behind the events.
//!
//! A commit packs whatever waits, so a log that grows slowly leaves a small block a commit. As in a
//! log-structured merge tree (O'Neil et al. 1996), [`FANOUT`] small blocks of like size become one
//! larger block, whose entry replaces theirs. What was replaced or dropped is garbage; when most of
//! the files is, what lives is copied to files of the next generation (`text/blocks-1.zst`, ...), and
//! the old ones go one commit after the one that names the new.

mod compact;
mod file;
mod reader;
mod table;
#[cfg(test)]
mod tests;
mod writer;

pub use self::reader::{KeptText, StreamReader};
pub use self::table::Extent;
pub(crate) use self::table::{Block, Table};
pub(crate) use self::writer::TextWriter;

/// Raw bytes in a full block. A hit costs one block to unpack; smaller blocks pack worse.
pub(crate) const BLOCK: usize = 64 * 1024;

/// So many trailing blocks of a stream within one tier are merged; also the ratio of two tiers.
pub(crate) const FANOUT: usize = 16;
