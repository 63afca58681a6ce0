//! What a commit says of the case besides the events: its streams and how far everything reaches.
//! Travels as JSON in the payload of the index commit, so it is never ahead of nor behind the data.

use mbxtrace_parsers::{Encoding, Format};
use serde::{Deserialize, Serialize};

use super::mirror::SourceMirror;
use super::text::Extent;
use crate::report::Source;

/// What one commit vouches for.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Manifest {
    /// Version of the program that wrote it.
    pub tool_version: String,
    /// SHA-256 of the rule set, hex.
    pub rules_sha256: String,
    /// Number of the commit, from 1.
    pub commit: u64,
    /// How much of the kept text belongs to it.
    pub text: Extent,
    /// Name of the file with the analysis; empty if there is none yet.
    pub analysis: String,
    /// The streams; the number of a stream is its place. A stream that was dropped has no format.
    pub streams: Vec<StreamRecord>,
    /// What whoever writes the case wants to find again, such as the alerts it has raised.
    #[serde(default)]
    pub notes: serde_json::Value,
}

/// One stream of the case.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct StreamRecord {
    /// What is reported of it. Its path and format are what queries ask for.
    #[serde(with = "source_as_mirror")]
    pub source: Source,
    /// Length of its byte-order mark.
    pub mark: usize,
    /// What the pipeline has to know to go on (offset after the last complete record, identity of a
    /// tailed file, clock); the case only keeps it.
    #[serde(default)]
    pub progress: serde_json::Value,
}

impl StreamRecord {
    /// Encoding of its text.
    pub fn encoding(&self) -> Encoding {
        Encoding::from_name(self.source.encoding).unwrap_or(Encoding::Utf8)
    }

    /// Its format.
    pub fn format(&self) -> Option<Format> {
        self.source.format
    }
}

mod source_as_mirror {
    use super::{Deserialize, Serialize, Source, SourceMirror};
    use serde::{Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(source: &Source, out: S) -> Result<S::Ok, S::Error> {
        SourceMirror::from(source).serialize(out)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(input: D) -> Result<Source, D::Error> {
        SourceMirror::deserialize(input).map(Source::from)
    }
}
