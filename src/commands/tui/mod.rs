//! `tui`: the terminal, the keys, and the threads that ask the case.

mod reader;
#[cfg(test)]
mod tests;

use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use anyhow::Context;
use crossbeam_channel::{Receiver, Sender, select, tick, unbounded};
use ratatui::crossterm::event::{self, Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

#[cfg(test)]
pub(crate) use self::reader::answer;
use self::reader::{Said, Shown};
use super::{case_error, output, surroundings};
use crate::case::Notes;
use crate::cli::TuiArgs;
use crate::clock::Zone;
use crate::exit::{ExitStatus, UsageError};
use crate::report::{self, Lang, Note, ReportFormat, Style};
use crate::settings::case_folder;
use crate::tui::{App, Effect, Key, Theme, draw};

/// How often it is looked whether the case was written.
const LOOK: Duration = Duration::from_secs(1);

/// Runs `tui`.
pub fn run(args: TuiArgs) -> anyhow::Result<ExitStatus> {
    if !io::stdout().is_terminal() || !io::stdin().is_terminal() {
        return Err(UsageError(
            "tui needs a terminal on standard input and output: run it in one, or use `mbxtrace \
             search` and `mbxtrace report`"
                .to_owned(),
        )
        .into());
    }
    let folder = case_folder(args.case, &surroundings()?.folder)?;
    let shown = Shown::open(&folder).map_err(case_error)?;
    let notes = Notes::read(&folder).map_err(|error| UsageError(error.to_string()))?;
    let stop = stop_signals()?;
    let (app, effects) = App::new(shown.snapshot(), notes.0, args.tz);
    let refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let mut terminal = ratatui::try_init().context("cannot use the terminal")?;
    let session = Session { app, folder, theme: Theme { color: !refused } };
    let ended = session.run(shown, effects, &stop, &mut terminal);
    // Whatever happened, the terminal is given back first.
    let restored = ratatui::try_restore();
    ended?;
    restored.context("cannot give the terminal back")?;
    Ok(ExitStatus::Done)
}

/// SIGTERM, SIGHUP and SIGINT end the program in order.
fn stop_signals() -> anyhow::Result<Receiver<()>> {
    let (to, from) = unbounded();
    #[cfg(unix)]
    {
        use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
        let mut caught = signal_hook::iterator::Signals::new([SIGTERM, SIGINT, SIGHUP])
            .context("cannot watch for signals")?;
        thread::Builder::new().name("signals".to_owned()).spawn(move || {
            for _ in caught.forever() {
                if to.send(()).is_err() {
                    return;
                }
            }
        })?;
    }
    #[cfg(not(unix))]
    drop(to);
    Ok(from)
}

struct Session {
    app: App,
    folder: PathBuf,
    theme: Theme,
}

impl Session {
    fn run(
        mut self,
        shown: Shown,
        effects: Vec<Effect>,
        stop: &Receiver<()>,
        terminal: &mut ratatui::DefaultTerminal,
    ) -> anyhow::Result<()> {
        let keys = pressed()?;
        let (said_to, said) = unbounded();
        let lanes = reader::start(shown, &self.folder, &said_to)?;
        let look = tick(LOOK);
        let mut is_on = self.act(effects, &lanes);
        while is_on {
            let size = terminal.size()?;
            let resized = self.app.resize(size.width, size.height);
            self.act(resized, &lanes);
            terminal.draw(|frame| draw(&self.app, frame, self.theme))?;
            let effects = select! {
                recv(keys) -> event => match event?? {
                    Event::Key(key) if key.kind != KeyEventKind::Release => {
                        translated(key).map_or_else(Vec::new, |key| self.app.update(key))
                    }
                    _ => Vec::new(),
                },
                recv(said) -> said => match said? {
                    Said::Answer(lane, number, answer) => self.app.answer(lane, number, answer),
                    Said::Snapshot(snapshot) => self.app.reload(snapshot),
                    Said::Trouble(text) => {
                        self.app.say(text);
                        Vec::new()
                    }
                },
                recv(stop) -> _ => return Ok(()),
                recv(look) -> _ => {
                    lanes.look();
                    continue;
                }
            };
            is_on = self.act(effects, &lanes);
        }
        Ok(())
    }

    /// Does what the interface wants; whether it goes on.
    fn act(&mut self, effects: Vec<Effect>, lanes: &reader::Lanes) -> bool {
        for effect in effects {
            match effect {
                Effect::Ask(lane, number, ask) => lanes.ask(lane, number, ask),
                Effect::Note(note, is_kept) => self.note(&note, is_kept),
                Effect::Report(path, zone) => self.report(&path, zone, lanes),
                Effect::Quit => return false,
            }
        }
        true
    }

    fn note(&mut self, note: &Note, is_kept: bool) {
        match Notes::change(&self.folder, note, is_kept) {
            Ok(notes) => {
                self.app.noted(notes.0);
                self.app.say(if is_kept { "kept" } else { "mark taken off" });
            }
            Err(error) => self.app.say(format!("not kept: {error}")),
        }
    }

    fn report(&mut self, path: &Path, zone: Zone, lanes: &reader::Lanes) {
        let style = Style { color: false, width: 120, zone, lang: Lang::En };
        let analysis = lanes.analysis();
        let written = Notes::read(&self.folder).map_err(anyhow::Error::from).and_then(|notes| {
            output::write(Some(path), &mut io::sink(), |out| {
                report::write(&analysis, ReportFormat::Markdown, out, &style)?;
                report::write_notes(&notes.0, out, &style)
            })
        });
        self.app.say(match written {
            Ok(()) => format!("written: {}", path.display()),
            Err(error) => error.to_string(),
        });
    }
}

/// Keys as they come, from a thread that waits for them.
fn pressed() -> anyhow::Result<Receiver<io::Result<Event>>> {
    let (to, from): (Sender<io::Result<Event>>, _) = unbounded();
    thread::Builder::new().name("keys".to_owned()).spawn(move || {
        loop {
            let event = event::read();
            let is_over = event.is_err();
            if to.send(event).is_err() || is_over {
                return;
            }
        }
    })?;
    Ok(from)
}

fn translated(key: KeyEvent) -> Option<Key> {
    Some(match key.code {
        KeyCode::Char(letter) if key.modifiers.contains(KeyModifiers::CONTROL) => Key::Ctrl(letter),
        KeyCode::Char(letter) => Key::Char(letter),
        KeyCode::Enter => Key::Enter,
        KeyCode::Esc => Key::Esc,
        KeyCode::Tab => Key::Tab,
        KeyCode::BackTab => Key::BackTab,
        KeyCode::Backspace => Key::Backspace,
        KeyCode::Delete => Key::Delete,
        KeyCode::Up => Key::Up,
        KeyCode::Down => Key::Down,
        KeyCode::Left => Key::Left,
        KeyCode::Right => Key::Right,
        KeyCode::PageUp => Key::PageUp,
        KeyCode::PageDown => Key::PageDown,
        KeyCode::Home => Key::Home,
        KeyCode::End => Key::End,
        _ => return None,
    })
}
