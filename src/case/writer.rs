//! Writes a case: events to the index, raw bytes to kept text, and both durable in one commit.

use std::fs;
use std::path::{Path, PathBuf};

use mbxtrace_parsers::Event;
use tantivy::directory::error::LockError;
use tantivy::indexer::IndexWriterOptions;
use tantivy::query::{BooleanQuery, Query, TermQuery};
use tantivy::schema::IndexRecordOption;
use tantivy::{Index, IndexWriter, TantivyError, Term};

use super::document::LogDocument;
use super::error::CaseError;
use super::manifest::{Archive, Manifest, StreamRecord};
use super::merge::BySize;
use super::mirror::AnalysisMirror;
use super::range::ColumnRange;
use super::schema::Fields;
use super::text::TextWriter;
use super::{INDEX, TEXT, layout};
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
    folder: PathBuf,
    fields: Fields,
    index: IndexWriter<LogDocument>,
    text: TextWriter,
    manifest: Manifest,
    archive: Archive,
    analysis: Option<String>,
    /// Analysis before the last one: goes with the next commit, so that a reader who has just
    /// opened the case still finds the file its manifest names.
    stale: Option<PathBuf>,
    /// Archives of records that the last commit no longer names: the same.
    stale_archive: Option<PathBuf>,
    is_dirty: bool,
}

impl CaseWriter {
    /// Opens the case at `folder` for writing, which is made if there is none. What no commit
    /// vouches for (after a crash) is gone afterwards. Fails if another process writes it.
    pub fn open(folder: &Path, options: WriterOptions) -> Result<Self, CaseError> {
        let place = folder.join(INDEX);
        fs::create_dir_all(&place).map_err(CaseError::io(&place))?;
        layout::claim(folder)?;
        let (schema, fields) = Fields::schema();
        let directory =
            tantivy::directory::MmapDirectory::open(&place).map_err(TantivyError::from)?;
        let index = Index::open_or_create(directory, schema)?;
        layout::register(&index);
        let threads = IndexWriterOptions::builder()
            .num_worker_threads(options.threads)
            .memory_budget_per_thread(options.heap / options.threads.max(1))
            .num_merge_threads(1)
            .build();
        let writer = index.writer_with_options(threads).map_err(|error| match error {
            TantivyError::LockFailure(LockError::LockBusy, _) => CaseError::Locked(folder.into()),
            other => CaseError::Index(other),
        })?;
        writer.set_merge_policy(Box::new(BySize));
        let (manifest, archive) = layout::manifest(&index, folder)?.into_manifest(folder)?;
        let text = TextWriter::open(&folder.join(TEXT), manifest.text)?;
        let folder = folder.to_path_buf();
        Ok(Self {
            folder,
            fields,
            index: writer,
            text,
            manifest,
            archive,
            analysis: None,
            stale: None,
            stale_archive: None,
            is_dirty: false,
        })
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

    /// Keeps raw bytes of a stream, each part where the one before ended. Bytes kept already (a part
    /// given again) are passed over.
    pub fn keep(&mut self, stream: u32, offset: u64, raw: &[u8]) -> Result<(), CaseError> {
        let encoding = self.manifest.streams.get(stream as usize).map(StreamRecord::encoding);
        let encoding = encoding.unwrap_or(mbxtrace_parsers::Encoding::Utf8);
        self.is_dirty = true;
        self.text.keep(stream, offset, raw, encoding)
    }

    /// First byte of a stream that is not kept yet.
    pub fn kept(&self, stream: u32) -> u64 {
        self.text.end(stream)
    }

    /// Indexes an event. Blocks while the indexing threads are behind.
    pub fn add(&mut self, event: &Event<'_>) -> Result<(), CaseError> {
        self.is_dirty = true;
        self.index.add_document(LogDocument::of(event, &self.fields))?;
        Ok(())
    }

    /// Drops a stream with the next commit: its events, its kept text, its record but for the number.
    /// The space it took is used again, or given back, later.
    pub fn drop_stream(&mut self, stream: u32) -> Result<(), CaseError> {
        self.is_dirty = true;
        self.index.delete_term(Term::from_field_u64(self.fields.stream, u64::from(stream)));
        if let Some(record) = self.manifest.streams.get_mut(stream as usize) {
            *record = StreamRecord::default();
            self.archive.change(stream);
        }
        self.text.drop_stream(stream)
    }

    /// Drops the event that begins at `offset` of a stream, if it was added before: the record has
    /// turned out to be longer.
    pub fn drop_event(&mut self, stream: u32, offset: u64) -> Result<(), CaseError> {
        self.is_dirty = true;
        let term = Term::from_field_u64(self.fields.stream, u64::from(stream));
        let of_stream: Box<dyn Query> = Box::new(TermQuery::new(term, IndexRecordOption::Basic));
        let column = super::schema::OFFSET;
        let at: Box<dyn Query> = Box::new(ColumnRange { column, range: offset..=offset });
        self.index.delete_query(Box::new(BooleanQuery::intersection(vec![of_stream, at])))?;
        Ok(())
    }

    /// What whoever writes the case wants to find again; the case only keeps it.
    pub fn set_notes(&mut self, notes: serde_json::Value) {
        self.is_dirty |= self.manifest.notes != notes;
        self.manifest.notes = notes;
    }

    /// Drops all events with the next commit, those added from now on excepted; streams and kept
    /// text stay. For an analysis that replays the kept streams: until it commits, and if it never
    /// does, the case holds the events of before. Call it before adding any.
    pub fn clear_events(&mut self) -> Result<(), CaseError> {
        self.is_dirty = true;
        self.index.delete_all_documents()?;
        Ok(())
    }

    /// Sets the hash of the rule set.
    pub fn set_rules(&mut self, sha256: &str) {
        self.is_dirty |= self.manifest.rules_sha256 != sha256;
        sha256.clone_into(&mut self.manifest.rules_sha256);
    }

    /// Replaces the analysis: findings and all that is reported with them.
    pub fn set_analysis(&mut self, analysis: &Analysis) {
        let mirror = AnalysisMirror::from(analysis);
        self.analysis = Some(serde_json::to_string(&mirror).expect("a model is always JSON"));
        self.is_dirty = true;
    }

    /// Whether there is anything to commit.
    pub fn is_dirty(&self) -> bool {
        self.is_dirty
    }

    /// Makes everything so far durable, together or not at all.
    pub fn commit(&mut self) -> Result<(), CaseError> {
        self.manifest.text = self.text.flush()?;
        self.manifest.commit += 1;
        env!("CARGO_PKG_VERSION").clone_into(&mut self.manifest.tool_version);
        let old = self.write_analysis()?;
        let (payload, old_archive) = self.archive.payload(&self.manifest, &self.folder)?;
        let mut commit = self.index.prepare_commit()?;
        commit.set_payload(&payload);
        commit.commit()?;
        if let Some(stale) = old.and_then(|old| self.stale.replace(old)) {
            // One left behind harms nobody.
            drop(fs::remove_file(stale));
        }
        let old_archive = old_archive.map(|name| self.folder.join(name));
        if let Some(stale) = std::mem::replace(&mut self.stale_archive, old_archive) {
            drop(fs::remove_file(stale));
        }
        self.text.committed();
        self.is_dirty = false;
        Ok(())
    }

    /// Commits, waits for merges under way and gives the case free.
    pub fn finish(mut self) -> Result<(), CaseError> {
        if self.is_dirty {
            self.commit()?;
        }
        self.index.wait_merging_threads()?;
        Ok(())
    }

    /// Writes the analysis to a file of its own that the next commit names; gives the old one.
    fn write_analysis(&mut self) -> Result<Option<PathBuf>, CaseError> {
        let Some(analysis) = self.analysis.take() else { return Ok(None) };
        let name = format!("analysis-{}.json", self.manifest.commit);
        let path = self.folder.join(&name);
        layout::write_durably(&path, analysis.as_bytes()).map_err(CaseError::io(&path))?;
        let old = std::mem::replace(&mut self.manifest.analysis, name);
        Ok((!old.is_empty()).then(|| self.folder.join(old)))
    }
}
