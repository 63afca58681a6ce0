//! How old rows of `tbl_exsubscription` are: `timestamputc` is when a subscription was last notified
//! (Cisco 118883). The listing has no time of its own, but it was made after its newest row, so a row is
//! at least as old as it is older than that one.

use std::collections::BTreeMap;

use crate::calendar::{SECOND, YEARS, days_from_civil, digits, is_date, nanos_at, time_of_day};
use crate::find::find;

/// The table, in a command.
const TABLE: &[u8] = b"tbl_exsubscription";

/// What a listing of the table shows.
pub(crate) struct Ages<'a> {
    newest: i64,
    /// Newest row of each user's service.
    services: BTreeMap<&'a [u8], i64>,
    /// The listing holds every row of the table.
    whole: bool,
}

impl<'a> Ages<'a> {
    /// Of rows (service and last notification) that a command listed; `complete`: it was not cut.
    pub(crate) fn of(
        command: &[u8],
        complete: bool,
        rows: impl Iterator<Item = (&'a [u8], &'a [u8])>,
    ) -> Option<Self> {
        let command = command.to_ascii_lowercase();
        find(&command, TABLE)?;
        let part = [&b" first "[..], b" where ", b" skip ", b" limit "];
        let whole = complete && part.iter().all(|word| find(&command, word).is_none());
        let mut ages = Self { newest: i64::MIN, services: BTreeMap::new(), whole };
        for (service, stamp) in rows {
            let Some(at) = instant(stamp) else { continue };
            ages.newest = ages.newest.max(at);
            let newest = ages.services.entry(service).or_insert(at);
            *newest = at.max(*newest);
        }
        Some(ages)
    }

    /// Age of a row in seconds, at least.
    pub(crate) fn age(&self, stamp: &[u8]) -> Option<i64> {
        Some((self.newest - instant(stamp)?) / SECOND)
    }

    /// Whether the user's service has a newer row; `None` if the listing may not hold it.
    pub(crate) fn is_replaced(&self, service: &[u8], stamp: &[u8]) -> Option<bool> {
        let newest = self.services.get(service).filter(|_| !service.is_empty())?;
        match *newest > instant(stamp)? {
            false if !self.whole => None,
            replaced => Some(replaced),
        }
    }
}

/// `2014-06-29 15:10:55.123000`, UTC.
fn instant(text: &[u8]) -> Option<i64> {
    let (date, rest) = text.split_first_chunk::<10>()?;
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = date else { return None };
    let year = i32::try_from(digits(&[*y1, *y2, *y3, *y4])?).ok()?;
    let month = u8::try_from(digits(&[*m1, *m2])?).ok()?;
    let day = u8::try_from(digits(&[*d1, *d2])?).ok()?;
    let time = time_of_day(rest.strip_prefix(b" ")?)?;
    let known = YEARS.contains(&year) && is_date(year, month, day);
    known.then(|| nanos_at(days_from_civil(year, month, day), time))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_the_table_tells_ages_but_not_what_is_missing() {
        let rows = || {
            let rows: [(&[u8], &[u8]); 3] = [
                (b"a", b"2014-06-29 15:00:00.000000"),
                (b"b", b"2014-06-29 15:30:00.500000"),
                (b"a", b"2014-06-29 15:20:00.000000"),
            ];
            rows.into_iter()
        };
        let old = b"2014-06-29 15:00:00.000000";
        let of = |command: &[u8], complete| Ages::of(command, complete, rows()).expect("its table");
        let whole = of(b"run cuc dbquery unitydyndb select * from tbl_ExSubscription", true);
        assert_eq!(whole.age(old), Some(1800));
        assert_eq!(whole.is_replaced(b"a", old), Some(true));
        assert_eq!(whole.is_replaced(b"b", b"2014-06-29 15:30:00.500000"), Some(false));
        assert_eq!(whole.is_replaced(b"", old), None);
        let part =
            of(b"run cuc dbquery unitydyndb select first 10 * from tbl_exsubscription", true);
        assert_eq!(part.age(old), Some(1800));
        assert_eq!(part.is_replaced(b"a", old), Some(true), "its newer row is there");
        assert_eq!(part.is_replaced(b"b", b"2014-06-29 15:30:00.500000"), None);
        let cut = of(b"run cuc dbquery unitydyndb select * from tbl_exsubscription", false);
        assert_eq!(cut.is_replaced(b"b", b"2014-06-29 15:30:00.500000"), None);
        assert!(
            Ages::of(b"run cuc dbquery unitydirdb select * from vw_user", true, rows()).is_none()
        );
        assert_eq!(whole.age(b"2014-06-31 15:00:00"), None);
    }
}
