//! What is known of a watch at work, for whoever watches the watching.

use std::collections::BTreeSet;

use mbxtrace_parsers::Family;
use mbxtrace_rules::Severity;

use super::lane::Lane;
use super::{Counts, Live};

impl Live<'_> {
    /// What has passed.
    pub fn counts(&self) -> Counts {
        let late = self.desk.counts.late + self.desk.engine.disorder();
        Counts { late, ..self.desk.counts }
    }

    /// Whether everything there was at the start has been read and judged.
    pub fn is_caught_up(&self) -> bool {
        !self.desk.is_starting
    }

    /// Files followed.
    pub fn files(&self) -> usize {
        self.desk.lanes.values().filter(|lane| lane.ended.is_none()).count()
    }

    /// Records of the case, as of the last commit.
    pub fn records(&self) -> u64 {
        let sources = self.desk.writer.manifest().streams.iter().map(|record| &record.source);
        sources.map(|source| source.events.saturating_sub(source.duplicates)).sum()
    }

    /// How many findings all records together make. Takes a while.
    pub fn findings(&mut self) -> usize {
        self.desk.engine.finish().findings.len()
    }

    /// Of the files, those held open.
    pub fn open_files(&self) -> usize {
        self.tail.open_files()
    }

    /// Newest stamp of each source: node, source, UTC nanoseconds. A source of which no file is there
    /// any more is left out after a while, unless it is missed.
    pub fn newest(&self) -> impl Iterator<Item = (&str, &'static str, i64)> {
        let of = |lane: &'_ Lane| lane.origin.format.family();
        let read: BTreeSet<(&str, Family)> =
            self.desk.lanes.values().map(|lane| (lane.origin.node.as_str(), of(lane))).collect();
        let newest = self.desk.pulses.newest();
        let is_there = move |(node, family, _, is_silent): &(&str, Family, i64, bool)| {
            *is_silent || read.contains(&(*node, *family))
        };
        newest.filter(is_there).map(|(node, family, time, _)| (node, family.name(), time))
    }

    /// Alerts that are open: rule and level.
    pub fn open_alerts(&self) -> Vec<(String, Severity)> {
        self.alerts.open().map(|(rule, level)| (rule.to_owned(), level)).collect()
    }

    /// Findings new since the last call: rule and level.
    pub fn take_found(&self) -> Vec<(String, Severity)> {
        std::mem::take(&mut self.found.borrow_mut())
    }
}
