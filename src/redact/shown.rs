//! What an analysis shows beside its findings, under pseudonyms: causes, coverage, clock offsets,
//! ledgers, counts over time.

use std::collections::BTreeMap;

use mbxtrace_rules::{Cause, Ledger, LedgerEntry, Reading, Series};

use super::Redactor;
use super::analysis::Paths;
use crate::report::{Analysis, ClockOffset, Coverage, Hole};

/// Ids of findings, and those they have under pseudonyms.
pub(super) type Ids<'a> = BTreeMap<&'a str, String>;

fn renamed(ids: &Ids<'_>, id: &str) -> String {
    ids.get(id).cloned().unwrap_or_default()
}

impl Redactor {
    /// Learns who is named there.
    pub(super) fn learn_shown(&mut self, analysis: &Analysis) {
        for one in &analysis.causes {
            let sentences = one.reasons.iter().chain(&one.objections).chain(&one.missing);
            for text in sentences.chain([&one.title, &one.scope, &one.next_evidence]) {
                self.learn_text(text.as_bytes());
            }
        }
        for one in &analysis.coverage {
            self.learn_node(&one.node);
            let holes = one.holes.iter().map(|hole| &hole.because);
            one.remarks.iter().chain(holes).for_each(|text| self.learn_text(text.as_bytes()));
        }
        for one in &analysis.clock_offsets {
            self.learn_node(&one.host);
            self.learn_node(&one.reference);
            for text in [&one.because, &one.collect] {
                self.learn_text(text.as_bytes());
            }
        }
        for entry in analysis.ledgers.iter().flat_map(|ledger| &ledger.entries) {
            entry.subject.iter().for_each(|(name, value)| self.learn_value(name, value));
            self.learn_node(&entry.node);
            self.learn_value("server", &entry.server);
            self.learn_value("client_ip", &entry.address);
        }
        for series in &analysis.series {
            series.subject.iter().for_each(|(name, value)| self.learn_value(name, value));
        }
    }

    pub(super) fn cause(&self, cause: &Cause, paths: &Paths, ids: &Ids<'_>) -> Cause {
        let text = |text: &String| paths.text(self, text);
        Cause {
            title: text(&cause.title),
            scope: text(&cause.scope),
            findings: cause.findings.iter().map(|id| renamed(ids, id)).collect(),
            reasons: cause.reasons.iter().map(text).collect(),
            objections: cause.objections.iter().map(text).collect(),
            missing: cause.missing.iter().map(text).collect(),
            next_evidence: text(&cause.next_evidence),
            remedies: cause.remedies.iter().map(|one| self.remedy(one)).collect(),
            ..cause.clone()
        }
    }

    pub(super) fn covered(&self, one: &Coverage, paths: &Paths, ids: &Ids<'_>) -> Coverage {
        let hole = |hole: &Hole| Hole { because: paths.text(self, &hole.because), ..hole.clone() };
        Coverage {
            node: self.value("node", &one.node),
            holes: one.holes.iter().map(hole).collect(),
            remarks: one.remarks.iter().map(|text| paths.text(self, text)).collect(),
            begins_with: one.begins_with.iter().map(|id| renamed(ids, id)).collect(),
            ..one.clone()
        }
    }

    pub(super) fn offset(&self, one: &ClockOffset, paths: &Paths) -> ClockOffset {
        ClockOffset {
            host: self.value("node", &one.host),
            reference: self.value("node", &one.reference),
            because: paths.text(self, &one.because),
            collect: paths.text(self, &one.collect),
            ..one.clone()
        }
    }

    pub(super) fn ledger(&self, ledger: &Ledger, ids: &Ids<'_>) -> Ledger {
        let entry = |entry: &LedgerEntry| LedgerEntry {
            subject: self.named_subject(&entry.subject),
            node: self.value("node", &entry.node),
            server: self.value("server", &entry.server),
            address: self.value("client_ip", &entry.address),
            ..entry.clone()
        };
        let reading = |reading: &Reading| Reading {
            server: self.value("server", &reading.server),
            finding: renamed(ids, &reading.finding),
            ..reading.clone()
        };
        Ledger {
            entries: ledger.entries.iter().map(entry).collect(),
            readings: ledger.readings.iter().map(reading).collect(),
            ..ledger.clone()
        }
    }

    pub(super) fn series(&self, series: &Series) -> Series {
        Series { subject: self.named_subject(&series.subject), ..series.clone() }
    }

    fn named_subject(&self, subject: &[(String, String)]) -> Vec<(String, String)> {
        subject.iter().map(|(name, value)| (name.clone(), self.value(name, value))).collect()
    }
}
