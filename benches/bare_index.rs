//! The bare tantivy loop: decode, convert, add, commit, with the schema, threads and heap of
//! `analyze`, and nothing else. No engine, merge, kept text, solved clock. What `analyze` costs
//! above this is the price of everything that is not the index.
//!
//! `cargo bench --bench bare_index -- LOGS CASE`: indexes the folder LOGS into the new folder CASE.

use mbxtrace::case::{CaseWriter, StreamRecord, WriterOptions};
use mbxtrace::report::Source;
use mbxtrace_parsers::{Batch, Decoder, Format, Options, Origin, Stamp, recognise};
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Bytes read and decoded at a time, as in `analyze`.
const CHUNK: u64 = 128 * 1024;
/// Where times of day stand: 29 June 2014, UTC nanoseconds.
const DAY: i64 = 1_404_000_000_000_000_000;

/// Every file below a folder, sorted.
fn files(folder: &Path, found: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            files(&entry.path(), found)?;
        } else {
            found.push(entry.path());
        }
    }
    found.sort();
    Ok(())
}

/// A stream of which only path and format are known.
fn record(path: &Path, format: Format, encoding: &'static str) -> StreamRecord {
    let source = Source {
        path: path.display().to_string(),
        format: Some(format),
        encoding,
        ..Source::default()
    };
    StreamRecord { source, mark: 0, progress: serde_json::Value::Null }
}

/// What stands in the stamp, without any thought about zone or date.
fn as_it_stands(stamp: Stamp) -> i64 {
    match stamp {
        Stamp::Utc(time) | Stamp::Local(time) => time,
        Stamp::TimeOfDay(nanos)
        | Stamp::Yearless { nanos, .. }
        | Stamp::Undecided { nanos, .. } => DAY + nanos,
        Stamp::None => DAY,
    }
}

fn add(batch: &mut Batch, origin: &Origin, case: &mut CaseWriter) -> anyhow::Result<usize> {
    for record in &mut batch.events.records {
        record.time = as_it_stands(record.stamp);
    }
    let records = batch.events.records.len();
    for index in 0..records {
        if let Some(event) = batch.event(index, origin) {
            case.add(&event)?;
        }
    }
    Ok(records)
}

/// Indexes one file; gives its number of records.
fn index(path: &Path, case: &mut CaseWriter) -> anyhow::Result<usize> {
    let file = File::open(path)?;
    let mut chunk = Vec::new();
    (&file).take(CHUNK).read_to_end(&mut chunk)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let Some((format, encoding, mark)) = recognise(&chunk, &name) else { return Ok(0) };
    let stream = case.stream(record(path, format, encoding.name()));
    let path = path.display().to_string();
    let origin = Origin { stream, path, node: String::new(), format };
    let mut decoder = Decoder::new(format, encoding, mark, &Options::default());
    let (mut batch, mut records) = (Batch::default(), 0);
    while !chunk.is_empty() {
        decoder.push(&chunk, &mut batch);
        records += add(&mut batch, &origin, case)?;
        chunk.clear();
        (&file).take(CHUNK).read_to_end(&mut chunk)?;
    }
    decoder.finish(&mut batch);
    Ok(records + add(&mut batch, &origin, case)?)
}

fn run() -> anyhow::Result<()> {
    let words: Vec<String> =
        std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    let mut out = io::stdout().lock();
    let [logs, folder] = words.as_slice() else {
        writeln!(out, "usage: cargo bench --bench bare_index -- LOGS CASE")?;
        return Ok(());
    };
    let mut found = Vec::new();
    files(Path::new(logs), &mut found)?;
    let mut case = CaseWriter::open(Path::new(folder), WriterOptions::default())?;
    let mut records = 0;
    for path in &found {
        records += index(path, &mut case)?;
    }
    case.finish()?;
    writeln!(out, "{records} records of {} files", found.len())?;
    Ok(())
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            drop(writeln!(io::stderr(), "bare_index: {error:#}"));
            ExitCode::FAILURE
        }
    }
}
