//! The laws of decoding, for every format: spans tile the stream, chunks do not matter, the encoding
//! does not matter, an oversized record is cut in one way.
//!
//! Cases a law and format: 500, or `PROPTEST_CASES` if that is set.

mod streams;

use proptest::prelude::*;
use proptest::test_runner::{TestCaseResult, TestRunner};

use crate::tests::{Decoded, Setting, decode};
use crate::{Encoding, Format, MAX_RECORD};

/// Cases if the environment does not say; proptest's own default means that it does not.
const CASES: u32 = 500;

/// Holds a law for every format against generated values.
fn hold<S: Strategy>(
    values: impl Fn(Format) -> S,
    law: impl Fn(Format, S::Value) -> TestCaseResult,
) {
    let default = ProptestConfig::default();
    let cases = if default.cases == 256 { CASES } else { default.cases };
    let config = ProptestConfig { cases, failure_persistence: None, ..default };
    for format in Format::ALL {
        let mut runner = TestRunner::new(config.clone());
        if let Err(error) = runner.run(&values(*format), |value| law(*format, value)) {
            panic!("{}: {error}", format.name());
        }
    }
}

/// Spans ascend, are disjoint and inside the stream, and the tally counts every byte once.
fn tiles(decoded: &Decoded, stream_len: usize) -> TestCaseResult {
    let (mut end, mut in_events) = (0, 0);
    for event in &decoded.events {
        prop_assert!(event.offset >= end, "{event:?} begins before {end}");
        prop_assert!(event.length > 0, "{event:?} is empty");
        end = event.offset + u64::from(event.length);
        in_events += u64::from(event.length);
    }
    prop_assert!(end <= stream_len as u64, "the last event ends at {end} of {stream_len}");
    prop_assert_eq!(decoded.tally.total(), stream_len as u64, "{:?}", decoded.tally);
    let counted = decoded.tally.parsed + decoded.tally.unparsed;
    prop_assert!(in_events <= counted, "{in_events} bytes in events, {counted} counted");
    let unparsed = decoded.events.iter().filter(|event| !event.parsed);
    let unparsed: u64 = unparsed.map(|event| u64::from(event.length)).sum();
    prop_assert_eq!(unparsed, decoded.tally.unparsed);
    Ok(())
}

#[test]
fn spans_tile_the_stream() {
    hold(streams::bytes, |format, stream| {
        let setting = Setting::of(format, &stream);
        let decoded = decode(&stream, setting, &[stream.len()]);
        tiles(&decoded, stream.len())?;
        let (encoding, _) = setting.encoding;
        for event in decoded.events.iter().filter(|event| !event.derived) {
            if encoding == Encoding::Utf8 {
                let start = usize::try_from(event.offset).unwrap();
                let stored = stream.get(start..start + event.text.len());
                prop_assert_eq!(stored, Some(&event.text[..]), "{:?}", event);
            }
        }
        Ok(())
    });
}

#[test]
fn lines_are_counted_in_the_stream() {
    hold(streams::bytes, |format, stream| {
        let setting = Setting::of(format, &stream);
        if format == Format::Evtx || setting.encoding.0 != Encoding::Utf8 {
            return Ok(());
        }
        for event in decode(&stream, setting, &[64]).events.iter().filter(|event| !event.derived) {
            let start = usize::try_from(event.offset).unwrap();
            let lines = stream[..start].split(|byte| *byte == b'\n').count() as u64;
            prop_assert_eq!(event.line, lines, "{:?}", event);
        }
        Ok(())
    });
}

#[test]
fn chunks_do_not_matter() {
    let values = |format| (streams::bytes(format), streams::chunk_sizes());
    hold(values, |format, (stream, sizes)| {
        let setting = Setting::of(format, &stream);
        let whole = decode(&stream, setting, &[stream.len()]);
        prop_assert_eq!(&decode(&stream, setting, &sizes), &whole);
        Ok(())
    });
}

/// What must be the same whatever the encoding.
fn content(decoded: &Decoded) -> Decoded {
    let mut content = decoded.clone();
    for event in &mut content.events {
        (event.offset, event.length) = (0, 0);
    }
    content.problems.clear();
    content.tally = crate::Tally::default();
    content
}

#[test]
fn encodings_do_not_matter() {
    let values = |format| (streams::text(format), streams::chunk_sizes());
    hold(values, |format, (text, sizes)| {
        if format == Format::Evtx {
            return Ok(());
        }
        let utf16 = |bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect();
        let latin = text.chars().map(|c| u8::try_from(u32::from(c)).expect("Latin 1")).collect();
        let stored: [(&str, Vec<u8>); 3] = [
            ("utf-16le", utf16(u16::to_le_bytes)),
            ("utf-16be", utf16(u16::to_be_bytes)),
            ("windows-1252", latin),
        ];
        let setting = Setting { format, encoding: (Encoding::Utf8, 0), date_order: None };
        let reference = content(&decode(text.as_bytes(), setting, &[text.len()]));
        for (name, stream) in stored {
            let encoding = (Encoding::from_name(name).expect("a known name"), 0);
            let decoded = decode(&stream, Setting { encoding, ..setting }, &sizes);
            tiles(&decoded, stream.len())?;
            prop_assert_eq!(&content(&decoded), &reference, "{}", name);
        }
        Ok(())
    });
}

/// A record far over the bound between ordinary ones, without and with a line end.
#[test]
fn oversized_records_are_cut_in_one_way() {
    for format in Format::ALL {
        let sample = streams::samples(*format).join("\n") + "\n";
        for filler in ["a", "b\n"] {
            let start = streams::samples(*format).first().copied().unwrap_or_default();
            let middle = filler.repeat((MAX_RECORD + 70_000) / filler.len());
            let stream = [&sample, start, &middle, "\n", &sample].concat().into_bytes();
            let setting =
                Setting { format: *format, encoding: (Encoding::Utf8, 0), date_order: None };
            let whole = decode(&stream, setting, &[stream.len()]);
            tiles(&whole, stream.len())
                .unwrap_or_else(|error| panic!("{}: {error}", format.name()));
            for size in [65_536, 300_001, MAX_RECORD, MAX_RECORD + 1] {
                let cut = decode(&stream, setting, &[size]);
                assert!(cut == whole, "{}: chunks of {size} give other events", format.name());
            }
        }
    }
}

/// Whatever comes, telling the formats apart ends; and each format knows its own samples.
#[test]
fn detection_never_fails_and_knows_its_samples() {
    hold(streams::bytes, |_, stream| {
        let head = &stream[..stream.len().min(700)];
        let (first, again) = (crate::detect(head, "a.log"), crate::detect(head, "a.log"));
        prop_assert_eq!(first, again);
        Ok(())
    });
    for format in [Format::CucDiag, Format::JettyRequestLog, Format::CiscoSyslog] {
        for sample in streams::samples(format) {
            assert_eq!(crate::detect(sample.as_bytes(), ""), Some(format), "{sample}");
        }
    }
}
