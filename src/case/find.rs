//! Finds, counts and groups events.
//!
//! Segments hold spans of time that hardly overlap, so the newest (or oldest) events are looked for
//! segment by segment from that end, and a segment that can hold nothing better is left out. Order
//! is (time, stream, offset), which is total: the same case gives the same answer every time.

use std::collections::{BTreeMap, BinaryHeap};

use tantivy::columnar::{Column, DynamicColumn};
use tantivy::query::{BooleanQuery, EnableScoring, Query, Weight};
use tantivy::schema::{IndexRecordOption, OwnedValue, TantivyDocument};
use tantivy::{COLLECT_BLOCK_BUFFER_LEN, DocAddress, DocId, DocSet, SegmentReader, TERMINATED};

use mbxtrace_parsers::{Field as Vocabulary, TimeQuality};

use super::columns::Places;
use super::error::CaseError;
use super::filter::{Filter, Indexed, Keyword, time};
use super::mirror::QUALITIES;
use super::range::Number;
use super::record::StoredRecord;
use super::stop::Stop;
use super::{Case, schema};

/// Which events to look at.
#[derive(Clone, Debug)]
pub struct Scan {
    /// Condition.
    pub filter: Filter,
    /// First time, UTC nanoseconds.
    pub since: Option<i64>,
    /// First time no longer wanted.
    pub until: Option<i64>,
    /// When to give up.
    pub stop: Stop,
}

/// Where an event stands and what the index alone knows of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// UTC nanoseconds.
    pub time: i64,
    /// How far the time can be trusted.
    pub quality: TimeQuality,
    /// Number of its stream.
    pub stream: u32,
    /// Offset in the stream.
    pub offset: u64,
    /// Stored length.
    pub length: u32,
    /// Ordinal in a binary log; lines of text are counted in the kept text.
    pub line: Option<u64>,
    /// The record, if its text stands nowhere else.
    pub record: Option<StoredRecord>,
}

/// Events found.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// In the order asked for.
    pub places: Vec<Place>,
    /// How many there are in all; `None` if that was not asked for and not seen by the way.
    pub total: Option<u64>,
}

/// Events of a span of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bucket {
    /// Begin of the span, UTC nanoseconds, a multiple of its length since 1970.
    pub start: i64,
    /// Events in it.
    pub count: u64,
}

/// A candidate: what decides the order, turned so that smaller is better, and where it is.
type Candidate = (i64, u64, u64, u32, DocId);

/// A segment and the span of its times.
pub(super) struct Span<'a> {
    pub(super) number: u32,
    pub(super) reader: &'a SegmentReader,
    times: &'a Column<i64>,
    first: i64,
    last: i64,
}

/// The condition with and without the bounds of time.
pub(super) struct Plan {
    plain: Box<dyn Weight>,
    bounded: Box<dyn Weight>,
}

impl Case {
    /// The newest (or oldest) `limit` events. The exact total costs a walk over everything, so it is
    /// only given for sure if `count` asks for it.
    pub fn find(
        &self,
        scan: &Scan,
        limit: usize,
        newest: bool,
        count: bool,
    ) -> Result<Found, CaseError> {
        let plan = self.plan(scan)?;
        let mut spans = self.spans(scan)?;
        let best = |span: &Span<'_>| if newest { !span.last } else { span.first };
        spans.sort_by_key(|span| (best(span), span.number));
        let mut heap: BinaryHeap<Candidate> = BinaryHeap::new();
        let (mut total, mut is_whole) = (0_u64, true);
        for span in &spans {
            let weight = plan.weight(span, scan);
            let is_out = limit == 0
                || heap.len() == limit && heap.peek().is_some_and(|worst| best(span) > worst.0);
            if !is_out {
                total += collect(
                    (span, self.places(span.number)?),
                    weight,
                    newest,
                    limit,
                    (&mut heap, &scan.stop),
                )?;
            } else if count {
                scan.stop.check()?;
                total += u64::from(weight.count(span.reader)?);
            } else {
                is_whole = false;
                break;
            }
        }
        let places = heap.into_sorted_vec().into_iter();
        let places = places.map(|(.., segment, doc)| self.place(segment, doc));
        let places = places.collect::<Result<_, _>>()?;
        Ok(Found { places, total: is_whole.then_some(total) })
    }

    /// How many events there are.
    pub fn count(&self, scan: &Scan) -> Result<u64, CaseError> {
        let plan = self.plan(scan)?;
        let mut total = 0;
        for span in self.spans(scan)? {
            scan.stop.check()?;
            total += u64::from(plan.weight(&span, scan).count(span.reader)?);
        }
        Ok(total)
    }

    /// Events by spans of `length` nanoseconds, empty spans left out.
    pub fn histogram(&self, scan: &Scan, length: i64) -> Result<Vec<Bucket>, CaseError> {
        let length = length.max(1);
        let plan = self.plan(scan)?;
        let mut counts = BTreeMap::new();
        for span in self.spans(scan)? {
            let docs = matching(plan.weight(&span, scan), span.reader, &scan.stop)?;
            for_each_time(&docs, span.times, |_, time| {
                *counts.entry(time.div_euclid(length)).or_insert(0) += 1;
            });
        }
        let start =
            |(number, count): (i64, u64)| Bucket { start: number.saturating_mul(length), count };
        Ok(counts.into_iter().map(start).collect())
    }

    /// Values of a keyword and in how many events each stands, unordered but for the bytes.
    pub fn values(
        &self,
        scan: &Scan,
        keyword: Keyword,
    ) -> Result<BTreeMap<Vec<u8>, u64>, CaseError> {
        let plan = self.plan(scan)?;
        let field = keyword.place(&self.fields);
        let mut counts: BTreeMap<Vec<u8>, u64> = BTreeMap::new();
        for span in self.spans(scan)? {
            let docs = Marked::of(
                &matching(plan.weight(&span, scan), span.reader, &scan.stop)?,
                span.reader.max_doc(),
            );
            let index = span.reader.inverted_index(field)?;
            let mut terms = index.terms().stream().map_err(CaseError::io(&self.folder))?;
            while let Some((term, place)) = terms.next() {
                scan.stop.check()?;
                let postings = index.read_postings_from_terminfo(place, IndexRecordOption::Basic);
                let mut postings = postings.map_err(CaseError::io(&self.folder))?;
                let mut count = 0;
                while postings.doc() != TERMINATED {
                    count += u64::from(docs.holds(postings.doc()));
                    postings.advance();
                }
                if count > 0 {
                    *counts.entry(term.to_vec()).or_default() += count;
                }
            }
        }
        Ok(counts)
    }

    /// Values of a number of the vocabulary and in how many events each stands.
    pub fn numbers(&self, scan: &Scan, name: Vocabulary) -> Result<BTreeMap<i64, u64>, CaseError> {
        self.column_values(scan, name.name())
    }

    /// Streams and how many events of each match.
    pub fn streams(&self, scan: &Scan) -> Result<BTreeMap<u32, u64>, CaseError> {
        let counts: BTreeMap<u64, u64> = self.column_values(scan, schema::STREAM)?;
        Ok(counts.into_iter().map(|(stream, count)| (narrow(stream), count)).collect())
    }

    fn column_values<T: Number + Ord>(
        &self,
        scan: &Scan,
        name: &str,
    ) -> Result<BTreeMap<T, u64>, CaseError>
    where
        DynamicColumn: Into<Option<Column<T>>>,
    {
        let plan = self.plan(scan)?;
        let mut counts = BTreeMap::new();
        for span in self.spans(scan)? {
            let Some(column) = span.reader.fast_fields().column_opt::<T>(name)? else { continue };
            for doc in matching(plan.weight(&span, scan), span.reader, &scan.stop)? {
                if let Some(value) = column.first(doc) {
                    *counts.entry(value).or_insert(0) += 1;
                }
            }
        }
        Ok(counts)
    }

    pub(super) fn plan(&self, scan: &Scan) -> Result<Plan, CaseError> {
        let index = Indexed { fields: &self.fields, searcher: &self.searcher };
        let filter = scan.filter.query(&index)?;
        let bounds = time(scan.since, scan.until);
        let bounded = BooleanQuery::intersection(vec![filter.box_clone(), bounds]);
        let scoring = EnableScoring::disabled_from_searcher(&self.searcher);
        Ok(Plan { plain: filter.weight(scoring)?, bounded: bounded.weight(scoring)? })
    }

    /// Segments with events in the time asked for.
    pub(super) fn spans(&self, scan: &Scan) -> Result<Vec<Span<'_>>, CaseError> {
        let mut spans = Vec::new();
        for (number, reader) in (0..).zip(self.searcher.segment_readers()) {
            if reader.max_doc() == 0 {
                continue;
            }
            let times = self.times(number)?;
            let (first, last) = (times.min_value(), times.max_value());
            let is_before = scan.since.is_some_and(|since| last < since);
            let is_after = scan.until.is_some_and(|until| first >= until);
            if !is_before && !is_after {
                spans.push(Span { number, reader, times, first, last });
            }
        }
        Ok(spans)
    }

    pub(super) fn place(&self, segment: u32, doc: DocId) -> Result<Place, CaseError> {
        let columns = self.places(segment)?;
        let value = |column: &Column<u64>| column.first(doc).unwrap_or_default();
        let line = columns.lines.as_ref().and_then(|lines| lines.first(doc));
        let record =
            if line.is_some() { self.record(DocAddress::new(segment, doc))? } else { None };
        let quality = columns.qualities.as_ref().and_then(|qualities| qualities.first(doc));
        let quality = quality.and_then(|number| QUALITIES.get(usize::try_from(number).ok()?));
        Ok(Place {
            time: self.times(segment)?.first(doc).unwrap_or_default(),
            quality: quality.copied().unwrap_or(QUALITIES[0]),
            stream: narrow(value(&columns.streams)),
            offset: value(&columns.offsets),
            length: narrow(value(&columns.lengths)),
            line,
            record,
        })
    }

    fn record(&self, address: DocAddress) -> Result<Option<StoredRecord>, CaseError> {
        let document: TantivyDocument = self.searcher.doc(address)?;
        let stored = document.get_first(self.fields.record).map(OwnedValue::from);
        let Some(OwnedValue::Bytes(bytes)) = stored else { return Ok(None) };
        let record = serde_json::from_slice(&bytes);
        record.map(Some).map_err(|error| CaseError::damaged(&self.folder, error))
    }
}

impl Plan {
    pub(super) fn weight(&self, span: &Span<'_>, scan: &Scan) -> &dyn Weight {
        let is_inside = scan.since.is_none_or(|since| span.first >= since)
            && scan.until.is_none_or(|until| span.last < until);
        if is_inside { self.plain.as_ref() } else { self.bounded.as_ref() }
    }
}

/// Offers the matches of a segment to the heap of the best and says how many there are.
fn collect(
    (span, places): (&Span<'_>, &Places),
    weight: &dyn Weight,
    newest: bool,
    limit: usize,
    (heap, stop): (&mut BinaryHeap<Candidate>, &Stop),
) -> Result<u64, CaseError> {
    let mut docs = matching(weight, span.reader, stop)?;
    if newest {
        // Documents stand in about the order of time: from the right end few candidates are made.
        docs.reverse();
    }
    let turn = |value: u64| if newest { !value } else { value };
    for_each_time(&docs, span.times, |doc, time| {
        let time = if newest { !time } else { time };
        if heap.len() == limit && heap.peek().is_some_and(|worst| time > worst.0) {
            return;
        }
        let value = |column: &Column<u64>| turn(column.first(doc).unwrap_or_default());
        let candidate = (time, value(&places.streams), value(&places.offsets), span.number, doc);
        if heap.len() < limit {
            heap.push(candidate);
        } else if let Some(mut worst) = heap.peek_mut()
            && candidate < *worst
        {
            *worst = candidate;
        }
    });
    Ok(docs.len() as u64)
}

/// Blocks of matches between two looks at whether to give up.
const BLOCKS: u32 = 256;

/// Documents of a segment that match, ascending. A weight also gives those that were deleted.
pub(super) fn matching(
    weight: &dyn Weight,
    reader: &SegmentReader,
    stop: &Stop,
) -> Result<Vec<DocId>, CaseError> {
    stop.check()?;
    let mut docs = Vec::new();
    let mut blocks = weight.scorer(reader, 1.0)?;
    let mut block = [0; COLLECT_BLOCK_BUFFER_LEN];
    for number in 1_u32.. {
        let count = blocks.fill_buffer(&mut block);
        docs.extend_from_slice(&block[..count]);
        if count < block.len() {
            break;
        }
        if number.is_multiple_of(BLOCKS) {
            stop.check()?;
        }
    }
    if let Some(alive) = reader.alive_bitset() {
        docs.retain(|doc| alive.is_alive(*doc));
    }
    Ok(docs)
}

/// Times are read by blocks: one call through a table of functions a block, not one a document.
fn for_each_time(docs: &[DocId], times: &Column<i64>, mut visit: impl FnMut(DocId, i64)) {
    let mut block = [0; 256];
    for docs in docs.chunks(block.len()) {
        let values = &mut block[..docs.len()];
        times.values.get_vals(docs, values);
        for (doc, time) in docs.iter().zip(values) {
            visit(*doc, *time);
        }
    }
}

/// Documents of a segment as bits.
struct Marked(Vec<u64>);

impl Marked {
    fn of(docs: &[DocId], count: DocId) -> Self {
        let mut words = vec![0_u64; (count as usize).div_ceil(64)];
        for doc in docs {
            words[*doc as usize / 64] |= 1 << (doc % 64);
        }
        Self(words)
    }

    fn holds(&self, doc: DocId) -> bool {
        self.0[doc as usize / 64] & (1 << (doc % 64)) != 0
    }
}

pub(super) fn narrow(value: u64) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}
