//! Files that have ended and are too old leave the case; nothing else does.

use std::io::Read;

use super::*;
use crate::clock::MINUTE;

const OLD: &str = "cuc2/jetty/2014_06_30.request.log";
const NEW: &str = "cuc1/jetty/2014_06_30.request.log";
const OPEN: &str = "cuc3/jetty/2014_06_30.request.log";

/// Node and number of records of every source that the case tells of.
fn sources(place: &Place) -> Vec<(String, u64)> {
    let case = Case::open(&place.options.case).expect("there is a case");
    let known = case.manifest().streams.iter().filter(|record| record.format().is_some());
    known.map(|record| (record.source.node.clone(), record.source.events)).collect()
}

/// A case with an old file that is gone, an old one that is still there, and a new one.
fn place() -> Place {
    let mut place = Place::new();
    for node in ["cuc2", "cuc3"] {
        fs::create_dir_all(place.path(node).join("jetty")).expect("a folder");
    }
    place.append(OLD, &keep_alives(0..5, 0, 3600));
    place.append(OPEN, &keep_alives(5..9, 0, 3600));
    // One subscription falls silent at 05:00.
    place.append(NEW, &keep_alives(10..20, 0, 5 * 3600));
    place.append(NEW, &keep_alives(11..20, 5 * 3600, 8 * 3600));
    let old = place.path(OLD);
    place.watch(|watching| {
        fs::remove_file(old).expect("the file is there");
        watching.settle();
    });
    place
}

#[test]
fn a_log_that_was_forgotten_and_comes_back_is_read() {
    let mut place = place();
    place.options.keep = Some(2 * 60 * MINUTE);
    let (old, away) = (place.path(OLD), place.folder.path().join("away"));
    fs::write(&away, keep_alives(0..5, 0, 3600)).expect("a log");
    place.watch(|watching| {
        fs::rename(&away, &old).expect("the log is back");
        watching.settle();
        fs::rename(&old, &away).expect("the log goes away");
        watching.settle();
        // Everything that has ended and is old is forgotten, once an hour.
        let instant = Instant::now() + Duration::from_hours(2);
        watching.live.turn(Moment { instant, ..now() }, watching.told).expect("a turn");
        watching.settle();
        fs::rename(&away, &old).expect("the log is back");
        watching.settle();
        let mut file = OpenOptions::new().append(true).open(&old).expect("the log");
        file.write_all(keep_alives(0..5, 8 * 3600, 9 * 3600).as_bytes()).expect("lines");
        watching.settle();
    });
    let records: u64 =
        sources(&place).iter().filter(|(node, _)| node == "cuc2").map(|(_, records)| records).sum();
    assert_eq!(records, 120, "{}", place.streams());
}

#[test]
fn what_is_old_and_has_ended_is_forgotten_and_the_rest_stays() {
    let mut place = place();
    let before = sources(&place);
    assert_eq!(before.len(), 3, "{before:?}");
    let (all, _) = place.indexed();
    place.options.keep = Some(2 * 60 * MINUTE);
    let analysis = place.watch(|_| {});
    let gone = before.iter().find(|(node, _)| node == "cuc2").expect("it was read").1;
    let (left, distinct) = place.indexed();
    assert_eq!((left, distinct), (all - usize::try_from(gone).expect("few"), left));
    let rest: Vec<_> = before.into_iter().filter(|(node, _)| node != "cuc2").collect();
    assert_eq!(sources(&place), rest, "a file that may still grow stays, however old");
    let case = Case::open(&place.options.case).expect("there is a case");
    let texts: Vec<u64> = (0..3).map(|stream| case.text().end(stream)).collect();
    assert_eq!(texts.iter().filter(|end| **end == 0).count(), 1, "{texts:?}");
    let expected = place.analysis_of(&place.folder.path().join("logs"));
    assert!(!expected.findings.is_empty(), "one subscription fell silent");
    assert_eq!(comparable(&analysis), comparable(&expected));
    // It does not come back with the next run.
    place.watch(|_| {});
    assert_eq!(sources(&place), rest);
}

#[test]
fn nothing_goes_before_its_time_or_without_being_asked() {
    for keep in [None, Some(7 * 60 * MINUTE + 5 * MINUTE)] {
        let mut place = place();
        let before = sources(&place);
        place.options.keep = keep;
        place.watch(|_| {});
        assert_eq!(sources(&place), before);
    }
}

/// A packed log that is too old is read once, however often the watch is started; and again when
/// everything is to be kept.
#[test]
fn what_was_dropped_and_is_still_there_is_not_read_again() {
    let mut place = Place::new();
    fs::create_dir_all(place.path("cuc2/jetty")).expect("a folder");
    place.append(NEW, &keep_alives(10..20, 0, 8 * 3600));
    let old = keep_alives(0..5, 0, 3600);
    let mut packed = Vec::new();
    let mut packer = flate2::read::GzEncoder::new(old.as_bytes(), flate2::Compression::fast());
    packer.read_to_end(&mut packed).expect("packed");
    fs::write(place.path(&format!("{OLD}.gz")), packed).expect("written");
    place.options.keep = Some(2 * 60 * MINUTE);
    let streams = |place: &mut Place| {
        place.watch(|watch| {
            std::thread::sleep(Duration::from_millis(300));
            watch.settle();
        });
        let case = Case::open(&place.options.case).expect("there is a case");
        (case.manifest().streams.len(), sources(place).len())
    };
    assert_eq!(streams(&mut place), (2, 1), "it was read, and dropped");
    assert_eq!(streams(&mut place), (2, 1), "it is known to be too old");
    place.options.keep = None;
    assert_eq!(streams(&mut place), (3, 2), "it is read again, as everything is kept");
}

/// Node of a line with a stamp of the year 2099, which some host's clock had.
const AHEAD: &str = "cuc4/jetty/2099_06_30.request.log";

/// A case with an old log, a new one, and one with a stamp in the future; all but the new one have
/// ended.
fn place_with_a_future() -> Place {
    let mut place = place();
    fs::create_dir_all(place.path("cuc4/jetty")).expect("a folder");
    place.append(AHEAD, &keep_alives(30..32, 0, 3600));
    place.append(AHEAD, &keep_alives(30..32, 3600, 4200).replace("2014", "2099"));
    let (ahead, written) = (place.path(AHEAD), Duration::from_hours(390_025));
    // 01:00 of the day of the logs.
    let file = OpenOptions::new().append(true).open(&ahead).expect("the log");
    file.set_modified(std::time::UNIX_EPOCH + written).expect("a file time");
    place.watch(|watching| {
        fs::remove_file(ahead).expect("the file is there");
        watching.settle();
    });
    place
}

fn nodes(place: &Place) -> Vec<String> {
    let mut nodes: Vec<String> = sources(place).into_iter().map(|(node, _)| node).collect();
    nodes.sort();
    nodes
}

#[test]
fn a_stamp_in_the_future_neither_stays_for_ever_nor_takes_the_place_of_now() {
    let mut place = place_with_a_future();
    assert_eq!(nodes(&place), ["cuc1", "cuc2", "cuc3", "cuc4"]);
    // The newest stamp that is none of the future is of 08:00.
    place.options.keep = Some(7 * 60 * MINUTE + 5 * MINUTE);
    place.watch(|_| {});
    assert_eq!(nodes(&place), ["cuc1", "cuc2", "cuc3", "cuc4"], "all are younger");
    place.options.keep = Some(6 * 60 * MINUTE);
    place.watch(|_| {});
    assert_eq!(nodes(&place), ["cuc1", "cuc3"], "by the time of the file it is of 01:00");
}

#[test]
fn what_has_no_time_stays() {
    let mut place = place();
    fs::create_dir_all(place.path("exch01")).expect("a folder");
    let settings = "Windows Registry Editor Version 5.00\n\n\
        [HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\MSExchangeIS\\ParametersSystem]\n\
        \"Maximum Allowed Service Sessions Per User\"=dword:00000040\n";
    fs::write(place.path("exch01/limits.reg"), settings).expect("an export");
    place.options.keep = Some(2 * 60 * MINUTE);
    for _ in 0..2 {
        place.watch(|watch| {
            std::thread::sleep(Duration::from_millis(250));
            watch.settle();
        });
        assert_eq!(nodes(&place), ["cuc1", "cuc3", "exch01"]);
    }
}
