//! The daemon's own log: on stderr, one message a line, inert, and never a flood.

use std::io::{self, Write};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use anyhow::Context;
use tracing::callsite::Identifier;
use tracing::field::{Field, Visit};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::{Context as LayerContext, SubscriberExt};
use tracing_subscriber::{EnvFilter, Layer, Registry, reload};

use crate::cli::LogForm;
use crate::report::inert;

/// Most messages from one place in the program within [`WINDOW`]; more are held back and counted.
const BURST: u32 = 10;

/// See [`BURST`].
const WINDOW: Duration = Duration::from_mins(1);

/// Target of messages about messages.
const TARGET: &str = "mbxtrace::log";

/// The running log.
pub(super) struct Log {
    filter: reload::Handle<EnvFilter, Registry>,
    limiter: Limiter,
}

impl Log {
    /// Begins to log on stderr. Once in a process.
    pub(super) fn start(filter: &str, form: LogForm) -> anyhow::Result<Self> {
        let (log, subscriber) = Self::to(filter, form, io::stderr)?;
        tracing::subscriber::set_global_default(subscriber).context("there is a log already")?;
        Ok(log)
    }

    /// A log to a writer, and what feeds it.
    fn to<W: Write>(
        filter: &str,
        form: LogForm,
        out: impl Fn() -> W + Send + Sync + 'static,
    ) -> anyhow::Result<(Self, impl Subscriber + Send + Sync)> {
        let (layer, filter) = reload::Layer::new(directives(filter)?);
        let limiter = Limiter::default();
        let writer = InertLines { out, form };
        let lines = tracing_subscriber::fmt::layer().with_ansi(false).with_writer(writer);
        let lines = match form {
            LogForm::Text => lines.boxed(),
            LogForm::Json => lines.json().flatten_event(true).boxed(),
        };
        let subscriber = Registry::default().with(layer).with(limiter.clone()).with(lines);
        Ok((Self { filter, limiter }, subscriber))
    }

    /// Lets another filter decide from now on.
    pub(super) fn set_filter(&self, filter: &str) -> anyhow::Result<()> {
        self.filter.reload(directives(filter)?).context("the log has ended")
    }

    /// What holds back floods.
    pub(super) fn limiter(&self) -> Limiter {
        self.limiter.clone()
    }
}

fn directives(filter: &str) -> anyhow::Result<EnvFilter> {
    EnvFilter::builder().parse(filter).with_context(|| format!("the log filter `{filter}`"))
}

/// Holds back what one place in the program says again and again, and counts it.
#[derive(Clone, Default)]
pub(super) struct Limiter(Arc<Mutex<Vec<Window>>>);

struct Window {
    place: Identifier,
    began: Instant,
    told: u32,
    held_back: u64,
    /// What the place said last.
    like: String,
}

impl Limiter {
    /// Whether a message may pass at `now`.
    fn admits(&self, event: &Event<'_>, now: Instant) -> bool {
        let place = event.metadata().callsite();
        let mut windows = self.locked();
        let Some(window) = windows.iter_mut().find(|window| window.place == place) else {
            let like = String::new();
            windows.push(Window { place, began: now, told: 1, held_back: 0, like });
            return true;
        };
        // A window that held something back is closed by the tick that tells so.
        if window.held_back == 0 && now.saturating_duration_since(window.began) >= WINDOW {
            (window.began, window.told) = (now, 0);
        }
        if window.told < BURST {
            window.told += 1;
            return true;
        }
        if window.held_back == 0 {
            window.like = message(event);
        }
        window.held_back += 1;
        false
    }

    /// Tells what was held back in windows that are over at `now`.
    pub(super) fn tick(&self, now: Instant) {
        self.tell(|window| now.saturating_duration_since(window.began) >= WINDOW, now);
    }

    /// Tells what was held back and not told of yet.
    pub(super) fn finish(&self) {
        self.tell(|_| true, Instant::now());
    }

    fn tell(&self, is_over: impl Fn(&Window) -> bool, now: Instant) {
        let mut told = Vec::new();
        for window in self.locked().iter_mut().filter(|one| one.held_back > 0 && is_over(one)) {
            told.push((window.held_back, std::mem::take(&mut window.like)));
            (window.began, window.told, window.held_back) = (now, 0, 0);
        }
        // Not while locked: this is a message too.
        for (held_back, like) in told {
            tracing::warn!(target: TARGET, held_back, "more messages like: {like}");
        }
    }

    fn locked(&self) -> MutexGuard<'_, Vec<Window>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<S: Subscriber> Layer<S> for Limiter {
    fn event_enabled(&self, event: &Event<'_>, _: LayerContext<'_, S>) -> bool {
        let metadata = event.metadata();
        // Who asked for debug messages wants them all.
        let is_limited = *metadata.level() <= Level::INFO && metadata.target() != TARGET;
        !is_limited || self.admits(event, Instant::now())
    }
}

/// The text of a message.
fn message(event: &Event<'_>) -> String {
    struct Text(String);
    impl Visit for Text {
        fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
            if field.name() == "message" {
                self.0 = format!("{value:?}");
            }
        }
    }
    let mut text = Text(String::new());
    event.record(&mut text);
    text.0
}

/// Makes one inert line of every message.
struct InertLines<F> {
    out: F,
    form: LogForm,
}

impl<'a, W: Write, F: Fn() -> W> MakeWriter<'a> for InertLines<F> {
    type Writer = InertLine<W>;

    fn make_writer(&'a self) -> Self::Writer {
        InertLine { out: (self.out)(), form: self.form, bytes: Vec::new() }
    }
}

/// One message, written when it is whole.
struct InertLine<W: Write> {
    out: W,
    form: LogForm,
    bytes: Vec<u8>,
}

impl<W: Write> Write for InertLine<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<W: Write> Drop for InertLine<W> {
    fn drop(&mut self) {
        let text = String::from_utf8_lossy(&self.bytes);
        let text = text.trim_end_matches('\n');
        if text.is_empty() {
            return;
        }
        let mut line = Vec::with_capacity(text.len() + 1);
        let made = match self.form {
            LogForm::Text => line.write_all(inert::line(text).as_bytes()),
            LogForm::Json => inert::JsonText(&mut line).write_all(text.as_bytes()),
        };
        // Nobody is left to tell if stderr is gone.
        drop(made.and_then(|()| line.write_all(b"\n")).and_then(|()| self.out.write_all(&line)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Clone, Default)]
    struct Shared(Arc<Mutex<Vec<u8>>>);

    impl Write for Shared {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().expect("whole").extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// The lines a log holds after `act`.
    fn logged(filter: &str, form: LogForm, act: impl FnOnce(&Log)) -> Vec<String> {
        let out = Shared::default();
        let kept = out.clone();
        let (log, subscriber) = Log::to(filter, form, move || out.clone()).expect("a log");
        tracing::subscriber::with_default(subscriber, || act(&log));
        let text = String::from_utf8(kept.0.lock().expect("whole").clone()).expect("UTF-8");
        text.lines().map(str::to_owned).collect()
    }

    #[test]
    fn the_filter_decides_and_can_be_changed() {
        let lines = logged("info", LogForm::Text, |log| {
            tracing::debug!("one");
            tracing::info!("two");
            log.set_filter("debug").expect("good");
            tracing::debug!("three");
            log.set_filter("off").expect("good");
            tracing::error!("four");
        });
        let has = |word: &str| lines.iter().any(|line| line.ends_with(word));
        assert!(has("two") && has("three") && lines.len() == 2, "{lines:?}");
    }

    #[test]
    fn text_of_logs_is_inert_and_one_message_is_one_line() {
        let hostile = "a\x1b[2Jb\nINFO forged\u{202e}\u{9b}31m";
        for form in [LogForm::Text, LogForm::Json] {
            let lines = logged("info", form, |_| {
                tracing::warn!(path = hostile, "{hostile}");
                tracing::warn!(path = %hostile, other = ?hostile, "said");
            });
            assert_eq!(lines.len(), 2, "{lines:?}");
            for line in &lines {
                assert!(line.chars().all(|c| c != '\u{202e}' && !c.is_control()), "{line:?}");
                assert!(line.contains("forged"), "{line}");
            }
            if form == LogForm::Json {
                let value: serde_json::Value = serde_json::from_str(&lines[0]).expect("JSON");
                assert_eq!(value["level"], "WARN");
                assert_eq!(value["path"], hostile);
            }
        }
    }

    #[test]
    fn a_flood_from_one_place_is_cut_and_counted_and_others_pass() {
        let lines = logged("info", LogForm::Text, |log| {
            for number in 0..100 {
                tracing::warn!("flood {number}");
            }
            tracing::warn!("another place");
            let limiter = log.limiter();
            limiter.tick(Instant::now());
            limiter.tick(Instant::now() + WINDOW);
            limiter.tick(Instant::now() + WINDOW);
            tracing::info!("end");
        });
        let floods = lines.iter().filter(|line| line.contains("tests: flood"));
        assert_eq!(floods.count(), BURST as usize, "{lines:?}");
        let told = lines.iter().filter(|line| line.contains("held_back=90")).count();
        assert_eq!(told, 1, "{lines:?}");
        assert!(
            lines.iter().any(|line| line.contains("more messages like: flood 10")),
            "{lines:?}"
        );
        assert!(lines.iter().any(|line| line.contains("another place")), "{lines:?}");
    }

    #[test]
    fn debug_messages_are_never_held_back() {
        let lines = logged("debug", LogForm::Text, |log| {
            for number in 0..50 {
                tracing::debug!("step {number}");
            }
            log.limiter().finish();
        });
        assert_eq!(lines.len(), 50);
    }
}
