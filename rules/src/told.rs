//! Findings of what only whole logs show (clocks apart): the caller tells, the rule file words it.

use crate::finding::{Detail, Evidence, Finding, State};
use crate::load::RuleSet;
use crate::render::{Blanks, level};

/// What a caller tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Names and values of the subject, in the rule's order.
    pub subject: Vec<(String, String)>,
    /// When the first of the records that show it was written, UTC nanoseconds.
    pub first: i64,
    /// And the last.
    pub last: i64,
    /// How many records show it.
    pub count: u64,
    /// More about it, under the names the rule states.
    pub details: Vec<(String, Detail)>,
    /// Records that show it; never empty.
    pub evidence: Vec<Evidence>,
}

impl RuleSet {
    /// The finding of the rule of that id; `None` if there is no such rule, or without a record that
    /// shows it.
    pub fn told(&self, id: &str, told: Told) -> Option<Finding> {
        let rule = self.rules().iter().find(|rule| rule.id == id && rule.is_told())?;
        if told.evidence.is_empty() {
            return None;
        }
        let mut finding = Finding {
            id: Finding::id_of(id, &told.subject, told.first),
            rule: id.to_owned(),
            level: level(rule, &told.subject, told.count),
            title: String::new(),
            state: State::Ended,
            subject: told.subject,
            first: told.first,
            last: Some(told.last),
            count: told.count,
            details: told.details,
            evidence: told.evidence,
            members: Vec::new(),
        };
        finding.title = rule.say.render(&finding, &Blanks::ENGLISH);
        Some(finding)
    }
}
