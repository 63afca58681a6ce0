//! Where a text stands: in the text of a batch, or in its arena of derived text.

/// Where a text stands in a batch: in the text the batch was decoded from, or in its arena of
/// derived text (unquoted CSV cells, rendered EVTX values).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Slice {
    start: u32,
    length: u32,
}

const IN_ARENA: u32 = 1 << 31;

impl Slice {
    /// The empty text.
    pub const EMPTY: Self = Self { start: 0, length: 0 };

    /// A range of the text being decoded. Both in bytes; a batch is far below 2 GiB.
    pub fn of_text(start: usize, length: usize) -> Self {
        Self { start: narrow(start), length: narrow(length) }
    }

    /// A range of the arena.
    pub fn of_arena(start: usize, length: usize) -> Self {
        Self { start: narrow(start) | IN_ARENA, length: narrow(length) }
    }

    /// Length in bytes.
    pub fn len(self) -> usize {
        self.length as usize
    }

    /// Whether there is no text.
    pub fn is_empty(self) -> bool {
        self.length == 0
    }

    /// First byte, in whichever of the two buffers it stands.
    pub fn start(self) -> usize {
        (self.start & !IN_ARENA) as usize
    }

    /// Whether it stands in the arena.
    pub fn in_arena(self) -> bool {
        self.start & IN_ARENA != 0
    }

    /// The same range, moved by `by` bytes if it stands in the text.
    #[must_use]
    pub(crate) fn moved(self, by: u32) -> Self {
        if self.in_arena() { self } else { Self { start: self.start.wrapping_add(by), ..self } }
    }
}

fn narrow(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX >> 1) & !IN_ARENA
}
