//! How syslog messages travel: UDP (RFC 5426), TCP with octet counting (RFC 6587, 3.4.1), TLS
//! (RFC 5425).
//!
//! None of them acknowledges a message. To know all the same, each message over TCP or TLS has a
//! connection of its own: we write, say that there is no more to come, and wait for the receiver to
//! close. It does so when it has read to the end. What a write into a kept connection tells is only
//! that our own kernel has taken it, which loses messages whenever the receiver restarts.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream, UdpSocket};
use std::sync::Arc;
use std::time::{Duration, Instant};

use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection, StreamOwned};

use super::address::Address;

/// A receiver of syslog messages and the way there.
pub(super) enum Transport {
    Udp { address: Address },
    Tcp { address: Address, timeout: Duration },
    Tls { address: Address, timeout: Duration, server: ServerName<'static>, tls: Arc<ClientConfig> },
}

impl Transport {
    /// Sends one message.
    pub(super) fn send(&self, message: &[u8]) -> io::Result<()> {
        match self {
            Self::Udp { address } => send_datagram(address, message),
            Self::Tcp { address, timeout } => {
                let mut stream = open(address, *timeout)?;
                stream.write_all(&counted(message))?;
                stream.shutdown(Shutdown::Write)?;
                await_close(&mut stream, *timeout)
            }
            Self::Tls { address, timeout, server, tls } => {
                let stream = open(address, *timeout)?;
                let session = ClientConnection::new(Arc::clone(tls), server.clone());
                let mut stream = StreamOwned::new(session.map_err(io::Error::other)?, stream);
                stream.write_all(&counted(message))?;
                stream.conn.send_close_notify();
                stream.flush()?;
                stream.sock.shutdown(Shutdown::Write)?;
                await_close(&mut stream, *timeout)
            }
        }
    }
}

/// `MSG-LEN SP SYSLOG-MSG`.
fn counted(message: &[u8]) -> Vec<u8> {
    let mut frame = format!("{} ", message.len()).into_bytes();
    frame.extend_from_slice(message);
    frame
}

fn send_datagram(address: &Address, message: &[u8]) -> io::Result<()> {
    let targets = address.resolve()?;
    let local =
        if targets.first().is_some_and(SocketAddr::is_ipv4) { "0.0.0.0:0" } else { "[::]:0" };
    let socket = UdpSocket::bind(local)?;
    socket.connect(targets.as_slice())?;
    socket.send(message)?;
    // A receiver on this machine that is not there has been reported by now; one elsewhere has not.
    socket.take_error()?.map_or(Ok(()), Err)
}

fn open(address: &Address, timeout: Duration) -> io::Result<TcpStream> {
    let stream = address.connect(timeout)?;
    stream.set_read_timeout(Some(timeout))?;
    stream.set_write_timeout(Some(timeout))?;
    stream.set_nodelay(true)?;
    bound_silence(&stream, timeout)?;
    Ok(stream)
}

/// Lets the connection fail when what we wrote is not acknowledged by the other machine in time
/// (RFC 5482), so that a quiet connection afterwards means that it has arrived.
#[cfg(target_os = "linux")]
fn bound_silence(stream: &TcpStream, timeout: Duration) -> io::Result<()> {
    let millis = u32::try_from(timeout.as_millis()).unwrap_or(u32::MAX);
    Ok(rustix::net::sockopt::set_tcp_user_timeout(stream, millis)?)
}

#[cfg(not(target_os = "linux"))]
fn bound_silence(_: &TcpStream, _: Duration) -> io::Result<()> {
    Ok(())
}

/// Waits until the receiver closes. One that does not within `timeout` has at least taken the bytes
/// into its memory; one that resets the connection has thrown them away.
fn await_close(stream: &mut impl Read, timeout: Duration) -> io::Result<()> {
    let end = Instant::now() + timeout;
    let mut chatter = [0; 512];
    while Instant::now() < end {
        match stream.read(&mut chatter) {
            Ok(0) => return Ok(()),
            Ok(_) => {}
            Err(error) => match error.kind() {
                ErrorKind::Interrupted => {}
                // TLS: closed without a farewell, after ours.
                ErrorKind::UnexpectedEof => return Ok(()),
                ErrorKind::WouldBlock | ErrorKind::TimedOut if !is_broken(&error) => break,
                _ => return Err(error),
            },
        }
    }
    Ok(())
}

/// Whether the kernel gave the connection up, which has the same kind as a read that took too long.
fn is_broken(error: &io::Error) -> bool {
    cfg!(unix) && error.kind() == ErrorKind::TimedOut
}
