//! `/metrics`, `/healthz` and `/readyz` over HTTP, for this host only: one thread of its own, few
//! connections, none for long.

use std::future::Future as _;
use std::io;
use std::net::{IpAddr, SocketAddr, TcpListener};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::serve::Listener;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};
use tokio::time::Sleep;

use super::exposition;
use super::metrics::Metrics;

/// Most connections at a time: a scraper, a probe and a person, with room. More wait, so that
/// nobody on this host can use up the descriptors that logs need.
const MOST_CONNECTIONS: usize = 16;

/// How long one connection may last, idle or not. Scrapers connect again.
const LONGEST_CONNECTION: Duration = Duration::from_secs(30);

/// A running server; stops when dropped.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// Where it listens: the port is the real one if 0 was asked for.
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // It panicked or it did not: either way it serves no more.
            drop(thread.join());
        }
    }
}

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
    let listener = TcpListener::bind(listen)?;
    listener.set_nonblocking(true)?;
    let address = listener.local_addr()?;
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_io().enable_time().build()?;
    let (stop, stopped) = oneshot::channel();
    let shared = Shared { metrics, clock };
    let thread = thread::Builder::new().name("metrics".to_owned()).spawn(move || {
        runtime.block_on(async {
            match tokio::net::TcpListener::from_std(listener) {
                Ok(listener) => {
                    let serving = tokio::spawn(answer(listener, shared));
                    // Ends when the server is dropped; what is under way then is cut off.
                    drop(stopped.await);
                    serving.abort();
                }
                Err(error) => tracing::error!(%error, "metrics are not served"),
            }
        });
    })?;
    Ok(Server { address, stop: Some(stop), thread: Some(thread) })
}

async fn answer(listener: tokio::net::TcpListener, shared: Shared) {
    let router = Router::new()
        .route("/metrics", get(metrics))
        .route("/healthz", get(healthz))
        .route("/readyz", get(readyz))
        .layer(middleware::from_fn(only_this_host))
        .with_state(shared);
    let listener = Bounded { listener, free: Arc::new(Semaphore::new(MOST_CONNECTIONS)) };
    if let Err(error) = axum::serve(listener, router).await {
        tracing::error!(%error, "metrics are no longer served");
    }
}

async fn metrics(State(shared): State<Shared>) -> impl IntoResponse {
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
    if is_this_host(request.headers()) {
        return next.run(request).await;
    }
    (StatusCode::MISDIRECTED_REQUEST, "ask for 127.0.0.1, [::1] or localhost\n").into_response()
}

fn is_this_host(headers: &HeaderMap) -> bool {
    let mut hosts = headers.get_all(header::HOST).iter();
    let (Some(host), None) = (hosts.next(), hosts.next()) else { return false };
    let Ok(host) = host.to_str() else { return false };
    if let Ok(address) = host.parse::<SocketAddr>() {
        return address.ip().is_loopback();
    }
    let bare = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(host);
    if let Ok(address) = bare.parse::<IpAddr>() {
        return address.is_loopback();
    }
    let (name, port) = host.split_once(':').unwrap_or((host, "0"));
    name.eq_ignore_ascii_case("localhost") && port.parse::<u16>().is_ok()
}

/// Hands on a connection only while few are open.
struct Bounded {
    listener: tokio::net::TcpListener,
    free: Arc<Semaphore>,
}

impl Listener for Bounded {
    type Io = Connection;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Connection, SocketAddr) {
        let permit = Arc::clone(&self.free).acquire_owned().await;
        let permit = permit.expect("the semaphore is never closed");
        let (stream, from) = Listener::accept(&mut self.listener).await;
        let end = Box::pin(tokio::time::sleep(LONGEST_CONNECTION));
        (Connection { stream, end, _permit: permit }, from)
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

/// A connection that ends by itself.
struct Connection {
    stream: TcpStream,
    end: Pin<Box<Sleep>>,
    _permit: OwnedSemaphorePermit,
}

impl Connection {
    fn is_over(&mut self, context: &mut Context<'_>) -> bool {
        self.end.as_mut().poll(context).is_ready()
    }
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.is_over(context) {
            return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        }
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Connection {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        if self.is_over(context) {
            return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        }
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_this_host() {
        let asked = |hosts: &[&str]| {
            let mut headers = HeaderMap::new();
            for host in hosts {
                headers.append(header::HOST, host.parse().expect("a header"));
            }
            is_this_host(&headers)
        };
        for host in
            ["127.0.0.1", "127.0.0.1:9646", "[::1]:9646", "[::1]", "localhost", "LOCALHOST:1"]
        {
            assert!(asked(&[host]), "{host}");
        }
        // Near misses.
        for host in [
            "",
            ":9646",
            "127.0.0.1.contoso.example",
            "localhost.contoso.example:9646",
            "contoso.example",
            "192.0.2.1:9646",
            "0.0.0.0:9646",
            "[::]:9646",
            "127.0.0.1:x:y",
            "localhost:1@contoso.example",
            "xn--localhost",
        ] {
            assert!(!asked(&[host]), "{host}");
        }
        assert!(!asked(&[]) && !asked(&["localhost", "contoso.example"]));
    }
}
