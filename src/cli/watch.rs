//! `watch` and `selftest`: flags as typed. Every setting of `watch` is optional here, because the
//! configuration file may say it; what both say together is in [`crate::config`].

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use mbxtrace_parsers::DateOrder;
use mbxtrace_rules::Severity;

use super::{CaseArgs, Scoped, date_order, scoped, severity, time};
use crate::clock::Zone;

/// `watch`: flags as typed.
#[derive(Args, Clone, Debug)]
pub struct WatchArgs {
    /// Files, folders and globs to follow; they take the place of `paths` in the file
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Settings from a file; what is typed counts before what stands there
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Which case.
    #[command(flatten)]
    pub case: CaseArgs,
    /// Where to look.
    #[command(flatten)]
    pub time: TimeArgs,
    /// What to tell.
    #[command(flatten)]
    pub tell: TellArgs,
    /// How to run.
    #[command(flatten)]
    pub run: RunArgs,
    /// Check settings, rules, paths, case and sinks, say what would be done, and stop: status 0 or 2
    #[arg(long, group = "instead")]
    pub check: bool,
    /// Print the example of a configuration file, with the defaults
    #[arg(long, group = "instead")]
    pub print_config: bool,
    /// Print a systemd unit for these settings
    #[arg(long, group = "instead")]
    pub print_unit: bool,
}

/// How files are followed and their times judged.
#[derive(Args, Clone, Debug)]
pub struct TimeArgs {
    /// Look for news every SPAN, where the system sends none (NFS, SMB); off: let the system tell
    #[arg(long, value_name = "SPAN|off", value_parser = switch_span)]
    pub poll: Option<Switch<Duration>>,
    /// How late a line may come before the clock on the wall decides that it is missing
    #[arg(long, value_name = "SPAN", value_parser = duration)]
    pub lateness: Option<Duration>,
    /// A source without any line for SPAN is a finding of its own; off: never
    #[arg(long, value_name = "SPAN|off", value_parser = switch_span)]
    pub silent_after: Option<Switch<Duration>>,
    /// Delete files that have ended from the case when their last record is older than SPAN; off: keep
    /// all
    #[arg(long, value_name = "SPAN|off", value_parser = switch_span)]
    pub keep: Option<Switch<Duration>>,
    /// Folder of rule files (*.toml) to add; a rule of the same id replaces the built-in one
    #[arg(long, value_name = "DIR")]
    pub rules: Option<PathBuf>,
    /// Zone of streams whose records do not name it: `+05:30`, `UTC`, `America/New_York`
    #[arg(long, value_name = "[STREAM_GLOB=]ZONE", allow_hyphen_values = true)]
    #[arg(value_parser = zone_of_streams)]
    pub tz: Vec<Scoped<Zone>>,
    /// Date of the first record of streams whose records have none
    #[arg(long, value_name = "[STREAM_GLOB=]YYYY-MM-DD", value_parser = date_of_streams)]
    pub date: Vec<Scoped<i32>>,
    /// Order of day and month in dates such as 3/4/2025
    #[arg(long, value_name = "dmy|mdy", value_parser = date_order())]
    pub date_order: Option<DateOrder>,
}

/// What is told, and where besides the sinks of the file.
#[derive(Args, Clone, Debug)]
pub struct TellArgs {
    /// Least level of findings that are told [default: medium]
    #[arg(long, value_name = "LEVEL", value_parser = severity())]
    pub level: Option<Severity>,
    /// Tell again of a finding that is still open after every SPAN; off: once
    #[arg(long, value_name = "SPAN|off", value_parser = switch_span)]
    pub remind: Option<Switch<Duration>>,
    /// Form in which findings are told on stdout; none: not there [default: text]
    #[arg(long, value_name = "text|jsonl|none", value_parser = stdout_form)]
    pub format: Option<StdoutForm>,
}

/// How the daemon itself runs.
#[derive(Args, Clone, Debug)]
pub struct RunArgs {
    /// Serve /metrics, /healthz and /readyz on this loopback address: 127.0.0.1:9646; off: do not
    #[arg(long, value_name = "ADDR|off", value_parser = switch_address)]
    pub listen: Option<Switch<SocketAddr>>,
    /// Longest time until what was read can be searched and survives a crash
    #[arg(long, value_name = "SPAN", value_parser = duration)]
    pub commit_every: Option<Duration>,
    /// What of itself to log on stderr: off, error, warn, info, debug, or target=level,… [default: info]
    #[arg(long, value_name = "FILTER", value_parser = log_filter)]
    pub log: Option<String>,
    /// Form of that log [default: text]
    #[arg(long, value_name = "text|json", value_parser = log_form)]
    pub log_format: Option<LogForm>,
    /// Stop, as on SIGTERM, when nothing has come for SPAN
    #[arg(long, value_name = "SPAN|off", value_parser = switch_span)]
    pub stop_when_idle: Option<Switch<Duration>>,
    /// Log warnings and errors only, unless --log says otherwise
    #[arg(short, long)]
    pub quiet: bool,
}

/// `selftest`: flags as typed.
#[derive(Args, Clone, Debug)]
pub struct SelftestArgs {
    /// A folder that a running `mbxtrace watch` follows
    #[arg(value_name = "FOLDER")]
    pub folder: PathBuf,
    /// The case which that `watch` writes.
    #[command(flatten)]
    pub case: CaseArgs,
    /// Lines to write
    #[arg(long, value_name = "N", default_value_t = 200)]
    #[arg(value_parser = clap::value_parser!(u32).range(2..=100_000))]
    pub lines: u32,
    /// Lines to write in a second
    #[arg(long, value_name = "N", default_value_t = 100)]
    #[arg(value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub rate: u32,
    /// How long to wait for the last line
    #[arg(long, value_name = "SPAN", default_value = "30s", value_parser = duration)]
    pub timeout: Duration,
}

/// A setting that can be off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Switch<T> {
    /// Said to be off.
    Off,
    /// Said to be this.
    On(T),
}

impl<T> Switch<T> {
    /// The value, if it is on.
    pub fn on(self) -> Option<T> {
        match self {
            Self::Off => None,
            Self::On(value) => Some(value),
        }
    }
}

/// How findings are told on stdout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StdoutForm {
    /// Not at all.
    None,
    /// A few lines for people.
    Text,
    /// One JSON object a line.
    Jsonl,
}

/// How the daemon's own log is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogForm {
    /// One line a message.
    Text,
    /// One JSON object a message.
    Json,
}

/// Reads a span of time such as `500ms`, `15m`, `1h30m`; the error says what is accepted.
pub fn duration(text: &str) -> Result<Duration, String> {
    time::span(text).map(|nanos| Duration::from_nanos(nanos.unsigned_abs()))
}

/// Reads a span, or `off`.
pub fn switch_span(text: &str) -> Result<Switch<Duration>, String> {
    let span = if text == "off" { Ok(Switch::Off) } else { duration(text).map(Switch::On) };
    span.map_err(|message| format!("{message}, or `off`"))
}

/// Reads a loopback address with a port, or `off`.
pub fn switch_address(text: &str) -> Result<Switch<SocketAddr>, String> {
    if text == "off" {
        return Ok(Switch::Off);
    }
    let local = text.strip_prefix("localhost:").and_then(|port| port.parse().ok());
    let local = local.map(|port| SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), port));
    let address = local.or_else(|| text.parse().ok()).ok_or_else(|| {
        format!("`{text}` is no address: give one with a port, such as `127.0.0.1:9646`, or `off`")
    })?;
    if address.ip().is_loopback() {
        return Ok(Switch::On(address));
    }
    Err(format!(
        "`{text}` is not a loopback address: metrics are served without authentication, so only on \
         127.0.0.0/8 or [::1]; let a reverse proxy or an agent on this host pass them on"
    ))
}

/// Reads the form of what stdout is told.
pub fn stdout_form(text: &str) -> Result<StdoutForm, String> {
    match text {
        "none" => Ok(StdoutForm::None),
        "text" => Ok(StdoutForm::Text),
        "jsonl" => Ok(StdoutForm::Jsonl),
        _ => Err(format!("`{text}` is no form: give text, jsonl or none")),
    }
}

/// Reads the form of the log.
pub fn log_form(text: &str) -> Result<LogForm, String> {
    match text {
        "text" => Ok(LogForm::Text),
        "json" => Ok(LogForm::Json),
        _ => Err(format!("`{text}` is no form: give text or json")),
    }
}

/// Checks a filter of the log (the directives of the `tracing` ecosystem).
pub fn log_filter(text: &str) -> Result<String, String> {
    let parsed = tracing_subscriber::EnvFilter::builder().parse(text);
    // A word alone would be taken for a target that nobody has, and nothing be logged.
    let levels = ["off", "error", "warn", "info", "debug", "trace"];
    let is_level = |word: &str| levels.iter().any(|level| level.eq_ignore_ascii_case(word));
    let unknown =
        text.split(',').map(str::trim).find(|part| !part.contains('=') && !is_level(part));
    let wrong = match (parsed, unknown) {
        (Ok(_), None) => return Ok(text.to_owned()),
        (Err(error), _) => error.to_string(),
        (Ok(_), Some(word)) => format!("`{word}` is no level"),
    };
    Err(format!(
        "`{text}` is no filter ({wrong}): give off, error, warn, info, debug or trace, or \
             target=level pairs such as `info,mbxtrace::pipeline=debug`"
    ))
}

/// Reads `[STREAM_GLOB=]ZONE`.
pub fn zone_of_streams(text: &str) -> Result<Scoped<Zone>, String> {
    scoped::scoped(text, str::parse::<Zone>)
}

/// Reads `[STREAM_GLOB=]YYYY-MM-DD`: days since 1970.
pub fn date_of_streams(text: &str) -> Result<Scoped<i32>, String> {
    scoped::scoped(text, time::date)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_and_what_is_off() {
        assert_eq!(duration("500ms"), Ok(Duration::from_millis(500)));
        assert_eq!(switch_span("1m30s"), Ok(Switch::On(Duration::from_secs(90))));
        assert_eq!(switch_span("off"), Ok(Switch::Off));
        for wrong in ["", "0s", "5", "Off", "never", "-1s", "m", "s5"] {
            let message = switch_span(wrong).expect_err(wrong);
            assert!(message.contains("15m") && message.contains("`off`"), "{message}");
        }
    }

    #[test]
    fn metrics_are_for_this_host_only() {
        for text in ["127.0.0.1:0", "127.8.8.8:9646", "[::1]:9646", "localhost:9646"] {
            assert!(matches!(switch_address(text), Ok(Switch::On(_))), "{text}");
        }
        for text in ["0.0.0.0:9646", "192.0.2.1:9646", "[::]:9646", "[::ffff:127.0.0.1]:1"] {
            let message = switch_address(text).expect_err(text);
            assert!(message.contains("not a loopback address"), "{message}");
        }
        for text in ["", "9646", "127.0.0.1", "host:9646", "localhost:", "localhost:99999"] {
            assert!(switch_address(text).expect_err(text).contains("no address"), "{text}");
        }
    }

    #[test]
    fn a_filter_of_the_log_is_checked_when_it_is_read() {
        assert!(log_filter("info,mbxtrace::pipeline=debug").is_ok());
        assert!(log_filter("mbxtrace=loud").expect_err("no level").contains("info"));
    }
}
