//! What is served and said, read back.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use mbxtrace_rules::Severity;

use super::exposition;
use super::metrics::MOST_SOURCES;
use super::service::Word;
use super::{Metrics, STALLED_AFTER, Service, Signals, SinkFigures, serve};

const SECOND: i64 = 1_000_000_000;
const NOW: i64 = 1_404_041_400 * SECOND;

fn filled(started: Instant) -> Metrics {
    let metrics = Metrics::new(started);
    metrics.bytes.add(123_456);
    metrics.lines.add(1000);
    metrics.events.add(990);
    metrics.unparsed.add(10);
    metrics.late.add(2);
    metrics.followed.set(12);
    metrics.open_files.set(7);
    metrics.found("http-failure", Severity::Medium);
    metrics.found("http-failure", Severity::Medium);
    metrics.found("keepalive-missing", Severity::High);
    metrics.set_open(BTreeMap::from([(("keepalive-missing".to_owned(), Severity::High), 1)]));
    let sink = "webhook https://alerts.contoso.example".to_owned();
    metrics.set_sinks(vec![SinkFigures { sink, told: 3, failed: 1, waiting: 2 }]);
    for millis in [3, 5, 12, 700, 60_000] {
        metrics.commits.add(1);
        metrics.commit_seconds.observe(Duration::from_millis(millis));
    }
    metrics.last_commit.set(NOW - 250_000_000);
    metrics.index_bytes.set(4_096_000);
    metrics.rebuilds.add(1);
    metrics.newest("/srv/logs/2014_06_29.request.log", NOW - 61 * SECOND);
    metrics.newest("/srv/logs/2014_06_29.request.log", NOW - 90 * SECOND);
    metrics.newest("/srv/a\"b\\c\nd\x1b[2J.log", NOW + SECOND / 2);
    metrics.newest("/srv/gone.log", NOW);
    metrics.forget_source("/srv/gone.log");
    metrics.set_rules("c0ffee");
    metrics.reloads.add(1);
    metrics.set_ready(true);
    metrics
}

/// The samples of a page by name and labels; asserts the shape of every line on the way.
fn parsed(page: &str) -> BTreeMap<String, f64> {
    let mut samples = BTreeMap::new();
    let mut family = (String::new(), String::new());
    for line in page.lines() {
        if let Some(rest) = line.strip_prefix("# ") {
            let mut words = rest.splitn(3, ' ');
            let (what, name) = (words.next().expect("a word"), words.next().expect("a name"));
            let text = words.next().expect("a text");
            match what {
                "HELP" => assert!(text.ends_with('.'), "{line}"),
                "TYPE" => family = (name.to_owned(), text.to_owned()),
                other => panic!("{other}"),
            }
            continue;
        }
        let (series, value) = line.rsplit_once(' ').expect("a series and a value");
        let name = series.split('{').next().expect("a name");
        let is_part = family.1 == "histogram"
            && ["_bucket", "_sum", "_count"].iter().any(|end| name == format!("{}{end}", family.0));
        assert!(name == family.0 || is_part, "{line} stands under {family:?}");
        assert_eq!(family.1 == "counter", name.ends_with("_total"), "{line}");
        let value = value.parse().expect("a number");
        assert!(samples.insert(series.to_owned(), value).is_none(), "{series} stands twice");
    }
    samples
}

#[test]
fn the_page_of_a_daemon_at_work() {
    let started = Instant::now();
    let metrics = filled(started);
    metrics.turned(started + Duration::from_millis(1500));
    let page = exposition::text(&metrics, started + Duration::from_secs(2), NOW);
    insta::assert_snapshot!("page", page.replace(env!("CARGO_PKG_VERSION"), "VERSION"));
    let samples = parsed(&page);
    let of = |series: &str| samples[series];
    assert_eq!(of("mbxtrace_read_bytes_total").to_string(), "123456");
    assert_eq!(of("mbxtrace_commit_seconds_count").to_string(), "5");
    assert_eq!(of("mbxtrace_commit_seconds_bucket{le=\"0.005\"}").to_string(), "2");
    assert_eq!(of("mbxtrace_commit_seconds_bucket{le=\"+Inf\"}").to_string(), "5");
    assert_eq!(of("mbxtrace_turn_age_seconds").to_string(), "0.5");
}

#[test]
fn a_page_before_anything_happened_has_every_family() {
    let started = Instant::now();
    let empty = exposition::text(&Metrics::new(started), started, NOW);
    let full = exposition::text(&filled(started), started, NOW);
    let families = |page: &str| {
        let types = page.lines().filter(|line| line.starts_with("# TYPE "));
        types.map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(families(&empty), families(&full));
    parsed(&empty);
}

#[test]
fn the_sources_that_lag_most_are_listed_and_the_rest_counted() {
    let metrics = Metrics::new(Instant::now());
    for number in 0..i64::try_from(MOST_SOURCES).expect("few") + 5 {
        metrics.newest(&format!("{number}.log"), NOW - number * SECOND);
    }
    let samples = parsed(&exposition::text(&metrics, Instant::now(), NOW));
    assert_eq!(samples["mbxtrace_sources_unlisted"].to_string(), "5");
    let listed = samples.keys().filter(|series| series.contains("source_lag_seconds{"));
    assert_eq!(listed.count(), MOST_SOURCES);
    assert!(!samples.contains_key("mbxtrace_source_lag_seconds{source=\"4.log\"}"));
    assert_eq!(samples["mbxtrace_source_lag_seconds{source=\"5.log\"}"].to_string(), "5");
}

#[test]
fn health_is_a_loop_that_turns_and_a_case_that_can_be_written() {
    let started = Instant::now();
    let metrics = Metrics::new(started);
    assert_eq!(metrics.health(started + STALLED_AFTER), Ok(()));
    let late = started + STALLED_AFTER + Duration::from_secs(1);
    assert!(metrics.health(late).expect_err("stalled").contains("31 s"));
    metrics.turned(late);
    assert_eq!(metrics.health(late), Ok(()));
    assert!(metrics.readiness(late).is_err());
    metrics.set_ready(true);
    assert_eq!(metrics.readiness(late), Ok(()));
    metrics.set_trouble(Some("no space left".to_owned()));
    assert!(metrics.health(late).expect_err("full").contains("no space left"));
    assert!(metrics.readiness(late).is_err());
    metrics.set_trouble(None);
    assert_eq!(metrics.readiness(late), Ok(()));
}

/// Status, head and body of an answer to these lines.
fn ask(address: SocketAddr, request: &str) -> (u16, String, String) {
    let mut stream = TcpStream::connect(address).expect("it listens");
    stream.set_read_timeout(Some(Duration::from_secs(10))).expect("set");
    stream.write_all(request.replace('\n', "\r\n").as_bytes()).expect("sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("answered");
    let (head, body) = answer.split_once("\r\n\r\n").expect("head and body");
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
    (status.expect("a status"), head.to_owned(), body.to_owned())
}

#[test]
fn three_pages_are_served_and_nothing_else_and_to_this_host_only() {
    let metrics = Arc::new(filled(Instant::now()));
    let local = "127.0.0.1:0".parse().expect("an address");
    let server = serve(local, Arc::clone(&metrics), || NOW).expect("served");
    let get = |path: &str, host: &str| {
        let request = format!("GET {path} HTTP/1.1\nHost: {host}\nConnection: close\n\n");
        ask(server.address(), &request)
    };
    let (status, head, body) = get("/metrics", &server.address().to_string());
    assert_eq!(status, 200);
    assert!(head.to_lowercase().contains("content-type: text/plain; version=0.0.4"), "{head}");
    assert!(parsed(&body).len() > 30, "{body}");
    assert_eq!(get("/healthz", "localhost").0, 200);
    assert_eq!(get("/readyz", "localhost").0, 200);
    metrics.set_ready(false);
    assert_eq!((get("/healthz", "localhost").0, get("/readyz", "localhost").0), (200, 503));
    metrics.set_trouble(Some("no space left".to_owned()));
    let (status, _, body) = get("/healthz", "localhost");
    assert_eq!(status, 503);
    assert!(body.contains("no space left"), "{body}");
    for path in ["/", "/metrics/", "/debug/pprof", "//metrics", "/healthz/../metrics"] {
        assert_eq!(get(path, "localhost").0, 404, "{path}");
    }
    for path in ["/metrics", "/healthz", "/readyz", "/"] {
        let (status, _, body) = get(path, "rebound.contoso.example");
        assert_eq!(status, 421, "{path}");
        assert!(!body.contains("mbxtrace_"), "{body}");
    }
    let post = "POST /metrics HTTP/1.1\nHost: localhost\nContent-Length: 0\nConnection: close\n\n";
    assert_eq!(ask(server.address(), post).0, 405);
    assert_eq!(ask(server.address(), "GET /metrics HTTP/1.0\n\n").0, 421);
}

#[test]
fn idle_connections_do_not_lock_others_out_for_ever_nor_hold_up_the_end() {
    let local = "127.0.0.1:0".parse().expect("an address");
    let server = serve(local, Arc::new(Metrics::new(Instant::now())), || NOW).expect("served");
    let address = server.address();
    let idle: Vec<_> = (0..8).map(|_| TcpStream::connect(address).expect("it listens")).collect();
    let request = "GET /healthz HTTP/1.1\nHost: localhost\nConnection: close\n\n";
    assert_eq!(ask(address, request).0, 200);
    let began = Instant::now();
    drop(server);
    assert!(began.elapsed() < Duration::from_secs(5), "it ends though connections are open");
    assert!(TcpStream::connect(address).is_err(), "nobody listens any more");
    drop(idle);
}

#[test]
fn an_address_of_others_or_in_use_is_refused() {
    let metrics = Arc::new(Metrics::new(Instant::now()));
    let all = "0.0.0.0:0".parse().expect("an address");
    assert!(serve(all, Arc::clone(&metrics), || NOW).is_err());
    let local = "127.0.0.1:0".parse().expect("an address");
    let server = serve(local, Arc::clone(&metrics), || NOW).expect("served");
    assert!(serve(server.address(), metrics, || NOW).is_err());
}

/// What was told to a service manager, by the test that reads it.
static TOLD: Mutex<Vec<String>> = Mutex::new(Vec::new());

fn listen(words: &[Word<'_>]) {
    let words = words.iter().map(|word| format!("{word:?}"));
    TOLD.lock().unwrap_or_else(PoisonError::into_inner).extend(words);
}

fn told() -> Vec<String> {
    std::mem::take(&mut *TOLD.lock().unwrap_or_else(PoisonError::into_inner))
}

/// One life, in one test: what is told is shared.
#[test]
fn a_service_is_told_of_start_life_reload_and_end() {
    let metrics = Arc::new(Metrics::new(Instant::now()));
    let signals = Signals::default();
    let watchdog = Some(Duration::from_secs(10));
    let mut service = Service::speaking(signals.clone(), Arc::clone(&metrics), listen, watchdog);
    let start = Instant::now();
    let at = |seconds: u64| start + Duration::from_secs(seconds);
    service.tick(at(0), || "rebuilding".to_owned());
    assert_eq!(told(), ["MoreTime", "Status(\"rebuilding\")"]);
    service.ready();
    service.ready();
    assert_eq!(told(), ["Ready"]);
    service.tick(at(4), || panic!("too early for a status"));
    assert_eq!(told(), [""; 0]);
    service.tick(at(5), || "following\nWATCHDOG_USEC=0".to_owned());
    assert_eq!(told(), ["Life", "Status(\"following\\\\nWATCHDOG_USEC=0\")"]);
    service.life().beat(at(6));
    assert_eq!(told(), [""; 0]);
    service.life().beat(at(10));
    assert_eq!(told(), ["Life"], "from the midst of a round");
    assert!(service.pause() < Duration::from_secs(5), "ticks come before the watchdog bites");
    assert!(!service.reload_requested() && !service.stop_requested());
    signals.request_reload();
    assert!(service.reload_requested());
    assert!(!service.reload_requested(), "a request is taken once");
    assert_eq!(told(), ["Reloading"]);
    service.reloaded(Err(&anyhow::anyhow!("mbxtrace.toml:1:1: no")));
    assert_eq!(told(), ["Ready", "Status(\"reload refused: mbxtrace.toml:1:1: no\")"]);
    service.reloaded(Ok(()));
    assert_eq!(told(), ["Ready", "Status(\"reloaded\")"]);
    assert_eq!((metrics.reloads.get(), metrics.reload_failures.get()), (1, 1));
    signals.request_stop();
    assert!(service.stop_requested() && service.stop_requested());
    service.stopping();
    assert_eq!(told(), ["Stopping", "MoreTime", "Status(\"draining and committing\")"]);
    service.tick(at(16), || "draining".to_owned());
    assert_eq!(told(), ["MoreTime", "Status(\"draining\")"]);
    assert!(metrics.readiness(Instant::now()).is_err());
}

#[test]
fn a_request_wakes_the_loop_also_one_that_came_before_it_slept() {
    let woken = |early: bool| {
        let signals = Signals::default();
        if early {
            signals.request_stop();
        }
        let (ring, bell) = std::sync::mpsc::channel();
        signals.wake_with(move || ring.send(()).expect("somebody listens"));
        if !early {
            signals.request_reload();
        }
        bell.try_recv().is_ok()
    };
    assert!(woken(true) && woken(false));
}
