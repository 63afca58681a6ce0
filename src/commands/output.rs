//! Where a report goes: stdout, or a file that appears whole or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};

use crate::clock::Zone;
use crate::exit::UsageError;
use crate::report::{Lang, Style};

/// Columns of a report whose reader is not known.
const WIDTH: usize = 120;

/// How to word a report for `output` (`None`: stdout): colours only on a terminal that wants them
/// (`NO_COLOR`, `TERM=dumb`), as wide as `COLUMNS` says, else as the terminal is.
pub fn style(output: Option<&Path>, zone: Zone) -> Style {
    let terminal = output.is_none() && io::stdout().is_terminal();
    let refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
        || std::env::var_os("TERM").is_some_and(|value| value == "dumb");
    let columns = std::env::var("COLUMNS").ok().filter(|_| terminal);
    let columns = columns.and_then(|columns| columns.parse().ok());
    // A shell does not export `COLUMNS`; the terminal itself knows.
    let asked =
        || ratatui::crossterm::terminal::size().ok().map(|(columns, _)| usize::from(columns));
    let columns = columns.or_else(|| terminal.then(asked).flatten()).unwrap_or(WIDTH);
    Style { color: terminal && !refused, width: columns.max(40), zone, lang: Lang::En }
}

/// Columns of the terminal on stdout; `None` if it is none, so that nothing is cut for a pipe.
pub fn terminal_width() -> Option<usize> {
    let width = style(None, Zone::UTC).width;
    io::stdout().is_terminal().then_some(width)
}

/// Writes to `output`, or to stdout if there is none.
pub fn write(
    output: Option<&Path>,
    stdout: &mut dyn Write,
    content: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> anyhow::Result<()> {
    match output {
        None => content(stdout)?,
        Some(path) => write_file(path, content).map_err(|error| {
            UsageError(format!("cannot write {}: {error}; nothing was left there", path.display()))
        })?,
    }
    Ok(())
}

/// Writes under a temporary name in the same folder, then renames: a reader never sees half a
/// report, and an older one survives a failure.
fn write_file(
    path: &Path,
    content: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    if path.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    let temporary = temporary_name(path)?;
    let file = OpenOptions::new().write(true).create_new(true).open(&temporary)?;
    let written = fill(file, content).and_then(|()| fs::rename(&temporary, path));
    if written.is_err() {
        drop(fs::remove_file(&temporary)); // the first error is the one to tell
    }
    written
}

fn fill(file: File, content: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let mut out = BufWriter::new(file);
    content(&mut out)?;
    out.into_inner()?.sync_all()
}

fn temporary_name(path: &Path) -> io::Result<PathBuf> {
    let name = path.file_name().ok_or(io::ErrorKind::InvalidFilename)?;
    let mut temporary = std::ffi::OsString::from(".");
    temporary.push(name);
    temporary.push(format!(".{}.tmp", std::process::id()));
    Ok(path.with_file_name(temporary))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exit::ExitStatus;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).expect("readable");
        let mut names: Vec<_> = entries
            .map(|entry| entry.expect("readable").file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_file_appears_whole_or_not_at_all() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("report.json");
        write(Some(&path), &mut io::sink(), |out| out.write_all(b"first")).expect("written");
        let failed = write(Some(&path), &mut io::sink(), |out| {
            out.write_all(b"half")?;
            Err(io::ErrorKind::StorageFull.into())
        });
        let error = failed.expect_err("the content failed");
        assert_eq!(ExitStatus::of(&error), ExitStatus::Usage);
        assert_eq!(fs::read(&path).expect("still there"), b"first");
        assert_eq!(names(folder.path()), ["report.json"]);
        let nowhere = folder.path().join("no/such/report.json");
        assert!(write(Some(&nowhere), &mut io::sink(), |_| Ok(())).is_err());
        assert!(write(Some(folder.path()), &mut io::sink(), |_| Ok(())).is_err());
        assert_eq!(names(folder.path()), ["report.json"]);
    }
}
