//! The embedded rules are valid, and do what their own tests say.

use crate::RuleSet;

/// Other rules, causes and reports refer to these.
const IDS: [&str; 40] = [
    "account-locked",
    "autodiscover-failed",
    "clock-offset",
    "config-value",
    "dns-failure",
    "ews-backlog",
    "ews-error",
    "ews-refused",
    "exchange-certificate",
    "exchange-throttling",
    "exchange-unhealthy",
    "http-failure",
    "iis-request",
    "imap-answer",
    "imap-ip-limit",
    "imap-server-limit",
    "imap-user-disabled",
    "imap-user-limit",
    "keepalive-missing",
    "ldap-bind-failed",
    "listener-state",
    "mailbox-map",
    "mapi-session-overrun",
    "node-failover",
    "notification-rejected",
    "oauth-failure",
    "oauth-token-missing",
    "orphan-pid",
    "process-restart",
    "push-failed",
    "push-read-failed",
    "registry-mistake",
    "registry-value",
    "resubscribe-cadence",
    "service-restart",
    "service-state",
    "smtp-refused",
    "store-slow",
    "subscription-row",
    "tls-failure",
];

#[test]
fn the_library_holds_the_rules_that_others_refer_to() {
    let set = RuleSet::builtin();
    let ids: Vec<_> = set.rules().iter().map(|rule| rule.id.as_str()).collect();
    assert_eq!(ids, IDS);
    assert!(set.get("keepalive-population").is_some() && set.get("resubscribe-chain").is_some());
    assert!(set.remedies().values().all(|advice| !advice.is_empty()));
    assert_eq!(set.remedies().len(), IDS.len() + 2);
}

#[test]
fn every_rule_passes_its_own_tests_and_has_a_near_miss() {
    let mut failures = Vec::new();
    for rule in RuleSet::builtin().rules() {
        assert!(!rule.why.is_empty() && !rule.references.is_empty(), "{}", rule.id);
        // What is told is proven where it is told: in the program's scenarios.
        let proven = rule.tests.iter().any(|test| !test.expect.is_empty());
        assert_eq!(proven, !rule.is_told(), "{}", rule.id);
        assert!(rule.tests.iter().any(|test| test.name.contains("near miss")), "{}", rule.id);
        for outcome in rule.run_tests() {
            if !outcome.passed() {
                failures.push(format!("{}: {}: {:#?}", rule.id, outcome.name, outcome.failures));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
