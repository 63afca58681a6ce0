//! Files that continue one another: numbered traces, daily request logs, rotated syslogs.
//!
//! Numbered traces: `diag_CuMbxSync_xxxxxxxx.uc` "where xxxxxxxx is the file number" (Cisco
//! 118883). Daily logs: Jetty's `RolloverFileOutputStream`, `yyyy_mm_dd.request.log`, and with
//! `.HHmmssSSS` what a restart on that day found and renamed. Syslog: logrotate, higher is older.

use std::collections::BTreeMap;

use mbxtrace_parsers::{civil_from_days, days_from_civil};

use super::{Member, Modified};

/// Seconds by which a file must be older than the one before it to say that numbers began anew:
/// copying files without keeping their times gives them times seconds apart.
const WRAP: i64 = 60;

/// Which files belong together, and where in their row this one stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Series {
    /// Folder, stem and node: equal for all files of the row.
    pub key: String,
    /// The place in the row.
    pub ordinal: Ordinal,
}

/// The place of a file in its row.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ordinal {
    /// File number; the highest one before numbers begin at 0 again.
    Number {
        /// As written.
        number: u64,
        /// The highest number of as many digits.
        highest: u64,
    },
    /// Day, and what a restart left behind on it: `Some("120000123")` is older than `None`.
    Day {
        /// Days since 1970-01-01.
        days: i32,
        /// Time of the restart as nine digits; `None` is the log the day ended with.
        restart: Option<String>,
        /// `request`, `stderrout`, …
        kind: String,
    },
    /// The log being written to, without a date in its name. The newest.
    Current,
    /// Rotations since: 0 is the newest.
    Age(u32),
}

/// What lies between a file and the one before it in the row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Gap {
    /// Nothing: the file before it ends where this one begins.
    Contiguous,
    /// Files are missing; which, in words.
    Missing(String),
    /// Names do not tell, or there is no file before it.
    Unknown,
}

/// A file in its place in the row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Index of the member.
    pub member: usize,
    /// What lies before it.
    pub gap: Gap,
}

/// The row a member belongs to, by its name; `None` if it stands for itself.
pub fn series(member: &Member) -> Option<Series> {
    let (stem, ordinal) =
        numbered(&member.name).or_else(|| daily(&member.name)).or_else(|| rotated(&member.name))?;
    let folder = member.relative.strip_suffix(member.name.as_str()).unwrap_or_default();
    let key = format!("{}:{folder}{stem}@{}", member.root, member.node);
    Some(Series { key, ordinal })
}

fn numbered(name: &str) -> Option<(String, Ordinal)> {
    let (name, extension) = name.rsplit_once('.')?;
    let (stem, digits) = name.rsplit_once('_')?;
    let is_number = (4..=12).contains(&digits.len()) && is_digits(digits);
    if !extension.eq_ignore_ascii_case("uc") || stem.is_empty() || !is_number {
        return None;
    }
    let highest = 10_u64.pow(u32::try_from(digits.len()).ok()?) - 1;
    Some((stem.to_owned(), Ordinal::Number { number: digits.parse().ok()?, highest }))
}

fn daily(name: &str) -> Option<(String, Ordinal)> {
    let mut parts = name.split('.');
    let first = parts.next()?;
    let parts: Vec<&str> = parts.collect();
    match (date(first), parts.as_slice()) {
        (None, ["log"]) if first == "request" => Some((first.to_owned(), Ordinal::Current)),
        (Some(days), [kind, "log", rest @ ..]) => {
            let restart = match rest {
                [] => None,
                [time] if is_digits(time) => Some(format!("{time:0>9}")),
                _ => return None,
            };
            let ordinal = Ordinal::Day { days, restart, kind: (*kind).to_owned() };
            Some(((*kind).to_owned(), ordinal))
        }
        _ => None,
    }
}

/// Days since 1970 of `yyyy_mm_dd`, if there is such a day.
fn date(text: &str) -> Option<i32> {
    let mut parts = text.split('_');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let is_shaped = year.len() == 4 && month.len() == 2 && day.len() == 2;
    if !is_shaped || parts.next().is_some() || ![year, month, day].into_iter().all(is_digits) {
        return None;
    }
    let (year, month, day) = (year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
    let days = days_from_civil(year, month, day);
    (civil_from_days(days) == (year, month, day)).then_some(days)
}

fn rotated(name: &str) -> Option<(String, Ordinal)> {
    let (stem, age) = match name.split_once('.') {
        Some((stem, age)) if is_digits(age) => (stem, age.parse().ok()?),
        Some(_) => return None,
        None => (name, 0),
    };
    let is_known = ["CiscoSyslog", "AlternateSyslog", "messages"].contains(&stem);
    is_known.then(|| (stem.to_owned(), Ordinal::Age(age)))
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Members in reading order, each with what lies before it; rows in order of their keys. The result
/// does not depend on the order of `members`.
pub fn order(members: &[(usize, Series, Option<Modified>)]) -> Vec<Link> {
    let mut rows: BTreeMap<&str, Vec<Place<'_>>> = BTreeMap::new();
    for (member, series, modified) in members {
        let place = Place { ordinal: &series.ordinal, member: *member, modified: *modified };
        rows.entry(&series.key).or_default().push(place);
    }
    rows.into_values().flat_map(row).collect()
}

struct Place<'a> {
    ordinal: &'a Ordinal,
    member: usize,
    modified: Option<Modified>,
}

fn row(mut places: Vec<Place<'_>>) -> Vec<Link> {
    places.sort_by(|one, other| {
        oldest_first(one.ordinal, other.ordinal).then(one.member.cmp(&other.member))
    });
    if let Some(newest) = newest_before_wrap(&places) {
        places.rotate_left(newest + 1);
    }
    let mut before = None;
    let mut links = Vec::with_capacity(places.len());
    for place in places {
        let gap = before.map_or(Gap::Unknown, |before| gap(before, place.ordinal));
        links.push(Link { member: place.member, gap });
        before = Some(place.ordinal);
    }
    links
}

fn oldest_first(one: &Ordinal, other: &Ordinal) -> std::cmp::Ordering {
    match (one, other) {
        (Ordinal::Age(one), Ordinal::Age(other)) => other.cmp(one),
        (
            Ordinal::Day { days: one, restart: first, .. },
            Ordinal::Day { days: other, restart: second, .. },
        ) => one
            .cmp(other)
            .then(first.is_none().cmp(&second.is_none()))
            .then_with(|| first.cmp(second)),
        _ => one.cmp(other),
    }
}

/// Where numbers began anew: the one place at which files sorted by number become older again. It
/// counts only if all times are known, and in order once the row is turned there.
fn newest_before_wrap(places: &[Place<'_>]) -> Option<usize> {
    let is_numbered = |place: &Place<'_>| matches!(place.ordinal, Ordinal::Number { .. });
    if !places.iter().all(is_numbered) {
        return None;
    }
    let times: Option<Vec<Modified>> = places.iter().map(|place| place.modified).collect();
    let times = times?;
    let is_comparable =
        times.iter().zip(times.iter().skip(1)).all(|(one, two)| one.zone_known == two.zone_known);
    let mut descents =
        times.iter().zip(times.iter().skip(1)).enumerate().filter(|(_, pair)| pair.0 > pair.1);
    let (at, (before, after)) = descents.next()?;
    let is_only = descents.next().is_none();
    let is_far = before.unix_seconds.saturating_sub(after.unix_seconds) >= WRAP;
    let is_circular = times.last() <= times.first();
    (is_comparable && is_only && is_far && is_circular).then_some(at)
}

fn gap(before: &Ordinal, after: &Ordinal) -> Gap {
    match (before, after) {
        (Ordinal::Number { number: one, highest }, Ordinal::Number { number: two, .. }) => {
            match two.checked_sub(*one) {
                Some(1) => Gap::Contiguous,
                Some(2..) => Gap::Missing(missing("file number", one + 1, two - 1)),
                None if one == highest && *two == 0 => Gap::Contiguous,
                _ => Gap::Unknown,
            }
        }
        (
            Ordinal::Day { days: one, restart, .. },
            Ordinal::Day { days: two, kind, restart: to },
        ) => match two.saturating_sub(*one) {
            0 if restart == to => Gap::Unknown,
            0 | 1 => Gap::Contiguous,
            _ => Gap::Missing(missing_days(kind, one + 1, two - 1)),
        },
        (Ordinal::Age(one), Ordinal::Age(two)) => match one.saturating_sub(*two) {
            1 => Gap::Contiguous,
            0 => Gap::Unknown,
            _ => Gap::Missing(missing("rotation", u64::from(two + 1), u64::from(one - 1))),
        },
        _ => Gap::Unknown,
    }
}

fn missing(what: &str, first: u64, last: u64) -> String {
    if first == last {
        format!("{what} {first} is missing")
    } else {
        format!("{what}s {first} to {last} are missing")
    }
}

fn missing_days(kind: &str, first: i32, last: i32) -> String {
    let day = |days| {
        let (year, month, day) = civil_from_days(days);
        format!("{year:04}-{month:02}-{day:02}")
    };
    if first == last {
        format!("{kind} logs of {} are missing", day(first))
    } else {
        format!("{kind} logs of {} to {} are missing", day(first), day(last))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn member(relative: &str) -> Member {
        Member {
            path: relative.to_owned(),
            relative: relative.to_owned(),
            root: 0,
            name: relative.rsplit('/').next().unwrap().to_owned(),
            node: String::new(),
            size: None,
            modified: None,
            packed: None,
        }
    }

    fn links(names: &[(&str, Option<i64>)]) -> Vec<(usize, String)> {
        let members: Vec<_> = names
            .iter()
            .enumerate()
            .map(|(index, (name, time))| {
                (index, series(&member(name)).unwrap(), time.map(|time| Modified::utc(time, 0)))
            })
            .collect();
        order(&members)
            .into_iter()
            .map(|link| {
                let gap = match link.gap {
                    Gap::Contiguous => "-".to_owned(),
                    Gap::Unknown => "?".to_owned(),
                    Gap::Missing(text) => text,
                };
                (link.member, gap)
            })
            .collect()
    }

    fn expected(links: &[(usize, &str)]) -> Vec<(usize, String)> {
        links.iter().map(|(member, gap)| (*member, (*gap).to_owned())).collect()
    }

    #[test]
    fn names_that_stand_for_themselves() {
        for name in [
            "x.log",
            "diag_CuMbxSync.uc",
            "diag_CuMbxSync_86.uc",
            "diag_CuMbxSync_00000086.evtx",
            "_00000086.uc",
            "2014_02_30.request.log",
            "2014_13_01.request.log",
            "2014-06-29.request.log",
            "2014_06_29.request.log.bak",
            "2014_06_29.request.log.1.2",
            "server.log",
            "CiscoSyslog.1.txt",
            "CiscoSyslogs",
            "CiscoSyslog.",
        ] {
            assert_eq!(series(&member(name)), None, "{name}");
        }
    }

    #[test]
    fn rows_differ_by_folder_stem_and_kind() {
        let key = |name| series(&member(name)).unwrap().key;
        let one = key("a/cuc/diag_CuMbxSync_00000086.uc");
        assert_eq!(one, key("a/cuc/diag_CuMbxSync_00000099.uc"));
        assert_ne!(one, key("b/cuc/diag_CuMbxSync_00000086.uc"));
        assert_ne!(one, key("a/cuc/diag_CuCsMgr_00000086.uc"));
        assert_ne!(key("2014_06_29.request.log"), key("2014_06_29.stderrout.log"));
        assert_eq!(key("2014_06_29.request.log"), key("request.log"));
    }

    #[test]
    fn numbers_say_what_is_missing() {
        let names = [
            ("d_00000091.uc", None),
            ("d_00000086.uc", None),
            ("d_00000087.uc", None),
            ("d_00000093.uc", None),
        ];
        let told = [
            (1, "?"),
            (2, "-"),
            (0, "file numbers 88 to 90 are missing"),
            (3, "file number 92 is missing"),
        ];
        assert_eq!(links(&names), expected(&told));
    }

    #[test]
    fn numbers_begin_anew() {
        let names = [
            ("d_0000.uc", Some(3_000)),
            ("d_0001.uc", Some(4_000)),
            ("d_9998.uc", Some(1_000)),
            ("d_9999.uc", Some(2_000)),
        ];
        assert_eq!(links(&names), expected(&[(2, "?"), (3, "-"), (0, "-"), (1, "-")]));
        // Below the highest number nobody knows where it wrapped.
        let names = [("d_0001.uc", Some(3_000)), ("d_0040.uc", Some(1_000))];
        assert_eq!(links(&names), expected(&[(1, "?"), (0, "?")]));
    }

    #[test]
    fn copied_times_do_not_turn_the_row() {
        let near = [("d_0001.uc", Some(1_005)), ("d_0002.uc", Some(1_000))];
        assert_eq!(links(&near), expected(&[(0, "?"), (1, "-")]));
        let unknown = [("d_0001.uc", Some(9_000)), ("d_0002.uc", None)];
        assert_eq!(links(&unknown), expected(&[(0, "?"), (1, "-")]));
        let two = [
            ("d_0001.uc", Some(9_000)),
            ("d_0002.uc", Some(1_000)),
            ("d_0003.uc", Some(8_000)),
            ("d_0004.uc", Some(2_000)),
        ];
        assert_eq!(links(&two).iter().map(|link| link.0).collect::<Vec<_>>(), [0, 1, 2, 3]);
        let unturned =
            [("d_0001.uc", Some(1_000)), ("d_0002.uc", Some(9_000)), ("d_0003.uc", Some(5_000))];
        assert_eq!(links(&unturned).iter().map(|link| link.0).collect::<Vec<_>>(), [0, 1, 2]);
    }

    #[test]
    fn days_and_restarts() {
        let names = [
            ("request.log", None),
            ("2014_07_04.request.log", None),
            ("2014_07_01.request.log", None),
            ("2014_06_29.request.log", None),
            ("2014_06_29.request.log.120000123", None),
            ("2014_06_29.request.log.80000123", None),
            ("2014_06_28.request.log", None),
        ];
        let told = [
            (6, "?"),
            (5, "-"),
            (4, "-"),
            (3, "-"),
            (2, "request logs of 2014-06-30 are missing"),
            (1, "request logs of 2014-07-02 to 2014-07-03 are missing"),
            (0, "?"),
        ];
        assert_eq!(links(&names), expected(&told));
        let new_year = [("2015_01_01.request.log", None), ("2014_12_31.request.log", None)];
        assert_eq!(links(&new_year), expected(&[(1, "?"), (0, "-")]));
    }

    #[test]
    fn rotations_count_backwards() {
        let names = [
            ("CiscoSyslog", None),
            ("CiscoSyslog.1", None),
            ("CiscoSyslog.10", None),
            ("CiscoSyslog.9", None),
        ];
        let told = [(2, "?"), (3, "-"), (1, "rotations 2 to 8 are missing"), (0, "-")];
        assert_eq!(links(&names), expected(&told));
    }

    proptest! {
        /// Any set of numbers, wrapped anywhere, given in any order: what was written is recovered.
        #[test]
        fn the_written_order_is_recovered(
            written in proptest::collection::btree_set(0_u64..10_000, 1..30),
            turn in 0_usize..30,
            keys in proptest::collection::vec(any::<u64>(), 30),
        ) {
            let mut written: Vec<u64> = written.into_iter().collect();
            let turn = turn % written.len();
            written.rotate_left(turn);
            let mut given: Vec<_> = written.iter().enumerate().map(|(index, number)| {
                let series = series(&member(&format!("d_{number:04}.uc"))).unwrap();
                let time = i64::try_from(index).unwrap() * 3_600;
                (index, series, Some(Modified::utc(time, 0)))
            }).collect();
            given.sort_by_key(|(index, ..)| keys[*index]);
            let links = order(&given);
            let members: Vec<usize> = links.iter().map(|link| link.member).collect();
            prop_assert_eq!(members, (0..written.len()).collect::<Vec<_>>());
            for (pair, link) in written.windows(2).zip(links.iter().skip(1)) {
                let is_next = pair[1] == (pair[0] + 1) % 10_000;
                prop_assert_eq!(is_next, link.gap == Gap::Contiguous);
                let is_hole = pair[1] > pair[0] + 1;
                prop_assert_eq!(is_hole, matches!(link.gap, Gap::Missing(_)));
            }
        }

        /// Every member stands in the order once, whatever the names and times.
        #[test]
        fn nothing_is_lost(
            names in proptest::collection::vec(
                prop_oneof![
                    "d_00[0-9]{2}\\.uc", "2014_0[1-9]_[0-2][1-8]\\.request\\.log(\\.[0-9]{9})?",
                    "CiscoSyslog(\\.[0-9])?", "request\\.log",
                ],
                0..20,
            ),
            times in proptest::collection::vec(proptest::option::of(0_i64..1_000), 20),
        ) {
            let given: Vec<_> = names.iter().zip(times).enumerate().map(|(index, (name, time))| {
                let series = series(&member(name)).unwrap();
                (index, series, time.map(|time| Modified::utc(time, 0)))
            }).collect();
            let forwards = order(&given);
            let backwards: Vec<_> = given.iter().rev().cloned().collect();
            prop_assert_eq!(&forwards, &order(&backwards));
            let mut members: Vec<usize> = forwards.iter().map(|link| link.member).collect();
            members.sort_unstable();
            prop_assert_eq!(members, (0..names.len()).collect::<Vec<_>>());
        }
    }
}
