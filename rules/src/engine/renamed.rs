//! Keys that may go on under other names after a time of which nothing is known.
//!
//! A subscription that is made anew gets a new id (MS-OXWSNTIF: `Subscribe` answers with one). Where
//! that was logged, the chain is seen; in a hole it is not. What was heard before a hole and never
//! again after it is then no outage for sure, if others begin after it.

use std::collections::BTreeMap;

use super::Context;
use super::absence::Heartbeats;
use super::verdict::{Bench, Silence};

/// Of so many periods, a hole is long: names that were valid before it need not be after it.
const LONG: i64 = 12;

/// The keys about a hole.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Renamed {
    /// Heard up to the hole, and never after it.
    gone: usize,
    /// Heard for the first time when it was over.
    pub(super) begun: usize,
    /// When it was over.
    over: i64,
    /// When it began.
    since: i64,
}

impl Renamed {
    /// Whether a key that was last heard at this time, and is due within `slot`, fell silent in the hole.
    fn hides(&self, last: i64, slot: i64) -> bool {
        last < self.over && last.saturating_add(slot) >= self.since
    }
}

impl Heartbeats {
    /// The holes after which keys may go on under new names: as many began as are gone, or some after
    /// a long one.
    pub(super) fn renamed(&self, cx: Context<'_>) -> BTreeMap<(u32, usize), Renamed> {
        let mut about: BTreeMap<(u32, usize), Renamed> = BTreeMap::new();
        for (place, coverage) in (0..).zip(cx.world.coverages()) {
            for (index, hole) in coverage.holes.iter().enumerate() {
                let hole = Renamed { since: hole.from, over: hole.to, ..Renamed::default() };
                about.insert((place, index), hole);
            }
        }
        if about.is_empty() {
            return about;
        }
        let slot = self.spec.every.saturating_add(self.spec.tolerance);
        for (_, key) in self.keys.iter().filter(|(_, key)| !key.expected) {
            for (_, hole) in about.range_mut((key.coverage, 0)..=(key.coverage, usize::MAX)) {
                hole.gone += usize::from(hole.hides(key.last, slot));
                let is_first = key.first >= hole.over && key.first - hole.over <= slot;
                hole.begun += usize::from(is_first);
            }
        }
        about.retain(|_, hole| {
            let is_long = hole.over - hole.since >= self.spec.every.saturating_mul(LONG);
            hole.gone > 0 && hole.begun > 0 && (is_long || hole.begun >= hole.gone)
        });
        about
    }
}

/// When the hole was over in which the key of a silence that goes on may have been given another name,
/// and which hole.
pub(super) fn renamed_in(
    silence: &Silence<'_>,
    bench: &Bench<'_>,
    slot: i64,
) -> Option<(i64, usize)> {
    if silence.to.is_some() {
        return None;
    }
    let mut holes = bench.renamed.range((silence.coverage, 0)..=(silence.coverage, usize::MAX));
    let about = holes.find(|(_, hole)| hole.hides(silence.from, slot));
    about.map(|((_, index), hole)| (hole.over, *index))
}
