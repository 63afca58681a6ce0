//! The comparison as one JSON object, complete, in the words of the contract.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use super::{Caveat, Change, Comparison, Entry, Standing};
use crate::clock::rfc3339;
use crate::report::inert::JsonText;
use crate::report::json::subject;

/// Version of this layout.
const SCHEMA: u32 = 1;

pub(super) fn write(comparison: &Comparison, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(JsonText(&mut *out), &Document::of(comparison))?;
    writeln!(out)
}

#[derive(Serialize)]
struct Document<'a> {
    schema: u32,
    before: Side<'a>,
    after: Side<'a>,
    totals: BTreeMap<&'static str, usize>,
    fair: bool,
    caveats: Vec<CaveatOut<'a>>,
    entries: Vec<EntryOut<'a>>,
}

#[derive(Serialize)]
struct Side<'a> {
    name: &'a str,
    first: Option<String>,
    last: Option<String>,
}

#[derive(Serialize)]
struct CaveatOut<'a> {
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    side: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    what: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    because: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    covered_s: Option<[i64; 2]>,
}

#[derive(Serialize)]
struct EntryOut<'a> {
    change: &'static str,
    rule: &'a str,
    #[serde(serialize_with = "subject")]
    subject: &'a [(String, String)],
    before: Option<StandingOut<'a>>,
    after: Option<StandingOut<'a>>,
}

#[derive(Serialize)]
struct StandingOut<'a> {
    title: &'a str,
    level: &'static str,
    state: &'static str,
    findings: usize,
    members: usize,
    count: u64,
    missed: Option<i64>,
    duration_s: i64,
    first: String,
    last: Option<String>,
    covered_s: i64,
    per_hour: f64,
}

const SECOND: i64 = 1_000_000_000;

impl<'a> Document<'a> {
    fn of(comparison: &'a Comparison) -> Self {
        let side = |at: usize| {
            let window = comparison.windows.get(at).copied().flatten();
            Side {
                name: comparison.names.get(at).map_or("", String::as_str),
                first: window.map(|(first, _)| rfc3339(first)),
                last: window.map(|(_, last)| rfc3339(last)),
            }
        };
        let totals = Change::ALL.map(|change| (change.name(), comparison.count(change)));
        Self {
            schema: SCHEMA,
            before: side(0),
            after: side(1),
            totals: totals.into_iter().collect(),
            fair: comparison.caveats.is_empty(),
            caveats: comparison.caveats.iter().map(CaveatOut::of).collect(),
            entries: comparison.entries.iter().map(EntryOut::of).collect(),
        }
    }
}

impl<'a> CaveatOut<'a> {
    fn of(caveat: &'a Caveat) -> Self {
        let side = |is_first: &bool| Some(if *is_first { "before" } else { "after" });
        let empty = Self { kind: "", side: None, what: None, because: None, covered_s: None };
        match caveat {
            Caveat::Length(one, other) => {
                Self { kind: "length", covered_s: Some([one / SECOND, other / SECOND]), ..empty }
            }
            Caveat::OnlyOn(what, is_first) => {
                Self { kind: "only", side: side(is_first), what: Some(what), ..empty }
            }
            Caveat::Rules => Self { kind: "rules", ..empty },
            Caveat::NotJudged(rule, because, is_first) => Self {
                kind: "not_judged",
                side: side(is_first),
                what: Some(rule),
                because: Some(because),
                ..empty
            },
            Caveat::Partial(is_first) => Self { kind: "partial", side: side(is_first), ..empty },
        }
    }
}

impl<'a> EntryOut<'a> {
    fn of(entry: &'a Entry) -> Self {
        Self {
            change: entry.change.name(),
            rule: &entry.rule,
            subject: &entry.subject,
            before: entry.before.as_ref().map(StandingOut::of),
            after: entry.after.as_ref().map(StandingOut::of),
        }
    }
}

impl<'a> StandingOut<'a> {
    fn of(standing: &'a Standing) -> Self {
        Self {
            title: &standing.title,
            level: standing.level.name(),
            state: standing.state.name(),
            findings: standing.findings,
            members: standing.members,
            count: standing.count,
            missed: standing.missed,
            duration_s: standing.duration / SECOND,
            first: rfc3339(standing.first),
            last: standing.last.map(rfc3339),
            covered_s: standing.covered / SECOND,
            // Six digits: floats of two machines do not differ there.
            per_hour: (standing.rate() * 1e6).round() / 1e6,
        }
    }
}
