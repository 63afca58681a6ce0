//! Laws and examples of following files; here the folder they are tried in.

mod live;
mod model;
mod scenarios;

use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::super::Modified;
use super::{Appeared, End, FileId, Known, Print, Reading, Tail, TailOptions, TailSink};

/// One that writes down what it is told.
#[derive(Clone, Default)]
struct Recorder {
    base: PathBuf,
    /// What each file handed on, and from where on.
    read: BTreeMap<FileId, (u64, Vec<u8>)>,
    /// In words, in order.
    told: Vec<String>,
    /// Stored, and not heard of yet.
    awaited: Vec<Known>,
    /// Ended.
    past: Vec<Known>,
    /// Numbers given to files of processes before.
    archived: u64,
    /// Nothing is known of what is known.
    has_forgotten: bool,
    /// Refuse the next so many blocks.
    refuse: usize,
    /// Files this long or shorter are too little to tell.
    little: u64,
}

impl Recorder {
    fn shown(&self, path: &Path) -> String {
        path.strip_prefix(&self.base).unwrap_or(path).display().to_string()
    }

    fn tell(&mut self, text: String) {
        self.told.push(text);
    }

    /// The process is gone, and its numbers with it.
    fn archive(&mut self) {
        for (id, it) in std::mem::take(&mut self.read) {
            let is_archived = id.0 >= ARCHIVE;
            self.archived += u64::from(!is_archived);
            self.read.insert(if is_archived { id } else { FileId(ARCHIVE + self.archived) }, it);
        }
    }

    /// What was read of a generation before: it ends where that goes on.
    fn stream(&mut self, known: &Known) -> (u64, Vec<u8>) {
        let is_it = |(start, read): &(u64, Vec<u8>)| {
            let end = usize::try_from(known.before.end() - start).unwrap();
            let from = end - known.before.length as usize;
            let before = read.get(from..end).map(|bytes| Print::of(known.before.start, bytes));
            *start == 0 && before == Some(known.before)
        };
        // Of several, the one that ends there.
        let candidates = self.read.iter().filter(|(_, stream)| is_it(stream));
        let id = candidates.min_by_key(|(_, stream)| stream.1.len()).map(|(id, _)| *id);
        let mut stream = self.read.remove(&id.expect("it was read before")).unwrap();
        // Unless it goes on in a copy that is shorter, and is not going to grow.
        if known.offset < known.before.end() {
            stream.1.truncate(usize::try_from(known.offset).unwrap());
        }
        stream
    }

    fn heard_of(&mut self, known: &Known) {
        let is_other = |it: &Known| (&it.path, it.before) != (&known.path, known.before);
        self.awaited.retain(is_other);
        self.past.retain(is_other);
    }
}

impl TailSink for Recorder {
    fn appears(&mut self, file: &Appeared<'_>) -> Reading {
        let shown = self.shown(file.path);
        if file.size <= self.little {
            return Reading::Later;
        }
        if file.path.extension().is_some_and(|it| it == "gz" || it == "csv") {
            return Reading::Whole;
        }
        if file.path.extension().is_some_and(|it| it == "bak") {
            return Reading::Ignore;
        }
        self.tell(format!("{} appears {shown}", file.file.0));
        self.read.insert(file.file, (0, Vec::new()));
        Reading::Follow
    }

    fn follows(&mut self, file: FileId, known: &Known, path: &Path) -> bool {
        if self.has_forgotten {
            return false;
        }
        let (from, to) = (self.shown(&known.path), self.shown(path));
        self.tell(format!("{} follows {from} at {} in {to}", file.0, known.offset));
        let stream = self.stream(known);
        self.read.insert(file, stream);
        self.heard_of(known);
        true
    }

    fn missing(&mut self, known: &Known, end: End) {
        self.heard_of(known);
        let shown = self.shown(&known.path);
        self.tell(format!("missing {shown} at {}: {end:?}", known.offset));
    }

    fn bytes(&mut self, file: FileId, offset: u64, bytes: &[u8], _: Modified) -> io::Result<()> {
        if self.refuse > 0 {
            self.refuse -= 1;
            return Err(io::ErrorKind::StorageFull.into());
        }
        let (start, read) = self.read.get_mut(&file).expect("told before");
        assert_eq!(offset, *start + read.len() as u64, "{file:?} has a gap");
        assert!(!bytes.is_empty());
        read.extend(bytes);
        let text = String::from_utf8_lossy(bytes).replace('\n', "|");
        let prefix = format!("{}: ", file.0);
        match self.told.last_mut().filter(|last| last.starts_with(&prefix)) {
            Some(last) => last.push_str(&text),
            None => self.tell(prefix + &text),
        }
        Ok(())
    }

    fn idle(&mut self, file: FileId) {
        assert!(self.read.contains_key(&file));
    }

    fn renamed(&mut self, file: FileId, path: &Path) {
        let shown = self.shown(path);
        self.tell(format!("{} is now {shown}", file.0));
    }

    fn ended(&mut self, file: FileId, known: &Known, end: End) {
        if known.before.length > 0 {
            self.past.push(known.clone());
        }
        self.tell(format!("{} ended {end:?}", file.0));
    }

    fn whole(&mut self, path: &Path, _: Modified, size: u64) {
        let shown = self.shown(path);
        self.tell(format!("whole {shown} {size}"));
    }

    fn problem(&mut self, path: &Path, text: String) {
        let shown = self.shown(path);
        self.tell(format!(
            "problem {shown}: {}",
            text.replace(&self.base.display().to_string(), "…")
        ));
    }
}

/// A folder, what follows it, and a clock that moves when it is told to.
struct Bench {
    folder: TempDir,
    options: TailOptions,
    inputs: Vec<PathBuf>,
    tail: Option<Tail>,
    sink: Recorder,
    now: Instant,
    /// Only events tell what has changed.
    is_live: bool,
}

/// Numbers of files of processes before are above.
const ARCHIVE: u64 = 1_000_000;

const LINGER: Duration = Duration::from_secs(5);

impl Bench {
    /// Follows `inputs` below a new folder.
    fn new(inputs: &[&str]) -> Self {
        let folder = TempDir::new().unwrap();
        let options = TailOptions {
            poll: Some(Duration::from_millis(1)),
            linger: LINGER,
            settle: Duration::from_secs(2),
            ..TailOptions::default()
        };
        let inputs = inputs.iter().map(|input| folder.path().join(input)).collect();
        let base = folder.path().to_path_buf();
        let sink = Recorder { base, ..Recorder::default() };
        Self { folder, options, inputs, tail: None, sink, now: Instant::now(), is_live: false }
    }

    /// The same, told by events alone.
    fn live(inputs: &[&str]) -> Self {
        let mut bench = Self::new(inputs);
        bench.options.poll = None;
        bench.options.sweep = Duration::from_hours(1);
        bench.is_live = true;
        bench
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn append(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        let mut file = OpenOptions::new().create(true).append(true).open(path).unwrap();
        file.write_all(bytes.as_ref()).unwrap();
    }

    fn start(&mut self, known: Vec<Known>) {
        self.sink.awaited = known.clone();
        self.sink.archive();
        let ended = self.sink.past.clone();
        let tail = Tail::new(&self.inputs, self.options.clone(), known, ended);
        self.tail = Some(tail.unwrap());
    }

    /// Turns until nothing is left to do.
    fn look(&mut self) {
        if self.tail.is_none() {
            self.start(Vec::new());
        }
        let tail = self.tail.as_mut().unwrap();
        let step = if self.is_live {
            // Events take a moment to come.
            std::thread::sleep(Duration::from_millis(20));
            Duration::from_millis(100)
        } else {
            self.now += Duration::from_secs(3);
            Duration::from_millis(2)
        };
        let mut quiet = 0;
        for _ in 0..10_000 {
            self.now += step;
            match tail.turn_at(self.now, &mut self.sink) {
                Ok(false) => quiet += 1,
                Ok(true) => quiet = 0,
                Err(error) => {
                    assert_eq!(error.kind(), io::ErrorKind::StorageFull);
                    quiet = 0;
                }
            }
            assert!(tail.counts().open <= self.options.open_files);
            if quiet == 3 {
                return;
            }
        }
        panic!("it never comes to rest: {:#?}", self.sink.told);
    }

    /// What is there, once.
    fn stop(&mut self) {
        if self.tail.is_none() {
            self.start(Vec::new());
        }
        self.tail.as_mut().unwrap().stop(&mut self.sink).unwrap();
    }

    /// So many turns, whatever is left.
    fn glance(&mut self, turns: usize) {
        if self.tail.is_none() {
            self.start(Vec::new());
        }
        let tail = self.tail.as_mut().unwrap();
        for _ in 0..turns {
            self.now += Duration::from_millis(2);
            tail.turn_at(self.now, &mut self.sink).unwrap();
        }
    }

    /// What would be stored now.
    fn known(&self) -> Vec<Known> {
        let Some(tail) = &self.tail else { return Vec::new() };
        let followed = self.sink.read.keys().filter_map(|id| tail.known(*id));
        self.sink.awaited.iter().cloned().chain(followed).collect()
    }

    /// Stored, read again by another process.
    fn restart(&mut self) {
        let stored = serde_json::to_string(&self.known()).unwrap();
        self.tail = None;
        self.start(serde_json::from_str(&stored).unwrap());
    }

    fn told(&mut self) -> Vec<String> {
        std::mem::take(&mut self.sink.told)
    }
}
