//! Mistakes in a configuration file: where, what, and what would be right.

use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};

use toml::Spanned;

/// A mistake in a configuration file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError {
    /// The file.
    pub file: PathBuf,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// What is wrong, and what would be right.
    pub message: String,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}:{}:{}: {}", self.file.display(), self.line, self.column, self.message)
    }
}

impl std::error::Error for ConfigError {}

/// A mistake in a text: where (bytes) and what.
#[derive(Debug)]
pub(super) struct Fault {
    at: Range<usize>,
    message: String,
}

impl Fault {
    pub(super) fn new(at: Range<usize>, message: impl Into<String>) -> Self {
        Self { at, message: message.into() }
    }

    pub(super) fn in_file(self, file: &Path, text: &str) -> ConfigError {
        let before = text.get(..self.at.start).unwrap_or(text);
        let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        ConfigError { file: file.to_owned(), line, column, message: self.message }
    }
}

impl Fault {
    /// What TOML or serde says; at `place` unless they know better.
    pub(super) fn of(error: &toml::de::Error, place: Range<usize>) -> Self {
        Self::new(error.span().unwrap_or(place), worded(error.message()))
    }
}

impl From<toml::de::Error> for Fault {
    fn from(error: toml::de::Error) -> Self {
        Self::of(&error, 0..0)
    }
}

/// serde's words for a key nobody knows, with the nearest names first; other words as they are.
fn worded(message: &str) -> String {
    if message == "invalid type: map, expected a sequence" {
        return "expected a list of tables: write the name in double brackets, `[[…]]`".to_owned();
    }
    if !message.starts_with("unknown field `") && !message.starts_with("unknown variant `") {
        return message.replace("expected a sequence", "expected a list, `[…, …]`");
    }
    let mut quoted = message.split('`').skip(1).step_by(2);
    let typed = quoted.next().unwrap_or_default();
    format!("there is no `{typed}` here; {}", hint(typed, &quoted.collect::<Vec<_>>()))
}

/// The names like a mistyped one, or else all.
pub(super) fn hint(typed: &str, names: &[&str]) -> String {
    let typed = typed.to_lowercase().replace('-', "_");
    let alike = |name: &&&str| {
        let plain = name.replace('-', "_");
        strsim::damerau_levenshtein(&plain, &typed) <= 2
            || (typed.len() > 3 && plain.contains(&typed))
    };
    let near: Vec<String> = names.iter().filter(alike).map(|name| format!("`{name}`")).collect();
    if near.is_empty() {
        format!("there are {}", names.join(", "))
    } else {
        format!("did you mean {}?", near.join(" or "))
    }
}

/// Reads a text of the file; the reader says what it expected.
pub(super) fn read<T>(
    text: &Spanned<String>,
    reader: impl Fn(&str) -> Result<T, String>,
) -> Result<T, Fault> {
    reader(text.get_ref()).map_err(|message| Fault::new(text.span(), message))
}
