//! The causes, the first one first, with what speaks for and against each.

use std::io;

use super::page::{Page, Paint};
use crate::report::Analysis;
use crate::report::causes::{SHOWN, facts, titles};
use crate::report::wording::count;

/// Writes the section; nothing if there is no cause.
pub(super) fn write(page: &mut Page<'_>, analysis: &Analysis) -> io::Result<()> {
    if analysis.causes.is_empty() {
        return Ok(());
    }
    page.heading(&format!("Causes ({})", analysis.causes.len()))?;
    let titles = titles(analysis);
    for (index, cause) in analysis.causes.iter().take(SHOWN).enumerate() {
        if index > 0 {
            page.blank()?;
        }
        let label = format!("{:<9}{}  ", cause.certainty.name(), cause.id);
        page.paragraph(&label, &cause.title, Paint::Heading)?;
        for (label, text) in facts(cause, &titles) {
            page.paragraph(&format!("    {label}: "), &text, Paint::Plain)?;
        }
    }
    if let Some(more) = analysis.causes.len().checked_sub(SHOWN).filter(|more| *more > 0) {
        let text = format!("and {}, listed under --format json", count(more, "more cause"));
        page.paragraph("... ", &text, Paint::Plain)?;
    }
    Ok(())
}
