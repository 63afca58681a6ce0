//! What an earlier run kept: its streams take part as sources, and members that are byte for byte
//! among them are not read a second time.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;

use mbxtrace_parsers::{Family, Format};
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::Xxh3;

use super::inputs::{Inputs, Place};
use super::streams::{Candidate, Part, Recognised, Row, Stream, parts, streams};
use crate::case::StreamRecord;
use crate::clock::{Clock, FileTime, Survey};
use crate::source::{Member, Modified};

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
    /// Identity and offset, as the follower of files wants it back.
    pub(super) known: serde_json::Value,
    /// No further byte will come.
    pub(super) ended: bool,
    /// Below the given folder, and the number of that one: what its row is made of.
    pub(super) relative: String,
    pub(super) root: usize,
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

/// Which parts of a plan are still being written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Growth {
    /// None: a verdict on what there is.
    Ended,
    /// Followed files go on, and files of the scan are followed from now on if they can be.
    Live,
}

/// Rows of followed files have the same name in every run.
const FOLLOWED: &str = "followed";

/// The streams of a run.
pub(super) struct Plan {
    pub(super) streams: Vec<Stream>,
    /// Members that the case holds already: index in the scan, number of the kept stream.
    pub(super) same: BTreeMap<usize, u32>,
}

/// Streams to be read: those kept, and the members that are not among them.
pub(super) fn plan(inputs: &Inputs, recognised: &[Recognised], growth: Growth) -> Plan {
    let kept: Vec<(u32, StreamRecord, Memory)> = kept(inputs);
    let same = same(inputs, recognised, &kept);
    let run = inputs.case.as_ref().map_or(0, |case| case.manifest().commit).to_string();
    let members = &inputs.scan.members;
    let (mut fresh, mut followed) = (Vec::new(), Vec::new());
    for one in recognised.iter().filter(|one| !same.contains_key(&one.member)) {
        let grows = growth == Growth::Live && is_followable(&members[one.member], one.format);
        let into = if grows { &mut followed } else { &mut fresh };
        into.push(Candidate::scanned(members, one, grows));
    }
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
                grows: growth == Growth::Live && !of.ended,
            }),
            None => all.push((format, part_of(stream, &record, memory))),
        }
    }
    followed.sort_by_key(|one| one.place);
    all.extend(parts(fresh, &run));
    all.extend(parts(followed, FOLLOWED));
    Plan { streams: streams(all), same }
}

/// Whether a member can be followed as it grows: a plain file whose records stand in the order in
/// which they are written.
pub(super) fn is_followable(member: &Member, format: Format) -> bool {
    let is_plain = member.packed.is_none() && !member.path.contains("!/");
    is_plain && format.family() != Family::WindowsEvent
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
        broken: None,
        clock: Clock::utc(),
        shown: None,
    }
}

/// Members whose bytes the case holds already. Only members that could be (equal length, or a
/// length not known beforehand) are hashed.
fn same(
    inputs: &Inputs,
    recognised: &[Recognised],
    kept: &[(u32, StreamRecord, Memory)],
) -> BTreeMap<usize, u32> {
    let mut same = BTreeMap::new();
    if kept.is_empty() {
        return same;
    }
    let sizes: BTreeSet<u64> = kept.iter().map(|(_, record, _)| record.source.bytes).collect();
    let hashes: BTreeMap<&str, u32> =
        kept.iter().rev().map(|(stream, _, memory)| (memory.hash.as_str(), *stream)).collect();
    let mut candidates: Vec<usize> = recognised
        .iter()
        .map(|one| one.member)
        .filter(|member| inputs.scan.members[*member].size.is_none_or(|size| sizes.contains(&size)))
        .collect();
    inputs.scan.reading_order(&mut candidates);
    let mut reader = inputs.scan.reader(candidates);
    let mut buffer = vec![0; 128 * 1024];
    while let Some(member) = reader.advance() {
        let mut hash = Xxh3::new();
        loop {
            match reader.read(&mut buffer) {
                // What breaks off now broke off at the same place before.
                Ok(0) | Err(_) => break,
                Ok(read) => hash.update(&buffer[..read]),
            }
        }
        let known = hashes.get(hex(&hash).as_str());
        same.extend(known.map(|stream| (member, *stream)));
    }
    same
}

/// A hash as the case keeps it.
pub(super) fn hex(hash: &Xxh3) -> String {
    format!("{:032x}", hash.digest128())
}
