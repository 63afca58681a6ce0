//! `MSExchange Web Services` 5, 6, 7 and 22: push notifications that were not delivered.
//!
//! Text of 6, published for Exchange 2013 (x500.co.uk, 2017); those of 5, 7 and 22 are not published
//! whole and taken to be alike. The insertion strings are the id of the subscription, the URL, the
//! number of attempts (6 and 7) and `Details:`: the exception, then `StatusCode: <HttpStatusCode>` if
//! the listener answered or `Status: <WebExceptionStatus>` if it did not. The sentence of the exception
//! is translated, its type and both enumerations (.NET) are not.

use super::{Fields, Found, bracketed, number, sentence, values};
use crate::field::Field;
use crate::subscription_id::SubscriptionId;
use crate::windows::sighting::Sighting;
use crate::windows::subscription::{is_id, owner_server};

/// A push notification that could not be delivered (5, 6, 7), or whose events could not be read (22).
pub(super) fn failure(event: &Sighting<'_>, id: i64) -> Fields {
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
        fields.extend(decoded(subscription));
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
    fields.extend(exception(&sentence));
    fields
}

/// The id of a subscription and what it says.
fn decoded(id: &str) -> Fields {
    let mut fields = vec![(Field::EwsSubscription, Found::Text(id.to_owned()))];
    if let Some(read) = SubscriptionId::decode(id.as_bytes()) {
        let server = String::from_utf8_lossy(&read.server).into_owned();
        fields.push((Field::OwnerServer, Found::Text(server)));
        fields.push((Field::SubscriptionGuid, Found::Text(read.guid)));
        let rest = [(Field::SubscriptionCreated, read.created), (Field::MailboxGuid, read.mailbox)];
        fields
            .extend(rest.into_iter().filter_map(|(field, text)| Some((field, Found::Text(text?)))));
    }
    fields
}

/// Type of the first exception named, without its name space: `OverBudgetException`.
fn exception(text: &str) -> Option<(Field, Found)> {
    let mut words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    let name = words.find(|word| word.len() > 9 && word.ends_with("Exception"))?;
    Some((Field::Reason, Found::Text(name.to_owned())))
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
