//! Advice, and what was not judged, in JSON.

use mbxtrace_rules::{NotJudged, Remedy};
use serde::Serialize;

#[derive(Serialize)]
pub(super) struct RemedyOut<'a> {
    text: &'a str,
    document: &'a str,
    applies_to: &'a str,
    risk: &'a str,
}

impl<'a> RemedyOut<'a> {
    pub(super) fn of(remedy: &'a Remedy) -> Self {
        let Remedy { text, document, applies_to, risk, .. } = remedy;
        Self { text, document, applies_to, risk }
    }
}

#[derive(Serialize)]
pub(super) struct NotJudgedOut<'a> {
    rule: &'a str,
    because: &'a str,
    collect: &'a str,
}

impl<'a> NotJudgedOut<'a> {
    pub(super) fn of(not_judged: &'a NotJudged) -> Self {
        let NotJudged { rule, because, collect } = not_judged;
        Self { rule, because, collect }
    }
}
