//! The verdict on one instance of a cause.

use std::collections::BTreeSet;

use crate::finding::Finding;

use super::Cause;
use super::definition::{CauseRule, Certainty};
use super::facts::{Facts, are_undated, is_undated};
use super::instance::Instance;
use super::item::{Answer, answer, answer_of_anchors};
use super::versions::Versions;
use super::words;

/// What becomes of an instance.
pub(crate) enum Verdict<'a> {
    /// All required evidence holds.
    Ranked(Case<'a>),
    /// Nothing that is required fails, but something could not be looked at.
    Undecided(Case<'a>),
    /// It is not so.
    No,
}

/// An instance with what speaks for and against it.
pub(crate) struct Case<'a> {
    pub(crate) rule: &'a CauseRule,
    pub(crate) certainty: Certainty,
    /// What it explains: the findings of the first required group.
    pub(crate) anchors: Vec<&'a Finding>,
    /// These and what else speaks for it, oldest first.
    pub(crate) explained: Vec<&'a Finding>,
    pub(crate) shared: Vec<(&'a str, Vec<String>)>,
    pub(crate) reasons: Vec<String>,
    pub(crate) objections: Vec<String>,
    pub(crate) missing: Vec<String>,
}

/// What the items said so far.
#[derive(Default)]
struct Heard<'a> {
    explained: Vec<&'a Finding>,
    sources: BTreeSet<String>,
    identified: bool,
    decided: bool,
    /// Something required rests on records without a time alone.
    undated: bool,
    reasons: Vec<String>,
    missing: Vec<String>,
}

/// Judges one instance.
pub(crate) fn judge<'a>(
    rule: &'a CauseRule,
    instance: &Instance<'a>,
    facts: &Facts<'a>,
) -> Verdict<'a> {
    let mut heard = Heard { explained: instance.anchors.clone(), ..Heard::default() };
    let Some(undecided) = hear_required(rule, instance, facts, &mut heard) else {
        return Verdict::No;
    };
    for item in &rule.supporting {
        match answer(item, instance, facts, rule.within) {
            Answer::Holds { findings, source } => {
                heard.decided |= item.decisive && !are_undated(&findings);
                heard.take(&item.say, findings, source);
            }
            // What would only support is not asked for.
            Answer::Missing(lack) if item.decisive => {
                heard.missing.push(words::missing(item, &lack));
            }
            Answer::Fails | Answer::Missing(_) => {}
        }
    }
    let mut certainty = if heard.decided { rule.full } else { rule.base };
    let mut objections = Vec::new();
    for item in &rule.contradicting {
        match answer(item, instance, facts, rule.within) {
            Answer::Holds { findings, .. } if item.excludes && !are_undated(&findings) => {
                return Verdict::No;
            }
            Answer::Holds { findings, .. } => {
                certainty = certainty.lowered();
                objections.push(words::said(&item.say, &findings));
            }
            Answer::Fails => {}
            Answer::Missing(lack) => heard.missing.push(words::missing(item, &lack)),
        }
    }
    if heard.undated || (heard.sources.len() < 2 && !heard.identified) {
        certainty = certainty.min(Certainty::Medium);
    }
    let case = heard.case(rule, instance, certainty, objections);
    if undecided { Verdict::Undecided(case) } else { Verdict::Ranked(case) }
}

/// Whether something required could not be looked at; `None` if something required fails.
fn hear_required<'a>(
    rule: &'a CauseRule,
    instance: &Instance<'a>,
    facts: &Facts<'a>,
    heard: &mut Heard<'a>,
) -> Option<bool> {
    let mut undecided = false;
    for (index, group) in rule.required.iter().enumerate() {
        let (mut holds, mut dated, mut lacks) = (false, false, Vec::new());
        for item in group {
            let answer = match index {
                0 => answer_of_anchors(item, instance, facts),
                _ => answer(item, instance, facts, rule.within),
            };
            match answer {
                Answer::Holds { findings, source } => {
                    holds = true;
                    dated |= !are_undated(&findings);
                    heard.identified |= item.identifies && !are_undated(&findings);
                    heard.take(&item.say, findings, source);
                }
                Answer::Fails => {}
                Answer::Missing(lack) => lacks.push(words::missing(item, &lack)),
            }
        }
        heard.undated |= holds && !dated;
        if !holds {
            if lacks.is_empty() {
                return None;
            }
            undecided = true;
            heard.missing.extend(lacks);
        }
    }
    Some(undecided)
}

impl<'a> Heard<'a> {
    fn take(&mut self, say: &str, findings: Vec<&'a Finding>, source: String) {
        self.sources.insert(source);
        self.reasons.push(words::said(say, &findings));
        self.explained.extend(findings);
    }

    fn case(
        mut self,
        rule: &'a CauseRule,
        instance: &Instance<'a>,
        certainty: Certainty,
        objections: Vec<String>,
    ) -> Case<'a> {
        self.explained.sort_by_key(|one| (is_undated(one), one.first, &one.id));
        self.explained.dedup_by(|one, other| one.id == other.id);
        let mut known = BTreeSet::new();
        self.missing.retain(|sentence| known.insert(sentence.clone()));
        Case {
            rule,
            certainty,
            anchors: instance.anchors.clone(),
            explained: self.explained,
            shared: instance.shared.clone(),
            reasons: self.reasons,
            objections,
            missing: self.missing,
        }
    }
}

impl Case<'_> {
    /// When what it explains began; by what else speaks for it if that has no time, 0 if nothing has.
    fn since(&self) -> i64 {
        let dated =
            |of: &[&Finding]| of.iter().filter(|one| !is_undated(one)).map(|one| one.first).min();
        dated(&self.anchors).or_else(|| dated(&self.explained)).unwrap_or(0)
    }

    /// The cause as it is reported.
    pub(crate) fn cause(&self, versions: &Versions) -> Cause {
        let rule = self.rule;
        let generation = versions.of_findings(&self.explained);
        let advice = rule.advice.iter().filter(|one| {
            let right = one.exchange.zip(generation).is_none_or(|(one, seen)| one == seen);
            right && self.explained.iter().any(|finding| one.remedy.applies(finding))
        });
        Cause {
            id: rule.id.clone(),
            name: rule.name.clone(),
            title: words::title(self),
            side: rule.side,
            certainty: self.certainty,
            scope: words::scope(self),
            first: self.since(),
            findings: self.explained.iter().map(|finding| finding.id.clone()).collect(),
            reasons: self.reasons.clone(),
            objections: self.objections.clone(),
            missing: self.missing.clone(),
            next_evidence: rule.next_evidence.clone(),
            remedies: advice.map(|one| one.remedy.clone()).collect(),
        }
    }
}
