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
    for id in [
        "http-failure",
        "keepalive-missing",
        "keepalive-population",
        "mapi-session-overrun",
        "resubscribe-chain",
    ] {
        assert_eq!(english[id].len(), french[id].len(), "{id}");
        for (one, other) in english[id].iter().zip(&french[id]) {
            assert_ne!(one.text, other.text, "{id}");
            assert_eq!(one.when, other.when, "{id}");
        }
    }
    assert_ne!(rules.rule_title("http-failure", "fr"), rules.rule_title("http-failure", "en"));
    let (english, french) = (rules.texts(), rules.texts_in("fr"));
    assert!(english.keys().eq(french.keys()));
    for (id, text) in &english {
        assert_ne!(text.why, french[id].why, "{id}");
        assert_ne!(text.title, french[id].title, "{id}");
        assert_eq!(text.references, french[id].references, "{id}");
    }
    assert_eq!(rules.texts_in("eo"), english);
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
        ("[lang.fr.renewal]\nsay = \"{missed}\"", "renewed"),
        ("[lang.fr.renewal]\nremedy = []", "0 text(s) for 2"),
    ] {
        let error = faulty(table);
        assert!(error.message.contains(part), "{table}: {error}");
        assert!(error.line >= 80, "{table}: {error}");
    }
}

/// Every rule and every cause says all it says in French, with the same names.
#[test]
fn everything_speaks_french() {
    let rules = RuleSet::builtin();
    for rule in rules.rules() {
        let texts = rule.texts.get("fr").unwrap_or_else(|| panic!("{}", rule.id));
        assert!(texts.title.is_some() && texts.say.is_some(), "{}", rule.id);
        assert_eq!(texts.remedies.len(), rules.remedies().get(&rule.id).map_or(0, Vec::len));
    }
    let titles = [rules.cause_texts_in("en"), rules.cause_texts_in("fr")];
    for (id, text) in &titles[0] {
        assert_ne!(text.title, titles[1][id].title, "{id}");
        assert!(!text.title.contains(['{', '[']) && !text.why.is_empty(), "{id}: {}", text.title);
    }
    assert_eq!(titles[0]["RC-33"].title.matches('…').count(), 2);
    for cause in rules.causes() {
        let texts = cause.texts.get("fr").unwrap_or_else(|| panic!("{}", cause.id));
        assert!(texts.next_evidence.is_some(), "{}", cause.id);
        assert_eq!(texts.remedies.len(), cause.advice.len(), "{}", cause.id);
        let said = texts.title.as_ref().unwrap_or_else(|| panic!("{}", cause.id));
        let names = |template: &crate::render::Template| {
            template.names().map(str::to_owned).collect::<std::collections::BTreeSet<_>>()
        };
        assert_eq!(names(said), names(&cause.title), "{}", cause.id);
        let items = cause.required.iter().flatten();
        for item in items.chain(&cause.supporting).chain(&cause.contradicting) {
            assert!(texts.clauses.contains_key(&item.say), "{}: {}", cause.id, item.say);
        }
    }
}

#[test]
fn sentences_of_causes_are_found_by_their_english_form() {
    let rules = RuleSet::builtin();
    let cause = rules.spoken_cause("RC-21", "fr").expect("it speaks French");
    let title = |english: &str| cause.title(english, &Blanks::ENGLISH);
    let with =
        "Notifications of Exchange 192.0.2.11 do not get through to port 7080: a firewall or route";
    let said = title(with).expect("its own title");
    assert!(said.starts_with("Les notifications d’Exchange 192.0.2.11 "), "{said}");
    let without = "Notifications of Exchange do not get through to port 7080: a firewall or route";
    assert!(
        title(without).expect("without a server").starts_with("Les notifications d’Exchange n")
    );
    assert_eq!(title("something else"), None);
    let (said, rest) = cause.clause("keep-alives stayed away together (12 of 24)").expect("known");
    assert!(said.contains("ensemble"), "{said}");
    assert_eq!(rest, " (12 of 24)");
    assert_eq!(cause.clause("nobody says this"), None);
    assert_eq!(cause.next_evidence("not what it asks for"), None);
    assert!(rules.spoken_cause("RC-21", "eo").is_none());
}
