//! Parts of a report as JSON values, in the shapes of the JSON report: for those who are asked one
//! thing at a time.

use mbxtrace_rules::Finding;
use serde::Serialize;
use serde_json::{Value, json};

use super::advice_json::NotJudgedOut;
use super::causes_json::CauseOut;
use super::coverage_json::{ClockOffsetOut, CoverageOut};
use super::json::{self, SourceOut, Summary};
use super::{Analysis, Lang, verdict};
use crate::clock::Zone;

/// The verdict: `headline`, `level` (of the gravest finding, or null), `is_clean`, `caution` (what
/// could not be read, or null), and `points`, each a `label` and a `text`.
pub fn verdict_json(analysis: &Analysis, zone: Zone, lang: Lang) -> Value {
    let verdict = verdict::of(analysis, zone, lang);
    let points = verdict.points.iter();
    let points: Vec<_> =
        points.map(|(point, text)| json!({ "label": point.label(lang), "text": text })).collect();
    json!({
        "headline": verdict.headline,
        "level": verdict.level.map(mbxtrace_rules::Severity::name),
        "is_clean": verdict.is_clean,
        "caution": verdict.caution,
        "points": points,
    })
}

/// Window, totals and counts: the summary that ends a JSONL report.
pub fn summary_json(analysis: &Analysis) -> Value {
    value(&Summary::of(analysis))
}

/// One finding with its evidence and advice.
pub fn finding_of(finding: &Finding, analysis: &Analysis) -> Value {
    json::one(finding, analysis)
}

/// The causes, the one to look at first at the head.
pub fn causes_json(analysis: &Analysis) -> Value {
    analysis.causes.iter().map(|cause| value(&CauseOut::of(cause))).collect()
}

/// What was looked at: `coverage`, `clock_offsets`, `not_judged` and `sources`.
pub fn coverage_json(analysis: &Analysis) -> Value {
    let coverage: Value =
        analysis.coverage.iter().map(|one| value(&CoverageOut::of(one))).collect();
    let offsets: Value =
        analysis.clock_offsets.iter().map(|one| value(&ClockOffsetOut::of(one))).collect();
    let not_judged: Value =
        analysis.not_judged.iter().map(|one| value(&NotJudgedOut::of(one))).collect();
    let sources: Value = analysis.sources.iter().map(|one| value(&SourceOut::of(one))).collect();
    json!({
        "coverage": coverage,
        "clock_offsets": offsets,
        "not_judged": not_judged,
        "sources": sources,
    })
}

fn value(one: &impl Serialize) -> Value {
    serde_json::to_value(one).expect("plain data is always JSON")
}
