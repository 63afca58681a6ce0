//! How much an input may cost, and what a stream says when it stops early.

use std::fmt;
use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Bytes of one decoded stream below which its ratio is not looked at: small streams may be as
/// dense as they like, they cost nothing.
pub(super) const RATIO_FREE: u64 = 16 << 20;

/// What an input may cost. Whatever goes beyond is reported and not read; nothing else stops.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Archives in archives. `bundle.zip` is one level, a `.tgz` inside it the second.
    pub depth: usize,
    /// Files and archive members.
    pub members: usize,
    /// Bytes after decompression, over all members.
    pub total_bytes: u64,
    /// Decompressed bytes for one compressed byte, in streams above 16 MiB. Repetitive access logs
    /// reach 20 to 60 with deflate; an archive bomb of zeros reaches 1000.
    pub ratio: u64,
    /// Bytes of nested archives that are held in memory because they need random access.
    pub held_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            depth: 5,
            members: 200_000,
            total_bytes: 200 << 30,
            ratio: 200,
            held_bytes: 512 << 20,
        }
    }
}

/// Why a stream stopped; travels inside an [`io::Error`]. See [`problem_kind`].
#[derive(Debug)]
struct Fault {
    kind: &'static str,
    text: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.text)
    }
}

impl std::error::Error for Fault {}

/// The short word for what stopped a reader of this module: `truncated`, `damaged`, `limit`,
/// `unsupported` or `unreadable`.
pub fn problem_kind(error: &io::Error) -> &'static str {
    let fault = error.get_ref().and_then(|inner| inner.downcast_ref::<Fault>());
    match (fault, error.kind()) {
        (Some(fault), _) => fault.kind,
        (None, io::ErrorKind::UnexpectedEof) => "truncated",
        (None, io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput) => "damaged",
        (None, _) => "unreadable",
    }
}

/// Whether the error is already worded for people.
pub(super) fn is_worded(error: &io::Error) -> bool {
    error.get_ref().is_some_and(<dyn std::error::Error + Send + Sync>::is::<Fault>)
}

/// The stream ends before it should.
pub(super) fn truncated(text: String) -> io::Error {
    io::Error::new(io::ErrorKind::UnexpectedEof, Fault { kind: "truncated", text })
}

/// The stream holds what its format does not allow.
pub(super) fn damaged(text: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, Fault { kind: "damaged", text })
}

/// The stream is beyond a limit.
pub(super) fn beyond(text: String) -> io::Error {
    io::Error::other(Fault { kind: "limit", text })
}

/// The limits a decoded stream is held against.
#[derive(Clone, Debug)]
pub(super) struct Bounds {
    ratio: u64,
    total: u64,
    spent: Arc<AtomicU64>,
}

impl Bounds {
    /// Nothing spent yet.
    pub(super) fn new(limits: &Limits) -> Self {
        Self { ratio: limits.ratio, total: limits.total_bytes, spent: Arc::default() }
    }

    /// Counts `bytes` more; an error once the total is beyond the limit.
    pub(super) fn spend(&self, bytes: u64) -> io::Result<()> {
        let spent = self.spent.fetch_add(bytes, Ordering::Relaxed).saturating_add(bytes);
        if spent <= self.total {
            return Ok(());
        }
        Err(beyond(format!(
            "more than {} bytes after decompression; give fewer files at once",
            self.total
        )))
    }

    /// Holds one stream against the ratio.
    pub(super) fn check_ratio(&self, input: u64, output: u64) -> io::Result<()> {
        if output <= RATIO_FREE || output <= input.saturating_mul(self.ratio) {
            return Ok(());
        }
        Err(beyond(format!(
            "decompresses to more than {} times its size, as archive bombs do; if it is a log, \
             unpack it first and give the unpacked file",
            self.ratio
        )))
    }
}

/// Counts what is read through it, for whoever holds the other end of `count`.
pub(super) struct Counted<R> {
    inner: R,
    count: Arc<AtomicU64>,
}

impl<R: Read> Counted<R> {
    pub(super) fn new(inner: R, count: Arc<AtomicU64>) -> Self {
        Self { inner, count }
    }
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.count.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}
