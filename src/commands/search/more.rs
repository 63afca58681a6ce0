//! Answers beside hits and counts: neighbours of all sources, the spread of a number.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::View;
use super::json::hit_value;
use super::text;
use crate::clock::rfc3339;
use crate::report::inert::{self, JsonText};
use crate::report::{ReportFormat, number};
use crate::search::{Block, Stats};

/// Writes blocks of neighbours. A table has a row a record, with the number of its block.
pub(super) fn blocks(
    blocks: &[Block],
    format: ReportFormat,
    view: View<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        ReportFormat::Json | ReportFormat::Jsonl => {
            let each = blocks.iter().map(|block| {
                let record = |(hit, is_hit): &(_, bool)| {
                    let mut value = hit_value(hit);
                    value["hit"] = (*is_hit).into();
                    value
                };
                json!({
                    "since": rfc3339(block.since), "until": rfc3339(block.until), "more": block.more,
                    "records": block.records.iter().map(record).collect::<Vec<_>>(),
                })
            });
            documents(each.collect(), "blocks", format, out)
        }
        ReportFormat::Csv => {
            write!(out, "block,hit,time,node,level,path,line,text\r\n")?;
            for (index, block) in (1..).zip(blocks) {
                for (hit, is_hit) in &block.records {
                    let cells = [&rfc3339(hit.time), &hit.node, &hit.level, &hit.path];
                    let cells = cells.map(|cell| inert::cell(cell)).join(",");
                    let text = inert::cell(&hit.text);
                    write!(out, "{index},{is_hit},{cells},{},{text}\r\n", hit.line)?;
                }
            }
            Ok(())
        }
        _ => text::blocks(blocks, view, out),
    }
}

/// Writes the spread of a number; `groups` have the value of another field.
pub(super) fn stats(
    (field, by): (&str, Option<&str>),
    groups: &[(String, Option<Stats>)],
    format: ReportFormat,
    out: &mut dyn Write,
) -> io::Result<()> {
    let rows = groups.iter().filter_map(|(value, stats)| Some((value, (*stats)?)));
    match format {
        ReportFormat::Json | ReportFormat::Jsonl => {
            let object = |(value, stats): (&String, Stats)| {
                let mut object = json!({
                    "field": field, "count": stats.count, "min": stats.min, "max": stats.max,
                    "mean": stats.mean, "p50": stats.p50, "p95": stats.p95, "p99": stats.p99,
                });
                if let Some(by) = by {
                    object["by"] = by.into();
                    object["value"] = value.as_str().into();
                }
                object
            };
            documents(rows.map(object).collect(), "stats", format, out)
        }
        ReportFormat::Csv => {
            write!(
                out,
                "{},count,min,max,mean,p50,p95,p99\r\n",
                inert::cell(by.unwrap_or("field"))
            )?;
            rows.into_iter().try_for_each(|(value, stats)| {
                let Stats { count, min, max, mean, p50, p95, p99 } = stats;
                let name = inert::cell(if by.is_some() { value } else { field });
                write!(out, "{name},{count},{min},{max},{mean:.2},{p50},{p95},{p99}\r\n")
            })
        }
        _ => {
            let rows: Vec<_> = rows.collect();
            if rows.is_empty() {
                return writeln!(out, "no match has a value in this field");
            }
            writeln!(
                out,
                "{:>12} {:>12} {:>12} {:>14} {:>12} {:>12} {:>12}",
                "count", "min", "max", "mean", "p50", "p95", "p99"
            )?;
            rows.into_iter().try_for_each(|(value, stats)| {
                let Stats { count, min, max, mean, p50, p95, p99 } = stats;
                let count = number(count);
                let name = if by.is_some() { value } else { field };
                writeln!(
                    out,
                    "{count:>12} {min:>12} {max:>12} {mean:>14.2} {p50:>12} {p95:>12} {p99:>12}  {}",
                    inert::line(name)
                )
            })
        }
    }
}

fn documents(
    values: Vec<Value>,
    name: &str,
    format: ReportFormat,
    out: &mut dyn Write,
) -> io::Result<()> {
    if format == ReportFormat::Json {
        let mut document = json!({ "schema": 1 });
        document[name] = values.into();
        serde_json::to_writer_pretty(JsonText(&mut *out), &document)?;
        return writeln!(out);
    }
    for value in values {
        serde_json::to_writer(JsonText(&mut *out), &value)?;
        writeln!(out)?;
    }
    Ok(())
}
