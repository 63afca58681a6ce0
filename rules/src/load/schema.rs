//! The shape of a rule file (`schema = 1`). Unknown keys are errors; places are kept for messages.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::{Spanned, Value};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RuleFile {
    pub(super) schema: Spanned<i64>,
    pub(super) id: Spanned<String>,
    pub(super) title: Spanned<String>,
    pub(super) level: Spanned<String>,
    #[serde(default = "stable")]
    pub(super) status: String,
    pub(super) why: Spanned<String>,
    #[serde(default)]
    pub(super) references: Vec<String>,
    #[serde(default)]
    pub(super) falsepositives: Vec<String>,
    #[serde(default)]
    pub(super) needs: NeedsTable,
    #[serde(default)]
    pub(super) select: BTreeMap<Spanned<String>, Spanned<SelectTable>>,
    pub(super) detect: Spanned<DetectTable>,
    pub(super) say: SayTable,
    #[serde(default)]
    pub(super) remedy: Vec<RemedyTable>,
    #[serde(default)]
    pub(super) test: Vec<TestTable>,
    #[serde(default)]
    pub(super) lang: super::lang::LangTables,
}

fn stable() -> String {
    "stable".to_owned()
}

/// Field or pseudo field to condition; `source` and `any` are special.
pub(super) type SelectTable = BTreeMap<Spanned<String>, Spanned<Value>>;

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct NeedsTable {
    /// Sources that few collect: without them the rule is silent, not *not judged*; the causes that
    /// want them ask for them.
    #[serde(default)]
    pub(super) optional: bool,
    #[serde(default)]
    pub(super) all: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) any: Vec<Spanned<String>>,
    /// Selection of which a record must have been seen, and what the log of such records is called.
    pub(super) record: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) called: String,
    #[serde(default)]
    pub(super) collect: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DetectTable {
    pub(super) kind: Spanned<String>,
    /// Required, but by what is told.
    #[serde(default = "nothing")]
    pub(super) of: Spanned<OneOrMany>,
    pub(super) by: Spanned<Vec<Spanned<String>>>,
    #[serde(default)]
    pub(super) carry: Vec<Spanned<String>>,
    pub(super) within: Option<Spanned<String>>,
    pub(super) every: Option<Spanned<String>>,
    pub(super) quiet: Option<Spanned<String>>,
    pub(super) tolerance: Option<Spanned<String>>,
    pub(super) threshold: Option<Spanned<u64>>,
    pub(super) distinct: Option<Spanned<String>>,
    pub(super) among: Option<Spanned<String>>,
    pub(super) answer: Option<Spanned<String>>,
    pub(super) percent: Option<Spanned<u64>>,
    pub(super) least: Option<Spanned<u64>>,
    pub(super) generation: Option<Spanned<String>>,
    pub(super) turn: Option<Spanned<String>>,
    pub(super) settle: Option<Spanned<String>>,
    pub(super) apart: Option<LearnTable>,
    pub(super) tally: Option<Spanned<String>>,
    pub(super) learn: Option<LearnTable>,
    pub(super) roster: Option<RosterTable>,
    pub(super) population: Option<PopulationTable>,
    pub(super) renewal: Option<RenewalTable>,
    pub(super) from: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) names: Vec<String>,
    #[serde(default)]
    pub(super) levels: Vec<LevelTable>,
}

fn nothing() -> Spanned<OneOrMany> {
    Spanned::new(0..0, OneOrMany::Many(Vec::new()))
}

#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

impl OneOrMany {
    pub(super) fn values(&self) -> Vec<String> {
        match self {
            Self::One(value) => vec![value.clone()],
            Self::Many(values) => values.clone(),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LearnTable {
    pub(super) min: Spanned<String>,
    pub(super) max: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RosterTable {
    pub(super) of: Spanned<String>,
    pub(super) grace: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PopulationTable {
    pub(super) id: Spanned<String>,
    pub(super) side: Spanned<String>,
    pub(super) percent: u64,
    pub(super) least: usize,
    pub(super) missed: u64,
    pub(super) say: Spanned<String>,
    #[serde(default)]
    pub(super) remedy: Vec<RemedyTable>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RenewalTable {
    pub(super) id: Spanned<String>,
    pub(super) title: String,
    pub(super) why: String,
    pub(super) level: Spanned<String>,
    pub(super) least: usize,
    pub(super) lived: Spanned<String>,
    pub(super) say: Spanned<String>,
    #[serde(default)]
    pub(super) remedy: Vec<RemedyTable>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LevelTable {
    pub(super) level: Spanned<String>,
    #[serde(default)]
    pub(super) at_least: u64,
    #[serde(default)]
    pub(super) subject: BTreeMap<Spanned<String>, OneOrMany>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SayTable {
    pub(super) text: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RemedyTable {
    pub(super) text: String,
    pub(super) document: String,
    #[serde(default)]
    pub(super) applies_to: String,
    pub(super) risk: Spanned<String>,
    #[serde(default)]
    pub(super) when: BTreeMap<Spanned<String>, OneOrMany>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TestTable {
    pub(super) name: String,
    pub(super) log: Vec<LogTable>,
    #[serde(default)]
    pub(super) expect: Vec<ExpectTable>,
    #[serde(default)]
    pub(super) not_judged: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LogTable {
    pub(super) format: Spanned<String>,
    #[serde(default = "node")]
    pub(super) node: String,
    pub(super) name: Option<String>,
    pub(super) date: Option<Spanned<String>>,
    pub(super) zone: Option<Spanned<String>>,
    pub(super) text: String,
    #[serde(default)]
    pub(super) hole: Vec<HoleTable>,
}

fn node() -> String {
    "node1".to_owned()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct HoleTable {
    pub(super) from: Spanned<String>,
    pub(super) to: Spanned<String>,
    pub(super) because: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ExpectTable {
    pub(super) rule: Option<String>,
    /// Pairs, because the order of a subject counts.
    pub(super) subject: Option<Vec<(String, String)>>,
    pub(super) level: Option<Spanned<String>>,
    pub(super) state: Option<String>,
    pub(super) count: Option<u64>,
    pub(super) first: Option<Spanned<String>>,
    pub(super) last: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) details: BTreeMap<String, Value>,
    pub(super) members: Option<usize>,
}
