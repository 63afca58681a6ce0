//! `match`: records of a key belong to one finding until `quiet` passes without another.

use super::keyed::Keyed;
use super::runs::{Run, Runs};
use super::{Context, Detector, Hit};
use crate::finding::{Finding, NotJudged};

/// The primitive.
pub(crate) struct Sessions {
    quiet: i64,
    /// The run each key is in.
    current: Keyed<Option<u32>>,
    runs: Runs,
}

impl Sessions {
    pub(crate) fn new(quiet: i64) -> Self {
        Self { quiet, current: Keyed::default(), runs: Runs::new(quiet) }
    }
}

impl Detector for Sessions {
    fn push(&mut self, hit: &Hit<'_>, cx: Context<'_>) {
        let (_, slot) = self.current.entry(hit.key);
        let Some(slot) = slot else { return };
        let known = *slot;
        let last = known.and_then(|number| self.runs.get(number)).map(|run| run.last);
        let number = match (known, last) {
            (Some(number), Some(last)) if hit.time().saturating_sub(last) <= self.quiet => number,
            _ => {
                if let Some(run) = known.and_then(|number| self.runs.change(number)) {
                    run.closed = true;
                }
                self.runs.begin(Run::begin(hit.key, hit.time(), hit.coverage))
            }
        };
        *slot = Some(number);
        if let Some(run) = self.runs.change(number) {
            run.push(hit.event, &cx.rule.detect.carry);
            if let Some(part) = &cx.rule.detect.tally {
                run.tally(hit.event, part);
            }
        }
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
