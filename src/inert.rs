//! Log text made inert: nothing that came from a log, a path or a rule can move a cursor, run a
//! formula, become a link or mark-up in what we write.

use std::borrow::Cow;
use std::io::{self, Write};

/// Whether a character steers a terminal or the direction of text: C0, DEL, C1, line separators,
/// bidirectional and invisible format characters (Unicode TR36, "Trojan Source").
fn steers(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
}

/// The text as one line: a tab becomes a space, line ends `\n` and `\r`, other steering characters
/// `\x1b` or `\u{202e}`.
pub fn line(text: &str) -> Cow<'_, str> {
    if !text.contains(steers) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '\t' => shown.push(' '),
            '\n' => shown.push_str("\\n"),
            '\r' => shown.push_str("\\r"),
            c if !steers(c) => shown.push(c),
            c if c.is_ascii() => shown.extend(["\\x", &format!("{:02x}", u32::from(c))]),
            c => shown.extend(c.escape_unicode()),
        }
    }
    Cow::Owned(shown)
}

/// The text as one line of at most `width` characters; a cut is marked by `…`.
pub fn clipped(text: &str, width: usize) -> Cow<'_, str> {
    let shown = line(text);
    if shown.chars().nth(width).is_none() {
        return shown;
    }
    let mut cut: String = shown.chars().take(width.saturating_sub(1)).collect();
    cut.push('…');
    Cow::Owned(cut)
}

/// The beginning of the text, of at most `limit` bytes; a cut is marked by `…`.
pub fn clipped_bytes(text: &str, limit: usize) -> Cow<'_, str> {
    if text.len() <= limit {
        return Cow::Borrowed(text);
    }
    let end = text.floor_char_boundary(limit.saturating_sub('…'.len_utf8()));
    Cow::Owned(format!("{}…", text.get(..end).unwrap_or_default()))
}

/// A CSV cell (RFC 4180), inert in a spreadsheet: one line, and an apostrophe before what would
/// begin a formula (OWASP, "CSV Injection").
pub fn cell(text: &str) -> String {
    let shown = line(text);
    let formula = shown.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
        || text.starts_with(['\t', '\r', '\n']);
    let guard = if formula { "'" } else { "" };
    if shown.contains(['"', ',', ';']) || shown.starts_with(' ') || shown.ends_with(' ') {
        return format!("\"{guard}{}\"", shown.replace('"', "\"\""));
    }
    format!("{guard}{shown}")
}

/// Text for a line of Markdown that has begun already: words that cannot be mark-up or a link as they
/// are, runs of other words as code. What stands between single backticks is code as it is.
pub fn markdown(text: &str) -> String {
    let shown = line(text);
    let parts: Vec<&str> = shown.split('`').collect();
    if !is_quoting(&parts) {
        return runs(&shown);
    }
    let shown = parts.chunks(2).flat_map(|pair| match pair {
        [text, quoted] => [runs(text), code(quoted)],
        _ => [pair.concat(), String::new()].map(|text| runs(&text)),
    });
    shown.collect()
}

/// Whether text split at backticks is text, code, text and so on, with nothing beside the code that
/// would have to be code too: two spans side by side would read as one.
fn is_quoting(parts: &[&str]) -> bool {
    let is_open = |text: &str| {
        let mut words = text.split(' ');
        is_plain(words.next().unwrap_or_default()) && words.next_back().is_none_or(is_plain)
    };
    let is_parted = |(index, part): (usize, &&str)| match index % 2 {
        0 => is_open(part) && (!part.is_empty() || index == 0 || index + 1 == parts.len()),
        _ => !part.is_empty(),
    };
    parts.len() > 1 && parts.len() % 2 == 1 && parts.iter().enumerate().all(is_parted)
}

fn runs(shown: &str) -> String {
    let words: Vec<&str> = shown.split(' ').collect();
    let mut parts = Vec::new();
    for run in words.chunk_by(|one, other| is_plain(one) == is_plain(other)) {
        let run = run.join(" ");
        if is_plain(&run) {
            parts.push(run);
            continue;
        }
        // A sentence's own punctuation does not belong to the code before it.
        let bare = run.trim_end_matches([',', '.', ';', ':', ')']);
        let bare = if bare.is_empty() { run.as_str() } else { bare };
        let tail = run.strip_prefix(bare).unwrap_or_default();
        parts.push(format!("{}{tail}", code(bare)));
    }
    parts.join(" ")
}

fn is_plain(words: &str) -> bool {
    // The last three: no-break spaces and the apostrophe of French.
    let plain = |c: char| c.is_alphanumeric() || " ,.;()'%/+-:\u{a0}\u{202f}’".contains(c);
    let linked = words.contains("://") || words.to_ascii_lowercase().contains("www.");
    !linked && words.chars().all(plain)
}

/// A code span of Markdown: its fence is longer than any run of backticks inside, so nothing in it
/// is mark-up, and GitHub makes neither links nor mentions of it.
pub fn code(text: &str) -> String {
    let shown = line(text);
    if shown.is_empty() {
        return "(empty)".to_owned();
    }
    let longest = shown.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    // One space at both ends belongs to the fence (CommonMark 0.31, 6.1).
    let pad = if shown.starts_with(['`', ' ']) || shown.ends_with(['`', ' ']) { " " } else { "" };
    format!("{fence}{pad}{shown}{pad}{fence}")
}

/// Text inside an HTML element or a quoted attribute.
pub fn html(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in line(text).chars() {
        match c {
            '&' => shown.push_str("&amp;"),
            '<' => shown.push_str("&lt;"),
            '>' => shown.push_str("&gt;"),
            '"' => shown.push_str("&quot;"),
            '\'' => shown.push_str("&#39;"),
            c => shown.push(c),
        }
    }
    shown
}

/// As [`html`], with what stands between backticks as code. For advice: its words are a rule's, which
/// may mark commands, never a log's.
pub fn html_advice(text: &str) -> String {
    let shown = html(text);
    let parts: Vec<&str> = shown.split('`').collect();
    if parts.len().is_multiple_of(2) {
        return shown;
    }
    let pair = |(index, part): (usize, &&str)| match index % 2 {
        0 => (*part).to_owned(),
        _ => format!("<code>{part}</code>"),
    };
    parts.iter().enumerate().map(pair).collect()
}

/// Text of several lines inside an HTML element: each line inert, the breaks kept.
pub fn html_lines(text: &str) -> String {
    text.trim_end().lines().map(html).collect::<Vec<_>>().join("\n")
}

/// JSON text with the steering characters that JSON lets stand (DEL, C1, bidirectional) as `\u…`:
/// lossless, and inert on a terminal. Line ends between its tokens stay.
pub fn json(text: &str) -> Cow<'_, str> {
    let steering = |c: char| steers(c) && c != '\n';
    if !text.contains(steering) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if steering(c) {
            // All of them are in the basic plane: one unit of UTF-16.
            shown.extend(["\\u", &format!("{:04x}", u32::from(c))]);
        } else {
            shown.push(c);
        }
    }
    Cow::Owned(shown)
}

/// Writes JSON text on as [`json`] makes it.
pub struct JsonText<'a>(pub &'a mut dyn Write);

impl Write for JsonText<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match std::str::from_utf8(bytes) {
            Ok(text) => self.0.write_all(json(text).as_bytes())?,
            Err(_) => self.0.write_all(bytes)?,
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}
