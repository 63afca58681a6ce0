//! How far the clocks of two hosts are apart, estimated from pairs of stamps of one happening.
//!
//! A pair is a stamp by each clock. Where one record holds both (the `Date` header of an answer,
//! dumped into the trace of the host that asked), or a key joins them, the pairs are given; where
//! only kinds of happenings are known on both sides, [`align`] looks for the one shift at which the
//! two series agree. The estimate is the median of the differences; its error is what the stamps
//! cannot resolve plus the spread (median absolute deviation, scaled to a standard deviation of the
//! normal distribution: P. J. Rousseeuw and C. Croux, "Alternatives to the Median Absolute
//! Deviation", JASA 88, 1993). Anything that speaks against one constant shift (pairs that disagree,
//! a clock that was set in between, a rival shift) gives no estimate but the reason.

use super::{HOUR, MINUTE, SECOND};
use crate::report::seconds;

/// Stamps of one happening by two clocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pair {
    /// By the clock of the reference, UTC nanoseconds.
    pub at: i64,
    /// How far the other clock was ahead, nanoseconds.
    pub apart: i64,
}

/// What pairs of one kind can tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kind {
    /// What they are, in a sentence after "from".
    pub what: &'static str,
    /// Added to the median: the mean of what stamps cut off and of what lies between the happening
    /// and its stamp, nanoseconds.
    pub bias: i64,
    /// Half the range of that: the error of a single pair.
    pub grain: i64,
    /// Pairs farther than this from the median disagree with it.
    pub width: i64,
    /// Fewer pairs tell nothing.
    pub least: usize,
}

/// `Date` headers of answers in the trace of the host that asked. The header is cut to whole seconds
/// (RFC 9110 §5.6.7), the record follows it by the way back and the writing, taken as up to a second.
pub const ANSWERS: Kind = Kind {
    what: "the Date headers of its answers",
    bias: SECOND / 2,
    grain: SECOND,
    width: 3 * SECOND / 2,
    least: 5,
};

/// Push notifications that Unity Connection refused: the request log of Jetty (whole seconds, when
/// the request came) and the event that Exchange logged about it (to the second in some exports).
pub const REFUSALS: Kind = Kind {
    what: "push notifications refused, in the request log and in events 5 to 7",
    bias: -SECOND / 4,
    grain: 5 * SECOND / 4,
    width: 2 * SECOND,
    least: 3,
};

/// First failed connects of subscriptions against the keep-alive that stayed away. A connect fails
/// at once (reset) or after 21 seconds (three unanswered SYN of Windows, 3 + 6 + 12 s); keep-alives
/// come within two seconds of their slot.
pub const SILENCES: Kind = Kind {
    what: "the keep-alives that stayed away and the event 5 about each of them",
    bias: -21 * SECOND / 2,
    grain: 25 * SECOND / 2,
    width: 15 * SECOND,
    least: 3,
};

/// An estimate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Estimate {
    /// How far the other clock is ahead, nanoseconds.
    pub offset: i64,
    /// How far that may be wrong, either way.
    pub error: i64,
    /// Pairs it rests on.
    pub pairs: usize,
}

/// Clocks that differ by more than this are taken for a wrong date or zone.
pub const MOST: i64 = 12 * HOUR;
/// Shifts that [`align`] looks for.
const WITHIN: i64 = 3 * HOUR;
/// More pairs of candidates than this are too many repeats to be told apart.
const MOST_CANDIDATES: usize = 1 << 20;
/// Zones are whole quarters of an hour.
const QUARTER: i64 = 15 * MINUTE;

/// The estimate from pairs of one kind, or why there is none.
pub fn estimate(pairs: &[Pair], kind: &Kind) -> Result<Estimate, String> {
    if pairs.len() < kind.least {
        let (count, least) = (pairs.len(), kind.least);
        return Err(format!("{count} pairs from {}, at least {least} are needed", kind.what));
    }
    let mut in_time = pairs.to_vec();
    in_time.sort_unstable();
    let middle = median(in_time.iter().map(|pair| pair.apart));
    if middle.abs() > MOST {
        return Err("more than 12 hours apart: the date or the zone of one of them is wrong".into());
    }
    let agrees = |pair: &&Pair| (pair.apart - middle).abs() <= kind.width;
    let agreeing = in_time.iter().filter(agrees).count();
    if (in_time.len() - agreeing) * 5 > in_time.len() {
        let apart = in_time.iter().map(|pair| pair.apart);
        let (least, most) = (apart.clone().min().unwrap_or(0), apart.max().unwrap_or(0));
        return Err(format!(
            "the pairs disagree ({} to {}): several hosts under one name, or a clock that was set",
            signed(least),
            signed(most),
        ));
    }
    if let Some((before, after)) = step(&in_time, middle, kind) {
        let (before, after) = (signed(before), signed(after));
        return Err(format!(
            "it changed from {before} to {after}: a clock was set in between, or summer time changed"
        ));
    }
    let spread = median(in_time.iter().filter(agrees).map(|pair| (pair.apart - middle).abs()));
    Ok(Estimate {
        offset: middle + kind.bias,
        error: kind.grain.saturating_add(scatter(spread, agreeing)),
        pairs: agreeing,
    })
}

/// What the median of `count` differences may be off by, if half of them lie within `spread` of it:
/// one standard deviation (1.4826 times the median absolute deviation), and of few pairs three times
/// the standard error of a median (1.2533 standard deviations by the root of the count).
fn scatter(spread: i64, count: usize) -> i64 {
    let deviation = spread.saturating_mul(14_826) / 10_000;
    let root = i64::try_from(count.saturating_mul(10_000).isqrt()).unwrap_or(i64::MAX).max(1);
    deviation.max(deviation.saturating_mul(376) / root)
}

/// Where the difference changed for good: from what to what. Pairs in order of time.
fn step(pairs: &[Pair], middle: i64, kind: &Kind) -> Option<(i64, i64)> {
    let apart: Vec<i64> = pairs.iter().map(|pair| pair.apart).collect();
    let half = apart.len() / 2;
    let (first, second) = apart.split_at_checked(half)?;
    let of = |part: &[i64]| median(part.iter().copied());
    if !first.is_empty() && (of(first) - of(second)).abs() > 2 * kind.grain {
        return Some((of(first), of(second)));
    }
    // Three in a row that disagree with the median and agree with one another: no slow answers.
    let strange = |run: &&[i64]| {
        run.iter().all(|apart| (apart - middle).abs() > kind.width)
            && run.iter().max().zip(run.iter().min()).is_some_and(|(a, b)| a - b <= 2 * kind.width)
    };
    let run = apart.windows(3).find(strange)?;
    Some((middle, of(run)))
}

/// Happenings of one kind: by the clock of the reference, and by the other clock.
pub type Series = (Vec<i64>, Vec<i64>);

/// Pairs of two series of happenings that have no key of their own beyond that of their series: the
/// stamps by the reference, and by the other clock. Right only if there is one shift, of at most
/// three hours, at which half of all that can agree does, and no other at which half as many do.
pub fn align(series: &[Series], width: i64) -> Result<Vec<Pair>, String> {
    let possible: usize = series.iter().map(|(one, other)| one.len().min(other.len())).sum();
    let work: usize = series.iter().map(|(one, other)| one.len() * other.len()).sum();
    if work > MOST_CANDIDATES {
        return Err("the same happenings repeat too often to be told apart".into());
    }
    let mut all = Vec::new();
    for (one, other) in series {
        for at in one {
            let near = other.iter().map(|there| Pair { at: *at, apart: there - at });
            all.extend(near.filter(|pair| pair.apart.abs() <= WITHIN));
        }
    }
    all.sort_unstable_by_key(|pair| (pair.apart, pair.at));
    let windows = windows(&all, width);
    let Some((votes, from, to)) =
        windows.iter().copied().max_by_key(|(votes, from, _)| (*votes, std::cmp::Reverse(*from)))
    else {
        return Ok(Vec::new());
    };
    let chosen = all.get(from..to).unwrap_or_default();
    let (low, high) = (chosen.first().map_or(0, |p| p.apart), chosen.last().map_or(0, |p| p.apart));
    let rival = windows.iter().filter(|(_, from, to)| {
        let end = |index: usize| all.get(index).map_or(0, |pair| pair.apart);
        end(to - 1) < low - width || end(*from) > high + width
    });
    let rival = rival.map(|(votes, _, _)| *votes).max().unwrap_or(0);
    if votes * 2 < possible || rival * 2 > votes {
        return Err(format!(
            "{votes} of {possible} happenings agree at one shift, {rival} at another: ambiguous"
        ));
    }
    let mut pairs = chosen.to_vec();
    pairs.sort_unstable();
    pairs.dedup_by_key(|pair| pair.at);
    Ok(pairs)
}

/// For every candidate the window of `width` that it begins: distinct happenings in it, from, to.
fn windows(all: &[Pair], width: i64) -> Vec<(usize, usize, usize)> {
    let mut seen: std::collections::BTreeMap<i64, usize> = std::collections::BTreeMap::new();
    let mut windows = Vec::with_capacity(all.len());
    let mut to = 0;
    for (from, first) in all.iter().enumerate() {
        while let Some(pair) = all.get(to).filter(|pair| pair.apart - first.apart <= width) {
            *seen.entry(pair.at).or_default() += 1;
            to += 1;
        }
        windows.push((seen.len(), from, to));
        if let Some(count) = seen.get_mut(&first.at) {
            *count -= 1;
            if *count == 0 {
                seen.remove(&first.at);
            }
        }
    }
    windows
}

/// The best of estimates of several kinds; if two contradict each other, none.
pub fn weigh(estimates: &[(Kind, Estimate)]) -> Result<(Kind, Estimate), String> {
    let Some(best) = estimates.iter().min_by_key(|(_, one)| one.error) else {
        return Err("no stamps of one happening by both clocks".into());
    };
    let against = estimates.iter().find(|(_, other)| {
        (other.offset - best.1.offset).abs() > other.error.saturating_add(best.1.error)
    });
    match against {
        None => Ok(*best),
        Some((kind, other)) => Err(format!(
            "{} say {}, {} say {}",
            best.0.what,
            signed(best.1.offset),
            kind.what,
            signed(other.offset)
        )),
    }
}

/// How the reason of a clock says that an offset was taken off its times.
pub const TAKEN_OFF: &str = "; clock offset taken off: ";

/// What is left of an offset when the zone is not known: the part within a quarter of an hour.
pub fn residue(offset: i64) -> i64 {
    (offset + QUARTER / 2).rem_euclid(QUARTER) - QUARTER / 2
}

/// `+37.2 s`.
pub fn signed(nanos: i64) -> String {
    format!("{}{}", if nanos < 0 { '-' } else { '+' }, seconds(nanos.saturating_abs()))
}

fn median(values: impl Iterator<Item = i64>) -> i64 {
    let mut values: Vec<i64> = values.collect();
    values.sort_unstable();
    let half = values.len() / 2;
    let upper = values.get(half).copied().unwrap_or(0);
    if values.len() % 2 == 1 {
        return upper;
    }
    let lower = half.checked_sub(1).and_then(|lower| values.get(lower)).copied().unwrap_or(upper);
    lower + (upper - lower) / 2
}

#[cfg(test)]
mod tests;
