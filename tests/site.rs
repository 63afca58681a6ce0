//! A site under load: two Unity Connection nodes whose logs grow and rotate, the watch over them, and
//! what its case must hold in the end.
//!
//! Lines follow the documented grammar (Jetty NCSA request log; `diag_CuMbxSync_*.uc`), as in
//! `sample-logs/`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;

use crate::harness::Project;

/// Subscriptions of each node.
const SUBSCRIPTIONS: u64 = 8;
/// Other requests of a node in a step.
const OTHERS: u64 = 10;
/// A keep-alive of Exchange comes every five minutes (Cisco 118883); seconds.
const PERIOD: u64 = 300;
/// The logs begin at this second of 2014-06-30.
const DAWN: u64 = 3600;
/// And end before the midnight after it.
const DUSK: u64 = 86_000;
/// Of so many seconds, the first node's first subscriptions are silent in the last 40 minutes.
const CYCLE: u64 = 3 * 3600;
const SILENCE: u64 = 40 * 60;
/// In so many steps, on the average, each request log is rotated once, a trace is followed by the next one
/// once, and two of those that have ended are packed; `MBXTRACE_ROTATE` (5 or more) says otherwise. The fewer,
/// the more happens while a run starts.
const STEPS: u64 = 30;
/// Pause between two steps of the writer.
const STEP: Duration = Duration::from_millis(10);

/// A seeded sequence (Steele, Lea, Flood: `SplitMix64`, OOPSLA 2014).
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }
}

/// Writes the logs of both nodes.
pub(crate) struct Site {
    logs: PathBuf,
    random: Random,
    /// Second of the day up to which everything is written.
    clock: u64,
    /// Records written.
    pub(crate) records: u64,
    /// Number of the trace that is written.
    trace: u64,
    rotations: u64,
    /// See [`STEPS`].
    steps: u64,
    /// Files that have ended and are not packed yet.
    ended: Vec<PathBuf>,
}

impl Site {
    pub(crate) fn new(folder: &Path, seed: u64) -> Self {
        let logs = folder.join("logs");
        for path in ["cuc1/jetty", "cuc2/jetty", "cuc1/cuc"] {
            fs::create_dir_all(logs.join(path)).unwrap();
        }
        let said = std::env::var("MBXTRACE_ROTATE").ok();
        let steps = said.and_then(|said| said.parse().ok()).unwrap_or(STEPS);
        let (random, ended) = (Random(seed), Vec::new());
        Self { logs, random, clock: DAWN, records: 0, trace: 86, rotations: 0, steps, ended }
    }

    /// Whether there is no time left in the day.
    pub(crate) fn is_over(&self) -> bool {
        self.clock >= DUSK
    }

    /// So many seconds pass on both nodes; then a log may be rotated, or one that was be packed.
    pub(crate) fn step(&mut self, seconds: u64) {
        let (from, to) = (self.clock, self.clock + seconds);
        for node in 0..2 {
            let (text, records) = self.requests(node, from, to);
            append(&self.jetty(node), &text);
            self.records += records;
        }
        let (text, records) = traces(from, to);
        append(&self.trace_path(), &text);
        self.records += records;
        self.clock = to;
        match self.random.below(self.steps) {
            node @ 0..2 => self.rotate(node),
            2 => {
                self.ended.push(self.trace_path());
                self.trace += 1;
            }
            3..5 => self.pack(),
            _ => {}
        }
    }

    fn jetty(&self, node: u64) -> PathBuf {
        self.logs.join(format!("cuc{}/jetty/2014_06_30.request.log", node + 1))
    }

    fn trace_path(&self) -> PathBuf {
        self.logs.join(format!("cuc1/cuc/diag_CuMbxSync_{:08}.uc", self.trace))
    }

    fn requests(&mut self, node: u64, from: u64, to: u64) -> (String, u64) {
        let mut lines = Vec::new();
        for subscription in 0..SUBSCRIPTIONS {
            let phase = (node * SUBSCRIPTIONS + subscription) * 37 % PERIOD;
            let is_silent =
                |at: u64| node == 0 && subscription < 4 && (at - DAWN) % CYCLE >= CYCLE - SILENCE;
            let due = (from..to).filter(|at| at % PERIOD == phase && !is_silent(*at));
            let id = node * SUBSCRIPTIONS + subscription;
            let target = format!(
                "/NotificationService/services/NotificationService?id=6f1f8c1e-0000-4000-8000-{id:012}&pid=2101"
            );
            lines.extend(due.map(|at| {
                (
                    at,
                    format!(
                        "192.0.2.21 -  -  {} \"POST {target} HTTP/1.1\" 200 343 \n",
                        jetty_stamp(at)
                    ),
                )
            }));
        }
        for _ in 0..OTHERS {
            let at = from + self.random.below(to - from);
            let id = self.random.below(1_000_000);
            let status = if self.random.below(400) == 0 { 404 } else { 200 };
            lines.push((
                at,
                format!(
                    "198.51.100.20 -  -  {} \"GET /vmrest/users/{id} HTTP/1.1\" {status} 512 \n",
                    jetty_stamp(at)
                ),
            ));
        }
        lines.sort();
        let records = lines.len() as u64;
        (lines.into_iter().map(|(_, line)| line).collect(), records)
    }

    /// Jetty restarts: its log of the day is put aside under a number.
    fn rotate(&mut self, node: u64) {
        self.rotations += 1;
        let from = self.jetty(node);
        let to = from.with_file_name(format!("2014_06_30.request.log.{:09}", self.rotations));
        fs::rename(from, &to).unwrap();
        self.ended.push(to);
    }

    /// One of the files that have ended is packed, as `gzip` does: a whole one takes its place.
    fn pack(&mut self) {
        if self.ended.is_empty() {
            return;
        }
        let path = self.ended.remove(0);
        let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
        packer.write_all(&fs::read(&path).unwrap()).unwrap();
        let part = self.logs.with_file_name("packing");
        fs::write(&part, packer.finish().unwrap()).unwrap();
        let name = format!("{}.gz", path.file_name().unwrap().to_str().unwrap());
        fs::rename(part, path.with_file_name(name)).unwrap();
        fs::remove_file(path).unwrap();
    }
}

fn append(path: &Path, text: &str) {
    let mut file = OpenOptions::new().create(true).append(true).open(path).unwrap();
    if file.metadata().unwrap().len() == 0 {
        // A new file is seen before its first bytes.
        std::thread::yield_now();
    }
    // Two writes, the first of which may end within a line.
    let (head, rest) = text.as_bytes().split_at(text.len() / 2);
    file.write_all(head).unwrap();
    file.write_all(rest).unwrap();
}

fn jetty_stamp(at: u64) -> String {
    format!("[30/Jun/2014:{:02}:{:02}:{:02} +0000]", at / 3600, at / 60 % 60, at % 60)
}

/// The trace of some seconds: one head a minute, and now and then an exchange that failed, over
/// three lines. A head gives the date; it is no record.
fn traces(from: u64, to: u64) -> (String, u64) {
    let (mut text, mut records) = (Vec::new(), 0);
    for at in from..to {
        let time = format!("{:02}:{:02}:{:02}.100", at / 3600, at / 60 % 60, at % 60);
        if at % 60 == 0 {
            writeln!(text, "{time} |HDR|06/30/2014 ,Significant").unwrap();
        }
        if at % 420 == 10 || (at / 3600 % 2 == 0 && at % 1860 == 11) {
            let status = if at / 3600 % 3 == 0 { 500 } else { 200 };
            write!(
                text,
                "{time} |6549,exch01.contoso.example,{{6f1f8c1e-0000-4000-8000-000000000001}}, CsWebDav,14,[CsWebDav/CsWebDavMbxClient.cpp:3340]: HTTP Status code: {status}, WEBDAV response headers: HTTP/1.1 {status} Internal Server Error\nContent-Length: 0\nServer: Microsoft-IIS/7.5\n"
            )
            .unwrap();
            records += 1;
        }
    }
    (String::from_utf8(text).unwrap(), records)
}

/// A writer that goes on until it is told to end.
pub(crate) struct Load {
    is_over: Arc<AtomicBool>,
    thread: JoinHandle<Site>,
}

impl Load {
    /// `seconds`: how much log time passes in a step.
    pub(crate) fn start(mut site: Site, seconds: u64) -> Self {
        let is_over = Arc::new(AtomicBool::new(false));
        let over = Arc::clone(&is_over);
        let thread = std::thread::spawn(move || {
            while !over.load(Ordering::Relaxed) && !site.is_over() {
                site.step(seconds);
                std::thread::sleep(STEP);
            }
            site
        });
        Self { is_over, thread }
    }

    pub(crate) fn end(self) -> Site {
        self.is_over.store(true, Ordering::Relaxed);
        self.thread.join().unwrap()
    }
}

/// One run of `mbxtrace watch`; what it tells and logs goes to files of its own.
pub(crate) struct Watch(Child);

impl Watch {
    pub(crate) fn start(folder: &Path, run: u64) -> Self {
        let file = |kind: &str| File::create(folder.join(format!("{kind}.{run:04}"))).unwrap();
        let child = Command::new(env!("CARGO_BIN_EXE_mbxtrace"))
            .args(["watch", "logs", "--case", "case", "--format", "jsonl"])
            .args(["--commit-every", "100ms", "--poll", "50ms", "--silent-after", "off"])
            .current_dir(folder)
            .env_remove("MBXTRACE_CASE")
            .stdin(Stdio::null())
            .stdout(file("told"))
            .stderr(file("log"))
            .spawn()
            .unwrap();
        Self(child)
    }

    /// Whether it still runs.
    pub(crate) fn is_alive(&mut self) -> bool {
        self.0.try_wait().unwrap().is_none()
    }

    /// `kill -9`.
    pub(crate) fn kill(mut self) {
        self.0.kill().unwrap();
        let status = self.0.wait().unwrap();
        assert_eq!(status.signal(), Some(9), "it ended by itself: {status}");
    }

    /// SIGTERM.
    pub(crate) fn stop(mut self) -> ExitStatus {
        let id = self.0.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
        self.0.wait().unwrap()
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        // It has ended already unless a test failed.
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

/// What was told over all runs.
#[derive(Debug, Default)]
pub(crate) struct Told {
    /// Runs in which each notice was told, by its id.
    pub(crate) runs: BTreeMap<String, Vec<u64>>,
}

impl Told {
    pub(crate) fn read(folder: &Path, runs: u64) -> Self {
        let mut told = Self::default();
        for run in 0..runs {
            let text = fs::read_to_string(folder.join(format!("told.{run:04}"))).unwrap();
            // A line without its end is one that the kill cut off.
            for line in text.split_inclusive('\n').filter(|line| line.ends_with('\n')) {
                let notice: Value = serde_json::from_str(line).unwrap();
                let id = notice["id"].as_str().unwrap().to_owned();
                told.runs.entry(id).or_default().push(run);
            }
        }
        told
    }

    pub(crate) fn lines(&self) -> usize {
        self.runs.values().map(Vec::len).sum()
    }

    /// Notices told again although the run that told them was not the one that a kill ended last.
    pub(crate) fn repeated_late(&self) -> Vec<(&String, &Vec<u64>)> {
        let is_late = |runs: &Vec<u64>| runs.windows(2).any(|pair| pair[1] != pair[0] + 1);
        self.runs.iter().filter(|(_, runs)| is_late(runs)).collect()
    }
}

/// Holds the case against what was written: no record lost or doubled, and the findings of an
/// analysis of the same logs. Prints the counts.
pub(crate) fn check(project: &Project, site: &Site, told: &Told) {
    let counted = project.run(&["search", "*", "--count", "--case", "case"]);
    let held: u64 = counted.stdout.trim().parse().unwrap_or_else(|_| panic!("{}", counted.stderr));
    let report = project.run(&["report", "--case", "case", "--format", "json"]).json();
    let analysis = project.run(&["analyze", "logs", "--no-index", "--format", "json"]).json();
    let (live, batch) = (findings(&report), findings(&analysis));
    println!(
        "{} records written, {held} in the case ({} lost, {} doubled); {} findings, {} by analysis; \
         {} notices told, {} different",
        site.records,
        site.records.saturating_sub(held),
        held.saturating_sub(site.records),
        live.len(),
        batch.len(),
        told.lines(),
        told.runs.len(),
    );
    assert_eq!(analysis["totals"]["events"], site.records, "the logs hold what was written");
    assert_eq!(held, site.records, "records in the case\n{}", unlike(&report, &analysis));
    let only = |these: &BTreeMap<String, Value>, those: &BTreeMap<String, Value>| {
        let differ = these.iter().filter(|(id, one)| those.get(*id) != Some(*one));
        differ.map(|(_, one)| format!("{one:#}")).collect::<Vec<_>>().join("\n")
    };
    assert!(batch.len() > 1, "the load breaks something");
    assert!(
        live == batch,
        "only live:\n{}\nonly by analysis:\n{}",
        only(&live, &batch),
        only(&batch, &live)
    );
    let end = minutes(report["window"]["last"].as_str().unwrap());
    check_told(&live, told, end);
}

/// Sources of which the case holds another number of records than the analysis counts.
fn unlike(report: &Value, analysis: &Value) -> String {
    let counts = |report: &Value| -> BTreeMap<String, Vec<String>> {
        let mut counts: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for one in report["sources"].as_array().unwrap() {
            let path = one["path"].as_str().unwrap().replace(".gz", "");
            let name = path.split("logs/").last().unwrap().to_owned();
            counts.entry(name).or_default().push(format!(
                "{} records ({} known), {} bytes, {}",
                one["events"], one["duplicates"], one["bytes"], one["problems"]
            ));
        }
        counts
    };
    let (live, batch) = (counts(report), counts(analysis));
    let paths: BTreeSet<&String> = live.keys().chain(batch.keys()).collect();
    let differ = paths.into_iter().filter(|path| live.get(*path) != batch.get(*path));
    let lines = differ
        .map(|path| format!("{path}: {:?}, by analysis {:?}", live.get(path), batch.get(path)));
    lines.collect::<Vec<_>>().join("\n")
}

/// How long a group is given to form before it is told, in minutes: four keep-alives, and twice the
/// tolerance of half a minute. One that is still forming when the watch stops is told by the next run.
const FORMING: u32 = 21;

/// Minutes since midnight of `2014-06-30T06:15:00Z`.
fn minutes(time: &str) -> u32 {
    let part = |from: usize| time.get(from..from + 2).unwrap().parse::<u32>().unwrap();
    part(11) * 60 + part(14)
}

/// Whether a group is still forming at the end of the logs.
fn is_forming(finding: &Value, end: u32) -> bool {
    let first = minutes(finding["first"].as_str().unwrap());
    finding["rule"] == "keepalive-population"
        && finding["state"] == "open"
        && first + FORMING >= end
}

/// Every finding that is told of was raised, once; and what was raised and is over, recovered.
fn check_told(findings: &BTreeMap<String, Value>, told: &Told, end: u32) {
    let members: BTreeSet<&str> = findings
        .values()
        .flat_map(|finding| finding["members"].as_array().into_iter().flatten())
        .filter_map(Value::as_str)
        .collect();
    let mut missing = Vec::new();
    for (id, finding) in findings {
        let is_told = ["medium", "high", "critical"].contains(&finding["level"].as_str().unwrap());
        let raised = told.runs.contains_key(&format!("{id}:raised"));
        let is_late = is_forming(finding, end);
        if is_told && !raised && !is_late && !members.contains(id.as_str()) {
            missing.push(format!("not raised: {finding:#}"));
        }
        let recovered = told.runs.contains_key(&format!("{id}:recovered"));
        if raised && finding["state"] != "open" && !recovered {
            missing.push(format!("not recovered: {finding:#}"));
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
    assert!(told.repeated_late().is_empty(), "told again: {:?}", told.repeated_late());
}

/// Findings by id, without the paths of their evidence, which rotation changes.
fn findings(report: &Value) -> BTreeMap<String, Value> {
    let mut findings = BTreeMap::new();
    for finding in report["findings"].as_array().unwrap() {
        let mut finding = finding.clone();
        for evidence in finding["evidence"].as_array_mut().unwrap() {
            evidence["path"] = Value::Null;
        }
        findings.insert(finding["id"].as_str().unwrap().to_owned(), finding);
    }
    findings
}
