//! What a commit says of the case besides the events: its streams and how far everything reaches.
//! Travels as JSON in the payload of the index commit, so it is never ahead of nor behind the data.
//!
//! A watch commits once a second, and most of its streams have ended long ago: records that have not
//! changed for a while stand in a file of their own, the archive, which the payload names.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use mbxtrace_parsers::{Encoding, Format};
use serde::{Deserialize, Serialize};

use super::error::CaseError;
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
    // Written by `Payload`; read from cases of before there was an archive.
    #[serde(default, skip_serializing)]
    pub streams: Vec<StreamRecord>,
    /// What whoever writes the case wants to find again, such as the alerts it has raised.
    #[serde(default)]
    pub notes: serde_json::Value,
}

/// So many changed records travel in every payload before they go to the archive.
const CHANGED: usize = 256;

/// The payload of a commit: the manifest, with the records that the archive does not hold as they are.
#[derive(Serialize)]
struct Payload<'a> {
    #[serde(flatten)]
    manifest: &'a Manifest,
    archive: &'a str,
    changed: &'a [(u32, StreamRecord)],
}

/// The same, as it is read.
#[derive(Deserialize)]
pub(super) struct StoredManifest {
    #[serde(flatten)]
    manifest: Manifest,
    #[serde(default)]
    archive: String,
    #[serde(default)]
    changed: Vec<(u32, StreamRecord)>,
}

impl StoredManifest {
    /// The manifest before the first commit.
    pub(super) fn empty() -> Self {
        Self { manifest: Manifest::default(), archive: String::new(), changed: Vec::new() }
    }

    /// Number of the commit.
    pub(super) fn commit(&self) -> u64 {
        self.manifest.commit
    }

    /// Puts the records of the archive and the changed ones together.
    pub(super) fn into_manifest(self, folder: &Path) -> Result<(Manifest, Archive), CaseError> {
        let Self { mut manifest, archive, changed } = self;
        let path = folder.join(&archive);
        if !archive.is_empty() {
            let content = fs::read(&path).map_err(CaseError::io(&path))?;
            manifest.streams = serde_json::from_slice(&content)
                .map_err(|error| CaseError::damaged(&path, error))?;
        }
        let streams = &mut manifest.streams;
        let mut archive = Archive { name: archive, ..Archive::default() };
        if archive.name.is_empty() {
            archive.changed = (0..).zip(&*streams).map(|(stream, _)| stream).collect();
        }
        for (stream, record) in changed {
            let (place, known) = (stream as usize, streams.len());
            match streams.get_mut(place) {
                Some(before) => *before = record,
                None if place == known => streams.push(record),
                None => {
                    let why = format!("the record of stream {known} is missing");
                    return Err(CaseError::damaged(folder, why));
                }
            }
            archive.changed.insert(stream);
        }
        Ok((manifest, archive))
    }
}

/// Which records the archive holds as they are.
#[derive(Debug, Default)]
pub(super) struct Archive {
    /// Name of the file; empty as long as there is none.
    name: String,
    /// Streams whose records differ from those in it.
    changed: BTreeSet<u32>,
    /// Of these, streams that changed since the last commit.
    recent: BTreeSet<u32>,
}

impl Archive {
    /// Name of the file; empty as long as there is none.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// The record of a stream is new or has changed.
    pub(super) fn change(&mut self, stream: u32) {
        self.changed.insert(stream);
        self.recent.insert(stream);
    }

    /// The records for the next commit: a new archive with all of them if that saves much, else those
    /// that changed.
    pub(super) fn seal(&mut self, manifest: &Manifest) -> Sealed {
        // Records that change with every commit would not stay archived.
        let is_worth = self.changed.len() > CHANGED.max(self.recent.len().saturating_mul(2));
        self.recent.clear();
        let (mut content, mut old) = (None, None);
        if is_worth {
            let name = format!("streams-{}.json", manifest.commit);
            content = Some(serde_json::to_vec(&manifest.streams).expect("a record is always JSON"));
            self.changed.clear();
            old = Some(std::mem::replace(&mut self.name, name)).filter(|name| !name.is_empty());
        }
        let record =
            |stream: &u32| Some((*stream, manifest.streams.get(*stream as usize)?.clone()));
        let changed = self.changed.iter().filter_map(record).collect();
        Sealed { archive: self.name.clone(), content, changed, old }
    }
}

/// Records as a commit stores them.
pub(super) struct Sealed {
    /// Name of the archive; empty if there is none.
    pub(super) archive: String,
    /// What it holds, if it is to be written before the commit.
    pub(super) content: Option<Vec<u8>>,
    /// Records that differ from those in it.
    changed: Vec<(u32, StreamRecord)>,
    /// Name of the archive before, which is to go after the commit that follows.
    pub(super) old: Option<String>,
}

impl Sealed {
    /// The payload of the commit.
    pub(super) fn payload(&self, manifest: &Manifest) -> String {
        let payload = Payload { manifest, archive: &self.archive, changed: &self.changed };
        serde_json::to_string(&payload).expect("a manifest is always JSON")
    }
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
