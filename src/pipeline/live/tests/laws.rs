//! Batch and live say the same: random programs of what happens to log files and to the machine,
//! against an analysis of everything that was ever written.

use std::io::Read;

use flate2::Compression;
use flate2::read::GzEncoder;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use super::*;

/// What happens to one of the logs, or to the watch.
#[derive(Clone, Copy, Debug)]
pub(super) enum Step {
    /// Minutes pass: their lines are appended.
    Write { log: usize, minutes: u32 },
    /// The next line is begun and not ended: so many bytes of it.
    Begin { log: usize, bytes: usize },
    /// The file is renamed, and a new one begun.
    Rename { log: usize },
    /// The file is copied and cut to nothing.
    CopyTruncate { log: usize },
    /// The file is cut to nothing.
    Truncate { log: usize },
    /// The file is deleted.
    Delete { log: usize },
    /// The file is renamed and packed, and a new one begun.
    Pack { log: usize },
    /// The file goes to where nobody looks, and stays there for the next steps: a share is away.
    Away { log: usize },
    /// It is back where it was.
    Back { log: usize },
    /// Subscriptions fall silent, or are heard again.
    Silence { from: u32, to: u32 },
    /// The watch gets its turns and commits.
    Turn,
    /// The watch dies: what it has not committed is gone. It stays away for the next steps.
    Crash,
    /// The watch is started, if it is away.
    Restart,
}

fn step() -> impl Strategy<Value = Step> {
    let log = 0..LOGS.len();
    prop_oneof![
        8 => (log.clone(), 1..20_u32).prop_map(|(log, minutes)| Step::Write { log, minutes }),
        2 => (log.clone(), 1..120_usize).prop_map(|(log, bytes)| Step::Begin { log, bytes }),
        1 => log.clone().prop_map(|log| Step::Rename { log }),
        1 => log.clone().prop_map(|log| Step::CopyTruncate { log }),
        1 => log.clone().prop_map(|log| Step::Truncate { log }),
        1 => log.clone().prop_map(|log| Step::Delete { log }),
        1 => log.clone().prop_map(|log| Step::Pack { log }),
        1 => log.clone().prop_map(|log| Step::Away { log }),
        1 => log.prop_map(|log| Step::Back { log }),
        2 => (0..8_u32, 0..8_u32).prop_map(|(a, b)| Step::Silence { from: a.min(b), to: a.max(b) }),
        4 => Just(Step::Turn),
        2 => Just(Step::Crash),
        2 => Just(Step::Restart),
    ]
}

const LOGS: [&str; 3] = [
    "cuc1/jetty/2014_06_30.request.log",
    "cuc2/jetty/2014_06_30.request.log",
    "cuc1/cuc/diag_CuMbxSync_00000086.uc",
];

/// One log as it was written: what each content held in its life, the last one still growing.
#[derive(Default)]
struct Written {
    /// Contents that have ended, and whether something of them is still there to be read.
    ended: Vec<Vec<u8>>,
    now: Vec<u8>,
    /// The rest of a line that was begun.
    rest: Option<Vec<u8>>,
    /// Seconds after midnight up to which lines were written.
    clock: u32,
    rotations: usize,
}

struct World {
    place: Place,
    logs: [Written; LOGS.len()],
    silent: std::ops::Range<u32>,
}

impl World {
    fn lines(&self, log: usize, from: u32, to: u32) -> Vec<String> {
        if log == 2 {
            return (from / 60..to / 60).flat_map(trace).collect();
        }
        let base = u32::try_from(log).unwrap_or(0) * 8;
        let mut lines = Vec::new();
        for subscription in (0..8).filter(|one| !self.silent.contains(one)) {
            let phase = (base + subscription) * 37 % 300;
            lines.extend(
                (from..to).filter(|at| at % 300 == phase).map(|at| (at, base + subscription)),
            );
        }
        lines.sort_unstable();
        lines.into_iter().map(|(at, subscription)| keep_alive(subscription, at)).collect()
    }

    fn append(&mut self, log: usize, bytes: &[u8]) {
        self.logs[log].now.extend_from_slice(bytes);
        let file = OpenOptions::new().create(true).append(true).open(self.place.path(LOGS[log]));
        file.and_then(|mut file| file.write_all(bytes)).expect("the log can be written");
    }

    fn away(&self, log: usize) -> PathBuf {
        self.place.folder.path().join(format!("away{log}"))
    }

    fn write(&mut self, log: usize, minutes: u32) {
        if self.away(log).is_file() {
            return;
        }
        if let Some(rest) = self.logs[log].rest.take() {
            self.append(log, &rest);
        }
        let from = self.logs[log].clock;
        let to = (from + minutes * 60).min(86_400);
        self.logs[log].clock = to;
        let text = self.lines(log, from, to).concat();
        self.append(log, text.as_bytes());
    }

    fn begin(&mut self, log: usize, bytes: usize) {
        let is_away = self.away(log).is_file();
        if is_away || self.logs[log].rest.is_some() || self.logs[log].clock > 80_000 {
            return;
        }
        let from = self.logs[log].clock;
        let Some(line) = self.lines(log, from, from + 600).into_iter().next() else { return };
        // The line stands for what was still to come of its second; those before it are skipped.
        self.logs[log].clock = from + 600;
        let cut = bytes.min(line.len() - 1);
        let (head, rest) = line.as_bytes().split_at(cut);
        self.append(log, head);
        self.logs[log].rest = Some(rest.to_vec());
    }

    /// The content of a log ends; what was begun of its last line stays a piece.
    fn end(&mut self, log: usize) -> usize {
        let written = &mut self.logs[log];
        written.rest = None;
        let content = std::mem::take(&mut written.now);
        written.ended.push(content);
        written.rotations += 1;
        written.rotations
    }

    fn rotated(&self, log: usize, number: usize) -> PathBuf {
        let path = self.place.path(LOGS[log]);
        if log == 2 {
            // A trace has a name of its own from the start: its number.
            return path.with_file_name(format!("old_{number}_of_86.uc"));
        }
        let name = format!("{}.{number:09}", path.file_name().unwrap().to_string_lossy());
        path.with_file_name(name)
    }

    fn there(&self, log: usize) -> bool {
        self.place.path(LOGS[log]).is_file()
    }

    /// Everything that was ever written, each content as a file of its own.
    fn everything(&self) -> TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        for (log, written) in self.logs.iter().enumerate() {
            let path = folder.path().join(LOGS[log]);
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            for (index, content) in written.ended.iter().enumerate() {
                let name = self.rotated(log, index + 1);
                let name = name.file_name().expect("a name");
                fs::write(path.with_file_name(name), content).expect("a file");
            }
            if !written.now.is_empty() {
                fs::write(path, &written.now).expect("a file");
            }
        }
        folder
    }
}

/// Lines of a trace in a minute: an exchange that failed, over two lines, now and then.
fn trace(minute: u32) -> Vec<String> {
    let (hour, minute) = (minute / 60 % 24, minute % 60);
    let time = |second: u32| format!("{hour:02}:{minute:02}:{second:02}.100");
    let mut lines = vec![format!("{} |HDR|06/30/2014 ,Significant\n", time(0))];
    if minute % 7 == 0 {
        lines.push(format!(
            "{} |6549,exch01.contoso.example,{{6f1f8c1e-0000-4000-8000-000000000001}}, CsWebDav,14,[CsWebDav/CsWebDavMbxClient.cpp:3340]: HTTP Status code: 500, WEBDAV response headers: HTTP/1.1 500 Internal Server Error\nContent-Length: 0\n",
            time(10),
        ));
    }
    lines
}

/// A destructive step needs a watch that has seen everything: what nobody saw is lost to both.
fn may_destroy(live: Option<&Watching<'_, '_>>) -> bool {
    live.is_some()
}

pub(super) fn run(steps: &[Step]) {
    let mut world = World { place: Place::new(), logs: Default::default(), silent: 0..0 };
    fs::create_dir_all(world.place.path("cuc2/jetty")).expect("a folder");
    let place = Place::new_at(&world.place);
    let mut told = Told::default();
    let mut remaining = steps.iter().copied().peekable();
    loop {
        let live = Live::open(&place.options, &place.rules, &[], now()).expect("the case opens");
        let mut watching = Watching { live, told: &mut told };
        watching.settle();
        let mut crashed = false;
        for step in remaining.by_ref() {
            if matches!(step, Step::Crash) {
                crashed = true;
                break;
            }
            take(&mut world, Some(&mut watching), step);
        }
        if !crashed {
            for log in 0..LOGS.len() {
                take(&mut world, Some(&mut watching), Step::Back { log });
                take(&mut world, Some(&mut watching), Step::Write { log, minutes: 3 });
            }
            let analysis = watching.live.close(now(), &mut told).expect("the case is written");
            check(&world, &place, &analysis);
            return;
        }
        drop(watching);
        while let Some(step) = remaining.next_if(|step| !matches!(step, Step::Restart)) {
            take(&mut world, None, step);
        }
    }
}

fn take(world: &mut World, live: Option<&mut Watching<'_, '_>>, step: Step) {
    let path = |world: &World, log: usize| world.place.path(LOGS[log]);
    match step {
        Step::Write { log, minutes } => world.write(log, minutes),
        Step::Begin { log, bytes } => world.begin(log, bytes),
        Step::Silence { from, to } => world.silent = from..to,
        Step::Rename { log } if world.there(log) => {
            let number = world.end(log);
            fs::rename(path(world, log), world.rotated(log, number)).expect("renamed");
        }
        Step::Pack { log } if world.there(log) => {
            let content = world.logs[log].now.clone();
            let number = world.end(log);
            let target = world.rotated(log, number);
            fs::remove_file(path(world, log)).expect("removed");
            let mut packed = Vec::new();
            let mut packer = GzEncoder::new(content.as_slice(), Compression::fast());
            packer.read_to_end(&mut packed).expect("packed");
            let name = format!("{}.gz", target.file_name().unwrap().to_string_lossy());
            fs::write(target.with_file_name(name), packed).expect("written");
        }
        Step::CopyTruncate { log } if world.there(log) && may_destroy(live.as_deref()) => {
            live.expect("it is there").settle();
            let number = world.end(log);
            fs::copy(path(world, log), world.rotated(log, number)).expect("copied");
            fs::write(path(world, log), "").expect("cut");
        }
        Step::Truncate { log } if world.there(log) && may_destroy(live.as_deref()) => {
            live.expect("it is there").settle();
            world.end(log);
            fs::write(path(world, log), "").expect("cut");
        }
        Step::Delete { log } if world.there(log) && may_destroy(live.as_deref()) => {
            live.expect("it is there").settle();
            world.end(log);
            fs::remove_file(path(world, log)).expect("removed");
        }
        Step::Away { log } if world.there(log) => {
            fs::rename(path(world, log), world.away(log)).expect("renamed");
        }
        Step::Back { log } if world.away(log).is_file() => {
            fs::rename(world.away(log), path(world, log)).expect("renamed");
        }
        Step::Turn => {
            if let Some(live) = live {
                live.settle();
            }
        }
        _ => {}
    }
}

fn check(world: &World, place: &Place, analysis: &Analysis) {
    let everything = world.everything();
    let batch = place.analysis_of(everything.path());
    assert!(comparable(analysis) == comparable(&batch), "{}", difference(analysis, &batch));
    assert_eq!(analysis.events, batch.events, "events: {}", place.streams());
    let (events, distinct) = place.indexed();
    assert_eq!((events, distinct), (events, events), "nothing is doubled: {}", place.streams());
    assert_eq!(
        events as u64,
        batch.events,
        "everything is in the index, once: {} {:?}",
        place.streams(),
        place.places()
    );
}

/// Titles of findings that only one of the two has, or has otherwise.
fn difference(live: &Analysis, batch: &Analysis) -> String {
    let (live, batch) = (comparable(live), comparable(batch));
    let only = |these: &[Finding], those: &[Finding]| -> Vec<String> {
        let missing = these.iter().filter(|one| !those.contains(one));
        missing.map(|one| format!("{} {} {:?}", one.title, one.first, one.last)).collect()
    };
    format!("live: {:#?}\nbatch: {:#?}", only(&live, &batch), only(&batch, &live))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), rng_seed: seed(), ..ProptestConfig::default() })]

    #[test]
    fn a_watch_ends_with_what_an_analysis_says(steps in proptest::collection::vec(step(), 4..24)) {
        run(&steps);
    }
}

/// Programs that once ended otherwise.
#[test]
fn programs_that_once_failed() {
    use Step::{CopyTruncate, Delete, Pack, Rename, Silence, Turn, Write};
    let write = |log, minutes| Write { log, minutes };
    run(&[write(2, 42), Turn, write(2, 8), Pack { log: 2 }]);
    let silence = Silence { from: 0, to: 7 };
    run(&[write(1, 5), Delete { log: 1 }, silence, write(1, 10), Rename { log: 1 }]);
    run(&[Silence { from: 0, to: 2 }, write(1, 2), Pack { log: 1 }]);
    run(&[write(1, 12), Delete { log: 1 }, write(1, 13), CopyTruncate { log: 1 }, write(0, 2)]);
}

/// A file that grew and was packed while nobody watched.
#[test]
fn what_was_packed_while_away_is_read_once() {
    use Step::{Crash, Delete, Pack, Write};
    let write = |log, minutes| Write { log, minutes };
    run(&[write(2, 2), write(1, 1), Delete { log: 1 }, Crash, write(2, 1), Pack { log: 2 }]);
}

#[test]
fn a_log_packed_while_the_watch_was_away_replaces_its_stream() {
    let begin = Step::Begin { log: 1, bytes: 1 };
    let write = |log, minutes| Step::Write { log, minutes };
    let pack = Step::Pack { log: 1 };
    run(&[write(2, 2), write(1, 1), Step::Turn, begin, Step::Crash, pack]);
}

/// What comes after the cut is read, however soon the watch stops.
#[test]
fn a_log_that_was_cut_and_written_on_is_read_to_its_end() {
    use Step::{CopyTruncate, Write};
    let write = |log, minutes| Write { log, minutes };
    for _ in 0..12 {
        run(&[write(2, 5), write(0, 14), CopyTruncate { log: 2 }]);
    }
    let silence = Step::Silence { from: 0, to: 7 };
    let steps = [write(2, 2), write(0, 3), write(2, 3), write(0, 14), CopyTruncate { log: 2 }];
    run(&[[write(0, 8), silence].as_slice(), &steps].concat());
}

/// The same programs in every plain run, so that a failure is the change's; others if a number of
/// them is asked for.
fn seed() -> RngSeed {
    let is_asked = std::env::var_os("PROPTEST_CASES").is_some();
    if is_asked { RngSeed::Random } else { RngSeed::Fixed(118_883) }
}

/// Programs tried: `PROPTEST_CASES`, else what a test run can spare.
fn cases() -> u32 {
    let said = std::env::var("PROPTEST_CASES").ok();
    said.and_then(|said| said.parse().ok()).unwrap_or(100)
}
