//! SIGTERM and SIGINT: read what is there, commit, stop. SIGINT after that: at once. SIGHUP: read
//! settings and rules again.

use anyhow::Context;
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;

use crate::monitor::Signals;

/// Lets the signals of this process ask through `signals`.
pub(super) fn register(signals: &Signals) -> anyhow::Result<()> {
    // In this order: the first SIGINT finds the flag down and raises it, the second finds it up.
    flag::register_conditional_default(SIGINT, signals.stop_flag()).context(CANNOT)?;
    flag::register(SIGINT, signals.stop_flag()).context(CANNOT)?;
    flag::register(SIGTERM, signals.stop_flag()).context(CANNOT)?;
    wake(signals)
}

const CANNOT: &str = "cannot watch for signals";

/// A thread that wakes the loop; the flags above are raised even if it gets no turn.
#[cfg(unix)]
fn wake(signals: &Signals) -> anyhow::Result<()> {
    use signal_hook::consts::SIGHUP;
    let mut caught =
        signal_hook::iterator::Signals::new([SIGTERM, SIGINT, SIGHUP]).context(CANNOT)?;
    let signals = signals.clone();
    let thread = std::thread::Builder::new().name("signals".to_owned());
    thread
        .spawn(move || {
            for signal in caught.forever() {
                if signal == SIGHUP {
                    signals.request_reload();
                } else {
                    signals.request_stop();
                }
            }
        })
        .context(CANNOT)?;
    Ok(())
}

#[cfg(not(unix))]
fn wake(_: &Signals) -> anyhow::Result<()> {
    Ok(())
}
