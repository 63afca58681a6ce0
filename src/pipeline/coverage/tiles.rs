//! The window cut into what was seen and what was not.

use mbxtrace_rules::Seen;

use crate::clock::MINUTE;
use crate::report::{Coverage, Hole};

/// Why nothing is known of the begin of the window.
pub(super) const BEFORE: &str = "before the first record";

/// Spans and holes of a source within the window, and its minutes.
pub(in crate::pipeline) fn covered(seen: &Seen, window: (i64, i64)) -> Coverage {
    let (spans, holes) = tiles(seen, window);
    let minutes_seen = minutes(&spans);
    let all = minutes(&[window]);
    Coverage {
        node: seen.node.clone(),
        family: seen.family,
        spans,
        holes,
        minutes_seen,
        minutes_missing: all.saturating_sub(minutes_seen),
        truncated: 0,
        undated_records: 0,
        remarks: Vec::new(),
        misleads: false,
        begins_with: Vec::new(),
    }
}

/// The window cut into what was seen and what was not.
fn tiles(seen: &Seen, (begin, end): (i64, i64)) -> (Vec<(i64, i64)>, Vec<Hole>) {
    let (mut spans, mut holes) = (Vec::new(), Vec::new());
    let edge = |from: i64, to: i64, because: &str| Hole {
        from,
        to,
        at_edge: true,
        because: because.to_owned(),
    };
    let Some((first, last)) = seen.span.filter(|(first, last)| *first <= end && *last >= begin)
    else {
        return (spans, vec![edge(begin, end, "no record in the window")]);
    };
    let (first, last) = (first.max(begin), last.min(end));
    if begin < first {
        holes.push(edge(begin, first, BEFORE));
    }
    let mut reached = first;
    for hole in &seen.holes {
        let (from, to) = (hole.from.max(reached), hole.to.min(last));
        if from >= to {
            continue;
        }
        if from > reached || spans.is_empty() {
            spans.push((reached, from));
        }
        holes.push(Hole { from, to, at_edge: false, because: hole.because.clone() });
        reached = to;
    }
    spans.push((reached, last));
    if last < end {
        holes.push(edge(last, end, "after the last record"));
    }
    (spans, holes)
}

/// Minutes of the clock that spans touch; spans in order.
fn minutes(spans: &[(i64, i64)]) -> u64 {
    let (mut count, mut reached) = (0, i64::MIN);
    for (from, to) in spans {
        let (from, to) = (from.div_euclid(MINUTE).max(reached), to.div_euclid(MINUTE));
        if from <= to {
            count += (to - from + 1).unsigned_abs();
            reached = to + 1;
        }
    }
    count
}
