//! What is reported of the input: every member read, recognised or not, and every problem.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;

use mbxtrace_parsers::{Format, Problem};
use mbxtrace_rules::{Outcome, RuleSet};

use super::Round;
use super::collect::Gathered;
use super::inputs::{Inputs, Place};
use super::reader::problem_of;
use super::streams::{Part, Recognised, Stream};
use crate::clock::offsets::{TAKEN_OFF, signed};
use crate::report::{Analysis, Source};

/// A source of which nothing has been read.
pub(super) fn unread(part: &Part, format: Option<Format>) -> Source {
    Source {
        path: part.path.clone(),
        format,
        encoding: part.encoding.name(),
        node: part.node.clone(),
        clock: part.shown.clone(),
        ..Source::default()
    }
}

/// A member that was read.
pub(super) fn read(stream: &Stream, part: &Part, of: &mut Gathered) -> Source {
    let end = &mut of.end;
    assert_eq!(
        end.tally.total(),
        end.bytes,
        "every byte of {} is parsed, blank, unparsed or skipped: {:?}",
        part.path,
        end.tally
    );
    let mut source = unread(part, Some(stream.format));
    if let (Some(clock), Some(ahead)) = (&mut source.clock, end.taken_off) {
        // Evidence shows the stamp as logged; every other time is the corrected one.
        clock.reason.extend([TAKEN_OFF, &signed(ahead)]);
    }
    Source {
        bytes: end.bytes,
        tally: end.tally,
        events: end.events,
        duplicates: of.duplicates,
        first: end.first,
        last: end.last,
        problems: std::mem::take(&mut end.problems),
        ..source
    }
}

/// All sources of a run with their sums: what was read, what the case held already, what nobody
/// understood, what could not be read.
pub(super) fn assemble(round: &Round, read: &[(Place, Source)]) -> Analysis {
    let Round { inputs, recognised, same, .. } = round;
    let mut sources: Vec<Source> = Vec::new();
    let kept: BTreeMap<u32, &Source> = read
        .iter()
        .filter_map(|(place, source)| match place {
            Place::Kept(stream) => Some((*stream, source)),
            Place::Scanned(_) => None,
        })
        .collect();
    let mut shown: BTreeSet<u32> = BTreeSet::new();
    for (index, stream) in same {
        if let (Some(member), Some(source)) = (inputs.scan.members.get(*index), kept.get(stream)) {
            shown.insert(*stream);
            let (path, node) = (member.path.clone(), member.node.clone());
            let duplicates = source.events;
            sources.push(Source { path, node, duplicates, ..(*source).clone() });
        }
    }
    sources.extend(strays(inputs, recognised));
    for (place, source) in read {
        if !matches!(place, Place::Kept(stream) if shown.contains(stream)) {
            sources.push(source.clone());
        }
    }
    for problem in &inputs.scan.problems {
        let entry = Problem { kind: problem.kind, at: problem.at, text: problem.text.clone() };
        match sources.iter_mut().find(|source| source.path == problem.path) {
            Some(source) => source.problems.push(entry),
            None => sources.push(lost(&problem.path, entry)),
        }
    }
    sources.sort_by(|one, other| one.path.cmp(&other.path));
    let mut analysis = Analysis::default();
    for source in &sources {
        analysis.bytes += source.bytes;
        analysis.tally.add(&source.tally);
        analysis.duplicates += source.duplicates;
    }
    analysis.sources = sources;
    analysis
}

/// Members that nobody understood.
pub(super) fn strays(inputs: &Inputs, recognised: &[Recognised]) -> Vec<Source> {
    let understood: BTreeSet<usize> = recognised.iter().map(|one| one.member).collect();
    let drained = drain(inputs, recognised);
    let strays = (0..inputs.scan.members.len()).filter(|index| !understood.contains(index));
    strays.map(|index| not_understood(inputs, index, drained.get(&index))).collect()
}

/// Reads members that nobody understood, so that a break inside an archive is heard of and their
/// bytes are counted. Plain files tell their size without being read.
fn drain(inputs: &Inputs, recognised: &[Recognised]) -> BTreeMap<usize, Drained> {
    let understood: BTreeSet<usize> = recognised.iter().map(|one| one.member).collect();
    let members = inputs.scan.members.iter().enumerate();
    let mut packed: Vec<usize> = members
        .filter(|(index, _)| !understood.contains(index))
        .filter(|(_, member)| member.packed.is_some() || member.path.contains("!/"))
        .map(|(index, _)| index)
        .collect();
    inputs.scan.reading_order(&mut packed);
    let mut reader = inputs.scan.reader(packed);
    let mut drained = BTreeMap::new();
    let mut buffer = vec![0; 64 * 1024];
    while let Some(index) = reader.advance() {
        let mut bytes = 0;
        let problem = loop {
            match reader.read(&mut buffer) {
                Ok(0) => break None,
                Ok(read) => bytes += read as u64,
                Err(error) => break Some(problem_of(&error, bytes)),
            }
        };
        drained.insert(index, Drained { bytes, problem });
    }
    drained
}

/// What reading a member that nobody understood showed.
struct Drained {
    bytes: u64,
    problem: Option<Problem>,
}

/// Whether the name promises a log this program reads: then it is no stray file, and something is
/// lost with it.
fn is_named_like_a_log(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let ends = [".uc", ".evtx"].iter().any(|end| name.ends_with(end));
    ends || name.contains("request.log") || name.starts_with("ciscosyslog")
}

/// A member no grammar claims: listed, its bytes skipped.
fn not_understood(inputs: &Inputs, index: usize, drained: Option<&Drained>) -> Source {
    let member = &inputs.scan.members[index];
    let bytes = drained.map_or(member.size.unwrap_or(0), |drained| drained.bytes);
    let broken = drained.and_then(|drained| drained.problem.clone());
    let (kind, text) = if bytes == 0 {
        ("unrecognised", "empty")
    } else if is_named_like_a_log(&member.name) {
        ("damaged", "named like a log, but no record of a known format in it: collect it again")
    } else {
        ("unrecognised", "no log of a known format; see `mbxtrace formats list`")
    };
    let unrecognised = Problem { kind, at: 0, text: text.into() };
    let mut source = lost(&member.path, unrecognised);
    source.node.clone_from(&member.node);
    source.bytes = bytes;
    source.tally.skipped = bytes;
    source.problems.extend(broken);
    source
}

/// Something that could not be read at all.
fn lost(path: &str, problem: Problem) -> Source {
    Source { path: path.into(), problems: vec![problem], ..Source::default() }
}

/// Findings, their causes, what was not judged, and the advice of the rules.
pub(super) fn add_verdict(analysis: &mut Analysis, outcome: Outcome, rules: &RuleSet) {
    analysis.rules_sha256 = rules.sha256();
    // What is told finds nothing in records; that nothing was told is no verdict.
    let judging = rules.rules().iter().filter(|rule| !rule.is_told());
    analysis.rules = judging.map(|rule| rule.id.clone()).collect();
    analysis.remedies = rules.remedies();
    let diagnosis = rules.diagnose(&outcome);
    analysis.causes = diagnosis.causes;
    analysis.findings = outcome.findings;
    analysis.not_judged = outcome.not_judged;
    analysis.not_judged.extend(diagnosis.not_judged);
    analysis.unkeyed = outcome.unkeyed;
    analysis.rule_texts = rules.texts();
    let causes = rules.cause_texts_in("en").into_iter();
    let asked = |id: &String| analysis.not_judged.iter().any(|row| row.rule == *id);
    analysis.rule_texts.extend(causes.filter(|(id, _)| asked(id)));
    analysis.ledgers = outcome.ledgers;
    analysis.series = outcome.series;
}
