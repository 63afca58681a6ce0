//! What to tell of findings as they come, change and go: one alert and one recovery each.

use std::collections::{BTreeMap, BTreeSet};

use mbxtrace_parsers::Family;
use mbxtrace_rules::{Engine, Finding, Severity, State};
use serde::{Deserialize, Serialize};

use super::desk::ClockReadings;
use super::{LiveOptions, Moment, Tell};
use crate::case::{finding_from, stored_finding};
use crate::config::SOURCE_SILENT;
use crate::tell::NoticeKind;

/// An alert that was raised and is not over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Raised {
    level: u8,
    /// When it was raised, UTC nanoseconds.
    at: i64,
    reminders: u32,
    /// The finding as it was raised, in the form of the case, with the first of its evidence: should a
    /// later run not find it again, it says what is taken back.
    #[serde(default)]
    finding: serde_json::Value,
    /// Late lines may have refuted it, and it was not judged anew.
    #[serde(default)]
    is_doubted: bool,
}

impl Raised {
    fn new(finding: &Finding, moment: Moment) -> Self {
        let mut slim = finding.clone();
        slim.evidence.truncate(1);
        slim.details.clear();
        slim.members.clear();
        Self {
            level: finding.level as u8,
            at: moment.utc,
            reminders: 0,
            finding: stored_finding(&slim),
            is_doubted: false,
        }
    }
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
    /// What the clocks of the sources showed when an alert was raised last: they go on, so that what
    /// was due then is due in a later run.
    #[serde(default)]
    clocks: ClockReadings,
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
    /// An alert was raised since the clocks were noted.
    has_raised: bool,
}

/// One thing to be told.
pub(super) struct Decision {
    pub(super) id: String,
    pub(super) kind: NoticeKind,
    pub(super) finding: Finding,
}

impl Decision {
    fn withdrawn(finding: Finding) -> Self {
        Self { id: format!("{}:withdrawn", finding.id), kind: NoticeKind::Withdrawn, finding }
    }
}

impl Alerts {
    pub(super) fn new(mut ledger: Ledger, now: Moment) -> Self {
        let is_first = ledger.began.is_none() && ledger.reached.is_none();
        if is_first {
            ledger.began = Some(now.utc);
        }
        let (standing, folded) = (BTreeMap::new(), BTreeSet::new());
        Self { ledger, is_first, standing, folded, has_raised: false }
    }

    /// Latest event time that was judged.
    pub(super) fn reached(&self) -> Option<i64> {
        self.ledger.reached
    }

    /// What the clocks of sources showed when an alert was raised last.
    pub(super) fn clocks(&self) -> Vec<(String, Family, i64)> {
        let known = self.ledger.clocks.iter();
        known
            .filter_map(|(of, name, at)| Some((of.clone(), Family::from_name(name)?, *at)))
            .collect()
    }

    /// Notes what the clocks show, if an alert was raised since it was noted.
    pub(super) fn note_clocks(&mut self, clocks: impl FnOnce() -> ClockReadings) {
        if std::mem::take(&mut self.has_raised) {
            self.ledger.clocks = clocks();
        }
    }

    /// Notes which open alerts late lines may have refuted since everything was judged.
    pub(super) fn doubt(&mut self, engine: &Engine) {
        // Asked with every commit.
        let is_any = engine.has_belated();
        for raised in self.ledger.raised.values_mut() {
            let finding = is_any.then(|| finding_from(&raised.finding)).flatten();
            raised.is_doubted = finding.is_some_and(|of| engine.is_belated(&of.rule, &of.subject));
        }
    }

    /// Sources that an earlier run told to be silent: they are until a line says otherwise.
    pub(super) fn silent_of_before(&mut self) -> Vec<Finding> {
        let raised = self.ledger.raised.values();
        let findings = raised.filter_map(|raised| finding_from(&raised.finding));
        let silent: Vec<_> = findings.filter(|finding| finding.rule == SOURCE_SILENT).collect();
        self.standing.extend(silent.iter().map(|finding| (finding.id.clone(), finding.clone())));
        silent
    }

    /// After the first round of a run: alerts of earlier ones whose findings are not among `ids`. Those
    /// that late lines refuted are withdrawn, those whose records are gone forgotten. All others may
    /// well go on: as long as nothing speaks against them, they stay.
    pub(super) fn withdraw_of_before(
        &mut self,
        ids: &BTreeSet<&str>,
        engine: &Engine,
        is_gone: impl Fn(&Finding) -> bool,
    ) -> Vec<Decision> {
        let raised = self.ledger.raised.iter().filter(|(id, _)| !ids.contains(id.as_str()));
        let unconfirmed: Vec<_> = raised
            .filter_map(|(_, raised)| Some((finding_from(&raised.finding)?, raised.is_doubted)))
            .filter(|(finding, _)| finding.rule != SOURCE_SILENT)
            .collect();
        let mut decisions = Vec::new();
        for (finding, is_doubted) in unconfirmed {
            let is_gone = is_gone(&finding);
            if is_gone || is_doubted || engine.is_belated(&finding.rule, &finding.subject) {
                self.ledger.raised.remove(&finding.id);
                decisions.extend((!is_gone).then(|| Decision::withdrawn(finding)));
            }
        }
        decisions
    }

    /// Whether nobody has watched the case before.
    pub(super) fn is_first(&self) -> bool {
        self.is_first
    }

    /// What a later run needs.
    pub(super) fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// Everything up to this event time has been judged, and what was found is told. A stamp of the future
    /// is not believed; nor is one that a round has put right.
    pub(super) fn reach(&mut self, time: Option<i64>, now: Moment) {
        self.ledger.reached = time.map(|time| time.min(now.utc)).or(self.ledger.reached);
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
        let turn = turn(finding, told);
        let raised_id = format!("{id}:raised{turn}");
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
        self.ledger.raised.insert(finding.id.clone(), Raised::new(finding, moment));
        self.has_raised = true;
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

    /// After everything was judged anew: alerts whose findings are not among `ids` any more. Of those
    /// whose records are gone nothing is told; settings were set otherwise since.
    pub(super) fn withdraw(
        &mut self,
        ids: &BTreeSet<&str>,
        told: &dyn Tell,
        is_gone: impl Fn(&Finding) -> bool,
    ) -> Vec<Decision> {
        let gone: Vec<String> = self
            .standing
            .iter()
            .filter(|(id, finding)| finding.rule != SOURCE_SILENT && !ids.contains(id.as_str()))
            .map(|(id, _)| id.clone())
            .collect();
        let mut decisions = Vec::new();
        for id in gone {
            self.ledger.raised.remove(&id);
            let Some(mut finding) = self.standing.remove(&id) else { continue };
            if !finding.is_dated() {
                finding.state = State::Recovered;
                let id = format!("{id}:recovered{}", turn(&finding, told));
                decisions.push(Decision { id, kind: NoticeKind::Recovered, finding });
            } else if !is_gone(&finding) {
                decisions.push(Decision::withdrawn(finding));
            }
        }
        decisions
    }

    /// Open alerts by level, gravest first.
    pub(super) fn open(&self) -> impl Iterator<Item = (&str, Severity)> {
        self.standing.values().map(|finding| (finding.rule.as_str(), finding.level))
    }
}

/// Which time it is that a finding is raised: the id of one without a time is the same every time, such
/// as that of settings which were put right, and are wrong again. Nothing for the first.
fn turn(finding: &Finding, told: &dyn Tell) -> String {
    if finding.is_dated() || !told.knows(&format!("{}:recovered", finding.id)) {
        return String::new();
    }
    let mut turns = (2_u32..).map(|turn| format!(":{turn}"));
    let is_open = |turn: &String| !told.knows(&format!("{}:recovered{turn}", finding.id));
    turns.find(is_open).unwrap_or_default()
}
