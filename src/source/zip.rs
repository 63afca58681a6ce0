//! Zip archives: what their directory lists, or, where it is damaged, what the members' own headers
//! say. PKWARE APPNOTE.TXT 6.3.
//!
//! The directory is read by the `zip` crate. Members are decoded by [`Codec`] from their place, so
//! that many can be open at once and none borrows the archive.

use std::io::BufReader;

use mbxtrace_parsers::days_from_civil;
use zip::extra_fields::ExtraField;
use zip::{CompressionMethod, DateTime, ZipArchive};

use super::Modified;
use super::codec::{Codec, Sum};
use super::limits::Bounds;
use super::place::Window;
use super::recover;

/// Seconds from 1601-01-01, where NTFS time begins, to 1970-01-01.
const NTFS_EPOCH: i64 = 11_644_473_600;

/// One member.
#[derive(Debug)]
pub(super) struct Entry {
    /// Name as written.
    pub(super) name: String,
    /// What it is.
    pub(super) kind: EntryKind,
    /// Offset of its packed bytes in the archive.
    pub(super) start: u64,
    /// Length of its packed bytes.
    pub(super) packed: u64,
    /// What the archive says of the unpacked bytes.
    pub(super) sum: Sum,
    /// Last change.
    pub(super) modified: Option<Modified>,
}

/// What a member is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum EntryKind {
    /// A file in this compression.
    File(Codec),
    /// A folder.
    Folder,
    /// A symbolic link.
    Link,
    /// A file that needs a password.
    Encrypted,
    /// A file in a compression that is not known here.
    Unknown(String),
    /// Its header cannot be found.
    Lost(String),
}

/// What there is in an archive.
#[derive(Debug, Default)]
pub(super) struct Listing {
    /// Members in the order of the archive.
    pub(super) entries: Vec<Entry>,
    /// What is wrong with the archive as a whole: kind, offset and text.
    pub(super) problem: Option<(&'static str, u64, String)>,
}

/// Lists an archive, at most `most` members. `again` opens it once more, from its start.
pub(super) fn list(
    window: Window,
    again: impl FnOnce() -> std::io::Result<Window>,
    most: usize,
    bounds: &Bounds,
) -> Listing {
    let why = match ZipArchive::new(BufReader::new(window)) {
        // The crate keeps one member a name; their own headers name them all.
        Ok(archive) if archive.has_duplicate_names() => None,
        Ok(mut archive) => {
            let entries = (0..archive.len().min(most)).map(|index| listed(&mut archive, index));
            return Listing { entries: entries.collect(), problem: None };
        }
        Err(error) => Some(error.to_string()),
    };
    match again().and_then(|window| recover::list(window, most, bounds)) {
        Ok(mut listing) => {
            if let Some(why) = why {
                let found = listing.entries.len();
                listing.problem.get_or_insert_with(|| {
                    let text = format!(
                        "the directory at the end of the zip is missing or damaged ({why}); \
                         {found} members were found by their own headers, others may be missing: \
                         copy or collect it again"
                    );
                    ("damaged", 0, text)
                });
            }
            listing
        }
        Err(error) => Listing {
            problem: Some(("unreadable", 0, format!("the zip cannot be read ({error})"))),
            ..Listing::default()
        },
    }
}

fn listed(archive: &mut ZipArchive<BufReader<Window>>, index: usize) -> Entry {
    let name = archive.by_index_data(index).map_or_else(
        |_| String::new(),
        |entry| match entry.name() {
            Ok(name) => name.into_owned(),
            Err(_) => String::from_utf8_lossy(entry.name_raw()).into_owned(),
        },
    );
    let file = match archive.by_index_raw(index) {
        Ok(file) => file,
        Err(error) => return lost(name, error.to_string()),
    };
    let Some(start) = file.data_start() else { return lost(name, "no header".to_owned()) };
    let kind = if file.is_dir() {
        EntryKind::Folder
    } else if file.is_symlink() {
        EntryKind::Link
    } else if file.encrypted() {
        EntryKind::Encrypted
    } else {
        let method = file.compression();
        codec(method).map_or_else(|| EntryKind::Unknown(method.to_string()), EntryKind::File)
    };
    let mut modified = file.last_modified().and_then(wall_time);
    for field in file.extra_data_fields() {
        modified = utc_time(field).or(modified);
    }
    let sum = Sum { size: file.size(), crc: Some(file.crc32()) };
    Entry { name, kind, start, packed: file.compressed_size(), sum, modified }
}

fn lost(name: String, why: String) -> Entry {
    let sum = Sum { size: 0, crc: None };
    Entry { name, kind: EntryKind::Lost(why), start: 0, packed: 0, sum, modified: None }
}

fn codec(method: CompressionMethod) -> Option<Codec> {
    Some(match method {
        CompressionMethod::STORE => Codec::Stored,
        CompressionMethod::DEFLATE => Codec::Deflate,
        CompressionMethod::BZIP2 => Codec::Bzip2,
        CompressionMethod::ZSTD => Codec::Zstd,
        CompressionMethod::XZ => Codec::Xz,
        _ => return None,
    })
}

/// A DOS time: local wall time of whoever packed the archive, to two seconds.
pub(super) fn wall_time(time: DateTime) -> Option<Modified> {
    if !time.is_valid() {
        return None;
    }
    let days = days_from_civil(i32::from(time.year()), time.month(), time.day());
    let (hour, minute) = (i64::from(time.hour()), i64::from(time.minute()));
    let of_day = hour * 3600 + minute * 60 + i64::from(time.second());
    Some(Modified { unix_seconds: i64::from(days) * 86_400 + of_day, nanos: 0, zone_known: false })
}

fn utc_time(field: &ExtraField) -> Option<Modified> {
    match field {
        ExtraField::ExtendedTimestamp(time) => {
            // Signed in the specification; no log is from before 1970 or after 2105.
            Some(Modified::utc(i64::from(time.mod_time()?), 0))
        }
        ExtraField::Ntfs(time) => {
            let (seconds, ticks) = (time.mtime() / 10_000_000, time.mtime() % 10_000_000);
            let seconds = i64::try_from(seconds).ok()? - NTFS_EPOCH;
            Some(Modified::utc(seconds, u32::try_from(ticks * 100).ok()?))
        }
        _ => None,
    }
}
