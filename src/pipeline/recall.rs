//! What an earlier run kept: its streams take part as sources, and members that are byte for byte
//! among them are not read a second time.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::Xxh3;

use super::inputs::{Inputs, Place};
use super::streams::{Candidate, Part, Recognised, Row, Stream, parts, streams};
use crate::case::StreamRecord;
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
    /// What a file that is or was followed needs beside.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) followed: Option<Followed>,
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
}

impl Followed {
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
}

/// Streams to be read: those kept, and the members that are not among them.
pub(super) fn plan(inputs: &Inputs, recognised: &[Recognised], growth: Growth<'_>) -> Plan {
    let mut kept: Vec<(u32, StreamRecord, Memory)> = kept(inputs);
    let (same, superseded) = known_before(inputs, recognised, &kept, growth);
    kept.retain(|(stream, _, _)| !superseded.contains(stream));
    let run = inputs.case.as_ref().map_or(0, |case| case.manifest().commit).to_string();
    let members = &inputs.scan.members;
    let fresh = recognised.iter().filter(|one| !same.contains_key(&one.member));
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
    all.extend(parts(fresh, &run));
    all.extend(parts(followed, FOLLOWED));
    Plan { streams: streams(all), same, superseded }
}

fn kept(inputs: &Inputs) -> Vec<(u32, StreamRecord, Memory)> {
    let Some(case) = &inputs.case else { return Vec::new() };
    let records = case.manifest().streams.iter().enumerate();
    records
        .filter_map(|(stream, record)| {
            let memory = Memory::deserialize(&record.progress).ok()?;
            Some((u32::try_from(stream).ok()?, record.clone(), memory))
        })
        .collect()
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
        indexed: u64::MAX,
        broken: None,
        clock: Clock::utc(),
        shown: None,
    }
}

/// Members whose bytes the case holds already, by index in the scan, and kept streams that a member
/// goes on from: a log that was packed, or an export that has grown. The latter only live, where files
/// are seen to grow; two collections that overlap are told apart record by record. Only members that
/// could be (equal length, or a length not known beforehand) are hashed.
fn known_before(
    inputs: &Inputs,
    recognised: &[Recognised],
    kept: &[(u32, StreamRecord, Memory)],
    growth: Growth<'_>,
) -> (BTreeMap<usize, u32>, Vec<u32>) {
    let (mut same, mut superseded) = (BTreeMap::new(), Vec::new());
    if kept.is_empty() {
        return (same, superseded);
    }
    let is_live = matches!(growth, Growth::Live(_));
    let mut lengths: BTreeMap<u64, Vec<(&str, u32)>> = BTreeMap::new();
    for (stream, record, memory) in kept.iter().filter(|(stream, _, _)| !growth.grows(*stream)) {
        let known = lengths.entry(stored(record, memory)).or_default();
        known.push((memory.hash.as_str(), *stream));
    }
    let could_be = |size: Option<u64>| {
        size.is_none_or(|size| {
            lengths.contains_key(&size) || is_live && lengths.range(1..size).next().is_some()
        })
    };
    let mut candidates: Vec<usize> = recognised
        .iter()
        .map(|one| one.member)
        .filter(|member| could_be(inputs.scan.members[*member].size))
        .collect();
    inputs.scan.reading_order(&mut candidates);
    let mut reader = inputs.scan.reader(candidates);
    while let Some(member) = reader.advance() {
        let stops: Vec<u64> = if is_live { lengths.range(1..).map(|(at, _)| *at).collect() } else { Vec::new() };
        let (length, hash, passed) = hash_of(&mut reader, &stops);
        let find = |length: u64, hash: &str| {
            let known = lengths.get(&length)?;
            known.iter().find(|(of, _)| *of == hash).map(|(_, stream)| *stream)
        };
        if let Some(stream) = find(length, &hash) {
            same.insert(member, stream);
        } else {
            superseded.extend(passed.iter().filter_map(|(length, hash)| find(*length, hash)));
        }
    }
    (same, superseded)
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
fn stored(record: &StreamRecord, memory: &Memory) -> u64 {
    memory.followed.as_ref().map_or(record.source.bytes, |followed| followed.bytes)
}

/// A hash as the case keeps it.
pub(super) fn hex(hash: &Xxh3) -> String {
    format!("{:032x}", hash.digest128())
}
