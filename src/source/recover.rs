//! Zip archives without a usable directory: a walk over the members' own headers.
//! PKWARE APPNOTE.TXT 6.3, 4.3.7 (local header), 4.3.9 (data descriptor), 4.5.3 (zip64).
//!
//! Archives written as a stream (Java, and so RTMT) leave the lengths to a descriptor after the
//! data: there the end of a member is found by decoding it.

use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};

use super::Modified;
use super::codec::{Codec, Sum};
use super::limits::{Bounds, problem_kind};
use super::place::Window;
use super::zip::{Entry, EntryKind, Listing, wall_time};

const HEADER: [u8; 4] = *b"PK\x03\x04";
const DESCRIPTOR: [u8; 4] = *b"PK\x07\x08";
const SPANNED: [u8; 4] = *b"PK00";
/// Signature, CRC and two 64-bit lengths: the longest descriptor.
const DESCRIPTOR_LENGTH: u64 = 24;
const FLAG_ENCRYPTED: u16 = 1;
const FLAG_DESCRIPTOR: u16 = 8;
const ZIP64_EXTRA: u16 = 1;
/// Info-ZIP's extended timestamp: flags, then the time of change in UTC if bit 0 is set.
const TIME_EXTRA: u16 = 0x5455;

/// The fixed part of a header, and what follows it.
struct Header {
    flags: u16,
    method: u16,
    date: u16,
    time: u16,
    crc: u32,
    packed: u64,
    size: u64,
    name: Vec<u8>,
    start: u64,
    changed: Option<u32>,
}

/// Lists at most `most` members.
pub(super) fn list(window: Window, most: usize, bounds: &Bounds) -> io::Result<Listing> {
    let end = window.len();
    let mut input = BufReader::with_capacity(64 << 10, window);
    let mut listing = Listing::default();
    let mut at = first_header(&mut input)?;
    while listing.entries.len() < most {
        let Some(header) = header_at(&mut input, at)? else { break };
        let (entry, next) = match entry_of(&mut input, &header, end, bounds) {
            Ok(found) => found,
            Err(error) => {
                listing.problem = Some((problem_kind(&error), at, error.to_string()));
                break;
            }
        };
        listing.entries.push(entry);
        let Some(next) = next else { break };
        at = next;
    }
    Ok(listing)
}

fn first_header(input: &mut BufReader<Window>) -> io::Result<u64> {
    let mut mark = [0; 4];
    let is_whole = input.read_exact(&mut mark).is_ok();
    input.rewind()?;
    Ok(if is_whole && (mark == DESCRIPTOR || mark == SPANNED) { 4 } else { 0 })
}

fn header_at(input: &mut BufReader<Window>, at: u64) -> io::Result<Option<Header>> {
    input.seek(SeekFrom::Start(at))?;
    let mut fixed = [0; 30];
    if input.read_exact(&mut fixed).is_err() || !fixed.starts_with(&HEADER) {
        return Ok(None);
    }
    let mut name = vec![0; usize::from(word(&fixed, 26))];
    let mut extra = vec![0; usize::from(word(&fixed, 28))];
    if input.read_exact(&mut name).and_then(|()| input.read_exact(&mut extra)).is_err() {
        return Ok(None);
    }
    let mut header = Header {
        flags: word(&fixed, 6),
        method: word(&fixed, 8),
        time: word(&fixed, 10),
        date: word(&fixed, 12),
        crc: double(&fixed, 14),
        packed: u64::from(double(&fixed, 18)),
        size: u64::from(double(&fixed, 22)),
        start: at + 30 + name.len() as u64 + extra.len() as u64,
        name,
        changed: None,
    };
    read_extra(&mut header, &extra);
    Ok(Some(header))
}

/// Takes the 64-bit lengths from the extra field where the 32-bit ones are full, and the time.
fn read_extra(header: &mut Header, mut extra: &[u8]) {
    while extra.len() >= 4 {
        let (kind, length) = (word(extra, 0), usize::from(word(extra, 2)));
        let Some(body) = extra.get(4..4 + length) else { return };
        if kind == ZIP64_EXTRA && header.size == u64::from(u32::MAX) && length >= 16 {
            header.size = u64::from(double(body, 0)) | u64::from(double(body, 4)) << 32;
            header.packed = u64::from(double(body, 8)) | u64::from(double(body, 12)) << 32;
        }
        if kind == TIME_EXTRA && body.first().is_some_and(|flags| flags & 1 != 0) && length >= 5 {
            header.changed = Some(double(body, 1));
        }
        extra = extra.get(4 + length..).unwrap_or_default();
    }
}

/// The member of a header, and where the next header stands, if that can be said.
fn entry_of(
    input: &mut BufReader<Window>,
    header: &Header,
    end: u64,
    bounds: &Bounds,
) -> io::Result<(Entry, Option<u64>)> {
    let is_open = header.flags & FLAG_DESCRIPTOR != 0 && header.packed == 0;
    let codec = match header.method {
        0 => Some(Codec::Stored),
        8 => Some(Codec::Deflate),
        12 => Some(Codec::Bzip2),
        93 => Some(Codec::Zstd),
        95 => Some(Codec::Xz),
        _ => None,
    };
    let kind = match codec {
        _ if header.name.ends_with(b"/") => EntryKind::Folder,
        _ if header.flags & FLAG_ENCRYPTED != 0 => EntryKind::Encrypted,
        None => EntryKind::Unknown(format!("method {}", header.method)),
        Some(_) if is_open && header.method != 8 => EntryKind::Lost("no length".to_owned()),
        Some(codec) => EntryKind::File(codec),
    };
    let crc = Some(header.crc).filter(|_| header.flags & FLAG_DESCRIPTOR == 0);
    let mut sum = Sum { size: header.size, crc };
    let mut packed = header.packed;
    let mut next = header.start.checked_add(packed).filter(|next| *next < end);
    if is_open && kind == EntryKind::File(Codec::Deflate) {
        (packed, sum) = measure(input, header.start, bounds)?;
        next = if sum.crc.is_some() { after(input, header.start + packed)? } else { None };
    } else if is_open && kind != EntryKind::Folder {
        next = None;
    } else if header.flags & FLAG_DESCRIPTOR != 0 {
        next = after(input, header.start.saturating_add(packed))?;
    }
    let wall = zip::DateTime::try_from_msdos(header.date, header.time).ok().and_then(wall_time);
    let changed = header.changed.map(|seconds| Modified::utc(i64::from(seconds), 0));
    let entry = Entry {
        name: String::from_utf8_lossy(&header.name).into_owned(),
        kind,
        start: header.start,
        packed,
        sum,
        modified: changed.or(wall),
    };
    Ok((entry, next))
}

/// Length of a deflate stream, packed and unpacked. Where it breaks off the rest of the archive is
/// its packed length, and its size one that its reader cannot reach and so complains about.
fn measure(input: &mut BufReader<Window>, start: u64, bounds: &Bounds) -> io::Result<(u64, Sum)> {
    let rest = input.get_ref().len() - start;
    let mut decoder = flate2::bufread::DeflateDecoder::new(input);
    let mut crc = flate2::Crc::new();
    let mut buffer = vec![0; 64 << 10];
    loop {
        match decoder.read(&mut buffer) {
            Ok(0) => break,
            Ok(read) => {
                crc.update(buffer.get(..read).unwrap_or_default());
                bounds.check_ratio(decoder.total_in(), decoder.total_out())?;
                bounds.spend(read as u64)?;
            }
            Err(_) => return Ok((rest, Sum { size: u64::MAX, crc: None })),
        }
    }
    // The decoder says nothing when its input ends: only then is nothing left behind it.
    let packed = decoder.total_in();
    let size = decoder.total_out();
    if decoder.get_mut().fill_buf()?.is_empty() {
        return Ok((rest, Sum { size: u64::MAX, crc: None }));
    }
    Ok((packed, Sum { size, crc: Some(crc.sum()) }))
}

/// The header after a descriptor of any length at `at`.
fn after(input: &mut BufReader<Window>, at: u64) -> io::Result<Option<u64>> {
    input.seek(SeekFrom::Start(at))?;
    let mut bytes = Vec::new();
    input.by_ref().take(DESCRIPTOR_LENGTH + 4).read_to_end(&mut bytes)?;
    Ok(bytes.windows(4).position(|mark| mark == HEADER).map(|offset| at + offset as u64))
}

fn word(bytes: &[u8], at: usize) -> u16 {
    let pair = bytes.get(at..).and_then(|bytes| bytes.first_chunk());
    pair.map_or(0, |pair| u16::from_le_bytes(*pair))
}

fn double(bytes: &[u8], at: usize) -> u32 {
    let four = bytes.get(at..).and_then(|bytes| bytes.first_chunk());
    four.map_or(0, |four| u32::from_le_bytes(*four))
}
