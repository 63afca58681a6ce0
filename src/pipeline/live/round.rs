//! A round: everything that is kept, and the files that wait to be read whole, in order of event
//! time; then on with what comes.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::time::Instant;

use super::Live;
use super::lane::Lane;
use crate::case::Case;
use crate::pipeline::collect::Collector;
use crate::pipeline::inputs::Place;
use crate::pipeline::left::Resting;
use crate::pipeline::recall::Growth;
use crate::pipeline::{Request, Round, recognised, sources};
use crate::report::{Analysis, Source, SourceClock};
use crate::source;

impl<'a> Live<'a> {
    /// Decodes what is kept, with a new engine; indexes what is not in the index yet.
    pub(super) fn round(&mut self) -> anyhow::Result<()> {
        let began = Instant::now();
        self.forget_pending()?;
        self.commit()?;
        let waiting: Vec<PathBuf> = std::mem::take(&mut self.desk.waiting).into_iter().collect();
        // What ended before it was ever decoded is left as it is found, and ended after that.
        let is_open =
            |lane: &&Lane| !lane.is_lost && (lane.ended.is_none() || lane.reading.is_none());
        let growing: BTreeSet<u32> = self.lanes().filter(is_open).map(|lane| lane.stream).collect();
        let round = self.plan(&waiting, Growth::Live(&growing))?;
        for stream in &round.superseded {
            self.desk.drop_stream(*stream)?;
        }
        let members = &round.inputs.scan.members;
        let later = round.later.iter().filter_map(|index| members.get(*index));
        self.desk.waiting.extend(later.map(|member| PathBuf::from(&member.path)));
        let request = self.request();
        let writer = Some(&mut self.desk.writer);
        let collector = Collector::new(&round.streams, &request, writer);
        let judged = self.alerts.reached().filter(|_| self.desk.is_starting);
        let mut collector = collector.after(judged);
        let resting = round.merge(&mut collector, &request);
        let begun = collector.into_live()?;
        self.desk.counts.late += self.desk.engine.disorder();
        (self.desk.engine, self.desk.window) = (begun.engine, begun.window);
        self.clocks = begun.clocks;
        for stream in begun.outdated {
            self.desk.drop_stream(stream)?;
        }
        self.desk.engine.go_live();
        let strays = sources::strays(&round.inputs, &round.recognised);
        self.others.extend(strays.into_iter().map(|source| (source.path.clone(), source)));
        self.desk.resume(resting_by_stream(&round, resting));
        (self.desk.needs_round, self.desk.is_stale) = (false, false);
        self.desk.finish_ended(&growing)?;
        self.desk.finish_lost();
        self.desk.counts.rounds += 1;
        (self.due.round, self.due.rejudge) = (None, None);
        self.due.last_round = Some((Instant::now(), began.elapsed()));
        tracing::debug!("a round over {} streams took {:?}", round.streams.len(), began.elapsed());
        self.commit()
    }

    /// The verdict on everything that was ever read, as an analysis of it would give it; the case
    /// made durable with it.
    pub(super) fn verdict(mut self) -> anyhow::Result<Analysis> {
        self.commit()?;
        let round = self.plan(&[], Growth::Ended)?;
        let request = self.request();
        let mut collector = Collector::new(&round.streams, &request, None);
        round.merge(&mut collector, &request);
        let mut analysis = collector.finish(&round)?;
        self.add_others(&mut analysis);
        self.write_notes();
        self.desk.writer.set_rules(&analysis.rules_sha256);
        self.desk.writer.set_analysis(&analysis);
        self.desk.writer.finish()?;
        Ok(analysis)
    }

    fn plan(&self, waiting: &[PathBuf], growth: Growth<'_>) -> anyhow::Result<Round> {
        let case = Case::open(&self.options.case)?;
        let request = self.request();
        let (scan, found) = recognised(|visit| {
            Ok(source::scan_files(&self.desk.roots, waiting, &self.options.limits, visit))
        })?;
        Round::plan(scan, found, Some(case), growth, &request)
    }

    fn request(&self) -> Request<'a> {
        Request {
            paths: &[],
            limits: self.options.limits.clone(),
            flags: &self.options.flags,
            since: None,
            until: None,
            rules: self.rules,
            overridden_rules: self.overridden,
            case: Some(&self.options.case),
            index: self.options.index,
            workers: 0,
            ledger: true,
            progress: &*self.options.progress,
        }
    }

    pub(super) fn lanes(&self) -> impl Iterator<Item = &Lane> {
        self.desk.lanes.values().chain(&self.desk.remembered)
    }

    /// Records at the ends of files that go into the index by the round, if they are whole by then.
    fn forget_pending(&mut self) -> anyhow::Result<()> {
        let desk = &mut self.desk;
        for lane in desk.lanes.values_mut().chain(&mut desk.remembered) {
            if lane.reading.is_none()
                && let Some((offset, _)) = lane.indexed.take()
            {
                desk.writer.drop_event(lane.stream, offset)?;
                lane.is_dirty = true;
            }
        }
        Ok(())
    }

    /// Sources beside those of the case, and totals with them.
    pub(super) fn add_others(&self, analysis: &mut Analysis) {
        let known: BTreeSet<String> =
            analysis.sources.iter().map(|source| source.path.clone()).collect();
        let others = self.others.values().filter(|source| !known.contains(&source.path));
        let others: Vec<Source> = others.cloned().collect();
        for source in &others {
            analysis.bytes += source.bytes;
            analysis.tally.add(&source.tally);
        }
        analysis.sources.extend(others);
        analysis.sources.sort_by(|one, other| one.path.cmp(&other.path));
    }
}

/// Members that were left where they go on, by stream of the case, with the clocks to be shown.
fn resting_by_stream(
    round: &Round,
    resting: Vec<Vec<Resting>>,
) -> BTreeMap<u32, (Resting, Option<SourceClock>)> {
    let mut by_stream = BTreeMap::new();
    for (stream, resting) in round.streams.iter().zip(resting) {
        for one in resting {
            let part = &stream.parts[one.part];
            if let Place::Kept(number) = part.place {
                by_stream.insert(number, (one, part.shown.clone()));
            }
        }
    }
    by_stream
}
