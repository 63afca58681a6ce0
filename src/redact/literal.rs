//! Every known original, wherever it stands: whole words, longest first, in any case of ASCII
//! letters, also percent-encoded (RFC 3986).

use std::borrow::Cow;

use aho_corasick::{AhoCorasick, MatchKind};

use super::derive::{in_case_of, in_hex_case_of};

/// What is looked for, and what stands there instead.
#[derive(Default)]
pub(super) struct Literals {
    any: Option<AhoCorasick>,
    instead: Vec<Instead>,
}

struct Instead {
    text: String,
    case: Case,
}

/// What of the case of the text found carries over.
#[derive(Clone, Copy)]
enum Case {
    /// Nothing.
    Fixed,
    /// Letter by letter.
    Letters,
    /// Capitals or not.
    Hex,
}

impl Literals {
    /// `names` follow the case of what they replace letter by letter, `hex` as a whole, `fixed` do not.
    pub(super) fn new<'a>(
        names: impl Iterator<Item = (&'a str, &'a str)>,
        hex: impl Iterator<Item = (String, String)>,
        fixed: impl Iterator<Item = (String, String)>,
    ) -> Self {
        let (mut patterns, mut instead) = (Vec::new(), Vec::new());
        for (from, to) in names {
            patterns.push(from.to_owned());
            instead.push(Instead { text: to.to_owned(), case: Case::Letters });
            if percent(from) != from {
                patterns.push(percent(from));
                instead.push(Instead { text: percent(to), case: Case::Fixed });
            }
        }
        let fixed = fixed.map(|pair| (pair, Case::Fixed));
        for ((from, text), case) in hex.map(|pair| (pair, Case::Hex)).chain(fixed) {
            patterns.push(from);
            instead.push(Instead { text, case });
        }
        // All matches are wanted, so that one that is only part of a word hides none.
        let any = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::Standard)
            .build(&patterns);
        // Too many for an automaton is billions of bytes of names: no file holds them.
        Self { any: any.ok().filter(|_| !patterns.is_empty()), instead }
    }

    /// The text with every whole word replaced.
    pub(super) fn replace<'t>(&self, text: &'t [u8]) -> Cow<'t, [u8]> {
        let Some(any) = &self.any else { return Cow::Borrowed(text) };
        let mut found: Vec<(usize, usize, usize)> = any
            .find_overlapping_iter(text)
            .filter(|found| is_word(text, found.start(), found.end()))
            .map(|found| (found.start(), found.end(), found.pattern().as_usize()))
            .collect();
        if found.is_empty() {
            return Cow::Borrowed(text);
        }
        found.sort_by_key(|(start, end, pattern)| (*start, std::cmp::Reverse(*end), *pattern));
        let (mut shown, mut told) = (Vec::with_capacity(text.len()), 0);
        for (start, end, pattern) in found {
            if start < told {
                continue;
            }
            let Some(instead) = self.instead.get(pattern) else { continue };
            shown.extend_from_slice(text.get(told..start).unwrap_or_default());
            let original = String::from_utf8_lossy(text.get(start..end).unwrap_or_default());
            let cased = match instead.case {
                Case::Fixed => instead.text.clone(),
                Case::Letters => in_case_of(&original, &instead.text),
                Case::Hex => in_hex_case_of(&original, &instead.text),
            };
            shown.extend_from_slice(cased.as_bytes());
            told = end;
        }
        shown.extend_from_slice(text.get(told..).unwrap_or_default());
        Cow::Owned(shown)
    }
}

/// Unreserved characters as they are, the rest as `%XX`.
fn percent(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.extend(["%", &format!("{byte:02X}")]);
        }
    }
    encoded
}

/// The text with `%XX` resolved; `None` if there is none.
pub(super) fn unpercent(text: &[u8]) -> Option<Vec<u8>> {
    let mut plain = Vec::with_capacity(text.len());
    let (mut rest, mut any) = (text, false);
    while let Some((byte, behind)) = rest.split_first() {
        let digits = behind.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
        let value = digits.filter(|_| *byte == b'%');
        match value.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(value) if value >= b' ' => {
                plain.push(value);
                rest = behind.get(2..).unwrap_or_default();
                any = true;
            }
            _ => {
                plain.push(*byte);
                rest = behind;
            }
        }
    }
    any.then_some(plain)
}

/// Whether neither side goes on with a letter or digit of the same word. Bytes that are no UTF-8 are
/// part of no word.
fn is_word(text: &[u8], start: usize, end: usize) -> bool {
    let before = text.get(..start).unwrap_or_default();
    let before = (1..=4).find_map(|length| {
        let tail = before.get(before.len().checked_sub(length)?..)?;
        std::str::from_utf8(tail).ok()?.chars().next()
    });
    let behind = text.get(end..).unwrap_or_default();
    let behind =
        (1..=4).find_map(|length| std::str::from_utf8(behind.get(..length)?).ok()?.chars().next());
    let goes_on = |side: Option<char>| side.is_some_and(char::is_alphanumeric);
    (!goes_on(before) || is_escape(text, start)) && !goes_on(behind)
}

/// Whether what stands directly before is an escape: `%2F`, `\n`.
pub(super) fn is_escape(text: &[u8], start: usize) -> bool {
    match text.get(..start) {
        Some([.., b'%', high, low]) => high.is_ascii_hexdigit() && low.is_ascii_hexdigit(),
        Some([.., b'\\', b'n' | b'r' | b't']) => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Every place tried with every name, the longest first.
    fn naively(text: &str, names: &[String]) -> String {
        let mut names: Vec<&String> = names.iter().collect();
        names.sort_by_key(|name| std::cmp::Reverse(name.len()));
        let (bytes, mut at, mut shown) = (text.as_bytes(), 0, String::new());
        let is_inside = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
        while at < bytes.len() {
            let fits = |name: &&&String| {
                let there = bytes.get(at..at + name.len());
                there.is_some_and(|there| there.eq_ignore_ascii_case(name.as_bytes()))
                    && !is_inside(at.checked_sub(1).and_then(|at| bytes.get(at)))
                    && !is_inside(bytes.get(at + name.len()))
            };
            if let Some(name) = names.iter().find(fits) {
                shown.push_str(&"X".repeat(name.len()));
                at += name.len();
            } else {
                shown.push(char::from(bytes[at]));
                at += 1;
            }
        }
        shown
    }

    proptest! {
        #[test]
        fn whole_words_longest_first(
            text in "[abAB. -]{0,40}",
            names in prop::collection::btree_set("[ab]{1,3}([-. ][ab]{1,2})?", 1..8),
        ) {
            let names: Vec<String> = names.into_iter().collect();
            let crossed: Vec<String> = names.iter().map(|name| "X".repeat(name.len())).collect();
            let pairs = names.iter().zip(&crossed).map(|(from, to)| (from.clone(), to.clone()));
            let literals = Literals::new(std::iter::empty(), std::iter::empty(), pairs);
            let replaced = literals.replace(text.as_bytes());
            prop_assert_eq!(std::str::from_utf8(&replaced).unwrap(), naively(&text, &names));
        }

        #[test]
        fn percent_and_back(text in "\\PC{0,20}") {
            let encoded = percent(&text);
            let decoded = unpercent(encoded.as_bytes());
            prop_assert_eq!(decoded.unwrap_or_else(|| encoded.into_bytes()), text.into_bytes());
        }
    }
}
