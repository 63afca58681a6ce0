//! What every key does.

use super::app::{App, Pane};
use super::data::{Ask, Effect, Lane, Start};
use super::key::Key;
use super::prompt::{Prompt, Purpose};
use super::side;
use crate::cli::time;
use crate::report::Note;
use crate::search::At;

/// The name proposed for the report.
const REPORT: &str = "mbxtrace-report.md";

impl App {
    /// A key was pressed: what is to be done for it.
    pub fn update(&mut self, key: Key) -> Vec<Effect> {
        let mut effects = Vec::new();
        if key == Key::Ctrl('c') {
            return vec![Effect::Quit];
        }
        if self.is_help {
            self.is_help = false;
            return effects;
        }
        if let Some(prompt) = self.prompt.take() {
            self.typed(prompt, key, &mut effects);
            return effects;
        }
        self.message.clear();
        if !self.jumped(key, &mut effects) && !self.noted_by(key, &mut effects) {
            match self.pane {
                Pane::Timeline => self.timeline_key(key, &mut effects),
                Pane::Side => self.side_key(key, &mut effects),
                Pane::Details => self.details_key(key),
            }
        }
        self.leave_unless_at_end();
        self.fill(&mut effects);
        effects
    }

    /// Keys that mean the same everywhere.
    fn jumped(&mut self, key: Key, effects: &mut Vec<Effect>) -> bool {
        match key {
            Key::Char('q') => effects.push(Effect::Quit),
            Key::Char('?') => self.is_help = true,
            Key::Char('/') => {
                self.before_edit = Some(self.spot());
                self.prompt = Some(Prompt::new(Purpose::Filter, &self.query));
            }
            Key::Char('t') => self.prompt = Some(Prompt::new(Purpose::Time, "")),
            Key::Char('w') => self.prompt = Some(Prompt::new(Purpose::Report, REPORT)),
            Key::Char('z') => {
                self.zones.reverse();
                self.headlines.reverse();
            }
            Key::Char('F') => self.follow(effects),
            Key::Char('n') => self.failure(true, effects),
            Key::Char('N') => self.failure(false, effects),
            Key::Tab | Key::BackTab => {
                self.pane = if self.pane == Pane::Side { Pane::Timeline } else { Pane::Side };
                self.scroll = 0;
            }
            Key::Esc | Key::Backspace | Key::Ctrl('o') => self.back(key, effects),
            _ => return false,
        }
        true
    }

    fn back(&mut self, key: Key, effects: &mut Vec<Effect>) {
        self.fault.clear();
        if self.pane == Pane::Details && key == Key::Esc {
            self.pane = Pane::Timeline;
            self.scroll = 0;
        } else if let Some(spot) = self.history.pop() {
            self.is_following = false;
            self.back_to(spot, effects);
        } else if !self.query.is_empty() {
            self.query.clear();
            let start = self.begin(self.record().map(|record| record.at));
            self.open(start, false, effects);
            self.count(false, effects);
        } else {
            self.pane = Pane::Timeline;
        }
    }

    fn failure(&mut self, forward: bool, effects: &mut Vec<Effect>) {
        let Some(record) = self.record() else { return };
        let (query, at) = (self.query.clone(), record.at);
        if self.pane == Pane::Side {
            self.pane = Pane::Timeline;
        }
        let evidence = std::sync::Arc::clone(&self.evidence);
        self.ask(Lane::Records, Ask::Failure { query, at, forward, evidence }, effects);
    }

    fn timeline_key(&mut self, key: Key, effects: &mut Vec<Effect>) {
        let page = isize::try_from(self.rows).unwrap_or(isize::MAX);
        self.scroll = 0;
        match key {
            Key::Char('g' | '<') | Key::Home => self.open(Start::First, false, effects),
            Key::Char('G' | '>') | Key::End => self.open(Start::Last, false, effects),
            Key::Enter if self.record().is_some() => self.pane = Pane::Details,
            Key::Char('f') => self.show_finding(),
            key => self.timeline.step(step(key, page)),
        }
    }

    fn details_key(&mut self, key: Key) {
        let by = step(key, isize::try_from(self.rows).unwrap_or(isize::MAX));
        let by = i16::try_from(by).unwrap_or(if by > 0 { i16::MAX } else { i16::MIN });
        match key {
            Key::Char('g' | '<') | Key::Home => self.scroll = 0,
            Key::Char('f') => self.show_finding(),
            Key::Char('J') => self.timeline.step(1),
            Key::Char('K') => self.timeline.step(-1),
            _ => self.scroll = self.scroll.saturating_add_signed(by).min(5000),
        }
    }

    fn side_key(&mut self, key: Key, effects: &mut Vec<Effect>) {
        let last = self.items.len().saturating_sub(1);
        match key {
            Key::Char('g' | '<') | Key::Home => self.item = 0,
            Key::Char('G' | '>') | Key::End => self.item = last,
            Key::Char('J') => self.scroll = self.scroll.saturating_add(1).min(5000),
            Key::Char('K') => self.scroll = self.scroll.saturating_sub(1),
            Key::Enter => return self.show_evidence(effects),
            key => {
                let page = isize::try_from(self.rows).unwrap_or(isize::MAX);
                self.item = self.item.saturating_add_signed(step(key, page)).min(last);
            }
        }
        if !matches!(key, Key::Char('J' | 'K')) {
            self.scroll = 0;
        }
    }

    /// From a finding, or the first one of a cause, to its first record.
    fn show_evidence(&mut self, effects: &mut Vec<Effect>) {
        let analysis = &self.snapshot.analysis;
        let item = self.items.get(self.item).copied();
        let finding = item.and_then(|item| side::finding(item, analysis));
        let finding = finding.and_then(|at| analysis.findings.get(at));
        let Some(finding) = finding else { return };
        let at = finding.evidence.iter().find_map(|one| self.at_of(one));
        let Some(at) = at else {
            "none of its records is in this case".clone_into(&mut self.message);
            return;
        };
        self.remember();
        self.pane = Pane::Timeline;
        if self.query.is_empty() {
            self.go(at, effects);
        } else {
            self.query.clear();
            "the filter is off; Esc goes back to it".clone_into(&mut self.message);
            self.open(Start::At(at), false, effects);
            self.count(false, effects);
        }
    }

    /// From a record to the finding it is evidence of.
    fn show_finding(&mut self) {
        let Some(at) = self.record().map(|record| record.at) else { return };
        let analysis = std::sync::Arc::clone(&self.snapshot.analysis);
        let is_of = |item: &side::Item| {
            let side::Item::Finding(finding, _) = *item else { return false };
            let finding = analysis.findings.get(finding);
            let evidence = finding.map_or(&[][..], |one| &one.evidence);
            evidence.iter().any(|one| one.time == at.time && self.at_of(one) == Some(at))
        };
        match self.items.iter().position(is_of) {
            Some(item) => {
                self.remember();
                (self.item, self.pane, self.scroll) = (item, Pane::Side, 0);
            }
            None => "no finding rests on this record".clone_into(&mut self.message),
        }
    }

    /// Marks and notes.
    fn noted_by(&mut self, key: Key, effects: &mut Vec<Effect>) -> bool {
        match key {
            Key::Char('m') => {
                if let Some(note) = self.subject() {
                    let known = self.notes.iter().find(|one| one.is_on_same(&note));
                    match known {
                        Some(one) if !one.text.is_empty() => {
                            "there is a note here: a edits it".clone_into(&mut self.message);
                        }
                        known => effects.push(Effect::Note(note, known.is_none())),
                    }
                }
            }
            Key::Char('a') => {
                if let Some(note) = self.subject() {
                    let known = self.notes.iter().find(|one| one.is_on_same(&note));
                    let text = known.map_or(String::new(), |one| one.text.clone());
                    self.prompt = Some(Prompt::new(Purpose::Note, &text));
                }
            }
            Key::Char('\'') => self.next_mark(effects),
            _ => return false,
        }
        true
    }

    fn next_mark(&mut self, effects: &mut Vec<Effect>) {
        let here = self.record().map_or(At::START, |record| record.at);
        let paths = &self.snapshot.paths;
        let at = |note: &Note| {
            let stream = paths.iter().rposition(|path| *path == note.path && !path.is_empty())?;
            let stream = u32::try_from(stream).ok()?;
            Some(At { time: note.time, stream, offset: note.offset })
        };
        let mut marks: Vec<At> = self.notes.iter().filter_map(at).collect();
        marks.sort_unstable();
        let next = marks.iter().find(|mark| **mark > here).or(marks.first()).copied();
        match next {
            Some(mark) => {
                self.pane = Pane::Timeline;
                self.go(mark, effects);
            }
            None => "nothing is marked: m marks a record".clone_into(&mut self.message),
        }
    }

    /// What a mark would be on: the selected finding or record.
    fn subject(&self) -> Option<Note> {
        let analysis = &self.snapshot.analysis;
        if self.pane == Pane::Side {
            let item = self.items.get(self.item).copied()?;
            let finding = analysis.findings.get(side::finding(item, analysis)?)?;
            return Some(Note {
                finding: finding.id.clone(),
                time: finding.first,
                title: finding.title.clone(),
                ..Note::default()
            });
        }
        let record = self.record()?;
        Some(Note {
            path: record.hit.path.clone(),
            line: record.hit.line,
            offset: record.hit.offset,
            time: record.at.time,
            title: record.hit.text.chars().take(300).collect(),
            ..Note::default()
        })
    }

    /// A key while a line is typed.
    fn typed(&mut self, mut prompt: Prompt, key: Key, effects: &mut Vec<Effect>) {
        match key {
            Key::Esc => {
                if let Some(spot) =
                    self.before_edit.take().filter(|_| prompt.purpose == Purpose::Filter)
                {
                    self.fault.clear();
                    self.back_to(spot, effects);
                }
            }
            Key::Enter => self.entered(&prompt, effects),
            key => {
                if prompt.press(key) && prompt.purpose == Purpose::Filter {
                    self.query = prompt.text();
                    let from = self.before_edit.as_ref().and_then(|spot| spot.at);
                    self.open(self.begin(from), true, effects);
                    self.count(true, effects);
                }
                self.prompt = Some(prompt);
            }
        }
    }

    fn entered(&mut self, prompt: &Prompt, effects: &mut Vec<Effect>) {
        let text = prompt.text();
        match prompt.purpose {
            Purpose::Filter if !self.fault.is_empty() => self.prompt = Some(prompt.clone()),
            Purpose::Filter => {
                self.pane = Pane::Timeline;
                if let Some(spot) = self.before_edit.take().filter(|spot| spot.query != self.query)
                {
                    self.history.push(spot);
                }
            }
            Purpose::Time => match time(text.trim()) {
                Ok(spec) => {
                    let last = self.snapshot.window.map_or(0, |(_, last)| last);
                    self.remember();
                    self.pane = Pane::Timeline;
                    let at = At::time(spec.resolve(last, self.zone()));
                    self.open(Start::At(at), false, effects);
                }
                Err(message) => {
                    self.message = message;
                    self.prompt = Some(prompt.clone());
                }
            },
            Purpose::Note => {
                if let Some(note) = self.subject() {
                    effects.push(Effect::Note(Note { text, ..note }, true));
                }
            }
            Purpose::Report if text.trim().is_empty() => {}
            Purpose::Report => effects.push(Effect::Report(text.trim().into(), self.zone())),
        }
    }
}

/// How far a key moves.
fn step(key: Key, page: isize) -> isize {
    match key {
        Key::Char('j') | Key::Down | Key::Ctrl('n') => 1,
        Key::Char('k') | Key::Up | Key::Ctrl('p') => -1,
        Key::PageDown | Key::Char(' ') | Key::Ctrl('f') => page,
        Key::PageUp | Key::Char('b') | Key::Ctrl('b') => -page,
        Key::Char('d') | Key::Ctrl('d') => page / 2,
        Key::Char('u') | Key::Ctrl('u') => -(page / 2),
        _ => 0,
    }
}
