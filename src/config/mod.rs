//! What `watch` is to do: the command line laid over `mbxtrace.toml` laid over the defaults,
//! resolved to plain data. Read again, as a whole, on SIGHUP.

mod example;
mod fault;
mod file;
mod mute;
#[cfg(test)]
mod tests;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use mbxtrace_parsers::DateOrder;
use mbxtrace_rules::{RuleSet, Severity};
use toml::{Table, Value};

use self::file::FileSettings;
use crate::cli::{LogForm, Scoped, StdoutForm, Switch, WatchArgs};
use crate::clock::Zone;
use crate::exit::UsageError;
use crate::settings::{Surroundings, case_folder, for_all_streams};

pub use self::example::EXAMPLE;
pub use self::fault::ConfigError;
pub use self::mute::Mute;

/// Id of the finding that a source gives no line any more; it has no rule file.
pub const SOURCE_SILENT: &str = "source-silent";

/// How late a line may come: what an `rsync` every half minute needs.
const LATENESS: Duration = Duration::from_mins(1);
/// Three keep-alives: the time after which Unity Connection itself calls a subscription stale
/// (Cisco 118883).
const SILENT_AFTER: Duration = Duration::from_mins(15);
/// Half of what a person at a search box would notice.
const COMMIT_EVERY: Duration = Duration::from_millis(800);

/// Everything `watch` was told, resolved: no default and no relative path travels further.
#[derive(Clone, Debug)]
pub struct WatchSettings {
    /// The file some of this comes from.
    pub config: Option<PathBuf>,
    /// Files, folders and globs to follow; never empty.
    pub paths: Vec<PathBuf>,
    /// Folder of the case, which need not exist yet.
    pub case: PathBuf,
    /// How often to look for news; `None`: the system tells (inotify).
    pub poll: Option<Duration>,
    /// How far the clock on the wall must be past a deadline to decide it without the source.
    pub lateness: Duration,
    /// After which time without a line a source is silent; `None`: never.
    pub silent_after: Option<Duration>,
    /// Age from which records are deleted; `None`: never.
    pub keep: Option<Duration>,
    /// Folder of the user's own rules.
    pub rules: Option<PathBuf>,
    /// Zones the user said; the last that matches a stream counts.
    pub zones: Vec<Scoped<Zone>>,
    /// Dates the user said, days since 1970; the last that matches a stream counts.
    pub dates: Vec<Scoped<i32>>,
    /// Order of day and month, if said.
    pub date_order: Option<DateOrder>,
    /// Least level told on stdout, and by sinks that name none.
    pub level: Severity,
    /// Time between reminders of an open finding; `None`: no reminders.
    pub remind: Option<Duration>,
    /// Form in which findings are told on stdout.
    pub format: StdoutForm,
    /// The sinks as `[[tell]]` tables: stdout, unless it is told nothing, then those of the file.
    /// Each has a `level`.
    pub tell: Vec<Table>,
    /// What is not told, though it is found and kept.
    pub mutes: Vec<Mute>,
    /// Loopback address of `/metrics`; `None`: not served.
    pub listen: Option<SocketAddr>,
    /// Longest time between two commits while there is something to commit.
    pub commit_every: Duration,
    /// Filter of the daemon's own log.
    pub log: String,
    /// Form of that log.
    pub log_form: LogForm,
    /// After which time without news to stop; `None`: never.
    pub stop_when_idle: Option<Duration>,
}

/// Settings together with the rules they name: what one start, or one reload, is about.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The settings.
    pub settings: WatchSettings,
    /// The embedded rules with the user's laid over them.
    pub rules: RuleSet,
    /// Ids of embedded rules which the user's replace.
    pub overridden: Vec<String>,
}

impl WatchSettings {
    /// Reads the file, if one is named, and lays the command line over it. Can be called again: it
    /// keeps nothing. Errors are bad usage: they name file, line and column, and what was expected.
    pub fn load(args: &WatchArgs, world: &Surroundings) -> anyhow::Result<Self> {
        let Some(path) = &args.config else {
            return Self::resolve(args, FileSettings::default(), world);
        };
        let path = world.folder.join(path);
        let text = std::fs::read_to_string(&path).map_err(|error| {
            UsageError(format!("cannot read the configuration {}: {error}", path.display()))
        })?;
        let file = file::parse(&path, &text).map_err(|error| UsageError(error.to_string()))?;
        Ok(Self { config: Some(path), ..Self::resolve(args, file, world)? })
    }

    fn resolve(args: &WatchArgs, file: FileSettings, world: &Surroundings) -> anyhow::Result<Self> {
        let (time, tell, run) = (&args.time, &args.tell, &args.run);
        let here = |path: &PathBuf| world.folder.join(path);
        let paths: Vec<PathBuf> = args.paths.iter().map(here).collect();
        let paths = if paths.is_empty() { file.paths } else { paths };
        if paths.is_empty() {
            let text = "nothing to watch: give a PATH, or --config FILE with `paths`";
            return Err(UsageError(text.to_owned()).into());
        }
        let case = match (args.case.case.is_none(), file.case) {
            (true, Some(case)) => case,
            _ => case_folder(args.case.clone(), &world.folder)?,
        };
        let quiet = run.quiet || file.quiet.unwrap_or(false);
        let log = run.log.clone().or(file.log);
        let level = tell.level.or(file.level).unwrap_or(Severity::Medium);
        let format = tell.format.or(file.format).unwrap_or(StdoutForm::Text);
        Ok(Self {
            config: None,
            paths,
            case,
            poll: switch(time.poll, file.poll),
            lateness: time.lateness.or(file.lateness).unwrap_or(LATENESS),
            silent_after: time
                .silent_after
                .or(file.silent_after)
                .unwrap_or(Switch::On(SILENT_AFTER))
                .on(),
            keep: switch(time.keep, file.keep),
            rules: time.rules.as_ref().map(here).or(file.rules),
            zones: said(&time.tz, file.tz),
            dates: said(&time.date, file.date),
            date_order: time.date_order.or(file.date_order),
            level,
            remind: switch(tell.remind, file.remind),
            format,
            tell: sinks(file.tell, format, level),
            mutes: file.mute,
            listen: switch(run.listen, file.listen),
            commit_every: run.commit_every.or(file.commit_every).unwrap_or(COMMIT_EVERY),
            log: log.unwrap_or_else(|| if quiet { "warn" } else { "info" }.to_owned()),
            log_form: run.log_format.or(file.log_format).unwrap_or(LogForm::Text),
            stop_when_idle: switch(run.stop_when_idle, file.stop_when_idle),
        })
    }

    /// The zone times are shown in: the last `tz` for all streams, else UTC.
    pub fn display_zone(&self) -> Zone {
        for_all_streams(&self.zones)
    }

    /// Whether a finding is muted: by which `[[mute]]` table. `now` is UTC nanoseconds.
    pub fn muted(&self, rule: &str, subject: &[(String, String)], now: i64) -> Option<&Mute> {
        self.mutes.iter().find(|mute| mute.covers(rule, subject, now))
    }

    /// Names of settings in which `other` differs and which hold from the next start on only: what
    /// a reload must say it did not do.
    pub fn fixed_differences(&self, other: &Self) -> Vec<&'static str> {
        let fixed = [
            ("case", self.case != other.case),
            ("listen", self.listen != other.listen),
            ("log_format", self.log_form != other.log_form),
        ];
        fixed.into_iter().filter(|(_, differs)| *differs).map(|(name, _)| name).collect()
    }
}

/// The sinks of the file, with stdout before them unless they have it or it is told nothing; those
/// that name no level have that of all.
fn sinks(mut sinks: Vec<Table>, format: StdoutForm, level: Severity) -> Vec<Table> {
    let text = |text: &str| Value::String(text.to_owned());
    let is_stdout = |sink: &Table| sink.get("kind") == Some(&text("stdout"));
    let form = match format {
        StdoutForm::None => None,
        StdoutForm::Text => Some("text"),
        StdoutForm::Jsonl => Some("jsonl"),
    };
    if let Some(form) = form.filter(|_| !sinks.iter().any(is_stdout)) {
        let named = [("kind", "stdout"), ("format", form)];
        sinks.insert(
            0,
            named.map(|(key, value)| (key.to_owned(), text(value))).into_iter().collect(),
        );
    }
    for sink in &mut sinks {
        sink.entry("level").or_insert_with(|| text(level.name()));
    }
    sinks
}

/// What is typed counts before the file; off if neither says anything.
fn switch<T>(typed: Option<Switch<T>>, file: Option<Switch<T>>) -> Option<T> {
    typed.or(file).and_then(Switch::on)
}

/// Those of the file first: the last that matches counts.
fn said<T: Clone>(typed: &[Scoped<T>], mut file: Vec<Scoped<T>>) -> Vec<Scoped<T>> {
    file.extend_from_slice(typed);
    file
}

/// A path of a file, relative to the folder of that file.
fn beside(file: &Path, path: &str) -> PathBuf {
    file.parent().unwrap_or(Path::new("")).join(path)
}
