//! Times that are corrected by clock offsets: what to take off, what was said, what a case holds.

use std::collections::BTreeSet;

use crate::clock::{Flags, SECOND, is_same_host};
use crate::report::ClockOffset;

/// Adds what the user said of hosts that are not among those found: of a node of Unity Connection, or
/// of a host that has no source.
pub(super) fn with_said(
    mut found: Vec<ClockOffset>,
    flags: &Flags,
    nodes: &[&str],
    computers: &[&str],
) -> Vec<ClockOffset> {
    for (host, _) in &flags.offsets {
        if found.iter().any(|one| is_same_host(&one.host, host)) {
            continue;
        }
        let node = nodes.iter().find(|node| is_same_host(node, host));
        let known: Vec<_> = nodes.iter().chain(computers).copied().collect();
        found.push(ClockOffset {
            host: node.unwrap_or(&host.as_str()).to_string(),
            reference: String::new(),
            offset: None,
            error: None,
            pairs: 0,
            because: match node {
                Some(_) => "said by --offset".to_owned(),
                None => format!(
                    "named by --offset, but no source is of this host; there are {}",
                    known.join(", ")
                ),
            },
            collect: String::new(),
            applied: node.and_then(|node| flags.ahead(node)),
        });
    }
    found
}

/// What the times of a case were corrected by, if that differs from what they are to be corrected by
/// now: the flags that would say the same again (none: as logged).
pub(super) fn corrected_otherwise(held: &[ClockOffset], flags: &Flags) -> Option<String> {
    let before: BTreeSet<(&str, i64)> =
        held.iter().filter_map(|one| Some((one.host.as_str(), one.applied?))).collect();
    // A host without a source was listed with nothing to compare it with.
    let nobody = |host: &str| {
        let mut same = held.iter().filter(|one| is_same_host(&one.host, host));
        same.any(|one| one.reference.is_empty() && one.applied.is_none())
    };
    let known = |host: &str, ahead| {
        nobody(host)
            || before.iter().any(|(name, taken)| is_same_host(name, host) && *taken == ahead)
    };
    let same = before.iter().all(|(host, taken)| flags.ahead(host) == Some(*taken))
        && flags
            .offsets
            .iter()
            .all(|(host, _)| flags.ahead(host).is_some_and(|at| known(host, at)));
    let flag = |(host, taken): &(&str, i64)| {
        let sign = if *taken < 0 { '-' } else { '+' };
        let (seconds, rest) = (taken.abs() / SECOND, taken.abs() % SECOND);
        format!("--offset {host}={sign}{seconds}.{rest:09}s")
    };
    (!same).then(|| before.iter().map(flag).collect::<Vec<_>>().join(" "))
}

/// The offsets to be taken off: of each host the one known best, if it is more than its error and the
/// user said none.
pub(super) fn to_apply(found: &[ClockOffset], flags: &Flags) -> Vec<(String, i64)> {
    let mut best: Vec<&ClockOffset> = Vec::new();
    for one in found.iter().filter(|one| one.offset.is_some() && flags.ahead(&one.host).is_none()) {
        match best.iter_mut().find(|known| known.host == one.host) {
            Some(known) if one.error < known.error => *known = one,
            Some(_) => {}
            None => best.push(one),
        }
    }
    let apart = best.into_iter().filter(|one| one.is_apart());
    apart.filter_map(|one| Some((one.host.clone(), one.offset?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offset(host: &str, reference: &str, ahead: i64, error: i64) -> ClockOffset {
        ClockOffset {
            host: host.to_owned(),
            reference: reference.to_owned(),
            offset: Some(ahead * SECOND),
            error: Some(error * SECOND),
            pairs: 9,
            because: String::new(),
            collect: String::new(),
            applied: None,
        }
    }

    fn said(offsets: &[(&str, i64)]) -> Flags {
        let offsets = offsets.iter().map(|(host, ahead)| ((*host).to_owned(), ahead * SECOND));
        Flags { offsets: offsets.collect(), ..Flags::default() }
    }

    #[test]
    fn the_best_known_offset_is_applied_unless_the_user_said_one() {
        let found = [
            offset("exch01", "cuc1", 40, 13),
            offset("exch01", "cuc2", 37, 1),
            offset("exch02", "cuc1", 1, 2),
        ];
        assert_eq!(to_apply(&found, &said(&[])), [("exch01".to_owned(), 37 * SECOND)]);
        assert_eq!(to_apply(&found, &said(&[("exch01.contoso.example", 5)])), []);
    }

    #[test]
    fn what_the_user_says_of_nobody_is_answered() {
        let told =
            with_said(Vec::new(), &said(&[("exhc01", 5), ("cuc1", 7)]), &["cuc1"], &["exch01"]);
        let shown: Vec<_> = told.iter().map(|one| (one.host.as_str(), one.applied)).collect();
        assert_eq!(shown, [("exhc01", None), ("cuc1", Some(7 * SECOND))]);
        assert!(told.first().is_some_and(|one| one.because.contains("there are cuc1, exch01")));
    }

    #[test]
    fn a_case_says_how_its_times_were_corrected() {
        let applied = ClockOffset { applied: Some(-SECOND / 2), ..offset("exch01", "cuc1", 0, 1) };
        let held = [applied, offset("exch02", "cuc1", 90, 1)];
        let same = Flags { offsets: vec![("exch01".to_owned(), -SECOND / 2)], ..Flags::default() };
        assert_eq!(corrected_otherwise(&held, &same), None);
        let flag = "--offset exch01=-0.500000000s".to_owned();
        for other in [said(&[]), said(&[("exch01", 5)]), said(&[("exch01", 0), ("exch02", 90)])] {
            assert_eq!(corrected_otherwise(&held, &other), Some(flag.clone()));
        }
        // As logged, and now a node that was not listed.
        assert_eq!(corrected_otherwise(&[], &said(&[("cuc1", 5)])), Some(String::new()));
        assert_eq!(corrected_otherwise(&[], &said(&[])), None);
        // A host without a source changed nothing, and changes nothing.
        let typo = said(&[("exhc01", 5)]);
        let listed = with_said(Vec::new(), &typo, &["cuc1"], &[]);
        assert_eq!(corrected_otherwise(&listed, &typo), None);
        assert_eq!(corrected_otherwise(&listed, &said(&[])), None);
    }
}
