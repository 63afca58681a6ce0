//! Matches that were not told yet: what a commit brought, each once, also late by event time.
//!
//! Segments never change, so of a later commit only those not seen before are walked. A merge makes a
//! new segment of old events; an event is new only beyond the last one told of its stream, because
//! the events of a stream go in in the order of their offsets.

use std::collections::{BTreeMap, BTreeSet};

use super::columns::Places;
use super::error::CaseError;
use super::find::{matching, narrow};
use super::{Case, Place, Scan};

/// What was told already, for the same scan.
#[derive(Clone, Debug, Default)]
pub struct Told {
    segments: BTreeSet<String>,
    /// Offset of the last match of each stream.
    last: BTreeMap<u32, u64>,
}

impl Case {
    /// Matches that `told` does not hold, in the order of time, stream and offset; it holds them after.
    pub fn fresh(&self, scan: &Scan, told: &mut Told) -> Result<Vec<Place>, CaseError> {
        let plan = self.plan(scan)?;
        let (mut found, mut last) = (Vec::new(), told.last.clone());
        for span in self.spans(scan)? {
            if told.segments.contains(&span.reader.segment_id().uuid_string()) {
                continue;
            }
            let Places { streams, offsets, .. } = self.places(span.number)?;
            for doc in matching(plan.weight(&span, scan), span.reader, &scan.stop)? {
                let stream = narrow(streams.first(doc).unwrap_or_default());
                let offset = offsets.first(doc).unwrap_or_default();
                if told.last.get(&stream).is_none_or(|last| offset > *last) {
                    found.push((span.number, doc));
                    let last = last.entry(stream).or_insert(offset);
                    *last = offset.max(*last);
                }
            }
        }
        let places = found.into_iter().map(|(segment, doc)| self.place(segment, doc));
        let mut places = places.collect::<Result<Vec<_>, _>>()?;
        places.sort_by_key(|place| (place.time, place.stream, place.offset));
        self.told(&mut told.segments);
        told.last = last;
        Ok(places)
    }

    /// Takes all matches for told without reading them.
    pub fn skip(&self, scan: &Scan, told: &mut Told) -> Result<(), CaseError> {
        let plan = self.plan(scan)?;
        for span in self.spans(scan)? {
            let Places { streams, offsets, .. } = self.places(span.number)?;
            for doc in matching(plan.weight(&span, scan), span.reader, &scan.stop)? {
                let stream = narrow(streams.first(doc).unwrap_or_default());
                let offset = offsets.first(doc).unwrap_or_default();
                let last = told.last.entry(stream).or_insert(offset);
                *last = offset.max(*last);
            }
        }
        self.told(&mut told.segments);
        Ok(())
    }

    /// The segments of this commit; those that are gone are forgotten.
    fn told(&self, segments: &mut BTreeSet<String>) {
        let readers = self.searcher.segment_readers().iter();
        *segments = readers.map(|reader| reader.segment_id().uuid_string()).collect();
    }
}
