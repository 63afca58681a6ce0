//! The incident on one clock: what each source covers, and when each finding held.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io::{self, Write};

use mbxtrace_parsers::Family;
use mbxtrace_rules::{Finding, Severity, State, family_title};

use super::axis::{Axis, GRID, short, write as put};
use crate::report::inert::html;
use crate::report::{Analysis, Source};

/// Findings drawn before the rest is counted, and of one rule.
const FINDINGS: usize = 24;
const OF_ONE_RULE: usize = 6;
const LANE: f64 = 16.0;

/// The class of a level.
pub(super) fn level_class(level: Severity) -> &'static str {
    match level {
        Severity::Critical => "l4",
        Severity::High => "l3",
        Severity::Medium => "l2",
        Severity::Low => "l1",
        Severity::Info => "l0",
    }
}

/// Writes the section.
pub(super) fn write(
    analysis: &Analysis,
    findings: &[&Finding],
    axis: &Axis,
    out: &mut dyn Write,
) -> io::Result<()> {
    let lang = axis.lang;
    let values = [
        ("from", &*axis.minute(axis.first)),
        ("to", &axis.minute(axis.start(axis.columns))),
        ("offset", &axis.offset()),
    ];
    writeln!(
        out,
        "<section id=\"timeline\"><h2>{}</h2><p>{}</p>",
        lang.text("html.timeline"),
        lang.say("html.one-clock", &values),
    )?;
    write_sources(analysis, axis, out)?;
    let shown = heaviest(findings);
    for finding in &shown {
        write_finding(finding, axis, out)?;
    }
    writeln!(out, "<div class=\"row\"><span class=\"label\"></span>{}</div>", axis.labels())?;
    if let Some(more) = findings.len().checked_sub(shown.len()).filter(|more| *more > 0) {
        let more = lang.say("html.less-grave", &[("more", &lang.count(more, "more finding"))]);
        writeln!(out, "<p><a href=\"#findings\">{more}</a></p>")?;
    }
    writeln!(out, "</section>")
}

/// The heaviest findings, some of each rule, in the order in which they began.
fn heaviest<'a>(findings: &[&'a Finding]) -> Vec<&'a Finding> {
    let length = |one: &Finding| one.last.unwrap_or(i64::MAX).saturating_sub(one.first);
    let mut all: Vec<_> = findings.iter().copied().filter(|one| one.is_dated()).collect();
    all.sort_by_key(|one| Reverse((one.level, one.members.len(), one.count, length(one))));
    let mut of_rule: BTreeMap<&str, usize> = BTreeMap::new();
    all.retain(|one| {
        let so_far = of_rule.entry(&one.rule).or_default();
        *so_far += 1;
        *so_far <= OF_ONE_RULE
    });
    all.truncate(FINDINGS);
    all.sort_by_key(|one| one.first);
    all
}

/// A lane for each family of each node: a bar a file.
fn write_sources(analysis: &Analysis, axis: &Axis, out: &mut dyn Write) -> io::Result<()> {
    let mut lanes: BTreeMap<(&str, Family), Vec<(usize, &Source)>> = BTreeMap::new();
    for (number, source) in (1..).zip(&analysis.sources) {
        if let Some(format) = source.format.filter(|_| source.first.is_some()) {
            lanes.entry((&source.node, format.family())).or_default().push((number, source));
        }
    }
    for ((node, of), sources) in lanes {
        let mut svg = format!("<svg class=strip height=\"{LANE}\" aria-hidden=\"true\">");
        svg.push_str(GRID);
        for (_, source) in &sources {
            put_source(&mut svg, source, axis);
        }
        svg.push_str("</svg>");
        let place = sources.first().map_or(0, |(number, _)| *number);
        let node = if node.is_empty() { axis.lang.text("html.unnamed-node") } else { node };
        writeln!(
            out,
            "<div class=\"row\"><span class=\"label\"><a href=\"#s{place}\">{}</a> {}</span>{svg}</div>",
            html(node),
            html(&axis.lang.sentence(family_title(of))),
        )?;
    }
    Ok(())
}

fn put_source(svg: &mut String, source: &Source, axis: &Axis) {
    let (Some(first), Some(last)) = (source.first, source.last) else { return };
    let (from, to) = (axis.place(first), axis.place(last));
    put(
        svg,
        format_args!(
            "<rect class=src x=\"{}%\" width=\"{}%\" y=\"5\" height=\"6\"><title>{}: {} … {}</title></rect>",
            short(from),
            short((to - from).max(0.2)),
            html(&source.path),
            axis.minute(first),
            axis.minute(last),
        ),
    );
}

fn write_finding(finding: &Finding, axis: &Axis, out: &mut dyn Write) -> io::Result<()> {
    let class = level_class(finding.level);
    let from = axis.place(finding.first);
    let is_open = finding.state == State::Open || finding.last.is_none();
    let to = if is_open { 100.0 } else { axis.place(finding.last.unwrap_or(finding.first)) };
    let until = match finding.last.filter(|_| !is_open) {
        Some(last) => axis.minute(last),
        None => axis.lang.word("state", State::Open.name()),
    };
    let (title, id) = (html(&finding.title), html(&finding.id));
    let (x, wide) = (short(from), short(to - from));
    let mut svg = format!("<svg class=strip height=\"{LANE}\" aria-hidden=\"true\">");
    svg.push_str(GRID);
    put(
        &mut svg,
        format_args!(
            "<g class={class}><title>{title}: {} … {until}</title>\
             <rect x=\"{x}%\" width=\"{wide}%\" y=\"4\" height=\"8\"/>\
             <circle cx=\"{x}%\" cy=\"8\" r=\"4\"/></g></svg>",
            axis.minute(finding.first),
        ),
    );
    writeln!(
        out,
        "<div class=\"row\"><span class=\"label\" title=\"{title}\"><a href=\"#f-{id}\">{title}</a></span>{svg}</div>"
    )
}
