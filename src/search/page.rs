//! A page of records before or after a place in the merged timeline, and the next failure from there.
//! Only what is asked for is read back, however large the case is.

use super::{Hit, SearchError, compile, hit};
use crate::case::{Case, Filter, Place, Scan, Stop};

/// A place in the timeline: (time, stream, offset), the total order of records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct At {
    /// UTC, nanoseconds since 1970.
    pub time: i64,
    /// Number of the stream.
    pub stream: u32,
    /// Offset in the stream, in bytes.
    pub offset: u64,
}

impl At {
    /// Before all records.
    pub const START: Self = Self { time: i64::MIN, stream: 0, offset: 0 };
    /// After all records.
    pub const END: Self = Self { time: i64::MAX, stream: u32::MAX, offset: u64::MAX };

    /// Before all records of an instant.
    pub fn time(time: i64) -> Self {
        Self { time, stream: 0, offset: 0 }
    }

    fn of(place: &Place) -> Self {
        Self { time: place.time, stream: place.stream, offset: place.offset }
    }
}

/// A record and its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Where it stands in the timeline.
    pub at: At,
    /// What it says.
    pub hit: Hit,
}

/// Records in order of time, and whether there are none beyond.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// Oldest first.
    pub records: Vec<Record>,
    /// Whether the timeline ends (begins) with it.
    pub is_last: bool,
}

/// Which records, seen from a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Before it.
    Before,
    /// At it and after it.
    From,
    /// After it.
    After,
}

/// The `limit` records nearest to `at` on one side of it; an error if `stop` says so before.
pub fn page(
    case: &Case,
    query: &str,
    at: At,
    side: Side,
    limit: usize,
    stop: &Stop,
) -> Result<Page, SearchError> {
    let filter = compile(case, query)?;
    let (mut places, is_last) = places(case, filter, at, side, limit, stop)?;
    if side == Side::Before {
        places.reverse();
    }
    let ats: Vec<At> = places.iter().map(At::of).collect();
    let hits = hit::show(case, places, 0)?;
    let records = ats.into_iter().zip(hits).map(|(at, hit)| Record { at, hit }).collect();
    Ok(Page { records, is_last })
}

/// The nearest failure before or after `at` among the records of a query: a record of level error or
/// above, or one of `evidence` (in order).
pub fn failure(
    case: &Case,
    query: &str,
    at: At,
    side: Side,
    evidence: &[At],
    stop: &Stop,
) -> Result<Option<At>, SearchError> {
    let filter = compile(case, query)?;
    let failed = compile(case, "level:>=error")?;
    let both = Filter::And(vec![filter.clone(), failed]);
    let nearest = places(case, both, at, side, 1, stop)?.0.first().map(At::of);
    let is_nearer = |other: &&At| match side {
        Side::Before => **other < at && nearest.is_none_or(|nearest| **other > nearest),
        Side::From | Side::After => **other > at && nearest.is_none_or(|nearest| **other < nearest),
    };
    let mut nearer: Vec<At> = evidence.iter().filter(is_nearer).copied().collect();
    if side == Side::Before {
        nearer.reverse();
    }
    for other in nearer {
        if matches(case, &filter, other, stop)? {
            return Ok(Some(other));
        }
    }
    Ok(nearest)
}

/// Whether the record at a place is there and matches.
fn matches(case: &Case, filter: &Filter, at: At, stop: &Stop) -> Result<bool, SearchError> {
    let filter = Filter::And(vec![filter.clone(), Filter::Streams(vec![at.stream])]);
    let (found, _) = places(case, filter, at, Side::From, 1, stop)?;
    Ok(found.first().is_some_and(|place| At::of(place) == at))
}

/// The nearest places, nearest first, and whether there are none beyond. Records of the same instant
/// on the wrong side of `at` are found too: more are asked for until enough are on the right one.
fn places(
    case: &Case,
    filter: Filter,
    at: At,
    side: Side,
    limit: usize,
    stop: &Stop,
) -> Result<(Vec<Place>, bool), SearchError> {
    let is_before = side == Side::Before;
    let scan = Scan {
        filter,
        since: (!is_before && at.time > i64::MIN).then_some(at.time),
        until: at.time.checked_add(1).filter(|_| is_before),
        stop: stop.clone(),
    };
    let mut asked = limit.saturating_add(2);
    loop {
        let found = case.find(&scan, asked, is_before, false)?.places;
        let is_all = found.len() < asked;
        let mut wanted: Vec<Place> = found
            .into_iter()
            .filter(|place| match side {
                Side::Before => At::of(place) < at,
                Side::From => At::of(place) >= at,
                Side::After => At::of(place) > at,
            })
            .collect();
        if is_all || wanted.len() > limit {
            let is_last = is_all && wanted.len() <= limit;
            wanted.truncate(limit);
            return Ok((wanted, is_last));
        }
        asked = asked.saturating_mul(4);
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use proptest::prelude::*;

    use super::*;
    use crate::case::sample;

    /// Two logs with many records at the same second.
    fn case(folder: &Path) -> Case {
        let log = |client: &str, seconds: &[u32]| -> String {
            let target = sample::notification("0a1b");
            seconds.iter().map(|second| sample::line(*second, client, &target, "200")).collect()
        };
        let one = log("192.0.2.1", &[1, 1, 1, 2, 5, 5, 9]);
        let other = log("192.0.2.2", &[1, 1, 5, 5, 5, 12]);
        sample::case(folder, &[("a.log", "n1", &one), ("b.log", "n1", &other)])
    }

    #[test]
    fn pages_walked_either_way_give_every_record_once() {
        let folder = tempfile::tempdir().unwrap();
        let case = case(folder.path());
        let all = page(&case, "", At::START, Side::From, 100, &Stop::default()).unwrap();
        assert!(all.is_last && all.records.len() == 13);
        assert!(all.records.windows(2).all(|two| two[0].at < two[1].at));
        proptest!(ProptestConfig::with_cases(32), |(limit in 1_usize..6)| {
            let (mut at, mut forward) = (At::START, Vec::new());
            loop {
                let next = page(&case, "", at, Side::After, limit, &Stop::default()).unwrap();
                at = next.records.last().map_or(at, |record| record.at);
                forward.extend(next.records);
                if next.is_last { break; }
            }
            prop_assert_eq!(&forward, &all.records);
            let (mut at, mut backward) = (At::END, Vec::new());
            loop {
                let next = page(&case, "", at, Side::Before, limit, &Stop::default()).unwrap();
                at = next.records.first().map_or(at, |record| record.at);
                backward.splice(0..0, next.records);
                if next.is_last { break; }
            }
            prop_assert_eq!(&backward, &all.records);
        });
    }

    #[test]
    fn evidence_is_a_failure_only_if_the_query_lets_it_through() {
        let folder = tempfile::tempdir().unwrap();
        let case = case(folder.path());
        let all = page(&case, "", At::START, Side::From, 100, &Stop::default()).unwrap().records;
        let evidence = [all[3].at, all[8].at];
        let next = |query: &str, at, side| {
            failure(&case, query, at, side, &evidence, &Stop::default()).unwrap()
        };
        assert_eq!(next("", At::START, Side::After), Some(evidence[0]));
        assert_eq!(next("", evidence[0], Side::After), Some(evidence[1]));
        assert_eq!(next("", evidence[1], Side::After), None);
        assert_eq!(next("", At::END, Side::Before), Some(evidence[1]));
        assert_eq!(next("http_status:404", At::START, Side::After), None);
        let never = Stop::default();
        assert!(failure(&case, "nosuch:1", At::START, Side::After, &evidence, &never).is_err());
    }

    #[test]
    fn a_page_and_a_failure_give_up_when_told() {
        let folder = tempfile::tempdir().unwrap();
        let case = case(folder.path());
        let now = Stop::when(|| true);
        let is_stopped = |error: SearchError| {
            matches!(error, SearchError::Case(crate::case::CaseError::Stopped))
        };
        assert!(page(&case, "", At::START, Side::From, 5, &now).is_err_and(is_stopped));
        assert!(failure(&case, "", At::START, Side::After, &[], &now).is_err_and(is_stopped));
    }
}
