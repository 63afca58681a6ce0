//! Sessions of Unity Connection's command line, saved as text: commands behind `admin:` and what they print.
//!
//! Shapes, from Cisco's command line reference and technical notes: `show open ports` and `lsof`
//! (`jetty 14655 jetty 117u IPv6 117863 0t0 TCP *:7080 (LISTEN)`), `utils service list`
//! (`Connection Jetty[STARTED]`), `run cuc dbquery` (names, dashes, rows; the dashes are the columns).
//! A command with all it prints is looked at as a whole, for two things stand in no line of their own: a
//! port that nothing listens on, and what a column is called. Nothing here has a time.

use std::ops::Range;

use crate::calendar::digits;
use crate::cuc_cli_ages::Ages;
use crate::decoder::Grammar;
use crate::event::{Events, Record};
use crate::field::Field;
use crate::find::find;
use crate::lines;

/// The prompt.
const PROMPT: &[u8] = b"admin:";

/// First words of commands that tell a session from any text.
const COMMANDS: [&[u8]; 5] = [b"show ", b"utils ", b"run cuc ", b"file ", b"set "];

/// The port notifications come in at (Cisco 118883).
const NOTIFICATIONS: i64 = 7080;

/// Columns of `tbl_exsubscription`: whose subscription, and when it was last notified.
const SERVICE: &[u8] = b"subscriberexternalservicemapobjectid";
const NOTIFIED: &[u8] = b"timestamputc";

/// Grammar of a session.
pub(crate) struct CucCli;

/// Columns of a table: names and where they begin.
type Columns<'a> = Vec<(&'a [u8], usize)>;

impl Grammar for CucCli {
    fn decode(&mut self, text: &[u8], last: bool, out: &mut Events) -> usize {
        let mut start = 0;
        loop {
            let rest = text.get(start..).unwrap_or_default();
            let next = next_prompt(rest).map(|at| start + at);
            // The command before a further prompt is complete; the last one may have been cut.
            let end = match next {
                Some(end) => end,
                None if last => text.len(),
                None => return start,
            };
            block(text, start..end, next.is_some(), out);
            if next.is_none() {
                return end;
            }
            start = end;
        }
    }
}

/// A prompt with one of the commands behind it.
pub(crate) fn detect(head: &[u8]) -> bool {
    head.split(|byte| *byte == b'\n').any(|line| {
        command(line).is_some_and(|command| COMMANDS.iter().any(|known| command.starts_with(known)))
    })
}

/// The command of a line that begins with the prompt.
fn command(line: &[u8]) -> Option<&[u8]> {
    line.strip_prefix(PROMPT).map(<[u8]>::trim_ascii)
}

/// Where the next line that begins with the prompt starts, after the first line.
fn next_prompt(text: &[u8]) -> Option<usize> {
    let mut lines = memchr::memchr_iter(b'\n', text).map(|at| at + 1);
    lines.find(|at| text.get(*at..).is_some_and(|rest| rest.starts_with(PROMPT)))
}

/// A command and what it printed, or what stands before the first prompt.
fn block(text: &[u8], span: Range<usize>, complete: bool, out: &mut Events) {
    let whole = text.get(span.clone()).unwrap_or_default();
    let first = whole.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let command = command(first).unwrap_or_default();
    let silent = complete && asks_for_port(command) && ran(whole) && !listens(whole);
    let (mut columns, mut above): (Columns<'_>, &[u8]) = (Vec::new(), &[]);
    let mut ages = None;
    let part = text.get(..span.end).unwrap_or_default();
    lines::each(whole, true, out, |_, at, out| {
        let at = at.start + span.start..at.end + span.start;
        let line = lines::line(part, &at);
        let fields = out.fields_start();
        let mut record = Record { parsed: true, ..lines::record(part, &at) };
        record.component = lines::place(part, command);
        if at.start == span.start && !command.is_empty() {
            out.text(Field::Command, lines::place(part, command));
            if silent {
                out.number(Field::Port, NOTIFICATIONS);
                let status = out.keep(b"absent");
                out.text(Field::Status, status);
            }
        } else if is_rule(line) {
            columns = columns_of(above, line);
            let below = part.get(at.end..).unwrap_or_default().split(|byte| *byte == b'\n');
            let cells = below.map(|row| {
                let of = |wanted| value_of(&columns, row, wanted);
                (of(SERVICE), of(NOTIFIED))
            });
            ages = Ages::of(command, complete, cells);
        } else if columns.is_empty() {
            listener(part, line, out);
            service(part, line, out);
        } else {
            row(part, &columns, line, out);
            if let Some(ages) = &ages {
                let of = |wanted| value_of(&columns, line, wanted);
                aged(ages, of(SERVICE), of(NOTIFIED), out);
            }
        }
        above = line;
        out.push(record, fields);
    });
}

/// Whether a command lists the listeners of the port notifications come in at, all or by its number.
fn asks_for_port(command: &[u8]) -> bool {
    let asked = command.strip_prefix(b"show open ports ").map(<[u8]>::trim_ascii);
    matches!(asked, Some(b"all" | b"regexp 7080"))
}

/// Whether a listing was begun: the program says so, and prints no error.
fn ran(output: &[u8]) -> bool {
    find(output, b"Executing").is_some() && find(output, b"rror").is_none()
}

fn listens(output: &[u8]) -> bool {
    output.split(|byte| *byte == b'\n').any(|line| find(line, b":7080").is_some())
}

/// `jetty 14655 jetty 117u IPv6 117863 0t0 TCP *:7080 (LISTEN)`: process, pid, port.
fn listener(text: &[u8], line: &[u8], out: &mut Events) {
    let Some(front) = line.trim_ascii_end().strip_suffix(b" (LISTEN)") else { return };
    let words: Vec<_> = front.split(u8::is_ascii_whitespace).filter(|w| !w.is_empty()).collect();
    let (Some(process), Some(pid), Some(address)) = (words.first(), words.get(1), words.last())
    else {
        return;
    };
    let colon = address.iter().rposition(|byte| *byte == b':');
    let port = colon.and_then(|at| digits(address.get(at + 1..)?));
    let (Some(pid), Some(port)) = (digits(pid), port) else { return };
    out.text(Field::Service, lines::place(text, process));
    out.number(Field::Pid, pid);
    out.number(Field::Port, port);
    let status = out.keep(b"listening");
    out.text(Field::Status, status);
}

/// `Connection Jetty[STARTED]`
fn service(text: &[u8], line: &[u8], out: &mut Events) {
    let Some(open) = memchr::memchr(b'[', line) else { return };
    let (name, rest) = line.split_at_checked(open).unwrap_or((line, &[]));
    let status = rest.get(1..).and_then(|rest| rest.get(..memchr::memchr(b']', rest)?));
    let Some(status) = status.filter(|status| is_state(status)) else { return };
    if !name.trim_ascii().is_empty() {
        out.text(Field::Service, lines::place(text, name.trim_ascii()));
        let status = out.keep(&status.to_ascii_lowercase());
        out.text(Field::Status, status);
    }
}

/// States of `utils service list`.
fn is_state(word: &[u8]) -> bool {
    matches!(word, b"STARTED" | b"STOPPED" | b"STARTING" | b"STOPPING")
}

/// The dashes below the names of columns.
fn is_rule(line: &[u8]) -> bool {
    let line = line.trim_ascii();
    line.len() >= 3 && line.iter().all(|byte| matches!(byte, b'-' | b' '))
}

/// Columns begin where a group of dashes does.
fn columns_of<'a>(names: &'a [u8], rule: &[u8]) -> Columns<'a> {
    let starts = (0..rule.len()).filter(|at| {
        let before = at.checked_sub(1).and_then(|before| rule.get(before));
        rule.get(*at) == Some(&b'-') && before != Some(&b'-')
    });
    let starts: Vec<_> = starts.collect();
    let ends = starts.iter().skip(1).copied().chain([usize::MAX]);
    let columns = starts.iter().zip(ends);
    columns.map(|(start, end)| (cell(names, *start, end), *start)).collect()
}

fn cell(line: &[u8], start: usize, end: usize) -> &[u8] {
    line.get(start..end.min(line.len())).unwrap_or_default().trim_ascii()
}

/// The value of the column of that name; empty if there is none.
fn value_of<'a>(columns: &[(&[u8], usize)], line: &'a [u8], wanted: &[u8]) -> &'a [u8] {
    let at = columns.iter().position(|(name, _)| name.eq_ignore_ascii_case(wanted));
    let Some((_, start)) = at.and_then(|at| columns.get(at)) else { return &[] };
    let end = at.and_then(|at| columns.get(at + 1)).map_or(usize::MAX, |(_, next)| *next);
    cell(line, *start, end)
}

/// How old a subscription is, and whether the same user's service has a newer one.
fn aged(ages: &Ages<'_>, service: &[u8], notified: &[u8], out: &mut Events) {
    let Some(age) = ages.age(notified) else { return };
    out.number(Field::AgeS, age);
    if let Some(replaced) = ages.is_replaced(service, notified) {
        let word = out.keep(if replaced { b"yes" } else { b"no" });
        out.text(Field::Replaced, word);
    }
}

/// A row of `dbquery`: the columns that have a name in the vocabulary.
fn row(text: &[u8], columns: &[(&[u8], usize)], line: &[u8], out: &mut Events) {
    let ends = columns.iter().skip(1).map(|(_, start)| *start).chain([usize::MAX]);
    for ((name, start), end) in columns.iter().zip(ends) {
        let value = cell(line, *start, end);
        let field = match name.to_ascii_lowercase().as_slice() {
            b"status" => Field::Status,
            b"alias" | b"emailaddress" | b"useralias" => Field::Mailbox,
            b"subscriptionid" => Field::Subscription,
            b"displayname" => Field::UmService,
            _ => continue,
        };
        if !value.is_empty() {
            out.text(field, lines::place(text, value));
        }
    }
}
