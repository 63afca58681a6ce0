//! What to tell of findings as they come, change and go: one alert and one recovery each.

use std::collections::{BTreeMap, BTreeSet};

use mbxtrace_rules::{Finding, Severity, State};
use serde::{Deserialize, Serialize};

use super::{LiveOptions, Moment, Tell};
use crate::config::SOURCE_SILENT;
use crate::tell::NoticeKind;

/// An alert that was raised and is not over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Raised {
    level: u8,
    /// When it was raised, UTC nanoseconds.
    at: i64,
    reminders: u32,
}

/// What a later run needs to know.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Ledger {
    /// Open alerts by id of the finding.
    raised: BTreeMap<String, Raised>,
    /// Latest event time that has been judged: what ended before was told or was not worth it.
    reached: Option<i64>,
    /// When the case was first watched, UTC nanoseconds: what ended before is nobody's news, also for
    /// a run after one that died before it had judged anything.
    #[serde(default)]
    began: Option<i64>,
}

/// Decides what is told.
pub(super) struct Alerts {
    ledger: Ledger,
    /// Nobody has watched the case before: all that is found at the start is older than the watch.
    is_first: bool,
    /// Newest version of open alerts, for reminders and withdrawals.
    standing: BTreeMap<String, Finding>,
    /// Members of groups that are told as groups.
    folded: BTreeSet<String>,
}

/// One thing to be told.
pub(super) struct Decision {
    pub(super) id: String,
    pub(super) kind: NoticeKind,
    pub(super) finding: Finding,
}

impl Alerts {
    pub(super) fn new(mut ledger: Ledger, now: Moment) -> Self {
        let is_first = ledger.began.is_none() && ledger.reached.is_none();
        if is_first {
            ledger.began = Some(now.utc);
        }
        Self { ledger, is_first, standing: BTreeMap::new(), folded: BTreeSet::new() }
    }

    /// Whether nobody has watched the case before.
    pub(super) fn is_first(&self) -> bool {
        self.is_first
    }

    /// What a later run needs; `reached`: the latest event time judged so far.
    pub(super) fn ledger(&mut self, reached: Option<i64>) -> &Ledger {
        self.ledger.reached = self.ledger.reached.max(reached);
        &self.ledger
    }

    /// Weighs findings that are new or have changed. `standing`: what was in the logs before they
    /// were watched is told only if it goes on.
    pub(super) fn weigh(
        &mut self,
        mut findings: Vec<Finding>,
        options: &LiveOptions,
        moment: Moment,
        told: &dyn Tell,
        backlog: bool,
    ) -> Vec<Decision> {
        // A group first: its members are told with it.
        findings.sort_by_key(|finding| finding.members.is_empty());
        let mut decisions = Vec::new();
        for finding in findings {
            if let Some((kind, id)) = self.decide(&finding, options, moment, told, backlog) {
                decisions.push(Decision { id, kind, finding });
            }
        }
        decisions
    }

    fn decide(
        &mut self,
        finding: &Finding,
        options: &LiveOptions,
        moment: Moment,
        told: &dyn Tell,
        backlog: bool,
    ) -> Option<(NoticeKind, String)> {
        let id = &finding.id;
        let is_open = finding.state == State::Open;
        let raised_id = format!("{id}:raised");
        if !self.ledger.raised.contains_key(id) && is_open && told.knows(&raised_id) {
            // Told by a run that did not live to write it down.
            self.raise(finding, moment);
        }
        if self.ledger.raised.contains_key(id) || told.knows(&raised_id) {
            // Members are told with their group, also by a run that did not raise it.
            self.folded.extend(finding.members.iter().cloned());
        }
        if let Some(raised) = self.ledger.raised.get_mut(id) {
            if !is_open {
                self.ledger.raised.remove(id);
                self.standing.remove(id);
                return Some((NoticeKind::Recovered, format!("{id}:recovered")));
            }
            self.standing.insert(id.clone(), finding.clone());
            let is_graver = finding.level as u8 > raised.level;
            if !is_graver {
                return None;
            }
            raised.level = finding.level as u8;
            let changed = format!("{id}:changed:{}", finding.level.name());
            return Some((NoticeKind::Changed, changed));
        }
        if told.knows(&raised_id) {
            let recovered = format!("{id}:recovered");
            let is_news = !is_open && !told.knows(&recovered);
            return is_news.then_some((NoticeKind::Recovered, recovered));
        }
        if !self.is_worth(finding, options, moment, backlog) {
            return None;
        }
        self.folded.extend(finding.members.iter().cloned());
        self.raise(finding, moment);
        Some((NoticeKind::Raised, raised_id))
    }

    fn is_worth(
        &self,
        finding: &Finding,
        options: &LiveOptions,
        moment: Moment,
        backlog: bool,
    ) -> bool {
        let since = self.ledger.reached.or(self.ledger.began);
        let is_before = self.is_first
            || finding.last.is_some_and(|last| since.is_some_and(|since| last < since));
        let is_old = backlog && finding.state != State::Open && is_before;
        finding.level >= options.level
            && !is_old
            && !self.folded.contains(&finding.id)
            && !(options.is_muted)(finding, moment.utc)
    }

    fn raise(&mut self, finding: &Finding, moment: Moment) {
        let raised = Raised { level: finding.level as u8, at: moment.utc, reminders: 0 };
        self.ledger.raised.insert(finding.id.clone(), raised);
        self.standing.insert(finding.id.clone(), finding.clone());
    }

    /// Findings that were raised as over at once: the recovery that belongs to a raised alert which
    /// has ended meanwhile.
    pub(super) fn settle_ended(&mut self) -> Vec<Decision> {
        let ended: Vec<String> = self
            .standing
            .iter()
            .filter(|(_, finding)| finding.state != State::Open)
            .map(|(id, _)| id.clone())
            .collect();
        let mut decisions = Vec::new();
        for id in ended {
            self.ledger.raised.remove(&id);
            if let Some(finding) = self.standing.remove(&id) {
                let recovered = format!("{id}:recovered");
                decisions.push(Decision { id: recovered, kind: NoticeKind::Recovered, finding });
            }
        }
        decisions
    }

    /// Alerts that go on for longer than `every` since they were last told.
    pub(super) fn reminders(&mut self, every: Option<i64>, moment: Moment) -> Vec<Decision> {
        let Some(every) = every else { return Vec::new() };
        let mut decisions = Vec::new();
        for (id, raised) in &mut self.ledger.raised {
            let due =
                raised.at.saturating_add(every.saturating_mul(i64::from(raised.reminders) + 1));
            let Some(finding) = self.standing.get(id).filter(|_| due <= moment.utc) else {
                continue;
            };
            let passed = moment.utc.saturating_sub(raised.at) / every.max(1);
            raised.reminders = u32::try_from(passed).unwrap_or(u32::MAX);
            decisions.push(Decision {
                id: format!("{id}:reminder:{}", raised.reminders),
                kind: NoticeKind::Reminder,
                finding: finding.clone(),
            });
        }
        decisions
    }

    /// After everything was judged anew: alerts whose findings are not among `ids` any more.
    pub(super) fn withdraw(&mut self, ids: &BTreeSet<&str>) -> Vec<Decision> {
        let gone: Vec<String> = self
            .standing
            .iter()
            .filter(|(id, finding)| finding.rule != SOURCE_SILENT && !ids.contains(id.as_str()))
            .map(|(id, _)| id.clone())
            .collect();
        let mut decisions = Vec::new();
        for id in gone {
            self.ledger.raised.remove(&id);
            if let Some(finding) = self.standing.remove(&id) {
                decisions.push(Decision {
                    id: format!("{id}:withdrawn"),
                    kind: NoticeKind::Withdrawn,
                    finding,
                });
            }
        }
        decisions
    }

    /// Open alerts by level, gravest first.
    pub(super) fn open(&self) -> impl Iterator<Item = (&str, Severity)> {
        self.standing.values().map(|finding| (finding.rule.as_str(), finding.level))
    }
}
