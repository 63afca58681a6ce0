//! Keys: whom or what a finding is about.
//!
//! A key is built into a reused buffer as length-prefixed values, so that no value can pass for
//! another; the subject of a finding is read back from it.

use std::io::Write as _;

use mbxtrace_parsers::{Event, FieldValue};

use crate::select::Atom;

const ABSENT: u32 = u32::MAX;

/// One part of a key: the first of its atoms that has a value.
#[derive(Clone, Debug)]
pub(crate) struct KeyPart {
    /// Name in the subject.
    pub(crate) name: String,
    /// Where the value comes from, best first.
    pub(crate) atoms: Vec<Atom>,
    /// Whether it may be absent; it is then left out of the subject.
    pub(crate) optional: bool,
}

impl KeyPart {
    pub(crate) fn value<'a>(&'a self, event: &Event<'a>) -> Option<FieldValue<'a>> {
        self.atoms.iter().find_map(|atom| atom.value(event))
    }
}

/// Builds the key of an event into `key`; `false` if a part that must be there is missing.
pub(crate) fn build(parts: &[KeyPart], event: &Event<'_>, key: &mut Vec<u8>) -> bool {
    key.clear();
    for part in parts {
        match part.value(event) {
            Some(value) => append(key, value),
            None if part.optional => key.extend_from_slice(&ABSENT.to_le_bytes()),
            None => return false,
        }
    }
    true
}

fn append(key: &mut Vec<u8>, value: FieldValue<'_>) {
    let start = key.len();
    key.extend_from_slice(&[0; 4]);
    match value {
        FieldValue::Text(text) => key.extend_from_slice(text),
        FieldValue::Number(number) => {
            write!(key, "{number}").expect("writing to memory does not fail");
        }
    }
    let length = u32::try_from(key.len() - start - 4).unwrap_or(ABSENT - 1);
    if let Some(prefix) = key.get_mut(start..start + 4) {
        prefix.copy_from_slice(&length.to_le_bytes());
    }
}

/// The subject a key stands for: names and values, absent parts left out.
pub(crate) fn subject(parts: &[KeyPart], mut key: &[u8]) -> Vec<(String, String)> {
    let mut subject = Vec::with_capacity(parts.len());
    for part in parts {
        let Some((length, rest)) = key.split_first_chunk::<4>() else { break };
        key = rest;
        let length = u32::from_le_bytes(*length);
        if length == ABSENT {
            continue;
        }
        let (value, rest) = key.split_at_checked(length as usize).unwrap_or((key, &[]));
        subject.push((part.name.clone(), String::from_utf8_lossy(value).into_owned()));
        key = rest;
    }
    subject
}
