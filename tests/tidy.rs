//! House rules: what a reviewer would otherwise have to say every time.

use std::path::{Path, PathBuf};

use crate::harness::root;

fn sources() -> Vec<PathBuf> {
    let mut found = Vec::new();
    for folder in ["src", "parsers/src", "rules/src", "tests", "benches", "parsers/fuzz"] {
        walk(&root().join(folder), &mut found);
    }
    found.sort();
    assert!(found.len() > 40, "the walk found too little");
    found
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.ends_with("target") {
            walk(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

fn shown(path: &Path) -> String {
    path.strip_prefix(root()).unwrap().display().to_string()
}

#[test]
fn every_file_says_first_what_it_is_for() {
    let silent: Vec<String> = sources()
        .iter()
        .filter(|path| !std::fs::read_to_string(path).unwrap().starts_with("//! "))
        .map(|path| shown(path))
        .collect();
    assert!(silent.is_empty(), "{silent:?}");
}

#[test]
fn files_stay_short() {
    let long: Vec<String> = sources()
        .iter()
        .filter(|path| !shown(path).starts_with("tests/") && !shown(path).contains("tests"))
        .filter_map(|path| {
            let text = std::fs::read_to_string(path).unwrap();
            let lines = text.lines().take_while(|line| *line != "#[cfg(test)]").count();
            (lines > 400).then(|| format!("{} ({lines})", shown(path)))
        })
        .collect();
    assert!(long.is_empty(), "{long:?}");
}

/// Which module of `src/` must not name which: dependencies point one way.
const FORBIDDEN: &[(&str, &[&str])] = &[
    ("source", &["case", "pipeline", "search", "commands", "report", "clock"]),
    ("clock", &["case", "pipeline", "search", "commands", "source"]),
    (
        "tell",
        &["case", "pipeline", "search", "commands", "source", "report", "clock", "cli", "settings"],
    ),
    ("report", &["case", "pipeline", "search", "commands", "source", "redact"]),
    ("redact", &["case", "pipeline", "search", "commands", "source"]),
    ("case", &["pipeline", "search", "commands", "source"]),
    ("search", &["pipeline", "commands", "source"]),
    ("tui", &["pipeline", "source", "redact", "settings"]),
    ("pipeline", &["search", "commands"]),
    ("config", &["case", "pipeline", "search", "commands", "source", "monitor"]),
    ("monitor", &["case", "pipeline", "search", "commands", "source", "config"]),
    (
        "serve",
        &["pipeline", "commands", "source", "config", "monitor", "settings", "tell", "redact"],
    ),
];

#[test]
fn modules_depend_one_way() {
    let mut wrong = Vec::new();
    for (module, banned) in FORBIDDEN {
        let mut files = Vec::new();
        walk(&root().join("src").join(module), &mut files);
        assert!(!files.is_empty(), "{module}");
        for path in files {
            let text = std::fs::read_to_string(&path).unwrap();
            for name in *banned {
                if text.contains(&format!("crate::{name}")) {
                    wrong.push(format!("{} uses crate::{name}", shown(&path)));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn only_the_case_names_tantivy() {
    let named: Vec<String> = sources()
        .iter()
        .filter(|path| {
            let shown = shown(path);
            shown.starts_with("src/") && !shown.starts_with("src/case/")
        })
        .filter(|path| std::fs::read_to_string(path).unwrap().contains("tantivy::"))
        .map(|path| shown(path))
        .collect();
    assert!(named.is_empty(), "{named:?}");
}

#[test]
fn nothing_unfinished_is_left_behind() {
    let marks = [["FIX", "ME"].concat(), ["todo", "!("].concat(), ["#[ig", "nore"].concat()];
    let found: Vec<String> = sources()
        .iter()
        .filter(|path| {
            let text = std::fs::read_to_string(path).unwrap();
            marks.iter().any(|mark| text.contains(mark.as_str()))
        })
        .map(|path| shown(path))
        .collect();
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn every_scenario_has_a_truth_and_every_rule_its_tests() {
    let mut truths = String::new();
    for entry in std::fs::read_dir(root().join("sample-logs")).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            let truth = path.join("truth.toml");
            assert!(truth.is_file(), "{}", path.display());
            truths += &std::fs::read_to_string(&truth).unwrap();
        }
    }
    for entry in std::fs::read_dir(root().join("rules/library")).unwrap() {
        let path = entry.unwrap().path();
        let rule: toml::Table = std::fs::read_to_string(&path).unwrap().parse().unwrap();
        let tests = rule["test"].as_array().unwrap();
        let finds = |test: &&toml::Value| {
            test.get("expect").and_then(toml::Value::as_array).is_some_and(|e| !e.is_empty())
        };
        // What is told rests on whole logs: a scenario proves it.
        let is_told = rule["detect"]["kind"].as_str() == Some("told");
        let is_proven = is_told && truths.contains(&format!("rule = {}", rule["id"]));
        let is_tested = is_proven || tests.iter().any(|test| finds(&test));
        assert!(is_tested, "{} finds nothing", path.display());
        assert!(tests.iter().any(|test| !finds(&test)), "{} has no near miss", path.display());
    }
}
