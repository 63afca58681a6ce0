//! Log text to terms.
//!
//! A term is a run of letters, digits, `_` and characters beyond ASCII. Dots, hyphens, `@`, `:`,
//! slashes and all else stand between terms, so that host labels, DN and path parts, the halves of
//! an e-mail address and of `DOMAIN\user` are terms with consecutive positions: the whole is found
//! as a phrase of its parts, and so is any part of it (`contoso.com` in `mail01.contoso.com`).
//! Three things are one term, since nobody looks for their parts and they would cost four or five:
//!
//! * a GUID (8-4-4-4-12 hexadecimal digits),
//! * digits joined by dots (IPv4 address, version, seconds with a fraction),
//! * digits joined by hyphens (a date).
//!
//! Terms are lower case and at most [`MAX_TERM`] bytes long. Queries go through the same function.

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

use super::fold::MAX_TERM;

/// Name under which the index knows it.
pub(crate) const NAME: &str = "log";

/// The tokenizer of log text.
#[derive(Clone, Default)]
pub(crate) struct LogTokenizer {
    token: Token,
}

/// Terms of one text.
pub(crate) struct LogTerms<'a> {
    text: &'a str,
    at: usize,
    token: &'a mut Token,
}

impl Tokenizer for LogTokenizer {
    type TokenStream<'a> = LogTerms<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> LogTerms<'a> {
        self.token.reset();
        LogTerms { text, at: 0, token: &mut self.token }
    }
}

impl TokenStream for LogTerms<'_> {
    fn advance(&mut self) -> bool {
        let bytes = self.text.as_bytes();
        let rest = bytes.get(self.at..).unwrap_or_default();
        let Some(gap) = rest.iter().position(|byte| is_word(*byte)) else {
            self.at = bytes.len();
            return false;
        };
        let start = self.at + gap;
        let end = start + term_len(bytes.get(start..).unwrap_or_default());
        self.at = end;
        let token = &mut *self.token;
        token.position = token.position.wrapping_add(1);
        (token.offset_from, token.offset_to) = (start, end);
        token.text.clear();
        write_term(self.text.get(start..end).unwrap_or_default(), &mut token.text);
        true
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

/// The terms of a text, in order.
pub(crate) fn terms(text: &str) -> Vec<String> {
    let mut tokenizer = LogTokenizer::default();
    let mut stream = tokenizer.token_stream(text);
    let mut terms = Vec::new();
    while stream.advance() {
        terms.push(stream.token().text.clone());
    }
    terms
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

/// Length of the term at the front of `text`, which starts with a word byte.
fn term_len(text: &[u8]) -> usize {
    let word = run(text, is_word);
    match text.get(word) {
        Some(b'-') if word == 8 && is_guid(text) => GUID,
        Some(joint @ (b'.' | b'-')) if all_digits(text, word) => joined_digits(text, word, *joint),
        _ => word,
    }
}

fn run(text: &[u8], accept: impl Fn(u8) -> bool) -> usize {
    text.iter().position(|byte| !accept(*byte)).unwrap_or(text.len())
}

fn all_digits(text: &[u8], length: usize) -> bool {
    text.iter().take(length).all(u8::is_ascii_digit)
}

/// Length of a GUID in text form.
const GUID: usize = 36;

fn is_guid(text: &[u8]) -> bool {
    let Some(guid) = text.get(..GUID) else { return false };
    let fits = |(index, byte): (usize, &u8)| match index {
        8 | 13 | 18 | 23 => *byte == b'-',
        _ => byte.is_ascii_hexdigit(),
    };
    guid.iter().enumerate().all(fits) && !text.get(GUID).is_some_and(|byte| is_word(*byte))
}

/// Length of `10.1.2.3` or `2014-06-29` at the front; `word` if letters follow a joint (`1.example`).
fn joined_digits(text: &[u8], word: usize, joint: u8) -> usize {
    let mut end = word;
    while text.get(end) == Some(&joint) {
        let next = text.get(end + 1..).unwrap_or_default();
        let digits = run(next, is_word);
        if digits == 0 {
            break;
        }
        if !all_digits(next, digits) {
            return word;
        }
        end += 1 + digits;
    }
    end
}

fn write_term(word: &str, term: &mut String) {
    if word.is_ascii() {
        term.push_str(word.get(..MAX_TERM).unwrap_or(word));
        term.make_ascii_lowercase();
        return;
    }
    for character in word.chars().flat_map(char::to_lowercase) {
        if term.len() + character.len_utf8() > MAX_TERM {
            break;
        }
        term.push(character);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn log_terms() {
        let guid = "0F8FAD5B-D9CB-469F-A165-70867728950E";
        for (text, expected) in [
            ("", vec![]),
            (" .-: ", vec![]),
            ("HTTP status=503.", vec!["http", "status", "503"]),
            ("mail01.contoso.com", vec!["mail01", "contoso", "com"]),
            ("jdoe@example.com,", vec!["jdoe", "example", "com"]),
            ("/o=First/cn=JDoe", vec!["o", "first", "cn", "jdoe"]),
            ("CONTOSO\\svc_um", vec!["contoso", "svc_um"]),
            ("192.0.2.17:443", vec!["192.0.2.17", "443"]),
            ("on 2014-06-29.", vec!["on", "2014-06-29"]),
            ("1.example 3-way", vec!["1", "example", "3", "way"]),
            ("15.1.2507.16-rc", vec!["15.1.2507.16", "rc"]),
            ("error 0x80040115", vec!["error", "0x80040115"]),
            ("File.cpp:120", vec!["file", "cpp", "120"]),
            ("Stra\u{df}e M\u{dc}NCHEN", vec!["stra\u{df}e", "m\u{fc}nchen"]),
        ] {
            assert_eq!(terms(text), expected, "{text}");
        }
        assert_eq!(terms(&format!("{{{guid}}}")), [guid.to_lowercase()]);
        assert_eq!(terms(&format!("{guid}A")).len(), 5, "37 digits are no GUID");
    }

    proptest! {
        #[test]
        fn terms_cover_every_word_byte_once(text in "[a-f0-9A-F .:@\\-\u{e9}\u{4e2d}]{0,120}") {
            let mut tokenizer = LogTokenizer::default();
            let mut stream = tokenizer.token_stream(&text);
            let (mut covered, mut positions) = (0, 0);
            let mut last = 0;
            while stream.advance() {
                let token = stream.token();
                prop_assert!(token.offset_from >= last && token.offset_to > token.offset_from);
                prop_assert_eq!(token.position, positions);
                last = token.offset_to;
                positions += 1;
                covered += text.as_bytes()[token.offset_from..token.offset_to].iter().filter(|b| is_word(**b)).count();
            }
            prop_assert_eq!(covered, text.bytes().filter(|b| is_word(*b)).count());
        }
    }
}
