//! `host:port` as configured, and the connection to it.

use std::io;
use std::net::{SocketAddr, TcpStream, ToSocketAddrs};
use std::time::{Duration, Instant};

/// A receiver by name or address. Names are resolved at each connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Address {
    pub(super) host: String,
    pub(super) port: u16,
}

impl Address {
    /// Reads `host`, `host:port`, `192.0.2.1:514`, `[2001:db8::1]:514` or `2001:db8::1`.
    pub(super) fn parse(text: &str, default_port: u16) -> anyhow::Result<Self> {
        let wrong = || anyhow::anyhow!("`{text}` is no address: give `host:port`");
        let (host, port) = match text.strip_prefix('[') {
            Some(rest) => {
                let (host, rest) = rest.split_once(']').ok_or_else(wrong)?;
                let port = if rest.is_empty() { None } else { rest.strip_prefix(':') };
                if port.is_none() && !rest.is_empty() {
                    return Err(wrong());
                }
                (host, port)
            }
            None if text.matches(':').count() > 1 => (text, None),
            None => text.split_once(':').map_or((text, None), |(host, port)| (host, Some(port))),
        };
        if host.is_empty() || host.contains(|c: char| c.is_whitespace() || c == '/') {
            return Err(wrong());
        }
        let port = port.map_or(Ok(default_port), str::parse).map_err(|_| wrong())?;
        Ok(Self { host: host.to_owned(), port })
    }

    /// What the name stands for now; never empty.
    pub(super) fn resolve(&self) -> io::Result<Vec<SocketAddr>> {
        let found: Vec<_> = (self.host.as_str(), self.port).to_socket_addrs()?.collect();
        if found.is_empty() {
            return Err(io::Error::new(io::ErrorKind::NotFound, "the name has no address"));
        }
        Ok(found)
    }

    /// Connects to the first of the host's addresses that answers, all of them within `timeout`.
    pub(super) fn connect(&self, timeout: Duration) -> io::Result<TcpStream> {
        let end = Instant::now() + timeout;
        let mut failure = io::Error::from(io::ErrorKind::TimedOut);
        for address in self.resolve()? {
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                break;
            }
            match TcpStream::connect_timeout(&address, left) {
                Ok(stream) => return Ok(stream),
                Err(error) => failure = error,
            }
        }
        Err(failure)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        for (text, host, port) in [
            ("logs.contoso.example", "logs.contoso.example", 514),
            ("192.0.2.1:6514", "192.0.2.1", 6514),
            ("[2001:db8::1]:601", "2001:db8::1", 601),
            ("[2001:db8::1]", "2001:db8::1", 514),
            ("2001:db8::1", "2001:db8::1", 514),
        ] {
            let address = Address::parse(text, 514).unwrap();
            assert_eq!((address.host.as_str(), address.port), (host, port), "{text}");
        }
        for wrong in ["", ":514", "host:", "host:99999", "udp://host:514", "[::1", "[::1]514"] {
            assert!(Address::parse(wrong, 514).is_err(), "{wrong}");
        }
    }
}
