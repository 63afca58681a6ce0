//! Mistakes in rule files are named with place and remedy; overlays and hashes.

use crate::{RuleError, RuleSet};

const GOOD: &str = r#"schema = 1
id = "some-rule"
title = "t"
level = "low"
why = "w"
[select.bad]
source = "cuc-diag"
http_status = { ge = 400 }
[detect]
kind = "match"
of = "bad"
by = ["server|node"]
quiet = "5m"
[say]
text = "{count} of {server}"
"#;

fn parse(text: &str) -> Result<RuleSet, RuleError> {
    RuleSet::parse(&[("some.toml".to_owned(), text.to_owned())])
}

#[test]
fn mistakes_are_named() {
    assert!(parse(GOOD).is_ok());
    let cases = [
        (
            "http_status = {",
            "htp_status = {",
            "some.toml:8:1: no field is called `htp_status`; did you mean http_status?",
        ),
        (
            "source = \"cuc-diag\"",
            "source = \"cucdiag\"",
            "some.toml:7:10: no source is called `cucdiag`; there are",
        ),
        ("ge = 400", "above = 400", "some.toml:8:15: no operator is called `above`; there are eq"),
        ("ge = 400", "ge = \"x\"", "some.toml:8:15: ge, gt, le and lt compare a numeric field"),
        ("quiet = \"5m\"", "quiet = \"5\"", "some.toml:13:9: a span is written like"),
        ("quiet = \"5m\"", "every = \"5m\"", "some.toml:10:8: kind `match` has no `every`"),
        (
            "quiet = \"5m\"",
            "quite = \"5m\"",
            "some.toml:13:1: unknown field `quite`, expected one of",
        ),
        ("quiet = \"5m\"\n", "", "some.toml:9:1: kind `match` needs `quiet`"),
        (
            "\"match\"",
            "\"matches\"",
            "some.toml:10:8: no kind is called `matches`; there are match",
        ),
        ("of = \"bad\"", "of = \"good\"", "some.toml:11:6: no selection is called `good`"),
        ("server|node\"", "sever|node\"", "some.toml:12:7: no field is called `sever`"),
        ("{server}", "{host}", "some.toml:15:8: nothing fills `{host}`"),
        ("level = \"low\"", "level = \"bad\"", "some.toml:4:9: no level is called `bad`"),
        ("schema = 1", "schema = 2", "some.toml:1:10: this program knows"),
        ("id = \"some-rule\"", "id = \"Some\"", "some.toml:2:6: an id is made of"),
    ];
    for (old, new, expected) in cases {
        let text = GOOD.replacen(old, new, 1);
        assert_ne!(text, GOOD, "{old}");
        let error = parse(&text).expect_err(new).to_string();
        assert!(error.starts_with(expected), "{new}: {error}");
    }
}

#[test]
fn a_user_rule_replaces_one_of_the_same_id_and_changes_the_hash() {
    let builtin = RuleSet::builtin();
    let before = builtin.sha256();
    assert_eq!(before, RuleSet::builtin().sha256());
    let user = parse(&GOOD.replace("some-rule", "http-failure")).expect("valid");
    let count = builtin.rules().len();
    let (both, overridden) = builtin.overlay(user);
    assert_eq!(overridden, ["http-failure"]);
    assert_eq!(both.rules().len(), count);
    assert_ne!(both.sha256(), before);
    let twice = [("a".to_owned(), GOOD.to_owned()), ("b".to_owned(), GOOD.to_owned())];
    let error = RuleSet::parse(&twice).expect_err("same id").to_string();
    assert!(error.contains("already in a"), "{error}");
}
