//! Reads one stream: its members in order, in chunks, decoded, with times in UTC. Runs on any
//! thread; holds no more than a chunk and what it hands over.

use std::io::{self, Read};
use std::sync::Arc;

use mbxtrace_parsers::{Batch, Decoder, Options, Problem, Tally};

use super::blocks::Blocks;
use super::streams::{Part, Stream};
use crate::clock::{Clock, MINUTE, SECOND};
use crate::source::{MemberReader, Scan};

/// Bytes read and decoded at a time.
pub(super) const CHUNK: usize = 128 * 1024;

/// A decoded batch of one member, times set.
pub(super) struct Loaded {
    /// The events.
    pub(super) batch: Batch,
    /// Their order by time where it is not their order in the file: indices into the records.
    pub(super) order: Option<Vec<u32>>,
    /// Which member of the stream.
    pub(super) part: usize,
    /// The stored bytes read for it and their offset, if they are to be kept.
    pub(super) raw: Option<(u64, Vec<u8>)>,
    /// No later batch of this stream has an event before this time (but for stragglers).
    pub(super) safe: i64,
    /// Nothing is known of the stream between these times, and why.
    pub(super) hole: Option<(i64, i64, String)>,
    /// The member has been read to its end.
    pub(super) end: Option<PartEnd>,
}

/// What is known of a member when it has been read.
#[derive(Debug, Default)]
pub(super) struct PartEnd {
    pub(super) bytes: u64,
    pub(super) tally: Tally,
    pub(super) events: u64,
    pub(super) first: Option<i64>,
    pub(super) last: Option<i64>,
    pub(super) problems: Vec<Problem>,
}

/// How late a line may stand in its file: Jetty stamps a request when it comes and logs it when it
/// is answered, threads of CUC trace within seconds.
fn lateness(stream: &Stream) -> i64 {
    match stream.format.family() {
        mbxtrace_parsers::Family::JettyRequestLog => 90 * SECOND,
        mbxtrace_parsers::Family::CucDiag => 5 * SECOND,
        mbxtrace_parsers::Family::CiscoSyslog => MINUTE,
        mbxtrace_parsers::Family::WindowsEvent => 0,
    }
}

/// Reader of one stream.
pub(super) struct StreamReader {
    stream: Arc<Stream>,
    scan: Arc<Scan>,
    options: Options,
    keep_raw: bool,
    lateness: i64,
    /// Sequential reading of the members.
    members: Option<MemberReader>,
    /// The member being read.
    current: Option<Current>,
    next_part: usize,
    /// Largest time seen, over all members.
    reached: i64,
    /// The member before ended in a break.
    broken: Option<String>,
    last_of_previous: Option<i64>,
    chunk: Vec<u8>,
}

struct Current {
    part: usize,
    decoder: Decoder,
    clock: Clock,
    end: PartEnd,
    read: u64,
    blocks: Option<Blocks>,
    /// All bytes have been pushed; only the rest of the decoder is to come.
    drained: bool,
    hole: Option<String>,
}

impl StreamReader {
    pub(super) fn new(stream: Arc<Stream>, scan: Arc<Scan>, options: Options, keep_raw: bool) -> Self {
        let lateness = lateness(&stream);
        let indices = stream.parts.iter().map(|part| part.member).collect();
        let members = Some(scan.reader(indices));
        Self {
            stream,
            scan,
            options,
            keep_raw,
            lateness,
            members,
            current: None,
            next_part: 0,
            reached: i64::MIN,
            broken: None,
            last_of_previous: None,
            chunk: Vec::new(),
        }
    }

    /// The next batch, or `None` at the end of the stream. `recycled` lends its allocations.
    pub(super) fn next(&mut self, mut batch: Batch) -> Option<Loaded> {
        loop {
            if self.current.is_none() {
                let part = self.next_part;
                let opened = self.open(part)?;
                self.next_part += 1;
                self.current = Some(opened);
            }
            let raw = self.fill(&mut batch);
            let loaded = self.hand_over(batch, raw);
            if !loaded.batch.events.records.is_empty() || loaded.end.is_some() || loaded.raw.is_some() {
                return Some(loaded);
            }
            batch = loaded.batch;
        }
    }

    fn open(&mut self, part: usize) -> Option<Current> {
        let stream = Arc::clone(&self.stream);
        let this: &Part = stream.parts.get(part)?;
        if let Some(members) = &mut self.members {
            members.advance();
        }
        let mut options = self.options;
        options.evidence = false;
        let mut decoder = Decoder::new(stream.format, this.encoding, this.mark, &options);
        let blocks = this.block_order().map(|order| Blocks::new(&self.scan, this, order, &mut decoder));
        let hole = self.broken.take().or_else(|| this.gap.clone());
        Some(Current {
            part,
            decoder,
            clock: this.clock.clone(),
            end: PartEnd::default(),
            read: 0,
            blocks,
            drained: false,
            hole,
        })
    }

    /// Reads and decodes one chunk into `batch`; gives the stored bytes back if they are kept.
    fn fill(&mut self, batch: &mut Batch) -> Option<(u64, Vec<u8>)> {
        let Some(current) = &mut self.current else { return None };
        if let Some(blocks) = &mut current.blocks {
            return blocks.fill(current.read, &mut current.decoder, batch).map(|(offset, raw)| {
                current.read += raw.len() as u64;
                (offset, raw)
            });
        }
        if current.drained {
            current.decoder.finish(batch);
            return None;
        }
        let members = self.members.as_mut()?;
        let failed = read_chunk(members, &mut self.chunk).err();
        if let Some(error) = failed {
            let kind = if error.kind() == io::ErrorKind::UnexpectedEof { "truncated" } else { "unreadable" };
            let at = current.read + self.chunk.len() as u64;
            let text = error.to_string();
            self.broken = Some(format!("{} breaks off: {text}", self.stream.parts[current.part].path));
            current.end.problems.push(Problem { kind, at, text });
            current.drained = true;
        } else if self.chunk.len() < CHUNK {
            current.drained = true;
        }
        let offset = current.read;
        current.read += self.chunk.len() as u64;
        current.decoder.push(&self.chunk, batch);
        let keep = self.keep_raw && !self.chunk.is_empty();
        keep.then(|| (offset, std::mem::take(&mut self.chunk)))
    }

    /// Times, order, statistics; the end of the member if this was the last of it.
    fn hand_over(&mut self, mut batch: Batch, raw: Option<(u64, Vec<u8>)>) -> Loaded {
        let current = self.current.as_mut().expect("a member is open while it is read");
        current.clock.apply(&mut batch);
        let (order, least, most) = time_order(&batch);
        let mut hole = None;
        let end = &mut current.end;
        if !batch.events.records.is_empty() {
            if let (Some(because), Some(from)) = (current.hole.take(), self.last_of_previous) {
                hole = Some((from, least, because));
            }
            self.reached = self.reached.max(most);
            end.first = Some(end.first.map_or(least, |first| first.min(least)));
            end.last = Some(end.last.map_or(most, |last| last.max(most)));
        }
        end.events += batch.events.records.len() as u64;
        end.tally.add(&batch.events.tally);
        end.problems.append(&mut batch.events.problems);
        let safe = match &current.blocks {
            Some(blocks) => blocks.safe(),
            None => self.reached.saturating_sub(self.lateness),
        };
        let finished = match &current.blocks {
            Some(blocks) => blocks.is_done(),
            None => current.drained && raw.is_none() && batch_is_final(current, &batch),
        };
        let part = current.part;
        let end = finished.then(|| self.close()).flatten();
        Loaded { batch, order, part, raw, safe, hole, end }
    }

    fn close(&mut self) -> Option<PartEnd> {
        let mut current = self.current.take()?;
        current.end.bytes = current.read;
        self.last_of_previous = current.end.last.or(self.last_of_previous);
        Some(current.end)
    }
}

/// Whether `finish` has run: every byte read is in some batch.
fn batch_is_final(current: &Current, _batch: &Batch) -> bool {
    current.decoder.position() >= current.read
}

/// Fills `chunk` from the current member, short only at its end. What came before an error stays.
fn read_chunk(members: &mut MemberReader, chunk: &mut Vec<u8>) -> io::Result<()> {
    chunk.clear();
    chunk.reserve(CHUNK);
    let mut limited = members.take(CHUNK as u64);
    limited.read_to_end(chunk).map(drop)
}

/// Order by time where it differs from the order in the file, and the span of times.
fn time_order(batch: &Batch) -> (Option<Vec<u32>>, i64, i64) {
    let records = &batch.events.records;
    let (mut least, mut most) = (i64::MAX, i64::MIN);
    let mut sorted = true;
    for record in records {
        sorted &= record.time >= most;
        least = least.min(record.time);
        most = most.max(record.time);
    }
    if sorted {
        return (None, least, most);
    }
    let mut order: Vec<u32> = (0..u32::try_from(records.len()).unwrap_or(u32::MAX)).collect();
    order.sort_by_key(|index| records[*index as usize].time);
    (Some(order), least, most)
}
