//! What a finding and its rule say, worded anew: of changed fields, or in another language.

use std::collections::BTreeMap;

use crate::diagnosis::definition::{CauseRule, CauseTexts};
use crate::finding::{Finding, Remedy};
use crate::load::RuleSet;
use crate::render::{Blanks, Template};
use crate::rule::Rule;

impl RuleSet {
    /// The title of a finding from its fields, in a language (ISO 639-1); in English where the rule does
    /// not speak it. `None` if no rule makes such findings.
    pub fn title(&self, finding: &Finding, lang: &str, blanks: &Blanks<'_>) -> Option<String> {
        let rule = self.get(&finding.rule)?;
        Some(rule.say(&finding.rule, lang)?.render(finding, blanks))
    }

    /// What the rule of that id finds, in one line.
    pub fn rule_title(&self, id: &str, lang: &str) -> Option<&str> {
        let rule = self.rules().iter().find(|rule| rule.id == id)?;
        let said = rule.texts.get(lang).and_then(|texts| texts.title.as_deref());
        Some(said.unwrap_or(&rule.title))
    }

    /// [`Self::remedies`] in a language; in English where a rule does not speak it. Same ids, same
    /// order.
    pub fn remedies_in(&self, lang: &str) -> BTreeMap<String, Vec<Remedy>> {
        let mut remedies = self.remedies();
        for rule in self.rules() {
            let Some(texts) = rule.texts.get(lang) else { continue };
            let beside = texts.derived.iter().map(|(id, said)| (id.as_str(), &said.remedies));
            let own = std::iter::once((rule.id.as_str(), &texts.remedies));
            for (id, said) in own.chain(beside) {
                let advice = remedies.get_mut(id).into_iter().flatten();
                advice.zip(said).for_each(|(remedy, said)| remedy.text.clone_from(said));
            }
        }
        remedies
    }
}

/// What a cause says in another language, found by what it says in English.
#[derive(Clone, Copy, Debug)]
pub struct SpokenCause<'a> {
    rule: &'a CauseRule,
    texts: &'a CauseTexts,
}

impl RuleSet {
    /// What the cause of that id says in a language; `None` if it does not speak it.
    pub fn spoken_cause(&self, id: &str, lang: &str) -> Option<SpokenCause<'_>> {
        let rule = self.causes().iter().find(|rule| rule.id == id)?;
        Some(SpokenCause { rule, texts: rule.texts.get(lang)? })
    }
}

impl<'a> SpokenCause<'a> {
    /// A title with its values.
    pub fn title(&self, english: &str, blanks: &Blanks<'_>) -> Option<String> {
        let said = self.texts.title.as_ref()?;
        let mut values = self.rule.title.read(english)?;
        values
            .iter_mut()
            .filter(|(_, value)| value == Blanks::ENGLISH.unknown)
            .for_each(|(_, value)| blanks.unknown.clone_into(value));
        Some(said.filled(&values, blanks.unknown))
    }

    /// The one piece of evidence that decides.
    pub fn next_evidence(&self, english: &str) -> Option<&'a str> {
        self.texts.next_evidence.as_deref().filter(|_| self.rule.next_evidence == english)
    }

    /// A text of its advice.
    pub fn remedy(&self, english: &str) -> Option<&'a str> {
        let all = self.rule.advice.iter().zip(&self.texts.remedies);
        let mut known = all.filter(|(advice, _)| advice.remedy.text == english);
        known.next().map(|(_, said)| said.as_str())
    }

    /// The clause that a sentence begins with, and what follows it.
    pub fn clause<'t>(&self, english: &'t str) -> Option<(&'a str, &'t str)> {
        let begins = self.texts.clauses.iter().filter_map(|(clause, said)| {
            Some((clause.len(), said.as_str(), english.strip_prefix(clause.as_str())?))
        });
        let (_, said, rest) = begins.max_by_key(|(length, ..)| *length)?;
        Some((said, rest))
    }
}

impl Rule {
    /// The sentence of the findings of that id: the rule's own, or those it finds beside.
    fn say(&self, id: &str, lang: &str) -> Option<&Template> {
        let texts = self.texts.get(lang);
        if self.id == id {
            return Some(texts.and_then(|texts| texts.say.as_ref()).unwrap_or(&self.say));
        }
        let said = texts.and_then(|texts| texts.derived.get(id)?.say.as_ref());
        said.or_else(|| self.derived().into_iter().find(|one| one.id == id).map(|one| one.say))
    }
}
