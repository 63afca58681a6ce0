//! Markdown for a ticket: the verdict, the findings, what was not judged, what was read. Log text
//! stands in code spans, where nothing is mark-up, link or mention.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io::{self, Write};

use mbxtrace_parsers::Format;
use mbxtrace_rules::{Finding, LedgerEntry, SlotState};

use crate::report::inert::{clipped, code, markdown};
use crate::report::wording::{
    count, detail_pairs, grounds, members, number, period, place, remedies, subject, ungrouped,
};
use crate::report::{Analysis, Style, causes, verdict};

/// Findings of one rule shown before the rest is counted.
const FINDINGS_A_RULE: usize = 10;
/// Values of a list shown.
const VALUES: usize = 10;
/// Characters shown of a log line.
const TEXT: usize = 300;
/// Sources shown before the rest is counted.
const SOURCES: usize = 100;

/// Writes the report.
pub(super) fn write(analysis: &Analysis, out: &mut dyn Write, style: &Style) -> io::Result<()> {
    let verdict = verdict::of(analysis, style.zone);
    writeln!(out, "# mbxtrace: {}\n", markdown(&verdict.headline))?;
    if let Some(caution) = &verdict.caution {
        writeln!(out, "**Caution:** {}\n", markdown(caution))?;
    }
    for (label, text) in &verdict.points {
        writeln!(out, "* **{label}:** {}", markdown(text))?;
    }
    causes::markdown(analysis, out)?;
    write_findings(analysis, out, style)?;
    write_ledger(analysis, out)?;
    write_not_judged(analysis, out)?;
    write_coverage(analysis, out, style)?;
    write_sources(analysis, out, style)
}

fn write_findings(analysis: &Analysis, out: &mut dyn Write, style: &Style) -> io::Result<()> {
    let findings = ungrouped(analysis);
    if findings.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n## Findings ({})", findings.len())?;
    let mut shown: BTreeMap<&str, usize> = BTreeMap::new();
    for finding in findings {
        let shown = shown.entry(&finding.rule).or_default();
        *shown += 1;
        if *shown <= FINDINGS_A_RULE {
            write_finding(finding, analysis, out, style)?;
        }
    }
    for (rule, found) in shown.into_iter().filter(|(_, found)| *found > FINDINGS_A_RULE) {
        let more = count(found - FINDINGS_A_RULE, "more finding");
        writeln!(out, "\n… and {more} of {}, listed under `--format json`", markdown(rule))?;
    }
    Ok(())
}

fn write_finding(
    finding: &Finding,
    analysis: &Analysis,
    out: &mut dyn Write,
    style: &Style,
) -> io::Result<()> {
    writeln!(out, "\n### {}: {}\n", finding.level.name(), markdown(&finding.title))?;
    writeln!(out, "* Rule: {}", markdown(&finding.rule))?;
    writeln!(out, "* When: {}", markdown(&period(finding, analysis, style.zone)))?;
    writeln!(out, "* Subject: {}", markdown(&subject(finding, &[])))?;
    writeln!(out, "* Count: {}", number(finding.count))?;
    if !finding.details.is_empty() {
        let pairs = detail_pairs(finding, VALUES).into_iter();
        let pairs = pairs.map(|(name, value)| format!("{} {}", markdown(&name), whole(&value)));
        writeln!(out, "* Details: {}", pairs.collect::<Vec<_>>().join("; "))?;
    }
    if !finding.members.is_empty() {
        let members = members(finding, analysis);
        writeln!(out, "* Members: {}, listed under `--format json`", markdown(&members))?;
    }
    for evidence in finding.evidence.iter().take(2) {
        let text = clipped(&evidence.text, TEXT);
        writeln!(out, "* Evidence: {}: {}", code(&place(evidence)), code(&text))?;
    }
    for remedy in remedies(finding, analysis) {
        writeln!(out, "* Do: {}{}", markdown(&remedy.text), markdown(&grounds(remedy)))?;
    }
    Ok(())
}

/// A value in one piece: as it is, or as code if any of it could be mark-up.
fn whole(value: &str) -> String {
    let shown = markdown(value);
    if shown == value { shown } else { code(value) }
}

/// One line a server of each ledger, those with the most missed slots first.
fn write_ledger(analysis: &Analysis, out: &mut dyn Write) -> io::Result<()> {
    for ledger in &analysis.ledgers {
        writeln!(out, "\n## Keep-alive ledger: {}\n", markdown(&ledger.rule))?;
        let mut servers: BTreeMap<(&str, &str), Vec<&LedgerEntry>> = BTreeMap::new();
        for entry in &ledger.entries {
            servers.entry((&entry.server, &entry.node)).or_default().push(entry);
        }
        let sum = |entries: &[&LedgerEntry], of: fn(&LedgerEntry) -> u64| {
            number(entries.iter().map(|entry| of(entry)).sum())
        };
        let mut lines: Vec<_> = servers.into_iter().collect();
        lines.sort_by_key(|(_, all)| Reverse(all.iter().map(|one| one.missed()).sum::<u64>()));
        for ((server, node), entries) in lines.iter().take(SOURCES) {
            let silent = entries.iter().filter(|entry| entry.missed() > 0).count();
            let place = [*server, *node].map(|name| if name.is_empty() { "unknown" } else { name });
            let missed = match silent {
                0 => "none missed a slot".to_owned(),
                _ => {
                    let missed = sum(entries, LedgerEntry::missed);
                    format!("{} of them missed {missed} slots", number(silent as u64))
                }
            };
            writeln!(
                out,
                "* {} to {}: {}, {missed}; {} seen, {} late, {} not covered",
                markdown(place[0]),
                markdown(place[1]),
                count(entries.len(), "subscription"),
                sum(entries, |entry| entry.slots(SlotState::Seen)),
                sum(entries, |entry| entry.slots(SlotState::Late)),
                sum(entries, |entry| entry.slots(SlotState::NotCovered)),
            )?;
        }
        if let Some(more) = lines.len().checked_sub(SOURCES).filter(|more| *more > 0) {
            let more = count(more, "more server");
            writeln!(out, "\n… and {more}, listed under `--format json`")?;
        }
    }
    Ok(())
}

fn write_not_judged(analysis: &Analysis, out: &mut dyn Write) -> io::Result<()> {
    if analysis.not_judged.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n## Not judged\n")?;
    for one in &analysis.not_judged {
        write!(out, "* {}: {}", markdown(&one.rule), markdown(&one.because))?;
        if !one.collect.is_empty() {
            write!(out, " Collect: {}", markdown(&one.collect))?;
        }
        writeln!(out)?;
    }
    Ok(())
}

/// What was looked at, a row for each node and source, and how far clocks are apart.
fn write_coverage(analysis: &Analysis, out: &mut dyn Write, style: &Style) -> io::Result<()> {
    if !analysis.coverage.is_empty() {
        writeln!(out, "\n## Coverage\n")?;
    }
    for one in analysis.coverage.iter().take(SOURCES) {
        writeln!(out, "* {}: {}", markdown(&one.name()), one.minutes())?;
        for note in one.missing(style.zone).chain(one.flaws()).chain(one.remarks.iter().cloned()) {
            writeln!(out, "    * {}", markdown(&note))?;
        }
    }
    if !analysis.clock_offsets.is_empty() {
        writeln!(out, "\n## Clock offsets\n")?;
    }
    for one in &analysis.clock_offsets {
        writeln!(out, "* {}", markdown(&one.sentence()))?;
    }
    Ok(())
}

fn write_sources(analysis: &Analysis, out: &mut dyn Write, style: &Style) -> io::Result<()> {
    writeln!(out, "\n## Sources ({})\n", number(analysis.sources.len() as u64))?;
    let time =
        |time: Option<i64>| time.map_or_else(|| "-".to_owned(), |time| style.zone.show(time));
    for source in analysis.sources.iter().take(SOURCES) {
        let format = source.format.map_or("no known format", Format::name);
        write!(out, "* {}: {format}, {} records", code(&source.path), number(source.events))?;
        if source.first.is_some() {
            write!(out, ", {} to {}", time(source.first), time(source.last))?;
        }
        if let Some(clock) = &source.clock {
            let zone = markdown(&clock.zone);
            write!(out, ", clock {zone} {}", clock.confidence.name())?;
        }
        writeln!(out)?;
        for problem in source.problems.iter().take(3) {
            writeln!(out, "    * {}: {}", problem.kind, markdown(&problem.text))?;
        }
    }
    if let Some(more) = analysis.sources.len().checked_sub(SOURCES).filter(|more| *more > 0) {
        writeln!(out, "\n… and {}, listed under `--format json`", count(more, "more source"))?;
    }
    let tally = analysis.tally;
    writeln!(
        out,
        "\n{} bytes: {} parsed, {} blank, {} unparsed, {} skipped; rules {}",
        number(analysis.bytes),
        number(tally.parsed),
        number(tally.blank),
        number(tally.unparsed),
        number(tally.skipped),
        code(&analysis.rules_sha256),
    )?;
    if !analysis.overridden_rules.is_empty() {
        let rules = analysis.overridden_rules.join(", ");
        writeln!(out, "\nRules replaced by your own: {}", markdown(&rules))?;
    }
    Ok(())
}
