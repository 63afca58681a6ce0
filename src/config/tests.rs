//! Good files, every kind of mistake, and the example.

use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Parser;
use mbxtrace_parsers::DateOrder;
use mbxtrace_rules::Severity;

use super::{EXAMPLE, WatchSettings, file};
use crate::cli::{Cli, LogForm, StdoutForm, Verb, WatchArgs};
use crate::clock::{Zone, rfc3339};
use crate::exit::ExitStatus;
use crate::settings::Surroundings;

fn args(flags: &[&str]) -> WatchArgs {
    let typed = ["mbxtrace", "watch"].into_iter().chain(flags.iter().copied());
    match Cli::try_parse_from(typed).expect("good usage").verb {
        Verb::Watch(args) => *args,
        other => panic!("another verb: {other:?}"),
    }
}

fn load(flags: &[&str], folder: &Path) -> anyhow::Result<WatchSettings> {
    let world = Surroundings { now: 1_404_041_400_000_000_000, folder: folder.to_owned() };
    WatchSettings::load(&args(flags), &world)
}

/// The settings that a file of this text gives, with flags before it.
fn of(text: &str, flags: &[&str]) -> anyhow::Result<WatchSettings> {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("mbxtrace.toml"), text).expect("written");
    let mut settings = load(&[&["--config", "mbxtrace.toml"], flags].concat(), folder.path())?;
    let bare = |path: &PathBuf| path.strip_prefix(folder.path()).unwrap_or(path).to_owned();
    settings.paths = settings.paths.iter().map(bare).collect();
    settings.case = bare(&settings.case);
    settings.rules = settings.rules.as_ref().map(bare);
    settings.config = None;
    Ok(settings)
}

#[test]
fn the_example_says_the_defaults() {
    let example = of(EXAMPLE, &[]).expect("the example is good");
    let bare = of("", &["/srv/cuc-logs"]).expect("good usage");
    assert_eq!(format!("{example:?}"), format!("{bare:?}"));
    let named: Vec<&str> = EXAMPLE
        .lines()
        .filter_map(|line| line.trim_start_matches('#').split_once(" = "))
        .map(|(name, _)| name)
        .collect();
    for flag in [
        "poll",
        "lateness",
        "silent_after",
        "keep",
        "rules",
        "tz",
        "date",
        "date_order",
        "level",
        "remind",
        "format",
        "listen",
        "commit_every",
        "log",
        "log_format",
        "quiet",
        "stop_when_idle",
        "case",
        "paths",
    ] {
        assert!(named.contains(&flag), "the example does not show {flag}");
    }
}

#[test]
fn what_the_example_shows_as_a_comment_is_good_too() {
    let shown: Vec<&str> = EXAMPLE
        .lines()
        .filter_map(|line| line.strip_prefix('#').filter(|rest| !rest.starts_with(' ')))
        .collect();
    // Settings before tables, as TOML wants it; those that are said twice would be a mistake.
    let (tables, settings): (Vec<_>, Vec<_>) = shown.iter().enumerate().partition(|(index, _)| {
        shown.get(..=*index).is_some_and(|before| before.iter().any(|line| line.starts_with("[[")))
    });
    let text = |lines: Vec<(usize, &&str)>| {
        lines.into_iter().flat_map(|(_, line)| [*line, "\n"]).collect::<String>()
    };
    let settings = of(&(text(settings) + &text(tables)), &["x"]).expect("good");
    assert_eq!(settings.date_order, Some(DateOrder::DayMonth));
    let kinds: Vec<_> = settings.tell.iter().map(|sink| (&sink["kind"], &sink["level"])).collect();
    let text = |text: &str| toml::Value::String(text.to_owned());
    let expected = [
        ("stdout", "medium"),
        ("file", "medium"),
        ("webhook", "high"),
        ("syslog", "medium"),
        ("exec", "medium"),
    ];
    let expected = expected.map(|(kind, level)| (text(kind), text(level)));
    assert_eq!(kinds, expected.iter().map(|(kind, level)| (kind, level)).collect::<Vec<_>>());
    assert_eq!(settings.mutes.len(), 1);
    assert_eq!(settings.zones.len(), 2);
    assert_eq!(settings.rules.as_deref(), Some(Path::new("/etc/mbxtrace/rules")));
}

#[test]
fn what_is_typed_counts_before_the_file_and_the_file_before_the_defaults() {
    let file = r#"
paths = ["logs", "/srv/a*.log"]
case = "kept"
rules = "rules"
poll = "10s"
lateness = "6m"
silent_after = "1h"
keep = "30d"
tz = ["*.uc=America/New_York"]
date_order = "dmy"
level = "high"
remind = "4h"
format = "jsonl"
listen = "127.0.0.1:9646"
commit_every = "2s"
log_format = "json"
quiet = true
"#;
    let settings = of(file, &[]).expect("good");
    assert_eq!(settings.paths, [PathBuf::from("logs"), PathBuf::from("/srv/a*.log")]);
    assert_eq!(settings.case, Path::new("kept"));
    assert_eq!(settings.rules.as_deref(), Some(Path::new("rules")));
    assert_eq!(settings.poll, Some(Duration::from_secs(10)));
    assert_eq!(settings.keep, Some(Duration::from_hours(30 * 24)));
    assert_eq!((settings.level, settings.format), (Severity::High, StdoutForm::Jsonl));
    assert_eq!((settings.log.as_str(), settings.log_form), ("warn", LogForm::Json));
    let flags = ["elsewhere", "--case", "c", "--poll", "off", "--lateness", "5s", "--keep", "off"];
    let more = ["--silent-after", "off", "--tz", "-04:00", "--level", "low", "--remind", "off"];
    let rest = ["--listen", "off", "--commit-every", "20ms", "--log", "debug"];
    let settings = of(file, &[&flags[..], &more, &rest].concat()).expect("good");
    assert_eq!(settings.paths, [PathBuf::from("elsewhere")]);
    assert_eq!(settings.case, Path::new("c"));
    assert_eq!((settings.poll, settings.keep, settings.remind), (None, None, None));
    assert_eq!((settings.silent_after, settings.listen), (None, None));
    assert_eq!(settings.lateness, Duration::from_secs(5));
    assert_eq!(settings.commit_every, Duration::from_millis(20));
    assert_eq!((settings.level, settings.log.as_str()), (Severity::Low, "debug"));
    assert_eq!(settings.zones.len(), 2);
    assert_eq!(settings.display_zone(), Zone::Fixed(-14_400));
    assert_eq!(settings.date_order, Some(DateOrder::DayMonth));
}

#[test]
fn every_mistake_is_told_with_its_place_and_what_was_expected() {
    let cases = [
        "leval = 'high'",
        "paths = ['/srv']\n\n  silent-after = '15m'",
        "colour = 'red'",
        "paths = '/srv'",
        "paths = ['']",
        "level = 'grave'",
        "level = 'hihg'",
        "level = 3",
        "poll = '10'",
        "lateness = 'off'",
        "keep = '30 days'",
        "tz = ['UTC',\n  '*.uc=EDT?']",
        "tz = ['[=UTC']",
        "date = ['29.06.2014']",
        "date_order = 'ymd'",
        "format = 'json'",
        "listen = '0.0.0.0:9646'",
        "listen = '9646'",
        "log = 'mbxtrace=loud'",
        "log_format = 'xml'",
        "quiet = 'yes'",
        "paths = [\n  '/srv',\n",
        "level = 'high'\nlevel = 'low'",
        "[[tell]]\nurl = 'https://alerts.contoso.example'",
        "[[tell]]\nkind = 'webhok'",
        "[tell]\nkind = 'file'",
        "level = 'low'\n[[tell]]\nkind = 'file'",
        "[[tell]]\nkind = 'file'\npath = 'x'\ncolour = 'red'",
        "[[tell]]\nkind = 'webhook'\nurl = 'https://alerts.contoso.example'\ntimeout = 'soon'",
        "[[mute]]\nbecause = 'a change'",
        "[[mute]]\nrules = 'keepalive-*'",
        "[[mute]]\nrule = '[a'",
        "[[mute]]\nrule = 'a'\nuntil = 'tomorrow'",
        "[[mute]]\nrule = 'a'\nuntil = 5",
        "[[mute]]\nsubject = { server = 5 }",
    ];
    let mut told = String::new();
    for text in cases {
        let error = of(text, &["x"]).expect_err(text);
        assert_eq!(ExitStatus::of(&error), ExitStatus::Usage, "{text}");
        let error = file::parse(Path::new("mbxtrace.toml"), text).expect_err(text);
        told.extend([text, "\n=> ", &error.to_string(), "\n\n"]);
    }
    insta::assert_snapshot!("mistakes", told);
}

#[test]
fn a_file_that_is_not_there_and_nothing_to_watch_are_bad_usage() {
    let folder = tempfile::tempdir().expect("a folder");
    let error = load(&["--config", "no.toml"], folder.path()).expect_err("no file");
    assert_eq!(ExitStatus::of(&error), ExitStatus::Usage);
    assert!(error.to_string().contains("no.toml"), "{error}");
    let error = load(&[], folder.path()).expect_err("nothing to watch");
    assert_eq!(ExitStatus::of(&error), ExitStatus::Usage);
    assert!(error.to_string().contains("--config FILE"), "{error}");
}

const CONTENT: &str =
    "paths = ['logs']\ncase = 'kept'\n[[tell]]\nkind = 'file'\npath = 'found.jsonl'";

#[test]
fn relative_paths_of_a_file_begin_at_its_folder() {
    let folder = tempfile::tempdir().expect("a folder");
    let etc = folder.path().join("etc");
    std::fs::create_dir(&etc).expect("made");
    std::fs::write(etc.join("m.toml"), CONTENT).expect("written");
    let settings = load(&["--config", "etc/m.toml"], folder.path()).expect("good");
    assert_eq!((&settings.paths, &settings.case), (&vec![etc.join("logs")], &etc.join("kept")));
    assert_eq!(settings.config, Some(etc.join("m.toml")));
    let sink = settings.tell.last().expect("the second of two");
    assert_eq!(sink["path"].as_str(), etc.join("found.jsonl").to_str());
    let typed = load(&["--config", "etc/m.toml", "logs"], folder.path()).expect("good");
    assert_eq!(typed.paths, [folder.path().join("logs")]);
}

#[test]
fn stdout_is_one_sink_unless_it_is_told_nothing() {
    let kinds = |text: &str, flags: &[&str]| -> Vec<String> {
        let settings = of(text, &[&["x"], flags].concat()).expect("good");
        settings.tell.iter().map(toml::Table::to_string).collect()
    };
    let said =
        |format: &str| format!("format = \"{format}\"\nkind = \"stdout\"\nlevel = \"medium\"\n");
    assert_eq!(kinds("", &[]), [said("text")]);
    assert_eq!(kinds("format = 'text'", &["--format", "jsonl"]), [said("jsonl")]);
    assert!(kinds("", &["--format", "none"]).is_empty());
    let own = kinds("[[tell]]\nkind = 'stdout'\nformat = 'jsonl'\nlevel = 'low'", &[]);
    assert_eq!(own.len(), 1);
    assert!(own[0].contains("\"low\"") && own[0].contains("\"jsonl\""), "{own:?}");
}

#[test]
fn mutes_cover_what_they_name_until_they_end() {
    let file = r#"
tz = ["+02:00"]
[[mute]]
rule = "keepalive-*"
subject = { server = "192.0.2.*", node = "cuc1" }
until = "2014-06-29 18:00"
[[mute]]
subject = { account = "svc-unity" }
until = 2014-06-29T18:00:00Z
[[mute]]
rule = "http-failure"
"#;
    let settings = of(file, &["x"]).expect("good");
    let ends: Vec<_> = settings.mutes.iter().map(|mute| mute.until.map(rfc3339)).collect();
    let end = |text: &str| Some(text.to_owned());
    assert_eq!(ends, [end("2014-06-29T16:00:00Z"), end("2014-06-29T18:00:00Z"), None]);
    let subject = |parts: &[(&str, &str)]| -> Vec<(String, String)> {
        parts.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    };
    let until = settings.mutes[0].until.expect("it ends");
    let whole = subject(&[("node", "cuc1"), ("server", "192.0.2.11")]);
    assert!(settings.muted("keepalive-missing", &whole, until - 1).is_some());
    // Near misses: the end, another rule, another value, a part that is not there.
    assert!(settings.muted("keepalive-missing", &whole, until).is_none());
    assert!(settings.muted("mapi-session-overrun", &whole, until - 1).is_none());
    let other = subject(&[("node", "cuc1"), ("server", "192.0.20.11")]);
    assert!(settings.muted("keepalive-missing", &other, until - 1).is_none());
    let part = subject(&[("server", "192.0.2.11")]);
    assert!(settings.muted("keepalive-missing", &part, until - 1).is_none());
    assert!(settings.muted("http-failure", &[], i64::MAX).is_some());
}

#[test]
fn what_a_reload_cannot_change_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let one = load(&["x"], folder.path()).expect("good");
    assert!(one.fixed_differences(&one.clone()).is_empty());
    let other = ["y", "--case", "c", "--listen", "127.0.0.1:1", "--log-format", "json"];
    let other = load(&other, folder.path()).expect("good");
    assert_eq!(one.fixed_differences(&other), ["case", "listen", "log_format"]);
}
