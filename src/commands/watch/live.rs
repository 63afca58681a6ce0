//! Hands the plan to the loop that follows, judges, tells and commits; one session after the other,
//! until asked to stop.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::{Duration, Instant};

use mbxtrace_rules::Severity;

use super::{Host, clock};
use crate::case::{Case, CaseError};
use crate::clock::Flags;
use crate::commands::case_error;
use crate::config::{Plan, WatchSettings};
use crate::exit::UsageError;
use crate::monitor::SinkFigures;
use crate::pipeline::live::{Counts, Live, LiveOptions, Moment, may_pass};
use crate::report::inert;
use crate::source::{Limits, TailOptions};
use crate::tell::{SinkConfig, Teller};

/// Memory of the index, in bytes, the least that tantivy takes: what comes in a second is little, a daemon
/// shares its host, and every commit clears tables that are as large as this allows.
const HEAP: usize = 15_000_000;

/// How long sinks may take to get rid of what waits when the daemon stops; what is left is told by
/// the next run.
const PATIENCE: Duration = Duration::from_secs(5);

/// First and longest pause before the case is opened again after it could not be written.
const PAUSES: [Duration; 2] = [Duration::from_millis(200), Duration::from_secs(30)];

/// How often figures that cost something are taken.
const FIGURES_EVERY: Duration = Duration::from_secs(1);

/// How a session ended.
enum Ended {
    /// It was asked to stop, everything is committed.
    Stopped,
    /// It was asked to read its settings again.
    Reloaded(Box<Plan>),
    /// The case cannot be written for a reason that may pass; whether anything went well before.
    Troubled(anyhow::Error, bool),
}

/// Runs until asked to stop.
pub(super) fn run(mut plan: Plan, mut host: Host<'_>) -> anyhow::Result<()> {
    let case = plan.settings.case.clone();
    if let Err(error @ CaseError::Occupied { .. }) = Case::is_at(&case) {
        return Err(case_error(error));
    }
    std::fs::create_dir_all(&case).map_err(|error| unusable(&case, &error))?;
    let mut teller = Teller::open(&case.join("alerts"), sinks(&plan.settings)?)?;
    let [first, longest] = PAUSES;
    let mut pause = first;
    loop {
        host.metrics.set_rules(&plan.rules.sha256());
        match session(&plan, &mut host, &mut teller) {
            Ok(Ended::Stopped) => break,
            Ok(Ended::Reloaded(new)) => {
                plan = *new;
                teller.replace_sinks(sinks(&plan.settings)?)?;
            }
            Ok(Ended::Troubled(error, went_well)) => {
                pause = if went_well { first } else { (pause * 2).min(longest) };
                tracing::error!("the case cannot be written, trying again in {pause:?}: {error:#}");
                host.metrics.set_trouble(Some(format!("{error:#}")));
                if !rest(&mut host, pause) {
                    break;
                }
            }
            Err(error) => return Err(error),
        }
    }
    host.service.stopping();
    teller.finish(PATIENCE);
    Ok(())
}

fn unusable(case: &Path, error: &std::io::Error) -> anyhow::Error {
    UsageError(format!("the case {} cannot be made: {error}", case.display())).into()
}

/// Waits, and shows signs of life meanwhile; `false` if asked to stop.
fn rest(host: &mut Host<'_>, pause: Duration) -> bool {
    let until = Instant::now() + pause;
    while !host.service.stop_requested() {
        let now = Instant::now();
        host.service.tick(now, || "waiting for the case to be writable".to_owned());
        if now >= until {
            return true;
        }
        std::thread::sleep(host.service.pause().min(until - now).min(Duration::from_millis(100)));
    }
    false
}

/// One life of the loop, from opening the case to a last commit or a failure.
fn session(plan: &Plan, host: &mut Host<'_>, teller: &mut Teller) -> anyhow::Result<Ended> {
    let mut options = options(plan);
    let life = host.service.life();
    options.progress = Box::new(move |_| life.beat(Instant::now()));
    let opened = Live::open(&options, &plan.rules, &plan.overridden, moment());
    let mut live = match opened {
        Ok(live) => live,
        Err(error) if may_pass(&error) => return Ok(Ended::Troubled(error, false)),
        Err(error) => return Err(crate::commands::analyze::as_usage(error)),
    };
    let waker = live.waker();
    host.service.signals().wake_with(move || waker.wake());
    let mut figures = Figures::new(host);
    let mut idle = Idle::new(plan.settings.stop_when_idle);
    let mut is_ready = false;
    while !host.service.stop_requested() {
        if host.service.reload_requested() {
            let new = (host.reload)();
            host.service.reloaded(new.as_ref().map(|_| ()));
            if let Ok(new) = new {
                return Ok(match live.leave(moment()) {
                    Ok(()) => Ended::Reloaded(Box::new(new)),
                    Err(error) => Ended::Troubled(error, true),
                });
            }
        }
        let now = moment();
        let turned = live.turn(now, teller);
        let is_more = match turned {
            Ok(is_more) => is_more,
            Err(error) if may_pass(&error) => {
                return Ok(Ended::Troubled(error, figures.has_committed()));
            }
            Err(error) => return Err(error),
        };
        if live.is_caught_up() && !is_ready {
            is_ready = true;
            host.service.ready();
            tracing::info!("{}", began(&mut live, &plan.settings.case));
        }
        figures.take(&live, teller, host, now);
        host.service.tick(now.instant, || status(&live));
        if idle.is_over(&live, now.instant) {
            break;
        }
        if figures.is_unheard {
            tracing::info!("nobody reads any more what is told");
            break;
        }
        if !is_more {
            live.wait(host.service.pause().min(idle.pause()));
        }
    }
    live.close(moment(), teller)?;
    tracing::info!("stopped; everything read is in the case: {}", report(&plan.settings.case));
    Ok(Ended::Stopped)
}

/// What the watch begins with, for whoever has started it and may hear nothing for long.
fn began(live: &mut Live<'_>, case: &Path) -> String {
    let (files, records, findings) = (live.files(), live.records(), live.findings());
    let open = live.open_alerts().len();
    let so_far = format!("{records} record(s) in the case, {open} alert(s) open");
    let over = match findings {
        0 => String::new(),
        some => format!("; all {some} finding(s), also those of before: {}", report(case)),
    };
    match files {
        0 => format!("no file to follow yet, waiting for one; {so_far}{over}"),
        files => format!("{files} file(s) followed; {so_far}{over}"),
    }
}

/// The command that shows what is in the case.
fn report(case: &Path) -> String {
    let case = case.to_string_lossy();
    format!("mbxtrace report --case {}", inert::line(&case))
}

fn moment() -> Moment {
    Moment { instant: Instant::now(), utc: clock() }
}

fn status(live: &Live<'_>) -> String {
    let open = live.open_alerts().len();
    format!("{} files followed, {open} alert(s) open", live.files())
}

fn options(plan: &Plan) -> LiveOptions {
    let settings = &plan.settings;
    let nanos = |span: Duration| i64::try_from(span.as_nanos()).unwrap_or(i64::MAX);
    let mutes = settings.mutes.clone();
    let level = settings.tell.iter().filter_map(|table| table.get("level")?.as_str());
    let level = level.filter_map(Severity::from_name).chain([settings.level]).min();
    let mut options = LiveOptions::new(settings.paths.clone(), settings.case.clone());
    options.flags = Flags {
        zones: settings.zones.clone(),
        dates: settings.dates.clone(),
        date_order: settings.date_order,
        ..Flags::default()
    };
    options.zone = settings.display_zone();
    options.limits = Limits::default();
    options.tail = TailOptions { poll: settings.poll, ..TailOptions::default() };
    options.lateness = nanos(settings.lateness);
    options.silent_after = settings.silent_after.map(nanos);
    options.level = level.unwrap_or(settings.level);
    options.remind = settings.remind.map(nanos);
    options.is_muted = Box::new(move |finding, now| {
        mutes.iter().any(|mute| mute.covers(&finding.rule, &finding.subject, now))
    });
    options.commit_every = settings.commit_every;
    options.keep = settings.keep.map(nanos);
    options.index.heap = HEAP;
    options
}

/// Where notices go.
pub(super) fn sinks(settings: &WatchSettings) -> anyhow::Result<Vec<SinkConfig>> {
    let mut sinks = Vec::new();
    for (index, table) in settings.tell.iter().enumerate() {
        let sink: SinkConfig = table.clone().try_into().map_err(|error: toml::de::Error| {
            UsageError(format!("[[tell]] number {}: {}", index + 1, error.message()))
        })?;
        sinks.push(sink);
    }
    crate::tell::check(&sinks).map_err(|error| UsageError(format!("{error:#}")))?;
    Ok(sinks)
}

/// Stops a watch that nothing comes to any more.
struct Idle {
    after: Option<Duration>,
    bytes: u64,
    since: Instant,
}

impl Idle {
    fn new(after: Option<Duration>) -> Self {
        Self { after, bytes: 0, since: Instant::now() }
    }

    fn is_over(&mut self, live: &Live<'_>, now: Instant) -> bool {
        let bytes = live.counts().bytes;
        if bytes != self.bytes || !live.is_caught_up() {
            (self.bytes, self.since) = (bytes, now);
        }
        self.after.is_some_and(|after| now.saturating_duration_since(self.since) >= after)
    }

    fn pause(&self) -> Duration {
        self.after.unwrap_or(Duration::MAX)
    }
}

/// What has been added to the metrics so far.
struct Figures {
    last: Counts,
    taken: Option<Instant>,
    /// Sources whose lag is shown.
    sources: BTreeSet<String>,
    /// No sink can ever tell anything again: the pipe they write to has no reader.
    is_unheard: bool,
}

impl Figures {
    fn new(host: &Host<'_>) -> Self {
        host.metrics.set_trouble(None);
        Self { last: Counts::default(), taken: None, sources: BTreeSet::new(), is_unheard: false }
    }

    fn has_committed(&self) -> bool {
        self.last.commits > 1
    }

    fn take(&mut self, live: &Live<'_>, teller: &Teller, host: &Host<'_>, now: Moment) {
        let (counts, metrics) = (live.counts(), &host.metrics);
        metrics.bytes.add(counts.bytes - self.last.bytes);
        metrics.lines.add(counts.lines - self.last.lines);
        metrics.events.add(counts.events - self.last.events);
        metrics.unparsed.add(counts.unparsed - self.last.unparsed);
        metrics.late.add(counts.late.saturating_sub(self.last.late));
        metrics.rebuilds.add(counts.rounds - self.last.rounds);
        if counts.commits > self.last.commits {
            metrics.commits.add(counts.commits - self.last.commits);
            metrics.commit_seconds.observe(counts.last_commit);
            metrics.last_commit.set(now.utc);
        }
        self.last = counts;
        let is_due = |taken| now.instant.saturating_duration_since(taken) >= FIGURES_EVERY;
        if !self.taken.is_none_or(is_due) {
            return;
        }
        self.taken = Some(now.instant);
        metrics.followed.set(i64::try_from(live.files()).unwrap_or(i64::MAX));
        metrics.open_files.set(i64::try_from(live.open_files()).unwrap_or(i64::MAX));
        let mut sources = BTreeSet::new();
        for (node, source, newest) in live.newest() {
            let source = format!("{node} {source}");
            metrics.newest(&source, newest);
            sources.insert(source);
        }
        for gone in self.sources.difference(&sources) {
            metrics.forget_source(gone);
        }
        self.sources = sources;
        let mut open: BTreeMap<(String, Severity), u64> = BTreeMap::new();
        for alert in live.open_alerts() {
            *open.entry(alert).or_default() += 1;
        }
        metrics.set_open(open);
        let counts = teller.counts();
        self.is_unheard = !counts.is_empty() && counts.iter().all(|count| count.is_closed);
        let sinks = counts.into_iter().map(|count| SinkFigures {
            sink: count.sink,
            told: count.told,
            failed: count.failed,
            waiting: count.waiting,
        });
        metrics.set_sinks(sinks.collect());
        for (rule, level) in live.take_found() {
            metrics.found(&rule, level);
        }
    }
}
