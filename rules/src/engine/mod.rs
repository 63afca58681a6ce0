//! The engine: a fold over events in time order.

mod absence;
mod belated;
mod cadence;
mod forming;
mod interest;
pub(crate) mod kept;
mod keyed;
mod ledger;
mod order;
mod outcome;
mod population;
mod renamed;
mod renewal;
mod rhythm;
mod runs;
mod sequence;
mod series;
mod sessions;
mod share;
mod slots;
mod trail;
mod turns;
mod unanswered;
mod unjudged;
mod verdict;
mod windows;
pub(crate) mod world;

use std::collections::BTreeSet;

use mbxtrace_parsers::{Event, Family, Origin};

use self::belated::Belated;
use self::interest::Interest;
use self::order::Order;
pub use self::outcome::Outcome;
use self::series::Counts;
use self::world::World;
pub use self::world::{Hole, Seen};
use crate::finding::{Finding, NotJudged};
use crate::key;
use crate::ledger::{Ledger, readings};
use crate::load::RuleSet;
use crate::rule::{Kind, Rule};

/// What a primitive sees beside the event.
#[derive(Clone, Copy)]
pub(crate) struct Context<'a> {
    pub(crate) rule: &'a Rule,
    pub(crate) world: &'a World,
}

/// A selected record: which roles selected it, and its key.
#[derive(Clone, Copy)]
pub(crate) struct Hit<'a> {
    /// Bit n is set if selection n matched.
    pub(crate) roles: u8,
    pub(crate) key: &'a [u8],
    pub(crate) event: &'a Event<'a>,
    /// Coverage the record is in.
    pub(crate) coverage: u32,
}

impl Hit<'_> {
    pub(crate) fn has(&self, role: usize) -> bool {
        self.roles >> role & 1 == 1
    }

    pub(crate) fn time(&self) -> i64 {
        self.event.record.time
    }
}

/// A primitive at work for one rule.
pub(crate) trait Detector: Send {
    /// Takes a selected record.
    fn push(&mut self, hit: &Hit<'_>, cx: Context<'_>);
    /// Event time has passed `watermark`.
    fn advance(&mut self, watermark: i64, cx: Context<'_>);
    /// Findings opened or changed since the last call, as they stand.
    fn drain(&mut self, cx: Context<'_>) -> Vec<Finding>;
    /// Final versions, and what could not be judged.
    fn finish(&self, cx: Context<'_>) -> (Vec<Finding>, Vec<NotJudged>);
    /// From now on remembers what a ledger needs. Only heartbeats have one.
    fn keep_ledger(&mut self) {}
    /// The ledger, if one is kept; its readings are not filled in.
    fn ledger(&self, _: Context<'_>) -> Option<Ledger> {
        None
    }
}

struct Watch {
    rule: Rule,
    detector: Box<dyn Detector>,
    turns: Option<turns::Turns>,
    /// Whether the rule waits for a first record of the log it needs.
    waits: bool,
    unkeyed: u64,
    /// Records over time, if they are counted.
    counts: Option<Counts>,
}

/// Detection as a fold over events in total order: time, stream, offset. Records that come a little
/// late (disorder inside a stream) are taken in and counted.
///
/// The time between two streams of one node and family counts as covered: files roll. Where a file
/// is missing, the caller says so with [`Engine::hole`]; only a whole day between two streams, with
/// none of the source open, is taken for a missing file without being told.
pub struct Engine {
    world: World,
    watches: Vec<Watch>,
    interests: [Vec<Interest>; Family::ALL.len()],
    key: Vec<u8>,
    /// Live: the last record of every key of every rule, to tell records that come too late.
    order: Option<Order>,
    /// Live: whose records came too late.
    belated: Belated,
}

impl Engine {
    /// Engine of these rules.
    pub fn new(rules: &RuleSet) -> Self {
        let watches: Vec<_> = rules.rules().iter().map(Watch::new).collect();
        let interests = std::array::from_fn(|family| {
            let family = Family::ALL.get(family).copied();
            let all = watches.iter().enumerate();
            all.filter_map(|(watch, one)| Interest::of(watch, &one.rule, family?)).collect()
        });
        Self {
            world: World::new(),
            watches,
            interests,
            key: Vec::new(),
            order: None,
            belated: Belated::default(),
        }
    }

    /// The same, but keeping the ledger of every heartbeat and counting all other records over time.
    #[must_use]
    pub fn with_ledger(mut self) -> Self {
        for watch in &mut self.watches {
            if matches!(watch.rule.detect.kind, Kind::Absence(_)) {
                watch.detector.keep_ledger();
            } else {
                watch.counts = Some(Counts::default());
            }
        }
        self
    }

    /// From now on events come as they are written and may be out of order between streams: notes
    /// where that may matter, see [`Engine::disorder`].
    pub fn go_live(&mut self) {
        self.order = Some(Order::default());
    }

    /// How often, since [`Engine::go_live`], a rule was shown a record of a key after a later one of
    /// the same key: its findings may differ from those of the same records in order.
    pub fn disorder(&self) -> u64 {
        self.order.as_ref().map_or(0, Order::late)
    }

    /// Takes an event.
    pub fn push(&mut self, event: &Event<'_>) {
        self.take(event, false);
    }

    /// The same, of an event whose time an earlier engine has judged without it.
    pub fn push_belated(&mut self, event: &Event<'_>) {
        self.take(event, true);
    }

    fn take(&mut self, event: &Event<'_>, is_belated: bool) {
        let coverage = self.world.enter(event);
        if !event.record.parsed {
            return;
        }
        let family = family_index(event.origin.format.family());
        let Some(interests) = self.interests.get(family) else { return };
        for interest in interests {
            let Some(watch) = self.watches.get_mut(interest.watch) else { continue };
            if watch.waits {
                watch.look_for_log(event);
            }
            let roles = interest.roles_of(event, &watch.rule);
            if roles == 0 || !watch.admits(event, coverage, &self.world) {
                continue;
            }
            if !key::build(&watch.rule.detect.by, event, &mut self.key) {
                watch.unkeyed += 1;
                continue;
            }
            let hit = Hit { roles, key: &self.key, event, coverage };
            let is_late = self.order.as_mut().is_some_and(|order| order.note(interest.watch, &hit));
            if is_late || is_belated {
                self.belated.note(interest.watch, &watch.rule, hit.key);
            }
            if let Some(counts) = watch.counts.as_mut().filter(|_| hit.has(0)) {
                counts.add(&hit);
            }
            watch.detector.push(&hit, Context { rule: &watch.rule, world: &self.world });
        }
    }

    /// A stream begins: its first record of any kind is at `at`.
    pub fn begin(&mut self, origin: &Origin, at: i64) {
        self.world.begin(origin, at);
    }

    /// Nothing of this stream is known from `from` up to, but not including, `to`.
    pub fn hole(&mut self, origin: &Origin, from: i64, to: i64, because: &str) {
        self.world.hole(origin, from, to, because);
    }

    /// A stream ends: its last record of any kind was at `at`.
    pub fn end(&mut self, origin: &Origin, at: i64) {
        self.world.end(origin, at);
    }

    /// Live: time has passed `until` on the clock of this source, though it may be silent. Overrules
    /// the watermark of [`Engine::advance`] for it.
    pub fn pass(&mut self, node: &str, family: Family, until: i64) {
        self.world.pass(node, family, until);
    }

    /// Live: event time has passed `watermark` for sure. Findings whose deadline is before it open.
    pub fn advance(&mut self, watermark: i64) {
        let known = self.world.watermark.unwrap_or(i64::MIN);
        self.world.watermark = Some(known.max(watermark));
        for watch in &mut self.watches {
            let cx = Context { rule: &watch.rule, world: &self.world };
            watch.detector.advance(watermark, cx);
        }
    }

    /// Findings opened or changed since the last call; the same id is a newer version.
    pub fn drain(&mut self) -> Vec<Finding> {
        let mut findings = Vec::new();
        for watch in &mut self.watches {
            let cx = Context { rule: &watch.rule, world: &self.world };
            findings.extend(watch.detector.drain(cx));
        }
        findings.sort_by(|a, b| (a.first, &a.rule, &a.id).cmp(&(b.first, &b.rule, &b.id)));
        findings
    }

    /// The end of the input. The result does not depend on calls of `advance` and `drain`.
    pub fn finish(&mut self) -> Outcome {
        let (late, seen) = (self.world.late, self.world.seen());
        let mut outcome = Outcome { late, seen, ..Outcome::default() };
        for watch in &self.watches {
            let cx = Context { rule: &watch.rule, world: &self.world };
            let (findings, not_judged) = watch.detector.finish(cx);
            outcome.findings.extend(findings);
            outcome.not_judged.extend(not_judged);
            outcome.not_judged.extend(missing_sources(cx).or_else(|| watch.missing_log()));
            outcome.ledgers.extend(watch.detector.ledger(cx).filter(|one| !one.entries.is_empty()));
            outcome.series.extend(watch.counts.iter().flat_map(|counts| counts.series(cx.rule)));
            if watch.unkeyed > 0 {
                outcome.unkeyed.insert(watch.rule.id.clone(), watch.unkeyed);
            }
        }
        outcome.sort();
        outcome.not_judged.sort();
        for ledger in &mut outcome.ledgers {
            let rule = self.watches.iter().map(|watch| &watch.rule).find(|r| r.id == ledger.rule);
            let group = rule.and_then(Rule::population_id);
            ledger.readings = readings(&outcome.findings, &ledger.rule, group);
        }
        outcome
    }
}

fn family_index(family: Family) -> usize {
    Family::ALL.iter().position(|known| *known == family).unwrap_or(0)
}

impl Watch {
    fn new(rule: &Rule) -> Self {
        let detector: Box<dyn Detector> = match &rule.detect.kind {
            Kind::Match { quiet } => Box::new(sessions::Sessions::new(*quiet)),
            Kind::Rhythm(apart) => Box::new(rhythm::Rhythm::new(*apart)),
            Kind::Count { within, threshold } => {
                Box::new(windows::Windows::new(*within, *threshold, None))
            }
            Kind::Distinct { within, threshold, field } => {
                Box::new(windows::Windows::new(*within, *threshold, Some(*field)))
            }
            Kind::Rate { within, percent, least } => {
                Box::new(share::Shares::new(*within, *percent, *least))
            }
            Kind::Sequence { within } => {
                Box::new(sequence::Sequences::new(*within, rule.detect.selections.len()))
            }
            Kind::Unanswered { within } => Box::new(unanswered::Unanswered::new(*within)),
            Kind::Absence(absence) => Box::new(absence::Heartbeats::new(absence.clone())),
            // Selects nothing, so nothing is ever pushed.
            Kind::Told(_) => Box::new(sessions::Sessions::new(0)),
        };
        let turns = rule.detect.turns.map(turns::Turns::new);
        let waits = rule.detect.record.is_some();
        Self { rule: rule.clone(), detector, turns, waits, unkeyed: 0, counts: None }
    }

    /// Ends the wait at a record of the log the rule needs.
    fn look_for_log(&mut self, event: &Event<'_>) {
        if let Some((selection, _)) = &self.rule.detect.record {
            let family = event.origin.format.family();
            self.waits = !(selection.families.contains(&family) && selection.matches(event));
        }
    }

    /// A verdict that cannot be given because no record of the log it needs was seen.
    fn missing_log(&self) -> Option<NotJudged> {
        let (_, called) = self.rule.detect.record.as_ref().filter(|_| self.waits)?;
        Some(NotJudged {
            rule: self.rule.id.clone(),
            because: format!("no record of the {called} in the input"),
            collect: self.rule.needs.collect.clone(),
        })
    }

    /// Whether the record is of the generation the rule looks at.
    fn admits(&mut self, event: &Event<'_>, coverage: u32, world: &World) -> bool {
        self.turns.as_mut().is_none_or(|turns| turns.admits(event, coverage, world))
    }
}

/// A verdict that cannot be given because a source is absent altogether.
fn missing_sources(cx: Context<'_>) -> Option<NotJudged> {
    let needs = &cx.rule.needs;
    let present: BTreeSet<_> = cx.world.coverages().iter().map(|one| one.family).collect();
    let absent = |families: &[Family]| {
        let names = families.iter().filter(|family| !present.contains(*family));
        names.map(|family| title(*family).to_owned()).collect::<Vec<_>>()
    };
    let mut missing = absent(&needs.all);
    if !needs.any.is_empty() && !needs.any.iter().any(|family| present.contains(family)) {
        missing.push(needs.any.iter().map(|one| title(*one)).collect::<Vec<_>>().join(" or "));
    }
    (!missing.is_empty()).then(|| NotJudged {
        rule: cx.rule.id.clone(),
        because: format!("no {} in the input", missing.join(" and no ")),
        collect: needs.collect.clone(),
    })
}

/// What a family is called in a sentence.
pub fn title(family: Family) -> &'static str {
    match family {
        Family::CucDiag => "CUC diagnostic trace",
        Family::JettyRequestLog => "Jetty request log",
        Family::CiscoSyslog => "Cisco application syslog",
        Family::WindowsEvent => "Windows event log",
        Family::IisLog => "IIS log of Exchange",
        Family::Imap4Log => "IMAP4 protocol log of Exchange",
        Family::SmtpLog => "SMTP receive protocol log of Exchange",
        Family::EwsLog => "EWS log of Exchange",
        Family::Config => "settings (registry, Exchange Management Shell)",
        Family::CliOutput => "output of Unity Connection's command line",
    }
}
