//! HTML: one page, no script, nothing to fetch; opens from a mail or a ticket. The verdict first, then
//! pictures drawn here as SVG, then every finding with its records.

mod axis;
mod columns;
mod coverage;
mod draw;
mod findings;
mod plot;
mod strip;
mod timeline;
mod window;

use std::io::{self, Write};

use mbxtrace_parsers::Format;
use mbxtrace_rules::{Finding, LedgerEntry, Severity};

pub use self::window::ledger_window;

use self::axis::Axis;
use self::findings::Findings;
use crate::report::inert::{html, html_advice};
use crate::report::wording::{count, number, ungrouped};
use crate::report::{Analysis, Source, Style, causes, verdict};

/// The whole look.
const STYLE: &str = include_str!("style.css");

/// Looks that colour alone does not tell apart: hatched for missed, dotted for what is not covered.
/// Used by the style sheet.
const PATTERNS: &str = "<svg width=\"0\" height=\"0\" class=\"defs\" aria-hidden=\"true\"><defs>\
<pattern id=\"p2\" width=\"5\" height=\"5\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\">\
<rect class=\"p2a\" width=\"5\" height=\"5\"/><rect class=\"p2b\" width=\"3\" height=\"5\"/></pattern>\
<pattern id=\"p4\" width=\"4\" height=\"4\" patternUnits=\"userSpaceOnUse\">\
<rect class=\"p4a\" width=\"4\" height=\"4\"/><circle class=\"p4b\" cx=\"1\" cy=\"1\" r=\"1\"/></pattern>\
<pattern id=\"p5\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\">\
<rect class=\"p5a\" width=\"4\" height=\"6\"/></pattern>";

/// Writes the page. The policy in its head forbids scripts and every request, should anything of a
/// log ever slip through.
pub(super) fn write(analysis: &Analysis, out: &mut dyn Write, style: &Style) -> io::Result<()> {
    let axis = Axis::of(analysis, style.zone);
    writeln!(
        out,
        "<!DOCTYPE html>\n<html lang=\"{}\"><head><meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src \
         'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <title>mbxtrace report</title>\n<style>\n{STYLE}</style></head><body>\n{PATTERNS}{}</defs></svg>",
        style.lang.code(),
        axis.as_ref().map(Axis::lines).unwrap_or_default(),
    )?;
    let findings = ungrouped(analysis);
    writeln!(out, "<a class=\"skip\" href=\"#findings\">Skip to the findings</a><main>")?;
    let lead = verdict::lead(&findings);
    write_verdict(analysis, lead, out, style)?;
    causes::html(analysis, out)?;
    write_numbers(analysis, &findings, out)?;
    if let Some(axis) = &axis {
        timeline::write(analysis, &findings, axis, out)?;
    }
    strip::write(analysis, axis.as_ref(), out)?;
    if let Some(axis) = &axis {
        plot::write_failures(analysis, axis, out)?;
        plot::write_sessions(analysis, axis, out)?;
    }
    Findings::new(analysis, style, axis.as_ref()).write(&findings, out)?;
    write_not_judged(analysis, out)?;
    coverage::write(analysis, out, style)?;
    write_sources(analysis, axis.as_ref(), out, style)?;
    writeln!(out, "</main></body></html>")
}

fn write_verdict(
    analysis: &Analysis,
    lead: Option<&Finding>,
    out: &mut dyn Write,
    style: &Style,
) -> io::Result<()> {
    let verdict = verdict::of(analysis, style.zone, style.lang);
    let class = match verdict.level {
        Some(level) => timeline::level_class(level),
        None if verdict.is_clean => "clean",
        None => "l1",
    };
    let word = match verdict.level {
        Some(level) => level.name(),
        None if verdict.is_clean => "clean",
        None if analysis.events > 0 => "not all judged",
        None => "not judged",
    };
    writeln!(out, "<header class=\"{class}\"><p class=\"brand\">mbxtrace</p>")?;
    writeln!(out, "<h1><b class=\"badge\">{word}</b> {}</h1>", html(&verdict.headline))?;
    if let Some(caution) = &verdict.caution {
        writeln!(out, "<p class=\"caution\">{}</p>", html(caution))?;
    }
    writeln!(out, "<dl>")?;
    for (label, text) in &verdict.points {
        // Advice is a rule's text; the records stand with the finding.
        let text = match (*label, lead) {
            ("Next", _) => html_advice(text),
            ("Evidence", Some(lead)) => {
                format!("<a href=\"#f-{}\">{}</a>", html(&lead.id), html(text))
            }
            _ => html(text),
        };
        writeln!(out, "<dt>{}</dt><dd>{text}</dd>", html(label))?;
    }
    writeln!(out, "</dl></header>")
}

/// The numbers of the analysis, each leading to what it counts.
fn write_numbers(
    analysis: &Analysis,
    findings: &[&Finding],
    out: &mut dyn Write,
) -> io::Result<()> {
    let grave = findings.iter().filter(|one| one.level >= Severity::High).count();
    let entries = || analysis.ledgers.iter().flat_map(|ledger| &ledger.entries);
    let missed: u64 = entries().map(LedgerEntry::missed).sum();
    let cards = [
        ("findings", findings.len() as u64, "findings"),
        ("findings", grave as u64, "of them grave"),
        ("ledger", entries().count() as u64, "subscriptions"),
        ("ledger", missed, "keep-alives missed"),
        ("not-judged", analysis.not_judged.len() as u64, "not judged"),
        ("sources", analysis.sources.len() as u64, "sources"),
        ("sources", analysis.events, "records"),
    ];
    write!(out, "<nav aria-label=\"Numbers\"><ul class=\"cards\">")?;
    for (anchor, value, words) in cards {
        let value = number(value);
        write!(out, "<li><a href=\"#{anchor}\"><b>{value}</b> {words}</a></li>")?;
    }
    writeln!(out, "</ul></nav>")
}

fn write_not_judged(analysis: &Analysis, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<section id=\"not-judged\"><h2>Not judged</h2>")?;
    if analysis.not_judged.is_empty() {
        writeln!(out, "<p class=\"empty\">Every rule could be judged in whole.</p>")?;
    }
    writeln!(out, "<ul>")?;
    for one in &analysis.not_judged {
        let (rule, because) = (html(&one.rule), html(&one.because));
        write!(out, "<li><b>{rule}</b>: {because}")?;
        if !one.collect.is_empty() {
            write!(out, "<br>Collect: {}", html_advice(&one.collect))?;
        }
        writeln!(out, "</li>")?;
    }
    writeln!(out, "</ul></section>")
}

fn write_sources(
    analysis: &Analysis,
    axis: Option<&Axis>,
    out: &mut dyn Write,
    style: &Style,
) -> io::Result<()> {
    let sources = count(analysis.sources.len(), "source");
    let offset = axis.map(Axis::offset).unwrap_or_default();
    writeln!(
        out,
        "<section id=\"sources\"><h2>{sources} and their clocks</h2><div class=\"wide\"><table>\
         <tr><th>No.<th>Path<th>Format<th>Records<th>First ({offset})<th>Last<th>Clock</tr>"
    )?;
    for (number, source) in (1..).zip(&analysis.sources) {
        write_source(number, source, axis, out, style)?;
    }
    let tally = analysis.tally;
    writeln!(
        out,
        "</table></div></section><footer><p>{} bytes = {} parsed + {} blank + {} unparsed + {} \
         skipped. mbxtrace {}, rules <code>{}</code></p>",
        number(analysis.bytes),
        number(tally.parsed),
        number(tally.blank),
        number(tally.unparsed),
        number(tally.skipped),
        env!("CARGO_PKG_VERSION"),
        html(&analysis.rules_sha256),
    )?;
    if !analysis.overridden_rules.is_empty() {
        let rules = analysis.overridden_rules.join(", ");
        writeln!(out, "<p>Rules replaced by your own: {}</p>", html(&rules))?;
    }
    writeln!(out, "</footer>")
}

fn write_source(
    number_of: usize,
    source: &Source,
    axis: Option<&Axis>,
    out: &mut dyn Write,
    style: &Style,
) -> io::Result<()> {
    let shown = |time| axis.map_or_else(|| style.zone.show(time), |axis| axis.second(time));
    let time = |time: Option<i64>| time.map_or_else(|| "-".to_owned(), shown);
    let clock = source.clock.as_ref().map_or_else(String::new, |clock| {
        format!("{} {}: {}", clock.zone, clock.confidence.name(), clock.reason)
    });
    write!(
        out,
        "<tr id=\"s{number_of}\"><td>{number_of}<td><code>{}</code><td>{}<td>{}<td>{}<td>{}<td>{}</tr>",
        html(&source.path),
        source.format.map_or("-", Format::name),
        number(source.events),
        time(source.first),
        time(source.last),
        html(&clock),
    )?;
    for problem in &source.problems {
        let (kind, text) = (html(problem.kind), html(&problem.text));
        write!(
            out,
            "<tr><td><td colspan=\"6\" class=\"caution\">{kind} at byte {}: {text}</tr>",
            problem.at
        )?;
    }
    writeln!(out)
}
