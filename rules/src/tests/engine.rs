//! Examples with hand-built events: what log text cannot show, or not yet.

use mbxtrace_parsers::{Field, Format};

use super::stage::{Line, in_order, line, run};
use crate::{RuleSet, Severity, State};

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
    assert_eq!(outcome.not_judged.len(), 2, "{:?}", outcome.not_judged);
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
