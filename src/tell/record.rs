//! Records of the journal: one line each, `checksum JSON`, so that a torn or rotten one is seen.
//!
//! The checksum is XXH3-64 of the JSON text in sixteen hexadecimal digits.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use super::Notice;

/// Version of the journal's records.
pub(super) const VERSION: u32 = 1;

const DIGITS: usize = 16;

/// What a line of the journal says.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Record<'a> {
    /// The first line: version, and the least number for the notices after it.
    Journal { version: u32, next: u64 },
    /// Id and time of a notice that all sinks are done with.
    Known { id: Cow<'a, str>, at: i64 },
    /// A notice; numbers rise by one.
    Notice { seq: u64, notice: Cow<'a, Notice> },
}

/// The record as a line, with its line end.
pub(super) fn encode(record: &Record<'_>) -> String {
    let json = serde_json::to_string(record).expect("all keys are strings");
    format!("{:016x} {json}\n", xxh3_64(json.as_bytes()))
}

/// Why a line is no record.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// The checksum does not fit: torn or rotten.
    Damaged,
    /// The checksum fits, but this program does not know such a record.
    Unknown,
}

/// Reads a line without its line end.
pub(super) fn decode(line: &[u8]) -> Result<Record<'static>, Fault> {
    let (digits, rest) = line.split_at_checked(DIGITS).ok_or(Fault::Damaged)?;
    let json = rest.strip_prefix(b" ").ok_or(Fault::Damaged)?;
    if digits != format!("{:016x}", xxh3_64(json)).as_bytes() {
        return Err(Fault::Damaged);
    }
    serde_json::from_slice(json).map_err(|_| Fault::Unknown)
}
