//! What wording an analysis costs, format by format: 10,000 subscriptions, hundreds of outages.
//! `cargo bench --bench report`. Beside it what `analyze` of the same logs takes without any report,
//! for the share of the whole.

mod generate;

use divan::Bencher;
use generate::Plan;
use mbxtrace::case::WriterOptions;
use mbxtrace::clock::{Flags, Zone};
use mbxtrace::pipeline::{self, Request};
use mbxtrace::report::{self, Analysis, Lang, ReportFormat, Style};
use mbxtrace::source::Limits;
use mbxtrace_rules::RuleSet;
use std::path::PathBuf;
use std::sync::LazyLock;
use tempfile::TempDir;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The shortest corpus of 10,000 subscriptions: 45 MB, an hour and a half.
static CORPUS: LazyLock<TempDir> = LazyLock::new(|| {
    let folder = TempDir::new().expect("there is a folder for temporary files");
    let plan = Plan { subscriptions: 10_000, ..Plan::of(45, 1) };
    generate::write(folder.path(), &plan).expect("the corpus fits on the disk");
    folder
});
static ANALYSIS: LazyLock<Analysis> = LazyLock::new(|| analyze(true));

fn main() {
    divan::main();
}

fn analyze(ledger: bool) -> Analysis {
    let paths: [PathBuf; 1] = [CORPUS.path().join("logs")];
    let request = Request {
        paths: &paths,
        limits: Limits::default(),
        flags: &Flags::default(),
        since: None,
        until: None,
        rules: &RuleSet::builtin(),
        overridden_rules: &[],
        ledger,
        case: None,
        index: WriterOptions::default(),
        workers: 0,
        progress: &|_| {},
    };
    pipeline::analyze(&request).expect("the corpus can be read")
}

/// Reading and judging alone, without and with a ledger.
#[divan::bench(args = [false, true], sample_count = 5)]
fn judging(bencher: Bencher<'_, '_>, ledger: bool) {
    LazyLock::force(&CORPUS);
    bencher.bench_local(|| analyze(ledger));
}

/// One report.
#[divan::bench(args = ReportFormat::ALL.map(ReportFormat::name))]
fn wording(bencher: Bencher<'_, '_>, format: &str) {
    let analysis = &*ANALYSIS;
    let format = ReportFormat::from_name(format).expect("a name of a format");
    let style = Style { color: false, width: 120, zone: Zone::UTC, lang: Lang::En };
    bencher.bench_local(|| {
        let mut out = Vec::new();
        report::write(analysis, format, &mut out, &style).expect("memory takes everything");
        out.len()
    });
}
