//! Webhook receivers that are down, slow, confused or picky.

use std::fs;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use hmac::{Hmac, Mac};
use sha2::Sha256;

use super::receiver::{Answer, Receiver};
use super::{crash, eventually, finish, ids, notices, settle, sink, tls, tls_file};
use crate::tell::{SinkConfig, Teller};

fn webhook(port: u16, more: &str) -> SinkConfig {
    let url = format!("http://127.0.0.1:{port}/hook");
    sink(&format!("kind = \"webhook\"\nurl = \"{url}\"\nproxy = \"none\"\n{more}"))
}

/// A port that nobody listens on.
fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

#[test]
fn nothing_is_lost_doubled_or_reordered_whatever_the_receiver_does() {
    let folder = tempfile::tempdir().unwrap();
    let port = free_port();
    let sinks = vec![webhook(port, "timeout = \"2s\"")];
    let mut teller = Teller::open(folder.path(), sinks).unwrap();
    // Down.
    teller.tell(&notices(0..3)).unwrap();
    eventually("a failed try", || teller.counts()[0].failed > 1);
    assert!(teller.counts()[0].last_error.is_some());
    // There, but out of order: every kind of failure, with successes between, ten times over.
    let mut turn = 0;
    let receiver = Receiver::at(port, None, move |_| {
        turn += 1;
        match turn % 8 {
            1 => Answer::Status(500),
            2 => Answer::Reset,
            3 if turn < 20 => Answer::Hang(Duration::from_secs(4)),
            3 => Answer::Status(502),
            4 => Answer::StatusWith(429, "Retry-After: 0\r\n".to_owned()),
            5 => Answer::Status(503),
            6 => Answer::Status(408),
            _ => Answer::Status(204),
        }
    });
    for number in 3..20 {
        teller.tell(&notices([number])).unwrap();
    }
    settle(&teller);
    assert_eq!(receiver.acknowledged(), ids(0..20));
    let count = &teller.counts()[0];
    assert_eq!((count.told, count.refused, &count.last_error), (20, 0, &None));
    assert!(count.failed > 40, "{count:?}");
    // Told again by a caller who does not remember: no more requests.
    let before = receiver.requests().len();
    teller.tell(&notices(0..20)).unwrap();
    finish(teller);
    assert_eq!(receiver.requests().len(), before);
}

#[test]
fn a_receiver_that_hangs_delays_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let receiver = Receiver::new(|_| Answer::Hang(Duration::from_secs(30)));
    let log = folder.path().join("alerts.jsonl");
    let file = sink(&format!("kind = \"file\"\npath = {log:?}"));
    let sinks = vec![webhook(receiver.port, "timeout = \"20s\""), file];
    let mut teller = Teller::open(folder.path(), sinks).unwrap();
    teller.tell(&notices([0])).unwrap();
    eventually("the receiver hangs", || receiver.requests().len() == 1);
    let begin = Instant::now();
    for number in 1..50 {
        teller.tell(&notices([number])).unwrap();
    }
    eventually("the other sink has all", || teller.counts()[1].told == 50);
    assert!(begin.elapsed() < Duration::from_secs(15), "{:?}", begin.elapsed());
    assert_eq!(teller.counts()[0].waiting, 50);
    // Nor does it delay the end.
    let begin = Instant::now();
    teller.finish(Duration::from_millis(100));
    assert!(begin.elapsed() < Duration::from_secs(10), "{:?}", begin.elapsed());
    assert_eq!(fs::read_to_string(log).unwrap().lines().count(), 50);
}

#[test]
fn one_that_is_refused_is_passed_over_after_so_many_tries() {
    let folder = tempfile::tempdir().unwrap();
    let receiver = Receiver::new(|request| match request.id().as_str() {
        "f001-raised" => Answer::Status(400),
        "f002-raised" => Answer::StatusWith(302, "Location: http://127.0.0.1:9/\r\n".to_owned()),
        _ => Answer::Status(200),
    });
    let sinks = vec![webhook(receiver.port, "refused_after = 3")];
    let mut teller = Teller::open(folder.path(), sinks).unwrap();
    teller.tell(&notices(0..4)).unwrap();
    settle(&teller);
    assert_eq!(receiver.acknowledged(), [ids([0]), ids([3])].concat());
    assert_eq!(receiver.requests().len(), 1 + 3 + 3 + 1);
    let count = &teller.counts()[0];
    assert_eq!((count.told, count.failed, count.refused), (2, 6, 2));
    // The last one was told: what stood here is over.
    assert_eq!(count.last_error, None);
}

#[test]
fn a_receiver_that_asks_for_time_gets_it() {
    let folder = tempfile::tempdir().unwrap();
    let times = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&times);
    let receiver = Receiver::new(move |_| {
        let mut times = seen.lock().unwrap();
        times.push(Instant::now());
        match times.len() {
            1 => Answer::StatusWith(429, "Retry-After: 1\r\n".to_owned()),
            2 => Answer::StatusWith(
                503,
                "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n\
                 Retry-After: Sun, 06 Nov 1994 08:49:38 GMT\r\n"
                    .to_owned(),
            ),
            _ => Answer::Status(200),
        }
    });
    let mut teller = Teller::open(folder.path(), vec![webhook(receiver.port, "")]).unwrap();
    teller.tell(&notices(0..2)).unwrap();
    settle(&teller);
    let times = times.lock().unwrap();
    assert_eq!(times.len(), 4);
    assert!(times[1] - times[0] >= Duration::from_millis(950), "seconds");
    assert!(times[2] - times[1] >= Duration::from_millis(950), "a date");
}

#[test]
fn requests_are_signed_and_carry_the_token() {
    let folder = tempfile::tempdir().unwrap();
    let [secret, token] = ["secret", "token"].map(|name| folder.path().join(name));
    fs::write(&secret, "s3cret\n").unwrap();
    fs::write(&token, "t0ken\n").unwrap();
    let receiver = Receiver::new(|_| Answer::Status(200));
    let files = format!("secret_file = {secret:?}\ntoken_file = {token:?}");
    let mut teller = Teller::open(folder.path(), vec![webhook(receiver.port, &files)]).unwrap();
    teller.tell(&notices([7])).unwrap();
    settle(&teller);
    let request = receiver.requests().remove(0);
    let timestamp = &request.headers["x-mbxtrace-timestamp"];
    let mut mac = Hmac::<Sha256>::new_from_slice(b"s3cret").unwrap();
    mac.update(format!("{timestamp}.{}", request.body).as_bytes());
    let signature = request.headers["x-mbxtrace-signature"].strip_prefix("sha256=").unwrap();
    let byte = |index| u8::from_str_radix(signature.get(index..index + 2).unwrap(), 16).unwrap();
    let signature: Vec<u8> = (0..signature.len()).step_by(2).map(byte).collect();
    mac.verify_slice(&signature).unwrap();
    assert_eq!(request.headers["authorization"], "Bearer t0ken");
    assert_eq!(request.headers["content-type"], "application/json");
    let seconds: i64 = timestamp.parse().unwrap();
    assert!((chrono::Utc::now().timestamp() - seconds).abs() < 60);
    let body: serde_json::Value = serde_json::from_str(&request.body).unwrap();
    assert_eq!(body["finding"]["details"]["missed"], 3);
}

#[test]
fn what_was_sent_but_not_acknowledged_is_sent_again_with_the_same_key() {
    let folder = tempfile::tempdir().unwrap();
    let (alive, dead) = (folder.path().join("alive"), folder.path().join("dead"));
    let image = (alive.clone(), dead.clone());
    // The machine dies while the third notice is being answered.
    let receiver = Receiver::new(move |request| {
        if request.id() == "f002-raised" && !image.1.is_dir() {
            crash(&image.0, &image.1);
        }
        Answer::Status(200)
    });
    let sinks = || vec![webhook(receiver.port, "")];
    let mut teller = Teller::open(&alive, sinks()).unwrap();
    teller.tell(&notices(0..5)).unwrap();
    finish(teller);
    assert_eq!(receiver.acknowledged(), ids(0..5));
    let mut teller = Teller::open(&dead, sinks()).unwrap();
    teller.tell(&notices(0..6)).unwrap();
    finish(teller);
    assert_eq!(receiver.acknowledged(), [ids(0..5), ids(2..6)].concat());
    // And after an end in peace, or a crash with everything acknowledged, nothing is.
    let idle = folder.path().join("idle");
    crash(&dead, &idle);
    finish(Teller::open(&idle, sinks()).unwrap());
    assert_eq!(receiver.acknowledged().len(), 9);
}

#[test]
fn https_trusts_only_whom_it_should() {
    let folder = tempfile::tempdir().unwrap();
    let receiver = Receiver::at(0, Some(tls::server(true)), |_| Answer::Status(200));
    let [ca, other, cert, key] =
        ["ca.pem", "other-ca.pem", "client.pem", "client.key"].map(tls_file);
    let https = |name: &str, more: &str| {
        let url = format!("https://localhost:{}/hook", receiver.port);
        let head = format!("name = \"{name}\"\nkind = \"webhook\"\nurl = \"{url}\"");
        sink(&format!("{head}\nproxy = \"none\"\n{more}"))
    };
    let sinks = vec![
        https("known", &format!("ca_file = {ca:?}\ncert_file = {cert:?}\nkey_file = {key:?}")),
        https(
            "impostor",
            &format!("ca_file = {other:?}\ncert_file = {cert:?}\nkey_file = {key:?}"),
        ),
        https("nobody", &format!("ca_file = {ca:?}")),
    ];
    let mut teller = Teller::open(folder.path(), sinks).unwrap();
    teller.tell(&notices([1])).unwrap();
    eventually("each has tried", || {
        let counts = teller.counts();
        counts[0].told == 1 && counts[1].failed > 0 && counts[2].failed > 0
    });
    assert_eq!(receiver.acknowledged(), ids([1]));
    let counts = teller.counts();
    assert_eq!((counts[1].told, counts[2].told), (0, 0));
    assert!(counts[1].last_error.as_deref().unwrap().contains("certificate"), "{counts:?}");
    teller.finish(Duration::ZERO);
}
