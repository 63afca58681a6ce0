//! Where the merge ends: every event to the engine and to the index, every count to its source.

use std::sync::Arc;

use mbxtrace_parsers::{Batch, Origin};
use mbxtrace_rules::Engine;
use serde::Deserialize;
use xxhash_rust::xxh3::Xxh3;

use super::apart::Clocks;
use super::coverage::Observer;
use super::inputs::Place;
use super::known::Doubles;
use super::left::PartEnd;
use super::merge::Sink;
use super::recall::{Memory, hex};
use super::streams::{Indexed, Part, Stream};
use super::{Progress, Request, Round, sources};
use crate::case::{CaseError, CaseWriter, StreamRecord};
use crate::report::{Analysis, Source};

/// Everything gathered while events pass.
pub(super) struct Collector<'a> {
    request: &'a Request<'a>,
    streams: &'a [Arc<Stream>],
    engine: Engine,
    writer: Option<&'a mut CaseWriter>,
    /// First failure to write the case; nothing more is written after it.
    failure: Option<CaseError>,
    doubles: Doubles,
    gathered: Vec<Vec<Gathered>>,
    observer: Observer,
    /// Up to when an earlier run of the watch has judged.
    judged: Option<i64>,
    events: u64,
    window: Option<(i64, i64)>,
}

/// What has been read when a watch goes on with what comes.
pub(super) struct Begun {
    pub(super) engine: Engine,
    /// First and last event.
    pub(super) window: Option<(i64, i64)>,
    /// How far the clocks of hosts are apart.
    pub(super) clocks: Clocks,
    /// Earlier states of exports of which a newer one holds everything.
    pub(super) outdated: Vec<u32>,
}

/// What is gathered of one member.
pub(super) struct Gathered {
    pub(super) origin: Origin,
    pub(super) end: PartEnd,
    pub(super) duplicates: u64,
    hash: Xxh3,
    /// Coverage has begun, and reaches to here.
    covered: Option<i64>,
}

impl<'a> Collector<'a> {
    pub(super) fn new(
        streams: &'a [Arc<Stream>],
        request: &'a Request<'a>,
        mut writer: Option<&'a mut CaseWriter>,
    ) -> Self {
        let mut number = 0;
        let mut gather = |stream: &Stream, part: &Part| {
            let of_case = writer.as_mut().map(|writer| match part.place {
                Place::Kept(stream) => stream,
                Place::Scanned(_) => writer.stream(blank_record(stream, part)),
            });
            number += 1;
            let origin = Origin {
                stream: of_case.unwrap_or(number),
                path: part.path.clone(),
                node: part.node.clone(),
                format: stream.format,
            };
            let hash = Xxh3::new();
            Gathered { origin, end: PartEnd::default(), duplicates: 0, hash, covered: None }
        };
        let gathered = streams
            .iter()
            .map(|stream| stream.parts.iter().map(|part| gather(stream, part)).collect())
            .collect();
        Self {
            request,
            streams,
            engine: engine(request),
            writer,
            failure: None,
            doubles: Doubles::new(streams),
            gathered,
            observer: Observer::new(streams),
            judged: None,
            events: 0,
            window: None,
        }
    }

    /// The same, where everything in the index up to this time was judged by an earlier run.
    pub(super) fn after(self, judged: Option<i64>) -> Self {
        Self { judged, ..self }
    }

    /// Whether the bytes of new members are wanted.
    pub(super) fn keeps(&self) -> bool {
        self.writer.is_some()
    }

    /// The verdict, given to the case for its next commit.
    pub(super) fn finish(mut self, round: &Round) -> anyhow::Result<Analysis> {
        if let Some(failure) = self.failure.take() {
            return Err(failure.into());
        }
        for (stream, missing) in self.observer.missing_records() {
            if let Some(of) = self.gathered[stream].first() {
                self.engine.hole(&of.origin, missing.from, missing.to, &missing.because);
            }
        }
        let mut outcome = self.engine.finish();
        let clocks = self.observer.clocks(self.request.flags, self.request.rules);
        outcome.tell(clocks.apart);
        let seen = outcome.seen.clone();
        let read = self.read_sources();
        let mut analysis = sources::assemble(round, &read);
        analysis.events = self.events;
        analysis.window = self.window;
        sources::add_verdict(&mut analysis, outcome, self.request.rules);
        analysis.overridden_rules = self.request.overridden_rules.to_vec();
        let window = self.asked(analysis.window);
        analysis.coverage = self.observer.coverage(&seen, window, &analysis, self.request.rules);
        analysis.clock_offsets = clocks.offsets;
        if let Some(writer) = self.writer.take() {
            self.remember(writer, &read);
            writer.drop_events(self.doubles.take_moved())?;
            writer.set_rules(&analysis.rules_sha256);
            writer.set_analysis(&analysis);
        }
        Ok(analysis)
    }

    /// Every member read, as a source.
    fn read_sources(&mut self) -> Vec<(Place, Source)> {
        let mut read = Vec::new();
        for (stream, gathered) in self.streams.iter().zip(&mut self.gathered) {
            for (part, of) in stream.parts.iter().zip(gathered) {
                read.push((part.place, sources::read(stream, part, of)));
            }
        }
        read
    }

    /// Puts what a later run needs to know into the case.
    fn remember(&self, writer: &mut CaseWriter, read: &[(Place, Source)]) {
        let parts = self.streams.iter().zip(&self.gathered);
        let parts = parts.flat_map(|(stream, gathered)| stream.parts.iter().zip(gathered));
        for ((part, of), (_, source)) in parts.zip(read) {
            if let Place::Kept(stream) = part.place {
                match part.indexed {
                    Indexed::Before(end) if !part.grows && end < u64::MAX => {
                        remember_whole(writer, stream, source);
                    }
                    Indexed::At(_) => remember_share(writer, stream, source),
                    Indexed::Before(_) => {}
                }
                continue;
            }
            let Some(record) = writer.stream_mut(of.origin.stream) else { continue };
            record.source = source.clone();
            let memory = Memory {
                row: part.row.clone(),
                modified: part.modified.map(|time| (time.seconds, time.zone_known)),
                hash: hex(&of.hash),
                exported: part.age.is_some(),
                followed: None,
            };
            record.progress = serde_json::to_value(memory).expect("plain data is always JSON");
        }
    }

    /// What goes on live. What was read is remembered by the case.
    pub(super) fn into_live(mut self) -> anyhow::Result<Begun> {
        if let Some(failure) = self.failure.take() {
            return Err(failure.into());
        }
        let read = self.read_sources();
        if let Some(writer) = self.writer.take() {
            self.remember(writer, &read);
            writer.drop_events(self.doubles.take_moved())?;
        }
        let (outdated, window) = (self.outdated(), self.window);
        let clocks = self.observer.clocks(self.request.flags, self.request.rules);
        Ok(Begun { engine: self.engine, window, clocks, outdated })
    }

    /// Earlier states of exports every record of which stands in a newer one, or in another export.
    fn outdated(&self) -> Vec<u32> {
        let gathered = self.streams.iter().zip(&self.gathered);
        let parts = gathered.flat_map(|(stream, gathered)| stream.parts.iter().zip(gathered));
        let is_told = |of: &Gathered| of.duplicates == of.end.events;
        parts
            .filter(|(part, of)| part.age.is_some_and(|age| age > 0) && is_told(of))
            .map(|(_, of)| of.origin.stream)
            .collect()
    }

    /// The window that was asked for, as far as it was, else that of the events.
    fn asked(&self, window: Option<(i64, i64)>) -> Option<(i64, i64)> {
        let (first, last) = window?;
        Some((self.request.since.unwrap_or(first), self.request.until.unwrap_or(last)))
    }

    fn outside(&self, time: i64) -> bool {
        self.request.since.is_some_and(|since| time < since)
            || self.request.until.is_some_and(|until| time >= until)
    }

    /// Every event to the engine, and to the index unless it is there. One of which more may come goes
    /// into the index, and into the counts, when it is surely whole.
    fn show(
        &mut self,
        stream: usize,
        part: usize,
        (batch, index): (&Batch, usize),
        is_pending: bool,
    ) {
        let of = &mut self.gathered[stream][part];
        let Some(event) = batch.event(index, &of.origin) else { return };
        let time = event.time();
        let read = &self.streams[stream].parts[part];
        if self.doubles.is_double(stream, read, &event) {
            of.duplicates += u64::from(!is_pending);
            return;
        }
        let place = (event.record.offset, event.record.length);
        let (is_held, is_cut) = (read.indexed.holds(place.0), read.indexed.cuts(place));
        let is_new = !is_pending && (!is_held || is_cut);
        if is_new
            && self.failure.is_none()
            && let Some(writer) = &mut self.writer
        {
            let dropped =
                if is_cut { writer.drop_event(of.origin.stream, place.0) } else { Ok(()) };
            if let Err(error) = dropped.and_then(|()| writer.add(&event)) {
                self.failure = Some(error);
            }
        }
        // What states what is, at no time, covers none and is in every window.
        let timeless = of.origin.format.family().is_snapshot();
        let before = self.request.since.is_some_and(|since| time < since);
        let after = self.request.until.is_some_and(|until| time >= until);
        if !timeless && (before || after) {
            return;
        }
        if !timeless {
            if of.covered.is_none() {
                self.engine.begin(&of.origin, time);
            }
            of.covered = Some(of.covered.map_or(time, |reached| reached.max(time)));
        }
        self.observer.event(stream, &event, &read.clock);
        if is_new && self.judged.is_some_and(|judged| time <= judged) {
            self.engine.push_belated(&event);
        } else {
            self.engine.push(&event);
        }
        self.events += 1;
        if timeless {
            return;
        }
        self.window = Some(
            self.window.map_or((time, time), |(first, last)| (first.min(time), last.max(time))),
        );
    }

    fn note(&mut self, written: Result<(), CaseError>) {
        if let Err(error) = written {
            self.failure.get_or_insert(error);
        }
    }
}

impl Sink for Collector<'_> {
    fn raw(&mut self, stream: usize, part: usize, offset: u64, raw: &[u8]) {
        let of = &mut self.gathered[stream][part];
        of.hash.update(raw);
        let number = of.origin.stream;
        if self.failure.is_none()
            && let Some(writer) = &mut self.writer
        {
            let kept = writer.keep(number, offset, raw);
            self.note(kept);
        }
    }

    fn event(&mut self, stream: usize, part: usize, batch: &Batch, index: usize) {
        self.show(stream, part, (batch, index), false);
    }

    fn pending(&mut self, stream: usize, part: usize, batch: &Batch, index: usize) {
        self.show(stream, part, (batch, index), true);
    }

    fn hole(&mut self, stream: usize, part: usize, (from, to, because): (i64, i64, String)) {
        if !self.outside(from) && !self.outside(to) {
            self.engine.hole(&self.gathered[stream][part].origin, from, to, &because);
        }
    }

    fn part_end(&mut self, stream: usize, part: usize, end: PartEnd) {
        (self.request.progress)(Progress::Read(end.bytes));
        self.gathered[stream][part].end = end;
    }

    fn stream_end(&mut self, stream: usize, _part: usize, _at: i64) {
        for (part, of) in self.streams[stream].parts.iter().zip(&self.gathered[stream]) {
            if let (Some(reached), false) = (of.covered, part.grows) {
                self.engine.end(&of.origin, reached);
            }
        }
    }
}

impl Part {
    /// Whether it comes from the input and not from the case.
    pub(super) fn is_new(&self) -> bool {
        matches!(self.place, Place::Scanned(_))
    }
}

fn engine(request: &Request<'_>) -> Engine {
    let engine = Engine::new(request.rules);
    if request.ledger { engine.with_ledger() } else { engine }
}

/// A followed file that has ended was read to its end, and is in the index.
fn remember_whole(writer: &mut CaseWriter, stream: u32, source: &Source) {
    let Some(record) = writer.stream_mut(stream) else { return };
    let Ok(mut memory) = Memory::deserialize(&record.progress) else { return };
    let Some(followed) = &mut memory.followed else { return };
    (followed.indexed, followed.pending) = (followed.bytes, None);
    record.progress = serde_json::to_value(memory).expect("plain data is always JSON");
    record.source = source.clone();
}

/// What of a kept export is told by another source may have changed.
fn remember_share(writer: &mut CaseWriter, stream: u32, source: &Source) {
    let known = writer.manifest().streams.get(stream as usize);
    if known.is_some_and(|record| record.source != *source)
        && let Some(record) = writer.stream_mut(stream)
    {
        record.source = source.clone();
    }
}

/// A stream's record before anything of it has been read.
fn blank_record(stream: &Stream, part: &Part) -> StreamRecord {
    StreamRecord {
        source: sources::unread(part, Some(stream.format)),
        mark: part.mark,
        progress: serde_json::Value::Null,
    }
}
