//! What the interface knows of a case, asks of it and is answered.

use std::path::PathBuf;
use std::sync::Arc;

use crate::case::{Bucket, Case};
use crate::report::{Analysis, Note};
use crate::search::{At, Page};

/// A case as of one commit, as far as it is held in memory.
#[derive(Clone, Debug, Default)]
pub struct Snapshot {
    /// Number of the commit.
    pub commit: u64,
    /// Time of the first and of the last record, UTC nanoseconds.
    pub window: Option<(i64, i64)>,
    /// The last analysis; empty before the first.
    pub analysis: Arc<Analysis>,
    /// Paths of the streams, by number; empty for one that was dropped.
    pub paths: Arc<[String]>,
}

impl Snapshot {
    /// What is known of a case, with an analysis that was read already.
    pub fn of(case: &Case, analysis: Arc<Analysis>) -> Self {
        let manifest = case.manifest();
        let sources = || manifest.streams.iter().map(|stream| &stream.source);
        let first = sources().filter_map(|source| source.first).min();
        let last = sources().filter_map(|source| source.last).max();
        let path = |stream: &crate::case::StreamRecord| match stream.format() {
            Some(_) => stream.source.path.clone(),
            None => String::new(),
        };
        Self {
            commit: manifest.commit,
            window: first.zip(last),
            analysis,
            paths: manifest.streams.iter().map(path).collect(),
        }
    }
}

/// Where a window of records is to begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// At the first record.
    First,
    /// At the last one.
    Last,
    /// Around a place.
    At(At),
}

/// Which answers supersede one another: a later question of a lane makes answers to earlier ones stale.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lane {
    /// Records.
    Records,
    /// Counts over time.
    Counts,
}

/// A question to the case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ask {
    /// A window of records.
    Window {
        /// The filter.
        query: String,
        /// Where it begins.
        start: Start,
        /// Records wanted to each side.
        limit: usize,
        /// Whether it is being typed: worth a short wait for the next key.
        typed: bool,
    },
    /// More records beyond an end of the window.
    More {
        /// The filter.
        query: String,
        /// The record at that end.
        at: At,
        /// Whether later ones.
        forward: bool,
        /// Records wanted.
        limit: usize,
    },
    /// The next failure.
    Failure {
        /// The filter.
        query: String,
        /// From where.
        at: At,
        /// Whether later.
        forward: bool,
        /// Evidence of findings, in order.
        evidence: Arc<[At]>,
    },
    /// Records and failures over time.
    Counts {
        /// The filter.
        query: String,
        /// Width of a span, nanoseconds.
        step: i64,
        /// Whether it is being typed.
        typed: bool,
    },
}

/// What the case answers.
#[derive(Clone, Debug)]
pub enum Answer {
    /// The records before a place, and those at it and after.
    Window(Page, Page),
    /// Later or earlier records.
    More(Page),
    /// Where the next failure is.
    Failure(Option<At>),
    /// Records by span, and failures among them.
    Counts(Vec<Bucket>, Vec<Bucket>),
    /// Why there is none, over several lines.
    Error(String),
}

/// What is to be done for the interface.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Ask the case; the number comes back with the answer.
    Ask(Lane, u64, Ask),
    /// Keep a note, or take it away.
    Note(Note, bool),
    /// Write the report to a file, with times in this zone.
    Report(PathBuf, crate::clock::Zone),
    /// Leave.
    Quit,
}
