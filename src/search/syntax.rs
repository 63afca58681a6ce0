//! Query text to a tree; what the names in it mean is not known here. Grammar: [`super`].

use nom::branch::alt;
use nom::bytes::complete::{tag, take_while, take_while1};
use nom::character::complete::{char, multispace0};
use nom::combinator::{cut, opt, peek};
use nom::error::{ErrorKind, ParseError};
use nom::{Err, IResult, Parser};

use super::error::QueryError;

/// Part of the query a thing was read from: first byte and length.
pub(super) type Part = (usize, usize);

/// A query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Node {
    All,
    And(Vec<Node>),
    Or(Vec<Node>),
    Not(Box<Node>),
    Bare(Value),
    Field { name: String, part: Part, test: Test },
}

/// What a field is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Test {
    Present,
    AnyOf(Vec<Value>),
    Compare(Comparison, Value),
    Range(Value, Value),
}

/// Order of a number or level to the one named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comparison {
    Greater,
    AtLeast,
    Less,
    AtMost,
}

/// A value and how it is to be matched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Value {
    pub(super) kind: ValueKind,
    pub(super) text: String,
    pub(super) part: Part,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ValueKind {
    Exact,
    Prefix,
    Regex,
}

/// Deepest nesting of parentheses and negations.
const DEEPEST: usize = 50;

/// Longest query, in bytes.
const LONGEST: usize = 64 * 1024;

/// Where reading failed (bytes left) and what would have been right there.
#[derive(Debug, PartialEq, Eq)]
struct Expected {
    left: usize,
    what: &'static str,
}

impl ParseError<&str> for Expected {
    fn from_error_kind(input: &str, _: ErrorKind) -> Self {
        Self { left: input.len(), what: A_TERM }
    }

    fn append(_: &str, _: ErrorKind, other: Self) -> Self {
        other
    }
}

const A_TERM: &str = "a word, \"phrase\", /regex/, field:value or (";

type Parsed<'a, T> = IResult<&'a str, T, Expected>;

/// Reads a query; a blank one asks for everything.
pub(super) fn parse(query: &str) -> Result<Node, QueryError> {
    if query.len() > LONGEST {
        let message = "the query is longer than 64 KiB: ask for fewer values at once";
        return Err(QueryError::new(query, (0, 1), message));
    }
    if query.trim().is_empty() {
        return Ok(Node::All);
    }
    let reader = Reader { length: query.len() };
    let wrong = |expected: Expected| {
        let at = query.len() - expected.left;
        let rest = query.get(at..).unwrap_or_default();
        let length = rest.find(char::is_whitespace).unwrap_or(rest.len());
        let message = format!("expected {}", expected.what);
        QueryError::new(query, (at, length), message)
    };
    match reader.any_of(query, DEEPEST) {
        Ok(("", node)) => Ok(node),
        Ok((rest, _)) => Err(wrong(Expected { left: rest.len(), what: leftover(rest) })),
        Err(Err::Error(expected) | Err::Failure(expected)) => Err(wrong(expected)),
        Err(Err::Incomplete(_)) => Err(wrong(Expected { left: 0, what: A_TERM })),
    }
}

fn leftover(rest: &str) -> &'static str {
    if rest.starts_with(')') { "the end: no `(` is open for this `)`" } else { A_TERM }
}

fn fail<'a, T>(input: &'a str, what: &'static str) -> Parsed<'a, T> {
    Err(Err::Failure(Expected { left: input.len(), what }))
}

/// Reads parts of a query of this length in bytes.
#[derive(Clone, Copy)]
struct Reader {
    length: usize,
}

impl Reader {
    fn part(self, from: &str, to: &str) -> Part {
        (self.length - from.len(), from.len() - to.len())
    }

    fn any_of(self, input: &str, depth: usize) -> Parsed<'_, Node> {
        let (mut rest, first) = self.all_of(input, depth)?;
        let mut nodes = vec![first];
        while let Ok((after, _)) = operator("OR")(rest) {
            let (after, node) = self.all_of(after, depth)?;
            nodes.push(node);
            rest = after;
        }
        Ok((rest, one_or(nodes, Node::Or)))
    }

    fn all_of(self, input: &str, depth: usize) -> Parsed<'_, Node> {
        let (mut rest, first) = self.unary(input, depth)?;
        let mut nodes = vec![first];
        loop {
            if let Ok((after, _)) = operator("AND")(rest) {
                let (after, node) = self.unary(after, depth)?;
                nodes.push(node);
                rest = after;
            } else if rest.is_empty() || rest.starts_with(')') || operator("OR")(rest).is_ok() {
                return Ok((rest, one_or(nodes, Node::And)));
            } else {
                let (after, node) = self.unary(rest, depth)?;
                nodes.push(node);
                rest = after;
            }
        }
    }

    fn unary(self, input: &str, depth: usize) -> Parsed<'_, Node> {
        let (input, _) = multispace0(input)?;
        if depth == 0 {
            return fail(input, "less nesting: 50 levels of ( and NOT are the limit");
        }
        if let Some(after) = negated(input) {
            let (rest, node) = self.unary(after, depth - 1)?;
            return Ok((rest, Node::Not(Box::new(node))));
        }
        if let Some(after) = input.strip_prefix('(') {
            let (rest, node) = self.any_of(after, depth - 1)?;
            return closing(rest, ')', "`)`").map(|(rest, ())| (rest, node));
        }
        let (rest, node) = self.term(input)?;
        let (rest, _) = multispace0(rest)?;
        Ok((rest, node))
    }

    fn term(self, input: &str) -> Parsed<'_, Node> {
        if let Ok((rest, name)) = field_name(input) {
            let colon = rest.len() + 1;
            let part = (self.length - input.len(), input.len() - colon);
            let (rest, test) = self.test(rest)?;
            return Ok((rest, Node::Field { name: name.to_owned(), part, test }));
        }
        let (rest, value) = self.value(input)?;
        let is_all = value.kind == ValueKind::Prefix && value.text.is_empty();
        Ok((rest, if is_all { Node::All } else { Node::Bare(value) }))
    }

    fn test(self, input: &str) -> Parsed<'_, Test> {
        if let Some(list) = input.strip_prefix('(') {
            return self.list(list);
        }
        if let Some(range) = input.strip_prefix('[') {
            return self.range(range);
        }
        if let Some(set) = input.strip_prefix("IN").map(str::trim_start)
            && let Some(set) = set.strip_prefix('[')
        {
            return self.set(set);
        }
        let comparison = alt((
            tag(">=").map(|_| Comparison::AtLeast),
            tag("<=").map(|_| Comparison::AtMost),
            tag(">").map(|_| Comparison::Greater),
            tag("<").map(|_| Comparison::Less),
        ));
        let (rest, comparison) = opt(comparison).parse(input)?;
        let Ok((after, value)) = self.value(rest) else {
            return fail(rest, "a value right after the field's `:`");
        };
        Ok((
            after,
            match comparison {
                Some(comparison) => Test::Compare(comparison, value),
                None if value.kind == ValueKind::Prefix && value.text.is_empty() => Test::Present,
                None => Test::AnyOf(vec![value]),
            },
        ))
    }

    fn list(self, input: &str) -> Parsed<'_, Test> {
        let mut values = Vec::new();
        let mut rest = input;
        loop {
            let (after, _) = multispace0(rest)?;
            let (after, _) =
                if values.is_empty() { (after, None) } else { opt(operator("OR")).parse(after)? };
            if let Some(after) = after.strip_prefix(')').filter(|_| !values.is_empty()) {
                return Ok((after, Test::AnyOf(values)));
            }
            let Ok((after, value)) = self.value(after) else {
                return fail(after, "values and `)`, such as field:(a OR b)");
            };
            values.push(value);
            rest = after;
        }
    }

    /// `a b "c d"]`: any of the values.
    fn set(self, input: &str) -> Parsed<'_, Test> {
        let wanted = "values and `]`, such as field:IN [a b \"c d\"]";
        let mut values = Vec::new();
        let mut rest = input;
        loop {
            let (from, _) = multispace0(rest)?;
            if let Some(after) = from.strip_prefix(']').filter(|_| !values.is_empty()) {
                return Ok((after, Test::AnyOf(values)));
            }
            let element = take_while1(is_bound).map(|text: &str| {
                let kind = ValueKind::Exact;
                text.strip_suffix('*')
                    .map_or((kind, text.to_owned()), |start| (ValueKind::Prefix, start.to_owned()))
            });
            let Ok((after, (kind, text))) = alt((quoted, element)).parse(from) else {
                return fail(from, wanted);
            };
            values.push(Value { kind, text, part: self.part(from, after) });
            rest = after;
        }
    }

    fn range(self, input: &str) -> Parsed<'_, Test> {
        let wanted = "a range such as [400 TO 499]";
        let bound = |input| -> Parsed<'_, Value> {
            let (input, _) = multispace0(input)?;
            let Ok((rest, text)) = take_while1::<_, _, Expected>(is_bound)(input) else {
                return fail(input, wanted);
            };
            let part = self.part(input, rest);
            let (rest, _) = multispace0(rest)?;
            Ok((rest, Value { kind: ValueKind::Exact, text: text.to_owned(), part }))
        };
        let (rest, from) = bound(input)?;
        let Ok((rest, _)) = operator("TO")(rest) else { return fail(rest, wanted) };
        let (rest, to) = bound(rest)?;
        let (rest, ()) = closing(rest, ']', wanted)?;
        Ok((rest, Test::Range(from, to)))
    }

    fn value(self, input: &str) -> Parsed<'_, Value> {
        let (rest, (kind, text)) = alt((quoted, regex, word)).parse(input)?;
        Ok((rest, Value { kind, text, part: self.part(input, rest) }))
    }
}

fn one_or(mut nodes: Vec<Node>, many: impl FnOnce(Vec<Node>) -> Node) -> Node {
    if nodes.len() == 1 { nodes.remove(0) } else { many(nodes) }
}

/// What follows `NOT` or a hyphen that stands right before something.
fn negated(input: &str) -> Option<&str> {
    if let Ok((after, _)) = operator("NOT")(input) {
        return Some(after);
    }
    input
        .strip_prefix('-')
        .filter(|after| after.starts_with(|next: char| !next.is_whitespace() && next != ')'))
}

fn closing<'a>(input: &'a str, bracket: char, what: &'static str) -> Parsed<'a, ()> {
    match cut(char::<_, Expected>(bracket)).parse(input) {
        Ok((rest, _)) => multispace0(rest).map(|(rest, _)| (rest, ())),
        Err(_) => fail(input, what),
    }
}

/// An operator in upper case with blanks, a parenthesis or the end after it; takes blanks around it.
fn operator<'a>(name: &'static str) -> impl Fn(&'a str) -> Parsed<'a, &'a str> {
    move |input| {
        let (input, _) = multispace0(input)?;
        let (rest, found) = tag(name)(input)?;
        if !rest.is_empty() && !rest.starts_with(|next: char| next.is_whitespace() || next == '(') {
            return Err(Err::Error(Expected { left: input.len(), what: A_TERM }));
        }
        let (rest, _) = multispace0(rest)?;
        Ok((rest, found))
    }
}

/// A name and its colon. Names are letters and underscores only, so that `host7:443`, `File.cpp:12`
/// and `https://` are words.
fn field_name(input: &str) -> Parsed<'_, &str> {
    let (rest, name) = take_while1(|c: char| c.is_ascii_alphabetic() || c == '_')(input)?;
    let (rest, _) = char(':')(rest)?;
    let is_word = rest.starts_with("//") || rest.starts_with('\\');
    let (_, ()) = peek(|input| {
        if is_word { Err(Err::Error(Expected { left: 0, what: A_TERM })) } else { Ok((input, ())) }
    })
    .parse(rest)?;
    Ok((rest, name))
}

/// `"…"` in which `\"` and `\\` stand for `"` and `\`.
fn quoted(input: &str) -> Parsed<'_, (ValueKind, String)> {
    let (inner, _) = char('"')(input)?;
    let mut text = String::new();
    let mut letters = inner.char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '"' => return Ok((inner.get(at + 1..).unwrap_or_default(), (ValueKind::Exact, text))),
            '\\' => match letters.next() {
                Some((_, escaped @ ('"' | '\\'))) => text.push(escaped),
                Some((_, other)) => text.extend(['\\', other]),
                None => break,
            },
            other => text.push(other),
        }
    }
    fail(input, "a closing `\"`")
}

/// `/…/` in which `\/` stands for `/`. What begins like a path and never closes is a word.
fn regex(input: &str) -> Parsed<'_, (ValueKind, String)> {
    let (inner, _) = char('/')(input)?;
    let mut text = String::new();
    let mut letters = inner.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        match (letter, letters.peek()) {
            ('\\', Some((_, '/'))) => {
                text.push('/');
                letters.next();
            }
            ('/', next) if next.is_none_or(|(_, next)| next.is_whitespace() || *next == ')') => {
                return Ok((inner.get(at + 1..).unwrap_or_default(), (ValueKind::Regex, text)));
            }
            _ => text.push(letter),
        }
    }
    Err(Err::Error(Expected { left: input.len(), what: A_TERM }))
}

/// A word; `*` in it stands for anything.
fn word(input: &str) -> Parsed<'_, (ValueKind, String)> {
    let (rest, word) = take_while(is_word)(input)?;
    if matches!(word, "" | "AND" | "OR" | "NOT") {
        return Err(Err::Error(Expected { left: input.len(), what: A_TERM }));
    }
    Ok((
        rest,
        match word.strip_suffix('*') {
            None if !word.contains('*') => (ValueKind::Exact, word.to_owned()),
            Some(start) if !start.contains('*') => (ValueKind::Prefix, start.to_owned()),
            _ => (
                ValueKind::Regex,
                word.split('*').map(regex::escape).collect::<Vec<_>>().join(".*"),
            ),
        },
    ))
}

fn is_word(letter: char) -> bool {
    !letter.is_whitespace() && !matches!(letter, '(' | ')' | '"')
}

fn is_bound(letter: char) -> bool {
    is_word(letter) && letter != ']'
}
