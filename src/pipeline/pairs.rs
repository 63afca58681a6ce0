//! Pairs of stamps of one happening by the clocks of two hosts, gathered while events pass.

use std::collections::{BTreeMap, BTreeSet};

use mbxtrace_parsers::{Event, Family, Field, TimeQuality, peer_date};
use mbxtrace_rules::Evidence;
use memchr::memmem::Finder;

use super::apart::{Shown, collect};
use super::corrected;
use crate::clock::offsets::{
    ANSWERS, Estimate, Kind, Pair, REFUSALS, SILENCES, Series, align, estimate, residue, signed,
    weigh,
};
use crate::clock::{Clock, Flags, HOUR, MINUTE, SECOND, ZoneProof, is_same_host};
use crate::report::ClockOffset;

/// Most pairs kept of one host; of more, an even share is kept.
const MOST_PAIRS: usize = 1024;
/// How far into a message a status line is looked for.
const STATUS_LINE: usize = 320;
/// CUC subscribes with a `StatusFrequency` of five minutes (Cisco 118883), kept within two seconds.
const PERIOD: i64 = 5 * MINUTE;
const JITTER: i64 = 2 * SECOND;

/// What is gathered.
pub(super) struct PairEvidence {
    /// Whether there are events about failed pushes to be paired with posts of Jetty.
    paired: bool,
    /// By node and host that answered.
    answers: BTreeMap<(String, String), Answers>,
    /// By node: posts of each subscription.
    posts: BTreeMap<String, BTreeMap<Vec<u8>, Posts>>,
    /// By computer.
    computers: BTreeMap<String, Computer>,
    nodes: BTreeSet<String>,
    status_line: Finder<'static>,
}

/// Answers of one host in the traces of one node.
#[derive(Default)]
struct Answers {
    pairs: Vec<Pair>,
    /// One of so many is kept.
    stride: usize,
    seen: usize,
    /// The zone of the trace is not proven by the node's own clock.
    zone_open: bool,
    shown: Shown,
}

/// Posts of one subscription.
#[derive(Default)]
struct Posts {
    last: i64,
    /// Whether the last came a period after the one before: the next was due a period later.
    in_step: bool,
    /// Last keep-alive before each silence.
    silences: Vec<i64>,
    /// A keep-alive came late: one before it may have failed and been sent again.
    late: bool,
    /// Time and status of posts that were refused.
    refused: Vec<(i64, i64)>,
}

/// Failed pushes of one Exchange server.
#[derive(Default)]
struct Computer {
    failures: Vec<Failure>,
    zone_open: bool,
    shown: Shown,
}

struct Failure {
    at: i64,
    subscription: Vec<u8>,
    first_attempt: bool,
    /// Status if Unity Connection answered, else whether no connection was made.
    status: Option<i64>,
    unconnected: bool,
}

impl PairEvidence {
    /// `paired`: the input holds events about failed pushes.
    pub(super) fn new(paired: bool) -> Self {
        Self {
            paired,
            answers: BTreeMap::new(),
            posts: BTreeMap::new(),
            computers: BTreeMap::new(),
            nodes: BTreeSet::new(),
            status_line: Finder::new(b"HTTP/1."),
        }
    }

    /// A node of Unity Connection is there.
    pub(super) fn node(&mut self, node: &str) {
        self.nodes.insert(node.to_owned());
    }

    /// Takes an event; `clock` is that of its member.
    pub(super) fn event(&mut self, event: &Event<'_>, clock: &Clock) {
        match event.origin.format.family() {
            Family::CucDiag => self.answer(event, clock),
            Family::JettyRequestLog if self.paired => self.post(event, clock),
            Family::WindowsEvent => self.failure(event, clock),
            _ => {}
        }
    }

    fn answer(&mut self, event: &Event<'_>, clock: &Clock) {
        let message = event.message();
        let front = message.get(..STATUS_LINE).unwrap_or(message);
        if message.len() < 64 || self.status_line.find(front).is_none() {
            return;
        }
        let Some(date) = peer_date(message) else { return };
        if event.record.quality == TimeQuality::Undated {
            return;
        }
        let host = event.text_of(Field::Server).or_else(|| event.text_of(Field::Context));
        let Some(host) = host.filter(|host| is_host(host)) else { return };
        let host = String::from_utf8_lossy(host).to_ascii_lowercase();
        let at = event.time() + clock.ahead;
        let answers = self.answers.entry((event.origin.node.clone(), host)).or_default();
        answers.zone_open |= clock.proof != ZoneProof::Own;
        answers.add(Pair { at, apart: date - at });
        answers.shown.push(event);
    }

    fn post(&mut self, event: &Event<'_>, clock: &Clock) {
        let Some(subscription) = event.text_of(Field::Subscription) else { return };
        let at = event.time() + clock.ahead;
        let node = match self.posts.get_mut(&event.origin.node) {
            Some(node) => node,
            None => self.posts.entry(event.origin.node.clone()).or_default(),
        };
        let posts = match node.get_mut(subscription) {
            Some(posts) => posts,
            None => node.entry(subscription.to_owned()).or_default(),
        };
        if let Some(status) = event.number_of(Field::HttpStatus).filter(|status| *status >= 400) {
            posts.refused.push((at, status));
            return;
        }
        if posts.last != 0 {
            if posts.in_step && at - posts.last >= 2 * PERIOD {
                posts.silences.push(posts.last);
            }
            posts.in_step = (at - posts.last - PERIOD).abs() <= 2 * JITTER;
            posts.late |= !posts.in_step && (PERIOD..2 * PERIOD).contains(&(at - posts.last));
        }
        posts.last = posts.last.max(at);
    }

    fn failure(&mut self, event: &Event<'_>, clock: &Clock) {
        let name = event.text_of(Field::Computer).map(String::from_utf8_lossy);
        let name = name.unwrap_or_else(|| event.origin.node.as_str().into()).to_ascii_lowercase();
        if !self.computers.contains_key(&name) {
            self.computers.insert(name.clone(), Computer::default());
        }
        let Some(computer) = self.computers.get_mut(&name) else { return };
        computer.zone_open |= clock.proof != ZoneProof::Own;
        let id = event.number_of(Field::EventId).unwrap_or(0);
        let push = event.text_of(Field::Provider) == Some(b"MSExchange Web Services");
        if !push || !(5..=7).contains(&id) {
            return;
        }
        let Some(subscription) = event.text_of(Field::Url).and_then(subscription_in) else {
            return;
        };
        computer.shown.push(event);
        computer.failures.push(Failure {
            at: event.time() + clock.ahead_of(&name),
            subscription: subscription.to_ascii_lowercase(),
            first_attempt: id == 5,
            status: event.number_of(Field::HttpStatus),
            unconnected: event.text_of(Field::TransportError) == Some(b"ConnectFailure"),
        });
    }

    /// The offset of every host against each node of Unity Connection that tells it. A host that has
    /// sources of its own and of which nothing is known is listed once, as unknown.
    pub(super) fn offsets(&self, flags: &Flags) -> Vec<ClockOffset> {
        let mut offsets = Vec::new();
        for host in self.hosts() {
            let of_nodes = self.nodes.iter().map(|node| self.offset(node, host));
            let of_nodes = of_nodes.map(|one| ClockOffset { applied: flags.ahead(host), ..one });
            let (known, unknown): (Vec<_>, Vec<_>) = of_nodes.partition(|one| one.offset.is_some());
            let best = unknown.into_iter().max_by_key(|one| one.pairs);
            // Of hosts met in passing only what is known is worth a line.
            let own = self.computers.keys().any(|name| is_same_host(name, host));
            let told = best.filter(|best| own || best.pairs >= ANSWERS.least as u64);
            if known.is_empty() {
                offsets.extend(told);
            } else {
                offsets.extend(known);
            }
        }
        let computers: Vec<&str> = self.computers.keys().map(String::as_str).collect();
        let nodes: Vec<&str> = self.nodes.iter().map(String::as_str).collect();
        corrected::with_said(offsets, flags, &nodes, &computers)
    }

    /// Records that show an offset: lines of a trace with the date of the answer, and failed pushes.
    pub(super) fn shown(&self, node: &str, host: &str) -> (Vec<&Evidence>, Vec<&Evidence>) {
        let answers = self.answers.iter().filter(|((from, name), _)| {
            is_same_host(name, host) && (from.is_empty() || is_same_host(from, node))
        });
        let own = self.computers.iter().filter(|(name, _)| is_same_host(name, host));
        let answered = answers.flat_map(|(_, one)| one.shown.all()).collect();
        (answered, own.flat_map(|(_, one)| one.shown.all()).collect())
    }

    /// Every host once, by the longest of its names.
    fn hosts(&self) -> Vec<&str> {
        let answered = self.answers.keys().map(|(_, host)| host.as_str());
        let mut hosts: Vec<&str> = Vec::new();
        for name in self.computers.keys().map(String::as_str).chain(answered) {
            match hosts.iter_mut().find(|known| is_same_host(known, name)) {
                Some(known) if known.len() < name.len() => *known = name,
                Some(_) => {}
                None => hosts.push(name),
            }
        }
        hosts.retain(|host| !host.is_empty());
        hosts
    }

    fn offset(&self, node: &str, host: &str) -> ClockOffset {
        let told = self.estimates(node, host);
        let known: Vec<_> =
            told.iter().filter_map(|one| Some((one.kind, *one.found.as_ref().ok()?))).collect();
        // What speaks against one constant offset outweighs what speaks for one.
        let reasons = told.iter().filter(|one| one.count > 0 && (one.contrary || known.is_empty()));
        let reason = { reasons }.find_map(|one| one.found.as_ref().err());
        let found = reason.map_or_else(|| weigh(&known), |reason| Err(reason.clone()));
        let mut offset = ClockOffset {
            host: host.to_owned(),
            reference: if node.is_empty() { "Unity Connection" } else { node }.to_owned(),
            offset: None,
            error: None,
            pairs: told.iter().map(|one| one.count as u64).max().unwrap_or(0),
            because: String::new(),
            collect: String::new(),
            applied: None,
        };
        match found {
            Ok((kind, found)) => {
                (offset.offset, offset.error) = (Some(found.offset), Some(found.error));
                offset.pairs = found.pairs as u64;
                offset.because = format!("from {}", kind.what);
            }
            Err(because) => {
                offset.because = because;
                offset.collect = collect(node, host);
            }
        }
        offset
    }

    /// What pairs of each kind tell.
    fn estimates(&self, node: &str, host: &str) -> Vec<Told> {
        let answers = self
            .answers
            .iter()
            .filter(|((from, name), _)| from == node && is_same_host(name, host));
        let trace = format!("the zone of the trace of {node}");
        let mut told: Vec<Told> = answers
            .map(|(_, answers)| Told::of(ANSWERS, &answers.pairs, answers.zone_open, &trace))
            .collect();
        let own = self.computers.iter().filter(|(name, _)| is_same_host(name, host));
        let (mut failures, mut zone_open) = (Vec::new(), false);
        for (_, computer) in own {
            failures.extend(&computer.failures);
            zone_open |= computer.zone_open;
        }
        let Some(posts) = self.posts.get(node).filter(|_| !failures.is_empty()) else {
            return told;
        };
        let zone = format!("the zone of the events of {host}");
        told.push(match align(&refusals(posts, &failures), REFUSALS.width) {
            Ok(pairs) => Told::of(REFUSALS, &pairs, zone_open, &zone),
            Err(why) => Told { kind: REFUSALS, found: Err(why), count: 1, contrary: false },
        });
        told.push(Told::of(SILENCES, &silences(posts, &failures), zone_open, &zone));
        told
    }
}

/// What pairs of one kind tell.
struct Told {
    kind: Kind,
    found: Result<Estimate, String>,
    count: usize,
    /// Whether they speak against any constant offset.
    contrary: bool,
}

impl Told {
    fn of(kind: Kind, pairs: &[Pair], zone_open: bool, zone: &str) -> Self {
        let found = estimate(pairs, &kind);
        let contrary = found.is_err() && pairs.len() >= kind.least;
        Self { kind, found: zoned(found, zone_open, zone), count: pairs.len(), contrary }
    }
}

/// An estimate between stamps of which one stands in a zone nobody proved is none: whole quarters of
/// an hour may be the zone's.
fn zoned(told: Result<Estimate, String>, open: bool, zone: &str) -> Result<Estimate, String> {
    match told {
        Ok(found) if open => Err(format!(
            "{zone} is not proven by a clock of its own, so only the part within a quarter of an hour \
             is known: {} (give or take {})",
            signed(residue(found.offset)),
            crate::report::seconds(found.error),
        )),
        other => other,
    }
}

/// Refused posts and events about refusals, a series for each subscription and status.
fn refusals(posts: &BTreeMap<Vec<u8>, Posts>, failures: &[&Failure]) -> Vec<Series> {
    let mut series: BTreeMap<(&[u8], i64), Series> = BTreeMap::new();
    for (subscription, posts) in posts {
        for (at, status) in &posts.refused {
            series.entry((subscription, *status)).or_default().0.push(*at);
        }
    }
    for failure in failures {
        if let Some(status) = failure.status {
            series.entry((&failure.subscription, status)).or_default().1.push(failure.at);
        }
    }
    let mut series: Vec<_> = series.into_values().collect();
    series.retain(|(posts, events)| !posts.is_empty() && !events.is_empty());
    series
}

/// The keep-alive that stayed away and the first failed connect of its subscription, where there is
/// one silence and one run of failures: nothing has to be matched.
fn silences(posts: &BTreeMap<Vec<u8>, Posts>, failures: &[&Failure]) -> Vec<Pair> {
    let mut runs: BTreeMap<&[u8], Vec<&Failure>> = BTreeMap::new();
    for failure in failures.iter().filter(|failure| failure.unconnected) {
        runs.entry(&failure.subscription).or_default().push(failure);
    }
    let pair = |(subscription, run): (&[u8], Vec<&Failure>)| {
        let posts = posts.get(subscription).filter(|posts| !posts.late)?;
        let (first, last) =
            (run.iter().map(|one| one.at).min()?, run.iter().map(|one| one.at).max()?);
        let once = run.iter().filter(|one| one.first_attempt).count() == 1;
        let opens = run.iter().find(|one| one.at == first).filter(|_| once)?;
        let before = match (posts.silences.as_slice(), posts.in_step) {
            ([before], _) => *before,
            // The silence reaches to the end of the log.
            ([], true) => posts.last,
            _ => return None,
        };
        let due = before + PERIOD;
        (opens.first_attempt && last - first <= HOUR).then(|| Pair { at: due, apart: first - due })
    };
    runs.into_iter().filter_map(pair).collect()
}

/// CUC's id in the URL of its listener, `…/NotificationService?id=<GUID>&pid=…`.
fn subscription_in(url: &[u8]) -> Option<&[u8]> {
    let at = memchr::memmem::find(url, b"?id=").or_else(|| memchr::memmem::find(url, b"&id="))?;
    let rest = url.get(at + 4..)?;
    let end = rest.iter().position(|byte| !byte.is_ascii_hexdigit() && *byte != b'-');
    rest.get(..end.unwrap_or(rest.len())).filter(|id| id.len() == 36)
}

/// Whether a context column is a host and no voice port.
fn is_host(name: &[u8]) -> bool {
    let is_letter = |byte: &u8| byte.is_ascii_alphanumeric() || b".-_".contains(byte);
    name.contains(&b'.') && name.iter().all(is_letter)
}

impl Answers {
    fn add(&mut self, pair: Pair) {
        self.stride = self.stride.max(1);
        if self.seen.is_multiple_of(self.stride) {
            if self.pairs.len() == MOST_PAIRS {
                let mut keep = false;
                self.pairs.retain(|_| {
                    keep = !keep;
                    keep
                });
                self.stride *= 2;
            }
            if self.seen.is_multiple_of(self.stride) {
                self.pairs.push(pair);
            }
        }
        self.seen += 1;
    }
}
