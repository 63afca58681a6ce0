//! Changes told apart, and nothing called gone that nobody looked for.

use insta::assert_snapshot;
use mbxtrace_rules::{RuleSet, Severity, State};
use proptest::prelude::*;

use super::{Caveat, Change, Comparison, compare, span};
use crate::clock::Zone;
use crate::report::tests::build::{analysis, at, not_judged, outage, population, transport};
use crate::report::{Analysis, Lang, ReportFormat, Style};

fn compared(before: &Analysis, after: &Analysis) -> Comparison {
    let names = ["monday".to_owned(), "friday".to_owned()];
    compare(names, [before, after], &RuleSet::builtin())
}

fn changes(comparison: &Comparison) -> Vec<Change> {
    comparison.entries.iter().map(|entry| entry.change).collect()
}

fn worded(comparison: &Comparison, format: ReportFormat, lang: Lang) -> String {
    let mut out = Vec::new();
    let style = Style { color: false, width: 110, zone: Zone::UTC, lang };
    comparison.write(format, &mut out, &style).expect("memory takes everything");
    String::from_utf8(out).expect("UTF-8")
}

#[test]
fn the_same_on_both_sides_is_the_same() {
    let both = analysis(population(5));
    let comparison = compared(&both, &both);
    assert!(changes(&comparison).iter().all(|change| *change == Change::Same));
    assert_eq!(comparison.entries.len(), 6);
    assert!(!comparison.is_worse() && comparison.caveats.is_empty());
}

#[test]
fn new_and_gone_by_subject_not_by_id() {
    let (before, after) =
        (analysis(vec![outage(1, 0), outage(2, 0)]), analysis(vec![outage(2, 900), outage(3, 0)]));
    let comparison = compared(&before, &after);
    assert_eq!(changes(&comparison), [Change::New, Change::Gone, Change::Same]);
    assert!(comparison.is_worse());
}

#[test]
fn worse_is_graver_or_open_or_more_often() {
    let before = analysis(vec![outage(1, 0)]);
    let mut graver = outage(1, 0);
    graver.level = Severity::Critical;
    let mut open = outage(1, 0);
    (open.state, open.last) = (State::Open, None);
    let twice = vec![outage(1, 0), outage(1, 5000)];
    for after in [vec![graver], vec![open], twice] {
        let after = analysis(after);
        assert_eq!(changes(&compared(&before, &after)), [Change::Worse]);
        assert_eq!(changes(&compared(&after, &before)), [Change::Better]);
    }
    let mut few = transport(1);
    few[0].count = 350; // 13 percent more than 311
    assert_eq!(changes(&compared(&analysis(transport(1)), &analysis(few))), [Change::Same]);
}

#[test]
fn numbers_are_compared_per_hour_covered() {
    let before = analysis(transport(1));
    let mut after = analysis(transport(1));
    after.findings[0].count = 622;
    for source in &mut after.sources {
        source.last = source.last.map(|last| last + 10_800_000_000_000); // twice as long
    }
    let comparison = compared(&before, &after);
    assert_eq!(changes(&comparison), [Change::Same]);
    assert!(
        matches!(comparison.caveats.as_slice(), [Caveat::Length(one, other)] if one * 2 == *other)
    );
}

#[test]
fn not_looked_for_is_not_gone() {
    let before = analysis(vec![outage(1, 0)]);
    let mut after = analysis(Vec::new());
    after.sources.remove(1); // the request log
    let comparison = compared(&before, &after);
    assert_eq!(changes(&comparison), [Change::Incomparable]);
    assert_eq!(comparison.caveats, [Caveat::OnlyOn("jetty-request-log (cuc1)".into(), true)]);
    assert_eq!(changes(&compared(&after, &before)), [Change::Incomparable]);
    assert!(!comparison.is_worse());
    // Another node's log does not show it either.
    let mut group = population(3);
    group[0].subject.insert(0, ("node".into(), "cuc1".into()));
    let before = analysis(group);
    let mut after = analysis(Vec::new());
    after.sources[1].node = "cuc2".into();
    let entries = compared(&before, &after).entries;
    let of_group = entries.iter().find(|entry| entry.rule == "keepalive-population");
    assert_eq!(of_group.map(|entry| entry.change), Some(Change::Incomparable));
}

#[test]
fn every_way_to_be_unfair_is_said() {
    let before = analysis(Vec::new());
    let mut after = crate::report::tests::build::partial(Vec::new());
    after.rules_sha256 = "cd".repeat(32);
    after.not_judged = vec![not_judged(), not_judged()];
    let caveats = compared(&before, &after).caveats;
    let NotJudged { rule, because } = NotJudged::of(&after);
    assert_eq!(
        caveats,
        [Caveat::Rules, Caveat::NotJudged(rule, because, false), Caveat::Partial(false)]
    );
}

struct NotJudged {
    rule: String,
    because: String,
}

impl NotJudged {
    fn of(analysis: &Analysis) -> Self {
        let one = &analysis.not_judged[0];
        Self { rule: one.rule.clone(), because: one.because.clone() }
    }
}

#[test]
fn as_people_read_it() {
    let mut before = population(4);
    before.extend(transport(1));
    let mut after = vec![outage(40, 0), outage(40, 5000)];
    after.extend(transport(2));
    after[2].count = 40;
    let (before, mut after) = (analysis(before), analysis(after));
    after.window = Some((at(-3600), at(3600)));
    after.not_judged = vec![not_judged()];
    let comparison = compared(&before, &after);
    assert_snapshot!(worded(&comparison, ReportFormat::Text, Lang::En));
    assert_snapshot!("compare_markdown", worded(&comparison, ReportFormat::Markdown, Lang::En));
    assert_snapshot!("compare_french", worded(&comparison, ReportFormat::Text, Lang::Fr));
    assert_snapshot!("compare_json", worded(&comparison, ReportFormat::Json, Lang::En));
}

#[test]
fn spans_in_two_units() {
    let shown = [0, 59, 3_600, 90_061].map(|seconds| span(seconds * 1_000_000_000, Lang::En));
    assert_eq!(shown, ["0 s", "59 s", "1 h", "1 d 1 h"]);
}

fn turned(change: Change) -> Change {
    match change {
        Change::New => Change::Gone,
        Change::Gone => Change::New,
        Change::Worse => Change::Better,
        Change::Better => Change::Worse,
        same => same,
    }
}

proptest! {
    /// What is new one way is gone the other way, and nothing is told twice or left out.
    #[test]
    fn the_other_way_round_it_is_the_other_way_round(
        sides in prop::collection::vec(
            prop::collection::vec((0..4_u32, 0..3_i64, 0..5_usize, 1..9_u64, any::<bool>()), 0..6),
            2,
        ),
    ) {
        let [one, other] = [0, 1].map(|side: usize| {
            let findings = sides[side].iter().map(|(subject, hour, level, count, open)| {
                let mut finding = outage(*subject, hour * 3000);
                finding.level = Severity::ALL[*level];
                finding.count = *count;
                if *open {
                    (finding.state, finding.last) = (State::Open, None);
                }
                finding
            });
            analysis(findings.collect())
        });
        let (there, back) = (compared(&one, &other), compared(&other, &one));
        let subjects: std::collections::BTreeSet<_> =
            one.findings.iter().chain(&other.findings).map(|finding| &finding.subject).collect();
        prop_assert_eq!(there.entries.len(), subjects.len());
        for entry in &there.entries {
            let turned_entry = back.entries.iter().find(|back| back.subject == entry.subject);
            let turned_entry = turned_entry.expect("it is there both ways");
            prop_assert_eq!(turned_entry.change, turned(entry.change));
            prop_assert_eq!(&turned_entry.before, &entry.after);
            let findings = |standing: &Option<super::Standing>| standing.as_ref().map_or(0, |one| one.findings);
            let of = |analysis: &Analysis| {
                analysis.findings.iter().filter(|finding| finding.subject == entry.subject).count()
            };
            prop_assert_eq!(findings(&entry.before), of(&one));
            prop_assert_eq!(findings(&entry.after), of(&other));
        }
    }
}
