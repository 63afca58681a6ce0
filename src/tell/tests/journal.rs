//! The journal and the cursors: what crashes, rotten disks and long lives leave of them.

use std::fs;
use std::path::Path;

use super::{AT, ids, notice, notices};
use crate::tell::cursor::{self, Cursor};
use crate::tell::journal::{Journal, KEPT_FOR};
use crate::tell::{Notice, record};

/// Ids of the notices above `passed`, in order.
fn told(journal: &mut Journal, mut passed: u64) -> Vec<String> {
    let mut told = Vec::new();
    while let Some((seq, notice)) = journal.after(passed).unwrap() {
        passed = seq;
        told.push(notice.id);
    }
    told
}

fn open(folder: &Path) -> Journal {
    Journal::open(folder, 0).unwrap()
}

#[test]
fn what_is_appended_is_there_after_opening_once_and_in_order() {
    let folder = tempfile::tempdir().unwrap();
    let mut journal = open(folder.path());
    assert!(journal.append(&notices([0, 1, 0])).unwrap());
    assert!(journal.append(&notices([1, 2])).unwrap());
    assert!(!journal.append(&notices([2, 0])).unwrap());
    for mut journal in [journal, open(folder.path())] {
        assert_eq!(told(&mut journal, 0), ids(0..3));
        assert_eq!(told(&mut journal, 2), ids([2]));
        assert_eq!(journal.last(), 3);
        assert_eq!(journal.after(0).unwrap().unwrap().1, notice(0));
        assert!(journal.knows("f001-raised") && !journal.knows("f003-raised"));
    }
}

#[test]
fn a_journal_torn_at_any_byte_loses_only_what_is_torn() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal");
    let mut journal = open(folder.path());
    journal.append(&notices(0..3)).unwrap();
    let bytes = fs::read(&path).unwrap();
    let ends: Vec<usize> = (1..=bytes.len()).filter(|end| bytes[end - 1] == b'\n').collect();
    // All bytes would take a minute of waiting for the disk.
    let near_an_end = |cut: usize| ends.iter().any(|end| cut.abs_diff(*end) <= 1);
    for cut in (ends[0]..=bytes.len()).filter(|cut| cut % 37 == 0 || near_an_end(*cut)) {
        for rest in [&b""[..], b"\0\0\0\0", b"\n", b"0000 x\n"] {
            fs::write(&path, [&bytes[..cut], rest].concat()).unwrap();
            let mut whole = ends.iter().filter(|end| **end <= cut).count() - 1;
            // The rest may be the very byte that was missing.
            whole += usize::from(rest == b"\n" && ends.contains(&(cut + 1)));
            let mut journal = open(folder.path());
            assert_eq!(told(&mut journal, 0), ids(0..whole), "{cut}");
            journal.append(&notices([7])).unwrap();
            let mut journal = open(folder.path());
            assert_eq!(told(&mut journal, 0), [ids(0..whole), ids([7])].concat(), "{cut}");
        }
    }
}

#[test]
fn a_rotten_record_takes_no_other_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal");
    open(folder.path()).append(&notices(0..4)).unwrap();
    let mut bytes = fs::read(&path).unwrap();
    let text = String::from_utf8(bytes.clone()).unwrap();
    let at = text.find("subscription 1 ").unwrap();
    bytes[at] ^= 1;
    fs::write(&path, bytes).unwrap();
    let mut journal = open(folder.path());
    assert_eq!(told(&mut journal, 0), [ids([0]), ids([2, 3])].concat());
    assert_eq!(journal.last(), 4);
}

#[test]
fn records_of_another_version_are_not_guessed_at() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal");
    let head = record::encode(&record::Record::Journal { version: 2, next: 1 });
    fs::write(&path, head).unwrap();
    let error = Journal::open(folder.path(), 0).err().unwrap().to_string();
    assert!(error.contains("journal is of another version"), "{error}");
}

#[test]
fn an_append_that_fails_leaves_no_trace() {
    let folder = tempfile::tempdir().unwrap();
    let mut journal = open(folder.path());
    journal.append(&notices([0])).unwrap();
    journal.append_in_vain(&notices([1, 2]));
    assert!(!journal.knows("f001-raised"));
    assert_eq!(told(&mut journal, 0), ids([0]));
    journal.append(&notices([2, 1])).unwrap();
    assert_eq!(told(&mut journal, 0), ids([0, 2, 1]));
    assert_eq!(told(&mut open(folder.path()), 0), ids([0, 2, 1]));
}

/// Notices one day apart.
fn daily(numbers: std::ops::Range<usize>) -> Vec<Notice> {
    let day = KEPT_FOR / 30;
    let at = |number: usize| AT + day * i64::try_from(number).unwrap();
    numbers.map(|number| Notice { at: at(number), ..notice(number) }).collect()
}

#[test]
fn a_long_journal_is_shortened_and_its_ids_stay_known() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal");
    let mut journal = open(folder.path()).worth_compacting(5_000);
    journal.append(&daily(0..50)).unwrap();
    let long = path.metadata().unwrap().len();
    assert!(!journal.compact(1).unwrap(), "not worth it");
    assert!(journal.compact(40).unwrap());
    assert!(path.metadata().unwrap().len() < long / 2);
    journal.append(&daily(45..60)).unwrap();
    for mut journal in [journal, open(folder.path())] {
        assert!((0..60).all(|number| journal.knows(&notice(number).id)));
        assert_eq!(told(&mut journal, 0), ids(40..60));
        assert_eq!((journal.gone_after(30), journal.gone_after(40)), (10, 0));
        // The last one of the 59th day; older than 30 days are those of days 0 to 28.
        assert_eq!(journal.outdated(), 0);
    }
    let mut all = open(folder.path()).worth_compacting(100);
    assert!(all.compact(60).unwrap());
    assert_eq!((all.last(), told(&mut all, 0).len()), (60, 0));
    assert_eq!(open(folder.path()).last(), 60);
}

#[test]
fn ids_are_forgotten_when_they_are_old_and_many() {
    let folder = tempfile::tempdir().unwrap();
    let mut journal = open(folder.path()).worth_compacting(1);
    let mut old = notices(0..100);
    for notice in &mut old {
        notice.at -= 2 * KEPT_FOR;
    }
    journal.append(&old).unwrap();
    journal.append(&notices(100..9_000)).unwrap();
    assert!(journal.compact(journal.last()).unwrap());
    assert!(journal.knows(&old[0].id), "old, but few");
    journal.append(&notices(9_000..20_000)).unwrap();
    assert!(journal.compact(journal.last()).unwrap());
    for journal in [journal, open(folder.path())] {
        assert!(old.iter().all(|notice| !journal.knows(&notice.id)), "old and many");
        assert!(journal.knows("f100-raised"), "many, but young");
    }
}

#[test]
fn numbers_go_on_above_the_cursors_if_the_journal_was_deleted() {
    let folder = tempfile::tempdir().unwrap();
    let mut journal = Journal::open(folder.path(), 17).unwrap();
    journal.append(&notices([0])).unwrap();
    assert_eq!(journal.last(), 18);
}

#[test]
fn a_cursor_survives_the_loss_of_the_slot_that_was_being_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(cursor::file_name("pager"));
    let reopened = || Cursor::open_or_create(folder.path(), "pager", 999).unwrap().passed();
    let mut cursor = Cursor::open_or_create(folder.path(), "pager", 5).unwrap();
    assert_eq!((cursor.passed(), reopened()), (5, 5));
    for seq in 6..20 {
        cursor.pass(seq);
        assert_eq!(reopened(), seq - 1, "not saved yet");
        cursor.save(seq % 2 == 0).unwrap();
        assert_eq!(reopened(), seq);
        let good = fs::read(&path).unwrap();
        let mut least = seq;
        for damaged in (0..good.len()).step_by(5) {
            let mut bytes = good.clone();
            bytes[damaged] ^= 0x10;
            fs::write(&path, &bytes).unwrap();
            assert!([seq - 1, seq].contains(&reopened()), "{damaged}");
            least = least.min(reopened());
        }
        assert_eq!(least, seq - 1, "the other slot is one behind");
        fs::write(&path, &good).unwrap();
    }
    fs::write(&path, "").unwrap();
    assert_eq!(reopened(), 0, "known to be no new sink");
    assert_eq!(cursor::all(folder.path()).unwrap().len(), 1);
}
