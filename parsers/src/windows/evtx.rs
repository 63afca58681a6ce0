//! Binary Windows event logs (.evtx): file header of 4096 bytes, then chunks of 65536.
//!
//! Layout: file header `ElfFile\0`, number of chunks at offset 42; chunk header `ElfChnk\0` of 512
//! bytes; records `2a 2a 00 00 | u32 size | u64 id | FILETIME | BinXML | u32 size`
//! (<https://github.com/libyal/libevtx/blob/main/documentation/Windows%20XML%20Event%20Log%20(EVTX).asciidoc>).
//! The records hold no sentence, only its insertion strings: the sentence is in the message file of
//! the server that logged it.

use std::ops::Range;
use std::sync::Arc;

use ::evtx::{EvtxChunkData, EvtxParser, ParserSettings};

use super::dates::Dates;
use super::xml;
use crate::decoder::{Grammar, Options};
use crate::event::{Events, Problem};
use crate::stamp::Stamp;

const FILE_MAGIC: &[u8; 8] = b"ElfFile\0";
const CHUNK_MAGIC: &[u8; 8] = b"ElfChnk\0";
const FILE_HEADER: usize = 4096;
const CHUNK: usize = 65_536;
const CHUNK_HEADER: usize = 512;
/// Bytes of a record before its `BinXML`, and around it.
const RECORD_HEADER: usize = 24;
const RECORD_FRAME: usize = 28;
/// Where the table of names ends in the chunk header, and where it starts.
const NAME_TABLE: Range<usize> = 128..384;

/// Whether it is a binary log.
pub(super) fn detect(head: &[u8]) -> bool {
    head.starts_with(FILE_MAGIC) || (head.starts_with(CHUNK_MAGIC) && head.len() >= CHUNK_HEADER)
}

/// The records of a whole binary log as XML, each an `<Event>`, and what could not be read. For
/// handing a log on in a form whose text can be changed.
pub(crate) fn to_xml(log: Vec<u8>) -> Result<(Vec<String>, Vec<String>), String> {
    let settings = ParserSettings::new().num_threads(1).indent(false).validate_checksums(false);
    let parser = EvtxParser::from_buffer(log).map_err(|error| error.to_string())?;
    let mut parser = parser.with_configuration(settings);
    let (mut records, mut damaged) = (Vec::new(), Vec::new());
    for record in parser.records() {
        match record {
            Ok(record) => {
                let event = record.data.find("<Event").and_then(|at| record.data.get(at..));
                records.extend(event.map(|event| event.trim_end().to_owned()));
            }
            Err(error) => damaged.push(error.to_string()),
        }
    }
    Ok((records, damaged))
}

/// Grammar of the binary log.
pub(super) struct Evtx {
    settings: Arc<ParserSettings>,
    dates: Dates,
    /// Chunks that the file header promises and that have not come yet.
    missing: u16,
    /// Whether the block before this one was passed over, so that a run of them is said once.
    passing: bool,
}

impl Evtx {
    /// Checksums are not asked for: a wrong one must not cost a chunk of readable records.
    pub(super) fn new(options: Options) -> Self {
        let settings = ParserSettings::new().num_threads(1).indent(false).validate_checksums(false);
        Self {
            settings: Arc::new(settings),
            dates: Dates::new(options),
            missing: 0,
            passing: false,
        }
    }

    /// What stands at `at`; where it ends, if all of it is there.
    fn block(&mut self, text: &[u8], at: usize, last: bool, out: &mut Events) -> Option<usize> {
        let rest = text.get(at..)?;
        if rest.len() < FILE_MAGIC.len() && !last {
            return None;
        }
        if rest.starts_with(FILE_MAGIC) {
            return self.file_header(rest, last, out).map(|length| at + length);
        }
        if rest.len() < CHUNK + CHUNK_MAGIC.len()
            && !last
            && !(rest.len() >= CHUNK && rest.starts_with(CHUNK_MAGIC))
        {
            return None;
        }
        let length = rest.len().min(CHUNK);
        let block = rest.get(..length)?;
        if block.starts_with(CHUNK_MAGIC) || CHUNK_MAGIC.starts_with(block) {
            self.missing = self.missing.saturating_sub(1);
            self.passing = false;
            self.chunk(text, at..at + length, out);
            return Some(at + length);
        }
        Some(at + self.no_chunk(rest, length, at, out))
    }

    fn file_header(&mut self, rest: &[u8], last: bool, out: &mut Events) -> Option<usize> {
        if rest.len() < FILE_HEADER && !last {
            return None;
        }
        let length = rest.len().min(FILE_HEADER);
        if let Some([low, high]) = rest.get(42..44) {
            self.missing = u16::from_le_bytes([*low, *high]);
        }
        out.tally.parsed += length as u64;
        Some(length)
    }

    /// A place where a chunk should start and does not: unused, or overwritten.
    fn no_chunk(&mut self, rest: &[u8], length: usize, at: usize, out: &mut Events) -> usize {
        let block = rest.get(..length).unwrap_or_default();
        if block.iter().all(|byte| *byte == 0) {
            out.tally.blank += length as u64;
            self.missing = self.missing.saturating_sub(1);
            return length;
        }
        let window = rest.get(..rest.len().min(CHUNK + CHUNK_MAGIC.len() - 1)).unwrap_or_default();
        let next = memchr::memmem::find(window, CHUNK_MAGIC).filter(|next| *next > 0);
        let skipped = next.unwrap_or(length);
        if next.is_none() {
            self.missing = self.missing.saturating_sub(1);
        }
        out.tally.skipped += skipped as u64;
        if !self.passing {
            out.problems.push(Problem {
                kind: "damaged",
                at: at as u64,
                text: "no chunk of an event log starts here; everything up to the next one was passed \
                       over; export the log again (wevtutil epl)"
                    .to_owned(),
            });
        }
        self.passing = true;
        skipped
    }

    fn chunk(&mut self, text: &[u8], span: Range<usize>, out: &mut Events) {
        let bytes = text.get(span.clone()).unwrap_or_default();
        if bytes.len() < CHUNK {
            let missing = CHUNK - bytes.len();
            out.problems.push(Problem {
                kind: "truncated",
                at: span.start as u64,
                text: format!("the last chunk is cut: {missing} of its {CHUNK} bytes are missing"),
            });
        }
        if bytes.len() < CHUNK_HEADER {
            out.tally.parsed += bytes.len() as u64;
            return;
        }
        out.tally.parsed += CHUNK_HEADER as u64;
        let faults = out.records.len();
        let mut walk = Walk { at: CHUNK_HEADER, damaged: Vec::new() };
        self.walk(bytes, text, span.start, &mut walk, out);
        walk.rest(bytes, span.start, out);
        let first = walk.damaged.first().map(String::as_str).unwrap_or_default();
        if !walk.damaged.is_empty() {
            let read = out.records.len() - faults;
            out.problems.push(Problem {
                kind: "damaged",
                at: span.start as u64,
                text: format!(
                    "{} place(s) of this chunk could not be read, {read} record(s) could; first: {first}",
                    walk.damaged.len()
                ),
            });
        }
    }

    /// Decodes the records of a chunk, in place order.
    fn walk(&mut self, bytes: &[u8], text: &[u8], base: usize, walk: &mut Walk, out: &mut Events) {
        let mut data = match EvtxChunkData::new(bytes.to_vec(), false) {
            Ok(data) => data,
            Err(error) => return walk.damaged.push(error.to_string()),
        };
        if data.parse(Arc::clone(&self.settings)).is_err() {
            // The table of names is a shortcut; records name their own. Without it they still read.
            walk.damaged.push("the chunk's table of names".to_owned());
            let mut without = bytes.to_vec();
            without
                .iter_mut()
                .take(NAME_TABLE.end)
                .skip(NAME_TABLE.start)
                .for_each(|byte| *byte = 0);
            match EvtxChunkData::new(without, false) {
                Ok(repaired) => data = repaired,
                Err(error) => return walk.damaged.push(error.to_string()),
            }
        }
        let mut chunk = match data.parse(Arc::clone(&self.settings)) {
            Ok(chunk) => chunk,
            Err(error) => return walk.damaged.push(error.to_string()),
        };
        for record in chunk.iter() {
            let record = match record {
                Ok(record) => record,
                Err(error) => {
                    walk.damaged.push(error.to_string());
                    continue;
                }
            };
            let start =
                usize::try_from(record.binxml_offset).unwrap_or(0).saturating_sub(RECORD_HEADER);
            let end = start + record.binxml_size as usize + RECORD_FRAME;
            if start < walk.at || end > bytes.len() {
                walk.damaged.push("records that overlap or leave the chunk".to_owned());
                continue;
            }
            let written = record.timestamp.as_nanosecond();
            match record.into_xml() {
                Ok(xml) => {
                    walk.gap(bytes, start, base, out);
                    let time = i64::try_from(written).unwrap_or(i64::MAX);
                    if self.push(&xml.data, time, text, base + start..base + end, out) {
                        walk.at = end;
                    } else {
                        walk.damaged.push("a record without event id and provider".to_owned());
                    }
                }
                Err(error) => walk.damaged.push(error.to_string()),
            }
        }
    }

    /// Writes one rendered record; `false` if it is no event.
    fn push(
        &mut self,
        source: &str,
        written: i64,
        text: &[u8],
        span: Range<usize>,
        out: &mut Events,
    ) -> bool {
        let Some(mut read) = xml::read(source) else { return false };
        let created = self.dates.stamp(read.time.as_bytes(), span.start, out);
        read.event.stamp = match created {
            Some(stamp @ Stamp::Utc(_)) => stamp,
            _ => Stamp::Utc(written),
        };
        read.event.push_rendered(text, span, out);
        true
    }
}

/// How far the walk of a chunk has come, and what it could not read.
struct Walk {
    at: usize,
    damaged: Vec<String>,
}

impl Walk {
    /// Bytes between the records read: damaged ones, as one event of kind unparsed.
    fn gap(&mut self, bytes: &[u8], until: usize, base: usize, out: &mut Events) {
        let gap = bytes.get(self.at..until).unwrap_or_default();
        if gap.is_empty() {
            return;
        }
        if gap.iter().all(|byte| *byte == 0) {
            out.tally.blank += gap.len() as u64;
        } else {
            let text = format!("{} bytes of damaged event records", gap.len());
            let text = out.keep(text.as_bytes());
            out.push_unparsed(base + self.at, gap.len(), text);
        }
        self.at = until;
    }

    /// Bytes behind the last record: damaged ones up to the end of the used part, then slack.
    fn rest(&mut self, bytes: &[u8], base: usize, out: &mut Events) {
        let used = match bytes.get(48..52) {
            Some([a, b, c, d]) => u32::from_le_bytes([*a, *b, *c, *d]) as usize,
            _ => 0,
        };
        let used = used.clamp(self.at, bytes.len());
        if !self.damaged.is_empty() {
            self.gap(bytes, used, base, out);
        }
        out.tally.blank += (bytes.len() - self.at) as u64;
    }
}

impl Grammar for Evtx {
    fn decode(&mut self, text: &[u8], last: bool, out: &mut Events) -> usize {
        let mut at = 0;
        while at < text.len() {
            match self.block(text, at, last, out) {
                Some(end) => at = end,
                None => break,
            }
        }
        if last && at >= text.len() && self.missing > 0 {
            let bytes = usize::from(self.missing) * CHUNK;
            out.problems.push(Problem {
                kind: "truncated",
                at: at as u64,
                text: format!(
                    "the header promises {} more chunk(s): up to {bytes} bytes are missing; copy or \
                     export the log again",
                    self.missing
                ),
            });
            self.missing = 0;
        }
        at
    }

    fn jump(&mut self) {
        (self.missing, self.passing) = (0, false);
    }

    fn has_lines(&self) -> bool {
        false
    }
}
