//! Event 9646 of `MSExchangeIS`: a client holds more MAPI objects than allowed.
//!
//! Known wordings: `[Closing] Mapi session "<who>" [with client type X] [because it] exceeded the
//! maximum of N objects of type "T".` and its translations; insertion strings one a line where the
//! description "cannot be found", or after commas (Windows 2003). `<who>` is a legacyExchangeDN, a
//! mailbox GUID, or both with a colon between; mails and articles wrap it in the middle.

use std::borrow::Cow;

use super::{Fields, Found, number};
use crate::field::Field;

/// Names of the object types in the registry and, from 2013 on, of the enumeration; and
/// translations of `session`.
const TYPES: [&str; 15] = [
    "session",
    "logon",
    "message",
    "attachment",
    "folder",
    "notify",
    "stream",
    "messageview",
    "folderview",
    "attachmentview",
    "permissionview",
    "fasttransfersource",
    "fasttransferdestination",
    "sessione",
    "sesión",
];

/// Client types of Exchange 2013 and later.
const CLIENTS: [&str; 21] = [
    "User",
    "MoMT",
    "WebServices",
    "AirSync",
    "OWA",
    "Imap",
    "Pop",
    "UnifiedMessaging",
    "Management",
    "AvailabilityService",
    "RpcHttp",
    "Transport",
    "Administrator",
    "System",
    "ELC",
    "ContentIndexing",
    "EventBasedAssistants",
    "Monitoring",
    "Migration",
    "PublicFolderSystem",
    "Eas",
];

/// What an unquoted DN is followed by, in the languages of the product.
const AFTER_DN: [&str; 12] = [
    " with client type",
    " because it",
    " exceeded",
    " mit Client",
    " mit dem Client",
    " hat ",
    " avec le type",
    " a dépassé",
    " con ",
    " ha ",
    " с типом",
    " превы",
];

#[derive(Default)]
struct Overrun {
    dn: Option<String>,
    guid: Option<String>,
    client: Option<String>,
    limit: Option<i64>,
    kind: Option<String>,
}

/// Fields of a 9646, from its insertion strings first and its sentence second.
pub(super) fn fields(strings: &[Cow<'_, str>], message: &str) -> Fields {
    let mut overrun = Overrun::default();
    overrun.read_values(strings.iter().map(AsRef::as_ref));
    overrun.read_sentence(message);
    if overrun.dn.is_none() && overrun.guid.is_none() {
        overrun.read_sentence(&strings.join("\n"));
    }
    overrun.into_fields()
}

impl Overrun {
    fn into_fields(self) -> Fields {
        let mut fields = Fields::new();
        let mut push = |field, text: Option<&str>| {
            if let Some(text) = text {
                fields.push((field, Found::Text(text.to_owned())));
            }
        };
        push(Field::MailboxGuid, self.guid.as_deref());
        let account = self.dn.as_deref().and_then(last_cn);
        push(Field::Account, account.or(self.guid.as_deref()));
        push(Field::AccountDn, self.dn.as_deref());
        push(Field::ObjectType, self.kind.as_deref());
        push(Field::ClientType, self.client.as_deref());
        if let Some(limit) = self.limit {
            fields.push((Field::Limit, Found::Number(limit)));
        }
        fields
    }

    /// Insertion strings, told apart by what they are.
    fn read_values<'a>(&mut self, values: impl Iterator<Item = &'a str>) {
        for value in values.map(str::trim) {
            if let Some(limit) = grouped(value) {
                self.limit = self.limit.or(Some(limit));
            } else if let Some((guid, dn)) = who(value) {
                self.guid = self.guid.take().or(guid);
                self.dn = self.dn.take().or(dn);
            } else if let Some(kind) = kind(value) {
                self.kind.get_or_insert(kind);
            } else if !value.is_empty() && value.bytes().all(|b| b.is_ascii_alphanumeric()) {
                self.client.get_or_insert_with(|| value.to_owned());
            }
        }
    }

    fn read_sentence(&mut self, text: &str) {
        let guid = find_guid(text);
        let dn = find_dn(text);
        let start = match (guid, dn) {
            (Some(guid), Some(dn)) => guid.min(dn),
            (Some(at), None) | (None, Some(at)) => at,
            (None, None) => return,
        };
        let (before, rest) = text.split_at_checked(start).unwrap_or_default();
        if rest.lines().skip(1).any(|line| grouped(line.trim()).is_some()) {
            // The insertion strings stand one a line.
            self.read_values(rest.lines());
            return;
        }
        let rest = unwrapped(rest);
        let (subject, after) = split_subject(before, &rest);
        if let Some((guid, dn)) = who(subject) {
            self.guid = self.guid.take().or(guid);
            self.dn = self.dn.take().or(dn);
        }
        self.read_predicate(after);
    }

    /// What follows `<who>`: client type, limit and object type in any order of words.
    fn read_predicate(&mut self, text: &str) {
        let limit = first_number(text);
        let (before, after) = match limit {
            Some((_, start, end)) => {
                (text.get(..start).unwrap_or_default(), text.get(end..).unwrap_or_default())
            }
            None => (text, ""),
        };
        self.limit = self.limit.or(limit.map(|(value, _, _)| value));
        if self.kind.is_none() {
            self.kind = words(after).chain(words(before)).find_map(kind);
        }
        if self.client.is_none() {
            let named = before.split_once("client type ").and_then(|(_, rest)| words(rest).next());
            let known = || words(before).find(|word| CLIENTS.contains(word));
            self.client = named.or_else(known).map(str::to_owned);
        }
    }
}

/// Runs of letters and digits.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(c.is_alphanumeric() && (c.is_ascii() || c == 'ó')))
        .filter(|word| !word.is_empty())
}

/// The object type a word names, lower case.
fn kind(word: &str) -> Option<String> {
    let lower = word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    if lower == "sessione" || lower == "sesión" {
        return Some("session".to_owned());
    }
    let is_object = lower
        .strip_prefix("objt")
        .is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_alphabetic()) && !rest.is_empty());
    (is_object || TYPES.contains(&lower.as_str())).then_some(lower)
}

/// GUID and DN of `<guid>`, `<dn>` or `<guid>: <dn>`.
fn who(text: &str) -> Option<(Option<String>, Option<String>)> {
    let text = text.trim_matches(|c: char| c.is_whitespace() || "\"“”„«»".contains(c));
    let bare = text.strip_prefix('{').unwrap_or(text);
    let (guid, rest) = match bare.split_at_checked(36) {
        Some((guid, rest)) if is_guid(guid) => (Some(guid.to_ascii_lowercase()), rest),
        _ => (None, text),
    };
    let rest = rest.trim_start_matches(|c: char| c == '}' || c == ':' || c.is_whitespace());
    let is_dn = rest.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("/o="));
    let dn = is_dn.then(|| {
        unwrapped(rest)
            .trim_end_matches(|c: char| c.is_whitespace() || ".,;:\"“”„«»'".contains(c))
            .to_owned()
    });
    (guid.is_some() || dn.is_some()).then_some((guid, dn))
}

/// Value of the last `cn=`; of the last part, if there is no `cn=`.
fn last_cn(dn: &str) -> Option<&str> {
    let mut parts = dn.rsplit('/').filter_map(|part| part.split_once('='));
    let is_cn = |(name, _): &(&str, &str)| name.trim().eq_ignore_ascii_case("cn");
    let (_, value) = parts.clone().find(is_cn).or_else(|| parts.next())?;
    let value = value.trim().trim_end_matches(['.', ',', ';', ':', '"', '\'', '“', '”', ' ']);
    (!value.is_empty()).then_some(value)
}

fn is_guid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(index, byte)| match index {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

fn find_guid(text: &str) -> Option<usize> {
    let dashes = text.match_indices('-').filter_map(|(at, _)| at.checked_sub(8));
    dashes.into_iter().find(|at| text.get(*at..at + 36).is_some_and(is_guid))
}

/// Where `/o=` starts, in any case.
fn find_dn(text: &str) -> Option<usize> {
    text.match_indices('/')
        .map(|(at, _)| at)
        .find(|at| text.get(*at..at + 3).is_some_and(|start| start.eq_ignore_ascii_case("/o=")))
}

/// Text without the line ends that a mail or an article put into it. A wrap stands for the blank it
/// was made at, except beside a `/` or `=` and after a hyphen, where there was none.
fn unwrapped(text: &str) -> Cow<'_, str> {
    if !text.contains(['\n', '\r']) {
        return Cow::Borrowed(text);
    }
    let mut joined = String::with_capacity(text.len());
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let tight = joined.ends_with(['/', '=', '-']) || line.starts_with(['/', '"', '”']);
        if !joined.is_empty() && !tight {
            joined.push(' ');
        }
        joined.push_str(line);
    }
    Cow::Owned(joined)
}

/// Cuts `rest` where `<who>` ends. `before` tells by its last character whether it is quoted.
fn split_subject<'a>(before: &str, rest: &'a str) -> (&'a str, &'a str) {
    let closers: &[char] = match before.trim_end_matches('{').chars().next_back() {
        Some('"') => &['"', '”'],
        Some('“' | '”' | '„') => &['”', '“', '"'],
        Some('«') => &['»'],
        Some('‘') => &['’'],
        Some('\'') => &['\''],
        _ => &[],
    };
    let quoted = rest.find(closers).filter(|_| !closers.is_empty());
    let end = quoted.unwrap_or_else(|| unquoted_end(rest));
    rest.split_at_checked(end).unwrap_or((rest, ""))
}

/// End of a DN or GUID that no quote ends.
fn unquoted_end(rest: &str) -> usize {
    let lower = rest.to_ascii_lowercase();
    let from = lower.rfind("/cn=").map_or(0, |at| at + 4);
    let tail = rest.get(from..).unwrap_or_default();
    let marked = AFTER_DN.iter().filter_map(|marker| tail.find(marker)).min();
    let comma = tail.match_indices(',').map(|(at, _)| at).find(|at| {
        let value = tail.get(at + 1..).unwrap_or_default().trim_start();
        let end = value.find(',').unwrap_or(value.len());
        value.get(..end).is_some_and(|v| number(v.trim()).is_some() || CLIENTS.contains(&v.trim()))
    });
    let cut = [marked, comma].into_iter().flatten().min();
    let cut = cut.or_else(|| tail.find(['"', '”', '»'])).or_else(|| tail.find(char::is_whitespace));
    from + cut.unwrap_or(tail.len())
}

/// A whole text that is a number, with or without separators of thousands.
fn grouped(text: &str) -> Option<i64> {
    let (value, start, end) = first_number(text)?;
    (start == 0 && end == text.len()).then_some(value)
}

/// The first number that is a word of its own, and where it stands.
fn first_number(text: &str) -> Option<(i64, usize, usize)> {
    let mut at = 0;
    loop {
        let rest = text.get(at..)?;
        let start = at + rest.find(|c: char| c.is_ascii_digit())?;
        let end = number_end(text, start);
        let glued = |c: char| c.is_ascii_alphanumeric();
        let before = text.get(..start)?.chars().next_back().is_some_and(glued);
        let after = text.get(end..)?.chars().next().is_some_and(glued);
        if !before && !after {
            let plain: String =
                text.get(start..end)?.chars().filter(char::is_ascii_digit).collect();
            return number(&plain).map(|value| (value, start, end));
        }
        at = end;
    }
}

/// End of the digits at `start`, groups of three after `,`, `.`, or a fixed or thin blank included.
fn number_end(text: &str, start: usize) -> usize {
    let digits = |from: usize| {
        let rest = text.get(from..).unwrap_or_default();
        from + rest.bytes().take_while(u8::is_ascii_digit).count()
    };
    let mut end = digits(start);
    while let Some(separator) = text.get(end..).and_then(|rest| rest.chars().next()) {
        let next = end + separator.len_utf8();
        if !matches!(separator, ',' | '.' | '\u{a0}' | '\u{202f}' | '\u{2009}')
            || digits(next) != next + 3
        {
            break;
        }
        end = next + 3;
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    const DN: &str = "/o=Contoso Ltd/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/cn=svc-unity";
    const GUID: &str = "c1bc953e-0000-4000-8000-00000000abcd";

    fn text(fields: &Fields, field: Field) -> Option<&str> {
        fields.iter().find(|(name, _)| *name == field).and_then(|(_, found)| match found {
            Found::Text(text) => Some(text.as_str()),
            Found::Number(_) => None,
        })
    }

    fn limit(fields: &Fields) -> Option<i64> {
        fields
            .iter()
            .find_map(|(_, found)| if let Found::Number(n) = found { Some(*n) } else { None })
    }

    #[test]
    fn every_wording_gives_the_same() {
        let wordings = [
            format!(
                "Closing Mapi session \"{DN}\" because it exceeded the maximum of 16 objects of type \"session\"."
            ),
            format!(
                "Mapi session \"{DN}\" exceeded the maximum of 16 objects of type \"session\"."
            ),
            format!("Mapi session “{DN}” exceeded the maximum of 16 objects of type “session”."),
            format!(
                "Mapi session \"{GUID}: {DN}\" exceeded the maximum of 16 objects of type \"session\""
            ),
            format!(
                "Mapi session \"{{{GUID}}}:{DN}\" exceeded the maximum of 16 objects of type \"session\""
            ),
            format!(
                "Mapi session {DN} with client type WebServices exceeded the maximum of 16 objects of type Session."
            ),
            format!(
                "Die MAPI-Sitzung \"{DN}\" hat die maximal zulässige Anzahl von 16 Objekten vom Typ \"session\" überschritten."
            ),
            format!(
                "Das Schließen der MAPI-Sitzung „{DN}“ hat die maximale Anzahl von 16 Objekten vom Typ session überschritten."
            ),
            format!(
                "Chiusura della sessione Mapi \"{DN}\". Superato il numero massimo di 16 oggetti di tipo \"sessione\"."
            ),
            format!("Сеанс Mapi \"{DN}\" превысил максимум, равный 16 объектам типа \"session\"."),
            format!(
                "La session MAPI « {DN} » a dépassé le maximum de 16 objets de type « session »."
            ),
            format!(
                "Mapi セッション \"{DN}\" は、種類 \"session\" のオブジェクトの最大数 16 を超えました。"
            ),
            format!(
                "The description for Event ID 9646 from source MSExchangeIS cannot be found. Either the component that raises this event is not installed on your local computer or the installation is corrupted.\r\n\r\nThe following information was included with the event: \r\n\r\n{DN}\r\n16\r\nsession\r\n\r\nThe message resource is present but the message was not found in the message table\r\n"
            ),
            format!(
                "Die Beschreibung für Ereignis-ID \"9646\" in Quelle \"MSExchangeIS\" wurde nicht gefunden.\n\n{DN}\nWebServices\n16\nSession\n"
            ),
            format!(
                "The description for Event ID ( 9646 ) in Source ( MSExchangeIS ) cannot be found. The following information is part of the event: {DN}, 16, session."
            ),
            format!(
                "Mapi session \"{}\" exceeded the maximum of 16 objects of type \"session\".",
                DN.replace("Administrative Group (", "Administrative Group\r\n(")
                    .replace("/cn=Recipients", "/\ncn=Recipients")
            ),
            format!(
                "Mapi session {} with client type WebServices exceeded\nthe maximum of 16 objects of type Session.",
                DN.replace("Group (", "Group\n(")
            ),
        ];
        for wording in wordings {
            let fields = fields(&[], &wording);
            assert_eq!(text(&fields, Field::Account), Some("svc-unity"), "{wording}");
            assert_eq!(text(&fields, Field::AccountDn), Some(DN), "{wording}");
            assert_eq!(text(&fields, Field::ObjectType), Some("session"), "{wording}");
            assert_eq!(limit(&fields), Some(16), "{wording}");
            let guid = wording.contains(GUID).then_some(GUID);
            assert_eq!(text(&fields, Field::MailboxGuid), guid, "{wording}");
            let client = wording.contains("WebServices").then_some("WebServices");
            assert_eq!(text(&fields, Field::ClientType), client, "{wording}");
        }
    }

    #[test]
    fn insertion_strings_in_any_order() {
        for order in [
            [DN, "16", "session", ""],
            [DN, "WebServices", "16", "Session"],
            ["Session", "16", "WebServices", DN],
        ] {
            let strings: Vec<Cow<'_, str>> = order.iter().map(|s| Cow::Borrowed(*s)).collect();
            let fields = fields(&strings, "");
            assert_eq!(text(&fields, Field::Account), Some("svc-unity"));
            assert_eq!(text(&fields, Field::ObjectType), Some("session"));
            assert_eq!(limit(&fields), Some(16));
            let client = order.contains(&"WebServices").then_some("WebServices");
            assert_eq!(text(&fields, Field::ClientType), client);
        }
    }

    #[test]
    fn accounts_and_types_of_all_sorts() {
        let cases = [
            (
                "Mapi session \"/O=X/OU=Y/cn=Recipients/cn=UCCX EmailQ686\" exceeded the maximum of 500 objects of type \"objtFolder\".",
                "UCCX EmailQ686",
                "objtfolder",
                500,
            ),
            (
                "Mapi session \"/o=X/ou=Y/CN=Recipients/CN=Müller (Büro)\" exceeded the maximum of 500,000 objects of type \"objtNotify\".",
                "Müller (Büro)",
                "objtnotify",
                500_000,
            ),
            (
                "Mapi session /o=X/ou=Y/cn=Recipients/cn=Ann Lee with client type User exceeded the maximum of 500 objects of type FolderView.",
                "Ann Lee",
                "folderview",
                500,
            ),
            (
                "Mapi session \"ccce3fe1-0bdb-4c25-0000-d3ea6bb9af99\" exceeded the maximum of 500 objects of type \"objtFolder\".",
                "ccce3fe1-0bdb-4c25-0000-d3ea6bb9af99",
                "objtfolder",
                500,
            ),
            (
                "MAPI-Sitzung /o=X/ou=Y/cn=Recipients/cn=svc hat etwas 32 Objekten vom Typ Session",
                "svc",
                "session",
                32,
            ),
            (
                "Mapi session \"/o=X/cn=Recipients/cn=o'brien\" exceeded the maximum of 32 objects of type \"session\".",
                "o'brien",
                "session",
                32,
            ),
        ];
        for (sentence, account, kind, maximum) in cases {
            let fields = fields(&[], sentence);
            assert_eq!(text(&fields, Field::Account), Some(account), "{sentence}");
            assert_eq!(text(&fields, Field::ObjectType), Some(kind), "{sentence}");
            assert_eq!(limit(&fields), Some(maximum), "{sentence}");
        }
        assert!(fields(&[], "gibberish 16 session").is_empty());
        assert!(fields(&[], "").is_empty());
    }
}
