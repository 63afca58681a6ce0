//! Rule files to rules: one file a rule, every mistake named with its place and its remedy.
//!
//! A rule file is TOML with `schema = 1`, `id`, `title`, `level`, `why`, and optionally `status`,
//! `references`, `falsepositives`; then
//!
//! * `[needs]`: `all` and `any` families without which there is no verdict, `collect` how to get them;
//!   `record` a selection of which a record must have been seen, `called` what that log is called;
//! * `[select.NAME]`: `source` (family or format, or a list) and conditions on fields or on `node`,
//!   `format`, `source`, `component`, `message`: `field = value`, `field = [values]`, or a table of
//!   `eq in ge gt le lt exists prefix suffix contains regex not`, which must all hold; `any` is a
//!   list of condition tables of which one must hold;
//! * `[detect]`: `kind`, `of` (selections), `by` (key parts `[NAME:]FIELD|FIELD|'constant'[?]`: the
//!   first that has a value; `?` may be absent), `carry` (fields listed in the details), `levels`
//!   (rows of `at_least`, `subject`, `level`; the first that holds decides), and by kind:
//!   `match` `quiet` (or `apart` `least`: rounds that far apart; `generation turn settle`: only the
//!   first record of a `new` generation, or those of `old` ones; `tally` `NAME:ATOM|ATOM`: different
//!   values counted in the details); `count` `within threshold`; `distinct` `within threshold distinct`;
//!   `rate` `among within percent least`; `sequence` `within`; `unanswered` `answer within`;
//!   `absence` `every tolerance learn generation roster population renewal`; `told` `from names`: what
//!   whole logs show, found by the program itself (the source causes ask for, names of details);
//! * `[say]` `text` with `{names}`; `[[remedy]]` `text document applies_to risk`;
//! * `[lang.CODE]` `title say remedy population renewal`: the same in another language (see `lang`);
//! * `[[test]]`: `name`, `[[test.log]]` (`format node name date zone text`, `[[test.log.hole]]`),
//!   `[[test.expect]]` (what is stated must hold; no other finding may be there), `not_judged`.
//!
//! A cause file is TOML with `schema = 1`, `id`, `name`, `title`, `side`, `scope`, `class`, `why`,
//! `next_evidence`, and optionally `share` (names whose values the evidence has in common), `within`
//! (how far apart in time it may stand), `references`; then
//!
//! * `[confidence]`: `base` if all required evidence holds, `full` if decisive evidence does too;
//! * `[[required]]`: `any` is a list of items of which one must hold; what the first group finds is
//!   what the cause explains; `[[supporting]]` and `[[contradicting]]` are single items;
//! * an item: `finding = RULE` or `no_finding = RULE` (its source must then cover the time) or
//!   `covered = [SOURCES]`; `where` (conditions on subject, details, `level state count members`: a
//!   value, a list, or a table of `in not ge le prefix contains exists`); `least`, `most` findings, or
//!   different values of `distinct`; `source` if not those of the rule; `alike` (shared name to the name
//!   these findings have it under), `apart` (shared names that do not join), `spans`
//!   (only findings that last as long as what is explained), `loose`
//!   (also findings that do not say the shared name, or a host by address), `on` (shared name of the
//!   host whose source must cover); `identifies`, `decisive`, `excludes`; `say`, a clause;
//! * `[[remedy]]` `text document applies_to risk when`, and `exchange` (`2010`, `2013+`);
//! * `[[test]]`: `name`, `covered` (`SOURCE` or `SOURCE@HOST`, that whole day), `fact` (`finding subject details level from to count`), `first`,
//!   `confidence`, `not_judged`, `absent`, `advises`, `advises_not`.

mod cause;
mod cause_schema;
mod cause_test;
mod check;
mod detect;
mod lang;
mod schema;
mod select;
mod vocabulary;

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

use sha2::{Digest, Sha256};

use self::vocabulary::Vocabulary;
use crate::diagnosis::CauseRule;
use crate::finding::{Remedy, RuleText, hex};
use crate::library;
use crate::rule::Rule;

pub(crate) use self::vocabulary::source_title;

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

/// Detection rules and the causes of what they find, each in order of id.
#[derive(Clone, Debug, Default)]
pub struct RuleSet {
    rules: Vec<Rule>,
    causes: Vec<CauseRule>,
}

impl RuleSet {
    /// The embedded library.
    pub fn builtin() -> Self {
        let owned = |files: &[(&str, &str)]| -> Vec<(String, String)> {
            files.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
        };
        Self::parse(&owned(library::FILES))
            .and_then(|rules| rules.with_causes(&owned(library::CAUSES)))
            .map(|(rules, _)| rules)
            .expect("the embedded rules are valid: a test proves it")
    }

    /// This set with causes from files, each its name and text, that may refer to its rules; one of
    /// the same id is replaced. Also the ids replaced. The first mistake is the error.
    pub fn with_causes(
        mut self,
        files: &[(String, String)],
    ) -> Result<(Self, Vec<String>), RuleError> {
        let known = Vocabulary::of(&self.rules);
        let mut causes: BTreeMap<String, CauseRule> = BTreeMap::new();
        for (file, text) in files {
            let cause =
                cause::cause(file, text, &known).map_err(|fault| fault.in_file(file, text))?;
            if let Some(other) = causes.insert(cause.id.clone(), cause) {
                let CauseRule { id, file: known, .. } = other;
                let message = format!("cause `{id}` is already in {known}; rename one of the two");
                return Err(Fault::new(0..0, message).in_file(file, text));
            }
        }
        let mut replaced = Vec::new();
        for cause in std::mem::take(&mut self.causes) {
            if causes.contains_key(&cause.id) {
                replaced.push(cause.id);
            } else {
                causes.insert(cause.id.clone(), cause);
            }
        }
        self.causes = causes.into_values().collect();
        Ok((self, replaced))
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
        Ok(Self { rules: rules.into_values().collect(), causes: Vec::new() })
    }

    /// A set of one rule.
    pub(crate) fn of(rule: Rule) -> Self {
        Self { rules: vec![rule], causes: Vec::new() }
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
        let (rules, causes) = (rules.into_values().collect(), self.causes);
        (Self { rules, causes }, overridden)
    }

    /// SHA-256 over ids and texts of the rules and causes, hex.
    pub fn sha256(&self) -> String {
        let mut hash = Sha256::new();
        let rules = self.rules.iter().map(|rule| [&rule.id, &rule.source_text]);
        let causes = self.causes.iter().map(|cause| [&cause.id, &cause.source_text]);
        for text in rules.chain(causes).flatten() {
            hash.update((text.len() as u64).to_be_bytes());
            hash.update(text.as_bytes());
        }
        hex(&hash.finalize(), 32)
    }

    /// The causes, in order of id.
    pub fn causes(&self) -> &[CauseRule] {
        &self.causes
    }

    /// The cause of that id.
    pub fn cause(&self, id: &str) -> Option<&CauseRule> {
        self.causes.iter().find(|cause| cause.id.eq_ignore_ascii_case(id))
    }

    /// The rules, in order of id.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// The rule of that id, or the one that makes findings of that id beside its own.
    pub fn get(&self, id: &str) -> Option<&Rule> {
        let own = self.rules.iter().find(|rule| rule.id == id);
        own.or_else(|| self.rules.iter().find(|rule| rule.ids().contains(&id)))
    }

    /// What the rules are about, by id of their findings.
    pub fn texts(&self) -> BTreeMap<String, RuleText> {
        self.texts_in("en")
    }

    /// [`Self::texts`] in a language (ISO 639-1); in English where a rule does not speak it. Same ids.
    pub fn texts_in(&self, lang: &str) -> BTreeMap<String, RuleText> {
        let mut texts = BTreeMap::new();
        for rule in &self.rules {
            let said = rule.texts.get(lang);
            let title = said.and_then(|said| said.title.as_ref()).unwrap_or(&rule.title);
            let why = said.and_then(|said| said.why.clone()).unwrap_or_else(|| rule.why.clone());
            let text = RuleText {
                title: title.clone(),
                why: why.clone(),
                references: rule.references.clone(),
            };
            for one in rule.derived() {
                let said = said.and_then(|said| said.derived.get(one.id));
                let title = said.and_then(|said| said.title.clone()).unwrap_or(one.title);
                // What groups findings of a rule matters for the rule's own reason.
                let own = if one.why == rule.why { &why } else { one.why };
                let why = said.and_then(|said| said.why.clone()).unwrap_or_else(|| own.to_owned());
                let references = rule.references.clone();
                texts.insert(one.id.to_owned(), RuleText { title, why, references });
            }
            texts.insert(rule.id.clone(), text);
        }
        texts
    }

    /// What the causes are about, by id, in a language; what a title names stands as `…`. Only in
    /// English is it said why.
    pub fn cause_texts_in(&self, lang: &str) -> BTreeMap<String, RuleText> {
        let text = |cause: &CauseRule| {
            let said = cause.texts.get(lang);
            let title = said.and_then(|said| said.title.as_ref()).unwrap_or(&cause.title);
            RuleText {
                title: title.filled(&[], "…"),
                why: if said.is_none() { cause.why.clone() } else { String::new() },
                references: cause.references.clone(),
            }
        };
        self.causes.iter().map(|cause| (cause.id.clone(), text(cause))).collect()
    }

    /// Advice by id of findings.
    pub fn remedies(&self) -> BTreeMap<String, Vec<Remedy>> {
        let mut remedies = BTreeMap::new();
        for rule in &self.rules {
            remedies.insert(rule.id.clone(), rule.remedies.clone());
            for one in rule.derived() {
                remedies.insert(one.id.to_owned(), one.remedies.to_vec());
            }
        }
        remedies
    }
}
