//! The ledger as strip charts: a block a server, a row a subscription, a column a five-minute slot.
//! Subscriptions that missed nothing are one row; those that look alike are one row.

use std::collections::BTreeMap;
use std::io::{self, Write};

use mbxtrace_rules::{Ledger, LedgerEntry, Reading, SlotState};

use super::axis::{Axis, write as put};
use super::columns::{Group, Row, Shares, Span, groups};
use super::draw::{ROW, band, look, shape, strip};
use crate::report::inert::html;
use crate::report::{Analysis, Lang};

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

    /// Whom the finding of that id is about.
    fn name_of(&self, id: &str) -> Option<String> {
        let (subject, _) = self.0.iter().find(|(_, ids)| ids.contains(&id))?;
        Some(subject.iter().map(|(_, value)| value.as_str()).collect::<Vec<_>>().join(" "))
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
    lang: Lang,
) -> io::Result<()> {
    writeln!(out, "<section id=\"ledger\"><h2>{}</h2>", lang.text("ledger.heading"))?;
    let shown = axis.filter(|_| !analysis.ledgers.is_empty());
    let Some(axis) = shown else {
        return writeln!(out, "<p class=\"empty\">{}</p></section>", lang.text("ledger.none"));
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
    let lang = axis.lang;
    let values = [
        ("subscriptions", &*lang.count(ledger.entries.len(), "subscription")),
        ("rule", &format!("<code>{}</code>", html(&ledger.rule))),
        ("period", &seconds.to_string()),
        ("seen", &lang.number(sum(SlotState::Seen))),
        ("late", &lang.number(sum(SlotState::Late))),
        ("missed", &lang.number(missed)),
        ("uncovered", &lang.number(sum(SlotState::NotCovered))),
        ("width", &axis.column_words()),
        ("offset", &axis.offset()),
    ];
    writeln!(out, "<p>{}</p>", lang.say("ledger.summary", &values))?;
    write_readings(&ledger.readings, links, axis, out)?;
    write_legend(out, lang)?;
    for group in groups(ledger, axis) {
        write_group(&group, links, axis, out)?;
    }
    Ok(())
}

fn write_readings(
    readings: &[Reading],
    links: &Links<'_>,
    axis: &Axis,
    out: &mut dyn Write,
) -> io::Result<()> {
    let lang = axis.lang;
    if readings.is_empty() {
        return writeln!(out, "<p>{}</p>", lang.text("ledger.healthy"));
    }
    writeln!(out, "<ul class=\"readings\">")?;
    let mut sorted: Vec<&Reading> = readings.iter().collect();
    sorted.sort_by_key(|one| (std::cmp::Reverse(one.silent), one.from));
    let single = |one: &&&Reading| one.silent < 2;
    let groups = sorted.iter().filter(|one| !single(one)).take(GROUPS);
    let singles = sorted.iter().filter(single).take(SINGLES);
    let listed: Vec<_> = groups.chain(singles).collect();
    for one in &listed {
        let (silent, active) = (lang.number(one.silent), lang.number(one.active));
        let key = if one.active == 0 { "ledger.silent" } else { "ledger.silent-of" };
        // Of many that fell silent alone, a number would tell none from another.
        let silent = match links.name_of(&one.finding).filter(|_| one.silent == 1) {
            Some(name) => lang.say("ledger.silent-one", &[("name", &html(&name))]),
            None => lang.say(key, &[("silent", &silent), ("active", &active)]),
        };
        let from = axis.minute(one.from);
        let period = match one.to.map(|to| axis.minute(to)) {
            Some(to) => lang.say("ledger.from-to", &[("from", &from), ("to", &to)]),
            None => lang.say("ledger.from-open", &[("from", &from)]),
        };
        writeln!(
            out,
            "<li><a href=\"#f-{}\">{silent}</a> {period}{}{}</li>",
            html(&one.finding),
            lang.text("text.colon"),
            html(&meaning(one, lang)),
        )?;
    }
    if let Some(more) = readings.len().checked_sub(listed.len()).filter(|more| *more > 0) {
        let values = [("more", &*lang.count(more, "more silence"))];
        writeln!(out, "<li>{}</li>", lang.say("ledger.more-silences", &values))?;
    }
    writeln!(out, "</ul>")
}

/// What a reading says of the population.
fn meaning(reading: &Reading, lang: Lang) -> String {
    let server = reading.server.as_str();
    let key = match reading.reading.as_str() {
        "all" => "ledger.reads-all",
        "server" => "ledger.reads-server",
        "one" if server.is_empty() => "ledger.reads-one",
        "one" => "ledger.reads-one-of",
        _ if reading.silent == 1 => "ledger.reads-with-others",
        _ if server.is_empty() => "ledger.reads-mixed",
        _ => "ledger.reads-part",
    };
    lang.say(key, &[("server", server)])
}

/// The legend, drawn as the rows are.
fn write_legend(out: &mut dyn Write, lang: Lang) -> io::Result<()> {
    write!(out, "<ul class=\"legend\">")?;
    for state in SlotState::ALL {
        let (name, class) = look(state, lang);
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
         d=\"M8 1l5 6 5-6z\"/></svg>{}</li></ul>",
        lang.text("ledger.anew"),
    )
}

fn write_group(
    group: &Group<'_>,
    links: &Links<'_>,
    axis: &Axis,
    out: &mut dyn Write,
) -> io::Result<()> {
    let ill: usize = group.rows.iter().map(|row| row.entries.len()).sum();
    let lang = axis.lang;
    let server = match group.server {
        "" => lang.text("ledger.unknown-server"),
        server => server,
    };
    let node = if group.node.is_empty() { String::new() } else { format!(" → {}", group.node) };
    let missed = usize::try_from(group.missed).unwrap_or(usize::MAX);
    let values = [
        ("all", &*lang.count(group.healthy.len() + group.late.len() + ill, "subscription")),
        ("silent", &lang.number(ill as u64)),
        ("missed", &lang.count(missed, "slot")),
    ];
    let key = if ill == 0 { "ledger.none-missed" } else { "ledger.some-missed" };
    let (server, node, what) = (html(server), html(&node), lang.say(key, &values));
    writeln!(out, "<div class=\"server\"><h3>{server}{node}</h3><p>{what}</p>")?;
    let everybody = group.rows.iter().flat_map(|row| row.entries.iter());
    let everybody = everybody.chain(&group.healthy).chain(&group.late).copied();
    let shares = Shares::of(everybody, axis);
    writeln!(
        out,
        "<div class=\"row\"><span class=\"label\">{}</span>",
        lang.text("ledger.together")
    )?;
    writeln!(out, "{}</div>", band(&shares, axis))?;
    for row in group.rows.iter().take(IN_SIGHT) {
        write_row(row, links, axis, out)?;
    }
    if let Some(more) = group.rows.len().checked_sub(IN_SIGHT).filter(|more| *more > 0) {
        let more = lang.count(more.min(ROWS - IN_SIGHT), "more row");
        writeln!(out, "<details class=\"more\"><summary>{more}</summary>")?;
        for row in group.rows.iter().take(ROWS).skip(IN_SIGHT) {
            write_row(row, links, axis, out)?;
        }
        write_rest(group, links, axis, out)?;
        writeln!(out, "</details>")?;
    }
    let folds = [(&group.late, "ledger.fold-late"), (&group.healthy, "ledger.fold-healthy")];
    for (entries, words) in folds.into_iter().filter(|(entries, _)| !entries.is_empty()) {
        let row = Shares::of(entries.iter().copied(), axis).row();
        let all = lang.count(entries.len(), "subscription");
        write_fold(&lang.say(words, &[("all", &all)]), &row, entries, links, axis, out)?;
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
    let label = axis.lang.count(rest.len(), "more subscription");
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
            let all = axis.lang.count(entries.len(), "subscription");
            let missed = axis.lang.number(row.missed());
            let missed = axis.lang.say("ledger.count-missed", &[("count", &missed)]);
            let label = [all, missed].join(", ");
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
        write!(out, "<li>{}: {}", html(&entry.name()), brief(entry, links, axis.lang))?;
    }
    writeln!(out, "</ul></details>")
}

/// Counts of an entry, missed ones leading to its findings.
fn brief(entry: &LedgerEntry, links: &Links<'_>, lang: Lang) -> String {
    let counted = |key, count: u64| lang.say(key, &[("count", &lang.number(count))]);
    let mut text = counted("ledger.count-seen", entry.slots(SlotState::Seen));
    let late = entry.slots(SlotState::Late);
    if late > 0 {
        text.push_str(", ");
        text.push_str(&counted("ledger.count-late", late));
    }
    if entry.missed() > 0 {
        text.push_str(", ");
        let shown = counted("ledger.count-missed", entry.missed());
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
    let lang = axis.lang;
    let mut text = brief(entry, links, lang);
    let counted = |key, count: u64| lang.say(key, &[("count", &lang.number(count))]);
    let at = |key, time: i64| lang.say(key, &[("at", &axis.second(time))]);
    let seconds = |key, nanos: i64| lang.say(key, &[("s", &(nanos / 1_000_000_000).to_string())]);
    let stale = entry.slots(SlotState::Stale);
    let uncovered = entry.slots(SlotState::NotCovered);
    let mut more = |words: String| put(&mut text, format_args!(" · {}", html(&words)));
    if stale > 0 {
        more(counted("ledger.of-them-stale", stale));
    }
    if uncovered > 0 {
        more(counted("ledger.count-uncovered", uncovered));
    }
    if entry.between > 0 {
        more(counted("ledger.between", entry.between));
    }
    more(seconds("ledger.every", entry.period));
    if let Some(phase) = entry.phase() {
        more(seconds("ledger.phase", phase));
    }
    match (entry.first, entry.last) {
        (Some(first), Some(last)) => {
            let values = [("first", &*axis.second(first)), ("last", &axis.second(last))];
            more(lang.say("ledger.first-last", &values));
        }
        _ => more(lang.text("ledger.never-seen").to_owned()),
    }
    if let Some(pid) = entry.pid {
        more(format!("pid {pid}"));
    }
    if !entry.address.is_empty() {
        more(lang.say("ledger.from", &[("address", &entry.address)]));
    }
    if entry.moved > 0 {
        more(counted("ledger.moved", entry.moved));
    }
    if !entry.answers.is_empty() {
        let answers = entry.answers.iter();
        let answers = answers.map(|(status, count)| format!("{status} × {}", lang.number(*count)));
        let answers = answers.collect::<Vec<_>>().join(", ");
        more(lang.say("ledger.answered", &[("answers", &answers)]));
    }
    if let Some(time) = entry.replaced {
        more(at("ledger.newer-process", time));
    }
    if let Some(time) = entry.resubscribed {
        more(at("ledger.anew-at", time));
    }
    text
}
