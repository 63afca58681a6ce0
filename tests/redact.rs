//! Redacted reports and bundles: nobody is named in them, and they say the same.

use std::collections::BTreeSet;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::harness::{Project, Ran, root, sample};

const FORMATS: [&str; 6] = ["text", "json", "jsonl", "csv", "markdown", "html"];

/// Every sample: its name and what is given.
fn samples() -> Vec<(String, PathBuf, Vec<String>)> {
    let mut samples = vec![("bundle".to_owned(), sample("bundle.zip"), Vec::new())];
    for entry in std::fs::read_dir(root().join("sample-logs")).unwrap() {
        let path = entry.unwrap().path();
        if path.join("truth.toml").is_file() {
            let truth: toml::Table =
                std::fs::read_to_string(path.join("truth.toml")).unwrap().parse().unwrap();
            let args = truth.get("args").and_then(toml::Value::as_array);
            let args = args.into_iter().flatten().map(|arg| arg.as_str().unwrap().to_owned());
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            samples.push((name, path.join("logs"), args.collect()));
        }
    }
    samples.sort();
    assert!(samples.len() >= 7);
    samples
}

fn run(project: &Project, args: &[&str], more: &[String]) -> Ran {
    let args: Vec<&str> = args.iter().copied().chain(more.iter().map(String::as_str)).collect();
    project.run(&args)
}

/// What a reader without our program would call an identifier, in what is known to be in the samples.
fn seen_by_eye(text: &str) -> BTreeSet<String> {
    let shapes = [
        r"\b(?:10\.20\.30|192\.0\.2|198\.51\.100|203\.0\.113)\.\d{1,3}\b",
        r"(?i)\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b",
        r"(?i)\b[a-z0-9-]+\.contoso\.example\b",
        r"(?i)\bcontoso\b",
        r"(?i)\b(?:exch|cuc|dc)\d+\b",
        r"(?i)\bsvc-[a-z]+\b",
        r"\bS-1-5-21(?:-\d+)+\b",
        // Two bytes of length, then a name: how subscription ids begin.
        r"\b[A-Za-z0-9+/][AQgw][ABCD][A-Za-z0-9+/]{45,}={0,2}",
    ];
    let mut seen = BTreeSet::new();
    for shape in shapes {
        let shape = regex::Regex::new(shape).unwrap();
        let found = shape.find_iter(text).map(|found| found.as_str().to_ascii_lowercase());
        // Filling of an oversized line.
        seen.extend(found.filter(|found| !found.starts_with("aaaaaaaa")));
    }
    seen
}

/// Keys of the private map: every original it knows.
fn originals(map: &Path) -> BTreeSet<String> {
    let map: toml::Table = std::fs::read_to_string(map).unwrap().parse().unwrap();
    let tables = ["names", "addresses", "guids", "sids", "subscriptions"];
    let keys = tables.iter().filter_map(|name| map.get(*name)?.as_table());
    keys.flat_map(|table| table.keys().cloned()).collect()
}

fn text_of(path: &Path) -> String {
    let bytes = std::fs::read(path).unwrap();
    let is_utf16 = bytes.starts_with(&[0xff, 0xfe]) || bytes.get(1) == Some(&0);
    if is_utf16 {
        bytes.iter().filter(|byte| **byte != 0).map(|byte| char::from(*byte)).collect()
    } else {
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

/// Every file below, names included, archives opened.
fn contents(folder: &Path, into: &mut String) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        into.push_str(&path.file_name().unwrap().to_string_lossy());
        into.push('\n');
        if path.is_dir() {
            contents(&path, into);
        } else if path.extension().is_some_and(|end| end == "zip") {
            let mut zip = zip::ZipArchive::new(std::fs::File::open(&path).unwrap()).unwrap();
            for index in 0..zip.len() {
                let mut bytes = Vec::new();
                let mut entry = zip.by_index(index).unwrap();
                into.push_str(&entry.name().unwrap());
                drop(std::io::Read::read_to_end(&mut entry, &mut bytes));
                into.push_str(&String::from_utf8_lossy(&bytes));
            }
        } else if path.extension().is_some_and(|end| end == "gz") {
            let mut bytes = Vec::new();
            let file = std::fs::File::open(&path).unwrap();
            let mut unpacked = flate2::read::MultiGzDecoder::new(file);
            // A file cut short is one of the samples.
            drop(std::io::Read::read_to_end(&mut unpacked, &mut bytes));
            into.push_str(&String::from_utf8_lossy(&bytes));
        } else {
            into.push_str(&text_of(&path));
        }
    }
}

/// Words of a text, so that `ex1` is not found in `ex10`.
fn holds(text: &str, original: &str) -> bool {
    let is_inside = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    text.match_indices(original).any(|(at, _)| {
        let (before, rest) = text.split_at(at);
        let behind = rest.strip_prefix(original).unwrap_or_default();
        !is_inside(before.chars().next_back()) && !is_inside(behind.chars().next())
    })
}

#[test]
fn nobody_is_named_in_any_report() {
    let mut identifiers = 0;
    for (name, logs, more) in samples() {
        let project = Project::new();
        let logs = logs.to_str().unwrap();
        let plain = run(&project, &["analyze", "--no-index", "--format", "json", logs], &more);
        let eye = seen_by_eye(&plain.stdout);
        for format in FORMATS {
            let args = [
                "analyze",
                "--no-index",
                "--redact",
                "--redact-map",
                "map",
                "--format",
                format,
                logs,
            ];
            let ran = run(&project, &args, &more);
            assert_eq!(ran.status, plain.status, "{name}: {}", ran.stderr);
            let shown = ran.stdout.to_ascii_lowercase();
            let known = originals(&project.path().join("map"));
            for original in eye.iter().chain(known.iter().filter(|one| one.len() > 5)) {
                assert!(!holds(&shown, original), "{name} {format}: {original}");
            }
            identifiers += eye.len();
            assert!(!shown.contains("sample-logs"), "{name}: whose folders these are");
        }
        let mode = std::fs::metadata(project.path().join("map")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    assert!(identifiers > 500, "{identifiers}");
}

/// What must be equal: rule, level, state, subject, times, count, details, number of members.
fn told(report: &Value) -> Vec<String> {
    let findings = report["findings"].as_array().unwrap().iter();
    let mut told: Vec<String> = findings
        .map(|f| {
            format!(
                "{} {} {} {} {} {} {} {} {} {}",
                f["rule"],
                f["level"],
                f["state"],
                f["subject"],
                f["first"],
                f["last"],
                f["count"],
                f["details"],
                f["members"].as_array().map_or(0, Vec::len),
                f["title"],
            )
        })
        .collect();
    told.sort();
    told
}

/// Arguments that name hosts, as who has the copy would say them.
fn pseudonymised(args: &[String], map: &Path) -> Vec<String> {
    let map: toml::Table = std::fs::read_to_string(map).unwrap().parse().unwrap();
    let names = map["names"].as_table().unwrap();
    let shown = |arg: &String| {
        names.iter().fold(arg.clone(), |arg, (from, to)| arg.replace(from, to.as_str().unwrap()))
    };
    args.iter().map(shown).collect()
}

#[test]
fn a_redacted_bundle_says_the_same() {
    for (name, logs, more) in samples() {
        let project = Project::new();
        let logs = logs.to_str().unwrap();
        let copied = project.run(&["redact", logs, "-o", "copy", "--redact-map", "map"]);
        assert!(copied.status == 0 || copied.status == 3, "{name}: {}", copied.stderr);
        let args =
            ["analyze", "--no-index", "--redact", "--redact-map", "map", "--format", "json", logs];
        let of_original = run(&project, &args, &more).json();
        let map = std::fs::read(project.path().join("map")).unwrap();
        let args = ["analyze", "--no-index", "--format", "json", "copy"];
        let more = pseudonymised(&more, &project.path().join("map"));
        let of_copy = run(&project, &args, &more).json();
        let (expected, got) = (told(&of_original), told(&of_copy));
        let differ: Vec<_> =
            expected.iter().zip(&got).filter(|(one, other)| one != other).collect();
        assert!(differ.is_empty() && expected.len() == got.len(), "{name}: {differ:#?}");
        assert_eq!(of_original["totals"]["events"], of_copy["totals"]["events"], "{name}");
        // What was learned for the copy was all there is.
        assert_eq!(map, std::fs::read(project.path().join("map")).unwrap(), "{name}");
        let mut text = String::new();
        contents(&project.path().join("copy"), &mut text);
        let text = text.to_ascii_lowercase();
        let mut original = String::new();
        if Path::new(logs).is_dir() {
            contents(Path::new(logs), &mut original);
        }
        let known = originals(&project.path().join("map"));
        for original in
            seen_by_eye(&original).iter().chain(known.iter().filter(|one| one.len() > 5))
        {
            assert!(!holds(&text, original), "{name}: {original}");
        }
    }
}

#[test]
fn a_report_of_a_case_uses_the_names_of_the_map() {
    let project = Project::new();
    let logs = sample("one-subscription-lost").join("logs");
    let analyzed = project.run(&[
        "analyze",
        "--case",
        "case",
        "--format",
        "json",
        "--redact",
        "--redact-map",
        "map",
        "-o",
        "a.json",
        logs.to_str().unwrap(),
    ]);
    assert_eq!(analyzed.status, 0, "{}", analyzed.stderr);
    assert!(analyzed.stderr.contains("map tells who is who"), "{}", analyzed.stderr);
    let args = ["report", "--case", "case", "--format", "json", "--redact", "--redact-map", "map"];
    let reported = project.run(&args).json();
    let first: Value =
        serde_json::from_slice(&std::fs::read(project.path().join("a.json")).unwrap()).unwrap();
    assert_eq!(first["findings"], reported["findings"]);
    assert_eq!(first["sources"], reported["sources"]);
    // Another secret, other names.
    let args = ["report", "--case", "case", "--format", "json", "--redact", "-o", "b.json"];
    assert_eq!(project.run(&args).status, 0);
    assert!(project.path().join("b.json.redact-map.toml").is_file());
    let other: Value =
        serde_json::from_slice(&std::fs::read(project.path().join("b.json")).unwrap()).unwrap();
    assert_ne!(other["findings"][0]["subject"], first["findings"][0]["subject"]);
    // And back.
    let back = project.run(&["redact", "--reveal", "map", "a.json"]).json();
    let plain = project.run(&["report", "--case", "case", "--format", "json"]).json();
    assert_eq!(back["findings"][0]["subject"], plain["findings"][0]["subject"]);
    assert_eq!(back["findings"][0]["title"], plain["findings"][0]["title"]);
}

#[test]
fn misuse_is_told_and_harms_nothing() {
    let project = Project::new();
    let logs = sample("one-subscription-lost").join("logs");
    let logs = logs.to_str().unwrap();
    std::fs::create_dir(project.path().join("full")).unwrap();
    std::fs::write(project.path().join("full/x"), "x").unwrap();
    std::fs::write(project.path().join("bad"), "schema = 1").unwrap();
    for (args, part) in [
        (&["redact", logs, "-o", "full"][..], "not empty"),
        (&["redact", logs, "-o", "out", "--redact-map", "out/map"], "inside"),
        (&["redact", logs, "-o", "out", "--redact-map", "bad"], "secret"),
        (&["redact", "nowhere", "-o", "out"], "nowhere"),
        (&["redact", "--reveal", "none", "full/x"], "none"),
    ] {
        let ran = project.run(args);
        assert_eq!(ran.status, 2, "{args:?}: {}", ran.stderr);
        assert!(ran.stderr.contains(part), "{args:?}: {}", ran.stderr);
        assert!(!project.path().join("out").try_exists().unwrap());
    }
}
