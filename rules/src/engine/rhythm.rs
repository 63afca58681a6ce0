//! `match` with `apart`: something that comes again and again at about the same distance, as a
//! resubscription does that never holds. Rounds that are not far enough apart, or too far, begin anew.

use super::keyed::Keyed;
use super::runs::{Run, Runs};
use super::{Context, Detector, Hit};
use crate::finding::{Detail, Finding, NotJudged};
use crate::rule::Apart;

/// The primitive.
pub(crate) struct Rhythm {
    spec: Apart,
    keys: Keyed<Option<Chain>>,
    runs: Runs,
}

/// The rounds of one key so far.
struct Chain {
    run: u32,
    /// First record of the last round.
    round: i64,
    rounds: u64,
}

impl Rhythm {
    pub(crate) fn new(spec: Apart) -> Self {
        Self { spec, keys: Keyed::default(), runs: Runs::new(spec.max) }
    }
}

impl Detector for Rhythm {
    fn push(&mut self, hit: &Hit<'_>, cx: Context<'_>) {
        let Apart { min, max, least } = self.spec;
        let (_, slot) = self.keys.entry(hit.key);
        let Some(slot) = slot else { return };
        let since = slot.as_ref().map_or(i64::MAX, |chain| hit.time().saturating_sub(chain.round));
        match slot {
            // A request, its answer and its repetitions are one round.
            Some(_) if since < min / 4 => {}
            Some(chain) if (min..=max).contains(&since) => {
                (chain.round, chain.rounds) = (hit.time(), chain.rounds + 1);
            }
            _ => {
                let old = slot.as_ref().and_then(|chain| self.runs.change(chain.run));
                if let Some(run) = old {
                    run.closed = true;
                }
                let mut run = Run::begin(hit.key, hit.time(), hit.coverage);
                run.muted = true;
                let run = self.runs.begin(run);
                *slot = Some(Chain { run, round: hit.time(), rounds: 1 });
            }
        }
        let Some(chain) = slot else { return };
        let Some(run) = self.runs.change(chain.run) else { return };
        run.push(hit.event, &cx.rule.detect.carry);
        run.muted = chain.rounds < least;
        let rounds = i64::try_from(chain.rounds).unwrap_or(i64::MAX);
        run.details = vec![("rounds".to_owned(), Detail::Number(rounds))];
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
