//! Consistent pseudonyms for whoever is named in logs and reports: mailboxes, accounts, hosts,
//! domains, addresses, distinguished names, GUIDs, SIDs, subscription ids.
//!
//! A [`Redactor`] first *learns* what identifies somebody: from the typed fields of events, from paths,
//! and from shapes in raw text. Then it is *settled*: every original gets its pseudonym. Then it
//! *replaces*: by shape where the place says what a word is, and every known original as a whole word
//! anywhere else. What holds:
//!
//! * The same original always becomes the same pseudonym, in any case of its letters; two different
//!   ones never the same. A name is replaced label by label, so `cuc1`, `cuc1.contoso.example` and
//!   `CONTOSO\svc` stay related.
//! * Replacing twice is replacing once: pseudonyms are no originals.
//! * A pseudonym is as long as its original and of the same shape, so offsets, byte counts and
//!   columns stay. Networks stay networks (see `address`).
//! * What is the same in every installation stays (see `kept`); passwords, tokens and subjects of
//!   messages are blotted out and cannot be turned back.
//!
//! The secret and the pairs make up the private map; with it [`Redactor::reveal`] undoes everything else.

mod address;
mod analysis;
mod derive;
mod finished;
mod kept;
mod learn;
mod literal;
mod map;
mod pieces;
mod settle;
mod shown;
mod subscription;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::net::IpAddr;
use std::str::FromStr;
use std::sync::Arc;

use mbxtrace_parsers::Field;

use self::address::Addresses;
use self::derive::{SECRET, Secret, in_case_of, in_hex_case_of};
use self::kept::Kept;
use self::learn::{Form, form};
use self::literal::Literals;
use self::map::{MapFile, SCHEMA};
use self::pieces::{Shape, Shapes};
use self::settle::Table;

/// Replaces originals by pseudonyms, and back.
pub struct Redactor {
    secret: Secret,
    kept: Kept,
    shapes: Arc<Shapes>,
    names: Table,
    guids: Table,
    sids: Table,
    addresses: Addresses,
    subscriptions: Table,
    learned: Learned,
    /// Values of fields that taught all they can.
    seen: HashSet<(Field, Box<[u8]>)>,
    literals: Literals,
    /// Names of several words: looked for before shapes cut them in pieces.
    phrases: Literals,
}

/// Originals, lower case, that have no pseudonym yet.
#[derive(Default)]
struct Learned {
    names: BTreeSet<String>,
    guids: BTreeSet<String>,
    sids: BTreeSet<String>,
    addresses: BTreeSet<IpAddr>,
    subscriptions: BTreeSet<String>,
}

/// How many originals of each kind are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Known {
    /// Names: accounts, hosts, labels of domains, parts of distinguished names.
    pub names: usize,
    /// Addresses.
    pub addresses: usize,
    /// GUIDs and SIDs.
    pub guids: usize,
    /// Subscription ids of Exchange.
    pub subscriptions: usize,
}

impl Redactor {
    /// A new map. `secret` is random; `own_texts` are those this program writes itself (rules, reports), whose
    /// words are not taken for names.
    pub fn new<'a>(secret: [u8; SECRET], own_texts: impl IntoIterator<Item = &'a str>) -> Self {
        Self {
            secret: Secret(secret),
            kept: Kept::new(own_texts),
            shapes: Arc::new(Shapes::new()),
            names: Table::default(),
            guids: Table::default(),
            sids: Table::default(),
            addresses: Addresses::default(),
            subscriptions: Table::default(),
            learned: Learned::default(),
            seen: HashSet::new(),
            literals: Literals::default(),
            phrases: Literals::default(),
        }
    }

    /// Goes on with a map that was written before. The error says what is wrong with the file.
    pub fn of_map<'a>(
        text: &str,
        own_texts: impl IntoIterator<Item = &'a str>,
    ) -> Result<Self, String> {
        let file = MapFile::parse(text)?;
        let secret = map::from_hex(&file.secret).and_then(|bytes| bytes.try_into().ok());
        let secret = secret.ok_or("the secret is no 64 hex digits")?;
        let mut redactor = Self::new(secret, own_texts);
        for (from, to) in &file.addresses {
            let (Ok(from), Ok(to)) = (IpAddr::from_str(from), IpAddr::from_str(to)) else {
                return Err(format!("`{from}` or `{to}` is no address"));
            };
            redactor.addresses.restore(from, to);
        }
        let tables = [
            (&mut redactor.names, file.names),
            (&mut redactor.guids, file.guids),
            (&mut redactor.sids, file.sids),
        ];
        for (table, pairs) in tables {
            for (from, to) in pairs {
                if table.issued.contains(&to) {
                    return Err(format!("`{to}` stands for two originals"));
                }
                table.add(from, to);
            }
        }
        for (from, to) in file.subscriptions {
            redactor.subscriptions.add(from, to);
        }
        redactor.settle();
        Ok(redactor)
    }

    /// The map as a file, to be kept from everybody else.
    pub fn to_map(&self) -> String {
        let addresses = self.addresses.known.iter();
        let file = MapFile {
            schema: SCHEMA,
            secret: map::to_hex(&self.secret.0),
            names: self.names.known.clone(),
            addresses: addresses.map(|(from, to)| (from.to_string(), to.to_string())).collect(),
            guids: self.guids.known.clone(),
            sids: self.sids.known.clone(),
            subscriptions: self.subscriptions.known.clone(),
        };
        file.write()
    }

    /// How much is known.
    pub fn known(&self) -> Known {
        Known {
            names: self.names.known.len(),
            addresses: self.addresses.known.len(),
            guids: self.guids.known.len() + self.sids.known.len(),
            subscriptions: self.subscriptions.known.len(),
        }
    }

    /// Every original that is replaced wherever it stands as a word, lower case but for subscription
    /// ids: what must not be found in anything that is shared.
    pub fn originals(&self) -> BTreeSet<String> {
        let names = self.names.known.keys().filter(|name| self.is_bare(name)).cloned();
        let addresses = self.addresses.known.keys().map(IpAddr::to_string);
        let others = self.guids.known.keys().chain(self.sids.known.keys());
        names
            .chain(addresses)
            .chain(others.chain(self.subscriptions.known.keys()).cloned())
            .collect()
    }

    /// The text with everything that was learned replaced. Not valid UTF-8 is kept byte for byte.
    pub fn text<'t>(&self, text: &'t [u8]) -> Cow<'t, [u8]> {
        match self.phrases.replace(text) {
            Cow::Borrowed(text) => self.by_shape(text),
            Cow::Owned(text) => Cow::Owned(self.by_shape(&text).into_owned()),
        }
    }

    fn by_shape<'t>(&self, text: &'t [u8]) -> Cow<'t, [u8]> {
        let mut shown: Option<Vec<u8>> = None;
        let mut at = 0;
        self.shapes.walk(text, &mut |shape, part| {
            let instead = match shape {
                Shape::Plain => self.literals.replace(part),
                shape => match std::str::from_utf8(part) {
                    Ok(part) => Cow::Owned(self.shaped(shape, part).into_bytes()),
                    Err(_) => self.literals.replace(part),
                },
            };
            let is_same = matches!(&instead, Cow::Borrowed(_)) || *instead == *part;
            if let Some(shown) = &mut shown {
                shown.extend_from_slice(&instead);
            } else if !is_same {
                let mut begun = text.get(..at).unwrap_or_default().to_vec();
                begun.extend_from_slice(&instead);
                shown = Some(begun);
            }
            at += part.len();
        });
        // Once more over seams: `a-b` where `a` was a shape and `a-b` is a name.
        match shown {
            None => Cow::Borrowed(text),
            Some(shown) => Cow::Owned(self.literals.replace(&shown).into_owned()),
        }
    }

    /// The same for a string.
    pub fn string(&self, text: &str) -> String {
        String::from_utf8_lossy(&self.text(text.as_bytes())).into_owned()
    }

    /// A value that names somebody, in whichever form; `bare` is what it is if it has none.
    fn named(&self, value: &str, bare: Shape) -> String {
        match form(value, bare) {
            Form::Distinguished => self.distinguished(value),
            Form::Composed => self.string(value),
            Form::Whole(shape) => self.shaped(shape, value),
        }
    }

    fn distinguished(&self, value: &str) -> String {
        let mut shown = String::with_capacity(value.len());
        self.shapes.walk_distinguished(value.as_bytes(), &mut |shape, part| {
            shown.push_str(&self.shaped(shape, &String::from_utf8_lossy(part)));
        });
        shown
    }

    /// What stands instead of something of that shape. What was not learned is blotted out.
    fn shaped(&self, shape: Shape, part: &str) -> String {
        let lower = part.to_ascii_lowercase();
        match shape {
            Shape::Plain => part.to_owned(),
            Shape::Secret => blotted(part),
            Shape::Host => {
                let labels = part.split('.').map(|label| self.name(label));
                labels.collect::<Vec<_>>().join(".")
            }
            Shape::Name => self.name(part),
            Shape::Guid if is_nil(&lower) => part.to_owned(),
            Shape::Guid => in_table(&self.guids, part, &lower, in_hex_case_of),
            Shape::Sid => in_table(&self.sids, part, &lower, in_hex_case_of),
            Shape::Subscription => {
                let known = self.subscriptions.instead(part);
                known.map_or_else(|| blotted(part), str::to_owned)
            }
            Shape::Address => {
                let Ok(address) = IpAddr::from_str(part) else { return blotted(part) };
                if address::is_kept(address) || self.addresses.is_issued(address) {
                    return part.to_owned();
                }
                let known = self.addresses.known.get(&address);
                known.map_or_else(|| blotted(part), |to| address::written_like(part, *to))
            }
        }
    }

    fn name(&self, name: &str) -> String {
        let lower = name.to_ascii_lowercase();
        if !is_nameable(&lower) {
            return name.to_owned();
        }
        in_table(&self.names, name, &lower, in_case_of)
    }

    /// Turns pseudonyms in a text back into the originals of the map.
    pub fn reveal(&self, text: &[u8]) -> Vec<u8> {
        let names = self.names.known.iter().map(|(from, to)| (to.as_str(), from.as_str()));
        let back = |(from, to): (&String, &String)| (to.clone(), from.clone());
        let tables = self.guids.known.iter().chain(&self.sids.known);
        let addresses = self.addresses.known.iter();
        let written = addresses.map(|(from, to)| (to.to_string(), from.to_string()));
        let hex = tables.map(back).chain(written);
        let literals = Literals::new(names, hex, self.subscriptions.known.iter().map(back));
        let text = literals.replace(text);
        // Addresses may be written in more ways than one.
        let back: BTreeMap<IpAddr, IpAddr> =
            self.addresses.known.iter().map(|(from, to)| (*to, *from)).collect();
        let mut shown = Vec::with_capacity(text.len());
        self.shapes.walk(&text, &mut |shape, part| {
            let written = std::str::from_utf8(part).ok().filter(|_| shape == Shape::Address);
            let original = written.and_then(|written| {
                let original = back.get(&IpAddr::from_str(written).ok()?)?;
                Some(address::written_like(written, *original))
            });
            match original {
                Some(original) => shown.extend_from_slice(original.as_bytes()),
                None => shown.extend_from_slice(part),
            }
        });
        shown
    }
}

/// Whether a word names somebody at all: no number, nothing that every installation has.
fn is_nameable(lower: &str) -> bool {
    lower.contains(char::is_alphanumeric) && !Kept::is_well_known(lower)
}

fn is_nil(guid: &str) -> bool {
    guid.bytes().all(|byte| byte == b'0' || byte == b'-')
}

fn in_table(
    table: &Table,
    original: &str,
    lower: &str,
    in_case: fn(&str, &str) -> String,
) -> String {
    table.instead(lower).map_or_else(|| blotted(original), |to| in_case(original, to))
}

/// As long as the original, and nothing of it.
fn blotted(part: &str) -> String {
    part.chars().map(|c| if c.is_ascii_punctuation() || c == ' ' { c } else { 'x' }).collect()
}
