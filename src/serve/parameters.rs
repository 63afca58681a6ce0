//! The query part of a request, read strictly: what is not understood is said, not left out.

use std::collections::BTreeMap;

use super::refusal::Refusal;
use crate::cli;
use crate::clock::Zone;

/// Parameters by name. One without a value is as if it were not there.
#[derive(Debug, Default)]
pub(super) struct Parameters(BTreeMap<String, String>);

impl Parameters {
    /// Reads `name=value&…` (application/x-www-form-urlencoded). Errors: escapes that are none, text
    /// that is not UTF-8, a name that is not `known`, a name twice.
    pub(super) fn parse(query: &str, known: &[&str]) -> Result<Self, Refusal> {
        let mut all = BTreeMap::new();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let (name, value) = (decoded(name)?, decoded(value)?);
            if !known.contains(&name.as_str()) {
                let message = if known.is_empty() {
                    format!("there is no parameter `{name}` here, and no other")
                } else {
                    format!("there is no parameter `{name}` here: {}", known.join(", "))
                };
                return Err(Refusal::parameter(message));
            }
            if all.contains_key(&name) {
                return Err(Refusal::parameter(format!("`{name}` stands there twice")));
            }
            if !value.is_empty() {
                all.insert(name, value);
            }
        }
        Ok(Self(all))
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// A text; empty if it is not there.
    pub(super) fn or_empty(&self, name: &str) -> &str {
        self.get(name).unwrap_or_default()
    }

    /// A number up to `most`.
    pub(super) fn number(&self, name: &str, usual: usize, most: usize) -> Result<usize, Refusal> {
        let Some(text) = self.get(name) else { return Ok(usual) };
        text.parse().ok().filter(|number| *number <= most).ok_or_else(|| {
            Refusal::parameter(format!("{name}={text}: give a whole number from 0 to {most:}"))
        })
    }

    /// One of a few words, the first if it is not there.
    pub(super) fn choice<'a>(&self, name: &str, words: &[&'a str]) -> Result<&'a str, Refusal> {
        let first = words.first().copied().unwrap_or_default();
        let Some(text) = self.get(name) else { return Ok(first) };
        words.iter().copied().find(|word| *word == text).ok_or_else(|| {
            Refusal::parameter(format!("{name}={text}: give one of {}", words.join(", ")))
        })
    }

    /// An instant, UTC nanoseconds. `11:30` and `-2h` are relative to `reference`.
    pub(super) fn time(
        &self,
        name: &str,
        reference: i64,
        zone: Zone,
    ) -> Result<Option<i64>, Refusal> {
        let Some(text) = self.get(name) else { return Ok(None) };
        match cli::time(text) {
            Ok(time) => Ok(Some(time.resolve(reference, zone))),
            Err(why) => Err(Refusal::parameter(format!("{name}: {why}"))),
        }
    }

    /// A span in nanoseconds.
    pub(super) fn span(&self, name: &str) -> Result<Option<i64>, Refusal> {
        let wrong = |why| Refusal::parameter(format!("{name}: {why}"));
        self.get(name).map(cli::span).transpose().map_err(wrong)
    }
}

/// Undoes percent encoding.
fn decoded(text: &str) -> Result<String, Refusal> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let mut digit = || char::from(rest.next()?).to_digit(16);
                let code =
                    digit().zip(digit()).and_then(|(high, low)| u8::try_from(high * 16 + low).ok());
                code.ok_or_else(|| {
                    Refusal::parameter(format!("`{text}`: a % is followed by two hex digits"))
                })?
            }
            byte => byte,
        });
    }
    String::from_utf8(bytes)
        .map_err(|_| Refusal::parameter(format!("`{text}`: what is encoded is not UTF-8")))
}
