//! The disk of the case fills up under load and has room again: nothing is lost, nothing is doubled.
//! Needs the right to mount a tmpfs; where it is not given, the test says so and ends.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use crate::harness::Project;
use crate::site::{self, Load, Site, Told, Watch};

/// A small file system of its own.
struct SmallDisk(PathBuf);

impl SmallDisk {
    fn mount(path: &Path) -> Option<Self> {
        fs::create_dir(path).unwrap();
        let mount = Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=64m", "mbxtrace-test"])
            .arg(path)
            .output();
        match mount {
            Ok(output) if output.status.success() => Some(Self(path.to_path_buf())),
            Ok(output) => {
                println!("skipped: {}", String::from_utf8_lossy(&output.stderr).trim());
                None
            }
            Err(error) => {
                println!("skipped: mount: {error}");
                None
            }
        }
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let unmounted = Command::new("umount").arg("-l").arg(&self.0).status();
        assert!(unmounted.is_ok_and(|status| status.success()) || std::thread::panicking());
    }
}

/// Fills what is free, to the last byte.
fn fill(path: &Path) {
    let mut file = File::options().create(true).append(true).open(path).unwrap();
    for block in [1 << 20, 1 << 12, 1] {
        let block = vec![0; block];
        while file.write_all(&block).is_ok() {}
    }
}

#[test]
fn a_full_disk_loses_and_doubles_nothing() {
    let project = Project::new();
    let Some(_disk) = SmallDisk::mount(&project.path().join("case")) else { return };
    let mut site = Site::new(project.path(), 7);
    site.step(600);
    let mut watch = Watch::start(project.path(), 0);
    std::thread::sleep(Duration::from_secs(2));
    let load = Load::start(site, 20);
    for _ in 0..3 {
        std::thread::sleep(Duration::from_secs(1));
        let (ballast, began) = (project.path().join("case/ballast"), Instant::now());
        // What the watch gives back while it tries is taken as well.
        while began.elapsed() < Duration::from_secs(2) {
            fill(&ballast);
            std::thread::sleep(Duration::from_millis(20));
        }
        fs::remove_file(ballast).unwrap();
    }
    std::thread::sleep(Duration::from_secs(1));
    let site = load.end();
    std::thread::sleep(Duration::from_secs(8));
    let is_alive = watch.is_alive();
    let status = watch.stop();
    let log = fs::read_to_string(project.path().join("log.0000")).unwrap();
    assert!(is_alive && status.success(), "{status}\n{log}");
    assert!(log.contains("the case cannot be written"), "the disk was full: {log}");
    site::check(&project, &site, &Told::read(project.path(), 1));
}
