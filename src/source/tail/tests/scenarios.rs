//! What happens to log files, one after the other: what is done, and what must be told of it.

use std::os::unix::fs::symlink;

use super::*;

/// What is done to files, and to the one who follows them.
enum Do {
    Append(&'static str, &'static str),
    /// Over what is there, in place.
    Overwrite(&'static str, &'static str),
    /// A new file over what is there, by a rename.
    Replace(&'static str, &'static str),
    Rename(&'static str, &'static str),
    Copy(&'static str, &'static str),
    Cut(&'static str, u64),
    Delete(&'static str),
    Link(&'static str, &'static str),
    HardLink(&'static str, &'static str),
    Look,
    /// Longer than files linger.
    Wait,
    /// A clean stop, and a new process.
    Restart,
    /// The process is gone after what was stored; so is what it was told since.
    Stop,
    Start,
}

use Do::*;

fn play(inputs: &[&str], steps: &[Do]) -> Vec<String> {
    play_on(Bench::new(inputs), steps)
}

fn play_on(mut bench: Bench, steps: &[Do]) -> Vec<String> {
    let mut stored = Vec::new();
    for step in steps {
        let path = |name: &str| bench.path(name);
        match step {
            Append(name, text) => bench.append(name, text),
            Overwrite(name, text) => fs::write(path(name), text).unwrap(),
            Replace(name, text) => {
                bench.append(".new", text);
                fs::rename(path(".new"), path(name)).unwrap();
            }
            Rename(from, to) => fs::rename(path(from), path(to)).unwrap(),
            Copy(from, to) => drop(fs::copy(path(from), path(to)).unwrap()),
            Cut(name, size) => {
                OpenOptions::new().write(true).open(path(name)).unwrap().set_len(*size).unwrap();
            }
            Delete(name) => fs::remove_file(path(name)).unwrap(),
            Link(name, target) => {
                if path(name).symlink_metadata().is_ok() {
                    fs::remove_file(path(name)).unwrap();
                }
                symlink(target, path(name)).unwrap();
            }
            HardLink(name, target) => fs::hard_link(path(target), path(name)).unwrap(),
            Look => bench.look(),
            Wait => {
                bench.now += LINGER;
                bench.look();
                if bench.is_live {
                    // What was read last is known by the next sweep to be the last.
                    for _ in 0..2 {
                        bench.now += bench.options.sweep;
                        bench.look();
                    }
                }
            }
            Restart => bench.restart(),
            Stop => {
                stored = bench.known();
                bench.tail = None;
            }
            Start => bench.start(std::mem::take(&mut stored)),
        }
    }
    bench.told()
}

/// The steps, and what is told of them when the folder is followed.
type Case = (&'static str, &'static [Do], &'static [&'static str]);

const LONG: &str = "a first line that is long enough to tell this content from every other one\n";
const LONG_TOLD: &str =
    "1: a first line that is long enough to tell this content from every other one|";
const FORK_TOLD: &str =
    "2: a first line that is long enough to tell this content from every other one|other|";

const GROWTH: &[Case] = &[
    (
        "growth",
        &[Append("x.log", "one\n"), Look, Append("x.log", "two\n"), Look, Look],
        &["1 appears x.log", "1: one|two|"],
    ),
    (
        "an empty file is nothing yet",
        &[Append("x.log", ""), Look, Append("x.log", "one\n"), Look],
        &["1 appears x.log", "1: one|"],
    ),
    (
        "a part of a line is handed on as it is",
        &[Append("x.log", "on"), Look, Append("x.log", "e\n"), Look],
        &["1 appears x.log", "1: one|"],
    ),
    (
        "a part of a line across a restart",
        &[Append("x.log", "on"), Look, Restart, Append("x.log", "e\n"), Look],
        &["1 appears x.log", "1: on", "1 follows x.log at 2 in x.log", "1: e|"],
    ),
    (
        "numbered files in their order, whatever the order of their names",
        &[
            Append("d_0002.uc", "c\n"),
            Append("d_0001.uc", "b\n"),
            Append("d_0000.uc", "a\n"),
            Look,
            Append("d_0002.uc", "d\n"),
            Append("d_0003.uc", "e\n"),
            Look,
        ],
        &[
            "1 appears d_0000.uc",
            "2 appears d_0001.uc",
            "3 appears d_0002.uc",
            "1: a|",
            "2: b|",
            "3: c|",
            "4 appears d_0003.uc",
            "3: d|",
            "4: e|",
        ],
    ),
    (
        "daily logs, older restarts of a day first",
        &[
            Append("2014_06_29.request.log", "b\n"),
            Append("2014_06_29.request.log.080000123", "a\n"),
            Look,
            Append("2014_06_30.request.log", "d\n"),
            Append("2014_06_29.request.log", "c\n"),
            Look,
        ],
        &[
            "1 appears 2014_06_29.request.log.080000123",
            "2 appears 2014_06_29.request.log",
            "1: a|",
            "2: b|",
            "3 appears 2014_06_30.request.log",
            "2: c|",
            "3: d|",
        ],
    ),
    (
        "hidden files appear under their final name",
        &[Append(".x.log.Ab12Cd", "one\n"), Look, Rename(".x.log.Ab12Cd", "x.log"), Look],
        &["1 appears x.log", "1: one|"],
    ),
    (
        "a file in a folder that comes late",
        &[Look, Append("a/b/x.log", "one\n"), Look],
        &["1 appears a/b/x.log", "1: one|"],
    ),
    (
        "files with the same content and other names are two",
        &[Append("a/x.log", LONG), Append("b/x.log", LONG), Append("y.log", LONG), Look],
        &[
            "1 appears a/x.log",
            "2 appears b/x.log",
            "3 appears y.log",
            "1: a first line that is long enough to tell this content from every other one|",
            "2: a first line that is long enough to tell this content from every other one|",
            "3: a first line that is long enough to tell this content from every other one|",
        ],
    ),
    (
        "two names of one file are one",
        &[Append("x.log", "one\n"), HardLink("y.log", "x.log"), Look, Delete("x.log"), Look],
        &["1 appears x.log", "1: one|", "1 is now y.log"],
    ),
];

/// Files that continue one another under names of their own.
const SUCCESSIONS: &[Case] = &[
    (
        "numbered succession, with a last line to the older file",
        &[
            Append("diag_CuMbxSync_00000086.uc", "one\n"),
            Look,
            Append("diag_CuMbxSync_00000087.uc", "three\n"),
            Append("diag_CuMbxSync_00000086.uc", "two\n"),
            Look,
            Append("diag_CuMbxSync_00000087.uc", "four\n"),
            Look,
        ],
        &[
            "1 appears diag_CuMbxSync_00000086.uc",
            "1: one|",
            "2 appears diag_CuMbxSync_00000087.uc",
            "1: two|",
            "2: three|four|",
        ],
    ),
    (
        "numbered succession while down, the oldest overwritten by a new name",
        &[
            Append("diag_CuMbxSync_00000086.uc", LONG),
            Append("diag_CuMbxSync_00000087.uc", "two\n"),
            Look,
            Stop,
            Append("diag_CuMbxSync_00000087.uc", "three\n"),
            Delete("diag_CuMbxSync_00000086.uc"),
            Append("diag_CuMbxSync_00000088.uc", "four\n"),
            Start,
            Look,
        ],
        &[
            "1 appears diag_CuMbxSync_00000086.uc",
            "2 appears diag_CuMbxSync_00000087.uc",
            LONG_TOLD,
            "2: two|",
            "1 follows diag_CuMbxSync_00000087.uc at 4 in diag_CuMbxSync_00000087.uc",
            "2 appears diag_CuMbxSync_00000088.uc",
            "1: three|",
            "2: four|",
            "missing diag_CuMbxSync_00000086.uc at 75: Deleted",
        ],
    ),
    (
        "daily logs over midnight, with a last line of the day before",
        &[
            Append("2014_06_29.request.log", "one\n"),
            Look,
            Append("2014_06_30.request.log", "three\n"),
            Append("2014_06_29.request.log", "two\n"),
            Look,
            Append("2014_06_30.request.log", "four\n"),
            Look,
        ],
        &[
            "1 appears 2014_06_29.request.log",
            "1: one|",
            "2 appears 2014_06_30.request.log",
            "1: two|",
            "2: three|four|",
        ],
    ),
    (
        "daily logs while down, and a restart of the day that renamed one",
        &[
            Append("2014_06_30.request.log", LONG),
            Look,
            Stop,
            Append("2014_06_30.request.log", "two\n"),
            Rename("2014_06_30.request.log", "2014_06_30.request.log.080000123"),
            Append("2014_06_30.request.log", "three\n"),
            Append("2014_07_01.request.log", "four\n"),
            Start,
            Look,
        ],
        &[
            "1 appears 2014_06_30.request.log",
            LONG_TOLD,
            "1 follows 2014_06_30.request.log at 75 in 2014_06_30.request.log.080000123",
            "2 appears 2014_06_30.request.log",
            "3 appears 2014_07_01.request.log",
            "1: two|",
            "2: three|",
            "3: four|",
        ],
    ),
];

/// What happens while nobody looks, and how it is found afterwards.
const WHILE_DOWN: &[Case] = &[
    (
        "rotation twice while down",
        &[
            Append("x.log", "one\n"),
            Look,
            Stop,
            Append("x.log", "two\n"),
            Rename("x.log", "x.log.1"),
            Append("x.log", "three\n"),
            Rename("x.log.1", "x.log.2"),
            Rename("x.log", "x.log.1"),
            Append("x.log", "four\n"),
            Start,
            Look,
        ],
        &[
            "1 appears x.log",
            "1: one|",
            "1 follows x.log at 4 in x.log.2",
            "2 appears x.log",
            "3 appears x.log.1",
            "1: two|",
            "2: four|",
            "3: three|",
        ],
    ),
    (
        "rotation to gz while down: the rest is in the packed file alone",
        &[
            Append("x.log", "one\n"),
            Look,
            Stop,
            Append("x.log.1.gz", "packed"),
            Replace("x.log", "three\n"),
            Start,
            Look,
            Look,
        ],
        &[
            "1 appears x.log",
            "1: one|",
            "1 appears x.log",
            "1: three|",
            "missing x.log at 4: Replaced",
            "whole x.log.1.gz 6",
        ],
    ),
    (
        "cut while down, and grown past the old offset",
        &[
            Append("x.log", "one\n"),
            Look,
            Stop,
            Cut("x.log", 0),
            Append("x.log", "two, and longer than before\n"),
            Start,
            Look,
        ],
        &[
            "1 appears x.log",
            "1: one|",
            "1 appears x.log",
            "1: two, and longer than before|",
            "missing x.log at 4: Truncated",
        ],
    ),
    (
        "an export that was replaced while down, and one that was not: both are handed on",
        &[
            Append("e.csv", "one"),
            Append("f.csv", "same"),
            Look,
            Look,
            Stop,
            Replace("e.csv", "three"),
            Start,
            Look,
            Look,
        ],
        &["whole e.csv 3", "whole f.csv 4", "whole e.csv 5", "whole f.csv 4"],
    ),
];

/// Lines that come in pieces.
const PIECES: &[Case] = &[
    (
        "a line in three writes",
        &[
            Append("x.log", "o"),
            Look,
            Append("x.log", "n"),
            Look,
            Append("x.log", "e\ntw"),
            Look,
            Append("x.log", "o\n"),
            Look,
        ],
        &["1 appears x.log", "1: one|two|"],
    ),
    (
        "a part of a line, rotated before its end is written",
        &[
            Append("x.log", "one\ntw"),
            Look,
            Rename("x.log", "x.log.1"),
            Append("x.log", "three\n"),
            Look,
            Append("x.log.1", "o\n"),
            Look,
        ],
        &[
            "1 appears x.log",
            "1: one|tw",
            "1 is now x.log.1",
            "2 appears x.log",
            "2: three|",
            "1: o|",
        ],
    ),
];

const RENAMES: &[Case] = &[
    (
        "rotation by rename, with writes to both names",
        &[
            Append("x.log", "one\n"),
            Look,
            Append("x.log", "two\n"),
            Rename("x.log", "x.log.1"),
            Append("x.log", "four\n"),
            Append("x.log.1", "three\n"),
            Look,
            Append("x.log.1", "late\n"),
            Append("x.log", "five\n"),
            Look,
        ],
        &[
            "1 appears x.log",
            "1: one|",
            "1 is now x.log.1",
            "2 appears x.log",
            "1: two|three|",
            "2: four|",
            "1: late|",
            "2: five|",
        ],
    ),
    (
        "rotation again and again between two looks",
        &[
            Append("x.log", "one\n"),
            Look,
            Rename("x.log", "x.log.1"),
            Append("x.log", "two\n"),
            Rename("x.log.1", "x.log.2"),
            Rename("x.log", "x.log.1"),
            Append("x.log", "three\n"),
            Look,
            Rename("x.log.2", "x.log.3"),
            Rename("x.log.1", "x.log.2"),
            Rename("x.log", "x.log.1"),
            Look,
        ],
        &[
            "1 appears x.log",
            "1: one|",
            "1 is now x.log.2",
            "2 appears x.log",
            "3 appears x.log.1",
            "2: three|",
            "3: two|",
            "1 is now x.log.3",
            "2 is now x.log.1",
            "3 is now x.log.2",
        ],
    ),
    (
        "rotation while down",
        &[
            Append("x.log", "one\n"),
            Look,
            Stop,
            Append("x.log", "two\n"),
            Rename("x.log", "x.log.1"),
            Append("x.log", "three\n"),
            Start,
            Look,
        ],
        &[
            "1 appears x.log",
            "1: one|",
            "1 follows x.log at 4 in x.log.1",
            "2 appears x.log",
            "1: two|",
            "2: three|",
        ],
    ),
    (
        "rotation to where nothing is watched: the rest is read, then it ends",
        &[
            Append("in/x.log", "one\n"),
            Look,
            Append("in/x.log", "two\n"),
            Rename("in/x.log", "away"),
            Look,
            Append("away", "late\n"),
            Look,
            Wait,
            Append("away", "too late\n"),
            Look,
        ],
        &["1 appears in/x.log", "1: one|two|late|", "1 ended RotatedAway"],
    ),
    (
        "away for a moment",
        &[
            Append("in/x.log", "one\n"),
            Look,
            Rename("in/x.log", "away"),
            Look,
            Rename("away", "in/x.log"),
            Append("in/x.log", "two\n"),
            Look,
        ],
        &["1 appears in/x.log", "1: one|two|"],
    ),
    (
        "away for long, and back",
        &[
            Append("in/x.log", "one\n"),
            Look,
            Rename("in/x.log", "away"),
            Look,
            Wait,
            Rename("away", "in/x.log"),
            Append("in/x.log", "two\n"),
            Look,
        ],
        &[
            "1 appears in/x.log",
            "1: one|",
            "1 ended RotatedAway",
            "2 follows in/x.log at 4 in in/x.log",
            "2: two|",
        ],
    ),
    (
        "moved across file systems while down: known by its content",
        &[
            Append("x.log", LONG),
            Look,
            Stop,
            Copy("x.log", "moved"),
            Delete("x.log"),
            Append("moved", "two\n"),
            Start,
            Look,
        ],
        &[
            "1 appears x.log",
            "1: a first line that is long enough to tell this content from every other one|",
            "1 follows x.log at 75 in moved",
            "1: two|",
        ],
    ),
];

const CUTS: &[Case] = &[
    (
        "copytruncate",
        &[
            Append("x.log", "one\n"),
            Look,
            Append("x.log", "two\n"),
            Copy("x.log", "x.log.1"),
            Cut("x.log", 0),
            Append("x.log", "three\n"),
            Look,
        ],
        &[
            "1 appears x.log",
            "1: one|",
            "1 is now x.log.1",
            "2 appears x.log",
            "1: two|",
            "2: three|",
        ],
    ),
    (
        "copytruncate, seen halfway: the copy is no news, nor is it when it is rotated on",
        &[
            Append("x.log", "one\n"),
            Look,
            Copy("x.log", "x.log.1"),
            Look,
            Cut("x.log", 0),
            Look,
            Append("x.log", "two\n"),
            Rename("x.log.1", "x.log.2"),
            Look,
        ],
        &[
            "1 appears x.log",
            "1: one|",
            "1 is now x.log.1",
            "1 is now x.log.2",
            "2 appears x.log",
            "2: two|",
        ],
    ),
    (
        "copytruncate with a line between copy and cut: it was read, and is in no copy",
        &[
            Append("x.log", "one\n"),
            Look,
            Copy("x.log", "x.log.1"),
            Append("x.log", "between\n"),
            Look,
            Cut("x.log", 0),
            Append("x.log", "two\n"),
            Look,
        ],
        &["1 appears x.log", "1: one|between|", "2 appears x.log", "1 is now x.log.1", "2: two|"],
    ),
    (
        "copytruncate with a stale descriptor: the new content starts with a hole",
        &[
            Append("x.log", "one\n"),
            Look,
            Cut("x.log", 0),
            Cut("x.log", 4),
            Append("x.log", "two\n"),
            Look,
        ],
        &["1 appears x.log", "1: one|", "2 appears x.log", "1 ended Truncated", "2: \0\0\0\0two|"],
    ),
    (
        "copytruncate across a restart",
        &[
            Append("x.log", LONG),
            Look,
            Stop,
            Append("x.log", "two\n"),
            Copy("x.log", "x.log.1"),
            Cut("x.log", 0),
            Append("x.log", "three\n"),
            Start,
            Look,
        ],
        &[
            "1 appears x.log",
            "1: a first line that is long enough to tell this content from every other one|",
            "1 follows x.log at 75 in x.log.1",
            "2 appears x.log",
            "1: two|",
            "2: three|",
        ],
    ),
    (
        "cut",
        &[Append("x.log", "one\n"), Look, Cut("x.log", 0), Look, Append("x.log", "two\n"), Look],
        &["1 appears x.log", "1: one|", "1 ended Truncated", "2 appears x.log", "2: two|"],
    ),
    (
        "cut, and grown past the old offset before anyone looked",
        &[
            Append("x.log", "one\n"),
            Look,
            Cut("x.log", 0),
            Append("x.log", "two, and longer than before\n"),
            Look,
        ],
        &[
            "1 appears x.log",
            "1: one|",
            "2 appears x.log",
            "1 ended Truncated",
            "2: two, and longer than before|",
        ],
    ),
    (
        "overwritten with as many bytes",
        &[Append("x.log", "one\n"), Look, Overwrite("x.log", "two\n"), Look],
        &["1 appears x.log", "1: one|", "2 appears x.log", "1 ended Truncated", "2: two|"],
    ),
    (
        "written anew in place by a copy of the same, which has grown",
        &[
            Append("x.log", "one\n"),
            Look,
            Overwrite("x.log", "on"),
            Look,
            Append("x.log", "e\ntwo\n"),
            Look,
        ],
        &[
            "1 appears x.log",
            "1: one|",
            "1 ended Truncated",
            "2 follows x.log at 4 in x.log",
            "2: two|",
        ],
    ),
    (
        "cut to a part of it, which stays so",
        &[Append("x.log", "one\ntwo\n"), Look, Cut("x.log", 4), Look, Look, Look],
        &["1 appears x.log", "1: one|two|", "1 ended Truncated", "2 appears x.log", "2: one|"],
    ),
];

const REPLACEMENTS: &[Case] = &[
    (
        "deleted, then created again",
        &[
            Append("x.log", "one\n"),
            Look,
            Append("x.log", "last\n"),
            Delete("x.log"),
            Append("x.log", "two\n"),
            Look,
            Wait,
        ],
        &[
            "1 appears x.log",
            "1: one|",
            "2 appears x.log",
            "1: last|",
            "2: two|",
            "1 ended Replaced",
        ],
    ),
    (
        "deleted",
        &[Append("x.log", "one\n"), Look, Delete("x.log"), Look, Wait],
        &["1 appears x.log", "1: one|", "1 ended Deleted"],
    ),
    (
        "deleted while down",
        &[Append("x.log", "one\n"), Look, Stop, Delete("x.log"), Start, Look],
        &["1 appears x.log", "1: one|", "missing x.log at 4: Deleted"],
    ),
    (
        "replaced while down",
        &[Append("x.log", "one\n"), Look, Stop, Replace("x.log", "two\nthree\n"), Start, Look],
        &[
            "1 appears x.log",
            "1: one|",
            "1 appears x.log",
            "1: two|three|",
            "missing x.log at 4: Replaced",
        ],
    ),
    (
        "replaced by a rename with the same and more: rsync",
        &[
            Append("x.log", "one\n"),
            Look,
            Replace("x.log", "one\ntwo\n"),
            Look,
            Replace("x.log", "one\ntwo\nthree\n"),
            Restart,
            Look,
        ],
        &["1 appears x.log", "1: one|two|", "1 follows x.log at 8 in x.log", "1: three|"],
    ),
    (
        "replaced by a rename with another content",
        &[Append("x.log", "one\n"), Look, Replace("x.log", "two\nthree\n"), Look, Wait],
        &["1 appears x.log", "1: one|", "2 appears x.log", "2: two|three|", "1 ended Replaced"],
    ),
    (
        "rotated at the source of an rsync: both names get new files",
        &[
            Append("x.log", LONG),
            Look,
            Replace("x.log", "new\n"),
            Look,
            Replace("x.log.1", LONG),
            Append("x.log.1", "rest\n"),
            Look,
            Wait,
        ],
        &[
            "1 appears x.log",
            "1: a first line that is long enough to tell this content from every other one|",
            "2 appears x.log",
            "2: new|",
            "1 is now x.log.1",
            "1: rest|",
        ],
    ),
    (
        "rotation to gz",
        &[
            Append("x.log.1", "one\n"),
            Look,
            Append("x.log.1", "two\n"),
            Append("x.log.1.gz", "packed"),
            Delete("x.log.1"),
            Look,
            Wait,
            Rename("x.log.1.gz", "x.log.2.gz"),
            Look,
            Wait,
        ],
        &["1 appears x.log.1", "1: one|two|", "1 ended Deleted", "whole x.log.1.gz 6"],
    ),
    (
        "exports that are replaced as a whole, by a rename and in place",
        &[
            Append("e.csv", "one"),
            Look,
            Look,
            Replace("e.csv", "three"),
            Look,
            Look,
            Overwrite("e.csv", "seven"),
            Look,
            Append("e.csv", " and"),
            Look,
            Look,
            Look,
        ],
        &["whole e.csv 3", "whole e.csv 5", "whole e.csv 9"],
    ),
    (
        "a log that was renamed, copied back and written on there",
        &[
            Append("x.log", LONG),
            Look,
            Rename("x.log", "x.log.1"),
            Copy("x.log.1", "x.log"),
            Look,
            Append("x.log", "two\n"),
            Look,
            Append("x.log", "three\n"),
            Look,
        ],
        &["1 appears x.log", LONG_TOLD, "1 is now x.log.1", "1 is now x.log", "1: two|three|"],
    ),
    (
        "and a copy that is written on by somebody else is another log",
        &[
            Append("x.log", LONG),
            Look,
            Copy("x.log", "x.log.1"),
            Look,
            Append("x.log", "two\n"),
            Append("x.log.1", "other\n"),
            Look,
        ],
        &["1 appears x.log", LONG_TOLD, "2 appears x.log.1", "1: two|", FORK_TOLD],
    ),
    (
        "what is not read may become something that is",
        &[Append("x.bak", "one\n"), Look, Look, Rename("x.bak", "x.log"), Look],
        &["1 appears x.log", "1: one|"],
    ),
];

fn cases() -> impl Iterator<Item = (&'static str, &'static Case)> {
    let all = [GROWTH, SUCCESSIONS, PIECES, RENAMES, CUTS, REPLACEMENTS, WHILE_DOWN];
    all.into_iter().flatten().map(|case| {
        let is_below = case.2.iter().any(|line| line.contains("in/x.log"));
        (if is_below { "in" } else { "" }, case)
    })
}

#[test]
fn files_in_a_folder() {
    for (input, (name, steps, told)) in cases() {
        assert_eq!(play(&[input], steps), *told, "{name}");
    }
}

/// The same, with events instead of sweeps, but for what is a matter of time.
#[test]
fn files_in_a_folder_by_events() {
    for (input, (name, steps, told)) in cases() {
        let timed = ["stays so", "as a whole", "handed on", "packed file alone"];
        let is_timed = timed.iter().any(|what| name.contains(what));
        if !is_timed {
            assert_eq!(play_on(Bench::live(&[input]), steps), *told, "{name}");
        }
    }
}

#[test]
fn patterns() {
    let steps = [
        Append("cuc1/jetty/x.log", "one\n"),
        Append("cuc1/jetty/x.txt", "no\n"),
        Append("cuc1/x.log", "no\n"),
        Append("cuc1/jetty/deep/x.log", "no\n"),
        Look,
        Append("cuc2/jetty/y.log", "two\n"),
        Append("cuc2/jetty/.z.log", "no\n"),
        Look,
    ];
    let told = ["1 appears cuc1/jetty/x.log", "1: one|", "2 appears cuc2/jetty/y.log", "2: two|"];
    assert_eq!(play(&["*/jetty/*.log"], &steps), told);
    assert_eq!(play(&["*/jetty/?.log", "*/jetty/[xy].log"], &steps), told);
    let steps = [
        Append("x.log", "one\n"),
        Append("a/b/x.log", "two\n"),
        Append("a/b/y.log", "no\n"),
        Append("[x].log", "three\n"),
        Look,
    ];
    let told = ["1 appears a/b/x.log", "2 appears x.log", "1: two|", "2: one|"];
    assert_eq!(play(&["**/x.log"], &steps), told);
    let told = ["1 appears a/b/x.log", "2 appears a/b/y.log", "1: two|", "2: no|"];
    assert_eq!(play(&["?/b"], &steps), told, "a folder is meant with all that is in it");
    let folder = TempDir::new().unwrap();
    let wrong = folder.path().join("a[");
    let error = Tail::new(&[wrong], TailOptions::default(), Vec::new(), Vec::new())
        .err()
        .unwrap()
        .to_string();
    assert!(error.contains("a["), "{error}");
}

#[test]
fn links() {
    let swapped = [
        Append("a", "one\n"),
        Append("b", "two\n"),
        Link("x.log", "a"),
        Look,
        Link("x.log", "b"),
        Append("a", "late\n"),
        Look,
        Append("b", "three\n"),
        Wait,
        Link("x.log", "a"),
        Append("a", "four\n"),
        Look,
    ];
    let told = [
        "1 appears x.log",
        "1: one|",
        "2 appears x.log",
        "1: late|",
        "2: two|",
        "1 ended RotatedAway",
        "2: three|",
        "3 follows x.log at 9 in x.log",
        "3: four|",
    ];
    assert_eq!(play(&["x.log"], &swapped), told);
    let late = [Link("x.log", "a"), Look, Look, Append("a", "one\n"), Look];
    let told = [
        "problem x.log: the link leads nowhere yet; it is waited for",
        "1 appears x.log",
        "1: one|",
    ];
    assert_eq!(play(&["x.log"], &late), told);
    let inside = [Append("x.log", "one\n"), Link("now", "x.log"), Link("out", "/dev/null"), Look];
    let told = [
        "problem out: the link leads out of the given folder and is not followed; give \
         `/dev/null` too if it is to be read",
        "1 appears x.log",
        "1: one|",
    ];
    assert_eq!(play(&[""], &inside), told);
}

/// A share that is away, here a link in a circle: nothing there is said to be gone.
#[test]
fn a_folder_that_cannot_be_looked_into() {
    let mut bench = Bench::new(&["in"]);
    bench.append("in/x.log", "one\n");
    bench.look();
    bench.told();
    let away = |bench: &Bench| {
        fs::rename(bench.path("in"), bench.path("share")).unwrap();
        symlink("in", bench.path("in")).unwrap();
    };
    let back = |bench: &Bench| {
        fs::remove_file(bench.path("in")).unwrap();
        fs::rename(bench.path("share"), bench.path("in")).unwrap();
    };
    away(&bench);
    bench.look();
    bench.now += LINGER;
    bench.look();
    let told = bench.told();
    assert!(told.len() == 1 && told[0].starts_with("problem in: cannot be read"), "{told:?}");
    back(&bench);
    bench.append("in/x.log", "two\n");
    bench.look();
    assert_eq!(bench.told(), ["1: two|"]);
    let known = bench.known();
    away(&bench);
    bench.start(known);
    bench.look();
    assert_eq!(bench.told().len(), 1);
    assert_eq!(bench.known()[0].offset, 8, "not forgotten");
    back(&bench);
    bench.append("in/x.log", "three\n");
    bench.look();
    assert_eq!(bench.told(), ["1 follows in/x.log at 8 in in/x.log", "1: three|"]);
}

#[test]
fn a_path_that_is_not_there_yet() {
    let steps = [Look, Look, Append("x.log", "one\n"), Look, Delete("x.log"), Wait, Wait];
    let told = [
        "problem x.log: there is no such file or folder yet; it is waited for",
        "1 appears x.log",
        "1: one|",
        "problem x.log: there is no such file or folder yet; it is waited for",
        "1 ended Deleted",
    ];
    assert_eq!(play(&["x.log"], &steps), told);
}

/// The same number on the same device, and another file: not believed without the content.
#[test]
fn an_inode_used_again() {
    let mut bench = Bench::new(&[""]);
    bench.append("x.log", "one\n");
    bench.look();
    let mut known = bench.known();
    bench.tail = None;
    fs::remove_file(bench.path("x.log")).unwrap();
    bench.append("y.log", "other\n");
    let stamp = super::super::known::Stamp::of(&fs::metadata(bench.path("y.log")).unwrap());
    (known[0].device, known[0].inode) = (stamp.inode.device, stamp.inode.inode);
    bench.start(known);
    bench.look();
    let told = [
        "1 appears x.log",
        "1: one|",
        "1 appears y.log",
        "1: other|",
        "missing x.log at 4: Deleted",
    ];
    assert_eq!(bench.told(), told);
}

#[test]
fn a_write_that_ends_inside_a_character() {
    let mut bench = Bench::new(&[""]);
    let text = "Zugriff verweigert für jürgen\n".as_bytes();
    let at = text.iter().position(|byte| *byte == 0xC3).unwrap() + 1;
    bench.append("x.log", &text[..at]);
    bench.look();
    bench.restart();
    bench.append("x.log", &text[at..]);
    bench.look();
    let read: Vec<_> = bench.sink.read.values().cloned().collect();
    assert_eq!(read, [(0, text.to_vec())]);
    let told = bench.told();
    assert_eq!(told[2], format!("1 follows x.log at {at} in x.log"));
}

#[test]
fn back_to_the_last_whole_record() {
    let mut bench = Bench::new(&[""]);
    bench.append("x.log", "one\ntwo\nthr");
    bench.look();
    let known: Vec<_> = bench.known().iter().map(|known| known.back_to(8)).collect();
    bench.told();
    bench.append("x.log", "ee\n");
    bench.tail = None;
    bench.start(known.clone());
    bench.look();
    assert_eq!(bench.told(), ["1 follows x.log at 8 in x.log", "1: three|"]);
    assert_eq!(bench.known()[0].offset, 14);
    // What was handed on after the offset must be there too.
    bench.tail = None;
    fs::write(bench.path("x.log"), "one\ntwo\nother\n").unwrap();
    bench.start(known);
    bench.look();
    let told = ["1 appears x.log", "1: one|two|other|", "missing x.log at 8: Truncated"];
    assert_eq!(bench.told(), told);
}

#[test]
fn what_is_renamed_while_it_is_looked_for_is_not_missing() {
    let mut bench = Bench::new(&["logs"]);
    let aside = bench.path("aside");
    bench.append("logs/x.log", LONG);
    bench.look();
    // Rotated at the moment of the first look, which finds it under neither name.
    fs::rename(bench.path("logs/x.log"), &aside).unwrap();
    bench.restart();
    bench.told();
    bench.glance(1);
    assert_eq!(bench.told(), [""; 0]);
    fs::rename(&aside, bench.path("logs/x.log.1")).unwrap();
    bench.append("logs/x.log", "new\n");
    bench.look();
    assert_eq!(
        bench.told(),
        ["1 follows logs/x.log at 75 in logs/x.log.1", "2 appears logs/x.log", "2: new|"]
    );
    // What is nowhere is missing all the same.
    fs::remove_file(bench.path("logs/x.log.1")).unwrap();
    bench.restart();
    bench.told();
    bench.look();
    let told = ["1 follows logs/x.log at 4 in logs/x.log", "missing logs/x.log.1 at 75: Deleted"];
    assert_eq!(bench.told(), told);
}

/// A stream that ended may hold the beginning of a log that is followed (a case of before it was known
/// again); a copy of the log is not what comes back of it.
#[test]
fn a_copy_of_a_log_is_not_an_ended_one_that_it_begins_with() {
    let mut bench = Bench::new(&[""]);
    bench.append("x.log", LONG);
    bench.look();
    let ended = bench.known();
    bench.append("x.log", "more\n");
    bench.look();
    let known = bench.known();
    bench.tail = None;
    bench.sink.past = ended;
    bench.told();
    bench.start(known);
    bench.look();
    fs::copy(bench.path("x.log"), bench.path("x.log.1")).unwrap();
    bench.look();
    assert_eq!(bench.told(), ["1 follows x.log at 80 in x.log"]);
}

#[test]
fn what_the_sink_has_forgotten_is_new() {
    let mut bench = Bench::new(&[""]);
    bench.append("x.log", LONG);
    bench.look();
    bench.restart();
    bench.sink.has_forgotten = true;
    bench.append("x.log", "more\n");
    bench.told();
    bench.look();
    let read = LONG_TOLD.replace("1: ", "2: ");
    assert_eq!(bench.told(), ["2 appears x.log", &format!("{read}more|")]);
}

/// Whoever asks both nodes in the same second makes the first lines of their logs the same.
#[test]
fn logs_of_two_nodes_that_begin_alike_are_two() {
    for (gone, found, is_same) in [
        ("cuc1/x.log", "cuc2/x.log", false),
        ("cuc1/x.log", "cuc2/x.log.1", false),
        ("cuc1/x.log", "cuc1/x.log.1", true),
        ("cuc1/x.log", "cuc1/old/x.log.1", true),
    ] {
        let mut bench = Bench::new(&[""]);
        bench.append(gone, LONG);
        bench.look();
        let known = bench.known();
        bench.tail = None;
        fs::remove_file(bench.path(gone)).unwrap();
        bench.append(found, format!("{LONG}more\n"));
        bench.told();
        bench.start(known);
        bench.look();
        let told = bench.told();
        let is_followed = told.iter().any(|told| told.contains("follows"));
        assert_eq!(is_followed, is_same, "{gone} {found}: {told:?}");
    }
}

#[test]
fn too_little_to_tell() {
    let mut bench = Bench::new(&[""]);
    bench.sink.little = 4;
    bench.append("x.log", "on");
    bench.look();
    bench.append("x.log", "e\n");
    bench.look();
    assert!(bench.told().is_empty());
    bench.append("x.log", "two\n");
    bench.look();
    assert_eq!(bench.told(), ["1 appears x.log", "1: one|two|"]);
}

#[test]
fn what_the_sink_refuses_is_offered_again() {
    let mut bench = Bench::new(&[""]);
    bench.options.turn = 3;
    bench.append("a.log", "one\ntwo\n");
    bench.append("b.log", "three\n");
    bench.sink.refuse = 7;
    bench.look();
    bench.append("a.log", "four\n");
    bench.sink.refuse = 2;
    bench.look();
    let read: Vec<_> = bench.sink.read.values().map(|(_, read)| read.clone()).collect();
    assert_eq!(read, [b"one\ntwo\nfour\n".to_vec(), b"three\n".to_vec()]);
}

/// Each gets its turn, and an older file of a row is read to its end first.
#[test]
fn turns_are_fair() {
    let mut bench = Bench::new(&[""]);
    bench.options.turn = 2;
    for (name, text) in
        [("a.log", "11223344"), ("b.log", "55"), ("d_0001.uc", "6677"), ("d_0002.uc", "88")]
    {
        bench.append(name, text);
    }
    bench.look();
    let told = bench.told();
    assert_eq!(
        told[4..],
        ["1: 66", "3: 11", "4: 55", "1: 77", "3: 22", "2: 88", "3: 3344"],
        "{told:#?}"
    );
}

#[test]
fn a_stop_hands_on_what_is_there() {
    let mut bench = Bench::new(&[""]);
    bench.options.turn = 2;
    bench.append("x.log", "one\n");
    bench.look();
    bench.append("x.log", "two\n");
    bench.append("y.log", "three\n");
    let tail = bench.tail.as_mut().unwrap();
    tail.stop(&mut bench.sink).unwrap();
    assert_eq!(
        bench.told(),
        ["1 appears x.log", "1: one|", "2 appears y.log", "1: tw", "2: th", "1: o|", "2: ree|"]
    );
}

/// What stands at the path of a log that was copied and cut waits for that one, which has nothing to
/// hand on, and whose copy is called so that its turn comes later.
#[test]
fn a_stop_hands_on_what_waits_for_another() {
    let mut bench = Bench::new(&[""]);
    let log = "diag_CuMbxSync_00000086.uc";
    bench.append(log, format!("{}\n", "one".repeat(40)));
    bench.look();
    fs::copy(bench.path(log), bench.path("old_1_of_86.uc")).unwrap();
    fs::write(bench.path(log), "two\n").unwrap();
    bench.told();
    bench.tail.as_mut().unwrap().stop(&mut bench.sink).unwrap();
    assert_eq!(bench.told(), ["1 is now old_1_of_86.uc", &format!("2 appears {log}"), "2: two|"]);
}

/// More than can be held open: lost is what was deleted unread, and that is said.
#[test]
fn few_descriptors() {
    let mut bench = Bench::new(&[""]);
    bench.options.open_files = 3;
    for index in 0..20 {
        bench.append(&format!("{index:02}.log"), format!("one {index}\n"));
    }
    bench.look();
    for index in 0..20 {
        bench.append(&format!("{index:02}.log"), "two\n");
        fs::rename(bench.path(&format!("{index:02}.log")), bench.path(&format!("{index:02}.old")))
            .unwrap();
    }
    bench.look();
    let read: Vec<_> = bench.sink.read.values().map(|(_, read)| read.clone()).collect();
    let written: Vec<_> = (0..20).map(|index| format!("one {index}\ntwo\n").into_bytes()).collect();
    assert_eq!(read, written);
    bench.told();
    for index in 0..20 {
        fs::remove_file(bench.path(&format!("{index:02}.old"))).unwrap();
    }
    bench.look();
    bench.now += LINGER;
    bench.look();
    assert_eq!(bench.told().len(), 20);
    assert!(bench.tail.unwrap().files.is_empty());
}

/// A link that somebody turns to another file while nobody looks.
#[test]
fn a_link_that_was_turned_while_down() {
    let turned = [
        Append("a", LONG),
        Append("b", "other\n"),
        Link("x.log", "a"),
        Look,
        Stop,
        Link("x.log", "b"),
        Append("a", "late\n"),
        Start,
        Look,
    ];
    let told = [
        "1 appears x.log",
        LONG_TOLD,
        "1 appears x.log",
        "1: other|",
        "missing x.log at 75: Replaced",
    ];
    assert_eq!(play(&["x.log"], &turned), told);
}

/// Deleted and created again, live and while nobody looks: file systems give the number of the one to the
/// next.
#[test]
fn an_inode_used_again_at_once() {
    let mut bench = Bench::new(&[""]);
    let mut written = Vec::new();
    for turn in 0..20 {
        let text = format!("content {turn}\n");
        bench.append("x.log", &text);
        written.push(text.into_bytes());
        bench.look();
        if turn % 2 == 1 {
            bench.restart();
        }
        fs::remove_file(bench.path("x.log")).unwrap();
        if turn % 3 == 1 {
            bench.look();
        }
    }
    let mut read: Vec<_> = bench.sink.read.values().map(|(_, read)| read.clone()).collect();
    read.sort();
    written.sort();
    assert_eq!(read, written);
}

/// Rights come late: what may not be read is said once, and read from its beginning when it may.
#[test]
fn a_file_that_may_not_be_read_yet() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    use std::os::unix::process::CommandExt;
    const AGAIN: &str = "TAIL_TEST_AS_NOBODY";
    let mut bench = Bench::new(&[""]);
    if fs::metadata(bench.folder.path()).unwrap().uid() == 0 && std::env::var_os(AGAIN).is_none() {
        // Root may read everything: somebody else tries.
        let test = "source::tail::tests::scenarios::a_file_that_may_not_be_read_yet";
        let mut again = std::process::Command::new(std::env::current_exe().unwrap());
        again.args(["--exact", test]).env(AGAIN, "1").uid(65_534).gid(65_534);
        // Unless that one may not even run this program.
        let Ok(output) = again.output() else { return };
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success() && said.contains("1 passed"), "{said}");
        return;
    }
    let rights = |bench: &Bench, mode: u32| {
        fs::set_permissions(bench.path("x.log"), fs::Permissions::from_mode(mode)).unwrap();
    };
    bench.append("x.log", "one\n");
    rights(&bench, 0o000);
    bench.look();
    bench.look();
    let told = bench.told();
    assert!(told.len() == 1 && told[0].starts_with("problem x.log: cannot be read"), "{told:?}");
    rights(&bench, 0o644);
    bench.look();
    assert_eq!(bench.told(), ["1 appears x.log", "1: one|"]);
    // Taken away and given back: on from where it was, also if that was with another process.
    bench.append("x.log", "two\n");
    rights(&bench, 0o000);
    bench.restart();
    bench.look();
    let told = bench.told();
    assert!(told.len() == 1 && told[0].starts_with("problem x.log: cannot be read"), "{told:?}");
    rights(&bench, 0o644);
    bench.look();
    assert_eq!(bench.told(), ["1 follows x.log at 4 in x.log", "1: two|"]);
}

/// What a turn holds is bounded by the turn, however long a line or a file is and however long nobody
/// takes it.
#[test]
fn what_is_held_does_not_grow_with_what_is_read() {
    const TURN: usize = 4_096;
    let mut bench = Bench::new(&[""]);
    bench.options.turn = TURN;
    bench.append("endless.log", vec![b'x'; 1_000_000]);
    for index in 0..200 {
        bench.append(&format!("{index:03}.log"), vec![b'y'; 10_000]);
    }
    bench.sink.refuse = 1_000;
    bench.look();
    let tail = bench.tail.as_ref().unwrap();
    let held: usize = tail.files.values().map(|it| it.stub.len()).sum();
    // A turn, and what stands before it; as much again for how vectors grow.
    assert!(tail.buffer.capacity() <= 2 * (TURN + 1_024), "{}", tail.buffer.capacity());
    assert!(held <= 201 * 128, "{held}");
    let read: usize = bench.sink.read.values().map(|(_, read)| read.len()).sum();
    assert_eq!(read, 1_000_000 + 200 * 10_000, "and nothing is lost");
}
