//! What each side has to see with, and where that differs.

use std::collections::{BTreeMap, BTreeSet};

use mbxtrace_parsers::{Family, Format};
use mbxtrace_rules::RuleSet;

use super::{Caveat, Key, families};
use crate::report::{Analysis, Source};

/// Lengths that differ by less than this share are equal.
const NOTABLE: i64 = 10;

/// Spans of time that each kind of source covers, by node.
pub(super) struct Coverage {
    spans: BTreeMap<Family, Vec<(i64, i64)>>,
    nodes: BTreeSet<(Family, String)>,
}

impl Coverage {
    pub(super) fn of(analysis: &Analysis) -> Self {
        let (mut spans, mut nodes) = (BTreeMap::<_, Vec<_>>::new(), BTreeSet::new());
        for source in &analysis.sources {
            let Some(family) = read_family(source) else { continue };
            nodes.insert((family, source.node.clone()));
            spans.entry(family).or_default().extend(source.first.zip(source.last));
        }
        let spans = spans.into_iter().map(|(family, spans)| (family, merged(spans))).collect();
        Self { spans, nodes }
    }

    /// Nanoseconds that the sources of a rule cover; of a rule nobody knows, all sources.
    pub(super) fn of_rule(&self, rule: &str, rules: &RuleSet) -> i64 {
        let needed: BTreeSet<Family> = families(rule, rules).collect();
        let of_rule = self
            .spans
            .iter()
            .filter(|(family, _)| needed.is_empty() || needed.contains(family))
            .flat_map(|(_, spans)| spans.iter().copied())
            .collect();
        length(&merged(of_rule))
    }

    /// Nanoseconds that any source covers.
    pub(super) fn whole(&self) -> i64 {
        length(&merged(self.spans.values().flatten().copied().collect()))
    }

    /// Whether this side has a source in which a finding of that rule and subject would show.
    pub(super) fn can_show(&self, (rule, subject): &Key, rules: &RuleSet) -> bool {
        let needed: BTreeSet<Family> = families(rule, rules).collect();
        let source = subject.iter().find(|(name, _)| name == "source").map(|(_, value)| value);
        let node = subject.iter().find(|(name, _)| name == "node").map(|(_, value)| value);
        self.nodes.iter().any(|(family, of)| {
            let is_source = source.is_none_or(|source| {
                let format = Format::from_name(source).map(Format::family);
                Family::from_name(source).or(format).is_none_or(|wanted| wanted == *family)
            });
            is_source
                && (needed.is_empty() || needed.contains(family))
                && node.is_none_or(|node| node == of)
        })
    }
}

fn read_family(source: &Source) -> Option<Family> {
    source.format.filter(|_| source.events > 0).map(Format::family)
}

/// Spans that touch or overlap made one.
fn merged(mut spans: Vec<(i64, i64)>) -> Vec<(i64, i64)> {
    spans.sort_unstable();
    let mut merged: Vec<(i64, i64)> = Vec::new();
    for (first, last) in spans {
        match merged.last_mut() {
            Some((_, reached)) if first <= *reached => *reached = last.max(*reached),
            _ => merged.push((first, last)),
        }
    }
    merged
}

fn length(spans: &[(i64, i64)]) -> i64 {
    spans.iter().map(|(first, last)| last.saturating_sub(*first)).fold(0, i64::saturating_add)
}

/// Where the two sides do not see alike.
pub(super) fn caveats(
    [before, after]: [&Analysis; 2],
    [one, other]: &[Coverage; 2],
) -> Vec<Caveat> {
    let mut caveats = Vec::new();
    let (short, long) = {
        let (one, other) = (one.whole(), other.whole());
        (one.min(other), one.max(other))
    };
    if long - short > long / NOTABLE {
        caveats.push(Caveat::Length(one.whole(), other.whole()));
    }
    let shown = |coverage: &Coverage| -> BTreeSet<String> {
        let name = |(family, node): &(Family, String)| match node.as_str() {
            "" => family.name().to_owned(),
            node => format!("{} ({node})", family.name()),
        };
        coverage.nodes.iter().map(name).collect()
    };
    let (first, second) = (shown(one), shown(other));
    caveats.extend(first.difference(&second).map(|what| Caveat::OnlyOn(what.clone(), true)));
    caveats.extend(second.difference(&first).map(|what| Caveat::OnlyOn(what.clone(), false)));
    if before.rules_sha256 != after.rules_sha256 {
        caveats.push(Caveat::Rules);
    }
    for (this, that, is_first) in [(before, after, true), (after, before, false)] {
        let elsewhere: BTreeSet<&str> =
            that.not_judged.iter().map(|one| one.rule.as_str()).collect();
        let mut told = BTreeSet::new();
        for one in &this.not_judged {
            if !elsewhere.contains(one.rule.as_str()) && told.insert(&one.rule) {
                let (rule, because) = (one.rule.clone(), one.because.clone());
                caveats.push(Caveat::NotJudged(rule, because, is_first));
            }
        }
        if this.is_partial() {
            caveats.push(Caveat::Partial(is_first));
        }
    }
    caveats
}
