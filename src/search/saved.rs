//! Queries with names: `@name` in a query stands for the query of that name, in parentheses.

use std::collections::BTreeMap;

use super::error::{QueryError, nearest};

/// How often a query may name one that names another.
const DEEPEST: usize = 8;

/// Longest query in bytes once all names are replaced.
const LONGEST: usize = 64 * 1024;

/// Whether a saved query can have this name: letters, digits, `_` and `-`, at most 64.
pub fn is_name(name: &str) -> bool {
    let fits = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-');
    (1..=64).contains(&name.len()) && name.chars().all(fits)
}

/// The query with every `@name` that stands alone outside quotes replaced. A name that nobody saved is
/// an error; `@contoso.example` has no form of a name and stays.
pub fn expand(query: &str, saved: &BTreeMap<String, String>) -> Result<String, QueryError> {
    let mut text = query.to_owned();
    for _ in 0..DEEPEST {
        let next = once(&text, saved)?;
        if next == text {
            return Ok(text);
        }
        if next.len() > LONGEST {
            return Err(QueryError::new(query, (0, query.len()), "the saved queries are too long"));
        }
        text = next;
    }
    let message = "saved queries name each other in a circle, or too deep";
    Err(QueryError::new(query, (0, query.len()), message))
}

fn once(query: &str, saved: &BTreeMap<String, String>) -> Result<String, QueryError> {
    let mut out = String::with_capacity(query.len());
    let (mut is_quoted, mut is_begin) = (false, true);
    let mut rest = query;
    while let Some(letter) = rest.chars().next() {
        let after = rest.get(letter.len_utf8()..).unwrap_or_default();
        if letter == '@' && is_begin && !is_quoted {
            let end = after.find(|c: char| c.is_whitespace() || c == ')').unwrap_or(after.len());
            let (name, left) = after.split_at(end);
            if is_name(name) {
                let at = query.len() - rest.len();
                out.extend(["(", named(query, (at, name.len() + 1), name, saved)?, ")"]);
                rest = left;
                continue;
            }
        }
        if letter == '\\' && is_quoted {
            let escaped = after.chars().next().map_or(0, char::len_utf8);
            let (pair, left) = rest.split_at(1 + escaped);
            out.push_str(pair);
            rest = left;
            continue;
        }
        is_quoted ^= letter == '"';
        is_begin = letter.is_whitespace() || matches!(letter, '(' | '-');
        out.push(letter);
        rest = after;
    }
    Ok(out)
}

fn named<'a>(
    query: &str,
    part: (usize, usize),
    name: &str,
    saved: &'a BTreeMap<String, String>,
) -> Result<&'a str, QueryError> {
    if let Some(text) = saved.get(name) {
        return Ok(text);
    }
    let names: Vec<&str> = saved.keys().map(String::as_str).collect();
    let near = nearest(name, &names).join(", @");
    let hint = if near.is_empty() { near } else { format!("did you mean @{near}?\n") };
    Err(QueryError::new(query, part, format!("there is no saved query `@{name}`")).with_remedy(
        format!(
            "{hint}`mbxtrace search --saved` lists them, --save NAME makes one; to search for the \
             text itself, quote it"
        ),
    ))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn saved() -> BTreeMap<String, String> {
        let pairs =
            [("busy", "a OR b"), ("deep", "@busy c"), ("loop", "x @loop"), ("odd", "\"@x\"")];
        pairs.map(|(name, text)| (name.to_owned(), text.to_owned())).into()
    }

    #[test]
    fn names_stand_for_queries() {
        for (query, expanded) in [
            ("@busy", "(a OR b)"),
            ("-@busy x", "-(a OR b) x"),
            ("(@deep)", "(((a OR b) c))"),
            ("\"@busy\" jdoe@busy @contoso.example", "\"@busy\" jdoe@busy @contoso.example"),
            ("@odd", "(\"@x\")"),
            ("\"a\\\"@busy\"", "\"a\\\"@busy\""),
        ] {
            assert_eq!(expand(query, &saved()).unwrap(), expanded, "{query}");
        }
        assert!(expand("@loop", &saved()).is_err());
        let error = expand("x @busi", &saved()).unwrap_err();
        assert!(error.at == 2 && error.remedy.contains("@busy"), "{error}");
    }

    proptest! {
        #[test]
        fn whatever_is_typed_ends(query in "[@a-z\"\\\\() \u{e9}-]{0,60}") {
            drop(expand(&query, &saved()));
        }
    }
}
