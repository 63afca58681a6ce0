//! Threads that ask the case, one a lane, so that counting delays no record and neither delays a key.
//! A question that a later one of its lane has overtaken is not answered any more.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use crossbeam_channel::{Receiver, Sender, unbounded};

use crate::case::{Case, CaseError, Version};
use crate::report::Analysis;
use crate::search::{self, At, Request, SearchError, Side};
use crate::tui::{Answer, Ask, Lane, Snapshot, Start};

/// How long a filter that is being typed waits for the next key.
const TYPING: Duration = Duration::from_millis(120);

/// A case as of one commit, and the analysis it names.
#[derive(Clone)]
pub(super) struct Shown {
    case: Arc<Case>,
    analysis: Arc<Analysis>,
    committed: Version,
}

impl Shown {
    pub(super) fn open(folder: &Path) -> Result<Self, CaseError> {
        // A case that is not there is told by opening it; the time is of before, so that no commit
        // in between is overlooked.
        let committed = Version::of(folder);
        let case = Case::open(folder)?;
        let analysis = case.analysis()?.unwrap_or_default().into();
        Ok(Self { case: case.into(), analysis, committed: committed? })
    }

    /// The case again, if it was committed to; an analysis that is the same is not read again.
    fn again(&self, folder: &Path) -> Result<Option<Self>, CaseError> {
        let committed = Version::of(folder)?;
        if committed == self.committed {
            return Ok(None);
        }
        let case = Case::open(folder)?;
        let is_same = case.manifest().analysis == self.case.manifest().analysis;
        let analysis = if is_same {
            Arc::clone(&self.analysis)
        } else {
            case.analysis()?.unwrap_or_default().into()
        };
        Ok(Some(Self { case: case.into(), analysis, committed }))
    }

    pub(super) fn snapshot(&self) -> Snapshot {
        Snapshot::of(&self.case, Arc::clone(&self.analysis))
    }
}

/// What the threads say.
pub(super) enum Said {
    Answer(Lane, u64, Answer),
    Snapshot(Snapshot),
    Trouble(String),
}

enum Told {
    Ask(u64, Ask),
    Look,
}

/// The threads.
pub(super) struct Lanes {
    records: Sender<Told>,
    counts: Sender<Told>,
    shown: Arc<Mutex<Shown>>,
}

impl Lanes {
    pub(super) fn ask(&self, lane: Lane, number: u64, ask: Ask) {
        let to = match lane {
            Lane::Records => &self.records,
            Lane::Counts => &self.counts,
        };
        // A thread that is gone has said why.
        drop(to.send(Told::Ask(number, ask)));
    }

    /// Looks whether the case was written.
    pub(super) fn look(&self) {
        drop(self.records.send(Told::Look));
    }

    pub(super) fn analysis(&self) -> Arc<Analysis> {
        Arc::clone(&lock(&self.shown).analysis)
    }
}

fn lock(shown: &Mutex<Shown>) -> std::sync::MutexGuard<'_, Shown> {
    shown.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Starts the threads.
pub(super) fn start(shown: Shown, folder: &Path, said: &Sender<Said>) -> std::io::Result<Lanes> {
    let shown = Arc::new(Mutex::new(shown));
    let lane = |lane: Lane, name: &str| -> std::io::Result<Sender<Told>> {
        let (to, told) = unbounded();
        let (shown, folder, said) = (Arc::clone(&shown), folder.to_path_buf(), said.clone());
        let work = move || serve(lane, &told, &shown, &folder, &said);
        thread::Builder::new().name(name.to_owned()).spawn(work)?;
        Ok(to)
    };
    let (records, counts) = (lane(Lane::Records, "records")?, lane(Lane::Counts, "counts")?);
    Ok(Lanes { records, counts, shown })
}

fn serve(
    lane: Lane,
    told: &Receiver<Told>,
    shown: &Mutex<Shown>,
    folder: &Path,
    said: &Sender<Said>,
) {
    while let Ok(first) = told.recv() {
        let (mut last, mut looks) = (None, false);
        let mut take = |one: Told| match one {
            Told::Ask(number, ask) => last = Some((number, ask)),
            Told::Look => looks = true,
        };
        let mut is_typed = matches!(&first, Told::Ask(_, ask) if typed(ask));
        take(first);
        loop {
            let next = if is_typed { told.recv_timeout(TYPING).ok() } else { told.try_recv().ok() };
            let Some(next) = next else { break };
            is_typed = matches!(&next, Told::Ask(_, ask) if typed(ask));
            take(next);
        }
        if looks {
            let before = lock(shown).clone();
            let again = match before.again(folder) {
                Ok(Some(again)) => Some(Said::Snapshot({
                    let snapshot = again.snapshot();
                    *lock(shown) = again;
                    snapshot
                })),
                Ok(None) => None,
                Err(error) => Some(Said::Trouble(error.to_string())),
            };
            if again.is_some_and(|again| said.send(again).is_err()) {
                return;
            }
        }
        if let Some((number, ask)) = last {
            let case = Arc::clone(&lock(shown).case);
            if said.send(Said::Answer(lane, number, answer(&case, &ask))).is_err() {
                return;
            }
        }
    }
}

fn typed(ask: &Ask) -> bool {
    matches!(ask, Ask::Window { typed: true, .. } | Ask::Counts { typed: true, .. })
}

/// What the case answers.
pub(crate) fn answer(case: &Case, ask: &Ask) -> Answer {
    looked_up(case, ask).unwrap_or_else(|error| Answer::Error(error.to_string()))
}

fn looked_up(case: &Case, ask: &Ask) -> Result<Answer, SearchError> {
    let side = |forward| if forward { Side::After } else { Side::Before };
    Ok(match ask {
        Ask::Window { query, start, limit, .. } => {
            let at = match start {
                Start::First => At::START,
                Start::Last => At::END,
                Start::At(at) => *at,
            };
            let before = search::page(case, query, at, Side::Before, *limit)?;
            Answer::Window(before, search::page(case, query, at, Side::From, *limit)?)
        }
        Ask::More { query, at, forward, limit } => {
            Answer::More(search::page(case, query, *at, side(*forward), *limit)?)
        }
        Ask::Failure { query, at, forward, evidence } => {
            Answer::Failure(search::failure(case, query, *at, side(*forward), evidence)?)
        }
        Ask::Counts { query, step, .. } => {
            let request = Request { query: query.clone(), ..Request::default() };
            let all = search::histogram(case, &request, *step)?;
            let query = match query.trim() {
                "" => "level:>=error".to_owned(),
                query => format!("({query}) AND level:>=error"),
            };
            let failed = Request { query, ..Request::default() };
            Answer::Counts(all, search::histogram(case, &failed, *step)?)
        }
    })
}
