//! `search`: a query against the case.

mod columns;
mod csv;
mod follow;
mod json;
mod more;
mod saved;
#[cfg(test)]
mod tests;
mod text;

use std::io::{self, Write};
use std::time::Instant;

use super::{case_error, output, pager, surroundings};
use crate::case::{Bucket, Case, Stop};
use crate::cli::{SearchArgs, SortOrder, When};
use crate::clock::Zone;
use crate::exit::{ExitStatus, UsageError};
use crate::report::ReportFormat;
use crate::search::{self, Answer, Block, Highlight, Request, SearchError, Stats};
use crate::settings::{SearchAim, SearchSettings};

/// Records shown of a span of neighbours.
const NEIGHBOURS: usize = 500;

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
    /// The spread of `field`, one for each value of `by`.
    Stats {
        field: String,
        by: Option<String>,
        groups: Vec<(String, Option<Stats>)>,
    },
    /// Hits with what all streams recorded around them.
    Blocks(Vec<Block>),
}

/// How the reply is shown to people.
#[derive(Clone, Copy)]
struct View<'a> {
    zone: Zone,
    /// Columns of the terminal; `None` if the reader is none and wants everything whole.
    width: Option<usize>,
    /// What is highlighted; `None` without colours.
    light: Option<&'a Highlight>,
    /// More follows, so nothing is summed up.
    is_open: bool,
}

/// How `show` shows hits and blocks.
#[derive(Clone, Copy)]
pub(super) struct Shown {
    pub(super) zone: Zone,
    pub(super) color: bool,
}

impl Shown {
    pub(super) fn hits(self, answer: &Answer, out: &mut dyn Write) -> io::Result<()> {
        let light = Highlight::of("");
        text::hits(answer, self.view(&light), out)
    }

    pub(super) fn blocks(self, blocks: &[Block], out: &mut dyn Write) -> io::Result<()> {
        let light = Highlight::of("");
        text::blocks(blocks, self.view(&light), out)
    }

    fn view(self, light: &Highlight) -> View<'_> {
        let light = self.color.then_some(light);
        View { zone: self.zone, width: output::terminal_width(), light, is_open: true }
    }
}

/// Whether to colour: on a terminal that does not refuse it, or as said.
pub(super) fn is_coloured(when: When) -> bool {
    match when {
        When::Auto => output::style(None, Zone::UTC).color,
        When::Always => true,
        When::Never => false,
    }
}

/// Runs `search`. Finding nothing is an answer, not an error.
pub fn run(
    args: SearchArgs,
    stdout: &mut dyn Write,
    stderr: &mut dyn Write,
) -> anyhow::Result<ExitStatus> {
    if args.list_fields {
        list_fields(stdout)?;
        return Ok(ExitStatus::Done);
    }
    if args.saved {
        saved::list(stdout)?;
        return Ok(ExitStatus::Done);
    }
    let world = surroundings()?;
    let (color, save) = (is_coloured(args.color), args.save.clone());
    let is_paged = !args.no_pager && !args.follow && args.format == ReportFormat::Text;
    let mut settings = SearchSettings::resolve(args, &world)?;
    columns::check(&settings.fields)?;
    let typed = settings.query.clone();
    if typed.contains('@') {
        let names = saved::read()?;
        settings.query = search::saved::expand(&typed, &names)
            .map_err(|error| search_error(SearchError::Query(error)))?;
    }
    let case = Case::open(&settings.case).map_err(case_error)?;
    let last = case.manifest().streams.iter().filter_map(|stream| stream.source.last).max();
    let (since, until) = settings.window(last.unwrap_or(world.now))?;
    let request = request(&settings, since, until);
    let light = Highlight::of(&settings.query);
    let light = color.then_some(&light);
    let width = output::terminal_width();
    let view = View { zone: settings.zone, width, light, is_open: false };
    if settings.aim == SearchAim::Follow {
        match follow::run(case, &request, &settings, view, stdout)? {}
    }
    let reply = reply(&case, &request, &settings).map_err(search_error)?;
    // Only what can be answered is worth a name.
    if let Some(name) = save {
        saved::keep(&name, &typed)?;
        writeln!(stderr, "kept as @{name}")?;
    }
    pager::write(is_paged, stdout, |out| {
        match &reply {
            Reply::Hits(answer) if !settings.fields.is_empty() => {
                columns::write(&answer.hits, &settings.fields, settings.format, view, out)?;
            }
            _ => write(&reply, settings.format, view, out)?,
        }
        if settings.format == ReportFormat::Text {
            text::corrected(&case.manifest().streams, out)?;
        }
        Ok(())
    })?;
    Ok(ExitStatus::Done)
}

fn request(settings: &SearchSettings, since: Option<i64>, until: Option<i64>) -> Request {
    let is_followed = settings.aim == SearchAim::Follow;
    let stop = if is_followed {
        Stop::default() // it has no end
    } else {
        let (begun, most) = (Instant::now(), settings.timeout);
        Stop::when(move || begun.elapsed() > most)
    };
    Request {
        query: settings.query.clone(),
        since,
        until,
        limit: settings.limit,
        newest_first: settings.sort == SortOrder::Newest,
        context: settings.context,
        count: !is_followed
            && settings.fields.is_empty()
            && matches!(settings.format, ReportFormat::Text | ReportFormat::Json),
        stop,
    }
}

fn list_fields(out: &mut dyn Write) -> io::Result<()> {
    for field in search::fields() {
        let kind = if field.is_number { "number" } else { "" };
        writeln!(out, "{:<22}{kind:<8}{}", field.name, field.meaning)?;
    }
    Ok(())
}

fn reply(case: &Case, request: &Request, settings: &SearchSettings) -> Result<Reply, SearchError> {
    Ok(match &settings.aim {
        SearchAim::Hits | SearchAim::Follow => Reply::Hits(search::run(case, request)?),
        SearchAim::Count => Reply::Count(search::count(case, request)?),
        SearchAim::Histogram(step) => {
            Reply::Histogram { step: *step, buckets: search::histogram(case, request, *step)? }
        }
        SearchAim::Top(field) => {
            Reply::Top { field: field.clone(), values: search::top(case, request, field)? }
        }
        SearchAim::Stats(field, by) => {
            let groups = match by {
                Some(by) => search::stats_by(case, request, field, by)?,
                None => vec![(String::new(), search::stats(case, request, field)?)],
            };
            Reply::Stats { field: field.clone(), by: by.clone(), groups }
        }
        SearchAim::Around(reach) => {
            let hits = search::run(case, request)?.hits;
            let mut blocks = search::around(case, &hits, *reach, NEIGHBOURS, &request.stop)?;
            if request.newest_first {
                blocks.reverse();
            }
            Reply::Blocks(blocks)
        }
    })
}

fn write(
    reply: &Reply,
    format: ReportFormat,
    view: View<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    match (reply, format) {
        (Reply::Blocks(blocks), _) => more::blocks(blocks, format, view, out),
        (Reply::Stats { field, by, groups }, _) => {
            more::stats((field, by.as_deref()), groups, format, out)
        }
        (_, ReportFormat::Json) => json::write(reply, out),
        (_, ReportFormat::Jsonl) => json::write_lines(reply, out),
        (_, ReportFormat::Csv) => csv::write(reply, out),
        // The command line lets no other format through.
        _ => text::write(reply, view, out),
    }
}

/// A query with a mistake is bad usage: the message shows where.
pub(super) fn search_error(error: SearchError) -> anyhow::Error {
    match error {
        SearchError::Query(error) => UsageError(error.to_string()).into(),
        SearchError::Case(error) => case_error(error),
    }
}
