//! Whether the sources are alive: a clock for each, which goes on between its lines, and the finding
//! that a source has stopped as a whole.

use std::collections::BTreeMap;
use std::time::Instant;

use mbxtrace_parsers::Family;
use mbxtrace_rules::{Detail, Evidence, Finding, Severity, State};

use super::Moment;
use crate::config::SOURCE_SILENT;
use crate::source::CANARY_NODE;

/// The clock of one source of one node.
///
/// It stands at the latest stamp and goes on with the clock of this machine until the next line: so
/// neither the offset between the two machines nor the age of the logs matters.
#[derive(Debug)]
struct Pulse {
    /// A stamp and when it arrived: of all lines, the one that puts the clock farthest.
    stamp: i64,
    arrived: Instant,
    /// The latest stamp.
    last: i64,
    evidence: Evidence,
    /// The silence that has been told.
    silent: Option<Finding>,
}

/// The clocks of all sources.
#[derive(Debug, Default)]
pub(super) struct Pulses {
    by_source: BTreeMap<(String, Family), Pulse>,
    /// Silences that an earlier run has told, of sources not heard of yet.
    told: BTreeMap<(String, Family), Finding>,
}

/// Sources that are never silent for long while they are well: Exchange posts a keep-alive every five
/// minutes. Traces hold errors only by default, and a node without errors writes none.
fn has_heartbeat(family: Family) -> bool {
    family == Family::JettyRequestLog
}

fn nanos_since(earlier: Instant, now: Instant) -> i64 {
    i64::try_from(now.saturating_duration_since(earlier).as_nanos()).unwrap_or(i64::MAX)
}

impl Pulse {
    fn now(&self, instant: Instant) -> i64 {
        self.stamp.saturating_add(nanos_since(self.arrived, instant))
    }
}

impl Pulses {
    /// An earlier run has told that a source is silent.
    pub(super) fn remember(&mut self, silent: &Finding) {
        let of = |name: &str| silent.subject.iter().find(|(known, _)| known == name);
        let (Some((_, node)), Some((_, source))) = (of("node"), of("source")) else { return };
        if let Some(family) = Family::from_name(source) {
            self.told.insert((node.clone(), family), silent.clone());
        }
    }

    /// A line with this stamp was read, `age` nanoseconds after it was written.
    pub(super) fn hear(
        &mut self,
        node: &str,
        family: Family,
        evidence: &dyn Fn() -> Evidence,
        stamp: i64,
        (moment, age): (Moment, i64),
    ) {
        if node == CANARY_NODE {
            return;
        }
        let stamp_now = stamp.saturating_add(age);
        let Some(pulse) = self.by_source.get_mut(&(node.to_owned(), family)) else {
            let evidence = evidence();
            let pulse = Pulse {
                stamp: stamp_now,
                arrived: moment.instant,
                last: stamp,
                evidence,
                silent: self.told.remove(&(node.to_owned(), family)),
            };
            self.by_source.insert((node.to_owned(), family), pulse);
            return;
        };
        if stamp_now >= pulse.now(moment.instant) {
            (pulse.stamp, pulse.arrived) = (stamp_now, moment.instant);
        }
        if stamp >= pulse.last {
            (pulse.last, pulse.evidence) = (stamp, evidence());
        }
    }

    /// What each source's clock shows.
    pub(super) fn clocks(&self, moment: Moment) -> impl Iterator<Item = (&str, Family, i64)> {
        let now = moment.instant;
        self.by_source
            .iter()
            .map(move |((node, family), pulse)| (node.as_str(), *family, pulse.now(now)))
    }

    /// Newest stamp of each source, and whether it was told to be silent.
    pub(super) fn newest(&self) -> impl Iterator<Item = (&str, Family, i64, bool)> {
        self.by_source.iter().map(|((node, family), pulse)| {
            (node.as_str(), *family, pulse.last, pulse.silent.is_some())
        })
    }

    /// Sources that fell silent or came back since the last call: no line for `silent_after`
    /// nanoseconds of their own clocks.
    pub(super) fn changes(&mut self, moment: Moment, silent_after: Option<i64>) -> Vec<Finding> {
        let Some(silent_after) = silent_after else { return Vec::new() };
        let mut changes = Vec::new();
        for ((node, family), pulse) in &mut self.by_source {
            if !has_heartbeat(*family) {
                continue;
            }
            let quiet = pulse.now(moment.instant).saturating_sub(pulse.last);
            match &mut pulse.silent {
                Some(silent) if pulse.last > silent.first => {
                    let mut over = silent.clone();
                    (over.state, over.last) = (State::Recovered, Some(pulse.last));
                    over.evidence.push(pulse.evidence.clone());
                    changes.push(over);
                    pulse.silent = None;
                }
                None if quiet >= silent_after => {
                    let finding = silence(node, *family, pulse, quiet);
                    pulse.silent = Some(finding.clone());
                    changes.push(finding);
                }
                Some(_) | None => {}
            }
        }
        changes
    }

    /// The silences that go on.
    pub(super) fn silent(&self) -> impl Iterator<Item = &Finding> {
        self.by_source.values().filter_map(|pulse| pulse.silent.as_ref())
    }
}

fn silence(node: &str, family: Family, pulse: &Pulse, quiet: i64) -> Finding {
    let subject =
        vec![("node".to_owned(), node.to_owned()), ("source".to_owned(), family.name().to_owned())];
    let title = format!(
        "the {} of {} has stopped: no line at all any more. Either the service or the collection of \
         its log stands still, or nobody posts there; single keep-alives are not judged meanwhile",
        mbxtrace_rules::family_title(family),
        if node.is_empty() { "an unnamed node" } else { node },
    );
    Finding {
        id: Finding::id_of(SOURCE_SILENT, &subject, pulse.last),
        rule: SOURCE_SILENT.to_owned(),
        level: Severity::High,
        title,
        state: State::Open,
        subject,
        first: pulse.last,
        last: None,
        count: 1,
        details: vec![("quiet_s".to_owned(), Detail::Number(quiet / crate::clock::SECOND))],
        evidence: vec![pulse.evidence.clone()],
        members: Vec::new(),
    }
}
