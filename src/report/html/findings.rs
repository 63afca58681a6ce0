//! The findings with their records: those shown whole, and rows of a table for the many.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use mbxtrace_rules::{Detail, Evidence, Finding};

use super::axis::Axis;
use super::timeline::level_class;
use crate::report::inert::{html, html_advice, html_lines};
use crate::report::wording::{details, grounds, members, period, place, remedies, subject};
use crate::report::{Analysis, Style, verdict};

/// Findings of one rule shown whole; the others are rows of a table.
const WHOLE: usize = 100;
/// Rows of tables on one page.
const ROWS: usize = 20_000;

/// What the writing of findings looks up and has written.
pub(super) struct Findings<'a> {
    analysis: &'a Analysis,
    style: &'a Style,
    axis: Option<&'a Axis>,
    by_id: BTreeMap<&'a str, &'a Finding>,
    sources: BTreeMap<&'a str, usize>,
    /// Ids that have their anchor.
    written: BTreeSet<&'a str>,
    rows: usize,
}

impl<'a> Findings<'a> {
    pub(super) fn new(analysis: &'a Analysis, style: &'a Style, axis: Option<&'a Axis>) -> Self {
        let by_id = analysis.findings.iter().map(|one| (one.id.as_str(), one)).collect();
        let sources = (1..).zip(&analysis.sources);
        let sources = sources.map(|(number, one)| (one.path.as_str(), number)).collect();
        let written = BTreeSet::new();
        Self { analysis, style, axis, by_id, sources, written, rows: 0 }
    }

    /// Writes the section.
    pub(super) fn write(&mut self, shown: &[&'a Finding], out: &mut dyn Write) -> io::Result<()> {
        let lang = self.style.lang;
        let total = lang.number(shown.len() as u64);
        let heading = lang.say("label.findings", &[("count", &total)]);
        writeln!(out, "<section id=\"findings\"><h2>{heading}</h2>")?;
        if shown.is_empty() {
            writeln!(out, "<p class=\"empty\">{}</p>", lang.text("html.nothing-found"))?;
        }
        let mut by_rule: BTreeMap<&str, usize> = BTreeMap::new();
        let mut rest: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
        let lead = verdict::lead(shown).map(|lead| lead.id.as_str());
        for finding in shown {
            let so_far = by_rule.entry(&finding.rule).or_default();
            *so_far += 1;
            if *so_far <= WHOLE {
                self.write_whole(finding, lead == Some(finding.id.as_str()), out)?;
            } else {
                rest.entry(&finding.rule).or_default().push(finding);
            }
        }
        for (rule, findings) in rest {
            let values =
                [("what", &*lang.count(findings.len(), "more finding")), ("rule", &html(rule))];
            let summary = lang.say("html.more-of", &values);
            writeln!(out, "<details class=\"finding\"><summary>{summary}</summary>")?;
            self.write_table(&findings, out)?;
            writeln!(out, "</details>")?;
        }
        writeln!(out, "</section>")
    }

    fn write_whole(
        &mut self,
        finding: &'a Finding,
        is_open: bool,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let lang = self.style.lang;
        let (level, class) = (lang.word("level", finding.level.name()), level_class(finding.level));
        let open = if is_open { " open" } else { "" };
        self.written.insert(&finding.id);
        writeln!(
            out,
            "<details class=\"finding {class}\"{open}><summary><b class=\"badge\">{level}</b> {}<br>\
             <small>{}</small></summary><div id=\"f-{}\"><p>{}{}{}; {}",
            html(&finding.title),
            html(&period(finding, self.analysis, self.style.zone, self.style.lang)),
            html(&finding.id),
            html(&finding.rule),
            lang.text("text.colon"),
            html(&subject(finding, &[], lang)),
            lang.say("text.count", &[("count", &lang.number(finding.count))]),
        )?;
        if !finding.details.is_empty() {
            writeln!(out, "<br>{}", html(&details(finding, usize::MAX, self.style.lang)))?;
        }
        writeln!(out, "</p>")?;
        for evidence in &finding.evidence {
            self.write_evidence(evidence, out)?;
        }
        for remedy in remedies(finding, self.analysis) {
            let (text, grounds) =
                (html_advice(&remedy.text), html(&grounds(remedy, self.style.lang)));
            let label = [lang.text("remedy.do"), lang.text("text.colon")].concat();
            writeln!(out, "<p class=\"do\">{label}{text}<small>{grounds}</small></p>")?;
        }
        self.write_members(finding, out)?;
        writeln!(out, "</div></details>")
    }

    fn write_members(&mut self, finding: &'a Finding, out: &mut dyn Write) -> io::Result<()> {
        if finding.members.is_empty() {
            return Ok(());
        }
        let known = finding.members.iter().filter_map(|id| self.by_id.get(id.as_str()).copied());
        let known: Vec<_> = known.collect();
        let summary = html(&members(finding, self.analysis, self.style.lang));
        writeln!(out, "<details class=\"members\"><summary>{summary}</summary>")?;
        self.write_table(&known, out)?;
        writeln!(out, "</details>")
    }

    /// A record: where it stands, and what it says.
    fn write_evidence(&self, evidence: &Evidence, out: &mut dyn Write) -> io::Result<()> {
        let path = html(&place(evidence));
        let path = match self.sources.get(evidence.path.as_str()) {
            Some(number) => format!("<a href=\"#s{number}\">{path}</a>"),
            None => path,
        };
        writeln!(
            out,
            "<figure><figcaption>{path}, {}</figcaption><pre>{}</pre></figure>",
            self.style.lang.say("html.byte", &[("at", &evidence.offset.to_string())]),
            html_lines(&evidence.text),
        )
    }

    /// One row a finding; its records by number of source and line.
    fn write_table(&mut self, findings: &[&'a Finding], out: &mut dyn Write) -> io::Result<()> {
        let room = ROWS.saturating_sub(self.rows);
        let offset = self.axis.map(Axis::offset).unwrap_or_default();
        let lang = self.style.lang;
        let [level, subject, first, last, count] =
            ["label.level", "label.subject", "label.first", "label.last", "label.count"]
                .map(|key| lang.text(key));
        write!(
            out,
            "<div class=\"wide\"><table><tr><th>{level}<th>{subject}<th>{first} ({offset})<th>{last}\
             <th>{count}<th>{}",
            lang.text("html.by-line"),
        )?;
        for finding in findings.iter().take(room) {
            self.write_row(finding, out)?;
        }
        writeln!(out, "</table></div>")?;
        self.rows += findings.len().min(room);
        if let Some(more) = findings.len().checked_sub(room).filter(|more| *more > 0) {
            let values = [
                ("what", &*lang.count(more, "more finding")),
                ("flag", "<code>--format json</code>"),
            ];
            writeln!(out, "<p>{}</p>", lang.say("text.and-more", &values))?;
        }
        Ok(())
    }

    fn write_row(&mut self, finding: &'a Finding, out: &mut dyn Write) -> io::Result<()> {
        let anchor = if self.written.insert(&finding.id) {
            format!(" id=\"f-{}\"", html(&finding.id))
        } else {
            String::new()
        };
        let lang = self.style.lang;
        let second = |time: i64| match self.axis {
            Some(axis) => axis.second(time),
            None => self.style.zone.show(time),
        };
        let values: Vec<_> = finding.subject.iter().map(|(_, value)| value.as_str()).collect();
        let missed = finding.details.iter().find_map(|(name, value)| match value {
            Detail::Number(number) if name == "missed" => {
                Some(lang.say("ledger.count-missed", &[("count", &number.to_string())]))
            }
            _ => None,
        });
        write!(
            out,
            "<tr{anchor}><td>{}<td>{}<td>{}<td>{}<td>{}<td>",
            lang.word("level", finding.level.name()),
            html(&values.join(", ")),
            if finding.is_dated() { second(finding.first) } else { lang.word("state", "undated") },
            finding.last.map_or_else(|| lang.word("state", "open"), second),
            missed.unwrap_or_else(|| lang.number(finding.count)),
        )?;
        for evidence in &finding.evidence {
            match self.sources.get(evidence.path.as_str()) {
                Some(number) => {
                    write!(out, "<a href=\"#s{number}\">{number}</a>:{} ", evidence.line)?;
                }
                None => write!(out, "{} ", html(&place(evidence)))?,
            }
        }
        writeln!(out)
    }
}
