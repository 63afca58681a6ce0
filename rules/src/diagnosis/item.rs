//! What the facts say to one item of evidence.

use std::collections::BTreeSet;

use crate::finding::Finding;
use crate::span::MINUTE;

use super::definition::{Claim, Item, Test, name_in};
use super::facts::{Facts, is_undated, same, values};
use super::instance::Instance;

/// A keep-alive period and a little: how much shorter a record of posts may be than what it spans.
const KEEPALIVE: i64 = 6 * MINUTE;

/// The answer.
pub(crate) enum Answer<'a> {
    /// It is so: by these findings (none for an absence), as this source says.
    Holds { findings: Vec<&'a Finding>, source: String },
    /// It is not so, and the source would say so.
    Fails,
    /// It cannot be told, because.
    Missing(Lack),
}

/// Why an item cannot be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Lack {
    /// None of its sources covers the time.
    Source,
    /// There are such findings, but they do not name this.
    Name(String),
}

/// Whether a finding is of the rule and meets the conditions.
pub(crate) fn fits(item: &Item, finding: &Finding) -> bool {
    item.rule == finding.rule
        && item.conditions.iter().all(|condition| {
            let values = values(finding, &condition.name);
            condition.tests.iter().all(|test| test.holds(&values))
        })
}

impl Test {
    fn holds<V: AsRef<str>>(&self, values: &[V]) -> bool {
        let any = |holds: &dyn Fn(&str) -> bool| values.iter().any(|one| holds(one.as_ref()));
        let is = |one: &str, known: &str| one.eq_ignore_ascii_case(known);
        match self {
            Self::Exists(wanted) => values.is_empty() != *wanted,
            Self::In(list) => any(&|one| list.iter().any(|known| is(one, known))),
            Self::NotIn(list) => !any(&|one| list.iter().any(|known| is(one, known))),
            Self::Prefix(heads) => any(&|one| {
                heads.iter().any(|head| one.get(..head.len()).is_some_and(|start| is(start, head)))
            }),
            Self::Contains(parts) => any(&|one| {
                let one = one.to_ascii_lowercase();
                parts.iter().any(|part| one.contains(&part.to_ascii_lowercase()))
            }),
            Self::Between(from, to) => {
                any(&|one| one.parse().is_ok_and(|number: i64| (*from..=*to).contains(&number)))
            }
        }
    }
}

/// Whether a finding is about what the instance is about; the name that cannot be compared if one of
/// the two does not say it in a way that can.
fn shares(item: &Item, instance: &Instance<'_>, finding: &Finding) -> Result<bool, String> {
    let mut unsaid = None;
    for (name, wanted) in &instance.shared {
        let theirs = name_in(item, name);
        if theirs.is_empty() {
            continue;
        }
        let found = values(finding, theirs);
        let pairs = found.iter().flat_map(|one| wanted.iter().map(move |other| (one, other)));
        let verdicts: Vec<_> = pairs.map(|(one, other)| same(name, one, other)).collect();
        if verdicts.contains(&Some(true)) {
            continue;
        }
        if !verdicts.is_empty() && !verdicts.contains(&None) {
            return Ok(false);
        }
        unsaid = Some((*name).to_owned());
    }
    match unsaid.filter(|_| !item.loose) {
        None => Ok(true),
        Some(name) => Err(name),
    }
}

/// What the findings that make an instance say to an item of the first group: they agree in what is
/// shared, said or not.
pub(crate) fn answer_of_anchors<'a>(
    item: &Item,
    instance: &Instance<'a>,
    facts: &Facts<'a>,
) -> Answer<'a> {
    let anchors = instance.anchors.iter().copied();
    found(item, anchors.filter(|finding| fits(item, finding)).collect(), None, instance, facts)
}

/// What the facts say to an item for this instance.
pub(crate) fn answer<'a>(
    item: &Item,
    instance: &Instance<'a>,
    facts: &Facts<'a>,
    within: i64,
) -> Answer<'a> {
    let pool = if item.claim == Claim::NotFound {
        facts.all(&item.rule)
    } else {
        facts.leading(&item.rule)
    };
    let near = pool.iter().filter(|finding| {
        let period = facts.period(finding);
        let there = if item.spans {
            !is_undated(finding) && period.contains(instance.period, KEEPALIVE)
        } else {
            period.overlaps(instance.period, within)
        };
        there && fits(item, finding)
    });
    let mut matched: Vec<&'a Finding> = Vec::new();
    let mut unsaid = None;
    for finding in near {
        match shares(item, instance, finding) {
            Ok(true) => matched.push(finding),
            Ok(false) => {}
            Err(name) => unsaid = Some(name),
        }
    }
    match item.claim {
        Claim::Found => found(item, matched, unsaid, instance, facts),
        Claim::NotFound | Claim::Covered if matched.is_empty() => match unsaid {
            Some(name) => Answer::Missing(Lack::Name(name)),
            None => match covered(item, instance, facts) {
                Some(source) => Answer::Holds { findings: Vec::new(), source },
                None => Answer::Missing(Lack::Source),
            },
        },
        Claim::NotFound | Claim::Covered => Answer::Fails,
    }
}

fn found<'a>(
    item: &Item,
    matched: Vec<&'a Finding>,
    unsaid: Option<String>,
    instance: &Instance<'a>,
    facts: &Facts<'a>,
) -> Answer<'a> {
    if !matched.is_empty() {
        let counted = item.distinct.as_ref().map_or(matched.len(), |name| {
            let all = matched.iter().flat_map(|finding| values(finding, name));
            all.collect::<BTreeSet<_>>().len()
        });
        if let (0, Some(name)) = (counted, &item.distinct) {
            return Answer::Missing(Lack::Name(name.clone()));
        }
        if (item.least..=item.most).contains(&counted) {
            let source = source_of(item, &matched);
            return Answer::Holds { findings: matched, source };
        }
        return Answer::Fails;
    }
    match unsaid {
        Some(name) => Answer::Missing(Lack::Name(name)),
        None if covered(item, instance, facts).is_some() => Answer::Fails,
        None => Answer::Missing(Lack::Source),
    }
}

fn covered(item: &Item, instance: &Instance<'_>, facts: &Facts<'_>) -> Option<String> {
    let hosts = item.on.as_ref().map(|name| instance.shared(name));
    let covering = facts.covering(&item.sources, instance.period, hosts);
    covering.map(|covered| covered.source.clone())
}

/// The source that findings come from: what they say themselves, else the first their rule reads.
fn source_of(item: &Item, findings: &[&Finding]) -> String {
    let said = findings.first().map(|finding| values(finding, "source"));
    let said = said.and_then(|said| said.first().map(|source| source.clone().into_owned()));
    said.or_else(|| item.sources.first().cloned()).unwrap_or_default()
}
