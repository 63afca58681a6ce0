//! Where queries with names are kept: `queries.toml` in the user's configuration, since a question is
//! asked of many cases, and a case may be on a share that nobody may write to.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::commands::output;
use crate::exit::UsageError;
use crate::report::inert;

/// `$XDG_CONFIG_HOME`, else `%APPDATA%`, else `~/.config`.
fn place() -> Result<PathBuf, UsageError> {
    let named = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    let folder = named("XDG_CONFIG_HOME")
        .or_else(|| named("APPDATA"))
        .map(PathBuf::from)
        .or_else(|| named("HOME").map(|home| Path::new(&home).join(".config")));
    let folder = folder.ok_or_else(|| {
        UsageError("saved queries have no place: set XDG_CONFIG_HOME or HOME".to_owned())
    })?;
    Ok(folder.join("mbxtrace/queries.toml"))
}

/// All of them by name.
pub(super) fn read() -> anyhow::Result<BTreeMap<String, String>> {
    let path = place()?;
    match fs::read_to_string(&path) {
        Ok(text) => toml::from_str(&text).map_err(|error| {
            let why = error.message().to_owned();
            UsageError(format!("{}: expected lines `name = \"query\"`: {why}", path.display()))
                .into()
        }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(BTreeMap::new()),
        Err(error) => Err(UsageError(format!("{}: {error}", path.display())).into()),
    }
}

/// Keeps a query under a name; one of this name before it is replaced.
pub(super) fn keep(name: &str, query: &str) -> anyhow::Result<()> {
    let (mut saved, path) = (read()?, place()?);
    saved.insert(name.to_owned(), query.to_owned());
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)
        .map_err(|error| UsageError(format!("cannot make {}: {error}", folder.display())))?;
    let text = toml::to_string(&saved)?;
    output::write(Some(&path), &mut io::sink(), |out| out.write_all(text.as_bytes()))
}

/// Writes them, one a line.
pub(super) fn list(out: &mut dyn Write) -> anyhow::Result<()> {
    for (name, query) in read()? {
        writeln!(out, "@{name}  {}", inert::line(&query))?;
    }
    Ok(())
}
