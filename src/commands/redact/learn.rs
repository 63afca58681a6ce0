//! One reading of the logs to learn who is named in them.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::PathBuf;

use mbxtrace_parsers::{Batch, Decoder, Encoding, Format, Options, Origin};

use super::text;
use crate::case::Case;
use crate::exit::UsageError;
use crate::redact::Redactor;
use crate::source::{self, Limits, Scan};

/// Bytes read at a time.
pub(super) const BLOCK: usize = 256 << 10;

/// Members, and what those that are logs are.
pub(super) struct Found {
    pub(super) scan: Scan,
    pub(super) logs: BTreeMap<usize, (Format, Encoding, usize)>,
}

/// What there is to read.
pub(super) fn scan(paths: &[PathBuf]) -> anyhow::Result<Found> {
    let mut recognised = BTreeMap::new();
    let scan = source::scan(paths, &Limits::default(), &mut |member, head| {
        if let Some(log) = mbxtrace_parsers::recognise(head, &member.name) {
            recognised.insert(member.path.clone(), log);
        }
    })
    .map_err(|error| UsageError(error.to_string()))?;
    let logs = scan.members.iter().enumerate();
    let logs = logs.filter_map(|(at, member)| Some((at, *recognised.get(&member.path)?)));
    let logs = logs.collect();
    Ok(Found { scan, logs })
}

/// Learns from the logs under these paths. What cannot be read teaches nothing; the report says it.
pub(in crate::commands) fn paths(redactor: &mut Redactor, paths: &[PathBuf]) -> anyhow::Result<()> {
    scanned(redactor, &scan(paths)?);
    Ok(())
}

/// Learns from what was found.
pub(super) fn scanned(redactor: &mut Redactor, found: &Found) {
    let mut order: Vec<usize> = found.logs.keys().copied().collect();
    found.scan.reading_order(&mut order);
    let mut reader = found.scan.reader(order);
    for member in &found.scan.members {
        redactor.learn_node(&member.node);
        redactor.learn_text(member.relative.as_bytes());
    }
    while let Some(index) = reader.advance() {
        let (Some(member), Some(log)) = (found.scan.members.get(index), found.logs.get(&index))
        else {
            continue;
        };
        let (format, encoding, mark) = *log;
        let path = member.path.clone();
        let origin = Origin { stream: 0, path, node: member.node.clone(), format };
        let mut log = Vec::new();
        if format == Format::Evtx {
            // What is handed on is the XML of the records, and more stands in it than in events.
            log = text::whole(&mut reader);
            let (records, _) = mbxtrace_parsers::evtx_to_xml(log.clone()).unwrap_or_default();
            for record in records {
                redactor.learn_text(record.as_bytes());
            }
        }
        let decoder = Decoder::new(format, encoding, mark, &Options::default());
        stream(redactor, &mut log.as_slice().chain(&mut reader), decoder, &origin);
    }
}

/// Learns from what a case has kept.
pub(in crate::commands) fn case(redactor: &mut Redactor, case: &Case) {
    for (number, record) in case.manifest().streams.iter().enumerate() {
        let Some(format) = record.format() else { continue };
        let number = u32::try_from(number).unwrap_or(u32::MAX);
        let (path, node) = (record.source.path.clone(), record.source.node.clone());
        let origin = Origin { stream: number, path, node, format };
        // What is kept has been decoded; binary logs keep nothing, their findings speak.
        let Ok(mut kept) = case.text().open_stream(number) else { continue };
        let decoder = Decoder::new(format, record.encoding(), record.mark, &Options::default());
        stream(redactor, &mut kept, decoder, &origin);
    }
}

fn stream(redactor: &mut Redactor, reader: &mut dyn Read, mut decoder: Decoder, origin: &Origin) {
    let (mut block, mut batch) = (vec![0; BLOCK], Batch::default());
    loop {
        let read = match reader.read(&mut block) {
            Ok(0) => break,
            Ok(read) => read,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            Err(_) => break,
        };
        decoder.push(block.get(..read).unwrap_or_default(), &mut batch);
        learn(redactor, &batch, origin);
    }
    decoder.finish(&mut batch);
    learn(redactor, &batch, origin);
}

fn learn(redactor: &mut Redactor, batch: &Batch, origin: &Origin) {
    if origin.format != Format::Evtx {
        // All of it: heads of tables and what stands between records are in no event.
        redactor.learn_text(&batch.text);
    }
    for record in &batch.events.records {
        let event = batch.view(record, origin);
        if origin.format == Format::Evtx {
            redactor.learn_event(&event);
        } else {
            redactor.learn_fields(&event);
        }
    }
}
