//! Answers from the analysis: verdict, findings, causes, coverage, ledger.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use mbxtrace_rules::{Finding, Severity};
use serde_json::{Value, json};

use super::api::Asked;
use super::records;
use super::refusal::{Refusal, Trouble};
use crate::clock::rfc3339;
use crate::report::{self, Analysis, Lang};
use crate::search;

type Answer = Result<Value, Trouble>;

/// Most findings in one answer, and records a finding shows of its evidence.
const MOST: usize = 1000;
const EVIDENCE: usize = 50;

/// Most neighbours of a record on either side.
pub(super) const MOST_CONTEXT: usize = 20;

/// Whether there is anything new: cheap enough to be asked every second.
#[expect(clippy::unnecessary_wraps, reason = "as every answer of the table")]
pub(super) fn state(asked: &Asked<'_>) -> Answer {
    let manifest = asked.snapshot.case.manifest();
    let (first, last) = asked.snapshot.extent().unzip();
    let records: u64 = manifest.streams.iter().map(|stream| stream.source.events).sum();
    Ok(json!({
        "commit": manifest.commit,
        "analysis": manifest.analysis,
        "records": records,
        "first": first.map(rfc3339),
        "last": last.map(rfc3339),
    }))
}

/// The verdict, and what it is made of in numbers.
pub(super) fn summary(asked: &Asked<'_>) -> Answer {
    let analysis = asked.analysis()?;
    let zone = asked.desk.zone;
    let mut summary = report::summary_json(&analysis);
    if let Some(summary) = summary.as_object_mut() {
        summary.insert("zone".to_owned(), json!(zone.to_string()));
        summary.insert("verdict".to_owned(), report::verdict_json(&analysis, zone, Lang::En));
        let levels = Severity::ALL.into_iter().map(|level| {
            let of_level = analysis.findings.iter().filter(|finding| finding.level == level);
            (level.name().to_owned(), json!(of_level.count()))
        });
        summary.insert("levels".to_owned(), Value::Object(levels.collect()));
    }
    Ok(summary)
}

/// The findings, gravest first, without their records. A finding that belongs to a group names it.
pub(super) fn findings(asked: &Asked<'_>) -> Answer {
    let analysis = asked.analysis()?;
    let limit = asked.parameters.number("limit", 100, MOST)?;
    let offset = asked.parameters.number("offset", 0, usize::MAX)?;
    let rule = asked.parameters.get("rule");
    let names: Vec<&str> = Severity::ALL.map(Severity::name).to_vec();
    let level = match asked.parameters.get("level") {
        Some(_) => Severity::from_name(asked.parameters.choice("level", &names)?),
        None => None,
    };
    let is_wanted = |finding: &&Finding| {
        rule.is_none_or(|rule| finding.rule == rule)
            && level.is_none_or(|least| finding.level >= least)
    };
    let wanted: Vec<_> = analysis.findings.iter().filter(is_wanted).collect();
    let shown = wanted.iter().skip(offset).take(limit);
    let groups = groups(&analysis);
    let shown: Vec<_> = shown.map(|finding| brief(finding, &analysis, &groups)).collect();
    Ok(json!({ "total": wanted.len(), "findings": shown }))
}

fn brief(finding: &Finding, analysis: &Analysis, groups: &BTreeMap<&str, &str>) -> Value {
    let mut value = report::finding_of(finding, analysis);
    if let Some(value) = value.as_object_mut() {
        value.remove("evidence");
        value.remove("remedies");
        value.insert("members".to_owned(), json!(finding.members.len()));
        value.insert("group".to_owned(), json!(groups.get(finding.id.as_str())));
    }
    value
}

/// Which finding stands for each member of a group, by id.
fn groups(analysis: &Analysis) -> BTreeMap<&str, &str> {
    let members = analysis
        .findings
        .iter()
        .flat_map(|group| group.members.iter().map(|member| (member.as_str(), group.id.as_str())));
    members.collect()
}

/// One finding with its records, read back from the case with their neighbours.
pub(super) fn finding(asked: &Asked<'_>) -> Answer {
    let context = asked.parameters.number("context", 3, MOST_CONTEXT)?;
    let analysis = asked.analysis()?;
    let finding = analysis.findings.iter().find(|finding| finding.id == asked.id);
    let Some(finding) = finding else {
        let message = "there is no finding of that id in the last analysis";
        return Err(Refusal::new(StatusCode::NOT_FOUND, message).into());
    };
    let shown = Finding {
        evidence: finding.evidence.iter().take(EVIDENCE).cloned().collect(),
        ..finding.clone()
    };
    let records = search::evidence(&asked.snapshot.case, &shown, context)?.hits;
    let records = records.iter().map(records::hit).collect();
    let mut value = report::finding_of(finding, &analysis);
    if let Some(value) = value.as_object_mut() {
        let causes = analysis.causes.iter().filter(|cause| cause.findings.contains(&finding.id));
        let causes: Vec<&str> = causes.map(|cause| cause.id.as_str()).collect();
        value.insert("causes".to_owned(), json!(causes));
        value.insert("group".to_owned(), json!(groups(&analysis).get(finding.id.as_str())));
        value.insert("records".to_owned(), Value::Array(records));
        let why = analysis.rule_texts.get(&finding.rule).map(|text| text.why.as_str());
        value.insert("why".to_owned(), json!(why.unwrap_or_default()));
    }
    Ok(value)
}

/// The causes, the one to look at first at the head.
pub(super) fn causes(asked: &Asked<'_>) -> Answer {
    Ok(json!({ "causes": report::causes_json(&*asked.analysis()?) }))
}

/// What was looked at, and what not.
pub(super) fn coverage(asked: &Asked<'_>) -> Answer {
    Ok(report::coverage_json(&*asked.analysis()?))
}

/// The slots of every heartbeat in a window.
pub(super) fn ledger(asked: &Asked<'_>) -> Answer {
    let window = asked.window()?;
    Ok(report::ledger_window(&*asked.analysis()?, asked.desk.zone, window))
}
