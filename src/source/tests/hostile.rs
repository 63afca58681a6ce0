//! Input that means harm costs little, is said, and stops nothing else.

use super::*;

fn kinds(bench: &Bench, scan: &Scan) -> Vec<(String, &'static str)> {
    let mut all = bench.problems(scan);
    all.extend(bench.content(scan).1);
    all
}

#[test]
fn names_that_lead_out_are_read_under_a_safe_one() {
    let files = ["../../evil.log", "/etc/evil.log", "C:\\evil.log", "a/../b.log"];
    let files: Vec<_> = files.iter().map(|name| named(name, b"x")).collect();
    for (archive, bytes) in [("b.tar", tar_of(&files)), ("b.tgz", gz(&tar_of(&files)))] {
        let bench = Bench::new(&[(archive, &bytes)]);
        let scan = bench.scan();
        let names = ["a/b.log", "etc/evil.log", "evil.log", "evil.log#2"];
        assert_eq!(bench.paths(&scan), names.map(|name| format!("{archive}!/{name}")));
        assert!(bench.problems(&scan).iter().all(|(_, kind)| *kind == "path"));
        assert_eq!(scan.problems.len(), 4);
        assert!(bench.content(&scan).0.values().all(|bytes| bytes == b"x"));
    }
}

#[test]
fn links_and_devices_in_archives_are_not_followed() {
    use tar::EntryType as Type;
    let mut builder = tar::Builder::new(Vec::new());
    for (name, kind) in [
        ("sym", Type::Symlink),
        ("hard", Type::Link),
        ("device", Type::Char),
        ("fifo", Type::Fifo),
        ("folder", Type::Directory),
    ] {
        let mut header = tar_header(name, 0, kind);
        header.set_link_name("/etc/passwd").unwrap();
        header.set_cksum();
        builder.append(&header, &b""[..]).unwrap();
    }
    builder.append(&tar_header("x.log", 1, Type::Regular), &b"x"[..]).unwrap();
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    zip.add_symlink("sym", "/etc/passwd", SimpleFileOptions::default()).unwrap();
    zip.add_directory("folder", SimpleFileOptions::default()).unwrap();
    let zip = zip.finish().unwrap().into_inner();
    let bench = Bench::new(&[("a.tar", &builder.into_inner().unwrap()), ("b.zip", &zip)]);
    let scan = bench.scan();
    assert_eq!(bench.paths(&scan), ["a.tar!/x.log"]);
    let told = [
        ("a.tar!/device", "special"),
        ("a.tar!/fifo", "special"),
        ("a.tar!/hard", "link"),
        ("a.tar!/sym", "link"),
        ("b.zip!/sym", "link"),
    ];
    assert_eq!(bench.problems(&scan), told.map(|(path, kind)| (path.to_owned(), kind)));
}

#[test]
fn bombs_do_not_go_off() {
    let zeros = vec![0_u8; 40 << 20];
    let beside = named("x.log", b"x");
    for (archive, bytes) in [
        ("a.gz", gz(&zeros)),
        ("b.zst", zst(&zeros)),
        ("c.zip", zip_of(&[named("zeros", &zeros), beside.clone()])),
        ("d.tgz", gz(&tar_of(&[beside, named("zeros", &zeros)]))),
        ("e.gz", gz(&zip_of(&[named("zeros", &zeros)]))),
        (
            "f.zip",
            zip_of(&[named(
                "g.zip",
                &zip_with(&[named("zeros", &zeros)], zip::CompressionMethod::Stored),
            )]),
        ),
    ] {
        let bench = Bench::new(&[(archive, &bytes), ("z.log", b"z")]);
        let scan = bench.scan();
        let told = kinds(&bench, &scan);
        assert_eq!(told.len(), 1, "{archive}: {told:?}");
        assert_eq!(told[0].1, "limit", "{archive}");
        let (content, _) = bench.content(&scan);
        assert!(content.values().all(|bytes| bytes.len() < 20 << 20), "{archive}");
        assert_eq!(content["z.log"], b"z");
        if matches!(archive, "c.zip" | "d.tgz") {
            assert_eq!(content[&format!("{archive}!/x.log")], b"x");
        }
    }
}

#[test]
fn repetitive_logs_are_no_bombs() {
    let mut log = Vec::new();
    while log.len() < 20 << 20 {
        let tick = log.len();
        writeln!(
            log,
            "192.0.2.10 -  -  [29/Jun/2014:11:{:02}:{:02} +0000] \"POST /NotificationService/\
             services/NotificationService?id=7c0d3c1e-5a7e-4b1f-9a51-0d7e2f6b{:04x}&pid=1 \
             HTTP/1.1\" 200 343 ",
            tick / 6_000 % 60,
            tick / 100 % 60,
            tick % 499
        )
        .unwrap();
    }
    let bench = Bench::new(&[("a.log.gz", &gz(&log)), ("b.log.zst", &zst(&log))]);
    assert_eq!(kinds(&bench, &bench.scan()), []);
}

#[test]
fn depth_is_bounded() {
    let mut bytes = b"x".to_vec();
    for _ in 0..7 {
        bytes = zip_of(&[named("m", &bytes)]);
    }
    let bench = Bench::new(&[("b", &bytes)]);
    let scan = bench.scan();
    assert_eq!(bench.paths(&scan), Vec::<String>::new());
    assert_eq!(bench.problems(&scan), [("b!/m!/m!/m!/m!/m".to_owned(), "limit")]);
    let scan = bench.scan_within(&Limits { depth: 7, ..Limits::default() });
    assert_eq!(bench.paths(&scan), ["b!/m!/m!/m!/m!/m!/m!/m"]);
    // A compressed tar is one level.
    let mut bytes = b"x".to_vec();
    for _ in 0..3 {
        bytes = gz(&tar_of(&[named("m", &bytes)]));
    }
    let bench = Bench::new(&[("b", &bytes)]);
    let scan = bench.scan_within(&Limits { depth: 3, ..Limits::default() });
    assert_eq!(bench.paths(&scan), ["b!/m!/m!/m"]);
    assert_eq!(bench.scan_within(&Limits { depth: 2, ..Limits::default() }).members, []);
}

#[test]
fn counts_and_totals_are_bounded() {
    let files: Vec<_> = (0..50).map(|index| named(&format!("{index:02}"), b"xx")).collect();
    for bytes in [zip_of(&files), tar_of(&files), gz(&tar_of(&files))] {
        let bench = Bench::new(&[("a", &bytes), ("b", b"b")]);
        let scan = bench.scan_within(&Limits { members: 10, ..Limits::default() });
        assert!(scan.members.len() <= 10);
        assert_eq!(scan.problems.len(), 1);
        assert_eq!(scan.problems[0].kind, "limit");
    }
    let packed = [named("a", &noise(5_000, 1)), named("b", &noise(5_000, 2))];
    let bench = Bench::new(&[("a.zip", &zip_of(&packed))]);
    let scan = bench.scan_within(&Limits { total_bytes: 12_000, ..Limits::default() });
    for _again in 0..3 {
        assert_eq!(bench.content(&scan).1, [], "the same bytes count once");
    }
    let scan = bench.scan_within(&Limits { total_bytes: 8_000, ..Limits::default() });
    assert_eq!(bench.content(&scan).1, [("a.zip!/b".to_owned(), "limit")]);
}

#[test]
fn held_archives_are_bounded() {
    let inner = zip_with(&[named("x", &noise(50_000, 1))], zip::CompressionMethod::Stored);
    let bench = Bench::new(&[
        ("a.tgz", &gz(&tar_of(&[named("b.zip", &inner), named("y", b"y")]))),
        ("c.zip", &zip_with(&[named("d.zip", &inner)], zip::CompressionMethod::Stored)),
    ]);
    let scan = bench.scan_within(&Limits { held_bytes: 1_000, ..Limits::default() });
    // A stored archive needs no memory.
    assert_eq!(bench.paths(&scan), ["a.tgz!/y", "c.zip!/d.zip!/x"]);
    assert_eq!(bench.problems(&scan), [("a.tgz!/b.zip".to_owned(), "limit")]);
    assert!(scan.problems[0].text.contains("unpack"));
}

#[test]
fn what_cannot_be_read_is_said_and_the_rest_is_read() {
    let mut zip = zip_of(&[named("secret", b"secret"), named("odd", b"odd"), named("x", b"x")]);
    // General purpose flag bit 0 of the first, method 9 (deflate64) of the second, in the directory.
    let at =
        |zip: &[u8], name: &[u8]| zip.windows(name.len()).rposition(|found| found == name).unwrap();
    let secret = at(&zip, b"secret") - 46;
    zip[secret + 8] |= 1;
    let odd = at(&zip, b"odd") - 46;
    zip[odd + 10] = 9;
    let bench = Bench::new(&[
        ("a.zip", &zip),
        ("b.7z", b"7z\xbc\xaf\x27\x1c and so on"),
        (
            "c.tar",
            &[tar_of(&[named("x", &noise(512, 1))])[..1024].to_vec(), noise(512, 2)].concat(),
        ),
    ]);
    let scan = bench.scan();
    assert_eq!(bench.paths(&scan), ["a.zip!/x", "c.tar!/x"]);
    let told = [
        ("a.zip!/odd", "unsupported"),
        ("a.zip!/secret", "encrypted"),
        ("b.7z", "unsupported"),
        ("c.tar", "damaged"),
    ];
    assert_eq!(bench.problems(&scan), told.map(|(path, kind)| (path.to_owned(), kind)));
}

#[test]
fn sparse_files_do_not_hide_what_follows() {
    let mut sparse = tar_header("sparse", 512, tar::EntryType::GNUSparse);
    sparse.as_gnu_mut().unwrap().isextended = [1];
    sparse.set_cksum();
    let mut map = [[0_u8; 512]; 2];
    map[0][504] = 1; // one more block of the map
    let after = tar_of(&[named("x", b"x")]);
    let old = [sparse.as_bytes(), map.as_flattened(), &noise(512, 1), &after].concat();
    let mut builder = tar::Builder::new(Vec::new());
    let records = [("GNU.sparse.major", &b"1"[..]), ("GNU.sparse.name", b"sparse"), ("path", b"n")];
    builder.append_pax_extensions(records).unwrap();
    builder.append(&tar_header("n", 512, tar::EntryType::Regular), &noise(512, 1)[..]).unwrap();
    builder.append(&tar_header("x", 1, tar::EntryType::Regular), &b"x"[..]).unwrap();
    let bench = Bench::new(&[("a", &old), ("b", &builder.into_inner().unwrap())]);
    let scan = bench.scan();
    assert_eq!(bench.paths(&scan), ["a!/x", "b!/x"]);
    let told = ["a!/sparse", "b!/sparse"].map(|path| (path.to_owned(), "unsupported"));
    assert_eq!(bench.problems(&scan), told);
}

#[test]
fn names_of_any_claimed_length_are_not_held() {
    let mut builder = tar::Builder::new(Vec::new());
    let header = tar_header("././@LongLink", 1 << 20, tar::EntryType::GNULongName);
    builder.append(&header, &vec![b'a'; 1 << 20][..]).unwrap();
    let bench = Bench::new(&[("a.tar", &builder.into_inner().unwrap())]);
    assert_eq!(bench.problems(&bench.scan()), [("a.tar".to_owned(), "damaged")]);
    let mut huge = tar_header("x", 0, tar::EntryType::Regular);
    huge.set_size(u64::MAX);
    huge.set_cksum();
    let bench = Bench::new(&[("a.tar", huge.as_bytes())]);
    assert_eq!(bench.problems(&bench.scan()), [("a.tar".to_owned(), "damaged")]);
}
