//! Every scenario of `sample-logs/`: findings equal its hand-written truth, none missing, none
//! extra, and two runs give the same bytes.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value;
use toml::Table;

use crate::harness::{Project, Ran, root, sample};

/// Keys a truth may have; anything else is a misspelling that would make it say less.
const FINDING_KEYS: &[&str] = &[
    "rule", "level", "state", "subject", "first", "last", "count", "missed", "members", "reading",
];
const CAUSE_KEYS: &[&str] = &["id", "confidence", "scope", "first"];
const TRUTH_KEYS: &[&str] = &[
    "about",
    "args",
    "exit",
    "paths",
    "finding",
    "absent",
    "not_judged",
    "causes",
    "problem",
    "clock",
    "totals",
    "coverage",
    "clock_offset",
];

#[test]
fn every_scenario_says_what_its_truth_says() {
    let mut truths: Vec<PathBuf> = std::fs::read_dir(root().join("sample-logs"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .map(|folder| folder.join("truth.toml"))
        .collect();
    truths.sort();
    assert!(truths.len() >= 6, "{truths:?}");
    let failures: Vec<String> = truths
        .iter()
        .flat_map(|path| {
            let name = path.parent().unwrap().file_name().unwrap().to_string_lossy().into_owned();
            check(path, &[sample(&name).join("logs")])
                .into_iter()
                .map(move |failure| format!("{name}: {failure}"))
        })
        .collect();
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

#[test]
fn the_sample_bundle_says_what_its_truth_says() {
    let failures = check(&sample("bundle.truth.toml"), &[sample("bundle.zip")]);
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

/// Runs a truth twice, without and with a case, and lists what differs from it.
fn check(truth: &Path, paths: &[PathBuf]) -> Vec<String> {
    let text =
        std::fs::read_to_string(truth).unwrap_or_else(|e| panic!("{}: {e}", truth.display()));
    let truth: Table = text.parse().unwrap();
    let mut failures: Vec<String> = truth
        .keys()
        .filter(|key| !TRUTH_KEYS.contains(&key.as_str()))
        .map(|key| format!("truth has an unknown key {key}"))
        .collect();
    let project = Project::new();
    let bare = analyze(&project, &truth, paths, &["--no-index"]);
    let again = analyze(&project, &truth, paths, &["--no-index"]);
    if bare.stdout != again.stdout {
        failures.push("two runs differ".into());
    }
    let indexed = analyze(&project, &truth, paths, &["--case", "case"]);
    if bare.stdout != indexed.stdout {
        failures.push("with and without an index differ".into());
    }
    let expected = truth.get("exit").and_then(toml::Value::as_integer).unwrap_or(0);
    if i64::from(bare.status) != expected {
        failures.push(format!("exit {} instead of {expected}: {}", bare.status, bare.stderr));
    }
    failures.extend(differences(&truth, &bare.json()));
    failures
}

fn analyze(project: &Project, truth: &Table, paths: &[PathBuf], more: &[&str]) -> Ran {
    let mut args: Vec<String> = vec!["analyze".into(), "--format".into(), "json".into()];
    args.extend(more.iter().map(|arg| (*arg).to_owned()));
    if let Some(said) = truth.get("args").and_then(toml::Value::as_array) {
        args.extend(said.iter().filter_map(|arg| arg.as_str().map(str::to_owned)));
    }
    args.extend(paths.iter().map(|path| path.to_string_lossy().into_owned()));
    project.run(&args)
}

fn tables<'a>(truth: &'a Table, key: &str) -> Vec<&'a Table> {
    let list = truth.get(key).and_then(toml::Value::as_array);
    list.into_iter().flatten().filter_map(toml::Value::as_table).collect()
}

fn differences(truth: &Table, report: &Value) -> Vec<String> {
    let mut failures = bytes_tile(report);
    let mut found: Vec<&Value> = report["findings"].as_array().unwrap().iter().collect();
    for finding in &found {
        if finding["evidence"].as_array().is_none_or(Vec::is_empty) {
            failures.push(format!("finding without evidence: {finding}"));
        }
    }
    for expected in tables(truth, "finding") {
        for key in expected.keys().filter(|key| !FINDING_KEYS.contains(&key.as_str())) {
            failures.push(format!("truth names an unknown key {key}"));
        }
        match found.iter().position(|finding| is(finding, expected)) {
            Some(index) => drop(found.remove(index)),
            None => failures.push(format!("missing: {expected}")),
        }
    }
    failures.extend(found.iter().map(|finding| format!("extra: {}", short(finding))));
    for absent in tables(truth, "absent") {
        let rule = absent["rule"].as_str().unwrap();
        let all = report["findings"].as_array().unwrap();
        if all.iter().any(|finding| finding["rule"] == rule) {
            failures.push(format!("{rule} found, should be absent"));
        }
    }
    for expected in tables(truth, "not_judged") {
        let rule = expected["rule"].as_str().unwrap();
        let all = report["not_judged"].as_array().unwrap();
        if !all.iter().any(|entry| entry["rule"] == rule) {
            failures.push(format!("{rule} should be not judged; got {}", report["not_judged"]));
        }
    }
    failures.extend(cause_differences(truth, report));
    for expected in tables(truth, "problem") {
        if !has_problem(report, expected) {
            failures.push(format!("problem not reported: {expected}"));
        }
    }
    failures.extend(coverage_differences(truth, report));
    failures
}

/// What the truth says of coverage and clocks: `[[coverage]]` with node, family, and minutes missing
/// or a piece of a remark; `[[clock_offset]]` with host and seconds ahead, or unknown.
fn coverage_differences(truth: &Table, report: &Value) -> Vec<String> {
    let mut failures = Vec::new();
    for expected in tables(truth, "coverage") {
        let text = |key: &str| expected.get(key).and_then(toml::Value::as_str).unwrap_or_default();
        let all = report["coverage"].as_array().unwrap();
        let told = all.iter().any(|one| {
            let remarks = one["remarks"].as_array().unwrap();
            let remark = text("remark");
            let missing = expected.get("minutes_missing").and_then(toml::Value::as_integer);
            let misleads = expected.get("misleads").and_then(toml::Value::as_bool).unwrap_or(false);
            one["node"] == text("node")
                && one["misleads"] == misleads
                && one["family"] == text("family")
                && missing.is_none_or(|missing| one["minutes_missing"] == missing)
                && (remark.is_empty()
                    || remarks.iter().any(|one| one.as_str().unwrap().contains(remark)))
        });
        if !told {
            failures.push(format!("coverage not told: {expected} in {}", report["coverage"]));
        }
    }
    for expected in tables(truth, "clock_offset") {
        let all = report["clock_offsets"].as_array().unwrap();
        let found = all.iter().find(|one| one["host"] == expected["host"].as_str().unwrap());
        let number = |key: &str| found.and_then(|one| one[key].as_i64());
        let told = number("offset_ms").zip(number("error_ms"));
        let truth = expected.get("ahead_s").map(|ahead| ahead.as_integer().unwrap() * 1000);
        let right = match (told, truth) {
            (Some((offset, error)), Some(truth)) => (offset - truth).abs() <= error.min(1000),
            (None, None) => found.is_some(),
            _ => false,
        };
        if !right {
            failures.push(format!("clock offset {expected}: {found:?}"));
        }
    }
    failures
}

/// Causes are those of the truth, none missing, none extra, and the one that must be first is first;
/// a truth without causes says that none may be ranked.
fn cause_differences(truth: &Table, report: &Value) -> Vec<String> {
    let mut failures = Vec::new();
    let all = report["causes"].as_array().unwrap();
    let mut left: Vec<(usize, &Value)> = all.iter().enumerate().collect();
    for expected in tables(truth, "causes") {
        for key in expected.keys().filter(|key| !CAUSE_KEYS.contains(&key.as_str())) {
            failures.push(format!("truth names an unknown key {key} of a cause"));
        }
        let first = expected.get("first").and_then(toml::Value::as_bool).unwrap_or(false);
        let is = |at: usize, cause: &Value| {
            (!first || at == 0)
                && expected.iter().all(|(key, value)| key == "first" || cause[key] == json(value))
        };
        match left.iter().position(|(at, cause)| is(*at, cause)) {
            Some(index) => drop(left.remove(index)),
            None => failures.push(format!("cause missing, or not first: {expected}")),
        }
    }
    for (_, cause) in left {
        failures.push(format!(
            "extra cause: {} {} {}",
            cause["id"], cause["confidence"], cause["scope"]
        ));
    }
    let found: Vec<&Value> =
        report["findings"].as_array().unwrap().iter().map(|finding| &finding["id"]).collect();
    for cause in all {
        let explained = cause["findings"].as_array().unwrap();
        if explained.is_empty() || !explained.iter().all(|id| found.contains(&id)) {
            failures.push(format!("{} explains no finding of the report", cause["id"]));
        }
        if cause["next_evidence"].as_str().unwrap().is_empty() {
            failures.push(format!("{} names no next evidence", cause["id"]));
        }
    }
    failures
}

/// Whether a finding is the one expected: every key named in the truth must agree.
fn is(finding: &Value, expected: &Table) -> bool {
    expected.iter().all(|(key, value)| match (key.as_str(), value) {
        ("members", toml::Value::Integer(count)) => {
            i64::try_from(finding["members"].as_array().map_or(0, Vec::len)) == Ok(*count)
        }
        ("missed" | "reading", value) => finding["details"][key] == json(value),
        ("first" | "last", toml::Value::String(time)) => same_time(&finding[key], time),
        ("last", _) => finding[key].is_null(),
        ("subject", toml::Value::Table(subject)) => same_subject(&finding["subject"], subject),
        (_, value) => finding[key] == json(value),
    }) && (expected.contains_key("last")
        || !matches!(expected.get("state"), Some(state) if state.as_str() == Some("open"))
        || finding["rule"] != "keepalive-missing"
        || finding["last"].is_null())
}

fn json(value: &toml::Value) -> Value {
    match value {
        toml::Value::String(text) => Value::from(text.as_str()),
        toml::Value::Integer(number) => Value::from(*number),
        other => Value::from(other.to_string()),
    }
}

fn same_time(found: &Value, expected: &str) -> bool {
    let parse = |text: &str| chrono::DateTime::parse_from_rfc3339(text).ok();
    found.as_str().and_then(parse) == parse(expected) && found.is_string()
}

fn same_subject(found: &Value, expected: &Table) -> bool {
    let found: BTreeMap<String, String> = found
        .as_object()
        .into_iter()
        .flatten()
        .map(|(key, value)| (key.clone(), value.as_str().map_or(value.to_string(), str::to_owned)))
        .collect();
    expected.iter().all(|(key, value)| {
        let value = value.as_str().map_or(value.to_string(), str::to_owned);
        found.get(key) == Some(&value)
    })
}

fn has_problem(report: &Value, expected: &Table) -> bool {
    let text = |key: &str| expected.get(key).and_then(toml::Value::as_str).unwrap_or_default();
    report["sources"].as_array().unwrap().iter().any(|source| {
        source["path"].as_str().unwrap().contains(text("path_contains"))
            && source["problems"]
                .as_array()
                .unwrap()
                .iter()
                .any(|problem| text("kind").is_empty() || problem["kind"] == text("kind"))
    })
}

/// parsed + blank + unparsed + skipped = bytes, for every source and in total.
fn bytes_tile(report: &Value) -> Vec<String> {
    let sum = |of: &Value| -> u64 {
        ["parsed", "blank", "unparsed", "skipped"].iter().map(|k| of[k].as_u64().unwrap()).sum()
    };
    let sources = report["sources"].as_array().unwrap().iter();
    sources
        .chain([&report["totals"]])
        .filter(|of| sum(of) != of["bytes"].as_u64().unwrap())
        .map(|of| format!("bytes do not tile: {of}"))
        .collect()
}

fn short(finding: &Value) -> String {
    format!(
        "{} {} {} {} {}..{} count {} {}",
        finding["rule"],
        finding["level"],
        finding["state"],
        finding["subject"],
        finding["first"],
        finding["last"],
        finding["count"],
        finding["details"]
    )
}
