//! What an earlier run kept: its streams take part as sources, and members that are byte for byte
//! among them are not read a second time.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;

use mbxtrace_parsers::Format;
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::Xxh3;

use super::exports::{self, Likeness, States};
use super::inputs::{Inputs, Place};
use super::streams::{Candidate, Indexed, Part, Recognised, Row, Stream, parts, streams};
use crate::case::{CaseError, CaseWriter, StreamRecord};
use crate::clock::{Clock, FileTime, Survey};
use crate::source::{Known, Member, Modified};

/// What the case holds of a stream for a later run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Memory {
    /// Place among the files that continue one another.
    pub(super) row: Row,
    /// File time: seconds, and whether they are UTC.
    pub(super) modified: Option<(i64, bool)>,
    /// XXH3 of the stored bytes, 128 bits in hex.
    pub(super) hash: String,
    /// It is a state of an export, as a watch found it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) exported: bool,
    /// What a file that is or was followed needs beside.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) followed: Option<Followed>,
}

/// What is left of a stream that was too old to be kept: a watch does not read its bytes again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Dropped {
    /// How many bytes it had.
    #[serde(rename = "dropped_bytes")]
    pub(super) bytes: u64,
    /// Their hash, as in [`Memory`].
    pub(super) hash: String,
    /// Time of its last record, UTC nanoseconds.
    pub(super) last: i64,
}

/// A file that is followed, as the case remembers it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Followed {
    /// Identity and offset.
    pub(super) known: Option<Known>,
    /// No further byte is expected.
    pub(super) ended: bool,
    /// Below the given folder, and the number of that one: what its row is made of.
    pub(super) relative: String,
    pub(super) root: usize,
    /// All its bytes so far.
    pub(super) bytes: u64,
    /// Records that begin before this offset are in the index.
    pub(super) indexed: u64,
    /// The record at its end, if it is in the index already though more of it may come: offset and
    /// length.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) pending: Option<(u64, u32)>,
}

impl Memory {
    /// Whether its file may still grow.
    pub(super) fn is_followed(&self) -> bool {
        self.followed.as_ref().is_some_and(|followed| !followed.ended)
    }

    /// By what a followed file that has ended is known should it come back.
    pub(super) fn ended(&self) -> Option<&Known> {
        let followed = self.followed.as_ref().filter(|followed| followed.ended)?;
        followed.known.as_ref().filter(|known| known.offset == followed.bytes)
    }

    /// Whether its file was seen, and nothing of it read.
    pub(super) fn is_unread(&self) -> bool {
        self.followed.as_ref().is_some_and(|followed| followed.bytes == 0)
    }
}

impl Followed {
    /// The record at its end, if it is in the index although more of it may come. Of one that has ended
    /// it is there as whole.
    pub(super) fn provisional(&self) -> Option<(u64, u32)> {
        self.pending.filter(|(offset, _)| *offset >= self.indexed)
    }

    /// The member it was or is.
    pub(super) fn member(&self, record: &StreamRecord, memory: &Memory) -> Member {
        let name = self.relative.rsplit('/').next().unwrap_or(&self.relative).to_owned();
        Member {
            path: record.source.path.clone(),
            relative: self.relative.clone(),
            root: self.root,
            name,
            node: record.source.node.clone(),
            size: None,
            modified: memory.modified.map(|(unix_seconds, zone_known)| Modified {
                unix_seconds,
                nanos: 0,
                zone_known,
            }),
            packed: None,
        }
    }
}

/// Which followed files of the case are still being written.
#[derive(Clone, Copy, Debug)]
pub(super) enum Growth<'a> {
    /// None: a verdict on what there is.
    Ended,
    /// These streams: what has been read of their last records stays pending.
    Live(&'a BTreeSet<u32>),
}

impl Growth<'_> {
    fn is_live(self) -> bool {
        matches!(self, Self::Live(_))
    }

    fn grows(self, stream: u32) -> bool {
        matches!(self, Self::Live(streams) if streams.contains(&stream))
    }
}

/// Rows of followed files have the same name in every run.
const FOLLOWED: &str = "followed";

/// The streams of a run.
pub(super) struct Plan {
    pub(super) streams: Vec<Stream>,
    /// Members that the case holds already: index in the scan, number of the kept stream.
    pub(super) same: BTreeMap<usize, u32>,
    /// Kept streams that are no longer written and that a member begins with: they are read there.
    pub(super) superseded: Vec<u32>,
    /// Members that begin with all of a stream that is still written: they wait until it has ended.
    pub(super) later: BTreeSet<usize>,
}

/// Streams to be read: those kept, and the members that are not among them.
pub(super) fn plan(
    inputs: &Inputs,
    recognised: &[Recognised],
    growth: Growth<'_>,
) -> Result<Plan, CaseError> {
    let mut kept: Vec<(u32, StreamRecord, Memory)> = kept(inputs);
    let Before { same, superseded, later } = known_before(inputs, recognised, &kept, growth);
    kept.retain(|(stream, _, _)| !superseded.contains(stream));
    let run = inputs.case.as_ref().map_or(0, |case| case.manifest().commit).to_string();
    let members = &inputs.scan.members;
    let is_known = |member: &usize| same.contains_key(member) || later.contains(member);
    let fresh = recognised.iter().filter(|one| !is_known(&one.member));
    let fresh = fresh.map(|one| Candidate::scanned(members, one)).collect();
    let mut followed = Vec::new();
    let mut all = Vec::new();
    for (stream, record, memory) in kept {
        let Some(format) = record.format() else { continue };
        match &memory.followed {
            Some(of) => followed.push(Candidate {
                place: Place::Kept(stream),
                member: of.member(&record, &memory),
                format,
                encoding: record.encoding(),
                mark: record.mark,
                grows: growth.grows(stream),
                indexed: of.indexed,
            }),
            None => all.push((format, part_of(stream, &record, memory))),
        }
    }
    followed.sort_by_key(|one| one.place);
    let mut fresh = parts(fresh, &run);
    if growth.is_live() {
        exports::arrive(&mut fresh);
    }
    all.extend(fresh);
    exports::age(&mut all);
    if growth.is_live() {
        exports::look_up(&mut all, inputs)?;
    }
    let mut followed = parts(followed, FOLLOWED);
    part_company(&mut followed);
    all.extend(followed);
    Ok(Plan { streams: streams(all), same, superseded, later })
}

/// Files were followed in the order in which they were written. Where names say otherwise (a log that
/// was deleted and begun anew, and then renamed), those that contradict the most others stand for
/// themselves: a row is read in its order, streams are merged by time.
fn part_company(followed: &mut [(Format, Part)]) {
    let mut rows: BTreeMap<&str, Vec<(usize, usize)>> = BTreeMap::new();
    for (index, (_, part)) in followed.iter().enumerate() {
        rows.entry(&part.row.key).or_default().push((part.row.at, index));
    }
    let mut strangers = Vec::new();
    for row in rows.values_mut() {
        row.sort_unstable();
        let numbers: Vec<Place> = row.iter().map(|(_, index)| followed[*index].1.place).collect();
        let kept = longest_rise(&numbers);
        strangers.extend((0..row.len()).filter(|at| !kept.contains(at)).map(|at| row[at].1));
    }
    for index in strangers {
        let part = &mut followed[index].1;
        part.row = Row { key: format!("{}#{:?}", part.row.key, part.place), ..Row::default() };
    }
}

/// Indices of a longest subsequence that rises.
fn longest_rise<T: Ord>(values: &[T]) -> BTreeSet<usize> {
    // By length: the index of the smallest value that ends a rise of that length.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(values.len());
    for (index, value) in values.iter().enumerate() {
        let length = ends.partition_point(|end| values[*end] < *value);
        before.push(length.checked_sub(1).map(|length| ends[length]));
        match ends.get_mut(length) {
            Some(end) => *end = index,
            None => ends.push(index),
        }
    }
    std::iter::successors(ends.last().copied(), |index| before[*index]).collect()
}

fn kept(inputs: &Inputs) -> Vec<(u32, StreamRecord, Memory)> {
    let Some(case) = &inputs.case else { return Vec::new() };
    let records = case.manifest().streams.iter().enumerate();
    records
        .filter_map(|(stream, record)| {
            let mut memory = Memory::deserialize(&record.progress).ok()?;
            let stream = u32::try_from(stream).ok()?;
            if memory.hash.is_empty() {
                // Bytes were kept, and the process died before a round had read what is before them.
                let mut kept = case.text().open_stream(stream).ok();
                memory.hash = kept.as_mut().map(|kept| hash_of(kept, &[]).1).unwrap_or_default();
            }
            Some((stream, record.clone(), memory))
        })
        .collect()
}

/// Records at the ends of files that a watch has put into the index although more of them might have
/// come: they go into it once more, as whole ones.
pub(super) fn forget_pending(writer: &mut CaseWriter) -> Result<(), CaseError> {
    let pending = (0..).zip(&writer.manifest().streams).filter_map(|(stream, record)| {
        let followed = Memory::deserialize(&record.progress).ok()?.followed?;
        let (offset, _) = followed.provisional()?;
        Some((stream, offset))
    });
    let pending: Vec<(u32, u64)> = pending.collect();
    writer.drop_events(pending)
}

/// Streams that were too old to be kept, by length and hash.
fn dropped(inputs: &Inputs) -> BTreeMap<u64, BTreeMap<String, u32>> {
    let mut dropped: BTreeMap<u64, BTreeMap<String, u32>> = BTreeMap::new();
    let Some(case) = &inputs.case else { return dropped };
    for (stream, record) in (0..).zip(&case.manifest().streams) {
        if let Ok(one) = Dropped::deserialize(&record.progress) {
            dropped.entry(one.bytes).or_default().insert(one.hash, stream);
        }
    }
    dropped
}

fn part_of(stream: u32, record: &StreamRecord, memory: Memory) -> Part {
    Part {
        place: Place::Kept(stream),
        path: record.source.path.clone(),
        node: record.source.node.clone(),
        encoding: record.encoding(),
        mark: record.mark,
        modified: memory.modified.map(|(seconds, zone_known)| FileTime { seconds, zone_known }),
        row: memory.row,
        survey: Survey::default(),
        blocks: None,
        grows: false,
        indexed: Indexed::Before(u64::MAX),
        age: memory.exported.then_some(0),
        broken: None,
        clock: Clock::utc(),
        shown: None,
    }
}

/// What the case holds of members already.
#[derive(Default)]
struct Before {
    same: BTreeMap<usize, u32>,
    superseded: Vec<u32>,
    later: BTreeSet<usize>,
}

/// Tells members whose bytes the case holds already; live also those that go on from what it holds: a
/// log that was packed, or an export that has grown. (Two collections that overlap are told apart
/// record by record.) Only members that could be, by their length, are hashed.
fn known_before(
    inputs: &Inputs,
    recognised: &[Recognised],
    kept: &[(u32, StreamRecord, Memory)],
    growth: Growth<'_>,
) -> Before {
    let mut before = Before::default();
    let is_live = growth.is_live();
    let states = States::new(kept, is_live);
    let dropped = if is_live { dropped(inputs) } else { BTreeMap::new() };
    if kept.is_empty() && dropped.is_empty() {
        return before;
    }
    let mut lengths: BTreeMap<u64, Vec<(&str, u32)>> = BTreeMap::new();
    for (stream, record, memory) in kept {
        let known = lengths.entry(stored(record, memory)).or_default();
        known.push((memory.hash.as_str(), *stream));
    }
    let could_be = |size: Option<u64>| {
        size.is_none_or(|size| {
            lengths.contains_key(&size)
                || dropped.contains_key(&size)
                || is_live && lengths.range(1..size).next().is_some()
        })
    };
    let mut candidates: Vec<usize> = recognised
        .iter()
        .map(|one| one.member)
        .filter(|member| could_be(inputs.scan.members[*member].size))
        .collect();
    inputs.scan.reading_order(&mut candidates);
    let stops: Vec<u64> = lengths.range(1..).map(|(at, _)| *at).filter(|_| is_live).collect();
    let mut reader = inputs.scan.reader(candidates);
    while let Some(member) = reader.advance() {
        let (length, hash, passed) = hash_of(&mut reader, &stops);
        let find = |length: u64, hash: &str| -> Vec<u32> {
            let known = lengths.get(&length).into_iter().flatten();
            known.filter(|(of, _)| *of == hash).map(|(_, stream)| *stream).collect()
        };
        let of = &inputs.scan.members[member];
        let alike = find(length, &hash).into_iter();
        let alike = alike.map(|stream| (states.likeness(stream, of), stream)).min();
        let gone = dropped.get(&length).and_then(|of| of.get(&hash)).copied();
        match (alike, gone) {
            (Some((Likeness::Same, stream)), _) | (None, Some(stream)) => {
                before.same.insert(member, stream);
                continue;
            }
            (Some((Likeness::Again, stream)), _) => before.superseded.push(stream),
            _ => {}
        }
        let passed = passed.iter().flat_map(|(length, hash)| find(*length, hash));
        for stream in passed.filter(|stream| states.may_replace(*stream, of)) {
            if growth.grows(stream) {
                before.later.insert(member);
            } else {
                before.superseded.push(stream);
            }
        }
    }
    before
}

/// Length and hash of what is left to read, and its hashes on the way at the lengths `stops`.
fn hash_of(reader: &mut dyn Read, stops: &[u64]) -> (u64, String, Vec<(u64, String)>) {
    let mut stops = stops.iter().copied().peekable();
    let mut passed = Vec::new();
    let (mut hash, mut length) = (Xxh3::new(), 0_u64);
    let mut buffer = vec![0; 128 * 1024];
    loop {
        let wanted = stops.peek().map_or(u64::MAX, |stop| stop - length);
        let wanted = usize::try_from(wanted).unwrap_or(usize::MAX).min(buffer.len());
        match reader.read(&mut buffer[..wanted]) {
            // What breaks off now broke off at the same place before.
            Ok(0) | Err(_) => break,
            Ok(read) => {
                hash.update(&buffer[..read]);
                length += read as u64;
            }
        }
        if stops.next_if_eq(&length).is_some() {
            passed.push((length, hex(&hash)));
        }
    }
    (length, hex(&hash), passed)
}

/// Bytes of a kept stream.
pub(super) fn stored(record: &StreamRecord, memory: &Memory) -> u64 {
    memory.followed.as_ref().map_or(record.source.bytes, |followed| followed.bytes)
}

/// A hash as the case keeps it.
pub(super) fn hex(hash: &Xxh3) -> String {
    format!("{:032x}", hash.digest128())
}
