//! Causes in another language: their sentences are made of clauses of their files, titles of findings and
//! a few words of the program; each is found by its English form and said anew. What is not found stays.

use mbxtrace_rules::{Blanks, Cause, Finding, NotJudged, RuleSet, SpokenCause};

use super::Lang;

/// What stands between the title of a cause that was not judged and the findings it would explain.
const WOULD: &str = ": it would explain what was found";

/// What ends a list of findings none of which says when.
const UNDATED: &str = "; undated: whether at that time is open)";

/// Titles of findings, in English and as they are said; the longest first.
pub(super) struct Titles(Vec<(String, String)>);

impl Titles {
    /// Of the findings, by what their titles were in English.
    pub(super) fn of(english: Vec<String>, findings: &[Finding]) -> Self {
        let said = findings.iter().map(|finding| finding.title.clone());
        let mut titles: Vec<_> =
            english.into_iter().zip(said).filter(|(one, _)| !one.is_empty()).collect();
        titles.sort_by(|(one, _), (other, _)| (other.len(), one).cmp(&(one.len(), other)));
        titles.dedup();
        Self(titles)
    }

    /// A list of findings in brackets, said anew.
    fn said(&self, list: &str, lang: Lang) -> String {
        if let Some(dated) = list.strip_suffix(UNDATED) {
            let names = self.said(&format!("{dated})"), lang);
            let names = names.strip_suffix(')').unwrap_or(&names);
            return format!("{names}{})", lang.text("cause.undated"));
        }
        let mut said = String::new();
        let mut rest = list;
        'text: while let Some(first) = rest.chars().next() {
            for (english, title) in &self.0 {
                if let Some(behind) = rest.strip_prefix(english.as_str()) {
                    said.push_str(title);
                    rest = behind;
                    continue 'text;
                }
            }
            said.push(first);
            rest = rest.get(first.len_utf8()..).unwrap_or_default();
        }
        let more = said.strip_suffix(" more)").and_then(|text| text.rsplit_once("; and "));
        match more {
            Some((names, more)) => {
                let more = lang.say("cause.more-titles", &[("more", more)]);
                format!("{names}{more})")
            }
            None => said,
        }
    }
}

/// Says a cause.
pub(super) fn speak(cause: &mut Cause, rules: &RuleSet, titles: &Titles, lang: Lang) {
    let blanks = lang.blanks();
    let spoken = rules.spoken_cause(&cause.id, lang.code());
    cause.scope = scope(&cause.scope, lang);
    for said in cause.reasons.iter_mut().chain(&mut cause.objections) {
        *said = clause(said, spoken, titles, lang);
    }
    for said in &mut cause.missing {
        *said = missing(said, spoken, lang);
    }
    for remedy in &mut cause.remedies {
        remedy.applies_to = lang.sentence(&remedy.applies_to);
    }
    let Some(spoken) = spoken else { return };
    if let Some(title) = spoken.title(&cause.title, &blanks) {
        cause.title = title;
    }
    if let Some(next) = spoken.next_evidence(&cause.next_evidence) {
        next.clone_into(&mut cause.next_evidence);
    }
    for remedy in &mut cause.remedies {
        if let Some(text) = spoken.remedy(&remedy.text) {
            text.clone_into(&mut remedy.text);
        }
    }
}

/// Says the row of a cause that was not judged; `false` if it is none.
pub(super) fn speak_of_gap(
    row: &mut NotJudged,
    rules: &RuleSet,
    titles: &Titles,
    lang: Lang,
) -> bool {
    let Some((title, rest)) = row.because.split_once(WOULD) else { return false };
    let blanks: Blanks<'_> = lang.blanks();
    let spoken = rules.spoken_cause(&row.rule, lang.code());
    let title = spoken.and_then(|spoken| spoken.title(title, &blanks)).unwrap_or(title.to_owned());
    let mut parts = rest.split("; whether ");
    let explained = titles.said(parts.next().unwrap_or_default(), lang);
    let missing: Vec<_> =
        parts.map(|part| missing(&format!("whether {part}"), spoken, lang)).collect();
    let values = [
        ("title", &*title),
        ("findings", &explained),
        ("missing", &missing.join(lang.text("text.semicolon"))),
    ];
    row.because = lang.say("cause.would-explain", &values);
    if let Some(next) = spoken.and_then(|spoken| spoken.next_evidence(&row.collect)) {
        next.clone_into(&mut row.collect);
    }
    true
}

/// A clause, and behind it the findings that say so.
fn clause(english: &str, spoken: Option<SpokenCause<'_>>, titles: &Titles, lang: Lang) -> String {
    match spoken.and_then(|spoken| spoken.clause(english)) {
        Some((said, rest)) => format!("{said}{}", titles.said(rest, lang)),
        None => titles.said(english, lang),
    }
}

/// `whether …: no … was read`.
fn missing(english: &str, spoken: Option<SpokenCause<'_>>, lang: Lang) -> String {
    let clause = english.strip_prefix("whether ");
    match clause.and_then(|clause| spoken?.clause(clause)) {
        Some((said, rest)) => lang.sentence(&format!("whether {said}{rest}")),
        None => lang.sentence(english),
    }
}

/// `server exch01`, `all`, `some subscriptions`.
fn scope(english: &str, lang: Lang) -> String {
    let known = |words: &str| lang.get(&format!("scope.{}", words.replace(' ', "-")));
    if let Some(said) = known(english) {
        return said.to_owned();
    }
    let Some((word, names)) = english.split_once(' ') else { return english.to_owned() };
    let Some(said) = known(word) else { return english.to_owned() };
    let more = names.strip_suffix(" more").and_then(|names| names.rsplit_once(" and "));
    match more {
        Some((names, more)) => {
            format!("{said} {names}{}", lang.say("text.values-more", &[("more", more)]))
        }
        None => format!("{said} {names}"),
    }
}
