//! Causes in reports for people: which one leads the verdict, whose side it is, and what speaks for and
//! against each. Raw text but in [`markdown`] and [`html`], which are whole sections of theirs.

use std::collections::BTreeMap;
use std::io::{self, Write};

use mbxtrace_rules::{Cause, Certainty, Finding, Remedy, Severity, Side};

use super::verdict::Point;
use super::wording::grounds;
use super::{Analysis, Lang, inert, verdict};

/// Causes shown before the rest is counted.
pub(super) const SHOWN: usize = 5;
/// Causes named in the verdict beside the one that leads.
const NAMED: usize = 2;
/// Findings that a cause explains, linked before the rest is counted.
const EXPLAINED: usize = 12;

/// The cause that leads the verdict, and the gravest finding it explains: the first one, unless
/// something speaks against it, or something graver than all it explains has no cause.
pub(super) fn lead<'a>(
    analysis: &'a Analysis,
    findings: &[&'a Finding],
) -> Option<(&'a Cause, &'a Finding)> {
    let gravest = verdict::lead(findings)?;
    let cause = analysis.causes.first().filter(|cause| cause.certainty > Certainty::Low)?;
    let explained: Vec<_> =
        findings.iter().filter(|one| cause.findings.contains(&one.id)).copied().collect();
    let finding = verdict::lead(&explained)?;
    let leads = finding.level > Severity::Low && finding.level >= gravest.level;
    leads.then_some((cause, finding))
}

/// Whose side, in words.
pub fn whose(side: Side, lang: Lang) -> &'static str {
    lang.text(match side {
        Side::Cuc => "cause.whose-cuc",
        Side::Exchange => "cause.whose-exchange",
        Side::Network => "cause.whose-network",
        Side::Client => "cause.whose-client",
        Side::Nobody => "cause.whose-nobody",
    })
}

/// `the network …  (medium confidence; server exch01)`.
fn sure(cause: &Cause, lang: Lang) -> String {
    let certainty = lang.word("confidence", cause.certainty.name());
    let values =
        [("whose", whose(cause.side, lang)), ("confidence", &certainty), ("scope", &cause.scope)];
    lang.say("cause.sure", &values)
}

/// What is said, in the order shown.
type Points = Vec<(Point, String)>;

/// What a verdict says of the cause that leads it: what comes before the evidence, and what after.
pub(super) fn points(cause: &Cause, analysis: &Analysis, lang: Lang) -> (Points, Points) {
    let titles: Vec<&str> = analysis.findings.iter().map(|one| one.title.as_str()).collect();
    let clauses = |said: &[String]| {
        let clauses: Vec<_> = said.iter().map(|one| clause(one, &titles)).collect();
        clauses.join(lang.text("text.semicolon"))
    };
    let mut first = vec![(Point::Side, sure(cause, lang))];
    if let Some(remedy) = cause.remedies.first() {
        first.push((Point::Next, format!("{}{}", remedy.text, grounds(remedy, lang))));
    }
    let mut then = vec![(Point::For, clauses(&cause.reasons))];
    if !cause.objections.is_empty() {
        then.push((Point::Against, clauses(&cause.objections)));
    }
    if cause.certainty < Certainty::High {
        then.push((Point::Decide, cause.next_evidence.clone()));
    }
    (first, then)
}

/// What a sentence says without the findings it names behind: these stand in the section of causes.
fn clause<'a>(said: &'a str, titles: &[&str]) -> &'a str {
    let named = said.match_indices(" (").find(|(at, open)| {
        let behind = said.get(at + open.len()..).unwrap_or_default();
        titles.iter().any(|title| !title.is_empty() && behind.starts_with(title))
    });
    named.and_then(|(at, _)| said.get(..at)).unwrap_or(said)
}

/// What a line of the verdict says of a cause.
fn named(cause: &Cause, lang: Lang) -> String {
    let certainty = lang.word("confidence", cause.certainty.name());
    let values = [("id", &*cause.id), ("confidence", &certainty), ("title", &cause.title)];
    lang.say("cause.named", &values)
}

/// `3 more causes below`.
fn below(more: usize, lang: Lang) -> String {
    lang.say("cause.below", &[("more", &lang.count(more, "more cause"))])
}

/// Where a line of the verdict that is about causes leads to in a page: the cause it names, or all.
pub(super) fn anchor_of(analysis: &Analysis, line: &str, lang: Lang) -> Option<String> {
    let place = analysis.causes.iter().position(|cause| named(cause, lang) == line);
    let counted = || (1..=analysis.causes.len()).any(|more| below(more, lang) == line);
    place.map(anchor).or_else(|| counted().then(|| "causes".to_owned()))
}

/// The anchor of the cause at that place. It stands inside what is folded, so that it unfolds.
fn anchor(place: usize) -> String {
    format!("cause-{}", place + 1)
}

/// Causes beside the one that leads, a line each: those that would explain the same, then others.
pub(super) fn others(
    analysis: &Analysis,
    lead: Option<&Cause>,
    lang: Lang,
) -> Vec<(Point, String)> {
    let others: Vec<_> =
        analysis.causes.iter().filter(|cause| lead.is_none_or(|lead| *cause != lead)).collect();
    let point = |cause: &Cause| match lead {
        None => Point::Cause,
        Some(lead) if lead.findings.iter().any(|id| cause.findings.contains(id)) => Point::Or,
        Some(_) => Point::Also,
    };
    let line = |cause: &&Cause| (point(cause), named(cause, lang));
    let mut lines: Vec<_> = others.iter().take(NAMED).map(line).collect();
    if let Some(more) = others.len().checked_sub(NAMED).filter(|more| *more > 0) {
        lines.push((Point::Also, below(more, lang)));
    }
    lines
}

/// Whether a finding is explained by a cause that the verdict names.
pub(super) fn is_told(analysis: &Analysis, finding: &Finding) -> bool {
    let named = analysis.causes.iter().take(NAMED + 1);
    named.into_iter().any(|cause| cause.findings.contains(&finding.id))
}

/// Whether a row of what was not judged is about a cause.
pub(super) fn is_cause(rule: &str) -> bool {
    rule.starts_with("RC-")
}

/// Causes that may be it but were not judged, and what decides between them.
pub(super) fn undecided(analysis: &Analysis, lang: Lang) -> Option<String> {
    let rows: Vec<_> = analysis.not_judged.iter().filter(|row| is_cause(&row.rule)).collect();
    let first = rows.first()?;
    let ids: Vec<_> = rows.iter().map(|row| row.rule.as_str()).collect();
    let ids = match ids.as_slice() {
        [all @ .., last] if !all.is_empty() => {
            [&*all.join(", "), last].join(lang.text("verdict.and"))
        }
        one => one.concat(),
    };
    let key = if rows.len() > 1 { "cause.undecided" } else { "cause.undecided-one" };
    Some(lang.say(key, &[("ids", &ids), ("collect", &first.collect)]))
}

/// What is said of a cause in its section.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fact {
    Side,
    For,
    Against,
    Missing,
    Decide,
    Do,
}

impl Fact {
    pub(super) fn label(self, lang: Lang) -> &'static str {
        lang.text(match self {
            Self::Side => "cause.side",
            Self::For => "cause.for",
            Self::Against => "cause.against",
            Self::Missing => "cause.missing",
            Self::Decide => "cause.decide",
            Self::Do => "remedy.do",
        })
    }

    /// Whether it is the text of a file, in which back-quotes mark commands.
    fn is_advice(self) -> bool {
        matches!(self, Self::Decide | Self::Do)
    }
}

/// What is said of one cause, in order. The findings it explains are named by what speaks for it.
pub(super) fn facts(cause: &Cause, lang: Lang) -> Vec<(Fact, String)> {
    let mut facts = vec![(Fact::Side, sure(cause, lang))];
    facts.extend(cause.reasons.iter().map(|one| (Fact::For, one.clone())));
    facts.extend(cause.objections.iter().map(|one| (Fact::Against, one.clone())));
    facts.extend(cause.missing.iter().map(|one| (Fact::Missing, one.clone())));
    facts.push((Fact::Decide, cause.next_evidence.clone()));
    let advice = |one: &Remedy| (Fact::Do, format!("{}{}", one.text, grounds(one, lang)));
    facts.extend(cause.remedies.iter().map(advice));
    facts
}

/// The section of Markdown.
pub(super) fn markdown(analysis: &Analysis, out: &mut dyn Write, lang: Lang) -> io::Result<()> {
    if analysis.causes.is_empty() {
        return Ok(());
    }
    let count = lang.number(analysis.causes.len() as u64);
    writeln!(out, "\n## {}", lang.say("cause.heading", &[("count", &count)]))?;
    for cause in analysis.causes.iter().take(SHOWN) {
        let (id, title) = (inert::markdown(&cause.id), inert::markdown(&cause.title));
        let certainty = lang.word("confidence", cause.certainty.name());
        let values = [("id", &*id), ("confidence", &certainty), ("title", &title)];
        writeln!(out, "\n### {}\n", lang.say("cause.named", &values))?;
        let colon = lang.text("text.colon");
        for (fact, text) in facts(cause, lang) {
            writeln!(out, "* {}{colon}{}", fact.label(lang), inert::markdown(&text))?;
        }
    }
    if let Some(more) = analysis.causes.len().checked_sub(SHOWN).filter(|more| *more > 0) {
        let values = [("what", &*lang.count(more, "more cause")), ("flag", "`--format json`")];
        writeln!(out, "\n… {}", lang.say("text.and-more", &values))?;
    }
    Ok(())
}

/// The section of HTML: each cause with links to the findings it explains.
pub(super) fn html(analysis: &Analysis, out: &mut dyn Write, lang: Lang) -> io::Result<()> {
    if analysis.causes.is_empty() {
        return Ok(());
    }
    let count = lang.number(analysis.causes.len() as u64);
    let heading = lang.say("cause.heading", &[("count", &count)]);
    writeln!(out, "<section id=\"causes\"><h2>{heading}</h2>")?;
    let titles: BTreeMap<&str, &str> =
        analysis.findings.iter().map(|one| (one.id.as_str(), one.title.as_str())).collect();
    for (index, cause) in analysis.causes.iter().enumerate() {
        let open = if index == 0 { " open" } else { "" };
        let certainty = lang.word("confidence", cause.certainty.name());
        let certainty = lang.say("cause.confidence", &[("confidence", &certainty)]);
        writeln!(
            out,
            "<details{open} class=\"cause\"><summary><b>{}</b> {} <small>{certainty}</small>\
             </summary><dl id=\"{}\">",
            inert::html(&cause.id),
            inert::html(&cause.title),
            anchor(index),
        )?;
        let mut before = None;
        for (fact, text) in facts(cause, lang) {
            let text =
                if fact.is_advice() { inert::html_advice(&text) } else { inert::html(&text) };
            // Of several of a kind only the first has its label.
            if before != Some(fact) {
                writeln!(out, "<dt>{}</dt>", fact.label(lang))?;
            }
            before = Some(fact);
            writeln!(out, "<dd>{text}</dd>")?;
        }
        write_explained(cause, &titles, out, lang)?;
        writeln!(out, "</dl></details>")?;
    }
    writeln!(out, "</section>")
}

fn write_explained(
    cause: &Cause,
    titles: &BTreeMap<&str, &str>,
    out: &mut dyn Write,
    lang: Lang,
) -> io::Result<()> {
    let known = cause.findings.iter().filter_map(|id| Some((id, titles.get(id.as_str())?)));
    let known: Vec<_> = known.collect();
    writeln!(out, "<dt>{}</dt>", lang.text("cause.explains"))?;
    for (id, title) in known.iter().take(EXPLAINED) {
        writeln!(out, "<dd><a href=\"#f-{}\">{}</a></dd>", inert::html(id), inert::html(title))?;
    }
    if let Some(more) = known.len().checked_sub(EXPLAINED).filter(|more| *more > 0) {
        let values = [("what", &*lang.count(more, "more finding"))];
        writeln!(out, "<dd>{}</dd>", lang.say("text.and", &values))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::clause;

    #[test]
    fn clauses_stand_without_the_findings_they_name() {
        let titles = ["12 failed exchanges", "a stop"];
        let said = "a server answered 503 (it was reached) (12 failed exchanges; a stop)";
        assert_eq!(clause(said, &titles), "a server answered 503 (it was reached)");
        assert_eq!(
            clause("the text names PRX (nothing known)", &titles),
            "the text names PRX (nothing known)"
        );
        assert_eq!(clause("x", &[""]), "x");
    }
}
