//! Causes in reports for people: which one leads the verdict, whose side it is, and the section that
//! says what speaks for and against each. Raw text but in [`markdown`] and [`html`], which are whole
//! sections of theirs.

use std::collections::BTreeMap;
use std::io::{self, Write};

use mbxtrace_rules::{Cause, Certainty, Finding, Severity, Side};

use super::Lang;
use super::inert;
use super::wording::{count, grounds};
use super::{Analysis, verdict};

/// Causes shown before the rest is counted.
pub(super) const SHOWN: usize = 5;
/// Causes named in the verdict beside the one that leads.
const NAMED: usize = 2;

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
pub(super) fn whose(side: Side) -> &'static str {
    match side {
        Side::Cuc => "Unity Connection",
        Side::Exchange => "Exchange",
        Side::Network => "the network between Unity Connection and Exchange",
        Side::Client => "the e-mail client (Contact Center Express)",
        Side::Nobody => "nobody: no fault, or one that heals by itself",
    }
}

/// `the network …; server exch01 (medium confidence)`.
fn sure(cause: &Cause) -> String {
    let (whose, certainty) = (whose(cause.side), cause.certainty.name());
    format!("{whose} ({certainty} confidence; {})", cause.scope)
}

/// What a verdict says of the cause that leads it: labels and sentences.
pub(super) fn points(cause: &Cause) -> Vec<(&'static str, String)> {
    let mut points = vec![("Whose side", sure(cause)), ("For it", cause.reasons.join("; "))];
    if !cause.objections.is_empty() {
        points.push(("Against it", cause.objections.join("; ")));
    }
    if let Some(remedy) = cause.remedies.first() {
        points.push(("Next", format!("{}{}", remedy.text, grounds(remedy, Lang::En))));
    }
    if cause.certainty < Certainty::High {
        points.push(("To decide", cause.next_evidence.clone()));
    }
    points
}

/// Causes beside the one that leads, a line each: `Or` those that would explain the same, `Also` the
/// others.
pub(super) fn others(analysis: &Analysis, lead: Option<&Cause>) -> Vec<(&'static str, String)> {
    let others: Vec<_> =
        analysis.causes.iter().filter(|cause| lead.is_none_or(|lead| *cause != lead)).collect();
    let label = |cause: &Cause| match lead {
        None => "Cause",
        Some(lead) if lead.findings.iter().any(|id| cause.findings.contains(id)) => "Or",
        Some(_) => "Also",
    };
    let line = |cause: &&Cause| {
        let (id, certainty) = (&cause.id, cause.certainty.name());
        (label(cause), format!("{id}, {certainty} confidence: {}", cause.title))
    };
    let mut lines: Vec<_> = others.iter().take(NAMED).map(line).collect();
    if let Some(more) = others.len().checked_sub(NAMED).filter(|more| *more > 0) {
        lines.push(("Also", format!("{} below", count(more, "more cause"))));
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
pub(super) fn undecided(analysis: &Analysis) -> Option<String> {
    let rows: Vec<_> = analysis.not_judged.iter().filter(|row| is_cause(&row.rule)).collect();
    let first = rows.first()?;
    let ids: Vec<_> = rows.iter().map(|row| row.rule.as_str()).collect();
    let ids = match ids.as_slice() {
        [one] => (*one).to_owned(),
        [all @ .., last] => format!("{} and {last}", all.join(", ")),
        [] => return None,
    };
    let each = if rows.len() > 1 { "each may be it; to judge the first," } else { "it may be it;" };
    Some(format!("{ids} not judged: {each} collect: {}", first.collect))
}

/// Titles of the findings by id.
pub(super) fn titles(analysis: &Analysis) -> BTreeMap<&str, &str> {
    analysis.findings.iter().map(|one| (one.id.as_str(), one.title.as_str())).collect()
}

/// Labels and sentences of one cause in its section.
pub(super) fn facts(cause: &Cause, titles: &BTreeMap<&str, &str>) -> Vec<(&'static str, String)> {
    let explains: Vec<_> = cause.findings.iter().filter_map(|id| titles.get(id.as_str())).collect();
    let shown: Vec<_> = explains.iter().take(3).map(|title| (**title).to_owned()).collect();
    let more = explains.len().saturating_sub(shown.len());
    let more =
        if more > 0 { format!("; and {}", count(more, "more finding")) } else { String::new() };
    let mut facts = vec![("Side", sure(cause)), ("Explains", shown.join("; ") + &more)];
    facts.extend(cause.reasons.iter().map(|one| ("For", one.clone())));
    facts.extend(cause.objections.iter().map(|one| ("Against", one.clone())));
    facts.extend(cause.missing.iter().map(|one| ("Not known", one.clone())));
    facts.push(("To decide", cause.next_evidence.clone()));
    facts.extend(
        cause.remedies.iter().map(|one| ("Do", format!("{}{}", one.text, grounds(one, Lang::En)))),
    );
    facts
}

/// The section of Markdown.
pub(super) fn markdown(analysis: &Analysis, out: &mut dyn Write) -> io::Result<()> {
    if analysis.causes.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n## Causes ({})", analysis.causes.len())?;
    let titles = titles(analysis);
    for cause in analysis.causes.iter().take(SHOWN) {
        let (id, title) = (inert::markdown(&cause.id), inert::markdown(&cause.title));
        writeln!(out, "\n### {id}, {} confidence: {title}\n", cause.certainty.name())?;
        for (label, text) in facts(cause, &titles) {
            writeln!(out, "* {label}: {}", inert::markdown(&text))?;
        }
    }
    if let Some(more) = analysis.causes.len().checked_sub(SHOWN).filter(|more| *more > 0) {
        writeln!(out, "\n… and {}, listed under `--format json`", count(more, "more cause"))?;
    }
    Ok(())
}

/// The section of HTML.
pub(super) fn html(analysis: &Analysis, out: &mut dyn Write) -> io::Result<()> {
    if analysis.causes.is_empty() {
        return Ok(());
    }
    writeln!(out, "<section id=\"causes\"><h2>Causes ({})</h2>", analysis.causes.len())?;
    let titles = titles(analysis);
    for (index, cause) in analysis.causes.iter().enumerate() {
        let open = if index == 0 { " open" } else { "" };
        let (id, title) = (inert::html(&cause.id), inert::html(&cause.title));
        let certainty = cause.certainty.name();
        writeln!(
            out,
            "<details{open} class=\"cause\"><summary><b>{id}</b> ({certainty} confidence) {title}\
             </summary><dl>"
        )?;
        for (label, text) in facts(cause, &titles) {
            writeln!(out, "<dt>{label}</dt><dd>{}</dd>", inert::html(&text))?;
        }
        writeln!(out, "</dl></details>")?;
    }
    writeln!(out, "</section>")
}
