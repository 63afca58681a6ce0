//! The order of causes, and which of those that could not be judged are worth saying.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::finding::{NotJudged, Severity};

use super::definition::{Certainty, Class};
use super::judge::Case;
use super::words;

/// Sorts: what something speaks against comes last; then the gravest level of what is explained,
/// precedence, how many members and records it stands for, certainty, and what came first.
///
/// A hard error takes the silence of notifications in the same time as its own ([`supporting`
/// items]), so it is never less grave than a theory about their path, and precedence decides.
///
/// [`supporting` items]: super::definition::CauseRule::supporting
pub(crate) fn sort(cases: &mut [Case<'_>]) {
    cases.sort_by_cached_key(|case| {
        let levels = case.explained.iter().map(|finding| finding.level);
        let members: usize = case.explained.iter().map(|finding| finding.members.len()).sum();
        let count: u64 = case.anchors.iter().map(|finding| finding.count).sum();
        let first = case.anchors.iter().map(|finding| finding.first).min();
        (
            case.certainty == Certainty::Low,
            Reverse(levels.max()),
            case.rule.class,
            Reverse(members),
            Reverse(case.certainty),
            (Reverse(count), first, case.rule.id.clone(), words::scope(case)),
        )
    });
}

/// A row for each cause that may explain what no ranked cause explains as well or better.
pub(crate) fn not_judged(undecided: &[Case<'_>], ranked: &[Case<'_>]) -> Vec<NotJudged> {
    let mut by_cause: BTreeMap<&str, Vec<&Case<'_>>> = BTreeMap::new();
    let asks = |case: &&Case<'_>| is_trouble(case) && !is_explained(case, ranked);
    for case in undecided.iter().filter(asks) {
        by_cause.entry(&case.rule.id).or_default().push(case);
    }
    by_cause.into_values().filter_map(|cases| words::not_judged(&cases)).collect()
}

/// Whether it would explain more than facts that harm nobody.
fn is_trouble(case: &Case<'_>) -> bool {
    case.rule.class != Class::Benign
        && case.anchors.iter().any(|finding| finding.level > Severity::Info)
}

/// Whether ranked causes explain all that this one would: those of higher precedence by any of
/// their evidence, those of the same by what they are about.
fn is_explained(case: &Case<'_>, ranked: &[Case<'_>]) -> bool {
    case.anchors.iter().all(|anchor| {
        ranked.iter().any(|other| {
            let pool = match other.rule.class.cmp(&case.rule.class) {
                std::cmp::Ordering::Less => &other.explained,
                std::cmp::Ordering::Equal => &other.anchors,
                std::cmp::Ordering::Greater => return false,
            };
            other.certainty > Certainty::Low && pool.iter().any(|one| one.id == anchor.id)
        })
    })
}
