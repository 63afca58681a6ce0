//! The store on disk: tantivy index, kept text, progress. The only place that names tantivy.
//!
//! ```text
//! DIR/version            layout of the store
//! DIR/index/             events; the payload of its commit is the manifest
//! DIR/text/              raw bytes of every stream, compressed
//! DIR/analysis-N.json    findings and all that is reported with them, as of commit N
//! DIR/notes.toml         marks and notes of people
//! DIR/streams-N.json     records of streams that have not changed since commit N
//! ```

mod background;
mod columns;
mod deferred;
mod directory;
mod document;
mod error;
mod exact;
mod facts;
mod filter;
mod find;
mod fold;
mod fresh;
mod layout;
mod manifest;
mod merge;
mod mirror;
mod notes;
mod range;
mod record;
#[cfg(test)]
pub(crate) mod sample;
mod schema;
mod stop;
mod store;
#[cfg(test)]
mod tests;
mod text;
mod tokenizer;
mod version;
mod writer;

use std::fs;
use std::path::{Path, PathBuf};

use tantivy::directory::MmapDirectory;
use tantivy::{Index, ReloadPolicy, Searcher, TantivyError};

use self::columns::Columns;
use self::mirror::AnalysisMirror;
use self::schema::Fields;
use crate::report::Analysis;

pub use self::error::CaseError;
pub use self::exact::Offsets;
pub use self::filter::{Filter, Keyword, Match};
pub use self::find::{Bucket, Found, Place, Scan};
pub use self::fresh::Told;
pub use self::manifest::{Manifest, StreamRecord};
pub(crate) use self::mirror::{finding_from, stored_finding};
pub use self::notes::{Notes, NotesError};
pub use self::record::StoredRecord;
pub(crate) use self::record::named_values;
pub use self::stop::Stop;
pub use self::text::{Extent, KeptText, StreamReader};
pub use self::version::Version;
pub use self::writer::{CaseWriter, Commits, WriterOptions};

/// Layout of the store. Any change of schema, tokenizer or files is a new one.
pub(crate) const LAYOUT: &str = "1";

const INDEX: &str = "index";
const TEXT: &str = "text";

/// How often opening is tried again when a writer commits at that very moment.
const TRIES: usize = 5;

/// A case as of one commit, for reading. Later commits do not change it: open it again.
pub struct Case {
    folder: PathBuf,
    fields: Fields,
    searcher: Searcher,
    columns: Vec<Columns>,
    text: KeptText,
    manifest: Manifest,
}

impl Case {
    /// Opens the case at `folder`, also while another process writes it, and also where this user
    /// may not write.
    pub fn open(folder: &Path) -> Result<Self, CaseError> {
        layout::check(folder)?;
        let mut tries = TRIES;
        loop {
            tries -= 1;
            match Self::open_once(folder) {
                Ok(Some(case)) => return Ok(case),
                Err(error) if tries == 0 => return Err(error),
                Ok(None) if tries == 0 => {
                    return Err(CaseError::damaged(
                        folder,
                        "its commits follow too fast to be read",
                    ));
                }
                Ok(None) | Err(_) => {}
            }
        }
    }

    /// Whether there is a case; an error where there is none and none can be made.
    pub fn is_at(folder: &Path) -> Result<bool, CaseError> {
        layout::check_or_vacant(folder)
    }

    /// As [`Self::open`]; `None` where a case can be made: no folder yet, or an empty one.
    pub fn open_if_any(folder: &Path) -> Result<Option<Self>, CaseError> {
        if Self::is_at(folder)? { Self::open(folder).map(Some) } else { Ok(None) }
    }

    /// `None` if a commit came between reading the manifest and opening the index.
    fn open_once(folder: &Path) -> Result<Option<Self>, CaseError> {
        let place = folder.join(INDEX);
        let directory = MmapDirectory::open(&place).map_err(TantivyError::from)?;
        let index = Index::open(directory::ReadOnly(directory))?;
        layout::register(&index);
        let (_, fields) = Fields::schema();
        let stored = layout::manifest(&index, folder)?;
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        let searcher = reader.searcher();
        if layout::manifest(&index, folder)?.commit() != stored.commit() {
            return Ok(None);
        }
        let (manifest, _) = stored.into_manifest(folder)?;
        let text = KeptText::open(&folder.join(TEXT), manifest.text)?;
        let (folder, columns) = (folder.to_path_buf(), columns::unopened(&searcher));
        Ok(Some(Self { folder, fields, searcher, columns, text, manifest }))
    }

    /// What the commit says of the case.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// The kept text.
    pub fn text(&self) -> &KeptText {
        &self.text
    }

    /// The last analysis; `None` before the first.
    pub fn analysis(&self) -> Result<Option<Analysis>, CaseError> {
        if self.manifest.analysis.is_empty() {
            return Ok(None);
        }
        let path = self.folder.join(&self.manifest.analysis);
        let content = fs::read(&path).map_err(CaseError::io(&path))?;
        let mirror: AnalysisMirror =
            serde_json::from_slice(&content).map_err(|error| CaseError::damaged(&path, error))?;
        Ok(Some(Analysis::from(mirror)))
    }
}
