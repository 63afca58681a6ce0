//! The files of a case as one thing to write: index and kept text, durable together or not at all.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use mbxtrace_parsers::Encoding;
use tantivy::directory::error::LockError;
use tantivy::indexer::IndexWriterOptions;
use tantivy::query::{BooleanQuery, Query, TermQuery};
use tantivy::schema::IndexRecordOption;
use tantivy::{Index, IndexSettings, IndexWriter, TantivyError, Term};

use super::deferred::{self, Deferred};
use super::document::LogDocument;
use super::error::CaseError;
use super::exact::AtPlaces;
use super::manifest::{Archive, Manifest, Sealed};
use super::merge::BySize;
use super::mirror::AnalysisMirror;
use super::range::ColumnRange;
use super::schema::Fields;
use super::text::{Extent, TextWriter};
use super::{INDEX, TEXT, WriterOptions, layout};
use crate::report::Analysis;

/// Index and kept text of a case.
pub(super) struct Store {
    folder: PathBuf,
    fields: Fields,
    index: IndexWriter<LogDocument>,
    text: TextWriter,
    /// Analysis before the last one: goes with the next commit, so that a reader who has just
    /// opened the case still finds the file its manifest names.
    stale: Option<PathBuf>,
    /// Archives of records that the last commit no longer names: the same.
    stale_archive: Option<PathBuf>,
}

/// One change. Changes hold in the order in which they are applied.
pub(super) enum Change {
    /// Raw bytes of a stream at an offset.
    Keep(u32, u64, Vec<u8>, Encoding),
    /// An event.
    Add(LogDocument),
    /// No event of a stream, and none of its bytes.
    DropStream(u32),
    /// Not the event of a stream that begins at an offset.
    DropEvent(u32, u64),
    /// None of the events at these places, stream and offset: one pass over the streams.
    DropEvents(Vec<(u32, u64)>),
    /// Everything before is made durable.
    Commit(Box<Commit>),
}

/// What a commit vouches for beside the changes before it.
pub(super) struct Commit {
    /// Without streams; how far the text reaches is filled in.
    pub(super) manifest: Manifest,
    pub(super) records: Sealed,
    /// The analysis to be written under the name that the manifest says.
    pub(super) analysis: Option<Wording>,
    /// Name of the one before.
    pub(super) old_analysis: Option<String>,
}

/// An analysis on its way to the disk.
pub(super) enum Wording {
    /// In its form there.
    Mirror(Box<AnalysisMirror>),
    /// Still to be put into it, by whoever writes: that takes a while.
    Model(Box<Analysis>),
}

impl Wording {
    /// Puts it into its form, and lets go of the other.
    fn into_mirror(self) -> Box<AnalysisMirror> {
        match self {
            Self::Mirror(mirror) => mirror,
            Self::Model(analysis) => Box::new(AnalysisMirror::from(&*analysis)),
        }
    }
}

impl Store {
    /// Opens the store for writing, with the manifest of its last commit. See
    /// [`CaseWriter::open`](super::CaseWriter::open).
    pub(super) fn open(
        folder: &Path,
        options: WriterOptions,
    ) -> Result<(Self, Manifest, Archive), CaseError> {
        layout::claim(folder)?;
        let place = folder.join(INDEX);
        fs::create_dir_all(&place).map_err(CaseError::io(&place))?;
        let (schema, fields) = Fields::schema();
        let directory = Deferred::open(&place).map_err(TantivyError::from)?;
        // tantivy's own store of documents is empty: a thread a segment to compress it is for nothing.
        let settings =
            IndexSettings { docstore_compress_dedicated_thread: false, ..IndexSettings::default() };
        let index = Index::builder().schema(schema).settings(settings).open_or_create(directory)?;
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
        deferred::sweep(&writer, &place)?;
        writer.set_merge_policy(Box::new(BySize));
        let (manifest, archive) = layout::manifest(&index, folder)?.into_manifest(folder)?;
        layout::sweep(folder, [&manifest.analysis, archive.name()]);
        let text = TextWriter::open(&folder.join(TEXT), manifest.text)?;
        let folder = folder.to_path_buf();
        let store = Self { folder, fields, index: writer, text, stale: None, stale_archive: None };
        Ok((store, manifest, archive))
    }

    /// Applies a change; of a commit, gives how far the kept text reaches that belongs to it.
    pub(super) fn apply(&mut self, change: Change) -> Result<Option<Extent>, CaseError> {
        match change {
            Change::Keep(stream, offset, raw, encoding) => {
                self.keep(stream, offset, &raw, encoding)?;
            }
            Change::Add(document) => {
                self.index.add_document(document)?;
            }
            Change::DropStream(stream) => {
                self.index.delete_term(Term::from_field_u64(self.fields.stream, stream.into()));
                self.text.drop_stream(stream)?;
            }
            Change::DropEvent(stream, offset) => self.drop_event(stream, offset)?,
            Change::DropEvents(places) => {
                let places = AtPlaces::new(self.fields.stream, &places);
                self.index.delete_query(Box::new(places))?;
            }
            Change::Commit(commit) => return self.commit(*commit).map(Some),
        }
        Ok(None)
    }

    /// As [`Change::Keep`], of bytes that somebody else owns.
    pub(super) fn keep(
        &mut self,
        stream: u32,
        offset: u64,
        raw: &[u8],
        encoding: Encoding,
    ) -> Result<(), CaseError> {
        self.text.keep(stream, offset, raw, encoding)
    }

    fn drop_event(&mut self, stream: u32, offset: u64) -> Result<(), CaseError> {
        let term = Term::from_field_u64(self.fields.stream, u64::from(stream));
        let of_stream: Box<dyn Query> = Box::new(TermQuery::new(term, IndexRecordOption::Basic));
        let column = super::schema::OFFSET;
        let at: Box<dyn Query> = Box::new(ColumnRange { column, range: offset..=offset });
        self.index.delete_query(Box::new(BooleanQuery::intersection(vec![of_stream, at])))?;
        Ok(())
    }

    fn commit(&mut self, commit: Commit) -> Result<Extent, CaseError> {
        let Commit { mut manifest, records, analysis, old_analysis } = commit;
        manifest.text = self.text.flush()?;
        if let Some(analysis) = analysis {
            let analysis = analysis.into_mirror();
            let path = self.folder.join(&manifest.analysis);
            let words = |file: &mut dyn io::Write| Ok(serde_json::to_writer(file, &*analysis)?);
            layout::write_durably_by(&path, words).map_err(CaseError::io(&path))?;
        }
        if let Some(content) = &records.content {
            self.write(&records.archive, content)?;
        }
        let mut prepared = self.index.prepare_commit()?;
        prepared.set_payload(&records.payload(&manifest));
        prepared.commit()?;
        let in_folder = |name: String| self.folder.join(name);
        if let Some(old) = old_analysis.map(in_folder)
            && let Some(stale) = self.stale.replace(old)
        {
            // One left behind harms nobody.
            drop(fs::remove_file(stale));
        }
        let old = records.old.map(in_folder);
        if let Some(stale) = std::mem::replace(&mut self.stale_archive, old) {
            drop(fs::remove_file(stale));
        }
        self.text.committed();
        Ok(manifest.text)
    }

    fn write(&self, name: &str, content: &[u8]) -> Result<(), CaseError> {
        let path = self.folder.join(name);
        layout::write_durably(&path, content).map_err(CaseError::io(&path))
    }

    /// Waits for merges under way and gives the case free.
    pub(super) fn finish(self) -> Result<(), CaseError> {
        self.index.wait_merging_threads()?;
        Ok(())
    }
}
