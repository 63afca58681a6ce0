//! Weighs the evidence of all members together: zones by node, then dates, then the order of day
//! and month. What the user says by flag outranks everything.

use globset::GlobMatcher;
use mbxtrace_parsers::{DateOrder, Family, Format, TimeQuality};

use super::dates::{Dated, date_chain, year_of};
use super::order::day_first;
use super::survey::Survey;
use super::zone::Zone;
use super::zones::{NodeZone, NodeZones};
use super::{Clock, DAY};
use crate::report::{Confidence, SourceClock};

/// What the user said about clocks; the last flag whose glob matches a path counts.
#[derive(Clone, Debug, Default)]
pub struct Flags {
    /// `--tz`.
    pub zones: Vec<(Option<GlobMatcher>, Zone)>,
    /// `--date`: days since 1970 of the first record.
    pub dates: Vec<(Option<GlobMatcher>, i32)>,
    /// `--date-order`.
    pub date_order: Option<DateOrder>,
    /// `--offset`: host, and how far its clock is ahead, nanoseconds.
    pub offsets: Vec<(String, i64)>,
    /// `--apply-offsets`: take estimated offsets off the times of their hosts.
    pub apply_offsets: bool,
}

impl Flags {
    /// How far the clock of a host is ahead, by what the user said.
    pub fn ahead(&self, host: &str) -> Option<i64> {
        let said = self.offsets.iter().rev().find(|(name, _)| is_same_host(name, host))?;
        Some(said.1)
    }
}

/// Whether two names are of one host: equal in any case of letters, or one the first label of the
/// other. Addresses are only equal to themselves.
pub fn is_same_host(one: &str, other: &str) -> bool {
    let label = |name: &str, short: &str| {
        let (first, rest) = name.split_once('.').unwrap_or((name, ""));
        !rest.is_empty() && !is_address(name) && first.eq_ignore_ascii_case(short)
    };
    one.eq_ignore_ascii_case(other) || label(one, other) || label(other, one)
}

fn is_address(name: &str) -> bool {
    name.parse::<std::net::IpAddr>().is_ok()
}

/// When a file was last written, as its container says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileTime {
    /// Seconds since 1970, UTC; or local wall time as if UTC where the container names no zone.
    pub seconds: i64,
    /// Whether `seconds` is UTC.
    pub zone_known: bool,
}

/// One member, as the solver sees it. Members of one stream follow each other in reading order.
#[derive(Clone, Debug)]
pub struct Given<'a> {
    /// Path shown to the user.
    pub path: &'a str,
    /// Node it was collected from, empty if unknown.
    pub node: &'a str,
    /// Format.
    pub format: Format,
    /// File time.
    pub modified: Option<FileTime>,
    /// What one walk over it found.
    pub survey: &'a Survey,
    /// Stream it belongs to.
    pub stream: usize,
    /// Whether it goes on where the member before it in the stream stopped.
    pub contiguous: bool,
}

/// The solved clock of a member, in the form the decoder of its batches needs and as reported.
#[derive(Clone, Debug)]
pub struct Solved {
    /// To be applied to its batches.
    pub clock: Clock,
    /// To be shown.
    pub shown: SourceClock,
}

/// Solves the clocks of all members.
pub fn solve(members: &[Given<'_>], flags: &Flags) -> Vec<Solved> {
    let zones = NodeZones::gather(members, flags);
    let mut solved = Vec::with_capacity(members.len());
    let mut start = 0;
    while start < members.len() {
        let end = members[start..]
            .iter()
            .position(|member| member.stream != members[start].stream)
            .map_or(members.len(), |length| start + length);
        solve_stream(members, start..end, &zones, flags, &mut solved);
        start = end;
    }
    for (member, solved) in members.iter().zip(&mut solved) {
        solved.clock.ahead = flags.ahead(member.node).unwrap_or(0);
        // Events name their computer themselves, which need not be the one they were collected from.
        if member.format.family() == Family::WindowsEvent {
            solved.clock.computers = flags.offsets.clone().into();
        }
    }
    solved
}

fn solve_stream(
    all: &[Given<'_>],
    range: std::ops::Range<usize>,
    zones: &NodeZones<'_>,
    flags: &Flags,
    out: &mut Vec<Solved>,
) {
    let members = &all[range];
    let timed = members.iter().any(|member| member.survey.time_of_day.is_some());
    if timed {
        let found: Vec<NodeZone> = members.iter().map(|member| zones.of(member)).collect();
        let dates = date_chain(members, &found, all, flags);
        out.extend(found.into_iter().zip(dates).map(|(zone, date)| time_only(zone, date)));
        return;
    }
    out.extend(members.iter().map(|member| match member.format.family() {
        _ if member.survey.yearless.is_some() => yearless(member, &zones.of(member), all),
        Family::WindowsEvent if member.survey.local.is_some() || member.survey.undecided => {
            exported(member, &zones.of_export(member), all, flags)
        }
        _ => in_line(member.format),
    }));
}

/// Records that carry date and zone.
fn in_line(format: Format) -> Solved {
    let reason = match format.family() {
        Family::JettyRequestLog => "the zone stands in the brackets of every line",
        Family::CiscoSyslog => "every line carries UTC",
        Family::WindowsEvent => "every record carries UTC",
        Family::IisLog | Family::Imap4Log | Family::SmtpLog | Family::EwsLog => {
            "the log is in UTC by its definition"
        }
        Family::Config | Family::CliOutput => "states what is, not when",
        Family::CucDiag => "no record with a time",
    };
    let shown = SourceClock {
        zone: Zone::Fixed(0).to_string(),
        date: if format.family().is_snapshot() { "none" } else { "in line" }.into(),
        confidence: Confidence::Certain,
        reason: reason.into(),
    };
    Solved { clock: Clock::utc(), shown }
}

/// Records with a time of day only.
fn time_only(zone: NodeZone, (date, reached): (Dated, Option<i64>)) -> Solved {
    let confidence = zone.confidence.max(date.confidence);
    let mut clock = Clock::utc();
    (clock.zone, clock.first_day, clock.reached) = (zone.zone, date.day, reached);
    clock.dated_quality = quality(zone.confidence, date.confidence);
    clock.proof = zone.proof;
    let shown = SourceClock {
        zone: zone.zone.to_string(),
        date: show_day(date.day),
        confidence,
        reason: format!("date: {}; zone: {}", date.reason, zone.reason),
    };
    Solved { clock, shown }
}

/// Syslog lines without a year.
fn yearless(member: &Given<'_>, zone: &NodeZone, all: &[Given<'_>]) -> Solved {
    let (year, confidence, reason) = year_of(member, all);
    let mut clock = Clock::utc();
    (clock.zone, clock.first_year) = (zone.zone, year);
    clock.dated_quality = quality(zone.confidence, Confidence::Inferred);
    clock.proof = zone.proof;
    let shown = SourceClock {
        zone: zone.zone.to_string(),
        date: format!("{year}, month and day in line"),
        confidence: confidence.max(zone.confidence),
        reason: format!("year: {reason}; zone: {}", zone.reason),
    };
    Solved { clock, shown }
}

/// Event exports in the local time of the PC that made them.
fn exported(member: &Given<'_>, zone: &NodeZone, all: &[Given<'_>], flags: &Flags) -> Solved {
    let order = day_first(member, zone.zone, all, flags);
    let mut clock = Clock::utc();
    (clock.zone, clock.day_first) = (zone.zone, order.day_first);
    clock.proof = zone.proof;
    clock.local_quality = match zone.confidence.max(order.confidence) {
        Confidence::Certain => TimeQuality::Exact,
        Confidence::Inferred => TimeQuality::DateInferred,
        Confidence::Assumed => TimeQuality::ZoneAssumed,
    };
    let reason = if order.reason.is_empty() {
        format!("zone: {}", zone.reason)
    } else {
        format!("zone: {}; day and month: {}", zone.reason, order.reason)
    };
    let shown = SourceClock {
        zone: zone.zone.to_string(),
        date: "in line".into(),
        confidence: zone.confidence.max(order.confidence),
        reason,
    };
    Solved { clock, shown }
}

fn quality(zone: Confidence, date: Confidence) -> TimeQuality {
    match (zone, date) {
        (Confidence::Assumed, _) => TimeQuality::ZoneAssumed,
        (Confidence::Certain, Confidence::Certain) => TimeQuality::Exact,
        _ => TimeQuality::DateInferred,
    }
}

/// The time the dated sources cover: of the same node if it has any, else of all.
pub(super) fn dated_window(member: &Given<'_>, all: &[Given<'_>]) -> Option<(i64, i64)> {
    let window = |same_node: bool| {
        all.iter()
            .filter(|other| !same_node || other.node == member.node)
            .filter_map(|other| other.survey.utc)
            .reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))
    };
    window(true).or_else(|| window(false))
}

/// `2014-06-29`.
pub(super) fn show_day(day: i32) -> String {
    let (year, month, day) = mbxtrace_parsers::civil_from_days(day);
    format!("{year:04}-{month:02}-{day:02}")
}

/// Day of a time.
pub(super) fn day_of(nanos: i64) -> i32 {
    i32::try_from(nanos.div_euclid(DAY)).unwrap_or(0)
}
