//! Where a record stands: artifacts, regions and the addresses of members of archives.

use std::collections::BTreeMap;

use mbxtrace_parsers::Format;
use mbxtrace_rules::Evidence;
use serde::Serialize;

/// Sources by path: their place in the list of artifacts, and their format.
pub(super) type Sources<'a> = BTreeMap<&'a str, (usize, Option<Format>)>;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Location {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) id: Option<usize>,
    pub(super) physical_location: PhysicalLocation,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PhysicalLocation {
    artifact_location: ArtifactLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<Region>,
}

#[derive(Serialize)]
pub(super) struct ArtifactLocation {
    pub(super) uri: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) index: Option<usize>,
}

/// A record (3.30). One of a binary log has no lines.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    #[serde(skip_serializing_if = "Option::is_none")]
    start_line: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_line: Option<u64>,
    byte_offset: u64,
    byte_length: u32,
    snippet: Snippet,
}

/// The record's text, as it is (`artifactContent`, 3.3).
#[derive(Serialize)]
struct Snippet {
    text: String,
}

impl Location {
    pub(super) fn of(evidence: &Evidence, sources: &Sources<'_>) -> Self {
        let mut location = Self::of_file(&evidence.path, sources);
        let format = sources.get(evidence.path.as_str()).and_then(|(_, format)| *format);
        let start_line =
            (format != Some(Format::Evtx) && evidence.line > 0).then_some(evidence.line);
        let more = evidence.text.trim_end().matches('\n').count() as u64;
        location.physical_location.region = Some(Region {
            start_line,
            end_line: start_line.filter(|_| more > 0).map(|line| line + more),
            byte_offset: evidence.offset,
            byte_length: evidence.length,
            snippet: Snippet { text: evidence.text.clone() },
        });
        location
    }

    pub(super) fn of_file(path: &str, sources: &Sources<'_>) -> Self {
        let index = sources.get(path).map(|(at, _)| *at);
        let artifact_location = ArtifactLocation { uri: uri(path), index };
        Self { id: None, physical_location: PhysicalLocation { artifact_location, region: None } }
    }
}

/// A path as a URI reference (RFC 3986): everything but unreserved characters, `/` and the `!` before
/// a member is percent-encoded, so no path can pass for a scheme, a host or a fragment.
pub(super) fn uri(path: &str) -> String {
    let mut uri = String::with_capacity(path.len() + 8);
    if path.starts_with('/') {
        uri.push_str("file://");
    }
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' | b'!' => {
                uri.push(char::from(byte));
            }
            byte => uri.extend(["%", &format!("{byte:02X}")]),
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_references() {
        let cases = [
            ("bundle.zip!/cuc1/a b.log", "bundle.zip!/cuc1/a%20b.log"),
            ("C:\\logs\\x#1.uc", "C%3A%5Clogs%5Cx%231.uc"),
            ("/var/log/ä", "file:///var/log/%C3%A4"),
            ("../up?q=1", "../up%3Fq%3D1"),
        ];
        for (path, expected) in cases {
            assert_eq!(uri(path), expected);
        }
    }
}
