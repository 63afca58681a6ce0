//! Laws of the interface: whatever is pressed, the selection is in range, and back leads back.

use proptest::prelude::*;

use super::app::Pane;
use super::*;
use crate::case::Stop;
use crate::clock::Zone;
use crate::report::{Analysis, Note};
use crate::search::{self, Side};

struct Bench {
    case: crate::case::Case,
    folder: tempfile::TempDir,
}

impl Bench {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let target = crate::case::sample::notification("0a1b\u{202e}");
        let log: String = (0..900)
            .map(|second| {
                let status = if second % 97 == 0 { "503" } else { "200" };
                crate::case::sample::line(second * 3, "192.0.2.1", &target, status)
            })
            .collect();
        let case = crate::case::sample::case(folder.path(), &[("a.log", "n1", &log)]);
        Self { case, folder }
    }

    /// Another log of one record, and the case with it.
    fn add(&mut self, path: &str, second: u32) {
        use crate::case::{Case, CaseWriter, sample};
        let mut writer = CaseWriter::open(self.folder.path(), sample::SMALL).unwrap();
        let line = sample::line(second, "192.0.2.1", "/vmevents/cometd", "200");
        sample::add(&mut writer, path, "n1", line.as_bytes()).unwrap();
        writer.finish().unwrap();
        self.case = Case::open(self.folder.path()).unwrap();
    }

    fn snapshot(&self) -> Snapshot {
        let records =
            search::page(&self.case, "", search::At::START, Side::From, 900, &Stop::default())
                .unwrap();
        let evidence = |at: usize| mbxtrace_rules::Evidence {
            path: "a.log".to_owned(),
            line: 1,
            offset: records.records[at].at.offset,
            length: 1,
            time: records.records[at].at.time,
            quality: mbxtrace_parsers::TimeQuality::Exact,
            text: "text\u{1b}[31m".to_owned(),
        };
        let finding = |id: &str, at: usize| mbxtrace_rules::Finding {
            id: id.to_owned(),
            rule: "http-failure".to_owned(),
            level: mbxtrace_rules::Severity::High,
            title: format!("finding {id} \u{1b}]0;x"),
            state: mbxtrace_rules::State::Open,
            subject: Vec::new(),
            first: records.records[at].at.time,
            last: None,
            count: 1,
            details: Vec::new(),
            evidence: vec![evidence(at)],
            members: Vec::new(),
        };
        let findings = vec![finding("one", 700), finding("two", 3)];
        let window = Some((records.records[0].at.time, records.records[899].at.time));
        let mut snapshot =
            Snapshot::of(&self.case, Analysis { findings, ..Analysis::default() }.into());
        snapshot.window = window;
        snapshot
    }

    /// Does what is wanted until nothing is; whether the program is to end.
    fn serve(&self, app: &mut App, effects: Vec<Effect>) -> bool {
        let mut waiting = effects;
        while let Some(effect) = waiting.pop() {
            match effect {
                Effect::Ask(lane, number, ask) => {
                    waiting.extend(app.answer(
                        lane,
                        number,
                        crate::commands::tui::answer(&self.case, &ask, &Stop::default()),
                    ));
                }
                Effect::Note(note, true) => app.noted(vec![note]),
                Effect::Note(_, false) => app.noted(Vec::<Note>::new()),
                Effect::Report(..) => {}
                Effect::Quit => return true,
            }
        }
        false
    }

    fn app(&self) -> App {
        let (mut app, effects) =
            App::new(self.snapshot(), Vec::new(), "+02:00".parse::<Zone>().unwrap());
        self.serve(&mut app, effects);
        app
    }

    fn press(&self, app: &mut App, keys: &[Key]) {
        for key in keys {
            let effects = app.update(*key);
            self.serve(app, effects);
        }
    }
}

fn screen(app: &App, width: u16, height: u16) -> String {
    let backend = ratatui::backend::TestBackend::new(width, height);
    let mut terminal = ratatui::Terminal::new(backend).unwrap();
    terminal.draw(|frame| draw(app, frame, Theme { color: false })).unwrap();
    terminal.backend().to_string()
}

fn key() -> impl Strategy<Value = Key> {
    let letters: Vec<char> = "jkgGFnNmafzwt/?'JKbdu d:*\"(x1".chars().collect();
    prop_oneof![
        6 => proptest::sample::select(letters).prop_map(Key::Char),
        3 => proptest::sample::select(vec![
            Key::Enter, Key::Esc, Key::Tab, Key::Backspace, Key::Up, Key::Down, Key::PageDown,
            Key::PageUp, Key::Home, Key::End, Key::Left, Key::Right, Key::Delete, Key::BackTab,
            Key::Ctrl('u'), Key::Ctrl('w'),
        ]),
    ]
}

#[test]
fn whatever_is_pressed_the_selection_is_in_range_and_the_screen_is_inert() {
    let bench = Bench::new();
    proptest!(ProptestConfig::with_cases(24), |(keys in proptest::collection::vec(key(), 0..40))| {
        let mut app = bench.app();
        for key in keys {
            bench.press(&mut app, &[key]);
            let timeline = &app.timeline;
            prop_assert!(timeline.records.is_empty() || timeline.selected < timeline.records.len());
            prop_assert!(timeline.records.windows(2).all(|two| two[0].at < two[1].at));
            prop_assert!(app.item < app.items.len());
            prop_assert!(!app.is_following || timeline.is_at_end());
        }
        let shown = screen(&app, 80, 24);
        let is_inert = !shown.contains(['\u{1b}', '\u{202e}']);
        prop_assert!(is_inert, "{shown:?}");
        screen(&app, 20, 5);
    });
}

#[test]
fn back_after_enter_is_the_same_place() {
    let bench = Bench::new();
    proptest!(ProptestConfig::with_cases(16), |(steps in 0_usize..60, item in 0_usize..2)| {
        let mut app = bench.app();
        bench.press(&mut app, &vec![Key::PageDown; steps]);
        bench.press(&mut app, &[Key::Tab]);
        bench.press(&mut app, &vec![Key::Char('j'); item]);
        let before = app.spot();
        bench.press(&mut app, &[Key::Enter]);
        prop_assert_eq!(app.pane, Pane::Timeline);
        prop_assert!(app.evidence.contains(&app.record().unwrap().at));
        bench.press(&mut app, &[Key::Esc]);
        prop_assert_eq!(app.spot(), before);
    });
}

#[test]
fn the_end_is_followed_until_one_scrolls_up() {
    let mut bench = Bench::new();
    let mut app = bench.app();
    bench.press(&mut app, &[Key::Char('F')]);
    assert!(app.is_following && app.timeline.is_at_end());
    assert!(screen(&app, 80, 24).contains("FOLLOWING the end  F or up leaves it"));
    let newest = |bench: &Bench| {
        let stop = Stop::default();
        let page = search::page(&bench.case, "", search::At::END, Side::Before, 1, &stop);
        page.unwrap().records[0].at
    };
    for round in 0..3 {
        bench.add(&format!("b{round}.log"), 2700 + round);
        let effects = app.reload(bench.snapshot());
        bench.serve(&mut app, effects);
        assert_eq!(app.record().unwrap().at, newest(&bench), "round {round}");
    }
    // A filter narrows what is followed.
    bench.press(&mut app, &"/http_status:503".chars().map(Key::Char).collect::<Vec<_>>());
    bench.press(&mut app, &[Key::Enter]);
    assert!(app.is_following && app.record().unwrap().at < newest(&bench));
    bench.press(&mut app, &[Key::Char('k')]);
    assert!(!app.is_following);
    let here = app.record().unwrap().at;
    bench.add("c.log", 2800);
    let effects = app.reload(bench.snapshot());
    bench.serve(&mut app, effects);
    assert_eq!(app.record().unwrap().at, here);
    assert!(!screen(&app, 80, 24).contains("FOLLOWING"));
    bench.press(&mut app, &[Key::Char('F'), Key::Char('F')]);
    assert!(!app.is_following, "the same key leaves it");
    bench.press(&mut app, &[Key::Char('F'), Key::Enter]);
    assert!(!app.is_following, "a record that is read stays");
}

#[test]
fn a_commit_while_a_question_is_open_is_caught_up_with() {
    let mut bench = Bench::new();
    let mut app = bench.app();
    let asked = app.update(Key::Char('F'));
    assert!(app.pending.is_some());
    // Of the case as it was: the answer comes after the reload.
    let Some(Effect::Ask(lane, number, ask)) = asked.first().cloned() else { panic!("{asked:?}") };
    let answer = crate::commands::tui::answer(&bench.case, &ask, &Stop::default());
    bench.add("b.log", 2750);
    let effects = app.reload(bench.snapshot());
    assert!(effects.iter().all(|one| !matches!(one, Effect::Ask(Lane::Records, ..))));
    bench.serve(&mut app, effects);
    let effects = app.answer(lane, number, answer);
    bench.serve(&mut app, effects);
    assert_eq!(app.record().unwrap().hit.path, "b.log");
}

#[test]
fn what_is_read_of_a_record_stays_where_it_is_when_the_case_is_written() {
    let bench = Bench::new();
    let mut app = bench.app();
    bench.press(&mut app, &[Key::Enter, Key::Char('j'), Key::Char('j')]);
    assert_eq!(app.scroll, 2);
    let effects = app.reload(bench.snapshot());
    bench.serve(&mut app, effects);
    assert_eq!((app.pane, app.scroll), (Pane::Details, 2));
}

#[test]
fn stale_answers_are_dropped() {
    let bench = Bench::new();
    let mut app = bench.app();
    bench.press(&mut app, &[Key::Char('/')]);
    let first = app.update(Key::Char('x'));
    let second = app.update(Key::Backspace);
    bench.serve(&mut app, second);
    let records = app.timeline.records.len();
    bench.serve(&mut app, first);
    assert_eq!(app.timeline.records.len(), records);
    assert!(records > 0 && app.pending.is_none());
}

#[test]
fn a_filter_that_is_wrong_says_so_and_esc_takes_it_back() {
    let bench = Bench::new();
    let mut app = bench.app();
    let typed: Vec<Key> = "/nosuch:1".chars().map(Key::Char).collect();
    bench.press(&mut app, &typed);
    assert!(screen(&app, 80, 24).contains("there is no field `nosuch`"));
    bench.press(&mut app, &[Key::Esc]);
    assert!(app.query.is_empty() && app.fault.is_empty() && !app.timeline.records.is_empty());
}
