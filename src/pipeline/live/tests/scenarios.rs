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
