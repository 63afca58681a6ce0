//! IIS logs in W3C extended form, as Exchange's front end (W3SVC1) and back end (W3SVC2) write them.
//!
//! Columns are those the last `#Fields:` names (W3C working draft WD-logfile; Microsoft, "W3C Logging");
//! it may come again and change within a file. Times are UTC. If `date` is not logged, the day is that
//! of the last `#Date:`. A blank is the separator, `+` a blank inside a value, `-` an empty value.
//! Exchange writes some lines with one blank too many; where dropping empty cells makes the count
//! right, they are dropped.

use std::ops::Range;

use crate::calendar::{YEARS, days_from_civil, digits, is_date, nanos_at, time_of_day};
use crate::decoder::Grammar;
use crate::event::{Events, Level};
use crate::field::Field;
use crate::lines;
use crate::stamp::Stamp;

/// Lines of the head looked at to tell the format.
const DETECT_LINES: usize = 20;

/// Most columns of a line.
const MAX_COLUMNS: usize = 64;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    Date,
    Time,
    Text(Field),
    Number(Field),
    Host,
    Other,
}

/// Grammar of the log.
#[derive(Default)]
pub(crate) struct Iis {
    columns: Vec<Column>,
    /// Days since 1970 of the last `#Date:`.
    day: Option<i32>,
}

impl Iis {
    fn directive(&mut self, line: &[u8]) {
        if let Some(names) = line.strip_prefix(b"#Fields:") {
            self.columns = columns(names);
        } else if let Some(date) = line.strip_prefix(b"#Date:") {
            let date = date.trim_ascii_start();
            self.day = day(date.get(..10).unwrap_or(date));
        }
    }

    /// Writes the request of a line; `false` if it has not the columns that were announced.
    fn request(&self, text: &[u8], span: &Range<usize>, out: &mut Events) -> bool {
        let line = lines::line(text, span);
        let Some(cells) = self.cells(line) else { return false };
        let (mut date, mut time, mut stem, mut status) = (self.day, None, &[][..], None);
        for (column, cell) in self.columns.iter().zip(&cells) {
            match column {
                Column::Date => date = day(cell),
                Column::Time => time = time_of_day(cell),
                Column::Text(Field::Url) => stem = cell,
                Column::Number(Field::HttpStatus) => status = digits(cell),
                _ => {}
            }
        }
        let Some(time) = time else { return false };
        let fields = out.fields_start();
        let mut record = lines::record(text, span);
        record.parsed = true;
        record.stamp = date.map_or(Stamp::None, |day| Stamp::Utc(nanos_at(day, time)));
        record.level = level(status);
        record.component = lines::place(text, application(stem));
        for (column, cell) in self.columns.iter().zip(&cells) {
            match column {
                _ if *cell == b"-" || cell.is_empty() => {}
                Column::Text(field) => out.text(*field, lines::place(text, cell)),
                Column::Host => out.text(Field::Server, lines::place(text, host(cell))),
                Column::Number(field) => {
                    if let Some(number) = digits(cell) {
                        out.number(*field, number);
                    }
                }
                Column::Date | Column::Time | Column::Other => {}
            }
        }
        out.push(record, fields);
        true
    }

    fn cells<'a>(&self, line: &'a [u8]) -> Option<Vec<&'a [u8]>> {
        if self.columns.is_empty() {
            return None;
        }
        let split = line.trim_ascii_end().split(|byte| *byte == b' ');
        let mut cells: Vec<_> = split.take(MAX_COLUMNS * 2).collect();
        if cells.len() != self.columns.len() {
            cells.retain(|cell| !cell.is_empty());
        }
        (cells.len() == self.columns.len()).then_some(cells)
    }
}

impl Grammar for Iis {
    fn decode(&mut self, text: &[u8], last: bool, out: &mut Events) -> usize {
        lines::each(text, last, out, |text, span, out| {
            let line = lines::line(text, &span);
            if line.starts_with(b"#") {
                self.directive(line);
                out.tally.parsed += span.len() as u64;
            } else if !self.request(text, &span, out) {
                lines::stray(text, &span, out);
            }
        })
    }
}

/// Whether `#Fields:` of a web server stands in the head.
pub(crate) fn detect(head: &[u8]) -> bool {
    let mut lines = head.split(|byte| *byte == b'\n').take(DETECT_LINES);
    lines.any(|line| {
        line.strip_prefix(b"#Fields:").is_some_and(|names| {
            let columns = columns(names);
            columns.contains(&Column::Time) && columns.contains(&Column::Text(Field::Url))
        })
    })
}

fn columns(names: &[u8]) -> Vec<Column> {
    let names = names.split(u8::is_ascii_whitespace).filter(|name| !name.is_empty());
    names.take(MAX_COLUMNS).map(column).collect()
}

fn column(name: &[u8]) -> Column {
    match name {
        b"date" => Column::Date,
        b"time" => Column::Time,
        b"cs-host" => Column::Host,
        b"s-computername" => Column::Text(Field::Computer),
        b"cs-method" => Column::Text(Field::HttpMethod),
        b"cs-uri-stem" => Column::Text(Field::Url),
        b"cs-username" => Column::Text(Field::Account),
        b"c-ip" => Column::Text(Field::ClientIp),
        b"cs(User-Agent)" => Column::Text(Field::UserAgent),
        b"s-port" => Column::Number(Field::Port),
        b"sc-status" => Column::Number(Field::HttpStatus),
        b"sc-substatus" => Column::Number(Field::Substatus),
        b"sc-win32-status" => Column::Number(Field::Win32Status),
        b"time-taken" => Column::Number(Field::Latency),
        b"sc-bytes" => Column::Number(Field::ResponseBytes),
        _ => Column::Other,
    }
}

/// Day of `2014-06-29`.
fn day(date: &[u8]) -> Option<i32> {
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = date else { return None };
    let year = i32::try_from(digits(&[*y1, *y2, *y3, *y4])?).ok()?;
    let month = u8::try_from(digits(&[*m1, *m2])?).ok()?;
    let day = u8::try_from(digits(&[*d1, *d2])?).ok()?;
    let known = YEARS.contains(&year) && is_date(year, month, day);
    known.then(|| days_from_civil(year, month, day))
}

/// Host of a `Host` header, without its port.
fn host(header: &[u8]) -> &[u8] {
    let colon = header.iter().rposition(|byte| *byte == b':');
    let port = colon.filter(|at| digits(header.get(at + 1..).unwrap_or_default()).is_some());
    port.and_then(|at| header.get(..at)).unwrap_or(header)
}

/// First part of a path: the web application, `EWS`.
fn application(stem: &[u8]) -> &[u8] {
    stem.split(|byte| *byte == b'/').find(|part| !part.is_empty()).unwrap_or(stem)
}

fn level(status: Option<i64>) -> Level {
    match status {
        Some(500..) => Level::Error,
        Some(400..) => Level::Warning,
        Some(_) => Level::Info,
        None => Level::Unknown,
    }
}
