//! One case against another: sample scenarios, as cases and as logs.

use serde_json::Value;

use crate::harness::{Project, sample};

fn logs(scenario: &str) -> String {
    sample(scenario).join("logs").to_string_lossy().into_owned()
}

fn changes<'a>(comparison: &'a Value, change: &str) -> Vec<&'a Value> {
    let entries = comparison["entries"].as_array().unwrap().iter();
    entries.filter(|entry| entry["change"] == change).collect()
}

#[test]
fn an_outage_is_new_against_a_healthy_night_and_gone_the_other_way() {
    let project = Project::new();
    let (healthy, broken) = (logs("healthy-night"), logs("exchange-server-keepalives-lost"));
    let args = ["compare", &healthy, &broken, "--format", "json", "--fail-on-worse"];
    let ran = project.run(&args);
    assert_eq!(ran.status, 1, "{}", ran.stderr);
    let comparison = ran.json();
    let new = changes(&comparison, "new");
    assert!(new.iter().any(|entry| entry["rule"] == "keepalive-population"));
    assert!(new.iter().all(|entry| entry["before"].is_null()));
    assert_eq!(
        changes(&comparison, "worse").len() + new.len(),
        comparison["entries"].as_array().unwrap().len()
    );
    let back = project.run(&["compare", &broken, &healthy, "--format", "json", "--fail-on-worse"]);
    assert_eq!(back.status, 0, "{}", back.stderr);
    assert_eq!(changes(&back.json(), "gone").len(), new.len());
    assert_eq!(back.json()["fair"], comparison["fair"]);
}

#[test]
fn a_case_and_its_logs_are_the_same() {
    let project = Project::new();
    let broken = logs("exchange-server-keepalives-lost");
    project.run(&["analyze", "--case", "case", &broken, "-o", "report.txt"]);
    let comparison = project.run(&["compare", "case", &broken, "--format", "json"]);
    assert_eq!(comparison.status, 0, "{}", comparison.stderr);
    let comparison = comparison.json();
    let all = comparison["entries"].as_array().unwrap().len();
    assert!(all > 3);
    assert_eq!(changes(&comparison, "same").len(), all, "{comparison}");
    assert_eq!(comparison["fair"], true, "{comparison}");
    let text = project.run(&["compare", "case", "case", "--fail-on-worse"]);
    assert_eq!(text.status, 0);
    assert!(text.stdout.starts_with("case against case\n0 new, 0 worse,"), "{}", text.stdout);
}

#[test]
fn what_one_side_could_not_see_is_not_called_gone() {
    let project = Project::new();
    let args = [
        "compare",
        &logs("session-overrun"),
        &logs("healthy-night"),
        "--format",
        "json",
        "--fail-on-worse",
    ];
    let ran = project.run(&args);
    assert_eq!(ran.status, 0, "{}", ran.stderr);
    let comparison = ran.json();
    assert!(!changes(&comparison, "incomparable").is_empty());
    assert!(changes(&comparison, "gone").is_empty());
    assert_eq!(comparison["fair"], false);
}

#[test]
fn misuse_is_told() {
    let project = Project::new();
    let healthy = logs("healthy-night");
    let ran = project.run(&["compare", &healthy, "nowhere"]);
    assert_eq!(ran.status, 2, "{}", ran.stderr);
    assert!(ran.stderr.contains("nowhere"), "{}", ran.stderr);
    std::fs::create_dir(project.path().join("empty")).unwrap();
    let ran = project.run(&["compare", "empty", "empty"]);
    assert_eq!(ran.status, 4, "{}", ran.stderr);
}
