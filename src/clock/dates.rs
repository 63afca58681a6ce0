//! The day of records that have none: by what their own messages say, by the files before and after
//! them, by file time, by the dated sources beside them; in this order.

use std::collections::BTreeMap;

use mbxtrace_parsers::Claim;

use super::solve::{Flags, Given, dated_window, day_of, show_day};
use super::zones::NodeZone;
use super::{DAY, MINUTE, SECOND};
use crate::report::Confidence;

/// Day of a member's first record, with what speaks for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Dated {
    /// Days since 1970, local calendar of the node.
    pub(super) day: i32,
    /// How sure.
    pub(super) confidence: Confidence,
    /// Why.
    pub(super) reason: String,
}

/// Between two files of one stream a step back of more than this is midnight.
const ROLL_BETWEEN_FILES: i64 = 5 * MINUTE;
/// How far a quoted instant may lie from the record that quotes it.
const QUOTED_WITHIN: i64 = 10 * MINUTE;

/// One member on the chain of its segment.
struct Placed {
    /// Whole days between the midnight of the segment's first record and that of this member's.
    base: i64,
    /// First and last record, relative to the midnight of the segment's first record.
    first: i64,
    last: i64,
}

/// Days of the members of one stream; of those without a record also the local time from which records
/// that are still to come go on.
pub(super) fn date_chain(
    members: &[Given<'_>],
    zones: &[NodeZone],
    all: &[Given<'_>],
    flags: &Flags,
) -> Vec<(Dated, Option<i64>)> {
    let mut dates = Vec::with_capacity(members.len());
    let mut start = 0;
    while start < members.len() {
        let end = members
            .iter()
            .skip(start + 1)
            .position(|member| !member.contiguous)
            .map_or(members.len(), |length| start + 1 + length);
        let segment = &members[start..end];
        let placed = place(segment);
        let zero = segment_day(segment, &placed, &zones[start..end], all, flags);
        for (one, member) in placed.iter().zip(segment) {
            let day = zero.day + i32::try_from(one.base).unwrap_or(0);
            let has_record = member.survey.time_of_day.is_some() && !member.survey.is_bare;
            let reached = (!has_record).then(|| i64::from(zero.day) * DAY + one.last);
            dates.push((Dated { day, ..zero.clone() }, reached));
        }
        start = end;
    }
    dates
}

/// Walks the files of a segment in order: each goes on where the one before it stopped.
fn place(segment: &[Given<'_>]) -> Vec<Placed> {
    let mut reached: Option<i64> = None;
    segment
        .iter()
        .map(|member| {
            let Some((first, last)) = member.survey.time_of_day else {
                // Nothing yet: it goes on where the one before it stopped.
                let at = reached.unwrap_or(0);
                return Placed { base: at.div_euclid(DAY), first: at, last: at };
            };
            let start = match reached {
                None => first,
                Some(reached) => {
                    let same_day = reached.div_euclid(DAY) * DAY + first.rem_euclid(DAY);
                    if same_day < reached - ROLL_BETWEEN_FILES {
                        same_day + DAY
                    } else if same_day > reached + DAY - ROLL_BETWEEN_FILES {
                        same_day - DAY
                    } else {
                        same_day
                    }
                }
            };
            let base = (start - first).div_euclid(DAY);
            let last = base * DAY + last;
            reached = Some(last);
            Placed { base, first: start, last }
        })
        .collect()
}

/// Day of the first record of a segment.
fn segment_day(
    segment: &[Given<'_>],
    placed: &[Placed],
    zones: &[NodeZone],
    all: &[Given<'_>],
    flags: &Flags,
) -> Dated {
    said(segment, placed, flags)
        .or_else(|| stated(segment, placed, zones))
        .or_else(|| beside(segment, placed, zones, all))
        .unwrap_or_else(|| Dated {
            day: 0,
            confidence: Confidence::Assumed,
            reason: "nothing in the input tells it; say it with --date [GLOB=]YYYY-MM-DD".into(),
        })
}

/// By `--date`.
fn said(segment: &[Given<'_>], placed: &[Placed], flags: &Flags) -> Option<Dated> {
    let (day, base) = segment.iter().zip(placed).find_map(|(member, placed)| {
        let matches = |glob: &Option<globset::GlobMatcher>| {
            glob.as_ref().is_none_or(|glob| glob.is_match(member.path))
        };
        let (_, day) = flags.dates.iter().rev().find(|(glob, _)| matches(glob))?;
        Some((*day, placed.base))
    })?;
    Some(Dated {
        day: day - i32::try_from(base).unwrap_or(0),
        confidence: Confidence::Certain,
        reason: "said by --date".into(),
    })
}

/// By what the records themselves state.
fn stated(segment: &[Given<'_>], placed: &[Placed], zones: &[NodeZone]) -> Option<Dated> {
    let mut votes: BTreeMap<i32, usize> = BTreeMap::new();
    let mut certain = false;
    for ((member, placed), zone) in segment.iter().zip(placed).zip(zones) {
        for (local, claim) in &member.survey.evidence {
            let local = placed.base * DAY + local;
            let day = match claim {
                Claim::Date(day) => {
                    certain = true;
                    Some(day - day_of(local))
                }
                Claim::Utc(utc) | Claim::Peer(utc) => {
                    let difference = zone.zone.utc_to_local(*utc) - local;
                    let days = (difference + DAY / 2).div_euclid(DAY);
                    ((difference - days * DAY).abs() <= QUOTED_WITHIN)
                        .then(|| i32::try_from(days).unwrap_or(0))
                }
                Claim::YearlessUtc { .. } => None,
            };
            if let Some(day) = day {
                *votes.entry(day).or_default() += 1;
            }
        }
    }
    let total: usize = votes.values().sum();
    let (day, count) = votes.iter().max_by_key(|(day, count)| (**count, **day))?;
    let agree = if *count == total {
        format!("{total} dates")
    } else {
        format!("{count} of {total} dates")
    };
    let confidence =
        if certain && *count == total { Confidence::Certain } else { Confidence::Inferred };
    Some(Dated { day: *day, confidence, reason: format!("{agree} stated inside the records") })
}

/// By file time, checked against the dated sources beside it.
fn beside(
    segment: &[Given<'_>],
    placed: &[Placed],
    zones: &[NodeZone],
    all: &[Given<'_>],
) -> Option<Dated> {
    let by_file = by_file_time(segment, placed, zones);
    let window = dated_window(segment.first()?, all);
    let zone = zones.first()?.zone;
    let (Some((from, to)), Some(first), Some(last)) = (window, placed.first(), placed.last())
    else {
        return by_file.map(|day| file_dated(day, Confidence::Inferred, ""));
    };
    let covers = |day: i32| {
        let begin = zone.local_to_utc(i64::from(day) * DAY + first.first);
        let end = zone.local_to_utc(i64::from(day) * DAY + last.last);
        begin <= to + DAY / 24 && end >= from - DAY / 24
    };
    if let Some(day) = by_file.filter(|day| covers(*day)) {
        return Some(file_dated(day, Confidence::Inferred, " (within the dated logs beside it)"));
    }
    let latest = day_of(zone.utc_to_local(to)) + 1;
    let earliest = day_of(zone.utc_to_local(from) - last.last) - 1;
    let fitting: Vec<i32> = (earliest..=latest).filter(|day| covers(*day)).collect();
    match (fitting.as_slice(), by_file) {
        ([day], _) => Some(Dated {
            day: *day,
            confidence: Confidence::Inferred,
            reason: "the only day that overlaps the dated logs beside it".into(),
        }),
        ([.., day], _) => Some(Dated {
            day: *day,
            confidence: Confidence::Assumed,
            reason: format!(
                "the last of {} days that overlap the dated logs beside it; say it with --date",
                fitting.len()
            ),
        }),
        ([], Some(day)) => {
            Some(file_dated(day, Confidence::Assumed, ", outside the dated logs beside it"))
        }
        ([], None) => None,
    }
}

fn file_dated(day: i32, confidence: Confidence, more: &str) -> Dated {
    Dated { day, confidence, reason: format!("file time{more}") }
}

/// The day most file times agree on: the last record of a file is not younger than its file time.
fn by_file_time(segment: &[Given<'_>], placed: &[Placed], zones: &[NodeZone]) -> Option<i32> {
    let mut votes: BTreeMap<i32, usize> = BTreeMap::new();
    for ((member, placed), zone) in segment.iter().zip(placed).zip(zones) {
        if let Some(modified) = member.modified {
            let written = modified.seconds * SECOND;
            let local = if modified.zone_known { zone.zone.utc_to_local(written) } else { written };
            *votes.entry(day_of(local + 2 * MINUTE - placed.last)).or_default() += 1;
        }
    }
    votes.iter().max_by_key(|(day, count)| (**count, **day)).map(|(day, _)| *day)
}

/// Year of the first record of a syslog file without years.
pub(super) fn year_of(member: &Given<'_>, all: &[Given<'_>]) -> (i32, Confidence, String) {
    let Some((first, last)) = member.survey.yearless else {
        return (1970, Confidence::Assumed, "no record with a time".into());
    };
    let window = dated_window(member, all);
    let (limit, confidence, reason) = match (window, member.modified) {
        (Some((_, to)), _) => (to, Confidence::Inferred, "from the dated logs beside it"),
        (None, Some(modified)) => (modified.seconds * SECOND, Confidence::Inferred, "file time"),
        (None, None) => return (1970, Confidence::Assumed, "nothing in the input tells it".into()),
    };
    let limit = limit + 2 * DAY;
    let year: i32 = show_day(day_of(limit)).get(..4).and_then(|y| y.parse().ok()).unwrap_or(1970);
    let year = if last.in_year(year) <= limit { year } else { year - 1 };
    let began = if first > last { year - 1 } else { year };
    (began, confidence, reason.into())
}
