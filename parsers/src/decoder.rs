//! One stream of bytes, in chunks of any size, to batches of events.
//!
//! The decoder owns what all formats share: whole records over chunk borders, the change of
//! encoding, absolute offsets and line numbers, and the bound on the length of a record. What a
//! record is, its [`Grammar`] says.

use crate::encoding::Encoding;
use crate::event::{Batch, Events, Problem, Record, Value};
use crate::format::{Format, grammar};
use crate::slice::Slice;

/// Longest record in bytes of UTF-8. A longer one is cut: its beginning becomes an event of kind
/// unparsed, the rest up to the next line end is skipped and said.
pub const MAX_RECORD: usize = 1 << 20;

/// How much of an oversized record is kept as text.
const KEPT_OF_OVERSIZED: usize = 4096;

/// What a decoder at rest may hold beside bytes: a line or some.
const SPARE: usize = 1024;

/// How day and month stand in dates such as `3/4/2025`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateOrder {
    /// Day, month, year.
    DayMonth,
    /// Month, day, year.
    MonthDay,
}

/// What the caller knows or wants beyond the bytes.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// Order of day and month in local dates, if decided.
    pub date_order: Option<DateOrder>,
    /// Whether to collect evidence for the clock solver.
    pub evidence: bool,
    /// Only spans, stamps and evidence are wanted; a grammar may leave out the fields.
    pub times_only: bool,
}

/// What a record is in one format.
pub(crate) trait Grammar: Send {
    /// Decodes the whole records at the front of `text` and says how many bytes they took. `last`:
    /// no byte follows, so the rest is all there is and must be consumed. Offsets and lines of the
    /// records pushed are relative to `text` (lines are filled in by the decoder). Every byte
    /// consumed is in a record, or added to `out.tally` as structure (parsed), blank or skipped.
    fn decode(&mut self, text: &[u8], last: bool, out: &mut Events) -> usize;

    /// Forgets a record begun, keeps what the head of the stream said (see [`Decoder::jump`]).
    fn jump(&mut self) {}

    /// Whether lines are ended by LF; otherwise records are numbered instead of lines.
    fn has_lines(&self) -> bool {
        true
    }
}

/// Decoder of one stream.
pub struct Decoder {
    format: Format,
    options: Options,
    grammar: Box<dyn Grammar>,
    encoding: Encoding,
    /// Bytes of a cut character (only for encodings other than UTF-8).
    raw: Vec<u8>,
    /// Text not yet consumed by the grammar.
    text: Vec<u8>,
    /// Offset in the stream of the first byte of `text`.
    offset: u64,
    /// Line (or record) number of the first byte of `text`.
    line: u64,
    /// Byte-order mark still to be dropped.
    mark: usize,
    /// Inside an oversized record whose rest is being skipped.
    skipping: bool,
}

impl Decoder {
    /// Decoder of a stream of `format` in `encoding`, whose first `mark` bytes are a byte-order
    /// mark ([`Encoding::detect`] gives both; binary formats take [`Encoding::Utf8`] and 0).
    pub fn new(format: Format, encoding: Encoding, mark: usize, options: &Options) -> Self {
        Self {
            format,
            options: *options,
            grammar: grammar(format, *options),
            encoding,
            raw: Vec::new(),
            text: Vec::new(),
            offset: 0,
            line: 1,
            mark,
            skipping: false,
        }
    }

    /// Offset in the stream of the first byte not yet in any batch.
    pub fn position(&self) -> u64 {
        self.offset
    }

    /// Line (for binary logs: record) number at [`Decoder::position`], from 1.
    pub fn line(&self) -> u64 {
        self.line
    }

    /// Goes on at another place of the same stream, where a record starts: `offset` in stored bytes,
    /// `line` its number. What was not yet consumed is dropped; what the grammar learnt from the
    /// head of the stream (column names) stays. For reading newest-first files block by block.
    pub fn jump(&mut self, offset: u64, line: u64) {
        self.grammar.jump();
        self.raw.clear();
        self.text.clear();
        (self.offset, self.line, self.mark, self.skipping) = (offset, line, 0, false);
    }

    /// Takes the next bytes of the stream and puts the records they complete into `batch`, which
    /// is cleared first.
    pub fn push(&mut self, chunk: &[u8], batch: &mut Batch) {
        batch.clear();
        let chunk = self.drop_mark(chunk, batch);
        if self.encoding == Encoding::Utf8 {
            self.text.extend_from_slice(chunk);
        } else {
            self.raw.extend_from_slice(chunk);
            let taken = self.encoding.decode(&self.raw, &mut self.text);
            self.raw.drain(..taken);
        }
        self.run(false, batch);
    }

    /// The stream has ended: puts what is left into `batch`, which is cleared first.
    pub fn finish(&mut self, batch: &mut Batch) {
        batch.clear();
        self.run(true, batch);
        let rest = self.raw.len() as u64;
        if rest > 0 {
            let text =
                format!("the last {rest} byte(s) are half a {} character", self.encoding.name());
            batch.events.problems.push(Problem { kind: "truncated", at: self.offset, text });
            batch.events.tally.skipped += rest;
            self.offset += rest;
            self.raw.clear();
        }
    }

    /// What [`Decoder::finish`] would give if the stream ended here, without ending it: the record of
    /// a growing log whose last line may or may not be its last. Only for formats whose records
    /// stand for themselves; the twin knows nothing the grammar learnt from the head of the stream.
    pub fn pending(&self, batch: &mut Batch) {
        let mut twin = Self::new(self.format, self.encoding, self.mark, &self.options);
        twin.raw.clone_from(&self.raw);
        twin.text.clone_from(&self.text);
        (twin.offset, twin.line, twin.skipping) = (self.offset, self.line, self.skipping);
        twin.finish(batch);
    }

    /// Whether bytes were pushed that are in no batch yet.
    pub fn is_pending(&self) -> bool {
        !self.text.is_empty() || !self.raw.is_empty()
    }

    /// Bytes of memory held for what is in no batch yet: at most [`MAX_RECORD`] and two chunks.
    pub fn held(&self) -> usize {
        self.text.capacity() + self.raw.capacity()
    }

    /// Gives back memory that what is in no batch yet does not need. Buffers are swapped with those of
    /// batches: without it, every one of thousands of decoders at rest keeps that of a whole chunk.
    pub fn trim(&mut self) {
        self.text.shrink_to(self.text.len().max(SPARE));
        self.raw.shrink_to(self.raw.len().max(SPARE));
    }

    fn drop_mark<'a>(&mut self, chunk: &'a [u8], batch: &mut Batch) -> &'a [u8] {
        let dropped = self.mark.min(chunk.len());
        self.mark -= dropped;
        self.offset += dropped as u64;
        batch.events.tally.parsed += dropped as u64;
        chunk.get(dropped..).unwrap_or_default()
    }

    /// Lets the grammar consume windows of at most [`MAX_RECORD`] bytes. That a window always
    /// starts at a record and never exceeds the bound makes the result independent of chunk sizes.
    fn run(&mut self, last: bool, batch: &mut Batch) {
        let mut consumed = 0;
        loop {
            consumed += self.skip_oversized(consumed, &mut batch.events);
            let rest = self.text.get(consumed..).unwrap_or_default();
            let window = rest.get(..MAX_RECORD).unwrap_or(rest);
            let ends_here = last && window.len() == rest.len();
            let first = batch.events.records.len();
            let fields = batch.events.fields.len();
            let problems = batch.events.problems.len();
            let taken = self.grammar.decode(window, ends_here, &mut batch.events);
            rebase(&mut batch.events, first, fields, problems, consumed);
            consumed += taken;
            if taken == 0 && window.len() == MAX_RECORD {
                consumed += self.cut_oversized(consumed, &mut batch.events);
            } else if taken == 0 || taken == rest.len() {
                break;
            }
        }
        self.hand_over(consumed, batch);
    }

    /// Turns the beginning of the oversized record at `at` into an unparsed event.
    fn cut_oversized(&mut self, at: usize, out: &mut Events) -> usize {
        let rest = self.text.get(at..).unwrap_or_default();
        let kept = floor_char(rest, KEPT_OF_OVERSIZED);
        out.push_unparsed(at, kept, Slice::of_text(at, kept));
        out.problems.push(Problem {
            kind: "oversized",
            at: at as u64,
            text: format!(
                "a record longer than {MAX_RECORD} bytes; its first {kept} bytes are kept, the rest \
                 of its line is skipped"
            ),
        });
        self.skipping = true;
        kept
    }

    /// Passes over the rest of an oversized record, up to and with its line end.
    fn skip_oversized(&mut self, at: usize, out: &mut Events) -> usize {
        if !self.skipping {
            return 0;
        }
        let rest = self.text.get(at..).unwrap_or_default();
        let end = memchr::memchr(b'\n', rest);
        self.skipping = end.is_none();
        let skipped = end.map_or(rest.len(), |index| index + 1);
        out.tally.skipped += skipped as u64;
        skipped
    }

    /// Gives the consumed text to the batch and makes offsets and lines absolute.
    fn hand_over(&mut self, consumed: usize, batch: &mut Batch) {
        let rest = self.text.get(consumed..).unwrap_or_default();
        batch.text.extend_from_slice(rest);
        self.text.truncate(consumed);
        std::mem::swap(&mut batch.text, &mut self.text);
        if self.encoding == Encoding::Utf8 {
            for record in &mut batch.events.records {
                record.offset += self.offset;
            }
            for problem in &mut batch.events.problems {
                problem.at += self.offset;
            }
            self.offset += consumed as u64;
        } else {
            self.place_in_stored_bytes(batch);
        }
        self.number_lines(batch);
    }

    /// Absolute offsets, lengths and tallies for encodings in which stored and decoded lengths
    /// differ.
    fn place_in_stored_bytes(&mut self, batch: &mut Batch) {
        let (encoding, base, text) = (self.encoding, self.offset, &batch.text);
        let stored =
            |from: usize, to: usize| encoding.stored_len(text.get(from..to).unwrap_or_default());
        let (mut at, mut stored_at) = (0_usize, 0_u64);
        let (mut parsed, mut unparsed) = (0_u64, 0_u64);
        let (mut parsed_text, mut unparsed_text) = (0_u64, 0_u64);
        for record in &mut batch.events.records {
            let start = usize::try_from(record.offset).unwrap_or(at).max(at);
            stored_at += stored(at, start);
            let length = stored(start, start + record.length as usize);
            if record.parsed {
                parsed += length;
                parsed_text += u64::from(record.length);
            } else {
                unparsed += length;
                unparsed_text += u64::from(record.length);
            }
            (at, record.offset) = (start, base + stored_at);
            record.length = u32::try_from(length).unwrap_or(u32::MAX);
        }
        for problem in &mut batch.events.problems {
            problem.at = base + stored(0, usize::try_from(problem.at).unwrap_or(0));
        }
        let total = stored(0, text.len());
        let tally = &mut batch.events.tally;
        // Structure, blanks and skipped bytes are ASCII or nearly so: blank and skipped are scaled,
        // structure takes the remainder, so the four still add up to the stored bytes exactly.
        let scale = if let Encoding::SingleByte(_) = encoding { 1 } else { 2 };
        let mark = tally.total().saturating_sub(text.len() as u64);
        let rest = total.saturating_sub(parsed + unparsed);
        tally.blank = (tally.blank * scale).min(rest);
        tally.skipped = (tally.skipped * scale).min(rest - tally.blank);
        debug_assert!(tally.unparsed >= unparsed_text && tally.parsed >= parsed_text);
        tally.unparsed = unparsed;
        tally.parsed = parsed + (rest - tally.blank - tally.skipped) + mark;
        self.offset += total;
    }

    fn number_lines(&mut self, batch: &mut Batch) {
        if !self.grammar.has_lines() {
            for record in &mut batch.events.records {
                record.line = self.line;
                self.line += 1;
            }
            return;
        }
        let mut at = 0;
        for record in &mut batch.events.records {
            // `text` starts where the record starts; offsets may already be stored offsets.
            let start = if record.text.in_arena() { at } else { record.text.start() };
            self.line += count_lines(batch.text.get(at..start).unwrap_or_default());
            record.line = self.line;
            at = start.max(at);
        }
        self.line += count_lines(batch.text.get(at..).unwrap_or_default());
    }
}

fn count_lines(text: &[u8]) -> u64 {
    memchr::memchr_iter(b'\n', text).count() as u64
}

/// Largest cut of at most `limit` bytes that does not split a UTF-8 character.
fn floor_char(text: &[u8], limit: usize) -> usize {
    let mut end = limit.min(text.len());
    while end > 0 && end < text.len() && text.get(end).is_some_and(|byte| byte & 0xC0 == 0x80) {
        end -= 1;
    }
    end
}

/// Moves what a grammar pushed for a window to where the window stands in the batch's text.
fn rebase(out: &mut Events, records: usize, fields: usize, problems: usize, by: usize) {
    if by == 0 {
        return;
    }
    let shift = u32::try_from(by).unwrap_or(u32::MAX);
    let move_record = |record: &mut Record| {
        record.offset += by as u64;
        record.text = record.text.moved(shift);
        record.message = record.message.moved(shift);
        record.component = record.component.moved(shift);
    };
    out.records.iter_mut().skip(records).for_each(move_record);
    for (_, value) in out.fields.iter_mut().skip(fields) {
        if let Value::Text(slice) = value {
            *slice = slice.moved(shift);
        }
    }
    for problem in out.problems.iter_mut().skip(problems) {
        problem.at += by as u64;
    }
}
