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
