//! What signals ask of the loop, and what the service manager is told of it (`sd_notify(3)`).

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::metrics::Metrics;
use crate::report::inert;

/// Least time between two status lines.
const STATUS_EVERY: Duration = Duration::from_secs(5);

/// Longest time between two ticks, whatever the watchdog wants: `/healthz` reads them too.
const TICK_EVERY: Duration = Duration::from_secs(5);

/// By how much a sign of life puts off the timeout of a start or stop, in microseconds.
#[cfg(unix)]
const MORE_TIME_USEC: u32 = 60_000_000;

type Waker = Box<dyn Fn() + Send>;

/// What was asked for by signals. Clones share it: one side asks, the other looks.
#[derive(Clone, Default)]
pub struct Signals {
    stop: Arc<AtomicBool>,
    reload: Arc<AtomicBool>,
    waker: Arc<Mutex<Option<Waker>>>,
}

impl Signals {
    /// Asks to read what is there, commit and stop.
    pub fn request_stop(&self) {
        self.stop.store(true, Ordering::SeqCst);
        self.wake();
    }

    /// Asks to read settings and rules again.
    pub fn request_reload(&self) {
        self.reload.store(true, Ordering::SeqCst);
        self.wake();
    }

    /// Calls `waker` with every request, so that a loop that sleeps hears of it at once.
    pub fn wake_with(&self, waker: impl Fn() + Send + 'static) {
        *self.waker.lock().unwrap_or_else(PoisonError::into_inner) = Some(Box::new(waker));
        if self.stop.load(Ordering::SeqCst) || self.reload.load(Ordering::SeqCst) {
            self.wake();
        }
    }

    /// The flag behind [`Signals::request_stop`], for a handler of signals.
    pub fn stop_flag(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.stop)
    }

    fn wake(&self) {
        if let Some(waker) = &*self.waker.lock().unwrap_or_else(PoisonError::into_inner) {
            waker();
        }
    }
}

impl fmt::Debug for Signals {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Signals")
            .field("stop", &self.stop)
            .field("reload", &self.reload)
            .finish_non_exhaustive()
    }
}

/// Signs of life, also from the midst of work that takes longer than a turn.
pub struct Life {
    metrics: Arc<Metrics>,
    notify: fn(&[Word<'_>]),
    every: Duration,
    last: Mutex<Option<Instant>>,
}

impl Life {
    /// Something was done at `now`. What is not due yet costs nothing.
    pub fn beat(&self, now: Instant) {
        self.metrics.turned(now);
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if last.is_none_or(|last| now.saturating_duration_since(last) >= self.every) {
            *last = Some(now);
            // The watchdog begins with READY; before, and while stopping, a timeout is put off.
            let word = if self.metrics.is_ready() { Word::Life } else { Word::MoreTime };
            (self.notify)(&[word]);
        }
    }
}

/// What the loop asks, and tells, once a turn.
pub struct Service {
    signals: Signals,
    metrics: Arc<Metrics>,
    notify: fn(&[Word<'_>]),
    life: Arc<Life>,
    last_status: Option<(Instant, String)>,
    hook: Option<Box<dyn FnMut(Instant)>>,
}

impl Service {
    /// For the service manager that started this process, if one did (`NOTIFY_SOCKET`,
    /// `WATCHDOG_USEC`).
    pub fn new(signals: Signals, metrics: Arc<Metrics>) -> Self {
        Self::speaking(signals, metrics, notify, watchdog())
    }

    pub(super) fn speaking(
        signals: Signals,
        metrics: Arc<Metrics>,
        notify: fn(&[Word<'_>]),
        watchdog: Option<Duration>,
    ) -> Self {
        // sd_watchdog_enabled(3): "every half of the time returned".
        let every = watchdog.map_or(TICK_EVERY, |span| span / 2);
        let life = Life { metrics: Arc::clone(&metrics), notify, every, last: Mutex::new(None) };
        Self { signals, metrics, notify, life: Arc::new(life), last_status: None, hook: None }
    }

    /// For work that takes longer than a turn: it gives signs of life itself.
    pub fn life(&self) -> Arc<Life> {
        Arc::clone(&self.life)
    }

    /// Calls `hook` with every [`Service::tick`].
    #[must_use]
    pub fn with_hook(mut self, hook: impl FnMut(Instant) + 'static) -> Self {
        self.hook = Some(Box::new(hook));
        self
    }

    /// What signals ask for, to be woken by.
    pub fn signals(&self) -> &Signals {
        &self.signals
    }

    /// Whether to read what is there, commit and stop.
    pub fn stop_requested(&self) -> bool {
        self.signals.stop.load(Ordering::SeqCst)
    }

    /// Whether to read settings and rules again. Asking takes the request: the answer goes to
    /// [`Service::reloaded`], until then the service manager shows *reloading*.
    pub fn reload_requested(&mut self) -> bool {
        let is_requested = self.signals.reload.swap(false, Ordering::SeqCst);
        if is_requested {
            (self.notify)(&[Word::Reloading]);
        }
        is_requested
    }

    /// The reload is over, with or without effect.
    pub fn reloaded(&mut self, outcome: Result<(), &anyhow::Error>) {
        let status = match outcome {
            Ok(()) => {
                self.metrics.reloads.add(1);
                tracing::info!("settings and rules were read again");
                "reloaded".to_owned()
            }
            Err(error) => {
                self.metrics.reload_failures.add(1);
                tracing::error!("the old settings stay in force: {error:#}");
                format!("reload refused: {error:#}")
            }
        };
        self.say(&[Word::Ready], &status);
        self.last_status = None;
    }

    /// Everything there was at the start has been read; news are being awaited. Further calls do
    /// nothing.
    pub fn ready(&mut self) {
        if !self.metrics.is_ready() {
            self.metrics.set_ready(true);
            (self.notify)(&[Word::Ready]);
        }
    }

    /// A sign of life: to be called every turn, at least every [`Service::pause`]; work that takes
    /// longer gives its own, see [`Service::life`]. `status` is one line for `systemctl status`, made
    /// only when it is wanted.
    pub fn tick(&mut self, now: Instant, status: impl FnOnce() -> String) {
        self.life.beat(now);
        let is_due =
            |last: &(Instant, String)| now.saturating_duration_since(last.0) >= STATUS_EVERY;
        if self.last_status.as_ref().is_none_or(is_due) {
            let status = status();
            let is_new = self.last_status.as_ref().is_none_or(|(_, last)| *last != status);
            if is_new {
                self.say(&[], &status);
            }
            self.last_status = Some((now, status));
        }
        if let Some(hook) = &mut self.hook {
            hook(now);
        }
    }

    /// Longest time the loop may sleep between two ticks.
    pub fn pause(&self) -> Duration {
        (self.life.every / 2).min(TICK_EVERY)
    }

    /// What is there is being read and committed; the end is near.
    pub fn stopping(&mut self) {
        self.metrics.set_ready(false);
        self.say(&[Word::Stopping, Word::MoreTime], "draining and committing");
    }

    /// A line end in a status would begin another assignment.
    fn say(&self, words: &[Word<'_>], status: &str) {
        let status = inert::line(status);
        (self.notify)(&[words, &[Word::Status(&status)]].concat());
    }
}

impl fmt::Debug for Service {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = out.debug_struct("Service");
        shown.field("signals", &self.signals).field("life_every", &self.life.every);
        shown.finish_non_exhaustive()
    }
}

/// What is told to the service manager.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Word<'a> {
    Ready,
    Reloading,
    Stopping,
    Life,
    /// A start or stop that takes its time: not hung for so long.
    MoreTime,
    Status(&'a str),
}

#[cfg(unix)]
fn notify(words: &[Word<'_>]) {
    use sd_notify::NotifyState;
    let mut states = Vec::with_capacity(words.len() + 1);
    for word in words {
        match word {
            Word::Ready => states.push(NotifyState::Ready),
            Word::Reloading => {
                states.push(NotifyState::Reloading);
                // systemd 253 and later wants to know when.
                states.extend(NotifyState::monotonic_usec_now());
            }
            Word::Stopping => states.push(NotifyState::Stopping),
            Word::Life => states.push(NotifyState::Watchdog),
            Word::MoreTime => states.push(NotifyState::ExtendTimeoutUsec(MORE_TIME_USEC)),
            Word::Status(text) => states.push(NotifyState::Status(text)),
        }
    }
    if let Err(error) = sd_notify::notify(&states) {
        tracing::warn!(%error, "the service manager does not listen");
    }
}

#[cfg(not(unix))]
fn notify(_: &[Word<'_>]) {}

#[cfg(unix)]
fn watchdog() -> Option<Duration> {
    sd_notify::watchdog_enabled()
}

#[cfg(not(unix))]
fn watchdog() -> Option<Duration> {
    None
}
