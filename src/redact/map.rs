//! The private map: secret, and original to pseudonym, as TOML. Whoever has it can undo everything,
//! so it is written for its owner alone and never into what is shared.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What the file holds. Keys are originals in lower case (subscription ids as they are).
#[derive(Debug, Default, Serialize, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub(super) struct MapFile {
    /// Version of this layout.
    pub(super) schema: u32,
    /// 32 bytes, hex.
    pub(super) secret: String,
    #[serde(default)]
    pub(super) names: BTreeMap<String, String>,
    #[serde(default)]
    pub(super) addresses: BTreeMap<String, String>,
    #[serde(default)]
    pub(super) guids: BTreeMap<String, String>,
    #[serde(default)]
    pub(super) sids: BTreeMap<String, String>,
    #[serde(default)]
    pub(super) subscriptions: BTreeMap<String, String>,
}

/// Version of the layout.
pub(super) const SCHEMA: u32 = 1;

const HEAD: &str =
    "# Private: whoever has this file can tell who is meant in what was redacted with it.
# Do not hand it on. `mbxtrace redact --reveal FILE` turns pseudonyms back into originals.
";

impl MapFile {
    /// Reads the file; the error says what is wrong with it.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let file: Self = toml::from_str(text).map_err(|error| error.message().to_owned())?;
        if file.schema == SCHEMA {
            Ok(file)
        } else {
            Err(format!("this program knows `schema = {SCHEMA}` only"))
        }
    }

    /// The file as text.
    pub(super) fn write(&self) -> String {
        let body = toml::to_string(self).expect("tables of strings are always TOML");
        format!("{HEAD}{body}")
    }
}

/// Bytes as hex.
pub(super) fn to_hex(bytes: &[u8]) -> String {
    let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16).unwrap_or('0');
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// Hex as bytes.
pub(super) fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digits = text.as_bytes().chunks(2);
    let bytes = digits.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok());
    bytes.collect()
}
