//! Clocks so far apart that times must not be compared as they stand: a finding each, with records that
//! show it.

use mbxtrace_parsers::Event;
use mbxtrace_rules::{Detail, Evidence, Finding, RuleSet, Told};

use super::pairs::PairEvidence;
use crate::clock::SECOND;
use crate::clock::offsets::signed;
use crate::report::ClockOffset;

/// Records kept of those that show an offset, beside the last one.
const SHOWN: usize = 2;

/// The first records that show an offset, and the last one.
#[derive(Default)]
pub(super) struct Shown {
    first: Vec<Evidence>,
    last: Option<Evidence>,
}

impl Shown {
    /// Takes a record.
    pub(super) fn push(&mut self, event: &Event<'_>) {
        if self.first.len() < SHOWN {
            self.first.push(Evidence::of(event));
        } else {
            self.last = Some(Evidence::of(event));
        }
    }

    /// Oldest first.
    pub(super) fn all(&self) -> impl Iterator<Item = &Evidence> {
        self.first.iter().chain(&self.last)
    }
}

/// How far the clocks of hosts are apart.
#[derive(Default)]
pub(super) struct Clocks {
    pub(super) offsets: Vec<ClockOffset>,
    /// A finding for each that is grave and was not taken off the times shown.
    pub(super) apart: Vec<Finding>,
}

impl Clocks {
    pub(super) fn of(pairs: &PairEvidence, offsets: Vec<ClockOffset>, rules: &RuleSet) -> Self {
        let grave = offsets.iter().filter(|one| one.is_grave());
        let apart = grave.filter_map(|one| rules.told("clock-offset", told(one, pairs)?));
        Self { apart: apart.collect(), offsets }
    }
}

fn told(one: &ClockOffset, pairs: &PairEvidence) -> Option<Told> {
    let (offset, error) = one.offset.zip(one.error)?;
    let (answered, failed) = pairs.shown(&one.reference, &one.host);
    let evidence = if answered.is_empty() { failed } else { answered };
    let mut evidence: Vec<Evidence> = evidence.into_iter().cloned().collect();
    evidence.sort_by(|one, other| {
        (one.time, &one.path, one.offset).cmp(&(other.time, &other.path, other.offset))
    });
    let named = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    Some(Told {
        subject: vec![named("node", &one.reference), named("peer", &one.host)],
        first: evidence.first()?.time,
        last: evidence.last()?.time,
        count: one.pairs,
        details: vec![
            (
                "offset_s".to_owned(),
                Detail::Number((offset + offset.signum() * SECOND / 2) / SECOND),
            ),
            ("apart".to_owned(), Detail::Text(signed(offset))),
            // Rounded up: it is never wrong by more than is said.
            ("error_s".to_owned(), Detail::Number(error / SECOND + 1)),
        ],
        evidence,
    })
}

/// What would tell how far the clocks are apart.
pub(super) fn collect(node: &str, host: &str) -> String {
    let node = if node.is_empty() { "the Unity Connection node" } else { node };
    format!(
        "CiscoSyslog and a CuMbxSync trace with EWS response headers (CsEws, all levels) of {node}; or \
         ask the clocks: `utils ntp status` on {node}, `w32tm /stripchart /computer:<NTP server of \
         {node}> /samples:5 /dataonly` on {host}"
    )
}
