//! What is made durable, and when.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use serde::Deserialize;

use super::desk::Desk;
use super::lane::Lane;
use super::{ANALYSIS_AFTER, ANALYSIS_SHARE, COMMIT_AGAIN, Live, QUIET};
use crate::case::StreamRecord;
use crate::pipeline::coverage::Observer;
use crate::pipeline::recall::Memory;
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
            self.desk.writer.set_analysis(&analysis);
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
        let reached = self.desk.window.map(|(_, last)| last).filter(|_| !self.desk.is_starting);
        let notes = serde_json::to_value(self.alerts.ledger(reached));
        self.desk.writer.set_notes(notes.expect("plain data is always JSON"));
    }

    /// Drops files that have ended and whose last record is too old to be kept; a round makes the
    /// engine forget them too. The age is counted from the newest record of the case, so that a case
    /// that nobody has written to for long loses nothing.
    pub(super) fn expire_if_due(&mut self) -> anyhow::Result<()> {
        let now = self.desk.now.instant;
        let Some(keep) = self.options.keep.filter(|_| now >= self.due.retention) else {
            return Ok(());
        };
        self.due.retention = now + RETENTION_EVERY;
        self.save_lanes();
        let grows = self.lanes().filter(|lane| lane.ended.is_none()).map(|lane| lane.stream);
        let expired = expired(&self.desk.writer.manifest().streams, keep, &grows.collect());
        for stream in &expired {
            self.desk.drop_stream(*stream)?;
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
    fn analysis(&mut self) -> Analysis {
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
        let outcome = self.desk.engine.finish();
        let seen = outcome.seen.clone();
        sources::add_verdict(&mut analysis, outcome, self.rules);
        // What only whole streams show (undated records, jumps of numbers, the node that does the work)
        // is added by the last verdict.
        analysis.coverage =
            Observer::new(&[]).coverage(&seen, analysis.window, &analysis, self.rules);
        analysis.clock_offsets.clone_from(&self.offsets);
        analysis.overridden_rules = self.overridden.to_vec();
        analysis.findings.extend(self.desk.pulses.silent().cloned());
        analysis.findings.sort_by(|one, other| {
            let order =
                (other.level, one.first, &one.rule).cmp(&(one.level, other.first, &other.rule));
            order.then_with(|| one.id.cmp(&other.id))
        });
        analysis
    }
}

/// Streams that are complete and whose last record is older than the newest of all by more than
/// `keep` nanoseconds. A stream without any dated record stays: nobody knows how old it is.
fn expired(streams: &[StreamRecord], keep: i64, grows: &BTreeSet<u32>) -> Vec<u32> {
    let newest = streams.iter().filter_map(|record| record.source.last).max();
    let Some(oldest) = newest.map(|newest| newest.saturating_sub(keep)) else { return Vec::new() };
    let is_old = |record: &StreamRecord| record.source.last.is_some_and(|last| last < oldest);
    let is_complete = |record: &StreamRecord| {
        Memory::deserialize(&record.progress).is_ok_and(|memory| !memory.is_followed())
    };
    (0..)
        .zip(streams)
        .filter(|(stream, record)| !grows.contains(stream) && is_old(record) && is_complete(record))
        .map(|(stream, _)| stream)
        .collect()
}

impl Desk {
    /// Puts what the case is to remember of the files into it. Files that ended a while ago and that
    /// none continues are let go of.
    pub(super) fn save_lanes(&mut self) {
        let mut lanes = std::mem::take(&mut self.lanes);
        for lane in lanes.values_mut().filter(|lane| lane.is_dirty) {
            self.save(lane);
        }
        let now = self.now.instant;
        let is_over = |ended| now.saturating_duration_since(ended) >= LET_GO;
        lanes.retain(|_, lane| !lane.ended.is_some_and(is_over));
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
