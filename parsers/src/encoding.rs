//! How the text of a stream is encoded, and its change into UTF-8 without losing count of bytes.
//!
//! Offsets in events are offsets of the stored bytes. That stays exact because in every encoding
//! accepted here the stored length of a text follows from its characters: one byte a character in
//! the windows-125x family, one or two units of two bytes in UTF-16.

use encoding_rs::{Encoding as Table, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// Encoding of a text stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8 or ASCII; bytes that are not UTF-8 are kept as they are.
    Utf8,
    /// UTF-16, little endian.
    Utf16Le,
    /// UTF-16, big endian.
    Utf16Be,
    /// A single-byte code page.
    SingleByte(&'static Table),
}

impl Encoding {
    /// Tells the encoding from the first bytes of a stream: byte-order mark, the pattern of NUL
    /// bytes of unmarked UTF-16, valid UTF-8, else windows-1252. The second value is the length of
    /// the byte-order mark.
    pub fn detect(head: &[u8]) -> (Self, usize) {
        match head {
            [0xEF, 0xBB, 0xBF, ..] => return (Self::Utf8, 3),
            [0xFF, 0xFE, ..] => return (Self::Utf16Le, 2),
            [0xFE, 0xFF, ..] => return (Self::Utf16Be, 2),
            _ => {}
        }
        if let Some(found) = unmarked_utf16(head) {
            return (found, 0);
        }
        match std::str::from_utf8(head) {
            Ok(_) => (Self::Utf8, 0),
            // A character cut by the end of the head is no evidence against UTF-8.
            Err(error) if error.error_len().is_none() => (Self::Utf8, 0),
            Err(_) if head.contains(&0) => (Self::Utf8, 0),
            Err(_) => (Self::SingleByte(WINDOWS_1252), 0),
        }
    }

    /// Whether the last character of `bytes`, which end a whole number of characters, ends a line.
    pub fn ends_line(self, bytes: &[u8]) -> bool {
        match self {
            Self::Utf16Le => bytes.ends_with(b"\n\0"),
            Self::Utf16Be => bytes.ends_with(b"\0\n"),
            Self::Utf8 | Self::SingleByte(_) => bytes.ends_with(b"\n"),
        }
    }

    /// The encoding of that name (`utf-8`, `utf-16le`, `utf-16be`, `windows-1251`, ...), if it is
    /// one this program can count bytes in.
    pub fn from_name(name: &str) -> Option<Self> {
        let table = Table::for_label(name.as_bytes())?;
        if table == encoding_rs::UTF_8 {
            Some(Self::Utf8)
        } else if table == UTF_16LE {
            Some(Self::Utf16Le)
        } else if table == UTF_16BE {
            Some(Self::Utf16Be)
        } else if table.is_single_byte() {
            Some(Self::SingleByte(table))
        } else {
            None
        }
    }

    /// Name for reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Utf16Le => "UTF-16LE",
            Self::Utf16Be => "UTF-16BE",
            Self::SingleByte(table) => table.name(),
        }
    }

    /// Appends the UTF-8 form of the whole characters at the front of `raw` to `text` and says how
    /// many bytes of `raw` that took. Bytes of a cut character stay for the next call.
    pub fn decode(self, raw: &[u8], text: &mut Vec<u8>) -> usize {
        match self {
            Self::Utf8 => {
                text.extend_from_slice(raw);
                raw.len()
            }
            Self::Utf16Le => decode_utf16(raw, u16::from_le_bytes, text),
            Self::Utf16Be => decode_utf16(raw, u16::from_be_bytes, text),
            Self::SingleByte(table) => {
                let (decoded, _) = table.decode_without_bom_handling(raw);
                text.extend_from_slice(decoded.as_bytes());
                raw.len()
            }
        }
    }

    /// Appends the stored form of a text to `raw`; `None`, and nothing appended, if it has a character
    /// that the encoding has not.
    pub fn encode(self, text: &str, raw: &mut Vec<u8>) -> Option<()> {
        match self {
            Self::Utf8 => raw.extend_from_slice(text.as_bytes()),
            Self::Utf16Le => raw.extend(text.encode_utf16().flat_map(u16::to_le_bytes)),
            Self::Utf16Be => raw.extend(text.encode_utf16().flat_map(u16::to_be_bytes)),
            Self::SingleByte(table) => {
                let (encoded, _, is_lossy) = table.encode(text);
                if is_lossy {
                    return None;
                }
                raw.extend_from_slice(&encoded);
            }
        }
        Some(())
    }

    /// Stored length of a text in bytes.
    pub(crate) fn stored_len(self, text: &[u8]) -> u64 {
        let characters = || text.iter().filter(|byte| **byte & 0xC0 != 0x80).count() as u64;
        match self {
            Self::Utf8 => text.len() as u64,
            Self::SingleByte(_) => characters(),
            Self::Utf16Le | Self::Utf16Be => {
                let pairs = text.iter().filter(|byte| **byte >= 0xF0).count() as u64;
                (characters() + pairs) * 2
            }
        }
    }
}

/// Whether the NUL bytes stand where ASCII in UTF-16 has them.
fn unmarked_utf16(head: &[u8]) -> Option<Encoding> {
    let sample = head.get(..head.len().min(512)).unwrap_or(head);
    let units = sample.len() / 2;
    if units < 8 {
        return None;
    }
    let zeros = |parity: usize| sample.iter().skip(parity).step_by(2).filter(|b| **b == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    if odd * 10 >= units * 7 && even * 10 <= units {
        Some(Encoding::Utf16Le)
    } else if even * 10 >= units * 7 && odd * 10 <= units {
        Some(Encoding::Utf16Be)
    } else {
        None
    }
}

/// Whole characters of UTF-16 at the front of `raw`; lone surrogates become U+FFFD, one unit each.
fn decode_utf16(raw: &[u8], unit: fn([u8; 2]) -> u16, text: &mut Vec<u8>) -> usize {
    let mut units: Vec<u16> =
        raw.chunks_exact(2).filter_map(|pair| <[u8; 2]>::try_from(pair).ok().map(unit)).collect();
    // A high surrogate at the end may be half of a pair whose rest has not come yet.
    if units.last().is_some_and(|last| (0xD800..0xDC00).contains(last)) {
        units.pop();
    }
    let mut encoded = [0_u8; 4];
    for character in char::decode_utf16(units.iter().copied()) {
        let character = character.unwrap_or(char::REPLACEMENT_CHARACTER);
        text.extend_from_slice(character.encode_utf8(&mut encoded).as_bytes());
    }
    units.len() * 2
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf16(text: &str) -> Vec<u8> {
        text.encode_utf16().flat_map(u16::to_le_bytes).collect()
    }

    #[test]
    fn detection() {
        assert_eq!(Encoding::detect(b"\xEF\xBB\xBFa").0, Encoding::Utf8);
        assert_eq!(Encoding::detect(&utf16("Level,Date and Time")), (Encoding::Utf16Le, 0));
        assert_eq!(Encoding::detect(b"caf\xE9 au lait").0.name(), "windows-1252");
        assert_eq!(Encoding::detect("caf\u{e9}".as_bytes()).0, Encoding::Utf8);
        assert_eq!(Encoding::detect(b"caf\xC3").0, Encoding::Utf8);
    }

    #[test]
    fn stored_length_is_exact() {
        for text in ["", "abc", "Stra\u{df}e", "a\u{1F600}b"] {
            let raw = utf16(text);
            let mut decoded = Vec::new();
            assert_eq!(Encoding::Utf16Le.decode(&raw, &mut decoded), raw.len());
            assert_eq!(decoded, text.as_bytes());
            assert_eq!(Encoding::Utf16Le.stored_len(&decoded), raw.len() as u64);
        }
        let mut decoded = Vec::new();
        let table = Encoding::from_name("windows-1252").unwrap();
        table.decode(b"Stra\xDFe", &mut decoded);
        assert_eq!(decoded, "Stra\u{df}e".as_bytes());
        assert_eq!(table.stored_len(&decoded), 6);
    }
}
