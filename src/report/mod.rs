//! One finding model to text, JSON, JSONL, CSV, Markdown, HTML and SARIF, one writer a file. The only place
//! that words a finding. Whatever a log line holds is made inert on the way out (see [`inert`]).

mod advice_json;
mod causes;
mod causes_json;
mod comparison;
mod coverage;
mod coverage_json;
mod csv;
mod gaps;
mod html;
mod json;
mod ledger;
mod markdown;
mod model;
mod notes;
mod parts;
mod sarif;
mod side;
mod text;
mod verdict;
mod wording;
mod words;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::io::{self, Write};

use mbxtrace_rules::{Cause, Finding, Remedy};

pub use self::causes::whose;
pub use self::comparison::{Caveat, Change, Comparison, Entry, Standing, compare};
pub(crate) use self::coverage::seconds;
pub use self::coverage::{ClockOffset, Coverage, Hole};
pub use self::gaps::{Gap, gaps};
pub use self::html::ledger_window;
pub use self::model::{Analysis, Confidence, Source, SourceClock};
pub use self::notes::{Note, write_notes};
pub use self::parts::{causes_json, coverage_json, finding_of, summary_json, verdict_json};
pub use self::verdict::{Point, Verdict, of as verdict};
pub(crate) use self::wording::number;
pub use self::words::{Lang, sentences, title, translated};
use crate::clock::Zone;
pub use crate::inert;

/// Form of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReportFormat {
    /// For a person at a terminal.
    Text,
    /// One object, complete.
    Json,
    /// One object a line: sources, findings, what was not judged, summary.
    Jsonl,
    /// One row a finding.
    Csv,
    /// For a ticket.
    Markdown,
    /// One page without scripts or anything to fetch.
    Html,
    /// SARIF 2.1.0, for code-scanning viewers and ticket systems.
    Sarif,
}

impl ReportFormat {
    /// All of them.
    pub const ALL: [Self; 7] =
        [Self::Text, Self::Json, Self::Jsonl, Self::Csv, Self::Markdown, Self::Html, Self::Sarif];

    /// The word on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Json => "json",
            Self::Jsonl => "jsonl",
            Self::Csv => "csv",
            Self::Markdown => "markdown",
            Self::Html => "html",
            Self::Sarif => "sarif",
        }
    }

    /// The format of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }

    /// Whether it shows the ledger and the counts over time.
    pub fn shows_ledger(self) -> bool {
        matches!(self, Self::Json | Self::Jsonl | Self::Markdown | Self::Html)
    }
}

/// How a report for people looks. JSON, JSONL and CSV do not depend on it.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// Whether to use terminal colours (text only).
    pub color: bool,
    /// Columns of text; paths and commands are never cut.
    pub width: usize,
    /// Zone of the times shown; every time names its offset.
    pub zone: Zone,
    /// Language of labels and sentences.
    pub lang: Lang,
}

/// One finding with its advice in several lines, as in the report.
pub fn finding_text(
    finding: &Finding,
    remedies: &BTreeMap<String, Vec<Remedy>>,
    zone: Zone,
) -> String {
    let style = Style { color: false, width: 100, zone, lang: Lang::En };
    styled_finding(finding, remedies, &style)
}

/// As [`finding_text`], in that width and zone.
pub fn styled_finding(
    finding: &Finding,
    remedies: &BTreeMap<String, Vec<Remedy>>,
    style: &Style,
) -> String {
    finding_lines(finding, &advice_only(remedies), style)
}

/// Writes one finding of an analysis in several lines, as the report does.
pub fn write_finding(
    finding: &Finding,
    analysis: &Analysis,
    out: &mut dyn Write,
    style: &Style,
) -> io::Result<()> {
    text::write_finding(&mut text::page::Page::new(out, style), finding, analysis)
}

/// Writes the causes of this id, as the report does.
pub fn write_causes(
    analysis: &Analysis,
    id: &str,
    out: &mut dyn Write,
    style: &Style,
) -> io::Result<()> {
    let causes = analysis.causes.iter().filter(|cause| cause.id.eq_ignore_ascii_case(id));
    let causes = causes.cloned().collect();
    let some = Analysis { causes, findings: analysis.findings.clone(), ..Analysis::default() };
    text::write_causes(&some, out, style)
}

/// What is said of one cause, in order: labels and sentences, raw text.
pub fn cause_points(cause: &Cause, lang: Lang) -> Vec<(&'static str, String)> {
    causes::facts(cause, lang).into_iter().map(|(fact, text)| (fact.label(lang), text)).collect()
}

/// One finding with its advice, as in the JSON report.
pub fn finding_json(
    finding: &Finding,
    remedies: &BTreeMap<String, Vec<Remedy>>,
) -> serde_json::Value {
    json::one(finding, &advice_only(remedies))
}

/// One finding with its advice in several lines, in the words and columns of `style`.
pub fn finding_lines(finding: &Finding, analysis: &Analysis, style: &Style) -> String {
    lines(style, |page| text::write_finding(page, finding, analysis))
}

/// One cause with what speaks for and against it, in several lines.
pub fn cause_lines(cause: &Cause, style: &Style) -> String {
    lines(style, |page| text::causes::write_one(page, cause))
}

fn lines(style: &Style, write: impl FnOnce(&mut text::page::Page<'_>) -> io::Result<()>) -> String {
    let mut out = Vec::new();
    let written = write(&mut text::page::Page::new(&mut out, style));
    written.expect("a buffer takes everything");
    String::from_utf8_lossy(&out).into_owned()
}

fn advice_only(remedies: &BTreeMap<String, Vec<Remedy>>) -> Analysis {
    Analysis { remedies: remedies.clone(), ..Analysis::default() }
}

/// Writes the report. Errors are those of `out`.
pub fn write(
    analysis: &Analysis,
    format: ReportFormat,
    out: &mut dyn Write,
    style: &Style,
) -> io::Result<()> {
    match format {
        ReportFormat::Text => text::write(analysis, out, style),
        ReportFormat::Json => json::write(analysis, out),
        ReportFormat::Jsonl => json::write_lines(analysis, out),
        ReportFormat::Csv => csv::write(analysis, out),
        ReportFormat::Markdown => markdown::write(analysis, out, style),
        ReportFormat::Html => html::write(analysis, out, style),
        ReportFormat::Sarif => sarif::write(analysis, out, style.lang),
    }
}
