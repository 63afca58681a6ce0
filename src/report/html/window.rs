//! The ledger of a window of time as data: what the strip charts of the page show, for those who draw
//! it themselves and zoom. The same columns, rows and folding as on the page.

use mbxtrace_rules::{Ledger, LedgerEntry, SlotState};
use serde_json::{Value, json};

use super::axis::Axis;
use super::columns::{Group, Row, Shares, Span, groups, spans};
use super::strip::Links;
use crate::clock::{Zone, rfc3339};
use crate::report::ledger::ReadingOut;
use crate::report::{Analysis, Lang};

/// Rows of one server, and subscriptions named in one row, before the rest is only counted.
const ROWS: usize = 200;
const NAMED: usize = 50;

/// The ledgers between two instants (UTC nanoseconds; `None`: as far as the analysis reaches), as
/// `axis` and `ledgers`; `axis` is null if the analysis has no time at all. A span is `[from, to,
/// state]` in columns of the axis, the end not in it.
pub fn ledger_window(
    analysis: &Analysis,
    zone: Zone,
    (since, until): (Option<i64>, Option<i64>),
) -> Value {
    let Some((first, last)) = analysis.window else {
        return json!({ "axis": null, "ledgers": [] });
    };
    let axis = Axis::between(
        since.unwrap_or(first).clamp(first, last),
        until.map_or(last, |until| until.saturating_sub(1)).clamp(first, last),
        zone,
        Lang::En,
    );
    let ledgers: Vec<_> =
        analysis.ledgers.iter().map(|ledger| ledger_value(ledger, analysis, &axis)).collect();
    json!({ "axis": axis_value(&axis), "ledgers": ledgers })
}

fn axis_value(axis: &Axis) -> Value {
    let (ticks, _) = axis.ticks();
    let ticks: Vec<_> = ticks.into_iter().map(rfc3339).collect();
    json!({
        "first": rfc3339(axis.first),
        "end": rfc3339(axis.end()),
        "column_seconds": axis.width / 1_000_000_000,
        "columns": axis.columns,
        "ticks": ticks,
    })
}

fn ledger_value(ledger: &Ledger, analysis: &Analysis, axis: &Axis) -> Value {
    let links = Links::of(analysis, &ledger.rule);
    let in_window =
        |from: i64, to: Option<i64>| from < axis.end() && to.is_none_or(|to| to >= axis.first);
    let readings = ledger.readings.iter().filter(|one| in_window(one.from, one.to));
    let readings: Vec<_> = readings.map(ReadingOut::of).collect();
    let groups: Vec<_> =
        groups(ledger, axis).iter().map(|group| group_value(group, &links, axis)).collect();
    json!({
        "rule": ledger.rule,
        "every_seconds": ledger.every / 1_000_000_000,
        "subscriptions": ledger.entries.len(),
        "missed": ledger.entries.iter().map(LedgerEntry::missed).sum::<u64>(),
        "readings": readings,
        "groups": groups,
    })
}

fn group_value(group: &Group<'_>, links: &Links<'_>, axis: &Axis) -> Value {
    let ill = group.rows.iter().flat_map(|row| &row.entries);
    let all = || ill.clone().chain(&group.healthy).chain(&group.late).copied();
    let band = Shares::of(all(), axis);
    let mut from = 0;
    let mut shares = Vec::new();
    for run in band.counts.chunk_by(|one, other| one == other) {
        let to = from + run.len();
        shares.extend(run.first().map(|counts| json!([from, to, counts])));
        from = to;
    }
    let rows: Vec<_> = group.rows.iter().take(ROWS).map(|row| row_value(row, links)).collect();
    json!({
        "node": group.node,
        "server": group.server,
        "subscriptions": all().count(),
        "missed": group.missed,
        "states": SlotState::ALL.map(SlotState::name),
        "shares": shares,
        "rows": rows,
        "rows_left_out": group.rows.len().saturating_sub(ROWS),
        "late": folded(&group.late, links, axis),
        "healthy": folded(&group.healthy, links, axis),
    })
}

/// Entries in one row that do not look alike: what the most of them are.
fn folded(entries: &[&LedgerEntry], links: &Links<'_>, axis: &Axis) -> Value {
    if entries.is_empty() {
        return Value::Null;
    }
    let spans = match entries {
        [one] => spans(one, axis),
        many => Shares::of(many.iter().copied(), axis).row(),
    };
    row_value(&Row { spans, entries: entries.to_vec() }, links)
}

fn row_value(row: &Row<'_>, links: &Links<'_>) -> Value {
    let span = |(from, to, cell): &Span| cell.map(|state| json!([from, to, state.name()]));
    let entry = |entry: &&LedgerEntry| {
        json!({
            "subject": entry.subject.iter().cloned().collect::<std::collections::BTreeMap<_, _>>(),
            "missed": entry.missed(),
            "seen": entry.slots(SlotState::Seen),
            "period_seconds": entry.period / 1_000_000_000,
            "findings": links.get(entry),
        })
    };
    json!({
        "spans": row.spans.iter().filter_map(span).collect::<Vec<_>>(),
        "missed": row.missed(),
        "subscriptions": row.entries.len(),
        "entries": row.entries.iter().take(NAMED).map(entry).collect::<Vec<_>>(),
    })
}
