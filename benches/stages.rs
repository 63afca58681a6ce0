//! What each stage costs by itself: decoding per format, the engine, the index, and the whole of
//! `analyze`. `cargo bench --bench stages [-- FILTER]`. Absolute figures are the machine's; for
//! ratios that count see `check.py`.

mod generate;

use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};
use generate::Plan;
use mbxtrace::case::{CaseWriter, StreamRecord, WriterOptions};
use mbxtrace::clock::{Clock, Flags};
use mbxtrace::pipeline::{self, Request};
use mbxtrace::report::Source;
use mbxtrace::source::Limits;
use mbxtrace_parsers::{Batch, Decoder, Format, Options, Origin, recognise};
use mbxtrace_rules::{Engine, RuleSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use tempfile::TempDir;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Bytes decoded at a time, as in `analyze`.
const CHUNK: usize = 128 * 1024;
/// Bytes of a text that is decoded.
const TEXT: usize = 4_000_000;
/// A file of Windows events as Windows writes it: a header, then chunks that stand by themselves.
const EVTX: &[u8] = include_bytes!("../sample-logs/session-overrun/logs/exch02/Application.evtx");
const EVTX_HEADER: usize = 4096;

/// The corpus of all stages: 20 MB.
static CORPUS: LazyLock<TempDir> = LazyLock::new(|| written(&Plan::of(20, 1)));

fn main() {
    divan::main();
}

fn written(plan: &Plan) -> TempDir {
    let folder = TempDir::new().expect("there is a folder for temporary files");
    generate::write(folder.path(), plan).expect("the corpus fits on the disk");
    folder
}

/// The first file in a folder of a corpus.
fn first_file(corpus: &Path, folder: &str) -> Vec<u8> {
    let entries = fs::read_dir(corpus.join("logs").join(folder)).expect("the corpus has it");
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("readable").path()).collect();
    paths.sort();
    fs::read(paths.first().expect("the corpus has files")).expect("readable")
}

/// Whole lines of a text, again and again, up to the usual length.
fn repeated(head: &str, lines: &str) -> Vec<u8> {
    let times = TEXT / lines.len().max(1) + 1;
    format!("{head}{}", lines.repeat(times)).into_bytes()
}

/// Event Viewer's XML, one event a line.
fn xml() -> Vec<u8> {
    let mut lines = String::new();
    for record in 0..200 {
        writeln!(
            lines,
            "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>\
             <Provider Name='MSExchangeIS'/><EventID Qualifiers='49156'>9646</EventID>\
             <Level>2</Level><Task>6</Task><Keywords>0x80000000000000</Keywords>\
             <TimeCreated SystemTime='2025-03-13T18:28:01.000000000Z'/>\
             <EventRecordID>{record}</EventRecordID><Channel>Application</Channel>\
             <Computer>exch01.contoso.example</Computer><Security/></System><EventData>\
             <Data>/o=Contoso/ou=First Administrative Group/cn=Recipients/cn=user{record}</Data>\
             <Data>500</Data><Data>objtFolder</Data></EventData></Event>"
        )
        .expect("a string takes everything");
    }
    repeated("", &lines)
}

fn evtx() -> Vec<u8> {
    let (head, chunks) = EVTX.split_at(EVTX_HEADER);
    let mut file = head.to_vec();
    file.extend(chunks.repeat(TEXT / chunks.len() + 1));
    file
}

fn sample(name: &str) -> Vec<u8> {
    let corpus = CORPUS.path();
    match name {
        "jetty" => first_file(corpus, "cuc1/jetty"),
        "diag" => first_file(corpus, "cuc1/cuc"),
        "syslog" => {
            let text = first_file(corpus, "cuc1/syslog");
            repeated("", &String::from_utf8_lossy(&text))
        }
        "event-viewer-csv" => first_file(corpus, "exch01"),
        "xml" => xml(),
        _ => evtx(),
    }
}

fn decoder(bytes: &[u8], name: &str) -> (Decoder, Format) {
    let head = &bytes[..bytes.len().min(64 * 1024)];
    let (format, encoding, mark) = recognise(head, name).expect("the format is known");
    (Decoder::new(format, encoding, mark, &Options::default()), format)
}

/// Decodes all of it; gives the number of records.
fn decode(bytes: &[u8], name: &str) -> usize {
    let (mut decoder, _) = decoder(bytes, name);
    let (mut batch, mut records) = (Batch::default(), 0);
    for chunk in bytes.chunks(CHUNK) {
        decoder.push(chunk, &mut batch);
        records += batch.events.records.len();
    }
    decoder.finish(&mut batch);
    records + batch.events.records.len()
}

/// Everything decoded and held, with times, as the engine and the index get it.
struct Decoded {
    origin: Origin,
    batches: Vec<Batch>,
    records: usize,
}

impl Decoded {
    fn of(bytes: &[u8], name: &str) -> Self {
        let (mut decoder, format) = decoder(bytes, name);
        let (mut clock, mut batches) = (Clock::utc(), Vec::new());
        for chunk in bytes.chunks(CHUNK) {
            let mut batch = Batch::default();
            decoder.push(chunk, &mut batch);
            clock.apply(&mut batch);
            batches.push(batch);
        }
        let records = batches.iter().map(|batch: &Batch| batch.events.records.len()).sum();
        let origin = Origin { stream: 0, path: name.into(), node: "cuc1".into(), format };
        Self { origin, batches, records }
    }

    fn judge(&self, rules: &RuleSet) -> usize {
        let mut engine = Engine::new(rules);
        let first = self.batches[0].events.records[0].time;
        engine.begin(&self.origin, first);
        let mut last = first;
        for batch in &self.batches {
            for index in 0..batch.events.records.len() {
                if let Some(event) = batch.event(index, &self.origin) {
                    last = event.time();
                    engine.push(&event);
                }
            }
        }
        engine.end(&self.origin, last);
        engine.finish().findings.len()
    }

    fn index(&self, case: &mut CaseWriter) {
        for batch in &self.batches {
            for index in 0..batch.events.records.len() {
                if let Some(event) = batch.event(index, &self.origin) {
                    case.add(&event).expect("the index takes it");
                }
            }
        }
    }
}

#[divan::bench(
    args = ["jetty", "diag", "syslog", "event-viewer-csv", "xml", "evtx"],
    sample_count = 20, sample_size = 1
)]
fn decoding(bencher: Bencher<'_, '_>, name: &str) {
    let bytes = sample(name);
    bencher.counter(BytesCount::of_slice(&bytes)).bench_local(|| decode(&bytes, name));
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn engine_20000_subscriptions(bencher: Bencher<'_, '_>) {
    let plan = Plan { megabytes: 80, seed: 1, subscriptions: 20_000 };
    let corpus = written(&plan);
    let decoded = Decoded::of(&first_file(corpus.path(), "cuc1/jetty"), "jetty");
    let rules = RuleSet::builtin();
    bencher.counter(ItemsCount::new(decoded.records)).bench_local(|| decoded.judge(&rules));
}

#[divan::bench(sample_count = 20, sample_size = 1)]
fn engine_http_failures(bencher: Bencher<'_, '_>) {
    let mut lines = String::new();
    for second in 0..60 {
        for status in [500, 503, 401, 404] {
            writeln!(
                lines,
                "192.0.2.9 -  -  [29/Jun/2014:23:10:{second:02} +0000] \
                 \"GET /vmrest/users HTTP/1.1\" {status} 343 "
            )
            .expect("a string takes everything");
        }
    }
    let decoded = Decoded::of(&repeated("", &lines), "2014_06_29.request.log");
    let rules = RuleSet::builtin();
    bencher.counter(ItemsCount::new(decoded.records)).bench_local(|| decoded.judge(&rules));
}

/// Keep-alives go to the index by their fields only, traces with their text.
#[divan::bench(args = ["jetty", "diag"], sample_count = 5, sample_size = 1)]
fn indexing(bencher: Bencher<'_, '_>, name: &str) {
    let decoded = Decoded::of(&sample(name), name);
    bencher
        .counter(ItemsCount::new(decoded.records))
        .with_inputs(|| TempDir::new().expect("there is a folder for temporary files"))
        .bench_local_values(|folder| {
            let options = WriterOptions::default();
            let mut case = CaseWriter::open(folder.path(), options).expect("a new case");
            case.stream(stream(decoded.origin.format));
            decoded.index(&mut case);
            case.finish().expect("the index commits");
            folder
        });
}

fn stream(format: Format) -> StreamRecord {
    let source = Source {
        path: "log".into(),
        format: Some(format),
        encoding: "utf-8",
        node: "cuc1".into(),
        ..Source::default()
    };
    StreamRecord { source, mark: 0, progress: serde_json::Value::Null }
}

#[divan::bench(args = [false, true], sample_count = 5, sample_size = 1)]
fn analyze_with_index(bencher: Bencher<'_, '_>, with_index: bool) {
    let paths = [CORPUS.path().join("logs")];
    let (rules, flags) = (RuleSet::builtin(), Flags::default());
    bencher
        .counter(BytesCount::new(20_000_000_u32))
        .with_inputs(|| TempDir::new().expect("there is a folder for temporary files"))
        .bench_local_values(|folder| {
            let case = folder.path().join("case");
            let request = Request {
                overridden_rules: &[],
                paths: &paths,
                limits: Limits::default(),
                flags: &flags,
                since: None,
                until: None,
                rules: &rules,
                ledger: with_index,
                case: with_index.then_some(case.as_path()),
                index: WriterOptions::default(),
                workers: 1,
                progress: &|_| {},
            };
            let findings = pipeline::analyze(&request).expect("the corpus is readable").findings;
            (findings.len(), folder)
        });
}
