//! Hands the plan to the loop that follows, judges, tells and commits.

use std::time::{Duration, Instant};

use super::Host;
use crate::config::Plan;

/// Runs until asked to stop.
#[expect(clippy::unnecessary_wraps, reason = "a loop that follows files can fail")]
pub(super) fn run(mut plan: Plan, mut host: Host<'_>) -> anyhow::Result<()> {
    let began = Instant::now();
    host.metrics.set_rules(&plan.rules.sha256());
    let (awake, sleep) = crossbeam_channel::bounded::<()>(1);
    host.service.signals().wake_with(move || {
        let _is_awake_already = awake.try_send(()).is_err();
    });
    host.service.ready();
    while !host.service.stop_requested() {
        if host.service.reload_requested() {
            let outcome = (host.reload)();
            host.service.reloaded(outcome.as_ref().map(|_| ()));
            plan = outcome.unwrap_or(plan);
            host.metrics.set_rules(&plan.rules.sha256());
        }
        let now = Instant::now();
        host.service.tick(now, || format!("{} inputs", plan.settings.paths.len()));
        let idle = plan.settings.stop_when_idle;
        if idle.is_some_and(|idle| now.saturating_duration_since(began) >= idle) {
            break;
        }
        let pause = host.service.pause().min(idle.unwrap_or(Duration::MAX));
        let _is_woken = sleep.recv_timeout(pause).is_ok();
    }
    host.service.stopping();
    Ok(())
}
