//! Coverage for a person: a bar for each node and source, what is missing named, and whose clock is
//! off.

use std::io;

use mbxtrace_rules::family_title;

use super::page::{Page, Paint};
use crate::report::wording::count;
use crate::report::{ClockOffset, Coverage};

/// Marks of a bar.
const BAR: usize = 60;
/// Sources shown before the rest is counted.
const SOURCES: usize = 40;
/// Holes of one source shown before the rest is counted.
const HOLES: usize = 4;
/// Hosts of unknown offset shown before the rest is counted.
const UNKNOWN: usize = 3;

/// Writes the section; nothing if nothing was read.
pub(super) fn write(page: &mut Page<'_>, all: &[Coverage]) -> io::Result<()> {
    let Some((from, to)) = all.iter().find_map(Coverage::window) else { return Ok(()) };
    let zone = page.style.zone;
    page.heading(&format!("Coverage, {} to {}", zone.show(from), zone.show(to)))?;
    let width = |text: fn(&Coverage) -> usize| all.iter().map(text).max().unwrap_or(0);
    let nodes = width(|one| shown(one).chars().count());
    let families = width(|one| family_title(one.family).len());
    let minutes = width(|one| one.minutes().len());
    let room = page.style.width.saturating_sub(nodes + families + minutes + 6);
    for one in all.iter().take(SOURCES) {
        let bar = one.bar(room.clamp(10, BAR));
        let line = format!(
            "{:<nodes$}  {:<families$}  {bar}  {:>minutes$}",
            shown(one),
            family_title(one.family),
            one.minutes(),
        );
        let whole =
            one.missing(zone).next().is_none() && one.remarks.is_empty() && one.flaws().is_none();
        page.whole_line(&line, if whole { Paint::Plain } else { Paint::Caution })?;
        write_notes(page, one)?;
    }
    if let Some(more) = all.len().checked_sub(SOURCES).filter(|more| *more > 0) {
        let text = format!("and {}, listed under --format json", count(more, "more source"));
        page.paragraph("... ", &text, Paint::Plain)?;
    }
    let legend = "# seen, - known to be missing, . before the first or after the last record";
    page.paragraph("", legend, Paint::Faint)
}

fn write_notes(page: &mut Page<'_>, one: &Coverage) -> io::Result<()> {
    let zone = page.style.zone;
    let missing: Vec<_> = one.missing(zone).collect();
    for hole in missing.iter().take(HOLES) {
        page.paragraph("    missing: ", hole, Paint::Plain)?;
    }
    if let Some(more) = missing.len().checked_sub(HOLES).filter(|more| *more > 0) {
        let text = format!("and {}, listed under --format json", count(more, "more hole"));
        page.paragraph("    ", &text, Paint::Plain)?;
    }
    for remark in one.flaws().iter().chain(&one.remarks) {
        page.paragraph("    note: ", remark, Paint::Plain)?;
    }
    Ok(())
}

fn shown(one: &Coverage) -> &str {
    if one.node.is_empty() { "-" } else { &one.node }
}

/// Writes how far clocks are apart: hosts of which it is known, then the others together.
pub(super) fn write_offsets(page: &mut Page<'_>, offsets: &[ClockOffset]) -> io::Result<()> {
    let (known, unknown): (Vec<_>, Vec<_>) =
        offsets.iter().partition(|one| one.offset.is_some() || one.collect.is_empty());
    for one in known {
        let grave = one.is_grave();
        let paint = if grave { Paint::Caution } else { Paint::Plain };
        page.paragraph("offset    ", &one.sentence(), paint)?;
        if grave {
            let text = "Times of the two must not be compared as they stand: correct them with \
                        --apply-offsets, and the clock itself by NTP.";
            page.paragraph("          ", text, Paint::Caution)?;
        }
    }
    for one in unknown.iter().take(UNKNOWN) {
        page.paragraph("offset    ", &one.sentence(), Paint::Plain)?;
    }
    if let Some(more) = unknown.len().checked_sub(UNKNOWN).filter(|more| *more > 0) {
        let text =
            format!("and {}, listed under --format json", count(more, "more unknown offset"));
        page.paragraph("          ", &text, Paint::Plain)?;
    }
    match unknown.first() {
        Some(one) => page.paragraph("          Collect: ", &one.collect, Paint::Plain),
        None => Ok(()),
    }
}
