//! Exchange's `SubscriptionId`: base64 that holds a host name and GUIDs in the clear once decoded.
//! The layout is that of `mbxtrace-parsers` (`subscription_id`): `u16le n`, n bytes of host name, then
//! `u32le 16` and 16 bytes of GUID in .NET's order, `i64le` ticks, and perhaps one more GUID.

use mbxtrace_parsers::base64;

/// The parts of an id that name somebody, and what stands around them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Opaque {
    /// Host name as it stands.
    pub(super) host: String,
    /// The GUIDs, lower case with dashes.
    pub(super) guids: Vec<String>,
    ticks: [u8; 8],
    padding: usize,
}

impl Opaque {
    /// Reads an id; `None` for any other layout.
    pub(super) fn decode(text: &[u8]) -> Option<Self> {
        // Most of what looks like base64 is a path: a name of less than 256 bytes says so at once.
        let head = base64(text.get(..4)?)?;
        if head.get(1) != Some(&0) {
            return None;
        }
        let padding = text.iter().rev().take_while(|byte| **byte == b'=').count();
        let bytes = base64(text.get(..text.len() - padding)?)?;
        let (length, rest) = bytes.split_first_chunk::<2>()?;
        let (host, rest) = rest.split_at_checked(usize::from(u16::from_le_bytes(*length)))?;
        let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || b".-_".contains(byte);
        if host.is_empty() || padding > 2 || !host.iter().all(is_name) {
            return None;
        }
        let (first, rest) = guid(rest)?;
        let (ticks, rest) = rest.split_first_chunk::<8>()?;
        let mut guids = vec![first];
        if !rest.is_empty() {
            let (second, rest) = guid(rest)?;
            guids.push(second);
            if !rest.is_empty() {
                return None;
            }
        }
        let host = String::from_utf8(host.to_vec()).ok()?;
        Some(Self { host, guids, ticks: *ticks, padding })
    }

    /// The same id of another host and other GUIDs, in the same order.
    pub(super) fn encode(&self, host: &str, guids: &[String]) -> Option<String> {
        let mut bytes = u16::try_from(host.len()).ok()?.to_le_bytes().to_vec();
        bytes.extend_from_slice(host.as_bytes());
        for (at, text) in guids.iter().enumerate() {
            if at == 1 {
                bytes.extend_from_slice(&self.ticks);
            }
            bytes.extend_from_slice(&16_u32.to_le_bytes());
            bytes.extend(net_order(text)?);
        }
        if guids.len() < 2 {
            bytes.extend_from_slice(&self.ticks);
        }
        let mut text = encode(&bytes);
        // Pseudonyms have the length of their originals, so the padding is that of the original.
        text.extend(std::iter::repeat_n('=', self.padding));
        Some(text)
    }
}

/// A counted GUID at the front, and what follows.
fn guid(bytes: &[u8]) -> Option<(String, &[u8])> {
    let (&[16, 0, 0, 0], rest) = bytes.split_first_chunk::<4>()? else { return None };
    let (raw, rest) = rest.split_first_chunk::<16>()?;
    let hex: Vec<String> = swapped(*raw).iter().map(|byte| format!("{byte:02x}")).collect();
    let group = |from: usize, to: usize| hex.get(from..to).unwrap_or_default().concat();
    let groups = [group(0, 4), group(4, 6), group(6, 8), group(8, 10), group(10, 16)];
    Some((groups.join("-"), rest))
}

/// The bytes of a GUID in .NET's order.
fn net_order(text: &str) -> Option<[u8; 16]> {
    let digits: Vec<u8> = text.bytes().filter(|byte| *byte != b'-').collect();
    let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    let bytes: Vec<u8> = digits.chunks(2).filter_map(byte).collect();
    bytes.try_into().ok().map(swapped)
}

/// First three groups turned around; twice is once.
fn swapped(mut bytes: [u8; 16]) -> [u8; 16] {
    for group in [0..4, 4..6, 6..8] {
        if let Some(group) = bytes.get_mut(group) {
            group.reverse();
        }
    }
    bytes
}

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Base64 without padding (RFC 4648, 4).
fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let bits = group.iter().fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte));
        let bits = bits << (8 * (3 - group.len()));
        for at in 0..=group.len() {
            let sextet = (bits >> (18 - 6 * at)) & 63;
            text.push(ALPHABET.get(sextet as usize).copied().map_or('A', char::from));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// `mbx1.example.com`, made by hand: the GUIDs count up from 00 and from 10.
    const WITH_MAILBOX: &str =
        "EABNQlgxLmV4YW1wbGUuY29tEAAAAAABAgMEBQYHCAkKCwwNDg8AAAAAAAAAABAAAAAQERITFBUWFxgZGhscHR4f";

    #[test]
    fn an_id_is_taken_apart_and_put_together() {
        let id = Opaque::decode(WITH_MAILBOX.as_bytes()).unwrap();
        assert_eq!(id.host, "MBX1.example.com");
        assert_eq!(id.guids[1], "13121110-1514-1716-1819-1a1b1c1d1e1f");
        assert_eq!(id.encode(&id.host, &id.guids).as_deref(), Some(WITH_MAILBOX));
        assert_eq!(Opaque::decode(b"NotificationService/services/NotificationService"), None);
    }

    proptest! {
        #[test]
        fn encoding_undoes_decoding(
            host in "[A-Za-z0-9.-]{1,40}",
            guids in prop::collection::vec(any::<[u8; 16]>(), 1..=2),
            ticks: [u8; 8],
        ) {
            let guids: Vec<String> = guids.into_iter().map(|raw| {
                let counted = [&[16, 0, 0, 0][..], &raw[..]].concat();
                guid(&counted).unwrap().0
            }).collect();
            let id = Opaque { host: host.clone(), guids: guids.clone(), ticks, padding: 0 };
            let text = id.encode(&host, &guids).unwrap();
            prop_assert_eq!(Opaque::decode(text.as_bytes()), Some(id));
        }
    }
}
