//! The report for a person at a terminal: the verdict, the causes, the findings, what was not judged, what was
//! read. Nothing is cut but the text of log lines; what is folded says how much and where it is.

pub(super) mod causes;
mod coverage;
mod covered;
pub(super) mod page;

use std::collections::BTreeMap;
use std::io::{self, Write};

use mbxtrace_rules::{Finding, NotJudged};

use self::page::{Page, Paint};
use crate::report::gaps::gaps;
use crate::report::wording::remedies;
use crate::report::wording::{details, grounds, members, period, place, subject, ungrouped};
use crate::report::{Analysis, Style, verdict};

/// Findings of one rule shown before the rest is counted.
const FINDINGS_A_RULE: usize = 10;
/// Reasons to collect one thing shown before the rest is counted.
const REASONS: usize = 5;
/// Least width of the labels of the verdict.
const LABEL: usize = 10;
/// Evidence lines shown of a finding.
const EVIDENCE: usize = 2;
/// Values of a list shown.
const VALUES: usize = 5;
/// Where everything is listed.
const JSON: &str = "--format json";

/// Writes the report.
pub(super) fn write(analysis: &Analysis, out: &mut dyn Write, style: &Style) -> io::Result<()> {
    let mut page = Page::new(out, style);
    write_verdict(&mut page, analysis)?;
    causes::write(&mut page, analysis)?;
    write_findings(&mut page, analysis)?;
    write_not_judged(&mut page, &analysis.not_judged)?;
    coverage::write(&mut page, analysis)
}

fn write_verdict(page: &mut Page<'_>, analysis: &Analysis) -> io::Result<()> {
    let verdict = verdict::of(analysis, page.style.zone, page.style.lang);
    let paint = match verdict.level {
        Some(level) => Paint::of(level),
        None if verdict.is_clean => Paint::Good,
        None => Paint::Caution,
    };
    page.paragraph("", &verdict.headline, paint)?;
    if let Some(caution) = &verdict.caution {
        page.paragraph("  ! ", caution, Paint::Caution)?;
    }
    let lang = page.style.lang;
    let labels = verdict.points.iter().map(|(point, _)| point.label(lang).chars().count());
    let width = labels.max().unwrap_or(0).max(LABEL) + 2;
    for (point, text) in &verdict.points {
        page.paragraph(&format!("  {:<width$}", point.label(lang)), text, Paint::Plain)?;
    }
    Ok(())
}

fn write_findings(page: &mut Page<'_>, analysis: &Analysis) -> io::Result<()> {
    let findings = ungrouped(analysis);
    if findings.is_empty() {
        return Ok(());
    }
    let (lang, count) = (page.style.lang, findings.len().to_string());
    page.heading(&lang.say("label.findings", &[("count", &count)]))?;
    let mut shown: BTreeMap<&str, usize> = BTreeMap::new();
    for (index, finding) in findings.into_iter().enumerate() {
        let shown = shown.entry(&finding.rule).or_default();
        *shown += 1;
        if *shown <= FINDINGS_A_RULE {
            if index > 0 {
                page.blank()?;
            }
            write_finding(page, finding, analysis)?;
        }
    }
    for (rule, found) in shown.into_iter().filter(|(_, found)| *found > FINDINGS_A_RULE) {
        let more = found - FINDINGS_A_RULE;
        let more = lang.count(more, "more finding");
        let values = [("what", &*more), ("rule", rule), ("flag", JSON)];
        let text = lang.say("text.and-more-of", &values);
        page.paragraph("... ", &text, Paint::Plain)?;
    }
    Ok(())
}

/// Writes the causes as the report does.
pub(super) fn write_causes(
    analysis: &Analysis,
    out: &mut dyn Write,
    style: &Style,
) -> io::Result<()> {
    causes::write(&mut Page::new(out, style), analysis)
}

/// Writes one finding.
pub(super) fn write_finding(
    page: &mut Page<'_>,
    finding: &Finding,
    analysis: &Analysis,
) -> io::Result<()> {
    let lang = page.style.lang;
    let level = lang.word("level", finding.level.name());
    page.paragraph(&format!("{level:<9}"), &finding.title, Paint::of(finding.level))?;
    page.paragraph("    ", &period(finding, analysis, page.style.zone, lang), Paint::Plain)?;
    let count = lang.say("text.count", &[("count", &finding.count.to_string())]);
    let facts = [subject(finding, &[], lang), count, details(finding, VALUES, lang)];
    let facts: Vec<_> = facts.into_iter().filter(|fact| !fact.is_empty()).collect();
    page.paragraph(
        "    ",
        &format!(
            "{}{}{}",
            finding.rule,
            lang.text("text.colon"),
            facts.join(lang.text("text.semicolon"))
        ),
        Paint::Plain,
    )?;
    if !finding.members.is_empty() {
        let values = [("what", &*members(finding, analysis, lang)), ("flag", JSON)];
        let text = lang.say("text.listed", &values);
        page.paragraph("    ", &text, Paint::Plain)?;
    }
    for evidence in finding.evidence.iter().take(EVIDENCE) {
        page.evidence(&place(evidence), &evidence.text)?;
    }
    if let Some(remedy) = remedies(finding, analysis).into_iter().next() {
        let text = format!("{}{}", remedy.text, grounds(remedy, lang));
        let label = format!("    {}{}", lang.text("remedy.do"), lang.text("text.colon"));
        page.paragraph(&label, &text, Paint::Plain)?;
    }
    Ok(())
}

/// An entry for each thing to collect, and what it would decide.
fn write_not_judged(page: &mut Page<'_>, not_judged: &[NotJudged]) -> io::Result<()> {
    if not_judged.is_empty() {
        return Ok(());
    }
    let lang = page.style.lang;
    page.heading(lang.text("verdict.not-judged"))?;
    for gap in gaps(not_judged) {
        for (because, rules) in gap.reasons.iter().take(REASONS) {
            let rules = format!("{}{}", rules.join(", "), lang.text("text.colon"));
            page.paragraph("", &format!("{rules}{because}"), Paint::Plain)?;
        }
        if let Some(more) = gap.reasons.len().checked_sub(REASONS).filter(|more| *more > 0) {
            let values = [("what", &*lang.count(more, "more reason")), ("flag", JSON)];
            page.paragraph("", &lang.say("text.and-more", &values), Paint::Plain)?;
        }
        if !gap.collect.is_empty() {
            page.labelled("    ", lang.text("label.collect"), gap.collect, Paint::Plain)?;
        }
    }
    Ok(())
}
