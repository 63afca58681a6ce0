//! Live: whose records came after their time had been judged, so that what was told may be wrong.

use std::collections::{BTreeSet, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

use super::Engine;
use crate::finding::Finding;
use crate::hash::Fold;
use crate::key;
use crate::rule::Rule;

/// Subjects of rules with such records.
#[derive(Default)]
pub(crate) struct Belated {
    /// Keys noted, each with the number of its rule.
    keys: HashSet<u64, BuildHasherDefault<Fold>>,
    /// Subjects by what identifies a finding beside its time; and ids of rules that group them.
    subjects: BTreeSet<String>,
}

impl Belated {
    /// A record of a key of rule number `watch`.
    pub(crate) fn note(&mut self, watch: usize, rule: &Rule, key: &[u8]) {
        let mut hash = Fold::default();
        hash.write_usize(watch);
        hash.write(key);
        if !self.keys.insert(hash.finish()) {
            return;
        }
        let subject = key::subject(&rule.detect.by, key);
        self.subjects.insert(Finding::id_of(&rule.id, &subject, 0));
        self.subjects.extend(rule.population_id().map(str::to_owned));
    }

    /// Whether there is none.
    pub(crate) fn is_empty(&self) -> bool {
        self.subjects.is_empty()
    }

    /// Whether there is one of this subject of a rule, or of any that the rule groups.
    pub(crate) fn holds(&self, rule: &str, subject: &[(String, String)]) -> bool {
        self.subjects.contains(rule) || self.subjects.contains(&Finding::id_of(rule, subject, 0))
    }
}

impl Engine {
    /// Whether records of the subject of a finding came after later ones, or after their time had been
    /// judged ([`Engine::push_belated`]): what was found of it before may be wrong. `rule` and `subject`
    /// as the finding has them; of a group, whether this is so of any that it may group.
    pub fn is_belated(&self, rule: &str, subject: &[(String, String)]) -> bool {
        self.belated.holds(rule, subject)
    }

    /// Whether [`Engine::is_belated`] holds of anything.
    pub fn has_belated(&self) -> bool {
        !self.belated.is_empty()
    }

    /// What was found before was taken back where it was wrong.
    pub fn forget_belated(&mut self) {
        self.belated = Belated::default();
    }
}
