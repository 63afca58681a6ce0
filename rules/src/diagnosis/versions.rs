//! Which Exchange generation a computer runs, as its events betray.

use std::collections::{BTreeMap, BTreeSet};

use crate::finding::Finding;

use super::facts::values;

/// A generation of Exchange: advice differs between them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Generation {
    /// Exchange 2010 (and 2007).
    Y2010,
    /// Exchange 2013 and later.
    Y2013,
}

impl Generation {
    pub(crate) const ALL: [Self; 2] = [Self::Y2010, Self::Y2013];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Y2010 => "2010",
            Self::Y2013 => "2013+",
        }
    }
}

/// Rule, name, what its value begins with (empty: any), and the generation that betrays.
///
/// Event 9646 names a client type since Exchange 2013 and `objt…` types until 2010 (KB 980049 and
/// the wording of 2013); budgets are logged as 2915 until 2010 and as 4023 since 2013;
/// `AdminDisplayVersion` of `Get-ExchangeServer` begins with 14 for 2010, with 15 for later ones.
const BETRAYED: [(&str, &str, &str, Generation); 6] = [
    ("mapi-session-overrun", "client_type", "", Generation::Y2013),
    ("mapi-session-overrun", "object_type", "objt", Generation::Y2010),
    ("exchange-throttling", "event_id", "4023", Generation::Y2013),
    ("exchange-throttling", "event_id", "2915", Generation::Y2010),
    ("config-value", "value", "Version 15.", Generation::Y2013),
    ("config-value", "value", "Version 14.", Generation::Y2010),
];

/// Generations by computer.
#[derive(Debug, Default)]
pub(crate) struct Versions {
    by_computer: BTreeMap<String, BTreeSet<Generation>>,
    all: BTreeSet<Generation>,
}

impl Versions {
    pub(crate) fn of(findings: &[Finding]) -> Self {
        let mut versions = Self::default();
        for finding in findings {
            for generation in betrayed(finding) {
                versions.all.insert(generation);
                for computer in computers(finding) {
                    versions.by_computer.entry(computer).or_default().insert(generation);
                }
            }
        }
        versions
    }

    /// The generation these findings are of: as their computers say, else as all say; `None` if
    /// nothing says, or not with one voice.
    pub(crate) fn of_findings(&self, findings: &[&Finding]) -> Option<Generation> {
        let mut seen: BTreeSet<Generation> =
            findings.iter().flat_map(|one| betrayed(one)).collect();
        let computers = findings.iter().flat_map(|finding| computers(finding));
        for computer in computers {
            seen.extend(self.by_computer.get(&computer).into_iter().flatten());
        }
        let seen = if seen.is_empty() { &self.all } else { &seen };
        let mut seen = seen.iter();
        seen.next().copied().filter(|_| seen.next().is_none())
    }
}

fn betrayed(finding: &Finding) -> impl Iterator<Item = Generation> {
    let of_rule = BETRAYED.iter().filter(|(rule, ..)| *rule == finding.rule);
    of_rule.filter_map(|(_, name, head, generation)| {
        let found = values(finding, name);
        found.iter().any(|value| value.starts_with(head)).then_some(*generation)
    })
}

fn computers(finding: &Finding) -> Vec<String> {
    values(finding, "computer").iter().map(|name| name.to_ascii_lowercase()).collect()
}
