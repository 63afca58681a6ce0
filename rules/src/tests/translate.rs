//! Rules in another language: complete where they speak it, English elsewhere, mistakes told.

use crate::render::Blanks;
use crate::{Finding, RuleSet, Severity, State};

fn finding(rule: &str, subject: &[(&str, &str)]) -> Finding {
    Finding {
        id: String::new(),
        rule: rule.to_owned(),
        level: Severity::High,
        title: String::new(),
        state: State::Open,
        subject: subject.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect(),
        first: 0,
        last: None,
        count: 3,
        details: Vec::new(),
        evidence: Vec::new(),
        members: Vec::new(),
    }
}

#[test]
fn the_first_rules_speak_french() {
    let rules = RuleSet::builtin();
    let said = |finding: &Finding, lang| rules.title(finding, lang, &Blanks::ENGLISH);
    let failed = finding("http-failure", &[("endpoint", "ex1"), ("http_status", "503")]);
    assert_eq!(said(&failed, "en").unwrap(), "3 failed HTTP exchange(s) with ex1, status 503");
    assert_eq!(said(&failed, "fr").unwrap(), "3 échange(s) HTTP en échec avec ex1, statut 503");
    assert_eq!(said(&failed, "eo"), said(&failed, "en"));
    let group = finding("keepalive-population", &[("node", "cuc1")]);
    assert!(said(&group, "fr").unwrap().contains("se sont tus ensemble"));
    assert_eq!(said(&finding("no-such-rule", &[]), "fr"), None);
    let (english, french) = (rules.remedies(), rules.remedies_in("fr"));
    for id in ["http-failure", "keepalive-missing", "keepalive-population", "mapi-session-overrun"]
    {
        assert_eq!(english[id].len(), french[id].len(), "{id}");
        for (one, other) in english[id].iter().zip(&french[id]) {
            assert_ne!(one.text, other.text, "{id}");
            assert_eq!(one.when, other.when, "{id}");
        }
    }
    assert_ne!(rules.rule_title("http-failure", "fr"), rules.rule_title("http-failure", "en"));
}

#[test]
fn mistakes_are_told_with_their_place() {
    let rule = include_str!("../../library/keepalive-missing.toml");
    let whole = rule.split("[lang.fr]").next().unwrap();
    let faulty = |table: &str| {
        let file = ("x.toml".to_owned(), format!("{whole}{table}"));
        RuleSet::parse(&[file]).expect_err(table)
    };
    for (table, part) in [
        ("[lang.french]\ntitle = \"x\"", "two lower-case letters"),
        ("[lang.en]\ntitle = \"x\"", "English is what the rule itself says"),
        ("[lang.fr]\ntitel = \"x\"", "title"),
        ("[lang.fr]\nsay = \"{sub}\"", "subscription"),
        ("[lang.fr]\nremedy = [\"x\"]", "1 text(s) for 3"),
        ("[lang.fr.population]\nsay = \"{missed}\"", "members"),
        ("[lang.fr.population]\nremedy = []", "0 text(s) for 3"),
    ] {
        let error = faulty(table);
        assert!(error.message.contains(part), "{table}: {error}");
        assert!(error.line >= 80, "{table}: {error}");
    }
}
