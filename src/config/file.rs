//! `mbxtrace.toml`: the shape of the file, and its values read by the same readers as the flags.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use mbxtrace_parsers::DateOrder;
use mbxtrace_rules::Severity;
use serde::Deserialize;
use toml::{Spanned, Table, Value};

use super::fault::{ConfigError, Fault, hint, read};
use super::{Mute, beside};
use crate::cli::{self, LogForm, Scoped, StdoutForm, Switch};
use crate::clock::Zone;
use crate::settings::for_all_streams;
use crate::tell::SinkConfig;

/// What a file says; `None` and empty where it says nothing.
#[derive(Debug, Default)]
pub(super) struct FileSettings {
    pub(super) paths: Vec<PathBuf>,
    pub(super) case: Option<PathBuf>,
    pub(super) poll: Option<Switch<Duration>>,
    pub(super) lateness: Option<Duration>,
    pub(super) silent_after: Option<Switch<Duration>>,
    pub(super) keep: Option<Switch<Duration>>,
    pub(super) rules: Option<PathBuf>,
    pub(super) tz: Vec<Scoped<Zone>>,
    pub(super) date: Vec<Scoped<i32>>,
    pub(super) date_order: Option<DateOrder>,
    pub(super) level: Option<Severity>,
    pub(super) remind: Option<Switch<Duration>>,
    pub(super) format: Option<StdoutForm>,
    pub(super) listen: Option<Switch<SocketAddr>>,
    pub(super) commit_every: Option<Duration>,
    pub(super) log: Option<String>,
    pub(super) log_format: Option<LogForm>,
    pub(super) stop_when_idle: Option<Switch<Duration>>,
    pub(super) quiet: Option<bool>,
    pub(super) tell: Vec<Table>,
    pub(super) mute: Vec<Mute>,
}

/// A value that may be off.
type Text = Option<Spanned<String>>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    paths: Vec<Spanned<String>>,
    case: Text,
    poll: Text,
    lateness: Text,
    silent_after: Text,
    keep: Text,
    rules: Text,
    #[serde(default)]
    tz: Vec<Spanned<String>>,
    #[serde(default)]
    date: Vec<Spanned<String>>,
    date_order: Text,
    level: Text,
    remind: Text,
    format: Text,
    listen: Text,
    commit_every: Text,
    log: Text,
    log_format: Text,
    stop_when_idle: Text,
    quiet: Option<bool>,
    #[serde(default)]
    tell: Vec<Spanned<Table>>,
    #[serde(default)]
    mute: Vec<Spanned<MuteTable>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MuteTable {
    rule: Text,
    #[serde(default)]
    subject: BTreeMap<String, Spanned<String>>,
    until: Option<Spanned<Value>>,
    #[serde(default)]
    because: String,
}

/// Reads a configuration file. `path` is named in errors, and relative paths begin at its folder.
pub(super) fn parse(path: &Path, text: &str) -> Result<FileSettings, ConfigError> {
    settings(path, text).map_err(|fault| fault.in_file(path, text))
}

fn settings(path: &Path, text: &str) -> Result<FileSettings, Fault> {
    let file: File = toml::from_str(text)?;
    let place = |text: &Spanned<String>| {
        let wrong = || Fault::new(text.span(), "an empty path names nothing");
        let named = Some(text.get_ref().as_str()).filter(|path| !path.is_empty());
        named.map(|named| beside(path, named)).ok_or_else(wrong)
    };
    let tz = many(&file.tz, cli::zone_of_streams)?;
    let zone = for_all_streams(&tz);
    Ok(FileSettings {
        paths: file.paths.iter().map(place).collect::<Result<_, _>>()?,
        case: file.case.as_ref().map(place).transpose()?,
        poll: one(&file.poll, cli::switch_span)?,
        lateness: one(&file.lateness, cli::duration)?,
        silent_after: one(&file.silent_after, cli::switch_span)?,
        keep: one(&file.keep, cli::switch_span)?,
        rules: file.rules.as_ref().map(place).transpose()?,
        date: many(&file.date, cli::date_of_streams)?,
        date_order: one(&file.date_order, date_order)?,
        level: one(&file.level, level)?,
        remind: one(&file.remind, cli::switch_span)?,
        format: one(&file.format, cli::stdout_form)?,
        listen: one(&file.listen, cli::switch_address)?,
        commit_every: one(&file.commit_every, cli::duration)?,
        log: one(&file.log, cli::log_filter)?,
        log_format: one(&file.log_format, cli::log_form)?,
        stop_when_idle: one(&file.stop_when_idle, cli::switch_span)?,
        quiet: file.quiet,
        tell: file.tell.into_iter().map(|table| sink(path, table)).collect::<Result<_, _>>()?,
        mute: file.mute.iter().map(|table| mute(table, zone)).collect::<Result<_, _>>()?,
        tz,
    })
}

fn one<T>(text: &Text, reader: impl Fn(&str) -> Result<T, String>) -> Result<Option<T>, Fault> {
    text.as_ref().map(|text| read(text, reader)).transpose()
}

fn many<T>(
    texts: &[Spanned<String>],
    reader: impl Fn(&str) -> Result<T, String>,
) -> Result<Vec<T>, Fault> {
    texts.iter().map(|text| read(text, &reader)).collect()
}

fn level(name: &str) -> Result<Severity, String> {
    let names = Severity::ALL.map(Severity::name);
    let wrong = || format!("no level is called `{name}`; {}", hint(name, &names));
    Severity::from_name(name).ok_or_else(wrong)
}

fn date_order(name: &str) -> Result<DateOrder, String> {
    match name {
        "dmy" => Ok(DateOrder::DayMonth),
        "mdy" => Ok(DateOrder::MonthDay),
        _ => Err(format!("`{name}` is no order: give dmy or mdy")),
    }
}

/// A table that is a sink, its files found from the folder of this file.
fn sink(file: &Path, table: Spanned<Table>) -> Result<Table, Fault> {
    let at = table.span();
    let mut table = table.into_inner();
    if !table.contains_key("kind") {
        return Err(Fault::new(at, "a sink has a `kind`: stdout, file, syslog, webhook or exec"));
    }
    for (key, value) in &mut table {
        if let (true, Value::String(path)) = (key == "path" || key.ends_with("_file"), value) {
            *path = beside(file, path).to_string_lossy().into_owned();
        }
    }
    let sink: Result<SinkConfig, toml::de::Error> = table.clone().try_into();
    sink.map_err(|error| Fault::of(&error, at))?;
    Ok(table)
}

fn mute(table: &Spanned<MuteTable>, zone: Zone) -> Result<Mute, Fault> {
    let at = table.span();
    let table = table.get_ref();
    if table.rule.is_none() && table.subject.is_empty() {
        let message = "this would mute everything: say which `rule` or which `subject`";
        return Err(Fault::new(at, message));
    }
    let subject = table.subject.iter().map(|(part, text)| Ok((part.clone(), read(text, glob)?)));
    Ok(Mute {
        rule: one(&table.rule, glob)?,
        subject: subject.collect::<Result<_, Fault>>()?,
        until: table.until.as_ref().map(|until| instant(until, zone)).transpose()?,
        because: table.because.clone(),
    })
}

fn glob(text: &str) -> Result<globset::GlobMatcher, String> {
    let glob = globset::Glob::new(text);
    let glob = glob.map_err(|error| format!("`{text}` is no glob: {}", error.kind()))?;
    Ok(glob.compile_matcher())
}

/// An instant as a TOML date or a text; without an offset it is of the zone for all streams.
fn instant(value: &Spanned<Value>, zone: Zone) -> Result<i64, Fault> {
    let wrong = || {
        Fault::new(
            value.span(),
            "expected a date, such as \"2014-06-29 18:00\" or 2014-06-29T18:00:00Z",
        )
    };
    let text = match value.get_ref() {
        Value::String(text) => text.clone(),
        Value::Datetime(time) => time.to_string(),
        _ => return Err(wrong()),
    };
    match cli::time(&text) {
        Ok(time @ (cli::TimeSpec::Instant(_) | cli::TimeSpec::Local(_))) => {
            Ok(time.resolve(0, zone))
        }
        _ => Err(wrong()),
    }
}
