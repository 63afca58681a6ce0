//! The comparison for a ticket.

use std::io::{self, Write};

use super::text::{heading, headline, incomparable, summary, title, worded, worded_standing};
use super::{Change, Comparison, Entry};
use crate::report::Style;
use crate::report::inert::markdown;

/// Entries of one change shown before the rest is counted.
const SHOWN: usize = 50;

pub(super) fn write(comparison: &Comparison, out: &mut dyn Write, style: &Style) -> io::Result<()> {
    let lang = style.lang;
    writeln!(out, "# mbxtrace: {}\n", markdown(&title(comparison, lang)))?;
    writeln!(out, "{}", markdown(&summary(comparison, lang)))?;
    if !comparison.caveats.is_empty() {
        writeln!(out, "\n**{}**\n", lang.text("compare.unfair"))?;
    }
    for caveat in &comparison.caveats {
        writeln!(out, "* {}", markdown(&worded(caveat, comparison, lang)))?;
    }
    for change in Change::ALL {
        let all: Vec<&Entry> =
            comparison.entries.iter().filter(|entry| entry.change == change).collect();
        if all.is_empty() {
            continue;
        }
        writeln!(out, "\n## {}\n", heading(change, all.len(), lang))?;
        let told: Vec<_> = all.iter().filter(|entry| !entry.is_of_group()).collect();
        for entry in told.iter().take(SHOWN) {
            writeln!(out, "* {}", markdown(&headline(entry, lang)))?;
            let before = (lang.text("compare.before"), &entry.before);
            for (label, standing) in [before, (lang.text("compare.after"), &entry.after)] {
                if let Some(standing) = standing {
                    let text = format!("{label}{}", lang.text("text.colon"));
                    let standing = markdown(&worded_standing(standing, lang));
                    writeln!(out, "    * {text}{standing}")?;
                }
            }
            if let Some(why) = incomparable(entry, comparison, lang) {
                writeln!(out, "    * {}", markdown(&why))?;
            }
        }
        let more = all.len() - told.len().min(SHOWN);
        if more > 0 {
            let more = lang.count(more, "more finding");
            let values = [("what", &*more), ("flag", "`--format json`")];
            writeln!(out, "* … {}", lang.say("text.and-more", &values))?;
        }
    }
    Ok(())
}
