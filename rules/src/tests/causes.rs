//! The embedded causes are valid and do what their own tests say.

use crate::RuleSet;

#[test]
fn every_cause_passes_its_own_tests_and_has_a_twin() {
    let set = RuleSet::builtin();
    let mut failures = Vec::new();
    for cause in set.causes() {
        assert!(!cause.why.is_empty() && !cause.references.is_empty(), "{}", cause.id);
        assert!(!cause.next_evidence.is_empty() && !cause.title().is_empty(), "{}", cause.id);
        assert!(cause.is_proven(), "{}: needs a test it wins and one it does not", cause.id);
        for outcome in cause.run_tests(set.causes()) {
            if !outcome.passed() {
                failures.push(format!("{}: {}: {:#?}", cause.id, outcome.name, outcome.failures));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
