//! The private map on disk: readable by its owner alone, whole or not there.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

use anyhow::Context;
use mbxtrace_rules::RuleSet;

use super::redactor_of;
use crate::exit::UsageError;
use crate::redact::Redactor;

/// Goes on with the map at `path`, or begins one.
pub(in crate::commands) fn open(path: &Path, rules: &RuleSet) -> anyhow::Result<Redactor> {
    let usage = |why: String| UsageError(format!("private map {}: {why}", path.display()));
    match fs::read_to_string(path) {
        Ok(text) => {
            redactor_of(Some(&text), rules).map_err(|error| usage(error.to_string()).into())
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => redactor_of(None, rules),
        Err(error) => Err(usage(error.to_string()).into()),
    }
}

/// Writes it under a temporary name, then renames: an older map survives a failure.
pub(in crate::commands) fn save(path: &Path, redactor: &Redactor) -> anyhow::Result<()> {
    let name = path.file_name().context("the private map needs a file name")?;
    let mut temporary = std::ffi::OsString::from(".");
    temporary.push(name);
    temporary.push(format!(".{}.tmp", std::process::id()));
    let temporary = path.with_file_name(temporary);
    let written = write_private(&temporary, redactor.to_map().as_bytes())
        .and_then(|()| fs::rename(&temporary, path));
    if let Err(error) = written {
        drop(fs::remove_file(&temporary)); // the first error is the one to tell
        let text = format!("cannot write the private map {}: {error}", path.display());
        return Err(UsageError(text).into());
    }
    Ok(())
}

fn write_private(path: &Path, text: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(text)?;
    file.sync_all()
}
