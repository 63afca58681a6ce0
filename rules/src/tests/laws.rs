//! Each primitive equals its naive oracle, and the verdict does not depend on when it is asked for.

use std::collections::BTreeMap;

use mbxtrace_parsers::{Field, Format};
use proptest::collection::vec;
use proptest::prelude::*;

use super::stage::{DAY, Hole, Line, S, in_order, line, run};
use crate::{Detail, Finding, RuleSet, State};

pub(super) fn config() -> ProptestConfig {
    // Only the default of 256 is raised: PROPTEST_CASES has been read by then.
    let mut config = ProptestConfig::default();
    if config.cases == 256 {
        config.cases = 500;
    }
    config
}

fn rules(detect: &str) -> RuleSet {
    let text = format!(
        "schema = 1\nid = \"law\"\ntitle = \"t\"\nlevel = \"low\"\nwhy = \"w\"\n\
         [select.a]\nsource = \"cuc-diag\"\nhttp_status = 1\n{detect}\n[say]\ntext = \"x\"\n"
    );
    RuleSet::parse(&[("law.toml".to_owned(), text)]).expect("a valid rule")
}

/// Seconds, key, what kind of record, and a value.
type Spec = (i64, u8, u8, u8);

fn specs() -> impl Strategy<Value = Vec<Spec>> {
    vec((0_i64..120, 0_u8..2, 1_u8..4, 0_u8..4), 0..40).prop_map(|mut specs| {
        specs.sort_by_key(|spec| spec.0);
        specs
    })
}

fn lines(specs: &[Spec]) -> Vec<Line> {
    let line = |(at, key, kind, value): &Spec| {
        let (key, kind, value) = (key.to_string(), kind.to_string(), value.to_string());
        let fields =
            [(Field::Server, key.as_str()), (Field::HttpStatus, &kind), (Field::Mailbox, &value)];
        line(Format::CucDiag, "n", *at, &fields)
    };
    specs.iter().map(line).collect()
}

/// Key, first, last, count and a detail.
pub(super) type Shown = (String, i64, Option<i64>, u64, Option<i64>);

fn shown(findings: &[Finding], detail: &str) -> Vec<Shown> {
    let number = |finding: &Finding| {
        finding.details.iter().find_map(|(name, value)| match value {
            Detail::Number(number) if name == detail => Some(*number),
            _ => None,
        })
    };
    let seconds = |time: i64| (time - DAY) / S;
    let mut shown: Vec<_> = findings
        .iter()
        .map(|one| {
            let key = one.subject.first().map_or(String::new(), |(_, value)| value.clone());
            (key, seconds(one.first), one.last.map(seconds), one.count, number(one))
        })
        .collect();
    shown.sort();
    shown
}

fn number(count: usize) -> i64 {
    i64::try_from(count).expect("few records")
}

fn by_key(specs: &[Spec]) -> BTreeMap<u8, Vec<Spec>> {
    let mut keys: BTreeMap<u8, Vec<Spec>> = BTreeMap::new();
    for spec in specs {
        keys.entry(spec.1).or_default().push(*spec);
    }
    keys
}

/// Runs of consecutive records whose window fulfils `holds`: first in the window at the start,
/// last, and the index range.
fn over_runs(
    specs: &[Spec],
    within: i64,
    holds: impl Fn(&[Spec]) -> bool,
) -> Vec<std::ops::Range<usize>> {
    let mut runs: Vec<std::ops::Range<usize>> = Vec::new();
    let mut inside = false;
    for (at, spec) in specs.iter().enumerate() {
        let start = specs.iter().position(|one| one.0 > spec.0 - within).unwrap_or(at);
        let fulfilled = holds(&specs[start..=at]);
        match (fulfilled, inside, runs.last_mut()) {
            (true, true, Some(run)) => run.end = at + 1,
            (true, _, _) => runs.push(start..at + 1),
            _ => {}
        }
        inside = fulfilled;
    }
    runs
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn match_is_runs_without_a_pause(specs in specs()) {
        let rules = rules("[detect]\nkind = \"match\"\nof = \"a\"\nby = [\"server\"]\nquiet = \"10s\"");
        let mut expected = Vec::new();
        for (key, specs) in by_key(&specs) {
            let times: Vec<_> = specs.iter().filter(|one| one.2 == 1).map(|one| one.0).collect();
            for (at, time) in times.iter().enumerate() {
                if at == 0 || time - times[at - 1] > 10 {
                    let rest = &times[at..];
                    let pause = rest.windows(2).position(|pair| pair[1] - pair[0] > 10);
                    let run = &rest[..pause.map_or(rest.len(), |pause| pause + 1)];
                    expected.push((key.to_string(), *time, run.last().copied(), run.len() as u64, None));
                }
            }
        }
        expected.sort();
        let (outcome, _) = run(&rules, &lines(&specs), &[], None);
        prop_assert_eq!(shown(&outcome.findings, ""), expected);
        let end = specs.iter().map(|one| one.0).max().unwrap_or(0);
        for finding in &outcome.findings {
            let quiet = end - (finding.last.unwrap_or(0) - DAY) / S >= 10;
            prop_assert!(!quiet || finding.state == State::Ended);
        }
    }

    #[test]
    fn count_and_distinct_are_over_runs_of_a_window(specs in specs(), threshold in 1_usize..5) {
        for distinct in [false, true] {
            let kind = if distinct { "distinct\"\ndistinct = \"mailbox" } else { "count" };
            let rules = rules(&format!(
                "[detect]\nkind = \"{kind}\"\nof = \"a\"\nby = [\"server\"]\nwithin = \"20s\"\nthreshold = {threshold}"
            ));
            let mut expected = Vec::new();
            for (key, specs) in by_key(&specs) {
                let own: Vec<_> = specs.into_iter().filter(|one| one.2 == 1).collect();
                let different = |window: &[Spec]| {
                    window.iter().map(|one| one.3).collect::<std::collections::BTreeSet<_>>().len()
                };
                let measure =
                    |window: &[Spec]| if distinct { different(window) } else { window.len() };
                for range in over_runs(&own, 20, |window| measure(window) >= threshold) {
                    let members = &own[range];
                    let detail = distinct.then(|| number(different(members)));
                    let last = members.last().map(|one| one.0);
                    expected.push((key.to_string(), members[0].0, last, members.len() as u64, detail));
                }
            }
            expected.sort();
            let (outcome, _) = run(&rules, &lines(&specs), &[], None);
            prop_assert_eq!(shown(&outcome.findings, "distinct"), expected);
        }
    }

    #[test]
    fn rate_is_over_runs_of_a_share(specs in specs(), percent in 1_u64..100) {
        let rules = rules(&format!(
            "[select.all]\nsource = \"cuc-diag\"\n[detect]\nkind = \"rate\"\nof = \"a\"\namong = \"all\"\n\
             by = [\"server\"]\nwithin = \"20s\"\npercent = {percent}\nleast = 3"
        ));
        let bad = |window: &[Spec]| window.iter().filter(|one| one.2 == 1).count();
        let mut expected = Vec::new();
        for (key, own) in by_key(&specs) {
            let holds = |window: &[Spec]| {
                window.len() >= 3 && bad(window) > 0
                    && bad(window) as u64 * 100 >= percent * window.len() as u64
            };
            for range in over_runs(&own, 20, holds) {
                let members = &own[range];
                let times: Vec<_> = members.iter().filter(|one| one.2 == 1).map(|one| one.0).collect();
                let total = Some(number(members.len()));
                expected.push((key.to_string(), times[0], times.last().copied(), times.len() as u64, total));
            }
        }
        expected.sort();
        let (outcome, _) = run(&rules, &lines(&specs), &[], None);
        prop_assert_eq!(shown(&outcome.findings, "total"), expected);
    }

    #[test]
    fn sequence_is_the_latest_chain_that_completes(specs in specs()) {
        let rules = rules(
            "[select.b]\nsource = \"cuc-diag\"\nhttp_status = 2\n[select.c]\nsource = \"cuc-diag\"\nhttp_status = 3\n\
             [detect]\nkind = \"sequence\"\nof = [\"a\", \"b\", \"c\"]\nby = [\"server\"]\nwithin = \"30s\"",
        );
        let mut expected = Vec::new();
        for (key, own) in by_key(&specs) {
            let mut from = 0;
            for (third, spec) in own.iter().enumerate().filter(|(_, one)| one.2 == 3) {
                let starts = (from..third).filter(|first| {
                    own[*first].2 == 1
                        && spec.0 - own[*first].0 < 30
                        && own[first + 1..third].iter().any(|one| one.2 == 2)
                });
                if let Some(first) = starts.max() {
                    expected.push((key.to_string(), own[first].0, Some(spec.0), 3, None));
                    from = third + 1;
                }
            }
        }
        expected.sort();
        let (outcome, _) = run(&rules, &lines(&specs), &[], None);
        prop_assert_eq!(shown(&outcome.findings, ""), expected);
    }

    #[test]
    fn unanswered_is_a_question_without_answer_in_covered_time(
        specs in specs(),
        hole in (0_i64..120, 1_i64..40),
    ) {
        let rules = rules(
            "[select.b]\nsource = \"cuc-diag\"\nhttp_status = 2\n\
             [detect]\nkind = \"unanswered\"\nof = \"a\"\nanswer = \"b\"\nby = [\"server\"]\nwithin = \"15s\"",
        );
        let end = specs.last().map_or(0, |one| one.0);
        let hole = (hole.0, hole.0 + hole.1);
        let mut expected: BTreeMap<(String, Option<usize>), Vec<i64>> = BTreeMap::new();
        let mut answers = BTreeMap::new();
        for (key, own) in by_key(&specs) {
            for (at, asked) in own.iter().enumerate().filter(|(_, one)| one.2 == 1) {
                let answer = (at..own.len()).find(|later| own[*later].2 == 2);
                let answered = answer.map(|later| own[later].0);
                let until = asked.0 + 15;
                let covered = until <= end && !(hole.0 < until && hole.1 > asked.0);
                if covered && answered.is_none_or(|time| time >= until) {
                    expected.entry((key.to_string(), answer)).or_default().push(asked.0);
                    answers.insert((key.to_string(), answer), answered);
                }
            }
        }
        let mut expected: Vec<Shown> = expected
            .into_iter()
            .map(|(which, times)| {
                (which.0.clone(), times[0], answers[&which], times.len() as u64, None)
            })
            .collect();
        expected.sort();
        let (outcome, _) = run(&rules, &lines(&specs), &[hole], None);
        prop_assert_eq!(shown(&outcome.findings, ""), expected);
    }
}

/// Keep-alives in seconds, for two keys, and a comet request that ends coverage.
pub(super) fn beats() -> impl Strategy<Value = Vec<Vec<i64>>> {
    let step = prop_oneof![
        8 => 295_i64..306,
        2 => 1_i64..300,
        2 => 300_i64..1500,
        3 => 595_i64..606,
    ];
    vec((0_i64..600, vec(step, 0..24)), 1..4).prop_map(|keys| {
        keys.into_iter()
            .map(|(start, steps)| {
                let mut times = vec![start];
                for step in steps {
                    times.push(times.last().copied().unwrap_or(0) + step);
                }
                times
            })
            .collect()
    })
}

pub(super) fn beat_lines(keys: &[Vec<i64>], end: i64) -> Vec<Line> {
    let mut lines = Vec::new();
    for (key, times) in keys.iter().enumerate() {
        let name = key.to_string();
        for at in times {
            let fields = [(Field::Subscription, name.as_str()), (Field::ClientIp, "192.0.2.1")];
            lines.push(line(Format::JettyRequestLog, "cuc1", *at, &fields));
        }
    }
    lines.push(line(Format::JettyRequestLog, "cuc1", end, &[(Field::Url, "/c")]));
    in_order(lines)
}

/// The period a key has learned from its intervals so far, by the definition.
pub(super) fn naive_period(intervals: &[i64]) -> Option<i64> {
    let recent = &intervals[intervals.len().saturating_sub(8)..];
    if recent.len() < 4 {
        return None;
    }
    let mut sorted = recent.to_vec();
    sorted.sort_unstable();
    let count = sorted.len();
    // In milliseconds, because a median of two may be half a second.
    let median = (sorted[(count - 1) / 2] + sorted[count / 2]) * 500;
    let spread = sorted[count - 1 - count / 4] - sorted[count / 4];
    let far = (median - 300_000).abs() * 5 > 300_000;
    Some(if spread <= 60 && far { median } else { 300_000 })
}

/// Outages by the definition: slots counted one by one.
pub(super) fn naive_outages(
    keys: &[Vec<i64>],
    end: i64,
    begin: i64,
    hole: Option<Hole>,
) -> Vec<Shown> {
    let mut judged = Vec::new();
    let mut learned = Vec::new();
    for (key, times) in keys.iter().enumerate() {
        let mut intervals = Vec::new();
        let mut gaps = Vec::new();
        for pair in times.windows(2) {
            let (period, gap) = (naive_period(&intervals), pair[1] - pair[0]);
            gaps.push((pair[0], Some(pair[1]), period));
            let missed = gap * 1000 > period.unwrap_or(300_000) + 30_000;
            if (240..=720).contains(&gap) && !(missed && period.is_some()) {
                intervals.push(gap);
            }
            if missed || period.is_none() {
                continue;
            }
            gaps.pop();
        }
        let own = intervals.get(..4).and_then(naive_period);
        gaps.push((times[times.len() - 1], None, naive_period(&intervals)));
        learned.extend(naive_period(&intervals));
        judged.push((key, gaps, own));
    }
    learned.sort_unstable();
    let median = learned.get(learned.len() / 2).copied().unwrap_or(300_000);
    // Who was heard up to the hole and never again may go on under a name that begins after it.
    let is_gone = |times: &Vec<i64>| {
        let last = times[times.len() - 1];
        hole.is_some_and(|(from, to)| last < to && last + 330 >= from)
    };
    let begins =
        |times: &&Vec<i64>| hole.is_some_and(|(_, to)| (to..=to + 330).contains(&times[0]));
    let (gone, begun) =
        (keys.iter().filter(|of| is_gone(of)).count(), keys.iter().filter(begins).count());
    let is_long = hole.is_some_and(|(from, to)| to - from >= 3600);
    let may_go_on = begun > 0 && (is_long || begun >= gone);
    let mut outages = Vec::new();
    for (key, gaps, own) in judged {
        for (from, to, period) in gaps {
            // A gap below the vendor's own slot is never looked at before a cadence is known.
            let candidate = period.is_some() || to.is_none_or(|to| to - from > 330);
            let period = period.or(own).unwrap_or(median);
            let renamed = hole.filter(|_| to.is_none() && may_go_on && is_gone(&keys[key]));
            let horizon = to.or(renamed.map(|(_, over)| over.min(end))).unwrap_or(end) * 1000;
            let slots = (1..).map(|slot| from * 1000 + slot * period);
            let missed = slots.take_while(|slot| slot + 30_000 < horizon).filter(|slot| {
                let hidden = hole.is_some_and(|(from, to)| {
                    slot + 30_000 >= from * 1000 && *slot < to * 1000 + period
                });
                !hidden && *slot >= begin * 1000 + period
            });
            let missed = missed.count();
            if candidate && missed > 0 {
                outages.push((key.to_string(), from, to, 1, Some(number(missed))));
            }
        }
    }
    outages.sort();
    outages
}

fn keepalives(findings: &[Finding]) -> Vec<Finding> {
    findings.iter().filter(|one| one.rule == "keepalive-missing").cloned().collect()
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn absence_is_slots_counted_one_by_one(
        keys in beats(),
        tail in 0_i64..3000,
        hole in proptest::option::of((0_i64..6000, 1_i64..5000)),
    ) {
        let rules = RuleSet::builtin();
        let end = keys.iter().flatten().max().copied().unwrap_or(0) + tail;
        let begin = keys.iter().flatten().min().copied().unwrap_or(0);
        let hole = hole.map(|(from, length)| (from, from + length));
        let holes: Vec<_> = hole.into_iter().collect();
        let lines = beat_lines(&keys, end);
        let (outcome, _) = run(&rules, &lines, &holes, None);
        let found = shown(&keepalives(&outcome.findings), "missed");
        prop_assert_eq!(found, naive_outages(&keys, end, begin, hole));
    }

    #[test]
    fn the_verdict_does_not_depend_on_draining(
        keys in beats(),
        tail in 0_i64..3000,
        every in 1_usize..9,
    ) {
        let rules = RuleSet::builtin();
        let end = keys.iter().flatten().max().copied().unwrap_or(0) + tail;
        let lines = beat_lines(&keys, end);
        let (quiet, _) = run(&rules, &lines, &[], None);
        let (live, _) = run(&rules, &lines, &[], Some(every));
        prop_assert_eq!(quiet, live);
    }
}

/// Rounds of one key, 20 to 30 s apart: first record, last record, records and rounds of each chain of
/// at least three; records within 5 s of the beginning of a round belong to it.
fn naive_rounds(times: &[i64]) -> Vec<(i64, i64, u64, i64)> {
    let mut chains: Vec<Vec<Vec<i64>>> = Vec::new();
    for time in times {
        let round = chains.last().and_then(|chain| chain.last()).and_then(|round| round.first());
        match round.map(|begin| time - begin) {
            Some(0..5) => chains.last_mut().unwrap().last_mut().unwrap().push(*time),
            Some(20..=30) => chains.last_mut().unwrap().push(vec![*time]),
            _ => chains.push(vec![vec![*time]]),
        }
    }
    let long = chains.into_iter().filter(|chain| chain.len() >= 3);
    long.map(|chain| {
        let all: Vec<i64> = chain.concat();
        (all[0], *all.last().unwrap(), all.len() as u64, number(chain.len()))
    })
    .collect()
}

/// First appearances and old records by the definition: a number is newer than all that came before
/// it if it first comes more than 10 s after the first record of its node.
fn naive_turns(specs: &[Spec], new: bool) -> Vec<(i64, u8)> {
    let begin = specs.first().map_or(0, |spec| spec.0);
    let first = |value: u8| specs.iter().find(|spec| spec.3 == value).map_or(0, |spec| spec.0);
    let is_fresh = |value: u8| first(value) - begin > 10;
    let rank = |value: u8| {
        let at = specs.iter().position(|spec| spec.3 == value).unwrap_or(0);
        let fresh = |(index, spec): &(usize, &Spec)| {
            let is_first = specs.iter().position(|other| other.3 == spec.3) == Some(*index);
            is_first && is_fresh(spec.3)
        };
        specs.iter().enumerate().take(at + 1).filter(fresh).count()
    };
    let mut found = Vec::new();
    for (index, spec) in specs.iter().enumerate() {
        let is_first = specs.iter().position(|other| other.3 == spec.3) == Some(index);
        let newest = specs.iter().take(index + 1).map(|other| rank(other.3)).max().unwrap_or(0);
        let admitted =
            if new { is_first && is_fresh(spec.3) } else { !is_first && rank(spec.3) < newest };
        if admitted {
            found.push((spec.0, spec.3));
        }
    }
    found
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn rounds_equal_their_definition(steps in vec(prop_oneof![0_i64..6, 18_i64..33], 0..24)) {
        let mut times: Vec<i64> = steps.iter().scan(0, |at, step| { *at += step; Some(*at) }).collect();
        times.sort_unstable();
        let specs: Vec<Spec> = times.iter().map(|at| (*at, 1, 1, 0)).collect();
        let rule = "[detect]\nkind = \"match\"\nof = \"a\"\nby = [\"server\"]\n\
                    apart = { min = \"20s\", max = \"30s\" }\nleast = 3\n";
        let (outcome, _) = run(&rules(rule), &lines(&specs), &[], None);
        let found: Vec<_> = shown(&outcome.findings, "rounds")
            .into_iter()
            .map(|(_, first, last, count, rounds)| {
                (first, last.unwrap_or(-1), count, rounds.unwrap_or(-1))
            })
            .collect();
        prop_assert_eq!(found, naive_rounds(&times));
    }

    #[test]
    fn generations_equal_their_definition(specs in specs(), new in any::<bool>()) {
        let specs: Vec<Spec> = specs.into_iter().map(|(at, _, _, value)| (at, 1, 1, value)).collect();
        let stage: Vec<Line> = specs
            .iter()
            .map(|(at, _, _, value)| {
                let pid = value.to_string();
                let fields = [(Field::HttpStatus, "1"), (Field::Pid, pid.as_str())];
                line(Format::CucDiag, "n", *at, &fields)
            })
            .collect();
        let turn = if new { "new" } else { "old" };
        let rule = format!(
            "[detect]\nkind = \"match\"\nof = \"a\"\nby = [\"node\"]\nquiet = \"1d\"\n\
             tally = \"pids: pid\"\ngeneration = \"pid\"\nturn = \"{turn}\"\nsettle = \"10s\"\n"
        );
        let (outcome, _) = run(&rules(&rule), &stage, &[], None);
        let naive = naive_turns(&specs, new);
        let mut pids: Vec<u8> = naive.iter().map(|(_, value)| *value).collect();
        pids.sort_unstable();
        pids.dedup();
        let expected: Vec<_> = naive
            .first()
            .zip(naive.last())
            .map(|(first, last)| {
                ("n".to_owned(), first.0, Some(last.0), naive.len() as u64, Some(number(pids.len())))
            })
            .into_iter()
            .collect();
        prop_assert_eq!(shown(&outcome.findings, "pids"), expected);
    }
}
