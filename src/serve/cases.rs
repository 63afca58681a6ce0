//! The case as of its last commit: opened anew when there is a newer one, and the old one until the
//! new one can be read.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use super::refusal::{Refusal, Trouble};
use crate::case::{Case, CaseError, Version};
use crate::report::Analysis;

/// A case at one commit.
pub(super) struct Snapshot {
    /// What is known of the commit without opening it.
    version: Version,
    pub(super) case: Case,
}

impl Snapshot {
    /// Times of the first and of the last record, UTC nanoseconds.
    pub(super) fn extent(&self) -> Option<(i64, i64)> {
        let streams = &self.case.manifest().streams;
        let first = streams.iter().filter_map(|stream| stream.source.first).min()?;
        let last = streams.iter().filter_map(|stream| stream.source.last).max()?;
        Some((first, last))
    }
}

/// A case that somebody may be writing.
pub(super) struct Cases {
    folder: PathBuf,
    open: Mutex<Option<Arc<Snapshot>>>,
    /// The analysis last read, by the name of its file: many commits share one.
    analysis: Mutex<(String, Option<Arc<Analysis>>)>,
}

impl Cases {
    pub(super) fn new(folder: PathBuf) -> Self {
        Self { folder, open: Mutex::default(), analysis: Mutex::default() }
    }

    /// Answers from the last commit. What a writer has tidied away meanwhile is looked for once more
    /// in the next commit.
    pub(super) fn answer<T>(
        &self,
        answer: impl Fn(&Snapshot) -> Result<T, Trouble>,
    ) -> Result<T, Refusal> {
        let mut is_new = false;
        loop {
            let snapshot = self.snapshot(is_new)?;
            match answer(&snapshot) {
                Ok(answer) => return Ok(answer),
                Err(Trouble::Refused(refusal)) => return Err(refusal),
                Err(Trouble::Case(error)) if is_new => return Err(error.into()),
                Err(Trouble::Case(_)) => is_new = true,
            }
        }
    }

    /// The analysis of a commit; `None` before the first.
    pub(super) fn analysis(&self, of: &Snapshot) -> Result<Option<Arc<Analysis>>, CaseError> {
        let name = &of.case.manifest().analysis;
        let mut known = self.analysis.lock().unwrap_or_else(PoisonError::into_inner);
        if known.0 != *name {
            *known = (name.clone(), of.case.analysis()?.map(Arc::new));
        }
        Ok(known.1.clone())
    }

    fn snapshot(&self, anew: bool) -> Result<Arc<Snapshot>, CaseError> {
        // Looked at before it is opened: a commit in between is opened once more, never missed.
        let version = Version::of(&self.folder);
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let known = open.clone();
        match (known, version) {
            (Some(known), Ok(version)) if known.version == version && !anew => Ok(known),
            (known, Ok(version)) => match Case::open(&self.folder) {
                Ok(case) => {
                    let snapshot = Arc::new(Snapshot { version, case });
                    *open = Some(Arc::clone(&snapshot));
                    Ok(snapshot)
                }
                Err(error) => known.filter(|_| !anew).ok_or(error),
            },
            (Some(known), Err(_)) if !anew => Ok(known),
            (_, Err(error)) => Err(error),
        }
    }
}
