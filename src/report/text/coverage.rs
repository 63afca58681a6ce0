//! What was read: a table of sources, their clocks, what was wrong with them, and the tally of bytes.

use std::collections::BTreeMap;
use std::io;

use mbxtrace_parsers::Format;

use super::covered;
use super::page::{Page, Paint};
use crate::clock::Zone;
use crate::report::wording::{count, number};
use crate::report::{Analysis, ClockOffset, Confidence, Source, SourceClock};

/// Sources shown before the rest is counted.
const SOURCES: usize = 40;
/// Clocks, and sources with problems, shown before the rest is counted.
const LINES: usize = 12;
/// Problems of one source shown before the rest is counted.
const PROBLEMS: usize = 3;

/// Writes the section.
pub(super) fn write(page: &mut Page<'_>, analysis: &Analysis) -> io::Result<()> {
    covered::write(page, &analysis.coverage)?;
    page.heading(&format!("Sources ({})", number(analysis.sources.len() as u64)))?;
    write_table(page, &analysis.sources)?;
    write_clocks(page, &analysis.sources, &analysis.clock_offsets)?;
    write_problems(page, &analysis.sources)?;
    write_rules(page, analysis)?;
    write_tally(page, analysis)
}

fn write_table(page: &mut Page<'_>, sources: &[Source]) -> io::Result<()> {
    let known: Vec<_> = sources.iter().filter(|source| source.format.is_some()).collect();
    let rows: Vec<_> = known.iter().take(SOURCES).map(|one| row(one, page.style.zone)).collect();
    let title = ["FORMAT", "RECORDS", "FIRST", "LAST", "CLOCK", "PATH"].map(str::to_owned);
    if !rows.is_empty() {
        write_rows(page, std::iter::once(&title).chain(&rows))?;
    }
    if let Some(more) = known.len().checked_sub(SOURCES).filter(|more| *more > 0) {
        let text = format!("and {}, listed under --format json", count(more, "more source"));
        page.paragraph("... ", &text, Paint::Plain)?;
    }
    let unknown: Vec<_> = sources.iter().filter(|source| source.format.is_none()).collect();
    if !unknown.is_empty() {
        let names: Vec<_> = unknown.iter().take(LINES).map(|source| source.path.as_str()).collect();
        let more = if unknown.len() > LINES { ", ..." } else { "" };
        let text = format!(
            "{} with no record of a known format, not read: {}{more}",
            count(unknown.len(), "source"),
            names.join(", ")
        );
        page.paragraph("", &text, Paint::Faint)?;
    }
    Ok(())
}

fn row(source: &Source, zone: Zone) -> [String; 6] {
    let time = |time: Option<i64>| time.map_or_else(|| "-".to_owned(), |time| zone.show(time));
    let clock = source.clock.as_ref().map_or_else(
        || "-".to_owned(),
        |clock| format!("{} {}", clock.zone, clock.confidence.name()),
    );
    [
        source.format.map_or("-", Format::name).to_owned(),
        number(source.events),
        time(source.first),
        time(source.last),
        clock,
        source.path.clone(),
    ]
}

/// Columns as wide as their widest cell; the last, the path, is not padded and never cut.
fn write_rows<'a>(
    page: &mut Page<'_>,
    rows: impl Iterator<Item = &'a [String; 6]> + Clone,
) -> io::Result<()> {
    let mut widths = [0_usize; 6];
    for row in rows.clone() {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    for [format, records, first, last, clock, path] in rows {
        let [w0, w1, w2, w3, w4, _] = widths;
        let line = format!(
            "{format:<w0$}  {records:>w1$}  {first:<w2$}  {last:<w3$}  {clock:<w4$}  {path}"
        );
        page.whole_line(&line, Paint::Plain)?;
    }
    Ok(())
}

/// Why the clocks that the lines do not state themselves are what they are.
fn write_clocks(
    page: &mut Page<'_>,
    sources: &[Source],
    offsets: &[ClockOffset],
) -> io::Result<()> {
    let mut groups: BTreeMap<(&str, &str, &str), (usize, &SourceClock, &str)> = BTreeMap::new();
    for source in sources {
        let Some(clock) = &source.clock else { continue };
        if clock.confidence != Confidence::Certain {
            let key = (clock.zone.as_str(), clock.date.as_str(), clock.reason.as_str());
            groups.entry(key).or_insert((0, clock, &source.path)).0 += 1;
        }
    }
    if groups.is_empty() && offsets.is_empty() {
        return Ok(());
    }
    page.heading("Clocks")?;
    for (many, clock, path) in groups.values().take(LINES) {
        let more = if *many > 1 { format!(" and {} more", many - 1) } else { String::new() };
        let paint = match clock.confidence {
            Confidence::Assumed => Paint::Caution,
            Confidence::Certain | Confidence::Inferred => Paint::Plain,
        };
        let text =
            format!("zone {}, date {}: {} ({path}{more})", clock.zone, clock.date, clock.reason);
        page.paragraph(&format!("{:<10}", clock.confidence.name()), &text, paint)?;
    }
    if let Some(more) = groups.len().checked_sub(LINES).filter(|more| *more > 0) {
        let text = format!("and {}, listed under --format json", count(more, "more clock"));
        page.paragraph("... ", &text, Paint::Plain)?;
    }
    covered::write_offsets(page, offsets)
}

fn write_problems(page: &mut Page<'_>, sources: &[Source]) -> io::Result<()> {
    let broken: Vec<_> = sources.iter().filter(|source| source.is_failure()).collect();
    if broken.is_empty() {
        return Ok(());
    }
    page.heading("Problems")?;
    for source in broken.iter().take(LINES) {
        page.whole_line(&source.path, Paint::Plain)?;
        for problem in source.problems.iter().take(PROBLEMS) {
            let label = format!("    {} at byte {}: ", problem.kind, problem.at);
            page.paragraph(&label, &problem.text, Paint::Caution)?;
        }
        if let Some(more) = source.problems.len().checked_sub(PROBLEMS).filter(|more| *more > 0) {
            page.paragraph("    ", &format!("and {}", count(more, "more problem")), Paint::Plain)?;
        }
    }
    if let Some(more) = broken.len().checked_sub(LINES).filter(|more| *more > 0) {
        let text = format!("and {}, listed under --format json", count(more, "more source"));
        page.paragraph("... ", &text, Paint::Plain)?;
    }
    Ok(())
}

fn write_rules(page: &mut Page<'_>, analysis: &Analysis) -> io::Result<()> {
    if analysis.unkeyed.is_empty() && analysis.overridden_rules.is_empty() {
        return Ok(());
    }
    page.heading("Rules")?;
    if !analysis.overridden_rules.is_empty() {
        let text = analysis.overridden_rules.join(", ");
        page.paragraph("replaced by your own: ", &text, Paint::Plain)?;
    }
    for (rule, records) in &analysis.unkeyed {
        let records = count(usize::try_from(*records).unwrap_or(usize::MAX), "record");
        let text = format!("{records} without the field it groups by, left out");
        page.paragraph(&format!("{rule}: "), &text, Paint::Plain)?;
    }
    Ok(())
}

fn write_tally(page: &mut Page<'_>, analysis: &Analysis) -> io::Result<()> {
    page.blank()?;
    let tally = analysis.tally;
    let text = format!(
        "{} bytes = {} parsed + {} blank + {} unparsed + {} skipped; {} new records, {} already known",
        number(analysis.bytes),
        number(tally.parsed),
        number(tally.blank),
        number(tally.unparsed),
        number(tally.skipped),
        number(analysis.events),
        number(analysis.duplicates),
    );
    page.paragraph("", &text, Paint::Plain)
}
