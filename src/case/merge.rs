//! Which segments are merged: few enough that a query stays fast, and only such that stay apart in
//! time, because a search that starts with the newest leaves out the others.

use tantivy::index::{SegmentId, SegmentMeta};
use tantivy::indexer::{MergeCandidate, MergePolicy};

/// Merges small segments of about the same size. Segments of one size class were written one after
/// the other (whatever is older has grown into a higher class), so what is merged is adjacent in
/// time without looking at it.
#[derive(Debug)]
pub(crate) struct BySize;

/// Size classes: documents below which a segment belongs to it, and how many make a merge. Bulk
/// loading writes segments of the last classes only: merging those costs a third of the load, so it
/// waits until there are many.
const CLASSES: [(u32, usize); 4] = [(1_000, 8), (10_000, 8), (100_000, 10), (1_000_000, 32)];

impl MergePolicy for BySize {
    fn compute_merge_candidates(&self, segments: &[SegmentMeta]) -> Vec<MergeCandidate> {
        let mut lowest = 0;
        for (below, enough) in CLASSES {
            let class: Vec<SegmentId> = segments
                .iter()
                .filter(|segment| (lowest..below).contains(&segment.max_doc()))
                .map(SegmentMeta::id)
                .collect();
            if class.len() >= enough {
                return vec![MergeCandidate(class)];
            }
            lowest = below;
        }
        Vec::new()
    }
}
