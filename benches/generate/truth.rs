//! What the corpus holds, and its JSON.

use super::stamp::rfc3339;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

/// Slack on a keep-alive before it counts as missed, in seconds.
const GRACE: u64 = 30;

/// One silence of one subscription.
pub(crate) struct Silence {
    /// Subscription id.
    pub(crate) subscription: String,
    /// Last keep-alive before it, seconds since 1970.
    pub(crate) first: u64,
    /// First one after it; none if it lasts to the end of the log.
    pub(crate) last: Option<u64>,
    /// Keep-alives missed.
    pub(crate) missed: u64,
}

/// What was planted.
pub(crate) struct Truth {
    seed: u64,
    first: u64,
    until: u64,
    /// Bytes written, without this truth.
    pub(crate) bytes: u64,
    /// Records written.
    pub(crate) records: u64,
    /// Silences of any length.
    pub(crate) silences: Vec<Silence>,
    /// Failed requests in the request log, by status.
    pub(crate) jetty: BTreeMap<u64, u64>,
    /// Failed exchanges in the traces, by endpoint and status or transport error.
    pub(crate) diag: BTreeMap<(&'static str, &'static str), u64>,
    /// Events 9646, by object type and limit.
    pub(crate) mapi: BTreeMap<(&'static str, u64), u64>,
    /// Accounts in events 9646 about sessions.
    pub(crate) accounts: BTreeSet<u64>,
}

impl Truth {
    /// An empty truth of a log from `first` to before `until`.
    pub(super) fn new(seed: u64, first: u64, until: u64) -> Self {
        Self {
            seed,
            first,
            until,
            bytes: 0,
            records: 0,
            silences: Vec::new(),
            jetty: BTreeMap::new(),
            diag: BTreeMap::new(),
            mapi: BTreeMap::new(),
            accounts: BTreeSet::new(),
        }
    }

    /// Notes that a subscription was silent from `first` until `next`, or until the log ended at
    /// `end`; short silences are none.
    pub(super) fn silence(&mut self, subscription: &str, first: u64, next: Option<u64>, end: u64) {
        let gap = next.unwrap_or(end) - first;
        let missed = gap.saturating_sub(GRACE + 1) / super::PERIOD;
        if missed > 0 {
            let subscription = subscription.to_owned();
            self.silences.push(Silence { subscription, first, last: next, missed });
        }
    }

    /// Writes the JSON.
    pub(super) fn write(&mut self, out: &mut dyn Write) -> io::Result<()> {
        self.silences.sort_by(|a, b| (&a.subscription, a.first).cmp(&(&b.subscription, b.first)));
        let (first, until) = (rfc3339(self.first), rfc3339(self.until));
        writeln!(out, "{{\"schema\": 1, \"seed\": {}, \"bytes\": {},", self.seed, self.bytes)?;
        writeln!(
            out,
            " \"records\": {}, \"first\": \"{first}\", \"until\": \"{until}\",",
            self.records
        )?;
        self.write_silences(out, "gaps", |missed| missed >= 3)?;
        self.write_silences(out, "near_misses", |missed| missed < 3)?;
        let jetty = self
            .jetty
            .iter()
            .map(|(status, count)| format!("{{\"http_status\": {status}, \"count\": {count}}}"));
        write_part(out, "jetty_failures", self.jetty.values().sum(), jetty)?;
        let diag = self.diag.iter().map(|((endpoint, reason), count)| {
            let status = reason.bytes().all(|byte| byte.is_ascii_digit());
            let key = if status { "http_status" } else { "transport_error" };
            let reason = if status { (*reason).to_owned() } else { format!("\"{reason}\"") };
            format!("{{\"endpoint\": \"{endpoint}\", \"{key}\": {reason}, \"count\": {count}}}")
        });
        write_part(out, "diag_failures", self.diag.values().sum(), diag)?;
        let mapi = self.mapi.iter().map(|((kind, limit), count)| {
            format!("{{\"object_type\": \"{kind}\", \"limit\": {limit}, \"count\": {count}}}")
        });
        write_part(out, "mapi_overruns", self.mapi.values().sum(), mapi)?;
        writeln!(out, " \"session_accounts\": {}}}", self.accounts.len())
    }

    fn write_silences(
        &self,
        out: &mut dyn Write,
        name: &str,
        wanted: impl Fn(u64) -> bool,
    ) -> io::Result<()> {
        write!(out, " \"{name}\": [")?;
        let mut separator = "";
        for silence in self.silences.iter().filter(|silence| wanted(silence.missed)) {
            let last =
                silence.last.map_or("null".to_owned(), |last| format!("\"{}\"", rfc3339(last)));
            write!(out, "{separator}\n  {{\"subscription\": \"{}\", ", silence.subscription)?;
            write!(out, "\"first\": \"{}\", \"last\": {last}, ", rfc3339(silence.first))?;
            write!(out, "\"missed\": {}}}", silence.missed)?;
            separator = ",";
        }
        writeln!(out, "],")
    }
}

fn write_part(
    out: &mut dyn Write,
    name: &str,
    total: u64,
    rows: impl Iterator<Item = String>,
) -> io::Result<()> {
    let rows = rows.collect::<Vec<_>>().join(",\n  ");
    writeln!(out, " \"{name}\": {{\"total\": {total}, \"by\": [\n  {rows}]}},")
}
