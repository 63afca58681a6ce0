//! A detection rule, checked and ready to run.

use std::collections::BTreeMap;

use mbxtrace_parsers::{Family, Field, Format};

use crate::finding::{Remedy, Severity};
use crate::key::KeyPart;
use crate::render::Template;
use crate::select::{Atom, Selection};

/// One detection rule.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Stable id, `lower-case-with-dashes`.
    pub id: String,
    /// One line on what it finds.
    pub title: String,
    /// Level of a finding that no row of the level table raises or lowers.
    pub level: Severity,
    /// `stable` or `experimental`.
    pub status: String,
    /// Why it matters, for the reader of a report.
    pub why: String,
    /// What to do.
    pub remedies: Vec<Remedy>,
    /// Documents it rests on.
    pub references: Vec<String>,
    /// When it fires without a fault.
    pub falsepositives: Vec<String>,
    /// What must be in the input for it to give a verdict.
    pub needs: Needs,
    /// The rule file, as written.
    pub source_text: String,
    /// Name of the rule file.
    pub file: String,
    /// Its tests.
    pub tests: Vec<RuleTest>,
    pub(crate) detect: Detect,
    pub(crate) say: Template,
    /// The same in other languages, by ISO 639-1 code.
    pub(crate) texts: BTreeMap<String, Texts>,
}

/// What a rule says in one language; what is missing is said in English.
#[derive(Clone, Debug, Default)]
pub(crate) struct Texts {
    pub(crate) title: Option<String>,
    pub(crate) why: Option<String>,
    pub(crate) say: Option<Template>,
    /// Texts of the remedies in their order; none or all.
    pub(crate) remedies: Vec<String>,
    /// Of what the rule finds beside, by id.
    pub(crate) derived: BTreeMap<String, DerivedTexts>,
}

/// The same for what a rule finds beside what it is called after.
#[derive(Clone, Debug, Default)]
pub(crate) struct DerivedTexts {
    pub(crate) title: Option<String>,
    pub(crate) why: Option<String>,
    pub(crate) say: Option<Template>,
    pub(crate) remedies: Vec<String>,
}

/// Sources a rule cannot do without.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Needs {
    /// All of these families.
    pub all: Vec<Family>,
    /// At least one of these, if there are any.
    pub any: Vec<Family>,
    /// How to collect them.
    pub collect: String,
}

/// A `[[test]]` block: log lines in, findings out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleTest {
    /// What it shows.
    pub name: String,
    /// The logs.
    pub logs: Vec<TestLog>,
    /// The findings expected, no more and no fewer, in any order.
    pub expect: Vec<Expected>,
    /// Rules that must be named as not judged.
    pub not_judged: Vec<String>,
}

/// One log of a test.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TestLog {
    /// Its format.
    pub format: Format,
    /// Host it is from.
    pub node: String,
    /// Its file name.
    pub name: String,
    /// Days since 1970 of its first record, for stamps without a date.
    pub date: Option<i32>,
    /// Nanoseconds its local time is ahead of UTC.
    pub zone: i64,
    /// The text.
    pub text: String,
    /// Holes: from, to, because.
    pub holes: Vec<(i64, i64, String)>,
}

/// What a test expects of one finding; only what is stated is compared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expected {
    /// Id of the rule.
    pub rule: String,
    /// Subject; if stated, all of it.
    pub subject: Option<Vec<(String, String)>>,
    /// Level.
    pub level: Option<Severity>,
    /// State, by name.
    pub state: Option<String>,
    /// Count.
    pub count: Option<u64>,
    /// First, UTC nanoseconds.
    pub first: Option<i64>,
    /// Last, UTC nanoseconds.
    pub last: Option<i64>,
    /// Details, as text; those stated must be there.
    pub details: Vec<(String, String)>,
    /// Number of members.
    pub members: Option<usize>,
}

/// What became of one test.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TestOutcome {
    /// Name of the test.
    pub name: String,
    /// What is wrong; empty if it passed.
    pub failures: Vec<String>,
}

impl TestOutcome {
    /// Whether it passed.
    pub fn passed(&self) -> bool {
        self.failures.is_empty()
    }
}

/// How a rule detects.
#[derive(Clone, Debug)]
pub(crate) struct Detect {
    pub(crate) kind: Kind,
    /// Selections by role: what `of` names, in its order, then `among` or `roster`.
    pub(crate) selections: Vec<Selection>,
    pub(crate) by: Vec<KeyPart>,
    /// Fields whose values are listed in the details.
    pub(crate) carry: Vec<Field>,
    /// What is counted by its different values, under its name in the details (`match` only).
    pub(crate) tally: Option<KeyPart>,
    /// Looks at records of a new or an old generation only (`match` only).
    pub(crate) turns: Option<Turns>,
    pub(crate) levels: Vec<LevelRow>,
    /// Without a record of this selection there is no verdict; and what the log of such records is
    /// called. A family may be there without the log that matters (System without Security).
    pub(crate) record: Option<(Selection, String)>,
}

/// Which generations of a source a rule looks at.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Turns {
    /// The number that changes from generation to generation.
    pub(crate) field: Field,
    pub(crate) turn: Turn,
    /// A number seen within this time of the beginning of a source may have been there before.
    pub(crate) settle: i64,
}

/// Side of a change of generations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Turn {
    /// The first record of a generation that follows another.
    New,
    /// Records of a generation that another has followed.
    Old,
}

/// Rounds that follow one another at about the same distance.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Apart {
    /// Shortest and longest distance from the beginning of one round to that of the next.
    pub(crate) min: i64,
    pub(crate) max: i64,
    /// Least number of rounds.
    pub(crate) least: u64,
}

/// A row of the level table: the first whose conditions hold decides.
#[derive(Clone, Debug)]
pub(crate) struct LevelRow {
    /// Least value of the measure (records, or missed keep-alives).
    pub(crate) at_least: u64,
    /// Values of the subject, in any case of ASCII letters.
    pub(crate) subject: Vec<(String, Vec<String>)>,
    pub(crate) level: Severity,
}

/// The primitive and its numbers. Spans are nanoseconds.
#[derive(Clone, Debug)]
pub(crate) enum Kind {
    /// One finding for each run of records of a key without a pause longer than `quiet`.
    Match { quiet: i64 },
    /// `Match` of records that come in rounds.
    Rhythm(Apart),
    /// At least `threshold` records within a window.
    Count { within: i64, threshold: u64 },
    /// At least `threshold` different values of a field within a window.
    Distinct { within: i64, threshold: u64, field: Field },
    /// At least `percent` of at least `least` records of role 1 within a window are of role 0.
    Rate { within: i64, percent: u64, least: u64 },
    /// The roles in order.
    Sequence { within: i64 },
    /// Role 0 not followed by role 1.
    Unanswered { within: i64 },
    /// A heartbeat that stays away.
    Absence(Absence),
    /// Nothing in the records by themselves: the caller tells what whole logs show ([`crate::Told`]).
    Told(Origin),
}

/// Where what a caller tells comes from.
#[derive(Clone, Debug)]
pub(crate) struct Origin {
    /// Name of the source, as causes ask for it.
    pub(crate) source: String,
    /// Names of its details.
    pub(crate) names: Vec<String>,
}

/// Numbers of an `absence`.
#[derive(Clone, Debug)]
pub(crate) struct Absence {
    /// The vendor's period, the prior.
    pub(crate) every: i64,
    pub(crate) tolerance: i64,
    /// Shortest and longest interval that can be a period.
    pub(crate) learn: (i64, i64),
    /// Field whose growth says that the keys have been made anew.
    pub(crate) generation: Option<Field>,
    /// Role 1 names keys that are expected within this time.
    pub(crate) roster: Option<i64>,
    pub(crate) population: Option<Population>,
    pub(crate) renewal: Option<Box<Renewal>>,
}

/// How outages that begin together are grouped.
#[derive(Clone, Debug)]
pub(crate) struct Population {
    /// Rule id of the grouping finding.
    pub(crate) id: String,
    /// Name and origin of what may be at fault for a part of the keys (server, address).
    pub(crate) side: (String, Vec<Atom>),
    pub(crate) percent: u64,
    pub(crate) least: usize,
    /// Missed keep-alives that make an outage count.
    pub(crate) missed: u64,
    pub(crate) remedies: Vec<Remedy>,
    pub(crate) say: Template,
}

/// How keys that follow one another, none of which holds, are told.
#[derive(Clone, Debug)]
pub(crate) struct Renewal {
    /// Rule id of the finding.
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) why: String,
    pub(crate) level: Severity,
    /// How often in a row a new one must have been made.
    pub(crate) least: usize,
    /// From first to last record of a key that did not hold, at most.
    pub(crate) lived: i64,
    pub(crate) remedies: Vec<Remedy>,
    pub(crate) say: Template,
}

impl Renewal {
    /// The names its sentence may use; `side` is whom the population blames.
    pub(crate) fn names(side: &str) -> [&str; 9] {
        ["renewed", "chains", "apart_s", "count", "first", "last", "state", "node", side]
    }
}

/// What a rule finds beside what it is called after.
pub(crate) struct Derived<'a> {
    pub(crate) id: &'a str,
    pub(crate) title: String,
    pub(crate) why: &'a str,
    pub(crate) say: &'a Template,
    pub(crate) remedies: &'a [Remedy],
}

impl Population {
    /// The names its sentence may use; `side` is the part that may be at fault.
    pub(crate) fn names(side: &str) -> [&str; 8] {
        ["reading", "members", "active", "first", "last", "state", "node", side]
    }
}

impl Rule {
    fn population(&self) -> Option<&Population> {
        match &self.detect.kind {
            Kind::Absence(absence) => absence.population.as_ref(),
            _ => None,
        }
    }

    /// Rule id of the findings that group findings of this rule, if it groups.
    pub fn population_id(&self) -> Option<&str> {
        self.population().map(|population| population.id.as_str())
    }

    /// What it finds beside what it is called after.
    pub(crate) fn derived(&self) -> Vec<Derived<'_>> {
        let Kind::Absence(absence) = &self.detect.kind else { return Vec::new() };
        let group = absence.population.as_ref().map(|one| Derived {
            id: &one.id,
            title: format!("Many at once: {}", self.title),
            why: &self.why,
            say: &one.say,
            remedies: &one.remedies,
        });
        let renewal = absence.renewal.as_ref().map(|one| Derived {
            id: &one.id,
            title: one.title.clone(),
            why: &one.why,
            say: &one.say,
            remedies: &one.remedies,
        });
        group.into_iter().chain(renewal).collect()
    }

    /// Whether it finds nothing by itself: its findings are made of what the caller tells.
    pub fn is_told(&self) -> bool {
        matches!(self.detect.kind, Kind::Told(_))
    }

    /// Ids of all it finds, its own first.
    pub fn ids(&self) -> Vec<&str> {
        let derived = self.derived();
        std::iter::once(self.id.as_str()).chain(derived.iter().map(|one| one.id)).collect()
    }
}
