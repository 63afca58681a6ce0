//! Times that are corrected by clock offsets: what to take off, what was said, what a case holds.

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
pub(super) fn corrected_otherwise(before: &[ClockOffset], flags: &Flags) -> Option<String> {
    let before: Vec<(&str, i64)> =
        before.iter().filter_map(|one| Some((one.host.as_str(), one.applied?))).collect();
    let known = |host: &str, ahead| {
        before.iter().any(|(name, taken)| is_same_host(name, host) && *taken == ahead)
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

/// The offsets to be taken off: those that are known and more than their error, not said by the user.
pub(super) fn to_apply(found: &[ClockOffset], flags: &Flags) -> Vec<(String, i64)> {
    let unsaid = found.iter().filter(|one| one.is_apart() && flags.ahead(&one.host).is_none());
    unsaid.filter_map(|one| Some((one.host.clone(), one.offset?))).collect()
}
