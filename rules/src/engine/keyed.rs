//! State by key, in order of first appearance.

use std::hash::Hasher;

use hashbrown::HashTable;

use crate::hash::Fold;

/// State by key. Numbers are given in order of first appearance, so iteration is deterministic.
///
/// The table holds numbers only, and a key stands beside its state: with 20,000 keys the table stays
/// in cache, and one look at the state answers both "is it this key" and "what is known of it".
#[derive(Debug)]
pub(crate) struct Keyed<T> {
    index: HashTable<u32>,
    /// In pieces of [`PIECE`]: growing never copies, nor holds old and new at once.
    states: Vec<Vec<(Bytes, T)>>,
}

/// States a piece.
const PIECE: usize = 256;

/// Bytes of a key; short ones (a GUID with its length takes 40) without an allocation.
#[derive(Debug)]
enum Bytes {
    Short { length: u8, bytes: [u8; Bytes::SHORT] },
    Long(Box<[u8]>),
}

impl Bytes {
    const SHORT: usize = 46;

    fn of(key: &[u8]) -> Self {
        let mut bytes = [0; Self::SHORT];
        match (bytes.get_mut(..key.len()), u8::try_from(key.len())) {
            (Some(short), Ok(length)) => {
                short.copy_from_slice(key);
                Self::Short { length, bytes }
            }
            _ => Self::Long(key.into()),
        }
    }

    fn as_slice(&self) -> &[u8] {
        match self {
            Self::Short { length, bytes } => bytes.get(..usize::from(*length)).unwrap_or(bytes),
            Self::Long(bytes) => bytes,
        }
    }
}

impl<T> Default for Keyed<T> {
    fn default() -> Self {
        Self { index: HashTable::new(), states: Vec::new() }
    }
}

impl<T> Keyed<T> {
    /// Number of a key, if it is known.
    pub(crate) fn find(&self, key: &[u8]) -> Option<u32> {
        self.index.find(hash(key), |number| self.key(*number) == key).copied()
    }

    /// Adds a key that is not known yet.
    pub(crate) fn add(&mut self, key: &[u8], state: T) -> u32 {
        let number = u32::try_from(self.index.len()).unwrap_or(u32::MAX);
        match self.states.last_mut().filter(|piece| piece.len() < PIECE) {
            Some(piece) => piece.push((Bytes::of(key), state)),
            None => {
                let mut piece = Vec::with_capacity(PIECE);
                piece.push((Bytes::of(key), state));
                self.states.push(piece);
            }
        }
        let states = &self.states;
        self.index.insert_unique(hash(key), number, |number| {
            at(states, *number).map_or(0, |(key, _)| hash(key.as_slice()))
        });
        number
    }

    /// State of a key, made on first sight.
    pub(crate) fn entry(&mut self, key: &[u8]) -> (u32, Option<&mut T>)
    where
        T: Default,
    {
        let number = match self.find(key) {
            Some(number) => number,
            None => self.add(key, T::default()),
        };
        (number, self.get_mut(number))
    }

    pub(crate) fn get(&self, number: u32) -> Option<&T> {
        at(&self.states, number).map(|(_, state)| state)
    }

    pub(crate) fn get_mut(&mut self, number: u32) -> Option<&mut T> {
        let piece = self.states.get_mut(number as usize / PIECE)?;
        piece.get_mut(number as usize % PIECE).map(|(_, state)| state)
    }

    /// The key of a number.
    pub(crate) fn key(&self, number: u32) -> &[u8] {
        at(&self.states, number).map_or(&[], |(key, _)| key.as_slice())
    }

    /// All, by number.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (u32, &T)> {
        (0..).zip(self.states.iter().flatten().map(|(_, state)| state))
    }
}

fn at<T>(states: &[Vec<(Bytes, T)>], number: u32) -> Option<&(Bytes, T)> {
    states.get(number as usize / PIECE)?.get(number as usize % PIECE)
}

fn hash(key: &[u8]) -> u64 {
    let mut fold = Fold::default();
    fold.write(key);
    fold.finish()
}
