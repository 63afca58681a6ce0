//! Only some columns of each hit: for people, tables and programs.

use std::borrow::Cow;
use std::io::{self, Write};

use mbxtrace_parsers::{Field, Format, TimeQuality};

use super::View;
use crate::clock::rfc3339;
use crate::exit::UsageError;
use crate::report::ReportFormat;
use crate::report::inert::{self, JsonText};
use crate::search::{self, Hit, QueryError};

/// Columns that are no field of the query.
const OWN: [&str; 4] = ["time", "line", "offset", "length"];

/// An error if one of them is no column.
pub(super) fn check(columns: &[String]) -> Result<(), UsageError> {
    let names: Vec<&str> = search::fields()
        .map(|field| field.name)
        .filter(|name| !["finding", "cause", "kind", "source", "stream"].contains(name))
        .chain(OWN)
        .collect();
    for column in columns {
        if !names.contains(&column.as_str()) {
            let error = QueryError::unknown(column, &names);
            return Err(UsageError(error.to_string()));
        }
    }
    Ok(())
}

/// Writes the columns of the hits.
pub(super) fn write(
    hits: &[Hit],
    columns: &[String],
    format: ReportFormat,
    view: View<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        ReportFormat::Json | ReportFormat::Jsonl => json(hits, columns, format, out),
        ReportFormat::Csv => {
            let row = |cells: &[Cow<'_, str>], out: &mut dyn Write| {
                let cells: Vec<String> = cells.iter().map(|cell| inert::cell(cell)).collect();
                write!(out, "{}\r\n", cells.join(","))
            };
            row(&columns.iter().map(|one| Cow::Borrowed(one.as_str())).collect::<Vec<_>>(), out)?;
            hits.iter().try_for_each(|hit| row(&cells(hit, columns, None), out))
        }
        _ => table(hits, columns, view, out),
    }
}

/// Columns as wide as what stands in them; the last one is open.
fn table(hits: &[Hit], columns: &[String], view: View<'_>, out: &mut dyn Write) -> io::Result<()> {
    let rows: Vec<Vec<String>> =
        hits.iter()
            .map(|hit| {
                let cells = cells(hit, columns, Some(view)).into_iter();
                cells
                    .map(|cell| {
                        if cell.is_empty() {
                            "-".to_owned()
                        } else {
                            inert::line(&cell).into_owned()
                        }
                    })
                    .collect()
            })
            .collect();
    let wide = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or_default()
    };
    let widths: Vec<usize> = (0..columns.len()).map(wide).collect();
    for row in &rows {
        let last = row.len().saturating_sub(1);
        for (index, (cell, width)) in row.iter().zip(&widths).enumerate() {
            if index == last {
                writeln!(out, "{cell}")?;
            } else {
                write!(out, "{cell:<width$}  ")?;
            }
        }
    }
    Ok(())
}

fn json(
    hits: &[Hit],
    columns: &[String],
    format: ReportFormat,
    out: &mut dyn Write,
) -> io::Result<()> {
    let object = |hit: &Hit| {
        let value = |column: &String, cell: Cow<'_, str>| -> serde_json::Value {
            let is_number = matches!(column.as_str(), "line" | "offset" | "length")
                || Field::from_name(column).is_some_and(Field::is_number);
            match cell.parse::<i64>() {
                Ok(number) if is_number => number.into(),
                _ if cell.is_empty() => serde_json::Value::Null,
                _ => cell.into_owned().into(),
            }
        };
        let cells = columns.iter().zip(cells(hit, columns, None));
        cells
            .map(|(column, cell)| (column.clone(), value(column, cell)))
            .collect::<serde_json::Map<_, _>>()
    };
    if format == ReportFormat::Json {
        let hits: Vec<_> = hits.iter().map(object).collect();
        let document = serde_json::json!({ "schema": 1, "hits": hits });
        serde_json::to_writer_pretty(JsonText(&mut *out), &document)?;
        return writeln!(out);
    }
    for hit in hits {
        serde_json::to_writer(JsonText(&mut *out), &object(hit))?;
        writeln!(out)?;
    }
    Ok(())
}

/// Cells of a hit; times in the zone of the view, in UTC for programs.
fn cells<'a>(hit: &'a Hit, columns: &[String], view: Option<View<'_>>) -> Vec<Cow<'a, str>> {
    let cell = |column: &String| -> Cow<'a, str> {
        match column.as_str() {
            "time" if hit.quality == TimeQuality::Undated => "".into(),
            "time" => {
                view.map_or_else(|| rfc3339(hit.time), |view| view.zone.show(hit.time)).into()
            }
            "time_quality" => hit.quality.name().into(),
            "path" => hit.path.as_str().into(),
            "line" => hit.line.to_string().into(),
            "offset" => hit.offset.to_string().into(),
            "length" => hit.length.to_string().into(),
            "format" => hit.format.map_or("", Format::name).into(),
            "node" => hit.node.as_str().into(),
            "level" => hit.level.as_str().into(),
            "component" => hit.component.as_str().into(),
            "text" => hit.text.as_str().into(),
            field => {
                let found = hit.fields.iter().find(|(name, _)| name == field);
                found.map_or("", |(_, value)| value.as_str()).into()
            }
        }
    };
    columns.iter().map(cell).collect()
}
