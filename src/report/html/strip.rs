//! The ledger as strip charts: a block a server, a row a subscription, a column a five-minute slot.
//! Subscriptions that missed nothing are one row; those that look alike are one row.

use std::collections::BTreeMap;
use std::io::{self, Write};

use mbxtrace_rules::{Ledger, LedgerEntry, Reading, SlotState};

use super::axis::{Axis, write as put};
use super::columns::{Group, Row, Shares, Span, groups};
use super::draw::{ROW, band, look, shape, strip};
use crate::report::Analysis;
use crate::report::inert::html;
use crate::report::wording::{count, number};

/// Rows of one server in sight, and drawn at all before the rest is one row.
const IN_SIGHT: usize = 30;
const ROWS: usize = 200;
/// Readings of single subscriptions listed, and of groups.
const SINGLES: usize = 5;
const GROUPS: usize = 30;

/// Findings of each subject of a rule: where a missed slot leads to.
pub(super) struct Links<'a>(BTreeMap<&'a [(String, String)], Vec<&'a str>>);

impl<'a> Links<'a> {
    pub(super) fn of(analysis: &'a Analysis, rule: &str) -> Self {
        let mut links: BTreeMap<&[(String, String)], Vec<&str>> = BTreeMap::new();
        for finding in analysis.findings.iter().filter(|finding| finding.rule == rule) {
            links.entry(&finding.subject).or_default().push(&finding.id);
        }
        Self(links)
    }

    pub(super) fn get(&self, entry: &LedgerEntry) -> &[&'a str] {
        self.0.get(entry.subject.as_slice()).map_or(&[], Vec::as_slice)
    }
}

/// Writes the section.
pub(super) fn write(
    analysis: &Analysis,
    axis: Option<&Axis>,
    out: &mut dyn Write,
) -> io::Result<()> {
    writeln!(out, "<section id=\"ledger\"><h2>Keep-alive ledger</h2>")?;
    let shown = axis.filter(|_| !analysis.ledgers.is_empty());
    let Some(axis) = shown else {
        return writeln!(
            out,
            "<p class=\"empty\">No keep-alive of any subscription was read, or this analysis was \
             made without a ledger. Jetty request logs of Unity Connection show them.</p></section>"
        );
    };
    for ledger in &analysis.ledgers {
        write_ledger(ledger, &Links::of(analysis, &ledger.rule), axis, out)?;
    }
    writeln!(out, "</section>")
}

fn write_ledger(
    ledger: &Ledger,
    links: &Links<'_>,
    axis: &Axis,
    out: &mut dyn Write,
) -> io::Result<()> {
    let sum = |state| ledger.entries.iter().map(|entry| entry.slots(state)).sum::<u64>();
    let missed: u64 = ledger.entries.iter().map(LedgerEntry::missed).sum();
    let seconds = ledger.every / 1_000_000_000;
    writeln!(
        out,
        "<p>{} of <code>{}</code>, one keep-alive expected every {seconds} s: {} slots seen, {} late, {} \
         missed, {} not covered by a log. A column is {}; times are {}.</p>",
        count(ledger.entries.len(), "subscription"),
        html(&ledger.rule),
        number(sum(SlotState::Seen)),
        number(sum(SlotState::Late)),
        number(missed),
        number(sum(SlotState::NotCovered)),
        axis.column_words(),
        axis.offset(),
    )?;
    write_readings(&ledger.readings, axis, out)?;
    write_legend(out)?;
    for group in groups(ledger, axis) {
        write_group(&group, links, axis, out)?;
    }
    Ok(())
}

fn write_readings(readings: &[Reading], axis: &Axis, out: &mut dyn Write) -> io::Result<()> {
    if readings.is_empty() {
        return writeln!(
            out,
            "<p><b>Reading:</b> no subscription missed three in a row; as far as the logs reach, \
             the notification path was healthy.</p>"
        );
    }
    writeln!(out, "<ul class=\"readings\">")?;
    let mut sorted: Vec<&Reading> = readings.iter().collect();
    sorted.sort_by_key(|one| (std::cmp::Reverse(one.silent), one.from));
    let single = |one: &&&Reading| one.silent < 2;
    let groups = sorted.iter().filter(|one| !single(one)).take(GROUPS);
    let singles = sorted.iter().filter(single).take(SINGLES);
    let listed: Vec<_> = groups.chain(singles).collect();
    for one in &listed {
        let active = match one.active {
            0 => String::new(),
            active => format!(" of {}", number(active)),
        };
        let until = one.to.map_or("still silent at the end".to_owned(), |to| {
            format!("until {}", axis.minute(to))
        });
        writeln!(
            out,
            "<li><a href=\"#f-{}\">{}{active} silent</a> from {} {until}: {}</li>",
            html(&one.finding),
            number(one.silent),
            axis.minute(one.from),
            html(&meaning(one)),
        )?;
    }
    if let Some(more) = readings.len().checked_sub(listed.len()).filter(|more| *more > 0) {
        let more = count(more, "more silence");
        writeln!(out, "<li>and {more} of three slots or longer, each in its row below</li>")?;
    }
    writeln!(out, "</ul>")
}

/// What a reading says of the population.
fn meaning(reading: &Reading) -> String {
    let server = &reading.server;
    match reading.reading.as_str() {
        "all" => "everybody at once. Look at the receiving side.".to_owned(),
        "server" => format!("all those of {server}, while others went on. Look at that server."),
        "one" if server.is_empty() => "this one alone. Look at its mailbox.".to_owned(),
        "one" => format!("one of {server} alone. Look at its mailbox."),
        _ if reading.silent == 1 => format!("{server}; others fell silent in that time too."),
        _ if server.is_empty() => "a part, of mixed origin.".to_owned(),
        _ => format!("a part, among them of {server}."),
    }
}

/// The legend, drawn as the rows are.
fn write_legend(out: &mut dyn Write) -> io::Result<()> {
    write!(out, "<ul class=\"legend\">")?;
    for state in SlotState::ALL {
        let (name, class) = look(state);
        let (y, height) = shape(state);
        write!(
            out,
            "<li><svg width=\"26\" height=\"{ROW}\" aria-hidden=\"true\"><rect class={class} \
             width=\"26\" y=\"{y}\" height=\"{height}\"/></svg>{name}</li>"
        )?;
    }
    writeln!(
        out,
        "<li><svg width=\"26\" height=\"{ROW}\" aria-hidden=\"true\"><path class=k \
         d=\"M8 1l5 6 5-6z\"/></svg>likely subscribed anew</li></ul>"
    )
}

fn write_group(
    group: &Group<'_>,
    links: &Links<'_>,
    axis: &Axis,
    out: &mut dyn Write,
) -> io::Result<()> {
    let ill: usize = group.rows.iter().map(|row| row.entries.len()).sum();
    let server = if group.server.is_empty() { "unknown server" } else { group.server };
    let node = if group.node.is_empty() { String::new() } else { format!(" to {}", group.node) };
    let all = count(group.healthy.len() + group.late.len() + ill, "subscription");
    let missed = count(usize::try_from(group.missed).unwrap_or(usize::MAX), "slot");
    let what = match ill {
        0 => format!("{all}, none missed a slot"),
        ill => format!("{all}, {} of them missed {missed}", number(ill as u64)),
    };
    let (server, node) = (html(server), html(&node));
    writeln!(out, "<div class=\"server\"><h3>{server}{node}</h3><p>{what}</p>")?;
    let everybody = group.rows.iter().flat_map(|row| row.entries.iter());
    let everybody = everybody.chain(&group.healthy).chain(&group.late).copied();
    let shares = Shares::of(everybody, axis);
    writeln!(out, "<div class=\"row\"><span class=\"label\">all together</span>")?;
    writeln!(out, "{}</div>", band(&shares, axis))?;
    for row in group.rows.iter().take(IN_SIGHT) {
        write_row(row, links, axis, out)?;
    }
    if let Some(more) = group.rows.len().checked_sub(IN_SIGHT).filter(|more| *more > 0) {
        let more = count(more.min(ROWS - IN_SIGHT), "more row");
        writeln!(out, "<details class=\"more\"><summary>{more}</summary>")?;
        for row in group.rows.iter().take(ROWS).skip(IN_SIGHT) {
            write_row(row, links, axis, out)?;
        }
        write_rest(group, links, axis, out)?;
        writeln!(out, "</details>")?;
    }
    let folds = [(&group.late, "missed none, some late"), (&group.healthy, "missed none")];
    for (entries, words) in folds.into_iter().filter(|(entries, _)| !entries.is_empty()) {
        let row = Shares::of(entries.iter().copied(), axis).row();
        let what = count(entries.len(), "subscription");
        write_fold(&format!("{what} {words}"), &row, entries, links, axis, out)?;
    }
    writeln!(out, "<div class=\"row\"><span class=\"label\"></span>{}</div></div>", axis.labels())
}

/// Rows beyond [`ROWS`]: one for all, its members listed.
fn write_rest(
    group: &Group<'_>,
    links: &Links<'_>,
    axis: &Axis,
    out: &mut dyn Write,
) -> io::Result<()> {
    let rest: Vec<&LedgerEntry> =
        group.rows.iter().skip(ROWS).flat_map(|row| row.entries.iter().copied()).collect();
    if rest.is_empty() {
        return Ok(());
    }
    let label = format!("{} more", count(rest.len(), "subscription"));
    let row = Shares::of(rest.iter().copied(), axis).row();
    write_fold(&label, &row, &rest, links, axis, out)
}

fn write_row(row: &Row<'_>, links: &Links<'_>, axis: &Axis, out: &mut dyn Write) -> io::Result<()> {
    match row.entries.as_slice() {
        [entry] => {
            let name = html(&entry.name());
            let svg = strip(&row.spans, entry.resubscribed.as_slice(), axis);
            write!(
                out,
                "<details class=\"row\"><summary><span class=\"label\" title=\"{name}\">{name}</span>\
                 {svg}</summary><p class=\"facts\">{}</p></details>",
                facts(entry, links, axis),
            )
        }
        entries => {
            let label = format!(
                "{}, {} missed",
                count(entries.len(), "subscription"),
                number(row.missed())
            );
            write_fold(&label, &row.spans, entries, links, axis, out)
        }
    }
}

/// One row for several entries, which are listed on demand.
fn write_fold(
    label: &str,
    spans: &[Span],
    entries: &[&LedgerEntry],
    links: &Links<'_>,
    axis: &Axis,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut anew: Vec<i64> = entries.iter().filter_map(|entry| entry.resubscribed).collect();
    anew.sort_unstable_by_key(|at| axis.column(*at));
    anew.dedup_by_key(|at| axis.column(*at));
    let svg = strip(spans, &anew, axis);
    write!(
        out,
        "<details class=\"row many\"><summary><span class=\"label\">{label}</span>{svg}</summary><ul>"
    )?;
    for entry in entries {
        write!(out, "<li>{}: {}", html(&entry.name()), brief(entry, links))?;
    }
    writeln!(out, "</ul></details>")
}

/// Counts of an entry, missed ones leading to its findings.
fn brief(entry: &LedgerEntry, links: &Links<'_>) -> String {
    let mut text = format!("{} seen", number(entry.slots(SlotState::Seen)));
    let late = entry.slots(SlotState::Late);
    if late > 0 {
        put(&mut text, format_args!(", {} late", number(late)));
    }
    if entry.missed() > 0 {
        text.push_str(", ");
        let shown = format!("{} missed", number(entry.missed()));
        match links.get(entry) {
            [] => text.push_str(&shown),
            [id, more @ ..] => {
                put(&mut text, format_args!("<a href=\"#f-{}\">{shown}</a>", html(id)));
                for (number, id) in (2..).zip(more.iter().take(8)) {
                    put(&mut text, format_args!(" <a href=\"#f-{}\">{number}</a>", html(id)));
                }
            }
        }
    }
    text
}

/// All that is known of an entry.
fn facts(entry: &LedgerEntry, links: &Links<'_>, axis: &Axis) -> String {
    let mut text = brief(entry, links);
    let stale = entry.slots(SlotState::Stale);
    let uncovered = entry.slots(SlotState::NotCovered);
    let mut more = |words: String| put(&mut text, format_args!(" · {}", html(&words)));
    if stale > 0 {
        more(format!("{} of them stale", number(stale)));
    }
    if uncovered > 0 {
        more(format!("{} slots not covered", number(uncovered)));
    }
    if entry.between > 0 {
        more(format!("{} posts between slots", number(entry.between)));
    }
    more(format!("every {} s", entry.period / 1_000_000_000));
    if let Some(phase) = entry.phase() {
        more(format!("phase {} s", phase / 1_000_000_000));
    }
    match (entry.first, entry.last) {
        (Some(first), Some(last)) => {
            more(format!("first {}, last {}", axis.second(first), axis.second(last)));
        }
        _ => more("named by another source, never seen".to_owned()),
    }
    if let Some(pid) = entry.pid {
        more(format!("pid {pid}"));
    }
    if !entry.address.is_empty() {
        more(format!("from {}", entry.address));
    }
    if entry.moved > 0 {
        more(format!("address changed {} times", number(entry.moved)));
    }
    if !entry.answers.is_empty() {
        let answers = entry.answers.iter();
        let answers = answers.map(|(status, count)| format!("{status} × {}", number(*count)));
        more(format!("answered {}", answers.collect::<Vec<_>>().join(", ")));
    }
    if let Some(at) = entry.replaced {
        more(format!("a newer process began {}", axis.second(at)));
    }
    if let Some(at) = entry.resubscribed {
        more(format!("likely subscribed anew {}", axis.second(at)));
    }
    text
}
