//! A line that is being typed.

use super::key::Key;

/// What a line is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// The filter.
    Filter,
    /// A time to go to.
    Time,
    /// A note.
    Note,
    /// A file for the report.
    Report,
}

/// The line, and the place in it.
#[derive(Clone, Debug)]
pub(super) struct Prompt {
    pub(super) purpose: Purpose,
    /// Its letters.
    letters: Vec<char>,
    /// Letters before the cursor.
    pub(super) cursor: usize,
}

/// Most letters taken.
const MOST: usize = 2000;

impl Prompt {
    pub(super) fn new(purpose: Purpose, text: &str) -> Self {
        let letters: Vec<char> = text.chars().take(MOST).collect();
        Self { purpose, cursor: letters.len(), letters }
    }

    pub(super) fn text(&self) -> String {
        self.letters.iter().collect()
    }

    /// The text before the cursor.
    pub(super) fn before(&self) -> String {
        self.letters.iter().take(self.cursor).collect()
    }

    /// Takes a key; whether the text is another now.
    pub(super) fn press(&mut self, key: Key) -> bool {
        let before = self.letters.len();
        match key {
            Key::Char(letter) if !letter.is_control() && before < MOST => {
                self.letters.insert(self.cursor, letter);
                self.cursor += 1;
            }
            Key::Backspace | Key::Ctrl('h') if self.cursor > 0 => {
                self.cursor -= 1;
                self.letters.remove(self.cursor);
            }
            Key::Delete if self.cursor < before => {
                self.letters.remove(self.cursor);
            }
            Key::Ctrl('u') => {
                self.letters.drain(..self.cursor);
                self.cursor = 0;
            }
            Key::Ctrl('w') => {
                let is_blank = |letter: Option<&char>| letter.is_some_and(|one| *one == ' ');
                let mut start = self.cursor;
                while start > 0 && is_blank(self.letters.get(start - 1)) {
                    start -= 1;
                }
                while start > 0 && !is_blank(self.letters.get(start - 1)) {
                    start -= 1;
                }
                self.letters.drain(start..self.cursor);
                self.cursor = start;
            }
            Key::Left => self.cursor = self.cursor.saturating_sub(1),
            Key::Right => self.cursor = (self.cursor + 1).min(before),
            Key::Home | Key::Ctrl('a') => self.cursor = 0,
            Key::End | Key::Ctrl('e') => self.cursor = before,
            _ => {}
        }
        self.letters.len() != before
    }
}
