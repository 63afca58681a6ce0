//! What is found, and what is told of it; what was told, and is not so after all.

use std::collections::BTreeSet;

use mbxtrace_rules::Finding;

use super::alerts::Decision;
use super::{Live, Tell, tell};
use crate::clock::MINUTE;
use crate::tell::NoticeKind;

/// What a finding stands on may lie so far before it: how often a heartbeat comes, say.
const GROUND: i64 = 24 * 60 * MINUTE;

/// Whether records that a finding stands on may be among those dropped as too old, the last of them at
/// `forgotten`.
fn is_gone(finding: &Finding, forgotten: Option<i64>) -> bool {
    let ground = finding.first.saturating_sub(GROUND);
    finding.is_dated() && forgotten.is_some_and(|forgotten| forgotten >= ground)
}

/// Ids of what was found since, and of all that is found now.
fn ids<'a>(since: &'a [Finding], now: &'a [Finding]) -> BTreeSet<&'a str> {
    since.iter().chain(now).map(|finding| finding.id.as_str()).collect()
}

impl Live<'_> {
    /// The first round: everything that is kept, in order of time; alerts on what goes on.
    pub(super) fn start(&mut self, tell: &mut dyn Tell) -> anyhow::Result<()> {
        self.round()?;
        self.desk.is_starting = false;
        let findings = self.desk.drain(self.options.lateness);
        self.withdraw_of_before(&findings, tell)?;
        self.tell_findings(findings, true, tell)?;
        self.commit()
    }

    /// Takes back what earlier runs told and lines that came late have refuted.
    fn withdraw_of_before(
        &mut self,
        findings: &[Finding],
        tell: &mut dyn Tell,
    ) -> anyhow::Result<()> {
        let outcome = self.desk.engine.finish();
        let ids = ids(findings, &outcome.findings);
        let (forgotten, engine) = (self.desk.forgotten(), &self.desk.engine);
        let is_gone = |finding: &Finding| is_gone(finding, forgotten);
        let decisions = self.alerts.withdraw_of_before(&ids, engine, is_gone);
        self.desk.engine.forget_belated();
        self.tell(decisions, tell)
    }

    /// What the engine found, and what is to be told of it.
    pub(super) fn judge(&mut self, tell: &mut dyn Tell) -> anyhow::Result<()> {
        let findings = self.desk.drain(self.options.lateness);
        self.tell_findings(findings, false, tell)?;
        if self.desk.is_stale || self.desk.engine.disorder() > 0 {
            self.due.rejudge.get_or_insert(self.desk.now.instant);
        }
        if self.desk.needs_round {
            self.due.round.get_or_insert(self.desk.now.instant);
        }
        Ok(())
    }

    fn tell_findings(
        &mut self,
        mut findings: Vec<Finding>,
        backlog: bool,
        tell: &mut dyn Tell,
    ) -> anyhow::Result<()> {
        let now = self.desk.now;
        findings.extend(self.desk.pulses.changes(now, self.options.silent_after));
        self.due.has_news |= !findings.is_empty();
        let mut decisions = self.alerts.weigh(findings, self.options, now, tell, backlog);
        decisions.extend(self.alerts.settle_ended());
        decisions.extend(self.alerts.reminders(self.options.remind, now));
        self.alerts.note_clocks(|| self.desk.clocks());
        self.tell(decisions, tell)?;
        self.alerts.reach(self.desk.window.map(|(_, last)| last), now);
        Ok(())
    }

    fn tell(&mut self, decisions: Vec<Decision>, tell: &mut dyn Tell) -> anyhow::Result<()> {
        if decisions.is_empty() {
            return Ok(());
        }
        let remedies = self.rules.remedies();
        let raised = decisions.iter().filter(|decision| decision.kind == NoticeKind::Raised);
        let raised = raised.map(|one| (one.finding.rule.clone(), one.finding.level));
        self.found.borrow_mut().extend(raised);
        let notices: Vec<_> = decisions
            .into_iter()
            .map(|one| tell::notice(one, &remedies, (self.desk.now.utc, self.options.zone)))
            .collect();
        self.desk.counts.notices += notices.len() as u64;
        tell.tell(&notices)?;
        Ok(())
    }

    /// Tells what the new verdict says, and of alerts that it does not confirm.
    pub(super) fn withdraw(&mut self, tell: &mut dyn Tell) -> anyhow::Result<()> {
        let findings = self.desk.drain(self.options.lateness);
        let outcome = self.desk.engine.finish();
        let ids = ids(&findings, &outcome.findings);
        let forgotten = self.desk.forgotten();
        let is_gone = |finding: &Finding| is_gone(finding, forgotten);
        let decisions = self.alerts.withdraw(&ids, tell, is_gone);
        self.tell(decisions, tell)?;
        self.due.has_news = true;
        self.tell_findings(findings, false, tell)
    }
}
