//! Cases for tests, made of request logs.

use std::path::Path;

use mbxtrace_parsers::{Batch, Decoder, Encoding, Format, Options, Origin, Stamp, TimeQuality};

use super::{Case, CaseError, CaseWriter, Filter, Scan, Stop, StreamRecord, WriterOptions};
use crate::report::Source;

/// A small writer.
pub(crate) const SMALL: WriterOptions = WriterOptions { threads: 1, heap: 20_000_000 };

/// The record of a stream.
pub(crate) fn stream(path: &str, node: &str, encoding: &'static str) -> StreamRecord {
    StreamRecord {
        source: Source {
            path: path.to_owned(),
            format: Some(Format::JettyRequestLog),
            encoding,
            node: node.to_owned(),
            ..Source::default()
        },
        mark: 0,
        progress: serde_json::Value::Null,
    }
}

/// Decodes a request log into a batch whose times are set.
pub(crate) fn decode(log: &[u8], encoding: Encoding) -> Batch {
    let mut decoder = Decoder::new(Format::JettyRequestLog, encoding, 0, &Options::default());
    let mut batch = Batch::default();
    decoder.push(log, &mut batch);
    let mut time = 0;
    for record in &mut batch.events.records {
        (record.time, record.quality) = match record.stamp {
            Stamp::Utc(utc) => (utc, TimeQuality::Exact),
            _ => (time, TimeQuality::Undated),
        };
        time = record.time;
    }
    batch
}

/// Keeps and indexes a request log as a stream of its own.
pub(crate) fn add(
    writer: &mut CaseWriter,
    path: &str,
    node: &str,
    log: &[u8],
) -> Result<u32, CaseError> {
    let number = writer.stream(stream(path, node, "UTF-8"));
    writer.keep(number, 0, log)?;
    let batch = decode(log, Encoding::Utf8);
    let origin = Origin {
        stream: number,
        path: path.to_owned(),
        node: node.to_owned(),
        format: Format::JettyRequestLog,
    };
    for record in &batch.events.records {
        writer.add(&batch.view(record, &origin))?;
    }
    Ok(number)
}

/// A case of these logs: path, node, content.
pub(crate) fn case(folder: &Path, logs: &[(&str, &str, &str)]) -> Case {
    let mut writer = CaseWriter::open(folder, SMALL).unwrap();
    for (path, node, log) in logs {
        add(&mut writer, path, node, log.as_bytes()).unwrap();
    }
    writer.finish().unwrap();
    Case::open(folder).unwrap()
}

/// One line of a request log: seconds of the hour, client, target, status.
pub(crate) fn line(second: u32, client: &str, target: &str, status: &str) -> String {
    let (minute, second) = (second / 60 % 60, second % 60);
    format!(
        "{client} -  -  [29/Jun/2014:11:{minute:02}:{second:02} +0000] \"POST {target} HTTP/1.1\" {status} 5 \n"
    )
}

/// Target of a push notification for a subscription.
pub(crate) fn notification(subscription: &str) -> String {
    format!("/NotificationService/services/NotificationService?id={subscription}&pid=4242")
}

/// So many notifications of one subscription, from the one of number `from` on.
pub(crate) fn log(from: u32, count: u32) -> String {
    let id = "0f8fad5b-d9cb-469f-a165-70867728950e";
    (from..from + count).map(|n| line(n, "192.0.2.17", &notification(id), "200")).collect()
}

/// How many events a case holds.
pub(crate) fn count(folder: &Path) -> u64 {
    let all = Scan { filter: Filter::All, since: None, until: None, stop: Stop::default() };
    Case::open(folder).unwrap().count(&all).unwrap()
}
