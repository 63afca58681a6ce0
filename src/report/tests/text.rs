//! The reports for people, as they look.

use insta::assert_snapshot;

use super::build::{
    analysis, cause, covered, not_judged, outage, partial, population, transport, worded,
};
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
fn a_cause_leads_the_verdict() {
    let mut analysis = analysis(population(4));
    let first = cause(&analysis.findings);
    let mut second = first.clone();
    (second.id, second.title) = ("RC-24".to_owned(), "Exchange does not send".to_owned());
    analysis.causes = vec![first, second];
    assert_snapshot!(text(&analysis));
    assert_snapshot!(
        "a_cause_leads_the_verdict_markdown",
        worded(&analysis, ReportFormat::Markdown)
    );
    let html = worded(&analysis, ReportFormat::Html);
    assert!(html.contains("<b>RC-21</b> ") && html.contains("<small>medium confidence</small>"));
    let lead = &analysis.findings.first().expect("the group").id;
    assert!(html.contains(&format!("<dd><a href=\"#f-{lead}\">")), "what it explains is linked");
}

#[test]
fn a_cause_with_something_against_it_or_of_less_does_not_lead() {
    let grave = population(4);
    let mut analysis = analysis(grave.clone());
    analysis.findings.extend(transport(1));
    let mut low = cause(&analysis.findings);
    low.certainty = mbxtrace_rules::Certainty::Low;
    analysis.causes = vec![low];
    let title = &grave.first().expect("the group").title;
    assert!(text(&analysis).starts_with(title.as_str()));
    analysis.causes = vec![cause(&transport(1))];
    assert!(text(&analysis).starts_with(title.as_str()), "a cause of what is less grave");
}

#[test]
fn what_decides_between_causes_is_said() {
    let mut analysis = analysis(population(4));
    for id in ["RC-21", "RC-22"] {
        let mut row = not_judged();
        (row.rule, row.collect) = (id.to_owned(), "a capture".to_owned());
        analysis.not_judged.push(row);
    }
    let text = text(&analysis);
    let said = "RC-21 and RC-22 not judged: each may be it; to judge the first, collect: a capture";
    assert!(text.contains(said), "{text}");
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
fn coverage_and_clocks() {
    let analysis = covered(analysis(Vec::new()));
    assert_snapshot!(text(&analysis));
    assert_snapshot!("coverage_and_clocks_markdown", worded(&analysis, ReportFormat::Markdown));
}

#[test]
fn a_log_that_begins_with_the_trouble_says_so_beside_since() {
    let mut analysis = covered(analysis(transport(1)));
    let id = analysis.findings.first().expect("one").id.clone();
    analysis.coverage.first_mut().expect("there").begins_with = vec![id];
    let text = text(&analysis);
    let older = "  Or before   the CUC diagnostic trace of cuc1 begins only at 2014-06-29 11:00:00 +00:00: ";
    assert!(text.contains(older), "{text}");
}

#[test]
fn corrected_times_are_said_first() {
    let mut analysis = covered(analysis(vec![outage(7, 0)]));
    for one in &mut analysis.clock_offsets {
        one.applied = one.offset.filter(|offset| offset.abs() > 1_100_000_000);
    }
    let text = text(&analysis);
    let caution =
        "Times of exch01.contoso.example are corrected by a clock offset: see Clocks below.";
    assert!(text.contains(caution), "{text}");
    assert!(text.contains("12 min 7.2 s taken off all its times"), "{text}");
    assert!(!text.contains("minutes off"), "{text}");
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
