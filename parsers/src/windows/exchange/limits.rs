//! Limits of the mail protocols: `MSExchangeIMAP4` and `MSExchangePOP3` 1005, 1009, 1101, 1103, and
//! `MSExchangeTransport` 1009, 1012, 1021, 15004, 15006, 15007.
//!
//! Published: 1009 of POP3 (KB 932905, 968626; IMAP4 has the same id and insertion strings), 1009,
//! 1021 and 15004 to 15007 of transport. Of IMAP4 1005, 1101, 1103 and of transport 1012 only the
//! ids and their meaning are known, not the wording: what they name is taken by what it is (an
//! address, a number, a single word) and left out where that does not decide.

use std::net::IpAddr;

use super::{Fields, Found, number, sentence, text, unquoted, values};
use crate::field::Field;
use crate::windows::sighting::Sighting;

/// What cuts a sentence into words.
fn is_cut(c: char) -> bool {
    c.is_whitespace() || "'\"“”‘’«»„(),;[]<>".contains(c)
}

/// A limit of IMAP4 or POP3: of a user (1009), of the server (1101), of one address (1103); or a user
/// who may not use the protocol (1005).
pub(super) fn mail(event: &Sighting<'_>, id: i64) -> Fields {
    match id {
        1005 => user_disabled(event),
        1009 => user_limit(event),
        _ => address_and_limit(event),
    }
}

/// `Number of simultaneous connections made by user <xxx> exceeded maximum (16).`
fn user_limit(event: &Sighting<'_>) -> Fields {
    let values = values(event);
    let limit = values.iter().find_map(|value| number(value));
    if let Some(limit) = limit {
        // Insertion strings: user and limit.
        let user = single_word(&values);
        let account = text(Field::Account, user.map(unquoted));
        return account.into_iter().chain([(Field::Limit, Found::Number(limit))]).collect();
    }
    let sentence = sentence(event);
    let user = between(&sentence, "by user ", " exceeded")
        .or_else(|| between(&sentence, "<", ">"))
        .or_else(|| between(&sentence, "\"", "\""));
    let limit = parenthesised(&sentence).map(|limit| (Field::Limit, Found::Number(limit)));
    text(Field::Account, user.map(unquoted)).into_iter().chain(limit).collect()
}

/// The user whom 1005 names: the insertion string, else what stands in quotes or brackets.
fn user_disabled(event: &Sighting<'_>) -> Fields {
    let (values, sentence) = (values(event), sentence(event));
    let user = single_word(&values)
        .or_else(|| between(&sentence, "<", ">"))
        .or_else(|| between(&sentence, "\"", "\""))
        .or_else(|| between(&sentence, "'", "'"))
        .or_else(|| sentence.split(is_cut).find(|word| is_account(word)));
    text(Field::Account, user.map(unquoted)).into_iter().collect()
}

/// `user@domain` or `DOMAIN\user`.
fn is_account(word: &str) -> bool {
    let is_part = |part: &str| !part.is_empty() && !part.contains(['@', '\\', '/', ':']);
    let halves = word.trim_end_matches('.').split_once(['@', '\\']);
    halves.is_some_and(|(front, back)| is_part(front) && is_part(back))
}

/// A value of one word that is not a number: the user among insertion strings.
fn single_word(values: &[String]) -> Option<&str> {
    let mut words = values.iter().map(String::as_str);
    words.find(|word| !word.is_empty() && number(word).is_none() && !word.contains(' '))
}

fn between<'a>(text: &'a str, from: &str, to: &str) -> Option<&'a str> {
    Some(text.split_once(from)?.1.split_once(to)?.0)
}

/// The last number that stands alone in parentheses, quoted or not.
fn parenthesised(text: &str) -> Option<i64> {
    text.rsplit('(')
        .filter_map(|rest| rest.split_once(')'))
        .find_map(|(inner, _)| number(unquoted(inner)))
}

/// Source address and limit.
fn address_and_limit(event: &Sighting<'_>) -> Fields {
    let (values, sentence) = (values(event), sentence(event));
    let mut words = sentence.split(is_cut).map(|word| word.trim_end_matches('.'));
    let address = text(Field::ClientIp, words.find(|word| word.parse::<IpAddr>().is_ok()));
    let limit = values.iter().find_map(|value| number(value)).or_else(|| parenthesised(&sentence));
    address.into_iter().chain(limit.map(|limit| (Field::Limit, Found::Number(limit)))).collect()
}

/// What transport refused: connections to a receive connector, from all (1009) or from one source
/// (1021), a source that failed to log on too often (1012), or messages while short of resources.
pub(super) fn transport(event: &Sighting<'_>, id: i64) -> Fields {
    let class = match id {
        1009 => "connections",
        1021 => "connections-per-source",
        1012 => "logon-failures",
        _ => "back-pressure",
    };
    let mut fields = Fields::new();
    if id < 15_000 {
        fields.extend(text(Field::Connector, connector(event).as_deref()));
        fields.extend(address_and_limit(event));
    }
    fields.push((Field::Reason, Found::Text(class.to_owned())));
    fields
}

/// Name of the receive connector: the insertion string that is neither address nor number, else
/// what follows the word in the sentence, up to `rejected`.
fn connector(event: &Sighting<'_>) -> Option<String> {
    let strings = || event.data.iter().map(|value| String::from_utf8_lossy(value));
    let is_name = |value: &str| {
        !value.is_empty() && number(value).is_none() && value.parse::<IpAddr>().is_err()
    };
    if let Some(name) = strings().find(|value| is_name(unquoted(value))) {
        return Some(unquoted(&name).to_owned());
    }
    let sentence = String::from_utf8_lossy(&event.message);
    let name = between(&sentence, "onnector ", " rejected")
        .or_else(|| between(&sentence, "'", "'"))
        .or_else(|| between(&sentence, "\"", "\""))?;
    Some(unquoted(name).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(message: &str, data: &[&str]) -> Fields {
        let data = data.iter().map(|value| value.as_bytes().to_vec().into()).collect();
        let message = message.as_bytes().to_vec().into();
        transport(&Sighting { message, data, ..Sighting::default() }, 1021)
    }

    #[test]
    fn connector_address_and_limit_in_every_quoting() {
        let expected = [
            (Field::Connector, Found::Text("Client Frontend EX1".to_owned())),
            (Field::ClientIp, Found::Text("10.10.10.10".to_owned())),
            (Field::Limit, Found::Number(20)),
            (Field::Reason, Found::Text("connections-per-source".to_owned())),
        ];
        for (open, close) in [("'", "'"), ("\"", "\""), ("", "")] {
            let sentence = format!(
                "Receive connector {open}Client Frontend EX1{close} rejected an incoming connection \
                 from IP address {open}10.10.10.10{close}. The maximum number of connections per \
                 source ({open}20{close}) for this connector has been reached by this source IP address."
            );
            assert_eq!(event(&sentence, &[]), expected, "{sentence}");
        }
        assert_eq!(event("", &["Client Frontend EX1", "10.10.10.10", "20"]), expected);
    }

    #[test]
    fn users_who_may_not_use_imap() {
        let account = |message: &str, data: &[&str]| {
            let data = data.iter().map(|value| value.as_bytes().to_vec().into()).collect();
            let message = message.as_bytes().to_vec().into();
            mail(&Sighting { message, data, ..Sighting::default() }, 1005)
        };
        let uccx = vec![(Field::Account, Found::Text("uccx@contoso.example".to_owned()))];
        assert_eq!(account("", &["uccx@contoso.example"]), uccx);
        assert_eq!(account("Benutzer \"uccx@contoso.example\" darf nicht.", &[]), uccx);
        assert_eq!(account("User uccx@contoso.example may not.", &[]), uccx);
        assert_eq!(account("Nothing is named here.", &[]), []);
    }
}
