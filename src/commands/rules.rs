//! `rules`: list, show, check, test and document the detection rules and the causes.

use std::io::{self, Write};
use std::path::Path;

use mbxtrace_parsers::Family;
use mbxtrace_rules::{CauseRule, Rule, RuleSet, TestOutcome};

use super::analyze::{cause_files, rule_files, rule_set};
use crate::cli::RulesVerb;
use crate::exit::{ExitStatus, UsageError};
use crate::report::inert;

/// Runs `rules`. A failed test is status 1, a rule file with a mistake status 2.
pub fn run(verb: RulesVerb, stdout: &mut dyn Write) -> anyhow::Result<ExitStatus> {
    match verb {
        RulesVerb::List => list(&RuleSet::builtin(), stdout)?,
        RulesVerb::Show { id } => show(&RuleSet::builtin(), &id, stdout)?,
        RulesVerb::Check { dir } => check(dir.as_deref(), stdout)?,
        RulesVerb::Test { dir } => return test(dir.as_deref(), stdout),
        RulesVerb::Doc => doc(&RuleSet::builtin(), stdout)?,
    }
    Ok(ExitStatus::Done)
}

fn list(rules: &RuleSet, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{:<22} {:<9} {:<36} TITLE", "RULE", "LEVEL", "FROM")?;
    for rule in rules.rules() {
        let level = rule.level.name();
        let from = families(rule);
        writeln!(out, "{:<22} {level:<9} {from:<36} {}", rule.id, inert::line(&rule.title))?;
    }
    writeln!(out, "\n{:<22} {:<9} {:<36} TITLE", "CAUSE", "SIDE", "NAME")?;
    for cause in rules.causes() {
        let (side, title) = (cause.side.name(), inert::line(cause.title()));
        writeln!(out, "{:<22} {side:<9} {:<36} {title}", cause.id, inert::line(&cause.name))?;
    }
    Ok(())
}

/// Families of the logs a rule is judged on: `a, b` of which all, `a or b` of which one is needed.
fn families(rule: &Rule) -> String {
    let names = |families: &[Family]| families.iter().map(|one| one.name()).collect::<Vec<_>>();
    let (all, any) = (names(&rule.needs.all).join(", "), names(&rule.needs.any).join(" or "));
    match (all.is_empty(), any.is_empty()) {
        (false, false) => format!("{all}, and {any}"),
        (false, true) => all,
        _ => any,
    }
}

/// The built-in rules, or these with those of a folder laid over them, as `analyze` uses them.
fn check(dir: Option<&Path>, out: &mut dyn Write) -> anyhow::Result<()> {
    let (rules, overridden) = rule_set(dir)?;
    let (count, causes, hash) = (rules.rules().len(), rules.causes().len(), rules.sha256());
    writeln!(out, "ok: {count} rules, {causes} causes, no mistake; sha256 {hash}")?;
    for id in overridden {
        writeln!(out, "{}: replaces the built-in one", inert::line(&id))?;
    }
    Ok(())
}

fn show(rules: &RuleSet, id: &str, out: &mut dyn Write) -> anyhow::Result<()> {
    if let Some(cause) = rules.cause(id) {
        return Ok(show_cause(cause, out)?);
    }
    let ids = rules.rules().iter().map(|rule| rule.id.as_str());
    let ids: Vec<_> = ids.chain(rules.causes().iter().map(|cause| cause.id.as_str())).collect();
    let unknown = || UsageError(format!("no rule `{id}`: there are {}", ids.join(", ")));
    let rule = rules.get(id).ok_or_else(unknown)?;
    writeln!(out, "{} ({})\n{}\n\n{}", rule.id, rule.level.name(), rule.title, rule.why.trim())?;
    for (title, lines) in facts(rule) {
        writeln!(out, "\n{title}:")?;
        for line in lines {
            writeln!(out, "  * {line}")?;
        }
    }
    writeln!(out, "\nRule file {}:\n\n{}", rule.file, rule.source_text.trim_end())?;
    Ok(())
}

/// What there is to say of a rule beside why: title and lines.
fn facts(rule: &Rule) -> Vec<(&'static str, Vec<String>)> {
    let remedies = rule.remedies.iter().map(|remedy| {
        let products = if remedy.applies_to.is_empty() {
            String::new()
        } else {
            format!("; for {}", remedy.applies_to)
        };
        format!("{} ({}{products}; risk: {})", remedy.text, remedy.document, remedy.risk)
    });
    let mut needs = vec![families(rule)];
    needs.push(rule.needs.collect.clone());
    needs.retain(|line| !line.is_empty());
    let tests = rule.tests.iter().map(|test| test.name.clone()).collect::<Vec<_>>();
    let mut facts = vec![
        ("How it detects", rule.detection()),
        ("What it needs, and how to collect it", needs),
        ("What to do", remedies.collect()),
        ("When it fires without a fault", rule.falsepositives.clone()),
        ("References", rule.references.clone()),
        ("Tests", vec![format!("{}: {}", tests.len(), tests.join("; "))]),
    ];
    facts.retain(|(_, lines)| !lines.is_empty());
    facts
}

fn show_cause(cause: &CauseRule, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{} {} ({})", cause.id, cause.name, cause.side.name())?;
    writeln!(out, "{}\n\n{}", cause.title(), cause.why.trim())?;
    for (title, lines) in cause_facts(cause) {
        writeln!(out, "\n{title}:")?;
        for line in lines {
            writeln!(out, "  * {line}")?;
        }
    }
    writeln!(out, "\nCause file {}:\n\n{}", cause.file, cause.source_text.trim_end())
}

/// What there is to say of a cause beside why: title and lines.
fn cause_facts(cause: &CauseRule) -> Vec<(&'static str, Vec<String>)> {
    let names: Vec<_> = cause.test_names().collect();
    let tests = format!("{}: {}", names.len(), names.join("; "));
    let mut facts = cause.evidence();
    facts.push(("What decides", vec![cause.next_evidence.clone()]));
    facts.push(("What to do", cause.advice()));
    facts.push(("References", cause.references.clone()));
    facts.push(("Tests", vec![tests]));
    facts.retain(|(_, lines)| !lines.is_empty());
    facts
}

/// Runs the tests of the built-in rules and causes, or of those in a folder; a cause is judged among
/// all others.
fn test(folder: Option<&Path>, out: &mut dyn Write) -> anyhow::Result<ExitStatus> {
    let (all, _) = rule_set(folder)?;
    let own = match folder {
        None => None,
        Some(folder) => {
            let files = rule_files(folder)?.into_iter().chain(cause_files(folder)?);
            Some(files.map(|(name, _)| name).collect::<Vec<_>>())
        }
    };
    let is_own = |file: &String| own.as_ref().is_none_or(|own| own.contains(file));
    let (mut passed, mut failed) = (0_usize, 0_usize);
    let mut tell = |id: &str, outcomes: Vec<TestOutcome>| -> io::Result<()> {
        for outcome in outcomes {
            let verdict = if outcome.passed() { "ok    " } else { "FAILED" };
            writeln!(out, "{verdict} {id}: {}", outcome.name)?;
            for failure in &outcome.failures {
                writeln!(out, "       {}", inert::line(failure))?;
            }
            if outcome.passed() { passed += 1 } else { failed += 1 }
        }
        Ok(())
    };
    for rule in all.rules().iter().filter(|rule| is_own(&rule.file)) {
        tell(&rule.id, rule.run_tests())?;
    }
    for cause in all.causes().iter().filter(|cause| is_own(&cause.file)) {
        tell(&cause.id, cause.run_tests(all.causes()))?;
    }
    writeln!(out, "{passed} passed, {failed} failed")?;
    Ok(if failed == 0 { ExitStatus::Done } else { ExitStatus::Findings })
}

fn doc(rules: &RuleSet, out: &mut dyn Write) -> io::Result<()> {
    let hash = rules.sha256();
    writeln!(out, "# Detection rules\n\nMade by `mbxtrace rules doc`; sha256 `{hash}`.")?;
    for rule in rules.rules() {
        writeln!(out, "\n## {}\n\nLevel: {}. {}", rule.id, rule.level.name(), rule.title)?;
        writeln!(out, "\n{}", rule.why.trim())?;
        for (title, lines) in facts(rule) {
            writeln!(out, "\n{title}:\n")?;
            for line in lines {
                writeln!(out, "* {line}")?;
            }
        }
    }
    writeln!(out, "\n# Causes")?;
    for cause in rules.causes() {
        let (id, name, side) = (&cause.id, &cause.name, cause.side.name());
        writeln!(out, "\n## {id} {name}\n\nSide: {side}. {}", cause.title())?;
        writeln!(out, "\n{}", cause.why.trim())?;
        for (title, lines) in cause_facts(cause) {
            writeln!(out, "\n{title}:\n")?;
            for line in lines {
                writeln!(out, "* {line}")?;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(verb: RulesVerb) -> (ExitStatus, String) {
        let mut out = Vec::new();
        let status = run(verb, &mut out).expect("it works");
        (status, String::from_utf8(out).expect("UTF-8"))
    }

    #[test]
    fn the_built_in_rules_are_listed_shown_and_documented() {
        let (_, list) = said(RulesVerb::List);
        let (_, doc) = said(RulesVerb::Doc);
        for id in
            ["http-failure", "keepalive-missing", "mapi-session-overrun", "RC-06 ews.unreachable"]
        {
            let word = id.split(' ').next().unwrap_or(id);
            let (_, show) = said(RulesVerb::Show { id: word.to_owned() });
            assert!(
                list.contains(word) && doc.contains(&format!("## {id}\n")) && show.contains(id)
            );
        }
        let error = run(RulesVerb::Show { id: "nope".to_owned() }, &mut Vec::new());
        assert!(error.expect_err("unknown").to_string().contains("keepalive-missing"));
    }

    #[test]
    fn the_built_in_rules_pass_their_tests() {
        let (status, text) = said(RulesVerb::Test { dir: None });
        assert_eq!(status, ExitStatus::Done, "{text}");
    }

    #[test]
    fn a_mistake_names_file_and_line() {
        let folder = tempfile::tempdir().expect("a folder");
        let dir = folder.path().to_owned();
        let check = || run(RulesVerb::Check { dir: Some(dir.clone()) }, &mut Vec::new());
        assert!(check().expect_err("empty").to_string().contains("no rule file"));
        std::fs::write(dir.join("x.toml"), "id = 'x'\ncolour = 'red'\n").expect("written");
        let error = check().expect_err("a mistake");
        assert_eq!(ExitStatus::of(&error), ExitStatus::Usage);
        assert!(error.to_string().contains("x.toml:"), "{error}");
    }
}
