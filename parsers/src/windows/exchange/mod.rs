//! What Exchange and Windows put into an event: who ran into which limit, which push notification
//! failed, which service stopped, whose account was locked.
//!
//! Sources: KB 842022, 980049, 2742012 (9646), and the published texts of `MSExchange ADAccess` 2915,
//! 2917 and 4023; those of the other events stand in their files. Insertion strings are told apart
//! by what they are, never by where they stand: the order differs between versions, and exports
//! drop empty ones. Sentences are read without their language.

use std::borrow::Cow;

use super::sighting::Sighting;
use crate::field::Field;

mod limits;
mod overrun;
mod push;
mod security;
mod service;

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
        5 | 6 | 7 | 22 if from(b"MSExchange Web Services") => push::failure(event, id),
        1005 | 1009 | 1101 | 1103 if is_mail_access(&event.provider) => limits::mail(event, id),
        1009 | 1012 | 1021 | 15004 | 15006 | 15007 if from(b"MSExchangeTransport") => {
            limits::transport(event, id)
        }
        2915 | 2917 | 4023 if from(b"MSExchange ADAccess") || from(b"MSExchangeADAccess") => {
            budget(event)
        }
        4625 | 4740 | 4771 | 4776 if from(b"Microsoft-Windows-Security-Auditing") => {
            security::logon(event, id)
        }
        7031 | 7034 | 7036 if from(b"Service Control Manager") => service::stopped(event),
        5000..=5199 if from(b"Microsoft-Windows-WAS") || from(b"WAS") => service::pool(event),
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

/// What stands between brackets.
fn bracketed(text: &str) -> impl Iterator<Item = &str> {
    text.split('[').skip(1).filter_map(|rest| rest.split_once(']')).map(|(inner, _)| inner.trim())
}

/// Without the quotes or angle brackets around it.
fn unquoted(text: &str) -> &str {
    text.trim().trim_matches(|c: char| "<>'\"“”‘’«»„".contains(c)).trim()
}

/// A text field, if there is a text.
fn text(field: Field, value: Option<&str>) -> Option<(Field, Found)> {
    value.filter(|value| !value.is_empty()).map(|value| (field, Found::Text(value.to_owned())))
}

/// The sentence; if the form has none, the insertion strings.
fn sentence(event: &Sighting<'_>) -> String {
    if event.message.is_empty() { strings(event).join("\n") } else { message(event).into_owned() }
}

/// Whole text as a number.
fn number(text: &str) -> Option<i64> {
    crate::calendar::digits(text.as_bytes())
}

/// Account and component of a budget that was overrun: the key `Sid~DOMAIN\user~Ews~false` (2915,
/// 4023), or `Budget Owner: 'user', Component: 'EWS, CostType: …` (2917, whose quotes do not match).
fn budget(event: &Sighting<'_>) -> Fields {
    let sentence = sentence(event);
    let Some((_, key)) = sentence.split_once("Sid~") else { return budget_owner(&sentence) };
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

fn budget_owner(sentence: &str) -> Fields {
    let after = |label: &str| {
        let (_, rest) = sentence.split_once(label)?;
        let value = rest.trim_start().trim_start_matches(['\'', '"']);
        value.split(['\'', '"', ',']).next().map(str::trim).filter(|value| value.len() <= 256)
    };
    let account = text(Field::Account, after("Budget Owner:"));
    account.into_iter().chain(text(Field::ClientType, after("Component:"))).collect()
}
