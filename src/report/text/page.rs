//! A page of text: paragraphs with a hanging indent, headings, evidence. Everything that goes through
//! here is inert; colours are added last.

use std::io::{self, Write};

use mbxtrace_rules::Severity;

use crate::report::{Style, inert};

/// What a text is, and so its colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::report) enum Paint {
    Plain,
    Good,
    Caution,
    Grave,
    Heading,
    Faint,
}

impl Paint {
    /// The paint of a level.
    pub(in crate::report) fn of(level: Severity) -> Self {
        match level {
            Severity::Info | Severity::Low => Self::Plain,
            Severity::Medium => Self::Caution,
            Severity::High | Severity::Critical => Self::Grave,
        }
    }

    /// Parameters of SGR (ECMA-48).
    fn sgr(self) -> Option<&'static str> {
        match self {
            Self::Plain => None,
            Self::Good => Some("1;32"),
            Self::Caution => Some("33"),
            Self::Grave => Some("1;31"),
            Self::Heading => Some("1"),
            Self::Faint => Some("2"),
        }
    }
}

/// The page being written.
pub(in crate::report) struct Page<'a> {
    out: &'a mut dyn Write,
    pub(in crate::report) style: &'a Style,
}

impl<'a> Page<'a> {
    pub(in crate::report) fn new(out: &'a mut dyn Write, style: &'a Style) -> Self {
        Self { out, style }
    }

    /// A label and a text that is broken between words; further lines stand under its first word.
    pub(in crate::report) fn paragraph(
        &mut self,
        label: &str,
        text: &str,
        paint: Paint,
    ) -> io::Result<()> {
        let label = inert::line(label);
        let indent = label.chars().count();
        let room = self.style.width.saturating_sub(indent).max(20);
        for (index, line) in wrapped(&inert::line(text), room).iter().enumerate() {
            if index == 0 {
                write!(self.out, "{label}")?;
            } else {
                write!(self.out, "{:indent$}", "")?;
            }
            self.painted(line, paint)?;
            writeln!(self.out)?;
        }
        Ok(())
    }

    /// A paragraph that begins with `label: `, as the language writes it.
    pub(in crate::report) fn labelled(
        &mut self,
        indent: &str,
        label: &str,
        text: &str,
        paint: Paint,
    ) -> io::Result<()> {
        let colon = self.style.lang.text("text.colon");
        self.paragraph(&format!("{indent}{label}{colon}"), text, paint)
    }

    /// A line that is written as it is, however long.
    pub(super) fn whole_line(&mut self, text: &str, paint: Paint) -> io::Result<()> {
        self.painted(&inert::line(text), paint)?;
        writeln!(self.out)
    }

    /// A heading, with space before it.
    pub(in crate::report) fn heading(&mut self, text: &str) -> io::Result<()> {
        self.blank()?;
        self.whole_line(text, Paint::Heading)
    }

    /// Where a record stands, whole, and what it says, beside it if that fits, else below and cut to
    /// the width.
    pub(super) fn evidence(&mut self, place: &str, text: &str) -> io::Result<()> {
        let place = inert::line(place);
        write!(self.out, "    {place}")?;
        let beside = self.style.width.saturating_sub(6 + place.chars().count());
        let text = inert::line(text);
        if text.chars().nth(beside).is_none() {
            write!(self.out, "  ")?;
            self.painted(&text, Paint::Faint)?;
        } else {
            write!(self.out, "\n        ")?;
            let below = self.style.width.saturating_sub(8);
            self.painted(&inert::clipped(&text, below), Paint::Faint)?;
        }
        writeln!(self.out)
    }

    /// An empty line.
    pub(super) fn blank(&mut self) -> io::Result<()> {
        writeln!(self.out)
    }

    fn painted(&mut self, text: &str, paint: Paint) -> io::Result<()> {
        match paint.sgr().filter(|_| self.style.color) {
            Some(sgr) => write!(self.out, "\x1b[{sgr}m{text}\x1b[0m"),
            None => write!(self.out, "{text}"),
        }
    }
}

/// Breaks a line between words so that each part has at most `width` characters; a longer word
/// stands alone.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut used = 0;
    for word in text.split(' ') {
        let length = word.chars().count();
        if used > 0 && used + 1 + length > width {
            lines.push(std::mem::take(&mut line));
            used = 0;
        } else if used > 0 {
            line.push(' ');
            used += 1;
        }
        line.push_str(word);
        used += length;
    }
    lines.push(line);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_broken_between_words() {
        assert_eq!(wrapped("one two three", 7), ["one two", "three"]);
        assert_eq!(wrapped("a verylongword b", 4), ["a", "verylongword", "b"]);
        assert_eq!(wrapped("", 4), [""]);
        assert_eq!(wrapped("äö üß", 5), ["äö üß"]);
    }
}
