//! What the engine found: findings with their evidence, and what could not be judged.

use std::cmp::Ordering;

use mbxtrace_parsers::{Event, TimeQuality};
use sha2::{Digest, Sha256};

/// How grave a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// Heals by itself or harms little.
    Low,
    /// Harms some users or some of the time.
    Medium,
    /// Synchronisation or e-mail does not work for somebody.
    High,
    /// It does not work for everybody.
    Critical,
}

impl Severity {
    /// All, lowest first.
    pub const ALL: [Self; 5] = [Self::Info, Self::Low, Self::Medium, Self::High, Self::Critical];

    /// The word in rules and reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }

    /// The severity of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|level| level.name() == name)
    }
}

/// Where the condition stands at the end of what was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// It goes on.
    Open,
    /// What was missing came back.
    Recovered,
    /// It cleared: the quiet time of the rule has passed since the last record.
    Ended,
}

impl State {
    /// The word in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Recovered => "recovered",
            Self::Ended => "ended",
        }
    }
}

/// A record that proves a finding: where it stands and what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// File, or `archive.zip!/inner.tgz!/file`.
    pub path: String,
    /// Line in the file, from 1 (binary logs: ordinal of the record).
    pub line: u64,
    /// Offset in the file, in bytes.
    pub offset: u64,
    /// Length in the file, in bytes.
    pub length: u32,
    /// UTC, nanoseconds since 1970.
    pub time: i64,
    /// How far the time can be trusted.
    pub quality: TimeQuality,
    /// The record's text, cut at [`Evidence::MAX_TEXT`] bytes.
    pub text: String,
}

impl Evidence {
    /// Longest text kept, in bytes; a cut is marked by `…`.
    pub const MAX_TEXT: usize = 2048;

    /// Evidence from an event.
    pub fn of(event: &Event<'_>) -> Self {
        let text = event.text();
        let shown = text.get(..Self::MAX_TEXT).unwrap_or(text);
        let mut shown = String::from_utf8_lossy(shown).into_owned();
        if text.len() > Self::MAX_TEXT {
            shown.push('…');
        }
        Self {
            path: event.origin.path.clone(),
            line: event.record.line,
            offset: event.record.offset,
            length: event.record.length,
            time: event.record.time,
            quality: event.record.quality,
            text: shown,
        }
    }
}

/// A value in the details of a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Detail {
    /// Whole number; the key says the unit (`missed`, `period_s`).
    Number(i64),
    /// Text.
    Text(String),
    /// Texts in a stated order.
    List(Vec<String>),
}

/// One finding of one rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Stable id: hash of rule, subject and first.
    pub id: String,
    /// Id of the rule.
    pub rule: String,
    /// How grave it is.
    pub level: Severity,
    /// One line for a person.
    pub title: String,
    /// Where the condition stands.
    pub state: State,
    /// Whom or what it is about: names and values, in the rule's order.
    pub subject: Vec<(String, String)>,
    /// When it began, UTC nanoseconds. For an absence: the last record before it.
    pub first: i64,
    /// When it ended, UTC nanoseconds. For an absence: the first record after it, none while open.
    pub last: Option<i64>,
    /// Records it stands for (an absence: 1).
    pub count: u64,
    /// More about it, in a stated order.
    pub details: Vec<(String, Detail)>,
    /// Records that prove it, oldest first; never empty.
    pub evidence: Vec<Evidence>,
    /// Ids of findings that this one groups (a population names its members).
    pub members: Vec<String>,
}

impl Finding {
    /// Whether any of its records has a time. One without is what somebody saw when he looked (a
    /// registry export, a listing of services) and nobody dated: its `first` says nothing.
    pub fn is_dated(&self) -> bool {
        self.evidence.iter().any(|one| one.quality != TimeQuality::Undated)
    }

    /// The order in which findings are shown: gravest first, then by first, rule and id. What has no time
    /// stands last among its like.
    pub fn order(&self, other: &Self) -> Ordering {
        let order = (other.level, !self.is_dated(), self.first, &self.rule).cmp(&(
            self.level,
            !other.is_dated(),
            other.first,
            &other.rule,
        ));
        order.then_with(|| self.id.cmp(&other.id))
    }

    /// The stable id: first 16 hex digits of SHA-256 over rule, subject and first.
    pub fn id_of(rule: &str, subject: &[(String, String)], first: i64) -> String {
        let mut hash = Sha256::new();
        hash.update(rule.as_bytes());
        for (name, value) in subject {
            hash.update([0]);
            hash.update(name.as_bytes());
            hash.update([1]);
            hash.update(value.as_bytes());
        }
        hash.update([0, 0]);
        hash.update(first.to_be_bytes());
        hex(&hash.finalize(), 8)
    }
}

/// The first `count` bytes in hex.
pub(crate) fn hex(bytes: &[u8], count: usize) -> String {
    let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16).unwrap_or('0');
    bytes.iter().take(count).flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// Why a rule gave no verdict, and what would let it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct NotJudged {
    /// Id of the rule.
    pub rule: String,
    /// Why.
    pub because: String,
    /// What to collect, with the command where there is one.
    pub collect: String,
}

/// What a rule is about, for the reader of a report.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RuleText {
    /// One line on what it finds.
    pub title: String,
    /// Why it matters.
    pub why: String,
    /// Documents it rests on.
    pub references: Vec<String>,
}

/// Advice on a finding, from its rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remedy {
    /// What to do.
    pub text: String,
    /// Vendor document and section it rests on.
    pub document: String,
    /// Product versions it is for; empty for all.
    pub applies_to: String,
    /// What it puts at risk: `read-only`, `config change`, `maintenance window`, `registry`.
    pub risk: String,
    /// Parts of the subject with the values it is for, in any case of ASCII letters; `*` is any
    /// value. Empty: for every finding of the rule.
    pub when: Vec<(String, Vec<String>)>,
}

impl Remedy {
    /// Whether it is advice on this finding.
    pub fn applies(&self, finding: &Finding) -> bool {
        self.when.iter().all(|(name, values)| {
            let value = finding.subject.iter().find(|(part, _)| part == name);
            value.is_some_and(|(_, value)| {
                values.iter().any(|one| one == "*" || one.eq_ignore_ascii_case(value))
            })
        })
    }
}
