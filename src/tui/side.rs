//! Causes and findings as a list: causes first, findings that others group below their group.

use std::collections::{BTreeMap, BTreeSet};

use crate::report::Analysis;

/// A line of the list: index in the analysis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Item {
    /// A cause.
    Cause(usize),
    /// A finding, and whether it belongs to the group above it.
    Finding(usize, bool),
}

/// The lines.
pub(super) fn items(analysis: &Analysis) -> Vec<Item> {
    let places: BTreeMap<&str, usize> =
        analysis.findings.iter().enumerate().map(|(at, one)| (one.id.as_str(), at)).collect();
    let grouped: BTreeSet<&str> = analysis
        .findings
        .iter()
        .flat_map(|finding| finding.members.iter().map(String::as_str))
        .collect();
    let mut items: Vec<Item> = (0..analysis.causes.len()).map(Item::Cause).collect();
    for (at, finding) in analysis.findings.iter().enumerate() {
        if !grouped.contains(finding.id.as_str()) {
            items.push(Item::Finding(at, false));
            let members = finding.members.iter().filter_map(|id| places.get(id.as_str()));
            items.extend(members.map(|member| Item::Finding(*member, true)));
        }
    }
    items
}

/// The finding a line leads to: itself, or the first one its cause explains.
pub(super) fn finding(item: Item, analysis: &Analysis) -> Option<usize> {
    match item {
        Item::Finding(at, _) => Some(at),
        Item::Cause(at) => {
            let cause = analysis.causes.get(at)?;
            let explained = |id: &String| analysis.findings.iter().position(|one| one.id == *id);
            cause.findings.iter().find_map(explained)
        }
    }
}
