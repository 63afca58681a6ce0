//! Notices as HTTP POST requests of JSON, signed if there is a secret.

use std::fmt::Write;
use std::fs;
use std::io::Read;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, bail};
use hmac::{Hmac, Mac};
use sha2::Sha256;
use ureq::http::{HeaderValue, Response, Uri};
use ureq::tls::{Certificate, ClientCert, PrivateKey, RootCerts, TlsConfig, TlsProvider};
use ureq::{Agent, Body, Proxy};

use super::tls::{TlsFiles, provider};
use super::{Failure, Sink, retry_after};
use crate::inert;
use crate::tell::{Notice, WebhookConfig};

/// The time of sending, seconds since 1970.
const TIMESTAMP: &str = "X-Mbxtrace-Timestamp";
/// `sha256=` and the HMAC-SHA256 (RFC 2104) of timestamp, `.` and body in hexadecimal digits.
const SIGNATURE: &str = "X-Mbxtrace-Signature";

/// Bytes of an answer that are kept.
const LONGEST_REASON: u64 = 200;

/// A receiver of HTTP requests.
pub(super) struct Webhook {
    agent: Agent,
    url: String,
    secret: Option<Vec<u8>>,
    authorization: Option<HeaderValue>,
    refused_after: u32,
}

impl Webhook {
    pub(super) fn new(config: &WebhookConfig) -> anyhow::Result<Self> {
        let secret = config.secret_file.as_deref().map(secret).transpose()?;
        let authorization = config.token_file.as_deref().map(bearer).transpose()?;
        Ok(Self {
            agent: agent(config)?,
            url: config.url.clone(),
            secret: secret.map(String::into_bytes),
            authorization,
            refused_after: config.refused_after.max(1),
        })
    }

    fn post(&self, notice: &Notice) -> Result<Response<Body>, ureq::Error> {
        let body = notice.to_json();
        let timestamp = now();
        let mut request = self
            .agent
            .post(&self.url)
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", header_text(&notice.id))
            .header(TIMESTAMP, timestamp.to_string());
        if let Some(secret) = &self.secret {
            request = request.header(SIGNATURE, signature(secret, timestamp, &body));
        }
        if let Some(authorization) = &self.authorization {
            request = request.header("Authorization", authorization);
        }
        request.send(&body)
    }
}

impl Sink for Webhook {
    fn send(&mut self, notice: &Notice) -> Result<(), Failure> {
        let mut response = self.post(notice).map_err(Failure::retry)?;
        let status = response.status();
        if status.is_success() {
            return Ok(());
        }
        let header = |name| response.headers().get(name).and_then(|value| value.to_str().ok());
        let after = header("Retry-After");
        let after = after.and_then(|value| retry_after::wait(value, header("Date"), now()));
        // Not followed: a redirected POST becomes a GET, and the signature is for this receiver.
        let is_refusal = match status.as_u16() {
            408 | 425 | 429 => false,
            code => code < 500,
        };
        let error = format!("HTTP status {status}: {}", beginning(response.body_mut()));
        Err(Failure { after, is_refusal, ..Failure::retry(error) })
    }

    fn refused_after(&self) -> u32 {
        self.refused_after
    }
}

fn agent(config: &WebhookConfig) -> anyhow::Result<Agent> {
    let uri: Uri = config.url.parse().context("`url` is no URL")?;
    let is_https = match uri.scheme_str() {
        Some("https") => true,
        Some("http") => false,
        _ => bail!("`url` must begin with `https://` or `http://`"),
    };
    let mut builder = Agent::config_builder()
        .tls_config(tls(config, is_https)?)
        .timeout_global(Some(config.timeout))
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        // A kept connection that the receiver has closed meanwhile would cost a try.
        .max_idle_connections(0)
        .user_agent(concat!("mbxtrace/", env!("CARGO_PKG_VERSION")));
    match config.proxy.as_deref() {
        None => {}
        Some("none") => builder = builder.proxy(None),
        Some(proxy) => builder = builder.proxy(Some(Proxy::new(proxy).context("`proxy`")?)),
    }
    Ok(builder.build().new_agent())
}

fn tls(config: &WebhookConfig, is_https: bool) -> anyhow::Result<TlsConfig> {
    let files = TlsFiles {
        ca: config.ca_file.as_deref(),
        cert: config.cert_file.as_deref(),
        key: config.key_file.as_deref(),
    };
    // Without TLS none is needed, and a machine that trusts nobody is no mistake then. (A proxy that
    // is itself reached over TLS still fails, as it should.)
    let roots = match files.roots() {
        Err(_) if !is_https && files.ca.is_none() => Vec::new(),
        roots => roots?,
    };
    let roots: Vec<_> = roots.iter().map(|root| Certificate::from_der(root).to_owned()).collect();
    Ok(TlsConfig::builder()
        .provider(TlsProvider::Rustls)
        .unversioned_rustls_crypto_provider(provider())
        .root_certs(RootCerts::new_with_certs(&roots))
        .client_cert(client_cert(&files)?)
        .build())
}

fn client_cert(files: &TlsFiles<'_>) -> anyhow::Result<Option<ClientCert>> {
    let Some((chain, key)) = files.identity()? else { return Ok(None) };
    let certs: Vec<_> = chain.iter().map(|cert| Certificate::from_der(cert).to_owned()).collect();
    Ok(Some(ClientCert::new_with_certs(&certs, PrivateKey::from_pem(key.as_bytes())?)))
}

/// A secret is the content of its file without the blanks and line ends around it.
fn secret(path: &Path) -> anyhow::Result<String> {
    let text = fs::read_to_string(path).with_context(|| format!("secret {}", path.display()))?;
    let text = text.trim();
    if text.is_empty() {
        bail!("secret {} is empty", path.display());
    }
    Ok(text.to_owned())
}

fn bearer(path: &Path) -> anyhow::Result<HeaderValue> {
    let mut value = HeaderValue::try_from(format!("Bearer {}", secret(path)?))
        .with_context(|| format!("{} holds no token", path.display()))?;
    value.set_sensitive(true);
    Ok(value)
}

fn signature(secret: &[u8], timestamp: u64, body: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).expect("HMAC takes keys of any length");
    mac.update(format!("{timestamp}.").as_bytes());
    mac.update(body.as_bytes());
    let mut shown = "sha256=".to_owned();
    for byte in mac.finalize().into_bytes() {
        write!(shown, "{byte:02x}").expect("writing to a string");
    }
    shown
}

/// What a receiver says of its reasons, as far as it fits into a message.
fn beginning(body: &mut Body) -> String {
    let mut bytes = Vec::new();
    // What cannot be read is no reason to know less than the status.
    drop(body.as_reader().take(LONGEST_REASON).read_to_end(&mut bytes));
    inert::line(String::from_utf8_lossy(&bytes).trim()).into_owned()
}

/// Printable ASCII, which is what a header can hold.
fn header_text(text: &str) -> String {
    text.chars().map(|c| if c.is_ascii_graphic() { c } else { '_' }).collect()
}

/// Receivers refuse old timestamps, so that a request overheard cannot be sent again: a try needs the
/// time of sending, not that of the notice.
#[expect(clippy::disallowed_methods, reason = "only known here, on the sink's thread")]
fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The value was computed by Python's `hmac`.
    #[test]
    fn a_known_signature() {
        assert_eq!(
            signature(b"Jefe", 1_404_041_453, "{\"schema\":1}"),
            "sha256=35398f63b54abe68bb34a82eedd615cb76ddea7da8a3c62d9833aaf6f88dd23e"
        );
    }
}
