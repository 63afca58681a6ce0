//! Record numbers of Windows event logs (`EventRecordID`): which are missing, and whether that is a
//! filter's doing.
//!
//! A channel of a computer numbers its records one after the other; an export of all of them has no
//! jump, one of a time range neither. A filter (only errors, only one source) jumps all the time. So
//! jumps are missing records only where they are rare.

use std::collections::BTreeMap;

use mbxtrace_parsers::{Event, Field};

use crate::report::number;

/// Fewer records do not tell a filter from a loss.
const LEAST: usize = 20;
/// Most jumps that are taken for losses, and only if nine steps of ten are no jump.
const MOST_JUMPS: usize = 20;
/// More runs than this are a filter's, whatever follows; they are not kept.
const MOST_RUNS: usize = 16_384;
/// A number so far below the highest one, later in time, is of a log that was cleared: threads write
/// a few records out of order.
const CLEARED: i64 = 256;

/// A time in which records are missing.
pub(super) struct Missing {
    pub(super) from: i64,
    pub(super) to: i64,
    pub(super) because: String,
}

/// Numbers of all channels of one source.
#[derive(Default)]
pub(super) struct Numbers {
    channels: Vec<Channel>,
    /// Records without a number.
    unnumbered: u64,
}

/// Numbers of one channel of one computer.
struct Channel {
    computer: Vec<u8>,
    log: Vec<u8>,
    /// What was seen, by first number: contiguous runs.
    runs: BTreeMap<i64, Run>,
    /// Numbers seen before the log was cleared, and when.
    cleared: Vec<(BTreeMap<i64, Run>, i64)>,
    is_filtered: bool,
}

/// Records without a jump: last number, time of the first and of the last.
#[derive(Clone, Copy)]
struct Run {
    last: i64,
    from: i64,
    to: i64,
}

impl Numbers {
    /// Takes a record; they come in order of time.
    pub(super) fn add(&mut self, event: &Event<'_>) {
        if !event.record.parsed {
            return;
        }
        let Some(number) = event.number_of(Field::RecordId) else {
            self.unnumbered += 1;
            return;
        };
        let computer = event.text_of(Field::Computer).unwrap_or_default();
        let channel = event.text_of(Field::Channel).unwrap_or_default();
        let same = |one: &&mut Channel| one.computer == computer && one.log == channel;
        match self.channels.iter_mut().find(same) {
            Some(known) => known.add(number, event.time()),
            None => {
                let mut new = Channel::new(computer, channel);
                new.add(number, event.time());
                self.channels.push(new);
            }
        }
    }

    /// Times in which records are missing.
    pub(super) fn missing(&self) -> Vec<Missing> {
        self.channels
            .iter()
            .filter(|one| one.is_whole_export())
            .flat_map(Channel::missing)
            .collect()
    }

    /// What else the numbers say, in sentences.
    pub(super) fn remarks(&self) -> Vec<String> {
        let mut remarks: Vec<_> = self.channels.iter().flat_map(Channel::remarks).collect();
        if self.channels.is_empty() && self.unnumbered > 0 {
            remarks.push(
                "this export form carries no record numbers: records missing inside it cannot be seen"
                    .to_owned(),
            );
        }
        remarks
    }
}

impl Channel {
    fn new(computer: &[u8], channel: &[u8]) -> Self {
        Self {
            computer: computer.to_owned(),
            log: channel.to_owned(),
            runs: BTreeMap::new(),
            cleared: Vec::new(),
            is_filtered: false,
        }
    }

    fn add(&mut self, number: i64, time: i64) {
        let highest = self.runs.last_key_value().map(|(_, run)| *run);
        if let Some(highest) = highest
            && number.saturating_add(CLEARED) < highest.last
            && time > highest.to
            && !self.holds(number)
        {
            self.cleared.push((std::mem::take(&mut self.runs), time));
        }
        if self.is_filtered || self.holds(number) {
            return;
        }
        let mut run = Run { last: number, from: time, to: time };
        let mut first = number;
        if let Some((begin, before)) = self.runs.range(..number).next_back().map(|(k, v)| (*k, *v))
            && before.last + 1 == number
        {
            first = begin;
            run.from = before.from;
            run.to = before.to.max(time);
        }
        if let Some(after) = number.checked_add(1).and_then(|next| self.runs.remove(&next)) {
            run.last = after.last;
            run.to = after.to.max(run.to);
        }
        self.runs.insert(first, run);
        if self.runs.len() > MOST_RUNS {
            self.is_filtered = true;
            let highest = self.runs.pop_last();
            self.runs.clear();
            self.runs.extend(highest);
        }
    }

    fn holds(&self, number: i64) -> bool {
        self.runs.range(..=number).next_back().is_some_and(|(_, run)| run.last >= number)
    }

    /// All runs, those of before the log was cleared first.
    fn generations(&self) -> impl Iterator<Item = &BTreeMap<i64, Run>> {
        self.cleared.iter().map(|(runs, _)| runs).chain(std::iter::once(&self.runs))
    }

    /// Records and jumps.
    fn count(&self) -> (usize, usize) {
        let (mut records, mut jumps) = (0, 0);
        for runs in self.generations() {
            let sizes = runs.iter().map(|(first, run)| usize::try_from(run.last - first + 1));
            records += sizes.map(|size| size.unwrap_or(0)).sum::<usize>();
            jumps += runs.len().saturating_sub(1);
        }
        (records, jumps)
    }

    fn is_whole_export(&self) -> bool {
        let (records, jumps) = self.count();
        let rare = jumps <= MOST_JUMPS && jumps * 10 < records;
        !self.is_filtered && records >= LEAST && rare
    }

    fn name(&self) -> String {
        let (channel, computer) = (lossy(&self.log), lossy(&self.computer));
        let channel = if channel.is_empty() { "the log".to_owned() } else { channel };
        if computer.is_empty() { channel } else { format!("{channel} on {computer}") }
    }

    fn missing(&self) -> Vec<Missing> {
        let pairs = self.generations().flat_map(|runs| runs.iter().zip(runs.iter().skip(1)));
        let missing = pairs.map(|((_, before), (next, after))| {
            let (first, last) = (before.last + 1, next - 1);
            let which = if first == last {
                format!("record {} of {} is", shown(first), self.name())
            } else {
                format!("records {} to {} of {} are", shown(first), shown(last), self.name())
            };
            let because = format!("{which} not in the export");
            Missing { from: before.to, to: after.from, because }
        });
        missing.collect()
    }

    fn remarks(&self) -> Vec<String> {
        let mut remarks = Vec::new();
        let (records, jumps) = self.count();
        let name = self.name();
        if self.is_filtered {
            remarks
                .push(format!("record numbers of {name} jump throughout: the export is filtered"));
        } else if jumps > 0 && records < LEAST {
            remarks.push(format!(
                "{} records of {name} with {} jumps of their numbers: too few to tell a filter from \
                 missing records",
                number(records as u64),
                number(jumps as u64),
            ));
        } else if jumps > 0 && !self.is_whole_export() {
            remarks.push(format!(
                "record numbers of {name} jump at {} of {} places: the export is filtered, so it shows \
                 nothing of what the filter left out",
                number(jumps as u64),
                number(records.saturating_sub(1) as u64),
            ));
        }
        for (_, at) in &self.cleared {
            let at = crate::clock::rfc3339(*at);
            remarks
                .push(format!("record numbers of {name} begin anew at {at}: the log was cleared"));
        }
        let oldest = self.generations().find_map(|runs| runs.first_key_value());
        if let Some((first, run)) = oldest.filter(|(first, _)| **first > 1 && !self.is_filtered) {
            let at = crate::clock::rfc3339(run.from);
            remarks.push(format!(
                "{name} begins with record {} at {at}: older ones were overwritten or not exported",
                shown(*first)
            ));
        }
        remarks
    }
}

fn shown(record: i64) -> String {
    number(record.unsigned_abs())
}

fn lossy(text: &[u8]) -> String {
    String::from_utf8_lossy(text).into_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Records by number, a second apart.
    fn channel(numbers: impl IntoIterator<Item = i64>) -> Channel {
        let mut channel = Channel::new(b"exch01", b"Application");
        for (time, number) in (0..).zip(numbers) {
            channel.add(number, time * 1_000_000_000);
        }
        channel
    }

    #[test]
    fn a_filtered_export_has_no_holes() {
        // Only errors: every third to ninth record.
        let filtered = channel((0..400).map(|index| 1_000 + index * 7 + index % 3));
        assert!(!filtered.is_whole_export());
        assert!(
            filtered.remarks().iter().any(|one| one.contains("filtered")),
            "{:?}",
            filtered.remarks()
        );
        // A filter that lets long runs through, but jumps again and again.
        let runs = channel((0..400).map(|index| 1_000 + index + index / 15 * 100));
        assert!(!runs.is_whole_export());
        // Too few records to say.
        let few = channel([10, 11, 400, 401, 402]);
        assert!(!few.is_whole_export());
        assert!(few.remarks().iter().any(|one| one.contains("too few")));
        let many = channel((0..40_000).map(|index| index * 2));
        assert!(many.is_filtered && many.runs.len() == 1);
    }

    #[test]
    fn missing_records_are_named_with_their_time() {
        let one = channel((100..200).chain(260..400).chain([401]));
        let missing = Channel::missing(&one);
        let told: Vec<_> = missing.iter().map(|one| one.because.as_str()).collect();
        assert_eq!(
            told,
            [
                "records 200 to 259 of Application on exch01 are not in the export",
                "record 400 of Application on exch01 is not in the export",
            ]
        );
        assert_eq!((missing[0].from, missing[0].to), (99_000_000_000, 100_000_000_000));
        assert!(one.is_whole_export());
    }

    #[test]
    fn a_log_that_was_cleared_begins_anew() {
        let cleared = channel((5_000..5_100).chain(1..60));
        assert!(Channel::missing(&cleared).is_empty() && cleared.is_whole_export());
        assert!(cleared.remarks().iter().any(|one| one.contains("cleared")));
        // Two threads wrote out of order: nothing was cleared.
        let jitter = channel((1..=400).map(|number| {
            if number % 50 == 0 {
                number - 1
            } else if number % 50 == 49 {
                number + 1
            } else {
                number
            }
        }));
        assert!(jitter.cleared.is_empty() && Channel::missing(&jitter).is_empty());
    }

    proptest! {
        /// The runs are the set of numbers, whatever the order in which they come.
        #[test]
        fn runs_are_the_numbers(numbers in proptest::collection::btree_set(1_i64..200, 1..120), keys in proptest::collection::vec(any::<u64>(), 120)) {
            let mut given: Vec<i64> = numbers.iter().copied().collect();
            given.sort_by_key(|number| keys.get(usize::try_from(*number).unwrap() % 120).copied());
            let seen = channel(given.iter().copied().chain(given.iter().rev().copied()));
            prop_assert!(seen.cleared.is_empty());
            let told: Vec<i64> = seen.runs.iter().flat_map(|(first, run)| *first..=run.last).collect();
            prop_assert_eq!(told, numbers.into_iter().collect::<Vec<_>>());
            let starts: Vec<_> = seen.runs.iter().zip(seen.runs.keys().skip(1)).map(|((_, run), next)| next - run.last).collect();
            prop_assert!(starts.iter().all(|gap| *gap > 1));
        }
    }
}
