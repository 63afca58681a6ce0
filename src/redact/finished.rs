//! The second look at a finished report: whatever was learned and is still there as a whole word is
//! replaced, whichever way it got there. What is no text of the report stays: keys of JSON, tags and
//! styles of HTML may be spelt like somebody's name.

use std::borrow::Cow;

use super::Redactor;

impl Redactor {
    /// Text in which every word may be somebody.
    pub fn finished<'t>(&self, text: &'t [u8]) -> Cow<'t, [u8]> {
        self.literals.replace(text)
    }

    /// JSON, one document or many: strings, but for keys.
    pub fn finished_json(&self, text: &[u8]) -> Vec<u8> {
        let (mut shown, mut at) = (Vec::with_capacity(text.len()), 0);
        while let Some(start) = text.get(at..).and_then(|rest| memchr::memchr(b'"', rest)) {
            let start = at + start + 1;
            let end = start + string_length(text.get(start..).unwrap_or_default());
            shown.extend_from_slice(text.get(at..start).unwrap_or_default());
            let value = text.get(start..end).unwrap_or_default();
            let behind = text.get(end + 1..).unwrap_or_default().trim_ascii_start();
            if behind.starts_with(b":") {
                shown.extend_from_slice(value);
            } else {
                shown.extend_from_slice(&self.literals.replace(value));
            }
            shown.extend(text.get(end));
            at = (end + 1).min(text.len());
        }
        shown.extend_from_slice(text.get(at..).unwrap_or_default());
        shown
    }

    /// HTML: what stands between tags, but for styles and scripts.
    pub fn finished_html(&self, text: &[u8]) -> Vec<u8> {
        let (mut shown, mut at) = (Vec::with_capacity(text.len()), 0);
        while at < text.len() {
            let rest = text.get(at..).unwrap_or_default();
            let open = memchr::memchr(b'<', rest).unwrap_or(rest.len());
            let (between, tag) = rest.split_at(open);
            shown.extend_from_slice(&self.literals.replace(between));
            let length = tag_length(tag);
            shown.extend_from_slice(tag.get(..length).unwrap_or_default());
            at += open + length;
        }
        shown
    }
}

/// Bytes of a JSON string up to its closing quote.
fn string_length(text: &[u8]) -> usize {
    let mut at = 0;
    loop {
        match text.get(at) {
            None => return text.len(),
            Some(b'"') => return at,
            Some(b'\\') => at += 2,
            Some(_) => at += 1,
        }
    }
}

/// Bytes of the tag at the front, with all of its element if that is a style or a script.
fn tag_length(tag: &[u8]) -> usize {
    let close = |from: usize, what: &[u8]| {
        let rest = tag.get(from..)?;
        memchr::memmem::find(rest, what).map(|at| from + at + what.len())
    };
    let whole = ["style", "script"].into_iter().find_map(|name| {
        let head = tag.get(1..=name.len())?;
        let ends = || close(0, format!("</{name}>").as_bytes());
        head.eq_ignore_ascii_case(name.as_bytes()).then(ends).flatten()
    });
    whole.or_else(|| close(0, b">")).unwrap_or(tag.len())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn redactor() -> Redactor {
        let mut redactor = Redactor::new([9; 32], []);
        for name in ["color", "findings", "jdoe"] {
            redactor.learn_value("account", name);
        }
        redactor.settle();
        redactor
    }

    fn json(text: &str) -> String {
        String::from_utf8(redactor().finished_json(text.as_bytes())).expect("still UTF-8")
    }

    #[test]
    fn keys_tags_and_styles_are_nobody() {
        let text =
            "{\"findings\": [\"by jdoe \\\"color\\\"\", {\"jdoe\" : 1}], \"x\":\"findings\"}\n";
        let shown = json(text);
        assert!(shown.starts_with("{\"findings\": [\"by "), "{shown}");
        assert!(shown.contains("{\"jdoe\" : 1}") && !shown.contains("by jdoe"), "{shown}");
        assert!(!shown.contains("\\\"color") && !shown.contains(":\"findings"), "{shown}");
        let page = "<style>p { color: red }</style><p class=\"color\">color</p> jdoe <b";
        let shown = redactor().finished_html(page.as_bytes());
        let shown = String::from_utf8(shown).expect("still UTF-8");
        assert!(shown.starts_with("<style>p { color: red }</style><p class=\"color\">"), "{shown}");
        assert!(!shown.contains(">color<") && !shown.contains("jdoe"), "{shown}");
        assert_eq!(shown.len(), page.len());
    }

    proptest! {
        #[test]
        fn json_stays_what_it_is(strings in prop::collection::vec("\\PC{0,12}|jdoe|color", 0..8)) {
            let pairs: Vec<_> = strings.iter().map(|one| (one.as_str(), one.as_str())).collect();
            let map: std::collections::BTreeMap<_, _> = pairs.into_iter().collect();
            let shown = json(&serde_json::to_string_pretty(&map).expect("strings"));
            let read: std::collections::BTreeMap<String, String> =
                serde_json::from_str(&shown).expect("still JSON");
            prop_assert!(read.keys().map(String::as_str).eq(map.keys().copied()));
            for (key, value) in read {
                prop_assert_eq!(redactor().finished(key.as_bytes()).into_owned(), value.into_bytes());
            }
        }

        #[test]
        fn any_bytes_are_taken(text in prop::collection::vec(any::<u8>(), 0..80)) {
            let redactor = redactor();
            prop_assert_eq!(redactor.finished_html(&text).len(), text.len());
            prop_assert_eq!(redactor.finished_json(&text).len(), text.len());
        }
    }
}
