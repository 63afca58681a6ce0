//! Subscriptions that follow one another because none holds: told where time alone tells them, and not
//! where a hole, a restart or a few that held would explain the same.

use mbxtrace_parsers::{Field, Format};

use super::stage::{DAY, Hole, Line, S, in_order, line, run};
use crate::{Detail, Finding, RuleSet, State};

const EX1: &str = "192.0.2.21";
const EX2: &str = "192.0.2.22";

/// A post of a subscription.
fn post(at: i64, id: &str, pid: &str, server: &str) -> Line {
    let fields = [(Field::Subscription, id), (Field::Pid, pid), (Field::ClientIp, server)];
    line(Format::JettyRequestLog, "cuc1", at, &fields)
}

/// One that holds, to keep the log going.
fn steady(until: i64) -> Vec<Line> {
    (0..=until / 300).map(|slot| post(slot * 300, "steady", "7", EX2)).collect()
}

/// Subscriptions made `apart` seconds after one another, with a single post each.
fn chain(name: &str, from: i64, apart: &[i64], server: &str) -> Vec<Line> {
    let mut at = from;
    let mut made = vec![post(at, &format!("{name}0"), "7", server)];
    for (number, step) in (1..).zip(apart) {
        at += step;
        made.push(post(at, &format!("{name}{number}"), "7", server));
    }
    made
}

fn found(lines: Vec<Line>, holes: &[Hole]) -> Vec<Finding> {
    let (outcome, _) = run(&RuleSet::builtin(), &in_order(lines), holes, None);
    outcome.findings.into_iter().filter(|one| one.rule == "resubscribe-chain").collect()
}

fn number(finding: &Finding, name: &str) -> Option<i64> {
    finding.details.iter().find_map(|(part, value)| match value {
        Detail::Number(number) if part == name => Some(*number),
        _ => None,
    })
}

#[test]
fn a_hole_or_a_restart_in_between_tells_nothing() {
    let lines = || [steady(9000), chain("a", 600, &[960, 960, 960], EX1)].concat();
    let all = found(lines(), &[]);
    let [one] = all.as_slice() else { panic!("{all:?}") };
    assert_eq!((number(one, "renewed"), number(one, "chains")), (Some(3), Some(1)));
    assert_eq!((one.first, one.last), (DAY + 600 * S, Some(DAY + 3480 * S)));
    assert_eq!(one.state, State::Ended, "the fourth was not followed by a fifth");
    assert_eq!(one.evidence.len(), 4);
    // What began behind a hole may have been there before.
    assert_eq!(found(lines(), &[(2300, 2500)]), []);
    // Mailbox Sync was started anew, and what follows the second is of the new process.
    let mut restarted = [steady(1800), chain("a", 600, &[960], EX1)].concat();
    restarted
        .extend((0..3).map(|number| post(2520 + number * 960, &format!("b{number}"), "8", EX1)));
    restarted.extend((0..30).map(|slot| post(2400 + slot * 300, "anew", "8", EX2)));
    assert_eq!(found(restarted, &[]), []);
}

#[test]
fn mailboxes_of_one_server_are_one_finding_and_of_two_are_two() {
    let two = |server| {
        let other = chain("b", 700, &[970, 970, 970, 970], server);
        found([steady(6000), chain("a", 600, &[960, 960, 960], EX1), other].concat(), &[])
    };
    let same = two(EX1);
    let [one] = same.as_slice() else { panic!("{same:?}") };
    assert_eq!((one.count, number(one, "renewed"), number(one, "chains")), (7, Some(4), Some(2)));
    assert_eq!(one.subject.last(), Some(&("server".to_owned(), EX1.to_owned())));
    assert_eq!(two("192.0.2.99").len(), 2);
}

#[test]
fn it_goes_on_while_the_last_one_may_still_be_replaced() {
    let at = |end: i64| {
        let lines = [steady(end), chain("a", 600, &[960, 960, 960], EX1)].concat();
        found(lines, &[]).first().map(|one| one.state)
    };
    assert_eq!(at(3600), Some(State::Open));
    assert_eq!(at(4500), Some(State::Open), "the fifth may come up to 17 minutes and a half after");
    assert_eq!(at(4800), Some(State::Ended));
}

/// Live it is told once it is there, under the id of the final verdict.
#[test]
fn a_chain_is_told_live() {
    let lines = in_order([steady(9000), chain("a", 600, &[960, 960, 960], EX1)].concat());
    let (outcome, drained) = run(&RuleSet::builtin(), &lines, &[], Some(1));
    let is_chain = |one: &&Finding| one.rule == "resubscribe-chain";
    let id = outcome.findings.iter().find(is_chain).map(|one| one.id.clone());
    let live: Vec<_> = drained.iter().filter(is_chain).collect();
    assert!(id.is_some() && !live.is_empty());
    assert!(live.iter().all(|one| Some(&one.id) == id.as_ref()), "{live:?}");
}
