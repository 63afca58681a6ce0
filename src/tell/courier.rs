//! A courier brings the notices of the journal to one sink, one after the other: the next one only
//! after the sink has acknowledged the last, or has refused it often enough.

use std::io;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use anyhow::Context;

use super::backoff::Backoff;
use super::cursor::{self, Cursor};
use super::filter::Filter;
use super::shared::Shared;
use super::sink::{Failure, Sink};
use super::{Notice, SinkConfig, SinkCount};

/// Whatever is configured, and whatever a receiver asks for: after an hour comes the next try.
const LONGEST_WAIT: Duration = Duration::from_hours(1);

/// What a step came to.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// A notice is done with.
    Passed,
    /// There is nothing to tell.
    Idle,
    /// The try failed: wait so long before the next.
    Wait(Duration),
    /// The sink is closed for ever.
    Closed,
}

/// Counts of one sink.
#[derive(Default)]
pub(super) struct Counts {
    told: AtomicU64,
    failed: AtomicU64,
    refused: AtomicU64,
    is_closed: AtomicBool,
    last_error: Mutex<Option<String>>,
}

impl Counts {
    fn set_error(&self, error: Option<String>) {
        *self.last_error.lock().unwrap_or_else(PoisonError::into_inner) = error;
    }
}

/// One sink, how far it is, and how often it failed.
pub(super) struct Courier {
    name: String,
    sink: Box<dyn Sink>,
    filter: Filter,
    cursor: Cursor,
    cursor_name: String,
    shared: Arc<Shared>,
    counts: Arc<Counts>,
    backoff: Backoff,
    /// How often the receiver has refused the notice whose turn it is.
    refusals: u32,
    stop: Arc<AtomicBool>,
}

/// A courier whose thread runs, as the telling thread sees it.
pub(super) struct Running {
    pub(super) name: String,
    pub(super) stop: Arc<AtomicBool>,
    counts: Arc<Counts>,
    /// Ends with the cursor, for the successor.
    thread: JoinHandle<Cursor>,
}

impl Running {
    pub(super) fn count(&self, shared: &Shared) -> SinkCount {
        let counts = &self.counts;
        SinkCount {
            sink: self.name.clone(),
            told: counts.told.load(Ordering::Relaxed),
            failed: counts.failed.load(Ordering::Relaxed),
            refused: counts.refused.load(Ordering::Relaxed),
            waiting: shared.waiting(&cursor::file_name(&self.name)),
            last_error: counts.last_error.lock().unwrap_or_else(PoisonError::into_inner).clone(),
            is_closed: counts.is_closed.load(Ordering::Relaxed),
        }
    }
}

impl Courier {
    pub(super) fn new(
        config: &SinkConfig,
        name: String,
        sink: Box<dyn Sink>,
        cursor: Cursor,
        shared: &Arc<Shared>,
    ) -> anyhow::Result<Self> {
        let filter = Filter::new(config).with_context(|| format!("sink `{name}`"))?;
        Ok(Self {
            cursor_name: cursor::file_name(&name),
            name,
            sink,
            filter,
            cursor,
            shared: Arc::clone(shared),
            counts: Arc::default(),
            backoff: Backoff::new(config.retry_min, config.retry_max),
            refusals: 0,
            stop: Arc::default(),
        })
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Runs the courier on a thread of its own, after its predecessor for the same sink has ended.
    pub(super) fn start(mut self, before: Option<Running>) -> io::Result<Running> {
        if let Some(before) = &before {
            self.counts = Arc::clone(&before.counts);
        }
        let (name, stop) = (self.name.clone(), Arc::clone(&self.stop));
        let counts = Arc::clone(&self.counts);
        let shared = Arc::clone(&self.shared);
        let thread = std::thread::Builder::new().name(format!("tell {name}"));
        shared.set_passed(&self.cursor_name, self.cursor.passed());
        shared.count_in();
        let started = thread.spawn(move || {
            let _end = CountOut(Arc::clone(&self.shared));
            self.take_over(before);
            self.run()
        });
        if started.is_err() {
            shared.count_out();
        }
        Ok(Running { name, stop, counts, thread: started? })
    }

    /// Waits for the predecessor, which may have told something since our cursor was read.
    fn take_over(&mut self, before: Option<Running>) {
        if let Some(Ok(cursor)) = before.map(|before| before.thread.join()) {
            self.shared.set_passed(&self.cursor_name, cursor.passed());
            self.cursor = cursor;
        }
    }

    fn run(mut self) -> Cursor {
        let shared = Arc::clone(&self.shared);
        let stop = Arc::clone(&self.stop);
        loop {
            let goes_on = match self.step() {
                Step::Passed => !stop.load(Ordering::Acquire),
                Step::Idle => shared.wait_for_news(self.cursor.passed(), &stop),
                Step::Wait(delay) => shared.pause(delay, &stop),
                Step::Closed => false,
            };
            if !goes_on {
                self.save();
                return self.cursor;
            }
        }
    }

    /// Brings the next notice, if there is one.
    pub(super) fn step(&mut self) -> Step {
        let next = self.shared.lock().journal.after(self.cursor.passed());
        match next {
            Ok(Some((seq, notice))) if self.filter.wants(&notice) => self.bring(seq, &notice),
            Ok(Some((seq, _))) => {
                // Not saved each time, but before the courier waits: a later, wider filter must not
                // dig it out.
                self.cursor.pass(seq);
                self.shared.set_passed(&self.cursor_name, seq);
                Step::Passed
            }
            Ok(None) => {
                self.save();
                Step::Idle
            }
            Err(error) => self.skip_unreadable(&error),
        }
    }

    fn bring(&mut self, seq: u64, notice: &Notice) -> Step {
        match self.sink.send(notice) {
            Ok(()) => {
                self.counts.told.fetch_add(1, Ordering::Relaxed);
                self.counts.set_error(None);
                self.pass(seq);
                Step::Passed
            }
            Err(failure) => self.fail(seq, notice, failure),
        }
    }

    fn fail(&mut self, seq: u64, notice: &Notice, failure: Failure) -> Step {
        self.counts.failed.fetch_add(1, Ordering::Relaxed);
        let (sink, id, error) = (&self.name, &notice.id, &failure.error);
        tracing::warn!(sink, notice = id, error, "cannot tell");
        if failure.is_closed {
            self.counts.is_closed.store(true, Ordering::Relaxed);
            self.counts.set_error(Some(failure.error));
            return Step::Closed;
        }
        self.refusals += u32::from(failure.is_refusal);
        if failure.is_refusal && self.refusals >= self.sink.refused_after() {
            self.counts.refused.fetch_add(1, Ordering::Relaxed);
            tracing::error!(sink, notice = id, tries = self.refusals, "refused, passed over");
            self.counts.set_error(Some(failure.error));
            self.pass(seq);
            return Step::Passed;
        }
        self.counts.set_error(Some(failure.error));
        // Before waiting: what was skipped on the way here is done with.
        self.save();
        let asked = failure.after.unwrap_or_default();
        Step::Wait(self.backoff.next().max(asked).min(LONGEST_WAIT))
    }

    /// The disk does not give a notice back. If that is for good, those behind it must not wait for it.
    fn skip_unreadable(&mut self, error: &io::Error) -> Step {
        self.complain(error);
        if error.kind() != io::ErrorKind::InvalidData {
            return Step::Wait(self.backoff.next());
        }
        self.counts.failed.fetch_add(1, Ordering::Relaxed);
        self.pass(self.cursor.passed() + 1);
        Step::Passed
    }

    /// The sink is done with a notice: on disk before the next one is sent.
    fn pass(&mut self, seq: u64) {
        self.refusals = 0;
        self.backoff.reset();
        self.cursor.pass(seq);
        self.save();
        self.shared.set_passed(&self.cursor_name, seq);
    }

    /// If the cursor cannot be written, it is tried again with the next notice. Until then a crash
    /// would make notices be told twice; to stop telling would be worse.
    fn save(&mut self) {
        if let Err(error) = self.cursor.save(self.sink.is_lasting()) {
            self.complain(&error);
        }
    }

    fn complain(&self, error: &io::Error) {
        tracing::error!(sink = self.name, %error, "cannot keep track of what was told");
        self.counts.set_error(Some(error.to_string()));
    }
}

/// Counts a thread out however it ends.
struct CountOut(Arc<Shared>);

impl Drop for CountOut {
    fn drop(&mut self) {
        self.0.count_out();
    }
}
