//! Bytes of CUC, UCCX and Exchange logs to events. No I/O, no clock, no environment, no thread.
//! Decoding never fails: what no grammar accepts becomes an event of kind *unparsed*.
//!
//! * [`detect`] tells the [`Format`] of a stream from its first bytes, [`Encoding::detect`] how its
//!   text is encoded.
//! * [`Decoder`] turns the bytes of one stream, in chunks of any size, into [`Batch`]es of
//!   [`Event`]s; the spans of events, blanks and skipped bytes tile the stream.
//! * A [`Record`] carries a [`Stamp`], what the line says about its time; turning stamps into UTC is
//!   the clock's work, not done here.
#![warn(clippy::indexing_slicing, clippy::expect_used, clippy::panic)]

mod calendar;
mod cisco_syslog;
mod cuc_cli;
mod cuc_cli_ages;
mod cuc_diag;
mod decoder;
mod encoding;
mod event;
mod exchange_log;
mod exchange_shell;
mod field;
mod find;
mod format;
mod iis;
mod jetty;
mod lines;
mod registry;
mod slice;
mod stamp;
mod subscription_id;
mod windows;

#[cfg(test)]
mod laws;
#[cfg(test)]
mod tests;

pub use crate::calendar::{civil_from_days, days_from_civil};
pub use crate::cuc_diag::peer_date;
pub use crate::decoder::{DateOrder, Decoder, MAX_RECORD, Options};
pub use crate::encoding::Encoding;
pub use crate::event::{
    Batch, Event, Events, FieldValue, Level, Origin, Problem, Record, Tally, Value,
};
pub use crate::field::Field;
pub use crate::format::{Family, Format, detect, recognise};
pub use crate::slice::Slice;
pub use crate::subscription_id::base64;
/// The records of a whole binary event log (.evtx) as XML, each an `<Event>`, and what could not be
/// read of it; the error says why nothing could.
pub fn evtx_to_xml(log: Vec<u8>) -> Result<(Vec<String>, Vec<String>), String> {
    windows::evtx_to_xml(log)
}

pub use crate::stamp::{Claim, ClockEvidence, Stamp, TimeQuality};
