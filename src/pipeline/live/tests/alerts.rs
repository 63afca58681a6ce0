//! What is told of what happens.

use super::*;

const LOG: &str = "cuc1/jetty/2014_06_30.request.log";

#[test]
fn an_outage_is_one_alert_and_one_recovery() {
    let mut place = Place::new();
    place.append(LOG, &keep_alives(0..20, 3600, 7200));
    let analysis = place.watch(|watch| {
        assert_eq!(watch.told.kinds(), [], "nothing is wrong yet");
    });
    assert_eq!(analysis.findings, []);
    // Subscription 3 is silent for 25 minutes, and comes back.
    let without = keep_alives(0..3, 7200, 8700) + &keep_alives(4..20, 7200, 8700);
    let mut lines: Vec<&str> = without.lines().collect();
    lines.sort_by_key(|line| line.get(20..45).map(ToOwned::to_owned));
    let folder = place.path("");
    let log = lines.join("\n") + "\n";
    let path = place.path(LOG);
    let analysis = place.watch(|watch| {
        let mut file = OpenOptions::new().append(true).open(&path).expect("the log");
        for line in log.split_inclusive('\n') {
            file.write_all(line.as_bytes()).expect("a line");
            watch.settle();
        }
        assert_eq!(watch.told.kinds(), [(NoticeKind::Raised, "keepalive-missing")]);
        file.write_all(keep_alives(0..20, 8700, 9600).as_bytes()).expect("lines");
        watch.settle();
    });
    let told = place.told.kinds();
    let expected =
        [(NoticeKind::Raised, "keepalive-missing"), (NoticeKind::Recovered, "keepalive-missing")];
    assert_eq!(told, expected);
    assert_eq!(comparable(&analysis), comparable(&place.analysis_of(&folder)));
    assert_eq!(analysis.findings.len(), 1);
}

/// Keep-alives of these subscriptions together, in order of time.
fn together(parts: &[(std::ops::Range<u32>, u32, u32)]) -> String {
    let all: String =
        parts.iter().map(|(who, from, to)| keep_alives(who.clone(), *from, *to)).collect();
    let mut lines: Vec<&str> = all.split_inclusive('\n').collect();
    lines.sort_by_key(|line| line.get(30..45).map(ToOwned::to_owned));
    lines.concat()
}

#[test]
fn five_that_fall_silent_together_are_one_alert_and_one_recovery() {
    let mut place = Place::new();
    place.append(LOG, &keep_alives(0..20, 3600, 7200));
    let path = place.path(LOG);
    let silent = together(&[(5..20, 7200, 9600)]);
    place.watch(|watch| {
        let mut file = OpenOptions::new().append(true).open(&path).expect("the log");
        for line in silent.split_inclusive('\n') {
            file.write_all(line.as_bytes()).expect("a line");
            watch.settle();
        }
        assert_eq!(watch.told.kinds(), [(NoticeKind::Raised, "keepalive-population")]);
    });
    // Another run tells nothing again; and then all is well.
    place.watch(|watch| {
        assert_eq!(watch.told.kinds().len(), 1);
        let mut file = OpenOptions::new().append(true).open(&path).expect("the log");
        file.write_all(together(&[(0..20, 9600, 10_800)]).as_bytes()).expect("lines");
        watch.settle();
    });
    let told = place.told.kinds();
    let group = "keepalive-population";
    assert_eq!(told, [(NoticeKind::Raised, group), (NoticeKind::Recovered, group)]);
}

#[test]
fn a_lone_subscription_is_missed_by_the_clock_though_nothing_is_written() {
    let mut place = Place::new();
    place.options.silent_after = None;
    place.append(LOG, &keep_alives(0..1, 3600, 7200));
    place.watch(|watch| {
        let start = Instant::now();
        let turn = |watch: &mut Watching<'_, '_>, minutes: u64| {
            let instant = start + Duration::from_mins(minutes);
            watch.live.turn(Moment { instant, utc: 0 }, watch.told).expect("a turn");
        };
        turn(watch, 15);
        assert_eq!(watch.told.kinds(), [], "two are missed, and the third may come late");
        turn(watch, 22);
        turn(watch, 23);
        assert_eq!(watch.told.kinds(), [(NoticeKind::Raised, "keepalive-missing")]);
    });
}
