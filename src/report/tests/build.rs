//! Analyses that read like the case they stand for.

use mbxtrace_parsers::{Family, Format, Problem, Tally, TimeQuality};
use mbxtrace_rules::{
    Cause, Certainty, Detail, Evidence, Finding, Ledger, LedgerEntry, NotJudged, Reading, Remedy,
    RuleText, Series, Severity, Side, SlotRun, SlotState, State,
};

use crate::clock::Zone;
use crate::report::{
    Analysis, ClockOffset, Confidence, Coverage, Hole, Lang, ReportFormat, Source, SourceClock,
    Style, write,
};

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

/// The same, with what was looked at and whose clock is off: a hole, a late begin, a source that is
/// not there.
pub(in crate::report) fn covered(mut analysis: Analysis) -> Analysis {
    let coverage = |node: &str, family, spans: &[(i64, i64)], holes: &[(i64, i64, bool, &str)]| {
        let hole = |(from, to, at_edge, because): &(i64, i64, bool, &str)| Hole {
            from: at(*from),
            to: at(*to),
            at_edge: *at_edge,
            because: (*because).to_owned(),
        };
        let minutes: i64 = spans.iter().map(|(from, to)| (to - from) / 60).sum();
        Coverage {
            node: node.to_owned(),
            family,
            spans: spans.iter().map(|(from, to)| (at(*from), at(*to))).collect(),
            holes: holes.iter().map(hole).collect(),
            minutes_seen: minutes.unsigned_abs(),
            minutes_missing: 180 - minutes.unsigned_abs(),
            truncated: 0,
            undated_records: 0,
            remarks: Vec::new(),
            misleads: false,
            begins_with: Vec::new(),
        }
    };
    let lost = "file numbers 88 to 89 are missing";
    let mut traces = coverage(
        "cuc1",
        Family::CucDiag,
        &[(-1800, 600), (1800, 7200)],
        &[(-3600, -1800, true, "before the first record"), (600, 1800, false, lost)],
    );
    (traces.truncated, traces.undated_records) = (1, 3);
    let jetty = coverage("cuc1", Family::JettyRequestLog, &[(-3600, 7200)], &[]);
    let none = [(-3600, 7200, false, "not in the input")];
    let mut events = coverage("", Family::WindowsEvent, &[], &none);
    events.remarks =
        vec!["not in the input; without it no verdict of mapi-session-overrun".to_owned()];
    analysis.coverage = vec![traces, jetty, events];
    let offset = |host: &str, offset: Option<i64>, because: &str, collect: &str| ClockOffset {
        host: host.to_owned(),
        reference: "cuc1".to_owned(),
        offset,
        error: offset.map(|_| 1_100_000_000),
        pairs: if offset.is_some() { 52 } else { 2 },
        because: because.to_owned(),
        collect: collect.to_owned(),
        applied: None,
    };
    let answers = "from the Date headers of its answers";
    analysis.clock_offsets = vec![
        offset("exch01.contoso.example", Some(727_200_000_000), answers, ""),
        offset("exch02.contoso.example", Some(-300_000_000), answers, ""),
        offset("exch03.contoso.example", None, "only 2 pairs", "`w32tm /stripchart` on exch03"),
    ];
    analysis
}

/// The ledger entry behind [`outage`] of that number: a silence of seven slots. Without one: healthy.
pub(in crate::report) fn entry(index: u32, silent: Option<i64>) -> LedgerEntry {
    let first = -3600 + i64::from(index % 300);
    let run = |state, from: i64, slots| SlotRun { state, from: at(from), slots };
    let runs = match silent {
        None => vec![run(SlotState::Seen, first, 36)],
        Some(from) => vec![
            run(SlotState::Seen, from - 3600, 12),
            run(SlotState::Missed, from + 300, 2),
            run(SlotState::Stale, from + 900, 5),
            run(SlotState::Seen, from + 2400, 16),
        ],
    };
    LedgerEntry {
        subject: outage(index, 0).subject,
        node: "cuc1".to_owned(),
        server: format!("192.0.2.{}", 11 + index % 3),
        address: "192.0.2.11".to_owned(),
        moved: 0,
        pid: Some(2817),
        period: 300 * 1_000_000_000,
        first: Some(at(first)),
        last: Some(at(7000)),
        end: at(7200),
        records: 29,
        between: 1,
        answers: vec![(200, 28), (500, 1)],
        replaced: None,
        resubscribed: silent.map(|from| at(from + 960)),
        runs,
    }
}

/// An analysis with a ledger of these entries, and counts of what [`transport`] stands for.
pub(in crate::report) fn charted(findings: Vec<Finding>, entries: Vec<LedgerEntry>) -> Analysis {
    let mut analysis = analysis(findings);
    let of_rule = |rule: &str| analysis.findings.iter().find(|one| one.rule == rule);
    let reading = of_rule("keepalive-population").map(|group| Reading {
        reading: "server".to_owned(),
        server: "192.0.2.11".to_owned(),
        from: group.first,
        to: group.last,
        silent: group.members.len() as u64,
        active: entries.len() as u64,
        finding: group.id.clone(),
    });
    let bins = |count| (0..6).map(|bin| (at(bin * 300), count + bin.unsigned_abs())).collect();
    let overrun = [("account", "svc-unity"), ("object_type", "session"), ("limit", "16")];
    let subject = |parts: &[(&str, &str)]| {
        parts.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    };
    let mut series = vec![
        Series {
            rule: "mapi-session-overrun".to_owned(),
            subject: subject(&overrun),
            bins: vec![(at(300), 1), (at(2100), 2)],
        },
        Series {
            rule: "process-restart".to_owned(),
            subject: subject(&[("node", "cuc1")]),
            bins: bins(1),
        },
    ];
    series.extend(of_rule("http-failure").map(|failure| Series {
        rule: failure.rule.clone(),
        subject: failure.subject.clone(),
        bins: bins(12),
    }));
    let text = RuleText {
        title: "Exchange keep-alives stay away".to_owned(),
        why: "Messages come late.".to_owned(),
        references: vec!["Cisco 118883: Delayed synchronization".to_owned()],
    };
    analysis.rule_texts.insert("keepalive-missing".to_owned(), text);
    let (every, tolerance) = (300 * 1_000_000_000, 30 * 1_000_000_000);
    let rule = "keepalive-missing".to_owned();
    let readings = reading.into_iter().collect();
    analysis.ledgers = vec![Ledger { rule, every, tolerance, entries, readings }];
    analysis.series = series;
    analysis
}

/// A cause of medium confidence that explains the first of these findings.
pub(in crate::report) fn cause(findings: &[Finding]) -> Cause {
    let explained = findings.first().expect("there is one");
    Cause {
        id: "RC-21".to_owned(),
        name: "net.firewall_7080".to_owned(),
        title: "Notifications of Exchange 192.0.2.11 do not get through to port 7080".to_owned(),
        side: Side::Network,
        certainty: Certainty::Medium,
        scope: "server 192.0.2.11".to_owned(),
        first: explained.first,
        findings: vec![explained.id.clone()],
        reasons: vec![format!("keep-alives stayed away together ({})", explained.title)],
        objections: vec!["EWS does not get through in the same time either".to_owned()],
        missing: vec!["whether Jetty listens: no output of the command line was read".to_owned()],
        next_evidence: "six minutes of capture on the Exchange server".to_owned(),
        remedies: vec![Remedy {
            text: "Permit TCP 7080 to both nodes".to_owned(),
            document: "Cisco 118883".to_owned(),
            applies_to: String::new(),
            risk: "config change".to_owned(),
            when: Vec::new(),
        }],
    }
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
