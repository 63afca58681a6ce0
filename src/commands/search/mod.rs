//! `search`: a query against the case.

mod csv;
mod json;
#[cfg(test)]
mod tests;
mod text;

use std::io::{self, Write};

use super::{case_error, output, surroundings};
use crate::case::{Bucket, Case};
use crate::cli::{SearchArgs, SortOrder};
use crate::clock::Zone;
use crate::exit::{ExitStatus, UsageError};
use crate::report::ReportFormat;
use crate::search::{self, Answer, Request, SearchError};
use crate::settings::{SearchAim, SearchSettings};

/// What was found, by what was asked for.
enum Reply {
    Hits(Answer),
    Count(u64),
    /// Matches by spans of `step` nanoseconds, empty ones left out.
    Histogram {
        step: i64,
        buckets: Vec<Bucket>,
    },
    /// Values of `field`, most frequent first.
    Top {
        field: String,
        values: Vec<(String, u64)>,
    },
}

/// How the reply is shown to people.
#[derive(Clone, Copy)]
struct View {
    zone: Zone,
    /// Columns of the terminal; `None` if the reader is none and wants everything whole.
    width: Option<usize>,
}

/// Runs `search`. Finding nothing is an answer, not an error.
pub fn run(args: SearchArgs, stdout: &mut dyn Write) -> anyhow::Result<ExitStatus> {
    let world = surroundings()?;
    let settings = SearchSettings::resolve(args, &world)?;
    let case = Case::open(&settings.case).map_err(case_error)?;
    let last = case.manifest().streams.iter().filter_map(|stream| stream.source.last).max();
    let (since, until) = settings.window(last.unwrap_or(world.now))?;
    let request = Request {
        query: settings.query.clone(),
        since,
        until,
        limit: settings.limit,
        newest_first: settings.sort == SortOrder::Newest,
        context: settings.context,
        count: matches!(settings.format, ReportFormat::Text | ReportFormat::Json),
        stop: crate::case::Stop::default(),
    };
    let reply = reply(&case, &request, &settings.aim).map_err(search_error)?;
    let view = View { zone: settings.zone, width: output::terminal_width() };
    write(&reply, settings.format, view, stdout)?;
    if settings.format == ReportFormat::Text {
        text::corrected(&case.manifest().streams, stdout)?;
    }
    Ok(ExitStatus::Done)
}

fn reply(case: &Case, request: &Request, aim: &SearchAim) -> Result<Reply, SearchError> {
    Ok(match aim {
        SearchAim::Hits => Reply::Hits(search::run(case, request)?),
        SearchAim::Count => Reply::Count(search::count(case, request)?),
        SearchAim::Histogram(step) => {
            Reply::Histogram { step: *step, buckets: search::histogram(case, request, *step)? }
        }
        SearchAim::Top(field) => {
            Reply::Top { field: field.clone(), values: search::top(case, request, field)? }
        }
    })
}

fn write(reply: &Reply, format: ReportFormat, view: View, out: &mut dyn Write) -> io::Result<()> {
    match format {
        ReportFormat::Json => json::write(reply, out),
        ReportFormat::Jsonl => json::write_lines(reply, out),
        ReportFormat::Csv => csv::write(reply, out),
        // The command line lets no other format through.
        _ => text::write(reply, view, out),
    }
}

/// A query with a mistake is bad usage: the message shows where.
fn search_error(error: SearchError) -> anyhow::Error {
    match error {
        SearchError::Query(error) => UsageError(error.to_string()).into(),
        SearchError::Case(error) => case_error(error),
    }
}
