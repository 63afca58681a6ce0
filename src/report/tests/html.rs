//! The page: every link leads somewhere, nothing is fetched, thousands of subscriptions stay usable.

use std::collections::{BTreeMap, BTreeSet};

use insta::assert_snapshot;

use mbxtrace_rules::{Cause, Finding};

use super::build::{
    analysis, cause, charted, entry, not_judged, outage, population, transport, worded,
};
use crate::report::{Analysis, ReportFormat};

fn page(analysis: &Analysis) -> String {
    worded(analysis, ReportFormat::Html)
}

/// Values of an attribute, in order.
fn values<'a>(page: &'a str, attribute: &str) -> Vec<&'a str> {
    let start = format!(" {attribute}=\"");
    let parts = page.split(start.as_str()).skip(1);
    parts.filter_map(|rest| rest.split_once('"').map(|(value, _)| value)).collect()
}

/// 12 subscriptions of one server silent together, 12 healthy, failures, a restart, 9646.
fn incident() -> Analysis {
    let mut findings = population(12);
    findings.extend(transport(3));
    let silent = (0..12).map(|index| entry(index * 3, Some(i64::from(index))));
    let healthy = (0..12).map(|index| entry(100 + index, None));
    let mut analysis = charted(findings, silent.chain(healthy).collect());
    for (index, entry) in (0..12).zip(&mut analysis.ledgers[0].entries) {
        entry.subject = outage(index, 0).subject;
    }
    analysis.not_judged = vec![not_judged()];
    analysis
}

#[test]
fn every_link_leads_to_an_anchor_and_every_anchor_is_one() {
    let mut many = transport(150);
    many.extend(population(40));
    for analysis in [incident(), analysis(Vec::new()), analysis(many), analysis(transport(300))] {
        let page = page(&analysis);
        let mut ids: BTreeMap<&str, usize> = BTreeMap::new();
        for id in values(&page, "id") {
            *ids.entry(id).or_default() += 1;
        }
        let twice: Vec<_> = ids.iter().filter(|(_, count)| **count > 1).collect();
        assert!(twice.is_empty(), "{twice:?}");
        let links: BTreeSet<_> = values(&page, "href").into_iter().collect();
        assert!(links.len() > 3, "{links:?}");
        for link in links {
            let anchor = link.strip_prefix('#').expect("no link leaves the page");
            assert!(ids.contains_key(anchor), "{link} leads nowhere");
        }
        for finding in &analysis.findings {
            assert!(ids.contains_key(format!("f-{}", finding.id).as_str()), "{}", finding.title);
        }
    }
}

#[test]
fn nothing_is_fetched_and_nothing_runs() {
    let page = page(&incident());
    assert!(page.contains("default-src 'none'"));
    for word in ["<script", "<link", "<img", "<iframe", "@import", "src=", "onload", "http:"] {
        assert!(!page.contains(word), "{word}");
    }
    let urls = page.matches("url(").count();
    assert_eq!(page.matches("url(#p").count(), urls, "only patterns of the page itself");
}

#[test]
fn missed_slots_lead_to_the_finding_of_their_subscription() {
    let analysis = incident();
    let page = page(&analysis);
    for finding in analysis.findings.iter().filter(|one| one.rule == "keepalive-missing") {
        let link = format!("<a href=\"#f-{}\">7 missed</a>", finding.id);
        assert!(page.contains(&link), "{link}");
    }
}

/// Causes that wait for evidence are no rules, and the command that brings it is no part of a link.
#[test]
fn the_card_counts_what_the_verdict_counts() {
    let mut waiting = analysis(population(4));
    for id in ["mapi-session-overrun", "RC-21", "RC-22"] {
        let mut row = not_judged();
        (row.rule, row.collect) = (id.to_owned(), "a capture: `dumpcap -i 1`".to_owned());
        waiting.not_judged.push(row);
    }
    let page = page(&waiting);
    let rules: BTreeSet<&str> = waiting.not_judged.iter().map(|row| row.rule.as_str()).collect();
    let card = format!("<b>{}</b> rules not judged", rules.len() - 2);
    assert!(page.contains(&card), "{card}: {page}");
    let cause = "<a href=\"#not-judged\">RC-21 and RC-22 not judged</a>: each may be it; to judge the first, \
                 collect: a capture: <code>dumpcap -i 1</code>";
    assert!(page.contains(cause), "{page}");
}

/// Lines of the verdict that name a cause lead to that cause, whichever it is.
#[test]
fn a_cause_that_does_not_lead_is_linked_too() {
    let findings = [population(3), transport(2)].concat();
    let mut analysis = analysis(findings.clone());
    let first = cause(&findings);
    let other = |title: &str, finding: &Finding| Cause {
        title: title.to_owned(),
        findings: vec![finding.id.clone()],
        ..first.clone()
    };
    let (same, more) = (findings.first().expect("a group"), findings.last().expect("a failure"));
    analysis.causes = vec![first.clone(), other("of the same", same), other("of another", more)];
    analysis.causes.push(other("not named", more));
    let page = page(&analysis);
    for (place, title, label) in [(2, "of the same", "Or"), (3, "of another", "Also")] {
        let line = format!("<a href=\"#cause-{place}\">RC-21, medium confidence: {title}</a>");
        let before = page.split(&line).next().expect("a page");
        assert!(before.len() < page.len(), "{line}: {page}");
        assert!(before.rsplit("<dt>").next().expect("a label").starts_with(label), "{title}");
        let there =
            format!("{title} <small>medium confidence</small></summary><dl id=\"cause-{place}\">");
        assert!(page.contains(&there), "{there}: {page}");
    }
    assert!(page.contains("<a href=\"#causes\">1 more cause below</a>"), "{page}");
}

#[test]
fn the_page_of_an_incident() {
    let page = page(&incident());
    let (_, body) = page.split_once("</style>").expect("a style sheet");
    assert_snapshot!(body);
}

#[test]
fn nothing_found_and_nothing_read_are_said() {
    let clean = page(&analysis(Vec::new()));
    assert!(clean.contains(">clean</b>"), "{clean}");
    assert!(clean.contains("No keep-alive of any subscription was read"));
    assert!(clean.contains("Nothing was found in what could be judged"));
    let mut nothing = analysis(Vec::new());
    (nothing.events, nothing.window) = (0, None);
    assert!(page(&nothing).contains(">not judged</b>"));
}

#[test]
fn ten_thousand_subscriptions_fold_into_a_small_page() {
    let mut findings = population(3000);
    findings.extend((3000..3500).map(|index| outage(index, i64::from(index % 97) * 40)));
    let silent = |index: u32| match index {
        0..3000 => Some(i64::from(index)),
        3000..3500 => Some(i64::from(index % 97) * 40),
        _ => None,
    };
    let entries = (0..10_000).map(|index| entry(index, silent(index))).collect();
    let page = page(&charted(findings, entries));
    assert!(page.len() < 6_000_000, "{} bytes", page.len());
    let rows = page.matches("class=\"row").count();
    assert!(rows < 800, "{rows} rows");
    assert!(page.contains("3,334 subscriptions") || page.contains("3,333 subscriptions"));
}

#[test]
fn subscriptions_that_are_all_different_are_drawn_up_to_a_bound() {
    let findings: Vec<_> = (0..10_000).map(|index| outage(index, i64::from(index))).collect();
    let entries = (0..10_000).map(|index| entry(index, Some(i64::from(index) * 7 % 3600)));
    let mut entries: Vec<_> = entries.collect();
    for (index, entry) in (0_u64..).zip(&mut entries) {
        entry.runs[0].slots = 1 + index % 12;
        entry.runs[2].from += i64::try_from(index % 400).expect("few") * 1_000_000_000;
    }
    let page = page(&charted(findings, entries));
    assert!(page.len() < 8_000_000, "{} bytes", page.len());
    assert!(page.matches("class=\"row").count() < 1000);
}
