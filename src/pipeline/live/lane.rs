//! One followed file: its decoder, its clock, and how far it has been told.

use std::time::Instant;

use mbxtrace_parsers::{Batch, Decoder, Encoding, Format, Options, Origin};
use mbxtrace_rules::Evidence;
use xxhash_rust::xxh3::Xxh3;

use crate::case::StreamRecord;
use crate::clock::Clock;
use crate::pipeline::left::{PartEnd, Resting};
use crate::pipeline::recall::{Followed, Memory, hex};
use crate::pipeline::streams::Row;
use crate::report::{Source, SourceClock};
use crate::source::{self, Known, Member, Modified, Series};

/// Where a record stands: offset and length.
pub(super) type Extent = (u64, u32);

/// A file that is followed.
pub(super) struct Lane {
    /// Number of its stream in the case.
    pub(super) stream: u32,
    pub(super) member: Member,
    pub(super) origin: Origin,
    pub(super) mark: usize,
    encoding: Encoding,
    /// Bytes kept.
    pub(super) kept: u64,
    /// Of all bytes kept; of a remembered file, unknown before the first round.
    hash: Option<Xxh3>,
    /// The same as it was remembered, as long as nothing has come.
    digest: String,
    /// Decoder and clock; none before the first round, while bytes are only kept.
    pub(super) reading: Option<Reading>,
    pub(super) shown: Option<SourceClock>,
    pub(super) modified: Option<Modified>,
    /// Identity and offset as of the last commit.
    pub(super) known: Option<Known>,
    /// Why records between the file before it and this one are missing, and since when.
    pub(super) hole: Option<(i64, String)>,
    /// Whether the engine knows that it began.
    pub(super) begun: bool,
    /// The record at its end, as it was shown to the engine before it was surely whole.
    pub(super) told: Option<Extent>,
    /// The same, as it was put into the index.
    pub(super) indexed: Option<Extent>,
    /// Records that begin before this offset are in the index (as long as nothing is decoded).
    indexed_before: u64,
    /// The newest record of before the last round.
    pub(super) newest: Option<Evidence>,
    /// Whether the last byte read ended a line.
    at_line_end: bool,
    /// When the last bytes came.
    pub(super) heard: Option<Instant>,
    /// When it ended, if it did.
    pub(super) ended: Option<Instant>,
    /// The case remembers it, and it is not there any more.
    pub(super) is_lost: bool,
    /// Changed since the last commit.
    pub(super) is_dirty: bool,
}

/// A lane that is decoded as its bytes come.
pub(super) struct Reading {
    pub(super) decoder: Decoder,
    pub(super) clock: Clock,
    pub(super) end: PartEnd,
}

/// What the first bytes of a file say of the rest.
#[derive(Clone, Copy)]
pub(super) struct Form {
    pub(super) format: Format,
    pub(super) encoding: Encoding,
    pub(super) mark: usize,
}

impl Reading {
    fn new(form: Form, clock: Clock) -> Self {
        let decoder = Decoder::new(form.format, form.encoding, form.mark, &Options::default());
        Self { decoder, clock, end: PartEnd::default() }
    }

    /// Times and statistics of a batch.
    fn settle(&mut self, batch: &mut Batch) {
        self.clock.apply(batch);
        let end = &mut self.end;
        end.events += batch.events.records.len() as u64;
        end.tally.add(&batch.events.tally);
        end.problems.append(&mut batch.events.problems);
        for record in &batch.events.records {
            end.first = Some(end.first.map_or(record.time, |first| first.min(record.time)));
            end.last = Some(end.last.map_or(record.time, |last| last.max(record.time)));
        }
    }
}

impl Lane {
    /// A file that begins. Without a clock its bytes are only kept until a round has told it.
    pub(super) fn new(
        stream: u32,
        member: Member,
        form: Form,
        clock: Option<(Clock, Option<SourceClock>)>,
    ) -> Self {
        let (clock, shown) = clock.map_or((None, None), |(clock, shown)| (Some(clock), shown));
        let origin = Origin {
            stream,
            path: member.path.clone(),
            node: member.node.clone(),
            format: form.format,
        };
        Self {
            stream,
            modified: member.modified,
            member,
            origin,
            mark: form.mark,
            encoding: form.encoding,
            kept: 0,
            hash: Some(Xxh3::new()),
            digest: String::new(),
            reading: clock.map(|clock| Reading::new(form, clock)),
            shown,
            known: None,
            hole: None,
            begun: false,
            told: None,
            indexed: None,
            indexed_before: 0,
            newest: None,
            at_line_end: false,
            heard: None,
            ended: None,
            is_lost: false,
            is_dirty: true,
        }
    }

    /// A file as the case remembers it, to be decoded by the next round.
    pub(super) fn remembered(stream: u32, record: &StreamRecord, memory: &Memory) -> Option<Self> {
        let followed = memory.followed.as_ref()?;
        let (format, encoding) = (record.format()?, record.encoding());
        let form = Form { format, encoding, mark: record.mark };
        let mut lane = Self::new(stream, followed.member(record, memory), form, None);
        lane.shown.clone_from(&record.source.clock);
        lane.known.clone_from(&followed.known);
        (lane.kept, lane.indexed, lane.indexed_before) =
            (followed.bytes, followed.provisional(), followed.indexed);
        (lane.hash, lane.digest) = (None, memory.hash.clone());
        lane.is_dirty = false;
        Some(lane)
    }

    /// Goes on from where a round has left it; everything whole is in the index.
    pub(super) fn resume(&mut self, resting: Resting, shown: Option<SourceClock>) {
        let Resting { mut decoder, clock, end, hash, newest, told, is_at_line_end, hole, .. } =
            resting;
        decoder.trim();
        (self.newest, self.at_line_end) = (newest, is_at_line_end);
        self.begun = end.events > 0 || told.is_some();
        let is_pending_indexed = self.indexed_before > decoder.position();
        self.indexed_before = decoder.position();
        self.hash = Some(hash);
        self.reading = Some(Reading { decoder, clock, end });
        if is_pending_indexed {
            // It had ended, and with it this record; how much of it there was then, nobody knows.
            self.indexed = self.pending(&mut Batch::default()).map(|(offset, _)| (offset, 0));
        }
        self.shown = shown.or(self.shown.take());
        (self.told, self.hole) = (told, hole);
        self.is_dirty = true;
    }

    /// Takes bytes in and decodes what they complete into `batch`.
    pub(super) fn push(
        &mut self,
        bytes: &[u8],
        modified: Modified,
        now: Instant,
        batch: &mut Batch,
    ) {
        batch.clear();
        self.kept += bytes.len() as u64;
        (self.modified, self.heard, self.ended) = (Some(modified), Some(now), None);
        if !bytes.is_empty() {
            self.at_line_end = self.encoding.ends_line(bytes);
        }
        self.is_dirty = true;
        if !bytes.is_empty() {
            self.digest.clear();
        }
        if let Some(hash) = &mut self.hash {
            hash.update(bytes);
        }
        if let Some(reading) = &mut self.reading {
            reading.end.bytes += bytes.len() as u64;
            reading.decoder.push(bytes, batch);
            reading.decoder.trim();
            reading.settle(batch);
        }
    }

    /// Whether the record at the end looks whole, as far as a line end tells.
    pub(super) fn looks_whole(&self) -> bool {
        self.at_line_end || self.ended.is_some()
    }

    /// Whether there is anything at the end that may go on.
    pub(super) fn is_pending(&self) -> bool {
        self.reading.as_ref().is_some_and(|reading| reading.decoder.is_pending())
    }

    /// The record at the end, decoded without being consumed.
    pub(super) fn pending(&self, batch: &mut Batch) -> Option<Extent> {
        let reading = self.reading.as_ref()?;
        if !reading.decoder.is_pending() {
            return None;
        }
        reading.decoder.pending(batch);
        reading.clock.clone().apply(batch);
        let last = batch.events.records.last()?;
        Some((last.offset, last.length))
    }

    /// Whether it is the generation of which this is known. Inodes and lengths come again: it takes all.
    pub(super) fn is_generation(&self, known: &Known) -> bool {
        self.known.as_ref() == Some(known)
    }

    /// It has ended, and a round has read all that is kept of it.
    pub(super) fn end_unread(&mut self, now: Instant) {
        self.ended = Some(now);
        // Should it come back, a round begins with it anew.
        (self.reading, self.told) = (None, None);
        (self.indexed, self.indexed_before) = (None, self.kept);
        self.is_dirty = true;
    }

    /// Its row, if files continue one another there.
    pub(super) fn series(&self) -> Option<Series> {
        source::series(&self.member)
    }

    /// Last event decoded.
    pub(super) fn last(&self) -> Option<i64> {
        self.reading.as_ref()?.end.last
    }

    /// It is found under another path from now on.
    pub(super) fn rename(&mut self, member: Member) {
        self.origin.path.clone_from(&member.path);
        let node = std::mem::take(&mut self.member.node);
        self.member = Member { node, modified: self.modified, ..member };
        self.is_dirty = true;
    }

    /// What is reported of it. Bytes of a record at the end are not counted before the file ends.
    pub(super) fn source(&self) -> Source {
        let mut source = Source {
            path: self.member.path.clone(),
            format: Some(self.origin.format),
            encoding: self.encoding.name(),
            node: self.origin.node.clone(),
            clock: self.shown.clone(),
            ..Source::default()
        };
        let Some(Reading { decoder, end, .. }) = &self.reading else { return source };
        (source.tally, source.events) = (end.tally, end.events);
        (source.first, source.last) = (end.first, end.last);
        source.problems.clone_from(&end.problems);
        if self.ended.is_some() && decoder.is_pending() {
            let mut batch = Batch::default();
            decoder.pending(&mut batch);
            source.tally.add(&batch.events.tally);
            source.events += batch.events.records.len() as u64;
            source.problems.append(&mut batch.events.problems);
        }
        source.bytes = source.tally.total();
        source
    }

    /// Records that begin before this offset are in the index; of a file that has ended, all.
    fn indexed_to(&self) -> u64 {
        match &self.reading {
            Some(_) if self.ended.is_some() => self.kept,
            Some(reading) => reading.decoder.position(),
            None => self.indexed_before,
        }
    }

    /// What the case is to remember of it.
    pub(super) fn memory(&self) -> Memory {
        Memory {
            row: Row::default(),
            modified: self.modified.map(|time| (time.unix_seconds, time.zone_known)),
            hash: self.hash.as_ref().map_or_else(|| self.digest.clone(), hex),
            exported: false,
            followed: Some(Followed {
                known: self.known.clone(),
                ended: self.ended.is_some(),
                relative: self.member.relative.clone(),
                root: self.member.root,
                bytes: self.kept,
                indexed: self.indexed_to(),
                pending: self.indexed,
            }),
        }
    }
}
