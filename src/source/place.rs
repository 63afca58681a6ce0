//! Where the bytes of a member stand, and how they are opened: as often as wanted, from any thread.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::codec::{Codec, Stream, Sum};
use super::limits::{Bounds, truncated};

/// Passes through compressed archives that a [`Passes`] keeps: one a level of nesting.
const PASSES: usize = 8;

/// Bytes held in memory.
pub(super) struct Held(pub(super) Vec<u8>);

/// Where bytes stand. Places are shared: all members of an archive stand in the same one.
pub(super) enum Place {
    /// A whole file.
    File(PathBuf),
    /// A nested archive, held because zip needs random access.
    Held(Arc<Held>),
    /// Some bytes of another place: a tar member.
    Range { of: Arc<Place>, start: u64, length: u64 },
    /// Another place, decompressed.
    Decoded { of: Arc<Place>, codec: Codec, sum: Option<Sum> },
}

impl Place {
    /// Random access, if the place has it without decompressing anything.
    pub(super) fn window(&self) -> Option<io::Result<Window>> {
        match self {
            Self::File(path) => Some(Window::of_file(path)),
            Self::Held(held) => Some(Ok(Window::of_held(Arc::clone(held)))),
            Self::Range { of, start, length } => {
                Some(of.window()?.and_then(|window| window.narrowed(*start, *length)))
            }
            Self::Decoded { of, codec: Codec::Stored, .. } => of.window(),
            Self::Decoded { .. } => None,
        }
    }

    /// Whether [`Self::window`] gives one.
    pub(super) fn has_window(&self) -> bool {
        match self {
            Self::File(_) | Self::Held(_) => true,
            Self::Range { of, .. } => of.has_window(),
            Self::Decoded { of, codec, .. } => *codec == Codec::Stored && of.has_window(),
        }
    }

    /// The bytes from the first one on.
    pub(super) fn open(&self, bounds: &Bounds, passes: &mut Passes) -> io::Result<Stream<'static>> {
        match self {
            // Not a window: a file that grows meanwhile is read to its end.
            Self::File(path) => Ok(Box::new(File::open(path)?)),
            Self::Decoded { of, codec, sum } => {
                codec.decode(of.open(bounds, passes)?, *sum, bounds)
            }
            Self::Range { of, start, length } if !self.has_window() => {
                let pass = passes.at(of, *start, bounds)?;
                Ok(Box::new(Part { pass, at: *start, end: start.saturating_add(*length) }))
            }
            Self::Held(_) | Self::Range { .. } => {
                let window = self.window().expect("held bytes, and ranges with a window");
                Ok(Box::new(window?))
            }
        }
    }
}

enum Backing {
    File(File),
    Held(Arc<Held>),
}

/// Random access to a place.
pub(super) struct Window {
    backing: Backing,
    start: u64,
    length: u64,
    /// Bytes that should follow, but that the file no longer holds.
    lacking: u64,
    position: u64,
}

impl Window {
    fn of_file(path: &PathBuf) -> io::Result<Self> {
        let file = File::open(path)?;
        let length = file.metadata()?.len();
        Ok(Self { backing: Backing::File(file), start: 0, length, lacking: 0, position: 0 })
    }

    fn of_held(held: Arc<Held>) -> Self {
        let length = held.0.len() as u64;
        Self { backing: Backing::Held(held), start: 0, length, lacking: 0, position: 0 }
    }

    fn narrowed(mut self, start: u64, length: u64) -> io::Result<Self> {
        let start = start.min(self.length);
        let there = length.min(self.length - start);
        self.start += start;
        self.length = there;
        self.lacking = length - there;
        self.seek(SeekFrom::Start(0))?;
        Ok(self)
    }

    /// Length in bytes, as far as they are there.
    pub(super) fn len(&self) -> u64 {
        self.length
    }
}

impl Read for Window {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.length.saturating_sub(self.position);
        let wanted = usize::try_from(left).unwrap_or(usize::MAX).min(buffer.len());
        let (target, _) = buffer.split_at_mut(wanted);
        let read = match &mut self.backing {
            Backing::File(file) => file.read(target)?,
            Backing::Held(held) => {
                let at = usize::try_from(self.start + self.position).unwrap_or(usize::MAX);
                held.0.get(at..).unwrap_or_default().read(target)?
            }
        };
        self.position += read as u64;
        if read == 0 && left == 0 && self.lacking > 0 {
            return Err(cut(self.length, self.length + self.lacking));
        }
        Ok(read)
    }
}

impl Seek for Window {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let position = match to {
            SeekFrom::Start(position) => Some(position),
            SeekFrom::End(by) => self.length.checked_add_signed(by),
            SeekFrom::Current(by) => self.position.checked_add_signed(by),
        };
        let position = position.ok_or(io::ErrorKind::InvalidInput)?;
        if let Backing::File(file) = &mut self.backing {
            let absolute = self.start.checked_add(position).ok_or(io::ErrorKind::InvalidInput)?;
            file.seek(SeekFrom::Start(absolute))?;
        }
        self.position = position;
        Ok(position)
    }
}

fn cut(got: u64, wanted: u64) -> io::Error {
    truncated(format!(
        "the archive ends inside this member, {got} of its {wanted} bytes could be read; copy or \
         collect the archive again"
    ))
}

/// One pass through a place that can only be read forwards.
pub(super) struct Pass {
    of: Arc<Place>,
    stream: Stream<'static>,
    position: u64,
}

impl Pass {
    /// Reads at `at`, which is not before the position.
    fn read_at(&mut self, at: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let gap = at.saturating_sub(self.position);
        let skipped = skip(&mut self.stream, gap);
        self.position += *skipped.as_ref().unwrap_or(&0);
        if skipped? < gap {
            return Ok(0);
        }
        let read = self.stream.read(buffer)?;
        self.position += read as u64;
        Ok(read)
    }
}

/// Reads and forgets up to `count` bytes; how many there were.
pub(super) fn skip(stream: &mut dyn Read, count: u64) -> io::Result<u64> {
    io::copy(&mut stream.take(count), &mut io::sink())
}

/// The open passes of one reader, so that members of one compressed archive read in order cost one
/// decompression and not one each. A pass has one user at a time.
#[derive(Default)]
pub(super) struct Passes(Vec<Arc<Mutex<Pass>>>);

impl Passes {
    /// A pass through `of` that has not gone beyond `start`.
    fn at(&mut self, of: &Arc<Place>, start: u64, bounds: &Bounds) -> io::Result<Arc<Mutex<Pass>>> {
        if let Some(index) = self.0.iter().position(|pass| Arc::ptr_eq(&lock(pass).of, of)) {
            let pass = self.0.remove(index);
            // The stream of an inner archive may still stand on this pass: it ends here.
            while Arc::strong_count(&pass) > 1 && self.0.pop().is_some() {}
            if Arc::strong_count(&pass) == 1 && lock(&pass).position <= start {
                self.0.push(Arc::clone(&pass));
                return Ok(pass);
            }
        }
        let stream = of.open(bounds, self)?;
        let pass = Arc::new(Mutex::new(Pass { of: Arc::clone(of), stream, position: 0 }));
        if self.0.len() == PASSES {
            self.0.remove(0);
        }
        self.0.push(Arc::clone(&pass));
        Ok(pass)
    }
}

fn lock(pass: &Mutex<Pass>) -> MutexGuard<'_, Pass> {
    pass.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Some bytes of a pass.
struct Part {
    pass: Arc<Mutex<Pass>>,
    at: u64,
    end: u64,
}

impl Read for Part {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.end - self.at;
        let wanted = usize::try_from(left).unwrap_or(usize::MAX).min(buffer.len());
        if wanted == 0 {
            return Ok(0);
        }
        let (target, _) = buffer.split_at_mut(wanted);
        let mut pass = lock(&self.pass);
        let read = pass.read_at(self.at, target)?;
        if read == 0 {
            return Err(truncated(format!(
                "the archive ends {left} bytes before the end of this member; copy or collect the \
                 archive again"
            )));
        }
        self.at += read as u64;
        Ok(read)
    }
}
