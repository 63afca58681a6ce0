//! Threads that ask the case, one a lane, so that counting delays no record and neither delays a key.
//! A question that a later one of its lane has overtaken is not answered any more: a search that runs
//! is stopped then, and when the program ends.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use crossbeam_channel::{Receiver, Sender, unbounded};

use crate::case::{Case, CaseError, Stop, Version};
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

/// Number of the question of a lane that is still wanted; no question has the number 0.
#[derive(Clone, Debug, Default)]
pub(super) struct Wanted(Arc<AtomicU64>);

impl Wanted {
    /// From now on only the question of this number is.
    pub(super) fn set(&self, number: u64) {
        self.0.store(number, Ordering::Relaxed);
    }

    /// Stops what is done for a question as soon as it is another one that is wanted.
    pub(super) fn stop(&self, number: u64) -> Stop {
        let wanted = Arc::clone(&self.0);
        Stop::when(move || wanted.load(Ordering::Relaxed) != number)
    }
}

/// A thread that answers the questions of a lane.
struct Asked {
    to: Sender<Told>,
    wanted: Wanted,
}

/// The threads.
pub(super) struct Lanes {
    records: Asked,
    counts: Asked,
    shown: Arc<Mutex<Shown>>,
}

impl Lanes {
    pub(super) fn ask(&self, lane: Lane, number: u64, ask: Ask) {
        let asked = match lane {
            Lane::Records => &self.records,
            Lane::Counts => &self.counts,
        };
        asked.wanted.set(number);
        // A thread that is gone has said why.
        drop(asked.to.send(Told::Ask(number, ask)));
    }

    /// Looks whether the case was written.
    pub(super) fn look(&self) {
        drop(self.records.to.send(Told::Look));
    }

    pub(super) fn analysis(&self) -> Arc<Analysis> {
        Arc::clone(&lock(&self.shown).analysis)
    }
}

impl Drop for Lanes {
    /// Nobody waits for an answer any more.
    fn drop(&mut self) {
        for asked in [&self.records, &self.counts] {
            asked.wanted.set(0);
        }
    }
}

fn lock(shown: &Mutex<Shown>) -> std::sync::MutexGuard<'_, Shown> {
    shown.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Starts the threads.
pub(super) fn start(shown: Shown, folder: &Path, said: &Sender<Said>) -> std::io::Result<Lanes> {
    let shown = Arc::new(Mutex::new(shown));
    let lane = |lane: Lane, name: &str| -> std::io::Result<Asked> {
        let (to, told) = unbounded();
        let wanted = Wanted::default();
        let serving = Serving {
            lane,
            wanted: wanted.clone(),
            shown: Arc::clone(&shown),
            folder: folder.to_path_buf(),
            said: said.clone(),
        };
        thread::Builder::new().name(name.to_owned()).spawn(move || serving.run(&told))?;
        Ok(Asked { to, wanted })
    };
    let (records, counts) = (lane(Lane::Records, "records")?, lane(Lane::Counts, "counts")?);
    Ok(Lanes { records, counts, shown })
}

/// What the thread of a lane works with.
struct Serving {
    lane: Lane,
    wanted: Wanted,
    shown: Arc<Mutex<Shown>>,
    folder: PathBuf,
    said: Sender<Said>,
}

impl Serving {
    /// Answers until nobody asks or listens any more.
    fn run(self, told: &Receiver<Told>) {
        while let Ok(first) = told.recv() {
            let (last, looks) = last_of(first, told);
            if looks && !self.look() {
                return;
            }
            if let Some((number, ask)) = last
                && !self.answer(number, &ask)
            {
                return;
            }
        }
    }

    /// Looks for a newer commit; whether somebody still listens.
    fn look(&self) -> bool {
        let before = lock(&self.shown).clone();
        let said = match before.again(&self.folder) {
            Ok(Some(again)) => {
                let snapshot = again.snapshot();
                *lock(&self.shown) = again;
                Said::Snapshot(snapshot)
            }
            Ok(None) => return true,
            Err(error) => Said::Trouble(error.to_string()),
        };
        self.said.send(said).is_ok()
    }

    /// Answers a question, unless a later one comes before it is done; whether somebody still listens.
    fn answer(&self, number: u64, ask: &Ask) -> bool {
        let case = Arc::clone(&lock(&self.shown).case);
        let stop = self.wanted.stop(number);
        let answer = answer(&case, ask, &stop);
        stop.is_over() || self.said.send(Said::Answer(self.lane, number, answer)).is_ok()
    }
}

/// The last question of those that wait, and whether one is to look for a newer commit. While a filter
/// is being typed the next key is waited for a little.
fn last_of(first: Told, told: &Receiver<Told>) -> (Option<(u64, Ask)>, bool) {
    let (mut last, mut looks) = (None, false);
    let mut next = Some(first);
    while let Some(one) = next {
        let is_typed = matches!(&one, Told::Ask(_, ask) if typed(ask));
        match one {
            Told::Ask(number, ask) => last = Some((number, ask)),
            Told::Look => looks = true,
        }
        next = if is_typed { told.recv_timeout(TYPING).ok() } else { told.try_recv().ok() };
    }
    (last, looks)
}

fn typed(ask: &Ask) -> bool {
    matches!(ask, Ask::Window { typed: true, .. } | Ask::Counts { typed: true, .. })
}

/// What the case answers; an error if it is stopped before.
pub(crate) fn answer(case: &Case, ask: &Ask, stop: &Stop) -> Answer {
    looked_up(case, ask, stop).unwrap_or_else(|error| Answer::Error(error.to_string()))
}

fn looked_up(case: &Case, ask: &Ask, stop: &Stop) -> Result<Answer, SearchError> {
    let side = |forward| if forward { Side::After } else { Side::Before };
    Ok(match ask {
        Ask::Window { query, start, limit, .. } => {
            let at = match start {
                Start::First => At::START,
                Start::Last => At::END,
                Start::At(at) => *at,
            };
            let before = search::page(case, query, at, Side::Before, *limit, stop)?;
            let from = search::page(case, query, at, Side::From, *limit, stop)?;
            Answer::Window(before, from)
        }
        Ask::More { query, at, forward, limit } => {
            Answer::More(search::page(case, query, *at, side(*forward), *limit, stop)?)
        }
        Ask::Failure { query, at, forward, evidence } => {
            Answer::Failure(search::failure(case, query, *at, side(*forward), evidence, stop)?)
        }
        Ask::Counts { query, step, .. } => {
            let request =
                Request { query: query.clone(), stop: stop.clone(), ..Request::default() };
            let all = search::histogram(case, &request, *step)?;
            let query = match query.trim() {
                "" => "level:>=error".to_owned(),
                query => format!("({query}) AND level:>=error"),
            };
            let failed = Request { query, ..request };
            Answer::Counts(all, search::histogram(case, &failed, *step)?)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::sample;

    #[test]
    fn what_is_no_longer_wanted_is_stopped() {
        let wanted = Wanted::default();
        wanted.set(1);
        let (first, second) = (wanted.stop(1), wanted.stop(2));
        assert!(!first.is_over() && second.is_over());
        wanted.set(2);
        assert!(first.is_over() && !second.is_over());
    }

    #[test]
    fn a_question_overtaken_while_it_is_answered_gets_no_answer() {
        let folder = tempfile::tempdir().unwrap();
        let log = sample::line(0, "192.0.2.1", "/a", "200");
        sample::case(folder.path(), &[("a.log", "n1", &log)]);
        let shown = Shown::open(folder.path()).unwrap();
        let (said_to, said) = unbounded();
        let serving = Serving {
            lane: Lane::Records,
            wanted: Wanted::default(),
            shown: Arc::new(Mutex::new(shown)),
            folder: folder.path().to_path_buf(),
            said: said_to,
        };
        let ask = Ask::Window { query: String::new(), start: Start::First, limit: 9, typed: false };
        // The search itself sees that another one is wanted, and nothing is told of it.
        serving.wanted.set(2);
        assert!(serving.answer(1, &ask) && said.try_recv().is_err());
        let stopped = answer(&lock(&serving.shown).case, &ask, &serving.wanted.stop(1));
        assert!(matches!(stopped, Answer::Error(why) if why.contains("not done in time")));
        assert!(serving.answer(2, &ask));
        let answered = said.try_recv().unwrap();
        assert!(matches!(answered, Said::Answer(Lane::Records, 2, Answer::Window(..))));
    }

    #[test]
    fn when_the_program_ends_nothing_is_wanted() {
        let folder = tempfile::tempdir().unwrap();
        let log = sample::line(0, "192.0.2.1", "/a", "200");
        sample::case(folder.path(), &[("a.log", "n1", &log)]);
        let (said, _heard) = unbounded();
        let lanes = start(Shown::open(folder.path()).unwrap(), folder.path(), &said).unwrap();
        let ask = Ask::Counts { query: String::new(), step: 1, typed: false };
        lanes.ask(Lane::Counts, 7, ask);
        let stop = lanes.counts.wanted.stop(7);
        assert!(!stop.is_over());
        drop(lanes);
        assert!(stop.is_over());
    }
}
