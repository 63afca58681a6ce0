//! The shape of a cause file (`schema = 1`). Unknown keys are errors; places are kept for messages.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::{Spanned, Value};

use super::schema::OneOrMany;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CauseFile {
    pub(super) schema: Spanned<i64>,
    pub(super) id: Spanned<String>,
    pub(super) name: Spanned<String>,
    pub(super) title: Spanned<String>,
    pub(super) side: Spanned<String>,
    pub(super) scope: Spanned<String>,
    pub(super) class: Spanned<String>,
    #[serde(default)]
    pub(super) share: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) within: Option<Spanned<String>>,
    pub(super) confidence: ConfidenceTable,
    pub(super) why: Spanned<String>,
    pub(super) next_evidence: Spanned<String>,
    #[serde(default)]
    pub(super) references: Vec<String>,
    pub(super) required: Spanned<Vec<GroupTable>>,
    #[serde(default)]
    pub(super) supporting: Vec<Spanned<ItemTable>>,
    #[serde(default)]
    pub(super) contradicting: Vec<Spanned<ItemTable>>,
    #[serde(default)]
    pub(super) remedy: Vec<AdviceTable>,
    #[serde(default)]
    pub(super) lang: super::lang::CauseLangTables,
    #[serde(default)]
    pub(super) test: Vec<TrialTable>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ConfidenceTable {
    pub(super) base: Spanned<String>,
    pub(super) full: Option<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GroupTable {
    pub(super) any: Spanned<Vec<Spanned<ItemTable>>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ItemTable {
    pub(super) finding: Option<Spanned<String>>,
    pub(super) no_finding: Option<Spanned<String>>,
    pub(super) covered: Option<Vec<Spanned<String>>>,
    #[serde(default)]
    pub(super) source: Vec<Spanned<String>>,
    #[serde(default, rename = "where")]
    pub(super) conditions: BTreeMap<Spanned<String>, Spanned<Value>>,
    pub(super) least: Option<usize>,
    pub(super) most: Option<usize>,
    pub(super) distinct: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) alike: BTreeMap<Spanned<String>, Spanned<String>>,
    /// Shared names that do not join these findings, though they may have them.
    #[serde(default)]
    pub(super) apart: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) spans: bool,
    #[serde(default)]
    pub(super) loose: bool,
    pub(super) on: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) identifies: bool,
    #[serde(default)]
    pub(super) decisive: bool,
    #[serde(default)]
    pub(super) excludes: bool,
    pub(super) say: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AdviceTable {
    pub(super) text: Spanned<String>,
    pub(super) document: String,
    #[serde(default)]
    pub(super) applies_to: String,
    pub(super) exchange: Option<Spanned<String>>,
    pub(super) risk: Spanned<String>,
    #[serde(default)]
    pub(super) when: BTreeMap<String, OneOrMany>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TrialTable {
    pub(super) name: String,
    #[serde(default)]
    pub(super) covered: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) fact: Vec<FactTable>,
    pub(super) first: Option<Spanned<String>>,
    pub(super) confidence: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) not_judged: Vec<String>,
    #[serde(default)]
    pub(super) absent: Vec<String>,
    #[serde(default)]
    pub(super) advises: Vec<String>,
    #[serde(default)]
    pub(super) advises_not: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FactTable {
    pub(super) finding: Spanned<String>,
    #[serde(default)]
    pub(super) subject: BTreeMap<Spanned<String>, Value>,
    #[serde(default)]
    pub(super) details: BTreeMap<Spanned<String>, Value>,
    pub(super) level: Option<Spanned<String>>,
    pub(super) from: Option<Spanned<String>>,
    pub(super) to: Option<Spanned<String>>,
    pub(super) count: Option<u64>,
    /// Its record has no time.
    #[serde(default)]
    pub(super) undated: bool,
}
