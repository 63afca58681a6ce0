//! State by key, in order of first appearance.

use std::sync::Arc;

use crate::hash::FastMap;

/// State by key. Numbers are given in order of first appearance, so iteration is deterministic.
#[derive(Debug)]
pub(crate) struct Keyed<T> {
    index: FastMap<Arc<[u8]>, u32>,
    states: Vec<(Arc<[u8]>, T)>,
}

impl<T> Default for Keyed<T> {
    fn default() -> Self {
        Self { index: FastMap::default(), states: Vec::new() }
    }
}

impl<T> Keyed<T> {
    /// Number of a key, if it is known.
    pub(crate) fn find(&self, key: &[u8]) -> Option<u32> {
        self.index.get(key).copied()
    }

    /// Adds a key that is not known yet.
    pub(crate) fn add(&mut self, key: &[u8], state: T) -> u32 {
        let number = u32::try_from(self.states.len()).unwrap_or(u32::MAX);
        let key: Arc<[u8]> = key.into();
        self.index.insert(Arc::clone(&key), number);
        self.states.push((key, state));
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
        self.states.get(number as usize).map(|(_, state)| state)
    }

    pub(crate) fn get_mut(&mut self, number: u32) -> Option<&mut T> {
        self.states.get_mut(number as usize).map(|(_, state)| state)
    }

    /// The key of a number.
    pub(crate) fn key(&self, number: u32) -> &[u8] {
        self.states.get(number as usize).map_or(&[], |(key, _)| key)
    }

    /// All, by number.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (u32, &T)> {
        (0..).zip(self.states.iter().map(|(_, state)| state))
    }
}
