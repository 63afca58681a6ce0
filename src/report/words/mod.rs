//! Languages of the reports.

use mbxtrace_rules::{Blanks, Finding, RuleSet};

use super::Analysis;

/// A language reports speak.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lang {
    /// English: complete, and the source of all others.
    #[default]
    En,
    /// French.
    Fr,
}

impl Lang {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::En, Self::Fr];

    /// Its code (ISO 639-1).
    pub fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Fr => "fr",
        }
    }

    /// The language of that code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|lang| lang.code() == code)
    }
}

/// The title of a finding from its fields; `None` if its rule is not among these.
pub fn title(finding: &Finding, rules: &RuleSet, lang: Lang) -> Option<String> {
    rules.title(finding, lang.code(), &Blanks::ENGLISH)
}

/// Every sentence and label of every language.
pub fn sentences() -> impl Iterator<Item = &'static str> {
    std::iter::empty()
}

/// The analysis in another language, as far as it was worded elsewhere.
pub fn translated(analysis: &Analysis, _rules: &RuleSet, _lang: Lang) -> Analysis {
    analysis.clone()
}
