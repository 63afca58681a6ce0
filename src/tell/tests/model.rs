//! Random programs of telling, failing, crashing and reopening against a model that is a list.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use mbxtrace_rules::Severity;
use proptest::collection::vec;
use proptest::prelude::*;

use super::{crash, notice, sink};
use crate::tell::courier::{Courier, Step};
use crate::tell::cursor::{self, Cursor};
use crate::tell::journal::Journal;
use crate::tell::shared::Shared;
use crate::tell::sink::{Failure, Sink};
use crate::tell::{Notice, SinkConfig};

const SINKS: usize = 3;
const REFUSED_AFTER: u32 = 2;

/// What becomes of one try.
#[derive(Clone, Copy, Debug)]
enum Outcome {
    Acknowledged,
    Lost,
    /// It arrived, the acknowledgement did not.
    Unheard,
    Refused,
    /// It arrived, and the program dies before it hears so.
    Death,
}

#[derive(Clone, Debug)]
enum Op {
    Tell(Vec<usize>),
    /// A disk error.
    TellInVain(Vec<usize>),
    Step(usize, Outcome),
    /// Configure the sink if it is not, and the other way round.
    Toggle(usize),
    /// The program dies; so many bytes of an append are left torn.
    Crash(usize),
}

fn op() -> impl Strategy<Value = Op> {
    let outcome = prop_oneof![
        6 => Just(Outcome::Acknowledged),
        1 => Just(Outcome::Lost),
        1 => Just(Outcome::Unheard),
        2 => Just(Outcome::Refused),
        1 => Just(Outcome::Death),
    ];
    prop_oneof![
        4 => vec(0..60_usize, 0..5).prop_map(Op::Tell),
        1 => vec(0..60_usize, 1..3).prop_map(Op::TellInVain),
        12 => (0..SINKS, outcome).prop_map(|(sink, outcome)| Op::Step(sink, outcome)),
        1 => (0..SINKS).prop_map(Op::Toggle),
        1 => (0..200_usize).prop_map(Op::Crash),
    ]
}

/// Every third notice is below the level of every sink but the first.
fn graded(number: usize) -> Notice {
    let level = if number.is_multiple_of(3) { Severity::Low } else { Severity::High };
    Notice { level, ..notice(number) }
}

fn wants(sink: usize, number: usize) -> bool {
    sink == 0 || !number.is_multiple_of(3)
}

/// The end of a sink that does as it is told.
struct Scripted {
    outcome: Arc<Mutex<Outcome>>,
    tries: Arc<AtomicUsize>,
    received: Arc<Mutex<Vec<String>>>,
    /// Where the program's files are, and where they are copied to at its death.
    folders: (PathBuf, PathBuf),
}

impl Sink for Scripted {
    fn send(&mut self, notice: &Notice) -> Result<(), Failure> {
        let outcome = *self.outcome.lock().unwrap();
        self.tries.fetch_add(1, Ordering::SeqCst);
        if matches!(outcome, Outcome::Acknowledged | Outcome::Unheard | Outcome::Death) {
            self.received.lock().unwrap().push(notice.id.clone());
        }
        match outcome {
            Outcome::Acknowledged => Ok(()),
            Outcome::Death => {
                crash(&self.folders.0, &self.folders.1);
                Ok(())
            }
            Outcome::Refused => Err(Failure { is_refusal: true, ..Failure::retry("no") }),
            Outcome::Lost | Outcome::Unheard => Err(Failure::retry("lost")),
        }
    }

    fn refused_after(&self) -> u32 {
        REFUSED_AFTER
    }
}

/// One sink as the model sees it.
#[derive(Clone, Default)]
struct Expected {
    is_configured: bool,
    /// Notices done with; `None` while it was never configured.
    passed: Option<usize>,
    refusals: u32,
    received: Vec<String>,
}

/// The program between two deaths, and the model beside it.
struct World {
    root: PathBuf,
    life: usize,
    shared: Arc<Shared>,
    couriers: Vec<Option<Courier>>,
    outcome: Arc<Mutex<Outcome>>,
    /// Of all sinks together.
    tries: Arc<AtomicUsize>,
    received: Vec<Arc<Mutex<Vec<String>>>>,
    told: Vec<usize>,
    expected: Vec<Expected>,
}

fn config(sink_number: usize) -> SinkConfig {
    let level = if sink_number == 0 { "info" } else { "high" };
    sink(&format!("kind = \"stdout\"\nlevel = \"{level}\""))
}

fn name(sink: usize) -> String {
    format!("sink {sink}")
}

fn shared(folder: &Path) -> Arc<Shared> {
    let passed = cursor::all(folder).unwrap();
    let newest = passed.values().copied().max().unwrap_or(0);
    let journal = Journal::open(folder, newest).unwrap().worth_compacting(2_000);
    Arc::new(Shared::new(journal, passed))
}

impl World {
    fn new(root: &Path) -> Self {
        let first = root.join("0");
        fs::create_dir(&first).unwrap();
        Self {
            root: root.to_path_buf(),
            life: 0,
            shared: shared(&first),
            couriers: (0..SINKS).map(|_| None).collect(),
            outcome: Arc::new(Mutex::new(Outcome::Acknowledged)),
            tries: Arc::default(),
            received: (0..SINKS).map(|_| Arc::default()).collect(),
            told: Vec::new(),
            expected: vec![Expected::default(); SINKS],
        }
    }

    fn folder(&self, life: usize) -> PathBuf {
        self.root.join(life.to_string())
    }

    /// As [`Teller::replace_sinks`](crate::tell::Teller::replace_sinks), without threads.
    fn configure(&mut self) {
        let is_configured = |sink: &usize| self.expected[*sink].is_configured;
        let live: Vec<usize> = (0..SINKS).filter(is_configured).collect();
        self.shared.set_live(live.iter().map(|sink| cursor::file_name(&name(*sink))));
        self.couriers = (0..SINKS).map(|_| None).collect();
        for sink in live {
            let folder = self.folder(self.life);
            let last = self.shared.lock().journal.last();
            let cursor = Cursor::open_or_create(&folder, &name(sink), last).unwrap();
            self.shared.set_passed(&cursor::file_name(&name(sink)), cursor.passed());
            let scripted = Scripted {
                outcome: Arc::clone(&self.outcome),
                tries: Arc::clone(&self.tries),
                received: Arc::clone(&self.received[sink]),
                folders: (folder, self.folder(self.life + 1)),
            };
            let (config, scripted) = (config(sink), Box::new(scripted));
            let courier = Courier::new(&config, name(sink), scripted, cursor, &self.shared);
            self.couriers[sink] = Some(courier.unwrap());
        }
    }

    /// Goes on with what the last life has left.
    fn reopen(&mut self) {
        self.life += 1;
        self.shared = shared(&self.folder(self.life));
        self.configure();
        self.expected.iter_mut().for_each(|expected| expected.refusals = 0);
    }

    fn act(&mut self, op: &Op) {
        match op {
            Op::Tell(numbers) => {
                let notices: Vec<_> = numbers.iter().copied().map(graded).collect();
                self.shared.append(&notices).unwrap();
                for number in numbers {
                    if !self.told.contains(number) {
                        self.told.push(*number);
                    }
                }
            }
            Op::TellInVain(numbers) => {
                let notices: Vec<_> = numbers.iter().copied().map(graded).collect();
                if numbers.iter().any(|number| !self.told.contains(number)) {
                    self.shared.lock().journal.append_in_vain(&notices);
                }
            }
            Op::Step(sink, outcome) => self.step(*sink, *outcome),
            Op::Toggle(sink) => {
                let expected = &mut self.expected[*sink];
                expected.is_configured = !expected.is_configured;
                expected.passed.get_or_insert(self.told.len());
                self.expected.iter_mut().for_each(|expected| expected.refusals = 0);
                self.configure();
            }
            Op::Crash(torn) => {
                crash(&self.folder(self.life), &self.folder(self.life + 1));
                let journal = self.folder(self.life + 1).join("journal");
                let line = crate::tell::record::encode(&crate::tell::record::Record::Notice {
                    seq: 999,
                    notice: std::borrow::Cow::Owned(graded(999)),
                });
                let mut bytes = fs::read(&journal).unwrap();
                bytes.extend_from_slice(&line.as_bytes()[..(*torn).min(line.len() - 1)]);
                fs::write(&journal, bytes).unwrap();
                self.reopen();
            }
        }
    }

    /// One try of the courier and of the model; what a sink does not want is passed on the way.
    fn step(&mut self, sink: usize, outcome: Outcome) {
        let Some(courier) = &mut self.couriers[sink] else { return };
        *self.outcome.lock().unwrap() = outcome;
        let before = self.tries.load(Ordering::SeqCst);
        let mut step = courier.step();
        while step == Step::Passed && self.tries.load(Ordering::SeqCst) == before {
            step = courier.step();
        }
        let expected = &mut self.expected[sink];
        let passed = expected.passed.as_mut().unwrap();
        let unwanted = self.told[*passed..].iter().take_while(|number| !wants(sink, **number));
        *passed += unwanted.count();
        let Some(number) = self.told.get(*passed) else {
            assert_eq!(step, Step::Idle);
            return;
        };
        if matches!(outcome, Outcome::Acknowledged | Outcome::Unheard | Outcome::Death) {
            expected.received.push(notice(*number).id);
        }
        match outcome {
            Outcome::Acknowledged => assert_eq!(step, Step::Passed),
            Outcome::Lost | Outcome::Unheard => assert!(matches!(step, Step::Wait(_))),
            Outcome::Refused => expected.refusals += 1,
            Outcome::Death => return self.reopen(),
        }
        if matches!(outcome, Outcome::Acknowledged) || expected.refusals >= REFUSED_AFTER {
            *passed += 1;
            expected.refusals = 0;
            assert_eq!(step, Step::Passed);
        }
    }

    /// Everything configured, everything acknowledged.
    fn end(&mut self) {
        for sink in 0..SINKS {
            if !self.expected[sink].is_configured {
                self.act(&Op::Toggle(sink));
            }
        }
        for sink in 0..SINKS {
            for _ in 0..=self.told.len() {
                self.step(sink, Outcome::Acknowledged);
            }
            assert_eq!(*self.received[sink].lock().unwrap(), self.expected[sink].received);
            assert_eq!(self.expected[sink].passed, Some(self.told.len()));
        }
    }
}

/// Few by default, for every append waits for the disk; `PROPTEST_CASES` says otherwise.
fn cases() -> ProptestConfig {
    let is_set = std::env::var_os("PROPTEST_CASES").is_some();
    if is_set { ProptestConfig::default() } else { ProptestConfig::with_cases(16) }
}

proptest! {
    #![proptest_config(cases())]

    /// Each sink receives what the model says, no more, no less, in that order, through every
    /// failure, death and change of configuration.
    #[test]
    fn sinks_receive_what_the_model_says(program in vec(op(), 1..80)) {
        let folder = tempfile::tempdir().unwrap();
        let mut world = World::new(folder.path());
        world.act(&Op::Toggle(0));
        world.act(&Op::Toggle(1));
        for op in &program {
            world.act(op);
        }
        world.end();
    }
}
