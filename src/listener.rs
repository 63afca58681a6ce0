//! A web server on a thread of its own: few connections, none for long, and stopped when dropped. What
//! `monitor` and `serve` have in common; neither knows the other.

use std::future::Future as _;
use std::io;
use std::net::{IpAddr, SocketAddr, TcpListener};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use axum::Router;
use axum::http::{HeaderMap, header};
use axum::serve::Listener;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};
use tokio::time::Sleep;

/// How long a client may take to send the head of its first request.
const HEAD_WITHIN: Duration = Duration::from_secs(10);

/// What a server is called and what it allows.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Name of the thread, and in messages.
    pub name: &'static str,
    /// Most connections at a time; more wait, so that nobody can use up all descriptors.
    pub connections: usize,
    /// How long one connection may last, idle or not.
    pub longest: Duration,
}

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

/// Serves a router at an address. Errors: the address is in use or not of this host, or threads
/// cannot be had.
pub fn serve(listen: SocketAddr, limits: Limits, router: Router) -> io::Result<Server> {
    let listener = TcpListener::bind(listen)?;
    listener.set_nonblocking(true)?;
    let address = listener.local_addr()?;
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_io().enable_time().build()?;
    let (stop, stopped) = oneshot::channel();
    let thread = thread::Builder::new().name(limits.name.to_owned()).spawn(move || {
        runtime.block_on(async {
            match tokio::net::TcpListener::from_std(listener) {
                Ok(listener) => {
                    let serving = tokio::spawn(answer(listener, limits, router));
                    // Ends when the server is dropped; what is under way then is cut off.
                    drop(stopped.await);
                    serving.abort();
                }
                Err(error) => tracing::error!(%error, "{} is not served", limits.name),
            }
        });
        // Work on blocking threads ends by itself; nobody waits for it.
        runtime.shutdown_background();
    })?;
    Ok(Server { address, stop: Some(stop), thread: Some(thread) })
}

async fn answer(listener: tokio::net::TcpListener, limits: Limits, router: Router) {
    let free = Arc::new(Semaphore::new(limits.connections));
    let listener = Bounded { listener, free, longest: limits.longest };
    if let Err(error) = axum::serve(listener, router).await {
        tracing::error!(%error, "{} is no longer served", limits.name);
    }
}

/// The host a request asks for, without its port; `None` if it names none, several, or one that is
/// none.
pub fn host(headers: &HeaderMap) -> Option<Host> {
    let mut hosts = headers.get_all(header::HOST).iter();
    let (Some(host), None) = (hosts.next(), hosts.next()) else { return None };
    Host::parse(host.to_str().ok()?)
}

/// A host as a request names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Host {
    /// An address: no name that somebody's DNS could turn elsewhere.
    Address(IpAddr),
    /// A name, lower case.
    Name(String),
}

impl Host {
    /// Reads the host of `HOST[:PORT]`; an IPv6 address stands in brackets (RFC 9110, 7.2).
    pub fn parse(host: &str) -> Option<Self> {
        if let Ok(address) = host.parse::<SocketAddr>() {
            return Some(Self::Address(address.ip()));
        }
        let bare = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(host);
        if let Ok(address) = bare.parse::<IpAddr>() {
            return Some(Self::Address(address));
        }
        let (name, port) = host.split_once(':').unwrap_or((host, "0"));
        let is_name = !name.is_empty()
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._".contains(&byte));
        (is_name && port.parse::<u16>().is_ok()).then(|| Self::Name(name.to_ascii_lowercase()))
    }

    /// Whether it means this host whatever DNS says.
    pub fn is_loopback(&self) -> bool {
        match self {
            Self::Address(address) => address.is_loopback(),
            Self::Name(name) => name == "localhost",
        }
    }
}

/// Hands on a connection only while few are open.
struct Bounded {
    listener: tokio::net::TcpListener,
    free: Arc<Semaphore>,
    longest: Duration,
}

impl Listener for Bounded {
    type Io = Connection;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Connection, SocketAddr) {
        let permit = Arc::clone(&self.free).acquire_owned().await;
        let permit = permit.expect("the semaphore is never closed");
        let (stream, from) = Listener::accept(&mut self.listener).await;
        let end = Box::pin(tokio::time::sleep(self.longest));
        let head = Some(Head { by: Box::pin(tokio::time::sleep(HEAD_WITHIN)), ends: 0 });
        (Connection { stream, end, head, _permit: permit }, from)
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

/// The head of the first request, as long as it has not come whole.
struct Head {
    by: Pin<Box<Sleep>>,
    /// Line ends in a row at the end of what was read, without carriage returns.
    ends: u8,
}

/// A connection that ends by itself.
struct Connection {
    stream: TcpStream,
    end: Pin<Box<Sleep>>,
    head: Option<Head>,
    _permit: OwnedSemaphorePermit,
}

impl Connection {
    fn is_over(&mut self, context: &mut Context<'_>) -> bool {
        let is_late = |head: &mut Head| head.by.as_mut().poll(context).is_ready();
        self.head.as_mut().is_some_and(is_late) || self.end.as_mut().poll(context).is_ready()
    }

    /// An empty line ends the head.
    fn look(&mut self, read: &[u8]) {
        let Some(head) = &mut self.head else { return };
        for byte in read {
            match byte {
                b'\n' => head.ends += 1,
                b'\r' => {}
                _ => head.ends = 0,
            }
            if head.ends == 2 {
                self.head = None;
                return;
            }
        }
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
        let before = buffer.filled().len();
        let polled = Pin::new(&mut self.stream).poll_read(context, buffer);
        self.look(buffer.filled().get(before..).unwrap_or_default());
        polled
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
            host(&headers).is_some_and(|host| host.is_loopback())
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
