//! `count` and `distinct`: a threshold within a sliding half-open window `(t - within, t]`. The
//! condition is looked at after every record; one over-run is one finding.

use std::collections::{BTreeMap, VecDeque};

use mbxtrace_parsers::{Batch, Event, Events, Field, FieldValue, Origin};

use super::keyed::Keyed;
use super::runs::{Run, Runs};
use super::{Context, Detector, Hit};
use crate::finding::{Detail, Finding, NotJudged};

/// The primitive.
pub(crate) struct Windows {
    within: i64,
    threshold: u64,
    field: Option<Field>,
    keys: Keyed<Window>,
    runs: Runs,
}

/// The records of one key that are in its window.
#[derive(Default)]
struct Window {
    entries: VecDeque<Entry>,
    run: Option<u32>,
    /// Values in the window, with how often (distinct only).
    values: BTreeMap<Vec<u8>, u64>,
    /// Values of the over-run.
    seen: BTreeMap<Vec<u8>, u64>,
}

struct Entry {
    time: i64,
    coverage: u32,
    value: Option<Vec<u8>>,
    record: Batch,
    origin: Origin,
}

impl Windows {
    pub(crate) fn new(within: i64, threshold: u64, field: Option<Field>) -> Self {
        Self { within, threshold, field, keys: Keyed::default(), runs: Runs::new(within) }
    }
}

/// A copy of one event in a batch of its own: a window may turn into evidence later.
pub(crate) fn copy(event: &Event<'_>) -> Batch {
    let mut events = Events::default();
    let text = event.text();
    let slice = mbxtrace_parsers::Slice::of_text(0, text.len());
    let fields = events.fields_start();
    for (field, value) in event.fields() {
        match value {
            FieldValue::Number(number) => events.number(field, number),
            FieldValue::Text(value) => {
                let kept = events.keep(value);
                events.text(field, kept);
            }
        }
    }
    let record = mbxtrace_parsers::Record { text: slice, message: slice, ..*event.record };
    events.push(record, fields);
    Batch { text: text.to_vec(), events }
}

impl Window {
    fn expire(&mut self, before: i64) {
        while self.entries.front().is_some_and(|entry| entry.time <= before) {
            let Some(value) = self.entries.pop_front().and_then(|entry| entry.value) else {
                continue;
            };
            if let Some(count) = self.values.get_mut(&value) {
                *count -= 1;
                if *count == 0 {
                    self.values.remove(&value);
                }
            }
        }
    }

    fn add(&mut self, hit: &Hit<'_>, field: Option<Field>) {
        let value = field.and_then(|field| hit.event.get(field)).map(|value| match value {
            FieldValue::Text(text) => text.to_vec(),
            FieldValue::Number(number) => number.to_string().into_bytes(),
        });
        if let Some(value) = &value {
            *self.values.entry(value.clone()).or_default() += 1;
        }
        self.entries.push_back(Entry {
            time: hit.time(),
            coverage: hit.coverage,
            value,
            record: copy(hit.event),
            origin: hit.event.origin.clone(),
        });
    }

    fn measure(&self, distinct: bool) -> u64 {
        (if distinct { self.values.len() } else { self.entries.len() }) as u64
    }
}

impl Detector for Windows {
    fn push(&mut self, hit: &Hit<'_>, cx: Context<'_>) {
        let (_, window) = self.keys.entry(hit.key);
        let Some(window) = window else { return };
        window.expire(hit.time().saturating_sub(self.within));
        window.add(hit, self.field);
        if window.measure(self.field.is_some()) < self.threshold {
            if let Some(run) = window.run.take().and_then(|number| self.runs.change(number)) {
                run.closed = true;
            }
            return;
        }
        let fresh = window.run.is_none();
        if fresh {
            window.seen.clear();
        }
        let skip = if fresh { 0 } else { window.entries.len() - 1 };
        let first = window
            .entries
            .front()
            .map_or((hit.time(), hit.coverage), |entry| (entry.time, entry.coverage));
        let runs = &mut self.runs;
        let number =
            *window.run.get_or_insert_with(|| runs.begin(Run::begin(hit.key, first.0, first.1)));
        let Some(run) = runs.change(number) else { return };
        for entry in window.entries.iter().skip(skip) {
            if let Some(event) = entry.record.event(0, &entry.origin) {
                run.push(&event, &cx.rule.detect.carry);
            }
            if let Some(value) = &entry.value {
                *window.seen.entry(value.clone()).or_default() += 1;
            }
        }
        if self.field.is_some() {
            let distinct = i64::try_from(window.seen.len()).unwrap_or(i64::MAX);
            run.details = vec![("distinct".to_owned(), Detail::Number(distinct))];
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
