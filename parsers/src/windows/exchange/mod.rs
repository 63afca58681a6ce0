//! What Exchange put into an event: who ran into which limit, and which push notification failed.
//!
//! Sources: KB 842022, 980049, 2742012 (9646), KB 968626 (1009), and the published texts of
//! `MSExchange Web Services` 5, 6, 7, 22, `MSExchangeTransport` 1021, `MSExchange ADAccess` 2915 and
//! 4023. Insertion strings are told apart by what they are, never by where they stand: the order
//! differs between versions, and exports drop empty ones. Sentences are read without their language.

use std::borrow::Cow;

use super::sighting::Sighting;
use super::subscription::{is_id, owner_server};
use crate::field::Field;

mod overrun;

/// A value found.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// Text.
    Text(String),
    /// Whole number.
    Number(i64),
}

/// Fields found, in the order of the vocabulary.
type Fields = Vec<(Field, Found)>;

/// The fields of an Exchange event; none for any other.
pub(super) fn extract(event: &Sighting<'_>) -> Fields {
    let id = event.event_id.map_or(-1, |id| id & 0xFFFF);
    let from = |source: &[u8]| is_source(&event.provider, source);
    match id {
        9646 if from(b"MSExchangeIS") => overrun::fields(&strings(event), &message(event)),
        5 | 6 | 7 | 22 if from(b"MSExchange Web Services") => push_failure(event, id),
        1009 if is_mail_access(&event.provider) => user_limit(event),
        1021 if from(b"MSExchangeTransport") => source_limit(event),
        2915 | 4023 if from(b"MSExchange ADAccess") || from(b"MSExchangeADAccess") => budget(event),
        _ => Fields::new(),
    }
}

/// Whether the provider is `source`, alone or followed by another word (`MSExchangeIS Mailbox
/// Store`).
fn is_source(provider: &[u8], source: &[u8]) -> bool {
    let Some((start, rest)) = provider.split_at_checked(source.len()) else { return false };
    start.eq_ignore_ascii_case(source) && !rest.first().is_some_and(u8::is_ascii_alphanumeric)
}

/// IMAP4 and POP3, front end and back end, old and new spelling.
fn is_mail_access(provider: &[u8]) -> bool {
    [&b"MSExchangeIMAP4"[..], b"MSExchange IMAP4", b"MSExchangePOP3", b"MSExchange POP3"]
        .iter()
        .any(|name| {
            provider.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name))
        })
}

fn strings<'a>(event: &'a Sighting<'_>) -> Vec<Cow<'a, str>> {
    event.data.iter().map(|value| String::from_utf8_lossy(value)).collect()
}

fn message<'a>(event: &'a Sighting<'_>) -> Cow<'a, str> {
    String::from_utf8_lossy(&event.message)
}

/// The insertion strings; if the form has none, the lines of the sentence (which are the insertion
/// strings when "the description cannot be found").
fn values(event: &Sighting<'_>) -> Vec<String> {
    let given: Vec<String> = strings(event).iter().map(|value| value.trim().to_owned()).collect();
    if !given.is_empty() {
        return given;
    }
    message(event)
        .lines()
        .map(|line| line.trim().to_owned())
        .filter(|line| !line.is_empty())
        .collect()
}

/// The sentence; if the form has none, the insertion strings.
fn sentence(event: &Sighting<'_>) -> String {
    if event.message.is_empty() { strings(event).join("\n") } else { message(event).into_owned() }
}

/// Whole text as a number.
fn number(text: &str) -> Option<i64> {
    crate::calendar::digits(text.as_bytes())
}

/// EWS push notification that could not be delivered.
fn push_failure(event: &Sighting<'_>, id: i64) -> Fields {
    let (values, sentence) = (values(event), sentence(event));
    let mut fields = Fields::new();
    let details = sentence.find("Details:").unwrap_or(sentence.len());
    let lead = sentence.get(..details).unwrap_or_default();
    let words = || lead.split(|c: char| c.is_whitespace() || "[]\"'()<>,".contains(c));
    let subscription = values
        .iter()
        .map(String::as_str)
        .find(|value| is_id(value) && value.len() >= 12)
        .or_else(|| bracketed(lead).find(|inner| is_id(inner)))
        .or_else(|| words().find(|word| owner_server(word).is_some()));
    if let Some(subscription) = subscription {
        fields.push((Field::EwsSubscription, Found::Text(subscription.to_owned())));
        if let Some(server) = owner_server(subscription) {
            fields.push((Field::OwnerServer, Found::Text(server)));
        }
    }
    if let Some(url) =
        words().find(|word| word.starts_with("http://") || word.starts_with("https://"))
    {
        fields.push((Field::Url, Found::Text(url.to_owned())));
        if let Some(host) = host(url) {
            fields.push((Field::Server, Found::Text(host.to_owned())));
        }
    }
    let attempts = values.iter().find_map(|value| number(value)).or_else(|| {
        words().map(|word| word.trim_matches(|c: char| c.is_ascii_punctuation())).find_map(number)
    });
    if let Some(attempts) = attempts.filter(|_| matches!(id, 6 | 7)) {
        fields.push((Field::Attempts, Found::Number(attempts)));
    }
    fields.extend(transport(&sentence));
    fields
}

/// What stands between brackets.
fn bracketed(text: &str) -> impl Iterator<Item = &str> {
    text.split('[').skip(1).filter_map(|rest| rest.split_once(']')).map(|(inner, _)| inner.trim())
}

/// Host of a URL, without port.
fn host(url: &str) -> Option<&str> {
    let (_, rest) = url.split_once("://")?;
    let authority = rest.split(['/', '?']).next()?;
    let host = match authority.strip_prefix('[') {
        Some(address) => address.split(']').next()?,
        None => authority.split(':').next()?,
    };
    (!host.is_empty()).then_some(host)
}

/// Names of .NET's `HttpStatusCode` that a listener can plausibly answer with.
const STATUS_NAMES: [(&str, i64); 24] = [
    ("OK", 200),
    ("Accepted", 202),
    ("NoContent", 204),
    ("MovedPermanently", 301),
    ("Found", 302),
    ("Redirect", 302),
    ("TemporaryRedirect", 307),
    ("BadRequest", 400),
    ("Unauthorized", 401),
    ("Forbidden", 403),
    ("NotFound", 404),
    ("MethodNotAllowed", 405),
    ("NotAcceptable", 406),
    ("ProxyAuthenticationRequired", 407),
    ("RequestTimeout", 408),
    ("Conflict", 409),
    ("Gone", 410),
    ("LengthRequired", 411),
    ("RequestEntityTooLarge", 413),
    ("InternalServerError", 500),
    ("NotImplemented", 501),
    ("BadGateway", 502),
    ("ServiceUnavailable", 503),
    ("GatewayTimeout", 504),
];

/// `StatusCode: NotFound` is an answer, `Status: ConnectFailure` is the lack of one. The names of
/// both enumerations are never translated.
fn transport(text: &str) -> Option<(Field, Found)> {
    let word = |name: &str| {
        let (_, rest) = text.split_once(name)?;
        let rest = rest.trim_start();
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
        rest.get(..end).filter(|word| !word.is_empty())
    };
    if let Some(status) = word("StatusCode:") {
        let known = STATUS_NAMES.iter().find(|(name, _)| *name == status).map(|(_, code)| *code);
        if let Some(code) =
            known.or_else(|| number(status).filter(|code| (100..600).contains(code)))
        {
            return Some((Field::HttpStatus, Found::Number(code)));
        }
    }
    let status = word("Status:")?;
    Some((Field::TransportError, Found::Text(status.to_owned())))
}

/// `Number of simultaneous connections made by user <xxx> exceeded maximum (16).`
fn user_limit(event: &Sighting<'_>) -> Fields {
    let values = values(event);
    let mut fields = Fields::new();
    let limit = values.iter().find_map(|value| number(value));
    if let Some(limit) = limit {
        // Insertion strings: user and limit.
        if let Some(user) =
            values.iter().find(|v| number(v).is_none() && !v.contains(' ') && !v.is_empty())
        {
            fields.push((Field::Account, Found::Text(unquoted(user).to_owned())));
        }
        fields.push((Field::Limit, Found::Number(limit)));
        return fields;
    }
    let sentence = sentence(event);
    let between = |from: &str, to: &str| Some(sentence.split_once(from)?.1.split_once(to)?.0);
    let user = between("by user ", " exceeded")
        .or_else(|| between("<", ">"))
        .or_else(|| between("\"", "\""));
    if let Some(user) = user {
        fields.push((Field::Account, Found::Text(unquoted(user).to_owned())));
    }
    if let Some(limit) = parenthesised(&sentence) {
        fields.push((Field::Limit, Found::Number(limit)));
    }
    fields
}

/// The last number that stands alone in parentheses, quoted or not.
fn parenthesised(text: &str) -> Option<i64> {
    text.rsplit('(')
        .filter_map(|rest| rest.split_once(')'))
        .find_map(|(inner, _)| number(unquoted(inner)))
}

/// Without the quotes or angle brackets around it.
fn unquoted(text: &str) -> &str {
    text.trim().trim_matches(|c: char| "<>'\"“”‘’«»„".contains(c)).trim()
}

/// Receive connector that rejected one source address.
fn source_limit(event: &Sighting<'_>) -> Fields {
    let (values, sentence) = (values(event), sentence(event));
    let mut fields = Fields::new();
    let is_address = |word: &&str| word.parse::<std::net::IpAddr>().is_ok();
    let words = sentence.split(|c: char| c.is_whitespace() || "'\"“”‘’«»„(),;[]".contains(c));
    if let Some(address) = words.map(|word| word.trim_end_matches('.')).find(is_address) {
        fields.push((Field::ClientIp, Found::Text(address.to_owned())));
    }
    if let Some(limit) =
        values.iter().find_map(|value| number(value)).or_else(|| parenthesised(&sentence))
    {
        fields.push((Field::Limit, Found::Number(limit)));
    }
    fields
}

/// Budget key `Sid~DOMAIN\user~Ews~false` of a throttled account.
fn budget(event: &Sighting<'_>) -> Fields {
    let text = sentence(event);
    let Some((_, key)) = text.split_once("Sid~") else { return Fields::new() };
    let mut parts = key.splitn(3, '~');
    let (Some(account), Some(component), Some(_)) = (parts.next(), parts.next(), parts.next())
    else {
        return Fields::new();
    };
    if account.is_empty()
        || account.len() > 256
        || !component.bytes().all(|b| b.is_ascii_alphanumeric())
    {
        return Fields::new();
    }
    vec![
        (Field::Account, Found::Text(account.to_owned())),
        (Field::ClientType, Found::Text(component.to_owned())),
    ]
}
