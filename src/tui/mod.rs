//! A case on a terminal: the merged timeline, findings and causes, the ledger, marks and notes.
//!
//! Pure: [`App`] is told what was pressed and what was answered and says what it wants; [`draw()`] puts
//! it on a frame. No terminal, no clock, no case: `commands::tui` has those.

mod app;
mod data;
mod draw;
mod key;
mod panes;
mod prompt;
mod side;
mod strip;
#[cfg(test)]
mod tests;
mod timeline;

pub use self::app::App;
pub use self::data::{Answer, Ask, Effect, Lane, Snapshot, Start};
pub use self::draw::{Theme, draw};
pub use self::key::Key;
