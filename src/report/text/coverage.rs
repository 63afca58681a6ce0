//! What was read: a table of sources, their clocks, what was wrong with them, and the tally of bytes.

use std::collections::BTreeMap;
use std::io;

use mbxtrace_parsers::Format;

use super::page::{Page, Paint};
use super::{JSON, covered};
use crate::report::{Analysis, ClockOffset, Confidence, Source, SourceClock, Style};

/// Sources shown before the rest is counted.
const SOURCES: usize = 40;
/// Clocks, and sources with problems, shown before the rest is counted.
const LINES: usize = 12;
/// Problems of one source shown before the rest is counted.
const PROBLEMS: usize = 3;

/// Writes the section.
pub(super) fn write(page: &mut Page<'_>, analysis: &Analysis) -> io::Result<()> {
    covered::write(page, &analysis.coverage)?;
    let sources = page.style.lang.number(analysis.sources.len() as u64);
    page.heading(&page.style.lang.say("label.sources", &[("count", &sources)]))?;
    write_table(page, &analysis.sources)?;
    write_clocks(page, &analysis.sources, &analysis.clock_offsets)?;
    write_problems(page, &analysis.sources)?;
    write_rules(page, analysis)?;
    write_tally(page, analysis)
}

fn write_table(page: &mut Page<'_>, sources: &[Source]) -> io::Result<()> {
    let known: Vec<_> = sources.iter().filter(|source| source.format.is_some()).collect();
    let rows: Vec<_> = known.iter().take(SOURCES).map(|one| row(one, page.style)).collect();
    let lang = page.style.lang;
    let title = [
        lang.text("label.format"),
        lang.text("label.records"),
        lang.text("label.first"),
        lang.text("label.last"),
        lang.text("label.clock"),
        lang.text("label.path"),
    ];
    let title = title.map(str::to_uppercase);
    if !rows.is_empty() {
        write_rows(page, std::iter::once(&title).chain(&rows))?;
    }
    if let Some(more) = known.len().checked_sub(SOURCES).filter(|more| *more > 0) {
        and_more(page, more, "more source")?;
    }
    let unknown: Vec<_> = sources.iter().filter(|source| source.format.is_none()).collect();
    if !unknown.is_empty() {
        let names: Vec<_> = unknown.iter().take(LINES).map(|source| source.path.as_str()).collect();
        let more = if unknown.len() > LINES { ", ..." } else { "" };
        let paths = format!("{}{more}", names.join(", "));
        let sources = lang.count(unknown.len(), "source");
        let values = [("sources", &*sources), ("paths", &paths)];
        let text = lang.say("text.unknown-sources", &values);
        page.paragraph("", &text, Paint::Faint)?;
    }
    Ok(())
}

/// Says how many more there are, and where.
fn and_more(page: &mut Page<'_>, more: usize, noun: &str) -> io::Result<()> {
    let lang = page.style.lang;
    let values = [("what", &*lang.count(more, noun)), ("flag", JSON)];
    page.paragraph("... ", &lang.say("text.and-more", &values), Paint::Plain)
}

fn row(source: &Source, style: &Style) -> [String; 6] {
    let time =
        |time: Option<i64>| time.map_or_else(|| "-".to_owned(), |time| style.zone.show(time));
    let clock = source.clock.as_ref().map_or_else(
        || "-".to_owned(),
        |clock| {
            format!("{} {}", clock.zone, style.lang.word("confidence", clock.confidence.name()))
        },
    );
    [
        source.format.map_or("-", Format::name).to_owned(),
        style.lang.number(source.events),
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
    let lang = page.style.lang;
    page.heading(lang.text("label.clocks"))?;
    for (many, clock, path) in groups.values().take(LINES) {
        let paint = match clock.confidence {
            Confidence::Assumed => Paint::Caution,
            Confidence::Certain | Confidence::Inferred => Paint::Plain,
        };
        let values = [
            ("zone", &*clock.zone),
            ("date", &clock.date),
            ("reason", &clock.reason),
            ("path", path),
            ("more", &(many - 1).to_string()),
        ];
        let key = if *many > 1 { "text.clock-more" } else { "text.clock" };
        let label = lang.word("confidence", clock.confidence.name());
        page.paragraph(&format!("{label:<10}"), &lang.say(key, &values), paint)?;
    }
    if let Some(more) = groups.len().checked_sub(LINES).filter(|more| *more > 0) {
        and_more(page, more, "more clock")?;
    }
    covered::write_offsets(page, offsets)
}

fn write_problems(page: &mut Page<'_>, sources: &[Source]) -> io::Result<()> {
    let broken: Vec<_> = sources.iter().filter(|source| source.is_failure()).collect();
    if broken.is_empty() {
        return Ok(());
    }
    let lang = page.style.lang;
    page.heading(lang.text("label.problems"))?;
    for source in broken.iter().take(LINES) {
        page.whole_line(&source.path, Paint::Plain)?;
        for problem in source.problems.iter().take(PROBLEMS) {
            let kind = lang.word("problem", problem.kind);
            let values = [("kind", &*kind), ("at", &problem.at.to_string())];
            let label = lang.say("text.at-byte", &values);
            let label = format!("    {label}{}", lang.text("text.colon"));
            page.paragraph(&label, &problem.text, Paint::Caution)?;
        }
        if let Some(more) = source.problems.len().checked_sub(PROBLEMS).filter(|more| *more > 0) {
            let values = [("what", &*lang.count(more, "more problem"))];
            page.paragraph("    ", &lang.say("text.and", &values), Paint::Plain)?;
        }
    }
    if let Some(more) = broken.len().checked_sub(LINES).filter(|more| *more > 0) {
        and_more(page, more, "more source")?;
    }
    Ok(())
}

fn write_rules(page: &mut Page<'_>, analysis: &Analysis) -> io::Result<()> {
    if analysis.unkeyed.is_empty() && analysis.overridden_rules.is_empty() {
        return Ok(());
    }
    let lang = page.style.lang;
    page.heading(lang.text("label.rules"))?;
    if !analysis.overridden_rules.is_empty() {
        let text = analysis.overridden_rules.join(", ");
        let label = format!("{}{}", lang.text("text.replaced-short"), lang.text("text.colon"));
        page.paragraph(&label, &text, Paint::Plain)?;
    }
    for (rule, records) in &analysis.unkeyed {
        let records = lang.count(usize::try_from(*records).unwrap_or(usize::MAX), "record");
        let text = lang.say("text.unkeyed", &[("records", &records)]);
        page.paragraph(&format!("{rule}{}", lang.text("text.colon")), &text, Paint::Plain)?;
    }
    Ok(())
}

fn write_tally(page: &mut Page<'_>, analysis: &Analysis) -> io::Result<()> {
    page.blank()?;
    let (lang, tally) = (page.style.lang, analysis.tally);
    let number = |value: u64| lang.number(value);
    let values = [
        ("bytes", &*number(analysis.bytes)),
        ("parsed", &number(tally.parsed)),
        ("blank", &number(tally.blank)),
        ("unparsed", &number(tally.unparsed)),
        ("skipped", &number(tally.skipped)),
        ("events", &number(analysis.events)),
        ("known", &number(analysis.duplicates)),
    ];
    let text = lang.say("text.tally", &values);
    page.paragraph("", &text, Paint::Plain)
}
