//! Giving pseudonyms: each original its own, none that is an original or a word of ours.

use std::collections::{BTreeMap, BTreeSet};

use super::Redactor;
use super::derive;
use super::literal::Literals;
use super::pieces::Shape;
use super::subscription::Opaque;

/// Tries for a free pseudonym before any letters are taken, and before a longer one is.
const SPEAKABLE: u32 = 200;
const SAME_LENGTH: u32 = 2000;
/// Shortest name that is replaced as a bare word; shorter ones only where their place tells.
const BARE: usize = 3;

/// Pairs of one kind.
#[derive(Default)]
pub(super) struct Table {
    pub(super) known: BTreeMap<String, String>,
    pub(super) issued: BTreeSet<String>,
}

impl Table {
    pub(super) fn add(&mut self, original: String, pseudonym: String) {
        // Shapes may see a part of several words alone.
        self.issued.extend(pseudonym.split(' ').map(str::to_owned));
        self.issued.insert(pseudonym.clone());
        self.known.insert(original, pseudonym);
    }

    /// Gives each original the first of its tries that is neither taken nor an original.
    fn assign(&mut self, originals: &BTreeSet<String>, make: &dyn Fn(&str, u32) -> String) {
        for original in originals {
            if self.instead(original).is_some() {
                continue;
            }
            let mut tries = (0..u32::MAX).map(|attempt| make(original, attempt));
            let free = tries.find(|made| self.instead(made).is_none() && !originals.contains(made));
            if let Some(made) = free {
                self.add(original.clone(), made);
            }
        }
    }

    /// What stands instead of it; a pseudonym stays what it is.
    pub(super) fn instead(&self, original: &str) -> Option<&str> {
        let known = self.known.get(original).map(String::as_str);
        known.or_else(|| self.issued.get(original).map(String::as_str))
    }
}

impl Redactor {
    /// Gives a pseudonym to everything learned since the last time. The order in which it was
    /// learned is of no account.
    pub fn settle(&mut self) {
        let learned = std::mem::take(&mut self.learned);
        for address in &learned.addresses {
            self.addresses.note(*address);
        }
        for address in learned.addresses {
            if !self.addresses.is_issued(address) {
                self.addresses.assign(address, &self.secret);
            }
        }
        let avoid = learned.names.clone();
        for name in learned.names {
            if self.names.instead(&name).is_none() {
                let pseudonym = self.new_name(&name, &avoid);
                self.names.add(name, pseudonym);
            }
        }
        let secret = &self.secret;
        self.guids.assign(&learned.guids, &|original, attempt| {
            derive::guid(original, &mut secret.choices("guid", original, attempt))
        });
        self.sids.assign(&learned.sids, &|original, attempt| {
            derive::sid(original, &mut secret.choices("sid", original, attempt))
        });
        for id in learned.subscriptions {
            if self.subscriptions.instead(&id).is_none()
                && let Some(pseudonym) = self.subscription(&id)
            {
                self.subscriptions.add(id, pseudonym);
            }
        }
        self.literals = self.new_literals();
        let names = self.names.known.iter().filter(|(name, _)| name.contains(' '));
        let names = names.map(|(from, to)| (from.as_str(), to.as_str()));
        self.phrases = Literals::new(names, std::iter::empty(), std::iter::empty());
    }

    fn new_name(&self, original: &str, avoid: &BTreeSet<String>) -> String {
        let is_free = |made: &String| {
            let mut parts = made.split(|c: char| !c.is_alphanumeric());
            let known = |part: &str| avoid.contains(part) || self.names.known.contains_key(part);
            self.names.instead(made).is_none()
                && !avoid.contains(made)
                && !self.kept.is_word(made)
                && !parts.any(|part| part.len() >= BARE && known(part))
        };
        let tries = (0..).map(|attempt| {
            let mut choices = self.secret.choices("name", original, attempt);
            let mut made = derive::name(original, &mut choices, attempt >= SPEAKABLE);
            if attempt >= SAME_LENGTH {
                // Every name of this length is taken: a longer one.
                let more = "z".repeat(1 + (attempt / SAME_LENGTH) as usize);
                made.push_str(&derive::name(&more, &mut choices, true));
            }
            made
        });
        tries.into_iter().find(is_free).unwrap_or_else(|| original.to_owned())
    }

    fn subscription(&self, id: &str) -> Option<String> {
        let opaque = Opaque::decode(id.as_bytes())?;
        let host = self.shaped(Shape::Host, &opaque.host);
        let guids: Vec<_> =
            opaque.guids.iter().map(|guid| self.shaped(Shape::Guid, guid)).collect();
        opaque.encode(&host, &guids)
    }

    pub(super) fn is_bare(&self, name: &str) -> bool {
        name.chars().count() >= BARE
            && name.contains(char::is_alphabetic)
            && !self.kept.is_word(name)
    }

    fn new_literals(&self) -> Literals {
        let names = self.names.known.iter().filter(|(name, _)| self.is_bare(name));
        let names = names.map(|(from, to)| (from.as_str(), to.as_str()));
        let undashed =
            |(from, to): (&String, &String)| (from.replace('-', ""), to.replace('-', ""));
        let guids = self.guids.known.iter().map(undashed);
        let same = |(from, to): (&String, &String)| (from.clone(), to.clone());
        let whole = self.guids.known.iter().chain(&self.sids.known);
        let addresses = self.addresses.known.iter().flat_map(|(from, to)| {
            let (from, to) = (from.to_string(), to.to_string());
            // As people write them into file names.
            [".", "_", "-"].map(|dot| (from.replace('.', dot), to.replace('.', dot)))
        });
        let hex = guids.chain(whole.map(same)).chain(addresses);
        let ids = self.subscriptions.known.iter().map(same);
        Literals::new(names, hex.filter(|(from, to)| from != to), ids)
    }
}
