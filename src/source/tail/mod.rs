//! Following files so that nothing is lost and nothing is doubled.
//!
//! Every content has a life of its own, a *generation*: it is told from others by device, inode and
//! its bytes, wherever it is moved to. Each byte of a generation is handed on once, in order. What
//! inotify says is a hint; what is there is decided by looking. Nothing is kept on disk: what is
//! [`Known`] of a generation is stored by the caller together with the data.
//!
//! Lost is only what came and went unseen: content that was overwritten or deleted, with no copy
//! of it in the inputs, before it was looked at (or after its descriptor had to be closed). Where
//! more was seen than could be read, a problem says how much.

mod copies;
mod descriptors;
mod follower;
mod hints;
mod inputs;
mod kin;
mod known;
mod mounts;
mod names;
mod newcomers;
mod recall;
mod survey;
#[cfg(test)]
mod tests;
mod turns;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::{Modified, SourceError};
use descriptors::Descriptors;
use follower::Follower;
pub use hints::Waker;
use hints::{Hint, Hints};
use inputs::Inputs;
use known::Stamp;
pub use known::{Known, Print};
use mounts::Mounts;
use recall::Recall;

/// How files are followed.
#[derive(Clone, Debug)]
pub struct TailOptions {
    /// Look at everything this often and ask for no events: for NFS, SMB and the like.
    pub poll: Option<Duration>,
    /// How often everything is looked at although events come.
    pub sweep: Duration,
    /// Bytes that one file may hand on in a turn.
    pub turn: usize,
    /// Files held open at a time.
    pub open_files: usize,
    /// How long a whole file must not have changed before it is handed on.
    pub settle: Duration,
    /// How long a file that was renamed out of the inputs or deleted is still read.
    pub linger: Duration,
}

impl Default for TailOptions {
    fn default() -> Self {
        Self {
            poll: None,
            sweep: Duration::from_secs(1),
            turn: 64 * 1024,
            open_files: 512, // of 1,024, the usual limit, which the case shares
            settle: Duration::from_secs(2),
            linger: Duration::from_mins(1),
        }
    }
}

/// A generation, as long as it is followed. Older ones have lower numbers; none is used twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(u64);

/// How a file is to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// Byte by byte, as it grows.
    Follow,
    /// As a whole, each time it has changed and settled.
    Whole,
    /// Not at all.
    Ignore,
    /// Too little to tell: ask again when it has grown.
    Later,
}

/// Why no further byte of a generation comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The file was cut or overwritten in place.
    Truncated,
    /// Another file has taken its name.
    Replaced,
    /// The file is gone.
    Deleted,
    /// The file was renamed to where nothing is watched.
    RotatedAway,
}

/// A file of which nothing is known.
#[derive(Debug)]
pub struct Appeared<'a> {
    /// Its number, if it is going to be followed.
    pub file: FileId,
    /// Where it lies, below the input as that was given.
    pub path: &'a Path,
    /// Index of the input.
    pub root: usize,
    /// Path below the input: of a folder, or of the part of a pattern before the first wildcard.
    pub relative: &'a str,
    /// Its length in bytes, just now.
    pub size: u64,
    /// When it was last changed.
    pub modified: Modified,
    /// Its first bytes, up to 64 KiB.
    pub head: &'a [u8],
}

/// Who is told.
pub trait TailSink {
    /// There is a new generation. Asked once, and again for [`Reading::Later`] and
    /// [`Reading::Ignore`] when what is there has become another.
    fn appears(&mut self, file: &Appeared<'_>) -> Reading;

    /// A generation known from before (given to [`Tail::new`], or ended since) goes on at
    /// `known.offset` as `file`, perhaps under another path. `false`: nothing is known of it here any
    /// more; it is judged as a new one then.
    fn follows(&mut self, file: FileId, known: &Known, path: &Path) -> bool;

    /// A generation that was given to [`Tail::new`] is not there any more. Should it come back all
    /// the same (a share that was away), it [`follows`](Self::follows).
    fn missing(&mut self, known: &Known, end: End);

    /// The next bytes. On an error they count as not handed on and are offered again later.
    fn bytes(
        &mut self,
        file: FileId,
        offset: u64,
        bytes: &[u8],
        modified: Modified,
    ) -> io::Result<()>;

    /// The file has been read to its present end.
    fn idle(&mut self, file: FileId);

    /// The content goes on under another path.
    fn renamed(&mut self, file: FileId, path: &Path);

    /// No further byte of this generation, of which this is known, comes under this number.
    fn ended(&mut self, file: FileId, known: &Known, end: End);

    /// A file to be read as a whole is new or has changed, and has settled.
    fn whole(&mut self, path: &Path, modified: Modified, size: u64);

    /// Something cannot be read or watched, in words. Said once, and again if it comes back.
    fn problem(&mut self, path: &Path, text: String);
}

/// How it stands, for whoever watches the watching.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Generations that are followed.
    pub followed: usize,
    /// Files held open.
    pub open: usize,
    /// Bytes that were seen and not handed on yet.
    pub unread: u64,
}

/// What is at a path, as of the last look.
#[derive(Clone)]
enum Place {
    Followed(FileId),
    Whole {
        stamp: Stamp,
        since: Instant,
        is_told: bool,
    },
    Ignored {
        stamp: Stamp,
    },
    /// Empty, or too little to tell what it is.
    Later {
        stamp: Stamp,
    },
    /// Its content is known: a copy of what is followed, or a file that is being written anew.
    Held {
        stamp: Stamp,
        since: Instant,
        of: Option<FileId>,
    },
    Unreadable,
}

/// Follows files. Belongs to one thread.
pub struct Tail {
    inputs: Inputs,
    options: TailOptions,
    hints: Hints,
    mounts: Mounts,
    descriptors: Descriptors,
    files: BTreeMap<FileId, Follower>,
    places: HashMap<PathBuf, Place>,
    recall: Recall,
    /// Files that may have something to hand on.
    ready: BTreeSet<FileId>,
    /// Row and place in it of files that continue one another; `None`: to be found anew.
    ranks: Option<BTreeMap<FileId, (usize, usize)>>,
    told: BTreeMap<PathBuf, String>,
    /// Folders of which it was said that no events come from them.
    unwatched: BTreeSet<PathBuf>,
    notes: Vec<(PathBuf, String)>,
    /// The next number.
    next: u64,
    buffer: Vec<u8>,
    due: Due,
}

/// When everything is looked at again.
struct Due {
    /// The end of the last survey, and what it cost.
    last: Option<(Instant, Duration)>,
    /// Names have changed.
    is_hinted: bool,
    /// A decision waits for it.
    is_urgent: bool,
}

impl Tail {
    /// Nothing is read yet. `known` as it was stored; what of it is there is found by the first
    /// turns: until then, and as long as its folder cannot be looked into, it is neither said to go
    /// on nor to be missing, and has to be kept stored. `ended`: generations that had ended, oldest
    /// first; they go on if they come back. A path that is not there yet is waited for; an error is a
    /// pattern that is none.
    pub fn new(
        inputs: &[PathBuf],
        options: TailOptions,
        known: Vec<Known>,
        ended: Vec<Known>,
    ) -> Result<Self, SourceError> {
        let (hints, problem) = Hints::new(options.poll.is_none());
        let inputs = Inputs::new(inputs)?;
        let mut recall = Recall::new(known.len());
        for known in ended {
            recall.add(known, Box::default(), false);
        }
        for known in known {
            recall.add(known, Box::default(), true);
        }
        let mut tail = Self {
            mounts: Mounts::read(),
            descriptors: Descriptors::new(options.open_files),
            files: BTreeMap::new(),
            places: HashMap::new(),
            ready: BTreeSet::new(),
            ranks: None,
            told: BTreeMap::new(),
            unwatched: BTreeSet::new(),
            notes: Vec::new(),
            next: 1,
            buffer: Vec::new(),
            due: Due { last: None, is_hinted: false, is_urgent: true },
            inputs,
            options,
            hints,
            recall,
        };
        if let (Some(why), Some(base)) = (problem, tail.inputs.bases().next()) {
            let why = format!("there are no events ({why})");
            tail.notes.push((base.to_path_buf(), why));
        }
        Ok(tail)
    }

    /// Looks at what has changed and gives every file that has news one turn. `true`: there is
    /// more already. An error is one of the sink; everything that was not handed on is offered
    /// again by the next turn.
    pub fn turn(&mut self, sink: &mut dyn TailSink) -> io::Result<bool> {
        self.turn_at(Instant::now(), sink)
    }

    fn turn_at(&mut self, now: Instant, sink: &mut dyn TailSink) -> io::Result<bool> {
        self.hear();
        if self.due.is_urgent || self.until_survey(now).is_zero() {
            self.survey(now, sink);
        }
        let is_more = self.hand_on(now, sink)?;
        Ok(is_more || self.due.is_urgent)
    }

    /// Until something may have changed, the timeout is over, or a [`Waker`] was used.
    pub fn wait(&mut self, timeout: Duration) {
        if !self.due.is_urgent {
            self.hints.wait(timeout.min(self.until_survey(Instant::now())));
        }
    }

    /// The given folders and files; of a pattern, the part before the first wildcard.
    pub fn roots(&self) -> Vec<PathBuf> {
        self.inputs.bases().map(Path::to_path_buf).collect()
    }

    /// Files held open.
    pub fn open_files(&self) -> usize {
        self.descriptors.len()
    }

    /// Ends [`Self::wait`] from elsewhere.
    pub fn waker(&self) -> Waker {
        self.hints.waker()
    }

    /// Identity and offset, as of what was handed on; `None` if that is nothing, or if the
    /// generation has ended.
    pub fn known(&self, file: FileId) -> Option<Known> {
        let known = &self.files.get(&file)?.known;
        (known.before.length > 0).then(|| known.clone())
    }

    /// How many files, and how far behind.
    pub fn counts(&self) -> Counts {
        let unread = |it: &Follower| it.stamp.size.saturating_sub(it.known.offset);
        Counts {
            followed: self.files.len(),
            open: self.descriptors.len(),
            unread: self.files.values().map(unread).sum(),
        }
    }

    /// Takes the hints there are.
    fn hear(&mut self) {
        let Some(hints) = self.hints.take() else {
            self.due.is_hinted = true;
            return;
        };
        for hint in hints {
            match hint {
                Hint::Data(path) => match self.places.get(&path) {
                    Some(Place::Followed(id)) => {
                        self.ready.insert(*id);
                    }
                    Some(Place::Later { .. } | Place::Held { .. } | Place::Unreadable) => {
                        self.due.is_hinted = true;
                    }
                    // Settling is a matter of seconds: the sweep sees to it. What has no place is
                    // no input: a new file is told by its name.
                    Some(Place::Whole { .. } | Place::Ignored { .. }) | None => {}
                },
                Hint::Name(_) => self.due.is_hinted = true,
            }
        }
    }

    /// How long until everything is looked at again: a sweep after the last time; and sooner after
    /// a hint, but so that surveys take no more than a fifth of the time.
    fn until_survey(&self, now: Instant) -> Duration {
        let Some((last, cost)) = self.due.last else { return Duration::ZERO };
        let sweep = self.options.poll.unwrap_or(self.options.sweep);
        let pause = if self.due.is_hinted { sweep.min(cost * 4) } else { sweep };
        (last + pause).saturating_duration_since(now)
    }
}
