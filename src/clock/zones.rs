//! The zone of each node, from whatever proves it.

use std::collections::BTreeMap;

use mbxtrace_parsers::{Claim, Family};

use super::apply::ZoneProof;
use super::solve::{Flags, Given};
use super::survey::Yearless;
use super::zone::Zone;
use super::{DAY, HOUR, MINUTE, SECOND};
use crate::report::Confidence;

/// Zones are whole quarters of an hour east of UTC, everywhere since 1986.
const QUARTER: i64 = 15 * MINUTE;
/// A record is written up to this long after the instant it quotes.
const WRITING_DELAY: i64 = 2 * MINUTE;
/// A file's last line is at most this much older than its file time.
const CLOSING_DELAY: i64 = 3 * SECOND;

/// A zone with what speaks for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct NodeZone {
    /// The zone.
    pub(super) zone: Zone,
    /// How sure.
    pub(super) confidence: Confidence,
    /// Why.
    pub(super) reason: String,
    /// What its proof rests on.
    pub(super) proof: ZoneProof,
}

/// Zones by node, and the flags that outrank them.
pub(super) struct NodeZones<'a> {
    flags: &'a Flags,
    by_node: BTreeMap<String, NodeZone>,
}

impl<'a> NodeZones<'a> {
    /// Weighs the evidence of every node.
    pub(super) fn gather(members: &[Given<'_>], flags: &'a Flags) -> Self {
        let mut by_node = BTreeMap::new();
        for member in members {
            if !by_node.contains_key(member.node)
                && let Some(zone) = node_zone(member.node, members)
            {
                by_node.insert(member.node.to_owned(), zone);
            }
        }
        Self { flags, by_node }
    }

    /// Zone of a member that writes its node's local time.
    pub(super) fn of(&self, member: &Given<'_>) -> NodeZone {
        self.flag(member).or_else(|| self.by_node.get(member.node).cloned()).unwrap_or_else(|| {
            self.site().unwrap_or_else(|| {
                assumed(Zone::Fixed(0), "nothing in the input proves it, taken as UTC")
            })
        })
    }

    /// Zone of an event export, which is that of the PC that made it.
    pub(super) fn of_export(&self, member: &Given<'_>) -> NodeZone {
        self.flag(member).or_else(|| self.site()).unwrap_or_else(|| {
            assumed(
                Zone::Fixed(0),
                "the export names none (it is that of the PC that exported), taken as UTC",
            )
        })
    }

    fn flag(&self, member: &Given<'_>) -> Option<NodeZone> {
        let said = self
            .flags
            .zones
            .iter()
            .rev()
            .find(|(glob, _)| glob.as_ref().is_none_or(|glob| glob.is_match(member.path)))?;
        Some(NodeZone {
            zone: said.1,
            confidence: Confidence::Certain,
            reason: "said by --tz".into(),
            proof: ZoneProof::Own,
        })
    }

    /// The one zone that every node with a proven zone has.
    fn site(&self) -> Option<NodeZone> {
        let mut zones = self.by_node.iter();
        let (node, first) = zones.next()?;
        if zones.any(|(_, other)| other.zone != first.zone) {
            return None;
        }
        let name = if node.is_empty() { "the CUC traces" } else { node };
        Some(assumed(first.zone, &format!("taken to be that of {name}")))
    }
}

fn assumed(zone: Zone, why: &str) -> NodeZone {
    NodeZone {
        zone,
        confidence: Confidence::Assumed,
        reason: format!("{why}; say it with --tz [GLOB=]ZONE"),
        proof: ZoneProof::None,
    }
}

/// Votes of one node: UTC stamps of its own clock inside its records first, then those of other hosts
/// (a clock that is an hour off must not outvote the node's syslog), file times only where there are
/// none.
fn node_zone(node: &str, members: &[Given<'_>]) -> Option<NodeZone> {
    for proof in [ZoneProof::Own, ZoneProof::Peers] {
        if let Some((offset, count, total)) = winner(&votes(node, members, proof)) {
            let most = if count == total { String::new() } else { format!("{count} of ") };
            let reason = format!("{most}{total} records of the node quote UTC beside local time");
            return Some(inferred(offset, reason, proof));
        }
    }
    let mut votes: BTreeMap<i64, usize> = BTreeMap::new();
    for member in members.iter().filter(|member| member.node == node) {
        if let Some(offset) = file_time_offset(member) {
            *votes.entry(offset).or_default() += 1;
        }
    }
    let (offset, count, total) = winner(&votes)?;
    // One agreement can be chance (a file time anywhere in the quarter of an hour); two are not.
    (count >= 2 && count * 2 > total).then(|| {
        let reason = format!("last lines of {count} files agree with their file times");
        inferred(offset, reason, ZoneProof::Own)
    })
}

/// Offsets east of UTC that records of a node prove by clocks of this kind, and how many do.
fn votes(node: &str, members: &[Given<'_>], proof: ZoneProof) -> BTreeMap<i64, usize> {
    let mut votes = BTreeMap::new();
    for member in members.iter().filter(|member| member.node == node) {
        for (local, claim) in &member.survey.evidence {
            let peer = matches!(claim, Claim::Peer(_));
            if peer == (proof == ZoneProof::Peers)
                && let Some(offset) = offset_of(member, *local, *claim)
            {
                *votes.entry(offset).or_default() += 1;
            }
        }
    }
    votes
}

fn inferred(offset: i64, reason: String, proof: ZoneProof) -> NodeZone {
    let seconds = i32::try_from(offset / SECOND).unwrap_or(0);
    NodeZone { zone: Zone::Fixed(seconds), confidence: Confidence::Inferred, reason, proof }
}

/// Offset with the most votes (the one nearest to UTC on a tie), its votes, all votes.
fn winner(votes: &BTreeMap<i64, usize>) -> Option<(i64, usize, usize)> {
    let total = votes.values().sum();
    let (offset, count) =
        votes.iter().max_by_key(|(offset, count)| (**count, std::cmp::Reverse(offset.abs())))?;
    Some((*offset, *count, total))
}

/// Offset east of UTC that a piece of evidence proves.
fn offset_of(member: &Given<'_>, local: i64, claim: Claim) -> Option<i64> {
    match claim {
        Claim::Date(_) => None,
        Claim::Utc(utc) if member.format.family() == Family::CiscoSyslog => {
            whole_quarter(within_a_year(local - in_leap_year(utc)), WRITING_DELAY)
        }
        Claim::Utc(utc) | Claim::Peer(utc) => {
            whole_quarter(within_a_day(local - utc), WRITING_DELAY)
        }
        Claim::YearlessUtc { month, day, nanos } => {
            let utc = Yearless { month, day, nanos }.in_year(2000);
            whole_quarter(within_a_year(local - utc), WRITING_DELAY)
        }
    }
}

/// The same month, day and time in the year 2000, where yearless stamps are placed.
fn in_leap_year(utc: i64) -> i64 {
    let (_, month, day) = mbxtrace_parsers::civil_from_days(super::solve::day_of(utc));
    Yearless { month, day, nanos: utc.rem_euclid(DAY) }.in_year(2000)
}

/// A difference of yearless times, New Year taken out.
fn within_a_year(difference: i64) -> i64 {
    let year = 366 * DAY;
    if difference > year / 2 {
        difference - year
    } else if difference < -year / 2 {
        difference + year
    } else {
        difference
    }
}

/// A difference of which only the time of day counts: zones reach from -11:00 to +13:00 (farther
/// ones exist on a few islands and need `--tz`).
fn within_a_day(difference: i64) -> i64 {
    let within = difference.rem_euclid(DAY);
    if within > 13 * HOUR + QUARTER / 2 { within - DAY } else { within }
}

/// The whole quarter of an hour just below, if the record was written soon enough after it.
fn whole_quarter(difference: i64, delay: i64) -> Option<i64> {
    let slack = 2 * SECOND;
    let quarter = (difference + slack).div_euclid(QUARTER) * QUARTER;
    (difference - quarter <= delay && quarter.abs() <= 14 * HOUR).then_some(quarter)
}

/// Offset by which the last line of a file lies before its file time.
fn file_time_offset(member: &Given<'_>) -> Option<i64> {
    let modified = member.modified.filter(|modified| modified.zone_known)?;
    let (_, last) = member.survey.time_of_day?;
    // The last line is written at or just before the file time: local = UTC + offset - delay.
    let difference = within_a_day(last - modified.seconds * SECOND);
    let quarter = (difference + CLOSING_DELAY).div_euclid(QUARTER) * QUARTER;
    ((difference - quarter).abs() <= CLOSING_DELAY).then_some(quarter)
}
