//! The selected record or finding as a whole, and the help.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Borders, Clear, Paragraph, Wrap};

use super::{Theme, block};
use crate::report::{self, Lang, cause_points, inert, number, styled_finding};
use crate::tui::app::{App, Pane};
use crate::tui::side::Item;

/// Most lines of one record.
const LINES: usize = 4000;

/// Draws the pane.
pub(super) fn draw(app: &App, frame: &mut Frame<'_>, area: Rect, theme: Theme) {
    let (title, lines) = match app.pane {
        Pane::Side => (" Detail ".to_owned(), item(app, area.width.into())),
        _ => (" Record ".to_owned(), record(app, theme)),
    };
    let block = block(title, app.pane == Pane::Details);
    // Wrapped between words, a line may take one more than its width says: room to scroll is no harm.
    let width = usize::from(area.width.max(1));
    let shown: usize = lines.iter().map(|line| line.width().div_ceil(width).max(1)).sum();
    let most = (shown + 1).saturating_sub(usize::from(area.height.saturating_sub(1)));
    let text = Paragraph::new(lines).block(block).wrap(Wrap { trim: false });
    let scroll = app.scroll.min(u16::try_from(most).unwrap_or(u16::MAX));
    frame.render_widget(text.scroll((scroll, 0)), area);
}

fn plain(text: &str) -> Vec<Line<'static>> {
    text.lines().take(LINES).map(|line| Line::raw(inert::line(line).into_owned())).collect()
}

fn labelled(label: &str, text: &str) -> Line<'static> {
    let bold = Style::new().add_modifier(Modifier::BOLD);
    let label = format!("{}: ", inert::line(label));
    Line::from(vec![Span::styled(label, bold), Span::raw(inert::line(text).into_owned())])
}

fn record(app: &App, theme: Theme) -> Vec<Line<'static>> {
    let Some(record) = app.record() else { return Vec::new() };
    let hit = &record.hit;
    let mut head = app.zone().show(record.at.time);
    if hit.quality != mbxtrace_parsers::TimeQuality::Exact {
        head = format!("{head} ({})", hit.quality.name().replace('_', " "));
    }
    let node = if hit.node.is_empty() { "-" } else { &hit.node };
    let head = format!("{head}  {}  {node}  {}", hit.level, hit.component);
    let mut lines = vec![Line::styled(inert::line(&head).into_owned(), theme.level(&hit.level))];
    lines.extend(note(app, &|note| note.path == hit.path && note.offset == hit.offset));
    lines.extend(plain(&hit.text));
    lines.extend(hit.fields.iter().map(|(name, value)| labelled(name, value)));
    let place = format!("{}:{} (offset {})", hit.path, number(hit.line), hit.offset);
    lines.push(labelled("at", &place));
    lines
}

fn note(app: &App, is_it: &dyn Fn(&report::Note) -> bool) -> Vec<Line<'static>> {
    let noted = app.notes.iter().filter(|note| is_it(note) && !note.text.is_empty());
    noted.map(|note| labelled("note", &note.text)).collect()
}

fn item(app: &App, width: usize) -> Vec<Line<'static>> {
    let analysis = &app.snapshot.analysis;
    match app.items.get(app.item) {
        Some(Item::Cause(at)) => {
            let Some(cause) = analysis.causes.get(*at) else { return Vec::new() };
            let head = format!("{} ({}, {})", cause.title, cause.id, cause.certainty.name());
            let mut lines = plain(&head);
            let points = cause_points(cause, Lang::En);
            lines.extend(points.iter().map(|(label, text)| labelled(label, text)));
            lines
        }
        Some(Item::Finding(at, _)) => {
            let Some(finding) = analysis.findings.get(*at) else { return Vec::new() };
            let mut lines = note(app, &|note| note.finding == finding.id);
            let style = report::Style { color: false, width, zone: app.zone(), lang: Lang::En };
            lines.extend(plain(&styled_finding(finding, &analysis.remedies, &style)));
            lines
        }
        None => Vec::new(),
    }
}

const HELP: &str = "
 j k  arrows      down, up            Tab     timeline <-> causes and findings
 Space b  d u     page, half page     Enter   whole record; evidence
 g G              first, last         Esc     back to where you were
 F                follow the end of   f       from a record to its finding
                  a case written to   J K     scroll the detail of a finding,
 n N              next, previous              next record while one is open
                  failure             m       mark; again: take it off
 /                filter as you type  a       note (kept in the case)
 t                go to a time        '       next mark
 z                UTC <-> --tz        w       write the Markdown report with
                                              marks and notes
 ?                this page           q       quit

 filter:   word  \"two words\"  wor*  /regex/  field:value  http_status:>=500
           a AND b  a OR b  NOT a  ( )
 timeline: m marked  * evidence of a finding  C E W critical, error, warning
           ~ zone assumed
 ledger:   . seen  l late  M missed  S stale  ? not covered  r replaced

 any key closes this";

/// Draws the help over everything.
pub(super) fn help(frame: &mut Frame<'_>, area: Rect) {
    let is_framed = area.width > 82 && area.height > 24;
    let (width, height) = if is_framed { (82, 24) } else { (80, 22) };
    let (width, height) = (width.min(area.width), height.min(area.height));
    let area = Rect {
        x: area.x + (area.width - width) / 2,
        y: area.y + (area.height - height) / 2,
        width,
        height,
    };
    frame.render_widget(Clear, area);
    let mut block = block(" Keys ".to_owned(), true);
    if is_framed {
        block = block.borders(Borders::ALL);
    }
    frame.render_widget(Paragraph::new(HELP).block(block), area);
}
