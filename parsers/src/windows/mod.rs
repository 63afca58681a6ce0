//! Windows event logs in every export form.
//!
//! Each form has its own grammar; all of them fill a [`sighting::Sighting`], which writes the same
//! fields for the same event whichever way it was exported. What Exchange put into the event is
//! taken out of it in [`exchange`].

mod blocks;
mod cells;
mod dates;
mod evtx;
mod exchange;
mod json;
mod levels;
mod rows;
mod sighting;
mod subscription;
mod table;
mod xml;

#[cfg(test)]
mod tests;

pub(crate) use self::evtx::to_xml as evtx_to_xml;
use crate::decoder::{Grammar, Options};
use crate::format::Format;

/// Tells the form from the first bytes of a stream, in any language of Windows. The name decides
/// nothing: `.txt` and `.log` may hold any of them.
pub(crate) fn detect(head: &[u8], _name: &str) -> Option<Format> {
    if evtx::detect(head) {
        return Some(Format::Evtx);
    }
    let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
    if xml::detect(head) {
        return Some(Format::EventXml);
    }
    if json::detect(head) {
        return Some(Format::GetWinEventJson);
    }
    blocks::detect(head)
        .or_else(|| table::detect(head).then_some(Format::GetWinEventCsv))
        .or_else(|| rows::detect(head))
}

/// The grammar of one of the Windows formats.
pub(crate) fn grammar(format: Format, options: Options) -> Box<dyn Grammar> {
    match format {
        Format::Evtx => Box::new(evtx::Evtx::new(options)),
        Format::EventXml => Box::new(xml::Document::new(options)),
        Format::GetWinEventJson => Box::new(json::Objects::new(options)),
        Format::GetWinEventCsv => Box::new(table::Table::new(options)),
        Format::WevtutilText => Box::new(blocks::Blocks::wevtutil(options)),
        Format::EventClipboard => Box::new(blocks::Blocks::clipboard(options)),
        Format::EventViewerText => Box::new(rows::Rows::tabs(options)),
        _ => Box::new(rows::Rows::commas(options)),
    }
}

/// Tells binary forms from the first stored bytes, before any encoding is looked for.
pub(crate) fn detect_binary(head: &[u8]) -> Option<Format> {
    evtx::detect(head).then_some(Format::Evtx)
}
