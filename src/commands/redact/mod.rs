//! `redact`: a copy of logs that names nobody, and the way back.

mod copy;
pub(super) mod learn;
pub(super) mod private_map;
mod text;

use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use mbxtrace_rules::RuleSet;

use super::analyze::rule_set;
use super::sharing::tell_map;
use crate::cli::RedactArgs;
use crate::exit::{ExitStatus, UsageError};
use crate::redact::Redactor;
use crate::settings::beside;

/// Runs `redact`.
pub fn run(
    args: RedactArgs,
    stdout: &mut dyn Write,
    stderr: &mut dyn Write,
) -> anyhow::Result<ExitStatus> {
    let (rules, _) = rule_set(args.rules.as_deref())?;
    if let Some(map) = &args.reveal {
        return reveal(map, &args.paths, &rules, stdout);
    }
    let output = args.output.context("the command line asks for it")?;
    let map = args.redact_map.unwrap_or_else(|| beside(&output));
    check_places(&output, &map)?;
    let mut redactor = private_map::open(&map, &rules)?;
    let found = learn::scan(&args.paths)?;
    learn::scanned(&mut redactor, &found);
    redactor.settle();
    private_map::save(&map, &redactor)?;
    let copied = copy::copy(&found, &args.paths, &redactor, &output)?;
    copied.write(&redactor, &output, stdout)?;
    tell_map(&map, stderr)?;
    stderr.flush()?;
    Ok(copied.status())
}

/// The folder is new or empty, and the map is not in it.
fn check_places(output: &Path, map: &Path) -> anyhow::Result<()> {
    let usage = |text: String| Err(UsageError(text).into());
    match fs::read_dir(output).map(|mut entries| entries.next().is_some()) {
        Ok(true) => {
            return usage(format!("{} is not empty: name a new folder", output.display()));
        }
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            return usage(format!("{} cannot be written: {error}", output.display()));
        }
        Ok(false) | Err(_) => {}
    }
    let absolute = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    if absolute(map).starts_with(absolute(output)) {
        return usage(format!(
            "the private map {} would be inside what is handed on: name another place",
            map.display()
        ));
    }
    Ok(())
}

/// Prints texts with the originals in them.
fn reveal(
    map: &Path,
    paths: &[PathBuf],
    rules: &RuleSet,
    stdout: &mut dyn Write,
) -> anyhow::Result<ExitStatus> {
    if !map.try_exists()? {
        return Err(UsageError(format!("there is no private map {}", map.display())).into());
    }
    let redactor = private_map::open(map, rules)?;
    let mut show = |text: &[u8]| stdout.write_all(&redactor.reveal(text));
    if paths.is_empty() {
        let mut text = Vec::new();
        std::io::stdin().lock().read_to_end(&mut text)?;
        show(&text)?;
    }
    for path in paths {
        let text = fs::read(path)
            .map_err(|error| UsageError(format!("cannot read {}: {error}", path.display())))?;
        show(&text)?;
    }
    Ok(ExitStatus::Done)
}

/// Everything this program says itself: its words are not taken for names.
fn own_texts(rules: &RuleSet) -> Vec<&str> {
    let mut texts: Vec<&str> = crate::report::sentences().collect();
    for rule in rules.rules() {
        // Tests of a rule hold log lines, with names in them.
        texts.extend(rule.source_text.split("[[test]]").next());
    }
    texts
}

fn redactor_of(map: Option<&str>, rules: &RuleSet) -> anyhow::Result<Redactor> {
    if let Some(text) = map {
        return Redactor::of_map(text, own_texts(rules)).map_err(|text| UsageError(text).into());
    }
    let mut secret = [0; 32];
    getrandom::fill(&mut secret).map_err(|error| anyhow::anyhow!("no random secret: {error}"))?;
    Ok(Redactor::new(secret, own_texts(rules)))
}
