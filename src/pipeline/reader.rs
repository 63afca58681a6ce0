//! Reads one stream: its members in order, in chunks, decoded, with times in UTC. Runs on any
//! thread; holds no more than a chunk and what it hands over.

use std::io;
use std::sync::Arc;

use mbxtrace_parsers::{Batch, Decoder, Family, Options, Problem};
use mbxtrace_rules::Evidence;
use xxhash_rust::xxh3::Xxh3;

use super::blocks::Blocks;
use super::inputs::{Feed, Inputs, Place};
use super::left::{PartEnd, Resting};
use super::streams::Stream;
use crate::clock::{Clock, MINUTE, SECOND};
use crate::source::problem_kind;

/// Bytes read and decoded at a time.
pub(super) const CHUNK: usize = 64 * 1024;

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
    /// This is the record at the end of a member that grows on: more of it may come, and what stands
    /// here is in no count.
    pub(super) is_pending: bool,
}

/// How late a line may stand in its file: Jetty stamps a request when it comes and logs it when it
/// is answered, threads of CUC trace within seconds.
fn lateness(family: Family) -> i64 {
    match family {
        // IIS too writes a request when it is answered, and its buffer out once a minute.
        Family::JettyRequestLog | Family::IisLog | Family::EwsLog => 90 * SECOND,
        Family::CucDiag | Family::Imap4Log | Family::SmtpLog => 5 * SECOND,
        Family::CiscoSyslog => MINUTE,
        Family::WindowsEvent | Family::Config | Family::CliOutput => 0,
    }
}

/// Reader of one stream.
pub(super) struct StreamReader {
    stream: Arc<Stream>,
    inputs: Arc<Inputs>,
    options: Options,
    /// Whether stored bytes are handed over to be kept (never those of kept streams).
    keep: bool,
    lateness: i64,
    feed: Feed,
    current: Option<Current>,
    next_part: usize,
    /// Largest time seen, over all members.
    reached: i64,
    /// How the member before ended, if it broke off.
    broken: Option<String>,
    last_of_previous: Option<i64>,
    chunk: Vec<u8>,
    /// Members that grow on, left at their present ends.
    resting: Vec<Resting>,
}

/// The member being read.
struct Current {
    part: usize,
    decoder: Decoder,
    clock: Clock,
    end: PartEnd,
    blocks: Option<Blocks>,
    state: Reading,
    /// Why the records between the member before and this one are missing.
    hole: Option<String>,
    /// Of all bytes so far, if the member grows on.
    hash: Option<Xxh3>,
    /// Its newest record, if it grows on.
    newest: Option<Evidence>,
    /// The record at its end, if it grows on and that was handed over.
    told: Option<(u64, u32)>,
    /// What is at its end was handed over, whether or not it holds a record.
    has_shown_pending: bool,
    /// Whether the last byte read ended a line.
    is_at_line_end: bool,
}

/// How far a sequential member has been read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reading {
    More,
    /// All bytes are pushed; the decoder may hold a last record.
    Drained,
    Finished,
}

impl StreamReader {
    pub(super) fn new(
        stream: Arc<Stream>,
        inputs: Arc<Inputs>,
        options: Options,
        keep: bool,
    ) -> Self {
        let places: Vec<Place> = stream.parts.iter().map(|part| part.place).collect();
        let feed = inputs.reader(&places);
        Self {
            lateness: lateness(stream.format.family()),
            stream,
            inputs,
            options,
            keep,
            feed,
            current: None,
            next_part: 0,
            reached: i64::MIN,
            broken: None,
            last_of_previous: None,
            chunk: Vec::new(),
            resting: Vec::new(),
        }
    }

    /// Members that grow on, once the stream has been read: where and how each was left.
    pub(super) fn into_resting(self) -> Vec<Resting> {
        self.resting
    }

    /// The next batch, or `None` at the end of the stream. `batch` lends its allocations.
    pub(super) fn next(&mut self, mut batch: Batch) -> Option<Loaded> {
        loop {
            let mut current = match self.current.take() {
                Some(current) => current,
                None => self.open()?,
            };
            if current.state == Reading::Drained && current.hash.is_some() {
                if self.shows_pending(&current) {
                    return Some(self.hand_over_pending(current, batch));
                }
                self.rest(current);
                continue;
            }
            let raw = self.fill(&mut current, &mut batch);
            let loaded = self.hand_over(current, batch, raw);
            let empty = loaded.batch.events.records.is_empty();
            if !empty || loaded.end.is_some() || loaded.raw.is_some() {
                return Some(loaded);
            }
            batch = loaded.batch;
        }
    }

    /// Leaves a member that grows on: the record at its end may not be whole.
    fn rest(&mut self, current: Current) {
        let Current { part, decoder, clock, end, hash, newest, told, is_at_line_end, hole, .. } =
            current;
        let hole = self.last_of_previous.zip(hole);
        self.last_of_previous = self.last_of_previous.max(end.last);
        let hash = hash.expect("a member that grows on is hashed");
        let resting =
            Resting { part, decoder, clock, end, hash, newest, told, is_at_line_end, hole };
        self.resting.push(resting);
    }

    /// Whether the record at the end of a member that grows on has its place here: a member that
    /// follows it is about to be read, so that it will hardly grow.
    fn shows_pending(&self, current: &Current) -> bool {
        let has_next = self.next_part < self.stream.parts.len();
        let is_shown = current.has_shown_pending;
        has_next && !is_shown && current.is_at_line_end && current.decoder.is_pending()
    }

    /// Hands over the record at the end of a member that grows on, without consuming it.
    fn hand_over_pending(&mut self, mut current: Current, mut batch: Batch) -> Loaded {
        batch.clear();
        current.decoder.pending(&mut batch);
        current.clock.clone().apply(&mut batch);
        let (order, least, most) = time_order(&batch);
        let part = current.part;
        let path = &self.stream.parts[part].path;
        current.newest = newest(&batch, most, path).or(current.newest);
        current.has_shown_pending = true;
        let mut hole = None;
        if let Some(last) = batch.events.records.last() {
            current.told = Some((last.offset, last.length));
            self.reached = self.reached.max(most);
            if let (Some(because), Some(from)) = (current.hole.take(), self.last_of_previous) {
                hole = Some((from, least, because));
            }
            self.last_of_previous = self.last_of_previous.max(Some(most));
        }
        let safe = self.reached.saturating_sub(self.lateness);
        let safe = safe.saturating_sub(current.clock.spread());
        self.current = Some(current);
        Loaded { batch, order, part, raw: None, safe, hole, end: None, is_pending: true }
    }

    fn open(&mut self) -> Option<Current> {
        let stream = Arc::clone(&self.stream);
        let part = stream.parts.get(self.next_part)?;
        let mut decoder = Decoder::new(stream.format, part.encoding, part.mark, &self.options);
        let mut current = Current {
            part: self.next_part,
            clock: part.clock.clone(),
            end: PartEnd::default(),
            blocks: None,
            state: Reading::More,
            hole: self.broken.take().or_else(|| part.row.missing.clone()),
            hash: part.grows.then(Xxh3::new),
            newest: None,
            told: None,
            has_shown_pending: false,
            is_at_line_end: false,
            decoder: Decoder::new(stream.format, part.encoding, part.mark, &self.options),
        };
        self.next_part += 1;
        let failed = match part.blocks.clone() {
            None => self.feed.advance(&self.inputs).err(),
            Some(order) => {
                current.end.problems.extend(part.broken.clone());
                let keep = self.keep && part.is_new();
                let blocks = Blocks::new(&self.inputs, part, order, &mut decoder, keep);
                blocks.map(|blocks| current.blocks = Some(blocks)).err()
            }
        };
        current.decoder = decoder;
        if let Some(error) = failed {
            self.broke_off(&mut current, &error);
        }
        Some(current)
    }

    fn broke_off(&mut self, current: &mut Current, error: &io::Error) {
        let path = &self.stream.parts[current.part].path;
        self.broken = Some(format!("{path} breaks off"));
        current.end.problems.push(problem_of(error, current.end.bytes));
        current.state = Reading::Drained;
    }

    /// Reads and decodes one chunk into `batch`; gives the stored bytes back if they are kept.
    fn fill(&mut self, current: &mut Current, batch: &mut Batch) -> Option<(u64, Vec<u8>)> {
        batch.clear();
        if let Some(blocks) = &mut current.blocks {
            current.end.bytes = blocks.bytes();
            return blocks.fill(&mut current.decoder, batch);
        }
        if current.state == Reading::Drained {
            current.decoder.finish(batch);
            current.state = Reading::Finished;
            return None;
        }
        let failed = self.feed.fill(&mut self.chunk, CHUNK).err();
        let offset = current.end.bytes;
        current.end.bytes += self.chunk.len() as u64;
        if let Some(error) = failed {
            self.broke_off(current, &error);
        } else if self.chunk.len() < CHUNK {
            current.state = Reading::Drained;
        }
        if current.state == Reading::Drained && self.next_part == self.stream.parts.len() {
            // Thousands of small exports are merged at once: none keeps its file open.
            self.feed.close();
        }
        if let Some(hash) = &mut current.hash {
            hash.update(&self.chunk);
            if !self.chunk.is_empty() {
                let encoding = self.stream.parts[current.part].encoding;
                current.is_at_line_end = encoding.ends_line(&self.chunk);
            }
        }
        current.decoder.push(&self.chunk, batch);
        let is_new = self.stream.parts[current.part].is_new();
        let keep = self.keep && is_new && !self.chunk.is_empty();
        keep.then(|| (offset, std::mem::take(&mut self.chunk)))
    }

    /// Times, order, statistics; the end of the member if this was the last of it.
    fn hand_over(
        &mut self,
        mut current: Current,
        mut batch: Batch,
        raw: Option<(u64, Vec<u8>)>,
    ) -> Loaded {
        current.clock.apply(&mut batch);
        let (order, least, most) = time_order(&batch);
        if current.hash.is_some() {
            let path = &self.stream.parts[current.part].path;
            current.newest = newest(&batch, most, path).or(current.newest);
        }
        let end = &mut current.end;
        let mut hole = None;
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
        let (safe, finished) = match &current.blocks {
            Some(blocks) => (blocks.safe(), blocks.is_done()),
            None => {
                (self.reached.saturating_sub(self.lateness), current.state == Reading::Finished)
            }
        };
        let safe =
            if safe == i64::MAX { safe } else { safe.saturating_sub(current.clock.spread()) };
        let part = current.part;
        let end = if finished {
            self.last_of_previous = current.end.last.or(self.last_of_previous);
            current.end.taken_off = current.clock.taken_off;
            Some(current.end)
        } else {
            self.current = Some(current);
            None
        };
        Loaded { batch, order, part, raw, safe, hole, end, is_pending: false }
    }
}

/// The record of a batch that has the latest time.
fn newest(batch: &Batch, most: i64, path: &str) -> Option<Evidence> {
    let record = batch.events.records.iter().find(|record| record.time == most)?;
    let text = batch.bytes(record.text);
    let shown = text.get(..Evidence::MAX_TEXT).unwrap_or(text);
    Some(Evidence {
        path: path.to_owned(),
        line: record.line,
        offset: record.offset,
        length: record.length,
        time: record.time,
        quality: record.quality,
        text: String::from_utf8_lossy(shown).into_owned(),
    })
}

/// A failure to read as a problem of the member.
pub(super) fn problem_of(error: &io::Error, at: u64) -> Problem {
    Problem { kind: problem_kind(error), at, text: error.to_string() }
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
