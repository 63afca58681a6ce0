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
