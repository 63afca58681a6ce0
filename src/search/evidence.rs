//! The records that are evidence of a finding, read back from the case.

use mbxtrace_rules::Finding;

use super::{Answer, SearchError, hit};
use crate::case::{Case, Filter, Scan};

/// Records of one source that bear the same time and are looked through for one of them.
const MOST_AT_ONCE: usize = 10_000;

/// The evidence of a finding read back whole, each with `context` neighbours on either side. Records
/// that the case no longer holds are left out.
pub fn evidence(case: &Case, finding: &Finding, context: usize) -> Result<Answer, SearchError> {
    let mut places = Vec::new();
    for evidence in &finding.evidence {
        let streams = (0..).zip(&case.manifest().streams);
        let streams = streams.filter(|(_, stream)| stream.source.path == evidence.path);
        let filter = Filter::Streams(streams.map(|(number, _)| number).collect());
        let (since, until) = (Some(evidence.time), evidence.time.checked_add(1));
        let found = case.find(&Scan { filter, since, until }, MOST_AT_ONCE, false, false)?;
        places.extend(found.places.into_iter().find(|place| place.offset == evidence.offset));
    }
    let total = Some(places.len() as u64);
    Ok(Answer { total, hits: hit::show(case, places, context)? })
}
