//! CUC diagnostic trace.
use crate::decoder::{Grammar, Options};
use crate::event::Events;

/// Grammar.
pub(crate) struct CucDiag;
impl CucDiag {
    pub(crate) fn new(_options: &Options) -> Self {
        Self
    }
}
pub(crate) fn detect(_head: &[u8], _name: &str) -> bool {
    false
}
impl Grammar for CucDiag {
    fn decode(&mut self, text: &[u8], _last: bool, out: &mut Events) -> usize {
        out.tally.blank += text.len() as u64;
        text.len()
    }
}
