//! The one model every report words: what was read, what was found, what could not be judged.
//! Plain data, in the order in which it is shown.

use std::collections::BTreeMap;

use mbxtrace_parsers::{Format, Problem, Tally};
use mbxtrace_rules::{Cause, Finding, Ledger, NotJudged, Remedy, RuleText, Series};

use super::coverage::{ClockOffset, Coverage};

/// How sure the clock of a stream is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Confidence {
    /// The lines or the user say it.
    Certain,
    /// Evidence named in the reason says it.
    Inferred,
    /// Nothing says it; the reason tells what was assumed and how to say it better.
    Assumed,
}

impl Confidence {
    /// The word in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Certain => "certain",
            Self::Inferred => "inferred",
            Self::Assumed => "assumed",
        }
    }
}

/// How the stamps of a source were turned into UTC.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceClock {
    /// Offset or zone: `+00:00`, `-04:00`, `America/New_York`.
    pub zone: String,
    /// Where the date comes from: `in line`, or the date of the first record (`2014-06-29`).
    pub date: String,
    /// How sure zone and date are (the less sure of the two).
    pub confidence: Confidence,
    /// Which evidence, in a sentence.
    pub reason: String,
}

/// One source: a file or archive member, read or not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Source {
    /// File, or `archive.zip!/inner.tgz!/file`.
    pub path: String,
    /// Its format; `None` if no grammar claims it (a problem says why).
    pub format: Option<Format>,
    /// Encoding of its text, for people.
    pub encoding: &'static str,
    /// Host it was collected from; empty if unknown.
    pub node: String,
    /// Its clock; `None` if it was not read.
    pub clock: Option<SourceClock>,
    /// Size in bytes.
    pub bytes: u64,
    /// What became of the bytes; adds up to `bytes`.
    pub tally: Tally,
    /// Records decoded.
    pub events: u64,
    /// Of these, records already known from another source or an earlier run.
    pub duplicates: u64,
    /// Time of the first event, UTC nanoseconds.
    pub first: Option<i64>,
    /// Time of the last event.
    pub last: Option<i64>,
    /// What is wrong with it.
    pub problems: Vec<Problem>,
}

/// Everything one analysis says.
#[derive(Clone, Debug, Default)]
pub struct Analysis {
    /// SHA-256 of the rule set, hex.
    pub rules_sha256: String,
    /// Ids of the rules that ran, in order; what is neither found nor not judged is clean.
    pub rules: Vec<String>,
    /// User rules that replaced built-in ones of the same id.
    pub overridden_rules: Vec<String>,
    /// Time of the first and of the last event, UTC nanoseconds.
    pub window: Option<(i64, i64)>,
    /// Sum over the sources.
    pub tally: Tally,
    /// Sum over the sources.
    pub bytes: u64,
    /// Distinct events.
    pub events: u64,
    /// Records dropped because they were known.
    pub duplicates: u64,
    /// Sources in order of path, those nobody understood included.
    pub sources: Vec<Source>,
    /// Findings, gravest first, then by time.
    pub findings: Vec<Finding>,
    /// What no verdict could be given on.
    pub not_judged: Vec<NotJudged>,
    /// What the findings come from, the cause to look at first at the head.
    pub causes: Vec<Cause>,
    /// Records that lacked the key of a rule: rule, count.
    pub unkeyed: BTreeMap<String, u64>,
    /// Advice by rule.
    pub remedies: BTreeMap<String, Vec<Remedy>>,
    /// What was looked at, by node and family; families that a rule needs and that are not there
    /// last.
    pub coverage: Vec<Coverage>,
    /// How far the clocks of hosts are apart.
    pub clock_offsets: Vec<ClockOffset>,
    /// What each rule is about, by rule.
    pub rule_texts: BTreeMap<String, RuleText>,
    /// The ledger of each heartbeat, if one was asked for.
    pub ledgers: Vec<Ledger>,
    /// Records of all other rules over time, if asked for.
    pub series: Vec<Series>,
}

impl Analysis {
    /// Whether some input could not be read whole (exit status 3).
    pub fn is_partial(&self) -> bool {
        self.sources.iter().any(|source| !source.problems.is_empty() && source.is_failure())
    }
}

/// Kinds of problems that are worth saying but lost nothing: no log at all, nothing in it, a name
/// that was not followed, a link whose target is read under its own name.
const NOTHING_LOST: [&str; 5] = ["unrecognised", "empty", "path", "link", "special"];

impl Source {
    /// Whether a problem means that part of this source was lost. A file that simply is no log of
    /// any known format is listed, but is no failure.
    pub fn is_failure(&self) -> bool {
        self.problems.iter().any(|problem| !NOTHING_LOST.contains(&problem.kind))
    }
}
