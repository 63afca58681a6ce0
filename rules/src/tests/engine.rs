//! Examples with hand-built events: what log text cannot show, or not yet.

use mbxtrace_parsers::{Field, Format};

use super::stage::{Line, in_order, line, run};
use crate::{Engine, Finding, RuleSet, Severity, State};

fn overrun(seconds: i64, fields: &[(Field, &str)]) -> Line {
    let mut all = vec![(Field::Provider, "MSExchangeIS"), (Field::EventId, "9646")];
    all.extend_from_slice(fields);
    line(Format::Evtx, "ex1", seconds, &all)
}

#[test]
fn every_9646_is_in_one_finding_even_without_an_account() {
    let session =
        [(Field::Account, "um-svc"), (Field::ObjectType, "session"), (Field::Limit, "16")];
    let folder = [(Field::Account, "um-svc"), (Field::ObjectType, "objtfolder")];
    let other = [(Field::Provider, "Monitoring"), (Field::EventId, "9646")];
    let lines = in_order(vec![
        overrun(0, &session),
        overrun(1800, &session),
        overrun(3601, &session),
        overrun(10, &folder),
        overrun(20, &[]),
        line(Format::EventXml, "ex1", 30, &other),
    ]);
    let (outcome, _) = run(&RuleSet::builtin(), &lines, &[], None);
    let shown: Vec<_> = outcome
        .findings
        .iter()
        .map(|one| {
            let subject: Vec<_> = one.subject.iter().map(|(_, value)| value.as_str()).collect();
            (one.level, subject.join(" "), one.count, one.state)
        })
        .collect();
    let expected = [
        (Severity::High, "um-svc session 16", 2, State::Ended),
        (Severity::High, "um-svc session 16", 1, State::Open),
        (Severity::Medium, "um-svc objtfolder", 1, State::Ended),
        (Severity::Medium, "unknown", 1, State::Ended),
    ];
    let expected =
        expected.map(|(level, subject, count, state)| (level, subject.to_owned(), count, state));
    assert_eq!(shown, expected);
    assert!(outcome.unkeyed.is_empty());
    let judged = |rule| outcome.not_judged.iter().all(|one| one.rule != rule);
    assert!(judged("mapi-session-overrun") && judged("imap-user-limit"));
    // The Application log is not the Security log, and there is no other source.
    assert!(!judged("account-locked") && !judged("http-failure") && !judged("keepalive-missing"));
}

#[test]
fn a_transport_error_is_not_the_503_of_a_server() {
    let server = (Field::Server, "mail1.example.com");
    let lines = in_order(vec![
        line(
            Format::CucDiag,
            "cuc1",
            0,
            &[server, (Field::TransportError, "Couldn't connect to server")],
        ),
        line(Format::CucDiag, "cuc1", 1, &[server, (Field::HttpStatus, "503")]),
        line(Format::CucDiag, "cuc1", 2, &[server, (Field::HttpStatus, "399")]),
    ]);
    let (outcome, _) = run(&RuleSet::builtin(), &lines, &[], None);
    let last: Vec<_> = outcome.findings.iter().filter_map(|one| one.subject.last()).collect();
    let names: Vec<_> = last.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["transport_error", "http_status"]);
    assert!(outcome.findings.iter().all(|one| one.level == Severity::High && one.count == 1));
}

#[test]
fn evidence_is_the_first_three_and_the_last_two() {
    let fields = [(Field::HttpStatus, "500")];
    let lines: Vec<_> = (0..9).map(|at| line(Format::CucDiag, "cuc1", at, &fields)).collect();
    let (outcome, _) = run(&RuleSet::builtin(), &lines, &[], None);
    let [finding] = outcome.findings.as_slice() else { panic!("one finding") };
    let starts: Vec<_> =
        finding.evidence.iter().filter_map(|one| one.text.split(' ').next()).collect();
    assert_eq!(starts, ["0", "1", "2", "7", "8"]);
    assert_eq!(finding.count, 9);
    assert!(finding.details.iter().any(|(name, _)| name == "evidence_omitted"));
}

#[test]
fn late_records_are_counted_and_keep_the_id() {
    let fields = [(Field::HttpStatus, "500")];
    let at = |seconds| line(Format::CucDiag, "cuc1", seconds, &fields);
    let (outcome, drained) = run(&RuleSet::builtin(), &[at(100), at(90), at(110)], &[], Some(1));
    assert_eq!(outcome.late, 1);
    let [finding] = outcome.findings.as_slice() else { panic!("one finding") };
    assert_eq!(finding.count, 3);
    assert!(drained.iter().all(|one| one.id == finding.id));
}

#[test]
fn an_outage_opens_live_grows_and_recovers_under_one_id() {
    let beat = |at: i64| {
        line(Format::JettyRequestLog, "cuc1", at, &[(Field::Subscription, "a"), (Field::Pid, "7")])
    };
    let comet = |at: i64| line(Format::JettyRequestLog, "cuc1", at, &[(Field::Url, "/c")]);
    let mut lines: Vec<_> = (0..6).map(|at| beat(at * 300)).collect();
    lines.extend((26..60).map(|minute| comet(minute * 60)));
    lines.push(beat(3600));
    let lines = in_order(lines);
    let (outcome, drained) = run(&RuleSet::builtin(), &lines, &[], Some(1));
    let levels: Vec<_> = drained.iter().map(|one| (one.level, one.state)).collect();
    assert_eq!(levels.first(), Some(&(Severity::Low, State::Open)));
    assert!(levels.contains(&(Severity::High, State::Open)));
    let ids: std::collections::BTreeSet<_> = drained.iter().map(|one| &one.id).collect();
    assert_eq!(ids.len(), 1);
    let finals: Vec<_> =
        outcome.findings.iter().filter(|one| one.rule == "keepalive-missing").collect();
    let [finding] = finals.as_slice() else { panic!("one outage") };
    assert!(ids.contains(&finding.id));
    assert_eq!((finding.level, finding.state), (Severity::High, State::Recovered));
}

fn beat(node: &str, key: &str, pid: &str, at: i64) -> Line {
    let fields = [(Field::Subscription, key), (Field::Pid, pid), (Field::ClientIp, "192.0.2.21")];
    line(Format::JettyRequestLog, node, at, &fields)
}

fn comet(node: &str, at: i64) -> Line {
    line(Format::JettyRequestLog, node, at, &[(Field::Url, "/vmevents/cometd")])
}

#[test]
fn a_restart_with_a_smaller_pid_replaces_what_is_never_heard_again() {
    let mut lines: Vec<_> = (0..4).map(|at| beat("n", "old", "30000", at * 300)).collect();
    lines.extend((0..6).map(|at| beat("n", "new", "2101", 1000 + at * 300)));
    let (outcome, _) = run(&RuleSet::builtin(), &in_order(lines), &[], None);
    let found: Vec<_> = outcome.findings.iter().map(|one| one.rule.as_str()).collect();
    assert_eq!(
        found,
        ["process-restart"],
        "a smaller pid that began later, after the last of the old"
    );
    let told = outcome.not_judged.iter().any(|one| one.because.contains("pid 30000"));
    assert!(told, "{:?}", outcome.not_judged);
}

#[test]
fn a_subset_is_a_population_and_two_keys_are_none() {
    let scene = |silent: usize| {
        let mut lines = vec![comet("n", 3600)];
        for key in 0..6 {
            let beats = if key < silent { 4 } else { 12 };
            let name = key.to_string();
            lines.extend((0..beats).map(|at| beat("n", &name, "7", at * 300 + 10)));
        }
        run(&RuleSet::builtin(), &in_order(lines), &[], None).0
    };
    let groups = |silent| {
        let outcome = scene(silent);
        let group = outcome.findings.into_iter().find(|one| one.rule == "keepalive-population");
        group.map(|one| (one.members.len(), one.subject.last().map(|(_, value)| value.clone())))
    };
    assert_eq!(groups(2), None);
    assert_eq!(groups(3), Some((3, Some("subset".to_owned()))));
    assert_eq!(groups(6), Some((6, Some("all".to_owned()))));
}

/// Six keys of one address fall silent, and so many of the twelve of another.
fn with_bystanders(silent: usize) -> Vec<Vec<(String, String)>> {
    let mut lines = vec![comet("cuc1", 6000)];
    for key in 0_usize..18 {
        let stops = key < 6 || key - 6 < silent;
        let address = if key < 6 { "192.0.2.1" } else { "192.0.2.2" };
        for slot in (0_i64..20).filter(|slot| !stops || *slot < 8) {
            let id = key.to_string();
            let fields = [(Field::Subscription, id.as_str()), (Field::ClientIp, address)];
            lines.push(line(Format::JettyRequestLog, "cuc1", slot * 300, &fields));
        }
    }
    let (outcome, _) = run(&RuleSet::builtin(), &in_order(lines), &[], None);
    let groups = outcome.findings.into_iter().filter(|one| one.rule == "keepalive-population");
    groups.map(|group| group.subject).collect()
}

#[test]
fn a_few_of_others_that_stop_by_chance_do_not_hide_a_server() {
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let node = pair("node", "cuc1");
    let server = vec![node.clone(), pair("reading", "server"), pair("server", "192.0.2.1")];
    assert_eq!(with_bystanders(0), std::slice::from_ref(&server));
    assert_eq!(with_bystanders(2), [server]);
    // A quarter of the others is no chance any more; all of them is everybody.
    assert_eq!(with_bystanders(3), [vec![node.clone(), pair("reading", "subset")]]);
    assert_eq!(with_bystanders(12), [vec![node, pair("reading", "all")]]);
}

#[test]
fn one_server_of_ten_that_falls_silent_as_a_whole_is_a_population() {
    let scene = |silent: i64| {
        let mut lines = vec![comet("cuc1", 6000)];
        for key in 0_i64..40 {
            let (id, address) = (key.to_string(), format!("192.0.2.{}", key / 4));
            for slot in (0_i64..20).filter(|slot| key >= silent || *slot < 8) {
                let fields = [(Field::Subscription, &*id), (Field::ClientIp, &*address)];
                lines.push(line(Format::JettyRequestLog, "cuc1", slot * 300 + key, &fields));
            }
        }
        run(&RuleSet::builtin(), &in_order(lines), &[], Some(1))
    };
    let groups = |findings: &[Finding]| {
        let of = findings.iter().filter(|one| one.rule == "keepalive-population");
        of.map(|group| (group.members.len(), group.subject.last().cloned())).collect::<Vec<_>>()
    };
    // Near miss: one of its four went on, and three of forty may be chance.
    assert_eq!(groups(&scene(3).0.findings), []);
    let (outcome, live) = scene(4);
    let server = Some(("server".to_owned(), "192.0.2.0".to_owned()));
    assert_eq!(groups(&outcome.findings), [(4, server.clone())]);
    // Live it is told once.
    assert_eq!(groups(&live), [(4, server)]);
}

#[test]
fn populations_are_told_apart_by_node_and_announced_once_live() {
    let mut lines = Vec::new();
    for key in ["a", "b", "c", "d"] {
        lines.extend((0..4).map(|at| beat("n1", key, "7", at * 300)));
        lines.extend((0..20).map(|at| beat("n2", &format!("{key}2"), "7", at * 300)));
    }
    lines.extend((0..100).map(|minute| comet("n1", minute * 60)));
    let (outcome, drained) = run(&RuleSet::builtin(), &in_order(lines), &[], Some(1));
    let live: Vec<_> = drained.iter().filter(|one| one.rule == "keepalive-population").collect();
    let [group] = live.as_slice() else { panic!("one announcement, not {}", live.len()) };
    assert_eq!(group.subject.first(), Some(&("node".to_owned(), "n1".to_owned())));
    assert!(outcome.findings.iter().any(|one| one.id == group.id));
}

#[test]
fn a_missing_day_between_two_files_is_a_hole() {
    let mut engine = Engine::new(&RuleSet::builtin());
    let day = 86_400;
    for (stream, start) in [(0, 80_000), (1, 80_000 + 2 * day)] {
        let mut lines: Vec<_> = (0..6).map(|at| beat("n", "a", "7", start + at * 300)).collect();
        for one in &mut lines {
            one.origin.stream = stream;
        }
        let [first, .., last] = lines.as_slice() else { panic!("six lines") };
        engine.begin(&first.origin, first.time());
        for one in &lines {
            one.push_to(&mut engine);
        }
        engine.end(&last.origin, last.time());
    }
    let outcome = engine.finish();
    assert_eq!(outcome.findings, []);
    let told = |one: &crate::NotJudged| one.because.contains("1 subscription could not be judged");
    assert!(outcome.not_judged.iter().any(told), "{:?}", outcome.not_judged);
}

#[test]
fn who_is_not_heard_after_a_hole_may_go_on_under_another_name() {
    let begin = 3000;
    for (hole, after, expected) in [
        (1800, ["a", "b", "c"].as_slice(), [].as_slice()),
        (1800, &["d", "e", "f"], &[]),
        (1800, &["a", "d", "e"], &[]),
        // Fewer began than are gone; but in hours more may have changed.
        (1800, &["a", "d"], &["b", "c"]),
        (7200, &["a", "d"], &[]),
        // Nobody began.
        (1800, &["a", "b"], &["c"]),
        (7200, &["a", "b"], &["c"]),
        (7200, &[], &["a", "b", "c"]),
    ] {
        let over = begin + hole;
        let mut lines: Vec<_> = (0..11).map(|at| comet("n", over + at * 300)).collect();
        for tick in 0..10 {
            lines.extend(["a", "b", "c"].map(|key| beat("n", key, "7", tick * 300)));
        }
        for tick in 0..11 {
            lines.extend(after.iter().map(|key| beat("n", key, "7", over + tick * 300)));
        }
        let (outcome, _) = run(&RuleSet::builtin(), &in_order(lines), &[(begin, over)], None);
        let found = outcome.findings.iter().filter(|one| one.rule == "keepalive-missing");
        let mut found: Vec<&str> = found.map(|one| one.subject[0].1.as_str()).collect();
        found.sort_unstable();
        assert_eq!(found, expected, "{hole} {after:?}");
        let is_said = outcome.not_judged.iter().any(|one| one.because.contains("cannot be told"));
        let is_judged = after == ["a", "b", "c"] || !expected.is_empty();
        assert_eq!(is_said, !is_judged, "{hole} {after:?}: {:?}", outcome.not_judged);
    }
}

#[test]
fn a_key_of_the_roster_that_is_never_seen_is_an_outage() {
    let text = "schema = 1\nid = \"law\"\ntitle = \"t\"\nlevel = \"low\"\nwhy = \"w\"\n\
        [select.beat]\nsource = \"jetty-request-log\"\nsubscription = { exists = true }\n\
        [select.made]\nsource = \"cuc-diag\"\nsubscription = { exists = true }\n\
        [detect]\nkind = \"absence\"\nof = \"beat\"\nby = [\"subscription\"]\nevery = \"5m\"\n\
        tolerance = \"30s\"\nroster = { of = \"made\", grace = \"6m\" }\n[say]\ntext = \"{missed}\"\n";
    let rules = RuleSet::parse(&[("r.toml".to_owned(), text.to_owned())]).expect("valid");
    let made = |key: &str| line(Format::CucDiag, "n", 100, &[(Field::Subscription, key)]);
    let mut lines = vec![made("never"), made("seen"), comet("n", 0), comet("n", 1000)];
    // The last beat of `seen` leaves less than one slot to the end.
    lines.extend([400, 700].map(|at| beat("n", "seen", "7", at)));
    let (outcome, _) = run(&rules, &in_order(lines), &[], None);
    let shown: Vec<_> =
        outcome.findings.iter().map(|one| (&one.subject[0].1, &one.title)).collect();
    // Deadlines at 460 s and 760 s are before the end of coverage at 1000 s.
    assert_eq!(shown, [(&"never".to_owned(), &"2".to_owned())]);
}

#[test]
fn a_heartbeat_never_seen_is_not_judged_where_another_node_has_none_either() {
    let web = [(Field::HttpMethod, "POST"), (Field::Url, "/vmevents/cometd")];
    let of = |node, seconds| line(Format::JettyRequestLog, node, seconds, &web);
    let never = |lines: Vec<Line>| {
        let (outcome, _) = run(&RuleSet::builtin(), &in_order(lines), &[], None);
        let told = outcome.not_judged.into_iter().filter(|one| one.rule == "keepalive-missing");
        told.map(|one| one.because).collect::<Vec<_>>()
    };
    let standby = never(vec![of("cuc2", 0), of("cuc2", 7200)]);
    assert_eq!(
        standby,
        ["no subscription at all in the Jetty request log of cuc2 (2014-06-29T00:00:00Z to \
          2014-06-29T02:00:00Z): what never came cannot be missed"]
    );
    // Near miss: the other node of the cluster has the notifications.
    let post = [(Field::Subscription, "6f1f8c1e-0000-4000-8000-000000000001")];
    let mut cluster = vec![of("cuc2", 0), of("cuc2", 7200)];
    cluster.extend((0..24).map(|tick| line(Format::JettyRequestLog, "cuc1", 300 * tick, &post)));
    assert_eq!(never(cluster), Vec::<String>::new());
}

#[test]
fn what_was_seen_is_told_in_order_with_its_holes() {
    let web = [(Field::HttpMethod, "GET")];
    let lines = in_order(vec![
        line(Format::JettyRequestLog, "cuc2", 5, &web),
        line(Format::JettyRequestLog, "cuc1", 0, &web),
        line(Format::JettyRequestLog, "cuc1", 900, &web),
        line(Format::CiscoSyslog, "cuc1", 60, &[]),
    ]);
    let mut engine = Engine::new(&RuleSet::builtin());
    for one in &lines {
        one.push_to(&mut engine);
    }
    let (from, to) = (lines[0].time() + 10, lines[0].time() + 20);
    engine.hole(&lines[0].origin, from, to, "a file is missing");
    let seen = engine.finish().seen;
    let told: Vec<_> =
        seen.iter().map(|one| (one.node.as_str(), one.family.name(), one.holes.len())).collect();
    assert_eq!(
        told,
        [
            ("cuc1", "jetty-request-log", 1),
            ("cuc1", "cisco-syslog", 0),
            ("cuc2", "jetty-request-log", 0),
        ]
    );
    assert_eq!(seen[0].span, Some((lines[0].time(), lines[0].time() + 900_000_000_000)));
}
