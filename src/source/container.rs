//! What a stream is, by its first bytes and never by its name.
//!
//! Magic numbers: zip APPNOTE.TXT 4.3.6 to 4.3.16, tar POSIX.1-1988 ustar and the older V7 header
//! (known by its checksum alone); the archives that are recognised but not read by their vendors'
//! documents.

use std::io::Read;

use super::codec::Codec;

/// Bytes by which content is recognised and which a visitor is shown.
pub(super) const HEAD: usize = 64 << 10;

/// Size of a tar block.
pub(super) const BLOCK: usize = 512;

/// An empty tar is nothing but zeros, at most one default record of 20 blocks.
const EMPTY_TAR: std::ops::RangeInclusive<usize> = 2 * BLOCK..=20 * BLOCK;

/// Kinds of content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Zip.
    Zip,
    /// Tar.
    Tar,
    /// One compressed stream.
    Packed(Codec),
    /// An archive that is not read, by its name.
    Foreign(&'static str),
    /// Anything else.
    Plain,
}

impl Kind {
    /// The kind of a stream that begins with `head`; `whole` if there is nothing after it.
    pub(super) fn of(head: &[u8], whole: bool) -> Self {
        match head {
            [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] | [b'P', b'K', 7, 8, ..] => Self::Zip,
            [b'7', b'z', 0xbc, 0xaf, 0x27, 0x1c, ..] => Self::Foreign("7-Zip archive"),
            [b'R', b'a', b'r', b'!', 0x1a, 7, ..] => Self::Foreign("RAR archive"),
            [b'M', b'S', b'C', b'F', 0, 0, 0, 0, ..] => Self::Foreign("cabinet archive"),
            [0x04, 0x22, 0x4d, 0x18, ..] => Self::Foreign("lz4 stream"),
            [0x1f, 0x9d, 0x80..=0x9f, ..] => Self::Foreign("compress (.Z) stream"),
            _ => match Codec::of_head(head) {
                Some(codec) => Self::Packed(codec),
                None if is_tar(head) || (whole && is_empty_tar(head)) => Self::Tar,
                None => Self::Plain,
            },
        }
    }
}

fn is_tar(head: &[u8]) -> bool {
    let Some(block) = head.get(..BLOCK) else { return false };
    let is_ustar = matches!(block.get(257..265), Some([b'u', b's', b't', b'a', b'r', rest @ ..])
        if rest.first() == Some(&0) || rest == b"  \0");
    // A V7 header has nothing after the device numbers that some write; text whose sum happens to
    // be right does.
    let is_v7 = || {
        block.first().is_some_and(|byte| *byte != 0)
            && block.get(345..).is_some_and(|rest| rest.iter().all(|byte| *byte == 0))
            && has_checksum(block)
    };
    is_ustar || is_v7()
}

fn is_empty_tar(head: &[u8]) -> bool {
    EMPTY_TAR.contains(&head.len())
        && head.len().is_multiple_of(BLOCK)
        && head.iter().all(|byte| *byte == 0)
}

/// Whether a tar header's checksum is right: the sum of its bytes, its own field read as blanks.
/// Some old writers summed signed bytes; both are accepted, as every tar does.
pub(super) fn has_checksum(block: &[u8]) -> bool {
    let Some(Ok(said)) = block.first_chunk().map(|block: &[u8; BLOCK]| {
        let mut header = tar::Header::new_old();
        header.as_mut_bytes().copy_from_slice(block);
        header.cksum()
    }) else {
        return false;
    };
    let summed = |at: usize, byte: u8| if (148..156).contains(&at) { b' ' } else { byte };
    let bytes = || block.iter().take(BLOCK).enumerate().map(|(at, byte)| summed(at, *byte));
    let unsigned: u32 = bytes().map(u32::from).sum();
    let signed: i32 = bytes().map(|byte| i32::from(byte.cast_signed())).sum();
    said == unsigned || i64::from(said) == i64::from(signed)
}

/// The first bytes of a stream. What stops the stream among them is told to whoever reads it.
pub(super) struct Head {
    /// Up to [`HEAD`] of them.
    pub(super) bytes: Vec<u8>,
    /// Whether the stream ends with them.
    pub(super) whole: bool,
}

impl Head {
    /// Reads it.
    pub(super) fn read(stream: &mut dyn Read) -> Self {
        let mut bytes = Vec::new();
        let result = stream.take(HEAD as u64).read_to_end(&mut bytes);
        let whole = bytes.len() < HEAD && result.is_ok();
        Self { bytes, whole }
    }

    /// What it is the head of.
    pub(super) fn kind(&self) -> Kind {
        Kind::of(&self.bytes, self.whole)
    }
}
