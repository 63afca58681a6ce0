//! Instances of a cause: findings that one occurrence of it would explain.

use std::collections::BTreeSet;

use crate::finding::Finding;

use super::definition::{CauseRule, Item, name_in};
use super::facts::{Facts, Period, is_undated, values};
use super::item::fits;

/// What one occurrence of a cause would explain.
pub(crate) struct Instance<'a> {
    /// Findings of the first required group, oldest first; never empty.
    pub(crate) anchors: Vec<&'a Finding>,
    /// Values by shared name; empty where the findings do not say.
    pub(crate) shared: Vec<(&'a str, Vec<String>)>,
    pub(crate) period: Period,
}

impl Instance<'_> {
    /// The values of a shared name.
    pub(crate) fn shared(&self, name: &str) -> &[String] {
        let found = self.shared.iter().find(|(known, _)| *known == name);
        found.map_or(&[], |(_, values)| values.as_slice())
    }
}

/// The instances of a cause: findings that agree in what it shares and follow one another within its
/// window, oldest first.
pub(crate) fn gather<'a>(rule: &'a CauseRule, facts: &Facts<'a>) -> Vec<Instance<'a>> {
    let mut found: Vec<(Vec<Vec<String>>, &Finding, Period)> = Vec::new();
    let mut known = BTreeSet::new();
    for item in rule.required.first().into_iter().flatten() {
        for finding in facts.leading(&item.rule).iter().filter(|one| fits(item, one)) {
            if known.insert(finding.id.as_str()) {
                let shared = rule.share.iter().map(|name| shared_values(finding, item, name));
                let mut period = facts.period(finding);
                if finding.last.is_none() && !is_undated(finding) {
                    // It goes on as far as its own log does; what others wrote later is no matter.
                    period.to = facts.end_of(&item.sources).max(period.from);
                }
                found.push((shared.collect(), finding, period));
            }
        }
    }
    found.sort_by(|(one, a, _), (other, b, _)| (one, a.first, &a.id).cmp(&(other, b.first, &b.id)));
    let mut instances: Vec<Instance<'a>> = Vec::new();
    for (shared, finding, period) in found {
        let joins = instances.last_mut().filter(|last| {
            last.shared.iter().map(|(_, values)| values).eq(shared.iter())
                && period.overlaps(last.period, rule.within)
        });
        if let Some(last) = joins {
            last.period.to = last.period.to.max(period.to);
            last.anchors.push(finding);
        } else {
            let names = rule.share.iter().map(String::as_str);
            instances.push(Instance {
                anchors: vec![finding],
                shared: names.zip(shared).collect(),
                period,
            });
        }
    }
    instances
}

fn shared_values(finding: &Finding, item: &Item, name: &str) -> Vec<String> {
    let found = values(finding, name_in(item, name));
    let mut found: Vec<_> = found.into_iter().map(|value| value.to_ascii_lowercase()).collect();
    found.sort_unstable();
    found
}
