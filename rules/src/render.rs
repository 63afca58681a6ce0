//! Templates for the title of a finding, and the common part of every finding.

use crate::engine::kept::Kept;
use crate::engine::world::World;
use crate::finding::{Detail, Finding, Severity, State};
use crate::rule::Rule;
use crate::span::show_time;

/// What stands where a sentence names something that has no value.
#[derive(Clone, Copy, Debug)]
pub struct Blanks<'a> {
    /// For a value that is not known.
    pub unknown: &'a str,
    /// For the end of what goes on.
    pub now: &'a str,
}

impl Blanks<'static> {
    /// In English.
    pub const ENGLISH: Self = Self { unknown: "unknown", now: "now" };
}

/// Text with `{names}` in it. What stands in `[brackets]` is left out if a name in it has no value.
#[derive(Clone, Debug, Default)]
pub(crate) struct Template {
    segments: Vec<Segment>,
}

/// A stretch of a template that is shown whole or not at all.
#[derive(Clone, Debug)]
struct Segment {
    optional: bool,
    pieces: Vec<Piece>,
}

#[derive(Clone, Debug)]
enum Piece {
    Text(String),
    Name(String),
}

impl Template {
    /// Reads a template; the error names the offending place.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let mut segments = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('[') {
            let (inside, behind) = after.split_once(']').ok_or("a `[` without its `]`")?;
            segments.push(Segment { optional: false, pieces: pieces(before)? });
            segments.push(Segment { optional: true, pieces: pieces(inside)? });
            rest = behind;
        }
        segments.push(Segment { optional: false, pieces: pieces(rest)? });
        Ok(Self { segments })
    }

    /// The names in it.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.segments.iter().flat_map(|segment| &segment.pieces).filter_map(|piece| match piece {
            Piece::Name(name) => Some(name.as_str()),
            Piece::Text(_) => None,
        })
    }

    pub(crate) fn render(&self, finding: &Finding, blanks: &Blanks<'_>) -> String {
        self.segments.iter().filter_map(|segment| segment.render(finding, blanks)).collect()
    }
}

impl Template {
    /// The values of the names in a text that this template made; `None` if it made it not. Where a
    /// value holds the words that follow it, the shortest reading is taken.
    pub(crate) fn read(&self, text: &str) -> Option<Vec<(String, String)>> {
        let optional = self.segments.iter().filter(|segment| segment.optional).count();
        let most = 1_u32.checked_shl(u32::try_from(optional).ok()?).filter(|_| optional < 8)?;
        // All parts first: what is there is not taken for a part of a value.
        (0..most).rev().find_map(|shown| {
            let mut number = 0;
            let there = self.segments.iter().filter(|segment| {
                let place = number;
                number += u32::from(segment.optional);
                !segment.optional || shown >> place & 1 == 1
            });
            matched(there.flat_map(|segment| &segment.pieces), text)
        })
    }

    /// The text with these values.
    pub(crate) fn filled(&self, values: &[(String, String)], unknown: &str) -> String {
        self.segments.iter().filter_map(|segment| segment.filled(values, unknown)).collect()
    }
}

/// What stands for the names, if the pieces make the whole text.
fn matched<'a>(
    pieces: impl Iterator<Item = &'a Piece>,
    text: &str,
) -> Option<Vec<(String, String)>> {
    let (mut rest, mut open, mut values) = (text, None, Vec::new());
    for piece in pieces {
        match (piece, open.take()) {
            (Piece::Text(part), name) if part.is_empty() => open = name,
            (Piece::Text(part), None) => rest = rest.strip_prefix(part.as_str())?,
            (Piece::Text(part), Some(name)) => {
                let (value, behind) = rest.split_once(part.as_str())?;
                values.push((name, value.to_owned()));
                rest = behind;
            }
            (Piece::Name(name), None) => open = Some(name.clone()),
            (Piece::Name(_), Some(_)) => return None,
        }
    }
    match open {
        Some(name) => values.push((name, rest.to_owned())),
        None if !rest.is_empty() => return None,
        None => {}
    }
    values.iter().all(|(_, value)| !value.is_empty()).then_some(values)
}

impl Segment {
    fn filled(&self, values: &[(String, String)], unknown: &str) -> Option<String> {
        let mut text = String::new();
        for piece in &self.pieces {
            match piece {
                Piece::Text(part) => text.push_str(part),
                Piece::Name(name) => match values.iter().find(|(known, _)| known == name) {
                    Some((_, value)) => text.push_str(value),
                    None if self.optional => return None,
                    None => text.push_str(unknown),
                },
            }
        }
        Some(text)
    }

    fn render(&self, finding: &Finding, blanks: &Blanks<'_>) -> Option<String> {
        let mut text = String::new();
        for piece in &self.pieces {
            match piece {
                Piece::Text(part) => text.push_str(part),
                Piece::Name(name) => match value(finding, name, blanks) {
                    Some(value) => text.push_str(&value),
                    None if self.optional => return None,
                    None => text.push_str(blanks.unknown),
                },
            }
        }
        Some(text)
    }
}

fn pieces(text: &str) -> Result<Vec<Piece>, String> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, behind) = after.split_once('}').ok_or("a `{` without its `}`")?;
        pieces.push(Piece::Text(before.to_owned()));
        pieces.push(Piece::Name(name.to_owned()));
        rest = behind;
    }
    pieces.push(Piece::Text(rest.to_owned()));
    Ok(pieces)
}

fn value(finding: &Finding, name: &str, blanks: &Blanks<'_>) -> Option<String> {
    match name {
        "first" => return Some(show_time(finding.first)),
        "last" => return Some(finding.last.map_or_else(|| blanks.now.to_owned(), show_time)),
        "count" => return Some(finding.count.to_string()),
        "state" => return Some(finding.state.name().to_owned()),
        _ => {}
    }
    if let Some((_, value)) = finding.subject.iter().find(|(part, _)| part == name) {
        return Some(value.clone());
    }
    let (_, detail) = finding.details.iter().find(|(part, _)| part == name)?;
    Some(match detail {
        Detail::Number(number) => number.to_string(),
        Detail::Text(text) => text.clone(),
        Detail::List(list) => list.join(", "),
    })
}

/// What a primitive knows of a finding.
pub(crate) struct Draft<'a> {
    pub(crate) subject: Vec<(String, String)>,
    /// Time the id is made of.
    pub(crate) anchor: i64,
    pub(crate) first: i64,
    pub(crate) last: Option<i64>,
    pub(crate) state: State,
    pub(crate) count: u64,
    /// What the level table compares.
    pub(crate) measure: u64,
    pub(crate) details: Vec<(String, Detail)>,
    pub(crate) evidence: Vec<&'a Kept>,
}

impl Draft<'_> {
    /// The finding of a rule.
    pub(crate) fn finish(self, rule: &Rule, world: &World) -> Finding {
        let level = level(rule, &self.subject, self.measure);
        self.finish_as(&rule.id, level, &rule.say, world)
    }

    /// The finding under another id (a population).
    pub(crate) fn finish_as(
        self,
        id: &str,
        level: Severity,
        say: &Template,
        world: &World,
    ) -> Finding {
        let mut finding = Finding {
            id: Finding::id_of(id, &self.subject, self.anchor),
            rule: id.to_owned(),
            level,
            title: String::new(),
            state: self.state,
            subject: self.subject,
            first: self.first,
            last: self.last,
            count: self.count,
            details: self.details,
            evidence: self.evidence.iter().map(|kept| kept.evidence(world)).collect(),
            members: Vec::new(),
        };
        finding.title = say.render(&finding, &Blanks::ENGLISH);
        finding
    }
}

pub(crate) fn level(rule: &Rule, subject: &[(String, String)], measure: u64) -> Severity {
    let holds = |(name, values): &(String, Vec<String>)| {
        let value = subject.iter().find(|(part, _)| part == name).map(|(_, value)| value);
        value.is_some_and(|value| values.iter().any(|known| known.eq_ignore_ascii_case(value)))
    };
    let mut rows = rule.detect.levels.iter();
    let row = rows.find(|row| measure >= row.at_least && row.subject.iter().all(holds));
    row.map_or(rule.level, |row| row.level)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Template;

    proptest! {
        /// What a template made is read back, whichever of its optional parts were there.
        #[test]
        fn reading_undoes_filling(a in "[a-z0-9.]{1,8}", b in prop::option::of("[a-z0-9.]{1,8}")) {
            let template = Template::parse("{a} fails[ on {b}]: a route").expect("valid");
            let mut values = vec![("a".to_owned(), a)];
            values.extend(b.map(|b| ("b".to_owned(), b)));
            let text = template.filled(&values, "unknown");
            prop_assert_eq!(template.read(&text), Some(values));
        }

        #[test]
        fn reading_never_fails(text in ".{0,60}") {
            let template = Template::parse("[{a} ]b[ {c}][: {d}]").expect("valid");
            if let Some(values) = template.read(&text) {
                prop_assert_eq!(template.filled(&values, ""), text);
            }
        }
    }
}
