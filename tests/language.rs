//! Reports in another language: complete where the language is, the contract unchanged.

use crate::harness::{Project, root, sample};

#[test]
fn french_is_french_and_json_keeps_the_contract() {
    let project = Project::new();
    let logs = sample("exchange-server-keepalives-lost").join("logs");
    let logs = logs.to_str().unwrap();
    let args = ["analyze", "--case", "case", "--lang", "fr", logs];
    let text = project.run(&args).stdout;
    for part in [
        "abonnements actifs",
        "se sont tus ensemble",
        "Depuis ",
        "Pour qui ",
        "Côté ",
        "Preuves ",
        "À faire ",
        "confiance moyenne",
        "risque\u{a0}: lecture seule",
        "Constats (",
        "Sources (",
        "élevé ",
        "octets = ",
        "rétabli le ",
        "serveur ",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    for part in
        ["Whose side", "Since", "subscriptions", "Not judged", " confidence", "recovered", "Do: "]
    {
        assert!(!text.contains(part), "{part}\n{text}");
    }
    let markdown =
        project.run(&["report", "--case", "case", "--lang", "fr", "--format", "markdown"]);
    assert!(markdown.stdout.contains("* Règle\u{a0}: keepalive-population"), "{}", markdown.stdout);
    assert!(markdown.stdout.contains("* **Depuis\u{a0}:** 20"), "{}", markdown.stdout);
    let html = project.run(&["report", "--case", "case", "--lang", "fr", "--format", "html"]);
    assert!(html.stdout.contains("<html lang=\"fr\">"), "{}", html.stdout);
    let report = |lang: &str| {
        project.run(&["report", "--case", "case", "--lang", lang, "--format", "json"]).json()
    };
    let (english, french) = (report("en"), report("fr"));
    let (one, other) = (&english["findings"][0], &french["findings"][0]);
    for key in ["id", "rule", "level", "state", "subject", "first", "last", "count", "evidence"] {
        assert_eq!(one[key], other[key]);
    }
    assert_ne!(one["title"], other["title"]);
    assert_ne!(one["remedies"][0]["text"], other["remedies"][0]["text"]);
}

/// What only an English report says. Words that French shares (cause, note, sources, service) are not
/// among them, nor those that stand in commands and log lines, which stay as they are.
const ENGLISH: [&str; 46] = [
    "Found",
    "Since",
    "For whom",
    "Whose side",
    "Evidence",
    "Next",
    "Also",
    "For it",
    "Against it",
    "To decide",
    "Not known",
    "Explains",
    "Looked at",
    "Not seen",
    "Or before",
    "Judged",
    "Not judged",
    "confidence",
    "Coverage",
    "known to be missing",
    "Clock offsets",
    "give or take",
    "in step with",
    "Collect:",
    "Findings",
    "Records",
    "records",
    "subscription",
    "subscriptions",
    "missed",
    "seen",
    "late,",
    "still so",
    "recovered",
    "last seen",
    "not seen",
    "whether",
    "that time",
    "listed under",
    "more finding",
    "Timeline",
    "Keep-alive ledger",
    "silent",
    "Failures over time",
    "Level",
    "in the input",
];

/// Text of a report without what is quoted: commands, log lines, mark-up.
fn unquoted(report: &str) -> String {
    let mut text = report.to_owned();
    for quoted in [
        r"(?s)<style>.*?</style>",
        r"(?s)<pre>.*?</pre>",
        r"(?s)<code>.*?</code>",
        r"<[^>]*>",
        r"`[^`\n]*`",
        r"(?m)^        \S.*$",
        r"\S*/\S*",
        // The id of a rule is a word of the contract.
        r"\bsubscription-row",
    ] {
        text = regex::Regex::new(quoted).unwrap().replace_all(&text, "").into_owned();
    }
    // The text report breaks commands over lines.
    regex::Regex::new(r"(?s)`[^`]*`").unwrap().replace_all(&text, "").into_owned()
}

/// No label is left in English, whatever there is to say.
#[test]
fn no_english_is_left_in_french_reports() {
    let words = ENGLISH.map(|word| {
        let end = if word.ends_with(|c: char| c.is_alphanumeric()) { r"\b" } else { "" };
        regex::Regex::new(&format!(r"\b{}{end}", regex::escape(word))).unwrap()
    });
    let mut left = Vec::new();
    for folder in std::fs::read_dir(root().join("sample-logs")).unwrap() {
        let logs = folder.unwrap().path().join("logs");
        if !logs.is_dir() {
            continue;
        }
        for format in ["text", "markdown", "html"] {
            let project = Project::new();
            let logs = logs.to_str().unwrap();
            let args =
                ["analyze", "--no-index", "--quiet", "--lang", "fr", "--format", format, logs];
            let text = unquoted(&project.run(&args).stdout);
            for word in words.iter().filter(|word| word.is_match(&text)) {
                let line = text.lines().find(|line| word.is_match(line)).unwrap_or_default();
                left.push(format!("{logs} {format} {word}: {}", line.trim()));
            }
        }
    }
    assert!(left.is_empty(), "{}", left.join("\n"));
}

#[test]
fn the_language_is_never_that_of_the_machine() {
    let project = Project::new();
    let logs = sample("healthy-night").join("logs");
    let run = |envs: &[(&str, &str)]| {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_mbxtrace"))
            .args(["analyze", "--no-index", logs.to_str().unwrap()])
            .current_dir(project.path())
            .env_remove("MBXTRACE_LANG")
            .envs(envs.iter().copied())
            .output()
            .unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    let english = run(&[]);
    assert_eq!(english, run(&[("LANG", "fr_FR.UTF-8"), ("LC_ALL", "fr_FR.UTF-8")]));
    let french = run(&[("MBXTRACE_LANG", "fr")]);
    assert!(
        french.starts_with("Aucun constat dans ") && english.starts_with("Nothing found in "),
        "{french}"
    );
}
