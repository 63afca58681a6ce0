//! The embedded causes are valid and do what their own tests say; laws of the diagnosis over random
//! findings; mistakes in cause files are named.

use std::collections::BTreeSet;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, subsequence};

use crate::diagnosis::definition::Claim;
use crate::diagnosis::{Covered, diagnose};
use crate::{CauseRule, Certainty, Diagnosis, Finding, RuleSet};

#[test]
fn every_cause_passes_its_own_tests_and_has_a_twin() {
    let set = RuleSet::builtin();
    assert_eq!(set.causes().len(), 49);
    let mut failures = Vec::new();
    for cause in set.causes() {
        assert!(!cause.why.is_empty() && !cause.references.is_empty(), "{}", cause.id);
        assert!(!cause.next_evidence.is_empty() && !cause.title().is_empty(), "{}", cause.id);
        assert!(!cause.advice().is_empty(), "{}", cause.id);
        assert!(cause.is_proven(), "{}: needs a test it wins and one it does not", cause.id);
        for outcome in cause.run_tests(set.causes()) {
            if !outcome.passed() {
                failures.push(format!("{}: {}: {:#?}", cause.id, outcome.name, outcome.failures));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// Findings of any tests of the library, at any of four hours of the day, and what was covered.
#[derive(Clone, Debug)]
struct Facts {
    findings: Vec<Finding>,
    coverage: Vec<Covered>,
}

impl Facts {
    fn diagnosis(&self, rules: &[CauseRule]) -> Diagnosis {
        diagnose(rules, &self.findings, &self.coverage)
    }

    /// What is left if nothing of a source had been read.
    fn without(&self, source: &str, rules: &[CauseRule]) -> Self {
        let keep = |finding: &&Finding| source_of(finding, rules) != source;
        Self {
            findings: self.findings.iter().filter(keep).cloned().collect(),
            coverage: self.coverage.iter().filter(|one| one.source != source).cloned().collect(),
        }
    }
}

fn source_of(finding: &Finding, rules: &[CauseRule]) -> String {
    if let Some((_, source)) = finding.subject.iter().find(|(name, _)| name == "source") {
        return source.clone();
    }
    let items = rules.iter().flat_map(items);
    let found = items.into_iter().find(|item| item.rule == finding.rule);
    found.and_then(|item| item.sources.first().cloned()).unwrap_or_default()
}

fn items(rule: &CauseRule) -> Vec<&crate::diagnosis::definition::Item> {
    let required = rule.required.iter().flatten();
    required.chain(&rule.supporting).chain(&rule.contradicting).collect()
}

fn pool(rules: &[CauseRule]) -> (Vec<Finding>, Vec<Covered>) {
    let trials = || rules.iter().flat_map(|rule| &rule.trials);
    let findings: Vec<_> = trials().flat_map(|trial| trial.findings.iter().cloned()).collect();
    let coverage: BTreeSet<_> = trials().flat_map(|trial| trial.coverage.iter().cloned()).collect();
    (findings, coverage.into_iter().collect())
}

fn facts(rules: &[CauseRule]) -> impl Strategy<Value = Facts> + use<> {
    let (findings, coverage) = pool(rules);
    let sources = coverage.len();
    let picked = vec((any::<Index>(), 0_i64..4), 0..12);
    (picked, subsequence(coverage, 0..=sources)).prop_map(move |(picked, coverage)| {
        let findings = picked.into_iter().enumerate().map(|(number, (which, hour))| {
            let mut finding = which.get(&findings).clone();
            let shift = (hour - 2) * 3_600_000_000_000;
            finding.first += shift;
            finding.last = finding.last.map(|last| last + shift);
            finding.id = format!("{}/{number}", finding.id);
            finding
        });
        Facts { findings: findings.collect(), coverage }
    })
}

/// The surest verdict on a cause, by id.
fn certainty(diagnosis: &Diagnosis, id: &str) -> Option<Certainty> {
    let of = diagnosis.causes.iter().filter(|cause| cause.id == id);
    of.map(|cause| cause.certainty).max()
}

#[test]
fn the_order_of_findings_does_not_matter() {
    let set = RuleSet::builtin();
    proptest!(|(facts in facts(set.causes()), seed in any::<prop::sample::Selector>())| {
        let once = facts.diagnosis(set.causes());
        let (mut other, mut left) = (facts.clone(), facts.findings);
        let mut shuffled = Vec::new();
        while !left.is_empty() {
            let at = seed.select(0..left.len());
            shuffled.push(left.swap_remove(at));
        }
        other.findings = shuffled;
        other.coverage.reverse();
        prop_assert_eq!(once, other.diagnosis(set.causes()));
    });
}

#[test]
fn every_cause_explains_a_finding_and_says_why() {
    let set = RuleSet::builtin();
    proptest!(|(facts in facts(set.causes()))| {
        let diagnosis = facts.diagnosis(set.causes());
        for cause in &diagnosis.causes {
            prop_assert!(!cause.findings.is_empty() && !cause.reasons.is_empty());
            let known = |id: &String| facts.findings.iter().any(|finding| finding.id == *id);
            prop_assert!(cause.findings.iter().all(known), "{:?}", cause);
            prop_assert!(!cause.next_evidence.is_empty());
        }
        prop_assert!(diagnosis.not_judged.iter().all(|row| !row.collect.is_empty()));
    });
}

#[test]
fn no_cause_is_high_on_one_source_unless_its_text_names_it() {
    let set = RuleSet::builtin();
    proptest!(|(facts in facts(set.causes()))| {
        for cause in facts.diagnosis(set.causes()).causes {
            if cause.certainty < Certainty::High {
                continue;
            }
            let rule = set.cause(&cause.id).expect("it is one of the set");
            let explained = facts.findings.iter().filter(|one| cause.findings.contains(&one.id));
            let explained: Vec<_> = explained.collect();
            let sources: BTreeSet<_> =
                explained.iter().map(|finding| source_of(finding, set.causes())).collect();
            let names = rule.required.iter().flatten().any(|item| {
                item.identifies && explained.iter().any(|finding| finding.rule == item.rule)
            });
            let absent = items(rule).iter().any(|item| item.claim == Claim::NotFound);
            prop_assert!(sources.len() > 1 || names || absent, "{:?}", cause);
        }
    });
}

#[test]
fn what_speaks_against_a_cause_never_raises_it() {
    let set = RuleSet::builtin();
    let (findings, _) = pool(set.causes());
    proptest!(|(facts in facts(set.causes()), which in any::<Index>())| {
        let added = which.get(&findings);
        let mut more = facts.clone();
        more.findings.push(Finding { id: "added".to_owned(), ..added.clone() });
        let before = facts.diagnosis(set.causes());
        let after = more.diagnosis(set.causes());
        for rule in set.causes() {
            let of = |list: &[&crate::diagnosis::definition::Item]| {
                list.iter().any(|item| item.rule == added.rule)
            };
            let against: Vec<_> = rule.contradicting.iter().collect();
            let others: Vec<_> =
                rule.required.iter().flatten().chain(&rule.supporting).collect();
            if of(&against) && !of(&others) {
                let (before, after) =
                    (certainty(&before, &rule.id), certainty(&after, &rule.id));
                prop_assert!(after <= before, "{}: {:?} to {:?}", rule.id, before, after);
            }
        }
    });
}

#[test]
fn a_source_not_read_never_makes_a_cause_surer() {
    let set = RuleSet::builtin();
    let sources: BTreeSet<_> =
        set.causes().iter().flat_map(items).flat_map(|item| item.sources.clone()).collect();
    let sources: Vec<_> = sources.into_iter().collect();
    proptest!(|(facts in facts(set.causes()), which in any::<Index>())| {
        let source = which.get(&sources);
        let less = facts.without(source, set.causes());
        let (before, after) = (facts.diagnosis(set.causes()), less.diagnosis(set.causes()));
        for rule in set.causes() {
            // A source that spoke against the cause is another matter, and so is one whose findings
            // are counted: fewer of them may be the few that are asked for. And one whose findings the
            // cause explains: without them it explains less, of another time.
            let explained = |item: &crate::diagnosis::definition::Item| {
                rule.required.iter().take(1).flatten().any(|one| std::ptr::eq(one, item))
            };
            let spoke = items(rule).iter().any(|item| {
                let bounded = item.most < usize::MAX || item.claim == Claim::NotFound;
                let against = rule.contradicting.iter().any(|one| std::ptr::eq(one, *item));
                let covers = item.claim == Claim::Covered && item.sources.contains(source);
                against && covers
                    || (bounded || against || explained(item))
                    && facts.findings.iter().any(|finding| {
                        finding.rule == item.rule
                            && source_of(finding, set.causes()) == *source
                    })
            });
            if !spoke {
                let (before, after) =
                    (certainty(&before, &rule.id), certainty(&after, &rule.id));
                prop_assert!(after <= before, "{}: {:?} to {:?}", rule.id, before, after);
            }
        }
    });
}

const GOOD: &str = r#"schema = 1
id = "RC-90"
name = "a.cause"
title = "Trouble of {account}"
side = "CUC"
scope = "account"
class = "path"
share = ["account"]
why = "w"
next_evidence = "look"
[confidence]
base = "medium"
[[required]]
any = [{ finding = "mapi-session-overrun", where = { limit = 16 }, say = "s" }]
[[supporting]]
no_finding = "http-failure"
where = { http_status = { ge = 400 } }
source = ["iis-log"]
on = "account"
say = "s"
[[remedy]]
text = "t"
document = "d"
risk = "registry"
exchange = "2010"
applies_to = "Exchange 2010"
[[test]]
name = "n"
first = "RC-90"
fact = [{ finding = "mapi-session-overrun", subject = { limit = 16 } }]
"#;

/// What stands in the good file, what is put in its place, and how the message begins.
const MISTAKES: &[(&str, &str, &str)] = &[
    ("id = \"RC-90\"", "id = \"rc-90\"", "c.toml:2:6: the id of a cause is"),
    ("side = \"CUC\"", "side = \"cuc\"", "c.toml:5:8: no side is called `cuc`; did you mean CUC"),
    (
        "scope = \"account\"",
        "scope = \"acount\"",
        "c.toml:6:9: no scope is called `acount`; did you mean account?",
    ),
    (
        "class = \"path\"",
        "class = \"paths\"",
        "c.toml:7:9: no class is called `paths`; did you mean path?",
    ),
    ("share = [\"account\"]", "share = [\"acount\"]", "c.toml:8:10: no name is called `acount`"),
    (
        "base = \"medium\"",
        "base = \"sure\"",
        "c.toml:12:8: no confidence is called `sure`; there are low, medium, high",
    ),
    (
        "\"mapi-session-overrun\", where",
        "\"mapi-sesion-overrun\", where",
        "c.toml:14:20: no rule is called `mapi-sesion-overrun`; did you mean mapi-session-overrun?",
    ),
    (
        "{ limit = 16 }, say",
        "{ limits = 16 }, say",
        "c.toml:14:54: no name is called `limits`; did you mean limit? (findings of mapi-session-overrun)",
    ),
    ("ge = 400", "above = 400", "c.toml:17:25: no operator is called `above`"),
    (
        "[\"iis-log\"]",
        "[\"iis-logs\"]",
        "c.toml:18:11: no source is called `iis-logs`; did you mean iis-log?",
    ),
    ("on = \"account\"", "on = \"server\"", "c.toml:19:6: no shared name is called `server`"),
    ("{account}", "{mailbox}", "c.toml:4:9: no name is called `mailbox`"),
    ("exchange = \"2010\"", "exchange = \"2016\"", "c.toml:25:12: no Exchange is called `2016`"),
    ("applies_to = \"Exchange 2010\"\n", "", "c.toml:25:12: advice for one generation"),
    ("subject = { limit", "subject = { limits", "c.toml:30:57: no name is called `limits`"),
    ("[[supporting]]", "[[suporting]]", "c.toml:15:3: unknown field `suporting`"),
    (
        "no_finding = \"http-failure\"",
        "covered = [\"cuc-diag\"]",
        "c.toml:17:11: `covered` has no findings",
    ),
    (
        "any = [{ finding",
        "any = [{ no_finding",
        "c.toml:14:8: the first group is what the cause explains",
    ),
];

#[test]
fn mistakes_in_cause_files_are_named() {
    let parse =
        |text: &str| RuleSet::builtin().with_causes(&[("c.toml".to_owned(), text.to_owned())]);
    let (both, replaced) = parse(GOOD).expect("valid");
    assert_eq!((both.causes().len(), replaced.len()), (50, 0));
    let (_, replaced) = parse(&GOOD.replace("RC-90", "RC-41")).expect("valid");
    assert_eq!(replaced, ["RC-41"]);
    let mut wrong = Vec::new();
    for (old, new, expected) in MISTAKES {
        let text = GOOD.replacen(old, new, 1);
        assert_ne!(text, GOOD, "{old}");
        let error = parse(&text).expect_err(new).to_string();
        if !error.starts_with(expected) {
            wrong.push(format!("{new}: {error}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
