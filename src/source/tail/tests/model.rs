//! Random programs of what happens to log files, against a model that knows of every written piece
//! whether it was there to be seen.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;

use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use super::*;

/// Length of a piece: more than [`super::super::kin::EVIDENCE`], so that no content is too short to
/// be known.
const PIECE: usize = 72;

#[derive(Clone, Debug)]
enum Act {
    /// So many pieces to `x.log`.
    Append(u8),
    /// A piece without its line end.
    Part,
    AppendOther,
    /// `x.log` becomes `x.log.1`, and that `x.log.2`. Some rotate before the new file is there.
    Rotate,
    CopyTruncate,
    /// Copied; then written to, looked at; then cut: each or not.
    SlowCopyTruncate {
        is_written: bool,
        is_seen: bool,
        is_read: bool,
    },
    /// A copy and no cut.
    Backup,
    /// To the file that was `x.log` when it was rotated.
    AppendOld,
    Truncate,
    /// Cut, and grown beyond what it was.
    Regrow,
    /// Overwritten by as many bytes.
    Overwrite,
    Delete,
    Gzip,
    /// A new file with the same and more over `x.log`.
    Replace,
    /// The same content and more, in place.
    Recopy,
    Look,
    /// So many turns, in which some of it is read.
    Glance(u8),
    /// The sink refuses a few times first.
    Refuse(u8),
    Commit,
    Crash,
    Restart,
    /// What is there is handed on once, and that is stored.
    Stop,
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        4 => (1_u8..4).prop_map(Act::Append),
        1 => Just(Act::Part),
        1 => Just(Act::AppendOther),
        3 => Just(Act::Rotate),
        2 => Just(Act::CopyTruncate),
        2 => any::<(bool, bool, bool)>().prop_map(|(is_written, is_seen, is_read)| {
            Act::SlowCopyTruncate { is_written, is_seen, is_read }
        }),
        1 => Just(Act::Backup),
        2 => Just(Act::AppendOld),
        1 => Just(Act::Truncate),
        1 => Just(Act::Regrow),
        1 => Just(Act::Overwrite),
        1 => Just(Act::Delete),
        1 => Just(Act::Gzip),
        1 => Just(Act::Replace),
        1 => Just(Act::Recopy),
        5 => Just(Act::Look),
        2 => (1_u8..6).prop_map(Act::Glance),
        1 => (1_u8..9).prop_map(Act::Refuse),
        2 => Just(Act::Commit),
        2 => Just(Act::Crash),
        1 => Just(Act::Restart),
        2 => Just(Act::Stop),
    ]
}

/// A file of the model.
#[derive(Clone, Debug, Default)]
struct Inode {
    pieces: Vec<u32>,
    /// It was seen under a name, and not cut since: it is held open, if there is room.
    is_held: bool,
    /// It may be held open.
    is_perhaps_held: bool,
}

struct World {
    bench: Bench,
    next: u32,
    inodes: Vec<Inode>,
    names: BTreeMap<&'static str, usize>,
    /// Deleted, but perhaps held open.
    unlinked: Vec<usize>,
    /// The last one rotated by a rename, and a descriptor of its writer.
    old: Option<(usize, File)>,
    /// What was there when all was read.
    seen: BTreeSet<u32>,
    /// What was there when some was read, or may have been held open.
    glanced: BTreeSet<u32>,
    /// The process has started, and not looked yet.
    is_fresh: bool,
    /// All contents that were ever looked at.
    contents: BTreeSet<Vec<u32>>,
    /// What is stored: the knowns, what was read, what was seen.
    stored: (Vec<Known>, Recorder, BTreeSet<u32>, BTreeSet<u32>),
}

const X: &str = "x.log";

impl World {
    fn new(mut bench: Bench, turn: usize) -> Self {
        bench.options.turn = turn;
        let stored = (Vec::new(), bench.sink.clone(), BTreeSet::new(), BTreeSet::new());
        Self {
            bench,
            next: 0,
            inodes: Vec::new(),
            names: BTreeMap::new(),
            unlinked: Vec::new(),
            old: None,
            seen: BTreeSet::new(),
            glanced: BTreeSet::new(),
            is_fresh: false,
            contents: BTreeSet::new(),
            stored,
        }
    }

    fn piece(&mut self, is_line: bool) -> (u32, String) {
        self.next += 1;
        (self.next, text(self.next, if is_line { '\n' } else { '.' }))
    }

    fn inode(&mut self, name: &'static str) -> usize {
        *self.names.entry(name).or_insert_with(|| {
            self.inodes.push(Inode::default());
            self.inodes.len() - 1
        })
    }

    fn append(&mut self, name: &'static str, is_line: bool) {
        let (number, piece) = self.piece(is_line);
        self.bench.append(name, piece);
        let inode = self.inode(name);
        self.inodes[inode].pieces.push(number);
    }

    /// The name is free afterwards.
    fn free(&mut self, name: &'static str) {
        if let Some(inode) = self.names.remove(name) {
            self.unlinked.push(inode);
        }
    }

    fn rename(&mut self, from: &'static str, to: &'static str) {
        if let Some(inode) = self.names.remove(from) {
            self.free(to);
            fs::rename(self.bench.path(from), self.bench.path(to)).unwrap();
            self.names.insert(to, inode);
        }
    }

    fn copy(&mut self) -> bool {
        self.rename("x.log.1", "x.log.2");
        let Some(inode) = self.names.get(X).copied() else { return false };
        fs::copy(self.bench.path(X), self.bench.path("x.log.1")).unwrap();
        let pieces = self.inodes[inode].pieces.clone();
        self.inodes.push(Inode { pieces, ..Inode::default() });
        self.names.insert("x.log.1", self.inodes.len() - 1);
        true
    }

    fn cut(&mut self) {
        let Some(inode) = self.names.get(X).copied() else { return };
        OpenOptions::new().write(true).open(self.bench.path(X)).unwrap().set_len(0).unwrap();
        self.inodes[inode] = Inode::default();
    }

    fn look(&mut self) {
        if std::mem::take(&mut self.is_fresh) {
            self.remove_short_copies();
        }
        self.bench.look();
        self.saw();
    }

    /// All was read.
    fn saw(&mut self) {
        let has_room = self.bench.options.open_files > 100;
        for inode in self.names.values() {
            let inode = &mut self.inodes[*inode];
            self.seen.extend(&inode.pieces);
            self.contents.insert(inode.pieces.clone());
            inode.is_held = !inode.pieces.is_empty() && has_room;
            inode.is_perhaps_held = true;
        }
        for inode in std::mem::take(&mut self.unlinked) {
            let inode = &mut self.inodes[inode];
            self.contents.insert(inode.pieces.clone());
            if std::mem::take(&mut inode.is_held) {
                self.seen.extend(&inode.pieces);
            } else if std::mem::take(&mut inode.is_perhaps_held) {
                self.glanced.extend(&inode.pieces);
            }
        }
    }

    fn glance(&mut self, turns: usize) {
        if std::mem::take(&mut self.is_fresh) {
            self.remove_short_copies();
        }
        self.bench.glance(turns);
        for inode in self.names.values() {
            let inode = &mut self.inodes[*inode];
            self.glanced.extend(&inode.pieces);
            self.contents.insert(inode.pieces.clone());
            inode.is_perhaps_held = true;
        }
        for inode in self.unlinked.clone() {
            let pieces = self.inodes[inode].pieces.clone();
            self.glanced.extend(&pieces);
            // What goes on elsewhere is read there from now on.
            let goes_on = |other: &usize| self.inodes[*other].pieces.starts_with(&pieces);
            if self.names.values().any(goes_on) {
                self.inodes[inode].is_held = false;
            }
            self.contents.insert(pieces);
        }
    }

    fn commit(&mut self) {
        let (seen, glanced) = (self.seen.clone(), self.glanced.clone());
        self.stored = (self.bench.known(), self.bench.sink.clone(), seen, glanced);
    }

    /// The one thing that is not told apart: a copy of less than a head, of a file that was read
    /// further than that and then cut while nobody looked. It is taken for new. None is left here.
    fn remove_short_copies(&mut self) {
        let is_copy = |copy: &Vec<u32>, content: &Vec<u32>| {
            content.starts_with(copy) && copy.len() < content.len() && !copy.is_empty()
        };
        let linked: Vec<_> = self.names.iter().map(|(name, inode)| (*name, *inode)).collect();
        for (name, inode) in &linked {
            let copy = &self.inodes[*inode].pieces;
            let is_short = copy.len() * PIECE < super::super::known::HEAD;
            let is_lost = |content: &Vec<u32>| {
                !linked.iter().any(|(_, inode)| self.inodes[*inode].pieces.starts_with(content))
            };
            if is_short && self.contents.iter().any(|it| is_copy(copy, it) && is_lost(it)) {
                fs::remove_file(self.bench.path(name)).unwrap();
                self.free(name);
            }
        }
    }

    /// A new process goes on from what is stored.
    fn crash(&mut self) {
        self.is_fresh = true;
        let (known, sink, seen, glanced) = self.stored.clone();
        (self.bench.tail, self.bench.sink, self.seen, self.glanced) = (None, sink, seen, glanced);
        for inode in &mut self.inodes {
            (inode.is_held, inode.is_perhaps_held) = (false, false);
        }
        self.bench.start(known);
        self.stored.1 = self.bench.sink.clone();
    }

    fn act(&mut self, act: &Act) {
        match act {
            Act::Append(count) => (0..*count).for_each(|_| self.append(X, true)),
            Act::Part => self.append(X, false),
            Act::AppendOther => self.append("y.log", true),
            Act::Rotate => {
                self.rename("x.log.1", "x.log.2");
                let writer = OpenOptions::new().append(true).open(self.bench.path(X)).ok();
                self.old = self.names.get(X).copied().zip(writer);
                self.rename(X, "x.log.1");
            }
            Act::CopyTruncate => {
                if self.copy() {
                    self.cut();
                }
            }
            Act::SlowCopyTruncate { is_written, is_seen, is_read } => {
                self.copy_truncate_slowly(*is_written, *is_seen, *is_read);
            }
            Act::Backup => drop(self.copy()),
            Act::AppendOld => self.append_old(),
            Act::Truncate => self.cut(),
            Act::Regrow | Act::Overwrite => {
                let before = self.names.get(X).map_or(0, |it| self.inodes[*it].pieces.len());
                self.cut();
                let count = before + usize::from(matches!(act, Act::Regrow));
                (0..count).for_each(|_| self.append(X, true));
            }
            Act::Delete => {
                if self.names.contains_key(X) {
                    fs::remove_file(self.bench.path(X)).unwrap();
                    self.free(X);
                }
            }
            Act::Gzip => {
                if self.names.contains_key("x.log.2") {
                    fs::write(self.bench.path("x.log.2.gz"), "packed").unwrap();
                    fs::remove_file(self.bench.path("x.log.2")).unwrap();
                    self.free("x.log.2");
                }
            }
            Act::Replace | Act::Recopy => self.rewrite(matches!(act, Act::Replace)),
            Act::Look => self.look(),
            Act::Glance(turns) => self.glance(usize::from(*turns)),
            Act::Refuse(count) => {
                self.bench.sink.refuse = usize::from(*count);
                self.look();
                self.bench.sink.refuse = 0;
            }
            Act::Commit => self.commit(),
            Act::Crash => self.crash(),
            Act::Restart => {
                self.look();
                self.commit();
                self.crash();
            }
            Act::Stop => {
                if std::mem::take(&mut self.is_fresh) {
                    self.remove_short_copies();
                }
                self.bench.stop();
                self.saw();
                self.commit();
                self.crash();
            }
        }
    }

    fn copy_truncate_slowly(&mut self, is_written: bool, is_seen: bool, is_read: bool) {
        if !self.copy() {
            return;
        }
        if is_seen {
            self.look();
        }
        if is_written {
            self.append(X, true);
        }
        if is_read {
            self.look();
        }
        self.cut();
        self.look();
    }

    fn append_old(&mut self) {
        let Some((inode, _)) = self.old else { return };
        if self.names.values().any(|it| *it == inode) {
            let (number, piece) = self.piece(true);
            let Some((_, file)) = &mut self.old else { return };
            file.write_all(piece.as_bytes()).unwrap();
            self.inodes[inode].pieces.push(number);
        }
    }

    fn rewrite(&mut self, is_new: bool) {
        let Some(inode) = self.names.get(X).copied() else { return };
        let mut bytes = fs::read(self.bench.path(X)).unwrap();
        let (number, piece) = self.piece(true);
        bytes.extend(piece.as_bytes());
        if is_new {
            fs::write(self.bench.path(".x.log.Ab12Cd"), bytes).unwrap();
            fs::rename(self.bench.path(".x.log.Ab12Cd"), self.bench.path(X)).unwrap();
            let mut pieces = self.inodes[inode].pieces.clone();
            pieces.push(number);
            self.free(X);
            self.inodes.push(Inode { pieces, ..Inode::default() });
            self.names.insert(X, self.inodes.len() - 1);
        } else {
            fs::write(self.bench.path(X), bytes).unwrap();
            self.inodes[inode].pieces.push(number);
        }
    }

    /// Each piece that was there when all was read was read once. So was at most what was there when
    /// some was read, of which a part may be all that was read. Those of a generation were read in
    /// the order in which they were written.
    fn check(&self) {
        let mut read = Vec::new();
        let told = &self.bench.sink.told;
        for (start, bytes) in self.bench.sink.read.values() {
            assert_eq!(*start, 0);
            let mut last = 0;
            for piece in bytes.chunks(PIECE) {
                let Some(number) = number(piece) else { continue };
                let end = *piece.last().unwrap() as char;
                assert!(number > last, "{number} after {last}: {told:#?}");
                last = number;
                if piece.len() == PIECE {
                    assert_eq!(piece, text(number, end).as_bytes(), "{told:#?}");
                    read.push(number);
                } else {
                    assert!(text(number, '.').as_bytes().starts_with(piece), "{told:#?}");
                    assert!(self.glanced.contains(&number), "{number} in part: {told:#?}");
                }
            }
        }
        read.sort_unstable();
        let all: BTreeSet<u32> = read.iter().copied().collect();
        assert_eq!(read.len(), all.len(), "{read:?} doubled: {told:#?}");
        let lost: Vec<_> = self.seen.difference(&all).collect();
        assert!(lost.is_empty(), "{lost:?} lost: {told:#?}");
        let known: BTreeSet<u32> = self.seen.union(&self.glanced).copied().collect();
        let unseen: Vec<_> = all.difference(&known).collect();
        assert!(unseen.is_empty(), "{unseen:?} seen by nobody: {told:#?}");
    }
}

/// The number of a piece, unless it was cut within that.
fn number(piece: &[u8]) -> Option<u32> {
    std::str::from_utf8(piece.get(..6)?).unwrap().parse().ok()
}

/// A piece as it is written.
fn text(number: u32, end: char) -> String {
    let mut piece = format!("{number:06} {}", "ü".repeat(PIECE / 2 - 5));
    while piece.len() < PIECE - 1 {
        piece.push('.');
    }
    piece.push(end);
    piece
}

fn run(bench: Bench, acts: &[Act], turn: usize) {
    let mut world = World::new(bench, turn);
    for act in acts {
        world.bench.sink.tell(format!("{act:?}"));
        world.act(act);
    }
    world.look();
    world.check();
}

proptest! {
    #![proptest_config(ProptestConfig { max_shrink_iters: 2_000, rng_seed: seed(), ..ProptestConfig::default() })]

    #[test]
    fn nothing_is_lost_and_nothing_doubled(
        acts in proptest::collection::vec(act(), 1..40),
        turn in 1_usize..300,
        open_files in prop_oneof![3 => Just(512_usize), 1 => 1_usize..4],
    ) {
        let mut bench = Bench::new(&[""]);
        bench.options.open_files = open_files;
        run(bench, &acts, turn);
    }
}

proptest! {
    // Events need their time.
    #![proptest_config(ProptestConfig { cases: timed_cases(), max_shrink_iters: 50, rng_seed: seed(), ..ProptestConfig::default() })]

    #[test]
    fn nor_by_events_alone(
        acts in proptest::collection::vec(act(), 1..40),
        turn in 100_usize..300,
    ) {
        run(Bench::live(&[""]), &acts, turn);
    }
}

/// Programs that once lost or doubled something.
#[test]
fn programs_that_once_failed() {
    use Act::*;
    let copied_onto_the_inode: &[Act] =
        &[Append(1), Look, Replace, Commit, Look, Backup, Crash, Append(1), Gzip];
    let held_copy_rotated: &[Act] =
        &[Append(1), Backup, Append(1), Look, Delete, Regrow, Look, Look, Rotate];
    let cut = SlowCopyTruncate { is_written: false, is_seen: false, is_read: false };
    let replaced_unread: &[Act] =
        &[Regrow, Glance(1), Rotate, Append(1), Glance(1), cut, Regrow, Replace, Restart];
    let copied_and_deleted: &[Act] =
        &[Append(1), Backup, Glance(1), Append(1), Delete, Append(1), Restart];
    let copied_twice: &[Act] = &[Append(1), Backup, Glance(1), CopyTruncate];
    let barely_read: &[Act] =
        &[Append(1), Look, Regrow, Backup, Glance(2), Rotate, Commit, Crash, Replace];
    let cut_after_a_copy: &[Act] = &[
        Append(3),
        Append(3),
        Append(3),
        Append(3),
        Append(3),
        Backup,
        Append(1),
        Restart,
        Truncate,
        Append(1),
    ];
    let held = [held_copy_rotated, copied_and_deleted, copied_twice, cut_after_a_copy];
    for acts in held.into_iter().chain([copied_onto_the_inode, replaced_unread, barely_read]) {
        for turn in [1, 300] {
            run(Bench::new(&[""]), acts, turn);
        }
    }
}

/// The same programs in every plain run, so that a failure is the change's; others if a number of
/// them is asked for.
fn seed() -> RngSeed {
    let is_asked = std::env::var_os("PROPTEST_CASES").is_some();
    if is_asked { RngSeed::Random } else { RngSeed::Fixed(118_883) }
}

/// Programs that take their time: `PROPTEST_CASES`, else what a test run can spare.
fn timed_cases() -> u32 {
    let said = std::env::var("PROPTEST_CASES").ok();
    said.and_then(|said| said.parse().ok()).unwrap_or(20)
}
