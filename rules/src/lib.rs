//! Events to findings. No I/O, no clock, no thread: time is the events' own.
//!
//! * [`RuleSet`] holds the detection rules: the embedded library, or rule files given as text.
//! * [`Engine`] is a fold over events in time order: `push`, `advance`, `hole`, `finish`.
//! * [`Finding`] is what comes out, with [`Evidence`]; [`NotJudged`] says what could not be judged.

mod finding;

pub use crate::finding::{Detail, Evidence, Finding, NotJudged, Remedy, Severity, State};
