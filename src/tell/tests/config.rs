//! Sinks as people configure them, and what is said of mistakes.

use mbxtrace_rules::Severity;

use crate::tell::{SinkConfig, Target, Teller, check};

#[derive(Debug, serde::Deserialize)]
struct Config {
    tell: Vec<SinkConfig>,
}

fn read(text: &str) -> Result<Vec<SinkConfig>, String> {
    toml::from_str::<Config>(text).map(|config| config.tell).map_err(|error| error.to_string())
}

const ALL: &str = r#"
[[tell]]
kind = "stdout"

[[tell]]
kind = "file"
path = "/var/log/mbxtrace/alerts.jsonl"
level = "low"

[[tell]]
kind = "syslog"
address = "logs.contoso.example"
transport = "tls"
rules = ["keepalive-*"]

[[tell]]
kind = "webhook"
url = "https://hooks.contoso.example/T0KEN/in/path?key=T0KEN"
timeout = "2s"
retry_max = "5m"

[[tell]]
kind = "exec"
command = ["/usr/local/bin/page", "--now"]
name = "pager"
level = "critical"
"#;

#[test]
fn every_kind_with_its_defaults() {
    let sinks = read(ALL).unwrap();
    insta::assert_debug_snapshot!(sinks);
    let names: Vec<_> = sinks.iter().map(SinkConfig::name).collect();
    assert_eq!(
        names,
        [
            "stdout",
            "file /var/log/mbxtrace/alerts.jsonl",
            "syslog tls://logs.contoso.example",
            "webhook hooks.contoso.example",
            "pager"
        ]
    );
    assert_eq!(sinks[0], SinkConfig::new(sinks[0].target.clone()));
}

#[test]
fn mistakes_are_named() {
    let mistakes = [
        "kind = \"pigeon\"",
        "level = \"high\"",
        "kind = \"file\"",
        "kind = \"stdout\"\npath = \"x\"",
        "kind = \"webhook\"\nurl = \"https://a.example\"\nsecret = \"x\"",
        "kind = \"stdout\"\nlevel = \"severe\"",
        "kind = \"exec\"\ncommand = [\"x\"]\ntimeout = 5",
        "kind = \"exec\"\ncommand = [\"x\"]\ntimeout = \"5\"",
    ];
    let said: Vec<String> = mistakes
        .iter()
        .map(|mistake| {
            let error = read(&format!("[[tell]]\n{mistake}")).unwrap_err();
            format!("{mistake}\n{error}")
        })
        .collect();
    insta::assert_snapshot!(said.join("\n"));
}

#[test]
fn what_cannot_be_is_said_before_anything_starts() {
    let folder = tempfile::tempdir().unwrap();
    let mistakes = [
        ("kind = \"exec\"\ncommand = []", "`command` is empty"),
        ("kind = \"webhook\"\nurl = \"ftp://a.example\"", "`url` must begin with"),
        ("kind = \"webhook\"\nurl = \"http://a\"\nsecret_file = \"/no/such\"", "secret /no/such"),
        ("kind = \"webhook\"\nurl = \"https://a\"\nca_file = \"/no/such\"", "/no/such"),
        ("kind = \"webhook\"\nurl = \"http://a\"\nca_file = \"/no/such\"", "/no/such"),
        ("kind = \"webhook\"\nurl = \"http://a\"\nkey_file = \"x\"", "go together"),
        ("kind = \"syslog\"\naddress = \"a:b\"", "`a:b` is no address"),
        ("kind = \"syslog\"\naddress = \"a\"\nfacility = \"local9\"", "`local9` is no facility"),
        ("kind = \"syslog\"\naddress = \"a\"\nca_file = \"x\"", "need `transport = \"tls\"`"),
        ("kind = \"stdout\"\nrules = [\"[\"]", "`rules`: `[`"),
        ("kind = \"stdout\"\nname = \"a\\u0000b\"", "is no name for a sink"),
        ("kind = \"stdout\"\n[[tell]]\nkind = \"stdout\"", "two sinks are called `stdout`"),
    ];
    for (mistake, said) in mistakes {
        let sinks = read(&format!("[[tell]]\n{mistake}")).unwrap();
        let error = format!("{:#}", check(&sinks).unwrap_err());
        assert!(error.contains(said), "{mistake}: {error}");
        let opened = Teller::open(folder.path(), sinks).err().unwrap();
        assert_eq!(format!("{opened:#}"), error);
    }
    let good = read("[[tell]]\nkind = \"stdout\"\nlevel = \"info\"").unwrap();
    check(&good).unwrap();
    assert_eq!(good[0].level, Severity::Info);
    assert!(matches!(good[0].target, Target::Stdout(_)));
}
