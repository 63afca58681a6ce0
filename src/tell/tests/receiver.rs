//! Receivers on loopback: one of HTTP requests that behaves as a test wants, one of syslog streams.

use std::collections::BTreeMap;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use rustls::ServerConfig;

use super::tls;

/// What a receiver of requests does with one.
pub(super) enum Answer {
    Status(u16),
    StatusWith(u16, String),
    /// Read, and no answer for so long.
    Hang(Duration),
    /// Not even read.
    Reset,
}

/// A request that was read whole.
#[derive(Clone, Debug)]
pub(super) struct Request {
    pub(super) headers: BTreeMap<String, String>,
    pub(super) body: String,
    /// Whether it was answered by 2xx.
    pub(super) is_acknowledged: bool,
}

impl Request {
    pub(super) fn id(&self) -> String {
        let body: serde_json::Value = serde_json::from_str(&self.body).unwrap();
        let id = body["id"].as_str().unwrap();
        assert_eq!(self.headers["idempotency-key"], id);
        id.to_owned()
    }
}

type Behaviour = Box<dyn FnMut(&Request) -> Answer + Send>;

/// A receiver that listens until it is dropped.
pub(super) struct Receiver {
    pub(super) port: u16,
    requests: Arc<Mutex<Vec<Request>>>,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Receiver {
    pub(super) fn new(answer: impl FnMut(&Request) -> Answer + Send + 'static) -> Self {
        Self::at(0, None, answer)
    }

    pub(super) fn at(
        port: u16,
        tls: Option<Arc<ServerConfig>>,
        answer: impl FnMut(&Request) -> Answer + Send + 'static,
    ) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", port)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let (requests, stop) = (Arc::default(), Arc::<AtomicBool>::default());
        let (seen, stopped) = (Arc::clone(&requests), Arc::clone(&stop));
        let mut answer: Behaviour = Box::new(answer);
        let thread = std::thread::spawn(move || {
            for stream in listener.incoming() {
                if stopped.load(Ordering::SeqCst) {
                    return;
                }
                let stream = stream.unwrap();
                stream.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
                // A client that gives up is part of the game.
                drop(match &tls {
                    None => serve(stream, &mut answer, &seen),
                    Some(config) => serve(tls::accept(config, stream), &mut answer, &seen),
                });
            }
        });
        Self { port, requests, stop, thread: Some(thread) }
    }

    pub(super) fn requests(&self) -> Vec<Request> {
        self.requests.lock().unwrap().clone()
    }

    /// Ids in the order in which they were acknowledged.
    pub(super) fn acknowledged(&self) -> Vec<String> {
        let requests = self.requests();
        requests.iter().filter(|request| request.is_acknowledged).map(Request::id).collect()
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::SeqCst);
        drop(TcpStream::connect(("127.0.0.1", self.port)));
        self.thread.take().unwrap().join().unwrap();
    }
}

fn serve(
    stream: impl Read + Write + Send + 'static,
    answer: &mut Behaviour,
    seen: &Mutex<Vec<Request>>,
) -> io::Result<()> {
    let mut reader = BufReader::new(stream);
    let mut request = read(&mut reader)?;
    let reply = answer(&request);
    let (status, more) = match reply {
        // What is unread in the socket makes the kernel reset the connection.
        Answer::Reset => return Ok(()),
        Answer::Hang(time) => {
            seen.lock().unwrap().push(request);
            std::thread::spawn(move || {
                std::thread::sleep(time);
                drop(reader);
            });
            return Ok(());
        }
        Answer::Status(status) => (status, String::new()),
        Answer::StatusWith(status, headers) => (status, headers),
    };
    request.is_acknowledged = (200..300).contains(&status);
    seen.lock().unwrap().push(request);
    let head =
        format!("HTTP/1.1 {status} X\r\nContent-Length: 2\r\nConnection: close\r\n{more}\r\nok");
    let stream = reader.get_mut();
    stream.write_all(head.as_bytes())?;
    stream.flush()
}

fn read(reader: &mut impl BufRead) -> io::Result<Request> {
    let mut headers = BTreeMap::new();
    let mut first = String::new();
    reader.read_line(&mut first)?;
    if !first.starts_with("POST ") {
        return Err(io::ErrorKind::InvalidData.into());
    }
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let Some((name, value)) = line.trim_end().split_once(": ") else { break };
        headers.insert(name.to_lowercase(), value.to_owned());
    }
    let mut body = vec![0; headers["content-length"].parse().unwrap()];
    reader.read_exact(&mut body)?;
    let body = String::from_utf8(body).unwrap();
    Ok(Request { headers, body, is_acknowledged: false })
}

/// One connection of syslog messages: its frames by octet counting, until the sender has no more.
pub(super) fn frames(reader: impl Read) -> io::Result<Vec<String>> {
    let mut reader = BufReader::new(reader);
    let mut frames = Vec::new();
    loop {
        let mut count = Vec::new();
        if reader.read_until(b' ', &mut count)? == 0 {
            return Ok(frames);
        }
        let count = String::from_utf8(count).unwrap();
        let mut message = vec![0; count.trim_end().parse().unwrap()];
        reader.read_exact(&mut message)?;
        frames.push(String::from_utf8(message).unwrap());
    }
}
