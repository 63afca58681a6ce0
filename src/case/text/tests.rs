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
    let extent = Extent { frames: 10, table: 40, generation: 0 };
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

/// Tiers of blocks that are not full: below 16 bytes, 256, 4 KiB, 64 KiB, and 256 KiB.
const TIERS: usize = 5;

/// Live blocks that are not full, and full ones.
fn blocks(writer: &TextWriter) -> (usize, usize) {
    let full = writer.table().blocks().filter(|block| block.is_full()).count();
    (writer.table().blocks().count() - full, full)
}

#[test]
fn a_log_that_grows_by_little_stays_few_blocks() {
    let folder = tempfile::tempdir().unwrap();
    let mut writer = TextWriter::open(folder.path(), Extent::default()).unwrap();
    let raw = bytes(7, 400_000);
    for (commit, part) in raw.chunks(97).enumerate() {
        writer.keep(0, (commit * 97) as u64, part, TEXT).unwrap();
        writer.flush().unwrap();
        writer.committed();
        let (small, full) = blocks(&writer);
        assert!(small < FANOUT * TIERS, "{small} small blocks after {commit} commits");
        assert!(full <= raw.len() / BLOCK);
    }
    let extent = writer.flush().unwrap();
    let kept = KeptText::open(folder.path(), extent).unwrap();
    assert!(kept.read(0, 0, raw.len()).unwrap() == raw);
    let once = TextWriter::open(&folder.path().join("once"), Extent::default());
    let mut once = once.unwrap();
    once.keep(0, 0, &raw, TEXT).unwrap();
    once.flush().unwrap();
    let (packed, best) = (writer.table().live().frames, once.table().live().frames);
    assert!(packed < best * 5 / 4, "{packed} bytes instead of {best}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Committed, cut off, merged, compacted, dropped: every reader sees what its commit says.
    #[test]
    fn any_history_reads_as_one_write(
        seed: u64,
        steps in prop::collection::vec((0_u32..3, 1_usize..5_000, 0_u8..20), 1..250),
        large in any::<prop::sample::Index>(),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let mut writer = TextWriter::open(folder.path(), Extent::default()).unwrap();
        let mut raw = [Vec::new(), Vec::new(), Vec::new()];
        let mut is_dropped = [false; 3];
        let mut committed = (Extent::default(), raw.clone(), is_dropped);
        let mut early: Option<(KeptText, [Vec<u8>; 3])> = None;
        for (number, (stream, length, act)) in steps.iter().enumerate() {
            let length = if number == large.index(steps.len()) { 600_000 } else { *length };
            let place = *stream as usize;
            if !is_dropped[place] {
                let part = bytes(seed ^ number as u64, length);
                writer.keep(*stream, raw[place].len() as u64, &part, TEXT).unwrap();
                raw[place].extend(part);
            }
            match act {
                // A crash, and on from the last commit.
                0 => {
                    drop(writer);
                    writer = TextWriter::open(folder.path(), committed.0).unwrap();
                    (raw, is_dropped) = (committed.1.clone(), committed.2);
                    continue;
                }
                1 => writer.compact().unwrap(),
                2 if number % 7 == 0 => {
                    writer.drop_stream(*stream).unwrap();
                    (raw[place], is_dropped[place]) = (Vec::new(), true);
                }
                _ => {}
            }
            committed = (writer.flush().unwrap(), raw.clone(), is_dropped);
            writer.committed();
            if number == steps.len() / 2 {
                early = Some((KeptText::open(folder.path(), committed.0).unwrap(), raw.clone()));
            }
            let (small, full) = blocks(&writer);
            prop_assert!(small <= 3 * FANOUT * TIERS + full, "{} small, {} full", small, full);
        }
        let (extent, raw, _) = committed;
        let late = (KeptText::open(folder.path(), extent).unwrap(), raw);
        for (kept, raw) in early.iter().chain([&late]) {
            for (stream, raw) in (0..).zip(raw) {
                prop_assert_eq!(kept.end(stream), raw.len() as u64);
                let mut again = Vec::new();
                kept.open_stream(stream).unwrap().read_to_end(&mut again).unwrap();
                prop_assert!(&again == raw, "replay of {} differs", stream);
                for at in (0..raw.len()).step_by(raw.len() / 9 + 1) {
                    let line = memchr::memchr_iter(b'\n', &raw[..at]).count() as u64 + 1;
                    prop_assert_eq!(kept.line(stream, at as u64, TEXT).unwrap(), Some(line));
                    prop_assert!(kept.read(stream, at as u64, 999).unwrap()
                        == raw[at..raw.len().min(at + 999)]);
                }
            }
        }
    }
}

#[test]
fn garbage_goes_and_readers_of_the_commit_before_do_not_notice() {
    let folder = tempfile::tempdir().unwrap();
    let mut writer = TextWriter::open(folder.path(), Extent::default()).unwrap();
    let mut state = 1_u64;
    let mut noise = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()
    };
    // Does not pack: so much is in the file.
    let raw: Vec<u8> = (0..1_250_000).flat_map(|_| noise()).collect();
    writer.keep(0, 0, &raw, TEXT).unwrap();
    writer.keep(1, 0, b"stays\n", TEXT).unwrap();
    let before = writer.flush().unwrap();
    writer.committed();
    let reader = KeptText::open(folder.path(), before).unwrap();
    let names = || {
        let entries = std::fs::read_dir(folder.path()).unwrap();
        let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        names
    };
    writer.drop_stream(0).unwrap();
    let after = writer.flush().unwrap();
    assert_eq!((before.generation, after.generation), (0, 1));
    assert!(after.frames < 100, "{after:?}");
    // The commit may fail: then the old files are still what counts.
    assert_eq!(names().len(), 4);
    KeptText::open(folder.path(), before).unwrap();
    writer.committed();
    assert_eq!(names().len(), 4, "a reader may just have read the commit before");
    writer.keep(1, 6, b"goes on\n", TEXT).unwrap();
    let last = writer.flush().unwrap();
    writer.committed();
    assert_eq!(names(), ["blocks-1.tbl", "blocks-1.zst"]);
    assert!(reader.read(0, 0, raw.len()).unwrap() == raw, "an open reader holds its files");
    assert!(KeptText::open(folder.path(), before).is_err(), "and a late one opens the case again");
    drop(writer);
    let writer = TextWriter::open(folder.path(), last).unwrap();
    assert_eq!((writer.end(0), writer.end(1)), (0, 14));
    let kept = KeptText::open(folder.path(), last).unwrap();
    assert_eq!(kept.read(1, 0, 100).unwrap(), b"stays\ngoes on\n");
}
