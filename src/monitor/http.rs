//! `/metrics`, `/healthz` and `/readyz` over HTTP, for this host only: one thread of its own, few
//! connections, none for long.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use super::exposition;
use super::metrics::Metrics;
use crate::listener::{self, Limits, Server};

/// A scraper, a probe and a person, with room. Scrapers connect again.
const LIMITS: Limits =
    Limits { name: "metrics", connections: 16, longest: Duration::from_secs(30) };

#[derive(Clone)]
struct Shared {
    metrics: Arc<Metrics>,
    clock: fn() -> i64,
}

/// Serves the metrics on a loopback address. `clock` is the wall clock, UTC nanoseconds. Errors: the
/// address is not of this host only, or is in use.
pub fn serve(listen: SocketAddr, metrics: Arc<Metrics>, clock: fn() -> i64) -> io::Result<Server> {
    if !listen.ip().is_loopback() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "not a loopback address"));
    }
    let router = Router::new()
        .route("/metrics", get(metrics_page))
        .route("/healthz", get(healthz))
        .route("/readyz", get(readyz))
        .layer(middleware::from_fn(only_this_host))
        .with_state(Shared { metrics, clock });
    listener::serve(listen, LIMITS, router)
}

async fn metrics_page(State(shared): State<Shared>) -> impl IntoResponse {
    let text = exposition::text(&shared.metrics, Instant::now(), (shared.clock)());
    ([(header::CONTENT_TYPE, exposition::CONTENT_TYPE)], text)
}

async fn healthz(State(shared): State<Shared>) -> impl IntoResponse {
    verdict(shared.metrics.health(Instant::now()))
}

async fn readyz(State(shared): State<Shared>) -> impl IntoResponse {
    verdict(shared.metrics.readiness(Instant::now()))
}

fn verdict(verdict: Result<(), String>) -> (StatusCode, String) {
    match verdict {
        Ok(()) => (StatusCode::OK, "ok\n".to_owned()),
        Err(why) => (StatusCode::SERVICE_UNAVAILABLE, format!("{why}\n")),
    }
}

/// A page of another site can make a browser on this host ask here under a name of its own that it
/// lets resolve to 127.0.0.1 (DNS rebinding): only names of this host are answered.
async fn only_this_host(request: Request, next: Next) -> Response {
    if listener::host(request.headers()).is_some_and(|host| host.is_loopback()) {
        return next.run(request).await;
    }
    (StatusCode::MISDIRECTED_REQUEST, "ask for 127.0.0.1, [::1] or localhost\n").into_response()
}
