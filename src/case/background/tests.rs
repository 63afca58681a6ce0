//! A case written by a thread of its own, against one written here.

use std::fs;
use std::io::Read;
use std::path::Path;
use std::time::{Duration, Instant};

use proptest::prelude::*;

use crate::case::sample::{self, SMALL, count, log};
use crate::case::{Case, CaseError, CaseWriter};

fn open(folder: &Path) -> CaseWriter {
    CaseWriter::open(folder, SMALL).unwrap().in_background().unwrap()
}

/// Waits for so many commits.
fn wait_for(writer: &mut CaseWriter, made: u64) -> Result<(), CaseError> {
    let until = Instant::now() + Duration::from_mins(1);
    while writer.commits()?.made < made {
        assert!(Instant::now() < until, "no commit");
        std::thread::sleep(Duration::from_millis(1));
    }
    Ok(())
}

#[test]
fn what_comes_after_a_commit_has_begun_is_not_in_it() {
    let folder = tempfile::tempdir().unwrap();
    let mut writer = open(folder.path());
    sample::add(&mut writer, "a", "n1", log(0, 10).as_bytes()).unwrap();
    writer.begin_commit().unwrap();
    assert!(!writer.is_dirty());
    sample::add(&mut writer, "b", "n1", log(10, 10).as_bytes()).unwrap();
    wait_for(&mut writer, 1).unwrap();
    assert!(!writer.commits().unwrap().is_under_way);
    drop(writer);
    assert_eq!(count(folder.path()), 10);
    let mut writer = open(folder.path());
    assert_eq!(writer.manifest().streams.len(), 1);
    sample::add(&mut writer, "b", "n1", log(10, 10).as_bytes()).unwrap();
    writer.finish().unwrap();
    assert_eq!(count(folder.path()), 20);
}

#[test]
fn a_commit_has_happened_when_it_returns() {
    let folder = tempfile::tempdir().unwrap();
    let mut writer = open(folder.path());
    for turn in 0..5 {
        sample::add(&mut writer, "a", "n1", log(turn * 10, 10).as_bytes()).unwrap();
        if turn % 2 == 0 {
            writer.begin_commit().unwrap();
            writer.wait().unwrap();
        } else {
            writer.commit().unwrap();
        }
        assert_eq!(count(folder.path()), u64::from(turn + 1) * 10);
    }
    assert_eq!(writer.commits().unwrap().made, 5);
}

#[test]
fn a_failure_is_told_once_and_nothing_is_written_after_it() {
    let folder = tempfile::tempdir().unwrap();
    let mut writer = open(folder.path());
    sample::add(&mut writer, "a", "n1", log(0, 10).as_bytes()).unwrap();
    writer.commit().unwrap();
    let aside = folder.path().join("aside");
    fs::rename(folder.path().join("index"), &aside).unwrap();
    sample::add(&mut writer, "b", "n1", log(10, 10).as_bytes()).unwrap();
    writer.begin_commit().unwrap();
    let error = wait_for(&mut writer, 2).expect_err("there is no folder to write to");
    assert!(!error.to_string().contains("given up"), "{error}");
    let again = writer.commit().expect_err("it has failed");
    assert!(again.to_string().contains("given up after an earlier failure"), "{again}");
    assert!(sample::add(&mut writer, "c", "n1", b"x\n").is_err());
    drop(writer);
    fs::rename(&aside, folder.path().join("index")).unwrap();
    assert_eq!(count(folder.path()), 10);
    drop(open(folder.path()));
}

#[test]
fn whoever_is_too_far_ahead_waits_and_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut writer = open(folder.path());
    let number = writer.stream(sample::stream("a", "n1", "UTF-8"));
    let part = log(0, 40_000);
    let mut text = String::new();
    while text.len() < 3 * super::MOST {
        writer.keep(number, text.len() as u64, part.as_bytes()).unwrap();
        text.push_str(&part);
    }
    writer.finish().unwrap();
    let mut kept = String::new();
    let case = Case::open(folder.path()).unwrap();
    case.text().open_stream(number).unwrap().read_to_string(&mut kept).unwrap();
    assert!(kept == text, "{} bytes of {}", kept.len(), text.len());
}

/// What is done to a case.
#[derive(Clone, Debug)]
enum Act {
    Add(u32),
    DropEvent(u32),
    DropStream(u32),
    Begin,
    Commit,
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        6 => (1_u32..20).prop_map(Act::Add),
        2 => (0_u32..4).prop_map(Act::DropEvent),
        1 => (0_u32..4).prop_map(Act::DropStream),
        2 => Just(Act::Begin),
        1 => Just(Act::Commit),
    ]
}

fn perform(writer: &mut CaseWriter, acts: &[Act]) {
    for (turn, act) in (0..).zip(acts) {
        match act {
            Act::Add(lines) => {
                let name = format!("log{turn}");
                sample::add(writer, &name, "n1", log(turn * 20, *lines).as_bytes()).unwrap();
            }
            Act::DropEvent(stream) => writer.drop_event(*stream, 0).unwrap(),
            Act::DropStream(stream) => writer.drop_stream(*stream).unwrap(),
            Act::Begin => writer.begin_commit().unwrap(),
            Act::Commit => writer.commit().unwrap(),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn it_writes_what_is_written_here(acts in prop::collection::vec(act(), 1..20)) {
        let folders = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
        let [here, there] = folders.each_ref().map(tempfile::TempDir::path);
        let mut writer = CaseWriter::open(here, SMALL).unwrap();
        perform(&mut writer, &acts);
        writer.finish().unwrap();
        let mut writer = open(there);
        perform(&mut writer, &acts);
        writer.finish().unwrap();
        prop_assert_eq!(count(here), count(there));
        let (one, other) = (Case::open(here).unwrap(), Case::open(there).unwrap());
        prop_assert!(one.manifest().streams == other.manifest().streams);
        prop_assert_eq!(one.manifest().commit, other.manifest().commit);
        for stream in (0..).take(one.manifest().streams.len()) {
            let text = |case: &Case| case.text().read(stream, 0, 1 << 20).unwrap();
            prop_assert_eq!(text(&one), text(&other));
        }
    }
}
