//! Compressed streams: which there are, by their first bytes, and how each is decoded.
//!
//! Magic numbers: gzip RFC 1952 2.3.1, bzip2 `BZh` and the block magic (the format has no
//! document), xz "The .xz File Format" 2.1.1.1, zstd RFC 8878 3.1.1 and 3.1.2.

use std::io::{self, BufReader, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::limits::{Bounds, Counted, damaged, is_worded, truncated};

/// A stream of bytes from its start.
pub(super) type Stream<'a> = Box<dyn Read + Send + 'a>;

/// Buffer before every decoder.
const BUFFER: usize = 64 << 10;

/// Memory an xz stream may ask for. `xz -9` needs 65 MiB.
const XZ_MEMORY: u64 = 128 << 20;

/// Compressions of a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Codec {
    /// As it is.
    Stored,
    /// Bare deflate, inside zip.
    Deflate,
    /// Any number of gzip members.
    Gzip,
    /// Any number of bzip2 streams.
    Bzip2,
    /// Any number of xz streams.
    Xz,
    /// Any number of zstd frames.
    Zstd,
}

/// What a zip says of the decoded bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sum {
    /// Length in bytes.
    pub(super) size: u64,
    /// CRC-32; `None` if it got lost with the directory.
    pub(super) crc: Option<u32>,
}

impl Codec {
    /// The compression of a whole file, by its first bytes.
    pub(super) fn of_head(head: &[u8]) -> Option<Self> {
        match head {
            [0x1f, 0x8b, 8, ..] => Some(Self::Gzip),
            [b'B', b'Z', b'h', b'1'..=b'9', 0x31, 0x41, 0x59, 0x26, 0x53, 0x59, ..]
            | [b'B', b'Z', b'h', b'1'..=b'9', 0x17, 0x72, 0x45, 0x38, 0x50, 0x90, ..] => {
                Some(Self::Bzip2)
            }
            [0xfd, b'7', b'z', b'X', b'Z', 0, ..] => Some(Self::Xz),
            [0x28, 0xb5, 0x2f, 0xfd, ..] | [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => Some(Self::Zstd),
            _ => None,
        }
    }

    /// The word for people.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Stored => "stored",
            Self::Deflate => "deflate",
            Self::Gzip => "gzip",
            Self::Bzip2 => "bzip2",
            Self::Xz => "xz",
            Self::Zstd => "zstd",
        }
    }

    /// The decoded stream, held against the limits and, if given, against length and CRC.
    pub(super) fn decode<'a>(
        self,
        packed: impl Read + Send + 'a,
        sum: Option<Sum>,
        bounds: &Bounds,
    ) -> io::Result<Stream<'a>> {
        let input = Arc::<AtomicU64>::default();
        let packed = BufReader::with_capacity(BUFFER, Counted::new(packed, Arc::clone(&input)));
        let decoder: Stream<'a> = match self {
            Self::Stored => Box::new(packed),
            Self::Deflate => Box::new(flate2::bufread::DeflateDecoder::new(packed)),
            Self::Gzip => Box::new(flate2::bufread::MultiGzDecoder::new(packed)),
            Self::Bzip2 => Box::new(bzip2::bufread::MultiBzDecoder::new(packed)),
            Self::Xz => Box::new(xz2::bufread::XzDecoder::new_stream(packed, xz_stream()?)),
            Self::Zstd => Box::new(zstd::stream::read::Decoder::with_buffer(packed)?),
        };
        Ok(Box::new(Decoded {
            decoder,
            codec: self,
            input,
            output: 0,
            bounds: bounds.clone(),
            sum,
            crc: flate2::Crc::new(),
        }))
    }
}

fn xz_stream() -> io::Result<xz2::stream::Stream> {
    Ok(xz2::stream::Stream::new_stream_decoder(XZ_MEMORY, xz2::stream::CONCATENATED)?)
}

/// A decoder under guard: limits, length and CRC, and one wording for every way to break.
struct Decoded<'a> {
    decoder: Stream<'a>,
    codec: Codec,
    input: Arc<AtomicU64>,
    output: u64,
    bounds: Bounds,
    sum: Option<Sum>,
    crc: flate2::Crc,
}

impl Decoded<'_> {
    fn worded(&self, error: io::Error) -> io::Error {
        if is_worded(&error) || error.kind() == io::ErrorKind::Interrupted {
            return error;
        }
        let (name, output) = (self.codec.name(), self.output);
        if error.kind() == io::ErrorKind::UnexpectedEof {
            return truncated(format!(
                "the {name} stream ends early, {output} decompressed bytes could be read; copy \
                 or collect the file again"
            ));
        }
        damaged(format!(
            "the {name} stream is damaged after {output} decompressed bytes ({error}); copy or \
             collect the file again"
        ))
    }

    fn check_end(&self) -> io::Result<()> {
        let Some(sum) = self.sum else { return Ok(()) };
        if self.output < sum.size {
            return Err(self.worded(io::ErrorKind::UnexpectedEof.into()));
        }
        if sum.crc.is_some_and(|crc| crc != self.crc.sum()) {
            return Err(damaged(format!(
                "the checksum of the archive member does not fit its {} bytes; some of them are \
                 damaged, copy or collect the archive again",
                self.output
            )));
        }
        Ok(())
    }
}

impl Read for Decoded<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        // What goes beyond the length a zip declares is not content: readers would disagree on it.
        let room = self.sum.map_or(u64::MAX, |sum| sum.size - self.output.min(sum.size));
        let wanted = usize::try_from(room).unwrap_or(usize::MAX).min(buffer.len());
        if wanted == 0 {
            self.check_end()?;
            return Ok(0);
        }
        let (head, _) = buffer.split_at_mut(wanted);
        let read = match self.decoder.read(head) {
            Ok(read) => read,
            Err(error) => return Err(self.worded(error)),
        };
        if read == 0 {
            self.check_end()?;
            return Ok(0);
        }
        self.output = self.output.saturating_add(read as u64);
        if self.codec != Codec::Stored {
            self.bounds.check_ratio(self.input.load(Ordering::Relaxed), self.output)?;
        }
        self.bounds.spend(read as u64)?;
        if self.sum.is_some_and(|sum| sum.crc.is_some()) {
            let (read, _) = head.split_at(read);
            self.crc.update(read);
        }
        Ok(read)
    }
}
