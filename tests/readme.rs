//! The README's transcripts are executed: every `console` block is run and its output compared.

use std::process::Command;

use crate::harness::{Project, root};

/// Commands and expected output of the fenced `console` blocks.
fn transcripts() -> Vec<(String, String)> {
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    let mut found = Vec::new();
    for block in readme.split("```console\n").skip(1) {
        let block = block.split("```").next().unwrap();
        for step in block.split("$ ").skip(1) {
            let (command, output) = step.split_once('\n').unwrap();
            found.push((command.to_owned(), output.to_owned()));
        }
    }
    found
}

#[test]
fn the_readme_tells_the_truth() {
    let project = Project::new();
    let mut checked = 0;
    for (command, expected) in transcripts() {
        let Some(args) = command.strip_prefix("mbxtrace ") else { continue };
        let output = Command::new(env!("CARGO_BIN_EXE_mbxtrace"))
            .args(words(args))
            .current_dir(root())
            .env("MBXTRACE_CASE", project.path().join("case"))
            .output()
            .unwrap();
        let got = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(says(&trimmed(&got), &trimmed(&expected)), "$ {command}\n{got}");
        checked += 1;
    }
    assert!(checked >= 2, "the README shows no transcript");
}

/// Whether the output is the expected one, in which a line `...` stands for any lines.
fn says(got: &str, expected: &str) -> bool {
    let mut rest = got;
    let parts: Vec<&str> = expected.split("\n...\n").collect();
    for (index, part) in parts.iter().enumerate() {
        let at = if index + 1 == parts.len() { rest.rfind(part) } else { rest.find(part) };
        match at {
            Some(at) if index > 0 || at == 0 => rest = rest.get(at + part.len()..).unwrap_or(""),
            _ => return false,
        }
    }
    rest.is_empty()
}

/// Words of a command line; single quotes hold a word together.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (index, part) in line.split('\'').enumerate() {
        if index % 2 == 1 {
            words.push(part.to_owned());
        } else {
            words.extend(part.split_whitespace().map(str::to_owned));
        }
    }
    words
}

/// Lines without trailing blanks, so that Markdown editors do no harm.
fn trimmed(text: &str) -> String {
    text.trim_end().lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}
