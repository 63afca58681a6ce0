//! Findings to causes: which root cause explains what was found, how surely, and what would decide.
//!
//! A pure fold over the findings of a run and what its sources cover. Every [`CauseRule`] states
//! required, supporting and contradicting evidence as items over findings ([`definition`]). The
//! findings of its first required group are what it explains; those that agree in what the rule
//! shares (server, account, node) and overlap within its window are one instance, and only evidence
//! of that time and that subject speaks for or against it.
//!
//! * All required groups hold: the cause is ranked, with a [`Certainty`].
//! * One fails, or a contradiction excludes it: it is not said at all.
//! * None fails, but a source that would show one was not read: *not judged*, with what to collect.
//!
//! A state that somebody saw and nobody dated (a registry export, a listing of services) counts at any
//! time, and for less: it neither decides, nor identifies, nor excludes.

pub(crate) mod definition;
mod facts;
mod instance;
mod item;
mod judge;
mod rank;
mod trial;
pub(crate) mod versions;
mod words;

use crate::engine::Outcome;
use crate::finding::{Finding, NotJudged, Remedy};
use crate::load::RuleSet;

pub use self::definition::{CauseRule, Certainty, Class, Side};
pub(crate) use self::facts::Covered;

/// One cause that explains findings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cause {
    /// Id of its rule, `RC-06`.
    pub id: String,
    /// Name of its rule, `ews.unreachable`.
    pub name: String,
    /// One line for a person.
    pub title: String,
    /// On whose side it is.
    pub side: Side,
    /// How sure the evidence makes it.
    pub certainty: Certainty,
    /// How far it reaches: `server exch01.contoso.example`, `account svc-unity`, `all`.
    pub scope: String,
    /// When what it explains began, UTC nanoseconds.
    pub first: i64,
    /// Ids of the findings it explains, oldest first; never empty.
    pub findings: Vec<String>,
    /// What speaks for it, a sentence each.
    pub reasons: Vec<String>,
    /// What speaks against it, a sentence each.
    pub objections: Vec<String>,
    /// What was not looked at, a sentence each.
    pub missing: Vec<String>,
    /// The one piece of evidence that would decide, with the command to run.
    pub next_evidence: String,
    /// What to do, for the Exchange version seen.
    pub remedies: Vec<Remedy>,
}

/// What the findings of a run come from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diagnosis {
    /// Causes, the one to look at first at the head.
    pub causes: Vec<Cause>,
    /// Causes that may explain findings, but whose decisive source was not read; sorted.
    pub not_judged: Vec<NotJudged>,
}

impl RuleSet {
    /// The causes of what a run found. Same outcome, same diagnosis, whatever its order.
    pub fn diagnose(&self, outcome: &Outcome) -> Diagnosis {
        let coverage: Vec<_> = outcome.seen.iter().filter_map(Covered::of).collect();
        diagnose(self.causes(), &outcome.findings, &coverage)
    }
}

/// The causes among `rules` of these findings, read from sources that cover this much.
pub(crate) fn diagnose(
    rules: &[CauseRule],
    findings: &[Finding],
    coverage: &[Covered],
) -> Diagnosis {
    let facts = facts::Facts::of(findings, coverage);
    let versions = versions::Versions::of(findings);
    let mut ranked = Vec::new();
    let mut undecided = Vec::new();
    for rule in rules {
        for instance in instance::gather(rule, &facts) {
            match judge::judge(rule, &instance, &facts) {
                judge::Verdict::Ranked(case) => ranked.push(case),
                judge::Verdict::Undecided(case) => undecided.push(case),
                judge::Verdict::No => {}
            }
        }
    }
    rank::sort(&mut ranked);
    let not_judged = rank::not_judged(&undecided, &ranked);
    let causes = ranked.iter().map(|case| case.cause(&versions)).collect();
    Diagnosis { causes, not_judged }
}
