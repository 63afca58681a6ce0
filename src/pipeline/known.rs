//! The same record from two sources counts once: overlapping collections, a case read again, two
//! exports of one event log.
//!
//! Records are known by content. Within a stream a line may rightly stand twice, so what is compared
//! is the content and how many times it has occurred in its own stream at that time: the second of
//! two equal lines is new unless another stream has two of them as well.

use std::collections::BTreeMap;
use std::sync::Arc;

use mbxtrace_parsers::{Event, Family, Field, FieldValue};
use xxhash_rust::xxh3::Xxh3;

use super::streams::{Indexed, Part, Stream};
use crate::clock::SECOND;

/// How long contents are remembered: exports round to whole seconds.
const REMEMBERED: i64 = 2 * SECOND;

/// Which records another source has told already.
pub(super) struct Doubles {
    known: Known,
    /// Group of each stream among those that may carry the same records.
    groups: Vec<Option<u64>>,
    /// Newest state of each export of settings of which something was read: its age, by path.
    in_force: BTreeMap<String, usize>,
    /// Records that are in the index, and that another stream has now.
    moved: Vec<(u32, u64)>,
}

impl Doubles {
    pub(super) fn new(streams: &[Arc<Stream>]) -> Self {
        let (known, groups) = (Known::default(), groups(streams));
        Self { known, groups, in_force: BTreeMap::new(), moved: Vec::new() }
    }

    /// Whether a record is told by another source: a newer state of the same settings, or any source
    /// that may carry the same records. Events come in order of time, and newer states first.
    pub(super) fn is_double(&mut self, stream: usize, part: &Part, event: &Event<'_>) -> bool {
        let group = self.groups.get(stream).copied().flatten();
        let offset = event.record.offset;
        let is_held = part.indexed.holds(offset);
        let (is_double, is_added) = match group {
            _ if self.is_replaced(part, event) => (true, false),
            Some(group) => self.known.is_known(group, stream, event, !is_held),
            None => (false, false),
        };
        if is_double && is_held && (is_added || matches!(part.indexed, Indexed::At(_))) {
            self.moved.push((event.origin.stream, offset));
        }
        is_double
    }

    /// Settings are what the newest state of their export says, unless nothing of it can be read.
    fn is_replaced(&mut self, part: &Part, event: &Event<'_>) -> bool {
        let Some(age) = part.age.filter(|_| event.origin.format.family().is_snapshot()) else {
            return false;
        };
        match self.in_force.get(&part.path) {
            Some(newest) => *newest < age,
            None => {
                if event.record.parsed {
                    self.in_force.insert(part.path.clone(), age);
                }
                false
            }
        }
    }

    /// Stream and offset of records that are no longer to be in the index there.
    pub(super) fn take_moved(&mut self) -> Vec<(u32, u64)> {
        std::mem::take(&mut self.moved)
    }
}

/// Streams that may carry the same records: those of one family and node; event logs name their
/// computer in the record, if at all, so all of them may. A stream alone in its group needs no look.
fn groups(streams: &[Arc<Stream>]) -> Vec<Option<u64>> {
    let key = |stream: &Stream| {
        let node = stream.parts.first().map_or("", |part| part.node.as_str());
        let family = stream.format.family();
        (family, if family == Family::WindowsEvent { "" } else { node }.to_owned())
    };
    let mut sizes: BTreeMap<(Family, String), (u64, usize)> = BTreeMap::new();
    for stream in streams {
        let next = sizes.len() as u64;
        sizes.entry(key(stream)).or_insert((next, 0)).1 += 1;
    }
    streams
        .iter()
        .map(|stream| {
            sizes.get(&key(stream)).filter(|(_, size)| *size > 1).map(|(group, _)| *group)
        })
        .collect()
}

/// Contents seen lately, by group of streams that may carry the same records.
#[derive(Default)]
struct Known {
    recent: BTreeMap<(u64, u64), Seen>,
    cleared: i64,
}

/// Occurrences of one content, by stream.
#[derive(Default)]
struct Seen {
    time: i64,
    by_stream: Vec<(usize, u32)>,
    distinct: u32,
    /// Which of the distinct ones were not in the index before, a bit each; of the first 64.
    added: u64,
}

impl Known {
    /// Whether the record is already known from another stream of its group, and if so, whether the
    /// index did not hold that. Events come in order of time; `is_new`: the index does not hold this one.
    fn is_known(
        &mut self,
        group: u64,
        stream: usize,
        event: &Event<'_>,
        is_new: bool,
    ) -> (bool, bool) {
        let time = event.time();
        if time > self.cleared + REMEMBERED {
            self.recent.retain(|_, seen| seen.time + REMEMBERED >= time);
            self.cleared = time;
        }
        let seen = self.recent.entry((group, content(event))).or_default();
        seen.time = time;
        let occurrence = match seen.by_stream.iter_mut().find(|(known, _)| *known == stream) {
            Some((_, count)) => {
                *count += 1;
                *count
            }
            None => {
                seen.by_stream.push((stream, 1));
                1
            }
        };
        let bit = 1_u64.checked_shl(occurrence - 1).unwrap_or(0);
        if occurrence <= seen.distinct {
            return (true, seen.added & bit != 0);
        }
        seen.distinct = occurrence;
        seen.added |= if is_new { bit } else { 0 };
        (false, false)
    }
}

/// Hash of what makes a record the same record. For Windows events that carry an account and a limit
/// it is what they say, to the second, so that two export forms of one log agree; otherwise the
/// exact time and text, and of settings what they are set on.
fn content(event: &Event<'_>) -> u64 {
    let mut hash = Xxh3::new();
    let windows = event.origin.format.family() == Family::WindowsEvent;
    let limit = event.number_of(Field::Limit).filter(|_| windows);
    if let (Some(limit), Some(account)) = (limit, event.text_of(Field::Account)) {
        hash.update(&event.time().div_euclid(SECOND).to_le_bytes());
        hash.update(&limit.to_le_bytes());
        hash.update(&event.number_of(Field::EventId).unwrap_or(0).to_le_bytes());
        hash.update(&account.to_ascii_lowercase());
        for field in [Field::ObjectType, Field::ClientType] {
            hash.update(&[0]);
            hash.update(&event.text_of(field).unwrap_or_default().to_ascii_lowercase());
        }
    } else {
        hash.update(&event.time().to_le_bytes());
        hash.update(event.text());
    }
    if event.origin.format.family().is_snapshot() {
        // A line of a listing does not name what it belongs to: a server, a key of the registry.
        for (field, value) in event.fields() {
            hash.update(field.name().as_bytes());
            match value {
                FieldValue::Text(text) => hash.update(text),
                FieldValue::Number(number) => hash.update(&number.to_le_bytes()),
            }
            hash.update(&[0]);
        }
    }
    hash.digest()
}
