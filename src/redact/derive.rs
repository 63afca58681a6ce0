//! Pseudonyms from a secret: same shape, same length, no way back without the map.
//!
//! HMAC-SHA-256 (RFC 2104) over kind, original and attempt, in counter mode, is the stream of choices.
//! A letter becomes a letter, a digit a digit, everything else stays, so that fixed columns, byte
//! counts and the shape by which formats and people recognise a thing are kept.

use hmac::{Hmac, Mac};
use sha2::Sha256;

/// Bytes of a secret.
pub(super) const SECRET: usize = 32;

/// The secret of one map.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Secret(pub(super) [u8; SECRET]);

/// Choices that only the secret can foretell.
pub(super) struct Choices {
    key: Hmac<Sha256>,
    block: Vec<u8>,
    number: u32,
}

impl Secret {
    /// The choices for one original; another `attempt` gives others.
    pub(super) fn choices(&self, kind: &str, original: &str, attempt: u32) -> Choices {
        let mut key =
            Hmac::<Sha256>::new_from_slice(&self.0).expect("HMAC takes keys of any length");
        for part in [kind.as_bytes(), original.as_bytes(), &attempt.to_be_bytes()] {
            key.update(&(part.len() as u64).to_be_bytes());
            key.update(part);
        }
        Choices { key, block: Vec::new(), number: 0 }
    }
}

impl Choices {
    fn next(&mut self) -> u32 {
        if self.block.len() < 4 {
            let mut key = self.key.clone();
            key.update(&self.number.to_be_bytes());
            self.block = key.finalize().into_bytes().to_vec();
            self.number += 1;
        }
        let bytes = self.block.split_off(self.block.len() - 4);
        bytes.into_iter().fold(0, |number, byte| number << 8 | u32::from(byte))
    }

    /// A number below `bound`; 0 if that is 0.
    pub(super) fn below(&mut self, bound: u32) -> u32 {
        self.next().checked_rem(bound).unwrap_or(0)
    }

    /// One of `from`.
    fn one_of(&mut self, from: &[u8]) -> char {
        let at = self.below(u32::try_from(from.len()).unwrap_or(u32::MAX)) as usize;
        from.get(at).copied().map_or('x', char::from)
    }
}

const VOWELS: &[u8] = b"aeiou";
const CONSONANTS: &[u8] = b"bcdfghjklmnprstvwxz";
const LETTERS: &[u8] = b"abcdefghijklmnopqrstuvwxyz";
const DIGITS: &[u8] = b"0123456789";
/// A pseudonym begins with one of these: it is seen to be one, and is hardly ever a word.
const FIRST: &[u8] = b"qxz";
const HEX: &[u8] = b"0123456789abcdef";

/// A name of the same shape: speakable (consonants and vowels in turn, the first of [`FIRST`]), or
/// of `any` letters where the speakable ones have run out.
pub(super) fn name(original: &str, choices: &mut Choices, any: bool) -> String {
    let (mut at, mut shown) = (0, String::with_capacity(original.len()));
    for c in original.chars() {
        shown.push(match c {
            'a'..='z' | 'A'..='Z' => {
                at += 1;
                match at {
                    _ if any => choices.one_of(LETTERS),
                    1 => choices.one_of(FIRST),
                    at if at % 2 == 0 => choices.one_of(VOWELS),
                    _ => choices.one_of(CONSONANTS),
                }
            }
            '0'..='9' => choices.one_of(DIGITS),
            c if c.is_ascii() => c,
            c => other_letter(c, choices),
        });
    }
    shown
}

/// A character of the same block, so of the same length in UTF-8 and in the same code page.
fn other_letter(c: char, choices: &mut Choices) -> char {
    let (first, last, hole) = match u32::from(c) {
        0xc0..=0xde => (0xc0, 0xde, 0xd7),
        0xdf..=0xff => (0xe0, 0xff, 0xf7),
        0x391..=0x3a9 => (0x391, 0x3a9, 0x3a2),
        0x3b1..=0x3c9 => (0x3b1, 0x3c9, 0x3c2),
        0x410..=0x42f => (0x410, 0x42f, 0),
        0x430..=0x44f => (0x430, 0x44f, 0),
        0x5d0..=0x5ea => (0x5d0, 0x5ea, 0),
        0x621..=0x64a => (0x621, 0x63a, 0),
        0x80..=0x7ff if c.is_alphanumeric() => (0x100, 0x17e, 0x149),
        0x800..=0xffff if c.is_alphanumeric() => (0x4e00, 0x9fa5, 0),
        0x1_0000.. if c.is_alphanumeric() => (0x2_0000, 0x2_a6d0, 0),
        _ => return c,
    };
    let chosen = first + choices.below(last + 1 - first);
    let chosen = if chosen == hole { first } else { chosen };
    char::from_u32(chosen).unwrap_or(c)
}

/// A GUID in lower case of the same form: version and variant (RFC 9562) and dashes stay.
pub(super) fn guid(original: &str, choices: &mut Choices) -> String {
    let digits = original.chars().enumerate().map(|(at, c)| match (at, c) {
        (14 | 19, c) => c,
        (_, c) if c.is_ascii_hexdigit() => choices.one_of(HEX),
        (_, c) => c,
    });
    digits.collect()
}

/// The digits of a SID's domain and account; revision and authority (`S-1-5-21`) stay, and no part
/// begins with a zero that had none.
pub(super) fn sid(original: &str, choices: &mut Choices) -> String {
    let mut parts = original.split('-');
    let mut shown: Vec<String> = parts.by_ref().take(4).map(str::to_owned).collect();
    shown.extend(parts.map(|part| {
        let digit = |at: usize| if at == 0 { &DIGITS[1..] } else { DIGITS };
        (0..part.len()).map(|at| choices.one_of(digit(at))).collect()
    }));
    shown.join("-")
}

/// `text` in the case of `like`, letter by letter; what is longer than `like` follows its last
/// letter.
pub(super) fn in_case_of(like: &str, text: &str) -> String {
    let mut cases = like.chars();
    let mut upper = false;
    let adapted = text.chars().map(|c| {
        if let Some(like) = cases.next() {
            upper = like.is_ascii_uppercase();
        }
        if upper { c.to_ascii_uppercase() } else { c }
    });
    adapted.collect()
}

/// Hex in the case of `like`: capitals if all letters of it are.
pub(super) fn in_hex_case_of(like: &str, text: &str) -> String {
    let is_capital = like.bytes().any(|byte| byte.is_ascii_uppercase())
        && !like.bytes().any(|byte| byte.is_ascii_lowercase());
    if is_capital { text.to_ascii_uppercase() } else { text.to_owned() }
}
