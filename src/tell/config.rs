//! Sinks as `[[tell]]` tables of `mbxtrace.toml` describe them.

use std::path::PathBuf;
use std::time::Duration;

use mbxtrace_rules::Severity;
use serde::{Deserialize, Deserializer};

use super::notice::level;
use super::span;

/// One sink: what it wants, how patiently it is tried, and where it leads.
#[derive(Clone, Debug, PartialEq)]
pub struct SinkConfig {
    /// Name in messages and metrics, and of the cursor: a sink of another name is another sink. Made
    /// from kind and destination if not given.
    pub name: Option<String>,
    /// Least level told; `medium` if not given.
    pub level: Severity,
    /// Globs for the rules told; all if empty.
    pub rules: Vec<String>,
    /// Wait after the first failed try; 1 s if not given. It doubles with each further one.
    pub retry_min: Duration,
    /// Longest wait; 60 s if not given.
    pub retry_max: Duration,
    /// Where the notices go.
    pub target: Target,
}

/// Where the notices of a sink go; `kind` says which.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Target {
    /// Standard output.
    Stdout(StdoutConfig),
    /// A file.
    File(FileConfig),
    /// A syslog receiver.
    Syslog(SyslogConfig),
    /// An HTTP receiver.
    Webhook(WebhookConfig),
    /// A command.
    Exec(ExecConfig),
}

/// How notices look in a stream of lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LineFormat {
    /// For people: a head line, and indented lines.
    #[default]
    Text,
    /// One JSON object a line.
    Jsonl,
}

/// Standard output.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StdoutConfig {
    /// Form of the lines; `text` if not given.
    #[serde(default)]
    pub format: LineFormat,
}

/// A file that is appended to, and opened anew when it was rotated away.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileConfig {
    /// The file; made if there is none.
    pub path: PathBuf,
    /// Form of the lines; `jsonl` if not given.
    #[serde(default = "jsonl")]
    pub format: LineFormat,
}

/// A syslog receiver (RFC 5424).
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SyslogConfig {
    /// `host:port`; the port may be left out.
    pub address: String,
    /// How to get there; `udp` if not given.
    #[serde(default)]
    pub transport: SyslogTransport,
    /// Facility by its name; `daemon` if not given.
    #[serde(default = "daemon")]
    pub facility: String,
    /// APP-NAME; `mbxtrace` if not given.
    #[serde(default = "mbxtrace")]
    pub app_name: String,
    /// HOSTNAME; that of the machine if not given.
    pub hostname: Option<String>,
    /// Authorities to trust beside those of the machine, PEM.
    pub ca_file: Option<PathBuf>,
    /// Certificate chain to show, PEM.
    pub cert_file: Option<PathBuf>,
    /// Private key of that certificate, PEM.
    pub key_file: Option<PathBuf>,
    /// Name in the receiver's certificate, if it is not the host of the address.
    pub server_name: Option<String>,
    /// Longest time for connecting, and again for sending; 10 s if not given.
    #[serde(default = "ten_seconds", deserialize_with = "span::deserialize")]
    pub timeout: Duration,
}

/// How syslog messages travel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SyslogTransport {
    /// Datagrams (RFC 5426). What the network loses is lost.
    #[default]
    Udp,
    /// A stream with octet counting (RFC 6587).
    Tcp,
    /// The same over TLS (RFC 5425).
    Tls,
}

impl SyslogTransport {
    /// The port used where none is given (RFC 5426, RFC 5425; plain TCP has none assigned, 514 is what
    /// receivers listen on).
    pub fn default_port(self) -> u16 {
        match self {
            Self::Udp | Self::Tcp => 514,
            Self::Tls => 6514,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Udp => "udp",
            Self::Tcp => "tcp",
            Self::Tls => "tls",
        }
    }
}

/// An HTTP receiver, to which each notice is a POST request.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WebhookConfig {
    /// `https://…` or `http://…`.
    pub url: String,
    /// File with the secret that requests are signed with.
    pub secret_file: Option<PathBuf>,
    /// File with a token for `Authorization: Bearer`.
    pub token_file: Option<PathBuf>,
    /// Authorities to trust beside those of the machine, PEM.
    pub ca_file: Option<PathBuf>,
    /// Certificate chain to show, PEM.
    pub cert_file: Option<PathBuf>,
    /// Private key of that certificate, PEM.
    pub key_file: Option<PathBuf>,
    /// URL of a proxy, or `none`; that of the environment (`HTTPS_PROXY`, `NO_PROXY`) if not given.
    pub proxy: Option<String>,
    /// Longest time for one try; 10 s if not given.
    #[serde(default = "ten_seconds", deserialize_with = "span::deserialize")]
    pub timeout: Duration,
    /// After so many refusals (3xx; 4xx but 408, 425, 429) a notice is passed over; 10 if not given,
    /// which at the usual waits is five minutes.
    #[serde(default = "ten")]
    pub refused_after: u32,
}

/// A command that is run for each notice.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExecConfig {
    /// Program and arguments. No shell is involved.
    pub command: Vec<String>,
    /// Longest time for one run; 30 s if not given.
    #[serde(default = "thirty_seconds", deserialize_with = "span::deserialize")]
    pub timeout: Duration,
}

/// What sinks of all kinds have.
#[derive(Deserialize)]
struct Common {
    name: Option<String>,
    #[serde(default = "medium", deserialize_with = "level::deserialize")]
    level: Severity,
    #[serde(default)]
    rules: Vec<String>,
    #[serde(default = "one_second", deserialize_with = "span::deserialize")]
    retry_min: Duration,
    #[serde(default = "one_minute", deserialize_with = "span::deserialize")]
    retry_max: Duration,
}

/// The keys of [`Common`].
const COMMON: [&str; 5] = ["name", "level", "rules", "retry_min", "retry_max"];

impl<'de> Deserialize<'de> for SinkConfig {
    /// Takes the table apart: serde cannot both flatten and refuse unknown keys.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut specific = toml::Table::deserialize(deserializer)?;
        let common = COMMON.iter().filter_map(|key| specific.remove_entry(*key)).collect();
        let common: Common = toml::Table::try_into(common).map_err(said)?;
        let target: Target = specific.try_into().map_err(said)?;
        let Common { name, level, rules, retry_min, retry_max } = common;
        Ok(Self { name, level, rules, retry_min, retry_max, target })
    }
}

fn said<E: serde::de::Error>(error: toml::de::Error) -> E {
    E::custom(error.message())
}

impl SinkConfig {
    /// A sink for that target with the settings that hold where nothing is given.
    pub fn new(target: Target) -> Self {
        let (retry_min, retry_max) = (one_second(), one_minute());
        Self { name: None, level: medium(), rules: Vec::new(), retry_min, retry_max, target }
    }

    /// The name given, or one made from kind and destination. A URL's path and query are left out: they
    /// may hold a token.
    pub fn name(&self) -> String {
        self.name.clone().unwrap_or_else(|| match &self.target {
            Target::Stdout(_) => "stdout".to_owned(),
            Target::File(file) => format!("file {}", file.path.display()),
            Target::Syslog(syslog) => {
                format!("syslog {}://{}", syslog.transport.name(), syslog.address)
            }
            Target::Webhook(webhook) => {
                let uri: Option<ureq::http::Uri> = webhook.url.parse().ok();
                let host = uri.as_ref().and_then(|uri| uri.host()).unwrap_or_default();
                format!("webhook {host}")
            }
            Target::Exec(exec) => {
                format!("exec {}", exec.command.first().map_or("", String::as_str))
            }
        })
    }
}

fn jsonl() -> LineFormat {
    LineFormat::Jsonl
}

fn daemon() -> String {
    "daemon".to_owned()
}

fn mbxtrace() -> String {
    "mbxtrace".to_owned()
}

fn medium() -> Severity {
    Severity::Medium
}

fn ten() -> u32 {
    10
}

fn one_second() -> Duration {
    Duration::from_secs(1)
}

fn ten_seconds() -> Duration {
    Duration::from_secs(10)
}

fn thirty_seconds() -> Duration {
    Duration::from_secs(30)
}

fn one_minute() -> Duration {
    Duration::from_mins(1)
}
