//! Languages of the reports: one catalogue a language, keyed by message, with `{names}` to fill in.
//!
//! `en.toml` is complete and the source; every other file has the same keys with the same names (a test
//! holds it). Titles and advice of rules stand in the rule files, in their `[lang.CODE]` tables.
//!
//! *Another language*: copy `en.toml`, translate, add a line to [`Lang`].
//!
//! *Another sentence*: put it into `en.toml` under a key and into every other file, and say it with
//! [`Lang::say`] (names to fill in), [`Lang::text`] (none) or [`Lang::count`] (a number of things, from
//! `[noun]`). A sentence that is made outside of `report/`, where no language is known, stays English
//! there; its pattern goes under `[elsewhere]`, and [`Lang::sentence`] recognises it by that and says it
//! anew. What no catalogue knows is shown in English as it is.
//!
//! JSON, JSONL and CSV keep the words of the contract (levels, states, rule ids, keys) in every
//! language; titles and advice in them are in the language asked for.

mod causes;
mod frames;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::OnceLock;

use mbxtrace_rules::{Blanks, Detail, Finding, Remedy, RuleSet};

use self::frames::Frames;
use super::{Analysis, wording};

/// A language reports speak.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lang {
    /// English: complete, and the source of all others.
    #[default]
    En,
    /// French.
    Fr,
}

/// The messages of one language.
struct Catalogue {
    messages: BTreeMap<String, String>,
    /// What is said elsewhere, by its English form; for English itself none.
    frames: Frames,
}

const FILES: [(Lang, &str); 2] =
    [(Lang::En, include_str!("en.toml")), (Lang::Fr, include_str!("fr.toml"))];

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

    fn catalogue(self) -> &'static Catalogue {
        // Parsed constants, not state: whoever comes first does it.
        static CATALOGUES: OnceLock<[Catalogue; FILES.len()]> = OnceLock::new();
        let [english, french] = CATALOGUES.get_or_init(|| {
            let messages = FILES.map(|(_, text)| parsed(text));
            let english = messages.first().cloned().unwrap_or_default();
            messages
                .map(|messages| Catalogue { frames: Frames::new(&english, &messages), messages })
        });
        match self {
            Self::En => english,
            Self::Fr => french,
        }
    }

    /// A message, if there is one of that key.
    fn get(self, key: &str) -> Option<&'static str> {
        let own = self.catalogue().messages.get(key);
        let text = own.or_else(|| Self::En.catalogue().messages.get(key));
        text.map(String::as_str)
    }

    /// The message of that key as it stands.
    pub fn text(self, key: &'static str) -> &'static str {
        self.get(key).unwrap_or(key)
    }

    /// The message of that key with its `{names}` filled in.
    pub fn say(self, key: &'static str, values: &[(&str, &str)]) -> String {
        filled(self.text(key), values)
    }

    /// `1 finding`, `2 findings`.
    pub fn count(self, value: usize, noun: &str) -> String {
        let number = self.number(value as u64);
        // French: zero is one.
        let is_one = value == 1 || (self == Self::Fr && value == 0);
        match self.get(&format!("noun.{}", noun.replace(' ', "-"))) {
            Some(forms) => {
                let (one, many) = forms.split_once('|').unwrap_or((forms, forms));
                format!("{number} {}", if is_one { one } else { many })
            }
            None => format!("{number} {noun}{}", if is_one { "" } else { "s" }),
        }
    }

    /// `1,234,567`, `1 234 567`.
    pub fn number(self, value: u64) -> String {
        let number = wording::number(value);
        match self {
            Self::En => number,
            // Narrow no-break space (Lexique des règles typographiques en usage à l'Imprimerie
            // nationale, "Nombres").
            Self::Fr => number.replace(',', "\u{202f}"),
        }
    }

    /// A word of a closed list: `level`, `state`, `confidence`, `risk`.
    pub fn word(self, list: &str, word: &str) -> String {
        let known = self.get(&format!("{list}.{}", word.replace(' ', "-")));
        known.unwrap_or(word).to_owned()
    }

    /// The name of a field or of a part of a subject.
    pub fn field(self, name: &str) -> String {
        self.get(&format!("field.{name}")).map_or_else(|| name.replace('_', " "), str::to_owned)
    }

    /// A sentence that was made elsewhere, said anew; as it is if no catalogue knows it.
    pub fn sentence(self, english: &str) -> String {
        if self == Self::En {
            return english.to_owned();
        }
        self.catalogue().frames.said(english, self)
    }

    fn blanks(self) -> Blanks<'static> {
        Blanks { unknown: self.text("blank.unknown"), now: self.text("blank.now") }
    }
}

fn parsed(text: &str) -> BTreeMap<String, String> {
    let file: toml::Table = text.parse().expect("the catalogue is valid: a test proves it");
    let mut messages = BTreeMap::new();
    for (group, table) in &file {
        for (key, value) in table.as_table().into_iter().flatten() {
            let text = value.as_str().unwrap_or_default().to_owned();
            messages.insert(format!("{group}.{key}"), text);
        }
    }
    messages
}

/// The text with its `{names}` filled in.
fn filled(text: &str, values: &[(&str, &str)]) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, behind) = after.split_once('}').unwrap_or((after, ""));
        shown.push_str(before);
        if let Some((_, value)) = values.iter().find(|(known, _)| *known == name) {
            shown.push_str(value);
        }
        rest = behind;
    }
    shown.push_str(rest);
    shown
}

/// Every sentence and label of every language.
pub fn sentences() -> impl Iterator<Item = &'static str> {
    Lang::ALL.into_iter().flat_map(|lang| lang.catalogue().messages.values().map(String::as_str))
}

/// The title of a finding from its fields; `None` if its rule is not among these.
pub fn title(finding: &Finding, rules: &RuleSet, lang: Lang) -> Option<String> {
    rules.title(finding, lang.code(), &lang.blanks())
}

/// The analysis in another language, as far as it was worded elsewhere: titles and advice by the rules
/// it was made with, where these are still the same, sentences by the catalogue.
pub fn translated(analysis: &Analysis, rules: &RuleSet, lang: Lang) -> Analysis {
    let mut analysis = analysis.clone();
    if lang == Lang::En {
        return analysis;
    }
    let english_titles: Vec<String> =
        analysis.findings.iter().map(|finding| finding.title.clone()).collect();
    for finding in &mut analysis.findings {
        // A rule that says something else now is not the one that made the finding.
        if title(finding, rules, Lang::En).as_ref() == Some(&finding.title)
            && let Some(said) = title(finding, rules, lang)
        {
            finding.title = said;
        }
        for (_, detail) in &mut finding.details {
            if let Detail::Text(text) = detail {
                *text = lang.sentence(text);
            }
        }
    }
    let (english, spoken) = (rules.remedies(), rules.remedies_in(lang.code()));
    for (rule, advice) in &mut analysis.remedies {
        let known: Vec<(&Remedy, &Remedy)> = english
            .get(rule)
            .into_iter()
            .flatten()
            .zip(spoken.get(rule).into_iter().flatten())
            .collect();
        for remedy in advice {
            if let Some((_, said)) = known.iter().find(|(english, _)| *english == remedy) {
                remedy.text.clone_from(&said.text);
            }
            remedy.applies_to = lang.sentence(&remedy.applies_to);
        }
    }
    let texts = |code| [rules.texts_in(code), rules.cause_texts_in(code)].into_iter().flatten();
    let english: BTreeMap<_, _> = texts(Lang::En.code()).collect();
    let spoken: BTreeMap<_, _> = texts(lang.code()).collect();
    for (rule, text) in &mut analysis.rule_texts {
        // A rule that says something else now is not the one of the case.
        if let Some(said) = spoken.get(rule).filter(|_| english.get(rule) == Some(&*text)) {
            text.title = lang.sentence(&said.title);
            text.why.clone_from(&said.why);
        }
    }
    let titles = causes::Titles::of(english_titles, &analysis.findings);
    for cause in &mut analysis.causes {
        causes::speak(cause, rules, &titles, lang);
    }
    for row in &mut analysis.not_judged {
        if !causes::speak_of_gap(row, rules, &titles, lang) {
            row.because = lang.sentence(&row.because);
            row.collect = lang.sentence(&row.collect);
        }
    }
    for one in &mut analysis.coverage {
        let holes = one.holes.iter_mut().map(|hole| &mut hole.because);
        holes.chain(&mut one.remarks).for_each(|text| *text = lang.sentence(text));
    }
    for one in &mut analysis.clock_offsets {
        one.because = lang.sentence(&one.because);
        one.collect = lang.sentence(&one.collect);
    }
    for source in &mut analysis.sources {
        if let Some(clock) = &mut source.clock {
            clock.reason = lang.sentence(&clock.reason);
            clock.date = lang.sentence(&clock.date);
        }
        for problem in &mut source.problems {
            problem.text = lang.sentence(&problem.text);
        }
    }
    analysis
}
