//! Examples as data: `testdata/*.toml` says what a text must decode to, and this runs it.
//!
//! A file holds `[[case]]` tables; unknown keys are errors. Each case is decoded whole, byte by byte
//! and in chunks of seven, and must give the same every time.
//!
//! | key | meaning |
//! |---|---|
//! | `name`, `format` | what the case shows; name of the [`Format`] |
//! | `text` or `hex` | the stream (`hex`: blanks and line ends do not count) |
//! | `file` | file name given to [`detect`], default empty |
//! | `detect` | what [`detect`] must say: name of a format or `none`; default: not asked |
//! | `encoding` | name of the encoding, default: detected |
//! | `date_order` | `dmy` or `mdy`, default: undecided |
//! | `expect` | one table an event, in order; no more and no fewer events may come |
//! | `evidence` | the clock evidence, `<stamp> = <claim>` each, default: not checked |
//! | `problems` | the kinds of the problems, in order, default none |
//! | `tally` | `parsed`, `blank`, `unparsed`, `skipped` in bytes, each optional |
//!
//! An event: `parsed` (default true) or `unparsed = "text"` for short; `stamp`, `component`,
//! `message`, `text`, `level`, `line`, `offset`, `length`; `fields` (all of them, exactly), `has`
//! (these among others), `absent` (none of these). What is not named is not checked.
//!
//! Stamps are written `2014-06-29T15:10:55.5Z` (UTC), the same without `Z` (local),
//! `--06-29T15:10:55Z` and `--06-29T15:10:55` (no year), `15:10:55.5` (no date), `3?4?2025 15:10:55`
//! (order of day and month open), `none`. Claims: `date 2014-06-29`, else a stamp.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Deserialize;

use crate::calendar::{DAY, SECOND, civil_from_days};
use crate::*;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseFile {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    format: String,
    text: Option<String>,
    hex: Option<String>,
    #[serde(default)]
    file: String,
    detect: Option<String>,
    encoding: Option<String>,
    date_order: Option<String>,
    expect: Vec<Expected>,
    evidence: Option<Vec<String>>,
    #[serde(default)]
    problems: Vec<String>,
    #[serde(default)]
    tally: BTreeMap<String, u64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    parsed: Option<bool>,
    unparsed: Option<String>,
    stamp: Option<String>,
    component: Option<String>,
    message: Option<String>,
    text: Option<String>,
    level: Option<String>,
    line: Option<u64>,
    offset: Option<u64>,
    length: Option<u32>,
    fields: Option<BTreeMap<String, Expectation>>,
    has: Option<BTreeMap<String, Expectation>>,
    absent: Option<Vec<String>>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Expectation {
    Number(i64),
    Text(String),
}

impl Expectation {
    fn show(&self) -> String {
        match self {
            Self::Number(number) => number.to_string(),
            Self::Text(text) => format!("{text:?}"),
        }
    }
}

/// An event without its batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Seen {
    pub(crate) offset: u64,
    pub(crate) length: u32,
    pub(crate) line: u64,
    pub(crate) parsed: bool,
    pub(crate) level: Level,
    pub(crate) stamp: Stamp,
    pub(crate) text: Vec<u8>,
    /// Whether `text` is derived, so that it need not stand in the stream.
    pub(crate) derived: bool,
    pub(crate) message: Vec<u8>,
    pub(crate) component: Vec<u8>,
    pub(crate) fields: Vec<(Field, String)>,
}

/// All that came of one stream.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Decoded {
    pub(crate) events: Vec<Seen>,
    pub(crate) evidence: Vec<ClockEvidence>,
    pub(crate) problems: Vec<Problem>,
    pub(crate) tally: Tally,
}

/// How a stream is decoded in a test.
#[derive(Clone, Copy)]
pub(crate) struct Setting {
    pub(crate) format: Format,
    pub(crate) encoding: (Encoding, usize),
    pub(crate) date_order: Option<DateOrder>,
}

impl Setting {
    /// As the program does it: binary formats are bytes, the rest is detected.
    pub(crate) fn of(format: Format, stream: &[u8]) -> Self {
        let encoding =
            if format == Format::Evtx { (Encoding::Utf8, 0) } else { Encoding::detect(stream) };
        Self { format, encoding, date_order: None }
    }
}

/// Decodes `stream` cut into chunks of `sizes` (repeated as needed; a size of 0 counts as 1).
pub(crate) fn decode(stream: &[u8], setting: Setting, sizes: &[usize]) -> Decoded {
    let options = Options { date_order: setting.date_order, evidence: true, ..Options::default() };
    let (encoding, mark) = setting.encoding;
    let mut decoder = Decoder::new(setting.format, encoding, mark, &options);
    let (mut batch, mut decoded, mut rest) = (Batch::default(), Decoded::default(), stream);
    for size in sizes.iter().cycle() {
        if rest.is_empty() {
            break;
        }
        let (chunk, after) = rest.split_at((*size).max(1).min(rest.len()));
        decoder.push(chunk, &mut batch);
        take(&batch, setting.format, &mut decoded);
        rest = after;
    }
    decoder.finish(&mut batch);
    take(&batch, setting.format, &mut decoded);
    assert_eq!(decoder.position(), stream.len() as u64, "the decoder stands at the end");
    decoded
}

fn take(batch: &Batch, format: Format, decoded: &mut Decoded) {
    let origin = Origin { stream: 0, path: String::new(), node: String::new(), format };
    for record in &batch.events.records {
        let event = batch.view(record, &origin);
        let fields = event.fields().map(|(field, value)| (field, show_value(value))).collect();
        decoded.events.push(Seen {
            offset: record.offset,
            length: record.length,
            line: record.line,
            parsed: record.parsed,
            level: record.level,
            stamp: record.stamp,
            text: event.text().to_vec(),
            derived: record.text.in_arena(),
            message: event.message().to_vec(),
            component: event.component().to_vec(),
            fields,
        });
    }
    decoded.evidence.extend_from_slice(&batch.events.evidence);
    decoded.problems.extend_from_slice(&batch.events.problems);
    decoded.tally.add(&batch.events.tally);
}

fn show_value(value: FieldValue<'_>) -> String {
    match value {
        FieldValue::Number(number) => number.to_string(),
        FieldValue::Text(text) => format!("{:?}", String::from_utf8_lossy(text)),
    }
}

/// Time of day, with as many decimals as it has.
fn show_clock(nanos: i64) -> String {
    let (seconds, rest) = (nanos.div_euclid(SECOND), nanos.rem_euclid(SECOND));
    let mut shown = format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
    if rest > 0 {
        write!(shown, ".{rest:09}").unwrap();
        shown.truncate(shown.trim_end_matches('0').len());
    }
    shown
}

fn show_instant(nanos: i64) -> String {
    let days = i32::try_from(nanos.div_euclid(DAY)).unwrap();
    let (year, month, day) = civil_from_days(days);
    format!("{year:04}-{month:02}-{day:02}T{}", show_clock(nanos.rem_euclid(DAY)))
}

fn show_stamp(stamp: Stamp) -> String {
    match stamp {
        Stamp::None => "none".to_owned(),
        Stamp::Utc(nanos) => show_instant(nanos) + "Z",
        Stamp::Local(nanos) => show_instant(nanos),
        Stamp::Undecided { first, second, year, nanos } => {
            format!("{first}?{second}?{year} {}", show_clock(nanos))
        }
        Stamp::Yearless { month, day, nanos, utc } => {
            let zone = if utc { "Z" } else { "" };
            format!("--{month:02}-{day:02}T{}{zone}", show_clock(nanos))
        }
        Stamp::TimeOfDay(nanos) => show_clock(nanos),
    }
}

fn show_evidence(evidence: &ClockEvidence) -> String {
    let claim = match evidence.claim {
        Claim::Utc(nanos) => show_stamp(Stamp::Utc(nanos)),
        Claim::Peer(nanos) => format!("peer {}", show_stamp(Stamp::Utc(nanos))),
        Claim::YearlessUtc { month, day, nanos } => {
            show_stamp(Stamp::Yearless { month, day, nanos, utc: true })
        }
        Claim::Date(days) => {
            let (year, month, day) = civil_from_days(days);
            format!("date {year:04}-{month:02}-{day:02}")
        }
    };
    format!("{} = {claim}", show_stamp(evidence.local))
}

/// Differences between expected and seen, one line each.
struct Differences(Vec<String>);

impl Differences {
    fn compare(&mut self, what: &str, expected: Option<String>, seen: String) {
        if let Some(expected) = expected
            && expected != seen
        {
            self.0.push(format!("  {what}\n    expected {expected}\n    seen     {seen}"));
        }
    }

    fn event(&mut self, place: &str, expected: &Expected, seen: &Seen) {
        let lossy = |bytes: &[u8]| format!("{:?}", String::from_utf8_lossy(bytes));
        let quoted = |text: &Option<String>| text.as_ref().map(|text| format!("{text:?}"));
        let parsed = expected.parsed.unwrap_or(expected.unparsed.is_none());
        let number = |value: Option<u64>| value.map(|value| value.to_string());
        let mut check = |name: &str, wanted: Option<String>, got: String| {
            self.compare(&format!("{place}, {name}"), wanted, got);
        };
        check("parsed", Some(parsed.to_string()), seen.parsed.to_string());
        check("text", quoted(&expected.unparsed), lossy(&seen.text));
        check("text", quoted(&expected.text), lossy(&seen.text));
        check("stamp", expected.stamp.clone(), show_stamp(seen.stamp));
        check("component", quoted(&expected.component), lossy(&seen.component));
        check("message", quoted(&expected.message), lossy(&seen.message));
        check("level", expected.level.clone(), seen.level.name().to_owned());
        check("line", number(expected.line), seen.line.to_string());
        check("offset", number(expected.offset), seen.offset.to_string());
        check("length", number(expected.length.map(u64::from)), seen.length.to_string());
        self.fields(place, expected, seen);
    }

    fn fields(&mut self, place: &str, expected: &Expected, seen: &Seen) {
        let named =
            |name: &str| Field::from_name(name).unwrap_or_else(|| panic!("no field {name}"));
        if let Some(fields) = &expected.fields {
            let mut wanted: Vec<_> = fields.iter().map(|(k, v)| (named(k), v.show())).collect();
            let mut got = seen.fields.clone();
            wanted.sort();
            got.sort();
            let show = |fields: &[(Field, String)]| {
                let lines =
                    fields.iter().map(|(field, value)| format!("{} = {value}", field.name()));
                format!("{{ {} }}", lines.collect::<Vec<_>>().join(", "))
            };
            self.compare(&format!("{place}, fields"), Some(show(&wanted)), show(&got));
        }
        let value_of = |field: Field| seen.fields.iter().find(|(name, _)| *name == field);
        for (name, value) in expected.has.iter().flatten() {
            let got =
                value_of(named(name)).map_or("nothing".to_owned(), |(_, value)| value.clone());
            self.compare(&format!("{place}, {name}"), Some(value.show()), got);
        }
        for name in expected.absent.iter().flatten() {
            let got =
                value_of(named(name)).map_or("nothing".to_owned(), |(_, value)| value.clone());
            self.compare(&format!("{place}, {name}"), Some("nothing".to_owned()), got);
        }
    }
}

impl Case {
    fn stream(&self) -> Vec<u8> {
        match (&self.text, &self.hex) {
            (Some(text), None) => text.clone().into_bytes(),
            (None, Some(hex)) => {
                let digits: String = hex.split_whitespace().collect();
                let pairs = digits.as_bytes().chunks(2).map(|pair| str::from_utf8(pair).unwrap());
                pairs.map(|pair| u8::from_str_radix(pair, 16).expect("hex digits")).collect()
            }
            _ => panic!("{}: give either `text` or `hex`", self.name),
        }
    }

    fn run(&self) -> Vec<String> {
        let format = Format::from_name(&self.format).expect("the name of a format");
        let stream = self.stream();
        let mut setting = Setting::of(format, &stream);
        if let Some(name) = &self.encoding {
            setting.encoding = (Encoding::from_name(name).expect("an encoding"), 0);
        }
        setting.date_order = self.date_order.as_deref().map(|order| match order {
            "dmy" => DateOrder::DayMonth,
            "mdy" => DateOrder::MonthDay,
            other => panic!("{}: date_order is dmy or mdy, not {other}", self.name),
        });
        let decoded = decode(&stream, setting, &[stream.len()]);
        let mut found = self.differences(&decoded);
        if let Some(wanted) = &self.detect {
            let seen = detect(&stream, &self.file).map_or("none", Format::name);
            found.compare("detect", Some(wanted.clone()), seen.to_owned());
        }
        for size in [1, 7] {
            if decode(&stream, setting, &[size]) != decoded {
                found.0.push(format!("  chunks of {size} byte(s) give other events"));
            }
        }
        found.0
    }

    fn differences(&self, decoded: &Decoded) -> Differences {
        let mut found = Differences(Vec::new());
        let count = |count: usize| format!("{count} event(s)");
        found.compare("events", Some(count(self.expect.len())), count(decoded.events.len()));
        for (index, (expected, seen)) in self.expect.iter().zip(&decoded.events).enumerate() {
            found.event(&format!("event {}", index + 1), expected, seen);
        }
        for extra in decoded.events.iter().skip(self.expect.len()) {
            found.0.push(format!("  one more event: {:?}", String::from_utf8_lossy(&extra.text)));
        }
        let wanted = self.evidence.as_ref().map(|lines| format!("{lines:#?}"));
        let seen: Vec<_> = decoded.evidence.iter().map(show_evidence).collect();
        found.compare("evidence", wanted, format!("{seen:#?}"));
        let kinds: Vec<_> = decoded.problems.iter().map(|problem| problem.kind).collect();
        found.compare("problems", Some(format!("{:?}", self.problems)), format!("{kinds:?}"));
        for (name, bytes) in &self.tally {
            let seen = match name.as_str() {
                "parsed" => decoded.tally.parsed,
                "blank" => decoded.tally.blank,
                "unparsed" => decoded.tally.unparsed,
                "skipped" => decoded.tally.skipped,
                other => panic!("{}: no tally {other}", self.name),
            };
            found.compare(&format!("tally of {name}"), Some(bytes.to_string()), seen.to_string());
        }
        found
    }
}

#[test]
#[expect(clippy::disallowed_methods, reason = "the cases stand in files")]
fn cases() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata");
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .expect("the folder of cases")
        .map(|entry| entry.expect("an entry of the folder").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .collect();
    paths.sort();
    let (mut failures, mut run) = (String::new(), 0);
    for path in paths {
        let text = std::fs::read_to_string(&path).expect("a readable case file");
        let file: CaseFile =
            toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        for case in &file.case {
            run += 1;
            let differences = case.run();
            if !differences.is_empty() {
                let name = path.file_name().unwrap().to_string_lossy();
                writeln!(failures, "{name}: {}\n{}", case.name, differences.join("\n")).unwrap();
            }
        }
    }
    assert!(failures.is_empty(), "of {run} cases some failed:\n{failures}");
    assert!(run > 0, "no cases in {folder}");
}
