//! Causes in JSON: the keys of the contract in its order, then what it does not name.

use mbxtrace_rules::Cause;
use serde::Serialize;

use super::advice_json::RemedyOut;
use crate::clock::rfc3339;

#[derive(Serialize)]
pub(super) struct CauseOut<'a> {
    id: &'a str,
    title: &'a str,
    confidence: &'static str,
    scope: &'a str,
    findings: &'a [String],
    #[serde(rename = "for")]
    reasons: &'a [String],
    against: &'a [String],
    missing: &'a [String],
    next_evidence: &'a str,
    remedies: Vec<RemedyOut<'a>>,
    name: &'a str,
    side: &'static str,
    first: Option<String>,
}

impl<'a> CauseOut<'a> {
    pub(super) fn of(cause: &'a Cause) -> Self {
        Self {
            id: &cause.id,
            title: &cause.title,
            confidence: cause.certainty.name(),
            scope: &cause.scope,
            findings: &cause.findings,
            reasons: &cause.reasons,
            against: &cause.objections,
            missing: &cause.missing,
            next_evidence: &cause.next_evidence,
            remedies: cause.remedies.iter().map(RemedyOut::of).collect(),
            name: &cause.name,
            side: cause.side.name(),
            first: (cause.first != 0).then(|| rfc3339(cause.first)),
        }
    }
}
