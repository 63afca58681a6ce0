//! Searching for a literal in a short text.
//!
//! `memchr::memmem` prepares a searcher for each needle, which costs more than a message of some
//! hundred bytes takes to walk. Here the rarest byte of the needle is looked for instead.

/// Where `needle` first stands in `text`.
pub(crate) fn find(text: &[u8], needle: &[u8]) -> Option<usize> {
    find_all(text, needle).next()
}

/// Every place where `needle` stands in `text`; places may overlap.
pub(crate) fn find_all<'a>(
    text: &'a [u8],
    needle: &'a [u8],
) -> impl Iterator<Item = usize> + use<'a> {
    let (lead, byte) = rarest(needle);
    memchr::memchr_iter(byte, text).filter_map(move |at| {
        let start = at.checked_sub(lead)?;
        (!needle.is_empty() && text.get(start..)?.starts_with(needle)).then_some(start)
    })
}

/// The first rare byte near the front of a needle, and its place; else the least common one there.
/// Most needles begin with one, so this mostly looks at one byte.
fn rarest(needle: &[u8]) -> (usize, u8) {
    let (mut best, mut least) = ((0, 0), u8::MAX);
    for (at, byte) in needle.iter().enumerate().take(8) {
        let common = commonness(*byte);
        if common < least {
            (best, least) = ((at, *byte), common);
        }
        if common == 0 {
            break;
        }
    }
    best
}

/// How common a byte is in traces, roughly.
fn commonness(byte: u8) -> u8 {
    match byte {
        b'A'..=b'Z' | b'?' | b'>' | b'<' | b'@' => 0,
        b'=' | b'[' | b']' | b'-' | b':' | b'_' => 1,
        b' ' | b'e' | b't' | b'a' | b'o' | b'i' | b's' | b'r' | b'n' => 4,
        b'0'..=b'9' | b',' | b'.' | b'/' => 3,
        _ => 2,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn finds_what_a_plain_walk_finds(text in "[abAB:]{0,40}", needle in "[abAB:]{1,4}") {
            let (text, needle) = (text.as_bytes(), needle.as_bytes());
            let naive: Vec<usize> =
                (0..text.len()).filter(|at| text[*at..].starts_with(needle)).collect();
            prop_assert_eq!(find_all(text, needle).collect::<Vec<_>>(), naive);
        }
    }
}
