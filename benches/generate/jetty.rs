//! The request log: every subscription's keep-alives, other traffic, and the silences.

use super::rng::Rng;
use super::truth::Truth;
use super::{PERIOD, Plan, create, stamp};
use std::io::{self, Write};
use std::ops::Range;
use std::path::Path;

/// Widest phase of a subscription: with two seconds of jitter, a round never reaches the next.
const PHASES: u64 = 297;
/// Other requests among the keep-alives: one in so many.
const OTHER: u64 = 50;
/// Failed ones among the other requests, in thousandths.
const FAILED: u64 = 290;
/// Exchange servers, as their lines begin.
const HEADS: [&[u8]; 4] =
    [b"192.0.2.11 -  -  [", b"192.0.2.12 -  -  [", b"192.0.2.13 -  -  [", b"192.0.2.14 -  -  ["];
const STATUSES: [u64; 5] = [401, 403, 404, 500, 503];

struct Subscription {
    id: String,
    phase: u64,
    /// Rounds in which it sends.
    alive: Range<u64>,
    /// Rounds in which its keep-alives are lost.
    lost: Range<u64>,
    /// The line before and after the stamp.
    head: &'static [u8],
    tail: Vec<u8>,
    seen: Option<u64>,
}

impl Subscription {
    fn new(rng: &mut Rng, alive: Range<u64>) -> Self {
        let id = rng.guid();
        let head = *rng.pick(&HEADS);
        let target = "/NotificationService/services/NotificationService";
        let tail = format!("] \"POST {target}?id={id}&pid=25672 HTTP/1.1\" 200 343 \n");
        Self {
            id,
            phase: rng.below(PHASES),
            alive,
            lost: 0..0,
            head,
            tail: tail.into(),
            seen: None,
        }
    }

    fn sends_in(&self, round: u64) -> bool {
        self.alive.contains(&round) && !self.lost.contains(&round)
    }
}

/// Writes `yyyy_mm_dd.request.log`, one a UTC day.
pub(super) fn write(folder: &Path, plan: &Plan, truth: &mut Truth) -> io::Result<()> {
    let mut rng = Rng::new(plan.seed, 1);
    let mut subscriptions = subscriptions(plan, &mut rng);
    let mut order: Vec<(u64, usize)> = Vec::with_capacity(subscriptions.len());
    let mut lines: Vec<u8> = Vec::with_capacity(1 << 22);
    let (mut day, mut file) = (0, None);
    let (mut second, mut text, mut end) = (0, String::new(), 0);
    for round in 0..plan.rounds() {
        let start = plan.first() + round * PERIOD;
        order.clear();
        for (index, subscription) in subscriptions.iter().enumerate() {
            if subscription.sends_in(round) {
                order.push((start + subscription.phase + rng.below(3), index));
            }
        }
        order.sort_unstable();
        for &(time, index) in &order {
            if time / 86400 != day {
                flush(&mut file, &mut lines, truth)?;
                day = time / 86400;
                let (year, month, date) = stamp::date(time);
                file = Some(create(folder, &format!("{year}_{month:02}_{date:02}.request.log"))?);
            }
            if time != second {
                second = time;
                text = stamp::ncsa(time);
            }
            let subscription = &mut subscriptions[index];
            lines.extend_from_slice(subscription.head);
            lines.extend_from_slice(text.as_bytes());
            lines.extend_from_slice(&subscription.tail);
            truth.records += 1;
            if let Some(seen) = subscription.seen.replace(time) {
                truth.silence(&subscription.id, seen, Some(time), time);
            }
            if rng.below(OTHER) == 0 {
                other(&mut lines, &text, &mut rng, truth)?;
            }
            end = time;
        }
        flush(&mut file, &mut lines, truth)?;
    }
    for subscription in &subscriptions {
        let seen = subscription.seen.expect("every subscription lives for some rounds");
        truth.silence(&subscription.id, seen, None, end);
    }
    Ok(())
}

fn flush(file: &mut Option<impl Write>, lines: &mut Vec<u8>, truth: &mut Truth) -> io::Result<()> {
    if let Some(file) = file {
        file.write_all(lines)?;
    }
    truth.bytes += lines.len() as u64;
    lines.clear();
    Ok(())
}

/// The subscriptions with their silences: half of the outages end, a quarter lasts, and in a quarter
/// Unity Connection subscribes anew, under a new id.
fn subscriptions(plan: &Plan, rng: &mut Rng) -> Vec<Subscription> {
    let rounds = plan.rounds();
    let mut all: Vec<_> =
        (0..plan.subscriptions).map(|_| Subscription::new(rng, 0..rounds)).collect();
    let gaps = (plan.megabytes * 3).div_ceil(10).clamp(4, plan.subscriptions / 4);
    let near = (plan.megabytes * 3).div_ceil(2).min(plan.subscriptions / 2);
    let mut renewed = Vec::new();
    for (number, subscription) in (0..gaps + near).zip(&mut all) {
        let length = match number {
            _ if number >= gaps => 1 + number % 2,
            _ if number % 2 == 0 => 3 + rng.below((rounds / 4).min(10)),
            _ => rounds,
        };
        let room = if length == rounds { rounds - 8 } else { rounds - length - 2 };
        let from = 5 + rng.below(room - 5);
        subscription.lost = from..from + length;
        if number < gaps && number % 4 == 3 {
            renewed.push(Subscription::new(rng, from + 3..rounds));
        }
    }
    all.append(&mut renewed);
    all
}

/// Comet and other requests; some fail. The sequence number keeps the lines apart.
fn other(lines: &mut Vec<u8>, stamp: &str, rng: &mut Rng, truth: &mut Truth) -> io::Result<()> {
    let (client, number) = (rng.below(200), truth.records);
    write!(lines, "198.51.100.{client} -  -  [{stamp}] ")?;
    if rng.below(1000) < FAILED {
        let status = *rng.pick(&STATUSES);
        writeln!(lines, "\"GET /vmevents/cometd/{number} HTTP/1.1\" {status} 318 ")?;
        *truth.jetty.entry(status).or_default() += 1;
    } else if rng.below(3) == 0 {
        writeln!(lines, "\"POST /vmevents/cometd?message={number} HTTP/1.1\" Async 0 ")?;
    } else {
        writeln!(
            lines,
            "\"POST /vmevents/cometd?message={number} HTTP/1.1\" 200 {} ",
            80 + client
        )?;
    }
    truth.records += 1;
    Ok(())
}
