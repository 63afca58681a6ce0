//! SARIF: what the schema requires (checked by hand here, by a validator when it was written), and that
//! every result can be found again.

use insta::assert_snapshot;
use mbxtrace_parsers::Format;
use mbxtrace_rules::{RuleSet, Severity};
use serde_json::Value;

use super::build::{
    analysis, bytes, cause, charted, entry, not_judged, outage, partial, population, transport,
    worded,
};
use crate::clock::Zone;
use crate::report::words::translated;
use crate::report::{Analysis, Lang, ReportFormat, Style, write};

fn log(analysis: &Analysis) -> Value {
    serde_json::from_str(&worded(analysis, ReportFormat::Sarif)).expect("JSON")
}

fn list<'a>(value: &'a Value, pointer: &str) -> &'a [Value] {
    value.pointer(pointer).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn text<'a>(value: &'a Value, pointer: &str) -> &'a str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

#[test]
fn what_the_schema_requires_is_there() {
    let mut findings = population(3);
    findings.extend(transport(2));
    let mut analysis = partial(findings);
    analysis.not_judged = vec![not_judged()];
    let log = log(&analysis);
    assert_eq!(text(&log, "/version"), "2.1.0");
    assert!(text(&log, "/$schema").ends_with("/sarif-schema-2.1.0.json"));
    assert_eq!(text(&log, "/runs/0/tool/driver/name"), "mbxtrace");
    assert_eq!(log.pointer("/runs/0/invocations/0/executionSuccessful"), Some(&true.into()));
    let rules = list(&log, "/runs/0/tool/driver/rules");
    let artifacts = list(&log, "/runs/0/artifacts");
    let results = list(&log, "/runs/0/results");
    assert_eq!(results.len(), analysis.findings.len());
    for (result, finding) in results.iter().zip(&analysis.findings) {
        let index = result.pointer("/ruleIndex").and_then(Value::as_u64).expect("an index");
        let rule = &rules[usize::try_from(index).expect("small")];
        assert_eq!(text(rule, "/id"), text(result, "/ruleId"));
        assert!(!text(rule, "/shortDescription/text").is_empty());
        assert!(!text(rule, "/help/text").is_empty());
        assert!(!text(result, "/message/text").is_empty());
        assert_eq!(text(result, "/partialFingerprints/mbxtraceFinding~1v1"), finding.id);
        for location in list(result, "/locations").iter().chain(list(result, "/relatedLocations")) {
            let place = location.pointer("/physicalLocation").expect("there");
            let index = place.pointer("/artifactLocation/index").and_then(Value::as_u64);
            let artifact = &artifacts[usize::try_from(index.expect("read")).expect("small")];
            assert_eq!(text(artifact, "/location/uri"), text(place, "/artifactLocation/uri"));
            assert!(place.pointer("/region/startLine").and_then(Value::as_u64).expect("text") >= 1);
            assert_eq!(place.pointer("/region/byteLength"), Some(&100.into()));
        }
    }
    let said = list(&log, "/runs/0/invocations/0/toolExecutionNotifications");
    assert!(said.iter().any(|one| text(one, "/descriptor/id") == "not-judged"));
    assert!(said.iter().any(|one| text(one, "/level") == "error"), "the truncated file");
}

#[test]
fn levels_are_those_of_the_standard() {
    let words = Severity::ALL.map(|level| {
        let mut finding = outage(1, 0);
        finding.level = level;
        text(&log(&analysis(vec![finding])), "/runs/0/results/0/level").to_owned()
    });
    assert_eq!(words, ["note", "note", "warning", "error", "error"]);
}

#[test]
fn a_record_of_a_binary_log_has_bytes_and_no_line() {
    let mut analysis = analysis(vec![outage(1, 0)]);
    let of = |analysis: &Analysis| {
        let log = log(analysis);
        let region = "/runs/0/results/0/locations/0/physicalLocation/region";
        log.pointer(region).cloned().expect("a region")
    };
    assert!(of(&analysis).pointer("/startLine").is_some());
    analysis.sources[1].format = Some(Format::Evtx);
    assert!(of(&analysis).pointer("/startLine").is_none());
    assert!(of(&analysis).pointer("/byteOffset").is_some());
}

/// A cause that was not judged is called by its title, and all a reader reads is in his language.
#[test]
fn causes_not_judged_have_titles_and_advice_its_versions() {
    let rules = RuleSet::builtin();
    let mut english = analysis(vec![outage(1, 0)]);
    let mut row = not_judged();
    row.rule = "RC-21".to_owned();
    english.not_judged = vec![row];
    english.rule_texts.extend(rules.cause_texts_in("en"));
    english.causes = vec![cause(&english.findings)];
    english.causes[0].remedies[0].applies_to = "Exchange 2013 and later".to_owned();
    let french = translated(&english, &rules, Lang::Fr);
    let said = |analysis: &Analysis, lang| {
        let mut out = Vec::new();
        let style = Style { color: false, width: 100, zone: Zone::UTC, lang };
        write(analysis, ReportFormat::Sarif, &mut out, &style).expect("memory");
        let log: Value = serde_json::from_slice(&out).expect("JSON");
        let rules = list(&log, "/runs/0/tool/driver/rules");
        let rule = rules.iter().find(|rule| text(rule, "/id") == "RC-21").expect("RC-21").clone();
        let why = text(&rule, "/fullDescription/text").to_owned();
        let advice = text(&log, "/runs/0/taxonomies/0/taxa/0/help/text").to_owned();
        let note = "/runs/0/invocations/0/toolExecutionNotifications/0/message/text";
        (text(&rule, "/shortDescription/text").to_owned(), why, advice, text(&log, note).to_owned())
    };
    let (title, why, advice, note) = said(&english, Lang::En);
    assert!(title.starts_with("Notifications of Exchange do not get through"), "{title}");
    assert!(!why.is_empty());
    assert!(advice.contains("for Exchange 2013 and later; risk: config change"), "{advice}");
    assert!(note.contains(". Collect: "), "{note}");
    let (title, why, advice, note) = said(&french, Lang::Fr);
    assert!(title.starts_with("Les notifications d’Exchange n"), "{title}");
    assert_eq!(why, "", "nobody says why in French");
    assert!(advice.contains("pour Exchange 2013 et plus récent"), "{advice}");
    assert!(advice.contains("modification de configuration"), "{advice}");
    assert!(note.contains("À collecter"), "{note}");
    let out = String::from_utf8(bytes(&french, ReportFormat::Json, 100)).expect("UTF-8");
    assert!(out.contains("\"applies_to\": \"Exchange 2013 et plus récent\""), "{out}");
    assert!(out.contains("\"risk\": \"config change\""), "a word of the contract");
}

#[test]
fn a_small_log() {
    let mut analysis = charted(vec![outage(7, 0)], vec![entry(7, Some(0))]);
    analysis.not_judged = vec![not_judged()];
    let version = format!("\"{}\"", env!("CARGO_PKG_VERSION"));
    assert_snapshot!(worded(&analysis, ReportFormat::Sarif).replace(&version, "\"VERSION\""));
}
