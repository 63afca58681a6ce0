//! The comparison for a person at a terminal.

use std::io::{self, Write};

use super::{Caveat, Change, Comparison, Entry, Standing, shown_rate, span};
use crate::report::inert::line;
use crate::report::text::page::{Page, Paint};
use crate::report::{Lang, Style};

/// Entries of one change shown before the rest is counted.
const SHOWN: usize = 20;
/// Where everything is listed.
const JSON: &str = "--format json";

pub(super) fn write(comparison: &Comparison, out: &mut dyn Write, style: &Style) -> io::Result<()> {
    let mut page = Page::new(out, style);
    let lang = style.lang;
    page.paragraph("", &title(comparison, lang), Paint::Heading)?;
    page.paragraph("", &summary(comparison, lang), paint(comparison))?;
    for caveat in &comparison.caveats {
        page.paragraph("  ! ", &worded(caveat, comparison, lang), Paint::Caution)?;
    }
    for change in Change::ALL {
        let all: Vec<&Entry> =
            comparison.entries.iter().filter(|entry| entry.change == change).collect();
        if all.is_empty() {
            continue;
        }
        page.heading(&heading(change, all.len(), lang))?;
        // What a group stands for is not told again.
        let told: Vec<_> = all.iter().filter(|entry| !entry.is_of_group()).collect();
        for entry in told.iter().take(SHOWN) {
            write_entry(&mut page, entry, comparison)?;
        }
        let more = all.len() - told.len().min(SHOWN);
        if more > 0 {
            let values = [("what", &*lang.count(more, "more finding")), ("flag", JSON)];
            page.paragraph("... ", &lang.say("text.and-more", &values), Paint::Plain)?;
        }
    }
    Ok(())
}

fn write_entry(page: &mut Page<'_>, entry: &Entry, comparison: &Comparison) -> io::Result<()> {
    let lang = page.style.lang;
    let gravest = entry.after.as_ref().or(entry.before.as_ref());
    let paint = match (entry.change, gravest) {
        (Change::New | Change::Worse, Some(standing)) => Paint::of(standing.level),
        (Change::Better | Change::Gone, _) => Paint::Good,
        _ => Paint::Plain,
    };
    page.paragraph("", &headline(entry, lang), paint)?;
    let sides =
        [(lang.text("compare.before"), &entry.before), (lang.text("compare.after"), &entry.after)];
    for (label, standing) in sides {
        if let Some(standing) = standing {
            let label = format!("    {label:<8}");
            page.paragraph(&label, &worded_standing(standing, lang), Paint::Plain)?;
        }
    }
    if let Some(why) = incomparable(entry, comparison, lang) {
        page.paragraph("    ", &why, Paint::Caution)?;
    }
    Ok(())
}

impl Entry {
    /// Whether all of it is within groups that are told of themselves.
    pub(super) fn is_of_group(&self) -> bool {
        let is_member = |one: &Standing| one.members == one.findings;
        [&self.before, &self.after].into_iter().flatten().all(is_member)
    }
}

/// What it is about: the title of the later side.
pub(super) fn headline(entry: &Entry, lang: Lang) -> String {
    let standing = entry.after.as_ref().or(entry.before.as_ref());
    let title = standing.map_or("", |standing| standing.title.as_str());
    format!("{}{}{title}", entry.rule, lang.text("text.colon"))
}

pub(super) fn title(comparison: &Comparison, lang: Lang) -> String {
    let [before, after] = &comparison.names;
    lang.say("compare.title", &[("a", &line(before)), ("b", &line(after))])
}

pub(super) fn summary(comparison: &Comparison, lang: Lang) -> String {
    if comparison.entries.is_empty() {
        return lang.text("compare.nothing").to_owned();
    }
    let count = |change| lang.number(comparison.count(change) as u64);
    let values = [
        ("new", &*count(Change::New)),
        ("worse", &count(Change::Worse)),
        ("better", &count(Change::Better)),
        ("gone", &count(Change::Gone)),
        ("same", &count(Change::Same)),
        ("incomparable", &count(Change::Incomparable)),
    ];
    lang.say("compare.worse", &values)
}

fn paint(comparison: &Comparison) -> Paint {
    if comparison.is_worse() { Paint::Grave } else { Paint::Good }
}

pub(super) fn heading(change: Change, count: usize, lang: Lang) -> String {
    let count = lang.number(count as u64);
    let values = [("count", &*count)];
    match change {
        Change::New => lang.say("compare.new-heading", &values),
        Change::Worse => lang.say("compare.worse-heading", &values),
        Change::Incomparable => lang.say("compare.incomparable-heading", &values),
        Change::Better => lang.say("compare.better-heading", &values),
        Change::Gone => lang.say("compare.gone-heading", &values),
        Change::Same => lang.say("compare.same-heading", &values),
    }
}

pub(super) fn worded_standing(standing: &Standing, lang: Lang) -> String {
    let records = lang.count(usize::try_from(standing.count).unwrap_or(usize::MAX), "record");
    let values = [
        ("level", &*lang.word("level", standing.level.name())),
        ("state", &lang.word("state", standing.state.name())),
        ("findings", &lang.count(standing.findings, "finding")),
        ("count", &records),
        ("missed", &standing.missed.unwrap_or(0).to_string()),
        ("silent", &span(standing.duration, lang)),
        ("covered", &span(standing.covered, lang)),
        ("rate", &shown_rate(standing.rate(), lang)),
    ];
    match standing.missed {
        Some(_) => lang.say("compare.side-missed", &values),
        None => lang.say("compare.side", &values),
    }
}

/// Why the two sides cannot be compared on this.
pub(super) fn incomparable(entry: &Entry, comparison: &Comparison, lang: Lang) -> Option<String> {
    if entry.change != Change::Incomparable {
        return None;
    }
    let [before, after] = &comparison.names;
    let side = if entry.before.is_none() { before } else { after };
    Some(lang.say("compare.no-source", &[("side", side), ("rule", &entry.rule)]))
}

pub(super) fn worded(caveat: &Caveat, comparison: &Comparison, lang: Lang) -> String {
    let [before, after] = &comparison.names;
    let side = |is_first: &bool| if *is_first { before.as_str() } else { after.as_str() };
    match caveat {
        Caveat::Length(one, other) => {
            let (one, other) = (span(*one, lang), span(*other, lang));
            let values = [("a", &**before), ("b", after), ("a-length", &one), ("b-length", &other)];
            lang.say("compare.length", &values)
        }
        Caveat::OnlyOn(what, is_first) => {
            lang.say("compare.only", &[("what", what), ("side", side(is_first))])
        }
        Caveat::Rules => lang.text("compare.rules-differ").to_owned(),
        Caveat::NotJudged(rule, because, is_first) => {
            let because = lang.sentence(because);
            let values = [("rule", &**rule), ("side", side(is_first)), ("because", &because)];
            lang.say("compare.not-judged", &values)
        }
        Caveat::Partial(is_first) => lang.say("compare.partial", &[("side", side(is_first))]),
    }
}
