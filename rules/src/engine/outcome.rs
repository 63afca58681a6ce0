//! What the engine says at the end.

use std::collections::BTreeMap;

use super::world::Seen;
use crate::finding::{Finding, NotJudged};
use crate::ledger::{Ledger, Series};

/// What the engine says at the end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Final versions, in their [order](Finding::order).
    pub findings: Vec<Finding>,
    /// What could not be judged, sorted.
    pub not_judged: Vec<NotJudged>,
    /// Records that lacked the key of a rule.
    pub unkeyed: BTreeMap<String, u64>,
    /// Events that came after one of a later time.
    pub late: u64,
    /// What was seen of each family of each node, in order of node and family.
    pub seen: Vec<Seen>,
    /// One for each heartbeat rule that saw a key, if ledgers are kept ([`crate::Engine::with_ledger`]).
    pub ledgers: Vec<Ledger>,
    /// Records over time of all other rules, by rule, then in order of first appearance.
    pub series: Vec<Series>,
}

impl Outcome {
    /// Takes findings that the caller tells, each in its place.
    pub fn tell(&mut self, findings: Vec<Finding>) {
        self.findings.extend(findings);
        self.sort();
    }

    /// In the order of [`Self::findings`].
    pub(super) fn sort(&mut self) {
        self.findings.sort_by(Finding::order);
    }
}
