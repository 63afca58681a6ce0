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

#[test]
fn notices_word_times_in_the_zone_asked_for() {
    let mut place = Place::new();
    place.options.zone = crate::clock::Zone::Fixed(-4 * 3600);
    fall_silent(&mut place, LOG);
    let [notice] = place.told.0.as_slice() else { panic!("{:?}", place.told.0) };
    // The last keep-alive came at 01:56:51 UTC.
    assert!(notice.text.contains("2014-06-29 21:56:51 -04:00"), "{}", notice.text);
    assert!(!notice.text.contains("+00:00"), "{}", notice.text);
    assert!(notice.json.to_string().contains("2014-06-30T01:56:51Z"), "{}", notice.json);
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

/// Keep-alives of subscriptions 0 to 19, one of which is silent for a while.
fn but_one(silent: u32, from: u32, until: u32) -> String {
    together(&[(0..silent, from, until), (silent + 1..20, from, until)])
}

#[test]
fn what_ended_after_a_first_run_that_died_is_told_and_what_ended_before_it_is_not() {
    const DAY: i64 = 1_404_086_400;
    let at = |second: i64| Moment { utc: (DAY + second) * 1_000_000_000, ..now() };
    let mut place = Place::new();
    place.append(LOG, &together(&[(0..20, 3600, 4800)]));
    place.append(LOG, &but_one(7, 4800, 6300));
    place.append(LOG, &together(&[(0..20, 6300, 7200)]));
    drop(Live::open(&place.options, &place.rules, &[], at(7200)).expect("the case opens"));
    place.append(LOG, &but_one(3, 7200, 8700));
    place.append(LOG, &together(&[(0..20, 8700, 9600)]));
    let live = Live::open(&place.options, &place.rules, &[], at(9600)).expect("the case opens");
    let mut watching = Watching { live, told: &mut place.told };
    watching.settle();
    let analysis = watching.live.close(at(9600), &mut Told::default()).expect("it is written");
    assert_eq!(analysis.findings.len(), 2, "both are found");
    let rule = "keepalive-missing";
    let expected = [(NoticeKind::Raised, rule), (NoticeKind::Recovered, rule)];
    assert_eq!(place.told.kinds(), expected);
    let who = place.told.0.iter().all(|notice| notice.text.contains("000000000003"));
    assert!(who, "{:?}", place.told.0);
}

#[test]
fn one_server_of_ten_that_falls_silent_is_one_alert_and_no_subscription_goes_before_it() {
    // Subscriptions 0 to 3 are those of another server.
    let sent = |parts: &[(std::ops::Range<u32>, u32, u32)]| -> String {
        let of_another = |line: &str| (0..4).any(|who| line.contains(&format!("-{who:012}&")));
        let address = |line: &str| if of_another(line) { "192.0.2.22" } else { "192.0.2.21" };
        let lines = together(parts);
        let lines = lines.split_inclusive('\n');
        lines.map(|line| line.replace("192.0.2.21", address(line))).collect()
    };
    let mut place = Place::new();
    place.append(LOG, &sent(&[(0..40, 3600, 7200)]));
    let path = place.path(LOG);
    place.watch(|watch| {
        let mut file = OpenOptions::new().append(true).open(&path).expect("the log");
        for line in sent(&[(4..40, 7200, 9600)]).split_inclusive('\n') {
            file.write_all(line.as_bytes()).expect("a line");
            watch.settle();
        }
        assert_eq!(watch.told.kinds(), [(NoticeKind::Raised, "keepalive-population")]);
    });
}
