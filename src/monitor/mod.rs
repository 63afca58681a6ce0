//! What the outside sees of a running `watch`: metrics and health over HTTP, readiness and watchdog
//! for the service manager, and what signals ask for.
//!
//! A leaf: the loop that follows logs counts here and asks here, and neither knows the other's
//! insides. Nothing here registers a signal or reads the wall clock; `commands/` does.

mod exposition;
mod http;
mod metrics;
mod service;
#[cfg(test)]
mod tests;

pub use self::http::serve;
pub use self::metrics::{Counter, Gauge, Histogram, Metrics, STALLED_AFTER, SinkFigures};
pub use self::service::{Life, Service, Signals};
