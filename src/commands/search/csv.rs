//! The answer to a search for a spreadsheet: one row a hit, span or value. RFC 4180, UTF-8 without
//! byte-order mark; no cell begins a formula.

use std::io::{self, Write};

use mbxtrace_parsers::{Format, TimeQuality};

use super::Reply;
use crate::clock::rfc3339;
use crate::report::inert;
use crate::search::Hit;

const COLUMNS: [&str; 14] = [
    "time",
    "time_quality",
    "path",
    "line",
    "offset",
    "length",
    "format",
    "node",
    "level",
    "component",
    "text",
    "fields",
    "before",
    "after",
];

/// Writes the header and the rows.
pub(super) fn write(reply: &Reply, out: &mut dyn Write) -> io::Result<()> {
    match reply {
        Reply::Hits(answer) => {
            row(out, &COLUMNS.map(str::to_owned))?;
            answer.hits.iter().try_for_each(|hit| row(out, &cells(hit)))
        }
        Reply::Count(total) => {
            row(out, &["count".to_owned()])?;
            row(out, &[total.to_string()])
        }
        Reply::Histogram { buckets, .. } => {
            row(out, &["start".to_owned(), "count".to_owned()])?;
            let cells = buckets.iter().map(|one| [rfc3339(one.start), one.count.to_string()]);
            cells.into_iter().try_for_each(|cells| row(out, &cells))
        }
        // Written by `more`.
        Reply::Stats { .. } | Reply::Blocks(_) => Ok(()),
        Reply::Top { field, values } => {
            row(out, &[field.clone(), "count".to_owned()])?;
            let cells = values.iter().map(|(value, count)| [value.clone(), count.to_string()]);
            cells.into_iter().try_for_each(|cells| row(out, &cells))
        }
    }
}

fn row(out: &mut dyn Write, cells: &[String]) -> io::Result<()> {
    let cells: Vec<_> = cells.iter().map(|text| inert::cell(text)).collect();
    write!(out, "{}\r\n", cells.join(","))
}

fn cells(hit: &Hit) -> [String; 14] {
    let is_dated = hit.quality != TimeQuality::Undated;
    let fields: Vec<_> = hit.fields.iter().map(|(name, value)| format!("{name}={value}")).collect();
    [
        if is_dated { rfc3339(hit.time) } else { String::new() },
        hit.quality.name().to_owned(),
        hit.path.clone(),
        hit.line.to_string(),
        hit.offset.to_string(),
        hit.length.to_string(),
        hit.format.map_or("", Format::name).to_owned(),
        hit.node.clone(),
        hit.level.clone(),
        hit.component.clone(),
        hit.text.clone(),
        fields.join("; "),
        hit.before.join("\n"),
        hit.after.join("\n"),
    ]
}
