//! The one clock that all pictures of a page share: window, columns of five minutes or a multiple,
//! ticks at round local times.

use std::fmt::Write as _;

use mbxtrace_rules::BIN;

use crate::clock::Zone;
use crate::report::{Analysis, Lang};

const SECOND: i64 = 1_000_000_000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// Most columns of a picture: narrower ones could not be told apart.
const COLUMNS: i64 = 300;
/// Widths of a column: a five-minute slot, or a multiple that divides a day.
const WIDTHS: [i64; 10] =
    [BIN, 2 * BIN, 3 * BIN, 6 * BIN, HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY];
/// Distances of ticks, of which the first that gives at most [`TICKS`] is taken.
const STEPS: [i64; 12] = [
    BIN,
    15 * MINUTE,
    30 * MINUTE,
    HOUR,
    2 * HOUR,
    3 * HOUR,
    6 * HOUR,
    12 * HOUR,
    DAY,
    2 * DAY,
    7 * DAY,
    28 * DAY,
];
const TICKS: i64 = 9;

/// The lines at the ticks, drawn once for the page.
pub(super) const GRID: &str = "<use href=\"#grid\"/>";

/// Time to place. Places are in per cent of the width.
#[derive(Clone, Copy, Debug)]
pub(super) struct Axis {
    /// Begin of the first column.
    pub(super) first: i64,
    /// Width of a column, nanoseconds.
    pub(super) width: i64,
    pub(super) columns: usize,
    zone: Zone,
    /// What the pictures are labelled in.
    pub(super) lang: Lang,
}

impl Axis {
    /// The axis of an analysis; `None` if it has no time at all.
    pub(super) fn of(analysis: &Analysis, zone: Zone, lang: Lang) -> Option<Self> {
        let (first, last) = analysis.window?;
        Some(Self::between(first, last, zone, lang))
    }

    /// The axis of a window, both ends in it.
    pub(super) fn between(first: i64, last: i64, zone: Zone, lang: Lang) -> Self {
        let last = last.max(first);
        let fits = |width: i64| (last.saturating_sub(first)) / width < COLUMNS - 1;
        let widest = last.saturating_sub(first) / COLUMNS / DAY * DAY + DAY;
        let width = WIDTHS.into_iter().find(|width| fits(*width)).unwrap_or(widest);
        let first = first.div_euclid(width) * width;
        let columns = (last - first) / width + 1;
        Self { first, width, columns: usize::try_from(columns).unwrap_or(1), zone, lang }
    }

    /// End of the last column.
    pub(super) fn end(&self) -> i64 {
        self.start(self.columns)
    }

    /// Begin of a column.
    pub(super) fn start(&self, column: usize) -> i64 {
        let column = i64::try_from(column).unwrap_or(0);
        self.first.saturating_add(column.saturating_mul(self.width))
    }

    /// The column of an instant, held inside.
    pub(super) fn column(&self, time: i64) -> usize {
        let column = time.saturating_sub(self.first).max(0) / self.width;
        usize::try_from(column).unwrap_or(0).min(self.columns - 1)
    }

    /// Place of an instant, per cent, held inside.
    pub(super) fn place(&self, time: i64) -> f64 {
        let share = ratio(time.saturating_sub(self.first)) / ratio(self.end() - self.first);
        (share * 100.0).clamp(0.0, 100.0)
    }

    /// Place of the begin of a column, per cent.
    pub(super) fn edge(&self, column: usize) -> f64 {
        self.place(self.start(column))
    }

    /// `x` and `width` of columns, as attributes of a rectangle.
    pub(super) fn span(&self, from: usize, to: usize) -> String {
        let (from, to) = (self.edge(from), self.edge(to));
        format!("x=\"{}%\" width=\"{}%\"", short(from), short(to - from))
    }

    /// `2014-06-29 11:30` of an instant, local.
    pub(super) fn minute(&self, time: i64) -> String {
        self.zone.show(time).get(..16).unwrap_or_default().to_owned()
    }

    /// `06-29 11:30:05` of an instant, local.
    pub(super) fn second(&self, time: i64) -> String {
        self.zone.show(time).get(5..19).unwrap_or_default().to_owned()
    }

    /// `11:30` of an instant, local.
    pub(super) fn clock(&self, time: i64) -> String {
        self.zone.show(time).get(11..16).unwrap_or_default().to_owned()
    }

    /// The offset of the axis' first instant, `+00:00`.
    pub(super) fn offset(&self) -> String {
        Zone::Fixed(self.zone.utc_offset_at(self.first)).to_string()
    }

    /// How wide a column is, in words.
    pub(super) fn column_words(&self) -> String {
        let minutes = self.width / MINUTE;
        match minutes {
            1440.. => format!("{} {}", minutes / 1440, self.lang.text("compare.day")),
            60.. => format!("{} h", minutes / 60),
            _ => format!("{minutes} min"),
        }
    }

    /// Instants of ticks: round local times, inside the window.
    pub(super) fn ticks(&self) -> (Vec<i64>, i64) {
        let length = self.end() - self.first;
        let step = STEPS.into_iter().find(|step| length / step < TICKS);
        let step = step.unwrap_or(length / TICKS / DAY * DAY + DAY);
        let local = self.zone.utc_to_local(self.first);
        let mut at = local.div_euclid(step) * step;
        let mut ticks = Vec::new();
        while ticks.len() < 40 {
            let utc = self.zone.local_to_utc(at);
            if utc >= self.end() {
                break;
            }
            if utc >= self.first && ticks.last() != Some(&utc) {
                ticks.push(utc);
            }
            at += step;
        }
        (ticks, step)
    }

    /// Lines at the ticks, for the background of every picture ([`GRID`]).
    pub(super) fn lines(&self) -> String {
        let mut svg = String::from("<g id=\"grid\">");
        for tick in self.ticks().0 {
            let place = short(self.place(tick));
            write(
                &mut svg,
                format_args!(
                    "<line class=g x1=\"{place}%\" x2=\"{place}%\" y1=\"0\" y2=\"100%\"/>"
                ),
            );
        }
        svg.push_str("</g>");
        svg
    }

    /// The row of labels: times, and the date where it changes.
    pub(super) fn labels(&self) -> String {
        let mut svg = String::from("<svg class=axis height=\"30\" aria-hidden=\"true\">");
        let (ticks, step) = self.ticks();
        let mut date = String::new();
        for tick in ticks {
            let place = self.place(tick);
            let anchor = if place > 93.0 {
                " text-anchor=\"end\""
            } else if place < 3.0 {
                ""
            } else {
                " text-anchor=\"middle\""
            };
            let shown = self.minute(tick);
            let day = shown.get(..10).unwrap_or_default().to_owned();
            let place = short(place);
            if step < DAY {
                let clock = self.clock(tick);
                write(
                    &mut svg,
                    format_args!("<text x=\"{place}%\" y=\"12\"{anchor}>{clock}</text>"),
                );
            }
            if day != date {
                let y = if step < DAY { 26 } else { 12 };
                let class = if step < DAY { " class=d" } else { "" };
                write(
                    &mut svg,
                    format_args!("<text{class} x=\"{place}%\" y=\"{y}\"{anchor}>{day}</text>"),
                );
                date = day;
            }
        }
        svg.push_str("</svg>");
        svg
    }
}

/// A number with at most two decimals and none that say nothing.
pub(super) fn short(value: f64) -> String {
    let text = format!("{value:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

/// For places and heights alone: nobody sees the last bit.
#[expect(clippy::cast_precision_loss, reason = "a picture has no more than a few thousand pixels")]
pub(super) fn ratio(value: i64) -> f64 {
    value as f64
}

/// Appends to text in memory, which does not fail.
pub(super) fn write(to: &mut String, text: std::fmt::Arguments<'_>) {
    to.write_fmt(text).expect("writing to memory does not fail");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn axis(first: i64, last: i64) -> Axis {
        let window = Some((first, last));
        Axis::of(&Analysis { window, ..Analysis::default() }, Zone::UTC, Lang::En)
            .expect("a window")
    }

    #[test]
    fn columns_are_slots_of_five_minutes_until_there_are_too_many() {
        let day = axis(10 * DAY, 11 * DAY - 1);
        assert_eq!((day.width, day.columns), (BIN, 288));
        let week = axis(10 * DAY, 17 * DAY);
        assert_eq!((week.column_words().as_str(), week.columns), ("1 h", 169));
        let decade = axis(0, 3650 * DAY);
        assert!(decade.columns <= 301, "{}", decade.columns);
        let instant = axis(7, 7);
        assert_eq!((instant.columns, short(instant.place(7))), (1, "0".to_owned()));
    }

    #[test]
    fn ticks_stand_at_round_times_and_are_few() {
        for hours in [1, 3, 7, 24, 100, 1000, 90_000] {
            let axis = axis(10 * DAY + 17 * MINUTE, 10 * DAY + hours * HOUR);
            let (ticks, step) = axis.ticks();
            assert!((1..=10).contains(&ticks.len()), "{hours} h: {}", ticks.len());
            assert!(ticks.iter().all(|tick| tick % step.min(DAY) == 0), "{hours} h");
        }
    }
}
