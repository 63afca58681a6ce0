//! The report's model as it is written to disk. The model itself carries no serde, on purpose.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

use mbxtrace_parsers::{Family, Format, Problem, Tally, TimeQuality};
use mbxtrace_rules::{
    Cause, Certainty, Detail, Evidence, Finding, Ledger, LedgerEntry, NotJudged, Reading, Remedy,
    RuleText, Series, Severity, Side, SlotRun, SlotState, State,
};
use serde::{Deserialize, Serialize};

use crate::report::{Analysis, ClockOffset, Confidence, Coverage, Hole, Source, SourceClock};

/// Words that the model holds as `&'static str`. Few different ones exist, and each is kept once.
fn interned(word: String) -> &'static str {
    static WORDS: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());
    let mut words = WORDS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = words.get(word.as_str()) {
        return known;
    }
    let word: &'static str = word.leak();
    words.insert(word);
    word
}

macro_rules! mirror {
    ($mirror:ident of $model:ident { $($(#[$meta:meta])* $field:ident: $kind:ty),* $(,)? }) => {
        #[derive(Clone, Debug, Serialize, Deserialize)]
        pub(crate) struct $mirror { $($(#[$meta])* $field: $kind),* }

        impl From<&$model> for $mirror {
            fn from(model: &$model) -> Self {
                Self { $($field: Mirrored::to_mirror(&model.$field)),* }
            }
        }

        impl From<$mirror> for $model {
            fn from(mirror: $mirror) -> Self {
                Self { $($field: Mirrored::from_mirror(mirror.$field)),* }
            }
        }

        impl Mirrored<$mirror> for $model {
            fn to_mirror(&self) -> $mirror { $mirror::from(self) }
            fn from_mirror(mirror: $mirror) -> Self { Self::from(mirror) }
        }
    };
}

/// A value of the model and its form on disk.
trait Mirrored<M> {
    fn to_mirror(&self) -> M;
    fn from_mirror(mirror: M) -> Self;
}

macro_rules! itself {
    ($($kind:ty),*) => {$(
        impl Mirrored<$kind> for $kind {
            fn to_mirror(&self) -> $kind { self.clone() }
            fn from_mirror(mirror: $kind) -> Self { mirror }
        }
    )*};
}

itself!(bool, u32, u64, i64, String, (i64, i64), (i64, u64), (String, String), (String, Vec<String>), BTreeMap<String, u64>);

macro_rules! word {
    ($($kind:ty = $all:expr;)*) => {$(
        impl Mirrored<String> for $kind {
            fn to_mirror(&self) -> String { self.name().to_owned() }
            fn from_mirror(mirror: String) -> Self {
                // A word of a newer program falls back to the first: the layout version guards this.
                $all.into_iter().find(|each| each.name() == mirror).unwrap_or($all[0])
            }
        }
    )*};
}

word! {
    Severity = Severity::ALL;
    Certainty = Certainty::ALL;
    Side = Side::ALL;
    State = [State::Open, State::Recovered, State::Ended];
    Confidence = [Confidence::Assumed, Confidence::Inferred, Confidence::Certain];
    TimeQuality = QUALITIES;
    Family = <[Family; Family::ALL.len()]>::try_from(Family::ALL).expect("its own length");
    Format = <[Format; Format::ALL.len()]>::try_from(Format::ALL).expect("its own length");
}

/// Every quality, at the place of its number in the index.
pub(crate) const QUALITIES: [TimeQuality; 4] =
    [TimeQuality::Exact, TimeQuality::DateInferred, TimeQuality::ZoneAssumed, TimeQuality::Undated];

impl Mirrored<String> for &'static str {
    fn to_mirror(&self) -> String {
        (*self).to_owned()
    }
    fn from_mirror(mirror: String) -> Self {
        interned(mirror)
    }
}

impl<M, T: Mirrored<M>> Mirrored<Vec<M>> for Vec<T> {
    fn to_mirror(&self) -> Vec<M> {
        self.iter().map(T::to_mirror).collect()
    }
    fn from_mirror(mirror: Vec<M>) -> Self {
        mirror.into_iter().map(T::from_mirror).collect()
    }
}

impl<M, T: Mirrored<M>> Mirrored<Option<M>> for Option<T> {
    fn to_mirror(&self) -> Option<M> {
        self.as_ref().map(T::to_mirror)
    }
    fn from_mirror(mirror: Option<M>) -> Self {
        mirror.map(T::from_mirror)
    }
}

/// State, begin and number of slots.
impl Mirrored<(String, i64, u64)> for SlotRun {
    fn to_mirror(&self) -> (String, i64, u64) {
        (self.state.name().to_owned(), self.from, self.slots)
    }
    fn from_mirror((state, from, slots): (String, i64, u64)) -> Self {
        let state = SlotState::from_name(&state).unwrap_or(SlotState::NotCovered);
        Self { state, from, slots }
    }
}

impl<M> Mirrored<BTreeMap<String, M>> for BTreeMap<String, RuleText>
where
    RuleText: Mirrored<M>,
{
    fn to_mirror(&self) -> BTreeMap<String, M> {
        self.iter().map(|(rule, text)| (rule.clone(), text.to_mirror())).collect()
    }
    fn from_mirror(mirror: BTreeMap<String, M>) -> Self {
        mirror.into_iter().map(|(rule, text)| (rule, Mirrored::from_mirror(text))).collect()
    }
}

impl<M> Mirrored<BTreeMap<String, Vec<M>>> for BTreeMap<String, Vec<Remedy>>
where
    Remedy: Mirrored<M>,
{
    fn to_mirror(&self) -> BTreeMap<String, Vec<M>> {
        self.iter().map(|(rule, advice)| (rule.clone(), advice.to_mirror())).collect()
    }
    fn from_mirror(mirror: BTreeMap<String, Vec<M>>) -> Self {
        mirror.into_iter().map(|(rule, advice)| (rule, Mirrored::from_mirror(advice))).collect()
    }
}

/// A detail: a number, a text or a list, as JSON tells them apart.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum DetailMirror {
    Number(i64),
    Text(String),
    List(Vec<String>),
}

impl Mirrored<(String, DetailMirror)> for (String, Detail) {
    fn to_mirror(&self) -> (String, DetailMirror) {
        let value = match &self.1 {
            Detail::Number(number) => DetailMirror::Number(*number),
            Detail::Text(text) => DetailMirror::Text(text.clone()),
            Detail::List(list) => DetailMirror::List(list.clone()),
        };
        (self.0.clone(), value)
    }
    fn from_mirror((name, value): (String, DetailMirror)) -> Self {
        let value = match value {
            DetailMirror::Number(number) => Detail::Number(number),
            DetailMirror::Text(text) => Detail::Text(text),
            DetailMirror::List(list) => Detail::List(list),
        };
        (name, value)
    }
}

mirror!(TallyMirror of Tally { parsed: u64, blank: u64, unparsed: u64, skipped: u64 });
mirror!(ProblemMirror of Problem { kind: String, at: u64, text: String });
mirror!(ClockMirror of SourceClock {
    zone: String, date: String, confidence: String, reason: String,
});
mirror!(SourceMirror of Source {
    path: String,
    format: Option<String>,
    encoding: String,
    node: String,
    clock: Option<ClockMirror>,
    bytes: u64,
    tally: TallyMirror,
    events: u64,
    duplicates: u64,
    first: Option<i64>,
    last: Option<i64>,
    problems: Vec<ProblemMirror>,
});
mirror!(EvidenceMirror of Evidence {
    path: String,
    line: u64,
    offset: u64,
    length: u32,
    time: i64,
    quality: String,
    text: String,
});
mirror!(FindingMirror of Finding {
    id: String,
    rule: String,
    level: String,
    title: String,
    state: String,
    subject: Vec<(String, String)>,
    first: i64,
    last: Option<i64>,
    count: u64,
    details: Vec<(String, DetailMirror)>,
    evidence: Vec<EvidenceMirror>,
    members: Vec<String>,
});
/// A finding in the form in which cases store it.
pub(crate) fn stored_finding(finding: &Finding) -> serde_json::Value {
    serde_json::to_value(FindingMirror::from(finding)).expect("a model is always JSON")
}

/// A finding from its stored form, if it is one.
pub(crate) fn finding_from(stored: &serde_json::Value) -> Option<Finding> {
    FindingMirror::deserialize(stored).ok().map(Finding::from)
}

mirror!(NotJudgedMirror of NotJudged { rule: String, because: String, collect: String });
mirror!(RemedyMirror of Remedy { text: String, document: String, applies_to: String, risk: String, when: Vec<(String, Vec<String>)> });
mirror!(HoleMirror of Hole { from: i64, to: i64, at_edge: bool, because: String });
mirror!(CoverageMirror of Coverage {
    node: String,
    family: String,
    spans: Vec<(i64, i64)>,
    holes: Vec<HoleMirror>,
    minutes_seen: u64,
    minutes_missing: u64,
    truncated: u64,
    undated_records: u64,
    remarks: Vec<String>,
    misleads: bool,
    begins_with: Vec<String>,
});
mirror!(ClockOffsetMirror of ClockOffset {
    host: String,
    reference: String,
    offset: Option<i64>,
    error: Option<i64>,
    pairs: u64,
    because: String,
    collect: String,
    applied: Option<i64>,
});
mirror!(RuleTextMirror of RuleText { title: String, why: String, references: Vec<String> });
mirror!(ReadingMirror of Reading {
    reading: String,
    server: String,
    from: i64,
    to: Option<i64>,
    silent: u64,
    active: u64,
    finding: String,
});
mirror!(LedgerEntryMirror of LedgerEntry {
    subject: Vec<(String, String)>,
    node: String,
    server: String,
    address: String,
    moved: u64,
    pid: Option<i64>,
    period: i64,
    first: Option<i64>,
    last: Option<i64>,
    end: i64,
    records: u64,
    between: u64,
    answers: Vec<(i64, u64)>,
    replaced: Option<i64>,
    resubscribed: Option<i64>,
    runs: Vec<(String, i64, u64)>,
});
mirror!(LedgerMirror of Ledger {
    rule: String,
    every: i64,
    tolerance: i64,
    entries: Vec<LedgerEntryMirror>,
    readings: Vec<ReadingMirror>,
});
mirror!(SeriesMirror of Series {
    rule: String,
    subject: Vec<(String, String)>,
    bins: Vec<(i64, u64)>,
});
mirror!(CauseMirror of Cause {
    id: String,
    name: String,
    title: String,
    side: String,
    certainty: String,
    scope: String,
    first: i64,
    findings: Vec<String>,
    reasons: Vec<String>,
    objections: Vec<String>,
    missing: Vec<String>,
    next_evidence: String,
    remedies: Vec<RemedyMirror>,
});
mirror!(AnalysisMirror of Analysis {
    rules_sha256: String,
    rules: Vec<String>,
    overridden_rules: Vec<String>,
    window: Option<(i64, i64)>,
    tally: TallyMirror,
    bytes: u64,
    events: u64,
    duplicates: u64,
    sources: Vec<SourceMirror>,
    findings: Vec<FindingMirror>,
    not_judged: Vec<NotJudgedMirror>,
    #[serde(default)]
    causes: Vec<CauseMirror>,
    unkeyed: BTreeMap<String, u64>,
    remedies: BTreeMap<String, Vec<RemedyMirror>>,
    coverage: Vec<CoverageMirror>,
    clock_offsets: Vec<ClockOffsetMirror>,
    #[serde(default)]
    rule_texts: BTreeMap<String, RuleTextMirror>,
    #[serde(default)]
    ledgers: Vec<LedgerMirror>,
    #[serde(default)]
    series: Vec<SeriesMirror>,
});
