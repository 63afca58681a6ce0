//! One cause file to one cause: what it is, and what evidence it takes.

use std::ops::Range;

use toml::{Spanned, Value};

use super::cause_schema::{AdviceTable, CauseFile, GroupTable, ItemTable};
use super::check::{RISKS, span_of};
use super::vocabulary::{Known, Vocabulary, source, unknown};
use super::{Fault, cause_test, lang};
use crate::diagnosis::definition::{
    Advice, CauseRule, Certainty, Claim, Class, Condition, Item, Scope, Side, Test,
};
use crate::diagnosis::versions::Generation;
use crate::finding::Remedy;
use crate::render::Template;
use crate::span::MINUTE;

/// How far apart evidence may stand if the file does not say.
const WITHIN: i64 = 30 * MINUTE;

/// Reads and checks one cause file.
pub(super) fn cause(name: &str, text: &str, known: &Vocabulary) -> Result<CauseRule, Fault> {
    let file: CauseFile = toml::from_str(text)
        .map_err(|error| Fault::new(error.span().unwrap_or(0..0), error.message().to_owned()))?;
    if *file.schema.get_ref() != 1 {
        return Err(Fault::new(file.schema.span(), "this program knows `schema = 1` only"));
    }
    id(&file.id)?;
    let share: Vec<_> = file.share.iter().map(|one| one.get_ref().clone()).collect();
    let required = required(&file.required, &share, known)?;
    for name in &file.share {
        let anchors = required.first().into_iter().flatten();
        for item in anchors {
            named_by(item, name, known)?;
        }
    }
    let items = |list: &[Spanned<ItemTable>]| -> Result<Vec<_>, Fault> {
        list.iter().map(|one| item(one, &share, known)).collect()
    };
    let supporting = items(&file.supporting)?;
    let contradicting = items(&file.contradicting)?;
    let all = required.iter().flatten().chain(&supporting).chain(&contradicting);
    let clauses: Vec<&str> = all.map(|item| item.say.as_str()).collect();
    let texts = lang::cause_texts(&file.lang, file.remedy.len(), &clauses, |text| {
        title(text, &share, &required, known)
    })?;
    let base = word(&file.confidence.base, "confidence", &Certainty::ALL, Certainty::name)?;
    let full = file.confidence.full.as_ref();
    let full = full.map(|full| word(full, "confidence", &Certainty::ALL, Certainty::name));
    Ok(CauseRule {
        title: title(&file.title, &share, &required, known)?,
        title_text: file.title.get_ref().clone(),
        side: word(&file.side, "side", &Side::ALL, Side::name)?,
        class: word(&file.class, "class", &Class::ALL, Class::name)?,
        scope: word(&file.scope, "scope", &Scope::ALL, Scope::name)?,
        within: file.within.as_ref().map_or(Ok(WITHIN), span_of)?,
        base,
        full: full.unwrap_or(Ok(base))?,
        supporting,
        contradicting,
        texts,
        advice: file.remedy.iter().map(advice).collect::<Result<_, _>>()?,
        trials: file
            .test
            .iter()
            .map(|one| cause_test::trial(one, known))
            .collect::<Result<_, _>>()?,
        share,
        required,
        id: file.id.into_inner(),
        name: file.name.into_inner(),
        why: file.why.into_inner(),
        next_evidence: file.next_evidence.into_inner(),
        references: file.references,
        source_text: text.to_owned(),
        file: name.to_owned(),
    })
}

fn id(id: &Spanned<String>) -> Result<(), Fault> {
    let digits = id.get_ref().strip_prefix("RC-").unwrap_or_default();
    if digits.len() < 2 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Fault::new(id.span(), "the id of a cause is `RC-` and two or more digits"));
    }
    Ok(())
}

/// One of a closed list of words.
pub(super) fn word<T: Copy>(
    text: &Spanned<String>,
    kind: &str,
    all: &[T],
    name: fn(T) -> &'static str,
) -> Result<T, Fault> {
    let found = all.iter().copied().find(|one| name(*one) == text.get_ref());
    found.ok_or_else(|| {
        let names = all.iter().map(|one| name(*one));
        Fault::new(text.span(), unknown(kind, text.get_ref(), names))
    })
}

fn required(
    groups: &Spanned<Vec<GroupTable>>,
    share: &[String],
    known: &Vocabulary,
) -> Result<Vec<Vec<Item>>, Fault> {
    if groups.get_ref().is_empty() {
        return Err(Fault::new(groups.span(), "a cause requires at least one group of evidence"));
    }
    let mut required = Vec::new();
    for group in groups.get_ref() {
        if group.any.get_ref().is_empty() {
            return Err(Fault::new(group.any.span(), "a group has at least one item"));
        }
        let mut items = Vec::new();
        for table in group.any.get_ref() {
            let item = item(table, share, known)?;
            if required.is_empty() && item.claim != Claim::Found {
                let message =
                    "the first group is what the cause explains: its items name a `finding`";
                return Err(Fault::new(table.span(), message));
            }
            items.push(item);
        }
        required.push(items);
    }
    Ok(required)
}

/// A shared name must be one that what the cause explains can have.
fn named_by(item: &Item, name: &Spanned<String>, known: &Vocabulary) -> Result<(), Fault> {
    let theirs = crate::diagnosis::definition::name_in(item, name.get_ref());
    let rule = known.rule(&item.rule, name.span())?;
    let theirs = if theirs.is_empty() { name.get_ref() } else { theirs };
    finding_name(theirs, name.span(), &item.rule, rule)
}

fn finding_name(name: &str, at: Range<usize>, rule: &str, known: &Known) -> Result<(), Fault> {
    if known.names.contains(name) {
        return Ok(());
    }
    let names = known.names.iter().map(String::as_str);
    Err(Fault::new(at, format!("{} (findings of {rule})", unknown("name", name, names))))
}

fn item(spanned: &Spanned<ItemTable>, share: &[String], known: &Vocabulary) -> Result<Item, Fault> {
    let table = spanned.get_ref();
    let (claim, id) = match (&table.finding, &table.no_finding, &table.covered) {
        (Some(id), None, None) => (Claim::Found, Some(id)),
        (None, Some(id), None) => (Claim::NotFound, Some(id)),
        (None, None, Some(_)) => (Claim::Covered, None),
        _ => {
            let message = "an item is one of `finding`, `no_finding` and `covered`";
            return Err(Fault::new(spanned.span(), message));
        }
    };
    let rule = id.map(|id| known.rule(id.get_ref(), id.span())).transpose()?;
    let rule_id = id.map_or_else(String::new, |id| id.get_ref().clone());
    let check = |name: &Spanned<String>| match rule {
        Some(rule) => finding_name(name.get_ref(), name.span(), &rule_id, rule),
        None => Err(Fault::new(name.span(), "`covered` has no findings to look at")),
    };
    let mut conditions = Vec::new();
    for (name, value) in &table.conditions {
        check(name)?;
        let tests = tests(value.get_ref(), &value.span())?;
        conditions.push(Condition { name: name.get_ref().clone(), tests });
    }
    table.distinct.as_ref().map_or(Ok(()), check)?;
    if let Some(on) = table.on.as_ref().filter(|on| !share.contains(on.get_ref())) {
        let names = share.iter().map(String::as_str);
        return Err(Fault::new(on.span(), unknown("shared name", on.get_ref(), names)));
    }
    let said = table.covered.as_ref().unwrap_or(&table.source);
    let said: Vec<_> =
        said.iter().map(|name| source(name.get_ref(), name.span())).collect::<Result<_, _>>()?;
    let sources = match rule {
        Some(rule) if said.is_empty() => rule.sources.clone(),
        _ => said,
    };
    Ok(Item {
        claim,
        sources,
        conditions,
        least: table.least.unwrap_or(1),
        most: table.most.unwrap_or(usize::MAX),
        distinct: table.distinct.as_ref().map(|name| name.get_ref().clone()),
        alike: alike(table, share, rule, &check)?,
        on: table.on.as_ref().map(|on| on.get_ref().clone()),
        spans: table.spans,
        loose: table.loose,
        identifies: table.identifies,
        decisive: table.decisive,
        excludes: table.excludes,
        say: table.say.get_ref().clone(),
        rule: rule_id,
    })
}

/// Shared names that these findings have under another name, and (as an empty one) those they
/// cannot have.
fn alike(
    table: &ItemTable,
    share: &[String],
    rule: Option<&Known>,
    check: &dyn Fn(&Spanned<String>) -> Result<(), Fault>,
) -> Result<Vec<(String, String)>, Fault> {
    let mut alike = Vec::new();
    for name in table.alike.keys().chain(&table.apart) {
        if !share.contains(name.get_ref()) {
            let names = share.iter().map(String::as_str);
            return Err(Fault::new(name.span(), unknown("shared name", name.get_ref(), names)));
        }
    }
    for name in share {
        let apart = table.apart.iter().any(|one| one.get_ref() == name);
        let theirs = table.alike.iter().find(|(known, _)| known.get_ref() == name);
        match theirs {
            Some((_, theirs)) => {
                check(theirs)?;
                alike.push((name.clone(), theirs.get_ref().clone()));
            }
            None if apart || rule.is_none_or(|rule| !rule.names.contains(name)) => {
                alike.push((name.clone(), String::new()));
            }
            None => {}
        }
    }
    Ok(alike)
}

/// A value, a list of values, or a table of `in not ge le prefix contains exists`.
fn tests(value: &Value, at: &Range<usize>) -> Result<Vec<Test>, Fault> {
    let Some(table) = value.as_table() else {
        return texts(value).map(|list| vec![Test::In(list)]).ok_or_else(|| wrong(at));
    };
    let mut tests = Vec::new();
    let (mut from, mut to) = (i64::MIN, i64::MAX);
    for (operator, operand) in table {
        let list = || texts(operand).ok_or_else(|| wrong(at));
        let number = || operand.as_integer().ok_or_else(|| wrong(at));
        match operator.as_str() {
            "ge" => from = number()?,
            "le" => to = number()?,
            _ => {}
        }
        tests.push(match operator.as_str() {
            // Both ends are one test: it is one value that lies between them.
            "ge" | "le" => continue,
            "in" => Test::In(list()?),
            "not" => Test::NotIn(list()?),
            "prefix" => Test::Prefix(list()?),
            "contains" => Test::Contains(list()?),
            "exists" => Test::Exists(operand.as_bool().ok_or_else(|| wrong(at))?),
            other => {
                let all = ["in", "not", "ge", "le", "prefix", "contains", "exists"];
                return Err(Fault::new(at.clone(), unknown("operator", other, all.into_iter())));
            }
        });
    }
    if (from, to) != (i64::MIN, i64::MAX) {
        tests.push(Test::Between(from, to));
    }
    Ok(tests)
}

fn wrong(at: &Range<usize>) -> Fault {
    Fault::new(
        at.clone(),
        "a condition is a value, a list of values, or a table of in, not, ge, le, prefix, \
         contains, exists",
    )
}

/// Texts of a value or a list; numbers as they are written.
pub(super) fn texts(value: &Value) -> Option<Vec<String>> {
    let text = |one: &Value| match one {
        Value::String(text) => Some(text.clone()),
        Value::Integer(number) => Some(number.to_string()),
        _ => None,
    };
    match value {
        Value::Array(list) => list.iter().map(text).collect(),
        one => text(one).map(|text| vec![text]),
    }
}

fn title(
    text: &Spanned<String>,
    share: &[String],
    required: &[Vec<Item>],
    known: &Vocabulary,
) -> Result<Template, Fault> {
    let template =
        Template::parse(text.get_ref()).map_err(|message| Fault::new(text.span(), message))?;
    for name in template.names().filter(|name| !share.iter().any(|shared| shared == name)) {
        for item in required.first().into_iter().flatten() {
            finding_name(name, text.span(), &item.rule, known.rule(&item.rule, text.span())?)?;
        }
    }
    Ok(template)
}

fn advice(table: &AdviceTable) -> Result<Advice, Fault> {
    if !RISKS.contains(&table.risk.get_ref().as_str()) {
        let message = format!("a risk is one of {}", RISKS.join(", "));
        return Err(Fault::new(table.risk.span(), message));
    }
    let exchange = table.exchange.as_ref();
    let exchange = exchange.map(|one| word(one, "Exchange", &Generation::ALL, Generation::name));
    if let Some(one) = table.exchange.as_ref().filter(|_| table.applies_to.is_empty()) {
        let message = "advice for one generation says so in `applies_to`";
        return Err(Fault::new(one.span(), message));
    }
    let remedy = Remedy {
        text: table.text.get_ref().clone(),
        document: table.document.clone(),
        applies_to: table.applies_to.clone(),
        risk: table.risk.get_ref().clone(),
        when: table.when.iter().map(|(part, of)| (part.clone(), of.values())).collect(),
    };
    Ok(Advice { remedy, exchange: exchange.transpose()? })
}
