//! Members to streams: files of one series are one stream, in reading order; all others stand alone.

use std::collections::BTreeMap;

use mbxtrace_parsers::{Encoding, Format, Problem};
use serde::{Deserialize, Serialize};

use super::blocks::TimedBlock;
use super::inputs::Place;
use crate::clock::{Clock, FileTime, Survey};
use crate::report::SourceClock;
use crate::source::{self, Gap, Member, Modified};

/// What no name of a file holds.
const ALONE: char = '\0';

/// One stream of records in one format.
#[derive(Debug)]
pub(super) struct Stream {
    /// Its format.
    pub(super) format: Format,
    /// Its members in reading order.
    pub(super) parts: Vec<Part>,
}

/// One member of a stream.
#[derive(Debug)]
pub(super) struct Part {
    /// Where its bytes are.
    pub(super) place: Place,
    /// Path shown.
    pub(super) path: String,
    /// Node it was collected from.
    pub(super) node: String,
    /// Encoding of its text.
    pub(super) encoding: Encoding,
    /// Length of its byte-order mark.
    pub(super) mark: usize,
    /// File time.
    pub(super) modified: Option<FileTime>,
    /// Row it stands in, and what lies between the member before it in the row and this one.
    pub(super) row: Row,
    /// What one walk over it found out about time.
    pub(super) survey: Survey,
    /// The blocks to be read in another order than that of the file.
    pub(super) blocks: Option<Vec<TimedBlock>>,
    /// It is still being written: what has been read of its last record stays pending.
    pub(super) grows: bool,
    /// Which of its records are in the index.
    pub(super) indexed: Indexed,
    /// Of a state of an export: how many newer ones there are.
    pub(super) age: Option<usize>,
    /// What broke that walk off.
    pub(super) broken: Option<Problem>,
    /// Its solved clock.
    pub(super) clock: Clock,
    /// The same, as reported.
    pub(super) shown: Option<SourceClock>,
}

/// Which records of a member are in the index.
#[derive(Clone, Debug)]
pub(super) enum Indexed {
    /// Those that begin before this offset.
    Before(u64),
    /// Those at these offsets, ascending.
    At(Vec<u64>),
}

impl Indexed {
    /// Whether the record at an offset is.
    pub(super) fn holds(&self, offset: u64) -> bool {
        match self {
            Self::Before(end) => offset < *end,
            Self::At(offsets) => offsets.binary_search(&offset).is_ok(),
        }
    }

    /// Whether only the beginning of the record at this place is: its file had ended there, and has gone
    /// on.
    pub(super) fn cuts(&self, (offset, length): (u64, u32)) -> bool {
        matches!(self, Self::Before(end) if offset < *end && *end < offset + u64::from(length))
    }
}

/// A member's place in a row of files that continue one another.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Row {
    /// Which row.
    pub(super) key: String,
    /// Place in it.
    pub(super) at: usize,
    /// Whether it goes on where the member before it stopped.
    pub(super) contiguous: bool,
    /// Which files are missing before it.
    pub(super) missing: Option<String>,
}

impl Part {
    /// Sets clock and reading order once the clocks are solved, and lets go of what only they
    /// needed: a survey holds a stamp for every record.
    pub(super) fn settle(&mut self, clock: Clock, shown: SourceClock) {
        self.clock = clock;
        self.shown = Some(shown);
        self.blocks = self.block_order();
        self.survey.settle();
    }

    /// The blocks of the member in order of time, if its records do not stand in that order.
    fn block_order(&self) -> Option<Vec<TimedBlock>> {
        let stamps = &self.survey.stamps;
        if stamps.is_empty() {
            return None;
        }
        let times = self.clock.clone().times(stamps);
        if times.is_sorted() {
            return None;
        }
        let blocks = &self.survey.blocks;
        let ends = blocks.iter().skip(1).map(|block| block.records).chain([stamps.len()]);
        let timed = blocks.iter().zip(ends).map(|(block, end)| {
            let least = times.get(block.records..end).and_then(|times| times.iter().min());
            TimedBlock { block: *block, least: least.copied().unwrap_or(i64::MIN) }
        });
        Some(timed.collect())
    }
}

/// A member whose format was recognised.
pub(super) struct Recognised {
    /// Index in the scan.
    pub(super) member: usize,
    /// Format, encoding, length of the byte-order mark.
    pub(super) format: Format,
    pub(super) encoding: Encoding,
    pub(super) mark: usize,
}

/// Something to be read, before its place in a row is known.
pub(super) struct Candidate {
    pub(super) place: Place,
    pub(super) member: Member,
    pub(super) format: Format,
    pub(super) encoding: Encoding,
    pub(super) mark: usize,
    pub(super) grows: bool,
    pub(super) indexed: u64,
}

impl Candidate {
    /// A member of the scan.
    pub(super) fn scanned(members: &[Member], one: &Recognised) -> Self {
        Self {
            place: Place::Scanned(one.member),
            member: members[one.member].clone(),
            format: one.format,
            encoding: one.encoding,
            mark: one.mark,
            grows: false,
            indexed: 0,
        }
    }

    fn into_part(self, row: Row) -> (Format, Part) {
        let part = Part {
            place: self.place,
            path: self.member.path,
            node: self.member.node,
            encoding: self.encoding,
            mark: self.mark,
            modified: self.member.modified.map(file_time),
            row,
            survey: Survey::default(),
            blocks: None,
            grows: self.grows,
            indexed: Indexed::Before(self.indexed),
            age: None,
            broken: None,
            clock: Clock::utc(),
            shown: None,
        };
        (self.format, part)
    }
}

/// Parts of candidates, in rows. `run` tells rows of this run from those of other ones.
pub(super) fn parts(candidates: Vec<Candidate>, run: &str) -> Vec<(Format, Part)> {
    let mut in_rows = Vec::new();
    let mut links = BTreeMap::new();
    for (index, one) in candidates.iter().enumerate() {
        if let Some(mut series) = source::series(&one.member) {
            // Files of one name but another format do not continue one another.
            series.key = format!("{}:{}", one.format.name(), series.key);
            links.insert(index, (series.key.clone(), Gap::Unknown));
            in_rows.push((index, series, one.member.modified));
        }
    }
    let mut places: BTreeMap<usize, usize> = BTreeMap::new();
    for (at, link) in source::order(&in_rows).into_iter().enumerate() {
        places.insert(link.member, at);
        if let Some(known) = links.get_mut(&link.member) {
            known.1 = link.gap;
        }
    }
    let row = |index: usize, one: &Candidate| match links.get(&index) {
        Some((key, gap)) => Row {
            key: format!("{run}:{key}"),
            at: places.get(&index).copied().unwrap_or(0),
            contiguous: *gap == Gap::Contiguous,
            missing: if let Gap::Missing(what) = gap { Some(what.clone()) } else { None },
        },
        None => Row { key: alone(run, one.format, &one.member), ..Row::default() },
    };
    let rows: Vec<Row> =
        candidates.iter().enumerate().map(|(index, one)| row(index, one)).collect();
    candidates.into_iter().zip(rows).map(|(one, row)| one.into_part(row)).collect()
}

/// Key of the row of a file that no other continues. Like those of others it begins with what does not
/// depend on how the input was given; the path, which does, tells it from all others.
fn alone(run: &str, format: Format, member: &Member) -> String {
    let Member { root, relative, path, .. } = member;
    format!("{run}:{}:{root}:{relative}{ALONE}{path}", format.name())
}

/// Whether a part stands in the row of a file that no other continues.
pub(super) fn is_alone(part: &Part) -> bool {
    part.row.key.strip_suffix(part.path.as_str()).is_some_and(|before| before.ends_with(ALONE))
}

fn file_time(modified: Modified) -> FileTime {
    FileTime { seconds: modified.unix_seconds, zone_known: modified.zone_known }
}

/// Parts in rows to streams, in an order that depends on nothing but the rows, paths and ages: of
/// several states of an export the newest comes first.
pub(super) fn streams(parts: Vec<(Format, Part)>) -> Vec<Stream> {
    let mut rows: BTreeMap<(usize, bool, String), Stream> = BTreeMap::new();
    for (format, part) in parts {
        let is_new = part.age.is_none() && part.is_new();
        let key = (part.age.unwrap_or(0), is_new, part.row.key.clone());
        let stream = rows.entry(key).or_insert_with(|| Stream { format, parts: Vec::new() });
        stream.parts.push(part);
    }
    let mut streams: Vec<Stream> = rows.into_values().collect();
    for stream in &mut streams {
        stream
            .parts
            .sort_by(|one, other| (one.row.at, &one.path).cmp(&(other.row.at, &other.path)));
    }
    streams
}
