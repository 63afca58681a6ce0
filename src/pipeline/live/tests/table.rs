//! Every scenario of rotation, live and while nobody watches, by its name: what a watch says in the end is
//! what an analysis of all that was ever written says, and nothing is lost or doubled.

use super::laws::Step::{self, *};

/// Name, and what happens. Logs 0 and 1 are request logs, log 2 is a trace.
const TABLE: &[(&str, &[Step])] = &[
    ("growth", &[Write { log: 0, minutes: 10 }, Turn, Write { log: 0, minutes: 10 }, Turn]),
    (
        "partial last line",
        &[
            Write { log: 0, minutes: 9 },
            Begin { log: 0, bytes: 60 },
            Turn,
            Write { log: 0, minutes: 9 },
        ],
    ),
    (
        "partial last line and a crash",
        &[
            Write { log: 0, minutes: 9 },
            Begin { log: 0, bytes: 60 },
            Turn,
            Crash,
            Write { log: 0, minutes: 9 },
        ],
    ),
    (
        "rename rotation",
        &[
            Write { log: 0, minutes: 12 },
            Turn,
            Rename { log: 0 },
            Write { log: 0, minutes: 12 },
            Turn,
            Rename { log: 0 },
        ],
    ),
    (
        "rename rotation of a trace in the middle of a record",
        &[Write { log: 2, minutes: 8 }, Begin { log: 2, bytes: 20 }, Turn, Rename { log: 2 }],
    ),
    (
        "rotation while down",
        &[
            Write { log: 0, minutes: 12 },
            Turn,
            Crash,
            Write { log: 0, minutes: 5 },
            Rename { log: 0 },
            Write { log: 0, minutes: 5 },
        ],
    ),
    (
        "two rotations while down",
        &[
            Write { log: 0, minutes: 12 },
            Turn,
            Crash,
            Write { log: 0, minutes: 5 },
            Rename { log: 0 },
            Write { log: 0, minutes: 5 },
            Rename { log: 0 },
        ],
    ),
    (
        "rotation to gz",
        &[Write { log: 0, minutes: 12 }, Turn, Pack { log: 0 }, Turn, Write { log: 0, minutes: 6 }],
    ),
    (
        "rotation to gz while down",
        &[
            Write { log: 0, minutes: 12 },
            Turn,
            Crash,
            Write { log: 0, minutes: 6 },
            Pack { log: 0 },
        ],
    ),
    (
        "copytruncate",
        &[
            Write { log: 0, minutes: 12 },
            CopyTruncate { log: 0 },
            Write { log: 0, minutes: 6 },
            Turn,
        ],
    ),
    (
        "truncate, then grow past the old offset",
        &[
            Write { log: 0, minutes: 6 },
            Turn,
            Truncate { log: 0 },
            Write { log: 0, minutes: 19 },
            Turn,
        ],
    ),
    (
        "delete and recreate",
        &[Write { log: 0, minutes: 12 }, Delete { log: 0 }, Write { log: 0, minutes: 6 }, Turn],
    ),
    (
        "a silence over a rotation and a restart",
        &[
            Write { log: 0, minutes: 30 },
            Silence { from: 2, to: 3 },
            Write { log: 0, minutes: 15 },
            Turn,
            Rename { log: 0 },
            Write { log: 0, minutes: 15 },
            Crash,
            Write { log: 0, minutes: 5 },
            Restart,
            Silence { from: 0, to: 0 },
            Write { log: 0, minutes: 15 },
        ],
    ),
];

#[test]
fn every_scenario_ends_with_what_an_analysis_says() {
    for (name, steps) in TABLE {
        let run = std::panic::catch_unwind(|| super::laws::run(steps));
        assert!(run.is_ok(), "{name}");
    }
}
