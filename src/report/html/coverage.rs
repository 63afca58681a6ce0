//! What was looked at, a row for each node and source, and how far clocks are apart.

use std::io::{self, Write};

use mbxtrace_rules::family_title;

use crate::report::inert::html;
use crate::report::{Analysis, Style};

/// Writes both sections, if there is anything to say.
pub(super) fn write(analysis: &Analysis, out: &mut dyn Write, style: &Style) -> io::Result<()> {
    if !analysis.coverage.is_empty() {
        let head = "<tr><th>Node<th>Source<th>Seen<th>Window<th>Not seen</tr>";
        writeln!(
            out,
            "<section id=\"coverage\"><h2>Coverage</h2><div class=\"scroll\"><table>{head}"
        )?;
    }
    for one in &analysis.coverage {
        let notes = one.missing(style.zone).chain(one.flaws()).chain(one.remarks.iter().cloned());
        let notes: Vec<_> = notes.map(|note| html(&note)).collect();
        writeln!(
            out,
            "<tr><td>{}<td>{}<td>{}<td><code>{}</code><td>{}</tr>",
            html(&one.node),
            family_title(one.family),
            one.minutes(),
            one.bar(60),
            notes.join("<br>"),
        )?;
    }
    if !analysis.coverage.is_empty() {
        writeln!(out, "</table></div></section>")?;
    }
    if !analysis.clock_offsets.is_empty() {
        writeln!(out, "<section><h2>Clock offsets</h2><ul>")?;
        for one in &analysis.clock_offsets {
            writeln!(out, "<li>{}</li>", html(&one.sentence()))?;
        }
        writeln!(out, "</ul></section>")?;
    }
    Ok(())
}
