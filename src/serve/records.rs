//! Answers from the index: records, how many when, which values.

use std::time::Instant;

use mbxtrace_parsers::{Field, Format, TimeQuality};
use serde_json::{Map, Value, json};

use super::answers::MOST_CONTEXT;
use super::api::Asked;
use super::refusal::{Refusal, Trouble};
use super::work::BUDGET;
use crate::case::Stop;
use crate::clock::rfc3339;
use crate::search::{self, Highlight, Hit, Request};

type Answer = Result<Value, Trouble>;

/// Most records in one answer.
const MOST_HITS: usize = 1000;

/// Most bars of a histogram, and how many it aims for if no step is asked for.
const MOST_BARS: i64 = 2000;
const BARS: i64 = 120;

/// Longest text of a record in an answer, bytes; how long it is stands with it.
const LONGEST_TEXT: usize = 64 * 1024;

/// Bytes of text after which an answer is large: the records that follow are cut shorter.
const LARGE: usize = 8 * 1024 * 1024;
const SHORT_TEXT: usize = 1024;

/// How far into a text, and in how many places, it is marked what made it a hit. A pattern may cost
/// thousands of steps a byte.
const LOOKED_AT: usize = 16 * 1024;
const MARKS: usize = 400;

const SECOND: i64 = 1_000_000_000;

/// Steps people think in, seconds; of longer times whole days.
const STEPS: [i64; 15] =
    [1, 2, 5, 10, 15, 30, 60, 120, 300, 900, 1800, 3600, 10_800, 21_600, 43_200];

/// Records that match. `around` gives those nearest to an instant on either side of it.
pub(super) fn search(asked: &Asked<'_>) -> Answer {
    let newest_first = asked.parameters.choice("sort", &["newest", "oldest"])? == "newest";
    let request = Request {
        limit: asked.parameters.number("limit", 100, MOST_HITS)?,
        newest_first,
        context: asked.parameters.number("context", 0, MOST_CONTEXT)?,
        count: true,
        ..request(asked)?
    };
    let case = &asked.snapshot.case;
    let (total, hits) = match asked.time("around")? {
        None => {
            let found = search::run(case, &request)?;
            (found.total, found.hits)
        }
        Some(instant) => {
            let total = search::count(case, &request)?;
            let mut hits = around(asked, &request, instant)?;
            if newest_first {
                hits.reverse();
            }
            (Some(total), hits)
        }
    };
    Ok(json!({
        "commit": case.manifest().commit,
        "total": total,
        "hits": shown(&hits, &request),
    }))
}

/// Hits with what made them hits. An answer that was almost late goes without the marks, a large one
/// with less of the texts.
pub(super) fn shown(hits: &[Hit], request: &Request) -> Vec<Value> {
    let light = Highlight::of(&request.query);
    let mut bytes = 0;
    let one = |hit: &Hit| {
        let longest = if bytes < LARGE { LONGEST_TEXT } else { SHORT_TEXT };
        let shown = Shown { light: Some(&light).filter(|_| !request.stop.is_over()), longest };
        let values = hit.fields.iter().map(|(_, value)| value);
        let texts = hit.before.iter().chain(&hit.after).chain([&hit.text]).chain(values);
        bytes += texts.map(|text| text.len().min(longest)).sum::<usize>();
        shown.hit(hit)
    };
    hits.iter().map(one).collect()
}

/// What is asked for: query and window.
fn request(asked: &Asked<'_>) -> Result<Request, Trouble> {
    let (since, until) = asked.window()?;
    let query = asked.parameters.or_empty("q").to_owned();
    // Nobody waits for it after that: it gives its turn back.
    let begun = Instant::now();
    let stop = Stop::when(move || begun.elapsed() > BUDGET);
    Ok(Request { query, since, until, stop, ..Request::default() })
}

/// Half of the limit before the instant, the rest from it on, oldest first.
fn around(asked: &Asked<'_>, request: &Request, instant: i64) -> Result<Vec<Hit>, Trouble> {
    let case = &asked.snapshot.case;
    let until = request.until.unwrap_or(i64::MAX);
    let since = request.since.unwrap_or(i64::MIN);
    let half = request.limit / 2;
    let before = Request {
        until: Some(until.min(instant)),
        limit: half,
        newest_first: true,
        count: false,
        ..request.clone()
    };
    let after = Request {
        since: Some(since.max(instant)),
        limit: request.limit - half,
        newest_first: false,
        count: false,
        ..request.clone()
    };
    let mut hits = search::run(case, &before)?.hits;
    hits.reverse();
    hits.extend(search::run(case, &after)?.hits);
    Ok(hits)
}

/// A record as the API shows it, out of no search.
pub(super) fn hit(hit: &Hit) -> Value {
    Shown { light: None, longest: LONGEST_TEXT }.hit(hit)
}

/// How records are shown.
struct Shown<'a> {
    light: Option<&'a Highlight>,
    /// Longest text, bytes.
    longest: usize,
}

impl Shown<'_> {
    fn hit(&self, hit: &Hit) -> Value {
        let is_dated = hit.quality != TimeQuality::Undated;
        let lines = |all: &[String]| -> Value { all.iter().map(|line| self.cut(line)).collect() };
        json!({
            "time": is_dated.then(|| rfc3339(hit.time)),
            "time_quality": hit.quality.name(),
            "path": hit.path,
            "line": hit.line,
            "offset": hit.offset,
            "length": hit.length,
            "format": hit.format.map(Format::name),
            "node": hit.node,
            "level": hit.level,
            "component": hit.component,
            "text": self.cut(&hit.text),
            "text_bytes": hit.text.len(),
            "marks": self.marks(self.cut(&hit.text)),
            "fields": self.fields(hit),
            "before": lines(&hit.before),
            "after": lines(&hit.after),
        })
    }

    fn cut<'a>(&self, text: &'a str) -> &'a str {
        beginning(text, self.longest)
    }

    /// Begin and end of what made it a hit, in bytes.
    fn marks(&self, text: &str) -> Vec<[usize; 2]> {
        let spans = self.light.map(|light| light.spans(beginning(text, LOOKED_AT)));
        spans.into_iter().flatten().take(MARKS).map(|span| [span.start, span.end]).collect()
    }

    /// Fields as an object; the vocabulary says which are numbers.
    fn fields(&self, hit: &Hit) -> Map<String, Value> {
        let value = |(name, text): &(String, String)| {
            let is_number = Field::from_name(name).is_some_and(Field::is_number);
            let number = text.parse::<i64>().ok().filter(|_| is_number);
            (name.clone(), number.map_or_else(|| json!(self.cut(text)), |number| json!(number)))
        };
        hit.fields.iter().map(value).collect()
    }
}

fn beginning(text: &str, longest: usize) -> &str {
    text.get(..text.floor_char_boundary(longest)).unwrap_or(text)
}

/// How many records match by steps of time, empty steps left out.
pub(super) fn histogram(asked: &Asked<'_>) -> Answer {
    let (since, until) = asked.window()?;
    let (first, last) = asked.snapshot.extent().unwrap_or_default();
    let (from, to) = (since.unwrap_or(first), until.map_or(last, |until| until.saturating_sub(1)));
    let length = to.saturating_sub(from).max(0);
    let step = match asked.parameters.span("step")? {
        None => step_for(length),
        Some(step) if length / step < MOST_BARS => step,
        Some(_) => {
            let least = length / MOST_BARS / SECOND + 1;
            let message = format!(
                "that would be more than {MOST_BARS} bars: give a step of {least}s or more, or a \
                 shorter time"
            );
            return Err(Refusal::parameter(message).into());
        }
    };
    // Within these bounds there are no more bars than were counted above.
    let bounds = (Some(from), Some(to.saturating_add(1)));
    let request = Request { since: bounds.0, until: bounds.1, ..request(asked)? };
    let bars = search::histogram(&asked.snapshot.case, &request, step)?;
    let total: u64 = bars.iter().map(|bar| bar.count).sum();
    let bar =
        |bar: &crate::case::Bucket| json!({ "start": rfc3339(bar.start), "count": bar.count });
    Ok(json!({
        "first": rfc3339(from),
        "last": rfc3339(to),
        "step_milliseconds": step / 1_000_000,
        "total": total,
        "bars": bars.iter().map(bar).collect::<Vec<_>>(),
    }))
}

/// The finest step that does not give too many bars.
fn step_for(length: i64) -> i64 {
    let seconds = length / SECOND;
    let step = STEPS.into_iter().find(|step| seconds / step < BARS);
    step.unwrap_or((seconds / BARS / 86_400 + 1) * 86_400) * SECOND
}

/// Values of a field in the records that match, most frequent first.
pub(super) fn top(asked: &Asked<'_>) -> Answer {
    let Some(field) = asked.parameters.get("field") else {
        return Err(Refusal::parameter("field is missing: /api/v1/fields lists them").into());
    };
    let limit = asked.parameters.number("limit", 20, MOST_HITS)?;
    let request = Request { limit, ..request(asked)? };
    let values = search::top(&asked.snapshot.case, &request, field)?;
    let value = |(value, count): &(String, u64)| {
        let value = beginning(value, LONGEST_TEXT);
        json!({ "value": value, "count": count })
    };
    Ok(json!({ "field": field, "values": values.iter().map(value).collect::<Vec<_>>() }))
}

/// Names that a query may use.
#[expect(clippy::unnecessary_wraps, reason = "as every answer of the table")]
pub(super) fn fields(_: &Asked<'_>) -> Answer {
    let field = |field: search::FieldName| json!({ "name": field.name, "meaning": field.meaning, "is_number": field.is_number });
    Ok(json!({ "fields": search::fields().map(field).collect::<Vec<_>>() }))
}
