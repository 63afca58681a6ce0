//! What happens to files and machines.

use super::*;

const LOG: &str = "cuc1/jetty/2014_06_30.request.log";

#[test]
fn a_crash_in_the_middle_of_a_line_loses_nothing() {
    let mut place = Place::new();
    let log = keep_alives(0..20, 3600, 7200);
    let (first, rest) = log.split_at(log.len() / 2 + 7);
    place.append(LOG, first);
    place.watch_and_die(|_| {});
    place.append(LOG, rest);
    place.watch_and_die(|_| {});
    let folder = place.path("");
    let analysis = place.watch(|_| {});
    let batch = place.analysis_of(&folder);
    assert_eq!(analysis.events, batch.events);
    let events = usize::try_from(batch.events).expect("few");
    assert_eq!(place.indexed(), (events, events));
}

#[test]
fn a_file_that_gets_its_first_line_late_is_read() {
    let mut place = Place::new();
    let path = place.path(LOG);
    let folder = place.path("");
    let analysis = place.watch(|watch| {
        fs::write(&path, "").expect("a log");
        watch.settle();
        let line = keep_alive(1, 3600);
        let (head, rest) = line.split_at(9);
        fs::write(&path, head).expect("a log");
        watch.settle();
        let mut file = OpenOptions::new().append(true).open(&path).expect("the log");
        file.write_all(rest.as_bytes()).expect("a line");
        watch.settle();
    });
    assert_eq!(analysis.events, 1);
    assert_eq!(analysis.events, place.analysis_of(&folder).events);
    assert_eq!(place.indexed(), (1, 1));
}

/// File systems give the number of a deleted file to the next one, and keep-alives are of one length.
#[test]
fn of_two_logs_of_one_inode_and_length_the_right_one_comes_back() {
    let mut place = Place::new();
    fs::create_dir_all(place.path("cuc2/jetty")).expect("a folder");
    let (one, two) = (place.path(LOG), place.path("cuc2/jetty/2014_06_30.request.log"));
    let away = place.folder.path().join("away");
    let log = |subscriptions: std::ops::Range<u32>, from, to| keep_alives(subscriptions, from, to);
    let verdict = place.watch(|watch| {
        fs::write(&one, log(0..10, 3600, 7200)).expect("a log");
        watch.settle();
        fs::remove_file(&one).expect("the log goes");
        watch.settle();
        fs::write(&two, log(10..20, 3600, 7200)).expect("a log");
        watch.settle();
        fs::rename(&two, &away).expect("the log goes away");
        watch.settle();
        fs::rename(&away, &two).expect("the log is back");
        let mut file = OpenOptions::new().append(true).open(&two).expect("the log");
        file.write_all(log(10..20, 7200, 7500).as_bytes()).expect("lines");
        watch.settle();
    });
    let records: Vec<_> =
        verdict.sources.iter().map(|source| (source.node.as_str(), source.events)).collect();
    assert_eq!(records, [("cuc1", 120), ("cuc2", 130)]);
    assert_eq!(place.indexed(), (250, 250));
}

#[test]
fn a_log_of_which_nothing_was_read_before_a_crash_is_one() {
    let mut place = Place::new();
    place.options.tail.turn = 256;
    let (before, path) = (format!("{LOG}.020000000"), place.path(LOG));
    let rotated = place.path(&before);
    place.watch_and_die(|watch| {
        // The log waits for the one it continues.
        fs::write(&rotated, keep_alives(0..20, 3600, 7200)).expect("a log");
        fs::write(&path, keep_alives(0..20, 7200, 10_800)).expect("a log");
        for _ in 0..3 {
            watch.live.turn(now(), watch.told).expect("a turn");
        }
        watch.live.commit().expect("the case can be written");
    });
    let named =
        |place: &Place| place.streams().lines().filter(|line| line.contains("request.log")).count();
    assert_eq!(named(&place), 2, "{}", place.streams());
    assert!(place.streams().contains("\"bytes\":0"), "{}", place.streams());
    let verdict = place.watch(|_| {});
    assert_eq!(named(&place), 2, "{}", place.streams());
    assert_eq!(verdict.sources.len(), 2);
    assert_eq!(place.indexed(), (480, 480));
}

#[test]
fn a_log_that_was_away_at_the_start_goes_on_where_it_was() {
    for dies in [[false, false], [false, true], [true, false], [true, true]] {
        let mut place = Place::new();
        let log = |from: u32, to: u32| keep_alives(0..20, from, to);
        place.append(LOG, &log(3600, 7200));
        place.watch(|_| {});
        let (path, away) = (place.path(LOG), place.folder.path().join("away"));
        let turns = |watch: &mut Watching<'_, '_>, first: u32| {
            if away.is_file() {
                fs::rename(&away, &path).expect("the log is back");
                watch.settle();
            }
            for from in [first, first + 300] {
                let mut file = OpenOptions::new().append(true).open(&path).expect("the log");
                file.write_all(log(from, from + 300).as_bytes()).expect("lines");
                watch.settle();
                watch.live.round().expect("the case can be written");
            }
        };
        fs::rename(&path, &away).expect("the log goes away");
        for (is_dead, first) in dies.into_iter().zip([7200, 7800]) {
            if is_dead {
                place.watch_and_die(|watch| turns(watch, first));
            } else {
                place.watch(|watch| turns(watch, first));
            }
        }
        let verdict = place.watch(|_| {});
        let events = 20 * 80 * 60 / 300;
        assert_eq!(
            (verdict.events, place.indexed()),
            (events as u64, (events, events)),
            "{dies:?}"
        );
        assert_eq!(comparable(&verdict), comparable(&place.analysis_of(&place.path(""))));
    }
}

#[test]
fn a_log_that_was_away_for_a_whole_run_goes_on_where_it_was() {
    for is_known in [true, false] {
        let mut place = Place::new();
        let log = |from: u32, to: u32| keep_alives(0..20, from, to);
        place.append(LOG, &log(3600, 7200));
        place.watch(|_| {});
        let (path, away) = (place.path(LOG), place.folder.path().join("away"));
        fs::rename(&path, &away).expect("the log goes away");
        place.watch(|_| {});
        fs::rename(&away, &path).expect("the log is back");
        place.append(LOG, &log(7200, 7500));
        if !is_known {
            // Copied back over another one: neither inode nor name tell that it is the same.
            let text = fs::read(&path).expect("the log");
            fs::remove_file(&path).expect("the log goes");
            fs::write(place.path("cuc1/jetty/2014_06_30.request.log.120000000"), text)
                .expect("a log");
        }
        let streams = place.streams().lines().count();
        place.watch_and_die(|_| {});
        let verdict = place.watch(|_| {});
        let events = 20 * 65 * 60 / 300;
        assert_eq!((verdict.events, place.indexed()), (events as u64, (events, events)));
        assert_eq!(place.streams().lines().count(), streams, "{is_known}: {}", place.streams());
    }
}

/// The same bytes under a name that says nothing, and too late to be recognised: as a copy made elsewhere.
#[test]
fn of_a_record_that_two_logs_hold_the_index_has_one() {
    let mut place = Place::new();
    let log = |from: u32, to: u32| keep_alives(0..20, from, to);
    place.append(LOG, &log(3600, 7200));
    place.watch(|_| {});
    fs::remove_file(place.path(LOG)).expect("the log goes");
    place.watch(|_| {});
    // Without its first line it is another content; and by their names the new ones are a row.
    let lines = log(3600, 7200);
    let rest = lines.split_once('\n').map(|(_, rest)| rest).expect("lines");
    place.append("cuc1/jetty/2014_06_30.request.log.020000000", rest);
    place.append("cuc1/jetty/2014_06_30.request.log.030000000", &log(7200, 10_800));
    place.append(LOG, &log(10_800, 14_400));
    let verdict = place.watch(|_| {});
    let events = 20 * 3 * 3600 / 300;
    assert_eq!((verdict.events, place.indexed()), (events as u64, (events, events)));
}

#[test]
fn a_silent_source_is_told_once_and_so_is_its_return() {
    let mut place = Place::new();
    place.append(LOG, &keep_alives(0..20, 3600, 7200));
    let path = place.path(LOG);
    place.watch(|watch| {
        let start = Instant::now();
        let turn = |watch: &mut Watching<'_, '_>, minutes: u64| {
            let instant = start + Duration::from_mins(minutes);
            watch.live.turn(Moment { instant, utc: 0 }, watch.told).expect("a turn");
        };
        turn(watch, 13);
        let is_silence = |notice: &&Notice| notice.rule == crate::config::SOURCE_SILENT;
        assert_eq!(watch.told.0.iter().filter(is_silence).count(), 0, "too soon");
        turn(watch, 17);
        turn(watch, 18);
        let mut file = OpenOptions::new().append(true).open(&path).expect("the log");
        file.write_all(keep_alives(0..20, 8400, 8700).as_bytes()).expect("lines");
        turn(watch, 20);
        turn(watch, 20);
        let told: Vec<_> = watch.told.0.iter().filter(is_silence).map(|one| one.kind).collect();
        assert_eq!(told, [NoticeKind::Raised, NoticeKind::Recovered]);
    });
}

/// The next number: its lines have no date, and go on with the clock of the file before.
#[test]
fn a_numbered_trace_goes_on_in_the_next_file() {
    const HEAD: &str = "23:50:00.100 |HDR|06/30/2014 ,Significant\n";
    let failure = |time: &str| {
        format!(
            "{time} |6549,exch01.contoso.example,{{6f1f8c1e-0000-4000-8000-000000000001}}, \
             CsWebDav,14,[CsWebDav/CsWebDavMbxClient.cpp:3340]: HTTP Status code: 500, WEBDAV response \
             headers: HTTP/1.1 500 Internal Server Error\nContent-Length: 0\n"
        )
    };
    let mut place = Place::new();
    let path = |number: u32| format!("cuc1/cuc/diag_CuMbxSync_{number:08}.uc");
    let paths: Vec<PathBuf> = (86..90).map(|number| place.path(&path(number))).collect();
    place.append(&path(86), HEAD);
    let folder = place.path("");
    let analysis = place.watch(|watch| {
        let write = |watch: &mut Watching<'_, '_>, file: &PathBuf, text: &str| {
            let file = OpenOptions::new().create(true).append(true).open(file);
            file.and_then(|mut file| file.write_all(text.as_bytes())).expect("the log");
            watch.settle();
        };
        write(watch, &paths[0], &failure("23:58:00.100"));
        write(watch, &paths[1], &failure("23:59:30.100"));
        // Over midnight; and a file is missing before the last.
        write(watch, &paths[1], &failure("00:02:00.100"));
        write(watch, &paths[3], &failure("00:40:00.100"));
    });
    let batch = place.analysis_of(&folder);
    assert_eq!(comparable(&analysis), comparable(&batch));
    assert_eq!(analysis.events, batch.events);
    assert_eq!(analysis.coverage, batch.coverage);
    let events = usize::try_from(batch.events).expect("few");
    assert_eq!(place.indexed(), (events, events));
}

/// Over midnight Jetty goes on in the log of the next day.
#[test]
fn a_daily_log_goes_on_in_that_of_the_next_day() {
    let mut place = Place::new();
    let of_before = keep_alives(0..20, 80_000, 86_400).replace("30/Jun", "29/Jun");
    place.append("cuc1/jetty/2014_06_29.request.log", &of_before);
    let (path, folder) = (place.path(LOG), place.path(""));
    let analysis = place.watch(|watch| {
        fs::write(&path, keep_alives(0..20, 0, 3600)).expect("a log");
        watch.settle();
        assert_eq!(watch.told.kinds(), [], "nobody was silent over midnight");
    });
    let batch = place.analysis_of(&folder);
    assert_eq!(comparable(&analysis), comparable(&batch));
    assert_eq!(analysis.findings, []);
    let events = usize::try_from(batch.events).expect("few");
    assert_eq!(place.indexed(), (events, events));
}

/// A write that ends inside a character, with a crash before the rest comes.
#[test]
fn a_character_in_two_writes_is_one() {
    let mut place = Place::new();
    let line = keep_alive(1, 3600).replace("POST /", "POST /j\u{fc}rgen/");
    let at = line.find('\u{fc}').expect("it is there") + 1;
    let (head, rest) = line.as_bytes().split_at(at);
    let (path, folder) = (place.path(LOG), place.path(""));
    fs::write(&path, head).expect("a log");
    place.watch_and_die(|_| {});
    let analysis = place.watch(|watch| {
        let mut file = OpenOptions::new().append(true).open(&path).expect("the log");
        file.write_all(rest).expect("the rest");
        watch.settle();
    });
    let batch = place.analysis_of(&folder);
    assert_eq!((analysis.events, analysis.tally), (batch.events, batch.tally));
    assert_eq!(place.indexed(), (1, 1));
    let case = Case::open(&place.options.case).expect("there is a case");
    let mut kept = Vec::new();
    let mut stream = case.text().open_stream(0).expect("it is kept");
    io::Read::read_to_end(&mut stream, &mut kept).expect("it can be read");
    assert_eq!(kept, line.as_bytes());
}

/// What lanes hold beside the case: the beginning of a record, and no more of it than a record may
/// have, however long a line is; of a file at rest next to nothing, however long that is.
#[test]
fn what_is_held_of_files_does_not_grow_with_them() {
    use mbxtrace_parsers::MAX_RECORD;
    const CHUNK: usize = 64 * 1024;
    let held = |watch: &Watching<'_, '_>| -> Vec<usize> {
        let lanes = watch.live.desk.lanes.values();
        lanes.filter_map(|lane| lane.reading.as_ref()).map(|one| one.decoder.held()).collect()
    };
    let mut place = Place::new();
    place.append(LOG, &keep_alives(0..2, 3600, 7200));
    let (path, folder) = (place.path(LOG), place.path(""));
    let nodes: Vec<String> = (2..30).map(|node| format!("cuc{node}/jetty")).collect();
    for node in &nodes {
        fs::create_dir_all(place.path(node)).expect("a folder");
    }
    let analysis = place.watch(|watch| {
        let mut file = OpenOptions::new().append(true).open(&path).expect("the log");
        for _ in 0..40 {
            file.write_all(&vec![b'x'; CHUNK]).expect("a part of a line");
            watch.settle();
            let most = held(watch).into_iter().max().expect("a file");
            assert!(most <= MAX_RECORD + 2 * CHUNK, "{most} of an endless line");
        }
        file.write_all(b"\n").expect("its end");
        file.write_all(keep_alives(0..2, 7200, 9000).as_bytes()).expect("lines");
        for node in &nodes {
            let log = folder.join(node).join("2014_06_30.request.log");
            fs::write(log, keep_alives(0..100, 3600, 7200)).expect("a log");
        }
        watch.settle();
        let held = held(watch);
        assert_eq!(held.len(), 1 + nodes.len());
        assert!(held.iter().all(|held| *held <= 4096), "{held:?} of files at rest");
    });
    let batch = place.analysis_of(&folder);
    assert_eq!((analysis.events, analysis.tally), (batch.events, batch.tally));
}
