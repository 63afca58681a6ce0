//! Kept text against the raw bytes themselves.

use std::io::Read;

use proptest::prelude::*;

use super::*;
use mbxtrace_parsers::Encoding;

const TEXT: Encoding = Encoding::Utf8;

/// Bytes that pack, with line ends.
fn bytes(seed: u64, length: usize) -> Vec<u8> {
    let mut state = seed | 1;
    let mut next = || {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        u8::try_from(state >> 56).unwrap()
    };
    (0..length)
        .map(|_| match next() % 20 {
            0 => b'\n',
            n => b'a' + n % 7,
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_range_of_any_stream_is_the_raw_bytes(
        seed: u64,
        lengths in prop::collection::vec(0_usize..700_000, 1..4),
        cuts in prop::collection::vec(1_usize..90_000, 1..12),
        commits in prop::collection::vec(any::<bool>(), 1..8),
        probes in prop::collection::vec((any::<usize>(), 0_usize..300_000), 1..20),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let streams: Vec<Vec<u8>> =
            lengths.iter().enumerate().map(|(n, len)| bytes(seed ^ n as u64, *len)).collect();
        let mut writer = TextWriter::open(folder.path(), Extent::default()).unwrap();
        let mut at = vec![0; streams.len()];
        let mut round = 0;
        while at.iter().zip(&streams).any(|(at, raw)| *at < raw.len()) {
            for (number, raw) in (0_u32..).zip(&streams) {
                let stream = number as usize;
                let end = raw.len().min(at[stream] + cuts[(round + stream) % cuts.len()]);
                // A little of what is kept already, as after a crash.
                let from = at[stream].saturating_sub(round % 3);
                writer.keep(number, from as u64, &raw[from..end], TEXT).unwrap();
                at[stream] = end;
            }
            if commits[round % commits.len()] && round % 5 == 0 {
                let extent = writer.flush().unwrap();
                drop(writer);
                writer = TextWriter::open(folder.path(), extent).unwrap();
            }
            round += 1;
        }
        let kept = KeptText::open(folder.path(), writer.flush().unwrap()).unwrap();
        for (number, raw) in (0_u32..).zip(&streams) {
            prop_assert_eq!(kept.end(number), raw.len() as u64);
            let mut again = Vec::new();
            kept.open_stream(number).unwrap().read_to_end(&mut again).unwrap();
            prop_assert!(&again == raw, "replay differs");
            for (place, length) in &probes {
                let from = place.checked_rem(raw.len()).unwrap_or_default();
                let end = raw.len().min(from + length);
                prop_assert!(kept.read(number, from as u64, *length).unwrap() == raw[from..end]);
                let start = from.saturating_sub(*length);
                prop_assert!(kept.read_before(number, from as u64, *length).unwrap() == raw[start..from]);
                if from < raw.len() {
                    let line = memchr::memchr_iter(b'\n', &raw[..from]).count() as u64 + 1;
                    prop_assert_eq!(kept.line(number, from as u64, TEXT).unwrap(), Some(line));
                }
            }
        }
    }
}

#[test]
fn what_no_commit_vouches_for_is_cut() {
    let folder = tempfile::tempdir().unwrap();
    let mut writer = TextWriter::open(folder.path(), Extent::default()).unwrap();
    writer.keep(0, 0, b"committed\n", TEXT).unwrap();
    let extent = writer.flush().unwrap();
    writer.keep(0, 10, b"lost in the crash\n", TEXT).unwrap();
    writer.flush().unwrap();
    drop(writer);
    let kept = KeptText::open(folder.path(), extent).unwrap();
    assert_eq!(kept.end(0), 10, "a reader sees no further than the commit");
    let mut writer = TextWriter::open(folder.path(), extent).unwrap();
    assert_eq!(writer.end(0), 10);
    writer.keep(0, 10, b"read again\n", TEXT).unwrap();
    let kept = KeptText::open(folder.path(), writer.flush().unwrap()).unwrap();
    assert_eq!(kept.read(0, 0, 100).unwrap(), b"committed\nread again\n");
}

#[test]
fn a_file_shorter_than_the_commit_says_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let extent = Extent { frames: 10, table: 40 };
    let error = TextWriter::open(folder.path(), extent).err().expect("there is no such file");
    assert!(error.to_string().contains("damaged"), "{error}");
    assert!(KeptText::open(folder.path(), extent).is_err());
}

#[test]
fn lines_of_utf16_are_counted_in_units() {
    // U+0A0A holds two bytes that look like line ends.
    let raw: Vec<u8> = "a\u{a0a}\nb\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let folder = tempfile::tempdir().unwrap();
    let mut writer = TextWriter::open(folder.path(), Extent::default()).unwrap();
    writer.keep(3, 0, &raw, Encoding::Utf16Le).unwrap();
    let kept = KeptText::open(folder.path(), writer.flush().unwrap()).unwrap();
    assert_eq!(kept.line(3, 6, Encoding::Utf16Le).unwrap(), Some(2));
    assert_eq!(kept.line(3, 0, Encoding::Utf16Le).unwrap(), Some(1));
}
