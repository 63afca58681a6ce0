//! Hand-built events: one batch for each, with fields given by name.

use mbxtrace_parsers::{Batch, Events, Field, Format, Origin, Record, Slice, TimeQuality};

use crate::{Engine, Finding, Outcome, RuleSet};

pub(super) const S: i64 = 1_000_000_000;
/// 2014-06-29T00:00:00Z.
pub(super) const DAY: i64 = 16_250 * 86_400 * S;

/// One event.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub(super) origin: Origin,
    batch: Batch,
}

/// Fields of a line; numbers are recognised by the vocabulary.
pub(super) fn line(format: Format, node: &str, seconds: i64, fields: &[(Field, &str)]) -> Line {
    let mut events = Events::default();
    let start = events.fields_start();
    for (field, value) in fields {
        if field.is_number() {
            events.number(*field, value.parse().expect("a number"));
        } else {
            let kept = events.keep(value.as_bytes());
            events.text(*field, kept);
        }
    }
    let text = format!("{seconds} {fields:?}").into_bytes();
    let slice = Slice::of_text(0, text.len());
    let record = Record {
        time: DAY + seconds * S,
        quality: TimeQuality::Exact,
        parsed: true,
        text: slice,
        message: slice,
        ..Record::default()
    };
    events.push(record, start);
    let origin = Origin { stream: 0, path: format!("{node}/log"), node: node.to_owned(), format };
    Line { origin, batch: Batch { text, events } }
}

impl Line {
    pub(super) fn push_to(&self, engine: &mut Engine) {
        engine.push(&self.batch.event(0, &self.origin).expect("one event"));
    }

    pub(super) fn origin(&self) -> &Origin {
        &self.origin
    }

    pub(super) fn time(&self) -> i64 {
        self.batch.events.records.first().map_or(0, |record| record.time)
    }
}

/// Numbers the streams by node and format, and sorts by time, stably.
pub(super) fn in_order(mut lines: Vec<Line>) -> Vec<Line> {
    let mut names: Vec<_> =
        lines.iter().map(|one| (one.origin.node.clone(), one.origin.format)).collect();
    names.sort();
    names.dedup();
    for one in &mut lines {
        let at = names
            .iter()
            .position(|(node, format)| *node == one.origin.node && *format == one.origin.format);
        one.origin.stream = u32::try_from(at.unwrap_or(0)).unwrap_or(0);
    }
    lines.sort_by_key(|one| (one.time(), one.origin.stream));
    lines
}

/// A hole of a stream, in seconds of the day.
pub(super) type Hole = (i64, i64);

/// Runs lines in order; holes are those of every stream. `drains`: how often, in lines, to advance
/// and drain; what was drained is given back.
pub(super) fn run(
    rules: &RuleSet,
    lines: &[Line],
    holes: &[Hole],
    drains: Option<usize>,
) -> (Outcome, Vec<Finding>) {
    let mut engine = Engine::new(rules).with_ledger();
    let mut drained = Vec::new();
    let mut begun: Vec<&Origin> = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        if !begun.contains(&&line.origin) {
            begun.push(&line.origin);
            engine.begin(&line.origin, line.time());
            for (from, to) in holes {
                engine.hole(&line.origin, DAY + from * S, DAY + to * S, "test");
            }
        }
        line.push_to(&mut engine);
        if drains.is_some_and(|every| index % every == 0) {
            engine.advance(line.time());
            drained.extend(engine.drain());
        }
    }
    for origin in begun {
        let last = lines.iter().filter(|line| line.origin == *origin).map(Line::time).max();
        engine.end(origin, last.unwrap_or(0));
    }
    (engine.finish(), drained)
}
