//! Windows event logs in every export form.
use crate::decoder::{Grammar, Options};
use crate::event::Events;
use crate::format::Format;

struct Nothing;
impl Grammar for Nothing {
    fn decode(&mut self, text: &[u8], _last: bool, out: &mut Events) -> usize {
        out.tally.blank += text.len() as u64;
        text.len()
    }
}
pub(crate) fn detect(_head: &[u8], _name: &str) -> Option<Format> {
    None
}
pub(crate) fn grammar(_format: Format, _options: &Options) -> Box<dyn Grammar> {
    Box::new(Nothing)
}
pub(crate) fn detect_binary(_head: &[u8]) -> Option<Format> {
    None
}
