//! The reports for people, as they look.

use insta::assert_snapshot;

use super::build::{analysis, not_judged, outage, partial, population, transport, worded};
use crate::clock::Zone;
use crate::report::{Analysis, Lang, ReportFormat, Style, write};

fn text(analysis: &Analysis) -> String {
    worded(analysis, ReportFormat::Text)
}

#[test]
fn healthy() {
    assert_snapshot!(text(&analysis(Vec::new())));
}

#[test]
fn one_outage() {
    assert_snapshot!(text(&analysis(vec![outage(7, 0)])));
}

#[test]
fn population_of_40() {
    let mut analysis = analysis(population(40));
    analysis.findings.extend(transport(1));
    assert_snapshot!(text(&analysis));
    assert_snapshot!("population_of_40_markdown", worded(&analysis, ReportFormat::Markdown));
}

#[test]
fn transport_errors() {
    assert_snapshot!(text(&analysis(transport(2))));
}

#[test]
fn partial_input() {
    assert_snapshot!(text(&partial(Vec::new())));
}

#[test]
fn not_everything_judged() {
    let mut analysis = analysis(vec![outage(7, 0)]);
    analysis.not_judged = vec![not_judged()];
    analysis.unkeyed.insert("http-failure".to_owned(), 3);
    assert_snapshot!(text(&analysis));
}

#[test]
fn nothing_usable() {
    let mut analysis = analysis(Vec::new());
    analysis.sources.drain(..2);
    (analysis.events, analysis.window) = (0, None);
    assert_snapshot!(text(&analysis));
}

#[test]
fn two_hundred_findings_are_folded_and_counted() {
    let text = text(&analysis(transport(200)));
    assert_eq!(text.lines().filter(|line| line.starts_with("high ")).count(), 10);
    assert!(text.contains("and 190 more findings of http-failure, listed under --format json"));
    assert!(text.lines().count() < 115, "{}", text.lines().count());
}

#[test]
fn colours_only_add_escapes() {
    let analysis = analysis(transport(2));
    let mut colored = Vec::new();
    let style = Style { color: true, width: 110, zone: Zone::UTC, lang: Lang::En };
    write(&analysis, ReportFormat::Text, &mut colored, &style).expect("written");
    let colored = String::from_utf8(colored).expect("UTF-8");
    assert!(colored.contains("\x1b[1;31m"));
    let bare = regex::Regex::new("\x1b\\[[0-9;]*m").expect("valid").replace_all(&colored, "");
    assert_eq!(bare, text(&analysis));
}

#[test]
fn lines_keep_to_the_width_except_paths() {
    let analysis = analysis(population(40));
    let narrow =
        String::from_utf8(super::build::bytes(&analysis, ReportFormat::Text, 60)).expect("UTF-8");
    let long: Vec<_> = narrow
        .lines()
        .filter(|line| {
            line.chars().count() > 60 && !line.contains("bundle.zip") && !line.contains("FORMAT")
        })
        .collect();
    assert!(long.is_empty(), "{long:#?}");
}
