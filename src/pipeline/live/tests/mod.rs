//! A watch against what an analysis of the same bytes says.

mod alerts;
mod ends;
mod exports;
mod laws;
mod restarts;
mod retention;
mod scenarios;
mod table;

use std::collections::BTreeSet;
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use mbxtrace_rules::{Finding, RuleSet};
use tempfile::TempDir;

use super::{Live, LiveOptions, Moment, Tell};
use crate::case::{Case, Filter, Scan, WriterOptions};
use crate::clock::{Flags, SECOND};
use crate::pipeline::{Request, analyze};
use crate::report::Analysis;
use crate::source::{Limits, TailOptions};
use crate::tell::{Notice, NoticeKind};

/// Everything that was told, as a journal would keep it.
#[derive(Default)]
pub(super) struct Told(pub(super) Vec<Notice>);

impl Tell for Told {
    fn knows(&self, id: &str) -> bool {
        self.0.iter().any(|notice| notice.id == id)
    }

    fn tell(&mut self, notices: &[Notice]) -> io::Result<()> {
        for notice in notices {
            if !self.knows(&notice.id) {
                self.0.push(notice.clone());
            }
        }
        Ok(())
    }
}

impl Told {
    /// Kind and rule of everything told, in order.
    pub(super) fn kinds(&self) -> Vec<(NoticeKind, &str)> {
        self.0.iter().map(|notice| (notice.kind, notice.rule.as_str())).collect()
    }
}

/// Now. The wall clock of the tests stands, at the day after that of the logs, which look as if they were
/// written this moment.
pub(super) fn now() -> Moment {
    Moment { instant: Instant::now(), utc: 1_404_172_800 * SECOND }
}

/// A folder of logs that is watched, and the case it is watched into.
pub(super) struct Place {
    pub(super) folder: TempDir,
    pub(super) rules: RuleSet,
    pub(super) options: LiveOptions,
    pub(super) told: Told,
}

impl Place {
    pub(super) fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let logs = folder.path().join("logs");
        fs::create_dir_all(logs.join("cuc1/jetty")).expect("a folder");
        fs::create_dir_all(logs.join("cuc1/cuc")).expect("a folder");
        let tail = TailOptions {
            poll: Some(Duration::ZERO),
            settle: Duration::ZERO,
            linger: Duration::ZERO,
            ..TailOptions::default()
        };
        let case = folder.path().join("case");
        let index = WriterOptions { threads: 1, heap: 15_000_000 };
        let commit_every = Duration::ZERO;
        let options =
            LiveOptions { tail, commit_every, index, ..LiveOptions::new(vec![logs], case) };
        Self { folder, rules: RuleSet::builtin(), options, told: Told::default() }
    }

    /// Another with the same logs and case, that is only looked at.
    pub(super) fn new_at(other: &Self) -> Self {
        let mut place = Self::new();
        place.options.inputs.clone_from(&other.options.inputs);
        place.options.case.clone_from(&other.options.case);
        place
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join("logs").join(name)
    }

    pub(super) fn append(&self, name: &str, text: &str) {
        let path = self.path(name);
        let file = OpenOptions::new().create(true).append(true).open(path);
        file.and_then(|mut file| file.write_all(text.as_bytes())).expect("the log can be written");
    }

    /// Watches, lets `act` change the logs, and closes.
    pub(super) fn watch(&mut self, act: impl FnOnce(&mut Watching<'_, '_>)) -> Analysis {
        let mut told = std::mem::take(&mut self.told);
        let live = Live::open(&self.options, &self.rules, &[], now()).expect("the case opens");
        let mut watching = Watching { live, told: &mut told };
        watching.settle();
        act(&mut watching);
        let analysis = watching.live.close(now(), &mut told).expect("the case is written");
        self.told = told;
        analysis
    }

    /// The same, but it dies at the end: nothing after the last commit is left.
    pub(super) fn watch_and_die(&mut self, act: impl FnOnce(&mut Watching<'_, '_>)) {
        let mut told = std::mem::take(&mut self.told);
        let live = Live::open(&self.options, &self.rules, &[], now()).expect("the case opens");
        let mut watching = Watching { live, told: &mut told };
        watching.settle();
        act(&mut watching);
        drop(watching);
        self.told = told;
    }

    /// What an analysis of everything below `folder` says.
    pub(super) fn analysis_of(&self, folder: &Path) -> Analysis {
        self.analyze(folder, None)
    }

    /// The same, of what a case holds beside, and into it.
    pub(super) fn analyze(&self, folder: &Path, case: Option<&Path>) -> Analysis {
        let flags = Flags::default();
        let request = Request {
            paths: &[folder.to_path_buf()],
            limits: Limits::default(),
            flags: &flags,
            since: None,
            until: None,
            rules: &self.rules,
            overridden_rules: &[],
            case,
            index: WriterOptions::default(),
            workers: 0,
            ledger: false,
            progress: &|_| {},
        };
        analyze(&request).expect("the folder is there")
    }

    /// The streams of the case.
    pub(super) fn streams(&self) -> String {
        let case = Case::open(&self.options.case).expect("there is a case");
        let of = |record: &crate::case::StreamRecord| {
            format!("{} {} {}\n", record.source.path, record.source.events, record.progress)
        };
        case.manifest().streams.iter().map(of).collect()
    }

    /// Stream and offset of every event in the case.
    pub(super) fn places(&self) -> BTreeSet<(u32, u64)> {
        self.all().into_iter().collect()
    }

    /// The same, as often as each is there.
    fn all(&self) -> Vec<(u32, u64)> {
        let case = Case::open(&self.options.case).expect("there is a case");
        let found = case.find(&scan(Filter::All), 1_000_000, false, true).expect("a search");
        found.places.iter().map(|place| (place.stream, place.offset)).collect()
    }

    /// How many events of the case a filter lets through.
    pub(super) fn count(&self, filter: Filter) -> u64 {
        let case = Case::open(&self.options.case).expect("there is a case");
        case.count(&scan(filter)).expect("a search")
    }

    /// Number of events in the case, and of different ones.
    pub(super) fn indexed(&self) -> (usize, usize) {
        (self.all().len(), self.places().len())
    }
}

/// Of all times.
fn scan(filter: Filter) -> Scan {
    Scan { filter, since: None, until: None, stop: crate::case::Stop::default() }
}

/// A watch that is stepped by hand.
pub(super) struct Watching<'l, 't> {
    pub(super) live: Live<'l>,
    pub(super) told: &'t mut Told,
}

impl Watching<'_, '_> {
    /// Turns until nothing is left to do.
    pub(super) fn settle(&mut self) {
        for _ in 0..3 {
            let turns = (0..10_000)
                .find(|_| !self.live.turn(now(), self.told).expect("the case can be written"));
            assert!(turns.is_some(), "a watch of a few files comes to rest");
        }
        // What is overwritten or deleted before a commit has ended is lost with a crash.
        self.live.commit().expect("the case can be written");
    }
}

/// Findings without the paths of their evidence, which rotation changes.
pub(super) fn comparable(analysis: &Analysis) -> Vec<Finding> {
    let strip = |finding: &Finding| {
        let mut finding = finding.clone();
        for evidence in &mut finding.evidence {
            evidence.path = String::new();
        }
        finding
    };
    analysis.findings.iter().map(strip).collect()
}

/// A keep-alive of a subscription at a time of 2014-06-30, seconds after midnight.
pub(super) fn keep_alive(subscription: u32, at: u32) -> String {
    let (hour, minute, second) = (at / 3600, at / 60 % 60, at % 60);
    format!(
        "192.0.2.21 -  -  [30/Jun/2014:{hour:02}:{minute:02}:{second:02} +0000] \"POST /NotificationService/services/NotificationService?id=6f1f8c1e-0000-4000-8000-{subscription:012}&pid=2101 HTTP/1.1\" 200 343 \n"
    )
}

/// Keep-alives of subscriptions from `from` to `to`, one every five minutes each, in order.
pub(super) fn keep_alives(subscriptions: std::ops::Range<u32>, from: u32, to: u32) -> String {
    let mut lines = Vec::new();
    for subscription in subscriptions {
        let phase = subscription * 37 % 300;
        let mut at = from.div_ceil(300) * 300 + phase;
        while at < to {
            lines.push((at, keep_alive(subscription, at)));
            at += 300;
        }
    }
    lines.sort();
    lines.into_iter().map(|(_, line)| line).collect()
}

/// Keep-alives of these subscriptions together, in order of time.
pub(super) fn together(parts: &[(std::ops::Range<u32>, u32, u32)]) -> String {
    let all: String =
        parts.iter().map(|(who, from, to)| keep_alives(who.clone(), *from, *to)).collect();
    let mut lines: Vec<&str> = all.split_inclusive('\n').collect();
    lines.sort_by_key(|line| line.get(30..45).map(ToOwned::to_owned));
    lines.concat()
}

/// While `log` is watched, subscription 3 of 20 falls silent at 02:00.
pub(super) fn fall_silent(place: &mut Place, log: &str) {
    place.append(log, &together(&[(0..20, 3600, 7200)]));
    let path = place.path(log);
    place.watch(|watch| {
        let mut file = OpenOptions::new().append(true).open(&path).expect("the log");
        let lines = together(&[(0..3, 7200, 9600), (4..20, 7200, 9600)]);
        file.write_all(lines.as_bytes()).expect("lines");
        watch.settle();
    });
}
