//! What may be said on the command line, as close to the words typed as possible. What it means is
//! in [`crate::settings`].

mod scoped;
mod search;
mod serve;
mod time;
mod tui;
mod watch;

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand};
use mbxtrace_parsers::DateOrder;
use mbxtrace_rules::Severity;

pub use self::scoped::Scoped;
pub use self::search::{SearchArgs, ShowArgs, SortOrder, When};
pub use self::serve::ServeArgs;
pub use self::time::{TimeSpec, span, time};
pub use self::tui::TuiArgs;
pub use self::watch::{
    LogForm, RunArgs, SelftestArgs, StdoutForm, Switch, TellArgs, TimeArgs, WatchArgs,
    date_of_streams, duration, log_filter, log_form, stdout_form, switch_address, switch_span,
    zone_of_streams,
};
use crate::clock::Zone;
use crate::report::{Lang, ReportFormat};

/// Says from logs why mailbox synchronisation or agent e-mail between Cisco Unity Connection or
/// UCCX and Microsoft Exchange broke: since when, for whom, on whose side, and what to do.
#[derive(Debug, Parser)]
#[command(
    name = "mbxtrace",
    version,
    after_help = "Exit status: 0 done, 1 findings at or above --fail-on, 2 bad usage, 3 some input \
                  could not be read whole, 4 nothing usable, 70 internal error."
)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub verb: Verb,
}

/// The verbs.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Read collected logs and say what broke
    Analyze(AnalyzeArgs),
    /// Follow logs as they grow, and tell of every outage once and of its end
    Watch(Box<WatchArgs>),
    /// Write lines into a watched folder and count what arrives in the case
    Selftest(SelftestArgs),
    /// Search the records of a case
    Search(Box<SearchArgs>),
    /// Show a finding or a cause with its evidence and what stood around it
    Show(ShowArgs),
    /// Browse a case on the terminal: timeline, findings, ledger, marks and notes
    Tui(TuiArgs),
    /// Word anew what the case already knows
    Report(ReportArgs),
    /// Show the case in a browser, and answer over HTTP
    Serve(ServeArgs),
    /// Say what is new, gone, worse or better in B against A
    Compare(CompareArgs),
    /// Write a copy of logs that names nobody, or turn pseudonyms back
    Redact(RedactArgs),
    /// List, show, check and test detection rules
    Rules {
        /// What to do with the rules.
        #[command(subcommand)]
        verb: RulesVerb,
    },
    /// List the log formats, or tell the format of files
    Formats {
        /// What to do with the formats.
        #[command(subcommand)]
        verb: FormatsVerb,
    },
    /// Print a completion script for a shell
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
    /// Print the manual page (roff)
    Man {
        /// The verb whose page to print; without it, the program's.
        verb: Option<String>,
    },
}

/// `analyze`: flags as typed.
#[derive(Args, Debug)]
pub struct AnalyzeArgs {
    /// Files, folders and archives (zip, tar, gz, bz2, xz, zst; archives in archives too)
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Which case.
    #[command(flatten)]
    pub case: CaseArgs,
    /// Form of the report and where it goes.
    #[command(flatten)]
    pub output: OutputArgs,
    /// For whom it is worded.
    #[command(flatten)]
    pub sharing: SharingArgs,
    /// From when until when.
    #[command(flatten)]
    pub window: WindowArgs,
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
    /// The clock of HOST is so far ahead (`exch01=+37.5s`) or behind (`exch01=-2h`): its times are
    /// corrected before anything is judged
    #[arg(long, value_name = "HOST=SPAN", value_parser = time::offset)]
    pub offset: Vec<(String, i64)>,
    /// Correct the times of hosts by the clock offsets found in the logs (reads everything twice)
    #[arg(long)]
    pub apply_offsets: bool,
    /// Folder of rule files (*.toml) to add; a rule of the same id replaces the built-in one
    #[arg(long, value_name = "DIR")]
    pub rules: Option<PathBuf>,
    /// Judge only; write no case, even if one is named
    #[arg(long)]
    pub no_index: bool,
    /// Exit with status 1 if there is a finding of this level or above
    #[arg(long, value_name = "LEVEL", value_parser = severity())]
    pub fail_on: Option<Severity>,
    /// No progress on stderr
    #[arg(short, long)]
    pub quiet: bool,
}

/// Which case.
#[derive(Args, Clone, Debug)]
pub struct CaseArgs {
    /// Folder of the case [default: .mbxtrace, here or in a folder above]
    #[arg(long, value_name = "DIR", env = "MBXTRACE_CASE", hide_env_values = true)]
    pub case: Option<PathBuf>,
}

/// Form of a report and where it goes.
#[derive(Args, Debug)]
pub struct OutputArgs {
    /// Form of the report
    #[arg(long, default_value = "text", value_parser = report_format())]
    pub format: ReportFormat,
    /// Write to FILE, whole or not at all, instead of stdout
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// For whom a report is worded.
#[derive(Args, Debug)]
pub struct SharingArgs {
    /// Replace mailboxes, accounts, hosts, addresses, DNs and GUIDs by consistent pseudonyms
    #[arg(long)]
    pub redact: bool,
    /// The private map of pseudonyms: used if it exists, and written
    /// [default: beside the report, or in the case]
    #[arg(long, value_name = "FILE", requires = "redact")]
    pub redact_map: Option<PathBuf>,
    /// Language of verdicts, labels and advice
    #[arg(long, default_value = "en", env = "MBXTRACE_LANG", hide_env_values = true)]
    #[arg(value_parser = lang())]
    pub lang: Lang,
}

/// `redact`: flags as typed.
#[derive(Args, Debug)]
pub struct RedactArgs {
    /// Files, folders and archives; with --reveal, texts (without any: standard input)
    #[arg(value_name = "PATH", required_unless_present = "reveal")]
    pub paths: Vec<PathBuf>,
    /// Folder to write the copy to; it must not exist, or be empty
    #[arg(short, long, value_name = "DIR", required_unless_present = "reveal")]
    pub output: Option<PathBuf>,
    /// The private map of pseudonyms: used if it exists, and written [default: DIR.redact-map.toml]
    #[arg(long, value_name = "FILE")]
    pub redact_map: Option<PathBuf>,
    /// Turn the pseudonyms of this map back into originals, and print
    #[arg(long, value_name = "MAP", conflicts_with_all = ["output", "redact_map"])]
    pub reveal: Option<PathBuf>,
    /// Folder of rule files whose words are to stay readable
    #[arg(long, value_name = "DIR")]
    pub rules: Option<PathBuf>,
}

/// `compare`: flags as typed.
#[derive(Args, Debug)]
pub struct CompareArgs {
    /// Before: a case, or files, a folder or an archive to analyze now
    #[arg(value_name = "A")]
    pub before: PathBuf,
    /// After
    #[arg(value_name = "B")]
    pub after: PathBuf,
    /// Form of the comparison
    #[arg(long, default_value = "text", value_parser = comparison_format())]
    pub format: ReportFormat,
    /// Write to FILE, whole or not at all, instead of stdout
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Exit with status 1 if anything is new or worse
    #[arg(long)]
    pub fail_on_worse: bool,
    /// Zone of the times shown
    #[arg(long, value_name = "ZONE", default_value = "UTC", allow_hyphen_values = true)]
    pub tz: Zone,
    /// Folder of rule files (*.toml) to add where logs are analyzed
    #[arg(long, value_name = "DIR")]
    pub rules: Option<PathBuf>,
    /// Language of labels and titles
    #[arg(long, default_value = "en", env = "MBXTRACE_LANG", hide_env_values = true)]
    #[arg(value_parser = lang())]
    pub lang: Lang,
    /// No progress on stderr
    #[arg(short, long)]
    pub quiet: bool,
}

/// From when until when.
#[derive(Args, Debug)]
pub struct WindowArgs {
    /// Only records from this time on: RFC 3339, "2014-06-29 11:30", 2014-06-29, 11:30, -2h
    #[arg(long, value_name = "TIME", allow_hyphen_values = true, value_parser = time::time)]
    pub since: Option<TimeSpec>,
    /// Only records before this time
    #[arg(long, value_name = "TIME", allow_hyphen_values = true, value_parser = time::time)]
    pub until: Option<TimeSpec>,
}

/// `report`: flags as typed.
#[derive(Args, Debug)]
pub struct ReportArgs {
    /// Which case.
    #[command(flatten)]
    pub case: CaseArgs,
    /// Form of the report and where it goes.
    #[command(flatten)]
    pub output: OutputArgs,
    /// For whom it is worded.
    #[command(flatten)]
    pub sharing: SharingArgs,
    /// Zone of the times shown
    #[arg(long, value_name = "ZONE", default_value = "UTC", allow_hyphen_values = true)]
    pub tz: Zone,
}

/// What to do with the rules.
#[derive(Debug, Subcommand)]
pub enum RulesVerb {
    /// One line a rule, one line a cause
    List,
    /// A rule or a cause with its reasons, remedies and text
    Show {
        /// Id of the rule or cause
        id: String,
    },
    /// Check rule files; without DIR, the built-in ones
    Check {
        /// Folder of rule files, and of causes in its folder `causes`
        dir: Option<PathBuf>,
    },
    /// Run the tests the rules and causes carry
    Test {
        /// Folder of rule files, and of causes in its folder `causes`
        dir: Option<PathBuf>,
    },
    /// The catalogue of rules and causes, in Markdown
    Doc,
}

/// What to do with the formats.
#[derive(Debug, Subcommand)]
pub enum FormatsVerb {
    /// One line a format
    List,
    /// Say which format each file or archive member has
    Detect {
        /// Files, folders and archives
        #[arg(required = true, value_name = "PATH")]
        paths: Vec<PathBuf>,
    },
}

fn report_format() -> impl TypedValueParser<Value = ReportFormat> {
    PossibleValuesParser::new(ReportFormat::ALL.map(ReportFormat::name)).map(named_format)
}

fn search_format() -> impl TypedValueParser<Value = ReportFormat> {
    PossibleValuesParser::new(["text", "json", "jsonl", "csv"]).map(named_format)
}

fn comparison_format() -> impl TypedValueParser<Value = ReportFormat> {
    PossibleValuesParser::new(["text", "json", "markdown"]).map(named_format)
}

fn lang() -> impl TypedValueParser<Value = Lang> {
    PossibleValuesParser::new(Lang::ALL.map(Lang::code))
        .map(|code| Lang::from_code(&code).expect("the parser lets only codes through"))
}

fn named_format(name: String) -> ReportFormat {
    ReportFormat::from_name(&name).expect("the parser lets only names of formats through")
}

fn severity() -> impl TypedValueParser<Value = Severity> {
    PossibleValuesParser::new(Severity::ALL.map(Severity::name))
        .map(|name| Severity::from_name(&name).expect("the parser lets only names through"))
}

fn date_order() -> impl TypedValueParser<Value = DateOrder> {
    PossibleValuesParser::new(["dmy", "mdy"])
        .map(|name| if name == "dmy" { DateOrder::DayMonth } else { DateOrder::MonthDay })
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_definition_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn values_that_begin_with_a_hyphen_are_values() {
        let typed = ["mbxtrace", "analyze", "b.zip", "--tz", "-04:00", "--since", "-2h"];
        let Verb::Analyze(args) = Cli::try_parse_from(typed).expect("good usage").verb else {
            panic!("another verb");
        };
        assert!(matches!(args.tz.as_slice(), [(None, Zone::Fixed(-14_400))]));
        assert_eq!(args.window.since, Some(TimeSpec::Before(7_200_000_000_000)));
    }
}
