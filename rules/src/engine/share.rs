//! `rate`: the share of role 0 among the records of role 1 within a sliding half-open window.

use std::collections::VecDeque;

use mbxtrace_parsers::{Batch, Origin};

use super::keyed::Keyed;
use super::runs::{Run, Runs};
use super::windows::copy;
use super::{Context, Detector, Hit};
use crate::finding::{Detail, Finding, NotJudged};

/// The primitive.
pub(crate) struct Shares {
    within: i64,
    percent: u64,
    least: u64,
    keys: Keyed<Window>,
    runs: Runs,
}

/// Records of one key in its window; those of role 0 with a copy.
#[derive(Default)]
struct Window {
    entries: VecDeque<(i64, Option<(Batch, Origin)>)>,
    bad: u64,
    run: Option<u32>,
    /// Records of role 1 since the over-run began, its first window included.
    total: u64,
}

impl Shares {
    pub(crate) fn new(within: i64, percent: u64, least: u64) -> Self {
        Self { within, percent, least, keys: Keyed::default(), runs: Runs::new(within) }
    }
}

impl Window {
    fn expire(&mut self, before: i64) {
        while self.entries.front().is_some_and(|(time, _)| *time <= before) {
            if let Some((_, Some(_))) = self.entries.pop_front() {
                self.bad -= 1;
            }
        }
    }
}

impl Detector for Shares {
    fn push(&mut self, hit: &Hit<'_>, cx: Context<'_>) {
        let (_, window) = self.keys.entry(hit.key);
        let Some(window) = window else { return };
        window.expire(hit.time().saturating_sub(self.within));
        let is_bad = hit.has(0);
        let record = is_bad.then(|| (copy(hit.event), hit.event.origin.clone()));
        window.entries.push_back((hit.time(), record));
        window.bad += u64::from(is_bad);
        let total = window.entries.len() as u64;
        if total < self.least || window.bad * 100 < self.percent * total || window.bad == 0 {
            if let Some(run) = window.run.take().and_then(|number| self.runs.change(number)) {
                run.closed = true;
            }
            return;
        }
        let fresh = window.run.is_none();
        window.total = if fresh { total } else { window.total + 1 };
        let skip = if fresh { 0 } else { window.entries.len() - 1 };
        let bad = || window.entries.iter().skip(skip).filter_map(|(_, record)| record.as_ref());
        let first = window.entries.iter().find(|(_, record)| record.is_some());
        let first = first.map_or(hit.time(), |(time, _)| *time);
        let runs = &mut self.runs;
        let number =
            *window.run.get_or_insert_with(|| runs.begin(Run::begin(hit.key, first, hit.coverage)));
        let Some(run) = runs.change(number) else { return };
        for (batch, origin) in bad() {
            if let Some(event) = batch.event(0, origin) {
                run.push(&event, &cx.rule.detect.carry);
            }
        }
        let total = i64::try_from(window.total).unwrap_or(i64::MAX);
        run.details = vec![("total".to_owned(), Detail::Number(total))];
    }

    fn advance(&mut self, watermark: i64, _: Context<'_>) {
        self.runs.advance(watermark);
    }

    fn drain(&mut self, cx: Context<'_>) -> Vec<Finding> {
        self.runs.drain(cx)
    }

    fn finish(&self, cx: Context<'_>) -> (Vec<Finding>, Vec<NotJudged>) {
        (self.runs.finish(cx), Vec::new())
    }
}
