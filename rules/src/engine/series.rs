//! Records of a rule over time, by subject, in bins of five minutes.

use super::Hit;
use super::keyed::Keyed;
use crate::key;
use crate::ledger::{BIN, Series};
use crate::rule::Rule;

/// Bins by subject, in order of first appearance.
#[derive(Default)]
pub(crate) struct Counts {
    keys: Keyed<Vec<(i64, u64)>>,
    known: u32,
    /// Subjects beyond the first [`Series::MOST`], together.
    others: Vec<(i64, u64)>,
}

impl Counts {
    /// Counts a record.
    pub(super) fn add(&mut self, hit: &Hit<'_>) {
        let bin = hit.time().div_euclid(BIN) * BIN;
        if self.keys.find(hit.key).is_none() && self.known >= Series::MOST {
            return count(&mut self.others, bin);
        }
        let (number, bins) = self.keys.entry(hit.key);
        self.known = self.known.max(number + 1);
        if let Some(bins) = bins {
            count(bins, bin);
        }
    }

    /// One series a subject; the others last, without a subject.
    pub(super) fn series(&self, rule: &Rule) -> Vec<Series> {
        let of = |subject, bins: &Vec<(i64, u64)>| Series {
            rule: rule.id.clone(),
            subject,
            bins: bins.clone(),
        };
        let mut series: Vec<_> = self
            .keys
            .iter()
            .map(|(number, bins)| of(key::subject(&rule.detect.by, self.keys.key(number)), bins))
            .collect();
        if !self.others.is_empty() {
            series.push(of(Vec::new(), &self.others));
        }
        series
    }
}

/// Bins stand in order of time; a record is mostly of the last one.
fn count(bins: &mut Vec<(i64, u64)>, bin: i64) {
    let at = match bins.last() {
        Some((last, _)) if *last == bin => bins.len() - 1,
        Some((last, _)) if *last > bin => bins.partition_point(|(known, _)| *known < bin),
        _ => bins.len(),
    };
    match bins.get_mut(at) {
        Some((known, count)) if *known == bin => *count += 1,
        _ => bins.insert(at, (bin, 1)),
    }
}
