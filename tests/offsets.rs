//! Clocks that are apart: injected skews are recovered or called unknown, and taken off on demand.

use std::fmt::Write;

use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;
use serde_json::Value;

use crate::harness::{Project, Ran, sample};

/// What happens between Unity Connection (`cuc1`, at -04:00) and `exch01`, whose clock is `skew` ahead.
struct Night {
    skew: TimeDelta,
    /// Milliseconds between the answer and its record.
    late: i64,
    /// Whether the node's own syslog proves its zone.
    syslog: bool,
    answers: bool,
    refusals: bool,
    silences: bool,
    /// The clock was put forward by so much in the middle, as the answers show.
    step: TimeDelta,
    /// Half an hour before the silence every subscription failed once and was served on the retry.
    blip: bool,
}

impl Night {
    fn new(skew_ms: i64) -> Self {
        Self {
            skew: TimeDelta::milliseconds(skew_ms),
            late: 80,
            syslog: true,
            answers: true,
            refusals: false,
            silences: false,
            step: TimeDelta::zero(),
            blip: false,
        }
    }

    fn begin() -> DateTime<Utc> {
        "2014-07-02T14:00:00Z".parse().unwrap()
    }

    /// Times of happenings, by the true clock: at uneven steps.
    fn times(first: i64, step: i64, count: i64) -> impl Iterator<Item = DateTime<Utc>> {
        let at = move |index: i64| first + index * step * 1000 + index * index * 137 % 29_000;
        (0..count).map(move |index| Self::begin() + TimeDelta::milliseconds(at(index)))
    }

    fn trace(&self) -> String {
        let mut text = String::from("10:00:00.000 |HDR|07/02/2014 ,Significant\n");
        let count = if self.answers { 30 } else { 0 };
        for at in Self::times(700, 150, count) {
            let logged = at + TimeDelta::milliseconds(self.late) - TimeDelta::hours(4);
            let put = if at < Self::begin() + TimeDelta::minutes(50) {
                TimeDelta::zero()
            } else {
                self.step
            };
            let date = (at + self.skew + put).format("%a, %d %b %Y %H:%M:%S GMT");
            let logged = logged.format("%H:%M:%S%.3f");
            write!(
                text,
                "{logged} |6541,exch01.contoso.example,, CsEws,13,[CsEws/CsEwsHttpClient.cpp:688]: EWS \
                 response headers: HTTP/1.1 200 OK\nServer: Microsoft-IIS/8.5\nDate: {date}\n\n"
            )
            .unwrap();
        }
        text.push_str(
            "11:59:00.000 |6541,,, CsMbxSync,19,[CsMbxSync/Q.cpp:4]: outstanding requests: 1\n",
        );
        text
    }

    fn syslog() -> String {
        let mut text = String::new();
        for (number, at) in Self::times(11_000, 600, 10).enumerate() {
            let local = (at - TimeDelta::hours(4)).format("%b %e %H:%M:%S");
            let utc = at.format("%b %d %Y %H:%M:%S%.3f");
            writeln!(
                text,
                "{local} cuc1 local7 6 : {number}: cuc1.contoso.example: {utc} UTC : \
                 %UC_RTMT-6-PerfmonCollected: %[AppID=Cisco AMC Service]: Counter collection finished."
            )
            .unwrap();
        }
        text
    }

    fn id(number: i64) -> String {
        format!("6f1f8c1e-0000-4000-8000-{number:012}")
    }

    /// Posts of eight subscriptions every five minutes, twice an hour two that are refused; from 15:20 on
    /// none any more if `silences`.
    fn requests(&self) -> String {
        let mut lines = Vec::new();
        let mut add = |at: DateTime<Utc>, number: i64, status: u16| {
            let (stamp, id) = (at.format("%d/%b/%Y:%H:%M:%S +0000"), Self::id(number));
            let target =
                format!("/NotificationService/services/NotificationService?id={id}&pid=2101");
            lines.push((
                at,
                format!("192.0.2.11 -  -  [{stamp}] \"POST {target} HTTP/1.1\" {status} 343 \n"),
            ));
        };
        for number in 0..8 {
            let ticks = if self.silences { 16 } else { 24 };
            for tick in 0..ticks {
                let late = if self.blip && tick >= 10 { 51 } else { 0 };
                let at = Self::begin() + TimeDelta::seconds(300 * tick + 31 * number + late);
                add(at, number, 200);
            }
        }
        if self.refusals {
            Self::refused().for_each(|(at, number)| add(at, number, 404));
        }
        let end = Self::begin() + TimeDelta::minutes(119);
        let other = "198.51.100.7 -  -  [02/Jul/2014:15:59:00 +0000] \"POST /vmevents/cometd HTTP/1.1\" 200 17 \n";
        lines.push((end, other.to_owned()));
        lines.sort();
        lines.into_iter().map(|(_, line)| line).collect()
    }

    fn refused() -> impl Iterator<Item = (DateTime<Utc>, i64)> {
        Self::times(1_345_000, 410, 9).zip([3, 5, 3, 5, 1, 3, 5, 1, 3])
    }

    fn events(&self) -> String {
        let mut events = Vec::new();
        let failed = |at: DateTime<Utc>, number: i64, how: &str| {
            let url = format!(
                "http://cuc1:7080/NotificationService?id={}&amp;pid=2101",
                Self::id(number)
            );
            let data = format!(
                "<Data>c3Vic2NyaXB0aW9u</Data><Data>{url}</Data><Data>WebException: {how}</Data>"
            );
            (at, "MSExchange Web Services", 5, data)
        };
        for at in Self::times(2_000, 300, 23) {
            events.push((at, "ESENT", 102, "<Data>svchost</Data>".to_owned()));
        }
        let overrun = "<Data>/o=Contoso/cn=Recipients/cn=svc-unity</Data><Data>WebServices</Data><Data>16</Data>\
                       <Data>Session</Data>";
        let at = Self::begin() + TimeDelta::minutes(50);
        events.push((at, "MSExchangeIS", 9646, overrun.to_owned()));
        if self.refusals {
            let late = TimeDelta::milliseconds(350);
            events.extend(
                Self::refused().map(|(at, n)| failed(at + late, n, "(404) StatusCode: NotFound")),
            );
        }
        if self.silences {
            for number in 0..8 {
                // What comes first is logged; the exception repeats, so Exchange keeps quiet of more.
                let tick = if self.blip { 10 } else { 16 };
                let due = Self::begin() + TimeDelta::seconds(300 * tick + 31 * number);
                let at = due + TimeDelta::seconds(21);
                events.push(failed(at, number, "Unable to connect Status: ConnectFailure"));
            }
        }
        events.sort();
        let mut text = String::new();
        for (number, (at, provider, id, data)) in events.into_iter().enumerate() {
            let stamp = (at + self.skew).format("%Y-%m-%dT%H:%M:%S%.9fZ");
            writeln!(
                text,
                "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>\
                 <Provider Name='{provider}'/><EventID>{id}</EventID><Level>2</Level>\
                 <TimeCreated SystemTime='{stamp}'/><EventRecordID>{}</EventRecordID>\
                 <Channel>Application</Channel><Computer>exch01.contoso.example</Computer></System>\
                 <EventData>{data}</EventData></Event>",
                number + 1
            )
            .unwrap();
        }
        text
    }

    fn analyze(&self, more: &[&str]) -> Ran {
        let project = Project::new();
        let mut files = vec![
            ("logs/cuc1/jetty/2014_07_02.request.log", self.requests()),
            ("logs/exch01/application.xml", self.events()),
            ("logs/cuc1/cuc/diag_CuMbxSync_00000001.uc", self.trace()),
        ];
        if self.syslog {
            files.push(("logs/cuc1/syslog/CiscoSyslog", Self::syslog()));
        }
        for (path, text) in files {
            let path = project.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        let format: &[&str] = if more.contains(&"--format") { &[] } else { &["--format", "json"] };
        project.run(&[&["analyze", "logs"], format, more].concat())
    }
}

/// Offset and error in milliseconds, if they are known.
fn offset(report: &Value) -> Option<(i64, i64)> {
    let all = report["clock_offsets"].as_array().unwrap();
    let one = all.iter().find(|one| one["host"] == "exch01.contoso.example").unwrap();
    if one["offset_ms"].is_null() {
        assert!(!one["because"].as_str().unwrap().is_empty(), "{one}");
        assert!(one["collect"].as_str().unwrap().contains("w32tm"), "{one}");
    }
    Some((one["offset_ms"].as_i64()?, one["error_ms"].as_i64()?))
}

/// When the one 9646 is said to have been, in milliseconds after it was.
fn overrun_late(report: &Value) -> i64 {
    let findings = report["findings"].as_array().unwrap();
    let found = findings.iter().find(|one| one["rule"] == "mapi-session-overrun").unwrap();
    let first: DateTime<Utc> = found["first"].as_str().unwrap().parse().unwrap();
    (first - Night::begin() - TimeDelta::minutes(50)).num_milliseconds()
}

#[test]
fn refused_notifications_tell_the_skew() {
    for skew in [-7_200_000, -61_000, -3_000, 3_000, 727_400, 3_600_000, 7_200_000] {
        let night = Night { answers: false, refusals: true, ..Night::new(skew) };
        let (found, error) = offset(&night.analyze(&[]).json()).expect("known");
        assert!((found - skew).abs() <= error.min(1_000), "{found} ± {error} of {skew}");
    }
}

#[test]
fn keepalives_that_stayed_away_tell_it_coarsely() {
    for skew in [-7_200_000, -90_000, 3_000, 727_400, 7_200_000] {
        let night = Night { answers: false, silences: true, ..Night::new(skew) };
        let (found, error) = offset(&night.analyze(&[]).json()).expect("known");
        assert!(error <= 15_000 && (found - skew).abs() <= error, "{found} ± {error} of {skew}");
    }
}

#[test]
fn a_failure_that_was_made_good_is_no_pair() {
    let night = Night { answers: false, silences: true, blip: true, ..Night::new(3_000) };
    assert_eq!(offset(&night.analyze(&[]).json()), None);
}

#[test]
fn a_clock_that_was_set_stays_unknown_whatever_else_agrees() {
    let night = Night { refusals: true, step: TimeDelta::seconds(40), ..Night::new(3_000) };
    assert_eq!(offset(&night.analyze(&[]).json()), None);
    // Near miss: it was not set.
    let steady = Night { step: TimeDelta::zero(), ..night };
    assert!(offset(&steady.analyze(&[]).json()).is_some());
}

#[test]
fn a_zone_that_rests_on_the_same_headers_leaves_it_unknown() {
    // Near misses: an hour of skew would look like a zone, three seconds like none.
    for skew in [3_000, 900_000, 3_600_000, -7_200_000, -3_600_000] {
        let night = Night { syslog: false, ..Night::new(skew) };
        assert_eq!(offset(&night.analyze(&[]).json()), None, "{skew}");
    }
    let said = Night { syslog: false, ..Night::new(3_600_000) }.analyze(&["--tz", "*.uc=-04:00"]);
    let (found, _) = offset(&said.json()).expect("known");
    assert!((found - 3_600_000).abs() <= 1_000, "{found}");
}

#[test]
fn clocks_in_step_are_called_so_and_not_shifted() {
    let night = Night::new(0);
    let (found, error) = offset(&night.analyze(&[]).json()).expect("known");
    assert!(found.abs() <= error, "{found} ± {error}");
    let applied = night.analyze(&["--apply-offsets"]).json();
    assert_eq!(overrun_late(&applied), 0);
    assert_eq!(applied["clock_offsets"][0]["applied_ms"], Value::Null);
}

/// How far the finding says clocks are apart, seconds.
fn apart(report: &Value) -> Option<i64> {
    let mut findings = report["findings"].as_array().unwrap().iter();
    let found = findings.find(|one| one["rule"] == "clock-offset")?;
    assert!(!found["evidence"].as_array().unwrap().is_empty());
    found["details"]["offset_s"].as_i64()
}

#[test]
fn offsets_are_taken_off_on_demand_and_said() {
    let night = Night::new(727_000);
    let plain = night.analyze(&[]).json();
    assert_eq!(overrun_late(&plain), 727_000);
    let told = apart(&plain).expect("twelve minutes");
    assert!((told - 727).abs() <= 1, "{told}");
    assert_eq!(apart(&Night::new(90_000).analyze(&[]).json()), None, "a minute and a half");
    let said = night.analyze(&["--offset", "exch01=+12m7s"]).json();
    assert_eq!(overrun_late(&said), 0);
    let applied = night.analyze(&["--apply-offsets"]).json();
    assert!(overrun_late(&applied).abs() <= 1_000, "{}", overrun_late(&applied));
    for report in [&said, &applied] {
        // What was found out does not depend on what was taken off, and the line is shown as logged.
        assert_eq!(report["clock_offsets"][0]["offset_ms"], plain["clock_offsets"][0]["offset_ms"]);
        assert!(report["clock_offsets"][0]["applied_ms"].is_i64(), "{}", report["clock_offsets"]);
        // Times that were put right are no reason to doubt them.
        assert_eq!(apart(report), None);
        let evidence = |report: &Value| report["findings"][0]["evidence"][0].clone();
        assert_eq!(evidence(report)["text"], evidence(&plain)["text"]);
        assert!(evidence(report)["text"].as_str().unwrap().contains("15:02:07"));
        let sources = report["sources"].as_array().unwrap();
        for source in sources {
            let moved = source["clock"]["reason"].as_str().unwrap().contains("taken off");
            assert_eq!(moved, source["node"] == "exch01", "{source}");
        }
    }
    let text = night.analyze(&["--apply-offsets", "--format", "text"]).stdout;
    assert!(
        text.contains("Times of exch01.contoso.example are corrected by a clock offset"),
        "{text}"
    );
}

#[test]
fn the_sample_is_put_in_order() {
    let logs = sample("clocks-apart").join("logs");
    let project = Project::new();
    let args = ["analyze", "--no-index", "--format", "json", "--apply-offsets"];
    let report = project.run(&[&args[..], &[logs.to_str().unwrap()]].concat()).json();
    let findings = report["findings"].as_array().unwrap();
    let first = |rule: &str| {
        let found = findings.iter().find(|one| one["rule"] == rule).unwrap();
        found["first"].as_str().unwrap().parse::<DateTime<Utc>>().unwrap()
    };
    // Out of sessions first, refusals after: 20 seconds apart.
    let between = first("http-failure") - first("mapi-session-overrun");
    assert!((between.num_milliseconds() - 20_250).abs() <= 1_000, "{between}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    /// 3 s to 2 h, either way: within a second and within the error stated.
    #[test]
    fn injected_skews_are_recovered(
        skew in 3_000_i64..7_200_000,
        ahead in any::<bool>(),
        late in 0_i64..400,
        refusals in any::<bool>(),
        silences in any::<bool>(),
    ) {
        let skew = if ahead { skew } else { -skew };
        let night = Night { late, refusals, silences, ..Night::new(skew) };
        let (found, error) = offset(&night.analyze(&[]).json()).expect("known");
        prop_assert!((found - skew).abs() <= error.min(1_000), "{} ± {} of {}", found, error, skew);
    }
}
