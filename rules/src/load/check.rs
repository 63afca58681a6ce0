//! One rule file to one rule: everything but how it detects.

use std::ops::Range;

use mbxtrace_parsers::{Family, Format};
use toml::{Spanned, Value};

use super::schema::{ExpectTable, LogTable, NeedsTable, RemedyTable, RuleFile, TestTable};
use super::{Fault, detect, lang};
use crate::finding::{Remedy, Severity};
use crate::render::Template;
use crate::rule::{Detect, Expected, Kind, Needs, Rule, RuleTest, TestLog};
use crate::span;

/// What a remedy may put at risk.
pub(super) const RISKS: [&str; 4] =
    ["read-only", "config change", "maintenance window", "registry"];

/// Reads and checks one rule file.
pub(super) fn rule(name: &str, text: &str) -> Result<Rule, Fault> {
    let file: RuleFile = toml::from_str(text)
        .map_err(|error| Fault::new(error.span().unwrap_or(0..0), error.message().to_owned()))?;
    if *file.schema.get_ref() != 1 {
        return Err(Fault::new(file.schema.span(), "this program knows `schema = 1` only"));
    }
    id(&file.id)?;
    let detect = detect::detect(&file)?;
    let say = template(&file.say.text, &detect)?;
    let parts: Vec<&str> = detect.by.iter().map(|part| part.name.as_str()).collect();
    let texts = lang::texts(&file.lang, &detect, file.remedy.len())?;
    let rule_id = file.id.into_inner();
    let tests = file.test.into_iter().map(|one| test(one, &rule_id)).collect::<Result<_, _>>()?;
    Ok(Rule {
        title: file.title.into_inner(),
        level: level(&file.level)?,
        status: file.status,
        why: file.why.into_inner(),
        remedies: remedies(&file.remedy, &parts)?,
        references: file.references,
        falsepositives: file.falsepositives,
        needs: needs(file.needs, &detect)?,
        source_text: text.to_owned(),
        file: name.to_owned(),
        tests,
        detect,
        say,
        texts,
        id: rule_id,
    })
}

pub(super) fn id(id: &Spanned<String>) -> Result<(), Fault> {
    let fine = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if id.get_ref().is_empty() || !id.get_ref().bytes().all(fine) {
        let message = "an id is made of lower-case letters, digits and `-`";
        return Err(Fault::new(id.span(), message));
    }
    Ok(())
}

pub(super) fn level(name: &Spanned<String>) -> Result<Severity, Fault> {
    Severity::from_name(name.get_ref()).ok_or_else(|| {
        let names = Severity::ALL.map(Severity::name).join(", ");
        Fault::new(name.span(), format!("no level is called `{}`; {names}", name.get_ref()))
    })
}

pub(super) fn span_of(text: &Spanned<String>) -> Result<i64, Fault> {
    span::parse_span(text.get_ref()).ok_or_else(|| {
        Fault::new(text.span(), "a span is written like `30s`, `5m`, `1h 30m` or `1d`")
    })
}

/// Checks a title template against the names this rule can fill.
pub(super) fn template(text: &Spanned<String>, detect: &Detect) -> Result<Template, Fault> {
    let mut known: Vec<&str> = vec!["first", "last", "count", "state"];
    known.extend(detect.by.iter().map(|part| part.name.as_str()));
    known.extend(detect.carry.iter().map(|field| field.name()));
    known.extend(match &detect.kind {
        Kind::Absence(_) => &["missed", "period_s", "gap_s", "node"][..],
        Kind::Distinct { .. } => &["distinct"],
        Kind::Rate { .. } => &["total", "percent"],
        Kind::Unanswered { .. } => &["within_s"],
        Kind::Rhythm(_) => &["rounds"],
        _ => &[],
    });
    if let Kind::Told(origin) = &detect.kind {
        known.extend(origin.names.iter().map(String::as_str));
    }
    known.extend(detect.tally.iter().map(|part| part.name.as_str()));
    names_known(text, &known)
}

/// Checks a template against a list of names.
pub(super) fn names_known(text: &Spanned<String>, known: &[&str]) -> Result<Template, Fault> {
    let template =
        Template::parse(text.get_ref()).map_err(|message| Fault::new(text.span(), message))?;
    if let Some(name) = template.names().find(|name| !known.contains(name)) {
        let message = format!("nothing fills `{{{name}}}`; there are {}", known.join(", "));
        return Err(Fault::new(text.span(), message));
    }
    Ok(template)
}

/// Remedies of findings whose subject has these parts.
pub(super) fn remedies(tables: &[RemedyTable], parts: &[&str]) -> Result<Vec<Remedy>, Fault> {
    tables.iter().map(|table| remedy(table, parts)).collect()
}

fn remedy(table: &RemedyTable, parts: &[&str]) -> Result<Remedy, Fault> {
    if let Some(name) = table.when.keys().find(|name| !parts.contains(&name.get_ref().as_str())) {
        let message =
            format!("the subject has no part `{}`; there are {}", name.get_ref(), parts.join(", "));
        return Err(Fault::new(name.span(), message));
    }
    if !RISKS.contains(&table.risk.get_ref().as_str()) {
        let message = format!("a risk is one of {}", RISKS.join(", "));
        return Err(Fault::new(table.risk.span(), message));
    }
    Ok(Remedy {
        text: table.text.clone(),
        document: table.document.clone(),
        applies_to: table.applies_to.clone(),
        risk: table.risk.get_ref().clone(),
        when: table.when.iter().map(|(part, of)| (part.get_ref().clone(), of.values())).collect(),
    })
}

fn needs(table: NeedsTable, detect: &Detect) -> Result<Needs, Fault> {
    let mut needs =
        Needs { all: families(&table.all)?, any: families(&table.any)?, collect: table.collect };
    if needs.all.is_empty() && needs.any.is_empty() && !table.optional {
        needs.any = detect.selections.iter().flat_map(|one| one.families.iter().copied()).collect();
        needs.any.sort_unstable();
        needs.any.dedup();
    }
    Ok(needs)
}

fn families(names: &[Spanned<String>]) -> Result<Vec<Family>, Fault> {
    let family = |name: &Spanned<String>| {
        Family::from_name(name.get_ref()).ok_or_else(|| {
            let known: Vec<_> = Family::ALL.iter().map(|family| family.name()).collect();
            let message = format!("no family is called that; there are {}", known.join(", "));
            Fault::new(name.span(), message)
        })
    };
    names.iter().map(family).collect()
}

fn test(table: TestTable, rule: &str) -> Result<RuleTest, Fault> {
    let expect = table.expect.into_iter().map(|one| expected(one, rule));
    Ok(RuleTest {
        name: table.name,
        expect: expect.collect::<Result<_, _>>()?,
        logs: table.log.into_iter().map(log).collect::<Result<_, _>>()?,
        not_judged: table.not_judged,
    })
}

fn log(table: LogTable) -> Result<TestLog, Fault> {
    let format = Format::from_name(table.format.get_ref()).ok_or_else(|| {
        let known: Vec<_> = Format::ALL.iter().map(|format| format.name()).collect();
        Fault::new(table.format.span(), format!("no such format; there are {}", known.join(", ")))
    })?;
    let date = table.date.map(|text| {
        let date = span::parse_date(text.get_ref());
        date.ok_or_else(|| Fault::new(text.span(), "a date is written like `2014-06-29`"))
    });
    let zone = table.zone.map_or(Ok(0), |text| {
        let zone = span::parse_offset(text.get_ref());
        zone.ok_or_else(|| Fault::new(text.span(), "a zone is written like `-04:00`"))
    });
    let holes =
        table.hole.into_iter().map(|hole| Ok((time(&hole.from)?, time(&hole.to)?, hole.because)));
    Ok(TestLog {
        name: table.name.unwrap_or_else(|| format.name().to_owned()),
        format,
        node: table.node,
        date: date.transpose()?,
        zone: zone?,
        text: table.text,
        holes: holes.collect::<Result<_, _>>()?,
    })
}

fn time(text: &Spanned<String>) -> Result<i64, Fault> {
    let time = span::parse_time(text.get_ref());
    time.ok_or_else(|| Fault::new(text.span(), "a time is written like `2014-06-29T11:30:00Z`"))
}

fn expected(table: ExpectTable, rule: &str) -> Result<Expected, Fault> {
    let details = table.details.into_iter().map(|(name, value)| (name, plain(&value)));
    Ok(Expected {
        rule: table.rule.unwrap_or_else(|| rule.to_owned()),
        subject: table.subject,
        level: table.level.as_ref().map(level).transpose()?,
        state: table.state,
        count: table.count,
        first: table.first.as_ref().map(time).transpose()?,
        last: table.last.as_ref().map(time).transpose()?,
        details: details.collect(),
        members: table.members,
    })
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(list) => list.iter().map(plain).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

/// A fault at a place where something was expected.
pub(super) fn missing(name: &str, kind: &str, at: Range<usize>) -> Fault {
    Fault::new(at, format!("kind `{kind}` needs `{name}`"))
}
