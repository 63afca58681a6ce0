//! Where the bytes of followed files arrive: kept, decoded, indexed and shown to the engine.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use mbxtrace_parsers::{Batch, Event, Family};
use mbxtrace_rules::{Engine, Evidence, Finding};

use super::lane::{Extent, Form, Lane};
use super::pulse::Pulses;
use super::rows::Rows;
use super::{Counts, Moment};
use crate::case::{CaseError, CaseWriter, StreamRecord};
use crate::clock::{Clock, SECOND};
use crate::pipeline::left::Resting;
use crate::report::SourceClock;
use crate::source::{self, FileId, Gap, Member, Modified};

/// What the clocks of sources show: node, name of the family, UTC nanoseconds.
pub(super) type ClockReadings = Vec<(String, String, i64)>;

/// The desk that all followed files report to.
pub(super) struct Desk {
    pub(super) writer: CaseWriter,
    pub(super) engine: Engine,
    pub(super) lanes: BTreeMap<FileId, Lane>,
    pub(super) rows: Rows,
    /// Streams that the case remembers as followed and whose files have not been found (yet).
    pub(super) remembered: Vec<Lane>,
    pub(super) pulses: Pulses,
    /// What the clocks of sources showed when an earlier run raised its last alert.
    pub(super) passed: Vec<(String, Family, i64)>,
    pub(super) counts: Counts,
    /// The given folders, which names of members are relative to.
    pub(super) roots: Vec<PathBuf>,
    /// Nothing below it is read.
    pub(super) case: PathBuf,
    /// Files to be read whole in the next round.
    pub(super) waiting: BTreeSet<PathBuf>,
    /// Something cannot be decoded, or was judged wrongly, before a round.
    pub(super) needs_round: bool,
    /// The engine was shown a record that went on: what it found may be wrong.
    pub(super) is_stale: bool,
    /// At the start bytes are only kept, and decoded in order of time by the first round.
    pub(super) is_starting: bool,
    pub(super) now: Moment,
    /// Times that were judged: first and last event.
    pub(super) window: Option<(i64, i64)>,
    pub(super) failure: Option<CaseError>,
    pub(super) batch: Batch,
}

impl Desk {
    pub(super) fn new(
        writer: CaseWriter,
        engine: Engine,
        roots: Vec<PathBuf>,
        case: PathBuf,
        now: Moment,
    ) -> Self {
        Self {
            writer,
            engine,
            lanes: BTreeMap::new(),
            rows: Rows::default(),
            remembered: Vec::new(),
            pulses: Pulses::default(),
            passed: Vec::new(),
            counts: Counts::default(),
            roots,
            case,
            waiting: BTreeSet::new(),
            needs_round: false,
            is_stale: false,
            is_starting: true,
            now,
            window: None,
            failure: None,
            batch: Batch::default(),
        }
    }

    pub(super) fn member(&self, path: &Path, modified: Modified) -> Member {
        source::member_of(&self.roots, path, modified)
    }

    /// The clock of a file that begins now: lines that carry everything need none, and a file that
    /// continues another goes on with its clock. Else it takes a round to tell.
    pub(super) fn clock_of(
        &self,
        member: &Member,
        family: Family,
    ) -> Option<(Clock, Option<SourceClock>)> {
        let before = self.before(member).map(|(lane, _)| lane);
        if family == Family::JettyRequestLog {
            let known = before
                .or_else(|| self.lanes.values().find(|lane| lane.origin.format.family() == family));
            return Some((Clock::utc(), Some(known?.shown.clone()?)));
        }
        let lane = before.filter(|lane| lane.last().is_some())?;
        let clock = lane.reading.as_ref()?.clock.clone();
        Some((clock, lane.shown.clone()))
    }

    pub(super) fn begin(
        &mut self,
        file: FileId,
        member: Member,
        form: Form,
        clock: Option<(Clock, Option<SourceClock>)>,
    ) {
        let hole = self.before(&member).and_then(|(lane, gap)| match gap {
            Gap::Missing(what) => Some((lane.last()?, what)),
            Gap::Contiguous | Gap::Unknown => None,
        });
        let stream = self.writer.stream(StreamRecord::default());
        let mut lane = Lane::new(stream, member, form, clock);
        lane.hole = hole;
        self.rows.enter(file, &lane.member);
        if let Some(record) = self.writer.stream_mut(stream) {
            (record.source, record.mark) = (lane.source(), lane.mark);
        }
        self.lanes.insert(file, lane);
    }

    pub(super) fn take(
        &mut self,
        file: FileId,
        offset: u64,
        bytes: &[u8],
        modified: Modified,
    ) -> Result<(), CaseError> {
        let Some(mut lane) = self.lanes.remove(&file) else { return Ok(()) };
        // A generation that was followed before is offered again from what was known at a commit.
        let again = usize::try_from(lane.kept.saturating_sub(offset)).unwrap_or(usize::MAX);
        let fresh = bytes.get(again..).unwrap_or_default();
        let kept = self.writer.keep(lane.stream, lane.kept, fresh);
        let mut batch = std::mem::take(&mut self.batch);
        lane.push(fresh, modified, self.now.instant, &mut batch);
        self.counts.bytes += fresh.len() as u64;
        self.counts.lines += memchr::memchr_iter(b'\n', fresh).count() as u64;
        self.needs_round |= lane.reading.is_none();
        let told = kept.and_then(|()| self.tell(&mut lane, &batch));
        self.batch = batch;
        self.lanes.insert(file, lane);
        told
    }

    /// Every whole record of a batch to the index and to the engine.
    fn tell(&mut self, lane: &mut Lane, batch: &Batch) -> Result<(), CaseError> {
        self.announce(lane, batch);
        for index in 0..batch.events.records.len() {
            let Some(event) = batch.event(index, &lane.origin) else { continue };
            let extent: Extent = (event.record.offset, event.record.length);
            self.counts.events += 1;
            self.counts.unparsed += u64::from(!event.record.parsed);
            match lane.indexed.take_if(|known| known.0 <= extent.0) {
                Some(known) if known == extent => {}
                Some(known) if known.0 == extent.0 => {
                    self.writer.drop_event(lane.stream, known.0)?;
                    self.writer.add(&event)?;
                }
                _ => self.writer.add(&event)?,
            }
            match lane.told.take_if(|known| known.0 <= extent.0) {
                Some(known) if known == extent => {}
                // The engine has seen its beginning.
                Some(known) if known.0 == extent.0 => self.is_stale = true,
                _ => self.judge(&event),
            }
        }
        if let Some(event) = newest(batch).and_then(|index| batch.event(index, &lane.origin)) {
            self.hear(lane, &event);
        }
        Ok(())
    }

    /// A source is alive.
    pub(super) fn hear(&mut self, lane: &Lane, event: &Event<'_>) {
        let age = self.age(lane.modified);
        let (node, family) = (&lane.origin.node, lane.origin.format.family());
        let evidence = || Evidence::of(event);
        self.pulses.hear(node, family, &evidence, event.time(), (self.now, age));
    }

    /// The engine is told when a file begins, and of what is missing before it.
    pub(super) fn announce(&mut self, lane: &mut Lane, batch: &Batch) {
        let Some(first) = batch.events.records.first() else { return };
        if let Some((from, because)) = lane.hole.take() {
            self.engine.hole(&lane.origin, from, first.time, &because);
        }
        if !lane.begun {
            self.engine.begin(&lane.origin, first.time);
            lane.begun = true;
        }
    }

    pub(super) fn judge(&mut self, event: &Event<'_>) {
        let time = event.time();
        self.engine.push(event);
        let window = self.window.unwrap_or((time, time));
        self.window = Some((window.0.min(time), window.1.max(time)));
    }

    /// How long ago a file that was modified then was written, nanoseconds; 0 if it is not known or
    /// lies in the future.
    fn age(&self, modified: Option<Modified>) -> i64 {
        modified.filter(|modified| modified.zone_known).map_or(0, |modified| {
            let written = modified.unix_seconds.saturating_mul(SECOND) + i64::from(modified.nanos);
            self.now.utc.saturating_sub(written).max(0)
        })
    }

    /// Everything of a stream is in another one, or too old to be kept.
    pub(super) fn drop_stream(&mut self, stream: u32) -> Result<(), CaseError> {
        self.lanes.retain(|_, lane| lane.stream != stream);
        self.rows.keep(&self.lanes);
        self.remembered.retain(|lane| lane.stream != stream);
        self.writer.drop_stream(stream)
    }

    /// Lanes go on from where a round has left them; what has ended was told to its end.
    pub(super) fn resume(&mut self, mut resting: BTreeMap<u32, (Resting, Option<SourceClock>)>) {
        let mut lanes = std::mem::take(&mut self.lanes);
        for lane in lanes.values_mut().chain(&mut self.remembered) {
            if let Some((resting, shown)) = resting.remove(&lane.stream) {
                lane.resume(resting, shown);
            }
        }
        for lane in lanes.values_mut() {
            if let Some(newest) = lane.newest.take() {
                let age = self.age(lane.modified);
                let (node, family) = (&lane.origin.node, lane.origin.format.family());
                self.pulses.hear(node, family, &|| newest.clone(), newest.time, (self.now, age));
            }
            self.show_pending(lane);
            if lane.indexed.is_none() && lane.is_pending() {
                // A round indexes what is whole.
                lane.heard.get_or_insert(self.now.instant);
            }
        }
        self.lanes = lanes;
    }

    /// Whether a file has changed since the last commit.
    pub(super) fn is_dirty(&self) -> bool {
        self.lanes.values().any(|lane| lane.is_dirty)
    }

    /// What the engine has to say.
    pub(super) fn drain(&mut self, lateness: i64) -> Vec<Finding> {
        let mut farthest = self.window.map_or(i64::MIN, |(_, last)| last);
        let before = self.passed.iter();
        let before = before.map(|(node, family, clock)| (node.as_str(), *family, *clock));
        for (node, family, clock) in before.chain(self.pulses.clocks(self.now)) {
            let passed = clock.saturating_sub(lateness);
            self.engine.pass(node, family, passed);
            farthest = farthest.max(passed);
        }
        self.engine.advance(farthest);
        self.engine.drain()
    }
}

/// The record of a batch with the latest time.
fn newest(batch: &Batch) -> Option<usize> {
    let times = batch.events.records.iter().map(|record| record.time).enumerate();
    times.max_by_key(|(_, time)| *time).map(|(index, _)| index)
}
