//! A report as it is handed on: in a language, and under pseudonyms if that was asked for.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use mbxtrace_rules::{Finding, RuleSet};

use super::redact::{learn, private_map};
use crate::case::Case;
use crate::redact::Redactor;
use crate::report::{self, Analysis, Lang, ReportFormat, Style};
use crate::settings::Sharing;

/// Where those named can be learned from, beside the analysis itself.
pub(super) enum Inputs<'a> {
    /// The logs.
    Paths(&'a [PathBuf]),
    /// What a case has kept of them.
    Case(&'a Case),
}

/// A report ready to be written.
pub(super) struct Shared {
    analysis: Analysis,
    redactor: Option<(Redactor, PathBuf)>,
    lang: Lang,
}

/// Words the analysis in its language, then replaces whoever is named. The private map is written
/// before anything that was redacted with it.
pub(super) fn prepare(
    sharing: &Sharing,
    analysis: &Analysis,
    rules: &RuleSet,
    inputs: &Inputs<'_>,
) -> anyhow::Result<Shared> {
    let lang = sharing.lang;
    let spoken = report::translated(analysis, rules, lang);
    let Some(map) = &sharing.map else {
        return Ok(Shared { analysis: spoken, redactor: None, lang });
    };
    let mut redactor = private_map::open(map, rules)?;
    match inputs {
        Inputs::Paths(paths) => learn::paths(&mut redactor, paths)?,
        Inputs::Case(case) => learn::case(&mut redactor, case),
    }
    redactor.learn_analysis(&spoken);
    redactor.settle();
    private_map::save(map, &redactor)?;
    let word = |finding: &Finding| report::title(finding, rules, lang);
    let analysis = redactor.analysis(&spoken, &word);
    Ok(Shared { analysis, redactor: Some((redactor, map.clone())), lang })
}

impl Shared {
    /// Writes the report. A redacted one is looked through once more as a whole.
    pub(super) fn write(
        &self,
        format: ReportFormat,
        out: &mut dyn Write,
        style: &Style,
    ) -> io::Result<()> {
        let style = Style { lang: self.lang, ..*style };
        let Some((redactor, _)) = &self.redactor else {
            return report::write(&self.analysis, format, out, &style);
        };
        let mut worded = Vec::new();
        report::write(&self.analysis, format, &mut worded, &style)?;
        match format {
            ReportFormat::Json | ReportFormat::Jsonl | ReportFormat::Sarif => {
                out.write_all(&redactor.finished_json(&worded))
            }
            ReportFormat::Html => out.write_all(&redactor.finished_html(&worded)),
            ReportFormat::Text | ReportFormat::Csv | ReportFormat::Markdown => {
                out.write_all(&redactor.finished(&worded))
            }
        }
    }

    /// Says where the private map is.
    pub(super) fn tell(&self, quiet: bool, stderr: &mut dyn Write) -> io::Result<()> {
        match &self.redactor {
            Some((_, map)) if !quiet => tell_map(map, stderr),
            _ => Ok(()),
        }
    }
}

/// Says where the private map is, and what it is.
pub(super) fn tell_map(map: &Path, stderr: &mut dyn Write) -> io::Result<()> {
    let map = map.display();
    writeln!(stderr, "mbxtrace: {map} tells who is who: keep it, and do not hand it on")
}
