//! Writes a case: events to the index, raw bytes to kept text, and both durable in one commit.

use std::path::Path;
use std::time::Duration;

use mbxtrace_parsers::{Encoding, Event};

use super::background::Background;
use super::document::LogDocument;
use super::error::CaseError;
use super::manifest::{Archive, Manifest, StreamRecord};
use super::mirror::AnalysisMirror;
use super::schema::Fields;
use super::store::{Change, Commit, Store, Wording};
use crate::report::Analysis;

/// How much of the machine a writer may take.
#[derive(Clone, Copy, Debug)]
pub struct WriterOptions {
    /// Indexing threads. With one, segments hold disjoint times and every run writes the same index.
    pub threads: usize,
    /// Memory of all indexing threads together, in bytes; at least 15 MB a thread.
    pub heap: usize,
}

impl Default for WriterOptions {
    fn default() -> Self {
        Self { threads: 1, heap: 100_000_000 }
    }
}

/// The one writer of a case.
pub struct CaseWriter {
    fields: Fields,
    store: Place,
    manifest: Manifest,
    archive: Archive,
    analysis: Option<Wording>,
    is_dirty: bool,
}

/// Where the store is written.
enum Place {
    Here(Box<Store>),
    Background(Background),
    /// On the way from one to the other, and after a failure there.
    Nowhere,
}

/// Commits made by [`CaseWriter::begin_commit`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Commits {
    /// How many.
    pub made: u64,
    /// How long the last one took.
    pub took: Duration,
    /// Whether one is under way.
    pub is_under_way: bool,
}

impl CaseWriter {
    /// Opens the case at `folder` for writing, which is made if there is none. What no commit
    /// vouches for (after a crash) is gone afterwards. Fails if another process writes it.
    pub fn open(folder: &Path, options: WriterOptions) -> Result<Self, CaseError> {
        let (store, manifest, archive) = Store::open(folder, options)?;
        let (_, fields) = Fields::schema();
        let store = Place::Here(Box::new(store));
        Ok(Self { fields, store, manifest, archive, analysis: None, is_dirty: false })
    }

    /// From now on a thread of its own writes. Errors come late then: with a later change, or with
    /// [`Self::commits`]; nothing after the change that failed is written.
    pub fn in_background(mut self) -> Result<Self, CaseError> {
        self.store = match std::mem::replace(&mut self.store, Place::Nowhere) {
            Place::Here(store) => {
                Place::Background(Background::new(*store).map_err(CaseError::io(Path::new("")))?)
            }
            other => other,
        };
        Ok(self)
    }

    /// What the last commit and the changes since say.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// Adds a stream and gives its number, which events of it must carry in their origin.
    pub fn stream(&mut self, record: StreamRecord) -> u32 {
        self.is_dirty = true;
        self.manifest.streams.push(record);
        let stream = u32::try_from(self.manifest.streams.len() - 1).expect("fewer than 2^32 files");
        self.archive.change(stream);
        stream
    }

    /// The record of a stream, to be changed.
    pub fn stream_mut(&mut self, stream: u32) -> Option<&mut StreamRecord> {
        self.is_dirty = true;
        let record = self.manifest.streams.get_mut(stream as usize)?;
        self.archive.change(stream);
        Some(record)
    }

    fn change(&mut self, change: Change) -> Result<(), CaseError> {
        self.is_dirty = true;
        match &mut self.store {
            Place::Here(store) => {
                store.apply(change)?;
            }
            Place::Background(thread) => thread.push(change)?,
            Place::Nowhere => {}
        }
        Ok(())
    }

    /// Keeps raw bytes of a stream, each part where the one before ended. Bytes kept already (a part
    /// given again) are passed over.
    pub fn keep(&mut self, stream: u32, offset: u64, raw: &[u8]) -> Result<(), CaseError> {
        let encoding = self.manifest.streams.get(stream as usize).map(StreamRecord::encoding);
        let encoding = encoding.unwrap_or(Encoding::Utf8);
        self.is_dirty = true;
        match &mut self.store {
            Place::Here(store) => store.keep(stream, offset, raw, encoding),
            _ => self.change(Change::Keep(stream, offset, raw.to_vec(), encoding)),
        }
    }

    /// Indexes an event. Blocks while the indexing threads are behind.
    pub fn add(&mut self, event: &Event<'_>) -> Result<(), CaseError> {
        let document = LogDocument::of(event, &self.fields);
        self.change(Change::Add(document))
    }

    /// Drops a stream with the next commit: its events, its kept text, its record but for the number.
    /// The space it took is used again, or given back, later.
    pub fn drop_stream(&mut self, stream: u32) -> Result<(), CaseError> {
        if let Some(record) = self.manifest.streams.get_mut(stream as usize) {
            *record = StreamRecord::default();
            self.archive.change(stream);
        }
        self.change(Change::DropStream(stream))
    }

    /// Drops the event that begins at `offset` of a stream, if it was added before: the record has
    /// turned out to be longer.
    pub fn drop_event(&mut self, stream: u32, offset: u64) -> Result<(), CaseError> {
        self.change(Change::DropEvent(stream, offset))
    }

    /// Drops the events at these places, stream and offset, that were added before: they stand in
    /// another stream.
    pub fn drop_events(&mut self, places: Vec<(u32, u64)>) -> Result<(), CaseError> {
        if places.is_empty() { Ok(()) } else { self.change(Change::DropEvents(places)) }
    }

    /// What whoever writes the case wants to find again; the case only keeps it.
    pub fn set_notes(&mut self, notes: serde_json::Value) {
        self.is_dirty |= self.manifest.notes != notes;
        self.manifest.notes = notes;
    }

    /// Sets the hash of the rule set.
    pub fn set_rules(&mut self, sha256: &str) {
        self.is_dirty |= self.manifest.rules_sha256 != sha256;
        sha256.clone_into(&mut self.manifest.rules_sha256);
    }

    /// Replaces the analysis: findings and all that is reported with them.
    pub fn set_analysis(&mut self, analysis: &Analysis) {
        self.analysis = Some(Wording::Mirror(Box::new(AnalysisMirror::from(analysis))));
        self.is_dirty = true;
    }

    /// The same of one that nobody needs any more: the thread that writes puts it into its form.
    pub fn give_analysis(&mut self, analysis: Analysis) {
        self.analysis = Some(Wording::Model(Box::new(analysis)));
        self.is_dirty = true;
    }

    /// Whether there is anything to commit.
    pub fn is_dirty(&self) -> bool {
        self.is_dirty
    }

    /// Makes everything so far durable, together or not at all.
    pub fn commit(&mut self) -> Result<(), CaseError> {
        let commit = Box::new(self.sealed());
        match &mut self.store {
            Place::Here(store) => {
                if let Some(text) = store.apply(Change::Commit(commit))? {
                    self.manifest.text = text;
                }
            }
            Place::Background(thread) => {
                thread.push(Change::Commit(commit))?;
                thread.wait()?;
            }
            Place::Nowhere => {}
        }
        self.is_dirty = false;
        Ok(())
    }

    /// Begins to make everything so far durable; on with what comes meanwhile. Without a thread of its
    /// own, the same as [`Self::commit`].
    pub fn begin_commit(&mut self) -> Result<(), CaseError> {
        if !matches!(self.store, Place::Background(_)) {
            return self.commit();
        }
        let commit = Box::new(self.sealed());
        self.change(Change::Commit(commit))?;
        self.is_dirty = false;
        Ok(())
    }

    /// Waits until commits that have begun are made.
    pub fn wait(&mut self) -> Result<(), CaseError> {
        if let Place::Background(thread) = &mut self.store { thread.wait() } else { Ok(()) }
    }

    /// Commits of the thread so far. An error is one of an earlier change.
    pub fn commits(&mut self) -> Result<Commits, CaseError> {
        let Place::Background(thread) = &mut self.store else { return Ok(Commits::default()) };
        let (made, took, is_under_way) = thread.commits()?;
        Ok(Commits { made, took, is_under_way })
    }

    /// Commits, waits for merges under way and gives the case free.
    pub fn finish(mut self) -> Result<(), CaseError> {
        if self.is_dirty {
            self.commit()?;
        }
        match self.store {
            Place::Here(store) => store.finish(),
            Place::Background(thread) => thread.into_store()?.finish(),
            Place::Nowhere => Ok(()),
        }
    }

    /// What a commit now would vouch for.
    fn sealed(&mut self) -> Commit {
        self.manifest.commit += 1;
        env!("CARGO_PKG_VERSION").clone_into(&mut self.manifest.tool_version);
        let analysis = self.analysis.take();
        let mut old_analysis = None;
        if analysis.is_some() {
            let name = format!("analysis-{}.json", self.manifest.commit);
            let old = std::mem::replace(&mut self.manifest.analysis, name);
            old_analysis = (!old.is_empty()).then_some(old);
        }
        let records = self.archive.seal(&self.manifest);
        let manifest = Manifest {
            tool_version: self.manifest.tool_version.clone(),
            rules_sha256: self.manifest.rules_sha256.clone(),
            commit: self.manifest.commit,
            text: self.manifest.text,
            analysis: self.manifest.analysis.clone(),
            streams: Vec::new(),
            notes: self.manifest.notes.clone(),
        };
        Commit { manifest, records, analysis, old_analysis }
    }
}
