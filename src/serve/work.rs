//! Work on a case: off the thread that answers, a few at a time, each for a bounded time.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::http::StatusCode;
use tokio::sync::Semaphore;
use tokio::time::timeout;

use super::cases::Cases;
use super::refusal::Refusal;
use crate::clock::Zone;

/// Questions worked on at once. More wait.
const AT_ONCE: usize = 4;

/// How long a question waits for its turn.
const TURN: Duration = Duration::from_secs(2);

/// How long an answer may take.
pub(super) const BUDGET: Duration = Duration::from_secs(10);

/// Where questions are worked on.
pub(super) struct Desk {
    pub(super) cases: Cases,
    pub(super) zone: Zone,
    turns: Arc<Semaphore>,
}

impl Desk {
    pub(super) fn new(case: PathBuf, zone: Zone) -> Self {
        Self { cases: Cases::new(case), zone, turns: Arc::new(Semaphore::new(AT_ONCE)) }
    }

    /// Does the work. It keeps its turn until it has ended, even if nobody waits for it any more: so
    /// questions that take too long cannot pile up.
    pub(super) async fn work<T: Send + 'static>(
        self: Arc<Self>,
        job: impl FnOnce(&Self) -> Result<T, Refusal> + Send + 'static,
    ) -> Result<T, Refusal> {
        let turn = timeout(TURN, Arc::clone(&self.turns).acquire_owned()).await;
        let Ok(Ok(turn)) = turn else {
            let message = format!("{AT_ONCE} questions are being answered already: ask again");
            return Err(Refusal::busy(message));
        };
        let work = tokio::task::spawn_blocking(move || {
            let done = job(&self);
            drop(turn);
            done
        });
        match timeout(BUDGET, work).await {
            Ok(Ok(done)) => done,
            Ok(Err(error)) => {
                let message = format!("internal error, please report it: {error}");
                Err(Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, message))
            }
            Err(_) => Err(Refusal::late()),
        }
    }
}
