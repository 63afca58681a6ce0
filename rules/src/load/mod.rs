//! Rule files to rules: one file a rule, every mistake named with its place and its remedy.
//!
//! A rule file is TOML with `schema = 1`, `id`, `title`, `level`, `why`, and optionally `status`,
//! `references`, `falsepositives`; then
//!
//! * `[needs]`: `all` and `any` families without which there is no verdict, `collect` how to get them;
//! * `[select.NAME]`: `source` (family or format, or a list) and conditions on fields or on `node`,
//!   `format`, `source`, `component`, `message`: `field = value`, `field = [values]`, or a table of
//!   `eq in ge gt le lt exists prefix suffix contains regex not`, which must all hold; `any` is a
//!   list of condition tables of which one must hold;
//! * `[detect]`: `kind`, `of` (selections), `by` (key parts `[NAME:]FIELD|FIELD|'constant'[?]`: the
//!   first that has a value; `?` may be absent), `carry` (fields listed in the details), `levels`
//!   (rows of `at_least`, `subject`, `level`; the first that holds decides), and by kind:
//!   `match` `quiet`; `count` `within threshold`; `distinct` `within threshold distinct`;
//!   `rate` `among within percent least`; `sequence` `within`; `unanswered` `answer within`;
//!   `absence` `every tolerance learn generation roster population`;
//! * `[say]` `text` with `{names}`; `[[remedy]]` `text document applies_to risk`;
//! * `[lang.CODE]` `title say remedy population`: the same in another language (see `lang`);
//! * `[[test]]`: `name`, `[[test.log]]` (`format node name date zone text`, `[[test.log.hole]]`),
//!   `[[test.expect]]` (what is stated must hold; no other finding may be there), `not_judged`.

mod check;
mod detect;
mod lang;
mod schema;
mod select;

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

use sha2::{Digest, Sha256};

use crate::finding::{Remedy, hex};
use crate::library;
use crate::rule::Rule;

/// A mistake in a rule file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleError {
    /// Name of the file.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// What is wrong, and what would be right.
    pub message: String,
}

impl fmt::Display for RuleError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}:{}:{}: {}", self.file, self.line, self.column, self.message)
    }
}

impl std::error::Error for RuleError {}

/// A mistake inside one file: where (bytes) and what.
#[derive(Debug)]
pub(crate) struct Fault {
    at: Range<usize>,
    message: String,
}

impl Fault {
    fn new(at: Range<usize>, message: impl Into<String>) -> Self {
        Self { at, message: message.into() }
    }

    fn in_file(self, file: &str, text: &str) -> RuleError {
        let before = text.get(..self.at.start).unwrap_or(text);
        let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        RuleError { file: file.to_owned(), line, column, message: self.message }
    }
}

/// Detection rules, in order of id.
#[derive(Clone, Debug, Default)]
pub struct RuleSet {
    rules: Vec<Rule>,
}

impl RuleSet {
    /// The embedded library.
    pub fn builtin() -> Self {
        let files: Vec<_> = library::FILES
            .iter()
            .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
            .collect();
        Self::parse(&files).expect("the embedded rules are valid: a test proves it")
    }

    /// Rules from files, each its name and text. The first mistake is the error.
    pub fn parse(files: &[(String, String)]) -> Result<Self, RuleError> {
        let mut rules = BTreeMap::new();
        for (file, text) in files {
            let rule = check::rule(file, text).map_err(|fault| fault.in_file(file, text))?;
            if let Some(other) = rules.insert(rule.id.clone(), rule.clone()) {
                let Rule { id, file: known, .. } = other;
                let message = format!("rule `{id}` is already in {known}; rename one of the two");
                return Err(Fault::new(0..0, message).in_file(file, text));
            }
        }
        Ok(Self { rules: rules.into_values().collect() })
    }

    /// A set of one rule.
    pub(crate) fn of(rule: Rule) -> Self {
        Self { rules: vec![rule] }
    }

    /// These rules with those of the user on top: a user rule replaces one of the same id. Also the
    /// ids replaced.
    pub fn overlay(self, user: Self) -> (Self, Vec<String>) {
        let mut rules: BTreeMap<_, _> =
            self.rules.into_iter().map(|rule| (rule.id.clone(), rule)).collect();
        let mut overridden = Vec::new();
        for rule in user.rules {
            let id = rule.id.clone();
            if rules.insert(id.clone(), rule).is_some() {
                overridden.push(id);
            }
        }
        (Self { rules: rules.into_values().collect() }, overridden)
    }

    /// SHA-256 over ids and texts of the rules, hex.
    pub fn sha256(&self) -> String {
        let mut hash = Sha256::new();
        for rule in &self.rules {
            for text in [&rule.id, &rule.source_text] {
                hash.update((text.len() as u64).to_be_bytes());
                hash.update(text.as_bytes());
            }
        }
        hex(&hash.finalize(), 32)
    }

    /// The rules, in order of id.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// The rule of that id, or the one whose population has that id.
    pub fn get(&self, id: &str) -> Option<&Rule> {
        let own = self.rules.iter().find(|rule| rule.id == id);
        own.or_else(|| self.rules.iter().find(|rule| rule.population_id() == Some(id)))
    }

    /// Advice by rule id, ids of populations included.
    pub fn remedies(&self) -> BTreeMap<String, Vec<Remedy>> {
        let mut remedies = BTreeMap::new();
        for rule in &self.rules {
            remedies.insert(rule.id.clone(), rule.remedies.clone());
            if let Some((id, advice)) = rule.population_remedies() {
                remedies.insert(id.to_owned(), advice.to_vec());
            }
        }
        remedies
    }
}
