//! What a line of the IMAP4 protocol log says: command, account, and what the server answered.

use crate::event::{Events, Level};
use crate::field::Field;
use crate::find::find;

use super::{Row, endpoint, text_field};

/// Commands whose answer is that of a login.
const LOGINS: [&[u8]; 3] = [b"login", b"authenticate", b"pass"];

/// Why Exchange refused a login, where `context` says it. The key it stands under is not documented;
/// the bare words are.
const REASONS: [&[u8]; 4] =
    [b"UserConnectionLimitReached", b"UserDisabled", b"ProxyNotAuthenticated", b"ProxyFailed"];

/// Results of IMAP (RFC 3501 §7.1) and POP3 (RFC 1939 §3).
const RESULTS: [&[u8]; 6] = [b"OK", b"NO", b"BAD", b"BYE", b"-ERR", b"+OK"];

/// Writes the fields of a row; the level of its answer.
pub(super) fn write(text: &[u8], row: &Row<'_>, out: &mut Events) -> Level {
    let command = row.get(b"command");
    text_field(text, Field::Command, command, out);
    text_field(text, Field::Account, account(row, command), out);
    text_field(text, Field::ClientIp, endpoint(row.get(b"cIp")).0, out);
    if let (_, Some(port)) = endpoint(row.get(b"sIp")) {
        out.number(Field::Port, port);
    }
    // Exchange writes the answer of some commands one column early.
    let context = [&b"context"[..], b"parameters"].map(|name| row.get(name));
    let Some(answer) = context.iter().find_map(|cell| answer(cell)) else { return Level::Info };
    let (result, said) = untagged(answer);
    let why =
        context.iter().find_map(|cell| REASONS.iter().find(|word| find(cell, word).is_some()));
    let result = out.keep(result);
    out.text(Field::ImapResult, result);
    let reason = match why {
        Some(word) => [said, b"; ", *word].concat(),
        None => said.to_vec(),
    };
    if !reason.is_empty() {
        let reason = out.keep(&reason);
        out.text(Field::Reason, reason);
    }
    if said.starts_with(b"NO") || said.starts_with(b"BAD") { Level::Warning } else { Level::Info }
}

/// Who is logged in, or tries to: `frank@contoso.example *****`.
fn account<'a>(row: &Row<'a>, command: &[u8]) -> &'a [u8] {
    let user = row.get(b"user");
    if !user.is_empty() || !LOGINS.iter().any(|login| login.eq_ignore_ascii_case(command)) {
        return user;
    }
    let first = row.get(b"parameters").split(|byte| *byte == b' ').next().unwrap_or_default();
    let hidden = first.starts_with(b"*") || find(first, b"=").is_some();
    if hidden { &[] } else { first }
}

/// The value of `R=`: a bare word, or what stands between its (doubled) quotes.
fn answer(context: &[u8]) -> Option<&[u8]> {
    let mut at = find(context, b"R=")?;
    if at > 0 && context.get(at - 1) != Some(&b';') {
        at += find(context.get(at..)?, b";R=")? + 1;
    }
    let value = context.get(at + 2..)?;
    let end = |value: &[u8], byte| memchr::memchr(byte, value).unwrap_or(value.len());
    let quotes = value.iter().take_while(|byte| **byte == b'"').count();
    if quotes > 0 {
        let inner = value.get(quotes..)?;
        return inner.get(..end(inner, b'"'));
    }
    value.get(..end(value, b';'))
}

/// Result and answer without the tag: `NO` and `NO LOGIN failed.` of `a2 NO LOGIN failed.`
fn untagged(answer: &[u8]) -> (&[u8], &[u8]) {
    for result in RESULTS {
        if answer.strip_prefix(result).is_some_and(|rest| !rest.starts_with(b"_")) {
            return (result, answer);
        }
        let blank = memchr::memchr(b' ', answer).map_or(answer.len(), |at| at + 1);
        let rest = answer.get(blank..).unwrap_or_default();
        if rest.starts_with(result) {
            return (result, rest);
        }
    }
    (answer, answer)
}
