//! Sentences made elsewhere, recognised by their English pattern and said in another language.

use std::collections::BTreeMap;

use super::{Lang, filled};

/// Patterns, the most telling first.
pub(super) struct Frames(Vec<Frame>);

struct Frame {
    english: Vec<Piece>,
    said: String,
    /// Length of what must stand there word by word.
    weight: usize,
}

enum Piece {
    Text(String),
    Name(String),
}

impl Frames {
    /// Those under `[elsewhere]`, and the sentences on whose side it is.
    pub(super) fn new(english: &BTreeMap<String, String>, said: &BTreeMap<String, String>) -> Self {
        let is_frame = |key: &str| key.starts_with("elsewhere.") || key.starts_with("side.");
        let mut frames: Vec<Frame> = english
            .iter()
            .filter(|(key, _)| is_frame(key))
            .filter_map(|(key, text)| Some((pieces(text), said.get(key)?.clone())))
            .map(|(english, said)| {
                let weight = english.iter().map(Piece::weight).sum();
                Frame { english, said, weight }
            })
            .collect();
        frames.sort_by_key(|frame| std::cmp::Reverse(frame.weight));
        Self(frames)
    }

    /// The sentence in that language; as it is if no pattern fits.
    pub(super) fn said(&self, text: &str, lang: Lang) -> String {
        let fits = self.0.iter().find_map(|frame| Some((frame, frame.matched(text)?)));
        let Some((frame, values)) = fits else { return text.to_owned() };
        let values: Vec<(&str, String)> = values
            .into_iter()
            .map(|(name, value)| match name {
                // What a rule groups by.
                "key" => {
                    let parts: Vec<_> = value.split('/').map(|part| lang.field(part)).collect();
                    (name, parts.join("/"))
                }
                // Places that were looked at.
                "places" => {
                    let and = lang.text("verdict.and");
                    let one = |value: &str| self.said(value, lang);
                    (name, value.split(" and ").map(one).collect::<Vec<_>>().join(and))
                }
                // A log and the host that wrote it.
                "log" if value.contains(" on ") => {
                    (name, value.replacen(" on ", lang.text("text.on"), 1))
                }
                // A list of families.
                "sources" => {
                    let or = lang.text("text.or");
                    let one = |value: &str| self.said(value, lang);
                    (name, value.split(" or ").map(one).collect::<Vec<_>>().join(or))
                }
                name => (name, self.said(value, lang)),
            })
            .collect();
        let values: Vec<(&str, &str)> =
            values.iter().map(|(name, value)| (*name, value.as_str())).collect();
        filled(&frame.said, &values)
    }
}

impl Piece {
    fn weight(&self) -> usize {
        match self {
            Self::Text(text) => text.len(),
            Self::Name(_) => 0,
        }
    }
}

impl Frame {
    /// What stands for the names, if the whole text is of this pattern.
    fn matched<'a, 't>(&'a self, text: &'t str) -> Option<Vec<(&'a str, &'t str)>> {
        let (mut rest, mut open, mut values) = (text, None, Vec::new());
        for piece in &self.english {
            match (piece, open.take()) {
                (Piece::Text(literal), None) => rest = rest.strip_prefix(literal.as_str())?,
                (Piece::Text(literal), Some(name)) => {
                    let (value, behind) = rest.split_once(literal.as_str())?;
                    values.push((name, value));
                    rest = behind;
                }
                (Piece::Name(name), None) => open = Some(name.as_str()),
                (Piece::Name(_), Some(_)) => return None,
            }
        }
        match open {
            Some(name) => values.push((name, rest)),
            None if !rest.is_empty() => return None,
            None => {}
        }
        values.iter().all(|(_, value)| !value.is_empty()).then_some(values)
    }
}

fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, behind) = after.split_once('}').unwrap_or((after, ""));
        if !before.is_empty() {
            pieces.push(Piece::Text(before.to_owned()));
        }
        pieces.push(Piece::Name(name.to_owned()));
        rest = behind;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest.to_owned()));
    }
    pieces
}
