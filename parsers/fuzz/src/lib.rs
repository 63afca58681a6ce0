//! What every fuzz target holds: spans tile the stream, and chunks do not matter.

use mbxtrace_parsers::{Batch, Decoder, Encoding, Format, Options, Tally};

/// Decodes `stream` as `format`, whole and in odd chunks, and panics if a law is broken. The first
/// byte says how the stream is cut.
pub fn hold(format: Format, data: &[u8]) {
    let Some((first, stream)) = data.split_first() else { return };
    let (encoding, mark) =
        if format == Format::Evtx { (Encoding::Utf8, 0) } else { Encoding::detect(stream) };
    let whole = spans(format, (encoding, mark), stream, stream.len().max(1));
    let cut = spans(format, (encoding, mark), stream, usize::from(*first % 61) + 1);
    assert_eq!(whole, cut, "chunks matter");
    let mut end = 0;
    for (offset, length, _) in &whole.0 {
        assert!(*offset >= end, "spans overlap");
        end = offset + u64::from(*length);
    }
    assert!(end <= stream.len() as u64, "a span leaves the stream");
    assert_eq!(whole.1.total(), stream.len() as u64, "bytes are lost: {:?}", whole.1);
}

type Spans = (Vec<(u64, u32, bool)>, Tally);

fn spans(format: Format, encoding: (Encoding, usize), stream: &[u8], size: usize) -> Spans {
    let options = Options { date_order: None, evidence: true, ..Options::default() };
    let mut decoder = Decoder::new(format, encoding.0, encoding.1, &options);
    let (mut batch, mut spans, mut tally) = (Batch::default(), Vec::new(), Tally::default());
    let mut take = |batch: &Batch| {
        let records = batch.events.records.iter();
        spans.extend(records.map(|record| (record.offset, record.length, record.parsed)));
        tally.add(&batch.events.tally);
    };
    for chunk in stream.chunks(size) {
        decoder.push(chunk, &mut batch);
        take(&batch);
    }
    decoder.finish(&mut batch);
    take(&batch);
    (spans, tally)
}
