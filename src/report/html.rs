//! HTML: one page, no script, nothing to fetch; opens from a mail or a ticket.

use std::collections::BTreeSet;
use std::io::{self, Write};

use mbxtrace_parsers::Format;
use mbxtrace_rules::Finding;

use crate::report::inert::html;
use crate::report::wording::{
    details, grounds, members, period, place, remedies, subject, ungrouped,
};
use crate::report::{Analysis, Lang, Source, Style, verdict};

/// The whole look. The policy in the head forbids everything else, should anything slip through.
const HEAD: &str = "<!DOCTYPE html>
<html lang=\"{lang}\"><head><meta charset=\"utf-8\">
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
    let lang = style.lang;
    out.write_all(HEAD.replace("{lang}", lang.code()).as_bytes())?;
    write_verdict(analysis, out, style)?;
    let findings = ungrouped(analysis);
    if !findings.is_empty() {
        let count = lang.number(findings.len() as u64);
        writeln!(out, "<h2>{}</h2>", html(&lang.say("label.findings", &[("count", &count)])))?;
    }
    for finding in findings {
        write_finding(finding, analysis, out, style)?;
    }
    write_not_judged(analysis, out, lang)?;
    write_sources(analysis, out, style)?;
    writeln!(out, "</body></html>")
}

fn write_verdict(analysis: &Analysis, out: &mut dyn Write, style: &Style) -> io::Result<()> {
    let verdict = verdict::of(analysis, style.zone, style.lang);
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
    let (lang, level) = (style.lang, finding.level.name());
    let when = period(finding, analysis, style.zone, lang);
    writeln!(
        out,
        "<details class=\"{level}\"><summary><b>{}</b> {}<br>{}</summary><p>{}: {}; {}",
        html(&lang.word("level", level)),
        html(&finding.title),
        html(&when),
        html(&finding.rule),
        html(&subject(finding, &[], lang)),
        html(&lang.say("text.count", &[("count", &lang.number(finding.count))])),
    )?;
    if !finding.details.is_empty() {
        writeln!(out, "<br>{}", html(&details(finding, usize::MAX, lang)))?;
    }
    if !finding.members.is_empty() {
        writeln!(out, "<br>{}:", html(&members(finding, analysis, lang)))?;
        let ids: BTreeSet<&str> = finding.members.iter().map(String::as_str).collect();
        for member in analysis.findings.iter().filter(|one| ids.contains(one.id.as_str())) {
            writeln!(out, "<br><code>{}</code>", html(&subject(member, &[], lang)))?;
        }
    }
    writeln!(out, "</p>")?;
    for evidence in &finding.evidence {
        let (place, text) = (html(&place(evidence)), html(&evidence.text));
        writeln!(out, "<code>{place}</code><pre>{text}</pre>")?;
    }
    let remedies = remedies(finding, analysis);
    for remedy in remedies {
        let label = format!("{}{}", lang.text("remedy.do"), lang.text("text.colon"));
        let text = format!("{label}{}{}", remedy.text, grounds(remedy, lang));
        writeln!(out, "<p>{}</p>", html(&text))?;
    }
    writeln!(out, "</details>")
}

fn write_not_judged(analysis: &Analysis, out: &mut dyn Write, lang: Lang) -> io::Result<()> {
    if analysis.not_judged.is_empty() {
        return Ok(());
    }
    writeln!(out, "<h2>{}</h2><ul>", html(lang.text("verdict.not-judged")))?;
    for one in &analysis.not_judged {
        let (rule, because) = (html(&one.rule), html(&one.because));
        let collect = format!("{}{}", lang.text("label.collect"), lang.text("text.colon"));
        let collect = html(&format!("{collect}{}", one.collect));
        writeln!(out, "<li>{rule}: {because}<br>{collect}</li>")?;
    }
    writeln!(out, "</ul>")
}

fn write_sources(analysis: &Analysis, out: &mut dyn Write, style: &Style) -> io::Result<()> {
    let lang = style.lang;
    let sources = lang.count(analysis.sources.len(), "source");
    writeln!(
        out,
        "<h2>{sources}</h2><table><tr><th>{}<th>{}<th>{}<th>{}<th>{}<th>{}</tr>",
        lang.text("label.path"),
        lang.text("label.format"),
        lang.text("label.records"),
        lang.text("label.first"),
        lang.text("label.last"),
        lang.text("label.clock"),
    )?;
    for source in &analysis.sources {
        write_source(source, out, style)?;
    }
    let (tally, number) = (analysis.tally, |value: u64| lang.number(value));
    let values = [
        ("bytes", &*number(analysis.bytes)),
        ("parsed", &number(tally.parsed)),
        ("blank", &number(tally.blank)),
        ("unparsed", &number(tally.unparsed)),
        ("skipped", &number(tally.skipped)),
    ];
    writeln!(
        out,
        "</table><p>{}. {} <code>{}</code></p>",
        html(&lang.say("text.bytes", &values)),
        lang.text("text.rules-hash"),
        html(&analysis.rules_sha256),
    )?;
    if !analysis.overridden_rules.is_empty() {
        let rules = analysis.overridden_rules.join(", ");
        let label = format!("{}{}", lang.text("text.replaced"), lang.text("text.colon"));
        writeln!(out, "<p>{}</p>", html(&format!("{label}{rules}")))?;
    }
    Ok(())
}

fn write_source(source: &Source, out: &mut dyn Write, style: &Style) -> io::Result<()> {
    let time =
        |time: Option<i64>| time.map_or_else(|| "-".to_owned(), |time| style.zone.show(time));
    let clock = source.clock.as_ref().map_or_else(String::new, |clock| {
        let confidence = style.lang.word("confidence", clock.confidence.name());
        format!("{} {confidence}: {}", clock.zone, clock.reason)
    });
    write!(
        out,
        "<tr><td><code>{}</code><td>{}<td>{}<td>{}<td>{}<td>{}</tr>",
        html(&source.path),
        source.format.map_or("-", Format::name),
        style.lang.number(source.events),
        time(source.first),
        time(source.last),
        html(&clock),
    )?;
    for problem in &source.problems {
        let values = [("kind", problem.kind), ("at", &problem.at.to_string())];
        let place = style.lang.say("text.at-byte", &values);
        let text = format!("{place}{}{}", style.lang.text("text.colon"), problem.text);
        write!(out, "<tr><td colspan=\"6\" class=\"caution\">{}</tr>", html(&text))?;
    }
    writeln!(out)
}
