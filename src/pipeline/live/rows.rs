//! Which followed files continue one another: found by the name of their row, however many others
//! there are.

use std::collections::{BTreeMap, BTreeSet};

use super::desk::Desk;
use super::lane::Lane;
use crate::source::{self, FileId, Gap, Member};

/// Files by the key of the row in which they stand, or once stood.
#[derive(Default)]
pub(super) struct Rows(BTreeMap<String, BTreeSet<FileId>>);

impl Rows {
    /// A file is found under this name from now on.
    pub(super) fn enter(&mut self, file: FileId, member: &Member) {
        if let Some(series) = source::series(member) {
            self.0.entry(series.key).or_default().insert(file);
        }
    }

    /// Forgets files that are not followed any more.
    pub(super) fn keep(&mut self, lanes: &BTreeMap<FileId, Lane>) {
        self.0.retain(|_, row| {
            row.retain(|file| lanes.contains_key(file));
            !row.is_empty()
        });
    }
}

impl Desk {
    /// The file that this one continues, and what lies between them. At the start nobody knows: the
    /// first round tells.
    pub(super) fn before(&self, member: &Member) -> Option<(&Lane, Gap)> {
        if self.is_starting {
            return None;
        }
        let series = source::series(member)?;
        let files = self.rows.0.get(&series.key)?;
        let mut row = Vec::with_capacity(files.len());
        let mut members = Vec::with_capacity(files.len() + 1);
        for lane in files.iter().filter_map(|file| self.lanes.get(file)) {
            // It may have been renamed since it was entered here.
            if let Some(of) = lane.series().filter(|of| of.key == series.key) {
                members.push((row.len(), of, lane.modified));
                row.push(lane);
            }
        }
        let own = row.len();
        members.push((own, series, member.modified));
        let order = source::order(&members);
        let place = order.iter().position(|link| link.member == own)?;
        let before = order.get(place.checked_sub(1)?)?;
        let gap = order.get(place)?.gap.clone();
        row.get(before.member).map(|lane| (*lane, gap))
    }
}
