//! With the clock of the machine, with other threads, and with many files.

use std::collections::BTreeSet;
use std::thread;

use super::super::Waker;
use super::*;

#[test]
fn a_waker_ends_the_wait() {
    let bench = Bench::live(&[""]);
    let mut tail = Tail::new(&bench.inputs, bench.options.clone(), Vec::new(), Vec::new()).unwrap();
    let mut sink = Recorder::default();
    while tail.turn(&mut sink).unwrap() {}
    let waker = tail.waker();
    let other = thread::spawn(move || waker.wake());
    let started = Instant::now();
    tail.wait(Duration::from_mins(1));
    assert!(started.elapsed() < Duration::from_secs(30));
    other.join().unwrap();
}

/// Without events, a wait lasts until it is time to look again.
#[test]
fn polling_waits() {
    let mut bench = Bench::new(&[""]);
    bench.options.poll = Some(Duration::from_millis(200));
    let mut tail = Tail::new(&bench.inputs, bench.options.clone(), Vec::new(), Vec::new()).unwrap();
    let mut sink = Recorder::default();
    while tail.turn(&mut sink).unwrap() {}
    let started = Instant::now();
    tail.wait(Duration::from_mins(1));
    let waited = started.elapsed();
    assert!(waited > Duration::from_millis(50) && waited < Duration::from_secs(30), "{waited:?}");
}

/// It is built in one thread and used in another.
#[test]
fn a_tail_can_be_sent() {
    fn check<T: Send>() {}
    check::<Tail>();
    check::<Waker>();
}

/// Events alone, with a sweep an hour away: a line in a new folder, then another one.
#[test]
fn events_end_the_wait() {
    let bench = Bench::live(&[""]);
    let mut tail = Tail::new(&bench.inputs, bench.options.clone(), Vec::new(), Vec::new()).unwrap();
    let mut sink = Recorder { base: bench.folder.path().to_path_buf(), ..Recorder::default() };
    let mut follow = |text: &str| {
        bench.append("a/b/x.log", text);
        let started = Instant::now();
        let end = text.replace('\n', "|");
        loop {
            let is_more = tail.turn(&mut sink).unwrap();
            if sink.told.iter().any(|told| told.ends_with(&end)) {
                break;
            }
            if !is_more {
                tail.wait(Duration::from_mins(1));
            }
            assert!(started.elapsed() < Duration::from_secs(30), "{:?}", sink.told);
        }
    };
    follow("one\n");
    follow("two\n");
    follow("three\n");
}

/// Lines by several writers, each of which renames its file again and again; every line arrives
/// once, and in its order.
#[test]
fn rotation_under_load() {
    const WRITERS: usize = 4;
    const LINES: usize = 2_000;
    let mut bench = Bench::live(&["in"]);
    bench.options.sweep = Duration::from_millis(50);
    bench.options.turn = 512;
    bench.options.open_files = 16;
    fs::create_dir(bench.path("in")).unwrap();
    let mut tail = Tail::new(&bench.inputs, bench.options.clone(), Vec::new(), Vec::new()).unwrap();
    let folder = bench.path("in");
    let writers: Vec<_> = (0..WRITERS)
        .map(|writer| {
            let path = folder.join(format!("{writer}.log"));
            thread::spawn(move || write_and_rotate(&path, writer, LINES))
        })
        .collect();
    let mut sink = Recorder::default();
    let mut is_over = false;
    loop {
        let is_more = tail.turn(&mut sink).unwrap();
        if !is_more && is_over {
            break;
        }
        is_over = writers.iter().all(thread::JoinHandle::is_finished);
        if !is_more && !is_over {
            tail.wait(Duration::from_millis(100));
        }
    }
    tail.stop(&mut sink).unwrap();
    let mut seen = BTreeSet::new();
    for (_, bytes) in sink.read.values() {
        let text = std::str::from_utf8(bytes).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        assert!(lines.is_sorted(), "{lines:?}");
        for line in lines {
            assert!(seen.insert(line.to_owned()), "{line} twice");
        }
    }
    assert_eq!(seen.len(), WRITERS * LINES);
    for writer in writers {
        writer.join().unwrap();
    }
}

fn write_and_rotate(path: &Path, writer: usize, lines: usize) {
    let mut file = OpenOptions::new().create(true).append(true).open(path).unwrap();
    for line in 0..lines {
        writeln!(file, "writer {writer} line {line:06} and some text to make it longer").unwrap();
        if line % 100 == 49 {
            fs::rename(path, path.with_extension(format!("log.{}", line / 100))).unwrap();
        }
        // Until then, late lines went to the old one.
        if line % 100 == 99 {
            file = OpenOptions::new().create(true).append(true).open(path).unwrap();
        }
        if line % 20 == 0 {
            thread::sleep(Duration::from_millis(1));
        }
    }
}

/// Many files, few descriptors, little at a time.
#[test]
fn thousands_of_files() {
    const FILES: usize = 5_000;
    let mut bench = Bench::new(&[""]);
    bench.options.open_files = 64;
    bench.options.poll = Some(Duration::from_secs(1));
    let name = |index: usize| format!("{:02}/{index:04}.log", index % 50);
    for index in 0..FILES {
        bench.append(&name(index), format!("first line of file {index}\n"));
    }
    bench.look();
    for index in (0..FILES).step_by(3) {
        bench.append(&name(index), "more\n");
    }
    bench.look();
    bench.restart();
    bench.look();
    for index in (0..FILES).step_by(5) {
        bench.append(&name(index), "and more\n");
    }
    bench.look();
    let told: Vec<_> = bench.told();
    assert_eq!(told.iter().filter(|line| line.contains("appears")).count(), FILES);
    assert_eq!(told.iter().filter(|line| line.contains("follows")).count(), FILES);
    let end = bench.tail.as_ref().unwrap().files.values().map(|it| it.known.offset).sum::<u64>();
    let size: u64 = (0..FILES).map(|i| fs::metadata(bench.path(&name(i))).unwrap().len()).sum();
    assert_eq!(end, size);
}
