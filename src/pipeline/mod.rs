//! Bytes to verdict, the one data path: scan, survey, solve the clocks, then decode in parallel,
//! merge by event time and feed index and engine.

mod apart;
mod blocks;
mod collect;
mod corrected;
mod coverage;
mod exports;
mod inputs;
mod known;
mod left;
pub mod live;
mod merge;
mod numbers;
mod pairs;
mod reader;
mod recall;
mod sources;
mod streams;
mod survey;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use mbxtrace_parsers::{Encoding, Options};
use mbxtrace_rules::RuleSet;

use self::collect::Collector;
use self::inputs::Inputs;
use self::left::Resting;
use self::reader::StreamReader;
use self::recall::Growth;
use self::streams::{Recognised, Stream};
use crate::case::{Case, CaseWriter, WriterOptions};
use crate::clock::{self, Flags, Given};
use crate::exit::UsageError;
use crate::report::Analysis;
use crate::source::{self, Limits, Scan};

/// What to analyse and how.
pub struct Request<'a> {
    /// Files and folders.
    pub paths: &'a [PathBuf],
    /// Bounds on hostile input.
    pub limits: Limits,
    /// What the user said about clocks.
    pub flags: &'a Flags,
    /// Only events at or after this time are judged, UTC nanoseconds.
    pub since: Option<i64>,
    /// Only events before this time are judged.
    pub until: Option<i64>,
    /// The rules.
    pub rules: &'a RuleSet,
    /// Ids of the user's rules among them that replaced built-in ones.
    pub overridden_rules: &'a [String],
    /// Whether to keep the ledger of every heartbeat and count the other records over time.
    pub ledger: bool,
    /// Folder of the case; `None` to write none.
    pub case: Option<&'a Path>,
    /// Memory and threads of the index.
    pub index: WriterOptions,
    /// Threads that decode, beside the one that judges.
    pub workers: usize,
    /// Told what is going on.
    pub progress: &'a (dyn Fn(Progress) + Sync),
}

/// What is going on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// So many members were found.
    Found(usize),
    /// The clocks are being solved: so many more bytes were surveyed.
    Surveyed(u64),
    /// Reading begins: so many bytes in all, as far as sizes are known.
    Reading(u64),
    /// So many more bytes were read.
    Read(u64),
    /// The index is being committed.
    Committing,
}

/// Reads, judges, and makes the case durable. An error is a wrong path or a case that cannot be
/// written; input that cannot be read is in the analysis.
pub fn analyze(request: &Request<'_>) -> anyhow::Result<Analysis> {
    if !request.flags.apply_offsets {
        return analyze_once(request);
    }
    // What the clocks are apart is known only when everything has been read: a first run without a
    // case finds out, the second reads with it.
    let of = |flags, case| Request { flags, case, limits: request.limits.clone(), ..*request };
    let trial = analyze_once(&of(request.flags, None))?;
    let mut flags = request.flags.clone();
    flags.offsets.extend(corrected::to_apply(&trial.clock_offsets, &flags));
    analyze_once(&of(&flags, request.case))
}

fn analyze_once(request: &Request<'_>) -> anyhow::Result<Analysis> {
    let (scan, recognised) = recognise(request)?;
    (request.progress)(Progress::Found(scan.members.len()));
    let earlier = match request.case {
        Some(folder) => Case::open_if_any(folder)?,
        None => None,
    };
    refuse_mixed_times(earlier.as_ref(), request.flags)?;
    let round = Round::plan(scan, recognised, earlier, Growth::Ended, request)?;
    let mut writer =
        request.case.map(|folder| CaseWriter::open(folder, request.index)).transpose()?;
    if let Some(writer) = &mut writer {
        recall::forget_pending(writer)?;
    }
    let mut collector = Collector::new(&round.streams, request, writer.as_mut());
    round.merge(&mut collector, request);
    let analysis = collector.finish(&round)?;
    if let Some(writer) = writer {
        (request.progress)(Progress::Committing);
        writer.finish()?;
    }
    Ok(analysis)
}

/// One pass over members and kept streams: what is read, with solved clocks.
struct Round {
    inputs: Arc<Inputs>,
    recognised: Vec<Recognised>,
    streams: Vec<Arc<Stream>>,
    /// Members that the case holds already: index in the scan, number of the kept stream.
    same: BTreeMap<usize, u32>,
    /// Kept streams that a member holds all of, and more.
    superseded: Vec<u32>,
    /// Members that wait until a stream that they begin with has ended.
    later: BTreeSet<usize>,
}

impl Round {
    /// Plans what to read, and solves the clocks.
    fn plan(
        scan: Scan,
        recognised: Vec<Recognised>,
        case: Option<Case>,
        growth: Growth<'_>,
        request: &Request<'_>,
    ) -> anyhow::Result<Self> {
        let inputs = Arc::new(Inputs { scan, case });
        let mut planned = recall::plan(&inputs, &recognised, growth)?;
        let surveyed = |bytes| (request.progress)(Progress::Surveyed(bytes));
        survey::survey(&mut planned.streams, &inputs, request.workers + 1, &surveyed);
        solve_clocks(&mut planned.streams, request.flags);
        let streams = std::mem::take(&mut planned.streams).into_iter().map(Arc::new).collect();
        let recall::Plan { same, superseded, later, .. } = planned;
        Ok(Self { inputs, recognised, streams, same, superseded, later })
    }

    /// Reads everything into `collector` in order of time. Gives, by stream, the members that grow
    /// on.
    fn merge(&self, collector: &mut Collector<'_>, request: &Request<'_>) -> Vec<Vec<Resting>> {
        let bytes = self.inputs.scan.members.iter().filter_map(|member| member.size).sum();
        (request.progress)(Progress::Reading(bytes));
        let options = Options::default();
        let keep = collector.keeps();
        let readers = self.streams.iter().map(|stream| {
            StreamReader::new(Arc::clone(stream), Arc::clone(&self.inputs), options, keep)
        });
        let readers = merge::merge(readers.collect(), request.workers, collector);
        readers.into_iter().map(StreamReader::into_resting).collect()
    }
}

/// The index of a case holds the times it was made with: records corrected otherwise must not be
/// mixed with them.
fn refuse_mixed_times(case: Option<&Case>, flags: &Flags) -> anyhow::Result<()> {
    let Some(before) = case.map(Case::analysis).transpose()?.flatten() else { return Ok(()) };
    let Some(said) = corrected::corrected_otherwise(&before.clock_offsets, flags) else {
        return Ok(());
    };
    let held = if said.is_empty() {
        "holds times as they were logged".to_owned()
    } else {
        format!("holds times corrected by {said}")
    };
    Err(UsageError(format!(
        "the case {held}: say the same again, or analyse into another one (--case DIR)"
    ))
    .into())
}

/// Walks the input and tells the formats.
fn recognise(request: &Request<'_>) -> anyhow::Result<(Scan, Vec<Recognised>)> {
    recognised(|visit| Ok(source::scan(request.paths, &request.limits, visit)?))
}

/// Looks at members with `scan` and tells their formats.
fn recognised(
    scan: impl FnOnce(&mut dyn FnMut(&source::Member, &[u8])) -> anyhow::Result<Scan>,
) -> anyhow::Result<(Scan, Vec<Recognised>)> {
    let mut found = BTreeMap::new();
    let scan = scan(&mut |member, head| {
        if let Some(recognised) = mbxtrace_parsers::recognise(head, &member.name) {
            found.insert(member.path.clone(), recognised);
        }
    })?;
    let recognised = scan
        .members
        .iter()
        .enumerate()
        .filter_map(|(member, of)| {
            let (format, encoding, mark): (_, Encoding, _) = *found.get(&of.path)?;
            Some(Recognised { member, format, encoding, mark })
        })
        .collect();
    Ok((scan, recognised))
}

fn solve_clocks(streams: &mut [Stream], flags: &Flags) {
    let given: Vec<Given<'_>> = streams
        .iter()
        .enumerate()
        .flat_map(|(index, stream)| stream.parts.iter().map(move |part| (index, stream, part)))
        .map(|(stream, of, part)| Given {
            path: &part.path,
            node: &part.node,
            format: of.format,
            modified: part.modified,
            survey: &part.survey,
            stream,
            contiguous: part.row.contiguous,
        })
        .collect();
    let mut solved = clock::solve(&given, flags).into_iter();
    drop(given);
    for part in streams.iter_mut().flat_map(|stream| &mut stream.parts) {
        let solved = solved.next().expect("every member has a clock");
        part.settle(solved.clock, solved.shown);
    }
}
