//! The catalogues are complete, and what the program says is in them.

use std::collections::BTreeSet;

use super::{FILES, Lang, parsed};
use crate::report::side;
use crate::report::tests::build::outage;

fn names(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).filter_map(|part| part.split('}').next()).collect()
}

#[test]
fn every_language_says_everything_with_the_same_names() {
    let english = parsed(FILES[0].1);
    assert_eq!(FILES.map(|(lang, _)| lang), Lang::ALL);
    for (lang, file) in &FILES[1..] {
        let other = parsed(file);
        let keys = |messages: &std::collections::BTreeMap<String, String>| {
            messages.keys().cloned().collect::<BTreeSet<_>>()
        };
        assert_eq!(keys(&english), keys(&other), "{}", lang.code());
        for (key, text) in &english {
            assert_eq!(names(text), names(&other[key]), "{} {key}", lang.code());
            assert_eq!(text.matches('|').count() > 0, other[key].contains('|'), "{key}");
            assert!(!other[key].is_empty(), "{key}");
        }
    }
}

#[test]
fn french_keeps_its_spaces() {
    for (key, text) in parsed(FILES[1].1) {
        for (at, part) in text.split('`').enumerate() {
            let is_code = at % 2 == 1;
            for mark in [" :", " ;", " !", " ?", "'"] {
                assert!(is_code || !part.contains(mark), "{key}: {text}");
            }
        }
    }
}

/// Every message the code asks for by a literal is there.
#[test]
fn every_message_asked_for_is_there() {
    let english = parsed(FILES[0].1);
    let asked = regex::Regex::new(r#"\.(?:say|text)\(\s*"([a-z0-9.-]+)""#).expect("valid");
    let mut seen = 0;
    let mut folders = vec![std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("readable") {
            let path = entry.expect("readable").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "rs") {
                let source = std::fs::read_to_string(&path).expect("readable");
                for found in asked.captures_iter(&source) {
                    assert!(english.contains_key(&found[1]), "{} in {}", &found[1], path.display());
                    seen += 1;
                }
            }
        }
    }
    assert!(seen > 50, "{seen}");
}

#[test]
fn sentences_from_elsewhere_are_recognised() {
    let fr = Lang::Fr;
    for (english, french) in [
        (
            "no Windows event log in the input",
            "pas de journal d’événements Windows dans les données fournies",
        ),
        (
            "no CUC diagnostic trace or Jetty request log in the input",
            "pas de trace de diagnostic CUC ou journal des requêtes Jetty dans les données fournies",
        ),
        (
            "zone: nothing in the input proves it, taken as UTC; say it with --tz [GLOB=]ZONE",
            "fuseau\u{a0}: rien dans les données ne le prouve, pris pour UTC\u{202f}; à préciser avec \
             --tz [GLOB=]ZONE",
        ),
        (
            "the Jetty request log of cuc1 has no record from A to B (file 00000088 is missing): 2 \
             subscriptions could not be judged there",
            "journal des requêtes Jetty de cuc1\u{a0}: aucun enregistrement du A au B (file 00000088 is \
             missing)\u{202f}; 2 abonnements n’ont pas pu être jugés sur cette période",
        ),
        (
            "nothing that oauth-token-missing waits for in the Cisco application syslog of cuc1 (A to B) and \
             the Cisco application syslog of cuc2 (C to D): what never came cannot be missed",
            "syslog applicatif Cisco de cuc1 (du A au B) et syslog applicatif Cisco de cuc2 (du C au \
             D)\u{a0}: rien de ce qu’attend oauth-token-missing\u{202f}; ce qui n’est jamais venu ne peut \
             manquer",
        ),
        (
            "record numbers of Application on exch01 jump at 3 of 9 places: the export is filtered, so it \
             shows nothing of what the filter left out",
            "les numéros d’enregistrement de Application sur exch01 sautent à 3 endroits sur 9\u{a0}: \
             l’export est filtré et ne montre rien de ce que le filtre a laissé de côté",
        ),
        (
            "2 pairs from the Date headers of its answers, at least 5 are needed",
            "2 paires d’après les en-têtes Date de ses réponses, il en faut au moins 5",
        ),
        (
            "CiscoSyslog and a CuMbxSync trace with EWS response headers (CsEws, all levels) of cuc2; or ask \
             the clocks: `utils ntp status` on cuc2, `w32tm /stripchart /computer:<NTP server of cuc2> \
             /samples:5 /dataonly` on exch02",
            "CiscoSyslog et une trace CuMbxSync avec les en-têtes des réponses EWS (CsEws, tous les \
             niveaux) de cuc2\u{202f}; ou demander aux horloges\u{a0}: `utils ntp status` sur cuc2, `w32tm \
             /stripchart /computer:<serveur NTP de cuc2> /samples:5 /dataonly` sur exch02",
        ),
        ("something nobody knows", "something nobody knows"),
    ] {
        assert_eq!(fr.sentence(english), french);
        assert_eq!(Lang::En.sentence(english), english);
    }
}

#[test]
fn numbers_and_counts() {
    assert_eq!(Lang::Fr.number(1_234_567), "1\u{202f}234\u{202f}567");
    assert_eq!(Lang::Fr.count(0, "finding"), "0 constat");
    assert_eq!(Lang::Fr.count(2, "more finding"), "2 autres constats");
    assert_eq!(Lang::En.count(0, "finding"), "0 findings");
    assert_eq!(Lang::En.count(1, "widget"), "1 widget");
    assert_eq!(Lang::Fr.field("unknown_field"), "unknown field");
}

/// On whose side it is, is said in French for everything that can be said of it.
#[test]
fn every_side_is_said_in_french() {
    let said = |rule: &str, subject: &[(&str, &str)]| {
        let mut finding = outage(1, 0);
        finding.rule = rule.to_owned();
        finding.subject =
            subject.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
        let side = side::of(&finding).expect("it has a side");
        // The names of products are the same in every language.
        let is_name = ["Exchange", "Unity Connection"].contains(&side.whose);
        assert!(is_name || Lang::Fr.sentence(side.whose) != side.whose, "{}", side.whose);
        assert_ne!(Lang::Fr.sentence(side.because), side.because);
        assert_ne!(Lang::Fr.word("confidence", side.confidence), side.confidence);
    };
    said("keepalive-missing", &[]);
    said("mapi-session-overrun", &[]);
    for reading in ["all", "server", "mailbox", "subset"] {
        said("keepalive-population", &[("reading", reading)]);
    }
    said("http-failure", &[("source", "jetty-request-log")]);
    said("http-failure", &[("transport_error", "x")]);
    for status in ["400", "401", "403", "404", "407", "500", "502", "503", "504"] {
        said("http-failure", &[("http_status", status)]);
    }
}
