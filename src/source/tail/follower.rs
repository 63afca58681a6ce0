//! One generation while it is followed.

use std::fs::File;
use std::io;
use std::path::Path;
use std::time::{Duration, Instant};

use super::super::{Member, Series, node_of, series};
use super::FileId;
use super::known::{Known, Print, Stamp, read_at};

/// The coarsest grain of a file time (FAT: two seconds), and some more. Within it, a file can
/// change without its stamp showing it.
const GRAIN: Duration = Duration::from_millis(2_500);

/// Where the content is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Home {
    /// At its path.
    Path,
    /// Under no path that is watched; in its descriptor, if that is open.
    Away { since: Instant, surveys: u32 },
    /// Not in its file any more: that was cut, or its inode serves another file.
    Overwritten { surveys: u32, is_in_place: bool },
}

pub(super) struct Follower {
    /// Identity and offset.
    pub known: Known,
    /// The first bytes.
    pub stub: Box<[u8]>,
    pub home: Home,
    /// When the content was last looked at.
    pub stamp: Stamp,
    /// When it is looked at once more although the stamp is the same.
    pub recheck: Option<Instant>,
    /// Reading found other bytes than it had handed on.
    pub is_suspect: bool,
    /// A copy that ends before the offset: what was handed on after its end is nowhere else.
    pub is_spent: bool,
    /// Whether the sink knows that the end was reached.
    pub is_idle: bool,
    pub series: Option<Series>,
    /// What lay at the path before, and is read to its end first.
    pub predecessor: Option<FileId>,
    /// Where reading stops when everything stops.
    pub until: Option<u64>,
}

impl Follower {
    pub(super) fn new(known: Known, stamp: Stamp, series: Option<Series>) -> Self {
        Self {
            stub: Box::default(),
            home: Home::Path,
            recheck: None,
            is_suspect: false,
            is_spent: false,
            is_idle: false,
            predecessor: None,
            until: None,
            known,
            stamp,
            series,
        }
    }

    /// It goes on at another place.
    pub(super) fn move_to(&mut self, path: &Path, stamp: Stamp, series: Option<Series>) {
        self.known.path = path.to_path_buf();
        self.known.device = stamp.inode.device;
        self.known.inode = stamp.inode.inode;
        self.series = series;
        self.home = Home::Path;
        self.stamp = stamp;
    }

    /// The content was looked at and is the one.
    pub(super) fn saw(&mut self, stamp: Stamp, now: Instant) {
        if stamp != self.stamp {
            self.recheck = Some(now + GRAIN);
        } else if self.recheck.is_some_and(|at| at <= now) {
            self.recheck = None;
        }
        self.known.see(&stamp);
        self.stamp = stamp;
        self.is_suspect = false;
    }

    /// Whether the content has to be looked at.
    pub(super) fn is_due(&self, stamp: &Stamp, now: Instant) -> bool {
        self.is_suspect || self.stamp != *stamp || self.recheck.is_some_and(|at| at <= now)
    }

    /// Fills `buffer` with up to `turn` new bytes of a file of `size`, and what stands before them. How much that is;
    /// `None` if it is not what was handed on.
    pub(super) fn read(
        &self,
        file: &File,
        size: u64,
        turn: usize,
        buffer: &mut Vec<u8>,
    ) -> io::Result<Option<usize>> {
        let before = &self.known.before;
        let end = self.until.map_or(size, |until| until.min(size));
        let left = end.saturating_sub(self.known.offset);
        let turn = turn.min(usize::try_from(left).unwrap_or(turn));
        let length = before.length as usize;
        buffer.resize(length + turn, 0);
        let read = read_at(file, before.start, buffer)?;
        buffer.truncate(read);
        let Some(window) = buffer.get(..length) else { return Ok(None) };
        let is_same = Print::of(before.start, window) == *before;
        Ok((is_same && !(self.is_spent && read > length)).then_some(length))
    }
}

/// The row of files that continue one another in which a file stands by its name.
pub(super) fn row(root: usize, relative: &str) -> Option<Series> {
    let name = relative.rsplit('/').next().unwrap_or(relative);
    series(&Member {
        path: String::new(),
        relative: relative.to_owned(),
        root,
        name: name.to_owned(),
        node: node_of(relative),
        size: None,
        modified: None,
        packed: None,
    })
}
