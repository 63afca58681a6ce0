//! `kill -9` of the watch at random points under load: nothing is lost, nothing is doubled, and it
//! ends with what an analysis says.

use std::time::Duration;

use crate::harness::Project;
use crate::site::{self, Load, Random, Site, Told, Watch};

/// Kills in a test run; `MBXTRACE_KILLS` says otherwise.
const KILLS: u64 = 10;

/// Log time that passes while the watch is killed, in seconds; about.
const SPAN: u64 = 60_000;

/// Longest life of a run, in milliseconds.
const LIFE: u64 = 900;

#[test]
fn killed_at_any_point_it_loses_and_doubles_nothing() {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let kills = number("MBXTRACE_KILLS").unwrap_or(KILLS);
    let seed = number("MBXTRACE_SEED").unwrap_or(1);
    println!("{kills} kills, seed {seed}");
    let (project, mut random) = (Project::new(), Random(seed));
    let mut site = Site::new(project.path(), seed ^ 0xdead);
    site.step(600);
    let mut watch = Watch::start(project.path(), 0);
    // What was over before anything was committed is not told: let the first run get so far.
    std::thread::sleep(Duration::from_secs(2));
    let load = Load::start(site, (SPAN / (kills * 60 + 100)).clamp(2, 30));
    for run in 1..=kills {
        std::thread::sleep(Duration::from_millis(20 + random.below(LIFE)));
        watch.kill();
        std::thread::sleep(Duration::from_millis(random.below(100)));
        watch = Watch::start(project.path(), run);
    }
    std::thread::sleep(Duration::from_secs(1));
    let site = load.end();
    std::thread::sleep(Duration::from_secs(2));
    let status = watch.stop();
    let log = std::fs::read_to_string(project.path().join(format!("log.{kills:04}"))).unwrap();
    assert!(status.success(), "{status}\n{log}");
    site::check(&project, &site, &Told::read(project.path(), kills + 1));
}
