//! `[[test]]` blocks of cause files: stated facts to findings and coverage.

use std::collections::{BTreeMap, BTreeSet};

use toml::{Spanned, Value};

use super::Fault;
use super::cause::{texts, word};
use super::cause_schema::{FactTable, TrialTable};
use super::check::level;
use super::vocabulary::{Vocabulary, source, unknown};
use crate::diagnosis::Covered;
use crate::diagnosis::definition::{Certainty, Trial};
use crate::finding::{Detail, Evidence, Finding, Severity, State};
use crate::span::{DAY, MINUTE};

/// Days since 1970 of the day all facts are of: 2014-06-29.
const DATE: i64 = 16_250;

/// Checks one test.
pub(super) fn trial(table: &TrialTable, known: &Vocabulary) -> Result<Trial, Fault> {
    let mut sources = BTreeSet::new();
    for name in &table.covered {
        let (of, node) = name.get_ref().split_once('@').unwrap_or((name.get_ref(), ""));
        sources.insert((source(of, name.span())?, node.to_owned()));
    }
    let mut findings = Vec::new();
    for (number, fact) in table.fact.iter().enumerate() {
        let rule = known.rule(fact.finding.get_ref(), fact.finding.span())?;
        for name in fact.subject.keys().chain(fact.details.keys()) {
            if !rule.names.contains(name.get_ref()) {
                let names = rule.names.iter().map(String::as_str);
                return Err(Fault::new(name.span(), unknown("name", name.get_ref(), names)));
            }
        }
        // What states a fact was read on that day; which of several sources, the subject may say.
        let said = fact.subject.iter().find(|(name, _)| name.get_ref() == "source");
        let said = said.and_then(|(_, value)| value.as_str().map(str::to_owned));
        let read = said.or_else(|| rule.sources.first().cloned());
        sources.extend(read.map(|source| (source, String::new())));
        findings.push(finding(fact, number)?);
    }
    let cover = |(source, node)| Covered {
        source,
        node,
        first: DATE * DAY,
        last: (DATE + 1) * DAY,
        holes: Vec::new(),
    };
    let certainty = table.confidence.as_ref();
    let certainty =
        certainty.map(|text| word(text, "confidence", &Certainty::ALL, Certainty::name));
    Ok(Trial {
        name: table.name.clone(),
        findings,
        coverage: sources.into_iter().map(cover).collect(),
        first: table.first.as_ref().map(|id| id.get_ref().clone()),
        certainty: certainty.transpose()?,
        not_judged: table.not_judged.clone(),
        absent: table.absent.clone(),
        advises: table.advises.clone(),
        advises_not: table.advises_not.clone(),
    })
}

fn finding(fact: &FactTable, number: usize) -> Result<Finding, Fault> {
    let rule = fact.finding.get_ref().clone();
    let subject: Vec<_> =
        pairs(&fact.subject)?.into_iter().map(|(name, values)| (name, values.join(", "))).collect();
    let details = pairs(&fact.details)?.into_iter().map(|(name, mut values)| {
        let one = if values.len() == 1 { values.pop() } else { None };
        (name, one.map_or_else(|| Detail::List(values), Detail::Text))
    });
    let first = clock(fact.from.as_ref(), "10:00")?;
    let open = fact.to.as_ref().is_some_and(|to| to.get_ref() == "open");
    let last = if open { None } else { Some(clock(fact.to.as_ref(), "11:00")?) };
    let members = fact.details.iter().find(|(name, _)| name.get_ref() == "members");
    let members = members.and_then(|(_, count)| count.as_integer()).unwrap_or(0);
    let text = format!("fact {number} of a test");
    Ok(Finding {
        // Two facts of a test may agree in all that an id is made of.
        id: format!("{}-{number}", Finding::id_of(&rule, &subject, first)),
        title: format!("{rule} {number}"),
        level: fact.level.as_ref().map_or(Ok(Severity::High), level)?,
        state: if open { State::Open } else { State::Ended },
        first,
        last,
        count: fact.count.unwrap_or(1),
        details: details.collect(),
        evidence: vec![evidence(first, fact.undated, text)],
        members: (0..members).map(|member| format!("{number}/{member}")).collect(),
        rule,
        subject,
    })
}

fn evidence(time: i64, undated: bool, text: String) -> Evidence {
    use mbxtrace_parsers::TimeQuality;
    let quality = if undated { TimeQuality::Undated } else { TimeQuality::Exact };
    Evidence { path: "test".to_owned(), line: 1, offset: 0, length: 0, time, quality, text }
}

fn pairs(table: &BTreeMap<Spanned<String>, Value>) -> Result<Vec<(String, Vec<String>)>, Fault> {
    let pair = |(name, value): (&Spanned<String>, &Value)| {
        let values = texts(value);
        let values =
            values.ok_or_else(|| Fault::new(name.span(), "a text, a number, or a list"))?;
        Ok((name.get_ref().clone(), values))
    };
    table.iter().map(pair).collect()
}

/// `HH:MM` of the day.
fn clock(text: Option<&Spanned<String>>, otherwise: &str) -> Result<i64, Fault> {
    let (said, at) = text.map_or((otherwise, 0..0), |text| (text.get_ref().as_str(), text.span()));
    let parsed = said.split_once(':').and_then(|(hour, minute)| {
        let (hour, minute): (i64, i64) = (hour.parse().ok()?, minute.parse().ok()?);
        ((0..24).contains(&hour) && (0..60).contains(&minute)).then_some(hour * 60 + minute)
    });
    let minutes = parsed.ok_or_else(|| Fault::new(at, "a time of a fact is `HH:MM` or `open`"))?;
    Ok(DATE * DAY + minutes * MINUTE)
}
