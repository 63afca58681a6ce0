//! The ledger of a heartbeat: for each key which of its slots were met, late, missed, stale or not
//! covered, and what that says of the population. And the counts over time of all other rules.

use crate::finding::{Detail, Finding};

/// What became of the slots of a [`SlotRun`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SlotState {
    /// Met in time.
    Seen,
    /// Met, more than five seconds after it was due but within the rule's tolerance (Cisco's own
    /// captures show 300 s with a spread of ±5 ms, plus the second that a log line rounds to).
    Late,
    /// Missed: the first or second of a silence. Unity Connection does nothing about these.
    Missed,
    /// Missed, and by then so many in a row that Unity Connection calls the subscription stale and
    /// makes a new one (15 minutes, Cisco 118883).
    Stale,
    /// Due while no log covers that time: nothing is known of it.
    NotCovered,
    /// No longer expected: a newer generation (process id) had begun. Has no slots.
    Replaced,
}

impl SlotState {
    /// All, in the order of a legend.
    pub const ALL: [Self; 6] =
        [Self::Seen, Self::Late, Self::Missed, Self::Stale, Self::NotCovered, Self::Replaced];

    /// The word in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Seen => "seen",
            Self::Late => "late",
            Self::Missed => "missed",
            Self::Stale => "stale",
            Self::NotCovered => "not_covered",
            Self::Replaced => "replaced",
        }
    }

    /// The state of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }
}

/// Slots of one state in a row. It lasts until the next run of its entry begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SlotRun {
    /// What became of them.
    pub state: SlotState,
    /// Time of the first slot, UTC nanoseconds (runs of [`SlotState::Late`] to the second).
    pub from: i64,
    /// How many slots.
    pub slots: u64,
}

/// One key of the ledger: one subscription.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LedgerEntry {
    /// Names and values of the key, in the rule's order.
    pub subject: Vec<(String, String)>,
    /// Host that received it; empty if unknown.
    pub node: String,
    /// Whom the population blames: owner server or source address; empty if unknown.
    pub server: String,
    /// Address of the last record; empty if the records name none.
    pub address: String,
    /// How often the address was another than the time before.
    pub moved: u64,
    /// Generation (process id) of the last record.
    pub pid: Option<i64>,
    /// Period expected at the end, nanoseconds: the vendor's, or the one learned.
    pub period: i64,
    /// First record, UTC nanoseconds; `None`: named by the roster and never seen.
    pub first: Option<i64>,
    /// Last record.
    pub last: Option<i64>,
    /// Until when it was judged: end of what is covered, or when it was replaced.
    pub end: i64,
    /// Records in all. Each met a slot or came between two.
    pub records: u64,
    /// Records that came before the next slot was due (message operations). Exchange starts its
    /// timer anew with each.
    pub between: u64,
    /// Status of the answers and how many had it, by status.
    pub answers: Vec<(i64, u64)>,
    /// When a newer generation replaced it.
    pub replaced: Option<i64>,
    /// When a new key began just as Unity Connection makes one for a stale subscription. The ids do
    /// not say that it is for the same mailbox: likely, not sure.
    pub resubscribed: Option<i64>,
    /// Its slots in order of time, adjacent runs of different states.
    pub runs: Vec<SlotRun>,
}

impl LedgerEntry {
    /// How many slots are in a state.
    pub fn slots(&self, state: SlotState) -> u64 {
        self.runs.iter().filter(|run| run.state == state).map(|run| run.slots).sum()
    }

    /// Slots missed, stale ones included: what the findings of the rule add up to.
    pub fn missed(&self) -> u64 {
        self.slots(SlotState::Missed) + self.slots(SlotState::Stale)
    }

    /// Where in the period its slots lie: nanoseconds after a multiple of the period since 1970.
    pub fn phase(&self) -> Option<i64> {
        Some(self.last?.rem_euclid(self.period.max(1)))
    }

    /// The value of the key, for people.
    pub fn name(&self) -> String {
        self.subject.iter().map(|(_, value)| value.as_str()).collect::<Vec<_>>().join(" ")
    }
}

/// What silences that belong together say of the population.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// `all`, `server`, `subset` as the population's finding says, or `one`: nobody else fell
    /// silent at that time.
    pub reading: String,
    /// The server, where it is one server's; else empty.
    pub server: String,
    /// When the first of them fell silent, UTC nanoseconds.
    pub from: i64,
    /// When the last of them was over; `None` while open.
    pub to: Option<i64>,
    /// How many fell silent.
    pub silent: u64,
    /// How many were there when it began; 0 if not counted.
    pub active: u64,
    /// Id of the finding that says so.
    pub finding: String,
}

/// The ledger of one heartbeat rule.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    /// Id of the rule.
    pub rule: String,
    /// The vendor's period, nanoseconds.
    pub every: i64,
    /// How late a record may come, nanoseconds.
    pub tolerance: i64,
    /// The keys in order of first appearance.
    pub entries: Vec<LedgerEntry>,
    /// What the silences say of the population, by time.
    pub readings: Vec<Reading>,
}

/// Width of a bin of [`Series`], nanoseconds: five minutes, the width of a keep-alive slot.
pub const BIN: i64 = 300 * crate::span::SECOND;

/// Records of one rule and subject over time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Series {
    /// Id of the rule.
    pub rule: String,
    /// The subject, as in findings; empty: all subjects beyond the first [`Series::MOST`].
    pub subject: Vec<(String, String)>,
    /// Begin of a bin of width [`BIN`] (a multiple of it since 1970) and the records in it, by time.
    pub bins: Vec<(i64, u64)>,
}

impl Series {
    /// Subjects of one rule that have a series of their own.
    pub const MOST: u32 = 1000;
}

/// Readings from the findings of a heartbeat rule and its population.
pub(crate) fn readings(findings: &[Finding], rule: &str, group: Option<&str>) -> Vec<Reading> {
    let groups = || findings.iter().filter(|one| Some(one.rule.as_str()) == group);
    let grouped: std::collections::BTreeSet<&str> =
        groups().flat_map(|one| one.members.iter().map(String::as_str)).collect();
    let mut readings: Vec<_> = groups().map(of_group).collect();
    let alone = findings.iter().filter(|one| {
        one.rule == rule && number(one, "missed") >= 3 && !grouped.contains(one.id.as_str())
    });
    let alone: Vec<_> = alone.collect();
    let spans = alone.iter().copied().chain(groups()).map(|one| (one.first, end(one)));
    let accompanied = accompanied(spans.collect());
    readings.extend(alone.iter().zip(accompanied).map(|(finding, others)| Reading {
        reading: if others { "subset" } else { "one" }.to_owned(),
        server: text(finding, "server"),
        from: finding.first,
        to: finding.last,
        silent: 1,
        active: 0,
        finding: finding.id.clone(),
    }));
    readings.sort_by(|a, b| (a.from, &a.finding).cmp(&(b.from, &b.finding)));
    readings
}

fn end(finding: &Finding) -> i64 {
    finding.last.unwrap_or(i64::MAX)
}

/// For each half-open span whether another one overlaps it.
fn accompanied(spans: Vec<(i64, i64)>) -> Vec<bool> {
    let mut order: Vec<usize> = (0..spans.len()).collect();
    order.sort_by_key(|at| spans.get(*at));
    let mut found = vec![false; spans.len()];
    // The span so far that ends last, and its place.
    let mut latest: Option<(i64, usize)> = None;
    for at in order {
        let Some((first, end)) = spans.get(at).copied() else { continue };
        if let Some((until, other)) = latest.filter(|(until, _)| first < *until) {
            for place in [at, other] {
                if let Some(found) = found.get_mut(place) {
                    *found = true;
                }
            }
            latest = Some(if end > until { (end, at) } else { (until, other) });
        } else {
            latest = Some((end, at));
        }
    }
    found
}

fn of_group(group: &Finding) -> Reading {
    let value = |name: &str| {
        let part = group.subject.iter().find(|(part, _)| part == name);
        part.map(|(_, value)| value.clone()).unwrap_or_default()
    };
    Reading {
        reading: value("reading"),
        server: value("server"),
        from: group.first,
        to: group.last,
        silent: number(group, "members"),
        active: number(group, "active"),
        finding: group.id.clone(),
    }
}

fn number(finding: &Finding, name: &str) -> u64 {
    let value = finding.details.iter().find_map(|(part, value)| match value {
        Detail::Number(number) if part == name => u64::try_from(*number).ok(),
        _ => None,
    });
    value.unwrap_or(0)
}

fn text(finding: &Finding, name: &str) -> String {
    let value = finding.details.iter().find_map(|(part, value)| match value {
        Detail::Text(text) if part == name => Some(text.clone()),
        _ => None,
    });
    value.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::accompanied;

    proptest! {
        #[test]
        fn accompanied_is_overlap_with_any_other(
            spans in proptest::collection::vec((0_i64..60, 1_i64..20), 0..12),
        ) {
            let spans: Vec<_> = spans.into_iter().map(|(from, length)| (from, from + length)).collect();
            let overlaps = |at: usize, other: usize| {
                at != other && spans[at].0 < spans[other].1 && spans[other].0 < spans[at].1
            };
            let naive: Vec<_> = (0..spans.len())
                .map(|at| (0..spans.len()).any(|other| overlaps(at, other)))
                .collect();
            prop_assert_eq!(accompanied(spans), naive);
        }
    }
}
