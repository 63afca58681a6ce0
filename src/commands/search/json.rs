//! The answer to a search for a program: one object (schema 1), or one object a line. Times are
//! RFC 3339 UTC, text is lossless and inert on a terminal.

use std::io::{self, Write};

use mbxtrace_parsers::{Field, Format, TimeQuality};
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::Reply;
use crate::case::Bucket;
use crate::clock::rfc3339;
use crate::report::inert::JsonText;
use crate::search::Hit;

/// Version of the schema: raised when a key changes its meaning or goes.
const SCHEMA: u32 = 1;

/// Writes one object, indented.
pub(super) fn write(reply: &Reply, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(JsonText(&mut *out), &Document::of(reply))?;
    writeln!(out)
}

/// Writes one object for each hit, span or value (for a count the one object).
pub(super) fn write_lines(reply: &Reply, out: &mut dyn Write) -> io::Result<()> {
    match reply {
        Reply::Hits(answer) => rows(answer.hits.iter().map(HitOut::of), out),
        Reply::Count(_) => rows(std::iter::once(Document::of(reply)), out),
        Reply::Histogram { buckets, .. } => rows(buckets.iter().map(BucketOut::of), out),
        Reply::Top { values, .. } => rows(values.iter().map(ValueOut::of), out),
        // Written by `more`.
        Reply::Stats { .. } | Reply::Blocks(_) => Ok(()),
    }
}

/// One hit as a value.
pub(super) fn hit_value(hit: &Hit) -> serde_json::Value {
    serde_json::to_value(HitOut::of(hit)).expect("strings and numbers are always JSON")
}

fn rows(rows: impl Iterator<Item = impl Serialize>, out: &mut dyn Write) -> io::Result<()> {
    for row in rows {
        serde_json::to_writer(JsonText(&mut *out), &row)?;
        writeln!(out)?;
    }
    Ok(())
}

#[derive(Serialize)]
#[serde(untagged)]
enum Document<'a> {
    Hits { schema: u32, total: u64, hits: Vec<HitOut<'a>> },
    Count { schema: u32, total: u64 },
    Histogram { schema: u32, total: u64, step_seconds: i64, histogram: Vec<BucketOut> },
    Top { schema: u32, field: &'a str, values: Vec<ValueOut<'a>> },
}

impl<'a> Document<'a> {
    fn of(reply: &'a Reply) -> Self {
        let schema = SCHEMA;
        match reply {
            Reply::Hits(answer) => {
                let total = answer.total.unwrap_or(answer.hits.len() as u64);
                Self::Hits { schema, total, hits: answer.hits.iter().map(HitOut::of).collect() }
            }
            Reply::Count(total) => Self::Count { schema, total: *total },
            Reply::Histogram { step, buckets } => {
                let total = buckets.iter().map(|bucket| bucket.count).sum();
                let histogram = buckets.iter().map(BucketOut::of).collect();
                Self::Histogram { schema, total, step_seconds: step / 1_000_000_000, histogram }
            }
            // Written by `more`.
            Reply::Stats { .. } | Reply::Blocks(_) => Self::Count { schema, total: 0 },
            Reply::Top { field, values } => {
                Self::Top { schema, field, values: values.iter().map(ValueOut::of).collect() }
            }
        }
    }
}

#[derive(Serialize)]
struct HitOut<'a> {
    time: Option<String>,
    time_quality: &'static str,
    path: &'a str,
    line: u64,
    offset: u64,
    length: u32,
    format: Option<&'static str>,
    node: &'a str,
    level: &'a str,
    component: &'a str,
    text: &'a str,
    #[serde(serialize_with = "fields")]
    fields: &'a [(String, String)],
    before: &'a [String],
    after: &'a [String],
}

impl<'a> HitOut<'a> {
    fn of(hit: &'a Hit) -> Self {
        Self {
            time: (hit.quality != TimeQuality::Undated).then(|| rfc3339(hit.time)),
            time_quality: hit.quality.name(),
            path: &hit.path,
            line: hit.line,
            offset: hit.offset,
            length: hit.length,
            format: hit.format.map(Format::name),
            node: &hit.node,
            level: &hit.level,
            component: &hit.component,
            text: &hit.text,
            fields: &hit.fields,
            before: &hit.before,
            after: &hit.after,
        }
    }
}

/// Fields as an object; the vocabulary says which are numbers.
fn fields<S: Serializer>(fields: &[(String, String)], to: S) -> Result<S::Ok, S::Error> {
    let mut map = to.serialize_map(Some(fields.len()))?;
    for (name, value) in fields {
        let is_number = Field::from_name(name).is_some_and(Field::is_number);
        match value.parse::<i64>().ok().filter(|_| is_number) {
            Some(number) => map.serialize_entry(name, &number)?,
            None => map.serialize_entry(name, value)?,
        }
    }
    map.end()
}

#[derive(Serialize)]
struct BucketOut {
    start: String,
    count: u64,
}

impl BucketOut {
    fn of(bucket: &Bucket) -> Self {
        Self { start: rfc3339(bucket.start), count: bucket.count }
    }
}

#[derive(Serialize)]
struct ValueOut<'a> {
    value: &'a str,
    count: u64,
}

impl<'a> ValueOut<'a> {
    fn of((value, count): &'a (String, u64)) -> Self {
        Self { value, count: *count }
    }
}
