//! The screens of the interface over the sample bundle, as they are seen, at two sizes.

use ratatui::Terminal;
use ratatui::backend::TestBackend;

use super::*;
use crate::case::{Case, Stop};
use crate::tui::{Ask, Snapshot};

/// The bundle of the samples, analysed once.
struct Browsed {
    case: Case,
    snapshot: Snapshot,
    _folder: tempfile::TempDir,
}

impl Browsed {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("case");
        let args: Vec<std::ffi::OsString> = vec![
            "mbxtrace".into(),
            "analyze".into(),
            // As tests are run: in the folder of the package. So no screen holds where that is.
            "sample-logs/bundle.zip".into(),
            "--quiet".into(),
            "--case".into(),
            place.clone().into(),
        ];
        let mut stderr = Vec::new();
        let status = crate::run(args, &mut io::sink(), &mut stderr);
        assert_ne!(status, ExitStatus::Usage, "{}", String::from_utf8_lossy(&stderr));
        let case = Case::open(&place).unwrap();
        let analysis = case.analysis().unwrap().unwrap();
        let snapshot = Snapshot::of(&case, analysis.into());
        Self { case, snapshot, _folder: folder }
    }

    fn screen(&self, size: (u16, u16)) -> Screen<'_> {
        let (app, effects) = App::new(self.snapshot.clone(), Vec::new(), Zone::UTC);
        let mut screen = Screen { case: &self.case, app, size };
        screen.act(effects);
        let resized = screen.app.resize(size.0, size.1);
        screen.act(resized);
        screen
    }
}

/// One terminal.
struct Screen<'a> {
    case: &'a Case,
    app: App,
    size: (u16, u16),
}

impl Screen<'_> {
    /// Does what is wanted until nothing is.
    fn act(&mut self, effects: Vec<Effect>) {
        let mut waiting = effects;
        while let Some(effect) = waiting.pop() {
            match effect {
                Effect::Ask(lane, number, ask) => {
                    let answer = self.answer(&ask);
                    waiting.extend(self.app.answer(lane, number, answer));
                }
                Effect::Note(note, true) => self.app.noted(vec![note]),
                Effect::Note(_, false) => self.app.noted(Vec::new()),
                Effect::Report(..) | Effect::Quit => {}
            }
        }
    }

    fn answer(&self, ask: &Ask) -> crate::tui::Answer {
        answer(self.case, ask, &Stop::default())
    }

    fn press(&mut self, keys: &[Key]) {
        for key in keys {
            let effects = self.app.update(*key);
            self.act(effects);
        }
    }

    fn write(&mut self, text: &str) {
        let keys: Vec<Key> = text.chars().map(Key::Char).collect();
        self.press(&keys);
    }

    #[track_caller]
    fn is(&self, name: &str) {
        let mut terminal = Terminal::new(TestBackend::new(self.size.0, self.size.1)).unwrap();
        terminal.draw(|frame| draw(&self.app, frame, Theme { color: false })).unwrap();
        let name = format!("{name}_{}x{}", self.size.0, self.size.1);
        insta::assert_snapshot!(name, terminal.backend());
    }
}

/// Every screen that a person meets on the way from the verdict to a note.
fn walk(mut screen: Screen<'_>) {
    screen.is("start");
    screen.write("/http_status:>=500");
    screen.is("filter");
    screen.press(&[Key::Enter, Key::Char('/'), Key::Ctrl('u')]);
    screen.write("statsu:5");
    screen.is("wrong_filter");
    screen.press(&[Key::Esc, Key::Esc, Key::Tab]);
    screen.is("causes");
    // Below the causes stands the finding of the session limit.
    screen.press(&[Key::Char('j'); 4]);
    screen.is("finding");
    screen.press(&[Key::Enter]);
    screen.is("evidence");
    screen.write("a");
    screen.write("ask the Exchange team for the limit");
    screen.is("note_being_written");
    screen.press(&[Key::Enter]);
    screen.is("note");
    screen.press(&[Key::Enter]);
    screen.is("record");
    screen.press(&[Key::Esc]);
    screen.write("F");
    screen.is("following");
    screen.write("t2014-07-08 03:07");
    screen.is("time_being_written");
    screen.press(&[Key::Enter]);
    screen.is("ledger");
    screen.write("?");
    screen.is("help");
}

#[test]
fn screens() {
    let browsed = Browsed::new();
    for size in [(80, 24), (200, 50)] {
        walk(browsed.screen(size));
    }
}
