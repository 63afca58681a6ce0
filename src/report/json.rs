//! JSON, schema 1: the contract other programs read. One object, or one object a line. Written as a
//! stream, keys in the stated order, text lossless.

use std::io::{self, Write};

use mbxtrace_parsers::{Format, Problem, Tally, TimeQuality};
use mbxtrace_rules::{Detail, Evidence, Finding, Ledger, NotJudged, Series};
use serde::{Serialize, Serializer};

use crate::clock::rfc3339;
use crate::report::advice_json::{NotJudgedOut, RemedyOut};
use crate::report::causes_json::CauseOut;
use crate::report::coverage_json::{ClockOffsetOut, CoverageOut};
use crate::report::inert::JsonText;
use crate::report::ledger::{self, EntryLine};
use crate::report::wording;
use crate::report::{Analysis, Source, SourceClock};

/// Version of the schema: raised when a key changes its meaning or goes.
const SCHEMA: u32 = 1;

/// Writes one object, indented.
pub(super) fn write(analysis: &Analysis, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(JsonText(&mut *out), &Document::of(analysis))?;
    writeln!(out)
}

/// Writes one object a line, told apart by `kind`: sources, findings, what was not judged, causes,
/// coverage, entries of ledgers, and the summary last, so that a file without one is known to be cut.
pub(super) fn write_lines(analysis: &Analysis, out: &mut dyn Write) -> io::Result<()> {
    let sources = analysis.sources.iter().map(|source| Line::Source(SourceOut::of(source)));
    let findings = analysis.findings.iter().map(|one| Line::Finding(FindingOut::of(one, analysis)));
    let not_judged = analysis.not_judged.iter().map(|one| Line::NotJudged(NotJudgedOut::of(one)));
    let summary = std::iter::once_with(|| Line::Summary(Summary::of(analysis)));
    let causes = analysis.causes.iter().map(|one| Line::Cause(CauseOut::of(one)));
    let coverage = analysis.coverage.iter().map(|one| Line::Coverage(CoverageOut::of(one)));
    let offsets = analysis.clock_offsets.iter();
    let offsets = offsets.map(|one| Line::ClockOffset(ClockOffsetOut::of(one)));
    let entries = ledger::entries(&analysis.ledgers).map(Line::LedgerEntry);
    let lines = sources.chain(findings).chain(not_judged).chain(causes).chain(coverage);
    for line in lines.chain(offsets).chain(entries).chain(summary) {
        serde_json::to_writer(JsonText(&mut *out), &line)?;
        writeln!(out)?;
    }
    Ok(())
}

/// One finding.
pub(super) fn one(finding: &Finding, analysis: &Analysis) -> serde_json::Value {
    serde_json::to_value(FindingOut::of(finding, analysis)).expect("plain data is always JSON")
}

#[derive(Serialize)]
struct Document<'a> {
    schema: u32,
    tool: Tool<'a>,
    window: Window,
    totals: Totals,
    #[serde(serialize_with = "sources")]
    sources: &'a Analysis,
    #[serde(serialize_with = "findings")]
    findings: &'a Analysis,
    #[serde(serialize_with = "not_judged")]
    not_judged: &'a [NotJudged],
    causes: Vec<CauseOut<'a>>,
    coverage: Vec<CoverageOut<'a>>,
    clock_offsets: Vec<ClockOffsetOut<'a>>,
    #[serde(serialize_with = "ledger::ledgers")]
    ledger: &'a [Ledger],
    #[serde(serialize_with = "ledger::series")]
    series: &'a [Series],
    judged: &'a [String],
    unkeyed: &'a std::collections::BTreeMap<String, u64>,
}

impl<'a> Document<'a> {
    fn of(analysis: &'a Analysis) -> Self {
        Self {
            schema: SCHEMA,
            tool: Tool::of(analysis),
            window: Window::of(analysis),
            totals: Totals::of(analysis),
            sources: analysis,
            findings: analysis,
            not_judged: &analysis.not_judged,
            causes: analysis.causes.iter().map(CauseOut::of).collect(),
            coverage: analysis.coverage.iter().map(CoverageOut::of).collect(),
            clock_offsets: analysis.clock_offsets.iter().map(ClockOffsetOut::of).collect(),
            ledger: &analysis.ledgers,
            series: &analysis.series,
            judged: &analysis.rules,
            unkeyed: &analysis.unkeyed,
        }
    }
}

fn sources<S: Serializer>(analysis: &Analysis, to: S) -> Result<S::Ok, S::Error> {
    to.collect_seq(analysis.sources.iter().map(SourceOut::of))
}

fn findings<S: Serializer>(analysis: &Analysis, to: S) -> Result<S::Ok, S::Error> {
    to.collect_seq(analysis.findings.iter().map(|finding| FindingOut::of(finding, analysis)))
}

fn not_judged<S: Serializer>(list: &[NotJudged], to: S) -> Result<S::Ok, S::Error> {
    to.collect_seq(list.iter().map(NotJudgedOut::of))
}

#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Line<'a> {
    Source(SourceOut<'a>),
    Finding(FindingOut<'a>),
    NotJudged(NotJudgedOut<'a>),
    Coverage(CoverageOut<'a>),
    ClockOffset(ClockOffsetOut<'a>),
    LedgerEntry(EntryLine<'a>),
    Cause(CauseOut<'a>),
    Summary(Summary<'a>),
}

/// Everything but the lists.
#[derive(Serialize)]
pub(super) struct Summary<'a> {
    schema: u32,
    tool: Tool<'a>,
    window: Window,
    totals: Totals,
    sources: usize,
    findings: usize,
    not_judged: usize,
    causes: usize,
    judged: &'a [String],
    unkeyed: &'a std::collections::BTreeMap<String, u64>,
}

impl<'a> Summary<'a> {
    pub(super) fn of(analysis: &'a Analysis) -> Self {
        Self {
            schema: SCHEMA,
            tool: Tool::of(analysis),
            window: Window::of(analysis),
            totals: Totals::of(analysis),
            sources: analysis.sources.len(),
            findings: analysis.findings.len(),
            not_judged: analysis.not_judged.len(),
            causes: analysis.causes.len(),
            judged: &analysis.rules,
            unkeyed: &analysis.unkeyed,
        }
    }
}

#[derive(Serialize)]
struct Tool<'a> {
    name: &'static str,
    version: &'static str,
    rules_sha256: &'a str,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    overridden_rules: &'a [String],
}

impl<'a> Tool<'a> {
    fn of(analysis: &'a Analysis) -> Self {
        let version = env!("CARGO_PKG_VERSION");
        Self {
            name: "mbxtrace",
            version,
            rules_sha256: &analysis.rules_sha256,
            overridden_rules: &analysis.overridden_rules,
        }
    }
}

#[derive(Serialize)]
struct Window {
    first: Option<String>,
    last: Option<String>,
}

impl Window {
    fn of(analysis: &Analysis) -> Self {
        let (first, last) = analysis.window.unzip();
        Self { first: first.map(rfc3339), last: last.map(rfc3339) }
    }
}

#[derive(Serialize)]
struct Totals {
    bytes: u64,
    #[serde(flatten)]
    tally: TallyOut,
    events: u64,
    duplicates: u64,
}

impl Totals {
    fn of(analysis: &Analysis) -> Self {
        Self {
            bytes: analysis.bytes,
            tally: TallyOut::of(analysis.tally),
            events: analysis.events,
            duplicates: analysis.duplicates,
        }
    }
}

#[derive(Serialize)]
struct TallyOut {
    parsed: u64,
    blank: u64,
    unparsed: u64,
    skipped: u64,
}

impl TallyOut {
    fn of(tally: Tally) -> Self {
        let Tally { parsed, blank, unparsed, skipped } = tally;
        Self { parsed, blank, unparsed, skipped }
    }
}

#[derive(Serialize)]
pub(super) struct SourceOut<'a> {
    path: &'a str,
    format: Option<&'static str>,
    node: &'a str,
    clock: Option<ClockOut<'a>>,
    bytes: u64,
    #[serde(flatten)]
    tally: TallyOut,
    events: u64,
    first: Option<String>,
    last: Option<String>,
    problems: Vec<ProblemOut<'a>>,
    encoding: &'static str,
    duplicates: u64,
}

impl<'a> SourceOut<'a> {
    pub(super) fn of(source: &'a Source) -> Self {
        Self {
            path: &source.path,
            format: source.format.map(Format::name),
            node: &source.node,
            clock: source.clock.as_ref().map(ClockOut::of),
            bytes: source.bytes,
            tally: TallyOut::of(source.tally),
            events: source.events,
            first: source.first.map(rfc3339),
            last: source.last.map(rfc3339),
            problems: source.problems.iter().map(ProblemOut::of).collect(),
            encoding: source.encoding,
            duplicates: source.duplicates,
        }
    }
}

#[derive(Serialize)]
struct ClockOut<'a> {
    zone: &'a str,
    date: &'a str,
    confidence: &'static str,
    reason: &'a str,
}

impl<'a> ClockOut<'a> {
    fn of(clock: &'a SourceClock) -> Self {
        let SourceClock { zone, date, confidence, reason } = clock;
        Self { zone, date, confidence: confidence.name(), reason }
    }
}

#[derive(Serialize)]
struct ProblemOut<'a> {
    kind: &'static str,
    at: u64,
    text: &'a str,
}

impl<'a> ProblemOut<'a> {
    fn of(problem: &'a Problem) -> Self {
        Self { kind: problem.kind, at: problem.at, text: &problem.text }
    }
}

#[derive(Serialize)]
struct FindingOut<'a> {
    id: &'a str,
    rule: &'a str,
    level: &'static str,
    title: &'a str,
    state: &'static str,
    #[serde(serialize_with = "subject")]
    subject: &'a [(String, String)],
    first: Option<String>,
    last: Option<String>,
    count: u64,
    #[serde(serialize_with = "details")]
    details: &'a [(String, Detail)],
    evidence: Vec<EvidenceOut<'a>>,
    remedies: Vec<RemedyOut<'a>>,
    members: &'a [String],
}

impl<'a> FindingOut<'a> {
    fn of(finding: &'a Finding, analysis: &'a Analysis) -> Self {
        let remedies = wording::remedies(finding, analysis);
        Self {
            id: &finding.id,
            rule: &finding.rule,
            level: finding.level.name(),
            title: &finding.title,
            state: finding.state.name(),
            subject: &finding.subject,
            first: finding.is_dated().then(|| rfc3339(finding.first)),
            last: finding.last.map(rfc3339),
            count: finding.count,
            details: &finding.details,
            evidence: finding.evidence.iter().map(EvidenceOut::of).collect(),
            remedies: remedies.into_iter().map(RemedyOut::of).collect(),
            members: &finding.members,
        }
    }
}

/// Names and values in the rule's order.
pub(super) fn subject<S: Serializer>(
    subject: &[(String, String)],
    to: S,
) -> Result<S::Ok, S::Error> {
    to.collect_map(subject.iter().map(|(name, value)| (name, value)))
}

pub(super) fn details<S: Serializer>(
    details: &[(String, Detail)],
    to: S,
) -> Result<S::Ok, S::Error> {
    to.collect_map(details.iter().map(|(name, value)| (name, DetailOut::of(value))))
}

#[derive(Serialize)]
#[serde(untagged)]
enum DetailOut<'a> {
    Number(i64),
    Text(&'a str),
    List(&'a [String]),
}

impl<'a> DetailOut<'a> {
    fn of(detail: &'a Detail) -> Self {
        match detail {
            Detail::Number(number) => Self::Number(*number),
            Detail::Text(text) => Self::Text(text),
            Detail::List(list) => Self::List(list),
        }
    }
}

#[derive(Serialize)]
struct EvidenceOut<'a> {
    path: &'a str,
    line: u64,
    offset: u64,
    length: u32,
    time: Option<String>,
    text: &'a str,
    time_quality: &'static str,
}

impl<'a> EvidenceOut<'a> {
    fn of(evidence: &'a Evidence) -> Self {
        let dated = evidence.quality != TimeQuality::Undated;
        Self {
            path: &evidence.path,
            line: evidence.line,
            offset: evidence.offset,
            length: evidence.length,
            time: dated.then(|| rfc3339(evidence.time)),
            text: &evidence.text,
            time_quality: evidence.quality.name(),
        }
    }
}
