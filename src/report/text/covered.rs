//! Coverage for a person: a bar for each node and source, what is missing named, and whose clock is
//! off.

use std::io;

use mbxtrace_rules::family_title;

use super::JSON;
use super::page::{Page, Paint};
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
    let (zone, lang) = (page.style.zone, page.style.lang);
    let values = [("from", &*zone.show(from)), ("to", &zone.show(to))];
    page.heading(&lang.say("coverage.heading", &values))?;
    let family = |one: &Coverage| lang.sentence(family_title(one.family));
    let width = |text: &dyn Fn(&Coverage) -> usize| all.iter().map(text).max().unwrap_or(0);
    let nodes = width(&|one| shown(one).chars().count());
    let families = width(&|one| family(one).chars().count());
    let minutes = width(&|one| one.minutes(lang).chars().count());
    let room = page.style.width.saturating_sub(nodes + families + minutes + 6);
    for one in all.iter().take(SOURCES) {
        let bar = one.bar(room.clamp(10, BAR));
        let line = format!(
            "{:<nodes$}  {:<families$}  {bar}  {:>minutes$}",
            shown(one),
            family(one),
            one.minutes(lang),
        );
        let whole = one.missing(zone, lang).next().is_none()
            && one.remarks.is_empty()
            && one.flaws(lang).is_none();
        page.whole_line(&line, if whole { Paint::Plain } else { Paint::Caution })?;
        write_notes(page, one)?;
    }
    if let Some(more) = all.len().checked_sub(SOURCES).filter(|more| *more > 0) {
        and_more(page, "... ", more, "more source")?;
    }
    page.paragraph("", lang.text("coverage.legend"), Paint::Faint)
}

fn write_notes(page: &mut Page<'_>, one: &Coverage) -> io::Result<()> {
    let lang = page.style.lang;
    let missing: Vec<_> = one.missing(page.style.zone, lang).collect();
    for hole in missing.iter().take(HOLES) {
        page.labelled("    ", lang.text("coverage.missing"), hole, Paint::Plain)?;
    }
    if let Some(more) = missing.len().checked_sub(HOLES).filter(|more| *more > 0) {
        and_more(page, "    ", more, "more hole")?;
    }
    for remark in one.flaws(lang).iter().chain(&one.remarks) {
        page.labelled("    ", lang.text("coverage.note"), remark, Paint::Plain)?;
    }
    Ok(())
}

fn and_more(page: &mut Page<'_>, label: &str, more: usize, noun: &str) -> io::Result<()> {
    let lang = page.style.lang;
    let values = [("what", &*lang.count(more, noun)), ("flag", JSON)];
    page.paragraph(label, &lang.say("text.and-more", &values), Paint::Plain)
}

fn shown(one: &Coverage) -> &str {
    if one.node.is_empty() { "-" } else { &one.node }
}

/// Writes how far clocks are apart: hosts of which it is known, then the others together.
pub(super) fn write_offsets(page: &mut Page<'_>, offsets: &[ClockOffset]) -> io::Result<()> {
    let lang = page.style.lang;
    let label = format!("{:<10}", lang.text("offset.label"));
    let blank = " ".repeat(label.chars().count());
    let (known, unknown): (Vec<_>, Vec<_>) =
        offsets.iter().partition(|one| one.offset.is_some() || one.collect.is_empty());
    for one in known {
        let grave = one.is_grave();
        let paint = if grave { Paint::Caution } else { Paint::Plain };
        page.paragraph(&label, &one.sentence(lang), paint)?;
        if grave {
            page.paragraph(&blank, lang.text("offset.grave"), Paint::Caution)?;
        }
    }
    for one in unknown.iter().take(UNKNOWN) {
        page.paragraph(&label, &one.sentence(lang), Paint::Plain)?;
    }
    if let Some(more) = unknown.len().checked_sub(UNKNOWN).filter(|more| *more > 0) {
        and_more(page, &blank, more, "more unknown offset")?;
    }
    match unknown.first() {
        Some(one) => page.labelled(&blank, lang.text("label.collect"), &one.collect, Paint::Plain),
        None => Ok(()),
    }
}
