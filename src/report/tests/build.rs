//! Analyses that read like the case they stand for.

use mbxtrace_parsers::{Format, Problem, Tally, TimeQuality};
use mbxtrace_rules::{Detail, Evidence, Finding, NotJudged, Remedy, Severity, State};

use crate::clock::Zone;
use crate::report::{Analysis, Confidence, Lang, ReportFormat, Source, SourceClock, Style, write};

/// 2014-06-29T11:30:00Z, in seconds.
const START: i64 = 1_404_041_400;

/// An instant so many seconds after 2014-06-29T11:30:00Z.
pub(in crate::report) fn at(seconds: i64) -> i64 {
    (START + seconds) * 1_000_000_000
}

pub(in crate::report) fn evidence(path: &str, line: u64, seconds: i64, text: &str) -> Evidence {
    Evidence {
        path: path.to_owned(),
        line,
        offset: line * 100,
        length: 100,
        time: at(seconds),
        quality: TimeQuality::Exact,
        text: text.to_owned(),
    }
}

const REQUESTS: &str = "bundle.zip!/cuc1/jetty/2014_06_29.request.log";
const DIAG: &str = "bundle.zip!/cuc1/cuc/diag_CuMbxSync_00000042.uc";

fn finding(rule: &str, level: Severity, subject: &[(&str, &str)], first: i64) -> Finding {
    let subject: Vec<_> =
        subject.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Finding {
        id: Finding::id_of(rule, &subject, at(first)),
        rule: rule.to_owned(),
        level,
        title: String::new(),
        state: State::Ended,
        subject,
        first: at(first),
        last: Some(at(first + 600)),
        count: 1,
        details: Vec::new(),
        evidence: Vec::new(),
        members: Vec::new(),
    }
}

/// An outage of subscription number `index` from `first` seconds on, back after 40 minutes.
pub(in crate::report) fn outage(index: u32, first: i64) -> Finding {
    let subscription = format!("{index:08x}-1111-4222-8333-444455556666");
    let subject = [("subscription", subscription.as_str())];
    let mut outage = finding("keepalive-missing", Severity::High, &subject, first);
    outage.title = format!("Subscription {subscription} sent no keep-alive for 40 minutes");
    outage.state = State::Recovered;
    outage.last = Some(at(first + 2400));
    outage.details = vec![
        ("missed".to_owned(), Detail::Number(7)),
        ("period_s".to_owned(), Detail::Number(300)),
    ];
    let line = format!(
        "192.0.2.11 - - [29/Jun/2014:11:30:00 +0000] \"POST /notify?id={subscription}&pid=2817 HTTP/1.1\" 200 451"
    );
    outage.evidence = vec![evidence(REQUESTS, 120 + u64::from(index), first, &line)];
    outage
}

/// `many` subscriptions of one Exchange server fall silent together.
pub(in crate::report) fn population(many: u32) -> Vec<Finding> {
    let members: Vec<_> = (0..many).map(|index| outage(index, i64::from(index))).collect();
    let subject = [("reading", "server"), ("server", "192.0.2.11")];
    let mut group = finding("keepalive-population", Severity::Critical, &subject, 0);
    group.title = format!("All {many} subscriptions of Exchange server 192.0.2.11 fell silent");
    group.state = State::Recovered;
    group.last = Some(at(2400));
    group.count = u64::from(many);
    group.evidence = members.iter().take(2).flat_map(|one| one.evidence.clone()).collect();
    group.members = members.iter().map(|member| member.id.clone()).collect();
    std::iter::once(group).chain(members).collect()
}

/// `many` failures of transport, each to another host.
pub(in crate::report) fn transport(many: u32) -> Vec<Finding> {
    let failures = (0..many).map(|index| {
        let endpoint = format!("exch{index:02}.contoso.example");
        let subject = [
            ("source", "cuc-diag"),
            ("endpoint", endpoint.as_str()),
            ("transport_error", "Couldn't connect to server"),
        ];
        let mut failure = finding("http-failure", Severity::High, &subject, i64::from(index));
        failure.title = format!("No HTTP answer from {endpoint}: Couldn't connect to server");
        failure.count = 311;
        let text = format!(
            "11:30:00.250 |7416,,,CuMbxSync,11,HTTP status=[503] diagnostic=[Couldn't connect to server] url=[https://{endpoint}/EWS/Exchange.asmx]"
        );
        failure.evidence = vec![Evidence {
            quality: TimeQuality::DateInferred,
            ..evidence(DIAG, 7 + u64::from(index), i64::from(index), &text)
        }];
        failure
    });
    failures.collect()
}

fn source(path: &str, format: Option<Format>, clock: Option<SourceClock>) -> Source {
    let read = clock.is_some();
    let bytes = if read { 64_000 } else { 900 };
    let (parsed, skipped) = if read { (63_980, 0) } else { (0, 900) };
    Source {
        path: path.to_owned(),
        format,
        encoding: "UTF-8",
        node: "cuc1".to_owned(),
        clock,
        bytes,
        tally: Tally { parsed, blank: bytes - parsed - skipped, unparsed: 0, skipped },
        events: if read { 640 } else { 0 },
        duplicates: 0,
        first: read.then(|| at(-3600)),
        last: read.then(|| at(7200)),
        problems: Vec::new(),
    }
}

fn clock(zone: &str, date: &str, confidence: Confidence, reason: &str) -> SourceClock {
    let (zone, date, reason) = (zone.to_owned(), date.to_owned(), reason.to_owned());
    SourceClock { zone, date, confidence, reason }
}

/// Two sources read whole and one that is no log, with these findings.
pub(in crate::report) fn analysis(findings: Vec<Finding>) -> Analysis {
    let stated = clock("+00:00", "in line", Confidence::Certain, "the lines name date and zone");
    let inferred = clock(
        "-04:00",
        "2014-06-29",
        Confidence::Inferred,
        "HTTP Date headers in 14 answers agree within a second",
    );
    let mut readme = source("bundle.zip!/readme.bin", None, None);
    let text = "no known format begins like this".to_owned();
    readme.problems.push(Problem { kind: "unrecognised", at: 0, text });
    let sources = vec![
        source(DIAG, Some(Format::CucDiag), Some(inferred)),
        source(REQUESTS, Some(Format::JettyRequestLog), Some(stated)),
        readme,
    ];
    let mut analysis = Analysis {
        rules_sha256: "ab".repeat(32),
        rules: ["http-failure", "keepalive-missing", "mapi-session-overrun"]
            .map(str::to_owned)
            .into(),
        window: Some((at(-3600), at(7200))),
        events: 1280,
        findings,
        ..Analysis::default()
    };
    for source in &sources {
        analysis.tally.add(&source.tally);
        analysis.bytes += source.bytes;
    }
    analysis.sources = sources;
    for rule in ["keepalive-population", "http-failure"] {
        let remedy = Remedy {
            text: format!("Look at {rule}: from CUC, open port 443 of the server"),
            document: "Cisco 118883".to_owned(),
            applies_to: String::new(),
            risk: "read-only".to_owned(),
            when: Vec::new(),
        };
        analysis.remedies.insert(rule.to_owned(), vec![remedy]);
    }
    analysis
}

/// The same, but the request log ends in the middle of a compressed block.
pub(in crate::report) fn partial(findings: Vec<Finding>) -> Analysis {
    let mut analysis = analysis(findings);
    let source = analysis.sources.get_mut(1).expect("there are three");
    let text = "the gzip stream ends early: collect the file again".to_owned();
    source.problems.push(Problem { kind: "truncated", at: 63_000, text });
    analysis
}

/// No Exchange log at hand.
pub(in crate::report) fn not_judged() -> NotJudged {
    NotJudged {
        rule: "mapi-session-overrun".to_owned(),
        because: "there is no Windows event log of an Exchange server".to_owned(),
        collect: "wevtutil epl Application exch01.evtx, on each Exchange server".to_owned(),
    }
}

/// The report as bytes.
pub(in crate::report) fn bytes(analysis: &Analysis, format: ReportFormat, width: usize) -> Vec<u8> {
    let mut out = Vec::new();
    let style = Style { color: false, width, zone: Zone::UTC, lang: Lang::En };
    write(analysis, format, &mut out, &style).expect("memory takes everything");
    out
}

/// The report as text.
pub(in crate::report) fn worded(analysis: &Analysis, format: ReportFormat) -> String {
    String::from_utf8(bytes(analysis, format, 110)).expect("reports are UTF-8")
}
