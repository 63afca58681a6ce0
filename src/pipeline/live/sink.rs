//! What the tail tells: which files there are, what they are, and what becomes of them.

use std::io;
use std::path::Path;

use serde::Deserialize;

use super::desk::Desk;
use super::lane::{Form, Lane};
use crate::case::{CaseError, StreamRecord};
use crate::pipeline::exports::is_exported;
use crate::pipeline::recall::Memory;
use crate::report::inert;
use crate::source::{self, Appeared, End, FileId, Known, Modified, Reading, TailSink};

/// So few bytes of a file that no grammar claims may still become a log.
const TOO_LITTLE: usize = 4096;

impl Desk {
    /// How a file that nobody knows is read.
    fn reading_of(&mut self, file: &Appeared<'_>) -> Reading {
        if file.path.starts_with(&self.case) {
            return Reading::Ignore;
        }
        let member = self.member(file.path, file.modified);
        let Some((format, encoding, mark)) = mbxtrace_parsers::recognise(file.head, &member.name)
        else {
            // A small archive may hold no byte that is a line end, and is complete all the same.
            let may_be_text = !file.head.contains(&b'\n') && !source::is_packed(file.head);
            let is_little = file.head.len() < TOO_LITTLE && may_be_text;
            return if is_little { Reading::Later } else { Reading::Whole };
        };
        if is_exported(format) {
            return Reading::Whole;
        }
        let clock = self.clock_of(&member, format.family()).filter(|_| !self.is_starting);
        self.needs_round |= clock.is_none();
        self.begin(file.file, member, Form { format, encoding, mark }, clock);
        Reading::Follow
    }

    /// A file that ended so long ago, or in an earlier run, that only the case remembers it.
    fn ended_before(&self, known: &Known) -> Option<Lane> {
        // Thousands may come back at once, and each is looked for among all: most are told by a number.
        let is_offset = |record: &StreamRecord| {
            let offset = record.progress.pointer("/followed/known/offset");
            offset.and_then(serde_json::Value::as_u64) == Some(known.offset)
        };
        let records = (0..).zip(&self.writer.manifest().streams);
        records.filter(|(_, record)| is_offset(record)).find_map(|(stream, record)| {
            let memory = Memory::deserialize(&record.progress).ok()?;
            let is_it = memory.ended() == Some(known);
            is_it.then(|| Lane::remembered(stream, record, &memory)).flatten()
        })
    }

    /// A file is found under another path from now on.
    fn rename(&self, lane: &mut Lane, path: &Path) {
        let modified = lane.modified.unwrap_or(Modified::utc(0, 0));
        lane.rename(self.member(path, modified));
    }

    fn with_lane<T: Default>(
        &mut self,
        file: FileId,
        act: impl FnOnce(&mut Self, &mut Lane) -> T,
    ) -> T {
        let Some(mut lane) = self.lanes.remove(&file) else { return T::default() };
        let done = act(self, &mut lane);
        self.lanes.insert(file, lane);
        done
    }

    fn note(&mut self, result: Result<(), CaseError>) -> io::Result<()> {
        result.map_err(|error| {
            let text = error.to_string();
            self.failure.get_or_insert(error);
            io::Error::other(text)
        })
    }
}

impl TailSink for Desk {
    fn appears(&mut self, file: &Appeared<'_>) -> Reading {
        self.reading_of(file)
    }

    fn follows(&mut self, file: FileId, known: &Known, path: &Path) -> bool {
        let is_it = |lane: &Lane| lane.is_generation(known);
        let ended = self.lanes.iter().find(|(_, lane)| lane.ended.is_some() && is_it(lane));
        let lane = match ended.map(|(file, _)| *file) {
            Some(ended) => self.lanes.remove(&ended),
            None => {
                let at = self.remembered.iter().position(is_it);
                at.map(|at| self.remembered.swap_remove(at)).or_else(|| self.ended_before(known))
            }
        };
        // Its stream was too old to be kept, say.
        let Some(mut lane) = lane else { return false };
        (lane.ended, lane.is_lost) = (None, false);
        if Path::new(&lane.member.path) != path {
            self.rename(&mut lane, path);
        }
        self.rows.enter(file, &lane.member);
        self.lanes.insert(file, lane);
        true
    }

    fn missing(&mut self, known: &Known, _end: End) {
        let lost = self.remembered.iter_mut().find(|lane| lane.is_generation(known));
        if let Some(lane) = lost {
            lane.is_lost = true;
        }
    }

    fn bytes(
        &mut self,
        file: FileId,
        offset: u64,
        bytes: &[u8],
        modified: Modified,
    ) -> io::Result<()> {
        let taken = self.take(file, offset, bytes, modified);
        self.note(taken)
    }

    fn idle(&mut self, file: FileId) {
        self.with_lane(file, Self::show_pending);
    }

    fn renamed(&mut self, file: FileId, path: &Path) {
        self.with_lane(file, |desk, lane| {
            desk.rename(lane, path);
            desk.rows.enter(file, &lane.member);
        });
    }

    fn ended(&mut self, file: FileId, known: &Known, _end: End) {
        if let Some(lane) = self.lanes.get(&file).filter(|lane| lane.kept == 0) {
            // It was seen, and gone before anything of it was read.
            let dropped = self.drop_stream(lane.stream);
            drop(self.note(dropped));
            return;
        }
        let finished = self.with_lane(file, |desk, lane| {
            lane.known = Some(known.clone());
            Some(desk.finish(lane))
        });
        // The failure is kept, and stops the loop.
        drop(self.note(finished.unwrap_or(Ok(()))));
    }

    fn whole(&mut self, path: &Path, _modified: Modified, _size: u64) {
        if !path.starts_with(&self.case) {
            self.waiting.insert(path.to_path_buf());
            self.needs_round = true;
        }
    }

    fn problem(&mut self, path: &Path, text: String) {
        let path = path.to_string_lossy();
        tracing::warn!("{}: {}", inert::line(&path), inert::line(&text));
    }
}
