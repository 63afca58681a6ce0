//! What is wrong with a query, where, and what to write instead.

use std::fmt;

/// An error in a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueryError {
    /// The query.
    pub query: String,
    /// First byte of what is wrong.
    pub at: usize,
    /// Bytes of what is wrong.
    pub length: usize,
    /// What is wrong with it.
    pub message: String,
    /// What to write instead; may be empty.
    pub remedy: String,
}

impl QueryError {
    pub(super) fn new(
        query: &str,
        (at, length): (usize, usize),
        message: impl Into<String>,
    ) -> Self {
        let query = query.to_owned();
        Self { query, at, length, message: message.into(), remedy: String::new() }
    }

    pub(super) fn with_remedy(mut self, remedy: impl Into<String>) -> Self {
        self.remedy = remedy.into();
        self
    }
}

impl QueryError {
    /// A name that is none of these.
    pub(crate) fn unknown(typed: &str, names: &[&str]) -> Self {
        let near = nearest(typed, names).join(", ");
        let hint = if near.is_empty() { near } else { format!("did you mean {near}?\n") };
        Self::new(typed, (0, typed.len()), format!("there is no column `{typed}`"))
            .with_remedy(format!("{hint}columns are: {}", names.join(", ")))
    }
}

/// Message, the query with carets below the place, remedy. Control characters are shown as `?`.
impl fmt::Display for QueryError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |text: &str| -> String {
            text.chars().map(|letter| if letter.is_control() { '?' } else { letter }).collect()
        };
        let before = self.query.get(..self.at).unwrap_or(&self.query);
        let wrong = self.query.get(self.at..).unwrap_or_default();
        let wrong = wrong.get(..self.length).unwrap_or(wrong);
        let carets = "^".repeat(wrong.chars().count().max(1));
        writeln!(out, "{}", shown(&self.message))?;
        writeln!(out, "  {}", shown(&self.query))?;
        write!(out, "  {}{carets}", " ".repeat(before.chars().count()))?;
        for line in self.remedy.lines() {
            write!(out, "\n{}", shown(line))?;
        }
        Ok(())
    }
}

impl std::error::Error for QueryError {}

/// The names nearest to a mistyped one: at most two letters away, or with it as a part.
pub(super) fn nearest<'a>(typed: &str, names: &[&'a str]) -> Vec<&'a str> {
    let typed = typed.to_ascii_lowercase();
    let mut near: Vec<(usize, &str)> = names
        .iter()
        .map(|name| (distance(&typed, name), *name))
        .filter(|(distance, name)| *distance <= 2 || typed.len() > 2 && name.contains(&typed))
        .collect();
    near.sort_unstable();
    near.into_iter().take(3).map(|(_, name)| name).collect()
}

/// Levenshtein's distance in bytes; names are ASCII and short.
fn distance(one: &str, other: &str) -> usize {
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.bytes().take(64).enumerate() {
        let mut corner = std::mem::replace(&mut row[0], i + 1);
        for (j, b) in other.bytes().enumerate() {
            let next = (corner + usize::from(a != b)).min(row[j] + 1).min(row[j + 1] + 1);
            corner = std::mem::replace(&mut row[j + 1], next);
        }
    }
    row[other.len()]
}
