//! Files that are exported anew as a whole: event logs count once, settings are those of the newest.

use std::ops::Range;

use super::*;

const LOG: &str = "exch01/Application.csv";
const HEAD: &str = "Level,Date and Time,Source,Event ID,Task Category";

/// Records of an event log, one a minute after 05:00, newest first, as Event Viewer exports them.
fn event_log(minutes: Range<u32>) -> String {
    let row = |minute: u32| {
        format!(
            "Error,6/30/2014 {}:{:02}:00 AM,MSExchangeIS,9646,General,\"Mapi session \
             \"\"/o=Contoso/ou=Exchange Administrative Group/cn=Recipients/cn=svc-unity\"\" exceeded the \
             maximum of 500 objects of type \"\"objtMessage\"\".\"\n",
            5 + minute / 60,
            minute % 60,
        )
    };
    let rows: String = minutes.rev().map(row).collect();
    format!("{HEAD}\n{rows}")
}

/// A registry export that sets the limit of sessions under this key.
fn limits(key: &str, limit: u32) -> String {
    format!(
        "Windows Registry Editor Version 5.00\n\n\
         [HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\{key}\\ParametersSystem]\n\
         \"Maximum Allowed Service Sessions Per User\"=dword:{limit:08x}\n"
    )
}

const WRONG: &str = "MSEExchangeIS";
const RIGHT: &str = "MSExchangeIS";

/// Puts an export in the place of the one before, and lets the round pass that takes it in.
fn export(watch: &mut Watching<'_, '_>, path: &Path, content: &str) {
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    let new = path.with_extension("bak");
    fs::write(&new, content).expect("an export");
    fs::rename(new, path).expect("it takes the place");
    take_in(watch);
}

fn take_in(watch: &mut Watching<'_, '_>) {
    watch.settle();
    std::thread::sleep(Duration::from_millis(250));
    watch.settle();
}

/// Streams that the case holds, and the events of each in the index.
fn held(place: &Place) -> Vec<(u32, usize)> {
    let case = Case::open(&place.options.case).expect("there is a case");
    let records = (0..).zip(&case.manifest().streams);
    let streams = records.filter(|(_, record)| record.format().is_some()).map(|(stream, _)| stream);
    let places = place.places();
    let count = |stream| places.iter().filter(|(of, _)| *of == stream).count();
    streams.map(|stream| (stream, count(stream))).collect()
}

/// Findings of these rules: rule and subject.
fn found(analysis: &Analysis, rule: &str) -> Vec<String> {
    let findings = analysis.findings.iter().filter(|finding| finding.rule == rule);
    findings.map(|finding| format!("{:?}", finding.subject)).collect()
}

#[test]
fn a_record_stands_where_the_newest_export_has_it() {
    let mut place = Place::new();
    let (path, folder) = (place.path(LOG), place.path(""));
    let analysis = place.watch(|watch| {
        export(watch, &path, &event_log(0..30));
        export(watch, &path, &event_log(0..50));
    });
    let batch = place.analysis_of(&folder);
    assert_eq!(batch.events, 50);
    assert_eq!(analysis.events, 50);
    assert_eq!(comparable(&analysis), comparable(&batch), "with its line in the newest export");
    assert_eq!(held(&place), [(1, 50)], "nothing is left of the earlier one");
    assert_eq!(place.indexed(), (50, 50));
}

/// A log that is full drops its oldest records: those stand in the earlier export alone.
#[test]
fn what_only_an_earlier_export_holds_stays_there() {
    let mut place = Place::new();
    let path = place.path(LOG);
    let analysis = place.watch(|watch| {
        export(watch, &path, &event_log(0..30));
        export(watch, &path, &event_log(20..50));
        export(watch, &path, &event_log(25..60));
    });
    assert_eq!(analysis.events, 60);
    assert_eq!(held(&place), [(0, 20), (1, 5), (2, 35)]);
    let all: usize = place.indexed().0;
    assert_eq!(all, 60);
    let sum: u64 = analysis.sources.iter().map(|one| one.events - one.duplicates).sum();
    assert_eq!(sum, 60, "{:#?}", analysis.sources);
    // Another run says the same, and so does what it leaves.
    let again = place.watch(|_| {});
    assert_eq!(again.findings, analysis.findings);
    assert_eq!(held(&place), [(0, 20), (1, 5), (2, 35)]);
}

#[test]
fn a_crash_between_two_exports_doubles_nothing() {
    let mut place = Place::new();
    let path = place.path(LOG);
    place.watch_and_die(|watch| export(watch, &path, &event_log(0..30)));
    place.watch_and_die(|watch| export(watch, &path, &event_log(10..40)));
    let analysis = place.watch(take_in);
    assert_eq!(analysis.events, 40);
    assert_eq!(held(&place), [(0, 10), (1, 30)]);
}

/// Somebody puts the export of before back.
#[test]
fn an_earlier_export_that_comes_back_is_the_newest() {
    let mut place = Place::new();
    let path = place.path(LOG);
    place.watch(|watch| {
        export(watch, &path, &event_log(0..30));
        export(watch, &path, &event_log(20..50));
        export(watch, &path, &event_log(0..30));
    });
    assert_eq!(held(&place), [(1, 20), (2, 30)]);
}

/// Two exports of one log, under two names: each record counts once, wherever it stands.
#[test]
fn two_exports_of_one_log_count_once_however_they_are_replaced() {
    let mut place = Place::new();
    let (one, two) = (place.path("exch01/a.csv"), place.path("exch01/b.csv"));
    let analysis = place.watch(|watch| {
        export(watch, &two, &event_log(0..20));
        export(watch, &one, &event_log(10..30));
        export(watch, &two, &event_log(0..40));
        export(watch, &one, &event_log(35..50));
        export(watch, &two, &event_log(30..60));
    });
    assert_eq!(analysis.events, 60);
    assert_eq!(place.indexed(), (60, 60));
    let count = analysis.findings.iter().map(|finding| finding.count).sum::<u64>();
    assert_eq!(count, 60, "{:#?}", analysis.findings);
}

#[test]
fn settings_are_those_of_the_newest_export() {
    let mut place = Place::new();
    let (path, folder) = (place.path("exch01/limits.reg"), place.path(""));
    let analysis = place.watch(|watch| {
        export(watch, &path, &limits(WRONG, 64));
        export(watch, &path, &limits(RIGHT, 64));
    });
    assert_eq!(found(&analysis, "registry-mistake"), [] as [&str; 0]);
    let batch = place.analysis_of(&folder);
    assert_eq!(comparable(&analysis), comparable(&batch));
    assert_eq!(analysis.events, batch.events);
    let events = usize::try_from(batch.events).expect("few");
    assert_eq!(held(&place), [(1, events)]);
}

/// Back to what was set before: that is in force again.
#[test]
fn settings_that_are_set_back_are_in_force_again() {
    let mut place = Place::new();
    let path = place.path("exch01/limits.reg");
    let analysis = place.watch(|watch| {
        export(watch, &path, &limits(WRONG, 64));
        export(watch, &path, &limits(RIGHT, 64));
        export(watch, &path, &limits(WRONG, 64));
    });
    assert_eq!(found(&analysis, "registry-mistake").len(), 2, "key and value");
}

/// What was wrong and was put right is over; and wrong again it is an alert again.
#[test]
fn settings_put_right_are_told_to_be_and_so_are_new_mistakes() {
    let mut place = Place::new();
    let path = place.path("exch01/limits.reg");
    place.watch(|watch| {
        export(watch, &path, &limits(WRONG, 64));
        export(watch, &path, &limits(RIGHT, 64));
        export(watch, &path, &limits(WRONG, 64));
        export(watch, &path, &limits(RIGHT, 64));
    });
    // The key, and the value below it.
    let turn =
        [NoticeKind::Raised, NoticeKind::Raised, NoticeKind::Recovered, NoticeKind::Recovered];
    let told: Vec<NoticeKind> = place.told.0.iter().map(|notice| notice.kind).collect();
    assert_eq!(told, [turn, turn].concat());
}

/// An export that failed says nothing about what is set.
#[test]
fn settings_stay_while_nothing_can_be_read_of_the_new_export() {
    let mut place = Place::new();
    let path = place.path("exch01/limits.reg");
    let analysis = place.watch(|watch| {
        export(watch, &path, &limits(WRONG, 64));
        for failed in ["", "ERROR: Access is denied.\n"] {
            export(watch, &path, failed);
        }
    });
    assert_eq!(found(&analysis, "registry-mistake").len(), 2, "key and value");
}

#[test]
fn equal_settings_of_two_hosts_are_two() {
    let mut place = Place::new();
    let (one, two) = (place.path("exch01/limits.reg"), place.path("exch02/limits.reg"));
    let folder = place.path("");
    let analysis = place.watch(|watch| {
        export(watch, &one, &limits(WRONG, 64));
        export(watch, &two, &limits(WRONG, 64));
    });
    let batch = place.analysis_of(&folder);
    assert_eq!(found(&batch, "registry-mistake").len(), 4, "key and value, of each host");
    assert_eq!(comparable(&analysis), comparable(&batch));
    assert_eq!(place.indexed().0 as u64, batch.events);
    // One of them is put right; the other is still wrong.
    let analysis = place.watch(|watch| export(watch, &one, &limits(RIGHT, 64)));
    let left = found(&analysis, "registry-mistake");
    assert_eq!(left.len(), 2);
    assert!(left.iter().all(|subject| subject.contains("exch02")), "{left:?}");
}

/// Two listings whose lines are alike, of two servers that only the line before names.
#[test]
fn equal_lines_of_two_listings_are_two() {
    let listing = |server: &str| {
        format!(
            "[PS] C:\\>Get-ImapSettings | fl Server,MaxConnectionsPerUser\n\n\
             Server                : {server}\nMaxConnectionsPerUser : 16\n\n"
        )
    };
    let place = Place::new();
    for server in ["EXCH01", "EXCH02"] {
        fs::write(place.path(&format!("{server}.txt")), listing(server)).expect("a listing");
    }
    let batch = place.analysis_of(&place.path(""));
    assert_eq!(found(&batch, "config-value").len(), 2, "{:#?}", batch.findings);
}

/// What is equal is read once for each of two files, so that each may change for itself.
#[test]
fn one_of_two_equal_files_of_a_host_may_change() {
    let mut place = Place::new();
    let (one, two) = (place.path("exch01/a.reg"), place.path("exch01/b.reg"));
    let folder = place.path("");
    let analysis = place.watch(|watch| {
        export(watch, &one, &limits(WRONG, 64));
        export(watch, &two, &limits(WRONG, 64));
        export(watch, &one, &limits(RIGHT, 64));
    });
    let batch = place.analysis_of(&folder);
    assert_eq!(found(&analysis, "registry-mistake").len(), 2, "as the other file still says");
    assert_eq!(comparable(&analysis), comparable(&batch));
    assert_eq!(place.indexed().0 as u64, batch.events);
}
