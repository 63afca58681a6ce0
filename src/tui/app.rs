//! The state of the interface and what is asked for on its behalf.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::data::{Answer, Ask, Effect, Lane, Snapshot, Start};
use super::prompt::Prompt;
use super::side::{self, Item};
use super::strip::Silences;
use super::timeline::{MOST, Timeline};
use crate::clock::Zone;
use crate::report::{Lang, Note, verdict};
use crate::search::{At, Record};

/// Records asked for at once, and how near to an end of those at hand more are asked for.
const PAGE: usize = 200;
const MARGIN: usize = 60;
/// Places kept to go back to.
const HISTORY: usize = 100;

/// What has the keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pane {
    Timeline,
    Side,
    Details,
}

/// A place to come back to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Spot {
    pub(super) query: String,
    pub(super) at: Option<At>,
    pub(super) pane: Pane,
    pub(super) item: usize,
}

/// The interface.
pub struct App {
    pub(super) snapshot: Snapshot,
    pub(super) items: Vec<Item>,
    pub(super) item: usize,
    pub(super) evidence: Arc<[At]>,
    pub(super) silences: Silences,
    /// The verdict in one sentence, with times in either zone.
    pub(super) headlines: [String; 2],
    pub(super) timeline: Timeline,
    pub(super) query: String,
    pub(super) pane: Pane,
    pub(super) prompt: Option<Prompt>,
    pub(super) is_help: bool,
    /// Whether the newest record is kept selected while the case is written.
    pub(super) is_following: bool,
    /// Whether the case was written since the open question about records was asked.
    is_behind: bool,
    /// Lines the details are scrolled by.
    pub(super) scroll: u16,
    pub(super) history: Vec<Spot>,
    pub(super) notes: Vec<Note>,
    pub(super) zones: [Zone; 2],
    pub(super) counts: (i64, Vec<crate::case::Bucket>, Vec<crate::case::Bucket>),
    pub(super) message: String,
    /// What is wrong with the filter, over several lines.
    pub(super) fault: String,
    pub(super) rows: usize,
    columns: usize,
    /// Number of the last question of each lane.
    asked: [u64; 2],
    /// What the open question about records is.
    pub(super) pending: Option<Ask>,
    /// The filter as it was before it was edited.
    pub(super) before_edit: Option<Spot>,
}

impl App {
    /// A new one, and what it needs first. `zone` is shown first, `z` changes to UTC and back.
    pub fn new(snapshot: Snapshot, notes: Vec<Note>, zone: Zone) -> (Self, Vec<Effect>) {
        let mut app = Self {
            snapshot: Snapshot::default(),
            items: Vec::new(),
            item: 0,
            evidence: Arc::from([]),
            silences: Silences::default(),
            headlines: Default::default(),
            timeline: Timeline::default(),
            query: String::new(),
            pane: Pane::Timeline,
            prompt: None,
            is_help: false,
            is_following: false,
            is_behind: false,
            scroll: 0,
            history: Vec::new(),
            notes,
            zones: [zone, Zone::UTC],
            counts: (1, Vec::new(), Vec::new()),
            message: String::new(),
            fault: String::new(),
            rows: 10,
            columns: 80,
            asked: [0, 0],
            pending: None,
            before_edit: None,
        };
        app.take(snapshot);
        let mut effects = Vec::new();
        app.open(Start::First, false, &mut effects);
        app.count(false, &mut effects);
        (app, effects)
    }

    /// The size of the terminal; what has to be asked for because of it.
    pub fn resize(&mut self, columns: u16, rows: u16) -> Vec<Effect> {
        let mut effects = Vec::new();
        if usize::from(columns) != self.columns {
            self.columns = usize::from(columns);
            self.count(false, &mut effects);
        }
        self.rows = usize::from(rows).saturating_sub(12).max(1);
        effects
    }

    /// The case was written meanwhile.
    pub fn reload(&mut self, snapshot: Snapshot) -> Vec<Effect> {
        let commit = snapshot.commit;
        self.take(snapshot);
        if !self.is_following {
            self.message = format!("reloaded: commit {commit} of the case");
        }
        let mut effects = Vec::new();
        // A question that is open is not overtaken: where commits come fast, none would be answered.
        self.is_behind = self.pending.is_some();
        if !self.is_behind {
            self.refresh(&mut effects);
        }
        self.count(false, &mut effects);
        effects
    }

    /// Asks anew for what is in sight: the end, if that is followed.
    fn refresh(&mut self, effects: &mut Vec<Effect>) {
        let here = self.record().map_or(Start::First, |record| Start::At(record.at));
        let start = if self.is_following { Start::Last } else { here };
        self.open(start, false, effects);
    }

    fn take(&mut self, snapshot: Snapshot) {
        // Most commits of a watch bring records and no verdict.
        let is_same = Arc::ptr_eq(&snapshot.analysis, &self.snapshot.analysis)
            && snapshot.paths == self.snapshot.paths;
        if !is_same {
            self.judge(&snapshot);
        }
        self.snapshot = snapshot;
    }

    /// What is shown of the verdict.
    fn judge(&mut self, snapshot: &Snapshot) {
        self.items = side::items(&snapshot.analysis);
        self.item = self.item.min(self.items.len().saturating_sub(1));
        self.headlines =
            self.zones.map(|zone| verdict(&snapshot.analysis, zone, Lang::En).headline);
        self.silences = snapshot.analysis.ledgers.first().map(Silences::of).unwrap_or_default();
        let places: std::collections::BTreeMap<&str, u32> =
            (0..).zip(snapshot.paths.iter()).map(|(at, path)| (path.as_str(), at)).collect();
        let at = |one: &mbxtrace_rules::Evidence| {
            let stream = *places.get(one.path.as_str())?;
            Some(At { time: one.time, stream, offset: one.offset })
        };
        let findings = &snapshot.analysis.findings;
        let all: BTreeSet<At> =
            findings.iter().flat_map(|finding| &finding.evidence).filter_map(at).collect();
        self.evidence = all.into_iter().collect();
    }

    /// The answer to the question of that number; answers that nobody waits for any more are dropped.
    pub fn answer(&mut self, lane: Lane, number: u64, answer: Answer) -> Vec<Effect> {
        let mut effects = Vec::new();
        if self.asked[lane as usize] != number {
            return effects;
        }
        let asked = if lane == Lane::Records { self.pending.take() } else { None };
        if lane == Lane::Records {
            self.fault.clear();
        }
        match (answer, asked) {
            (Answer::Window(before, from), Some(Ask::Window { start, .. })) => {
                let was = self.record().map(|record| record.at);
                self.timeline = Timeline::new(before, from);
                if start == Start::Last {
                    self.timeline.step(isize::MAX);
                }
                // The same record read anew, or another pane: what is being read stays where it is.
                if self.pane != Pane::Side && self.record().map(|record| record.at) != was {
                    self.scroll = 0;
                }
            }
            (Answer::More(page), Some(Ask::More { forward, .. })) => {
                self.timeline.extend(page, forward);
            }
            (Answer::Failure(Some(at)), _) => self.go(at, &mut effects),
            (Answer::Failure(None), Some(Ask::Failure { forward, .. })) => {
                let side = if forward { "after" } else { "before" };
                self.message = format!("no failure {side} this record");
            }
            (Answer::Counts(all, failed), _) => self.counts = (self.step(), all, failed),
            (Answer::Error(text), _) if lane == Lane::Records => self.fault = text,
            _ => {}
        }
        self.leave_unless_at_end();
        if self.is_behind && self.pending.is_none() && self.fault.is_empty() {
            self.is_behind = false;
            self.refresh(&mut effects);
        }
        self.fill(&mut effects);
        effects
    }

    /// Goes to the newest record and stays with it, or no longer does.
    pub(super) fn follow(&mut self, effects: &mut Vec<Effect>) {
        self.is_following = !self.is_following;
        if self.is_following {
            self.pane = if self.pane == Pane::Details { Pane::Timeline } else { self.pane };
            self.open(Start::Last, false, effects);
        } else {
            "no longer following the end".clone_into(&mut self.message);
        }
    }

    /// Whoever went elsewhere no longer follows.
    pub(super) fn leave_unless_at_end(&mut self) {
        let is_at_end = match &self.pending {
            Some(Ask::Window { start, .. }) => *start == Start::Last,
            _ => self.timeline.is_at_end(),
        };
        if self.is_following && (!is_at_end || self.pane == Pane::Details) {
            self.is_following = false;
            "no longer following the end".clone_into(&mut self.message);
        }
    }

    /// Where a filter that was changed begins: at the end, if that is followed, or else there.
    pub(super) fn begin(&self, at: Option<At>) -> Start {
        if self.is_following { Start::Last } else { at.map_or(Start::First, Start::At) }
    }

    /// What is noted now, after a change.
    pub fn noted(&mut self, notes: Vec<Note>) {
        self.notes = notes;
    }

    /// Says something in the last line.
    pub fn say(&mut self, message: impl Into<String>) {
        self.message = message.into();
    }

    /// Zone of the times shown.
    pub(super) fn zone(&self) -> Zone {
        self.zones[0]
    }

    /// The path of a place's stream, and its number; for evidence.
    pub(super) fn at_of(&self, evidence: &mbxtrace_rules::Evidence) -> Option<At> {
        let paths = &self.snapshot.paths;
        let stream = paths.iter().rposition(|path| *path == evidence.path)?;
        let stream = u32::try_from(stream).ok()?;
        Some(At { time: evidence.time, stream, offset: evidence.offset })
    }

    pub(super) fn record(&self) -> Option<&Record> {
        self.timeline.record()
    }

    /// Width of a span of the histogram, nanoseconds.
    pub(super) fn step(&self) -> i64 {
        let Some((first, last)) = self.snapshot.window else { return 1 };
        let columns = i64::try_from(self.columns.saturating_sub(2).max(1)).unwrap_or(i64::MAX);
        (last.saturating_sub(first) / columns).saturating_add(1)
    }

    pub(super) fn ask(&mut self, lane: Lane, ask: Ask, effects: &mut Vec<Effect>) {
        let number = &mut self.asked[lane as usize];
        *number += 1;
        let number = *number;
        if lane == Lane::Records {
            self.pending = Some(ask.clone());
        }
        effects.push(Effect::Ask(lane, number, ask));
    }

    pub(super) fn open(&mut self, start: Start, typed: bool, effects: &mut Vec<Effect>) {
        let query = self.query.clone();
        self.ask(Lane::Records, Ask::Window { query, start, limit: PAGE, typed }, effects);
    }

    pub(super) fn count(&mut self, typed: bool, effects: &mut Vec<Effect>) {
        let (query, step) = (self.query.clone(), self.step());
        self.ask(Lane::Counts, Ask::Counts { query, step, typed }, effects);
    }

    /// Asks for more where the end of what is at hand is near.
    pub(super) fn fill(&mut self, effects: &mut Vec<Effect>) {
        const { assert!(PAGE + 2 * MARGIN < MOST) };
        if self.pending.is_some() || !self.fault.is_empty() {
            return;
        }
        if let Some((at, forward)) = self.timeline.short_of(MARGIN) {
            let query = self.query.clone();
            self.ask(Lane::Records, Ask::More { query, at, forward, limit: PAGE }, effects);
        }
    }

    /// Selects the record at a place, which may not be at hand.
    pub(super) fn go(&mut self, at: At, effects: &mut Vec<Effect>) {
        self.scroll = 0;
        if !self.timeline.select(at) {
            self.open(Start::At(at), false, effects);
        }
    }

    pub(super) fn spot(&self) -> Spot {
        let at = self.record().map(|record| record.at);
        Spot { query: self.query.clone(), at, pane: self.pane, item: self.item }
    }

    /// Remembers where one is.
    pub(super) fn remember(&mut self) {
        self.history.push(self.spot());
        if self.history.len() > HISTORY {
            self.history.remove(0);
        }
    }

    /// Goes to a place remembered.
    pub(super) fn back_to(&mut self, spot: Spot, effects: &mut Vec<Effect>) {
        let is_other = spot.query != self.query;
        (self.query, self.pane) = (spot.query, spot.pane);
        self.item = spot.item.min(self.items.len().saturating_sub(1));
        let start = self.begin(spot.at);
        match spot.at {
            Some(at) if !is_other && self.timeline.select(at) => self.scroll = 0,
            _ => self.open(start, false, effects),
        }
        if is_other {
            self.count(false, effects);
        }
    }
}
