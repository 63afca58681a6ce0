//! `unanswered`: role 0 not followed by role 1 within a half-open span, for one key. Judged only
//! where the source of the answer is covered.

use std::collections::BTreeMap;

use mbxtrace_parsers::{Batch, Origin};

use super::keyed::Keyed;
use super::runs::Run;
use super::windows::copy;
use super::world::Coverage;
use super::{Context, Detector, Hit};
use crate::finding::{Detail, Finding, NotJudged, State};
use crate::span::SECOND;

/// The primitive.
pub(crate) struct Unanswered {
    within: i64,
    keys: Keyed<Exchange>,
    runs: Vec<Closed>,
    handed_out: usize,
    /// Open findings as they were last handed out, by id.
    announced: BTreeMap<String, Finding>,
}

/// What one key still waits for.
#[derive(Default)]
struct Exchange {
    waiting: Vec<Asked>,
}

#[derive(Clone)]
struct Asked {
    time: i64,
    coverage: u32,
    record: Batch,
    origin: Origin,
}

/// Questions that were answered too late.
struct Closed {
    key: Vec<u8>,
    asked: Vec<Asked>,
    answered: i64,
}

impl Unanswered {
    pub(crate) fn new(within: i64) -> Self {
        Self {
            within,
            keys: Keyed::default(),
            runs: Vec::new(),
            handed_out: 0,
            announced: BTreeMap::new(),
        }
    }

    /// Whether the source of the answer is known throughout the time an answer could come.
    fn is_covered(&self, asked: &Asked, cx: Context<'_>, live: bool) -> bool {
        let until = asked.time.saturating_add(self.within);
        let families = cx.rule.detect.selections.get(1).map(|one| one.families.as_slice());
        let families = families.unwrap_or_default();
        let all = || (0..).zip(cx.world.coverages());
        let same_node = |one: &Coverage| one.node == asked.origin.node;
        let of_family = |one: &Coverage| families.contains(&one.family);
        let near = all().any(|(_, one)| of_family(one) && same_node(one));
        let covers = |place: u32, one: &Coverage| {
            let begin = one.seen.is_some_and(|(first, _)| first <= asked.time);
            let end = cx.world.end_of(place, live).is_some_and(|end| end >= until);
            begin && end && !one.holes.iter().any(|hole| hole.from < until && hole.to > asked.time)
        };
        let mut places = all().filter(|(_, one)| of_family(one) && (!near || same_node(one)));
        places.any(|(place, one)| covers(place, one))
    }

    fn finding(
        &self,
        key: &[u8],
        asked: &[Asked],
        answered: Option<i64>,
        cx: Context<'_>,
        live: bool,
    ) -> Option<Finding> {
        let judged: Vec<_> = asked.iter().filter(|one| self.is_covered(one, cx, live)).collect();
        let first = judged.first()?;
        let mut run = Run::begin(key, first.time, first.coverage);
        for one in &judged {
            if let Some(event) = one.record.event(0, &one.origin) {
                run.push(&event, &cx.rule.detect.carry);
            }
        }
        run.details.push(("within_s".to_owned(), Detail::Number(self.within / SECOND)));
        let state = if answered.is_some() { State::Recovered } else { State::Open };
        Some(run.finding_as(answered, state, cx))
    }

    fn open(&self, cx: Context<'_>, live: bool) -> Vec<Finding> {
        let all = self.keys.iter();
        all.filter_map(|(number, one)| {
            self.finding(self.keys.key(number), &one.waiting, None, cx, live)
        })
        .collect()
    }
}

impl Detector for Unanswered {
    fn push(&mut self, hit: &Hit<'_>, _: Context<'_>) {
        let within = self.within;
        let (_, exchange) = self.keys.entry(hit.key);
        let Some(exchange) = exchange else { return };
        let time = hit.time();
        if hit.has(1) {
            // Only what was asked before or with the answer; late comers wait on.
            let (asked, later): (Vec<_>, Vec<_>) =
                exchange.waiting.drain(..).partition(|one| one.time <= time);
            exchange.waiting = later;
            let late: Vec<_> =
                asked.into_iter().filter(|one| time.saturating_sub(one.time) >= within).collect();
            if !late.is_empty() {
                self.runs.push(Closed { key: hit.key.to_vec(), asked: late, answered: time });
            }
        } else {
            exchange.waiting.push(Asked {
                time,
                coverage: hit.coverage,
                record: copy(hit.event),
                origin: hit.event.origin.clone(),
            });
        }
    }

    fn advance(&mut self, _: i64, _: Context<'_>) {}

    fn drain(&mut self, cx: Context<'_>) -> Vec<Finding> {
        let fresh = self.runs.get(self.handed_out..).unwrap_or_default();
        let mut findings: Vec<_> = fresh
            .iter()
            .filter_map(|one| self.finding(&one.key, &one.asked, Some(one.answered), cx, true))
            .collect();
        self.handed_out = self.runs.len();
        for open in self.open(cx, true) {
            if self.announced.get(&open.id) != Some(&open) {
                self.announced.insert(open.id.clone(), open.clone());
                findings.push(open);
            }
        }
        findings
    }

    fn finish(&self, cx: Context<'_>) -> (Vec<Finding>, Vec<NotJudged>) {
        let closed = self.runs.iter();
        let mut findings: Vec<_> = closed
            .filter_map(|one| self.finding(&one.key, &one.asked, Some(one.answered), cx, false))
            .collect();
        findings.extend(self.open(cx, false));
        (findings, Vec::new())
    }
}
