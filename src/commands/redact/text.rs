//! A stream of text copied under pseudonyms, in its own encoding, block by block.

use std::io::{self, Read, Write};

use mbxtrace_parsers::Encoding;

use crate::redact::Redactor;

/// Bytes read at a time, and text held before a line that does not end is cut at a blank.
const BLOCK: usize = 256 << 10;
const LONGEST: usize = 4 << 20;

/// Why a stream could not be copied to its end.
pub(super) enum Stopped {
    /// What was copied is right, the rest cannot be read.
    Short(io::Error),
    /// It is not in the encoding it seemed to be in: nothing of it may be handed on.
    Unfit(String),
    /// The copy cannot be written.
    Failed(io::Error),
}

/// Copies it; `mark` is the length of its byte-order mark.
pub(super) fn copy(
    reader: &mut dyn Read,
    (encoding, mark): (Encoding, usize),
    redactor: &Redactor,
    out: &mut dyn Write,
) -> Result<(), Stopped> {
    let mut head = Vec::new();
    reader.take(mark as u64).read_to_end(&mut head).map_err(Stopped::Short)?;
    out.write_all(&head).map_err(Stopped::Failed)?;
    let (mut block, mut raw, mut text) = (vec![0; BLOCK], Vec::new(), Vec::new());
    loop {
        let read = match reader.read(&mut block) {
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => {
                flush(&mut text, true, encoding, redactor, out)?;
                return Err(Stopped::Short(error));
            }
        };
        raw.extend_from_slice(block.get(..read).unwrap_or_default());
        take(&mut raw, &mut text, encoding)?;
        flush(&mut text, read == 0, encoding, redactor, out)?;
        if read == 0 {
            break;
        }
    }
    // Half a character at the very end holds no name.
    out.write_all(&raw).map_err(Stopped::Failed)
}

/// Moves whole characters from `raw` to `text`, sure that they can be moved back.
fn take(raw: &mut Vec<u8>, text: &mut Vec<u8>, encoding: Encoding) -> Result<(), Stopped> {
    let start = text.len();
    let taken = encoding.decode(raw, text);
    if encoding != Encoding::Utf8 {
        let decoded = text.get(start..).and_then(|text| std::str::from_utf8(text).ok());
        let mut back = Vec::with_capacity(taken);
        let encoded = decoded.and_then(|text| encoding.encode(text, &mut back));
        if encoded.is_none() || raw.get(..taken) != Some(&back) {
            return Err(unfit(encoding));
        }
    }
    raw.drain(..taken);
    Ok(())
}

fn unfit(encoding: Encoding) -> Stopped {
    Stopped::Unfit(format!("its text is not {} throughout", encoding.name()))
}

/// Writes the whole lines of `text`, or all of it at the end.
fn flush(
    text: &mut Vec<u8>,
    last: bool,
    encoding: Encoding,
    redactor: &Redactor,
    out: &mut dyn Write,
) -> Result<(), Stopped> {
    let line = memchr::memrchr(b'\n', text).map(|at| at + 1);
    let blank = || memchr::memrchr(b' ', text).map_or(text.len(), |at| at + 1);
    let ready = match line {
        _ if last => text.len(),
        Some(end) => end,
        None if text.len() >= LONGEST => blank(),
        None => return Ok(()),
    };
    let shown = redactor.text(text.get(..ready).unwrap_or_default());
    if encoding == Encoding::Utf8 {
        out.write_all(&shown).map_err(Stopped::Failed)?;
    } else {
        let mut raw = Vec::with_capacity(shown.len() * 2);
        let shown = std::str::from_utf8(&shown).ok();
        shown.and_then(|text| encoding.encode(text, &mut raw)).ok_or_else(|| unfit(encoding))?;
        out.write_all(&raw).map_err(Stopped::Failed)?;
    }
    text.drain(..ready);
    Ok(())
}

/// All there is to read, as far as it can be read.
pub(super) fn whole(reader: &mut dyn Read) -> Vec<u8> {
    let mut bytes = Vec::new();
    drop(reader.read_to_end(&mut bytes)); // what was read before an error is there
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn redactor() -> Redactor {
        let mut redactor = Redactor::new([3; 32], []);
        redactor.learn_text("[Display name= Jürgen Müller] exch01.contoso.example".as_bytes());
        redactor.settle();
        redactor
    }

    fn copied(raw: &[u8], encoding: (Encoding, usize)) -> Vec<u8> {
        let mut out = Vec::new();
        let done = copy(&mut io::Cursor::new(raw), encoding, &redactor(), &mut out);
        assert!(done.is_ok());
        out
    }

    #[test]
    fn every_encoding_is_kept() {
        let text = "[Display name= Jürgen Müller] exch01.contoso.example\r\nnext exch01\r\n";
        let shown = redactor().string(text);
        assert!(!shown.contains("contoso") && !shown.contains("Müller"));
        for name in ["utf-8", "utf-16le", "utf-16be", "windows-1252"] {
            let encoding = Encoding::from_name(name).expect(name);
            let (mut raw, mut expected) = (Vec::new(), Vec::new());
            encoding.encode(text, &mut raw).expect("it has these letters");
            encoding.encode(&shown, &mut expected).expect("of the same block");
            assert_eq!(copied(&raw, (encoding, 0)), expected, "{name}");
        }
        let marked = [b"\xEF\xBB\xBF".as_slice(), text.as_bytes()].concat();
        assert!(copied(&marked, (Encoding::Utf8, 3)).starts_with(b"\xEF\xBB\xBF["));
    }

    #[test]
    fn a_name_across_blocks_is_still_a_name() {
        let line = format!("{} exch01.contoso.example\n", "-".repeat(1000));
        let text = line.repeat(600);
        let shown = copied(text.as_bytes(), (Encoding::Utf8, 0));
        assert_eq!(shown.len(), text.len());
        assert!(memchr::memmem::find(&shown, b"contoso").is_none());
    }

    #[test]
    fn what_cannot_be_encoded_back_is_not_handed_on() {
        let raw = [0x41, 0x00, 0x00, 0xD8, 0x42, 0x00];
        let encoding = (Encoding::Utf16Le, 0);
        let stopped = copy(&mut io::Cursor::new(raw), encoding, &redactor(), &mut Vec::new());
        assert!(matches!(stopped, Err(Stopped::Unfit(_))));
    }
}
