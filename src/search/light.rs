//! Which parts of a record's text made it a hit, to be shown in another colour.

use std::ops::Range;

use super::syntax::{self, Node, Test, Value, ValueKind};

/// Finds the words of a query in texts. What is only excluded, a number's range and a regular
/// expression too large are not shown.
#[derive(Clone, Debug)]
pub struct Highlight(Option<regex::Regex>);

/// Words looked for; more would only cost time.
const WORDS: usize = 100;

impl Highlight {
    /// The words of a query; of a query with a mistake none.
    pub fn of(query: &str) -> Self {
        let mut patterns = Vec::new();
        if let Ok(node) = syntax::parse(query) {
            gather(&node, &mut patterns);
        }
        patterns.retain(|pattern| !pattern.is_empty());
        patterns.truncate(WORDS);
        // Of two that begin alike the longer one is to be shown.
        patterns.sort_by_key(|pattern| std::cmp::Reverse(pattern.len()));
        if patterns.is_empty() {
            return Self(None);
        }
        let built = regex::RegexBuilder::new(&patterns.join("|"))
            .case_insensitive(true)
            .size_limit(1 << 20)
            .build();
        Self(built.ok())
    }

    /// The parts of a text, in bytes, ascending, apart from each other.
    pub fn spans(&self, text: &str) -> Vec<Range<usize>> {
        let Some(regex) = &self.0 else { return Vec::new() };
        regex.find_iter(text).map(|found| found.range()).filter(|span| !span.is_empty()).collect()
    }
}

fn gather(node: &Node, patterns: &mut Vec<String>) {
    match node {
        Node::And(nodes) | Node::Or(nodes) => {
            for node in nodes {
                gather(node, patterns);
            }
        }
        Node::Bare(value) => patterns.push(pattern(value)),
        Node::Field { name, test: Test::AnyOf(values), .. } if is_shown(name) => {
            patterns.extend(values.iter().map(pattern));
        }
        Node::All | Node::Not(_) | Node::Field { .. } => {}
    }
}

/// Values of these stand in the heading of a hit or nowhere.
fn is_shown(name: &str) -> bool {
    let hidden = ["level", "kind", "time_quality", "format", "source", "node", "path", "stream"];
    !hidden.contains(&name) && !["finding", "cause"].contains(&name)
}

fn pattern(value: &Value) -> String {
    let text = value.text.as_str();
    match value.kind {
        ValueKind::Exact => {
            // Between the words of a phrase may stand anything that is no word.
            let words: Vec<String> = text.split_whitespace().map(regex::escape).collect();
            let edge = |is_word: bool| if is_word { r"\b" } else { "" };
            let is_word = |letter: Option<char>| letter.is_some_and(char::is_alphanumeric);
            let begin = edge(is_word(text.chars().next()));
            let end = edge(is_word(text.chars().next_back()));
            if words.is_empty() {
                return String::new();
            }
            format!("{begin}{}{end}", words.join(r"\W+"))
        }
        ValueKind::Prefix if text.is_empty() => String::new(),
        ValueKind::Prefix => format!(r"\b{}\w*", regex::escape(text)),
        ValueKind::Regex => {
            // A broken one would take the others with it.
            let is_sound = regex::Regex::new(text).is_ok();
            // `.*` is over one word in the index, and would be the whole line here.
            let within = text.replace(".*", r"[^\s]*");
            if is_sound && regex::Regex::new(&within).is_ok() {
                format!("(?:{within})")
            } else {
                String::new()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(query: &str, text: &str) -> Vec<String> {
        Highlight::of(query)
            .spans(text)
            .into_iter()
            .map(|span| text.get(span).unwrap_or_default().to_owned())
            .collect()
    }

    #[test]
    fn what_made_the_hit_is_shown() {
        let text = "EWS on mail01.contoso.example said 503, errorserverbusy; 5031 \u{e9}t\u{e9}";
        assert_eq!(shown("ErrorServerBusy", text), ["errorserverbusy"]);
        assert_eq!(shown("http_status:503", text), ["503"]);
        assert_eq!(shown("mail01.*", text), ["mail01.contoso"]);
        assert_eq!(shown("\"said 503\" OR \u{c9}T\u{c9}", text), ["said 503", "\u{e9}t\u{e9}"]);
        assert_eq!(shown("-EWS node:on level:error http_status:>=500", text), Vec::<String>::new());
        assert_eq!(shown("*", text), Vec::<String>::new());
        assert_eq!(shown("(", text), Vec::<String>::new());
        assert_eq!(
            shown("/m.*1/", text),
            ["mail01.contoso.example said 503"
                .split(' ')
                .next()
                .unwrap_or_default()
                .get(..6)
                .unwrap_or_default()]
        );
    }
}
