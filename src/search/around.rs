//! What stood around a hit in all sources, on one clock.

use super::{Hit, SearchError, hit};
use crate::case::{Case, Filter, Scan, Stop};

/// A span of time around one hit or several, and all records in it.
#[derive(Clone, Debug, Default)]
pub struct Block {
    /// Begin of the span, UTC nanoseconds.
    pub since: i64,
    /// End of the span, no longer in it.
    pub until: i64,
    /// Its records, oldest first, and whether each is a hit.
    pub records: Vec<(Hit, bool)>,
    /// Records of the span that are not among them.
    pub more: u64,
}

/// Records of all streams within `reach` nanoseconds of each hit; spans that overlap are one. Of each
/// span at most `most` records are read: half of the room goes to what stood before the first hit
/// at most, so that the hit is always among them.
pub fn around(
    case: &Case,
    hits: &[Hit],
    reach: i64,
    most: usize,
    stop: &Stop,
) -> Result<Vec<Block>, SearchError> {
    let mut hits: Vec<&Hit> = hits.iter().collect();
    hits.sort_by_key(|hit| hit.time);
    let groups = hits
        .chunk_by(|one, next| next.time.saturating_sub(reach) <= one.time.saturating_add(reach));
    groups.map(|group| block(case, group, reach, most, stop)).collect()
}

fn block(
    case: &Case,
    hits: &[&Hit],
    reach: i64,
    most: usize,
    stop: &Stop,
) -> Result<Block, SearchError> {
    let (Some(first), Some(last)) = (hits.first(), hits.last()) else {
        return Ok(Block::default());
    };
    let since = first.time.saturating_sub(reach);
    let until = last.time.saturating_add(reach).saturating_add(1);
    let scan = |since, until| Scan {
        filter: Filter::All,
        since: Some(since),
        until: Some(until),
        stop: stop.clone(),
    };
    let total = case.count(&scan(since, until))?;
    let before = case.find(&scan(since, first.time), most / 2, true, false)?;
    let room = most.saturating_sub(before.places.len());
    let after = case.find(&scan(first.time, until), room, false, false)?;
    let places = before.places.into_iter().rev().chain(after.places).collect();
    let is_hit = |record: &Hit| {
        hits.iter().any(|hit| (&hit.path, hit.offset) == (&record.path, record.offset))
    };
    let records: Vec<(Hit, bool)> = hit::show(case, places, 0)?
        .into_iter()
        .map(|record| {
            let is_hit = is_hit(&record);
            (record, is_hit)
        })
        .collect();
    let more = total.saturating_sub(records.len() as u64);
    Ok(Block { since, until, records, more })
}
