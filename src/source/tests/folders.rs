//! Folders: what is walked, and what is not.

use std::os::unix::fs::symlink;

use super::*;

#[test]
fn folders_are_walked_in_order() {
    let bench = Bench::new(&[("b/2.log", b"2"), ("b/1.log", b"1"), ("a.log", b"a")]);
    let scan = bench.scan();
    assert_eq!(bench.paths(&scan), ["a.log", "b/1.log", "b/2.log"]);
    assert_eq!(scan.members[1].relative, "b/1.log");
    assert!(scan.members[1].modified.unwrap().zone_known);
}

#[test]
fn cases_and_indexes_are_left_alone() {
    let bench = Bench::new(&[
        (".mbxtrace/x.log", b"x"),
        ("index/meta.json", b"{}"),
        ("index/.managed.json", b"[]"),
        ("index/x.store", b"x"),
        ("other/meta.json", b"{}"),
    ]);
    assert_eq!(bench.paths(&bench.scan()), ["other/meta.json"]);
}

#[test]
fn a_missing_path_is_an_error_that_names_it() {
    let bench = Bench::new(&[]);
    let missing = bench.path("nowhere");
    let error =
        scan(std::slice::from_ref(&missing), &Limits::default(), &mut |_, _| {}).err().unwrap();
    assert_eq!(
        error.to_string(),
        format!("{}: there is no such file or folder", missing.display())
    );
}

#[test]
fn the_same_path_twice_is_read_once() {
    let bench = Bench::new(&[("a/x.log", b"x"), ("y.log", b"y")]);
    let paths = [
        bench.path("a"),
        bench.path("a"),
        bench.path("y.log"),
        bench.path("a/../a"),
        bench.path("a/x.log"),
    ];
    let scan = scan(&paths, &Limits::default(), &mut |_, _| {}).unwrap();
    assert_eq!(bench.paths(&scan), ["a/x.log", "y.log"]);
    assert_eq!(scan.members.iter().map(|member| member.root).collect::<Vec<_>>(), [0, 2]);
}

#[test]
fn links_are_followed_when_given_and_not_out_of_the_folder() {
    let bench = Bench::new(&[("in/x.log", b"x"), ("out/y.log", b"y")]);
    symlink(bench.path("out"), bench.path("in/out")).unwrap();
    symlink(bench.path("out/y.log"), bench.path("in/y.log")).unwrap();
    symlink(bench.path("in/x.log"), bench.path("in/same.log")).unwrap();
    symlink(bench.path("in"), bench.path("in/loop")).unwrap();
    symlink(bench.path("gone"), bench.path("in/gone")).unwrap();
    symlink(bench.path("in"), bench.path("given")).unwrap();
    let scan = scan(&[bench.path("given")], &Limits::default(), &mut |_, _| {}).unwrap();
    assert_eq!(bench.paths(&scan), ["given/x.log"]);
    let told = ["given/gone", "given/loop", "given/out", "given/y.log"];
    assert_eq!(bench.problems(&scan), told.map(|path| (path.to_owned(), "link")));
}

#[test]
fn sockets_are_not_read() {
    let bench = Bench::new(&[("x.log", b"x")]);
    let _socket = std::os::unix::net::UnixListener::bind(bench.path("socket")).unwrap();
    let scan = bench.scan();
    assert_eq!(bench.paths(&scan), ["x.log"]);
    assert_eq!(bench.problems(&scan), [("socket".to_owned(), "special")]);
}
