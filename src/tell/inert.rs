//! Text that steers nothing: what came from a log can move no cursor, fake no line and hide no
//! character where a notice is shown.

use std::borrow::Cow;
use std::fmt::Write;

/// Whether a character steers a terminal or the direction of text: C0, DEL, C1, line separators,
/// bidirectional and invisible format characters (Unicode TR36, "Trojan Source").
fn is_steering(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
}

/// The text as one line: a tab becomes a space, line ends `\n` and `\r`, other steering characters
/// `\x1b` or `\u{202e}`.
pub(super) fn line(text: &str) -> Cow<'_, str> {
    if !text.contains(is_steering) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '\t' => shown.push(' '),
            '\n' => shown.push_str("\\n"),
            '\r' => shown.push_str("\\r"),
            c if !is_steering(c) => shown.push(c),
            c if c.is_ascii() => {
                write!(shown, "\\x{:02x}", u32::from(c)).expect("writing to a string");
            }
            c => shown.extend(c.escape_unicode()),
        }
    }
    Cow::Owned(shown)
}

/// JSON text with the steering characters that JSON lets stand (DEL, C1, bidirectional) as `\u…`:
/// lossless, and inert on a terminal.
pub(super) fn json(text: String) -> String {
    if !text.contains(is_steering) {
        return text;
    }
    let mut shown = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if is_steering(c) {
            // All of them are in the basic plane: one unit of UTF-16.
            write!(shown, "\\u{:04x}", u32::from(c)).expect("writing to a string");
        } else {
            shown.push(c);
        }
    }
    shown
}

/// The beginning of the text, of at most `limit` bytes; a cut is marked by `…`.
pub(super) fn clipped(text: &str, limit: usize) -> Cow<'_, str> {
    if text.len() <= limit {
        return Cow::Borrowed(text);
    }
    let end = text.floor_char_boundary(limit.saturating_sub('…'.len_utf8()));
    Cow::Owned(format!("{}…", text.get(..end).unwrap_or_default()))
}
