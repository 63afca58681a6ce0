//! Exchange's `SubscriptionId`, which names the server that owns the subscription.
//!
//! Base64 of `u16le length | server FQDN, ASCII | u32le 16 | GUID | i64le .NET ticks` and, from
//! Exchange 2013 on, `u32le 16 | mailbox GUID` (decoded from published ids; not documented).

/// Whether the text is written in the base64 alphabet and could be an id.
pub(super) fn is_id(text: &str) -> bool {
    let body = text.trim_end_matches('=');
    body.len() >= 8
        && text.len() - body.len() <= 2
        && body.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/'))
}

/// The server an id names, lower case; `None` if the id is not of the known shape.
pub(super) fn owner_server(id: &str) -> Option<String> {
    let bytes = base64(id)?;
    let (length, rest) = bytes.split_first_chunk::<2>()?;
    let (name, rest) = rest.split_at_checked(usize::from(u16::from_le_bytes(*length)))?;
    let (size, rest) = rest.split_first_chunk::<4>()?;
    let is_host = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_');
    if u32::from_le_bytes(*size) != 16
        || rest.len() < 24
        || name.is_empty()
        || !name.iter().all(is_host)
    {
        return None;
    }
    Some(String::from_utf8_lossy(name).to_ascii_lowercase())
}

/// RFC 4648 section 4, padding optional.
fn base64(text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut count) = (0_u32, 0);
    for byte in text.trim_end_matches('=').bytes() {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        bits = (bits << 6) | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            out.push((bits >> count).to_le_bytes()[0]);
        }
    }
    Some(out)
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
