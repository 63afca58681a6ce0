//! Merges the streams by event time: a total order (time, stream, member, offset), the same for any
//! number of threads. Streams are read ahead by worker threads; memory stays at a few batches a
//! stream.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

use crossbeam_channel::{Receiver, Sender, bounded, unbounded};
use mbxtrace_parsers::Batch;

use super::left::PartEnd;
use super::reader::{Loaded, StreamReader};

/// What the merge tells, in order of time.
pub(super) trait Sink {
    /// Stored bytes of a member, in order of reading.
    fn raw(&mut self, stream: usize, part: usize, offset: u64, raw: &[u8]);
    /// The next event: record `index` of `batch`.
    fn event(&mut self, stream: usize, part: usize, batch: &Batch, index: usize);
    /// The same, of the record at the end of a member that grows on: more of it may come.
    fn pending(&mut self, stream: usize, part: usize, batch: &Batch, index: usize);
    /// Nothing is known of the stream between these times.
    fn hole(&mut self, stream: usize, part: usize, hole: (i64, i64, String));
    /// A member has been read to its end; its last events may still be to come.
    fn part_end(&mut self, stream: usize, part: usize, end: PartEnd);
    /// The stream has no further event.
    fn stream_end(&mut self, stream: usize, part: usize, at: i64);
}

/// A stream on a worker thread and its way back.
struct Job {
    reader: StreamReader,
    recycled: Batch,
    reply: Sender<(StreamReader, Option<Loaded>)>,
}

/// One stream in the merge.
struct Lane {
    stream: usize,
    /// The reader, unless a worker has it.
    reader: Option<StreamReader>,
    back: Receiver<(StreamReader, Option<Loaded>)>,
    reply: Sender<(StreamReader, Option<Loaded>)>,
    batches: VecDeque<Cursor>,
    spare: Option<Batch>,
    safe: i64,
    ended: bool,
    last: Option<(usize, i64)>,
}

/// A batch and how far it has been told.
struct Cursor {
    loaded: Loaded,
    at: usize,
}

impl Cursor {
    fn index(&self) -> Option<usize> {
        match &self.loaded.order {
            None => (self.at < self.loaded.batch.events.records.len()).then_some(self.at),
            Some(order) => order.get(self.at).map(|index| *index as usize),
        }
    }

    fn time(&self) -> Option<i64> {
        Some(self.loaded.batch.events.records[self.index()?].time)
    }
}

/// Merges `readers` into `sink`, decoding on `workers` threads beside this one (0: on this one).
/// Gives the readers back.
pub(super) fn merge(
    readers: Vec<StreamReader>,
    workers: usize,
    sink: &mut dyn Sink,
) -> Vec<StreamReader> {
    let (jobs, queue) = unbounded::<Job>();
    std::thread::scope(|scope| {
        for _ in 0..workers {
            let queue = queue.clone();
            scope.spawn(move || {
                for mut job in queue {
                    let loaded = job.reader.next(job.recycled);
                    // The merge may have stopped; then nobody wants the answer.
                    drop(job.reply.send((job.reader, loaded)));
                }
            });
        }
        let jobs = (workers > 0).then_some(jobs);
        let readers = run(readers, jobs.as_ref(), sink);
        drop(jobs);
        readers
    })
}

fn run(
    readers: Vec<StreamReader>,
    jobs: Option<&Sender<Job>>,
    sink: &mut dyn Sink,
) -> Vec<StreamReader> {
    let mut lanes: Vec<Lane> = readers.into_iter().enumerate().map(Lane::new).collect();
    for lane in &mut lanes {
        lane.ahead(jobs);
    }
    let mut heap = BinaryHeap::new();
    for (index, lane) in lanes.iter_mut().enumerate() {
        lane.prepare(jobs, sink);
        heap.extend(lane.head().map(|time| Reverse((time, index))));
    }
    while let Some(Reverse((_, index))) = heap.pop() {
        let limit = heap.peek().map(|Reverse(next)| *next);
        let lane = &mut lanes[index];
        lane.tell(index, limit, jobs, sink);
        heap.extend(lane.head().map(|time| Reverse((time, index))));
    }
    lanes.into_iter().filter_map(|lane| lane.reader).collect()
}

impl Lane {
    fn new((stream, reader): (usize, StreamReader)) -> Self {
        let (reply, back) = bounded(1);
        Self {
            stream,
            reader: Some(reader),
            back,
            reply,
            batches: VecDeque::new(),
            spare: None,
            safe: i64::MIN,
            ended: false,
            last: None,
        }
    }

    /// Asks a worker for the next batch.
    fn ahead(&mut self, jobs: Option<&Sender<Job>>) {
        let (Some(jobs), false) = (jobs, self.ended) else { return };
        if let Some(reader) = self.reader.take() {
            let recycled = self.spare.take().unwrap_or_default();
            let job = Job { reader, recycled, reply: self.reply.clone() };
            jobs.send(job).expect("workers live as long as the merge");
        }
    }

    /// Takes the next batch in, from the worker or by reading it here.
    fn load(&mut self, jobs: Option<&Sender<Job>>, sink: &mut dyn Sink) {
        let (reader, loaded) = match self.reader.take() {
            Some(mut reader) => {
                let loaded = reader.next(self.spare.take().unwrap_or_default());
                (reader, loaded)
            }
            None => self.back.recv().expect("a worker answers every job"),
        };
        self.reader = Some(reader);
        let Some(mut loaded) = loaded else {
            self.ended = true;
            self.safe = i64::MAX;
            return;
        };
        if let Some((offset, raw)) = loaded.raw.take() {
            sink.raw(self.stream, loaded.part, offset, &raw);
        }
        if let Some(end) = loaded.end.take() {
            sink.part_end(self.stream, loaded.part, end);
        }
        self.safe = loaded.safe;
        self.batches.push_back(Cursor { loaded, at: 0 });
        self.ahead(jobs);
    }

    /// Loads until the earliest event in hand is surely the earliest of the stream.
    fn prepare(&mut self, jobs: Option<&Sender<Job>>, sink: &mut dyn Sink) {
        loop {
            self.drop_told();
            match self.head() {
                Some(time) if time <= self.safe => return,
                _ if self.ended => return,
                _ => self.load(jobs, sink),
            }
        }
    }

    fn drop_told(&mut self) {
        while self.batches.front().is_some_and(|cursor| cursor.index().is_none()) {
            self.spare = self.batches.pop_front().map(|cursor| cursor.loaded.batch);
        }
    }

    /// Time of the earliest event in hand.
    fn head(&self) -> Option<i64> {
        self.batches.iter().filter_map(Cursor::time).min()
    }

    /// The batch with the earliest event; of equal times, the one read first.
    fn first_batch(&self) -> Option<(usize, i64)> {
        let times = self.batches.iter().enumerate();
        times
            .filter_map(|(index, cursor)| Some((index, cursor.time()?)))
            .min_by_key(|(_, time)| *time)
    }

    /// Tells events as long as they come before `limit`, the head of another lane.
    fn tell(
        &mut self,
        lane: usize,
        limit: Option<(i64, usize)>,
        jobs: Option<&Sender<Job>>,
        sink: &mut dyn Sink,
    ) {
        while let Some((chosen, time)) = self.first_batch() {
            if limit.is_some_and(|limit| (time, lane) > limit) {
                return;
            }
            // Where the run ends: another batch of the same stream, another lane, or the bound of
            // what is surely known. At equal times the batch read first and the lower lane go first.
            let others = self.batches.iter().enumerate().filter(|(index, _)| *index != chosen);
            let other = others.filter_map(|(index, cursor)| {
                Some(cursor.time()?.saturating_add(i64::from(index > chosen)))
            });
            let limited = limit
                .map_or(i64::MAX, |(time, other)| time.saturating_add(i64::from(lane < other)));
            let bound = other.min().unwrap_or(i64::MAX);
            let bound = bound.min(limited).min(self.safe.saturating_add(1));
            let cursor = &mut self.batches[chosen];
            if let Some(hole) = cursor.loaded.hole.take() {
                sink.hole(self.stream, cursor.loaded.part, hole);
            }
            let mut told = false;
            while let Some(index) = cursor.index() {
                let time = cursor.loaded.batch.events.records[index].time;
                if told && time >= bound {
                    break;
                }
                let Loaded { part, batch, is_pending, .. } = &cursor.loaded;
                if *is_pending {
                    sink.pending(self.stream, *part, batch, index);
                } else {
                    sink.event(self.stream, *part, batch, index);
                }
                self.last =
                    Some((cursor.loaded.part, self.last.map_or(time, |(_, l)| l.max(time))));
                cursor.at += 1;
                told = true;
            }
            self.prepare(jobs, sink);
        }
        if let Some((part, at)) = self.last.take() {
            sink.stream_end(self.stream, part, at);
        }
    }
}
