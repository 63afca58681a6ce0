//! Exports: files that are written anew as a whole. Every content is a state of its export, and of
//! several states the newest counts: a record stands where that has it, and settings are what it says.

use std::collections::{BTreeMap, BTreeSet};

use mbxtrace_parsers::{Family, Format};

use super::inputs::{Inputs, Place};
use super::recall::Memory;
use super::streams::{Indexed, Part, is_alone};
use crate::case::{CaseError, StreamRecord};
use crate::source::Member;

/// Rows of exports have the same name in every run: their states are told by age.
const EXPORTED: &str = "exported";

/// Whether files of a format are exported as a whole. All others hold records in the order in which
/// they are written, each for itself: their files are followed.
pub(super) fn is_exported(format: Format) -> bool {
    format.family() == Family::WindowsEvent || format.family().is_snapshot()
}

/// What a member is to a kept stream of the same bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Likeness {
    /// The same: nothing of it has to be read.
    Same,
    /// An earlier state of the export, which is in force again.
    Again,
    /// Equal settings of another host: two, not one.
    Another,
}

/// The states of exports that the case keeps.
pub(super) struct States<'a> {
    kept: BTreeMap<u32, (&'a StreamRecord, &'a Memory)>,
    /// Newest of each export, by path.
    newest: BTreeMap<&'a str, u32>,
    /// Whether a watch asks: an export is then known by its path.
    is_live: bool,
}

impl<'a> States<'a> {
    pub(super) fn new(kept: &'a [(u32, StreamRecord, Memory)], is_live: bool) -> Self {
        let exports = kept.iter().filter(|(_, _, memory)| memory.exported);
        // Numbers of streams rise: the last one of a path stays.
        let newest = exports.map(|(stream, record, _)| (record.source.path.as_str(), *stream));
        let newest = newest.collect();
        let kept = kept.iter().map(|(stream, record, memory)| (*stream, (record, memory)));
        Self { kept: kept.collect(), newest, is_live }
    }

    /// What `member` is to a kept stream of the same bytes.
    pub(super) fn likeness(&self, stream: u32, member: &Member) -> Likeness {
        let Some((record, memory)) = self.kept.get(&stream) else { return Likeness::Same };
        let is_path = record.source.path == member.path;
        if self.is_live && is_path && memory.exported {
            let is_newest = self.newest.get(member.path.as_str()) == Some(&stream);
            return if is_newest { Likeness::Same } else { Likeness::Again };
        }
        if self.may_replace(stream, member) { Likeness::Same } else { Likeness::Another }
    }

    /// Whether `member` may stand for a kept stream that it holds all of. Settings are those of a host:
    /// equal ones of another are others. A watch may see each of two files change for itself.
    pub(super) fn may_replace(&self, stream: u32, member: &Member) -> bool {
        let Some((record, _)) = self.kept.get(&stream) else { return true };
        if !record.format().is_some_and(|format| format.family().is_snapshot()) {
            return true;
        }
        let source = &record.source;
        if self.is_live { source.path == member.path } else { source.node == member.node }
    }
}

/// Members of this round are states of their exports, the newest ones.
pub(super) fn arrive(fresh: &mut [(Format, Part)]) {
    for (format, part) in fresh {
        if is_exported(*format) {
            part.age = Some(0);
            if is_alone(part) {
                part.row.key = format!("{EXPORTED}:{}", part.path);
            }
        }
    }
}

/// How old each state is: how many newer ones there are of the same path.
pub(super) fn age(all: &mut [(Format, Part)]) {
    let mut states: BTreeMap<String, BTreeSet<Place>> = BTreeMap::new();
    for (_, part) in all.iter().filter(|(_, part)| part.age.is_some()) {
        states.entry(part.path.clone()).or_default().insert(part.place);
    }
    for (_, part) in all.iter_mut().filter(|(_, part)| part.age.is_some()) {
        // What is kept is ordered before what is scanned, and by number.
        part.age = states.get(&part.path).map(|of| of.range(part.place..).count() - 1);
    }
}

/// Which records of kept exports are in the index, where that is not all of them: of those that several
/// hold, the index has one.
pub(super) fn look_up(all: &mut [(Format, Part)], inputs: &Inputs) -> Result<(), CaseError> {
    let (Some(case), true) = (&inputs.case, all.iter().filter(|one| is_state(one)).count() > 1)
    else {
        return Ok(());
    };
    let kept = |part: &Part| match part.place {
        Place::Kept(stream) => Some(stream),
        Place::Scanned(_) => None,
    };
    let streams = all.iter().filter(|one| is_state(one)).filter_map(|(_, part)| kept(part));
    let mut offsets = case.offsets(streams.collect())?;
    for (_, part) in all.iter_mut().filter(|one| is_state(one)) {
        if let Some(stream) = kept(part) {
            part.indexed = Indexed::At(offsets.remove(&stream).unwrap_or_default());
        }
    }
    Ok(())
}

fn is_state((_, part): &(Format, Part)) -> bool {
    part.age.is_some()
}
