//! What an earlier run kept: its streams take part as sources, and members that are byte for byte
//! among them are not read a second time.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::Xxh3;

use super::inputs::{Inputs, Place};
use super::streams::{Part, Recognised, Row, Stream, parts, streams};
use crate::case::StreamRecord;
use crate::clock::{Clock, FileTime, Survey};

/// What the case holds of a stream for a later run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Memory {
    /// Place among the files that continue one another.
    pub(super) row: Row,
    /// File time: seconds, and whether they are UTC.
    pub(super) modified: Option<(i64, bool)>,
    /// XXH3 of the stored bytes, 128 bits in hex.
    pub(super) hash: String,
}

/// The streams of a run.
pub(super) struct Plan {
    pub(super) streams: Vec<Stream>,
    /// Members that the case holds already: index in the scan, number of the kept stream.
    pub(super) same: BTreeMap<usize, u32>,
}

/// Streams to be read: those kept, and the members that are not among them.
pub(super) fn plan(inputs: &Inputs, recognised: &[Recognised]) -> Plan {
    let kept: Vec<(u32, StreamRecord, Memory)> = kept(inputs);
    let same = same(inputs, recognised, &kept);
    let fresh: Vec<Recognised> = recognised
        .iter()
        .filter(|one| !same.contains_key(&one.member))
        .map(|one| Recognised { ..*one })
        .collect();
    let run = inputs.case.as_ref().map_or(0, |case| case.manifest().commit);
    let mut all = parts(&inputs.scan.members, &fresh, run);
    for (stream, record, memory) in kept {
        if let Some(format) = record.format() {
            all.push((format, part_of(stream, &record, memory)));
        }
    }
    Plan { streams: streams(all), same }
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
