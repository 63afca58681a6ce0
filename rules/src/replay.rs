//! `[[test]]` blocks: decodes the lines, runs the rule, compares the findings.

use mbxtrace_parsers::{
    Batch, DateOrder, Decoder, Encoding, Options, Origin, Record, Stamp, TimeQuality,
    days_from_civil,
};

use crate::engine::{Engine, Outcome};
use crate::finding::{Detail, Finding};
use crate::load::RuleSet;
use crate::rule::{Expected, Rule, RuleTest, TestLog, TestOutcome};
use crate::span::{DAY, show_time};

/// A decoded log of a test.
struct Stream {
    origin: Origin,
    batches: Vec<Batch>,
    holes: Vec<(i64, i64, String)>,
}

impl Rule {
    /// Runs the `[[test]]` blocks of the rule, with this rule alone.
    pub fn run_tests(&self) -> Vec<TestOutcome> {
        self.tests.iter().map(|test| self.run_test(test)).collect()
    }

    fn run_test(&self, test: &RuleTest) -> TestOutcome {
        let set = RuleSet::of(self.clone());
        let streams: Vec<_> =
            (0..).zip(&test.logs).map(|(number, log)| decode(number, log)).collect();
        let mut failures = Vec::new();
        for (stream, log) in streams.iter().zip(&test.logs) {
            if stream.records().next().is_none() && !log.text.trim().is_empty() {
                failures.push(format!(
                    "the log {} has no record of {}",
                    log.name,
                    log.format.name()
                ));
            }
        }
        let outcome = replay(&set, &streams);
        failures.extend(compare(&outcome, test));
        TestOutcome { name: test.name.clone(), failures }
    }
}

impl Stream {
    fn records(&self) -> impl Iterator<Item = (&Batch, &Record)> {
        self.batches
            .iter()
            .flat_map(|batch| batch.events.records.iter().map(move |one| (batch, one)))
    }
}

fn decode(number: u32, log: &TestLog) -> Stream {
    let options = Options { date_order: Some(DateOrder::MonthDay), ..Options::default() };
    let mut decoder = Decoder::new(log.format, Encoding::Utf8, 0, &options);
    let mut batches = vec![Batch::default(), Batch::default()];
    if let [body, tail] = batches.as_mut_slice() {
        decoder.push(log.text.as_bytes(), body);
        decoder.finish(tail);
    }
    let mut clock = Clock { day: log.date.unwrap_or(0), zone: log.zone, last: None };
    for record in batches.iter_mut().flat_map(|batch| &mut batch.events.records) {
        record.time = clock.utc(record.stamp);
        record.quality = TimeQuality::Exact;
    }
    let origin = Origin {
        stream: number,
        path: log.name.clone(),
        node: log.node.clone(),
        format: log.format,
    };
    Stream { origin, batches, holes: log.holes.clone() }
}

/// Stamps of a test log to UTC: date and zone are given, a time of day rolls over at midnight.
struct Clock {
    day: i32,
    zone: i64,
    last: Option<i64>,
}

impl Clock {
    fn utc(&mut self, stamp: Stamp) -> i64 {
        let (year, _, _) = mbxtrace_parsers::civil_from_days(self.day);
        let at = |days: i32, nanos: i64| i64::from(days) * DAY + nanos;
        let time = match stamp {
            Stamp::None => self.last.unwrap_or_else(|| at(self.day, 0) - self.zone),
            Stamp::Utc(time) => time,
            Stamp::Local(time) => time - self.zone,
            Stamp::Undecided { first, second, year, nanos } => {
                at(days_from_civil(i32::from(year), first, second), nanos) - self.zone
            }
            Stamp::Yearless { month, day, nanos, utc } => {
                let zone = if utc { 0 } else { self.zone };
                at(days_from_civil(year, month, day), nanos) - zone
            }
            Stamp::TimeOfDay(nanos) => self.time_of_day(nanos),
        };
        self.last = Some(time);
        time
    }

    fn time_of_day(&mut self, nanos: i64) -> i64 {
        let time = i64::from(self.day) * DAY + nanos - self.zone;
        if self.last.is_some_and(|last| last - time > DAY / 2) {
            self.day += 1;
            return time + DAY;
        }
        time
    }
}

fn replay(set: &RuleSet, streams: &[Stream]) -> Outcome {
    let mut engine = Engine::new(set);
    let mut events: Vec<_> = streams
        .iter()
        .flat_map(|stream| stream.records().map(move |(batch, record)| (stream, batch, record)))
        .collect();
    events.sort_by_key(|(stream, _, one)| (one.time, stream.origin.stream, one.offset));
    for stream in streams {
        let times = || stream.records().map(|(_, record)| record.time);
        if let Some(first) = times().min() {
            engine.begin(&stream.origin, first);
        }
        for (from, to, because) in &stream.holes {
            engine.hole(&stream.origin, *from, *to, because);
        }
    }
    for (stream, batch, record) in &events {
        engine.push(&batch.view(record, &stream.origin));
    }
    for stream in streams {
        if let Some(last) = stream.records().map(|(_, record)| record.time).max() {
            engine.end(&stream.origin, last);
        }
    }
    engine.finish()
}

fn compare(outcome: &Outcome, test: &RuleTest) -> Vec<String> {
    let mut failures = Vec::new();
    let mut left: Vec<&Finding> = outcome.findings.iter().collect();
    for expected in &test.expect {
        let found = left.iter().position(|finding| mismatch(finding, expected).is_none());
        if let Some(at) = found {
            left.remove(at);
            continue;
        }
        let near = left.iter().find(|finding| finding.rule == expected.rule);
        let why = near.and_then(|finding| mismatch(finding, expected));
        let why = why.unwrap_or_else(|| "there is no finding of that rule".to_owned());
        failures.push(format!("expected {expected:?}; {why}"));
    }
    for finding in left {
        failures.push(format!("not expected: {} {:?}", finding.title, finding.subject));
    }
    for rule in &test.not_judged {
        if !outcome.not_judged.iter().any(|one| one.rule == *rule) {
            failures.push(format!("{rule} should be among those not judged"));
        }
    }
    failures
}

/// In what a finding differs from what is expected.
fn mismatch(finding: &Finding, expected: &Expected) -> Option<String> {
    let differs = |what: &str, is: String, wanted: Option<String>| {
        let wanted = wanted.filter(|wanted| *wanted != is)?;
        Some(format!("{what} is {is}, not {wanted}"))
    };
    let last = finding.last.map_or_else(|| "none".to_owned(), show_time);
    differs("rule", finding.rule.clone(), Some(expected.rule.clone()))
        .or_else(|| {
            let wanted = expected.subject.as_ref().map(|subject| format!("{subject:?}"));
            differs("subject", format!("{:?}", finding.subject), wanted)
        })
        .or_else(|| {
            let wanted = expected.level.map(|level| level.name().to_owned());
            differs("level", finding.level.name().to_owned(), wanted)
        })
        .or_else(|| differs("state", finding.state.name().to_owned(), expected.state.clone()))
        .or_else(|| {
            differs("count", finding.count.to_string(), expected.count.map(|one| one.to_string()))
        })
        .or_else(|| differs("first", show_time(finding.first), expected.first.map(show_time)))
        .or_else(|| differs("last", last, expected.last.map(show_time)))
        .or_else(|| {
            let wanted = expected.members.map(|one| one.to_string());
            differs("number of members", finding.members.len().to_string(), wanted)
        })
        .or_else(|| {
            expected.details.iter().find_map(|(name, wanted)| {
                differs(name, detail(finding, name), Some(wanted.clone()))
            })
        })
}

fn detail(finding: &Finding, name: &str) -> String {
    match finding.details.iter().find(|(known, _)| known == name) {
        Some((_, Detail::Number(number))) => number.to_string(),
        Some((_, Detail::Text(text))) => text.clone(),
        Some((_, Detail::List(list))) => list.join(", "),
        None => "absent".to_owned(),
    }
}
