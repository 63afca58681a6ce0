//! What a diagnosis looks at: findings by rule, and what time each source covers.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use crate::engine::Seen;
use crate::finding::{Detail, Finding, State};

/// What one source of one node covers: from its first to its last record, less the holes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Covered {
    /// Family of its logs (`cuc-diag`), or the name of another source (`iis-log`).
    pub(crate) source: String,
    /// Host; empty if unknown.
    pub(crate) node: String,
    /// First record, UTC nanoseconds.
    pub(crate) first: i64,
    /// Last record.
    pub(crate) last: i64,
    /// Half-open times of which nothing is known.
    pub(crate) holes: Vec<(i64, i64)>,
}

impl Covered {
    /// What was seen of one family of one node; `None` if nothing of it has a time.
    pub(crate) fn of(seen: &Seen) -> Option<Self> {
        let (first, last) = seen.span?;
        let holes = seen.holes.iter().map(|hole| (hole.from, hole.to)).collect();
        let source = seen.family.name().to_owned();
        Some(Self { source, node: seen.node.clone(), first, last, holes })
    }
}

/// A stretch of time, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Period {
    pub(crate) from: i64,
    pub(crate) to: i64,
}

impl Period {
    pub(crate) fn contains(self, other: Self, slack: i64) -> bool {
        self.from <= other.from.saturating_add(slack) && other.to <= self.to.saturating_add(slack)
    }

    pub(crate) fn overlaps(self, other: Self, slack: i64) -> bool {
        self.from <= other.to.saturating_add(slack) && other.from <= self.to.saturating_add(slack)
    }
}

/// Whether a finding has no time. It is never dated by guess: it may speak for or against a cause at
/// any time, but neither proves nor excludes one.
pub(crate) fn is_undated(finding: &Finding) -> bool {
    !finding.is_dated()
}

/// Whether there are findings and none of them has a time.
pub(crate) fn are_undated(findings: &[&Finding]) -> bool {
    !findings.is_empty() && findings.iter().all(|one| is_undated(one))
}

/// Findings by rule, in order of first and id, and coverage.
pub(crate) struct Facts<'a> {
    /// Findings that no other one groups.
    leading: BTreeMap<&'a str, Vec<&'a Finding>>,
    all: BTreeMap<&'a str, Vec<&'a Finding>>,
    coverage: Vec<&'a Covered>,
    /// When the last source ends: an open finding lasts until here.
    end: i64,
}

impl<'a> Facts<'a> {
    pub(crate) fn of(findings: &'a [Finding], coverage: &'a [Covered]) -> Self {
        let grouped: BTreeSet<&str> =
            findings.iter().flat_map(|one| one.members.iter().map(String::as_str)).collect();
        let mut sorted: Vec<_> = findings.iter().collect();
        sorted.sort_by_key(|finding| (finding.first, &finding.id));
        let (mut leading, mut all) = (BTreeMap::new(), BTreeMap::new());
        for finding in sorted {
            let rule = finding.rule.as_str();
            all.entry(rule).or_insert_with(Vec::new).push(finding);
            if !grouped.contains(finding.id.as_str()) {
                leading.entry(rule).or_insert_with(Vec::new).push(finding);
            }
        }
        let ends = findings.iter().map(|one| one.last.unwrap_or(one.first));
        let end = ends.chain(coverage.iter().map(|one| one.last)).max().unwrap_or(0);
        let mut coverage: Vec<_> = coverage.iter().collect();
        coverage.sort();
        Self { leading, all, coverage, end }
    }

    /// Findings of a rule that stand for themselves.
    pub(crate) fn leading(&self, rule: &str) -> &[&'a Finding] {
        self.leading.get(rule).map_or(&[], Vec::as_slice)
    }

    /// All findings of a rule, those that a population groups included.
    pub(crate) fn all(&self, rule: &str) -> &[&'a Finding] {
        self.all.get(rule).map_or(&[], Vec::as_slice)
    }

    /// From first to last; all of time for one that is undated.
    pub(crate) fn period(&self, finding: &Finding) -> Period {
        if is_undated(finding) {
            return Period { from: i64::MIN, to: i64::MAX };
        }
        let open = finding.state == State::Open && finding.last.is_none();
        let to = if open { self.end } else { finding.last.unwrap_or(finding.first) };
        Period { from: finding.first, to: to.max(finding.first) }
    }

    /// When the last record of these sources stands; when the last source ends if none was read.
    pub(crate) fn end_of(&self, sources: &[String]) -> i64 {
        let of = self.coverage.iter().filter(|one| sources.contains(&one.source));
        of.map(|one| one.last).max().unwrap_or(self.end)
    }

    /// The first of these sources that covers the whole period, on one of these hosts if any is
    /// named.
    pub(crate) fn covering(
        &self,
        sources: &[String],
        period: Period,
        hosts: Option<&[String]>,
    ) -> Option<&'a Covered> {
        let covers = |one: &&&Covered| {
            let whole = one.first <= period.from
                && period.to <= one.last
                && !one.holes.iter().any(|(from, to)| *from <= period.to && period.from < *to);
            let here =
                hosts.is_none_or(|hosts| hosts.iter().any(|host| same_host(host, &one.node)));
            whole && here && sources.contains(&one.source)
        };
        self.coverage.iter().find(covers).copied()
    }
}

/// All values of a finding under a name: of subject and details, or `level state count members`.
pub(crate) fn values<'a>(finding: &'a Finding, name: &str) -> Vec<Cow<'a, str>> {
    let own = match name {
        "level" => Some(finding.level.name().into()),
        "state" => Some(finding.state.name().into()),
        "count" => Some(finding.count.to_string().into()),
        "members" => Some(finding.members.len().to_string().into()),
        _ => None,
    };
    if let Some(own) = own {
        return vec![own];
    }
    if let Some((_, value)) = finding.subject.iter().find(|(known, _)| known == name) {
        return vec![value.as_str().into()];
    }
    match finding.details.iter().find(|(known, _)| known == name) {
        None => Vec::new(),
        Some((_, Detail::Text(text))) => vec![text.as_str().into()],
        Some((_, Detail::Number(number))) => vec![number.to_string().into()],
        Some((_, Detail::List(list))) => list.iter().map(|one| one.as_str().into()).collect(),
    }
}

/// Whether two values under a shared name mean the same: hosts with and without their domain,
/// accounts with and without theirs, in any case of ASCII letters. `None` if one host is a name and
/// the other an address: no log says which belongs to which.
pub(crate) fn same(name: &str, one: &str, other: &str) -> Option<bool> {
    match name {
        "account" | "service_account" => Some(local(one).eq_ignore_ascii_case(local(other))),
        "server" | "endpoint" | "node" | "computer" | "owner_server" => {
            (is_address(one) == is_address(other)).then(|| same_host(one, other))
        }
        _ => Some(one.eq_ignore_ascii_case(other)),
    }
}

fn is_address(host: &str) -> bool {
    host.parse::<std::net::IpAddr>().is_ok()
}

/// `svc` of `CONTOSO\svc` and of `svc@contoso.example`.
fn local(account: &str) -> &str {
    let account = account.rsplit('\\').next().unwrap_or(account);
    account.split('@').next().unwrap_or(account)
}

fn same_host(one: &str, other: &str) -> bool {
    if one.eq_ignore_ascii_case(other) {
        return true;
    }
    // Two full names differ; a short one is the host of any domain.
    let (short, full) = if one.contains('.') { (other, one) } else { (one, other) };
    let first = full.split('.').next().unwrap_or(full);
    !short.is_empty()
        && !short.contains('.')
        && !is_address(full)
        && first.eq_ignore_ascii_case(short)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_and_accounts_are_compared_as_people_write_them() {
        let cases = [
            ("server", "EXCH01", "exch01.contoso.example", Some(true)),
            ("server", "exch01.contoso.example", "exch01", Some(true)),
            ("server", "exch01.contoso.example", "exch01.fabrikam.example", Some(false)),
            ("server", "192", "192.0.2.11", None),
            ("server", "exch01", "2001:db8::11", None),
            ("server", "192.0.2.11", "192.0.2.12", Some(false)),
            ("account", "CONTOSO\\svc-unity", "svc-unity@contoso.example", Some(true)),
            ("account", "svc-unity", "svc-uccx", Some(false)),
            ("node", "cuc1", "CUC1", Some(true)),
            ("mailbox", "a.b", "a", Some(false)),
        ];
        for (name, one, other, expected) in cases {
            assert_eq!(same(name, one, other), expected, "{name} {one} {other}");
            assert_eq!(same(name, other, one), expected, "{name} {other} {one}");
        }
    }

    #[test]
    fn a_hole_or_an_edge_is_not_covered() {
        let covered = |holes: Vec<(i64, i64)>| Covered {
            source: "cuc-diag".to_owned(),
            node: "cuc1".to_owned(),
            first: 10,
            last: 20,
            holes,
        };
        let covers = |one: &Covered, from, to, node: &str| {
            let facts = Facts::of(&[], std::slice::from_ref(one));
            let (sources, hosts) = (["cuc-diag".to_owned()], [node.to_owned()]);
            facts.covering(&sources, Period { from, to }, Some(&hosts)).is_some()
        };
        let whole = covered(Vec::new());
        assert!(covers(&whole, 10, 20, "cuc1"));
        assert!(!covers(&whole, 9, 20, "cuc1") && !covers(&whole, 10, 21, "cuc1"));
        assert!(!covers(&whole, 10, 20, "cuc2"));
        let holed = covered(vec![(14, 16)]);
        assert!(!covers(&holed, 10, 14, "cuc1") && !covers(&holed, 15, 15, "cuc1"));
        assert!(covers(&holed, 10, 13, "cuc1") && covers(&holed, 16, 20, "cuc1"));
    }
}
