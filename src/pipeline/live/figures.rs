//! What is known of a watch at work, for whoever watches the watching.

use mbxtrace_rules::Severity;

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

    /// Of these, files held open.
    pub fn open_files(&self) -> usize {
        self.tail.open_files()
    }

    /// Newest stamp of each source: node, source, UTC nanoseconds.
    pub fn newest(&self) -> impl Iterator<Item = (&str, &'static str, i64)> {
        self.desk.pulses.newest().map(|(node, family, time)| (node, family.name(), time))
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
