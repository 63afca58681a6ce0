//! The same record from two sources counts once: overlapping collections, a case read again, two
//! exports of one event log.
//!
//! Records are known by content. Within a stream a line may rightly stand twice, so what is compared
//! is the content and how many times it has occurred in its own stream at that time: the second of
//! two equal lines is new unless another stream has two of them as well.

use std::collections::BTreeMap;

use mbxtrace_parsers::{Event, Family, Field};
use xxhash_rust::xxh3::Xxh3;

use crate::clock::SECOND;

/// How long contents are remembered: exports round to whole seconds.
const REMEMBERED: i64 = 2 * SECOND;

/// Contents seen lately, by group of streams that may carry the same records.
#[derive(Default)]
pub(super) struct Known {
    recent: BTreeMap<(u64, u64), Seen>,
    cleared: i64,
}

/// Occurrences of one content, by stream.
#[derive(Default)]
struct Seen {
    time: i64,
    by_stream: Vec<(usize, u32)>,
    distinct: u32,
}

impl Known {
    /// Whether the record is already known from another stream of its group. Events come in order
    /// of time.
    pub(super) fn is_known(&mut self, group: u64, stream: usize, event: &Event<'_>) -> bool {
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
        let known = occurrence <= seen.distinct;
        seen.distinct = seen.distinct.max(occurrence);
        known
    }
}

/// Hash of what makes a record the same record. For Windows events that carry an account and a limit
/// it is what they say, to the second, so that two export forms of one log agree; otherwise the
/// exact time and text.
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
    hash.digest()
}
