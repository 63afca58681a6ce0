//! HTML: one page, no script, nothing to fetch; opens from a mail or a ticket.

use std::collections::BTreeSet;
use std::io::{self, Write};

use mbxtrace_parsers::Format;
use mbxtrace_rules::Finding;

use crate::report::inert::html;
use crate::report::wording::{
    count, details, grounds, members, number, period, place, remedies, subject, ungrouped,
};
use crate::report::{Analysis, Source, Style, causes, verdict};

/// The whole look. The policy in the head forbids everything else, should anything slip through.
const HEAD: &str = "<!DOCTYPE html>
<html lang=\"en\"><head><meta charset=\"utf-8\">
<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">
<meta name=\"viewport\" content=\"width=device-width\">
<title>mbxtrace</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; max-width: 70em; margin: 2em auto; padding: 0 1em }
dt { font-weight: bold } code, pre { font-size: 0.85em; overflow-wrap: anywhere; white-space: pre-wrap }
table { border-collapse: collapse } td, th { text-align: left; padding: 0.2em 0.8em 0.2em 0; vertical-align: top }
details { margin: 0.6em 0; border-left: 4px solid #999; padding-left: 0.8em } summary { cursor: pointer }
.critical, .high { border-color: #b00020 } .medium { border-color: #c77700 } .caution { color: #9a4b00 }
</style></head><body>
";

/// Writes the page.
pub(super) fn write(analysis: &Analysis, out: &mut dyn Write, style: &Style) -> io::Result<()> {
    out.write_all(HEAD.as_bytes())?;
    write_verdict(analysis, out, style)?;
    causes::html(analysis, out)?;
    let findings = ungrouped(analysis);
    if !findings.is_empty() {
        writeln!(out, "<h2>Findings ({})</h2>", number(findings.len() as u64))?;
    }
    for finding in findings {
        write_finding(finding, analysis, out, style)?;
    }
    write_not_judged(analysis, out)?;
    write_sources(analysis, out, style)?;
    writeln!(out, "</body></html>")
}

fn write_verdict(analysis: &Analysis, out: &mut dyn Write, style: &Style) -> io::Result<()> {
    let verdict = verdict::of(analysis, style.zone);
    writeln!(out, "<h1>{}</h1>", html(&verdict.headline))?;
    if let Some(caution) = &verdict.caution {
        writeln!(out, "<p class=\"caution\">{}</p>", html(caution))?;
    }
    writeln!(out, "<dl>")?;
    for (label, text) in &verdict.points {
        writeln!(out, "<dt>{}</dt><dd>{}</dd>", html(label), html(text))?;
    }
    writeln!(out, "</dl>")
}

fn write_finding(
    finding: &Finding,
    analysis: &Analysis,
    out: &mut dyn Write,
    style: &Style,
) -> io::Result<()> {
    let level = finding.level.name();
    let when = period(finding, analysis, style.zone);
    writeln!(
        out,
        "<details class=\"{level}\"><summary><b>{level}</b> {}<br>{}</summary><p>{}: {}; count {}",
        html(&finding.title),
        html(&when),
        html(&finding.rule),
        html(&subject(finding, &[])),
        number(finding.count),
    )?;
    if !finding.details.is_empty() {
        writeln!(out, "<br>{}", html(&details(finding, usize::MAX)))?;
    }
    if !finding.members.is_empty() {
        writeln!(out, "<br>{}:", html(&members(finding, analysis)))?;
        let ids: BTreeSet<&str> = finding.members.iter().map(String::as_str).collect();
        for member in analysis.findings.iter().filter(|one| ids.contains(one.id.as_str())) {
            writeln!(out, "<br><code>{}</code>", html(&subject(member, &[])))?;
        }
    }
    writeln!(out, "</p>")?;
    for evidence in &finding.evidence {
        let (place, text) = (html(&place(evidence)), html(&evidence.text));
        writeln!(out, "<code>{place}</code><pre>{text}</pre>")?;
    }
    let remedies = remedies(finding, analysis);
    for remedy in remedies {
        writeln!(out, "<p>Do: {}{}</p>", html(&remedy.text), html(&grounds(remedy)))?;
    }
    writeln!(out, "</details>")
}

fn write_not_judged(analysis: &Analysis, out: &mut dyn Write) -> io::Result<()> {
    if analysis.not_judged.is_empty() {
        return Ok(());
    }
    writeln!(out, "<h2>Not judged</h2><ul>")?;
    for one in &analysis.not_judged {
        let (rule, because) = (html(&one.rule), html(&one.because));
        writeln!(out, "<li>{rule}: {because}<br>Collect: {}</li>", html(&one.collect))?;
    }
    writeln!(out, "</ul>")
}

fn write_sources(analysis: &Analysis, out: &mut dyn Write, style: &Style) -> io::Result<()> {
    let sources = count(analysis.sources.len(), "source");
    writeln!(
        out,
        "<h2>{sources}</h2><table><tr><th>Path<th>Format<th>Records<th>First<th>Last<th>Clock</tr>"
    )?;
    for source in &analysis.sources {
        write_source(source, out, style)?;
    }
    let tally = analysis.tally;
    writeln!(
        out,
        "</table><p>{} bytes = {} parsed + {} blank + {} unparsed + {} skipped. Rules <code>{}</code></p>",
        number(analysis.bytes),
        number(tally.parsed),
        number(tally.blank),
        number(tally.unparsed),
        number(tally.skipped),
        html(&analysis.rules_sha256),
    )?;
    if !analysis.overridden_rules.is_empty() {
        let rules = analysis.overridden_rules.join(", ");
        writeln!(out, "<p>Rules replaced by your own: {}</p>", html(&rules))?;
    }
    Ok(())
}

fn write_source(source: &Source, out: &mut dyn Write, style: &Style) -> io::Result<()> {
    let time =
        |time: Option<i64>| time.map_or_else(|| "-".to_owned(), |time| style.zone.show(time));
    let clock = source.clock.as_ref().map_or_else(String::new, |clock| {
        format!("{} {}: {}", clock.zone, clock.confidence.name(), clock.reason)
    });
    write!(
        out,
        "<tr><td><code>{}</code><td>{}<td>{}<td>{}<td>{}<td>{}</tr>",
        html(&source.path),
        source.format.map_or("-", Format::name),
        number(source.events),
        time(source.first),
        time(source.last),
        html(&clock),
    )?;
    for problem in &source.problems {
        let (kind, text) = (html(problem.kind), html(&problem.text));
        write!(
            out,
            "<tr><td colspan=\"6\" class=\"caution\">{kind} at byte {}: {text}</tr>",
            problem.at
        )?;
    }
    writeln!(out)
}
