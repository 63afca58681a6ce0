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
use crate::report::gaps::gaps;
use crate::report::inert::{html, html_advice};
use crate::report::verdict::Point;
use crate::report::wording::ungrouped;
use crate::report::{Analysis, Lang, Source, Style, causes, verdict};

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
    let axis = Axis::of(analysis, style.zone, style.lang);
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
    let skip = style.lang.text("html.skip");
    writeln!(out, "<a class=\"skip\" href=\"#findings\">{skip}</a><main>")?;
    write_verdict(analysis, out, style)?;
    write_numbers(analysis, &findings, out, style.lang)?;
    causes::html(analysis, out, style.lang)?;
    if let Some(axis) = &axis {
        timeline::write(analysis, &findings, axis, out)?;
    }
    strip::write(analysis, axis.as_ref(), out, style.lang)?;
    if let Some(axis) = &axis {
        plot::write_failures(analysis, axis, out)?;
        plot::write_sessions(analysis, axis, out)?;
    }
    Findings::new(analysis, style, axis.as_ref()).write(&findings, out)?;
    write_not_judged(analysis, out, style.lang)?;
    coverage::write(analysis, axis.as_ref(), out, style)?;
    write_sources(analysis, axis.as_ref(), out, style)?;
    writeln!(out, "</main></body></html>")
}

fn write_verdict(analysis: &Analysis, out: &mut dyn Write, style: &Style) -> io::Result<()> {
    let lang = style.lang;
    let verdict = verdict::of(analysis, style.zone, lang);
    let class = match verdict.level {
        Some(level) => timeline::level_class(level),
        None if verdict.is_clean => "clean",
        None => "l1",
    };
    let word = match verdict.level {
        Some(level) => lang.word("level", level.name()),
        None if verdict.is_clean => lang.text("html.clean").to_owned(),
        None if analysis.events > 0 => lang.text("html.not-all").to_owned(),
        None => lang.text("html.none-judged").to_owned(),
    };
    writeln!(out, "<header class=\"{class}\"><p class=\"brand\">mbxtrace</p>")?;
    writeln!(out, "<h1><b class=\"badge\">{word}</b> {}</h1>", html(&verdict.headline))?;
    if let Some(caution) = &verdict.caution {
        writeln!(out, "<p class=\"caution\">{}</p>", html(caution))?;
    }
    writeln!(out, "<dl>")?;
    let mut before = None;
    for (point, text) in &verdict.points {
        // Of several of a kind only the first has its label.
        if before != Some(point) {
            writeln!(out, "<dt>{}</dt>", point.label(lang))?;
        }
        before = Some(point);
        writeln!(
            out,
            "<dd>{}</dd>",
            linked(*point, text, verdict.lead.as_deref(), (analysis, lang))
        )?;
    }
    writeln!(out, "</dl></header>")
}

/// A sentence of the verdict, leading to what proves it.
fn linked(
    point: Point,
    text: &str,
    lead: Option<&str>,
    (analysis, lang): (&Analysis, Lang),
) -> String {
    let to = |anchor: &str| format!("<a href=\"#{}\">{}</a>", html(anchor), html(text));
    // A line that names a cause leads to it, also where it does not lead the verdict.
    let names_cause = matches!(point, Point::Cause | Point::Or | Point::Also);
    if let Some(anchor) = causes::anchor_of(analysis, text, lang).filter(|_| names_cause) {
        return to(&anchor);
    }
    match (point, lead) {
        // Advice is a rule's text.
        (Point::Next | Point::Decide, _) => html_advice(text),
        // The records stand with the finding.
        (Point::Evidence | Point::Found, Some(lead)) => to(&format!("f-{lead}")),
        // Names of those not judged lead there; what is to be collected, behind them, has commands in
        // it.
        (Point::Cause, _) => {
            let end = text.find(':').unwrap_or(text.len());
            let name = text.get(..end).unwrap_or(text).trim_end();
            let rest = text.strip_prefix(name).unwrap_or_default();
            format!("<a href=\"#not-judged\">{}</a>{}", html(name), html_advice(rest))
        }
        (Point::Or, _) => to("causes"),
        (Point::NotJudged, _) => to("not-judged"),
        (Point::LookedAt | Point::NotSeen | Point::OrBefore, _) => to("coverage"),
        _ => html(text),
    }
}

/// The numbers of the analysis, each leading to what it counts.
fn write_numbers(
    analysis: &Analysis,
    findings: &[&Finding],
    out: &mut dyn Write,
    lang: Lang,
) -> io::Result<()> {
    let grave = findings.iter().filter(|one| one.level >= Severity::High).count();
    let entries = || analysis.ledgers.iter().flat_map(|ledger| &ledger.entries);
    let missed: u64 = entries().map(LedgerEntry::missed).sum();
    let cards = [
        ("findings", findings.len() as u64, "html.number-findings"),
        ("findings", grave as u64, "html.number-grave"),
        ("ledger", entries().count() as u64, "html.number-subscriptions"),
        ("ledger", missed, "html.number-missed"),
        ("not-judged", verdict::rules_not_judged(analysis).len() as u64, "html.number-not-judged"),
        ("sources", analysis.sources.len() as u64, "html.number-sources"),
        ("sources", analysis.events, "html.number-records"),
    ];
    let label = lang.text("html.numbers");
    write!(out, "<nav aria-label=\"{label}\"><ul class=\"cards\">")?;
    for (anchor, value, words) in cards {
        let (value, words) = (lang.number(value), lang.text(words));
        write!(out, "<li><a href=\"#{anchor}\"><b>{value}</b> {words}</a></li>")?;
    }
    writeln!(out, "</ul></nav>")
}

/// An entry for each thing to collect, and what it would decide.
fn write_not_judged(analysis: &Analysis, out: &mut dyn Write, lang: Lang) -> io::Result<()> {
    let (heading, colon) = (lang.text("verdict.not-judged"), lang.text("text.colon"));
    writeln!(out, "<section id=\"not-judged\"><h2>{heading}</h2>")?;
    if analysis.not_judged.is_empty() {
        writeln!(out, "<p class=\"empty\">{}</p>", lang.text("html.all-judged"))?;
    }
    for gap in gaps(&analysis.not_judged) {
        let collect = match gap.collect {
            "" => lang.text("label.nothing").to_owned(),
            collect => html_advice(collect),
        };
        writeln!(
            out,
            "<div class=\"gap\"><p><b>{}</b>{colon}{collect}</p><ul>",
            lang.text("label.collect"),
        )?;
        for (because, rules) in &gap.reasons {
            let (rules, because) = (html(&rules.join(", ")), html(because));
            writeln!(out, "<li>{because}<br><small>{rules}</small></li>")?;
        }
        writeln!(out, "</ul></div>")?;
    }
    writeln!(out, "</section>")
}

fn write_sources(
    analysis: &Analysis,
    axis: Option<&Axis>,
    out: &mut dyn Write,
    style: &Style,
) -> io::Result<()> {
    let lang = style.lang;
    let number = |value: u64| lang.number(value);
    let sources = lang.say("label.sources", &[("count", &number(analysis.sources.len() as u64))]);
    let offset = axis.map(Axis::offset).unwrap_or_default();
    let [path, format, records, first, last, clock] =
        ["label.path", "label.format", "label.records", "label.first", "label.last", "label.clock"]
            .map(|key| lang.text(key));
    writeln!(
        out,
        "<section id=\"sources\"><h2>{sources}</h2><div class=\"wide\"><table>\
         <tr><th>#<th>{path}<th>{format}<th>{records}<th>{first} ({offset})<th>{last}<th>{clock}</tr>"
    )?;
    for (place, source) in (1..).zip(&analysis.sources) {
        write_source(place, source, axis, out, style)?;
    }
    let tally = analysis.tally;
    let values = [
        ("bytes", &*number(analysis.bytes)),
        ("parsed", &number(tally.parsed)),
        ("blank", &number(tally.blank)),
        ("unparsed", &number(tally.unparsed)),
        ("skipped", &number(tally.skipped)),
        ("hash", &format!("<code>{}</code>", html(&analysis.rules_sha256))),
    ];
    writeln!(
        out,
        "</table></div></section><footer><p>{}. mbxtrace {}</p>",
        lang.say("text.bytes-list", &values),
        env!("CARGO_PKG_VERSION"),
    )?;
    if !analysis.overridden_rules.is_empty() {
        let rules = analysis.overridden_rules.join(", ");
        let label = [lang.text("text.replaced"), lang.text("text.colon")].concat();
        writeln!(out, "<p>{label}{}</p>", html(&rules))?;
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
        let confidence = style.lang.word("confidence", clock.confidence.name());
        let colon = style.lang.text("text.colon");
        format!("{} {confidence}{colon}{}", clock.zone, clock.reason)
    });
    write!(
        out,
        "<tr id=\"s{number_of}\"><td>{number_of}<td><code>{}</code><td>{}<td>{}<td>{}<td>{}<td>{}</tr>",
        html(&source.path),
        source.format.map_or("-", Format::name),
        style.lang.number(source.events),
        time(source.first),
        time(source.last),
        html(&clock),
    )?;
    for problem in &source.problems {
        let kind = style.lang.word("problem", problem.kind);
        let values = [("kind", &*kind), ("at", &problem.at.to_string())];
        let place = html(&style.lang.say("text.at-byte", &values));
        let (colon, text) = (style.lang.text("text.colon"), html(&problem.text));
        write!(out, "<tr><td><td colspan=\"6\" class=\"caution\">{place}{colon}{text}</tr>")?;
    }
    writeln!(out)
}
