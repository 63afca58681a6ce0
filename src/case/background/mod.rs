//! A store at work on a thread of its own: whoever reads and judges never waits for a disk. A commit
//! takes tens of milliseconds, which a line written meanwhile would have to wait.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::error::CaseError;
use super::store::{Change, Store};

/// So many bytes of changes may wait; whoever brings more waits too. What comes in a second at the
/// fastest a watch is meant for, twice over.
const MOST: usize = 16 * 1024 * 1024;

/// From so many on they are applied although no commit asks for it: single ones are not worth waking a
/// thread.
const WORTH_WAKING: usize = 256 * 1024;

/// What a change takes beside its bytes.
const EACH: usize = 64;

/// A store that a thread of its own writes.
pub(super) struct Background {
    queue: Arc<Queue>,
    /// Gives the store back at the end.
    thread: Option<JoinHandle<Result<Store, CaseError>>>,
}

#[derive(Default)]
struct Queue {
    state: Mutex<State>,
    bell: Condvar,
}

#[derive(Default)]
struct State {
    changes: VecDeque<Change>,
    bytes: usize,
    /// Commits asked for, and made.
    asked: u64,
    made: u64,
    /// How long the last one took.
    took: Duration,
    /// Nothing more comes: what waits is applied, or nothing is.
    is_closed: bool,
    /// The thread has ended.
    has_ended: bool,
}

impl Queue {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait<'a>(&self, state: MutexGuard<'a, State>) -> MutexGuard<'a, State> {
        self.bell.wait(state).unwrap_or_else(PoisonError::into_inner)
    }
}

impl Background {
    /// Starts the thread.
    pub(super) fn new(store: Store) -> std::io::Result<Self> {
        let queue = Arc::new(Queue::default());
        let of_thread = Arc::clone(&queue);
        let thread = std::thread::Builder::new().name("case".to_owned());
        let thread = thread.spawn(move || {
            let _end = End(&of_thread);
            run(&of_thread, store)
        })?;
        Ok(Self { queue, thread: Some(thread) })
    }

    /// Hands a change over, waiting while too many are waiting. An error is one of an earlier change:
    /// nothing after it was applied, and nothing will be.
    pub(super) fn push(&mut self, change: Change) -> Result<(), CaseError> {
        let queue = Arc::clone(&self.queue);
        let mut state = queue.lock();
        while state.bytes > MOST && !state.has_ended {
            state = queue.wait(state);
        }
        if state.has_ended {
            drop(state);
            return Err(self.failure());
        }
        let before = state.bytes;
        state.bytes += size(&change);
        let is_commit = matches!(change, Change::Commit(_));
        state.asked += u64::from(is_commit);
        state.changes.push_back(change);
        if is_commit || (before < WORTH_WAKING && state.bytes >= WORTH_WAKING) {
            queue.bell.notify_all();
        }
        Ok(())
    }

    /// How many commits were made, how long the last one took, and whether one is under way.
    pub(super) fn commits(&mut self) -> Result<(u64, Duration, bool), CaseError> {
        let state = self.queue.lock();
        let commits = (state.made, state.took, state.asked > state.made);
        if state.has_ended {
            drop(state);
            return Err(self.failure());
        }
        Ok(commits)
    }

    /// Waits until every commit asked for was made.
    pub(super) fn wait(&mut self) -> Result<(), CaseError> {
        let queue = Arc::clone(&self.queue);
        let mut state = queue.lock();
        while state.asked > state.made && !state.has_ended {
            state = queue.wait(state);
        }
        let has_failed = state.has_ended;
        drop(state);
        if has_failed { Err(self.failure()) } else { Ok(()) }
    }

    /// Applies what waits, ends the thread and gives the store back.
    pub(super) fn into_store(mut self) -> Result<Store, CaseError> {
        self.join().unwrap_or_else(|| Err(ended()))
    }

    fn join(&mut self) -> Option<Result<Store, CaseError>> {
        self.queue.lock().is_closed = true;
        self.queue.bell.notify_all();
        let joined = self.thread.take()?.join();
        Some(joined.unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    }

    fn failure(&mut self) -> CaseError {
        match self.join() {
            Some(Err(error)) => error,
            Some(Ok(_)) | None => ended(),
        }
    }
}

impl Drop for Background {
    /// What is not begun is dropped. The case is free afterwards.
    fn drop(&mut self) {
        let mut state = self.queue.lock();
        state.is_closed = true;
        state.changes.clear();
        drop(state);
        self.queue.bell.notify_all();
        if let Some(thread) = self.thread.take() {
            // Its failure was told, or nobody asks any more.
            drop(thread.join());
        }
    }
}

fn ended() -> CaseError {
    let text = "writing was given up after an earlier failure".to_owned();
    CaseError::Index(tantivy::TantivyError::SystemError(text))
}

fn size(change: &Change) -> usize {
    EACH + match change {
        Change::Keep(_, _, raw, _) => raw.len(),
        Change::Add(document) => document.size(),
        Change::DropEvents(places) => size_of_val(places.as_slice()),
        _ => 0,
    }
}

/// Says that the thread has ended, however it does.
struct End<'a>(&'a Queue);

impl Drop for End<'_> {
    fn drop(&mut self) {
        self.0.lock().has_ended = true;
        self.0.bell.notify_all();
    }
}

/// Applies changes until there are none and none will come.
fn run(queue: &Queue, mut store: Store) -> Result<Store, CaseError> {
    loop {
        let mut state = queue.lock();
        while state.asked == state.made && state.bytes < WORTH_WAKING && !state.is_closed {
            state = queue.wait(state);
        }
        if state.changes.is_empty() && state.is_closed {
            return Ok(store);
        }
        let changes = std::mem::take(&mut state.changes);
        drop(state);
        for change in changes {
            let (bytes, began) = (size(&change), Instant::now());
            let is_made = store.apply(change)?.is_some();
            let mut state = queue.lock();
            let was_full = state.bytes > MOST;
            state.bytes -= bytes;
            if is_made {
                (state.made, state.took) = (state.made + 1, began.elapsed());
            }
            let is_news = is_made || was_full && state.bytes <= MOST;
            drop(state);
            if is_news {
                queue.bell.notify_all();
            }
        }
    }
}

#[cfg(test)]
mod tests;
