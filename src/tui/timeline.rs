//! The window of records in memory: it slides over the timeline, which is never held as a whole.

use crate::search::{At, Page, Record};

/// Most records held; beyond, those farthest from the selected one are let go.
pub(super) const MOST: usize = 2000;

/// The records at hand, and the one selected.
#[derive(Clone, Debug, Default)]
pub(super) struct Timeline {
    /// In order of the timeline, without gaps.
    pub(super) records: Vec<Record>,
    /// The selected one; 0 if there are none.
    pub(super) selected: usize,
    /// Whether the timeline begins with the first of them.
    pub(super) is_start: bool,
    /// Whether it ends with the last.
    pub(super) is_end: bool,
}

impl Timeline {
    /// A window of what stands before a place, and of what stands at it and after. The first record at
    /// or after the place is selected, or else the last one before.
    pub(super) fn new(before: Page, from: Page) -> Self {
        let at = before.records.len();
        let mut records = before.records;
        records.extend(from.records);
        let selected = at.min(records.len().saturating_sub(1));
        Self { records, selected, is_start: before.is_last, is_end: from.is_last }
    }

    /// The selected record.
    pub(super) fn record(&self) -> Option<&Record> {
        self.records.get(self.selected)
    }

    /// Whether the newest record of all is selected; also if there is none.
    pub(super) fn is_at_end(&self) -> bool {
        self.is_end && self.selected + 1 >= self.records.len()
    }

    /// Moves the selection, as far as there are records.
    pub(super) fn step(&mut self, by: isize) {
        let last = self.records.len().saturating_sub(1);
        self.selected = self.selected.saturating_add_signed(by).min(last);
    }

    /// Selects the record at a place; whether it is at hand.
    pub(super) fn select(&mut self, at: At) -> bool {
        match self.records.binary_search_by_key(&at, |record| record.at) {
            Ok(index) => {
                self.selected = index;
                true
            }
            Err(_) => false,
        }
    }

    /// The end that is near and has more beyond: its record, and whether it is the later end.
    pub(super) fn short_of(&self, margin: usize) -> Option<(At, bool)> {
        let left = self.records.len().saturating_sub(self.selected + 1);
        if left < margin && !self.is_end {
            return self.records.last().map(|record| (record.at, true));
        }
        if self.selected < margin && !self.is_start {
            return self.records.first().map(|record| (record.at, false));
        }
        None
    }

    /// Adds records beyond an end.
    pub(super) fn extend(&mut self, page: Page, forward: bool) {
        if forward {
            self.records.extend(page.records);
            self.is_end = page.is_last;
            let surplus = self.records.len().saturating_sub(MOST).min(self.selected);
            if surplus > 0 {
                self.records.drain(..surplus);
                self.selected -= surplus;
                self.is_start = false;
            }
        } else {
            self.selected += page.records.len();
            self.records.splice(0..0, page.records);
            self.is_start = page.is_last;
            let keep = MOST.max(self.selected + 1);
            if self.records.len() > keep {
                self.records.truncate(keep);
                self.is_end = false;
            }
        }
        self.step(0);
    }
}
