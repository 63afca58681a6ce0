//! Exchange's `SubscriptionId`, which names the server that owns the subscription.

use crate::subscription_id::SubscriptionId;

/// Whether the text is written in the base64 alphabet and could be an id.
pub(super) fn is_id(text: &str) -> bool {
    let body = text.trim_end_matches('=');
    body.len() >= 8
        && text.len() - body.len() <= 2
        && body.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/'))
}

/// The server an id names, lower case; `None` if the id is not of the known shape.
pub(super) fn owner_server(id: &str) -> Option<String> {
    let id = SubscriptionId::decode(id.as_bytes())?;
    Some(String::from_utf8_lossy(&id.server).to_ascii_lowercase())
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(in crate::windows) fn encode(server: &str) -> String {
        const ALPHABET: &[u8; 64] =
            b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let mut bytes = u16::try_from(server.len()).unwrap().to_le_bytes().to_vec();
        bytes.extend_from_slice(server.as_bytes());
        bytes.extend_from_slice(&16_u32.to_le_bytes());
        bytes.extend_from_slice(&[7; 24]);
        let mut text = String::new();
        for group in bytes.chunks(3) {
            let mut word = 0_u32;
            for index in 0..3 {
                word = (word << 8) | u32::from(group.get(index).copied().unwrap_or(0));
            }
            for index in 0..=group.len() {
                let digit = usize::try_from((word >> (18 - 6 * index)) & 63).unwrap();
                text.push(char::from(ALPHABET[digit]));
            }
            text.push_str(&"=".repeat(3 - group.len()));
        }
        text
    }

    #[test]
    fn the_owner_is_read_and_nothing_else_is() {
        assert_eq!(owner_server(&encode("EX01.example.com")).as_deref(), Some("ex01.example.com"));
        assert_eq!(owner_server("HwBlYWVTvUg=="), None);
        assert_eq!(owner_server(""), None);
        assert_eq!(owner_server("////////"), None);
        assert!(is_id("HwBlYWVTvUg==") && !is_id("abc") && !is_id("not base64!"));
    }
}
