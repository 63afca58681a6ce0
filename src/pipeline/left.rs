//! How a member was left: read to its end, or at rest until its next byte.

use mbxtrace_parsers::{Decoder, Problem, Tally};
use mbxtrace_rules::Evidence;
use xxhash_rust::xxh3::Xxh3;

use crate::clock::Clock;

/// A member that goes on to grow, as it was left: everything needed to go on with the next byte.
pub(super) struct Resting {
    /// Which member of the stream.
    pub(super) part: usize,
    /// Holds what was read of the record at the end.
    pub(super) decoder: Decoder,
    /// Clock after the last record.
    pub(super) clock: Clock,
    /// What has been read so far.
    pub(super) end: PartEnd,
    /// Hash of all bytes so far.
    pub(super) hash: Xxh3,
    /// Its newest record.
    pub(super) newest: Option<Evidence>,
    /// Offset and length of the record at the end, if that was handed over.
    pub(super) told: Option<(u64, u32)>,
    /// Whether the last byte ended a line.
    pub(super) is_at_line_end: bool,
    /// Since when records before its first one are missing, and why, if it has none yet.
    pub(super) hole: Option<(i64, String)>,
}

/// What is known of a member when it has been read.
#[derive(Clone, Debug, Default)]
pub(super) struct PartEnd {
    pub(super) bytes: u64,
    pub(super) tally: Tally,
    pub(super) events: u64,
    pub(super) first: Option<i64>,
    pub(super) last: Option<i64>,
    pub(super) problems: Vec<Problem>,
    /// What was taken off its times because a clock is ahead.
    pub(super) taken_off: Option<i64>,
}
