//! A case as a whole: what goes in comes out, whatever happens in between.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;

use mbxtrace_parsers::{Problem, TimeQuality};
use mbxtrace_rules::{
    Detail, Evidence, Finding, Ledger, LedgerEntry, NotJudged, Reading, Remedy, RuleText, Series,
    Severity, SlotRun, SlotState, State,
};

use super::sample::{self, SMALL, line, log, notification};
use super::*;
use crate::report::{Confidence, SourceClock};

const ONE: &str = "0f8fad5b-d9cb-469f-a165-70867728950e";

fn all() -> Scan {
    Scan { filter: Filter::All, since: None, until: None, stop: Stop::default() }
}

#[test]
fn what_is_added_is_found_once_committed() {
    let folder = tempfile::tempdir().unwrap();
    let mut writer = CaseWriter::open(folder.path(), SMALL).unwrap();
    let text = log(0, 100);
    let stream =
        sample::add(&mut writer, "a/2014_06_29.request.log", "n1", text.as_bytes()).unwrap();
    writer.commit().unwrap();
    let case = Case::open(folder.path()).unwrap();
    let found = case.find(&all(), 3, true, true).unwrap();
    assert_eq!(found.total, Some(100));
    let lines: Vec<u64> = found
        .places
        .iter()
        .map(|place| {
            case.text()
                .line(stream, place.offset, mbxtrace_parsers::Encoding::Utf8)
                .unwrap()
                .unwrap()
        })
        .collect();
    assert_eq!(lines, [100, 99, 98]);
    let place = &found.places[0];
    let raw = case.text().read(stream, place.offset, place.length as usize).unwrap();
    assert_eq!(raw, line(99, "192.0.2.17", &notification(ONE), "200").as_bytes());
    let mut again = String::new();
    case.text().open_stream(stream).unwrap().read_to_string(&mut again).unwrap();
    assert_eq!(again, text);
    assert_eq!(case.count(&Scan { since: Some(found.places[2].time), ..all() }).unwrap(), 3);
    assert_eq!(case.count(&Scan { until: Some(found.places[2].time), ..all() }).unwrap(), 97);
}

#[test]
fn a_reader_sees_the_last_commit_while_another_writes() {
    let folder = tempfile::tempdir().unwrap();
    let mut writer = CaseWriter::open(folder.path(), SMALL).unwrap();
    sample::add(&mut writer, "a", "n1", log(0, 10).as_bytes()).unwrap();
    writer.commit().unwrap();
    sample::add(&mut writer, "b", "n1", log(10, 10).as_bytes()).unwrap();
    let early = Case::open(folder.path()).unwrap();
    assert_eq!((early.count(&all()).unwrap(), early.manifest().streams.len()), (10, 1));
    writer.commit().unwrap();
    assert_eq!(early.count(&all()).unwrap(), 10, "an open case does not change");
    assert_eq!(early.text().end(1), 0);
    let late = Case::open(folder.path()).unwrap();
    assert_eq!((late.count(&all()).unwrap(), late.manifest().streams.len()), (20, 2));
}

#[test]
fn one_writer_at_a_time() {
    let folder = tempfile::tempdir().unwrap();
    let writer = CaseWriter::open(folder.path(), SMALL).unwrap();
    let error = CaseWriter::open(folder.path(), SMALL).err().expect("the case is being written");
    assert!(matches!(error, CaseError::Locked(_)), "{error}");
    drop(writer);
    CaseWriter::open(folder.path(), SMALL).unwrap();
}

#[test]
fn what_was_not_committed_is_gone_and_goes_in_again() {
    let folder = tempfile::tempdir().unwrap();
    let mut writer = CaseWriter::open(folder.path(), SMALL).unwrap();
    sample::add(&mut writer, "a", "n1", log(0, 10).as_bytes()).unwrap();
    writer.commit().unwrap();
    sample::add(&mut writer, "b", "n1", log(10, 10).as_bytes()).unwrap();
    drop(writer);
    // As if the crash had come after the blocks were written and before the commit.
    let frames = folder.path().join("text/blocks.zst");
    let mut torn = fs::read(&frames).unwrap();
    torn.extend_from_slice(b"half a frame");
    fs::write(&frames, &torn).unwrap();
    let mut writer = CaseWriter::open(folder.path(), SMALL).unwrap();
    assert_eq!(writer.manifest().streams.len(), 1);
    assert_eq!(fs::metadata(&frames).unwrap().len(), writer.manifest().text.frames);
    sample::add(&mut writer, "b", "n1", log(10, 10).as_bytes()).unwrap();
    writer.finish().unwrap();
    let case = Case::open(folder.path()).unwrap();
    assert_eq!(case.count(&all()).unwrap(), 20);
    assert_eq!(case.text().read(1, 0, 1 << 20).unwrap(), log(10, 10).as_bytes());
}

#[test]
fn many_commits_stay_few_segments_and_lose_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut writer = CaseWriter::open(folder.path(), SMALL).unwrap();
    for round in 0..30 {
        sample::add(&mut writer, "a", "n1", log(round * 5, 5).as_bytes()).unwrap();
        writer.commit().unwrap();
    }
    writer.finish().unwrap();
    let case = Case::open(folder.path()).unwrap();
    assert_eq!(case.count(&all()).unwrap(), 150);
    assert!(
        case.searcher.segment_readers().len() < 20,
        "{}",
        case.searcher.segment_readers().len()
    );
    let newest = case.find(&all(), 150, true, false).unwrap().places;
    assert!(newest.is_sorted_by(|a, b| a.time >= b.time));
    let mut oldest = case.find(&all(), 150, false, false).unwrap().places;
    oldest.reverse();
    assert_eq!(newest, oldest);
}

#[test]
fn no_case_and_foreign_layouts_say_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let error = Case::open(folder.path()).err().expect("there is none").to_string();
    assert!(error.contains("mbxtrace analyze"), "{error}");
    fs::write(folder.path().join("version"), "99\n").unwrap();
    let error = Case::open(folder.path()).err().expect("too new").to_string();
    assert!(error.contains("layout 99"), "{error}");
    let error = CaseWriter::open(folder.path(), SMALL).err().expect("too new");
    assert!(matches!(error, CaseError::Version { .. }));
}

#[test]
fn a_folder_that_holds_something_else_is_left_as_it_is() {
    for (name, is_folder) in
        [("notes.txt", false), (".git", true), ("text", true), ("index", false)]
    {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join(name);
        if is_folder {
            fs::create_dir(&place).unwrap();
        } else {
            fs::write(&place, "x").unwrap();
        }
        let error = CaseWriter::open(folder.path(), SMALL).err().expect(name);
        assert!(matches!(error, CaseError::Occupied { .. }), "{name}: {error}");
        let said = error.to_string();
        assert!(said.contains(&format!("`{name}`")) && said.contains("--case"), "{said}");
        assert!(Case::open_if_any(folder.path()).is_err(), "{name}");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "{name}: nothing was added");
    }
    // An index that is somebody else's.
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("index")).unwrap();
    fs::write(folder.path().join("index/meta.json"), "{}").unwrap();
    assert!(CaseWriter::open(folder.path(), SMALL).is_err());
}

#[test]
fn an_empty_folder_and_one_where_making_a_case_was_cut_short_are_used() {
    let begun: [&dyn Fn(&Path); 5] = [
        &|_| (),
        &|folder| fs::write(folder.join("version.draft"), "").unwrap(),
        &|folder| fs::create_dir(folder.join("index")).unwrap(),
        &|folder| fs::create_dir(folder.join("alerts")).unwrap(),
        &|folder| fs::create_dir(folder.join("lost+found")).unwrap(),
    ];
    for begin in begun {
        let folder = tempfile::tempdir().unwrap();
        begin(folder.path());
        assert!(Case::open_if_any(folder.path()).unwrap().is_none());
        CaseWriter::open(folder.path(), SMALL).unwrap().finish().unwrap();
        assert!(Case::open_if_any(folder.path()).unwrap().is_some());
    }
    let nowhere = tempfile::tempdir().unwrap();
    assert!(Case::open_if_any(&nowhere.path().join("a/b")).unwrap().is_none());
    assert!(!nowhere.path().join("a").try_exists().unwrap());
}

#[test]
fn a_case_opens_where_the_lock_may_not_be_taken() {
    let folder = tempfile::tempdir().unwrap();
    let mut writer = CaseWriter::open(folder.path(), SMALL).unwrap();
    sample::add(&mut writer, "a", "n1", log(0, 10).as_bytes()).unwrap();
    writer.finish().unwrap();
    let index = folder.path().join("index");
    for entry in fs::read_dir(&index).unwrap() {
        let path = entry.unwrap().path();
        let mut permissions = fs::metadata(&path).unwrap().permissions();
        permissions.set_readonly(true);
        fs::set_permissions(&path, permissions).unwrap();
    }
    assert_eq!(Case::open(folder.path()).unwrap().count(&all()).unwrap(), 10);
}

fn finding() -> Finding {
    Finding {
        id: "00ff".to_owned(),
        rule: "keepalive-missing".to_owned(),
        level: Severity::High,
        title: "title".to_owned(),
        state: State::Recovered,
        subject: vec![("subscription".to_owned(), ONE.to_owned())],
        first: -5,
        last: Some(i64::MAX),
        count: 1,
        details: vec![
            ("missed".to_owned(), Detail::Number(-3)),
            ("text".to_owned(), Detail::Text("7".to_owned())),
            ("list".to_owned(), Detail::List(vec!["a".to_owned()])),
        ],
        evidence: vec![Evidence {
            path: "a.zip!/b".to_owned(),
            line: 1,
            offset: 2,
            length: 3,
            time: 4,
            quality: TimeQuality::ZoneAssumed,
            text: "\u{0}\"\u{fffd}".to_owned(),
        }],
        members: vec!["x".to_owned()],
    }
}

fn ledger() -> Ledger {
    let runs = (0..).zip(SlotState::ALL);
    let runs = runs.map(|(from, state)| SlotRun { state, from, slots: 7 }).collect();
    let entry = LedgerEntry {
        subject: vec![("subscription".into(), "s".into())],
        node: "n".into(),
        server: "e".into(),
        address: "192.0.2.1".into(),
        moved: 1,
        pid: Some(2),
        period: 3,
        first: Some(4),
        last: Some(5),
        end: 6,
        records: 7,
        between: 8,
        answers: vec![(200, 9)],
        replaced: Some(10),
        resubscribed: Some(11),
        runs,
    };
    let reading = Reading {
        reading: "all".into(),
        server: String::new(),
        from: 1,
        to: None,
        silent: 2,
        active: 3,
        finding: "f".into(),
    };
    let (entries, readings) = (vec![entry], vec![reading]);
    Ledger { rule: "r".into(), every: 1, tolerance: 2, entries, readings }
}

#[test]
fn a_case_without_ledgers_is_still_read() {
    let mirror = serde_json::to_value(AnalysisMirror::from(&Analysis::default())).unwrap();
    let mut older = mirror.as_object().unwrap().clone();
    for key in ["rule_texts", "ledgers", "series"] {
        assert!(older.remove(key).is_some(), "{key}");
    }
    let read: AnalysisMirror = serde_json::from_value(older.into()).unwrap();
    assert!(Analysis::from(read).ledgers.is_empty());
}

#[test]
fn an_analysis_survives_unchanged_and_is_replaced_as_a_whole() {
    let folder = tempfile::tempdir().unwrap();
    let mut source = sample::stream("a.zip!/b", "n1", "windows-1252").source;
    source.clock = Some(SourceClock {
        zone: "+00:00".to_owned(),
        date: "in line".to_owned(),
        confidence: Confidence::Inferred,
        reason: "r".to_owned(),
    });
    source.problems.push(Problem { kind: "truncated", at: 7, text: "t".to_owned() });
    let analysis = Analysis {
        rules_sha256: "ab".to_owned(),
        overridden_rules: vec!["r".to_owned()],
        window: Some((1, 2)),
        sources: vec![source],
        findings: vec![finding()],
        not_judged: vec![NotJudged { rule: "r".into(), because: "b".into(), collect: "c".into() }],
        unkeyed: BTreeMap::from([("r".to_owned(), 3)]),
        remedies: BTreeMap::from([(
            "r".to_owned(),
            vec![Remedy {
                text: "t".into(),
                document: "d".into(),
                applies_to: String::new(),
                risk: "read-only".into(),
                when: Vec::new(),
            }],
        )]),
        rule_texts: BTreeMap::from([(
            "r".to_owned(),
            RuleText { title: "t".into(), why: "w".into(), references: vec!["d".into()] },
        )]),
        ledgers: vec![ledger()],
        series: vec![Series {
            rule: "r".into(),
            subject: vec![("a".into(), "b".into())],
            bins: vec![(300, 2)],
        }],
        ..Analysis::default()
    };
    let mut writer = CaseWriter::open(folder.path(), SMALL).unwrap();
    writer.set_analysis(&analysis);
    writer.commit().unwrap();
    let first = Case::open(folder.path()).unwrap();
    assert_eq!(format!("{:?}", first.analysis().unwrap().unwrap()), format!("{analysis:?}"));
    writer.set_analysis(&Analysis::default());
    writer.commit().unwrap();
    assert!(first.analysis().unwrap().is_some(), "the file an open case names is still there");
    let second = Case::open(folder.path()).unwrap().analysis().unwrap().unwrap();
    assert!(second.findings.is_empty());
}

#[test]
fn numbered_files_that_crashes_left_are_swept() {
    let folder = tempfile::tempdir().unwrap();
    for _ in 0..3 {
        let mut writer = CaseWriter::open(folder.path(), SMALL).unwrap();
        writer.set_analysis(&Analysis::default());
        writer.finish().unwrap();
    }
    let names = || -> Vec<String> {
        let entries = fs::read_dir(folder.path()).unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<String> = names.filter(|name| name.contains(['-', '.'])).collect();
        names.sort();
        names
    };
    let left = ["analysis-1.json", "analysis-9.json", "analysis-9.draft", "streams-2.json"];
    for name in left.into_iter().chain(["analysis-mine.json", "notes.toml"]) {
        fs::write(folder.path().join(name), "").unwrap();
    }
    drop(CaseWriter::open(folder.path(), SMALL).unwrap());
    let stay = ["analysis-2.json", "analysis-3.json", "analysis-mine.json", "notes.toml"];
    assert_eq!(names(), stay);
}

#[test]
fn a_case_may_be_shared_by_threads() {
    fn shared<T: Send + Sync>() {}
    shared::<Case>();
}

/// The payload of the last commit, as bytes.
fn payload(folder: &Path) -> String {
    let meta = fs::read_to_string(folder.join("index/meta.json")).unwrap();
    let meta: serde_json::Value = serde_json::from_str(&meta).unwrap();
    meta["payload"].as_str().unwrap().to_owned()
}

fn archives(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
    let names = names.map(|name| name.into_string().unwrap());
    names.filter(|name| name.starts_with("streams-")).collect()
}

#[test]
fn records_that_rest_do_not_travel_with_every_commit() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    let mut writer = CaseWriter::open(path, SMALL).unwrap();
    for number in 0..1000 {
        writer.stream(sample::stream(&format!("log{number}"), "n1", "UTF-8"));
    }
    writer.commit().unwrap();
    assert!(archives(path).is_empty(), "all are new");
    for round in 0..3 {
        writer.stream_mut(7).unwrap().mark = round;
        writer.commit().unwrap();
        assert!(payload(path).len() < 2000, "{}", payload(path));
        assert_eq!(archives(path).len(), 1);
    }
    // More than half of the archive is out of date, little by little.
    for number in 0..400 {
        writer.stream_mut(number).unwrap().source.node = "n2".to_owned();
        if number % 10 == 0 {
            writer.commit().unwrap();
            assert!(payload(path).len() < 150_000);
        }
    }
    writer.stream(sample::stream("new", "n1", "UTF-8"));
    let expected = writer.manifest().streams.clone();
    writer.finish().unwrap();
    assert_eq!(archives(path).len(), 1, "{:?}", archives(path));
    assert!(Case::open(path).unwrap().manifest().streams == expected);
    let mut writer = CaseWriter::open(path, SMALL).unwrap();
    assert!(writer.manifest().streams == expected);
    writer.stream_mut(999).unwrap().mark = 3;
    writer.finish().unwrap();
    let streams = &Case::open(path).unwrap().manifest().streams.clone();
    assert_eq!((streams.len(), streams[999].mark, &streams[0]), (1001, 3, &expected[0]));
}

#[test]
fn a_case_of_before_there_was_an_archive_opens() {
    let folder = tempfile::tempdir().unwrap();
    let mut writer = CaseWriter::open(folder.path(), SMALL).unwrap();
    sample::add(&mut writer, "a", "n1", log(0, 10).as_bytes()).unwrap();
    sample::add(&mut writer, "b", "n1", log(10, 10).as_bytes()).unwrap();
    let expected = writer.manifest().streams.clone();
    writer.finish().unwrap();
    let mut old: serde_json::Value = serde_json::from_str(&payload(folder.path())).unwrap();
    let fields = old.as_object_mut().unwrap();
    fields.remove("archive").unwrap();
    let records = fields.remove("changed").unwrap();
    let records = records.as_array().unwrap().iter().map(|pair| pair[1].clone()).collect();
    fields.insert("streams".to_owned(), records);
    fields["text"].as_object_mut().unwrap().remove("generation").unwrap();
    let meta = folder.path().join("index/meta.json");
    let mut whole: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(&meta).unwrap()).unwrap();
    whole["payload"] = old.to_string().into();
    fs::write(&meta, whole.to_string()).unwrap();
    let case = Case::open(folder.path()).unwrap();
    assert!(case.manifest().streams == expected);
    assert_eq!(case.text().read(1, 0, 1 << 20).unwrap(), log(10, 10).as_bytes());
    let mut writer = CaseWriter::open(folder.path(), SMALL).unwrap();
    sample::add(&mut writer, "c", "n1", log(20, 10).as_bytes()).unwrap();
    writer.finish().unwrap();
    let case = Case::open(folder.path()).unwrap();
    assert!(case.manifest().streams[..2] == expected[..] && case.manifest().streams.len() == 3);
}

#[test]
fn a_dropped_stream_is_gone_and_the_others_are_not() {
    for (dropped, is_reopened) in [(0, false), (1, false), (0, true), (1, true)] {
        let folder = tempfile::tempdir().unwrap();
        let mut writer = CaseWriter::open(folder.path(), SMALL).unwrap();
        let logs = [log(0, 10), log(10, 7)];
        for text in &logs {
            sample::add(&mut writer, "a", "n1", text.as_bytes()).unwrap();
        }
        writer.commit().unwrap();
        if is_reopened {
            writer.finish().unwrap();
            writer = CaseWriter::open(folder.path(), SMALL).unwrap();
        }
        let before = Case::open(folder.path()).unwrap();
        writer.drop_stream(dropped).unwrap();
        writer.finish().unwrap();
        let after = Case::open(folder.path()).unwrap();
        let left = if dropped == 0 { 7 } else { 10 };
        assert_eq!(
            (before.count(&all()).unwrap(), after.count(&all()).unwrap()),
            (17, left),
            "{dropped} {is_reopened}"
        );
        let (gone, stays) = (dropped as usize, 1 - dropped);
        let found = after.find(&all(), 100, true, true).unwrap();
        assert_eq!((found.places.len() as u64, found.total), (left, Some(left)));
        assert!(found.places.iter().all(|place| place.stream == stays));
        assert_eq!(after.streams(&all()).unwrap(), BTreeMap::from([(stays, left)]));
        let counts = after.histogram(&all(), 1_000_000_000).unwrap();
        assert_eq!(counts.iter().map(|bucket| bucket.count).sum::<u64>(), left);
        assert_eq!(before.text().read(dropped, 0, 1 << 20).unwrap(), logs[gone].as_bytes());
        assert_eq!(after.text().end(dropped), 0);
        assert_eq!(after.manifest().streams[gone].format(), None);
        let kept = after.text().read(stays, 0, 1 << 20).unwrap();
        assert_eq!(kept, logs[stays as usize].as_bytes());
    }
}
