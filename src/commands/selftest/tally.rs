//! What was written, what of it arrived, and when.

use std::path::Path;
use std::time::{Duration, Instant};

use crate::report::inert;

/// A line that was written.
pub(super) struct Written {
    pub(super) text: String,
    pub(super) at: Instant,
}

/// What was written, and what of it arrived.
pub(super) struct Tally {
    total: u32,
    pub(super) written: Vec<Written>,
    /// By sequence number: when it was first seen, and how often it stands in the case.
    seen: Vec<(Option<Instant>, u32)>,
    /// Records of this run that are no line that was written.
    pub(super) changed: u32,
}

impl Tally {
    pub(super) fn new(total: u32) -> Self {
        let seen = vec![(None, 0); total as usize];
        Self { total, written: Vec::new(), seen, changed: 0 }
    }

    /// Counts anew all records of this run that stand in the case at `now`.
    pub(super) fn count<'a>(&mut self, texts: impl Iterator<Item = &'a str>, now: Instant) {
        self.changed = 0;
        for seen in &mut self.seen {
            seen.1 = 0;
        }
        for text in texts {
            let sequence = sequence(text);
            let is_same = |number: &usize| {
                self.written.get(*number).is_some_and(|one| one.text.trim_end() == text.trim_end())
            };
            match sequence.filter(is_same).and_then(|number| self.seen.get_mut(number)) {
                Some((first, count)) => {
                    first.get_or_insert(now);
                    *count += 1;
                }
                None => self.changed += 1,
            }
        }
    }

    pub(super) fn is_complete(&self) -> bool {
        self.seen.iter().all(|(first, _)| first.is_some())
    }

    pub(super) fn lost(&self) -> usize {
        let written = self.written.len();
        self.seen.iter().take(written).filter(|(_, count)| *count == 0).count()
    }

    pub(super) fn doubled(&self) -> usize {
        self.seen.iter().filter(|(_, count)| *count > 1).count()
    }

    pub(super) fn is_good(&self) -> bool {
        self.written.len() == self.total as usize
            && self.lost() == 0
            && self.doubled() == 0
            && self.changed == 0
    }

    /// Latencies of what arrived, shortest first.
    fn latencies(&self) -> Vec<Duration> {
        let pairs = self.written.iter().zip(&self.seen);
        let mut latencies: Vec<Duration> = pairs
            .filter_map(|(written, (first, _))| {
                first.map(|first| first.saturating_duration_since(written.at))
            })
            .collect();
        latencies.sort_unstable();
        latencies
    }

    pub(super) fn text(&self, folder: &Path, case: &Path) -> String {
        let latencies = self.latencies();
        let (written, lost) = (self.written.len(), self.lost());
        let (doubled, changed) = (self.doubled(), self.changed);
        let arrived = written - lost;
        let counts = format!(
            "{written} of {} lines written, {arrived} arrived: {lost} lost, {doubled} doubled, \
             {changed} changed\n",
            self.total
        );
        if latencies.is_empty() {
            let (folder, case) = (folder.display().to_string(), case.display().to_string());
            let (folder, case) = (inert::line(&folder), inert::line(&case));
            return format!(
                "{counts}nothing arrived: does `mbxtrace watch` run, follow {folder} and write the \
                 case {case}?\n"
            );
        }
        let millis = |percent| percentile(&latencies, percent).as_millis();
        let (half, most_but_one, all) = (millis(50), millis(99), millis(100));
        format!(
            "{counts}written to searchable: p50 {half} ms, p99 {most_but_one} ms, at most {all} ms\n"
        )
    }
}

/// The smallest latency that so many percent do not exceed (nearest rank).
pub(super) fn percentile(sorted: &[Duration], percent: usize) -> Duration {
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted.get(rank - 1).copied().unwrap_or_default()
}

/// The sequence number in a line of a canary.
fn sequence(text: &str) -> Option<usize> {
    let (_, rest) = text.split_once("?sequence=")?;
    rest.split(' ').next()?.parse().ok()
}
