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
                deliver(&mut open(address, *timeout)?, message, *timeout)
            }
            Self::Tls { address, timeout, server, tls } => {
                let stream = open(address, *timeout)?;
                let session = ClientConnection::new(Arc::clone(tls), server.clone());
                let session = session.map_err(io::Error::other)?;
                deliver(&mut StreamOwned::new(session, stream), message, *timeout)
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

/// A connection over which one message is sent.
trait Connection: Read + Write {
    /// Says that there is no more to come.
    fn end(&mut self) -> io::Result<()>;
    fn socket(&self) -> &TcpStream;
}

impl Connection for TcpStream {
    fn end(&mut self) -> io::Result<()> {
        self.shutdown(Shutdown::Write)
    }

    fn socket(&self) -> &TcpStream {
        self
    }
}

impl Connection for StreamOwned<ClientConnection, TcpStream> {
    fn end(&mut self) -> io::Result<()> {
        self.conn.send_close_notify();
        self.flush()?;
        self.sock.shutdown(Shutdown::Write)
    }

    fn socket(&self) -> &TcpStream {
        &self.sock
    }
}

/// Sends the message and waits until the receiver closes.
///
/// One that does not close within `timeout` has at least taken the bytes into its memory. One that
/// resets the connection has thrown some of them away, as far as can be known: it gets them again.
fn deliver(connection: &mut impl Connection, message: &[u8], timeout: Duration) -> io::Result<()> {
    connection.write_all(&counted(message))?;
    connection.end()?;
    let end = Instant::now() + timeout;
    if has_closed(connection, end)? {
        await_acknowledgement(connection.socket(), end)?;
    }
    connection.socket().take_error()?.map_or(Ok(()), Err)
}

fn has_closed(reader: &mut impl Read, end: Instant) -> io::Result<bool> {
    let mut chatter = [0; 512];
    while Instant::now() < end {
        match reader.read(&mut chatter) {
            Ok(0) => return Ok(true),
            Ok(_) => {}
            Err(error) => match error.kind() {
                ErrorKind::Interrupted => {}
                // TLS: closed without a farewell, after ours.
                ErrorKind::UnexpectedEof => return Ok(true),
                // How a read that takes too long ends; on Unix the other kind says that the kernel
                // has given the connection up.
                ErrorKind::WouldBlock => return Ok(false),
                ErrorKind::TimedOut if !cfg!(unix) => return Ok(false),
                _ => return Err(error),
            },
        }
    }
    Ok(false)
}

/// The receiver may have closed before it read anything: then what we wrote is answered by a reset,
/// which comes after the end that we have read. So wait until the kernel is done with the connection,
/// which has no peer then; its last error says how that came.
#[cfg(target_os = "linux")]
fn await_acknowledgement(socket: &TcpStream, end: Instant) -> io::Result<()> {
    let mut pause = Duration::from_micros(50);
    while socket.peer_addr().is_ok() {
        if Instant::now() >= end {
            return Err(ErrorKind::TimedOut.into());
        }
        std::thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(20));
    }
    Ok(())
}

#[cfg(not(target_os = "linux"))]
fn await_acknowledgement(_: &TcpStream, _: Instant) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use super::*;

    const TIMEOUT: Duration = Duration::from_secs(10);

    fn pair() -> (TcpStream, TcpStream) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let ours = open(&Address::parse(&address, 0).unwrap(), TIMEOUT).unwrap();
        (ours, listener.accept().unwrap().0)
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn an_end_that_came_before_the_message_was_read_is_no_receipt() {
        let (mut ours, theirs) = pair();
        drop(theirs);
        // Their end is there before we write: reading alone would tell no difference.
        while ours.peek(&mut [0]).unwrap() != 0 {}
        assert!(deliver(&mut ours, b"x", TIMEOUT).is_err());
    }

    #[test]
    fn an_end_after_the_message_was_read_is_one() {
        let (mut ours, mut theirs) = pair();
        let reader = std::thread::spawn(move || {
            let mut all = String::new();
            theirs.read_to_string(&mut all).unwrap();
            all
        });
        deliver(&mut ours, b"hello", TIMEOUT).unwrap();
        assert_eq!(reader.join().unwrap(), "5 hello");
    }
}
