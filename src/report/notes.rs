//! Marks and notes of people at the end of a Markdown report. What they are on is quoted as code, what
//! they say is made inert like all else: it may have been pasted from a log.

use std::io::{self, Write};

use serde::{Deserialize, Serialize};

use super::Style;
use super::inert::{clipped, code, markdown};

/// Characters shown of a record.
const TEXT: usize = 300;

/// A mark, or a mark with words, on a record or a finding.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Note {
    /// Id of the finding it is on; empty: it is on a record.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub finding: String,
    /// File, or `archive.zip!/inner.tgz!/file`, of the record.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub path: String,
    /// Line of the record, from 1.
    #[serde(default)]
    pub line: u64,
    /// Offset of the record in the file, in bytes.
    #[serde(default)]
    pub offset: u64,
    /// Time of the record or begin of the finding, UTC nanoseconds.
    #[serde(default)]
    pub time: i64,
    /// Title of the finding, or the begin of the record.
    #[serde(default)]
    pub title: String,
    /// What was noted; empty: only marked.
    #[serde(default)]
    pub text: String,
}

impl Note {
    /// Whether both are on the same finding or record.
    pub fn is_on_same(&self, other: &Self) -> bool {
        let key = |note: &Self| (note.finding.clone(), note.path.clone(), note.offset);
        key(self) == key(other)
    }

    /// What notes are sorted by.
    pub(crate) fn order(&self) -> (i64, &str, u64, &str) {
        (self.time, &self.path, self.offset, &self.finding)
    }
}

/// Writes the section; nothing if nothing was noted.
pub fn write_notes(notes: &[Note], out: &mut dyn Write, style: &Style) -> io::Result<()> {
    if notes.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n## Marks and notes ({})\n", notes.len())?;
    for note in notes {
        let time = style.zone.show(note.time);
        let place = if note.finding.is_empty() {
            code(&format!("{}:{}", note.path, note.line))
        } else {
            format!("finding {}", code(&note.finding))
        };
        writeln!(out, "* {time} {place}: {}", code(&clipped(&note.title, TEXT)))?;
        for line in note.text.lines().filter(|line| !line.trim().is_empty()) {
            writeln!(out, "    * {}", markdown(line))?;
        }
    }
    Ok(())
}
