//! Cisco application syslog.
use crate::decoder::{Grammar, Options};
use crate::event::Events;

/// Grammar.
pub(crate) struct CiscoSyslog;
impl CiscoSyslog {
    pub(crate) fn new(_options: &Options) -> Self {
        Self
    }
}
pub(crate) fn detect(_head: &[u8]) -> bool {
    false
}
impl Grammar for CiscoSyslog {
    fn decode(&mut self, text: &[u8], _last: bool, out: &mut Events) -> usize {
        out.tally.blank += text.len() as u64;
        text.len()
    }
}
