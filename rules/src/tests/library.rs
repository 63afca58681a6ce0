//! The embedded rules are valid, and do what their own tests say.

use crate::RuleSet;

#[test]
fn the_library_holds_the_three_named_rules() {
    let set = RuleSet::builtin();
    let ids: Vec<_> = set.rules().iter().map(|rule| rule.id.as_str()).collect();
    assert_eq!(ids, ["http-failure", "keepalive-missing", "mapi-session-overrun"]);
    assert!(set.get("keepalive-population").is_some());
    assert!(set.remedies().values().all(|advice| !advice.is_empty()));
    assert_eq!(set.remedies().len(), 4);
}

#[test]
fn every_rule_passes_its_own_tests_and_has_a_near_miss() {
    let mut failures = Vec::new();
    for rule in RuleSet::builtin().rules() {
        assert!(!rule.why.is_empty() && !rule.references.is_empty(), "{}", rule.id);
        assert!(rule.tests.iter().any(|test| test.name.contains("near miss")), "{}", rule.id);
        for outcome in rule.run_tests() {
            if !outcome.passed() {
                failures.push(format!("{}: {}: {:#?}", rule.id, outcome.name, outcome.failures));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
