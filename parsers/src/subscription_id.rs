//! Exchange's opaque `SubscriptionId`: which server owns a subscription, and for which mailbox.
//!
//! Microsoft documents the id as opaque. Ids of Exchange 2010 to 2016 in public posts all decode to
//! the same layout, base64 of
//!
//! ```text
//! u16le n | n bytes ASCII: FQDN of the server | u32le 16 | 16 bytes: GUID of the subscription
//!   | i64le: creation, .NET ticks | [ u32le 16 | 16 bytes: GUID of the mailbox ]      (2013 and later)
//! ```
//!
//! GUIDs are in .NET's order (first three groups little endian). An id of any other layout is left
//! alone: nothing is guessed from it.

use crate::calendar::{YEARS, civil_from_days};

/// What a `SubscriptionId` says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SubscriptionId {
    /// Name of the owning server, lower case.
    pub(crate) server: Vec<u8>,
    /// GUID of the subscription, lower case, without braces.
    pub(crate) guid: String,
    /// When it was made, `2017-01-18T13:36:06.722`; nothing in the id says the zone. `None` if the
    /// ticks are of no year that can be.
    pub(crate) created: Option<String>,
    /// GUID of the mailbox, lower case, without braces.
    pub(crate) mailbox: Option<String>,
}

impl SubscriptionId {
    /// Reads an id; `None` if it is not base64 or not of the layout.
    pub(crate) fn decode(text: &[u8]) -> Option<Self> {
        let bytes = base64(text)?;
        let (length, rest) = bytes.split_first_chunk::<2>()?;
        let (server, rest) = rest.split_at_checked(usize::from(u16::from_le_bytes(*length)))?;
        let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || b".-_".contains(byte);
        if server.is_empty() || !server.iter().all(is_name) {
            return None;
        }
        let (guid, rest) = counted_guid(rest)?;
        let (ticks, rest) = rest.split_first_chunk::<8>()?;
        let created = time_of(i64::from_le_bytes(*ticks));
        let mailbox = match rest {
            [] => None,
            rest => Some(counted_guid(rest).filter(|(_, rest)| rest.is_empty())?.0),
        };
        Some(Self { server: server.to_ascii_lowercase(), guid, created, mailbox })
    }
}

/// .NET ticks (100 ns since the year 1; the two high bits are flags) as date and time.
fn time_of(ticks: i64) -> Option<String> {
    const TICKS_A_DAY: i64 = 864_000_000_000;
    /// Days from 0001-01-01 to 1970-01-01.
    const UNIX_EPOCH: i64 = 719_162;
    let ticks = ticks & (i64::MAX >> 1);
    let days = i32::try_from(ticks / TICKS_A_DAY - UNIX_EPOCH).ok()?;
    let (year, month, day) = civil_from_days(days);
    let millis = ticks % TICKS_A_DAY / 10_000;
    let (hour, minute) = (millis / 3_600_000, millis / 60_000 % 60);
    let (second, millis) = (millis / 1_000 % 60, millis % 1_000);
    YEARS.contains(&year).then(|| {
        format!("{year}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{millis:03}")
    })
}

/// A counted GUID at the front, and what follows.
fn counted_guid(bytes: &[u8]) -> Option<(String, &[u8])> {
    let (&[16, 0, 0, 0], rest) = bytes.split_first_chunk::<4>()? else { return None };
    let (first, rest) = rest.split_first_chunk()?;
    let (second, rest) = rest.split_first_chunk()?;
    let (third, rest) = rest.split_first_chunk()?;
    let (tail, rest) = rest.split_first_chunk()?;
    let (second, third) = (u16::from_le_bytes(*second), u16::from_le_bytes(*third));
    let (first, tail) = (u32::from_le_bytes(*first), u64::from_be_bytes(*tail));
    let (fourth, node) = (tail >> 48, tail & 0xFFFF_FFFF_FFFF);
    Some((format!("{first:08x}-{second:04x}-{third:04x}-{fourth:04x}-{node:012x}"), rest))
}

/// The bytes of base64 with the standard alphabet (RFC 4648 §4), padding optional; `None` if it is
/// none.
pub fn base64(text: &[u8]) -> Option<Vec<u8>> {
    let text = text.strip_suffix(b"=").unwrap_or(text);
    let text = text.strip_suffix(b"=").unwrap_or(text);
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3 + 3);
    for group in text.chunks(4) {
        let mut bits = 0_u32;
        for byte in group {
            bits = bits << 6 | u32::from(sextet(*byte)?);
        }
        // A last group of two or three characters holds one or two bytes.
        let whole = match group.len() {
            4 => 3,
            3 => 2,
            2 => 1,
            _ => return None,
        };
        let [_, packed @ ..] = (bits << (6 * (4 - group.len()))).to_be_bytes();
        bytes.extend_from_slice(packed.get(..whole)?);
    }
    Some(bytes)
}

fn sextet(byte: u8) -> Option<u8> {
    match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `mbx1.example.com`, made by hand: the GUIDs count up from 00 and from 10.
    const WITH_MAILBOX: &[u8] =
        b"EABNQlgxLmV4YW1wbGUuY29tEAAAAAABAgMEBQYHCAkKCwwNDg8AAAAAAAAAABAAAAAQERITFBUWFxgZGhscHR4f";

    #[test]
    fn server_and_mailbox() {
        let decoded = SubscriptionId::decode(WITH_MAILBOX).unwrap();
        assert_eq!(decoded.server, b"mbx1.example.com");
        assert_eq!(decoded.mailbox.as_deref(), Some("13121110-1514-1716-1819-1a1b1c1d1e1f"));
        assert_eq!(decoded.guid, "03020100-0504-0706-0809-0a0b0c0d0e0f");
        assert_eq!(decoded.created, None, "ticks of the year 1");
    }

    #[test]
    fn ticks_are_a_date() {
        let day = 864_000_000_000;
        assert_eq!(time_of(735_000 * day).as_deref(), Some("2013-05-13T00:00:00.000"));
        let kind_utc = 1 << 62;
        let noon = 735_000 * day + day / 2 + 10_000;
        assert_eq!(time_of(noon | kind_utc).as_deref(), Some("2013-05-13T12:00:00.001"));
        assert_eq!(time_of(-1), None);
    }

    #[test]
    fn near_misses_say_nothing() {
        assert_eq!(SubscriptionId::decode(b""), None);
        assert_eq!(SubscriptionId::decode(b"HwBl"), None);
        assert_eq!(SubscriptionId::decode(b"EABN*lgx"), None);
        for cut in 1..WITH_MAILBOX.len() {
            let decoded = SubscriptionId::decode(&WITH_MAILBOX[..cut]);
            assert!(decoded.is_none_or(|id| id.mailbox.is_none()), "cut at {cut}");
        }
    }

    #[test]
    fn base64_as_in_rfc_4648() {
        let cases: [(&[u8], &[u8]); 5] = [
            (b"", b""),
            (b"Zg==", b"f"),
            (b"Zm8=", b"fo"),
            (b"Zm9v", b"foo"),
            (b"Zm9vYg", b"foob"),
        ];
        for (text, bytes) in cases {
            assert_eq!(base64(text).as_deref(), Some(bytes));
        }
        assert_eq!(base64(b"Z"), None);
    }
}
