//! `watch --check`: whether a start would succeed, and what it would do.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use mbxtrace_rules::{Rule, RuleSet};
use toml::Table;

use super::super::case_error;
use crate::case::Case;
use crate::config::{Mute, Plan, SOURCE_SILENT, WatchSettings};
use crate::exit::{ExitStatus, UsageError};
use crate::report::inert;
use crate::tell::{self, SinkConfig, Target};

/// What was looked at: a line each, and how many of them are problems.
#[derive(Default)]
struct Findings {
    lines: Vec<String>,
    problems: usize,
}

impl Findings {
    fn good(&mut self, text: impl Into<String>) {
        self.lines.push(text.into());
    }

    fn wrong(&mut self, text: impl AsRef<str>) {
        self.problems += 1;
        self.lines.push(format!("problem: {}", text.as_ref()));
    }

    /// A good line, or what is wrong.
    fn either(&mut self, outcome: Result<String, String>) {
        match outcome {
            Ok(text) => self.good(text),
            Err(text) => self.wrong(text),
        }
    }
}

/// Looks at everything a start needs. Problems are bad usage.
pub(super) fn run(plan: &Plan, out: &mut dyn Write) -> anyhow::Result<ExitStatus> {
    let mut found = Findings::default();
    let settings = &plan.settings;
    if let Some(config) = &settings.config {
        found.good(format!("settings    {}", config.display()));
    }
    for path in &settings.paths {
        found.either(input(path));
    }
    found.good(reading(settings));
    found.either(case(&settings.case));
    found.good(keeping(settings));
    found.good(rules(plan));
    found.good(telling(settings));
    for table in &settings.tell {
        found.either(sink(table));
    }
    for name in twice(&settings.tell) {
        found.wrong(format!("two sinks are called `{name}`: give each a `name` of its own"));
    }
    for mute in &settings.mutes {
        found.either(muted(mute, &plan.rules));
    }
    found.good(match settings.listen {
        Some(listen) => format!("metrics     http://{listen}/metrics, /healthz, /readyz"),
        None => "metrics     not served".to_owned(),
    });
    for line in &found.lines {
        writeln!(out, "{}", inert::line(line))?;
    }
    if found.problems > 0 {
        out.flush()?;
        let text = format!("{} problem(s): `watch` would not do what is wanted", found.problems);
        return Err(UsageError(text).into());
    }
    writeln!(out, "ok")?;
    Ok(ExitStatus::Done)
}

/// What is to be followed: there, and readable.
fn input(path: &Path) -> Result<String, String> {
    let shown = path.display();
    let (fixed, is_glob) = fixed_part(path);
    let wrong = |error: io::Error| match error.kind() {
        ErrorKind::NotFound => format!("{}: there is no such file or folder", fixed.display()),
        _ => format!("{}: {error}", fixed.display()),
    };
    let is_folder = fs::metadata(&fixed).map_err(wrong)?.is_dir();
    if is_folder {
        fs::read_dir(&fixed).map_err(wrong)?;
    } else {
        File::open(&fixed).map_err(wrong)?;
    }
    Ok(match (is_glob, is_folder) {
        (true, _) => format!("follow      {shown} (files that match, now or later)"),
        (_, true) => format!("follow      {shown} (all files below, now or later)"),
        _ => format!("follow      {shown}"),
    })
}

/// The folders before the first part that is a pattern, and whether there is one. What exists under
/// its literal name is no pattern.
pub(super) fn fixed_part(path: &Path) -> (PathBuf, bool) {
    let is_pattern = |part: &Path| part.to_string_lossy().contains(['*', '?', '[', '{']);
    if !is_pattern(path) || path.try_exists().unwrap_or(false) {
        return (path.to_owned(), false);
    }
    (path.components().take_while(|part| !is_pattern(part.as_ref())).collect(), true)
}

fn reading(settings: &WatchSettings) -> String {
    let news = match settings.poll {
        Some(every) => format!("looking every {}", shown(every)),
        None => "told by the system".to_owned(),
    };
    let silent = match settings.silent_after {
        Some(after) => format!("a source is silent after {}", shown(after)),
        None => "sources may be silent".to_owned(),
    };
    format!("news        {news}; lines may come {} late; {silent}", shown(settings.lateness))
}

/// A case that can be read and written, or a place where one can be made.
fn case(folder: &Path) -> Result<String, String> {
    let shown = folder.display();
    match Case::open_if_any(folder) {
        Ok(Some(case)) => {
            writable(folder)?;
            let streams = case.manifest().streams.len();
            Ok(format!("case        {shown} ({streams} streams so far)"))
        }
        Ok(None) => {
            let there = folder.ancestors().find(|above| above.is_dir());
            writable(there.unwrap_or(Path::new(".")))?;
            Ok(format!("case        {shown} (to be made)"))
        }
        Err(error) => Err(case_error(error).to_string()),
    }
}

/// Whether a file can be made in a folder.
fn writable(folder: &Path) -> Result<(), String> {
    let probe = folder.join(format!(".mbxtrace-check.{}", std::process::id()));
    let made = OpenOptions::new().write(true).create_new(true).open(&probe);
    made.and_then(|_| fs::remove_file(&probe))
        .map_err(|error| format!("{} cannot be written: {error}", folder.display()))
}

fn keeping(settings: &WatchSettings) -> String {
    let keep = match settings.keep {
        Some(age) => format!("files that have ended are deleted after {}", shown(age)),
        None => "records are kept for ever".to_owned(),
    };
    format!("commit      at least every {}; {keep}", shown(settings.commit_every))
}

fn rules(plan: &Plan) -> String {
    let count = plan.rules.rules().len();
    let replaced = match plan.overridden.as_slice() {
        [] => String::new(),
        ids => format!("; replaced: {}", ids.join(", ")),
    };
    format!("rules       {count}, sha256 {}{replaced}", plan.rules.sha256())
}

fn telling(settings: &WatchSettings) -> String {
    match settings.remind {
        Some(every) => format!("alerts      again every {} while open; the end once", shown(every)),
        None => "alerts      once, and the end once".to_owned(),
    }
}

/// A sink that can be what it says, and whose files are in reach. Nobody is called.
fn sink(table: &Table) -> Result<String, String> {
    let sink: SinkConfig =
        table.clone().try_into().map_err(|error: toml::de::Error| error.message().to_owned())?;
    tell::check(std::slice::from_ref(&sink)).map_err(|error| format!("{error:#}"))?;
    match &sink.target {
        Target::File(file) => {
            let folder = file.path.parent().filter(|folder| !folder.as_os_str().is_empty());
            writable(folder.unwrap_or(Path::new("."))).map_err(|error| format!("file: {error}"))?;
        }
        Target::Exec(exec) => program(exec.command.first().map_or("", String::as_str))?,
        Target::Stdout(_) | Target::Syslog(_) | Target::Webhook(_) => {}
    }
    Ok(format!("tell        {}: level {} and above", sink.name(), sink.level.name()))
}

/// Names of sinks that two or more have: their progress would be the same.
fn twice(tables: &[Table]) -> Vec<String> {
    let names = tables.iter().filter_map(|table| table.clone().try_into::<SinkConfig>().ok());
    let mut names: Vec<String> = names.map(|sink| sink.name()).collect();
    names.sort();
    names
        .chunk_by(PartialEq::eq)
        .filter(|alike| alike.len() > 1)
        .filter_map(|alike| alike.first().cloned())
        .collect()
}

/// The program of an `exec` sink: it is there and it is a file.
fn program(program: &str) -> Result<(), String> {
    let is_there = if program.contains(std::path::MAIN_SEPARATOR) {
        Path::new(program).is_file()
    } else {
        let path = std::env::var_os("PATH").unwrap_or_default();
        std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
    };
    if is_there { Ok(()) } else { Err(format!("exec: there is no program {program}")) }
}

/// What a mute names must exist, or it mutes nothing and nobody hears of the typing error.
fn muted(mute: &Mute, rules: &RuleSet) -> Result<String, String> {
    let ids: Vec<&str> = rules.rules().iter().flat_map(Rule::ids).chain([SOURCE_SILENT]).collect();
    let rule = mute.rule.as_ref().map_or("*", |glob| glob.glob().glob());
    if let Some(glob) = &mute.rule
        && !ids.iter().any(|id| glob.is_match(id))
    {
        return Err(format!("mute: no rule is called `{rule}`; there are {}", ids.join(", ")));
    }
    let subject = mute.subject.iter().map(|(part, glob)| format!(" {part}={}", glob.glob()));
    let until = match mute.until {
        Some(until) => format!(" until {}", crate::clock::rfc3339(until)),
        None => ", without end".to_owned(),
    };
    let because = Some(&mute.because).filter(|because| !because.is_empty());
    let because = because.map_or(String::new(), |because| format!(": {because}"));
    Ok(format!("mute        {rule}{}{until}{because}", subject.collect::<String>()))
}

/// A span as it is written in settings, in its largest whole unit.
pub(super) fn shown(span: Duration) -> String {
    let millis = span.as_millis();
    let units =
        [(604_800_000, "w"), (86_400_000, "d"), (3_600_000, "h"), (60_000, "m"), (1000, "s")];
    let unit = units.iter().find(|(unit, _)| millis > 0 && millis.is_multiple_of(*unit));
    unit.map_or(format!("{millis}ms"), |(unit, letter)| format!("{}{letter}", millis / unit))
}
