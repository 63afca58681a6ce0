//! CUC diagnostic trace (`diag_*.uc`): one record per trace call, continued over lines.
//!
//! ```text
//! 01:10:20.300 |6549,mail.example.com,{guid}, CsWebDav,14,[CsWebDav/File.cpp:12]: message
//! HH:MM:SS.mmm |thread,context,context id,[ ]component,level,message
//! ```
//!
//! Shapes: Cisco technical note 116001 (single inbox), the Unity Connection trace analysis of the Cisco
//! collaboration knowledge base (3164358), technical notes 217535 and 224893 (Java services). A line that
//! is not the start of a record continues the record before it. Blank lines belong to a record only
//! if another continuation follows; otherwise they are blank. Lines without a record before them
//! are events of kind unparsed, one a line.
//!
//! The time is the server's local time and has no date. Where the date or the zone can be read in a
//! record, [`evidence`] collects it.

mod evidence;
mod exchange;
mod failure;
mod http_failure;
mod line;
mod record;

use std::ops::Range;

use crate::decoder::{Grammar, Options};
use crate::event::Events;
use crate::slice::Slice;
use crate::stamp::{Claim, ClockEvidence, Stamp};
pub use evidence::peer_date;
pub(crate) use failure::smtp_reply;
use line::Line;
use record::Extractor;

/// Lines of the head looked at to tell the format.
const DETECT_LINES: usize = 200;

/// Grammar of the trace.
pub(crate) struct CucDiag {
    wants: record::Wants,
}

/// A record whose end is not known yet.
struct Open {
    /// First byte of the line, and of the record in it (they differ by the prefix that a search
    /// over files puts before a line).
    start: usize,
    head: usize,
    /// Whether the line has no time and thread in front (pasted out of its context).
    pasted: bool,
    /// Behind the last line that surely belongs to it.
    end: usize,
}

impl CucDiag {
    pub(crate) fn new(options: Options) -> Self {
        let wants = record::Wants { evidence: options.evidence, fields: !options.times_only };
        Self { wants }
    }

    /// Writes the record that ends at `open.end`, and the blanks up to `next`.
    fn close(&self, text: &[u8], open: Open, next: usize, with: &mut Extractor, out: &mut Events) {
        let visible = visible_len(text.get(open.start..open.end).unwrap_or_default());
        let span = record::Span {
            start: open.start,
            head: open.head,
            visible: open.start + visible,
            end: open.end,
        };
        record::write(text, &span, open.pasted, self.wants, with, out);
        out.tally.blank += next.saturating_sub(open.end) as u64;
    }

    fn header(&self, time: i64, days: i32, length: usize, out: &mut Events) {
        out.tally.parsed += length as u64;
        if self.wants.evidence {
            let evidence =
                ClockEvidence { local: Stamp::TimeOfDay(time), claim: Claim::Date(days) };
            out.evidence.push(evidence);
        }
    }

    /// Takes one line that is not part of an open record; a record it begins is given back.
    fn begin(&self, kind: Line, at: &Range<usize>, text: &[u8], out: &mut Events) -> Option<Open> {
        let (start, end) = (at.start, at.end);
        match kind {
            Line::Record { head } => {
                return Some(Open { start, head: start + head, pasted: false, end });
            }
            Line::Pasted => return Some(Open { start, head: start, pasted: true, end }),
            Line::Header { time, days } => self.header(time, days, at.len(), out),
            Line::Console => out.tally.parsed += at.len() as u64,
            Line::Blank => out.tally.blank += at.len() as u64,
            Line::Other => {
                let visible = visible_len(text.get(at.clone()).unwrap_or_default());
                out.push_unparsed(start, at.len(), Slice::of_text(start, visible));
            }
        }
        None
    }
}

impl Grammar for CucDiag {
    fn decode(&mut self, text: &[u8], last: bool, out: &mut Events) -> usize {
        let mut with = Extractor::default();
        let mut open: Option<Open> = None;
        let mut start = 0;
        let ends = memchr::memchr_iter(b'\n', text).map(|at| at + 1);
        let rest = last.then_some(text.len());
        for end in ends.chain(rest) {
            if end <= start {
                continue;
            }
            let at = start..end;
            start = end;
            let kind = line::classify(text.get(at.clone()).unwrap_or_default());
            open = match (open, kind) {
                (Some(open), Line::Other) => Some(Open { end, ..open }),
                (Some(open), Line::Blank) => Some(open),
                (before, kind) => {
                    if let Some(before) = before {
                        self.close(text, before, at.start, &mut with, out);
                    }
                    self.begin(kind, &at, text, out)
                }
            };
        }
        match open {
            Some(open) if last => {
                self.close(text, open, text.len(), &mut with, out);
                text.len()
            }
            Some(open) => open.start,
            None => start,
        }
    }
}

/// Whether a line of the head is a record of the trace, be it without its time. The name is not
/// needed: no other format has such lines.
pub(crate) fn detect(head: &[u8], _name: &str) -> bool {
    head.split(|byte| *byte == b'\n').take(DETECT_LINES).any(|text| match line::classify(text) {
        Line::Record { head } => record::is_record(text.get(head..).unwrap_or_default()),
        Line::Pasted | Line::Header { .. } => true,
        _ => false,
    })
}

/// Length without the line end.
fn visible_len(text: &[u8]) -> usize {
    let text = text.strip_suffix(b"\n").unwrap_or(text);
    text.strip_suffix(b"\r").unwrap_or(text).len()
}
