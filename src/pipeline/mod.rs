//! Bytes to verdict, the one data path: scan, survey, solve the clocks, then decode in parallel,
//! merge by event time and feed index and engine.

mod blocks;
mod collect;
mod inputs;
mod known;
mod merge;
mod reader;
mod recall;
mod sources;
mod streams;
mod survey;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use mbxtrace_parsers::{Encoding, Options};
use mbxtrace_rules::{Engine, RuleSet};

use self::collect::Collector;
use self::inputs::Inputs;
use self::reader::StreamReader;
use self::streams::{Recognised, Stream};
use crate::case::{Case, CaseWriter, WriterOptions};
use crate::clock::{self, Flags, Given};
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
    let (scan, recognised) = recognise(request)?;
    (request.progress)(Progress::Found(scan.members.len()));
    let earlier = match request.case {
        Some(folder) if folder.try_exists()? => Some(Case::open(folder)?),
        _ => None,
    };
    let inputs = Arc::new(Inputs { scan, case: earlier });
    let mut planned = recall::plan(&inputs, &recognised);
    let surveyed = |bytes| (request.progress)(Progress::Surveyed(bytes));
    survey::survey(&mut planned.streams, &inputs, request.workers + 1, &surveyed);
    solve_clocks(&mut planned.streams, request.flags);
    let writer = request.case.map(|folder| CaseWriter::open(folder, request.index)).transpose()?;
    let streams: Vec<Arc<Stream>> = planned.streams.into_iter().map(Arc::new).collect();
    let bytes = inputs.scan.members.iter().filter_map(|member| member.size).sum();
    (request.progress)(Progress::Reading(bytes));
    let options = Options::default();
    let readers = streams
        .iter()
        .map(|stream| {
            let keep = writer.is_some() && stream.parts.iter().any(streams::Part::is_new);
            StreamReader::new(Arc::clone(stream), Arc::clone(&inputs), options, keep)
        })
        .collect();
    let engine = Engine::new(request.rules);
    let engine = if request.ledger { engine.with_ledger() } else { engine };
    let mut collector = Collector::new(&streams, engine, writer, request);
    merge::merge(readers, request.workers, &mut collector);
    collector.finish(&inputs, &recognised, &planned.same)
}

/// Walks the input and tells the formats.
fn recognise(request: &Request<'_>) -> anyhow::Result<(Scan, Vec<Recognised>)> {
    let mut found = std::collections::BTreeMap::new();
    let scan = source::scan(request.paths, &request.limits, &mut |member, head| {
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
