//! Runs of records that make one finding each: what `match`, `count`, `distinct`, `rate` and
//! `sequence` have in common.

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap};

use mbxtrace_parsers::{Event, Field, FieldValue};

use super::Context;
use super::kept::Sample;
use crate::finding::{Detail, Finding, State};
use crate::key::{self, KeyPart};
use crate::render::Draft;

/// Most values listed of a carried field.
const CARRIED: usize = 20;

/// Most different values counted; a finding of more says this number.
const TALLIED: usize = 10_000;

/// One run of records.
#[derive(Clone, Debug, Default)]
pub(crate) struct Run {
    pub(crate) key: Vec<u8>,
    /// Time of the record that began it: the id is made of it, even if an earlier one comes late.
    anchor: i64,
    pub(crate) first: i64,
    pub(crate) last: i64,
    coverage: u32,
    /// Over for good: its condition cleared, or another run of the key began.
    pub(crate) closed: bool,
    /// Not a finding yet: too little has come together.
    pub(crate) muted: bool,
    sample: Sample,
    carried: Vec<Carried>,
    /// Different values counted, if the rule counts any.
    tally: BTreeSet<Vec<u8>>,
    pub(crate) details: Vec<(String, Detail)>,
}

#[derive(Clone, Debug)]
struct Carried {
    field: Field,
    values: Vec<String>,
    more: bool,
}

impl Run {
    pub(crate) fn begin(key: &[u8], at: i64, coverage: u32) -> Self {
        Self { key: key.to_vec(), anchor: at, first: at, last: at, coverage, ..Self::default() }
    }

    pub(crate) fn push(&mut self, event: &Event<'_>, carry: &[Field]) {
        let time = event.record.time;
        self.first = self.first.min(time);
        self.last = self.last.max(time);
        self.sample.push(event);
        for field in carry {
            if let Some(value) = event.get(*field) {
                self.carry(*field, value);
            }
        }
    }

    fn carry(&mut self, field: Field, value: FieldValue<'_>) {
        let text = match value {
            FieldValue::Text(text) => String::from_utf8_lossy(text).into_owned(),
            FieldValue::Number(number) => number.to_string(),
        };
        let known = self.carried.iter_mut().position(|one| one.field == field);
        let at = known.unwrap_or_else(|| {
            self.carried.push(Carried { field, values: Vec::new(), more: false });
            self.carried.len() - 1
        });
        let Some(carried) = self.carried.get_mut(at) else { return };
        if carried.values.contains(&text) {
            return;
        }
        if carried.values.len() < CARRIED {
            carried.values.push(text);
        } else {
            carried.more = true;
        }
    }

    /// Counts the different values of a part.
    pub(crate) fn tally(&mut self, event: &Event<'_>, part: &KeyPart) {
        let Some(value) = part.value(event) else { return };
        let value = match value {
            FieldValue::Text(text) => text.to_ascii_lowercase(),
            FieldValue::Number(number) => number.to_string().into_bytes(),
        };
        if self.tally.len() < TALLIED {
            self.tally.insert(value);
        }
    }

    /// The finding of a run whose end and state the primitive tells itself.
    pub(crate) fn finding_as(&self, last: Option<i64>, state: State, cx: Context<'_>) -> Finding {
        Draft {
            subject: key::subject(&cx.rule.detect.by, &self.key),
            anchor: self.anchor,
            first: self.first,
            last,
            state,
            count: self.sample.count(),
            measure: self.sample.count(),
            details: self.details(cx),
            evidence: self.sample.kept(),
        }
        .finish(cx.rule, cx.world)
    }

    fn details(&self, cx: Context<'_>) -> Vec<(String, Detail)> {
        let mut details = self.details.clone();
        if let Some(part) = cx.rule.detect.tally.as_ref().filter(|_| !self.tally.is_empty()) {
            let count = i64::try_from(self.tally.len()).unwrap_or(i64::MAX);
            details.push((part.name.clone(), Detail::Number(count)));
        }
        for carried in &self.carried {
            let mut values = carried.values.clone();
            if carried.more {
                values.push(format!("… (more than {CARRIED})"));
            }
            details.push((carried.field.name().to_owned(), Detail::List(values)));
        }
        let shown = self.sample.kept().len() as u64;
        if shown < self.sample.count() {
            let omitted = i64::try_from(self.sample.count() - shown).unwrap_or(i64::MAX);
            details.push(("evidence_omitted".to_owned(), Detail::Number(omitted)));
        }
        details
    }
}

/// All runs of a rule, and which of them changed.
#[derive(Debug, Default)]
pub(crate) struct Runs {
    all: Vec<Run>,
    changed: BTreeSet<u32>,
    /// The last run noted in `changed`: the next change is mostly of the same.
    noted: Option<u32>,
    /// When an open run may have ended: looked at only if time is advanced from outside.
    deadlines: BinaryHeap<Reverse<(i64, u32)>>,
    /// An open run ends when this much time has passed since its last record.
    quiet: i64,
}

impl Runs {
    pub(crate) fn new(quiet: i64) -> Self {
        Self { quiet, ..Self::default() }
    }

    pub(crate) fn begin(&mut self, run: Run) -> u32 {
        let number = u32::try_from(self.all.len()).unwrap_or(u32::MAX);
        self.deadlines.push(Reverse((run.last.saturating_add(self.quiet), number)));
        self.all.push(run);
        self.changed.insert(number);
        number
    }

    pub(crate) fn get(&self, number: u32) -> Option<&Run> {
        self.all.get(number as usize)
    }

    /// Changes a run.
    pub(crate) fn change(&mut self, number: u32) -> Option<&mut Run> {
        if self.noted != Some(number) {
            self.changed.insert(number);
            self.noted = Some(number);
        }
        self.all.get_mut(number as usize)
    }

    pub(crate) fn advance(&mut self, watermark: i64) {
        while let Some(Reverse((deadline, number))) = self.deadlines.peek().copied() {
            if deadline > watermark {
                break;
            }
            self.deadlines.pop();
            let Some(run) = self.all.get(number as usize) else { continue };
            let due = run.last.saturating_add(self.quiet);
            if due <= watermark {
                self.changed.insert(number);
            } else if !run.closed {
                self.deadlines.push(Reverse((due, number)));
            }
        }
    }

    pub(crate) fn drain(&mut self, cx: Context<'_>) -> Vec<Finding> {
        let changed = std::mem::take(&mut self.changed);
        self.noted = None;
        let runs = changed.iter().filter_map(|number| self.get(*number));
        runs.filter(|run| !run.muted).map(|run| self.finding(run, cx, true)).collect()
    }

    pub(crate) fn finish(&self, cx: Context<'_>) -> Vec<Finding> {
        let runs = self.all.iter().filter(|run| !run.muted);
        runs.map(|run| self.finding(run, cx, false)).collect()
    }

    fn finding(&self, run: &Run, cx: Context<'_>, live: bool) -> Finding {
        let end = cx.world.end_of(run.coverage, live).unwrap_or(run.last);
        let ended = run.closed || end.saturating_sub(run.last) >= self.quiet;
        let state = if ended { State::Ended } else { State::Open };
        run.finding_as(Some(run.last), state, cx)
    }
}
