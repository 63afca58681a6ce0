//! The answer to a search for a person: each hit with its time, where it stands and what it says.
//! Nothing of a log reaches the terminal but inert.

use std::collections::BTreeSet;
use std::io::{self, Write};

use mbxtrace_parsers::TimeQuality;

use super::{Reply, View};
use crate::case::{Bucket, StreamRecord};
use crate::clock::Zone;
use crate::clock::offsets::TAKEN_OFF;
use crate::report::{inert, number};
use crate::search::{Answer, Block, Highlight, Hit};

/// Lines of one record shown on a terminal; the rest is counted.
const LINES: usize = 12;
/// Most characters of a bar where no terminal sets the width.
const BAR: usize = 60;
/// Empty spans in a row that are drawn; more are counted.
const EMPTY: i64 = 12;

/// Writes the answer.
pub(super) fn write(reply: &Reply, view: View<'_>, out: &mut dyn Write) -> io::Result<()> {
    match reply {
        Reply::Hits(answer) => hits(answer, view, out),
        Reply::Count(total) => writeln!(out, "{total}"),
        Reply::Histogram { step, buckets } => histogram(*step, buckets, view, out),
        Reply::Top { values, .. } => top(values, out),
        // Written by `more`.
        Reply::Stats { .. } | Reply::Blocks(_) => Ok(()),
    }
}

pub(super) fn hits(answer: &Answer, view: View<'_>, out: &mut dyn Write) -> io::Result<()> {
    let is_apart = answer.hits.iter().any(|hit| !hit.before.is_empty() || !hit.after.is_empty());
    for hit in &answer.hits {
        heading(hit, view, out)?;
        lines(out, "      ", hit.before.iter().map(String::as_str), view)?;
        lines(out, "    > ", hit.text.lines(), view)?;
        lines(out, "      ", hit.after.iter().map(String::as_str), view)?;
        if is_apart {
            writeln!(out)?;
        }
    }
    if view.is_open {
        return Ok(());
    }
    let shown = answer.hits.len() as u64;
    let total = answer.total.unwrap_or(shown);
    let noun = if total == 1 { "hit" } else { "hits" };
    if shown < total {
        writeln!(out, "{} of {} {noun}", number(shown), number(total))
    } else {
        writeln!(out, "{} {noun}", number(total))
    }
}

/// Time, level, node and place of a hit; the path is never cut.
fn heading(hit: &Hit, view: View<'_>, out: &mut dyn Write) -> io::Result<()> {
    let zone = view.zone;
    let time = match hit.quality {
        TimeQuality::Undated => "(no time)".to_owned(),
        TimeQuality::ZoneAssumed => format!("{} (zone assumed)", zone.show(hit.time)),
        TimeQuality::Exact | TimeQuality::DateInferred => zone.show(hit.time),
    };
    let or_dash = |text: &str| if text.is_empty() { "-".to_owned() } else { text.to_owned() };
    let (level, node) = (or_dash(&hit.level), or_dash(&hit.node));
    let (node, path) = (inert::line(&node), inert::line(&hit.path));
    let text = format!("{time}  {level}  {node}  {path}:{}", hit.line);
    if view.light.is_none() {
        return writeln!(out, "{text}");
    }
    let colour = match hit.level.as_str() {
        "error" | "critical" | "fatal" => "1;31",
        "warning" => "1;33",
        _ => "1",
    };
    writeln!(out, "\x1b[{colour}m{text}\x1b[0m")
}

fn lines<'a>(
    out: &mut dyn Write,
    mark: &str,
    lines: impl Iterator<Item = &'a str>,
    view: View<'_>,
) -> io::Result<()> {
    let room = view.width.map_or(usize::MAX, |width| width.saturating_sub(mark.len()).max(20));
    let most = if view.width.is_some() { LINES } else { usize::MAX };
    let mut left = 0_usize;
    for (index, line) in lines.enumerate() {
        if index < most {
            let line = inert::clipped(line, room);
            match view.light.filter(|_| mark.contains('>')) {
                Some(light) => writeln!(out, "{mark}{}", lit(&line, light))?,
                None => writeln!(out, "{mark}{line}")?,
            }
        } else {
            left += 1;
        }
    }
    if left > 0 {
        writeln!(out, "{mark}… and {left} more lines of this record")?;
    }
    Ok(())
}

/// The text with what made it a hit in another colour.
fn lit(text: &str, light: &Highlight) -> String {
    let mut out = String::with_capacity(text.len() + 32);
    let mut at = 0;
    for span in light.spans(text) {
        out.push_str(text.get(at..span.start).unwrap_or_default());
        out.push_str("\x1b[1;7m");
        out.push_str(text.get(span.clone()).unwrap_or_default());
        out.push_str("\x1b[0m");
        at = span.end;
    }
    out.push_str(text.get(at..).unwrap_or_default());
    out
}

/// Writes blocks of neighbours of all streams: a line a record, hits marked.
pub(super) fn blocks(blocks: &[Block], view: View<'_>, out: &mut dyn Write) -> io::Result<()> {
    for (index, block) in blocks.iter().enumerate() {
        if index > 0 {
            writeln!(out)?;
        }
        for (hit, is_hit) in &block.records {
            let mark = if *is_hit { "> " } else { "  " };
            write!(out, "{mark}")?;
            heading(hit, if *is_hit { view } else { View { light: None, ..view } }, out)?;
            lines(out, if *is_hit { "    > " } else { "      " }, hit.text.lines(), view)?;
        }
        if block.more > 0 {
            writeln!(out, "  … and {} more records in this span", number(block.more))?;
        }
    }
    if blocks.is_empty() {
        writeln!(out, "0 hits")?;
    }
    Ok(())
}

/// Says that times are not as logged, where a clock offset was taken off them.
pub(super) fn corrected(streams: &[StreamRecord], out: &mut dyn Write) -> io::Result<()> {
    let corrected = streams.iter().filter_map(|stream| {
        let reason = &stream.source.clock.as_ref()?.reason;
        Some((stream.source.node.as_str(), reason.split_once(TAKEN_OFF)?.1))
    });
    for (node, ahead) in corrected.collect::<BTreeSet<_>>() {
        writeln!(out, "times of {} are corrected by a clock offset of {ahead}", inert::line(node))?;
    }
    Ok(())
}

fn histogram(step: i64, buckets: &[Bucket], view: View<'_>, out: &mut dyn Write) -> io::Result<()> {
    let most = buckets.iter().map(|bucket| bucket.count).max().unwrap_or_default();
    let digits = number(most).len();
    // Time with its offset and two gaps.
    let room = view.width.map_or(BAR, |width| width.saturating_sub(30 + digits).clamp(10, BAR));
    let mut next = None;
    for bucket in buckets {
        empty_spans(next, bucket.start, step, (digits, view.zone), out)?;
        let (time, count) = (view.zone.show(bucket.start), number(bucket.count));
        writeln!(out, "{time}  {count:>digits$}  {}", bar(bucket.count, most, room))?;
        next = bucket.start.checked_add(step);
    }
    let total: u64 = buckets.iter().map(|bucket| bucket.count).sum();
    writeln!(out, "{} {}", number(total), if total == 1 { "hit" } else { "hits" })
}

/// The silence before a span: an outage is a gap, so it is drawn.
fn empty_spans(
    next: Option<i64>,
    start: i64,
    step: i64,
    (digits, zone): (usize, Zone),
    out: &mut dyn Write,
) -> io::Result<()> {
    let Some(next) = next else { return Ok(()) };
    let count = start.saturating_sub(next) / step.max(1);
    if count > EMPTY {
        let count = number(count.unsigned_abs());
        return writeln!(out, "{}  {:>digits$}  (nothing in {count} spans)", zone.show(next), 0);
    }
    for index in 0..count {
        writeln!(out, "{}  {:>digits$}", zone.show(next + index * step), 0)?;
    }
    Ok(())
}

/// A bar of at most `room` characters; what is there at all has at least one.
fn bar(count: u64, most: u64, room: usize) -> String {
    let length = u128::from(count) * room as u128 / u128::from(most.max(1));
    "#".repeat(usize::try_from(length).unwrap_or(room).max(1))
}

fn top(values: &[(String, u64)], out: &mut dyn Write) -> io::Result<()> {
    let digits = values.first().map_or(1, |(_, count)| number(*count).len());
    for (value, count) in values {
        let value = if value.is_empty() { "(empty)" } else { value };
        writeln!(out, "{:>digits$}  {}", number(*count), inert::line(value))?;
    }
    if values.is_empty() {
        writeln!(out, "no match has a value in this field")?;
    }
    Ok(())
}
