//! What grammars share whose records are lines: whole lines, blank ones, a record over one line.

use std::ops::Range;

use crate::event::{Events, Record};
use crate::jetty::offset_in;
use crate::slice::Slice;

/// Goes over the whole lines of `text`; blank ones are counted, every other is given to `line` with
/// its line end. The bytes taken.
pub(crate) fn each(
    text: &[u8],
    last: bool,
    out: &mut Events,
    mut line: impl FnMut(&[u8], Range<usize>, &mut Events),
) -> usize {
    let mut start = 0;
    let ends = memchr::memchr_iter(b'\n', text).map(|at| at + 1);
    for end in ends.chain(last.then_some(text.len())) {
        if end <= start {
            continue;
        }
        let whole = text.get(start..end).unwrap_or_default();
        if whole.iter().all(|byte| byte.is_ascii_whitespace() || *byte == 0) {
            out.tally.blank += whole.len() as u64;
        } else {
            line(text, start..end, out);
        }
        start = end;
    }
    start
}

/// A record over `span`, its text without the line end; not yet parsed.
pub(crate) fn record(text: &[u8], span: &Range<usize>) -> Record {
    let slice = Slice::of_text(span.start, line(text, span).len());
    Record {
        offset: span.start as u64,
        length: u32::try_from(span.len()).unwrap_or(u32::MAX),
        text: slice,
        message: slice,
        ..Record::default()
    }
}

/// The line of `span` without its line end.
pub(crate) fn line<'a>(text: &'a [u8], span: &Range<usize>) -> &'a [u8] {
    let line = text.get(span.clone()).unwrap_or_default();
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// A line that no grammar accepts.
pub(crate) fn stray(text: &[u8], span: &Range<usize>, out: &mut Events) {
    out.push_unparsed(span.start, span.len(), Slice::of_text(span.start, line(text, span).len()));
}

/// Where `part`, a subslice of `text`, stands.
pub(crate) fn place(text: &[u8], part: &[u8]) -> Slice {
    if part.is_empty() { Slice::EMPTY } else { Slice::of_text(offset_in(text, part), part.len()) }
}
