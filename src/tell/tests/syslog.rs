//! Syslog over UDP, TCP and TLS, and the messages themselves.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, UdpSocket};
use std::time::Duration;

use super::receiver::frames;
use super::{eventually, finish, notice, notices, settle, sink, tls, tls_file};
use crate::tell::{SinkConfig, Teller};

fn syslog(transport: &str, port: u16, more: &str) -> SinkConfig {
    sink(&format!(
        "kind = \"syslog\"\naddress = \"127.0.0.1:{port}\"\ntransport = \"{transport}\"\n{more}"
    ))
}

/// Numbers of the notices in messages, in order.
fn numbers(messages: &[String]) -> Vec<usize> {
    let number = |message: &String| {
        let (_, rest) = message.split_once("mbxtrace@32473 id=\"f").unwrap();
        rest.get(..3).unwrap().parse().unwrap()
    };
    messages.iter().map(number).collect()
}

#[test]
fn datagrams() {
    let folder = tempfile::tempdir().unwrap();
    let receiver = UdpSocket::bind("127.0.0.1:0").unwrap();
    receiver.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let port = receiver.local_addr().unwrap().port();
    let sinks = vec![syslog("udp", port, "hostname = \"log1\"\nfacility = \"local3\"")];
    let mut teller = Teller::open(folder.path(), sinks).unwrap();
    let mut long = notice(1);
    long.text = "ü".repeat(100_000);
    teller.tell(&[notice(0), long, notice(2)]).unwrap();
    finish(teller);
    let mut messages = Vec::new();
    for _ in 0..3 {
        let mut datagram = vec![0; 70_000];
        let length = receiver.recv(&mut datagram).unwrap();
        datagram.truncate(length);
        messages.push(String::from_utf8(datagram).unwrap());
    }
    assert_eq!(numbers(&messages), [0, 1, 2]);
    assert!(messages[1].len() <= 2048 && messages[1].ends_with('…'));
    assert_eq!(
        messages[0],
        format!(
            "<155>1 2014-06-29T12:37:33.000000Z log1 mbxtrace {} keepalive-missing \
             [mbxtrace@32473 id=\"f000-raised\" kind=\"raised\" finding=\"f000\" \
             rule=\"keepalive-missing\" level=\"high\"] subscription 0 fell silent | \
             3 keep-alives missed | Next: read the request log",
            std::process::id()
        )
    );
}

#[test]
fn datagrams_to_a_port_of_this_machine_that_nobody_reads_are_kept() {
    let folder = tempfile::tempdir().unwrap();
    let port = UdpSocket::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let mut teller = Teller::open(folder.path(), vec![syslog("udp", port, "")]).unwrap();
    teller.tell(&notices([4])).unwrap();
    eventually("a failed try", || teller.counts()[0].failed > 0);
    let receiver = UdpSocket::bind(("127.0.0.1", port)).unwrap();
    receiver.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    settle(&teller);
    let mut datagram = [0; 4096];
    let length = receiver.recv(&mut datagram).unwrap();
    let message = String::from_utf8(datagram[..length].to_vec()).unwrap();
    assert_eq!(numbers(&[message]), [4]);
}

#[test]
fn a_stream_whose_receiver_dies_without_reading_is_sent_again() {
    let folder = tempfile::tempdir().unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let receiver = std::thread::spawn(move || {
        let mut received = Vec::new();
        for turn in 0..12 {
            let (mut stream, _) = listener.accept().unwrap();
            match turn % 3 {
                // Gone with what the kernel had taken for it.
                0 => drop(stream),
                // Gone in the middle of a message.
                1 => stream.read_exact(&mut [0; 10]).unwrap(),
                _ => received.extend(frames(stream).unwrap()),
            }
        }
        received
    });
    let mut teller = Teller::open(folder.path(), vec![syslog("tcp", port, "")]).unwrap();
    teller.tell(&notices(0..4)).unwrap();
    settle(&teller);
    assert_eq!(teller.counts()[0].told, 4);
    assert_eq!(teller.counts()[0].failed, 8);
    assert_eq!(numbers(&receiver.join().unwrap()), [0, 1, 2, 3]);
}

#[test]
fn a_receiver_that_never_closes_is_believed_after_a_while() {
    let folder = tempfile::tempdir().unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let receiver = std::thread::spawn(move || {
        let open: Vec<_> = (0..2).map(|_| listener.accept().unwrap().0).collect();
        open.into_iter().map(|stream| frames(stream).unwrap().len()).sum::<usize>()
    });
    let sinks = vec![syslog("tcp", port, "timeout = \"500ms\"")];
    let mut teller = Teller::open(folder.path(), sinks).unwrap();
    teller.tell(&notices(0..2)).unwrap();
    settle(&teller);
    let count = teller.counts().remove(0);
    assert_eq!((count.told, count.failed), (2, 0));
    assert_eq!(receiver.join().unwrap(), 2);
}

#[test]
fn tls_with_certificates_on_both_sides() {
    let folder = tempfile::tempdir().unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let receiver = std::thread::spawn(move || {
        let config = tls::server(true);
        let mut received = Vec::new();
        while received.len() < 3 {
            let mut stream = tls::accept(&config, listener.accept().unwrap().0);
            // Clients it does not know end here.
            if let Ok(messages) = frames(&mut stream) {
                received.extend(messages);
                stream.conn.send_close_notify();
                drop(stream.flush().and_then(|()| stream.sock.shutdown(Shutdown::Both)));
            }
        }
        received
    });
    let [ca, other, cert, key] =
        ["ca.pem", "other-ca.pem", "client.pem", "client.key"].map(tls_file);
    let known = format!("ca_file = {ca:?}\ncert_file = {cert:?}\nkey_file = {key:?}");
    let sinks = vec![
        syslog("tls", port, &format!("{known}\nname = \"known\"")),
        syslog("tls", port, &format!("{known}\nname = \"named\"\nserver_name = \"localhost\"")),
        syslog("tls", port, &format!("{known}\nname = \"misled\"\nserver_name = \"a.example\"")),
        syslog("tls", port, &format!("ca_file = {other:?}\nname = \"impostor\"")),
        // In TLS 1.3 the client hears that it is not welcome only after it has sent its message.
        syslog("tls", port, &format!("ca_file = {ca:?}\nname = \"nobody\"")),
    ];
    let mut teller = Teller::open(folder.path(), sinks).unwrap();
    teller.tell(&notices([5])).unwrap();
    let told = |teller: &Teller| teller.counts().iter().map(|count| count.told).collect::<Vec<_>>();
    eventually("each has tried", || {
        let counts = teller.counts();
        counts[..2].iter().all(|count| count.told == 1)
            && counts[2..].iter().all(|count| count.failed > 0)
    });
    assert_eq!(told(&teller), [1, 1, 0, 0, 0]);
    teller.replace_sinks(vec![syslog("tls", port, &format!("{known}\nname = \"known\""))]).unwrap();
    teller.tell(&notices([6])).unwrap();
    settle(&teller);
    assert_eq!(numbers(&receiver.join().unwrap()), [5, 5, 6]);
}
