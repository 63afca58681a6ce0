//! Notices as syslog messages (RFC 5424).

use anyhow::{Context, bail};
use rustls::pki_types::ServerName;

use super::address::Address;
use super::syslog_message::{Header, facility_code};
use super::tls::TlsFiles;
use super::transport::Transport;
use super::{Failure, Sink};
use crate::tell::{Notice, SyslogConfig, SyslogTransport};

/// Longest message in a datagram: what every receiver should accept (RFC 5426, 3.2).
const LONGEST_DATAGRAM: usize = 2048;
/// Longest message in a stream: what every receiver over TLS should accept (RFC 5425, 4.3.1).
const LONGEST_FRAME: usize = 8192;

/// A syslog receiver.
pub(super) struct Syslog {
    header: Header,
    transport: Transport,
    longest: usize,
}

impl Syslog {
    pub(super) fn new(config: &SyslogConfig) -> anyhow::Result<Self> {
        let Some(facility) = facility_code(&config.facility) else {
            bail!("`{}` is no facility: kern, user, daemon … local7", config.facility);
        };
        let host = config.hostname.clone().unwrap_or_else(host_name);
        let header = Header::new(facility, &host, &config.app_name);
        let longest = match config.transport {
            SyslogTransport::Udp => LONGEST_DATAGRAM,
            SyslogTransport::Tcp | SyslogTransport::Tls => LONGEST_FRAME,
        };
        Ok(Self { header, transport: transport(config)?, longest })
    }
}

fn transport(config: &SyslogConfig) -> anyhow::Result<Transport> {
    let address = Address::parse(&config.address, config.transport.default_port())?;
    let timeout = config.timeout;
    let files = TlsFiles {
        ca: config.ca_file.as_deref(),
        cert: config.cert_file.as_deref(),
        key: config.key_file.as_deref(),
    };
    let has_tls_settings =
        files.ca.or(files.cert).or(files.key).is_some() || config.server_name.is_some();
    if has_tls_settings && config.transport != SyslogTransport::Tls {
        bail!("`ca_file`, `cert_file`, `key_file` and `server_name` need `transport = \"tls\"`");
    }
    Ok(match config.transport {
        SyslogTransport::Udp => Transport::Udp { address },
        SyslogTransport::Tcp => Transport::Tcp { address, timeout },
        SyslogTransport::Tls => {
            let name = config.server_name.clone().unwrap_or_else(|| address.host.clone());
            let server = ServerName::try_from(name.clone())
                .with_context(|| format!("`{name}` cannot be the name in a certificate"))?;
            Transport::Tls { address, timeout, server, tls: files.client()? }
        }
    })
}

/// Name of the machine; empty if it cannot be had.
fn host_name() -> String {
    #[cfg(unix)]
    return rustix::system::uname().nodename().to_string_lossy().into_owned();
    #[cfg(not(unix))]
    return String::new();
}

impl Sink for Syslog {
    fn send(&mut self, notice: &Notice) -> Result<(), Failure> {
        let message = self.header.message(notice, self.longest);
        self.transport.send(message.as_bytes()).map_err(Failure::retry)
    }
}
