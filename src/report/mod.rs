//! One finding model to text, JSON, JSONL, CSV, Markdown and HTML, one writer a file. The only place
//! that words a finding. Whatever a log line holds is made inert on the way out (see [`inert`]).

mod comparison;
mod csv;
mod html;
pub mod inert;
mod json;
mod markdown;
mod model;
mod side;
mod text;
mod verdict;
mod wording;
mod words;

#[cfg(test)]
mod tests;

use std::io::{self, Write};

pub use self::comparison::{Caveat, Change, Comparison, Entry, Standing, compare};
pub use self::model::{Analysis, Confidence, Source, SourceClock};
pub(crate) use self::wording::number;
pub use self::words::{Lang, sentences, title, translated};
use crate::clock::Zone;

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
}

impl ReportFormat {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Text, Self::Json, Self::Jsonl, Self::Csv, Self::Markdown, Self::Html];

    /// The word on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Json => "json",
            Self::Jsonl => "jsonl",
            Self::Csv => "csv",
            Self::Markdown => "markdown",
            Self::Html => "html",
        }
    }

    /// The format of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
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
    }
}
