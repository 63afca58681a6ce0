//! What breaks off is said, and what stands before the break is read.

use proptest::prelude::*;

use super::*;

fn files() -> Vec<(String, Vec<u8>)> {
    (0_u64..6)
        .map(|seed| (format!("f{seed}"), noise(700 + 900 * usize::from(seed == 3), seed)))
        .collect()
}

/// All the ways to pack the same files.
fn packed(kind: u8, files: &[(String, Vec<u8>)]) -> Vec<u8> {
    match kind {
        0 => zip_of(files),
        1 => streamed_zip_of(files),
        2 => zip_with(files, zip::CompressionMethod::Stored),
        3 => tar_of(files),
        4 => gz(&tar_of(files)),
        5 => bz2(&tar_of(files)),
        6 => xz(&tar_of(files)),
        7 => zst(&tar_of(files)),
        8 => gz(&zip_of(files)),
        9 => zip_of(&[("m".to_owned(), gz(&tar_of(files)))]),
        _ => gz(&tar_of(&[("m".to_owned(), streamed_zip_of(files))])),
    }
}

/// The file's own name, whatever archives it was in.
fn leaf(path: &str) -> &str {
    path.rsplit('/').next().unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// However an archive is cut, what is read of each file is a beginning of it, and if anything
    /// is missing, something says so.
    #[test]
    fn nothing_is_lost_in_silence(kind in 0_u8..11, cut in 0.0_f64..1.0) {
        let files = files();
        let bytes = packed(kind, &files);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss,
            reason = "a share of some kilobytes")]
        let length = (bytes.len() as f64 * cut) as usize;
        let bench = Bench::new(&[("b", &bytes[..length])]);
        let scan = bench.scan();
        let (content, stopped) = bench.content(&scan);
        let mut whole = 0;
        for (path, bytes) in &content {
            let Some((_, truth)) = files.iter().find(|(name, _)| name == leaf(path)) else { continue };
            prop_assert!(truth.starts_with(bytes), "{}", path);
            whole += usize::from(truth == bytes);
        }
        // Some bytes that are no archive any more are a file as good as any.
        let is_plain = content.contains_key("b") && stopped.is_empty();
        prop_assert!(
            whole == files.len() || is_plain || !stopped.is_empty() || !scan.problems.is_empty()
        );
        prop_assert!(!is_plain || length < 512);
        for (index, bytes) in read_in_order(&scan, (0..scan.members.len()).collect()) {
            prop_assert_eq!(&bytes, &content[&bench.below(&scan.members[index].path)]);
        }
    }

    /// Bytes may be wrong anywhere: nothing panics, and zip and gzip give no wrong content without
    /// saying so.
    #[test]
    fn damage_is_survived(kind in 0_u8..11, at in any::<prop::sample::Index>(), bits in 1_u8..=255) {
        let files = files();
        let mut bytes = packed(kind, &files);
        let at = at.index(bytes.len());
        bytes[at] ^= bits;
        let bench = Bench::new(&[("b", &bytes)]);
        let scan = bench.scan();
        let (content, stopped) = bench.content(&scan);
        let wrong = content.iter().any(|(path, bytes)| {
            let known = files.iter().find(|(name, _)| name == leaf(path));
            known.is_some_and(|(_, truth)| truth != bytes)
        });
        if kind == 0 {
            prop_assert!(!wrong || !stopped.is_empty() || !scan.problems.is_empty());
        }
    }
}

#[test]
fn a_break_is_told_once_and_to_the_reader() {
    let log = noise(200_000, 7);
    for pack in [gz, bz2, xz, zst] {
        let mut bytes = pack(&log);
        bytes.truncate(bytes.len() / 2);
        let bench = Bench::new(&[("x.log.gz", &bytes)]);
        let scan = bench.scan();
        assert_eq!(bench.problems(&scan), []);
        let (content, stopped) = bench.content(&scan);
        assert_eq!(stopped, [("x.log.gz".to_owned(), "truncated")]);
        assert!(log.starts_with(&content["x.log.gz"]));
    }
}

#[test]
fn a_cut_tar_is_told_by_its_last_member() {
    let files = [named("a", &noise(2_000, 1)), named("b", &noise(400_000, 2)), named("c", b"c")];
    for (name, bytes) in [("x.tar", tar_of(&files)), ("x.tgz", gz(&tar_of(&files)))] {
        let bench = Bench::new(&[(name, &bytes[..200_000])]);
        let scan = bench.scan();
        assert_eq!(bench.paths(&scan), [format!("{name}!/a"), format!("{name}!/b")]);
        assert_eq!(bench.problems(&scan), []);
        let (content, stopped) = bench.content(&scan);
        assert_eq!(stopped, [(format!("{name}!/b"), "truncated")]);
        assert!(content[&format!("{name}!/b")].len() > 150_000);
    }
}

#[test]
fn a_tar_without_its_end_mark_may_lack_members() {
    let whole = tar_of(&[named("a", &noise(512, 1))]);
    let bench = Bench::new(&[("x.tar", &whole[..1024])]);
    let scan = bench.scan();
    assert_eq!(bench.problems(&scan), [("x.tar".to_owned(), "truncated")]);
    assert_eq!(bench.content(&scan).1, []);
}

#[test]
fn a_zip_without_directory_is_read_by_its_headers() {
    let files = files();
    for bytes in [zip_of(&files), streamed_zip_of(&files)] {
        let directory = bytes.windows(4).position(|mark| mark == b"PK\x01\x02").unwrap();
        let bench = Bench::new(&[("b.zip", &bytes[..directory])]);
        let scan = bench.scan();
        assert_eq!(bench.problems(&scan), [("b.zip".to_owned(), "damaged")]);
        let (content, stopped) = bench.content(&scan);
        assert_eq!(stopped, []);
        let truth: Vec<_> = files.iter().map(|(_, bytes)| bytes.clone()).collect();
        assert_eq!(content.into_values().collect::<Vec<_>>(), truth);
    }
}

#[test]
fn a_wrong_byte_in_a_zip_is_told_by_its_checksum() {
    let mut bytes = zip_with(&[named("x", &noise(500, 9))], zip::CompressionMethod::Stored);
    bytes[200] ^= 1;
    let bench = Bench::new(&[("b.zip", &bytes)]);
    let (content, stopped) = bench.content(&bench.scan());
    assert_eq!(content["b.zip!/x"].len(), 500);
    assert_eq!(stopped, [("b.zip!/x".to_owned(), "damaged")]);
}
