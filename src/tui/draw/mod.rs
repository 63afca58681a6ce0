//! Puts the interface on a frame. Whatever a log holds is inert here; widths are the terminal's.

mod details;
mod top;

use mbxtrace_parsers::{Family, TimeQuality};
use mbxtrace_rules::Severity;
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::{Color, Modifier, Style};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Borders, Clear, Paragraph, Wrap};

use super::app::{App, Pane};
use super::prompt::Purpose;
use super::side::Item;
use crate::report::inert;
use crate::search::Record;

/// Columns from which the side has room for whole titles.
const WIDE: u16 = 120;

/// How things look.
#[derive(Clone, Copy, Debug)]
pub struct Theme {
    /// Whether colours are wanted (`NO_COLOR` says no); letters say the same without.
    pub color: bool,
}

impl Theme {
    fn level(self, level: &str) -> Style {
        let color = match level {
            "critical" | "error" | "high" => Color::Red,
            "warning" | "medium" => Color::Yellow,
            "debug" => Color::DarkGray,
            _ => return Style::new(),
        };
        self.colored(color)
    }

    fn colored(self, color: Color) -> Style {
        if self.color { Style::new().fg(color) } else { Style::new() }
    }
}

/// What stands back, also where there is no colour.
fn dim() -> Style {
    Style::new().add_modifier(Modifier::DIM)
}

/// Draws everything.
pub fn draw(app: &App, frame: &mut Frame<'_>, theme: Theme) {
    let area = frame.area();
    let is_large = area.height >= 36;
    let ledger = if app.snapshot.analysis.ledgers.is_empty() {
        0
    } else if is_large {
        8
    } else {
        4
    };
    let heights = [
        Constraint::Length(1),
        Constraint::Length(if is_large { 4 } else { 2 }),
        Constraint::Min(3),
        Constraint::Length(ledger),
        Constraint::Length(1),
    ];
    let [title, histogram, middle, strip, status] = Layout::vertical(heights).areas(area);
    top::title(app, frame, title);
    top::histogram(app, frame, histogram, theme);
    panes(app, frame, middle, theme);
    top::strip(app, frame, strip, theme);
    last_line(app, frame, status);
    fault(app, frame, middle, theme);
    if app.is_help {
        details::help(frame, area);
    }
}

fn panes(app: &App, frame: &mut Frame<'_>, area: Rect, theme: Theme) {
    let side = match (area.width >= WIDE, app.pane) {
        (true, _) => area.width * 2 / 5,
        (false, Pane::Side) => area.width * 3 / 5,
        (false, _) => area.width * 3 / 10,
    };
    if app.pane == Pane::Details && area.width < WIDE {
        return details::draw(app, frame, area, theme);
    }
    let sides = [Constraint::Min(10), Constraint::Length(side)];
    let [left, right] = Layout::horizontal(sides).areas(area);
    let below = match app.pane {
        Pane::Details => area.height * 3 / 5,
        Pane::Side if area.width < WIDE => area.height / 2,
        _ => area.height / 3,
    };
    let halves = [Constraint::Min(3), Constraint::Length(below)];
    if area.width >= WIDE || app.pane != Pane::Side {
        let [upper, lower] = Layout::vertical(halves).areas(left);
        timeline(app, frame, upper, theme);
        details::draw(app, frame, lower, theme);
        findings(app, frame, right, theme);
    } else {
        let [upper, lower] = Layout::vertical(halves).areas(area);
        findings(app, frame, upper, theme);
        details::draw(app, frame, lower, theme);
    }
}

/// A block with a title; the one with the keys stands out.
fn block(title: String, has_keys: bool) -> Block<'static> {
    let style = if has_keys {
        Style::new().add_modifier(Modifier::BOLD | Modifier::REVERSED)
    } else {
        Style::new()
    };
    Block::new().borders(Borders::TOP).title(Span::styled(title, style))
}

fn first_shown(selected: usize, count: usize, height: usize) -> usize {
    selected.saturating_sub(height / 2).min(count.saturating_sub(height))
}

fn timeline(app: &App, frame: &mut Frame<'_>, area: Rect, theme: Theme) {
    let filter = if app.query.is_empty() { "all" } else { &app.query };
    let title = format!(" Timeline: {} ", inert::line(filter));
    let block = block(title, app.pane == Pane::Timeline);
    let inner = block.inner(area);
    frame.render_widget(block, area);
    let records = &app.timeline.records;
    if records.is_empty() {
        let text = if app.pending.is_some() { "reading ..." } else { "no record" };
        return frame.render_widget(Paragraph::new(text), inner);
    }
    let height = usize::from(inner.height);
    let first = first_shown(app.timeline.selected, records.len(), height);
    let rows = records.iter().enumerate().skip(first).take(height);
    let lines: Vec<Line<'_>> = rows
        .map(|(at, record)| {
            let line = record_line(app, record, inner.width, theme);
            if at == app.timeline.selected { selected(line, app.pane != Pane::Side) } else { line }
        })
        .collect();
    frame.render_widget(Paragraph::new(lines), inner);
}

fn selected(line: Line<'_>, has_keys: bool) -> Line<'_> {
    let how = if has_keys { Modifier::REVERSED } else { Modifier::UNDERLINED };
    line.patch_style(Style::new().add_modifier(how))
}

/// `m*E 11:42:07 node  text`: marked, evidence, level.
fn record_line<'a>(app: &App, record: &'a Record, width: u16, theme: Theme) -> Line<'a> {
    let hit = &record.hit;
    let is_marked = app.notes.iter().any(|note| note.path == hit.path && note.offset == hit.offset);
    let is_evidence = app.evidence.binary_search(&record.at).is_ok();
    let level = match hit.level.as_str() {
        "critical" => 'C',
        "error" => 'E',
        "warning" => 'W',
        _ => ' ',
    };
    let mark = if is_marked { 'm' } else { ' ' };
    let star = if is_evidence { '*' } else { ' ' };
    let shown = app.zone().show(record.at.time);
    let digits = if width >= WIDE / 2 { 5..19 } else { 11..19 };
    let mut time = shown.get(digits).unwrap_or(&shown).to_owned();
    if hit.quality == TimeQuality::Undated {
        time = " ".repeat(time.len());
    }
    time.push(if hit.quality == TimeQuality::ZoneAssumed { '~' } else { ' ' });
    let name = hit.format.map_or("?", |format| short(format.family()));
    let text: String = hit.text.chars().take(usize::from(width) * 2).collect();
    Line::from(vec![
        Span::raw(format!("{mark}{star}")),
        Span::styled(format!("{level} "), theme.level(&hit.level)),
        Span::styled(format!("{time}{name:<5} "), dim()),
        Span::styled(inert::line(text.trim_end()).into_owned(), theme.level(&hit.level)),
    ])
}

/// A family in five letters.
fn short(family: Family) -> &'static str {
    match family {
        Family::CucDiag => "diag",
        Family::JettyRequestLog => "jetty",
        Family::CiscoSyslog => "sysl",
        Family::WindowsEvent => "win",
        Family::IisLog => "iis",
        Family::Imap4Log => "imap4",
        Family::SmtpLog => "smtp",
        Family::EwsLog => "ews",
        Family::Config => "conf",
        Family::CliOutput => "cli",
    }
}

fn findings(app: &App, frame: &mut Frame<'_>, area: Rect, theme: Theme) {
    let analysis = &app.snapshot.analysis;
    let (causes, found) = (analysis.causes.len(), analysis.findings.len());
    let title = format!(" Causes {causes} · Findings {found} ");
    let block = block(title, app.pane == Pane::Side).borders(Borders::TOP | Borders::LEFT);
    let inner = block.inner(area);
    frame.render_widget(block, area);
    if app.items.is_empty() {
        let text = "nothing found, or nothing analysed yet";
        return frame.render_widget(Paragraph::new(text).wrap(Wrap { trim: false }), inner);
    }
    let height = usize::from(inner.height);
    let first = first_shown(app.item, app.items.len(), height);
    let rows = app.items.iter().enumerate().skip(first).take(height);
    let lines: Vec<Line<'_>> = rows
        .map(|(at, item)| {
            let line = item_line(app, *item, inner.width.into(), theme);
            if at == app.item { selected(line, app.pane == Pane::Side) } else { line }
        })
        .collect();
    frame.render_widget(Paragraph::new(lines), inner);
}

/// One line; a title that is cut says so.
fn item_line(app: &App, item: Item, width: usize, theme: Theme) -> Line<'static> {
    let analysis = &app.snapshot.analysis;
    match item {
        Item::Cause(at) => {
            let Some(cause) = analysis.causes.get(at) else { return Line::default() };
            let text = format!("{} {} {}", cause.id, cause.certainty.name(), cause.title);
            let text = inert::clipped(&text, width).into_owned();
            Line::styled(text, Style::new().add_modifier(Modifier::BOLD))
        }
        Item::Finding(at, is_member) => {
            let Some(finding) = analysis.findings.get(at) else { return Line::default() };
            let is_marked = app.notes.iter().any(|note| note.finding == finding.id);
            let letter = match finding.level {
                Severity::Critical => 'C',
                Severity::High => 'H',
                Severity::Medium => 'M',
                Severity::Low => 'L',
                Severity::Info => 'i',
            };
            let mark = if is_marked { 'm' } else { ' ' };
            let indent = if is_member { "  " } else { "" };
            let time = app.zone().show(finding.first);
            let time = time.get(11..16).unwrap_or_default();
            let text = format!("{mark}{letter} {indent}{time} {}", finding.title);
            let text = inert::clipped(&text, width).into_owned();
            Line::styled(text, theme.level(finding.level.name()))
        }
    }
}

fn last_line(app: &App, frame: &mut Frame<'_>, area: Rect) {
    let Some(prompt) = &app.prompt else {
        let keys = "/ filter  n N failure  Tab findings  Enter open  Esc back  ? help  q quit";
        let mut text = if app.message.is_empty() { keys } else { app.message.as_str() };
        if app.is_following && app.message.is_empty() {
            text = "F or up leaves it  / filter  Tab findings  ? help  q quit";
        }
        let following = if app.is_following { "FOLLOWING the end  " } else { "" };
        let text = format!("{following}{}", inert::line(text));
        return frame.render_widget(Paragraph::new(text), area);
    };
    let label = match prompt.purpose {
        Purpose::Filter => "/",
        Purpose::Time => "go to time: ",
        Purpose::Note => "note: ",
        Purpose::Report => "write report to: ",
    };
    let before = format!("{label}{}", prompt.before());
    let cursor = u16::try_from(Line::raw(before.as_str()).width()).unwrap_or(u16::MAX);
    let hidden = cursor.saturating_sub(area.width.saturating_sub(1));
    let text = format!("{label}{}", prompt.text());
    frame.render_widget(Paragraph::new(inert::line(&text).into_owned()).scroll((0, hidden)), area);
    frame.set_cursor_position((area.x + cursor - hidden, area.y));
    if prompt.purpose == Purpose::Time && !app.message.is_empty() {
        let above = Rect { y: area.y.saturating_sub(1), ..area };
        frame.render_widget(Clear, above);
        frame.render_widget(Paragraph::new(inert::line(&app.message).into_owned()), above);
    }
}

/// What is wrong with the filter, above the line it is typed in.
fn fault(app: &App, frame: &mut Frame<'_>, area: Rect, theme: Theme) {
    if app.fault.is_empty() {
        return;
    }
    let lines: Vec<Line<'_>> =
        app.fault.lines().map(|line| Line::raw(inert::line(line).into_owned())).collect();
    let width = usize::from(area.width.max(1));
    // Wrapped between words, a long line fills about three quarters of its rows or more.
    let filled = width.saturating_sub(width.min(80) / 4).max(1);
    let rows = |line: &Line<'_>| {
        if line.width() <= width { 1 } else { line.width().div_ceil(filled) }
    };
    let rows: usize = lines.iter().map(rows).sum();
    let height = u16::try_from(rows + 1).unwrap_or(u16::MAX).min(area.height);
    let area = Rect { y: area.bottom() - height, height, ..area };
    frame.render_widget(Clear, area);
    let block = Block::new().borders(Borders::TOP).title(" The filter is not understood ");
    let text = Paragraph::new(lines)
        .block(block)
        .wrap(Wrap { trim: false })
        .style(theme.colored(Color::Yellow));
    frame.render_widget(text, area);
}
