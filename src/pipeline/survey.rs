//! One walk over the members whose times cannot be told line by line.

use std::io;
use std::sync::Arc;

use mbxtrace_parsers::{Batch, Decoder, Family, Format, Options};

use super::inputs::{Inputs, Place};
use super::reader::{CHUNK, problem_of};
use super::streams::{Part, Stream};
use crate::clock::Survey;

/// Surveys all streams, on `workers` threads.
pub(super) fn survey(
    streams: &mut [Stream],
    inputs: &Arc<Inputs>,
    workers: usize,
    read: &(dyn Fn(u64) + Sync),
) {
    let (jobs, queue) = crossbeam_channel::unbounded::<&mut Stream>();
    for stream in streams {
        jobs.send(stream).expect("the queue is open");
    }
    drop(jobs);
    std::thread::scope(|scope| {
        for _ in 0..workers.max(1) {
            let queue = queue.clone();
            scope.spawn(move || {
                for stream in queue {
                    survey_stream(stream, inputs, read);
                }
            });
        }
    });
}

fn survey_stream(stream: &mut Stream, inputs: &Inputs, read: &(dyn Fn(u64) + Sync)) {
    let places: Vec<Place> = stream.parts.iter().map(|part| part.place).collect();
    let mut feed = inputs.reader(&places);
    for part in &mut stream.parts {
        let opened = feed.advance(inputs);
        let walked = opened.and_then(|()| {
            let mut fill = |chunk: &mut Vec<u8>| {
                feed.fill(chunk, CHUNK)?;
                read(chunk.len() as u64);
                Ok(())
            };
            walk(stream.format, part, &mut fill)
        });
        if let Err(error) = walked {
            part.broken = Some(problem_of(&error, 0));
        }
    }
}

/// Formats in which every line carries date and zone need only be looked into: their first times
/// help to place the others.
fn is_dated(format: Format) -> bool {
    format.family() == Family::JettyRequestLog
}

fn walk(
    format: Format,
    part: &mut Part,
    fill: &mut dyn FnMut(&mut Vec<u8>) -> io::Result<()>,
) -> io::Result<()> {
    let options = Options { evidence: true, times_only: true, date_order: None };
    let mut decoder = Decoder::new(format, part.encoding, part.mark, &options);
    let mut walker = Walker {
        survey: Survey::default(),
        batch: Batch::default(),
        ordered: format.family() == Family::WindowsEvent,
        binary: format == Format::Evtx,
        records: 0,
    };
    let mut chunk = Vec::new();
    let ended = loop {
        let result = fill(&mut chunk);
        walker.step(&mut decoder, |decoder, batch| decoder.push(&chunk, batch));
        if result.is_err() || chunk.len() < CHUNK || is_dated(format) {
            break result;
        }
    };
    walker.step(&mut decoder, Decoder::finish);
    walker.survey.finish();
    part.survey = walker.survey;
    ended
}

struct Walker {
    survey: Survey,
    batch: Batch,
    ordered: bool,
    binary: bool,
    records: usize,
}

impl Walker {
    fn step(&mut self, decoder: &mut Decoder, act: impl FnOnce(&mut Decoder, &mut Batch)) {
        let (mut offset, mut line) = (decoder.position(), decoder.line());
        act(decoder, &mut self.batch);
        self.survey.add(&self.batch, self.ordered);
        let found = self.batch.events.records.len();
        if self.ordered && found > 0 {
            if self.survey.blocks.is_empty() {
                // The head (column names, file header) is no part of the first block.
                let first = &self.batch.events.records[0];
                (offset, line) =
                    if self.binary { (EVTX_HEADER, 1) } else { (first.offset, first.line) };
            }
            self.survey.block(offset, decoder.position(), line, self.records);
        } else if let Some(last) = self.survey.blocks.last_mut() {
            last.length += decoder.position() - offset;
        }
        self.records += found;
    }
}

/// Length of the header of an EVTX file; chunks follow it.
const EVTX_HEADER: u64 = 4096;
