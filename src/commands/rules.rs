//! `rules`: list, show, check, test and document the detection rules.

use std::io::{self, Write};
use std::path::Path;

use anyhow::Context;
use mbxtrace_rules::{Rule, RuleSet};

use crate::cli::RulesVerb;
use crate::exit::{ExitStatus, UsageError};
use crate::report::inert;

/// Runs `rules`. A failed test is status 1, a rule file with a mistake status 2.
pub fn run(verb: RulesVerb, stdout: &mut dyn Write) -> anyhow::Result<ExitStatus> {
    match verb {
        RulesVerb::List => list(&RuleSet::builtin(), stdout)?,
        RulesVerb::Show { id } => show(&RuleSet::builtin(), &id, stdout)?,
        RulesVerb::Check { dir } => {
            let rules = load(dir.as_deref())?;
            writeln!(
                stdout,
                "{} rules, no mistake; sha256 {}",
                rules.rules().len(),
                rules.sha256()
            )?;
        }
        RulesVerb::Test { dir } => return test(&load(dir.as_deref())?, stdout),
        RulesVerb::Doc => doc(&RuleSet::builtin(), stdout)?,
    }
    Ok(ExitStatus::Done)
}

/// The rules of a folder (`*.toml`, not below it), or the built-in ones. Errors name file, line and
/// column; a folder without rules is an error too.
pub(super) fn load(dir: Option<&Path>) -> anyhow::Result<RuleSet> {
    let Some(dir) = dir else {
        return Ok(RuleSet::builtin());
    };
    let files = rule_files(dir).map_err(|error| UsageError(format!("{error:#}")))?;
    if files.is_empty() {
        let text = format!("there is no rule file (*.toml) in {}", dir.display());
        return Err(UsageError(text).into());
    }
    RuleSet::parse(&files).map_err(|error| UsageError(error.to_string()).into())
}

/// Name and text of the rule files of a folder, in order of name.
fn rule_files(dir: &Path) -> anyhow::Result<Vec<(String, String)>> {
    let place = || format!("cannot read the rules in {}", dir.display());
    let mut files = Vec::new();
    for entry in std::fs::read_dir(dir).with_context(place)? {
        let path = entry.with_context(place)?.path();
        if path.extension().is_some_and(|extension| extension == "toml") {
            let text = std::fs::read_to_string(&path);
            let text = text.with_context(|| format!("cannot read {}", path.display()))?;
            files.push((path.display().to_string(), text));
        }
    }
    files.sort();
    Ok(files)
}

fn list(rules: &RuleSet, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{:<24} {:<9} TITLE", "RULE", "LEVEL")?;
    for rule in rules.rules() {
        writeln!(out, "{:<24} {:<9} {}", rule.id, rule.level.name(), inert::line(&rule.title))?;
    }
    Ok(())
}

fn show(rules: &RuleSet, id: &str, out: &mut dyn Write) -> anyhow::Result<()> {
    let ids: Vec<_> = rules.rules().iter().map(|rule| rule.id.as_str()).collect();
    let unknown = || UsageError(format!("no rule `{id}`: there are {}", ids.join(", ")));
    let rule = rules.get(id).ok_or_else(unknown)?;
    writeln!(out, "{} ({})", rule.id, rule.level.name())?;
    write_facts(rule, out)?;
    writeln!(out, "\n{}", rule.source_text.trim_end())?;
    Ok(())
}

fn write_facts(rule: &Rule, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}\n\n{}", rule.title, rule.why.trim())?;
    for remedy in &rule.remedies {
        writeln!(out, "\nDo: {} ({}; risk: {})", remedy.text, remedy.document, remedy.risk)?;
    }
    for case in &rule.falsepositives {
        writeln!(out, "\nNo fault: {case}")?;
    }
    for reference in &rule.references {
        writeln!(out, "\nSee: {reference}")?;
    }
    Ok(())
}

fn test(rules: &RuleSet, out: &mut dyn Write) -> anyhow::Result<ExitStatus> {
    let (mut passed, mut failed) = (0_usize, 0_usize);
    for rule in rules.rules() {
        for outcome in rule.run_tests() {
            let verdict = if outcome.passed() { "ok    " } else { "FAILED" };
            writeln!(out, "{verdict} {}: {}", rule.id, outcome.name)?;
            for failure in &outcome.failures {
                writeln!(out, "       {}", inert::line(failure))?;
            }
            if outcome.passed() { passed += 1 } else { failed += 1 }
        }
    }
    writeln!(out, "{passed} passed, {failed} failed")?;
    Ok(if failed == 0 { ExitStatus::Done } else { ExitStatus::Findings })
}

fn doc(rules: &RuleSet, out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "# Detection rules\n\nMade by `mbxtrace rules doc`; sha256 `{}`.",
        rules.sha256()
    )?;
    for rule in rules.rules() {
        writeln!(out, "\n## {}\n\nLevel: {}. {}", rule.id, rule.level.name(), rule.title)?;
        writeln!(out, "\n{}", rule.why.trim())?;
        write_list(
            out,
            "What to do",
            rule.remedies.iter().map(|remedy| {
                format!("{} ({}; risk: {})", remedy.text, remedy.document, remedy.risk)
            }),
        )?;
        write_list(out, "When it fires without a fault", rule.falsepositives.iter().cloned())?;
        write_list(out, "References", rule.references.iter().cloned())?;
    }
    Ok(())
}

fn write_list(
    out: &mut dyn Write,
    title: &str,
    lines: impl Iterator<Item = String>,
) -> io::Result<()> {
    let lines: Vec<_> = lines.collect();
    if lines.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{title}:\n")?;
    for line in lines {
        writeln!(out, "* {line}")?;
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
        for id in ["http-failure", "keepalive-missing", "mapi-session-overrun"] {
            let (_, show) = said(RulesVerb::Show { id: id.to_owned() });
            assert!(list.contains(id) && doc.contains(&format!("## {id}\n")) && show.contains(id));
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
