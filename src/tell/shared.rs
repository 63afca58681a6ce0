//! What the telling thread and the couriers share: the journal, how far each sink is, and the bell
//! that wakes them.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::Notice;
use super::courier::Running;
use super::journal::Journal;

/// Nobody waits longer for sinks at the end.
const LONGEST_PATIENCE: Duration = Duration::from_hours(24);

/// Behind the mutex.
pub(super) struct State {
    pub(super) journal: Journal,
    /// What each cursor has passed, by the name of its file.
    passed: BTreeMap<String, u64>,
    /// Cursors of the sinks that are configured.
    live: BTreeSet<String>,
    /// Couriers whose threads run.
    running: usize,
    /// Once set, couriers with nothing left to tell end, and at this instant all do.
    deadline: Option<Instant>,
}

/// The journal and the bell.
pub(super) struct Shared {
    state: Mutex<State>,
    bell: Condvar,
}

impl Shared {
    pub(super) fn new(journal: Journal, passed: BTreeMap<String, u64>) -> Self {
        let live = BTreeSet::new();
        let state = State { journal, passed, live, running: 0, deadline: None };
        Self { state: Mutex::new(state), bell: Condvar::new() }
    }

    /// The state; held for moments only, or for one append.
    pub(super) fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Appends to the journal and wakes the couriers.
    pub(super) fn append(&self, notices: &[Notice]) -> io::Result<()> {
        let mut state = self.lock();
        if state.journal.append(notices)? {
            self.bell.notify_all();
        }
        if state.live.is_empty() {
            state.compact();
        }
        Ok(())
    }

    /// The sinks that are configured, by the file names of their cursors.
    pub(super) fn set_live(&self, cursors: impl Iterator<Item = String>) {
        self.lock().live = cursors.collect();
    }

    /// A cursor has moved, or was opened.
    pub(super) fn set_passed(&self, cursor: &str, seq: u64) {
        let mut state = self.lock();
        state.passed.insert(cursor.to_owned(), seq);
        state.compact();
    }

    /// How many notices a cursor has not passed.
    pub(super) fn waiting(&self, cursor: &str) -> u64 {
        let state = self.lock();
        let passed = state.passed.get(cursor).copied().unwrap_or(0);
        state.journal.last() - passed.min(state.journal.last())
    }

    /// Waits for a notice above `passed`. False if there will be none: told to stop, or draining.
    pub(super) fn wait_for_news(&self, passed: u64, stop: &AtomicBool) -> bool {
        let mut state = self.lock();
        loop {
            if stop.load(Ordering::Acquire) {
                return false;
            }
            if state.journal.last() > passed {
                return true;
            }
            if state.deadline.is_some() {
                return false;
            }
            state = self.bell.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Waits before another try. Ends at once when draining begins: one try more is worth it then.
    /// False if there is to be no other try.
    pub(super) fn pause(&self, delay: Duration, stop: &AtomicBool) -> bool {
        let until = Instant::now() + delay;
        let mut state = self.lock();
        let was_draining = state.deadline.is_some();
        loop {
            let now = Instant::now();
            if stop.load(Ordering::Acquire) || state.deadline.is_some_and(|end| now >= end) {
                return false;
            }
            if now >= until || (state.deadline.is_some() && !was_draining) {
                return true;
            }
            let wake = state.deadline.map_or(until, |end| until.min(end));
            let waited = self.bell.wait_timeout(state, wake - now);
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Counts a courier's thread until the guard is dropped.
    pub(super) fn count_in(&self) {
        self.lock().running += 1;
    }

    /// A courier's thread ends.
    pub(super) fn count_out(&self) {
        self.lock().running -= 1;
        self.bell.notify_all();
    }

    /// Tells couriers to stop after the try they are at. Does not wait.
    pub(super) fn stop(&self, couriers: &[Running]) {
        let _state = self.lock();
        for courier in couriers {
            courier.stop.store(true, Ordering::Release);
        }
        self.bell.notify_all();
    }

    /// Waits until the couriers have told everything, for at most `patience`.
    pub(super) fn drain(&self, patience: Duration) {
        let end = Instant::now() + patience.min(LONGEST_PATIENCE);
        let mut state = self.lock();
        state.deadline = Some(end);
        self.bell.notify_all();
        while state.running > 0 {
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                let running = state.running;
                tracing::warn!(running, "sinks with untold notices stopped: told after a restart");
                return;
            }
            let waited = self.bell.wait_timeout(state, left);
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}

impl State {
    /// Compacts the journal if that is due. A failure harms nothing: the file stays as it is.
    fn compact(&mut self) {
        let floor = self.floor();
        if let Err(error) = self.journal.compact(floor) {
            tracing::warn!(%error, "cannot compact the journal of alerts");
        }
    }

    /// Up to which number no sink needs notices: those configured are waited for as long as it takes,
    /// those that are gone for 30 days.
    fn floor(&self) -> u64 {
        let is_live = |name: &str| self.live.contains(name);
        let least = |live: bool| {
            let cursors = self.passed.iter().filter(|(name, _)| is_live(name) == live);
            cursors.map(|(_, seq)| *seq).min().unwrap_or(self.journal.last())
        };
        least(true).min(least(false).max(self.journal.outdated()))
    }
}
