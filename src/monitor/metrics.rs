//! The figures of a running `watch`: atomics, so that counting costs nothing and asks nobody.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use mbxtrace_rules::Severity;

/// After which time without a turn of the loop `/healthz` says so. Longer than any commit takes,
/// shorter than the watchdog of the unit.
pub const STALLED_AFTER: Duration = Duration::from_secs(30);

/// Most sources whose lag is listed one by one; the rest are counted.
pub(super) const MOST_SOURCES: usize = 1000;

/// A number that only grows.
#[derive(Debug, Default)]
pub struct Counter(AtomicU64);

impl Counter {
    /// Adds.
    pub fn add(&self, more: u64) {
        self.0.fetch_add(more, Ordering::Relaxed);
    }

    /// The number.
    pub fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// A number that goes up and down.
#[derive(Debug, Default)]
pub struct Gauge(AtomicI64);

impl Gauge {
    /// Sets it.
    pub fn set(&self, value: i64) {
        self.0.store(value, Ordering::Relaxed);
    }

    /// The number.
    pub fn get(&self) -> i64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// Upper bounds of the buckets in seconds: those of the Prometheus client libraries.
pub(super) const BOUNDS: [f64; 11] =
    [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];

/// How often something took how long.
#[derive(Debug, Default)]
pub struct Histogram {
    /// By bucket, not cumulated; the last is for what is above all bounds.
    buckets: [AtomicU64; BOUNDS.len() + 1],
    nanos: AtomicU64,
}

impl Histogram {
    /// Counts one.
    pub fn observe(&self, took: Duration) {
        let seconds = took.as_secs_f64();
        let place = BOUNDS.iter().position(|bound| seconds <= *bound).unwrap_or(BOUNDS.len());
        if let Some(bucket) = self.buckets.get(place) {
            bucket.fetch_add(1, Ordering::Relaxed);
        }
        let nanos = u64::try_from(took.as_nanos()).unwrap_or(u64::MAX);
        self.nanos.fetch_add(nanos, Ordering::Relaxed);
    }

    /// Counts by bucket, and the sum in seconds.
    pub(super) fn read(&self) -> ([u64; BOUNDS.len() + 1], f64) {
        let counts = std::array::from_fn(|index| {
            self.buckets.get(index).map_or(0, |bucket| bucket.load(Ordering::Relaxed))
        });
        (counts, Duration::from_nanos(self.nanos.load(Ordering::Relaxed)).as_secs_f64())
    }
}

/// What one sink has done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SinkFigures {
    /// Which sink: kind and place, without secrets.
    pub sink: String,
    /// Notices it has taken.
    pub told: u64,
    /// Tries that failed.
    pub failed: u64,
    /// Notices that wait for it.
    pub waiting: u64,
}

/// All figures. The names they are shown under, and what they mean, stand in `exposition.rs`.
#[derive(Debug)]
pub struct Metrics {
    started: Instant,
    /// Bytes read from followed files.
    pub bytes: Counter,
    /// Lines (binary logs: records) read.
    pub lines: Counter,
    /// Events decoded.
    pub events: Counter,
    /// Records that no grammar accepted.
    pub unparsed: Counter,
    /// Events that came when the watermark had passed their time.
    pub late: Counter,
    /// Files followed now.
    pub followed: Gauge,
    /// Descriptors of followed files open now.
    pub open_files: Gauge,
    /// Commits made.
    pub commits: Counter,
    /// How long commits took.
    pub commit_seconds: Histogram,
    /// When the last commit was made, UTC nanoseconds; 0 before the first.
    pub last_commit: Gauge,
    /// Size of the case on disk, in bytes.
    pub index_bytes: Gauge,
    /// How often the engine was rebuilt from the index.
    pub rebuilds: Counter,
    /// Reloads that took effect.
    pub reloads: Counter,
    /// Reloads refused because of a mistake in a file.
    pub reload_failures: Counter,
    findings: Mutex<BTreeMap<(String, Severity), u64>>,
    open: Mutex<BTreeMap<(String, Severity), u64>>,
    sinks: Mutex<Vec<SinkFigures>>,
    sources: Mutex<BTreeMap<String, i64>>,
    rules: Mutex<String>,
    ready: AtomicBool,
    trouble: Mutex<Option<String>>,
    /// Milliseconds from `started` to the last turn of the loop.
    turned: AtomicU64,
}

impl Metrics {
    /// All at zero, not ready, as if the loop had just turned at `started`.
    pub fn new(started: Instant) -> Self {
        Self {
            started,
            bytes: Counter::default(),
            lines: Counter::default(),
            events: Counter::default(),
            unparsed: Counter::default(),
            late: Counter::default(),
            followed: Gauge::default(),
            open_files: Gauge::default(),
            commits: Counter::default(),
            commit_seconds: Histogram::default(),
            last_commit: Gauge::default(),
            index_bytes: Gauge::default(),
            rebuilds: Counter::default(),
            reloads: Counter::default(),
            reload_failures: Counter::default(),
            findings: Mutex::default(),
            open: Mutex::default(),
            sinks: Mutex::default(),
            sources: Mutex::default(),
            rules: Mutex::default(),
            ready: AtomicBool::new(false),
            trouble: Mutex::default(),
            turned: AtomicU64::new(0),
        }
    }

    /// Counts a finding of a rule that was not known before.
    pub fn found(&self, rule: &str, level: Severity) {
        *locked(&self.findings).entry((rule.to_owned(), level)).or_insert(0) += 1;
    }

    /// Says which findings are open now, by rule and level.
    pub fn set_open(&self, open: BTreeMap<(String, Severity), u64>) {
        *locked(&self.open) = open;
    }

    /// Says where the sinks stand.
    pub fn set_sinks(&self, sinks: Vec<SinkFigures>) {
        *locked(&self.sinks) = sinks;
    }

    /// Says the time of the newest event of a source, UTC nanoseconds. An older one changes nothing.
    pub fn newest(&self, source: &str, time: i64) {
        let mut sources = locked(&self.sources);
        match sources.get_mut(source) {
            Some(known) => *known = time.max(*known),
            None => {
                sources.insert(source.to_owned(), time);
            }
        }
    }

    /// A source that ended has no lag any more.
    pub fn forget_source(&self, source: &str) {
        locked(&self.sources).remove(source);
    }

    /// Says which rules are in force: SHA-256 of the rule set, hex.
    pub fn set_rules(&self, sha256: &str) {
        sha256.clone_into(&mut locked(&self.rules));
    }

    /// Whether everything there was at the start has been read and news are being awaited.
    pub fn set_ready(&self, ready: bool) {
        self.ready.store(ready, Ordering::Relaxed);
    }

    /// Says why the case cannot be written; `None`: it can again.
    pub fn set_trouble(&self, trouble: Option<String>) {
        *locked(&self.trouble) = trouble;
    }

    /// The loop turned at `now`.
    pub fn turned(&self, now: Instant) {
        let since = now.saturating_duration_since(self.started);
        let millis = u64::try_from(since.as_millis()).unwrap_or(u64::MAX);
        self.turned.store(millis, Ordering::Relaxed);
    }

    /// Whether the daemon is well at `now`; if not, why.
    pub fn health(&self, now: Instant) -> Result<(), String> {
        if let Some(trouble) = locked(&self.trouble).as_ref() {
            return Err(format!("the case cannot be written: {trouble}"));
        }
        let age = self.turn_age(now);
        if age > STALLED_AFTER {
            return Err(format!("the loop has not turned for {} s", age.as_secs()));
        }
        Ok(())
    }

    /// Whether the start is over at `now` and all is well; if not, why.
    pub fn readiness(&self, now: Instant) -> Result<(), String> {
        self.health(now)?;
        if self.is_ready() { Ok(()) } else { Err("starting, or stopping".to_owned()) }
    }

    pub(super) fn is_ready(&self) -> bool {
        self.ready.load(Ordering::Relaxed)
    }

    pub(super) fn has_trouble(&self) -> bool {
        locked(&self.trouble).is_some()
    }

    pub(super) fn turn_age(&self, now: Instant) -> Duration {
        let turned = Duration::from_millis(self.turned.load(Ordering::Relaxed));
        now.saturating_duration_since(self.started).saturating_sub(turned)
    }

    pub(super) fn findings_by_rule(&self) -> BTreeMap<(String, Severity), u64> {
        locked(&self.findings).clone()
    }

    pub(super) fn open_by_rule(&self) -> BTreeMap<(String, Severity), u64> {
        locked(&self.open).clone()
    }

    pub(super) fn sink_figures(&self) -> Vec<SinkFigures> {
        locked(&self.sinks).clone()
    }

    pub(super) fn rules_sha256(&self) -> String {
        locked(&self.rules).clone()
    }

    /// The sources that lag most, at most [`MOST_SOURCES`], in order of name; and how many more.
    pub(super) fn newest_by_source(&self) -> (Vec<(String, i64)>, usize) {
        let sources = locked(&self.sources);
        let mut listed: Vec<(String, i64)> =
            sources.iter().map(|(source, time)| (source.clone(), *time)).collect();
        drop(sources);
        let more = listed.len().saturating_sub(MOST_SOURCES);
        if more > 0 {
            listed.sort_by(|(one, a), (other, b)| a.cmp(b).then_with(|| one.cmp(other)));
            listed.truncate(MOST_SOURCES);
            listed.sort();
        }
        (listed, more)
    }
}

/// Figures stay figures when a thread that held them panicked.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
