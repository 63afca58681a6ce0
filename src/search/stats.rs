//! The spread of a number over the matches.

use std::collections::BTreeMap;

use super::error::QueryError;
use super::values::{self, number_field};
use super::{Request, SearchError, scan};
use crate::case::{Case, Filter};

/// The spread of a number. Percentiles are the nearest rank: the smallest value that at least so many
/// per cent of the values do not exceed.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Stats {
    /// Records that have the number.
    pub count: u64,
    /// Smallest.
    pub min: i64,
    /// Largest.
    pub max: i64,
    /// Arithmetic mean.
    pub mean: f64,
    /// Median.
    pub p50: i64,
    /// 95th percentile.
    pub p95: i64,
    /// 99th percentile.
    pub p99: i64,
}

/// The spread of a field of numbers over the matches; `None` if no match has it.
pub fn stats(case: &Case, request: &Request, field: &str) -> Result<Option<Stats>, SearchError> {
    let name = number_field(field)?;
    Ok(of(&case.numbers(&scan(case, request)?, name)?))
}

/// The same for each of the `request.limit` most frequent values of another field, in their order.
pub fn stats_by(
    case: &Case,
    request: &Request,
    field: &str,
    by: &str,
) -> Result<Vec<(String, Option<Stats>)>, SearchError> {
    let name = number_field(field)?;
    let mut groups = Vec::new();
    for (value, _) in super::top(case, request, by)? {
        let mut scan = scan(case, request)?;
        let group = values::with_value(case, by, &value)?;
        scan.filter = Filter::And(vec![scan.filter, group]);
        groups.push((value, of(&case.numbers(&scan, name)?)));
    }
    Ok(groups)
}

#[expect(clippy::cast_precision_loss, reason = "a mean is shown with a few digits")]
fn of(values: &BTreeMap<i64, u64>) -> Option<Stats> {
    let (min, max) = (*values.first_key_value()?.0, *values.last_key_value()?.0);
    let count: u64 = values.values().sum();
    let sum: i128 =
        values.iter().map(|(value, times)| i128::from(*value) * i128::from(*times)).sum();
    let rank = |per_cent: u64| {
        let wanted = (u128::from(count) * u128::from(per_cent)).div_ceil(100);
        let mut seen = 0_u128;
        let reached = |(value, times): (&i64, &u64)| {
            seen += u128::from(*times);
            (seen >= wanted).then_some(*value)
        };
        values.iter().find_map(reached).unwrap_or(max)
    };
    let mean = sum as f64 / count as f64;
    Some(Stats { count, min, max, mean, p50: rank(50), p95: rank(95), p99: rank(99) })
}

/// A field that has no numbers has no spread.
pub(super) fn no_number(field: &str) -> QueryError {
    let names: Vec<&str> =
        super::fields().filter(|one| one.is_number).map(|one| one.name).collect();
    QueryError::new(field, (0, field.len()), format!("`{field}` is no field of numbers"))
        .with_remedy(format!("fields of numbers are: {}", names.join(", ")))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn percentiles_equal_those_of_the_sorted_list(mut list in prop::collection::vec(-50_i64..50, 1..300)) {
            let mut values = BTreeMap::new();
            for value in &list {
                *values.entry(*value).or_insert(0_u64) += 1;
            }
            list.sort_unstable();
            let stats = of(&values).unwrap();
            let rank = |per_cent: usize| list[(list.len() * per_cent).div_ceil(100).max(1) - 1];
            prop_assert_eq!((stats.p50, stats.p95, stats.p99), (rank(50), rank(95), rank(99)));
            prop_assert_eq!((stats.min, stats.max), (list[0], list[list.len() - 1]));
            prop_assert_eq!(stats.count, list.len() as u64);
        }
    }

    #[test]
    fn nothing_has_no_spread() {
        assert_eq!(of(&BTreeMap::new()), None);
    }
}
