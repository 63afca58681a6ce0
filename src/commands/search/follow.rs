//! `search --follow`: what is there, then what every commit of `watch` adds, until Ctrl-C or until the
//! reader of our output is gone.

use std::io::Write;
use std::time::Duration;

use super::{Reply, View, columns, search_error, write};
use crate::case::{Case, Told};
use crate::commands::case_error;
use crate::report::ReportFormat;
use crate::search::{self, Answer, Hit, Request};
use crate::settings::SearchSettings;

/// Between two looks at the case: a commit each second is seen well within two.
const PAUSE: Duration = Duration::from_millis(250);

/// Prints the newest `request.limit` matches, oldest first, then each new one. Never ends by itself.
pub(super) fn run(
    mut case: Case,
    request: &Request,
    settings: &SearchSettings,
    view: View<'_>,
    out: &mut dyn Write,
) -> anyhow::Result<std::convert::Infallible> {
    let mut told = Told::default();
    let mut past = search::run(&case, request).map_err(search_error)?.hits;
    past.reverse();
    search::skip(&case, request, &mut told).map_err(search_error)?;
    print(past, settings, view, out)?;
    loop {
        std::thread::sleep(PAUSE);
        let next = Case::open(&settings.case).map_err(case_error)?;
        if next.manifest().commit == case.manifest().commit {
            continue;
        }
        case = next;
        print(
            search::fresh(&case, request, &mut told).map_err(search_error)?,
            settings,
            view,
            out,
        )?;
    }
}

fn print(
    hits: Vec<Hit>,
    settings: &SearchSettings,
    view: View<'_>,
    out: &mut dyn Write,
) -> std::io::Result<()> {
    if hits.is_empty() {
        return out.flush();
    }
    // One object a record: a stream has no end at which a whole document could be closed.
    let format = match settings.format {
        ReportFormat::Json => ReportFormat::Jsonl,
        other => other,
    };
    if settings.fields.is_empty() {
        let reply = Reply::Hits(Answer { total: None, hits });
        write(&reply, format, View { is_open: true, ..view }, out)?;
    } else {
        columns::write(&hits, &settings.fields, format, view, out)?;
    }
    out.flush()
}
