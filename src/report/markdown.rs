//! Markdown for a ticket: the verdict, the findings, what was not judged, what was read. Log text
//! stands in code spans, where nothing is mark-up, link or mention.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io::{self, Write};

use mbxtrace_parsers::Format;
use mbxtrace_rules::{Finding, LedgerEntry, SlotState};

use crate::report::gaps::gaps;
use crate::report::inert::{clipped, code, markdown};
use crate::report::wording::{
    detail_pairs, grounds, members, period, place, remedies, subject, ungrouped,
};
use crate::report::{Analysis, Lang, Style, causes, verdict};

/// Findings of one rule shown before the rest is counted.
const FINDINGS_A_RULE: usize = 10;
/// Values of a list shown.
const VALUES: usize = 10;
/// Characters shown of a log line.
const TEXT: usize = 300;
/// Sources shown before the rest is counted.
const SOURCES: usize = 100;
/// Where everything is listed, as code.
const JSON: &str = "`--format json`";

/// Writes the report.
pub(super) fn write(analysis: &Analysis, out: &mut dyn Write, style: &Style) -> io::Result<()> {
    let lang = style.lang;
    let verdict = verdict::of(analysis, style.zone, lang);
    writeln!(out, "# mbxtrace: {}\n", markdown(&verdict.headline))?;
    if let Some(caution) = &verdict.caution {
        let label = lang.text("verdict.caution");
        writeln!(out, "**{}** {}\n", labelled(label, lang), markdown(caution))?;
    }
    for (point, text) in &verdict.points {
        writeln!(out, "* **{}** {}", labelled(point.label(lang), lang), markdown(text))?;
    }
    causes::markdown(analysis, out, lang)?;
    write_findings(analysis, out, style)?;
    write_ledger(analysis, out, lang)?;
    write_not_judged(analysis, out, lang)?;
    write_coverage(analysis, out, style)?;
    write_sources(analysis, out, style)
}

/// `Label:`, as the language writes it.
fn labelled(label: &str, lang: Lang) -> String {
    format!("{label}{}", lang.text("text.colon").trim_end_matches(' '))
}

/// A point of a list.
fn point(out: &mut dyn Write, label: &str, text: &str, lang: Lang) -> io::Result<()> {
    writeln!(out, "* {} {text}", labelled(label, lang))
}

fn write_findings(analysis: &Analysis, out: &mut dyn Write, style: &Style) -> io::Result<()> {
    let findings = ungrouped(analysis);
    if findings.is_empty() {
        return Ok(());
    }
    let lang = style.lang;
    let count = findings.len().to_string();
    writeln!(out, "\n## {}", lang.say("label.findings", &[("count", &count)]))?;
    let mut shown: BTreeMap<&str, usize> = BTreeMap::new();
    for finding in findings {
        let shown = shown.entry(&finding.rule).or_default();
        *shown += 1;
        if *shown <= FINDINGS_A_RULE {
            write_finding(finding, analysis, out, style)?;
        }
    }
    for (rule, found) in shown.into_iter().filter(|(_, found)| *found > FINDINGS_A_RULE) {
        let more = lang.count(found - FINDINGS_A_RULE, "more finding");
        let values = [("what", &*more), ("rule", &markdown(rule)), ("flag", JSON)];
        writeln!(out, "\n… {}", lang.say("text.and-more-of", &values))?;
    }
    Ok(())
}

fn write_finding(
    finding: &Finding,
    analysis: &Analysis,
    out: &mut dyn Write,
    style: &Style,
) -> io::Result<()> {
    let lang = style.lang;
    let level = labelled(&lang.word("level", finding.level.name()), lang);
    writeln!(out, "\n### {level} {}\n", markdown(&finding.title))?;
    let when = period(finding, analysis, style.zone, lang);
    point(out, lang.text("label.rule"), &markdown(&finding.rule), lang)?;
    point(out, lang.text("label.when"), &markdown(&when), lang)?;
    point(out, lang.text("label.subject"), &markdown(&subject(finding, &[], lang)), lang)?;
    point(out, lang.text("label.count"), &lang.number(finding.count), lang)?;
    if !finding.details.is_empty() {
        let pairs = detail_pairs(finding, VALUES, lang).into_iter();
        let pairs = pairs.map(|(name, value)| format!("{} {}", markdown(&name), whole(&value)));
        let details = pairs.collect::<Vec<_>>().join(lang.text("text.semicolon"));
        point(out, lang.text("label.details"), &details, lang)?;
    }
    if !finding.members.is_empty() {
        let members = markdown(&members(finding, analysis, lang));
        let text = lang.say("text.listed", &[("what", &members), ("flag", JSON)]);
        point(out, lang.text("label.members"), &text, lang)?;
    }
    for evidence in finding.evidence.iter().take(2) {
        let text = clipped(&evidence.text, TEXT);
        let text = format!("{}: {}", code(&place(evidence)), code(&text));
        point(out, lang.text("label.evidence"), &text, lang)?;
    }
    for remedy in remedies(finding, analysis) {
        let text = format!("{}{}", markdown(&remedy.text), markdown(&grounds(remedy, lang)));
        point(out, lang.text("remedy.do"), &text, lang)?;
    }
    Ok(())
}

/// A value in one piece: as it is, or as code if any of it could be mark-up.
fn whole(value: &str) -> String {
    let shown = markdown(value);
    if shown == value { shown } else { code(value) }
}

/// One line a server of each ledger, those with the most missed slots first.
fn write_ledger(analysis: &Analysis, out: &mut dyn Write, lang: Lang) -> io::Result<()> {
    for ledger in &analysis.ledgers {
        let heading = labelled(lang.text("ledger.heading"), lang);
        writeln!(out, "\n## {heading} {}\n", markdown(&ledger.rule))?;
        let mut servers: BTreeMap<(&str, &str), Vec<&LedgerEntry>> = BTreeMap::new();
        for entry in &ledger.entries {
            servers.entry((&entry.server, &entry.node)).or_default().push(entry);
        }
        let sum = |entries: &[&LedgerEntry], of: fn(&LedgerEntry) -> u64| {
            lang.number(entries.iter().map(|entry| of(entry)).sum())
        };
        let mut lines: Vec<_> = servers.into_iter().collect();
        lines.sort_by_key(|(_, all)| Reverse(all.iter().map(|one| one.missed()).sum::<u64>()));
        for ((server, node), entries) in lines.iter().take(SOURCES) {
            let silent = entries.iter().filter(|entry| entry.missed() > 0).count();
            let place = [*server, *node].map(|name| match name {
                "" => lang.text("blank.unknown").to_owned(),
                name => markdown(name),
            });
            let all = lang.count(entries.len(), "subscription");
            let values = [
                ("server", &*place[0]),
                ("node", &place[1]),
                ("all", &all),
                ("silent", &lang.number(silent as u64)),
                ("missed", &sum(entries, LedgerEntry::missed)),
                ("seen", &sum(entries, |entry| entry.slots(SlotState::Seen))),
                ("late", &sum(entries, |entry| entry.slots(SlotState::Late))),
                ("uncovered", &sum(entries, |entry| entry.slots(SlotState::NotCovered))),
            ];
            let key = if silent == 0 { "ledger.line-healthy" } else { "ledger.line" };
            writeln!(out, "* {}", lang.say(key, &values))?;
        }
        if let Some(more) = lines.len().checked_sub(SOURCES).filter(|more| *more > 0) {
            let values = [("what", &*lang.count(more, "more server")), ("flag", JSON)];
            writeln!(out, "\n… {}", lang.say("text.and-more", &values))?;
        }
    }
    Ok(())
}

fn write_not_judged(analysis: &Analysis, out: &mut dyn Write, lang: Lang) -> io::Result<()> {
    if analysis.not_judged.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n## {}\n", lang.text("verdict.not-judged"))?;
    for gap in gaps(&analysis.not_judged) {
        let collect = match gap.collect {
            "" => lang.text("label.nothing").to_owned(),
            collect => markdown(collect),
        };
        point(out, lang.text("label.collect"), &collect, lang)?;
        for (because, rules) in gap.reasons {
            let rules: Vec<_> = rules.into_iter().map(markdown).collect();
            let rules = labelled(&rules.join(", "), lang);
            writeln!(out, "    * {rules} {}", markdown(because))?;
        }
    }
    Ok(())
}

/// What was looked at, a row for each node and source, and how far clocks are apart.
fn write_coverage(analysis: &Analysis, out: &mut dyn Write, style: &Style) -> io::Result<()> {
    let lang = style.lang;
    if !analysis.coverage.is_empty() {
        writeln!(out, "\n## {}\n", lang.text("coverage.title"))?;
    }
    for one in analysis.coverage.iter().take(SOURCES) {
        point(out, &markdown(&one.name(lang)), &one.minutes(lang), lang)?;
        let missing = one.missing(style.zone, lang);
        for note in missing.chain(one.flaws(lang)).chain(one.remarks.iter().cloned()) {
            writeln!(out, "    * {}", markdown(&note))?;
        }
    }
    if !analysis.clock_offsets.is_empty() {
        writeln!(out, "\n## {}\n", lang.text("offset.heading"))?;
    }
    for one in &analysis.clock_offsets {
        writeln!(out, "* {}", markdown(&one.sentence(lang)))?;
    }
    Ok(())
}

fn write_sources(analysis: &Analysis, out: &mut dyn Write, style: &Style) -> io::Result<()> {
    let lang = style.lang;
    let count = lang.number(analysis.sources.len() as u64);
    writeln!(out, "\n## {}\n", lang.say("label.sources", &[("count", &count)]))?;
    let time =
        |time: Option<i64>| time.map_or_else(|| "-".to_owned(), |time| style.zone.show(time));
    for source in analysis.sources.iter().take(SOURCES) {
        let format = source.format.map_or(lang.text("text.no-format"), Format::name);
        let values = [("format", format), ("count", &lang.number(source.events))];
        let records = lang.say("text.source-records", &values);
        write!(out, "* {}: {records}", code(&source.path))?;
        if source.first.is_some() {
            let values = [("first", &*time(source.first)), ("last", &time(source.last))];
            write!(out, ", {}", lang.say("text.from-to", &values))?;
        }
        if let Some(clock) = &source.clock {
            let zone = markdown(&clock.zone);
            let confidence = lang.word("confidence", clock.confidence.name());
            let values = [("zone", &*zone), ("confidence", &confidence)];
            write!(out, ", {}", lang.say("text.source-clock", &values))?;
        }
        writeln!(out)?;
        for problem in source.problems.iter().take(3) {
            let kind = lang.word("problem", problem.kind);
            writeln!(out, "    * {kind}: {}", markdown(&problem.text))?;
        }
    }
    if let Some(more) = analysis.sources.len().checked_sub(SOURCES).filter(|more| *more > 0) {
        let values = [("what", &*lang.count(more, "more source")), ("flag", JSON)];
        writeln!(out, "\n… {}", lang.say("text.and-more", &values))?;
    }
    let (tally, number) = (analysis.tally, |value: u64| lang.number(value));
    let values = [
        ("bytes", &*number(analysis.bytes)),
        ("parsed", &number(tally.parsed)),
        ("blank", &number(tally.blank)),
        ("unparsed", &number(tally.unparsed)),
        ("skipped", &number(tally.skipped)),
        ("hash", &code(&analysis.rules_sha256)),
    ];
    writeln!(out, "\n{}", lang.say("text.bytes-list", &values))?;
    if !analysis.overridden_rules.is_empty() {
        let rules = analysis.overridden_rules.join(", ");
        let label = labelled(lang.text("text.replaced"), lang);
        writeln!(out, "\n{label} {}", markdown(&rules))?;
    }
    Ok(())
}
