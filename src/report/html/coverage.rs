//! What was looked at, on the clock of all pictures: a row for each node and source; and how far clocks
//! are apart.

use std::io::{self, Write};

use mbxtrace_rules::family_title;

use super::axis::{Axis, GRID, short, write as put};
use crate::report::inert::html;
use crate::report::{Analysis, Coverage, Style};

/// Height of a row, pixels, and of the bar in it.
const ROW: f64 = 14.0;
const BAR: f64 = 6.0;
/// Least width of a hole, per cent: a short one is still seen.
const LEAST: f64 = 0.3;

/// Writes both sections, if there is anything to say.
pub(super) fn write(
    analysis: &Analysis,
    axis: Option<&Axis>,
    out: &mut dyn Write,
    style: &Style,
) -> io::Result<()> {
    let lang = style.lang;
    if let Some(axis) = axis.filter(|_| !analysis.coverage.is_empty()) {
        let (title, legend) = (lang.text("coverage.title"), lang.text("html.coverage-legend"));
        writeln!(out, "<section id=\"coverage\"><h2>{title}</h2><p>{legend}</p>")?;
        for one in &analysis.coverage {
            write_row(one, axis, out, style)?;
        }
        writeln!(
            out,
            "<div class=\"row\"><span class=\"label\"></span>{}</div></section>",
            axis.labels()
        )?;
    }
    if !analysis.clock_offsets.is_empty() {
        writeln!(out, "<section><h2>{}</h2><ul>", lang.text("offset.heading"))?;
        for one in &analysis.clock_offsets {
            writeln!(out, "<li>{}</li>", html(&one.sentence(lang)))?;
        }
        writeln!(out, "</ul></section>")?;
    }
    Ok(())
}

fn write_row(one: &Coverage, axis: &Axis, out: &mut dyn Write, style: &Style) -> io::Result<()> {
    let lang = style.lang;
    writeln!(
        out,
        "<div class=\"row\"><span class=\"label\"><b>{}</b> {}<br><small>{}</small></span>{}</div>",
        html(&one.node),
        html(&lang.sentence(family_title(one.family))),
        html(&one.minutes(lang)),
        bar(one, axis, style),
    )?;
    let notes = one.missing(style.zone, lang).chain(one.flaws(lang));
    let notes: Vec<_> = notes.chain(one.remarks.iter().cloned()).map(|note| html(&note)).collect();
    if !notes.is_empty() {
        writeln!(out, "<ul class=\"notes\"><li>{}</ul>", notes.join("<li>"))?;
    }
    Ok(())
}

/// What was seen as a bar, known holes hatched over its whole height.
fn bar(one: &Coverage, axis: &Axis, style: &Style) -> String {
    let mut svg = format!("<svg class=strip height=\"{ROW}\" aria-hidden=\"true\">");
    svg.push_str(GRID);
    for (from, to) in &one.spans {
        let (x, end) = (axis.place(*from), axis.place(*to));
        let (y, width) = ((ROW - BAR) / 2.0, short((end - x).max(LEAST)));
        let x = short(x);
        put(
            &mut svg,
            format_args!(
                "<rect class=src x=\"{x}%\" width=\"{width}%\" y=\"{y}\" height=\"{BAR}\"/>"
            ),
        );
    }
    let titles = one.missing(style.zone, style.lang);
    let holes = one.holes.iter().filter(|hole| !hole.at_edge);
    if one.spans.is_empty() {
        svg.push_str("<rect class=s4 width=\"100%\" y=\"1\" height=\"12\"/>");
    } else {
        for (hole, title) in holes.zip(titles) {
            let (x, end) = (axis.place(hole.from), axis.place(hole.to));
            let (x, width) = (short(x), short((end - x).max(LEAST)));
            put(
                &mut svg,
                format_args!(
                    "<rect class=s2 x=\"{x}%\" width=\"{width}%\" y=\"1\" height=\"12\">\
                     <title>{}</title></rect>",
                    html(&title)
                ),
            );
        }
    }
    svg.push_str("</svg>");
    svg
}
