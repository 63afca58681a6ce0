//! Bars over time: failures by kind, the events of every other rule, and 9646 against its limit.

use std::collections::BTreeMap;
use std::io::{self, Write};

use mbxtrace_rules::Series;

use super::axis::{Axis, GRID, short, write as put};
use crate::report::Analysis;
use crate::report::inert::html;

const FAILURES: &str = "http-failure";
const SESSIONS: &str = "mapi-session-overrun";
/// Kinds told apart before the rest is one; as many as the style sheet has looks.
const KINDS: usize = 5;
/// Accounts drawn before the rest is counted.
const ACCOUNTS: usize = 30;
const TALL: f64 = 96.0;
const LOW: f64 = 26.0;

/// One colour of a picture: a name, where it leads, counts by column.
struct Layer {
    name: String,
    finding: Option<String>,
    columns: Vec<u64>,
    total: u64,
}

impl Layer {
    fn new(name: String, finding: Option<String>, axis: &Axis) -> Self {
        Self { name, finding, columns: vec![0; axis.columns], total: 0 }
    }

    fn add(&mut self, series: &Series, axis: &Axis) {
        for (from, records) in &series.bins {
            self.total += records;
            if let Some(column) = self.columns.get_mut(axis.column(*from)) {
                *column += records;
            }
        }
    }

    fn merge(&mut self, other: &Self) {
        self.total += other.total;
        for (column, more) in self.columns.iter_mut().zip(&other.columns) {
            *column += more;
        }
    }

    /// The name, leading to the first finding of the kind.
    fn label(&self) -> String {
        let name = html(&self.name);
        match &self.finding {
            Some(id) => format!("<a href=\"#f-{}\">{name}</a>", html(id)),
            None => name,
        }
    }
}

/// The first value of those names in a subject.
fn value<'a>(series: &'a Series, names: &[&str]) -> Option<&'a str> {
    let named = |name: &&str| series.subject.iter().find(|(part, _)| part == *name);
    names.iter().find_map(named).map(|(_, value)| value.as_str())
}

/// Id of the gravest finding of a series' rule and subject.
fn finding(series: &Series, analysis: &Analysis) -> Option<String> {
    let mut all = analysis.findings.iter();
    let found = all.find(|one| one.rule == series.rule && one.subject == series.subject);
    found.map(|one| one.id.clone())
}

/// Layers of a rule by kind, the most frequent first, rare ones as one.
fn kinds(analysis: &Analysis, axis: &Axis) -> Vec<Layer> {
    let mut by_kind: BTreeMap<String, Layer> = BTreeMap::new();
    for series in analysis.series.iter().filter(|series| series.rule == FAILURES) {
        let kind = match (value(series, &["transport_error"]), value(series, &["http_status"])) {
            (Some(error), _) => axis.lang.say("html.no-answer", &[("error", error)]),
            (None, Some(status)) => axis.lang.say("html.status", &[("status", status)]),
            (None, None) => axis.lang.text("html.other").to_owned(),
        };
        let layer = by_kind
            .entry(kind)
            .or_insert_with_key(|kind| Layer::new(kind.clone(), finding(series, analysis), axis));
        layer.add(series, axis);
    }
    let mut layers: Vec<_> = by_kind.into_values().collect();
    layers.sort_by_key(|layer| std::cmp::Reverse(layer.total));
    if layers.len() > KINDS + 1 {
        let mut rest = Layer::new(axis.lang.text("html.other-kinds").to_owned(), None, axis);
        for layer in layers.drain(KINDS..) {
            rest.merge(&layer);
        }
        layers.push(rest);
    }
    layers
}

/// Writes failures and other events over time.
pub(super) fn write_failures(
    analysis: &Analysis,
    axis: &Axis,
    out: &mut dyn Write,
) -> io::Result<()> {
    let layers = kinds(analysis, axis);
    let lang = axis.lang;
    writeln!(out, "<section id=\"failures\"><h2>{}</h2>", lang.text("html.failures"))?;
    if layers.is_empty() {
        let is_judged = !analysis.not_judged.iter().any(|one| one.rule == FAILURES);
        let words = lang.text("html.no-failure");
        write!(out, "<p class=\"empty\">{words}")?;
        if !is_judged {
            let but = lang.text("html.not-all-judged");
            write!(out, " <a href=\"#not-judged\">{but}</a>")?;
        }
        writeln!(out, "</p>")?;
    } else {
        let total = layers.iter().map(|layer| layer.total).sum();
        let values = [("count", &*lang.number(total)), ("width", &axis.column_words())];
        let words = lang.say("html.failed-exchanges", &values);
        writeln!(out, "<p>{words}</p><ul class=\"legend\">")?;
        for (place, layer) in layers.iter().enumerate() {
            writeln!(
                out,
                "<li><svg width=\"14\" height=\"14\" aria-hidden=\"true\"><rect class=k{place} \
                 width=\"14\" height=\"14\"/></svg>{} ({})</li>",
                layer.label(),
                axis.lang.number(layer.total),
            )?;
        }
        writeln!(out, "</ul>")?;
        lane("", &layers, TALL, axis, out)?;
    }
    write_others(analysis, axis, out)?;
    if layers.is_empty() && !has_others(analysis) {
        return writeln!(out, "</section>");
    }
    writeln!(
        out,
        "<div class=\"row\"><span class=\"label\"></span>{}</div></section>",
        axis.labels()
    )
}

fn is_other(series: &Series) -> bool {
    series.rule != FAILURES && series.rule != SESSIONS
}

fn has_others(analysis: &Analysis) -> bool {
    analysis.series.iter().any(is_other)
}

/// A lane for each other rule that has records.
fn write_others(analysis: &Analysis, axis: &Axis, out: &mut dyn Write) -> io::Result<()> {
    let mut by_rule: BTreeMap<&str, Layer> = BTreeMap::new();
    for series in analysis.series.iter().filter(|series| is_other(series)) {
        let first = analysis.findings.iter().find(|one| one.rule == series.rule);
        let layer = by_rule.entry(&series.rule).or_insert_with(|| {
            Layer::new(series.rule.clone(), first.map(|one| one.id.clone()), axis)
        });
        layer.add(series, axis);
    }
    for layer in by_rule.into_values() {
        let label = format!("{} ({})", layer.label(), axis.lang.number(layer.total));
        lane(&label, &[layer], LOW, axis, out)?;
    }
    Ok(())
}

/// One picture: stacked bars, the scale beside it. `label` is markup.
fn lane(
    label: &str,
    layers: &[Layer],
    height: f64,
    axis: &Axis,
    out: &mut dyn Write,
) -> io::Result<()> {
    let sums = (0..axis.columns)
        .map(|column| layers.iter().filter_map(|layer| layer.columns.get(column)).sum::<u64>());
    let most = sums.max().unwrap_or(0).max(1);
    let mut svg = format!("<svg class=\"strip plot\" height=\"{height}\" aria-hidden=\"true\">");
    svg.push_str(GRID);
    for column in 0..axis.columns {
        let mut top = height;
        for (place, layer) in layers.iter().enumerate() {
            let records = layer.columns.get(column).copied().unwrap_or(0);
            if records == 0 {
                continue;
            }
            let share = share(records, most) * (height - 12.0);
            top -= share;
            let (at, when) = (axis.span(column, column + 1), axis.minute(axis.start(column)));
            put(
                &mut svg,
                format_args!(
                    "<rect class=k{place} {at} y=\"{}\" height=\"{}\"><title>{when}: {} × {}</title></rect>",
                    short(top),
                    short(share),
                    axis.lang.number(records),
                    html(&layer.name),
                ),
            );
        }
    }
    let scale = axis.lang.say("html.most", &[("count", &axis.lang.number(most))]);
    put(&mut svg, format_args!("<text x=\"2\" y=\"10\">{scale}</text></svg>"));
    writeln!(out, "<div class=\"row\"><span class=\"label\">{label}</span>{svg}</div>")
}

#[expect(clippy::cast_precision_loss, reason = "a picture has no more than a few hundred pixels")]
fn share(records: u64, most: u64) -> f64 {
    records as f64 / most as f64
}

/// Writes events 9646 against the limit each names.
pub(super) fn write_sessions(
    analysis: &Analysis,
    axis: &Axis,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut all: Vec<&Series> =
        analysis.series.iter().filter(|series| series.rule == SESSIONS).collect();
    if all.is_empty() {
        return Ok(());
    }
    let total = |series: &Series| series.bins.iter().map(|(_, records)| records).sum::<u64>();
    all.sort_by_key(|series| std::cmp::Reverse(total(series)));
    let lang = axis.lang;
    writeln!(
        out,
        "<section id=\"sessions\"><h2>{}</h2><p>{}</p>",
        lang.text("html.sessions"),
        lang.text("html.sessions-read"),
    )?;
    for series in all.iter().take(ACCOUNTS) {
        write_account(series, total(series), analysis, axis, out)?;
    }
    if let Some(more) = all.len().checked_sub(ACCOUNTS).filter(|more| *more > 0) {
        let values = [("more", &*lang.count(more, "more account"))];
        writeln!(out, "<p>{}</p>", lang.say("html.fewer-events", &values))?;
    }
    writeln!(
        out,
        "<div class=\"row\"><span class=\"label\"></span>{}</div></section>",
        axis.labels()
    )
}

fn write_account(
    series: &Series,
    total: u64,
    analysis: &Analysis,
    axis: &Axis,
    out: &mut dyn Write,
) -> io::Result<()> {
    const HEIGHT: f64 = 44.0;
    const LIMIT: f64 = 16.0;
    let account =
        value(series, &["account"]).unwrap_or_else(|| axis.lang.text("html.other-accounts"));
    let object = value(series, &["object_type"]).unwrap_or("session");
    let client = value(series, &["client_type"]).map(|client| format!(", {client}"));
    let mut layer = Layer::new(account.to_owned(), finding(series, analysis), axis);
    layer.add(series, axis);
    let mut svg = format!("<svg class=\"strip plot\" height=\"{HEIGHT}\" aria-hidden=\"true\">");
    svg.push_str(GRID);
    for (column, records) in layer.columns.iter().enumerate().filter(|(_, records)| **records > 0) {
        let place = short(f64::midpoint(axis.edge(column), axis.edge(column + 1)));
        let when = axis.minute(axis.start(column));
        put(
            &mut svg,
            format_args!(
                "<line class=over x1=\"{place}%\" x2=\"{place}%\" y1=\"8\" y2=\"{HEIGHT}\"><title>{when}: {}</title></line>",
                axis.lang.count(usize::try_from(*records).unwrap_or(usize::MAX), "event"),
            ),
        );
    }
    let limit = value(series, &["limit"]).unwrap_or("?");
    put(
        &mut svg,
        format_args!(
            "<line class=limit x1=\"0\" x2=\"100%\" y1=\"{LIMIT}\" y2=\"{LIMIT}\"/>\
             <text x=\"2\" y=\"{}\">{} {}</text></svg>",
            LIMIT + 12.0,
            axis.lang.field("limit"),
            html(limit)
        ),
    );
    writeln!(
        out,
        "<div class=\"row\"><span class=\"label\">{} ({})<br><small>{}{}</small></span>{svg}</div>",
        layer.label(),
        axis.lang.number(total),
        html(object),
        html(&client.unwrap_or_default()),
    )
}
