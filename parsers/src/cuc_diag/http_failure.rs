//! HTTP exchanges that a CUC trace reports, and how far a server took part in them.
//!
//! Shapes, Cisco technical note 116001:
//!
//! ```text
//! HTTP request failed with error: <error>, HTTP status code: 401[, for ews URL: <url>, verb: POST]
//! HTTP Status code: 500, WEBDAV response headers: HTTP/1.1 500 Internal Server Error
//! Diagnostic=[<error>] Verb=[POST] url=[<url>] …          (the Test button)
//! HTTP status=[500 Internal Server Error]…
//! The error is error:0200206F:system library:connect:Connection refused. Refer to the tomcat log
//! ```
//!
//! `<error>` is `Bad response from server, HTTP code returned: 401` if a server answered; otherwise
//! it is the text of libcurl's `curl_easy_strerror`, ` -- ` and its error buffer. In the second case
//! the "HTTP status code: 503" is CUC's own: no server sent it, so there is no status.
//!
//! Status lines in dumped headers (`HTTP/1.1 401 Unauthorized`) are not taken: 401 is a step of every
//! NTLM handshake. Neither is anything inside markup: bodies quote other systems.

use std::sync::LazyLock;

use regex::bytes::Regex;

use super::record::{after, before, place};
use crate::calendar::digits;
use crate::event::Events;
use crate::field::Field;
use crate::find::find;
use crate::slice::Slice;

/// The library's own words of a transport error, without its error buffer: the buffer holds
/// durations and addresses, the words alone say what kind of failure it was.
fn kind_of_error(error: &[u8]) -> &[u8] {
    let end = find(error, b" -- ").unwrap_or(error.len());
    error.get(..end).unwrap_or(error).trim_ascii_end()
}

/// What a record says of one HTTP exchange.
#[derive(Default)]
pub(super) struct HttpExchange<'a> {
    status: Option<i64>,
    transport_error: Option<&'a [u8]>,
    url: Option<&'a [u8]>,
    verb: Option<&'a [u8]>,
}

/// Texts of `curl_easy_strerror` (libcurl, lib/strerror.c) that say why no answer came. Records
/// that hold one bare, outside the shapes above, come from the Test button.
const LIBRARY_WORDS: &str = "(?-u)Couldn't resolve host name|Couldn't resolve proxy name|\
    Couldn't connect to server|Timeout was reached|SSL connect error|\
    Peer certificate cannot be authenticated with|\
    SSL peer certificate or SSH remote key was not OK|Server returned nothing \\(no headers|\
    Failed sending data to the peer|Failure when receiving data from the peer|The error is error:";

impl<'a> HttpExchange<'a> {
    /// Whether it went wrong: no answer, or a status of 400 and above.
    pub(super) fn is_failure(&self) -> bool {
        self.transport_error.is_some() || self.status.is_some_and(|status| status >= 400)
    }

    /// Why no answer came, if none did: the library's own words.
    pub(super) fn transport_error(&self) -> Option<&'a [u8]> {
        self.transport_error.map(kind_of_error)
    }

    /// Writes its fields. `context` is the first context column: the host, if no URL names one.
    pub(super) fn write(&self, text: &[u8], context: &'a [u8], out: &mut Events) {
        if let Some(status) = self.status {
            out.number(Field::HttpStatus, status);
        }
        let texts = [
            (Field::TransportError, self.transport_error()),
            (Field::Url, self.url),
            (Field::Verb, self.verb),
        ];
        for (field, value) in texts {
            if let Some(value) = value.filter(|value| !value.is_empty()) {
                out.text(field, place(text, value));
            }
        }
        let host = self.url.and_then(host_of).or_else(|| Some(context).filter(|c| is_host(c)));
        if let Some(host) = host {
            let value = lower(text, host, out);
            out.text(Field::Server, value);
        }
    }

    /// An exchange that ended with `error`, and the status printed with it.
    fn ended(error: &'a [u8], printed: Option<i64>) -> Self {
        let error = error.trim_ascii();
        let answered = [&b"Bad response from server"[..], b"HTTP response code said error"]
            .iter()
            .any(|known| find(error, known).is_some());
        let status = after(error, b"HTTP code returned:").and_then(status).or(printed);
        match status {
            Some(_) if answered || error.is_empty() => Self { status, ..Self::default() },
            // An answer without a number is still a failure and must not get lost.
            _ => Self {
                transport_error: Some(error).filter(|error| !error.is_empty()),
                ..Self::default()
            },
        }
    }
}

/// Finds the exchange a message reports.
pub(super) fn exchange_in(message: &[u8]) -> Option<HttpExchange<'_>> {
    let visible = before_markup(message);
    let found = request_failed(visible)
        .or_else(|| tested(visible))
        .or_else(|| answered(visible))
        .or_else(|| library_words(visible))?;
    (found.status.is_some() || found.transport_error.is_some()).then_some(found)
}

/// `HTTP request failed with error: …`
fn request_failed(text: &[u8]) -> Option<HttpExchange<'_>> {
    let line = before(after(text, b"HTTP request failed with error:")?, b"\n");
    let error = before(before(line, b", HTTP status code:"), b", for ews URL:");
    let error = before(error, b", for Autodiscovery URL:");
    let printed = after(line, b", HTTP status code:").and_then(status);
    Some(HttpExchange { url: url(line), verb: verb(line), ..HttpExchange::ended(error, printed) })
}

/// `Diagnostic=[…] Verb=[…] url=[…]`
fn tested(text: &[u8]) -> Option<HttpExchange<'_>> {
    let diagnostic = bracketed(text, b"Diagnostic")?;
    let ended = HttpExchange::ended(diagnostic, answered(text).and_then(|found| found.status));
    Some(HttpExchange { url: bracketed(text, b"url"), verb: bracketed(text, b"Verb"), ..ended })
}

/// `HTTP Status code: 500…` and `HTTP status=[500 …]`
fn answered(text: &[u8]) -> Option<HttpExchange<'_>> {
    let printed = after(text, b"HTTP Status code:")
        .or_else(|| after(text, b"HTTP status code:"))
        .or_else(|| bracketed(text, b"HTTP status"))?;
    let line = before(text, b"\n");
    let status = Some(status(printed)?);
    Some(HttpExchange { status, url: url(line), verb: verb(line), ..HttpExchange::default() })
}

/// The library's words, at the front of a message or of a part of it.
fn library_words(text: &[u8]) -> Option<HttpExchange<'_>> {
    static WORDS: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(LIBRARY_WORDS).ok());
    let mut places = WORDS.as_ref()?.find_iter(text).map(|found| found.start());
    let at = places.find(|at| {
        let lead = text.get(..*at).unwrap_or_default();
        let leads = [&b": "[..], b" - ", b"=[", b"\n"];
        lead.is_empty() || leads.iter().any(|end| lead.ends_with(end))
    })?;
    let words = before(before(text.get(at..)?, b"\n"), b"]");
    let words = words.strip_prefix(b"The error is ").unwrap_or(words);
    Some(HttpExchange::ended(before(words, b". Refer to the"), None))
}

/// `URL: <url>` up to its verb.
fn url(line: &[u8]) -> Option<&[u8]> {
    let rest = after(line, b" URL: ")?;
    Some(before(before(rest, b", verb:"), b", query:").trim_ascii())
}

/// `verb: GET`
fn verb(line: &[u8]) -> Option<&[u8]> {
    let rest = after(line, b"verb: ")?;
    let end = rest.iter().position(|byte| !byte.is_ascii_uppercase()).unwrap_or(rest.len());
    rest.get(..end)
}

/// Value of `name=[…]`, with blanks allowed around the sign. It ends at the bracket before `Verb`,
/// if that comes: the library's words may hold brackets themselves.
fn bracketed<'a>(text: &'a [u8], name: &[u8]) -> Option<&'a [u8]> {
    let rest = after(text, name)?.trim_ascii_start().strip_prefix(b"=")?;
    let rest = before(rest.trim_ascii_start().strip_prefix(b"[")?, b"\n");
    let inner = before(rest, b"] Verb");
    let end = if inner.len() == rest.len() { memchr::memchr(b']', rest) } else { None };
    inner.get(..end.unwrap_or(inner.len()))
}

/// A status of RFC 9110 (100 to 599) at the front of a text.
fn status(text: &[u8]) -> Option<i64> {
    let text = text.trim_ascii_start();
    let end = text.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(text.len());
    digits(text.get(..end)?).filter(|status| (100..=599).contains(status))
}

/// The text in front of the first XML or HTML tag.
pub(super) fn before_markup(text: &[u8]) -> &[u8] {
    let is_tag = |at: &usize| match text.get(at + 1..).unwrap_or_default() {
        [b'?' | b'!', ..] => true,
        rest => {
            let name = rest.iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
            let end = rest.get(name);
            name > 0 && matches!(end, Some(b':' | b'>' | b' ' | b'/'))
        }
    };
    let tag = memchr::memchr_iter(b'<', text).find(is_tag);
    tag.and_then(|at| text.get(..at)).unwrap_or(text)
}

/// Host of a URL, without user and port.
pub(super) fn host_of(url: &[u8]) -> Option<&[u8]> {
    let rest = after(url, b"://")?;
    let end = rest.iter().position(|byte| b"/?# \t".contains(byte)).unwrap_or(rest.len());
    let authority = rest.get(..end)?;
    let user = authority.iter().position(|byte| *byte == b'@').map_or(0, |at| at + 1);
    let host = authority.get(user..)?;
    let host = match host.strip_prefix(b"[") {
        Some(address) => before(address, b"]"),
        None => before(host, b":"),
    };
    (!host.is_empty()).then_some(host)
}

/// Whether a context column is the name or address of a host, not that of a voice port: labels and
/// dots, the last label of letters (`mail.example.com`), or an IPv4 address.
pub(super) fn is_host(context: &[u8]) -> bool {
    let is_label = |label: &[u8]| {
        !label.is_empty() && label.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'-')
    };
    let labels = || context.split(|byte| *byte == b'.');
    let last = labels().next_back().unwrap_or_default();
    let is_name = last.len() > 1 && last.iter().all(u8::is_ascii_alphabetic);
    let is_octet = |label: &[u8]| digits(label).is_some_and(|octet| octet <= 255);
    let is_address = labels().count() == 4 && labels().all(is_octet);
    labels().count() > 1 && labels().all(is_label) && (is_name || is_address)
}

/// A host name in lower case: names are the same in any case, so that one host is one key.
pub(super) fn lower(text: &[u8], host: &[u8], out: &mut Events) -> Slice {
    if host.iter().any(u8::is_ascii_uppercase) {
        out.keep(&host.to_ascii_lowercase())
    } else {
        place(text, host)
    }
}
