//! Whatever is packed is read, however it is packed.

use std::io::Read;

use proptest::prelude::*;

use super::*;

/// A file or an archive of such.
#[derive(Clone, Debug)]
enum Tree {
    File(Vec<u8>),
    Archive(u8, Vec<Tree>),
}

fn trees() -> impl Strategy<Value = Tree> {
    let file = (0_usize..3_000, any::<u64>()).prop_map(|(length, seed)| {
        Tree::File(noise(if length % 7 == 0 { length * 50 } else { length }, seed))
    });
    file.prop_recursive(3, 16, 4, |inner| {
        (0_u8..8, proptest::collection::vec(inner, 1..4))
            .prop_map(|(kind, members)| Tree::Archive(kind, members))
    })
}

/// Packs a tree; adds what is in it to `content`, by the path it must be shown under.
fn pack(tree: &Tree, path: &str, content: &mut Content) -> Vec<u8> {
    let (kind, members) = match tree {
        Tree::File(bytes) => {
            content.insert(path.to_owned(), bytes.clone());
            return bytes.clone();
        }
        Tree::Archive(kind, members) => (kind, members),
    };
    if *kind == 7 {
        return gz(&pack(&members[0], path, content));
    }
    let files: Vec<_> = members
        .iter()
        .enumerate()
        .map(|(index, member)| {
            let name = format!("n{index}/m");
            let bytes = pack(member, &format!("{path}!/{name}"), content);
            (name, bytes)
        })
        .collect();
    match kind {
        0 => zip_of(&files),
        1 => zip_with(&files, zip::CompressionMethod::Stored),
        2 => tar_of(&files),
        3 => gz(&tar_of(&files)),
        4 => bz2(&tar_of(&files)),
        5 => xz(&tar_of(&files)),
        _ => zst(&tar_of(&files)),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// Every file in any nesting of archives is found and read back, one by one and in one go, in
    /// the order of the archives and in any other.
    #[test]
    fn whatever_is_packed_is_read(tree in trees(), keys in any::<u64>()) {
        let mut truth = Content::new();
        let bytes = pack(&tree, "bundle", &mut truth);
        let bench = Bench::new(&[("bundle", &bytes)]);
        let scan = bench.scan_within(&Limits { depth: 20, ..Limits::default() });
        prop_assert_eq!(bench.problems(&scan), vec![]);
        let (content, stopped) = bench.content(&scan);
        prop_assert_eq!(stopped, vec![]);
        prop_assert_eq!(&content, &truth);
        let mut order: Vec<usize> = (0..scan.members.len()).collect();
        scan.reading_order(&mut order);
        for shuffled in [false, true] {
            if shuffled {
                order.sort_by_key(|index| (*index as u64 + 1).wrapping_mul(keys | 1) >> 7);
            }
            for (index, bytes) in read_in_order(&scan, order.clone()) {
                let path = bench.below(&scan.members[index].path);
                prop_assert_eq!(&bytes, &truth[&path], "{}", path);
            }
        }
    }
}

#[test]
fn members_are_described() {
    let log = b"line\n".to_vec();
    let tgz = gz(&tar_of(&[named("cuc1/jetty/x.log", &log)]));
    let zip = zip_of(&[named("active_1.tgz", &tgz)]);
    let packed = gz(&log);
    let bench = Bench::new(&[("case/b.zip", &zip), ("case/cuc2/y.uc.gz", &packed)]);
    let scan = bench.scan();
    let inner = member(&scan, "case/b.zip!/active_1.tgz!/cuc1/jetty/x.log");
    assert_eq!(inner.relative, "case/b.zip/active_1.tgz/cuc1/jetty/x.log");
    assert_eq!((inner.name.as_str(), inner.size, inner.packed), ("x.log", Some(5), None));
    assert_eq!(inner.modified.unwrap().unix_seconds, 1_404_000_000);
    assert!(inner.modified.unwrap().zone_known);
    let single = member(&scan, "case/cuc2/y.uc.gz");
    assert_eq!((single.relative.as_str(), single.name.as_str()), ("case/cuc2/y.uc", "y.uc"));
    assert_eq!((single.size, single.packed), (None, Some("gzip")));
    let given = super::super::scan(&[bench.path("case/b.zip")], &Limits::default(), &mut |_, _| {});
    assert_eq!(given.unwrap().members[0].relative, "b.zip/active_1.tgz/cuc1/jetty/x.log");
}

#[test]
fn nodes_come_from_folders_below_the_root() {
    let tgz = gz(&tar_of(&[named("cuc1/jetty/x.log", b"x"), named("jetty/y.log", b"y")]));
    let bench = Bench::new(&[("b.tgz", &tgz), ("192.0.2.7/cuc/z.uc", b"z")]);
    let scan = bench.scan();
    let nodes: Vec<&str> = scan.members.iter().map(|member| member.node.as_str()).collect();
    assert_eq!(nodes, ["192.0.2.7", "cuc1", ""]);
}

#[test]
fn zip_times_are_wall_times_unless_the_zip_says_more() {
    let time = zip::DateTime::from_date_and_time(2014, 6, 29, 11, 30, 2).unwrap();
    let options = SimpleFileOptions::default().last_modified_time(time);
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    writer.start_file("x.log", options).unwrap();
    writer.write_all(b"x").unwrap();
    let mut bytes = writer.finish().unwrap().into_inner();
    let bench = Bench::new(&[("b.zip", &bytes)]);
    let told = bench.scan().members[0].modified.unwrap();
    assert_eq!((told.unix_seconds, told.zone_known), (1_404_041_402, false));
    bytes.truncate(40); // no directory any more
    let bench = Bench::new(&[("b.zip", &bytes)]);
    let told = bench.scan().members[0].modified.unwrap();
    assert_eq!((told.unix_seconds, told.zone_known), (1_404_041_402, false));
}

#[test]
fn zip_times_with_the_extended_timestamp_are_utc() {
    let mut options = zip::write::FullFileOptions::default();
    let stamp = [&[1_u8][..], &1_404_000_001_u32.to_le_bytes()].concat();
    options.add_extra_field(0x5455, stamp, false).unwrap();
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    writer.start_file("x.log", options).unwrap();
    writer.write_all(b"x").unwrap();
    let bytes = writer.finish().unwrap().into_inner();
    let directory = bytes.windows(4).position(|mark| mark == b"PK\x01\x02").unwrap();
    for bytes in [&bytes[..], &bytes[..directory]] {
        let bench = Bench::new(&[("b.zip", bytes)]);
        let told = bench.scan().members[0].modified.unwrap();
        assert_eq!((told.unix_seconds, told.zone_known), (1_404_000_001, true));
    }
}

#[test]
fn text_is_no_archive() {
    let mut like_ustar = vec![b'x'; 600];
    like_ustar[257..262].copy_from_slice(b"ustar");
    // A line of digits whose sum happens to be right.
    let mut like_v7 = vec![b'1'; 600];
    let sum = 504 * u32::from(b'1') + 8 * u32::from(b' ');
    like_v7[148..156].copy_from_slice(format!("{sum:07o} ").as_bytes());
    let bench = Bench::new(&[("a.log", &like_ustar), ("b.log", &like_v7), ("c.log", b"PK 5 0")]);
    let scan = bench.scan();
    assert_eq!(bench.paths(&scan), ["a.log", "b.log", "c.log"]);
    assert_eq!(bench.problems(&scan), []);
}

#[test]
fn concatenated_streams_are_one() {
    for pack in [gz, bz2, xz, zst] {
        let bytes = [pack(b"one "), pack(b""), pack(b"two")].concat();
        let bench = Bench::new(&[("x.log.packed", &bytes)]);
        let (content, stopped) = bench.content(&bench.scan());
        assert_eq!(content["x.log.packed"], b"one two");
        assert_eq!(stopped, []);
    }
}

#[test]
fn names_do_not_matter() {
    let bench = Bench::new(&[
        ("a.zip", &gz(b"text")),
        ("b.gz", b"text"),
        ("c.log", &zip_of(&[named("x", b"text")])),
        ("d.txt", &tar_of(&[named("x", b"text")])),
    ]);
    let scan = bench.scan();
    assert_eq!(bench.paths(&scan), ["a.zip", "b.gz", "c.log!/x", "d.txt!/x"]);
    assert!(bench.content(&scan).0.values().all(|bytes| bytes == b"text"));
}

#[test]
fn the_visitor_sees_the_first_bytes() {
    let long = noise(100_000, 3);
    let zip = zip_of(&[named("long", &long), named("none", b""), named("gz", &gz(&long))]);
    let bench = Bench::new(&[("b.zip", &zip)]);
    let mut seen = Content::new();
    let scan = scan(&[bench.path("b.zip")], &Limits::default(), &mut |member, head| {
        seen.insert(member.name.clone(), head.to_vec());
    });
    assert_eq!(scan.unwrap().members.len(), 3);
    assert_eq!(seen["long"], long[..65_536]);
    assert_eq!(seen["gz"], long[..65_536]);
    assert_eq!(seen["none"], b"");
}

#[test]
fn nothing_in_it_is_not_an_error() {
    let bench = Bench::new(&[
        ("a.zip", &zip_of(&[])),
        ("b.tar", &tar_of(&[])),
        ("c.tgz", &gz(&tar_of(&[]))),
        ("d.gz", &gz(b"")),
        ("e.log", b""),
    ]);
    let scan = bench.scan();
    assert_eq!(bench.paths(&scan), ["d.gz", "e.log"]);
    let empty = |name: &str| (name.to_owned(), "empty");
    assert_eq!(bench.problems(&scan), [empty("a.zip"), empty("b.tar"), empty("c.tgz")]);
    assert_eq!(bench.content(&scan).1, []);
}

#[test]
fn long_names_and_old_headers() {
    let long = format!("{}/x.log", "folder-".repeat(40));
    let mut old = tar::Header::new_old();
    old.set_path("old.log").unwrap();
    old.set_size(3);
    old.as_mut_bytes()[329..344].copy_from_slice(b"0000000\x000000000"); // as GNU tar does
    old.set_cksum();
    let mut builder = tar::Builder::new(Vec::new());
    builder.append(&old, &b"old"[..]).unwrap();
    builder.append_pax_extensions([("path", long.as_bytes()), ("mtime", b"1404000001.5")]).unwrap();
    let header = tar_header("short", 3, tar::EntryType::Regular);
    builder.append(&header, &b"pax"[..]).unwrap();
    let old = builder.into_inner().unwrap();
    let bench = Bench::new(&[("a.tar", &tar_of(&[named(&long, b"gnu")])), ("b.tar", &old)]);
    let scan = bench.scan();
    let (content, _) = bench.content(&scan);
    assert_eq!(content[&format!("a.tar!/{long}")], b"gnu");
    assert_eq!(content[&format!("b.tar!/{long}")], b"pax");
    assert_eq!(content["b.tar!/old.log"], b"old");
    assert_eq!(
        member(&scan, &format!("b.tar!/{long}")).modified.unwrap().unix_seconds,
        1_404_000_001
    );
}

#[test]
fn members_of_one_name_are_all_there() {
    let files = [named("x.log", b"one"), named("x.log", b"two")];
    let tar = tar_of(&files);
    // A zip writer refuses it: two names of one length, made equal afterwards.
    let mut zip = zip_of(&[named("x.log", b"one"), named("y.log", b"two")]);
    for at in 0..zip.len() - 5 {
        if zip[at..].starts_with(b"y.log") {
            zip[at] = b'x';
        }
    }
    let bench = Bench::new(&[("a.tar", &tar), ("b.zip", &zip)]);
    let scan = bench.scan();
    assert_eq!(
        bench.paths(&scan),
        ["a.tar!/x.log", "a.tar!/x.log#2", "b.zip!/x.log", "b.zip!/x.log#2"]
    );
    let content: Vec<Vec<u8>> = bench.content(&scan).0.into_values().collect();
    assert_eq!(content, [b"one", b"two", b"one", b"two"]);
}

#[test]
fn many_small_members_cost_one_pass() {
    let files: Vec<_> = (0..5_000)
        .map(|index| (format!("cuc1/x{index:04}.log.gz"), gz(format!("{index}\n").as_bytes())))
        .collect();
    let bench = Bench::new(&[("b.tgz", &gz(&tar_of(&files)))]);
    let scan = bench.scan();
    assert_eq!(scan.members.len(), 5_000);
    let begun = std::time::Instant::now();
    let contents = read_in_order(&scan, (0..5_000).collect());
    for (index, bytes) in contents {
        assert_eq!(bytes, format!("{index}\n").as_bytes());
    }
    // From the start each, it would be 5,000 times 5 MB.
    assert!(begun.elapsed() < std::time::Duration::from_secs(10));
}

#[test]
fn two_readers_at_once_do_not_disturb_each_other() {
    let files: Vec<_> =
        (0_u64..20).map(|seed| (format!("{seed:02}"), noise(40_000, seed))).collect();
    let inner = gz(&tar_of(&files));
    let bench = Bench::new(&[("b.zip", &zip_of(&[named("b.tgz", &inner)]))]);
    let scan = bench.scan();
    let mut one = scan.open(3).unwrap();
    let mut other = scan.open(3).unwrap();
    let mut half = vec![0; 20_000];
    one.read_exact(&mut half).unwrap();
    let mut whole = Vec::new();
    other.read_to_end(&mut whole).unwrap();
    one.read_to_end(&mut half).unwrap();
    assert_eq!(half, files[3].1);
    assert_eq!(whole, files[3].1);
    std::thread::scope(|threads| {
        for _ in 0..4 {
            threads.spawn(|| {
                for (index, bytes) in read_in_order(&scan, (0..20).collect()) {
                    assert_eq!(bytes, files[index].1);
                }
            });
        }
    });
}

#[test]
fn leaving_an_inner_archive_and_coming_back_is_safe() {
    let files: Vec<_> = (0_u64..4).map(|seed| (format!("{seed}"), noise(300_000, seed))).collect();
    let inner = gz(&tar_of(&files[..3]));
    let outer = gz(&tar_of(&[named("a.tgz", &inner), files[3].clone()]));
    let bench = Bench::new(&[("b.tgz", &outer)]);
    let scan = bench.scan();
    for order in [[1, 0, 2, 3], [0, 1, 3, 2], [2, 0, 3, 1], [3, 2, 0, 1]] {
        for (index, bytes) in read_in_order(&scan, order.to_vec()) {
            let (_, truth) =
                files.iter().find(|(name, _)| *name == scan.members[index].name).unwrap();
            assert!(bytes == *truth, "{index} in {order:?}");
        }
    }
}

#[test]
fn readers_and_scans_cross_threads() {
    fn is_owned_by_threads<T: Send + 'static>() {}
    fn is_shared_by_threads<T: Sync>() {}
    is_owned_by_threads::<crate::source::MemberReader>();
    is_shared_by_threads::<Scan>();
}

#[test]
fn a_member_left_in_the_middle_does_not_shift_the_next() {
    let files: Vec<_> = (0_u64..5).map(|seed| (format!("{seed}"), noise(90_000, seed))).collect();
    let bench = Bench::new(&[("b.tgz", &gz(&tar_of(&files)))]);
    let scan = bench.scan();
    let mut reader = scan.reader(vec![0, 1, 3]);
    let mut some = [0; 100];
    for wanted in [0_usize, 1] {
        assert_eq!(reader.advance(), Some(wanted));
        reader.read_exact(&mut some).unwrap();
        assert_eq!(some, files[wanted].1[..100]);
    }
    assert_eq!(reader.advance(), Some(3));
    let mut whole = Vec::new();
    reader.read_to_end(&mut whole).unwrap();
    assert_eq!(whole, files[3].1);
    assert_eq!(reader.advance(), None);
    assert_eq!(reader.read(&mut some).unwrap(), 0);
}
