//! One finding model to text, JSON and JSONL. The only place that words a finding.

mod model;

pub use self::model::{Analysis, Confidence, Source, SourceClock};
