//! Coverage and clock offsets as JSON.

use serde::Serialize;

use crate::clock::rfc3339;
use crate::report::{ClockOffset, Coverage, Hole};

#[derive(Serialize)]
pub(super) struct CoverageOut<'a> {
    node: &'a str,
    family: &'static str,
    spans: Vec<SpanOut>,
    holes: Vec<HoleOut<'a>>,
    minutes_seen: u64,
    minutes_missing: u64,
    truncated: u64,
    undated_records: u64,
    remarks: &'a [String],
    misleads: bool,
    begins_with: &'a [String],
}

impl<'a> CoverageOut<'a> {
    pub(super) fn of(coverage: &'a Coverage) -> Self {
        let span = |(from, to): &(i64, i64)| SpanOut { from: rfc3339(*from), to: rfc3339(*to) };
        Self {
            node: &coverage.node,
            family: coverage.family.name(),
            spans: coverage.spans.iter().map(span).collect(),
            holes: coverage.holes.iter().map(HoleOut::of).collect(),
            minutes_seen: coverage.minutes_seen,
            minutes_missing: coverage.minutes_missing,
            truncated: coverage.truncated,
            undated_records: coverage.undated_records,
            remarks: &coverage.remarks,
            misleads: coverage.misleads,
            begins_with: &coverage.begins_with,
        }
    }
}

#[derive(Serialize)]
struct SpanOut {
    from: String,
    to: String,
}

#[derive(Serialize)]
struct HoleOut<'a> {
    from: String,
    to: String,
    because: &'a str,
    at_edge: bool,
}

impl<'a> HoleOut<'a> {
    fn of(hole: &'a Hole) -> Self {
        let (from, to) = (rfc3339(hole.from), rfc3339(hole.to));
        Self { from, to, because: &hole.because, at_edge: hole.at_edge }
    }
}

/// Spans in milliseconds: finer than any estimate, and whole numbers.
#[derive(Serialize)]
pub(super) struct ClockOffsetOut<'a> {
    host: &'a str,
    reference: &'a str,
    offset_ms: Option<i64>,
    error_ms: Option<i64>,
    pairs: u64,
    because: &'a str,
    collect: &'a str,
    applied_ms: Option<i64>,
}

impl<'a> ClockOffsetOut<'a> {
    pub(super) fn of(one: &'a ClockOffset) -> Self {
        let milliseconds = |nanos: Option<i64>| nanos.map(|nanos| nanos / 1_000_000);
        Self {
            host: &one.host,
            reference: &one.reference,
            offset_ms: milliseconds(one.offset),
            error_ms: milliseconds(one.error),
            pairs: one.pairs,
            because: &one.because,
            collect: &one.collect,
            applied_ms: milliseconds(one.applied),
        }
    }
}
