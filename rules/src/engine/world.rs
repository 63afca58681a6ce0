//! What the engine knows of the streams: paths, and what time each source of each node covers.

use std::collections::BTreeMap;

use mbxtrace_parsers::{Event, Family, Origin, TimeQuality};

use crate::hash::FastMap;
use crate::span::DAY;

/// A time of which nothing is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hole {
    /// Last record before it, UTC nanoseconds.
    pub from: i64,
    /// First record after it.
    pub to: i64,
    /// Why: which files are missing, what broke off.
    pub because: String,
}

/// What was seen of one family of one node: what "nothing found" there stands on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Host; empty if unknown.
    pub node: String,
    /// Family of its records.
    pub family: Family,
    /// First and last record of any kind, UTC nanoseconds; `None` if none has a time.
    pub span: Option<(i64, i64)>,
    /// Times inside the span of which nothing is known, in order of time. They may overlap.
    pub holes: Vec<Hole>,
}

/// What one family of one node covers: from its first to its last record, less the holes.
#[derive(Clone, Debug)]
pub(crate) struct Coverage {
    pub(crate) node: String,
    pub(crate) family: Family,
    /// First and last record of any kind.
    pub(crate) seen: Option<(i64, i64)>,
    /// In order of time.
    pub(crate) holes: Vec<Hole>,
    /// Streams begun and not ended.
    open: u32,
}

impl Coverage {
    fn told(&self) -> Seen {
        let (node, holes) = (self.node.clone(), self.holes.clone());
        Seen { node, family: self.family, span: self.seen, holes }
    }

    fn alive(&mut self, at: i64) {
        let (first, last) = self.seen.unwrap_or((at, at));
        self.seen = Some((first.min(at), last.max(at)));
    }

    fn add_hole(&mut self, hole: Hole) {
        if hole.from < hole.to && !self.holes.contains(&hole) {
            let at =
                self.holes.partition_point(|known| (known.from, known.to) <= (hole.from, hole.to));
            self.holes.insert(at, hole);
        }
    }
}

#[derive(Clone, Debug)]
struct Stream {
    path: String,
    coverage: u32,
    ended: bool,
}

/// Streams and coverages.
#[derive(Clone, Debug, Default)]
pub(crate) struct World {
    index: FastMap<u32, u32>,
    streams: Vec<Stream>,
    coverages: Vec<Coverage>,
    by_name: BTreeMap<(String, Family), u32>,
    /// Stream number and place of the last event: the next is mostly of the same stream.
    recent: Option<(u32, u32)>,
    /// Largest event time so far.
    pub(crate) now: i64,
    /// Event time that has passed for sure, if the caller says so.
    pub(crate) watermark: Option<i64>,
    pub(crate) late: u64,
}

impl World {
    pub(crate) fn new() -> Self {
        Self { now: i64::MIN, ..Self::default() }
    }

    /// Counts an event and says which coverage it is in.
    pub(crate) fn enter(&mut self, event: &Event<'_>) -> u32 {
        let coverage = self.place(event.origin);
        let time = event.record.time;
        if time == 0 && event.record.quality == TimeQuality::Undated {
            return coverage;
        }
        if time < self.now {
            self.late += 1;
        } else {
            self.now = time;
        }
        if let Some(known) = self.coverages.get_mut(coverage as usize) {
            known.alive(time);
        }
        coverage
    }

    pub(crate) fn begin(&mut self, origin: &Origin, at: i64) {
        let coverage = self.place(origin);
        let Some(known) = self.coverages.get_mut(coverage as usize) else { return };
        if let (0, Some((_, last))) = (known.open, known.seen) {
            // Two streams with a whole day between them: the file of that day is missing. Shorter
            // silences between streams are rolled files; `hole` says what is missing there.
            if at.div_euclid(DAY) - last.div_euclid(DAY) >= 2 {
                let because = "no file of the days between".to_owned();
                known.add_hole(Hole { from: last, to: at, because });
            }
        }
        known.open += 1;
        known.alive(at);
    }

    pub(crate) fn end(&mut self, origin: &Origin, at: i64) {
        let place = self.place_of(origin);
        let Some(stream) = self.streams.get_mut(place as usize) else { return };
        let coverage = stream.coverage;
        let ended = std::mem::replace(&mut stream.ended, true);
        if let Some(known) = self.coverages.get_mut(coverage as usize) {
            known.alive(at);
            known.open = known.open.saturating_sub(u32::from(!ended));
        }
    }

    pub(crate) fn hole(&mut self, origin: &Origin, from: i64, to: i64, because: &str) {
        let coverage = self.place(origin);
        if let Some(known) = self.coverages.get_mut(coverage as usize) {
            known.add_hole(Hole { from, to, because: because.to_owned() });
        }
    }

    pub(crate) fn path(&self, stream: u32) -> &str {
        let place = self.index.get(&stream).and_then(|place| self.streams.get(*place as usize));
        place.map_or("", |stream| stream.path.as_str())
    }

    pub(crate) fn coverage(&self, place: u32) -> Option<&Coverage> {
        self.coverages.get(place as usize)
    }

    pub(crate) fn coverages(&self) -> &[Coverage] {
        &self.coverages
    }

    /// What was seen, by node and family.
    pub(crate) fn seen(&self) -> Vec<Seen> {
        let mut seen: Vec<Seen> = self.coverages.iter().map(Coverage::told).collect();
        seen.sort_by(|a, b| (&a.node, a.family).cmp(&(&b.node, b.family)));
        seen
    }

    /// Coverage of a family of a node, if there is any.
    pub(crate) fn find(&self, node: &str, family: Family) -> Option<u32> {
        self.by_name.get(&(node.to_owned(), family)).copied()
    }

    /// End of what is known of a source. `live`: a source that is still being read is known up to
    /// the watermark, though it may be silent.
    pub(crate) fn end_of(&self, place: u32, live: bool) -> Option<i64> {
        let coverage = self.coverage(place)?;
        let (_, last) = coverage.seen?;
        match self.watermark {
            Some(watermark) if live && coverage.open > 0 => Some(last.max(watermark)),
            _ => Some(last),
        }
    }

    fn place(&mut self, origin: &Origin) -> u32 {
        let place = self.place_of(origin);
        self.streams.get(place as usize).map_or(0, |stream| stream.coverage)
    }

    fn place_of(&mut self, origin: &Origin) -> u32 {
        if let Some((stream, place)) = self.recent
            && stream == origin.stream
        {
            return place;
        }
        let place = match self.index.get(&origin.stream) {
            Some(place) => *place,
            None => self.enlist(origin),
        };
        self.recent = Some((origin.stream, place));
        place
    }

    fn enlist(&mut self, origin: &Origin) -> u32 {
        let family = origin.format.family();
        let next = u32::try_from(self.coverages.len()).unwrap_or(u32::MAX);
        let coverage = *self.by_name.entry((origin.node.clone(), family)).or_insert(next);
        if coverage == next {
            self.coverages.push(Coverage {
                node: origin.node.clone(),
                family,
                seen: None,
                holes: Vec::new(),
                open: 0,
            });
        }
        let place = u32::try_from(self.streams.len()).unwrap_or(u32::MAX);
        self.streams.push(Stream { path: origin.path.clone(), coverage, ended: false });
        self.index.insert(origin.stream, place);
        place
    }
}
