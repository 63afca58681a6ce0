//! The causes, the first one first, with what speaks for and against each.

use std::io;

use mbxtrace_rules::Cause;

use super::JSON;
use super::page::{Page, Paint};
use crate::report::Analysis;
use crate::report::causes::{SHOWN, facts};

/// Writes the section; nothing if there is no cause.
pub(super) fn write(page: &mut Page<'_>, analysis: &Analysis) -> io::Result<()> {
    if analysis.causes.is_empty() {
        return Ok(());
    }
    let lang = page.style.lang;
    let count = lang.number(analysis.causes.len() as u64);
    page.heading(&lang.say("cause.heading", &[("count", &count)]))?;
    for (index, cause) in analysis.causes.iter().take(SHOWN).enumerate() {
        if index > 0 {
            page.blank()?;
        }
        write_one(page, cause)?;
    }
    if let Some(more) = analysis.causes.len().checked_sub(SHOWN).filter(|more| *more > 0) {
        let values = [("what", &*lang.count(more, "more cause")), ("flag", JSON)];
        page.paragraph("... ", &lang.say("text.and-more", &values), Paint::Plain)?;
    }
    Ok(())
}

/// Writes one cause as the report does.
pub(in crate::report) fn write_one(page: &mut Page<'_>, cause: &Cause) -> io::Result<()> {
    let lang = page.style.lang;
    let certainty = lang.word("confidence", cause.certainty.name());
    let label = format!("{certainty:<9}{}  ", cause.id);
    page.paragraph(&label, &cause.title, Paint::Heading)?;
    for (fact, text) in facts(cause, lang) {
        page.labelled("    ", fact.label(lang), &text, Paint::Plain)?;
    }
    Ok(())
}
