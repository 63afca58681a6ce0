//! Pairs of stamps of one happening by the clocks of two hosts, gathered while events pass.

use std::collections::{BTreeMap, BTreeSet};

use mbxtrace_parsers::{Event, Family, Field, TimeQuality, peer_date};
use memchr::memmem::Finder;

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
            Family::JettyRequestLog | Family::CiscoSyslog => {}
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
        computer.failures.push(Failure {
            at: event.time() + clock.ahead_of(&name),
            subscription: subscription.to_ascii_lowercase(),
            first_attempt: id == 5,
            status: event.number_of(Field::HttpStatus),
            unconnected: event.text_of(Field::TransportError) == Some(b"ConnectFailure"),
        });
    }

    /// The offset of every host against the node of Unity Connection that tells it best. A host that
    /// has sources of its own and of which nothing is known is listed as unknown.
    pub(super) fn offsets(&self, flags: &Flags) -> Vec<ClockOffset> {
        let mut hosts: BTreeSet<&str> = self.computers.keys().map(String::as_str).collect();
        hosts.remove("");
        for (_, host) in self.answers.keys() {
            if !hosts.iter().any(|known| is_same_host(known, host)) {
                hosts.insert(host);
            }
        }
        let offset = |host: &&str| {
            let of_nodes = self.nodes.iter().map(|node| self.offset(node, host));
            let best =
                of_nodes.min_by_key(|one| (one.error.is_none(), one.error, one.pairs == 0))?;
            let own = self.computers.contains_key(*host);
            let applied = flags.ahead(host);
            // Of hosts met in passing only what is known is worth a line.
            let told = own || best.offset.is_some() || best.pairs >= ANSWERS.least as u64;
            told.then_some(ClockOffset { applied, ..best })
        };
        let found = hosts.iter().filter_map(offset).collect();
        let computers: Vec<&str> = self.computers.keys().map(String::as_str).collect();
        let nodes: Vec<&str> = self.nodes.iter().map(String::as_str).collect();
        corrected::with_said(found, flags, &nodes, &computers)
    }

    fn offset(&self, node: &str, host: &str) -> ClockOffset {
        let (mut known, mut reasons, mut pairs) = (Vec::new(), Vec::new(), 0);
        for (kind, found, count) in self.estimates(node, host) {
            pairs = pairs.max(count);
            match found {
                Ok(found) => known.push((kind, found)),
                Err(_) if count == 0 => {}
                Err(reason) => reasons.push(reason),
            }
        }
        let found = match (known.is_empty(), reasons.first()) {
            (true, Some(first)) => Err(first.clone()),
            _ => weigh(&known),
        };
        let mut offset = ClockOffset {
            host: host.to_owned(),
            reference: if node.is_empty() { "Unity Connection" } else { node }.to_owned(),
            offset: None,
            error: None,
            pairs: pairs as u64,
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

    /// Per kind of pairs the estimate, or why there is none, and how many pairs there were.
    fn estimates(&self, node: &str, host: &str) -> Vec<(Kind, Result<Estimate, String>, usize)> {
        let mut found = Vec::new();
        let answers = self
            .answers
            .iter()
            .filter(|((from, name), _)| from == node && is_same_host(name, host));
        for (_, answers) in answers {
            let trace = format!("the zone of the trace of {node}");
            let told = estimate(&answers.pairs, &ANSWERS);
            found.push((ANSWERS, zoned(told, answers.zone_open, &trace), answers.pairs.len()));
        }
        let empty = BTreeMap::new();
        let posts = self.posts.get(node).unwrap_or(&empty);
        if let Some(computer) = self.computers.get(host).filter(|one| !one.failures.is_empty()) {
            let zone = format!("the zone of the events of {host}");
            let refusals = align(&refusals(posts, &computer.failures), REFUSALS.width);
            let silences = Ok(silences(posts, &computer.failures));
            for (kind, pairs) in [(REFUSALS, refusals), (SILENCES, silences)] {
                let count = pairs.as_ref().map_or(1, Vec::len);
                let told = pairs.and_then(|pairs| estimate(&pairs, &kind));
                found.push((kind, zoned(told, computer.zone_open, &zone), count));
            }
        }
        found
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

/// What would tell how far the clocks are apart.
fn collect(node: &str, host: &str) -> String {
    let node = if node.is_empty() { "the Unity Connection node" } else { node };
    format!(
        "CiscoSyslog and a CuMbxSync trace with EWS response headers (CsEws, all levels) of {node}; or \
         ask the clocks: `utils ntp status` on {node}, `w32tm /stripchart /computer:<NTP server of \
         {node}> /samples:5 /dataonly` on {host}"
    )
}

/// Refused posts and events about refusals, a series for each subscription and status.
fn refusals(posts: &BTreeMap<Vec<u8>, Posts>, failures: &[Failure]) -> Vec<Series> {
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
fn silences(posts: &BTreeMap<Vec<u8>, Posts>, failures: &[Failure]) -> Vec<Pair> {
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
