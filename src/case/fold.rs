//! One way of writing a term, so that case and length never decide whether it is found.

use std::borrow::Cow;

/// Longest term in bytes. A longer value is cut, in the index and in the query alike.
pub(crate) const MAX_TERM: usize = 512;

/// The term of a value: lower case (Unicode, if it is UTF-8), at most [`MAX_TERM`] bytes.
pub(crate) fn fold(value: &[u8]) -> Cow<'_, [u8]> {
    let value = value.get(..MAX_TERM).unwrap_or(value);
    if value.is_ascii() {
        return if value.iter().any(u8::is_ascii_uppercase) {
            Cow::Owned(value.to_ascii_lowercase())
        } else {
            Cow::Borrowed(value)
        };
    }
    Cow::Owned(String::from_utf8_lossy(value).to_lowercase().into_bytes())
}

/// Same as [`fold`] for a URL, of which the term is the part before the query string: the query is
/// different in every request and its parameters are fields of their own.
pub(crate) fn fold_url(url: &[u8]) -> Cow<'_, [u8]> {
    let end = memchr::memchr(b'?', url).unwrap_or(url.len());
    fold(url.get(..end).unwrap_or(url))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms() {
        for (value, term) in [
            ("", ""),
            ("abc-1", "abc-1"),
            ("ErrorServerBusy", "errorserverbusy"),
            ("M\u{dc}LLER", "m\u{fc}ller"),
        ] {
            assert_eq!(*fold(value.as_bytes()), *term.as_bytes(), "{value}");
        }
        assert_eq!(fold(&[b'A'; 600]).len(), MAX_TERM);
        assert_eq!(*fold_url(b"/EWS/Exchange.asmx?id=1"), *b"/ews/exchange.asmx");
        assert_eq!(*fold(b"\xFFA"), *"\u{fffd}a".as_bytes());
    }
}
