//! What is made durable, and when.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use mbxtrace_rules::Finding;
use serde::Deserialize;

use super::desk::{ClockReadings, Desk};
use super::lane::Lane;
use super::{ANALYSIS_AFTER, ANALYSIS_SHARE, COMMIT_AGAIN, Live, QUIET};
use crate::case::{CaseError, StreamRecord};
use crate::clock::SECOND;
use crate::pipeline::coverage::Observer;
use crate::pipeline::recall::{Dropped, Memory, stored};
use crate::pipeline::sources;
use crate::report::Analysis;

/// How often files that are too old to be kept are looked for.
const RETENTION_EVERY: Duration = Duration::from_hours(1);
/// How long a file that has ended is remembered in memory: a copy of it may go on.
const LET_GO: Duration = Duration::from_mins(30);

impl Live<'_> {
    pub(super) fn commit_if_due(&mut self) -> anyhow::Result<()> {
        let now = self.desk.now.instant;
        let commits = self.desk.writer.commits()?;
        (self.desk.counts.commits, self.desk.counts.last_commit) = (commits.made, commits.took);
        if now < self.due.commit {
            return Ok(());
        }
        if commits.is_under_way {
            self.due.commit = now + COMMIT_AGAIN;
            return Ok(());
        }
        self.due.commit = now + self.options.commit_every;
        self.desk.index_quiet(QUIET)?;
        let since = now.saturating_duration_since(self.due.analysis);
        let [soon, late] = ANALYSIS_AFTER;
        let is_dirty = self.desk.writer.is_dirty() || self.desk.is_dirty();
        let soon = soon.max(self.due.analysis_took * ANALYSIS_SHARE).min(late);
        if since >= soon && self.due.has_news || since >= late && is_dirty {
            let began = Instant::now();
            let analysis = self.analysis();
            self.desk.writer.set_rules(&analysis.rules_sha256);
            self.desk.writer.give_analysis(analysis);
            (self.due.analysis, self.due.has_news) = (now, false);
            self.due.analysis_took = began.elapsed();
        }
        if is_dirty || self.desk.writer.is_dirty() {
            self.save_lanes();
            self.write_notes();
            self.desk.writer.begin_commit()?;
        }
        Ok(())
    }

    /// Everything read so far, and how far that is, durable when it returns.
    pub(super) fn commit(&mut self) -> anyhow::Result<()> {
        self.save_lanes();
        self.write_notes();
        if self.desk.writer.is_dirty() {
            self.desk.writer.commit()?;
        }
        // One may have begun that holds all there is.
        self.desk.writer.wait()?;
        let commits = self.desk.writer.commits()?;
        (self.desk.counts.commits, self.desk.counts.last_commit) = (commits.made, commits.took);
        Ok(())
    }

    pub(super) fn write_notes(&mut self) {
        if !self.desk.is_starting {
            self.alerts.doubt(&self.desk.engine);
        }
        let notes = serde_json::to_value(self.alerts.ledger());
        self.desk.writer.set_notes(notes.expect("plain data is always JSON"));
    }

    /// Drops files that have ended and whose last record is too old to be kept; a round makes the
    /// engine forget them too. The age is counted from the newest record of the case, so that a case
    /// that nobody has written to for long loses nothing; a stamp in the future is not believed.
    pub(super) fn expire_if_due(&mut self) -> anyhow::Result<()> {
        let now = self.desk.now.instant;
        let Some(keep) = self.options.keep.filter(|_| now >= self.due.retention) else {
            return Ok(());
        };
        self.due.retention = now + RETENTION_EVERY;
        self.save_lanes();
        let grows = self.lanes().filter(|lane| lane.ended.is_none()).map(|lane| lane.stream);
        let expired = expired(
            &self.desk.writer.manifest().streams,
            (keep, self.desk.now.utc),
            &grows.collect(),
        );
        for stream in &expired {
            self.desk.expire(*stream)?;
        }
        if !expired.is_empty() {
            tracing::info!("{} files are too old to be kept in the case", expired.len());
            self.desk.needs_round = true;
            self.due.round.get_or_insert(now);
            self.due.has_news = true;
        }
        Ok(())
    }

    fn save_lanes(&mut self) {
        for (file, lane) in &mut self.desk.lanes {
            if let Some(known) = self.tail.known(*file) {
                lane.is_dirty |= lane.known.as_ref() != Some(&known);
                lane.known = Some(known);
            }
        }
        self.desk.save_lanes();
    }

    /// The verdict as it stands, on what has been read so far.
    pub(super) fn analysis(&mut self) -> Analysis {
        self.save_lanes();
        let mut analysis = Analysis::default();
        let records = self.desk.writer.manifest().streams.iter();
        for source in records.map(|record| &record.source).filter(|source| source.format.is_some())
        {
            analysis.bytes += source.bytes;
            analysis.tally.add(&source.tally);
            analysis.events += source.events.saturating_sub(source.duplicates);
            analysis.duplicates += source.duplicates;
            analysis.sources.push(source.clone());
        }
        self.add_others(&mut analysis);
        analysis.window = self.desk.window;
        let mut outcome = self.desk.engine.finish();
        outcome.tell(self.clocks.apart.clone());
        let seen = outcome.seen.clone();
        sources::add_verdict(&mut analysis, outcome, self.rules);
        // What only whole streams show (undated records, jumps of numbers, the node that does the work)
        // is added by the last verdict.
        analysis.coverage =
            Observer::new(&[]).coverage(&seen, analysis.window, &analysis, self.rules);
        analysis.clock_offsets.clone_from(&self.clocks.offsets);
        analysis.overridden_rules = self.overridden.to_vec();
        analysis.findings.extend(self.desk.pulses.silent().cloned());
        analysis.findings.sort_by(Finding::order);
        analysis
    }
}

/// Streams that are complete and whose last record is older than the newest of all by more than
/// `keep` nanoseconds. A stream without any dated record stays: nobody knows how old it is.
fn expired(streams: &[StreamRecord], (keep, now): (i64, i64), grows: &BTreeSet<u32>) -> Vec<u32> {
    let oldest = oldest(streams, (keep, now));
    let is_old = |record: &StreamRecord| last(record, now).is_some_and(|last| last < oldest);
    let is_complete = |record: &StreamRecord| {
        Memory::deserialize(&record.progress).is_ok_and(|memory| !memory.is_followed())
    };
    (0..)
        .zip(streams)
        .filter(|(stream, record)| !grows.contains(stream) && is_old(record) && is_complete(record))
        .map(|(stream, _)| stream)
        .collect()
}

/// Time before which records are too old to be kept, UTC nanoseconds: counted from the newest that does
/// not lie in the future, else from now.
fn oldest(streams: &[StreamRecord], (keep, now): (i64, i64)) -> i64 {
    let stamps = streams.iter().filter_map(|record| record.source.last);
    stamps.filter(|last| *last <= now).max().unwrap_or(now).saturating_sub(keep)
}

/// Time of the last record of a stream, as far as it has one. A stamp in the future says nothing of its
/// age: what was written into the file last was written when that was changed last.
fn last(record: &StreamRecord, now: i64) -> Option<i64> {
    let is_timeless = record.format().is_none_or(|format| format.family().is_snapshot());
    // A record before any with a time stands at 0.
    let last = record.source.last.filter(|last| !is_timeless && *last != 0)?;
    if last <= now {
        return Some(last);
    }
    let modified = Memory::deserialize(&record.progress).ok()?.modified;
    Some(modified.map_or(now, |(seconds, _)| seconds.saturating_mul(SECOND).min(now)))
}

impl Desk {
    /// Time of the last record that was dropped as too old, UTC nanoseconds.
    pub(super) fn forgotten(&self) -> Option<i64> {
        let streams = self.writer.manifest().streams.iter();
        let dropped = streams.filter_map(|record| Dropped::deserialize(&record.progress).ok());
        dropped.map(|dropped| dropped.last).max()
    }

    /// What the clocks of the sources show.
    pub(super) fn clocks(&self) -> ClockReadings {
        let clocks = self.pulses.clocks(self.now);
        clocks.map(|(node, family, now)| (node.to_owned(), family.name().to_owned(), now)).collect()
    }

    /// Drops a stream that is too old, and remembers which it was: its file may still lie there.
    fn expire(&mut self, stream: u32) -> Result<(), CaseError> {
        let record = self.writer.manifest().streams.get(stream as usize);
        let dropped = record.and_then(|record| {
            let memory = Memory::deserialize(&record.progress).ok()?;
            let (bytes, last) = (stored(record, &memory), last(record, self.now.utc)?);
            Some(Dropped { bytes, hash: memory.hash, last })
        });
        self.drop_stream(stream)?;
        if let (Some(dropped), Some(record)) = (dropped, self.writer.stream_mut(stream)) {
            record.progress = serde_json::to_value(dropped).expect("plain data is always JSON");
        }
        Ok(())
    }

    /// What was dropped by another run, and would be kept for as long as this one keeps things, is
    /// read again if it is still there.
    pub(super) fn revive(&mut self, keep: Option<i64>) {
        let (streams, now) = (&self.writer.manifest().streams, self.now.utc);
        let oldest = keep.map(|keep| oldest(streams, (keep, now)));
        let is_young = |record: &StreamRecord| {
            Dropped::deserialize(&record.progress)
                .is_ok_and(|dropped| oldest.is_none_or(|oldest| dropped.last >= oldest))
        };
        let records = (0..).zip(streams);
        let young: Vec<u32> =
            records.filter(|(_, record)| is_young(record)).map(|(stream, _)| stream).collect();
        for stream in young {
            if let Some(record) = self.writer.stream_mut(stream) {
                record.progress = serde_json::Value::Null;
            }
        }
    }

    /// Puts what the case is to remember of the files into it. Files that ended a while ago and that
    /// none continues are let go of.
    pub(super) fn save_lanes(&mut self) {
        let mut lanes = std::mem::take(&mut self.lanes);
        for lane in lanes.values_mut().filter(|lane| lane.is_dirty) {
            self.save(lane);
        }
        let now = self.now.instant;
        let is_over = |ended| now.saturating_duration_since(ended) >= LET_GO;
        let before = lanes.len();
        lanes.retain(|_, lane| !lane.ended.is_some_and(is_over));
        if lanes.len() < before {
            self.rows.keep(&lanes);
        }
        self.lanes = lanes;
        self.remembered.retain(|lane| !lane.ended.is_some_and(is_over));
    }

    pub(super) fn save(&mut self, lane: &mut Lane) {
        let Some(record) = self.writer.stream_mut(lane.stream) else { return };
        let source = lane.source();
        // Before a round nothing is known but the name.
        if lane.reading.is_some() || record.source.format.is_none() {
            record.source = source;
        }
        record.source.path.clone_from(&lane.member.path);
        record.mark = lane.mark;
        record.progress = serde_json::to_value(lane.memory()).expect("plain data is always JSON");
        lane.is_dirty = false;
    }
}
