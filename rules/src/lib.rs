//! Events to findings to causes. No I/O, no clock, no thread: time is the events' own.
//!
//! * [`RuleSet`] holds the detection rules: the embedded library, or rule files given as text.
//! * [`Engine`] is a fold over events in time order: `begin`, `push`, `hole`, `end`, `advance`,
//!   `finish`.
//! * [`Ledger`] and [`Series`] show the time behind the findings, if asked for.
//! * [`Finding`] is what comes out, with [`Evidence`]; [`NotJudged`] says what could not be judged.
//! * [`Cause`] is what explains findings: [`RuleSet::diagnose`] ranks them.

mod diagnosis;
mod engine;
mod finding;
mod hash;
mod key;
mod ledger;
mod library;
mod load;
mod render;
mod replay;
mod rule;
mod select;
mod span;
mod told;
mod translate;
mod words;

#[cfg(test)]
mod tests;

pub use crate::diagnosis::{Cause, CauseRule, Certainty, Class, Diagnosis, Side};
pub use crate::engine::{Engine, Hole, Outcome, Seen, title as family_title};
pub use crate::finding::{Detail, Evidence, Finding, NotJudged, Remedy, RuleText, Severity, State};
pub use crate::ledger::{BIN, Ledger, LedgerEntry, Reading, Series, SlotRun, SlotState};
pub use crate::load::{RuleError, RuleSet};
pub use crate::render::Blanks;
pub use crate::rule::{Expected, Needs, Rule, RuleTest, TestLog, TestOutcome};
pub use crate::told::Told;
pub use crate::translate::SpokenCause;
