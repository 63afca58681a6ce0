//! Events to findings. No I/O, no clock, no thread: time is the events' own.
//!
//! * [`RuleSet`] holds the detection rules: the embedded library, or rule files given as text.
//! * [`Engine`] is a fold over events in time order: `begin`, `push`, `hole`, `end`, `advance`,
//!   `finish`.
//! * [`Finding`] is what comes out, with [`Evidence`]; [`NotJudged`] says what could not be judged.

mod engine;
mod finding;
mod hash;
mod key;
mod library;
mod load;
mod render;
mod replay;
mod rule;
mod select;
mod span;
mod translate;
mod words;

#[cfg(test)]
mod tests;

pub use crate::engine::{Engine, Outcome};
pub use crate::finding::{Detail, Evidence, Finding, NotJudged, Remedy, Severity, State};
pub use crate::load::{RuleError, RuleSet};
pub use crate::render::Blanks;
pub use crate::rule::{Expected, Needs, Rule, RuleTest, TestLog, TestOutcome};
