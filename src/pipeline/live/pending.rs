//! What is done with the record at the end of a file, which may go on: shown to the engine, put into
//! the index, and taken as whole when the file has ended.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

use super::desk::Desk;
use super::lane::Lane;
use crate::case::CaseError;

impl Desk {
    /// The record at the end of a file is shown to the engine: nobody knows when the next line comes
    /// that would complete it.
    pub(super) fn show_pending(&mut self, lane: &mut Lane) {
        if !lane.looks_whole() {
            return;
        }
        let mut batch = std::mem::take(&mut self.batch);
        if let Some(extent) = lane.pending(&mut batch).filter(|extent| lane.told != Some(*extent)) {
            if lane.told.is_some_and(|told| told.0 == extent.0) {
                self.is_stale = true;
            } else {
                self.announce(lane, &batch);
                for index in 0..batch.events.records.len() {
                    if let Some(event) = batch.event(index, &lane.origin) {
                        self.judge(&event);
                        self.hear(lane, &event);
                    }
                }
            }
            lane.told = Some(extent);
        }
        self.batch = batch;
    }

    /// Puts the record at the end of a file into the index, where it can be found.
    pub(super) fn index_pending(&mut self, lane: &mut Lane) -> Result<(), CaseError> {
        let mut batch = std::mem::take(&mut self.batch);
        let mut result = Ok(());
        if let Some(extent) =
            lane.pending(&mut batch).filter(|extent| lane.indexed != Some(*extent))
        {
            if let Some(known) = lane.indexed.filter(|known| known.0 == extent.0) {
                result = self.writer.drop_event(lane.stream, known.0);
            }
            for index in 0..batch.events.records.len() {
                if let Some(event) = batch.event(index, &lane.origin) {
                    result = result.and_then(|()| self.writer.add(&event));
                }
            }
            lane.indexed = Some(extent);
            lane.is_dirty = true;
        }
        self.batch = batch;
        result
    }

    /// A file has ended: its last record is what there is of it. Should the content come back all
    /// the same, the record goes on.
    pub(super) fn finish(&mut self, lane: &mut Lane) -> Result<(), CaseError> {
        lane.ended.get_or_insert(self.now.instant);
        lane.is_dirty = true;
        self.needs_round |= !self.waiting.is_empty();
        self.show_pending(lane);
        self.index_pending(lane)?;
        if let Some(last) = lane.last() {
            self.engine.end(&lane.origin, last);
        }
        Ok(())
    }

    /// Files that the case remembers and that are no longer there have ended; a round has read what
    /// is kept of them to its end. Should one come back, its stream goes on.
    pub(super) fn finish_lost(&mut self) {
        let mut remembered = std::mem::take(&mut self.remembered);
        let lost = remembered.iter_mut().filter(|lane| lane.is_lost && lane.ended.is_none());
        for lane in lost {
            lane.end_unread(self.now.instant);
            self.save(lane);
        }
        self.remembered = remembered;
    }

    /// Files that had ended before they were decoded: these streams, if they have.
    pub(super) fn finish_ended(&mut self, streams: &BTreeSet<u32>) -> Result<(), CaseError> {
        let mut lanes = std::mem::take(&mut self.lanes);
        let has_ended = |lane: &&mut Lane| lane.ended.is_some() && streams.contains(&lane.stream);
        let finished = lanes.values_mut().filter(has_ended).try_for_each(|lane| self.finish(lane));
        self.lanes = lanes;
        finished
    }

    /// Nothing is looked at any more: what is gone has ended, and of what nothing was read there is nothing.
    pub(super) fn finish_gone(&mut self) -> Result<(), CaseError> {
        let mut lanes = std::mem::take(&mut self.lanes);
        let unread = lanes.values().filter(|lane| lane.kept == 0).map(|lane| lane.stream);
        let unread: Vec<u32> = unread.collect();
        lanes.retain(|_, lane| lane.kept > 0);
        let is_gone = |lane: &&mut Lane| {
            lane.ended.is_none() && !Path::new(&lane.member.path).try_exists().unwrap_or(true)
        };
        let finished = lanes.values_mut().filter(is_gone).try_for_each(|lane| self.finish(lane));
        self.lanes = lanes;
        unread.into_iter().try_for_each(|stream| self.drop_stream(stream))?;
        finished
    }

    /// Whether the end of a file may have to go into the index yet.
    pub(super) fn has_unindexed(&self) -> bool {
        self.lanes.values().any(|lane| lane.heard.is_some())
    }

    /// Puts the records at the ends of files that were quiet for so long into the index.
    pub(super) fn index_quiet(&mut self, quiet: Duration) -> Result<(), CaseError> {
        let now = self.now.instant;
        let mut lanes = std::mem::take(&mut self.lanes);
        let mut result = Ok(());
        for lane in lanes.values_mut() {
            let is_quiet = |heard| now.saturating_duration_since(heard) >= quiet;
            if lane.heard.is_some_and(is_quiet) && lane.looks_whole() {
                lane.heard = None;
                result = result.and_then(|()| self.index_pending(lane));
            }
        }
        self.lanes = lanes;
        result
    }

    /// The same, of all files, and whatever there is of it: nobody knows when it is gone on with.
    pub(super) fn index_all_pending(&mut self) -> Result<(), CaseError> {
        let mut lanes = std::mem::take(&mut self.lanes);
        let mut remembered = std::mem::take(&mut self.remembered);
        let indexed =
            lanes.values_mut().chain(&mut remembered).try_for_each(|lane| self.index_pending(lane));
        remembered.iter_mut().filter(|lane| lane.is_dirty).for_each(|lane| self.save(lane));
        (self.lanes, self.remembered) = (lanes, remembered);
        indexed
    }
}
