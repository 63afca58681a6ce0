//! Generations that are not followed at present, but known if they come back.

use std::collections::{BTreeMap, HashMap};
use std::hash::Hash;
use std::path::{Path, PathBuf};

use super::known::{Known, Print};
use super::survey::LOOKS;

/// How many ended generations are remembered, beside those from before the start. A thousand bytes
/// each at most.
const ENDED: usize = 8_192;

/// Things found by the first bytes of a file.
pub(super) struct ByHead<T> {
    table: HashMap<Print, Vec<T>>,
    lengths: BTreeMap<u32, usize>,
}

impl<T: Copy + Eq + Hash> ByHead<T> {
    pub(super) fn new() -> Self {
        Self { table: HashMap::new(), lengths: BTreeMap::new() }
    }

    /// Of what nothing was read, nothing is known.
    pub(super) fn add(&mut self, head: Print, thing: T) {
        if head.length > 0 {
            self.table.entry(head).or_default().push(thing);
            *self.lengths.entry(head.length).or_default() += 1;
        }
    }

    fn remove(&mut self, head: Print, thing: T) {
        let Some(things) = self.table.get_mut(&head) else { return };
        things.retain(|it| *it != thing);
        if things.is_empty() {
            self.table.remove(&head);
        }
        if let Some(count) = self.lengths.get_mut(&head.length) {
            *count -= 1;
            if *count == 0 {
                self.lengths.remove(&head.length);
            }
        }
    }

    /// All whose head a file begins with.
    pub(super) fn of(&self, bytes: &[u8]) -> Vec<T> {
        let heads = self.lengths.keys().filter_map(|length| bytes.get(..*length as usize));
        heads
            .filter_map(|head| self.table.get(&Print::of(0, head)))
            .flat_map(|things| things.iter().copied())
            .collect()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.table.is_empty()
    }
}

/// One that is not followed.
pub(super) struct Past {
    pub known: Known,
    pub stub: Box<[u8]>,
    /// From before the start, and not given up yet.
    pub is_awaited: bool,
    /// How often it was looked for in vain.
    looks: u32,
}

/// All of them, oldest first.
pub(super) struct Recall {
    limit: usize,
    next: u64,
    pasts: BTreeMap<u64, Past>,
    by_head: ByHead<u64>,
    by_path: HashMap<PathBuf, u64>,
    awaited: usize,
}

impl Recall {
    /// With room for so many from before the start.
    pub(super) fn new(count: usize) -> Self {
        Self {
            limit: ENDED + count,
            next: 0,
            pasts: BTreeMap::new(),
            by_head: ByHead::new(),
            by_path: HashMap::new(),
            awaited: 0,
        }
    }

    pub(super) fn add(&mut self, known: Known, stub: Box<[u8]>, is_awaited: bool) {
        let number = self.next;
        self.next += 1;
        self.by_head.add(known.head, number);
        self.by_path.insert(known.path.clone(), number);
        self.awaited += usize::from(is_awaited);
        self.pasts.insert(number, Past { known, stub, is_awaited, looks: 0 });
        if self.pasts.len() > self.limit
            && let Some(oldest) = self.pasts.keys().next().copied()
        {
            self.take(oldest);
        }
    }

    pub(super) fn get(&self, number: u64) -> Option<&Past> {
        self.pasts.get(&number)
    }

    pub(super) fn take(&mut self, number: u64) -> Option<Past> {
        let past = self.pasts.remove(&number)?;
        self.by_head.remove(past.known.head, number);
        if self.by_path.get(&past.known.path) == Some(&number) {
            self.by_path.remove(&past.known.path);
        }
        self.awaited -= usize::from(past.is_awaited);
        Some(past)
    }

    pub(super) fn of(&self, head: &[u8]) -> Vec<u64> {
        self.by_head.of(head)
    }

    /// The last one that ended at this path.
    pub(super) fn at(&self, path: &Path) -> Option<&Past> {
        self.pasts.get(self.by_path.get(path)?)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.by_head.is_empty()
    }

    /// Those from before the start that were looked for in vain often enough; not those whose place
    /// could not be looked into. And whether others have to be looked for again.
    pub(super) fn give_up(&mut self, is_blind: impl Fn(&Path) -> bool) -> (Vec<Known>, bool) {
        let (mut given_up, mut is_undecided) = (Vec::new(), false);
        if self.awaited == 0 {
            return (given_up, is_undecided);
        }
        let awaited = self.pasts.values_mut().filter(|past| past.is_awaited);
        for past in awaited.filter(|past| !is_blind(&past.known.path)) {
            past.looks += 1;
            past.is_awaited = past.looks < LOOKS;
            is_undecided |= past.is_awaited;
            if !past.is_awaited {
                given_up.push(past.known.clone());
            }
        }
        self.awaited -= given_up.len();
        (given_up, is_undecided)
    }
}
