//! What a row of the ledger looks like: colours with shapes, so that neither is needed alone.

use mbxtrace_rules::SlotState;

use super::axis::{Axis, GRID, short, write as put};
use super::columns::{Shares, Span};
use crate::report::Lang;

/// Height of a row and of the band of a server, pixels.
pub(super) const ROW: f64 = 14.0;
const BAND: f64 = 44.0;

/// What a state is called, and its class in the style sheet.
pub(super) fn look(state: SlotState, lang: Lang) -> (&'static str, &'static str) {
    let (key, class) = match state {
        SlotState::Seen => ("ledger.seen", "s0"),
        SlotState::Late => ("ledger.late", "s1"),
        SlotState::Missed => ("ledger.missed", "s2"),
        SlotState::Stale => ("ledger.stale", "s3"),
        SlotState::NotCovered => ("ledger.not-covered", "s4"),
        SlotState::Replaced => ("ledger.replaced", "s5"),
    };
    (lang.text(key), class)
}

/// Top and height of a state's bar: told apart without any colour.
pub(super) fn shape(state: SlotState) -> (f64, f64) {
    match state {
        SlotState::Seen => (ROW - 5.0, 4.0),
        SlotState::Late => (ROW - 9.0, 8.0),
        SlotState::Missed | SlotState::Stale => (1.0, ROW - 2.0),
        SlotState::NotCovered => (4.0, ROW - 5.0),
        SlotState::Replaced => (ROW - 4.0, 2.0),
    }
}

/// The drawing of one row.
pub(super) fn strip(spans: &[Span], anew: &[i64], axis: &Axis) -> String {
    let mut svg = format!("<svg class=strip height=\"{ROW}\" aria-hidden=\"true\">");
    svg.push_str(GRID);
    for (from, to, cell) in spans {
        let Some(state) = cell else { continue };
        let (name, class) = look(*state, axis.lang);
        let (y, height) = shape(*state);
        let place = axis.span(*from, *to);
        put(&mut svg, format_args!("<rect class={class} {place} y=\"{y}\" height=\"{height}\""));
        if *state == SlotState::Seen {
            svg.push_str("/>");
        } else {
            let (first, end) = (axis.minute(axis.start(*from)), axis.clock(axis.start(*to)));
            put(
                &mut svg,
                format_args!("><title>{name}, {} × {first} … {end}</title></rect>", to - from),
            );
        }
    }
    for at in anew {
        let place = short(axis.place(*at));
        let when = axis.lang.say("ledger.anew-at", &[("at", &axis.second(*at))]);
        put(
            &mut svg,
            format_args!(
                "<svg class=m x=\"{place}%\" width=\"10\" height=\"8\"><path class=k d=\"M0 0l5 6 5-6z\">\
                 <title>{when}</title></path></svg>"
            ),
        );
    }
    svg.push_str("</svg>");
    svg
}

/// The share of a server's subscriptions in each state, column by column, worst at the bottom.
pub(super) fn band(shares: &Shares, axis: &Axis) -> String {
    const ORDER: [usize; 6] = [3, 2, 1, 4, 5, 0];
    let all = shares.counts.iter().map(|column| column.iter().sum::<u32>()).max();
    let all = f64::from(all.unwrap_or(0).max(1));
    let mut svg = format!("<svg class=\"strip band\" height=\"{BAND}\" aria-hidden=\"true\">");
    let mut from = 0;
    for run in shares.counts.chunk_by(|one, other| one == other) {
        let to = from + run.len();
        let Some(column) = run.first() else { continue };
        let place = axis.span(from, to);
        let mut top = BAND;
        let title = band_title(column, from, axis);
        for which in ORDER {
            let counted = column.get(which).copied().unwrap_or(0);
            let Some(state) = SlotState::ALL.get(which).filter(|_| counted > 0) else { continue };
            // One in ten thousand is still seen.
            let height = (f64::from(counted) / all * (BAND - 2.0)).max(1.5).min(top);
            top -= height;
            let class = look(*state, axis.lang).1;
            put(
                &mut svg,
                format_args!(
                    "<rect class={class} {place} y=\"{}\" height=\"{}\">{title}</rect>",
                    short(top),
                    short(height)
                ),
            );
        }
        from = to;
    }
    svg.push_str(GRID);
    svg.push_str("</svg>");
    svg
}

fn band_title(column: &[u32; 6], from: usize, axis: &Axis) -> String {
    let states = SlotState::ALL.into_iter().zip(column).filter(|(_, count)| **count > 0);
    let words: Vec<_> = states
        .map(|(state, count)| {
            format!("{} {}", axis.lang.number(u64::from(*count)), look(state, axis.lang).0)
        })
        .collect();
    format!("<title>{}: {}</title>", axis.minute(axis.start(from)), words.join(", "))
}
