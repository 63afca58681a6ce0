//! Title, histogram and ledger strip.

use mbxtrace_rules::SlotState;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use super::{Theme, dim};
use crate::case::Bucket;
use crate::report::{inert, number};
use crate::tui::app::App;
use crate::tui::strip;

/// Bars by eighths.
const BARS: [char; 9] = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// The verdict in one line, and where one is.
pub(super) fn title(app: &App, frame: &mut Frame<'_>, area: Rect) {
    let total: u64 = app.counts.1.iter().map(|bucket| bucket.count).sum();
    let state = if app.pending.is_some() { "reading" } else { "" };
    let noun = if total == 1 { "record" } else { "records" };
    let right = format!(" {state} {} {noun}  {} ", number(total), app.zone());
    let room = usize::from(area.width).saturating_sub(right.len());
    let text = inert::clipped(&app.headlines[0], room.saturating_sub(1)).into_owned();
    let reverse = Style::new().add_modifier(Modifier::REVERSED);
    frame.render_widget(Paragraph::new(format!("{text:<room$}{right}")).style(reverse), area);
}

fn column(app: &App, time: i64) -> Option<usize> {
    let (first, _) = app.snapshot.window?;
    let step = app.counts.0.max(1);
    usize::try_from(time.div_euclid(step) - first.div_euclid(step)).ok()
}

/// By column, how many records there are.
fn columns(app: &App, buckets: &[Bucket], width: usize) -> Vec<u64> {
    let mut counts = vec![0; width];
    for bucket in buckets {
        let place = column(app, bucket.start).and_then(|column| counts.get_mut(column));
        if let Some(count) = place {
            *count += bucket.count;
        }
    }
    counts
}

/// Records over the time of the case; spans with failures are red, or else have a `!` below them.
pub(super) fn histogram(app: &App, frame: &mut Frame<'_>, area: Rect, theme: Theme) {
    let Some((first, last)) = app.snapshot.window else { return };
    let width = usize::from(area.width);
    let (_, all, failed) = &app.counts;
    let (all, failed) = (columns(app, all, width), columns(app, failed, width));
    let most = all.iter().copied().max().unwrap_or(0).max(1);
    let rows = usize::from(area.height.saturating_sub(1)).max(1);
    let mut lines = Vec::new();
    for row in (0..rows).rev() {
        let spans = all.iter().zip(&failed).map(|(count, failed)| {
            let eighths = (u128::from(*count) * rows as u128 * 8).div_ceil(u128::from(most));
            let eighths = usize::try_from(eighths).unwrap_or(0).saturating_sub(row * 8).min(8);
            let bar = BARS.get(eighths).copied().unwrap_or(' ').to_string();
            let color = if *failed > 0 { theme.colored(Color::Red) } else { Style::new() };
            Span::styled(bar, color)
        });
        lines.push(Line::from(spans.collect::<Vec<_>>()));
    }
    let (first, last) = (app.zone().show(first), app.zone().show(last));
    let (first, last) = (first.get(..16).unwrap_or(&first), last.get(..16).unwrap_or(&last));
    let room = width.saturating_sub(first.len() + last.len());
    let mut axis: Vec<char> = format!("{first}{:room$}{last}", "").chars().collect();
    let between = first.len()..first.len() + room;
    for (at, failed) in failed.iter().enumerate() {
        if *failed > 0
            && let Some(letter) = axis.get_mut(at).filter(|_| between.contains(&at))
        {
            *letter = '!';
        }
    }
    let here = app.record().and_then(|record| column(app, record.at.time));
    let axis = axis.into_iter().enumerate().map(|(at, letter)| {
        if Some(at) == here {
            Span::styled("^", Style::new().add_modifier(Modifier::REVERSED))
        } else {
            Span::raw(letter.to_string())
        }
    });
    lines.push(Line::from(axis.collect::<Vec<_>>()));
    frame.render_widget(Paragraph::new(lines), area);
}

fn look(state: Option<SlotState>, theme: Theme) -> Style {
    match state {
        Some(SlotState::Stale) => theme.colored(Color::Red).add_modifier(Modifier::BOLD),
        Some(SlotState::Missed) => theme.colored(Color::Red),
        Some(SlotState::Late) => theme.colored(Color::Yellow),
        Some(SlotState::NotCovered | SlotState::Replaced) => dim(),
        Some(SlotState::Seen) | None => Style::new(),
    }
}

/// The slots of subscriptions around the selected record.
pub(super) fn strip(app: &App, frame: &mut Frame<'_>, area: Rect, theme: Theme) {
    let Some(ledger) = app.snapshot.analysis.ledgers.first().filter(|_| area.height > 1) else {
        return;
    };
    let Some(record) = app.record() else { return };
    let label = usize::from(area.width / 3).min(52);
    let width = usize::from(area.width).saturating_sub(label + 1);
    let from = strip::begin(ledger, record.at.time, width);
    let in_hand = record.hit.fields.iter().find(|(name, _)| name == "subscription");
    let in_hand = in_hand.map_or("", |(_, value)| value.as_str());
    let most = usize::from(area.height) - 1;
    let rows = strip::rows(ledger, &app.silences, (from, width), in_hand, most);
    let all = ledger.entries.len();
    let begin = app.zone().show(from);
    let begin = begin.get(11..16).unwrap_or_default();
    let shown = format!("Ledger {} of {}", rows.len(), number(all as u64));
    let middle = "v";
    let pad = (width / 2).saturating_sub(begin.len());
    let seconds = ledger.every / 1_000_000_000;
    let head = format!("{shown:<label$} {begin}{:pad$}{middle} one column {seconds} s", "");
    let mut lines = vec![Line::styled(head, dim())];
    for row in rows {
        let name = format!("{} {}", row.name, row.server);
        let mut spans = vec![Span::raw(format!("{:<label$} ", inert::clipped(&name, label)))];
        spans.extend(
            row.slots
                .into_iter()
                .map(|state| Span::styled(strip::letter(state).to_string(), look(state, theme))),
        );
        lines.push(Line::from(spans));
    }
    frame.render_widget(Paragraph::new(lines), area);
}
