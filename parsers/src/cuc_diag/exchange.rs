//! What a CUC trace says of Exchange Web Services: response codes, subscriptions, mailboxes.

use super::http_failure::{before_markup, lower};
use super::record::{after, before, place};
use crate::calendar::digits;
use crate::event::Events;
use crate::field::Field;
use crate::find::find_all;
use crate::subscription_id::SubscriptionId;

/// Response codes taken when they stand bare, outside `<m:ResponseCode>`. Those that matter to
/// mailbox synchronisation, from Microsoft's EWS reference, `ResponseCode`.
const RESPONSE_CODES: [&[u8]; 45] = [
    b"ErrorADOperation",
    b"ErrorADUnavailable",
    b"ErrorAccessDenied",
    b"ErrorAccountDisabled",
    b"ErrorBatchProcessingStopped",
    b"ErrorConnectionFailed",
    b"ErrorCrossSiteRequest",
    b"ErrorEventNotFound",
    b"ErrorExceededConnectionCount",
    b"ErrorExceededFindCountLimit",
    b"ErrorExceededSubscriptionCount",
    b"ErrorExpiredSubscription",
    b"ErrorFolderNotFound",
    b"ErrorImpersonateUserDenied",
    b"ErrorImpersonationDenied",
    b"ErrorImpersonationFailed",
    b"ErrorInsufficientResources",
    b"ErrorInternalServerError",
    b"ErrorInternalServerTransientError",
    b"ErrorInvalidPushSubscriptionUrl",
    b"ErrorInvalidSubscription",
    b"ErrorInvalidSyncStateData",
    b"ErrorInvalidWatermark",
    b"ErrorIrresolvableConflict",
    b"ErrorItemNotFound",
    b"ErrorMailboxFailover",
    b"ErrorMailboxMoveInProgress",
    b"ErrorMailboxStoreUnavailable",
    b"ErrorMessageSizeExceeded",
    b"ErrorMissedNotificationEvents",
    b"ErrorNonExistentMailbox",
    b"ErrorNotEnoughMemory",
    b"ErrorPasswordChangeRequired",
    b"ErrorPasswordExpired",
    b"ErrorProxyRequestNotAllowed",
    b"ErrorProxyRequestProcessingFailed",
    b"ErrorQuotaExceeded",
    b"ErrorReadEventsFailed",
    b"ErrorSchemaValidation",
    b"ErrorServerBusy",
    b"ErrorSubscriptionAccessDenied",
    b"ErrorSubscriptionNotFound",
    b"ErrorSubscriptionUnsubscribed",
    b"ErrorTimeoutExpired",
    b"ErrorTooManyObjectsOpened",
];

/// How long the attributes of an element may be: a name space or two.
const MAX_ATTRIBUTES: usize = 256;

/// Writes the fields found in a message. `host` is the server of the record, if no exchange has
/// written one: an error code without its server helps little.
pub(super) fn write(text: &[u8], message: &[u8], host: Option<&[u8]>, out: &mut Events) {
    if let Some(code) = soap_code(message) {
        out.text(Field::SoapCode, place(text, code));
        if let Some(host) = host {
            let host = lower(text, host, out);
            out.text(Field::Server, host);
        }
    }
    if let Some(mailbox) = mailbox(message) {
        out.text(Field::Mailbox, place(text, mailbox));
    }
    callback(text, message, out);
    subscription(text, message, out);
}

/// First response code that is an error: the content of an element or of a fault code
/// (`<faultcode>a:Error…`), else a known code as a word in front of any markup: the text of a body
/// is somebody's mail.
fn soap_code(message: &[u8]) -> Option<&[u8]> {
    [&b"ResponseCode"[..], b"faultcode"]
        .iter()
        .find_map(|element| element_code(message, element))
        .or_else(|| {
            let visible = before_markup(message);
            find_all(visible, b"Error").find_map(|at| {
                let lead = at.checked_sub(1).and_then(|before| visible.get(before));
                let code = word(visible.get(at..)?);
                (!lead.is_some_and(|byte| is_word(*byte)) && RESPONSE_CODES.contains(&code))
                    .then_some(code)
            })
        })
}

/// The error code in an element of that name, with or without attributes and a prefix.
fn element_code<'a>(message: &'a [u8], element: &'a [u8]) -> Option<&'a [u8]> {
    find_all(message, element).find_map(|at| {
        let rest = message.get(at + element.len()..)?;
        let end = rest.iter().take(MAX_ATTRIBUTES).position(|byte| matches!(byte, b'<' | b'>'))?;
        let content = rest.get(end..)?.strip_prefix(b">")?;
        let prefix = content.iter().take_while(|byte| is_word(**byte)).count();
        let content = content.get(prefix..)?.strip_prefix(b":").unwrap_or(content);
        let code = word(content);
        (code.starts_with(b"Error") && code.len() > 5).then_some(code)
    })
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// The word at the front of a text.
fn word(text: &[u8]) -> &[u8] {
    let end = text.iter().position(|byte| !is_word(*byte)).unwrap_or(text.len());
    text.get(..end).unwrap_or_default()
}

/// Address behind `Failed accessing` or behind the word mailbox.
fn mailbox(message: &[u8]) -> Option<&[u8]> {
    const WORD: &[u8] = b"ailbox";
    if let Some(found) = after(message, b"Failed accessing ").and_then(address) {
        return Some(found);
    }
    find_all(message, WORD).find_map(|at| {
        let lead = at.checked_sub(1).and_then(|before| message.get(before))?;
        if !matches!(lead, b'm' | b'M') {
            return None;
        }
        let rest = message.get(at + WORD.len()..)?;
        let rest = rest.strip_prefix(b" for").or(rest.strip_prefix(b" of")).unwrap_or(rest);
        let signs = rest.iter().take(3).take_while(|byte| b" :='\"[(<".contains(byte)).count();
        address(rest.get(signs..)?).filter(|_| signs > 0)
    })
}

/// An e-mail address at the front of a text (RFC 5321 without quoted parts).
fn address(text: &[u8]) -> Option<&[u8]> {
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || b"@.!#$%&*+-/?^_`{|}~".contains(byte);
    let end = text.iter().position(|byte| !is_part(byte)).unwrap_or(text.len());
    let found = text.get(..end)?.trim_suffix_dots();
    let at = found.iter().position(|byte| *byte == b'@')?;
    let (local, domain) = (found.get(..at)?, found.get(at + 1..)?);
    let is_domain = |byte: &u8| byte.is_ascii_alphanumeric() || b".-".contains(byte);
    (!local.is_empty() && !domain.is_empty() && domain.iter().all(is_domain)).then_some(found)
}

trait TrimDots {
    fn trim_suffix_dots(&self) -> &Self;
}

impl TrimDots for [u8] {
    fn trim_suffix_dots(&self) -> &Self {
        let end = self.iter().rposition(|byte| *byte != b'.').map_or(0, |at| at + 1);
        self.get(..end).unwrap_or_default()
    }
}

/// Subscription and process of CUC's callback URL, `NotificationService?id=…&pid=…` (Cisco 118883);
/// inside XML the sign between them is written `&amp;`.
fn callback(text: &[u8], message: &[u8], out: &mut Events) {
    let Some(query) = after(message, b"NotificationService?") else { return };
    let is_query = |byte: &u8| byte.is_ascii_alphanumeric() || b"=&;-{}_%".contains(byte);
    let end = query.iter().position(|byte| !is_query(byte)).unwrap_or(query.len());
    for pair in query.get(..end).unwrap_or_default().split(|byte| *byte == b'&') {
        let pair = pair.strip_prefix(b"amp;").unwrap_or(pair);
        if let Some(id) = pair.strip_prefix(b"id=").filter(|id| !id.is_empty()) {
            out.text(Field::Subscription, place(text, id));
        } else if let Some(pid) = pair.strip_prefix(b"pid=").and_then(digits) {
            out.number(Field::Pid, pid);
        }
    }
}

/// Exchange's id of a subscription, `<t:SubscriptionId>…</…>` or `Name="SubscriptionId">…<`, and
/// what it tells: the server that owns the subscription, its GUID and age, and the mailbox.
fn subscription(text: &[u8], message: &[u8], out: &mut Events) {
    let Some(id) = subscription_text(message) else { return };
    out.text(Field::EwsSubscription, place(text, id));
    if let Some(decoded) = SubscriptionId::decode(id) {
        let server = out.keep(&decoded.server);
        out.text(Field::OwnerServer, server);
        let texts = [
            (Field::SubscriptionGuid, Some(decoded.guid)),
            (Field::SubscriptionCreated, decoded.created),
            (Field::MailboxGuid, decoded.mailbox),
        ];
        for (field, value) in texts {
            if let Some(value) = value {
                let value = out.keep(value.as_bytes());
                out.text(field, value);
            }
        }
    }
}

fn subscription_text(message: &[u8]) -> Option<&[u8]> {
    const NAME: &[u8] = b"SubscriptionId";
    find_all(message, NAME).find_map(|at| {
        let rest = message.get(at + NAME.len()..)?;
        let value = rest.strip_prefix(b"\"").unwrap_or(rest).strip_prefix(b">")?;
        let value = before(value, b"<").trim_ascii();
        let is_base64 = |byte: &u8| byte.is_ascii_alphanumeric() || b"+/=".contains(byte);
        (value.len() >= 16 && value.iter().all(is_base64)).then_some(value)
    })
}
