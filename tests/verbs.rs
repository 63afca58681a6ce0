//! What can be asked of a case, and of the program without one: `search`, `report`, `rules`,
//! `formats`.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::harness::{Project, Ran, sample};

/// A case of the logs of a scenario.
fn case_of(scenario: &str, flags: &[&str]) -> Project {
    let project = Project::new();
    let logs = sample(scenario).join("logs");
    let mut args = vec!["analyze", logs.to_str().unwrap(), "--case", "case", "--quiet"];
    args.extend_from_slice(flags);
    let ran = project.run(&args);
    assert!([0, 3].contains(&ran.status), "{}", ran.stderr);
    project
}

/// Writes a file below the folder of a project.
fn write(project: &Project, name: &str, content: impl AsRef<[u8]>) {
    let path = project.path().join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, content).unwrap();
}

#[track_caller]
fn search(project: &Project, args: &[&str]) -> Ran {
    let ran = project.run(&[&["search", "--case", "case"], args].concat());
    assert_eq!((ran.status, ran.stderr.as_str()), (0, ""), "{args:?}");
    ran
}

#[track_caller]
fn hits(project: &Project, query: &str) -> Vec<Value> {
    let ran = search(project, &[query, "--format", "json", "--limit", "100000"]);
    let answer = ran.json();
    let hits = answer["hits"].as_array().unwrap().clone();
    assert_eq!(answer["total"], hits.len(), "{query}");
    hits
}

#[test]
fn what_is_searched_is_what_the_logs_hold() {
    let project = case_of("ews-storm-over-midnight", &[]);
    let report = project.run(&["report", "--case", "case", "--format", "json"]).json();
    let events = report["totals"]["events"].as_u64().unwrap();
    assert!(events > 100, "{events}");
    assert_eq!(search(&project, &["*", "--count"]).stdout, format!("{events}\n"));
    let failed = hits(&project, "http_status:>=400");
    assert!(!failed.is_empty());
    assert!(failed.iter().all(|hit| hit["fields"]["http_status"].as_i64().unwrap() >= 400));
    let others = hits(&project, "NOT http_status:>=400");
    assert_eq!((failed.len() + others.len()) as u64, events);
    let counted: u64 =
        search(&project, &["*", "--top", "format", "--format", "json"]).json()["values"]
            .as_array()
            .unwrap()
            .iter()
            .map(|value| value["count"].as_u64().unwrap())
            .sum();
    assert_eq!(counted, events);
    let drawn = search(&project, &["*", "--histogram", "1h", "--format", "json"]).json();
    assert_eq!(drawn["total"], events);
    assert!(drawn["histogram"].as_array().unwrap().len() > 1);
}

#[test]
fn a_subscription_is_found_by_its_id_and_a_phrase_by_its_words() {
    let project = case_of("one-subscription-lost", &[]);
    let report = project.run(&["report", "--case", "case", "--format", "json"]).json();
    let lost = report["findings"].as_array().unwrap().iter();
    let lost = lost.filter(|finding| finding["rule"] == "keepalive-missing");
    let id = lost.map(|finding| finding["subject"]["subscription"].as_str().unwrap()).next();
    let id = id.unwrap();
    let bare = hits(&project, id);
    let field = hits(&project, &format!("subscription:{}", id.to_uppercase()));
    assert!(!field.is_empty() && bare.len() >= field.len());
    for hit in &bare {
        assert!(hit["text"].as_str().unwrap().to_lowercase().contains(&id.to_lowercase()));
    }
    assert!(!hits(&project, "\"mailbox in sync\"").is_empty());
    assert!(hits(&project, "\"in mailbox sync\"").is_empty());
}

#[test]
fn hits_stand_in_text_with_neighbours_and_the_count_last() {
    let project = case_of("one-subscription-lost", &[]);
    let query = "\"mailbox in sync\"";
    let total = hits(&project, query).len();
    let ran = search(&project, &[query, "-C", "1", "--limit", "2", "--tz", "+02:00"]);
    let lines: Vec<&str> = ran.stdout.lines().collect();
    assert_eq!(*lines.last().unwrap(), format!("2 of {total} hits"));
    assert_eq!(lines.iter().filter(|line| line.contains(" +02:00  ")).count(), 2, "{}", ran.stdout);
    assert_eq!(lines.iter().filter(|line| line.starts_with("    > ")).count(), 2);
    assert!(lines.iter().filter(|line| line.starts_with("      ")).count() >= 2);
    assert!(ran.stdout.contains("/cuc/diag_CuMbxSync_"), "{}", ran.stdout);
    let none = search(&project, &["nothing-of-the-kind"]);
    assert_eq!(none.stdout, "0 hits\n");
}

#[test]
fn answers_for_programs() {
    let project = case_of("ews-storm-over-midnight", &[]);
    let query = "http_status:>=400";
    let total = hits(&project, query).len();
    let lines = search(&project, &[query, "--format", "jsonl", "--limit", "100000"]).stdout;
    let rows: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(rows.len(), total);
    let keys: Vec<&String> = rows[0].as_object().unwrap().keys().collect();
    assert_eq!(keys.len(), 14, "{keys:?}");
    let csv = search(&project, &[query, "--format", "csv", "--limit", "100000"]).stdout;
    assert_eq!(csv.matches("\r\n").count(), total + 1);
    assert!(csv.starts_with("time,time_quality,path,line,offset,length,format,"), "{csv}");
    let top = search(&project, &[query, "--top", "http_status", "--format", "csv"]).stdout;
    assert!(top.starts_with("http_status,count\r\n"), "{top}");
    let sum: usize = top
        .lines()
        .skip(1)
        .map(|row| row.rsplit(',').next().unwrap().parse::<usize>().unwrap())
        .sum();
    assert_eq!(sum, total);
}

#[test]
fn a_question_that_cannot_be_answered_says_why_with_status_2() {
    let project = case_of("one-subscription-lost", &[]);
    write(&project, "file", "no case");
    let cases: [(&[&str], &str); 8] = [
        (&["search", "*", "--case", "file"], "file"),
        (&["analyze", "file", "--case", "file"], "the case cannot be written: "),
        (&["search", "statsu:503", "--case", "case"], "\n  statsu:503\n  ^^^^^^\n"),
        (&["search", "(503", "--case", "case"], "^"),
        (&["search", "*", "--top", "colour", "--case", "case"], "there is no field `colour`"),
        (&["search", "*", "--case", "nowhere"], "run `mbxtrace analyze PATH…` first"),
        (&["report", "--case", "nowhere"], "nowhere"),
        (&["search", "*"], ".mbxtrace"),
    ];
    for (args, part) in cases {
        let ran = project.run(args);
        assert_eq!((ran.status, ran.stdout.as_str()), (2, ""), "{args:?}: {}", ran.stderr);
        assert!(ran.stderr.starts_with("mbxtrace: error: "), "{}", ran.stderr);
        assert!(ran.stderr.contains(part), "{args:?}: {}", ran.stderr);
    }
    for name in ["nowhere", ".mbxtrace"] {
        assert!(!project.path().join(name).try_exists().unwrap(), "{name} was made");
    }
}

#[test]
fn an_empty_folder_becomes_the_case_and_any_other_is_refused() {
    let project = Project::new();
    let logs = sample("one-subscription-lost").join("logs");
    let logs = logs.to_str().unwrap();
    std::fs::create_dir(project.path().join("mine")).unwrap();
    write(&project, "mine/letter.txt", "private");
    for verb in ["analyze", "watch"] {
        let ran = project.run(&[verb, logs, "--case", "mine"]);
        assert_eq!(ran.status, 2, "{verb}: {}", ran.stderr);
        assert!(ran.stderr.contains("is not empty (it holds `letter.txt`)"), "{}", ran.stderr);
    }
    assert_eq!(std::fs::read_dir(project.path().join("mine")).unwrap().count(), 1);
    std::fs::create_dir(project.path().join("empty")).unwrap();
    let ran = project.run(&["analyze", logs, "--case", "empty", "--quiet"]);
    assert_eq!(ran.status, 0, "{}", ran.stderr);
    let counted = project.run(&["search", "*", "--count", "--case", "empty"]);
    assert!(
        counted.status == 0 && counted.stdout != "0\n",
        "{} {}",
        counted.stdout,
        counted.stderr
    );
}

#[test]
fn a_reader_that_goes_away_does_not_make_a_search_fail() {
    let project = case_of("one-subscription-lost", &[]);
    for format in ["text", "json", "csv"] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_mbxtrace"))
            .args(["search", "*", "--case", "case", "--limit", "100000", "--format", format])
            .current_dir(project.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), &b""[..]));
    }
}

#[test]
fn a_report_of_the_case_is_the_report_of_the_analysis() {
    for scenario in ["one-subscription-lost", "damaged", "utf16-and-locales"] {
        let project = Project::new();
        let logs = sample(scenario).join("logs");
        let logs = logs.to_str().unwrap();
        for format in ["json", "jsonl", "csv", "text", "markdown", "html", "sarif"] {
            let args = ["analyze", logs, "--case", "case", "--format", format];
            let (first, again) = (["report", "--case", "case", "--format", format], &args);
            let analysed = project.run(again);
            let reported = project.run(&first);
            assert_eq!(reported.status, 0, "{}", reported.stderr);
            assert!(analysed.stdout == reported.stdout, "{scenario} {format}");
        }
    }
}

#[test]
fn a_time_window_is_relative_to_the_end_of_the_case() {
    let project = case_of("one-subscription-lost", &[]);
    let count = |args: &[&str]| -> u64 {
        search(&project, &[&["*", "--count"], args].concat()).stdout.trim().parse().unwrap()
    };
    let (all, last) = (count(&[]), count(&["--since", "-30m"]));
    assert!(0 < last && last < all, "{last} of {all}");
    assert_eq!(count(&["--until", "-30m"]) + last, all);
}

/// Text of a file, whatever its encoding, by lines.
fn lines_of(path: &Path) -> Vec<String> {
    let raw = std::fs::read(path).unwrap();
    let text = if let Some(units) = raw.strip_prefix(&[0xff, 0xfe]) {
        let units: Vec<u16> =
            units.chunks_exact(2).map(|unit| u16::from_le_bytes([unit[0], unit[1]])).collect();
        String::from_utf16(&units).unwrap()
    } else {
        let latin = || raw.iter().map(|byte| char::from(*byte)).collect();
        String::from_utf8(raw.clone()).unwrap_or_else(|_| latin())
    };
    text.trim_start_matches('\u{feff}').split('\n').map(str::to_owned).collect()
}

#[test]
fn hits_say_the_line_and_the_text_that_stand_in_the_file() {
    for scenario in ["utf16-and-locales", "session-overrun"] {
        let project = case_of(scenario, &["--tz", "America/New_York"]);
        let mut checked: BTreeMap<String, usize> = BTreeMap::new();
        for hit in hits(&project, "*") {
            if hit["format"] == "evtx" {
                continue;
            }
            let path = hit["path"].as_str().unwrap();
            let lines = lines_of(Path::new(path));
            let line = usize::try_from(hit["line"].as_u64().unwrap()).unwrap();
            for (shown, real) in hit["text"].as_str().unwrap().lines().zip(&lines[line - 1..]) {
                // What stands between the elements of a JSON array is not of the record.
                let (shown, real) = (shown.trim(), real.trim());
                let is_same = shown == real || shown == "}" && real == "},";
                assert!(is_same, "{path}:{line}: {shown:?} is {real:?}");
            }
            *checked.entry(path.to_owned()).or_default() += 1;
        }
        let least = if scenario == "session-overrun" { 1 } else { 8 };
        assert!(checked.len() >= least, "{checked:?}");
        assert!(checked.values().all(|count| *count >= 3), "{checked:?}");
    }
}

#[test]
fn the_rest_of_its_own_line_is_no_neighbour_of_a_record() {
    let project = case_of("utf16-and-locales", &["--tz", "America/New_York"]);
    for format in ["get-winevent-json", "event-viewer-csv", "event-viewer-text", "event-xml"] {
        let query = format!("format:{format} AND event_id:9646");
        let args = [query.as_str(), "-C", "2", "--format", "json"];
        for hit in search(&project, &args).json()["hits"].as_array().unwrap() {
            let lines = lines_of(Path::new(hit["path"].as_str().unwrap()));
            let neighbours = |key: &str| -> Vec<&str> {
                hit[key].as_array().unwrap().iter().map(|line| line.as_str().unwrap()).collect()
            };
            let line = usize::try_from(hit["line"].as_u64().unwrap()).unwrap();
            let real: Vec<&str> = lines.iter().map(|line| line.trim_end_matches('\r')).collect();
            // Windows-1252 beyond Latin-1 does not occur in the samples.
            assert_eq!(neighbours("before"), real[line.saturating_sub(3)..line - 1], "{hit}");
            let next = line - 1 + hit["text"].as_str().unwrap().lines().count();
            let after = neighbours("after");
            assert_eq!(after, real[next..next + after.len()], "{hit}");
        }
    }
}

#[test]
fn records_of_a_binary_log_are_found_with_text_fields_and_neighbours() {
    let project = case_of("session-overrun", &["--tz", "America/New_York"]);
    let query = "format:evtx AND event_id:9646 AND provider:MSExchangeIS";
    let ran = search(&project, &[query, "-C", "1", "--format", "json"]);
    let answer = ran.json();
    let hits = answer["hits"].as_array().unwrap();
    assert!(!hits.is_empty());
    for hit in hits {
        assert!(hit["text"].as_str().unwrap().contains("9646"), "{hit}");
        assert_eq!(hit["fields"]["event_id"], 9646, "{hit}");
        assert!(hit["fields"]["account"].is_string(), "{hit}");
        assert!(hit["line"].as_u64().unwrap() > 0, "{hit}");
        assert_eq!(hit["before"].as_array().unwrap().len(), 1, "{hit}");
    }
}

#[test]
fn nothing_a_log_says_steers_the_terminal() {
    let project = Project::new();
    let line = "192.0.2.17 -  -  [29/Jun/2014:11:30:00 +0000] \"POST \
                /NotificationService/services/NotificationService?id=0f8fad5b-d9cb-469f-a165-70867728950e \
                HTTP/1.1\" 503 0 \"-\" \"a\x1b[31mb\u{9b}2J\x07\u{202e}=1+1\"\n";
    write(&project, "logs/n\x1b[2J/jetty/2014_06_29.request.log", line.repeat(3));
    let ran = project.run(&["analyze", "logs", "--case", "case"]);
    assert!([0, 3].contains(&ran.status), "{}", ran.stderr);
    for format in ["text", "json", "jsonl", "csv"] {
        let ran = search(&project, &["*", "-C", "2", "--format", format]);
        assert!(ran.stdout.contains("request.log"), "{}", ran.stdout);
        let steers = |c: char| (c.is_control() && c != '\n' && c != '\r') || c == '\u{202e}';
        assert!(!ran.stdout.contains(steers), "{format}: {:?}", ran.stdout);
        for field in ["path", "node", "user_agent"] {
            let ran = search(&project, &["*", "--top", field, "--format", format]);
            assert!(!ran.stdout.contains(steers), "{format} {field}: {:?}", ran.stdout);
        }
    }
    let error = project.run(&["search", "(no\x1b[2J", "--case", "case"]);
    assert_eq!(error.status, 2);
    assert!(!error.stderr.contains('\x1b'), "{:?}", error.stderr);
}

#[test]
fn the_rules_are_listed_shown_checked_tested_and_documented() {
    let project = Project::new();
    let doc = project.run(&["rules", "doc"]).stdout;
    let list = project.run(&["rules", "list"]).stdout;
    for id in ["http-failure", "keepalive-missing", "mapi-session-overrun"] {
        assert!(list.contains(id) && doc.contains(&format!("\n## {id}\n")), "{id}");
        let show = project.run(&["rules", "show", id]).stdout;
        for part in ["How it detects:", "What to do:", "References:", "Tests:", "[detect]"] {
            assert!(show.contains(part), "{id}: {show}");
        }
    }
    let tested = project.run(&["rules", "test"]);
    assert_eq!(tested.status, 0, "{}", tested.stdout);
    assert!(tested.stdout.ends_with(", 0 failed\n"), "{}", tested.stdout);
    assert_eq!(project.run(&["rules", "check"]).status, 0);
    let unknown = project.run(&["rules", "show", "nope"]);
    assert_eq!(unknown.status, 2);
    assert!(unknown.stderr.contains("keepalive-missing"), "{}", unknown.stderr);
}

#[test]
fn a_rule_file_with_a_mistake_is_named_by_line_and_column() {
    let project = Project::new();
    write(&project, "mine/own.toml", "schema = 1\nid = \"own\"\ncolour = \"red\"\n");
    write(&project, "mine/readme.txt", "not a rule");
    let verbs: [&[&str]; 3] = [
        &["rules", "check", "mine"],
        &["rules", "test", "mine"],
        &["analyze", "mine", "--no-index", "--rules", "mine"],
    ];
    for args in verbs {
        let ran = project.run(args);
        assert_eq!((ran.status, ran.stdout.as_str()), (2, ""), "{args:?}");
        let place = format!("{}:3:1: ", Path::new("mine").join("own.toml").display());
        assert!(ran.stderr.contains(&place), "{args:?}: {}", ran.stderr);
    }
    write(&project, "empty/readme.txt", "not a rule");
    let ran = project.run(&["rules", "check", "empty"]);
    assert_eq!(ran.status, 2);
    assert!(ran.stderr.contains("*.toml"), "{}", ran.stderr);
}

#[test]
fn a_failed_test_of_a_rule_says_what_was_expected_and_got() {
    let project = Project::new();
    let shown = project.run(&["rules", "show", "http-failure"]).stdout;
    let text = shown.split_once("\nschema = 1\n").unwrap().1;
    assert!(text.contains("[[test]]"), "{text}");
    let wrong = text.replacen("\ncount = ", "\ncount = 9", 1);
    assert_ne!(wrong, text);
    write(&project, "mine/http-failure.toml", format!("schema = 1\n{wrong}"));
    let ran = project.run(&["rules", "test", "mine"]);
    assert_eq!(ran.status, 1, "{}{}", ran.stdout, ran.stderr);
    assert!(ran.stdout.contains("FAILED http-failure: "), "{}", ran.stdout);
    assert!(ran.stdout.contains("count is "), "{}", ran.stdout);
}

#[test]
fn a_user_rule_that_replaces_one_is_told_of_in_every_report() {
    let project = Project::new();
    let shown = project.run(&["rules", "show", "http-failure"]).stdout;
    let text = shown.split_once("\nschema = 1\n").unwrap().1;
    write(&project, "mine/http-failure.toml", format!("schema = 1\n{text}"));
    let checked = project.run(&["rules", "check", "mine"]);
    assert_eq!(checked.status, 0, "{}", checked.stderr);
    assert!(checked.stdout.contains("http-failure: replaces"), "{}", checked.stdout);
    let logs = sample("one-subscription-lost").join("logs");
    let args = ["analyze", logs.to_str().unwrap(), "--case", "case", "--format", "json"];
    let plain = project.run(&args).json();
    assert_eq!(plain["tool"].get("overridden_rules"), None);
    let ran = project.run(&[&args[..], &["--rules", "mine"]].concat());
    let own = ran.json();
    assert_eq!(own["tool"]["overridden_rules"], serde_json::json!(["http-failure"]));
    let keys: Vec<&String> = own["tool"].as_object().unwrap().keys().collect();
    assert!(ran.stdout.find("rules_sha256") < ran.stdout.find("overridden_rules"), "{keys:?}");
    assert!(project.run(&["report", "--case", "case", "--format", "json"]).stdout == ran.stdout);
    for format in ["text", "markdown", "html"] {
        let told = project.run(&["report", "--case", "case", "--format", format]).stdout;
        assert!(told.contains("replaced by your own"), "{format}: {told}");
    }
}

#[test]
fn formats_are_detected_whatever_the_encoding() {
    let project = Project::new();
    let logs = sample("utf16-and-locales").join("logs");
    let ran = project.run(&["formats", "detect", logs.to_str().unwrap()]);
    assert_eq!((ran.status, ran.stderr.as_str()), (0, ""));
    let expected = [
        ("exch01/Application.txt", "event-viewer-text", "UTF-16LE"),
        ("exch02/Anwendung.csv", "event-viewer-csv", "windows-1252"),
        ("exch03/application.xml", "event-xml", "UTF-8"),
        ("exch04/application.txt", "wevtutil-text", "UTF-8"),
        ("exch05/application.csv", "get-winevent-csv", "UTF-8"),
        ("exch06/application.json", "get-winevent-json", "UTF-16LE"),
        ("exch07/mail.txt", "event-clipboard", "UTF-8"),
        ("exch08/Application.csv", "event-viewer-csv", "UTF-8"),
    ];
    let rows: Vec<Vec<&str>> =
        ran.stdout.lines().skip(1).map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(rows.len(), expected.len(), "{}", ran.stdout);
    for (row, (path, format, encoding)) in rows.iter().zip(expected) {
        assert_eq!(row[..2], [format, encoding], "{path}");
        assert!(row[2].replace('\\', "/").ends_with(path), "{row:?}");
    }
    write(&project, "other/notes.txt", "nothing of a log\n");
    let ran = project.run(&["formats", "detect", "other"]);
    assert_eq!(ran.status, 4);
    assert!(ran.stdout.contains("notes.txt  (no known format)"), "{}", ran.stdout);
    assert_eq!(project.run(&["formats", "detect", "nowhere"]).status, 2);
}
