//! `[lang.CODE]`: what a rule says, in another language. What a table leaves out is said in English.
//!
//! ```toml
//! [lang.fr]
//! title = "…"                 # as `title`
//! why = "…"                   # as `why`
//! say = "… {subscription} …"  # as `[say] text`: the same names, `[optional]` parts
//! remedy = ["…", "…"]         # the texts of `[[remedy]]`, all of them, in their order
//! [lang.fr.population]        # and likewise `[lang.fr.renewal]`
//! title = "…"                 # of these findings; `why` too
//! say = "…"                   # as `[detect.population] say`
//! remedy = ["…"]              # as `[[detect.population.remedy]]`
//! ```
//!
//! A cause speaks likewise; its clauses are named by what they say in English:
//!
//! ```toml
//! [lang.fr]
//! title = "…"                 # as `title`: the same names, `[optional]` parts
//! next_evidence = "…"
//! remedy = ["…", "…"]         # the texts of `[[remedy]]`, all of them, in their order
//! [lang.fr.say]
//! "it answers 503" = "…"      # any `say` of the file
//! ```

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use super::{Fault, check};
use crate::diagnosis::definition::CauseTexts;
use crate::render::Template;
use crate::rule::{DerivedTexts, Detect, Kind, Population, Renewal, Texts};

/// Tables by language.
pub(super) type LangTables = BTreeMap<Spanned<String>, LangTable>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LangTable {
    title: Option<String>,
    why: Option<String>,
    say: Option<Spanned<String>>,
    remedy: Option<Spanned<Vec<String>>>,
    population: Option<Spanned<LangDerived>>,
    renewal: Option<Spanned<LangDerived>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LangDerived {
    title: Option<String>,
    why: Option<String>,
    say: Option<Spanned<String>>,
    remedy: Option<Spanned<Vec<String>>>,
}

/// The texts of a rule with so many remedies, by language.
pub(super) fn texts(
    tables: &LangTables,
    detect: &Detect,
    remedies: usize,
) -> Result<BTreeMap<String, Texts>, Fault> {
    let mut texts = BTreeMap::new();
    for (code, table) in tables {
        language(code)?;
        texts.insert(code.get_ref().clone(), of(table, detect, remedies)?);
    }
    Ok(texts)
}

/// Tables of a cause by language.
pub(super) type CauseLangTables = BTreeMap<Spanned<String>, CauseLangTable>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CauseLangTable {
    title: Option<Spanned<String>>,
    next_evidence: Option<String>,
    remedy: Option<Spanned<Vec<String>>>,
    #[serde(default)]
    say: BTreeMap<Spanned<String>, String>,
}

/// The texts of a cause by language: `title` reads a template of its names, `clauses` are what its items
/// say.
pub(super) fn cause_texts(
    tables: &CauseLangTables,
    remedies: usize,
    clauses: &[&str],
    title: impl Fn(&Spanned<String>) -> Result<Template, Fault>,
) -> Result<BTreeMap<String, CauseTexts>, Fault> {
    let mut texts = BTreeMap::new();
    for (code, table) in tables {
        language(code)?;
        if let Some(stray) = table.say.keys().find(|key| !clauses.contains(&key.get_ref().as_str()))
        {
            let message = format!("no item of this cause says `{}`", stray.get_ref());
            return Err(Fault::new(stray.span(), message));
        }
        let said = CauseTexts {
            title: table.title.as_ref().map(&title).transpose()?,
            next_evidence: table.next_evidence.clone(),
            remedies: advice(table.remedy.as_ref(), remedies)?,
            clauses: table
                .say
                .iter()
                .map(|(key, said)| (key.get_ref().clone(), said.clone()))
                .collect(),
        };
        texts.insert(code.get_ref().clone(), said);
    }
    Ok(texts)
}

/// A language is named by its two letters of ISO 639-1.
fn language(code: &Spanned<String>) -> Result<(), Fault> {
    let is_code =
        code.get_ref().len() == 2 && code.get_ref().bytes().all(|b| b.is_ascii_lowercase());
    if !is_code {
        let message = format!(
            "`{}` is no language: two lower-case letters (ISO 639-1), such as `fr`",
            code.get_ref()
        );
        return Err(Fault::new(code.span(), message));
    }
    if code.get_ref() == "en" {
        let message = "English is what the rule itself says; there is no `[lang.en]`";
        return Err(Fault::new(code.span(), message));
    }
    Ok(())
}

fn of(table: &LangTable, detect: &Detect, remedies: usize) -> Result<Texts, Fault> {
    let say = table.say.as_ref().map(|say| check::template(say, detect)).transpose()?;
    Ok(Texts {
        title: table.title.clone(),
        why: table.why.clone(),
        say,
        remedies: advice(table.remedy.as_ref(), remedies)?,
        derived: derived(table, detect)?,
    })
}

fn derived(table: &LangTable, detect: &Detect) -> Result<BTreeMap<String, DerivedTexts>, Fault> {
    let absence = match &detect.kind {
        Kind::Absence(absence) => Some(absence),
        _ => None,
    };
    let population = absence.and_then(|absence| absence.population.as_ref());
    let renewal = absence.and_then(|absence| absence.renewal.as_ref());
    let side = population.map_or("", |population| population.side.0.as_str());
    let mut found = BTreeMap::new();
    if let Some(table) = &table.population {
        let Some(of) = population else { return Err(nothing("population", table)) };
        let known = Population::names(side);
        found.insert(of.id.clone(), beside(table.get_ref(), &known, of.remedies.len())?);
    }
    if let Some(table) = &table.renewal {
        let Some(of) = renewal else { return Err(nothing("renewal", table)) };
        let known = Renewal::names(side);
        found.insert(of.id.clone(), beside(table.get_ref(), &known, of.remedies.len())?);
    }
    Ok(found)
}

fn nothing(name: &str, table: &Spanned<LangDerived>) -> Fault {
    Fault::new(table.span(), format!("the rule has no `[detect.{name}]` to speak of"))
}

fn beside(table: &LangDerived, known: &[&str], remedies: usize) -> Result<DerivedTexts, Fault> {
    Ok(DerivedTexts {
        title: table.title.clone(),
        why: table.why.clone(),
        say: table.say.as_ref().map(|say| check::names_known(say, known)).transpose()?,
        remedies: advice(table.remedy.as_ref(), remedies)?,
    })
}

/// Advice in its order: as many texts as there are in English, or none.
fn advice(list: Option<&Spanned<Vec<String>>>, wanted: usize) -> Result<Vec<String>, Fault> {
    let Some(list) = list else { return Ok(Vec::new()) };
    let there = list.get_ref().len();
    if there != wanted {
        let message =
            format!("{there} text(s) for {wanted} remedy table(s): one each, in their order");
        return Err(Fault::new(list.span(), message));
    }
    Ok(list.get_ref().clone())
}
