//! An event found, as it is shown: read back from the kept text and decoded once more.

use std::collections::BTreeMap;

use mbxtrace_parsers::{Batch, Decoder, Encoding, Family, Format, Options, Origin, TimeQuality};

use crate::case::{Case, CaseError, Filter, Place, Scan, Stop, StreamRecord, named_values};

/// Bytes read before and after a hit for its neighbours.
const AROUND: usize = 64 * 1024;

/// Bytes that hold the end of a line in any encoding.
const LINE_END: usize = 4;

/// Bytes at the head of a stream that tell its grammar what the columns are.
const HEAD: usize = 64 * 1024;

/// One hit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// UTC, nanoseconds since 1970.
    pub time: i64,
    /// How far the time can be trusted.
    pub quality: TimeQuality,
    /// File, or `archive.zip!/inner.tgz!/file`.
    pub path: String,
    /// Line in the file, from 1 (binary logs: ordinal of the record).
    pub line: u64,
    /// Offset in the file, in bytes.
    pub offset: u64,
    /// Length in the file, in bytes.
    pub length: u32,
    /// Format of the file.
    pub format: Option<Format>,
    /// Host it was collected from; empty if unknown.
    pub node: String,
    /// Name of the level.
    pub level: String,
    /// Component; may be empty.
    pub component: String,
    /// The whole record.
    pub text: String,
    /// Its fields: name and value.
    pub fields: Vec<(String, String)>,
    /// Lines (binary logs: records) before it, oldest first.
    pub before: Vec<String>,
    /// Lines after it.
    pub after: Vec<String>,
}

/// The hits at these places, each with `context` neighbours on either side.
pub(super) fn show(case: &Case, places: Vec<Place>, context: usize) -> Result<Vec<Hit>, CaseError> {
    let mut viewer = Viewer { case, decoders: BTreeMap::new(), batch: Batch::default() };
    places.into_iter().map(|place| viewer.hit(place, context)).collect()
}

struct Viewer<'a> {
    case: &'a Case,
    /// Decoders that have seen the head of their stream.
    decoders: BTreeMap<u32, Decoder>,
    batch: Batch,
}

impl Viewer<'_> {
    fn hit(&mut self, place: Place, context: usize) -> Result<Hit, CaseError> {
        let stream = self.case.manifest().streams.get(place.stream as usize);
        let mut hit = Hit {
            time: place.time,
            quality: place.quality,
            path: stream.map(|stream| stream.source.path.clone()).unwrap_or_default(),
            line: place.line.unwrap_or_default(),
            offset: place.offset,
            length: place.length,
            format: stream.and_then(StreamRecord::format),
            node: stream.map(|stream| stream.source.node.clone()).unwrap_or_default(),
            level: String::new(),
            component: String::new(),
            text: String::new(),
            fields: Vec::new(),
            before: Vec::new(),
            after: Vec::new(),
        };
        if let Some(record) = place.record {
            (hit.level, hit.component) = (record.level, record.component);
            (hit.text, hit.fields) = (record.text, record.fields);
            self.neighbour_records(place.stream, context, &mut hit)?;
        } else if let Some(stream) = stream {
            self.read_back(place.stream, stream, &mut hit)?;
            self.neighbour_lines(place.stream, stream.encoding(), context, &mut hit)?;
        }
        Ok(hit)
    }

    /// Text and fields of a record of text: its bytes, decoded once more.
    fn read_back(
        &mut self,
        number: u32,
        stream: &StreamRecord,
        hit: &mut Hit,
    ) -> Result<(), CaseError> {
        let kept = self.case.text();
        let raw = kept.read(number, hit.offset, hit.length as usize)?;
        hit.line = kept.line(number, hit.offset, stream.encoding())?.unwrap_or_default();
        if let Some(format) = stream.format() {
            self.decode(number, stream, format, &raw, hit)?;
        }
        if hit.text.is_empty() {
            decoded(&raw, stream.encoding()).trim_end().clone_into(&mut hit.text);
        }
        Ok(())
    }

    fn decode(
        &mut self,
        number: u32,
        stream: &StreamRecord,
        format: Format,
        raw: &[u8],
        hit: &mut Hit,
    ) -> Result<(), CaseError> {
        let mut decoder = match self.decoders.remove(&number) {
            Some(decoder) => decoder,
            None => self.decoder(number, stream, format)?,
        };
        decoder.jump(hit.offset, hit.line);
        decoder.push(raw, &mut self.batch);
        if self.batch.events.records.is_empty() {
            // It waits for more, as at the end of a stream. What has ended is not used again.
            decoder.finish(&mut self.batch);
        } else {
            self.decoders.insert(number, decoder);
        }
        let origin = Origin { stream: number, path: String::new(), node: String::new(), format };
        if let Some(event) = self.batch.event(0, &origin) {
            event.record.level.name().clone_into(&mut hit.level);
            hit.component = String::from_utf8_lossy(event.component()).into_owned();
            hit.text = String::from_utf8_lossy(event.text()).into_owned();
            hit.fields = named_values(&event);
        }
        Ok(())
    }

    /// A decoder that knows what the head of the stream says (exports name their columns there).
    fn decoder(
        &mut self,
        number: u32,
        stream: &StreamRecord,
        format: Format,
    ) -> Result<Decoder, CaseError> {
        let mut decoder = Decoder::new(format, stream.encoding(), stream.mark, &Options::default());
        if format.family() == Family::WindowsEvent {
            decoder.push(&self.case.text().read(number, 0, HEAD)?, &mut self.batch);
        }
        Ok(decoder)
    }

    fn neighbour_lines(
        &self,
        stream: u32,
        encoding: Encoding,
        context: usize,
        hit: &mut Hit,
    ) -> Result<(), CaseError> {
        if context == 0 {
            return Ok(());
        }
        let kept = self.case.text();
        let raw = kept.read_before(stream, hit.offset, AROUND)?;
        let text = decoded(&raw, encoding);
        // A record may begin and end within a line (JSON, XML): the rest of that line is no
        // neighbour.
        let whole = text.rfind('\n').and_then(|end| text.get(..=end)).unwrap_or_default();
        let whole = whole.strip_prefix('\u{feff}').unwrap_or(whole);
        let is_cut = (raw.len() as u64) < hit.offset;
        let mut lines: Vec<&str> = whole.lines().rev().take(context + 1).collect();
        if lines.len() > context || is_cut {
            // One too many, or cut at its begin.
            lines.pop();
        }
        hit.before = lines.into_iter().rev().map(str::to_owned).collect();
        let end = hit.offset + u64::from(hit.length);
        let last = kept.read_before(stream, end, LINE_END)?;
        let raw = kept.read(stream, end, AROUND)?;
        let text = decoded(&raw, encoding);
        let next = if decoded(&last, encoding).ends_with('\n') {
            text.as_str()
        } else {
            text.split_once('\n').map_or("", |(_, next)| next)
        };
        hit.after = next.lines().take(context).map(str::to_owned).collect();
        Ok(())
    }

    /// Neighbours in a log without lines: the records before and after by ordinal.
    fn neighbour_records(
        &self,
        stream: u32,
        context: usize,
        hit: &mut Hit,
    ) -> Result<(), CaseError> {
        if context == 0 {
            return Ok(());
        }
        let reach = context as u64;
        let range = hit.line.saturating_sub(reach)..=hit.line.saturating_add(reach);
        let filter = Filter::And(vec![Filter::Streams(vec![stream]), Filter::Ordinal(range)]);
        let scan = Scan { filter, since: None, until: None, stop: Stop::default() };
        let mut places = self.case.find(&scan, 2 * context + 1, false, false)?.places;
        places.sort_by_key(|place| place.line);
        for place in places {
            let text = place.record.map(|record| record.text).unwrap_or_default();
            match place.line.unwrap_or_default().cmp(&hit.line) {
                std::cmp::Ordering::Less => hit.before.push(text),
                std::cmp::Ordering::Equal => {}
                std::cmp::Ordering::Greater => hit.after.push(text),
            }
        }
        Ok(())
    }
}

fn decoded(raw: &[u8], encoding: Encoding) -> String {
    let mut text = Vec::new();
    encoding.decode(raw, &mut text);
    String::from_utf8_lossy(&text).into_owned()
}
