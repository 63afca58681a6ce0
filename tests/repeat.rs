//! The same input twice, in overlapping halves, as tree or archive: nothing changes but paths.

use std::io::Write;

use serde_json::Value;

use crate::harness::{Project, root, sample};

/// Findings without the paths and offsets of their evidence, which name the container.
fn findings(report: &Value) -> Value {
    let mut findings = report["findings"].clone();
    for finding in findings.as_array_mut().unwrap() {
        for evidence in finding["evidence"].as_array_mut().unwrap() {
            let path = evidence["path"].as_str().unwrap();
            let name = path.rsplit('/').next().unwrap().to_owned();
            evidence["path"] = Value::from(name);
        }
    }
    findings
}

#[test]
fn a_second_analysis_changes_no_count() {
    let project = Project::new();
    let bundle = sample("bundle.zip");
    let args = ["analyze", "--format", "json", "--case", "case", bundle.to_str().unwrap()];
    let first = project.run(&args).json();
    let second = project.run(&args).json();
    assert_eq!(findings(&first), findings(&second));
    for key in ["events", "bytes", "parsed"] {
        assert!(first["totals"][key].as_u64().unwrap() > 0);
    }
    assert_eq!(first["totals"]["events"], second["totals"]["events"]);
    assert_eq!(first["window"], second["window"]);
    assert!(second["totals"]["duplicates"].as_u64() > first["totals"]["duplicates"].as_u64());
    let count = |project: &Project| {
        let ran = project.run(&["search", "*", "--count", "--case", "case"]);
        assert_eq!(ran.status, 0, "{}", ran.stderr);
        ran.stdout
    };
    let before = count(&project);
    project.run(&args);
    assert_eq!(count(&project), before);
}

#[test]
fn overlapping_halves_count_as_the_whole() {
    let logs = sample("two-bundles-overlap").join("logs");
    let (a, b) = (logs.join("a"), logs.join("b"));
    let both = Project::new();
    let args = |paths: &[&std::path::Path]| -> Vec<String> {
        let mut args: Vec<String> =
            ["analyze", "--format", "json", "--case", "case"].map(str::to_owned).to_vec();
        args.extend(paths.iter().map(|path| path.to_string_lossy().into_owned()));
        args
    };
    let together = both.run(&args(&[&a, &b])).json();
    let apart = Project::new();
    apart.run(&args(&[&a]));
    let last = apart.run(&args(&[&b])).json();
    assert!(!together["findings"].as_array().unwrap().is_empty());
    assert_eq!(ids(&together), ids(&last));
    assert_eq!(together["totals"]["events"], last["totals"]["events"]);
    let other_way = Project::new();
    other_way.run(&args(&[&b]));
    let other = other_way.run(&args(&[&a])).json();
    assert_eq!(ids(&together), ids(&other));
    assert_eq!(together["totals"]["events"], other["totals"]["events"]);
}

/// Id, state and count of every finding, sorted.
fn ids(report: &Value) -> Vec<String> {
    let all = report["findings"].as_array().unwrap().iter();
    let mut ids: Vec<String> = all
        .map(|f| format!("{} {} {} {} {}", f["rule"], f["id"], f["state"], f["count"], f["last"]))
        .collect();
    ids.sort();
    ids
}

/// Records of the same second stand in the order of their files.
#[cfg(unix)]
#[test]
fn the_order_of_records_does_not_depend_on_how_their_folder_is_given() {
    let mut scenarios = 0;
    for entry in std::fs::read_dir(root().join("sample-logs")).unwrap() {
        let logs = entry.unwrap().path().join("logs");
        if !logs.is_dir() {
            continue;
        }
        let project = Project::new();
        std::os::unix::fs::symlink(&logs, project.path().join("logs")).unwrap();
        let order = |given: &str, case: &str| {
            project.run(&["analyze", given, "--quiet", "--case", case]);
            let args = ["search", "*", "--limit", "100000", "--format", "jsonl", "--case", case];
            let found = project.run(&args).stdout;
            let records = found.lines().map(|line| serde_json::from_str(line).unwrap());
            let place = |record: Value| {
                let path = record["path"].as_str().unwrap();
                let path = path.split("logs/").last().unwrap_or(path).to_owned();
                format!("{} {path} {}", record["time"], record["offset"])
            };
            records.map(place).collect::<Vec<_>>()
        };
        let relative = order("logs", "relative");
        assert!(!relative.is_empty(), "{}", logs.display());
        let absolute = project.path().join("logs");
        assert_eq!(order(absolute.to_str().unwrap(), "absolute"), relative, "{}", logs.display());
        scenarios += 1;
    }
    assert!(scenarios > 20, "{scenarios}");
}

#[test]
fn what_earlier_runs_put_into_the_case_is_named() {
    let project = Project::new();
    let throttled = sample("throttled").join("logs");
    let analyze = |path: &str| project.run(&["analyze", path, "--case", "case"]);
    let first = analyze(throttled.to_str().unwrap());
    assert!(!first.stderr.contains("earlier runs"), "{}", first.stderr);
    assert_eq!(analyze(throttled.to_str().unwrap()).stderr, first.stderr, "the same again");
    std::fs::create_dir(project.path().join("empty")).unwrap();
    let second = analyze("empty");
    assert!(second.stderr.contains("/case by earlier runs"), "{}", second.stderr);
    assert_eq!(project.run(&["analyze", "empty", "--case", "case", "--quiet"]).stderr, "");
}

#[test]
fn records_outside_the_time_asked_for_are_not_called_unknown() {
    let logs = sample("throttled").join("logs");
    let args = ["analyze", "--no-index", "--since", "2031-01-01", logs.to_str().unwrap()];
    let said = Project::new().run(&args).stdout;
    assert!(said.starts_with("Nothing could be judged: none of "), "{said}");
    assert!(said.contains("lies in the time asked for"), "{said}");
}

#[test]
fn a_tree_and_its_zip_say_the_same() {
    for scenario in
        ["exchange-server-keepalives-lost", "ews-storm-over-midnight", "session-overrun"]
    {
        let logs = root().join("sample-logs").join(scenario).join("logs");
        let project = Project::new();
        let archive = project.path().join("logs.zip");
        let mut zip = zip::ZipWriter::new(std::fs::File::create(&archive).unwrap());
        add(&mut zip, &logs, "");
        zip.finish().unwrap();
        let args = |path: &str| {
            ["analyze", "--no-index", "--format", "json", path].map(str::to_owned).to_vec()
        };
        let tree = project.run(&args(logs.to_str().unwrap())).json();
        let zipped = project.run(&args("logs.zip")).json();
        assert!(!tree["findings"].as_array().unwrap().is_empty());
        assert_eq!(findings(&tree), findings(&zipped), "{scenario}");
        assert_eq!(tree["totals"], zipped["totals"], "{scenario}");
        assert_eq!(tree["not_judged"], zipped["not_judged"], "{scenario}");
    }
}

fn add(zip: &mut zip::ZipWriter<std::fs::File>, folder: &std::path::Path, prefix: &str) {
    let mut entries: Vec<_> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        let name = format!("{prefix}{}", path.file_name().unwrap().to_string_lossy());
        if path.is_dir() {
            add(zip, &path, &format!("{name}/"));
        } else {
            let options = zip::write::SimpleFileOptions::default();
            zip.start_file(name, options).unwrap();
            zip.write_all(&std::fs::read(&path).unwrap()).unwrap();
        }
    }
}

#[test]
fn a_log_of_garbage_is_named_and_stops_nothing() {
    let project = Project::new();
    let logs = sample("one-subscription-lost").join("logs");
    let good = project.run(&["analyze", "--no-index", "--format", "json", logs.to_str().unwrap()]);
    let garbage: Vec<u8> =
        (0..4000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    std::fs::create_dir(project.path().join("more")).unwrap();
    std::fs::write(project.path().join("more/diag_CuMbxSync_00000999.uc"), garbage).unwrap();
    let args = ["analyze", "--no-index", "--format", "json", logs.to_str().unwrap(), "more"];
    let bad = project.run(&args);
    assert_eq!((good.status, bad.status), (0, 3), "{}", bad.stderr);
    assert_eq!(findings(&good.json()), findings(&bad.json()));
    let sources = bad.json()["sources"].clone();
    let named = sources
        .as_array()
        .unwrap()
        .iter()
        .find(|s| s["path"].as_str().unwrap().starts_with("more"));
    assert_eq!(named.unwrap()["problems"][0]["kind"], "damaged");
}

#[test]
fn more_files_than_may_be_open_are_all_read() {
    let project = Project::new();
    std::fs::create_dir(project.path().join("logs")).unwrap();
    for index in 0..300 {
        let line = format!(
            "192.0.2.{} -  -  [29/Jun/2014:11:{:02}:{:02} +0000] \"GET /x{index} HTTP/1.1\" 200 1 \n",
            index % 250,
            index / 60,
            index % 60
        );
        std::fs::write(project.path().join(format!("logs/export-{index}.log")), line).unwrap();
    }
    let binary = env!("CARGO_BIN_EXE_mbxtrace");
    let script = format!("ulimit -n 64; exec {binary} analyze --no-index --format json logs");
    let output = std::process::Command::new("sh")
        .args(["-c", &script])
        .current_dir(project.path())
        .output()
        .unwrap();
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(report["totals"]["events"], 300);
}
