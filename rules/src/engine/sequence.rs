//! `sequence`: the roles in order, with non-decreasing time, for one key, within a span. A chain
//! that completes is one finding; the next begins anew.

use mbxtrace_parsers::{Batch, Origin};

use super::keyed::Keyed;
use super::runs::{Run, Runs};
use super::windows::copy;
use super::{Context, Detector, Hit};
use crate::finding::{Finding, NotJudged};

/// The primitive.
pub(crate) struct Sequences {
    within: i64,
    steps: usize,
    keys: Keyed<Chains>,
    runs: Runs,
}

/// For each step the chain that has come so far and began last: no other can complete earlier or
/// stay within the span longer.
#[derive(Default)]
struct Chains {
    so_far: Vec<Vec<(i64, Batch, Origin)>>,
}

impl Sequences {
    pub(crate) fn new(within: i64, steps: usize) -> Self {
        Self { within, steps, keys: Keyed::default(), runs: Runs::new(0) }
    }
}

impl Detector for Sequences {
    fn push(&mut self, hit: &Hit<'_>, cx: Context<'_>) {
        let (within, steps) = (self.within, self.steps);
        let (_, chains) = self.keys.entry(hit.key);
        let Some(chains) = chains else { return };
        chains.so_far.resize_with(steps, Vec::new);
        // Last step first, so that one record does not take two steps.
        for step in (0..steps).rev().filter(|step| hit.has(*step)) {
            let Some(chain) = chains.extended(step, hit, within) else { continue };
            if step + 1 < steps {
                if let Some(slot) = chains.so_far.get_mut(step) {
                    *slot = chain;
                }
                continue;
            }
            chains.so_far.clear();
            let first = chain.first().map_or(hit.time(), |(time, _, _)| *time);
            let mut run = Run::begin(hit.key, first, hit.coverage);
            for (_, batch, origin) in &chain {
                if let Some(event) = batch.event(0, origin) {
                    run.push(&event, &cx.rule.detect.carry);
                }
            }
            run.closed = true;
            self.runs.begin(run);
            return;
        }
    }

    fn advance(&mut self, _: i64, _: Context<'_>) {}

    fn drain(&mut self, cx: Context<'_>) -> Vec<Finding> {
        self.runs.drain(cx)
    }

    fn finish(&self, cx: Context<'_>) -> (Vec<Finding>, Vec<NotJudged>) {
        (self.runs.finish(cx), Vec::new())
    }
}

impl Chains {
    /// The chain up to `step` with this record as its last.
    fn extended(
        &self,
        step: usize,
        hit: &Hit<'_>,
        within: i64,
    ) -> Option<Vec<(i64, Batch, Origin)>> {
        let this = (hit.time(), copy(hit.event), hit.event.origin.clone());
        let Some(before) = step.checked_sub(1) else { return Some(vec![this]) };
        let chain = self.so_far.get(before)?;
        let (first, last) = (chain.first()?.0, chain.last()?.0);
        if hit.time() < last || hit.time().saturating_sub(first) >= within {
            return None;
        }
        let mut chain = chain.clone();
        chain.push(this);
        Some(chain)
    }
}
