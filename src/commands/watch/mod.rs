//! `watch`: follow logs as they grow, and tell of every outage once and of its end.

mod check;
mod live;
mod log;
mod signals;
mod unit;

use std::io::Write;
use std::sync::Arc;
use std::time::Instant;

use super::analyze::rule_set;
use super::surroundings;
use crate::cli::WatchArgs;
use crate::config::{EXAMPLE, Plan, WatchSettings};
use crate::exit::{ExitStatus, UsageError};
use crate::monitor::{self, Metrics, Service, Signals};

use self::log::Log;

/// What the loop is given besides the plan it starts with.
struct Host<'a> {
    /// Signals and the service manager.
    service: Service,
    /// To be kept up to date.
    metrics: Arc<Metrics>,
    /// Reads settings and rules again. An error leaves the old ones in force.
    reload: &'a dyn Fn() -> anyhow::Result<Plan>,
}

/// Runs `watch`.
pub fn run(
    args: &WatchArgs,
    stdout: &mut dyn Write,
    stderr: &mut dyn Write,
) -> anyhow::Result<ExitStatus> {
    if args.print_config {
        stdout.write_all(EXAMPLE.as_bytes())?;
        return Ok(ExitStatus::Done);
    }
    if args.print_unit {
        unit::write(args, stdout)?;
        return Ok(ExitStatus::Done);
    }
    if args.check {
        return check::run(&plan(args)?, stdout);
    }
    follow(args)?;
    stderr.flush()?;
    Ok(ExitStatus::Done)
}

fn follow(args: &WatchArgs) -> anyhow::Result<()> {
    let plan = plan(args)?;
    let settings = &plan.settings;
    let log = Log::start(&settings.log, settings.log_form)?;
    let signals = Signals::default();
    signals::register(&signals)?;
    let metrics = Arc::new(Metrics::new(Instant::now()));
    let server = settings.listen.map(|listen| {
        let server = monitor::serve(listen, Arc::clone(&metrics), clock);
        server.map_err(|error| UsageError(format!("cannot serve metrics on {listen}: {error}")))
    });
    let server = server.transpose()?;
    if let Some(server) = &server {
        tracing::info!("metrics at http://{}/metrics", server.address());
    }
    let limiter = log.limiter();
    let first = settings.clone();
    let host = Host {
        service: Service::new(signals, Arc::clone(&metrics))
            .with_hook(move |now| limiter.tick(now)),
        metrics,
        reload: &|| reload(args, &first, &log),
    };
    let ended = live::run(plan, host);
    log.limiter().finish();
    ended
}

/// Settings and rules as the command line and the files have them now.
fn plan(args: &WatchArgs) -> anyhow::Result<Plan> {
    let settings = WatchSettings::load(args, &surroundings()?)?;
    let (rules, overridden) = rule_set(settings.rules.as_deref())?;
    Ok(Plan { settings, rules, overridden })
}

/// A plan made anew, with what belongs to this process put into effect.
fn reload(args: &WatchArgs, first: &WatchSettings, log: &Log) -> anyhow::Result<Plan> {
    let mut plan = plan(args)?;
    live::sinks(&plan.settings)?; // a secret that is gone must not end a daemon that works
    log.set_filter(&plan.settings.log)?;
    for name in first.fixed_differences(&plan.settings) {
        tracing::warn!("`{name}` has changed: that holds from the next start on");
    }
    // Alerts and progress are those of the case that is being written.
    plan.settings.case.clone_from(&first.case);
    Ok(plan)
}

/// The wall clock: UTC nanoseconds. Outside of 1677 to 2262 it stands still.
fn clock() -> i64 {
    chrono::Utc::now().timestamp_nanos_opt().unwrap_or(i64::MAX)
}
