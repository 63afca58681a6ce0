//! What a CUC trace says failed beside HTTP: directory, names, certificates, mail transport; and how
//! many EWS requests wait.
//!
//! Texts of Cisco technical note 116001, written by `CsExMbxLocator` and its DNS and LDAP classes:
//!
//! ```text
//! LDAP authentication bind failed: INVALID_CREDENTIALS
//! CCsLDAPHelper::Init():exit AUTH_NOT_INITIALIZED
//! Could not connect to Domain Controller (<name>) from DNS
//! failed to get dns results for <name> question type 33
//! Length of returned DNS response is -1
//! DNS query for: <name> didn't return results
//! Failed to locate a Domain Controller via DNS.
//! Could not find an Exchange CAS server via Autodiscover DNS SRV record
//! Failed connected to Exchange CAS server at (<url>)
//! Failed to locate an Exchange CAS server. …
//! ```
//!
//! "Number of outstanding requests" is what `CsMbxSync` writes at level 19 (Cisco Unity Connection
//! troubleshooting guide, Single Inbox); its exact layout is not published, so the number is taken
//! from beside the words. SMTP replies are those of RFC 5321 §4.2 with the enhanced codes of RFC 3463,
//! told apart by Exchange's own wording; no trace with one is published.

use super::http_failure::{before_markup, host_of, lower};
use super::record::{after, before, place};
use crate::calendar::digits;
use crate::event::Events;
use crate::field::Field;
use crate::find::{find, find_all};

/// Texts of libcurl's `curl_easy_strerror` (lib/strerror.c) that speak of TLS, by their beginnings.
const TLS_WORDS: [&[u8]; 5] = [
    b"SSL connect error",
    b"Peer certificate cannot be authenticated",
    b"SSL peer certificate",
    b"SSL: ",
    b"Problem with the local SSL certificate",
];

/// A failure found in a message.
#[derive(Default)]
struct Failure<'a> {
    kind: &'static str,
    reason: Option<&'a [u8]>,
    target: Option<&'a [u8]>,
    server: Option<&'a [u8]>,
    url: Option<&'a [u8]>,
}

/// Writes what a message says failed. `error` is the transport error of an HTTP exchange it reports.
pub(super) fn write(text: &[u8], message: &[u8], error: Option<&[u8]>, out: &mut Events) {
    let visible = before_markup(message);
    if let Some(failure) = failure(visible, error) {
        let kind = out.keep(failure.kind.as_bytes());
        out.text(Field::Failure, kind);
        let texts = [(Field::Reason, failure.reason), (Field::Url, failure.url)];
        for (field, value) in texts {
            if let Some(value) = value.filter(|value| !value.is_empty()) {
                out.text(field, place(text, value));
            }
        }
        for (field, value) in [(Field::Target, failure.target), (Field::Server, failure.server)] {
            if let Some(value) = value.filter(|value| !value.is_empty()) {
                let value = lower(text, value, out);
                out.text(field, value);
            }
        }
    }
    if let Some(count) = outstanding(visible) {
        out.number(Field::Outstanding, count);
    }
    if let Some((code, class)) = smtp_reply(visible) {
        out.number(Field::SmtpCode, code);
        let class = out.keep(class.as_bytes());
        out.text(Field::Reason, class);
    }
}

fn failure<'a>(text: &'a [u8], error: Option<&'a [u8]>) -> Option<Failure<'a>> {
    transport(text, error).or_else(|| directory(text)).or_else(|| names(text))
}

/// TLS and name resolution, in the words of the HTTP library or of OpenSSL.
fn transport<'a>(text: &'a [u8], error: Option<&'a [u8]>) -> Option<Failure<'a>> {
    let tls = error.is_some_and(|error| TLS_WORDS.iter().any(|words| error.starts_with(words)));
    if tls {
        // The error buffer behind the library's words says which check failed.
        let reason = after(text, b" -- ").map(|rest| before(before(rest, b", HTTP"), b"]"));
        return Some(Failure { kind: "tls", reason, ..Failure::default() });
    }
    if error.is_some_and(|error| error.starts_with(b"Couldn't resolve")) {
        let reason = error.filter(|error| find(error, b"proxy").is_some());
        return Some(Failure { kind: "dns", reason, ..Failure::default() });
    }
    [&b"SSL routines"[..], b"certificate verify failed"].iter().find_map(|words| {
        let at = find(text, words)?;
        let reason = text.get(at..).map(|rest| before(rest, b"\n"));
        Some(Failure { kind: "tls", reason, ..Failure::default() })
    })
}

/// The directory: a bind that was refused, a domain controller that was not reached.
fn directory(text: &[u8]) -> Option<Failure<'_>> {
    const REFUSED: &[u8] = b"LDAP authentication bind failed";
    let ldap = |reason| Failure { kind: "ldap", reason, ..Failure::default() };
    if let Some(rest) = after(text, REFUSED) {
        let rest = rest.strip_prefix(b":").unwrap_or(rest).trim_ascii_start();
        return Some(ldap(Some(code(rest))));
    }
    if let Some(at) = find(text, b"AUTH_NOT_INITIALIZED").filter(|_| find(text, b"LDAP").is_some())
    {
        return Some(ldap(text.get(at..).map(code)));
    }
    let rest = after(text, b"Could not connect to Domain Controller")?;
    let server = rest.trim_ascii_start().strip_prefix(b"(").map(|name| before(name, b")"));
    Some(Failure { server, ..ldap(None) })
}

/// Names and Exchange servers that were looked for and not found.
fn names(text: &[u8]) -> Option<Failure<'_>> {
    let dns = |target| Failure { kind: "dns", target, ..Failure::default() };
    if let Some(rest) = after(text, b"failed to get dns results for") {
        return Some(dns(Some(name(rest))));
    }
    if let Some(rest) = after(text, b"DNS query for:") {
        let missing = find(rest, b"didn't return results").is_some();
        return missing.then(|| dns(Some(name(rest))));
    }
    if find(text, b"Length of returned DNS response is -1").is_some()
        || find(text, b"Failed to locate a Domain Controller via DNS").is_some()
    {
        return Some(dns(None));
    }
    let autodiscover = Failure { kind: "autodiscover", ..Failure::default() };
    if let Some(rest) = after(text, b"Failed connected to Exchange CAS server at") {
        let url = rest.trim_ascii_start().strip_prefix(b"(").map(|url| before(url, b")"));
        return Some(Failure { url, server: url.and_then(host_of), ..autodiscover });
    }
    let lost = [
        &b"Could not find an Exchange CAS server via Autodiscover"[..],
        b"Failed to locate an Exchange CAS server",
    ];
    lost.iter().any(|words| find(text, words).is_some()).then_some(autodiscover)
}

/// A code in capitals at the front of a text.
fn code(text: &[u8]) -> &[u8] {
    let is_code = |byte: &u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || *byte == b'_';
    let end = text.iter().position(|byte| !is_code(byte)).unwrap_or(text.len());
    text.get(..end).unwrap_or_default()
}

/// A DNS name at the front of a text.
fn name(text: &[u8]) -> &[u8] {
    let text = text.trim_ascii_start();
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || b"._-".contains(byte);
    let end = text.iter().position(|byte| !is_name(byte)).unwrap_or(text.len());
    let name = text.get(..end).unwrap_or_default();
    name.strip_suffix(b".").unwrap_or(name)
}

/// The number beside the words "outstanding requests": the first behind them, or the one directly
/// before them.
fn outstanding(text: &[u8]) -> Option<i64> {
    const WORDS: &[u8] = b"outstanding requests";
    let at = find(text, WORDS)?;
    let (front, behind) = (text.get(..at)?, text.get(at + WORDS.len()..)?);
    let signs = behind.iter().take_while(|byte| b" :=[(".contains(byte)).count();
    let behind = behind.get(signs..).unwrap_or_default();
    let behind = behind.strip_prefix(b"is ").unwrap_or(behind);
    let end = behind.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(behind.len());
    behind.get(..end).and_then(digits).or_else(|| {
        let front = front.trim_ascii_end();
        let start = front.iter().rposition(|byte| !byte.is_ascii_digit()).map_or(0, |at| at + 1);
        front.get(start..).and_then(digits)
    })
}

/// Code and class of an SMTP reply that refuses: `421 4.3.2 The maximum number of …`.
pub(crate) fn smtp_reply(text: &[u8]) -> Option<(i64, &'static str)> {
    [&b" 4."[..], b" 5."].iter().find_map(|digit| {
        find_all(text, digit).find_map(|at| {
            let start = at.checked_sub(3)?;
            let lead = start.checked_sub(1).and_then(|before| text.get(before));
            let code = text.get(start..at).and_then(digits)?;
            let rest = text.get(at + 1..)?;
            let (enhanced, said) = rest.split_first_chunk::<5>()?;
            let [class, b'.', b'0'..=b'9', b'.', b'0'..=b'9'] = enhanced else { return None };
            let fits =
                i64::from(class - b'0') == code / 100 && !lead.is_some_and(u8::is_ascii_digit);
            let said = before(said, b"\n");
            fits.then(|| (code, class_of(code, enhanced, said)))
        })
    })
}

/// What a reply refuses: the code alone does not tell the limits of Exchange apart, the wording does.
fn class_of(code: i64, enhanced: &[u8], said: &[u8]) -> &'static str {
    let says = |words: &[u8]| find(said, words).is_some();
    match (code, enhanced) {
        (421, b"4.3.2") if says(b"per-source") => "connections-per-source",
        (421, b"4.3.2") if says(b"concurrent server connections") => "connections",
        (421, b"4.3.2") if says(b"concurrent connections") => "connections-per-source",
        (421, b"4.3.2") => "unavailable",
        (421, b"4.4.2") if says(b"submission rate") => "rate",
        (421, b"4.4.1" | b"4.4.2") => "connection-dropped",
        (421, b"4.7.0") => "protocol-errors",
        (451, b"4.7.0") if says(b"PRX") => "proxy",
        (452, b"4.3.1") => "back-pressure",
        (452, b"4.5.3") => "recipients",
        (550, b"5.7.1") if says(b"relay") => "relay",
        (550, [_, _, b'7', ..]) if says(b"send as this sender") => "sender",
        (530 | 535, _) | (451 | 454 | 550, [_, _, b'7', ..]) => "authentication",
        (_, b"5.2.2") => "quota",
        (552, _) | (_, b"5.3.4") => "size",
        (550 | 553, [_, _, b'1', ..]) => "recipient",
        _ => "other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(message: &str) -> Vec<(Field, String)> {
        let text = message.as_bytes();
        let error = message.contains("SSL connect error").then_some(&b"SSL connect error"[..]);
        let error =
            error.or(message.contains("resolve host").then_some(b"Couldn't resolve host name"));
        let mut batch = crate::Batch { text: text.to_vec(), ..crate::Batch::default() };
        write(text, text, error, &mut batch.events);
        let show = |value: &crate::Value| match value {
            crate::Value::Number(number) => number.to_string(),
            crate::Value::Text(slice) => String::from_utf8(batch.bytes(*slice).to_vec()).unwrap(),
        };
        batch.events.fields.iter().map(|(field, value)| (*field, show(value))).collect()
    }

    fn kind(message: &str, more: &[(Field, &str)]) {
        let (kind, message) = message.split_once('|').unwrap();
        let mut expected = vec![(Field::Failure, kind.to_owned())];
        expected.extend(more.iter().map(|(field, text)| (*field, (*text).to_owned())));
        assert_eq!(found(message), expected, "{message}");
    }

    #[test]
    fn texts_of_technical_note_116001() {
        kind(
            "ldap|LDAP authentication bind failed: INVALID_CREDENTIALS",
            &[(Field::Reason, "INVALID_CREDENTIALS")],
        );
        kind(
            "ldap|CCsLDAPHelper::Init():exit AUTH_NOT_INITIALIZED",
            &[(Field::Reason, "AUTH_NOT_INITIALIZED")],
        );
        kind(
            "ldap|Could not connect to Domain Controller (DC1.contoso.example) from DNS",
            &[(Field::Server, "dc1.contoso.example")],
        );
        for blank in [" ", ""] {
            kind(
                &format!(
                    "dns|failed to get dns results for{blank}_autodiscover._tcp.contoso.example question type 33"
                ),
                &[(Field::Target, "_autodiscover._tcp.contoso.example")],
            );
        }
        kind("dns|Length of returned DNS response is -1", &[]);
        kind(
            "dns|DNS query for: _ldap._tcp.contoso.example didn't return results",
            &[(Field::Target, "_ldap._tcp.contoso.example")],
        );
        kind("dns|Failed to locate a Domain Controller via DNS.", &[]);
        let url = "https://exch01.contoso.example/autodiscover/autodiscover.xml";
        kind(
            &format!("autodiscover|Failed connected to Exchange CAS server at ({url})"),
            &[(Field::Url, url), (Field::Server, "exch01.contoso.example")],
        );
        kind("autodiscover|Failed to locate an Exchange CAS server. Connection will not", &[]);
        kind(
            "tls|SSL connect error -- error:1408F119:SSL routines: bad record mac, HTTP status code: 503",
            &[(Field::Reason, "error:1408F119:SSL routines: bad record mac")],
        );
        kind("dns|Couldn't resolve host name", &[]);
    }

    #[test]
    fn what_is_no_failure() {
        for message in [
            "Length of returned DNS response is 44",
            "DNS query for: contoso.example returned 2 results",
            "error:0200206F:system library:connect:Connection refused",
            "LDAP authentication bind succeeded",
            "<t:Body>LDAP authentication bind failed: INVALID_CREDENTIALS</t:Body>",
            "elapsed 250 4.3 s, version 5.7.1",
            "upgrade from 421 5.3.2 to 4.4.2",
        ] {
            assert_eq!(found(message), [], "{message}");
        }
    }

    #[test]
    fn outstanding_requests_beside_their_words() {
        for message in [
            "number of outstanding requests: 1207",
            "number of outstanding requests = [1207] of 5 threads",
            "number of outstanding requests is 1207",
            "1207 outstanding requests",
        ] {
            assert_eq!(found(message), [(Field::Outstanding, "1207".to_owned())], "{message}");
        }
        assert_eq!(found("no outstanding requests"), []);
    }

    #[test]
    fn smtp_replies_by_their_wording() {
        let cases = [
            (
                "421 4.3.2 The maximum number of concurrent server connections has exceeded a limit, closing transmission channel",
                "421",
                "connections",
            ),
            (
                "421 4.3.2 The maximum number of concurrent connections has exceeded a limit, closing transmission channel",
                "421",
                "connections-per-source",
            ),
            (
                "421 4.3.2 The maximum number of concurrent server connections has exceeded a per-source limit, closing transmission channel",
                "421",
                "connections-per-source",
            ),
            ("421 4.3.2 Service not available", "421", "unavailable"),
            (
                "reply was 421 4.4.2 Message submission rate for this client has exceeded the configured limit",
                "421",
                "rate",
            ),
            ("452 4.3.1 Insufficient system resources", "452", "back-pressure"),
            ("550 5.7.1 Unable to relay", "550", "relay"),
            ("550 5.7.1 Client was not authenticated", "550", "authentication"),
            ("550 5.1.10 RESOLVER.ADR.RecipientNotFound", "550", "recipient"),
        ];
        for (message, code, class) in cases {
            let expected = [(Field::SmtpCode, code.to_owned()), (Field::Reason, class.to_owned())];
            assert_eq!(found(message), expected, "{message}");
        }
    }
}
