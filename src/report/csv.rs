//! CSV: one row a finding, for a spreadsheet. RFC 4180, UTF-8 without byte-order mark.

use std::io::{self, Write};

use mbxtrace_rules::Finding;

use crate::clock::rfc3339;
use crate::report::inert::cell;
use crate::report::{Analysis, Lang, wording};

const COLUMNS: [&str; 17] = [
    "id", "rule", "level", "state", "title", "subject", "first", "last", "count", "details",
    "members", "path", "line", "time", "text", "remedy", "causes",
];

/// Writes the header and a row for each finding.
pub(super) fn write(analysis: &Analysis, out: &mut dyn Write) -> io::Result<()> {
    row(out, &COLUMNS.map(str::to_owned))?;
    for finding in &analysis.findings {
        row(out, &cells(finding, analysis))?;
    }
    Ok(())
}

fn row(out: &mut dyn Write, cells: &[String]) -> io::Result<()> {
    let cells: Vec<_> = cells.iter().map(|text| cell(text)).collect();
    write!(out, "{}\r\n", cells.join(","))
}

fn cells(finding: &Finding, analysis: &Analysis) -> [String; 17] {
    let evidence = finding.evidence.first();
    let remedy = wording::remedies(finding, analysis).into_iter().next();
    let causes = analysis.causes.iter().filter(|cause| cause.findings.contains(&finding.id));
    let causes: Vec<_> =
        causes.map(|cause| format!("{} {}", cause.id, cause.certainty.name())).collect();
    [
        finding.id.clone(),
        finding.rule.clone(),
        finding.level.name().to_owned(),
        finding.state.name().to_owned(),
        finding.title.clone(),
        wording::subject(finding, &[], Lang::En),
        if finding.is_dated() { rfc3339(finding.first) } else { String::new() },
        finding.last.map(rfc3339).unwrap_or_default(),
        finding.count.to_string(),
        wording::details(finding, usize::MAX, Lang::En),
        finding.members.join(" "),
        evidence.map(|evidence| evidence.path.clone()).unwrap_or_default(),
        evidence.map(|evidence| evidence.line.to_string()).unwrap_or_default(),
        evidence.map(|evidence| rfc3339(evidence.time)).unwrap_or_default(),
        evidence.map(|evidence| evidence.text.clone()).unwrap_or_default(),
        remedy.map(|remedy| remedy.text.clone()).unwrap_or_default(),
        causes.join("; "),
    ]
}
