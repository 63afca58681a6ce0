//! The data path that does not end: files are followed, indexed and judged as they are written, and
//! what is found is told.
//!
//! Bytes are kept before anything else. A *round* decodes what is kept in order of event time, as an
//! analysis does, and leaves engine and decoders where the next byte goes on: it begins every run
//! (what a crash left behind is exactly what the last commit holds), takes in files that are exported
//! anew as a whole, and judges anew when lines came so late that what was found may be wrong. Between
//! rounds every line is judged when it is written.

mod alerts;
mod desk;
mod figures;
mod judge;
mod lane;
mod pending;
mod pulse;
mod round;
mod rows;
mod save;
mod sink;
mod tell;
#[cfg(test)]
mod tests;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use mbxtrace_rules::{Engine, Finding, RuleSet, Severity};
use serde::Deserialize;

use self::alerts::{Alerts, Ledger};
use self::desk::Desk;
use self::lane::Lane;
pub use self::tell::Tell;
use super::Progress;
use super::recall::Memory;
use crate::case::{CaseError, CaseWriter, WriterOptions};
use crate::clock::{Flags, MINUTE, Zone};
use crate::pipeline::apart::Clocks;
use crate::report::{Analysis, Source};
use crate::source::{Known, Limits, Tail, TailOptions, Waker};

/// Tells whether a finding is not to be told at a time, UTC nanoseconds.
pub type Muted = Box<dyn Fn(&Finding, i64) -> bool>;

/// What to watch and how.
pub struct LiveOptions {
    /// Files, folders and patterns.
    pub inputs: Vec<PathBuf>,
    /// Folder of the case.
    pub case: PathBuf,
    /// What the user said about clocks.
    pub flags: Flags,
    /// Zone in which notices word times.
    pub zone: Zone,
    /// Bounds on hostile input.
    pub limits: Limits,
    /// How files are followed.
    pub tail: TailOptions,
    /// How long after its slot, by the clock of its source, something absent is called absent
    /// although the source has written nothing since; nanoseconds.
    pub lateness: i64,
    /// From how long a silence on a source that never is silent is a finding; nanoseconds, none for
    /// never.
    pub silent_after: Option<i64>,
    /// Least severity that is told.
    pub level: Severity,
    /// How often an alert that goes on is told again; nanoseconds.
    pub remind: Option<i64>,
    /// Whether a finding is not to be told at a time, UTC nanoseconds.
    pub is_muted: Muted,
    /// How often what was read is made durable.
    pub commit_every: Duration,
    /// How long files that have ended are kept in the case after their last record; nanoseconds.
    pub keep: Option<i64>,
    /// Memory and threads of the index.
    pub index: WriterOptions,
    /// Told of progress in rounds, which may take much longer than a turn.
    pub progress: Box<dyn Fn(Progress) + Sync>,
}

impl LiveOptions {
    /// Watches `inputs` into the case at `case`; everything else as is usual.
    pub fn new(inputs: Vec<PathBuf>, case: PathBuf) -> Self {
        Self {
            inputs,
            case,
            flags: Flags::default(),
            zone: Zone::Fixed(0),
            limits: Limits::default(),
            tail: TailOptions::default(),
            lateness: MINUTE,
            silent_after: Some(15 * MINUTE),
            level: Severity::Medium,
            remind: None,
            is_muted: Box::new(|_, _| false),
            commit_every: Duration::from_millis(800),
            keep: None,
            index: WriterOptions::default(),
            progress: Box::new(|_| {}),
        }
    }
}

/// Now, on both clocks.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    /// The clock that only goes forward.
    pub instant: Instant,
    /// UTC, nanoseconds since 1970.
    pub utc: i64,
}

/// What has passed since the start.
#[derive(Clone, Copy, Debug, Default)]
pub struct Counts {
    /// Bytes read.
    pub bytes: u64,
    /// Lines read.
    pub lines: u64,
    /// Records shown to the rules after a later one of the same key.
    pub late: u64,
    /// Records decoded.
    pub events: u64,
    /// Of these, records that no grammar accepted.
    pub unparsed: u64,
    /// Rounds, the first included.
    pub rounds: u64,
    /// Commits.
    pub commits: u64,
    /// How long the last one took.
    pub last_commit: Duration,
    /// Notices handed over.
    pub notices: u64,
}

/// How long a record at the end of a file waits for its continuation before it is indexed.
const QUIET: Duration = Duration::from_millis(100);

/// How long after something that calls for a round it takes place: what comes together is taken in
/// together.
const ROUND_AFTER: Duration = Duration::from_millis(200);

/// The clocks of the sources go on while nothing comes: what is absent is called so at most this long
/// after its time.
const JUDGED_EVERY: Duration = Duration::from_millis(500);

/// A round that judges anew because of late lines waits for others of their kind.
const REJUDGE_AFTER: Duration = Duration::from_secs(30);

/// Rounds that judge anew may take so much of the time: one part in so many.
const REJUDGE_SHARE: u32 = 50;

/// How often the analysis is put into the case while findings change, and while only lines come.
const ANALYSIS_AFTER: [Duration; 2] = [Duration::from_secs(2), Duration::from_mins(1)];

/// It may take so much of the time: one part in so many. What is written meanwhile waits for it.
const ANALYSIS_SHARE: u32 = 500;

/// A commit that is due while another is under way waits so long before it looks again.
const COMMIT_AGAIN: Duration = Duration::from_millis(20);

/// A watch at work on its case.
pub struct Live<'a> {
    options: &'a LiveOptions,
    rules: &'a RuleSet,
    overridden: &'a [String],
    tail: Tail,
    desk: Desk,
    alerts: Alerts,
    /// Sources that no followed file is: exports, and what nobody understood.
    others: BTreeMap<String, Source>,
    /// How far the clocks of hosts are apart, as of the last round.
    clocks: Clocks,
    due: Due,
    /// Findings that nobody has been told of as a figure.
    found: RefCell<Vec<(String, Severity)>>,
}

/// When what is to be done next.
struct Due {
    commit: Instant,
    /// Since when a round is wanted.
    round: Option<Instant>,
    /// Since when findings may be wrong.
    rejudge: Option<Instant>,
    /// When the last round ended and how long it took.
    last_round: Option<(Instant, Duration)>,
    analysis: Instant,
    /// How long the last one took.
    analysis_took: Duration,
    retention: Instant,
    /// Findings have changed since the last analysis.
    has_news: bool,
}

impl<'a> Live<'a> {
    /// Opens the case and begins to read. Nothing is judged before [`Live::turn`] has caught up.
    pub fn open(
        options: &'a LiveOptions,
        rules: &'a RuleSet,
        overridden: &'a [String],
        now: Moment,
    ) -> anyhow::Result<Self> {
        let mut writer = CaseWriter::open(&options.case, options.index)?.in_background()?;
        let ledger = Ledger::deserialize(&writer.manifest().notes).unwrap_or_default();
        let (lanes, ended) = remembered(&mut writer)?;
        let known: Vec<Known> = lanes.iter().filter_map(|lane| lane.known.clone()).collect();
        let tail = Tail::new(&options.inputs, options.tail.clone(), known, ended)?;
        let roots = tail.roots();
        let case = std::fs::canonicalize(&options.case).unwrap_or_else(|_| options.case.clone());
        let mut desk = Desk::new(writer, Engine::new(rules), roots, case, now);
        desk.remembered = lanes;
        desk.revive(options.keep);
        let due = Due {
            commit: now.instant + options.commit_every,
            round: None,
            rejudge: None,
            last_round: None,
            analysis: now.instant,
            analysis_took: Duration::ZERO,
            retention: now.instant,
            has_news: true,
        };
        let (mut alerts, others) = (Alerts::new(ledger, now), BTreeMap::new());
        desk.passed = alerts.clocks();
        alerts.silent_of_before().iter().for_each(|silent| desk.pulses.remember(silent));
        let (clocks, found) = (Clocks::default(), RefCell::default());
        let mut live =
            Self { options, rules, overridden, tail, desk, alerts, others, clocks, due, found };
        if live.alerts.is_first() {
            // Should this run die before it has read what lies there, the next knows what is news.
            live.commit()?;
        }
        Ok(live)
    }

    /// One turn: reads what there is, judges it, tells what is new, and commits when it is time.
    /// `true`: there is more to read already. An error is a case that cannot be written: what came
    /// after its last commit is read again by the next run.
    pub fn turn(&mut self, now: Moment, tell: &mut dyn Tell) -> anyhow::Result<bool> {
        self.desk.now = now;
        let read = self.tail.turn(&mut self.desk);
        if let Some(failure) = self.desk.failure.take() {
            return Err(failure.into());
        }
        let is_more = read?;
        if self.desk.is_starting {
            if !is_more {
                self.start(tell)?;
            }
            return Ok(is_more);
        }
        self.judge(tell)?;
        self.expire_if_due()?;
        self.round_if_due(is_more, tell)?;
        self.commit_if_due()?;
        Ok(is_more)
    }

    /// Waits until something may have changed or is due, at most `most`.
    pub fn wait(&mut self, most: Duration) {
        let mut until = most;
        let now = Instant::now();
        let is_dirty =
            self.desk.writer.is_dirty() || self.desk.is_dirty() || self.desk.has_unindexed();
        let dues =
            [is_dirty.then_some(self.due.commit), self.due.round.map(|since| since + ROUND_AFTER)];
        for due in dues.into_iter().flatten() {
            until = until.min(due.saturating_duration_since(now));
        }
        self.tail.wait(until.min(JUDGED_EVERY));
    }

    /// Ends a wait from another thread.
    pub fn waker(&self) -> Waker {
        self.tail.waker()
    }

    /// Reads what is there, gives the verdict on all that was ever read, and commits.
    pub fn close(mut self, now: Moment, tell: &mut dyn Tell) -> anyhow::Result<Analysis> {
        self.desk.now = now;
        let read = self.tail.stop(&mut self.desk);
        if let Some(failure) = self.desk.failure.take() {
            return Err(failure.into());
        }
        read?;
        self.desk.finish_gone()?;
        if self.desk.is_starting {
            self.start(tell)?;
        }
        // What waits for the end of a stream takes another one.
        for _ in 0..3 {
            if self.desk.needs_round {
                self.round()?;
            }
        }
        self.judge(tell)?;
        self.desk.index_all_pending()?;
        self.verdict()
    }

    /// Reads what is there and commits, without a last verdict: another session goes on.
    pub fn leave(mut self, now: Moment) -> anyhow::Result<()> {
        self.desk.now = now;
        let read = self.tail.stop(&mut self.desk);
        if let Some(failure) = self.desk.failure.take() {
            return Err(failure.into());
        }
        read?;
        self.commit()?;
        self.desk.writer.finish()?;
        Ok(())
    }

    fn round_if_due(&mut self, is_more: bool, tell: &mut dyn Tell) -> anyhow::Result<()> {
        let now = self.desk.now.instant;
        let passed = |since: Option<Instant>, least: Duration| {
            since.is_some_and(|since| now.saturating_duration_since(since) >= least)
        };
        let is_needed = passed(self.due.round, ROUND_AFTER);
        let rested = self
            .due
            .last_round
            .is_none_or(|(end, took)| now.saturating_duration_since(end) >= took * REJUDGE_SHARE);
        let is_wanted = rested && !is_more && passed(self.due.rejudge, REJUDGE_AFTER);
        if is_needed || is_wanted {
            self.round()?;
            self.withdraw(tell)?;
        }
        Ok(())
    }
}

/// Files that the case remembers as followed, and what is known of those that have ended. Those of
/// which nothing was read yet begin anew.
fn remembered(writer: &mut CaseWriter) -> Result<(Vec<Lane>, Vec<Known>), CaseError> {
    let (mut lanes, mut ended, mut unread) = (Vec::new(), Vec::new(), Vec::new());
    for (stream, record) in (0..).zip(&writer.manifest().streams) {
        let Ok(memory) = Memory::deserialize(&record.progress) else { continue };
        if !memory.is_followed() {
            ended.extend(memory.ended().cloned());
        } else if memory.is_unread() {
            unread.push(stream);
        } else {
            lanes.extend(Lane::remembered(stream, record, &memory));
        }
    }
    unread.into_iter().try_for_each(|stream| writer.drop_stream(stream))?;
    Ok((lanes, ended))
}

/// Whether the case cannot be written for a reason that may pass, such as a full disk.
pub fn may_pass(error: &anyhow::Error) -> bool {
    matches!(error.downcast_ref::<CaseError>(), Some(CaseError::Io { .. } | CaseError::Index(_)))
}
