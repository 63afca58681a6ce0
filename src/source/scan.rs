//! The first pass over the input: what every stream is, what is in it, and its first bytes.

use std::collections::BTreeMap;
use std::io::{self, Read};
use std::sync::Arc;

use super::codec::{Codec, Stream};
use super::container::{Head, Kind};
use super::limits::{Bounds, Limits, problem_kind};
use super::name::{sanitised, unpacked};
use super::node::node_below;
use super::place::{Held, Passes, Place};
use super::read::Found;
use super::tar::{Tape, Walk};
use super::zip::{self, EntryKind};
use super::{InputProblem, Member, Modified};

/// Something found, before it is known what it is.
pub(super) struct Item {
    /// As shown.
    pub(super) shown: String,
    /// Below the root, `!/` still marking archives.
    pub(super) below: String,
    pub(super) root: usize,
    pub(super) size: Option<u64>,
    pub(super) modified: Option<Modified>,
    pub(super) place: Arc<Place>,
    /// Archives around it.
    pub(super) depth: usize,
    /// Compression of the stream it is the content of.
    pub(super) packed: Option<Codec>,
}

impl Item {
    /// A member of this archive.
    fn inner(&self, name: &str, place: Arc<Place>) -> Self {
        Self {
            shown: format!("{}!/{name}", self.shown),
            below: format!("{}!/{name}", self.below),
            root: self.root,
            size: None,
            modified: None,
            place,
            depth: self.depth + 1,
            packed: None,
        }
    }
}

/// Collects members and problems.
pub(super) struct Scanner<'a> {
    limits: &'a Limits,
    bounds: Bounds,
    visit: &'a mut dyn FnMut(&Member, &[u8]),
    found: Vec<(Member, Found)>,
    problems: Vec<InputProblem>,
    /// How often each path was seen.
    paths: BTreeMap<String, usize>,
    entries: usize,
    held: u64,
}

impl<'a> Scanner<'a> {
    pub(super) fn new(limits: &'a Limits, visit: &'a mut dyn FnMut(&Member, &[u8])) -> Self {
        Self {
            limits,
            bounds: Bounds::new(limits),
            visit,
            found: Vec::new(),
            problems: Vec::new(),
            paths: BTreeMap::new(),
            entries: 0,
            held: 0,
        }
    }

    /// All members with their places, and all problems, in order of discovery.
    pub(super) fn finish(self) -> (Vec<(Member, Found)>, Vec<InputProblem>) {
        (self.found, self.problems)
    }

    /// Notes a problem.
    pub(super) fn report(&mut self, path: &str, kind: &'static str, text: impl Into<String>) {
        self.problems.push(InputProblem { path: path.to_owned(), kind, at: 0, text: text.into() });
    }

    /// Notes an error.
    pub(super) fn report_error(&mut self, path: &str, error: &io::Error) {
        let kind = problem_kind(error);
        let text = match kind {
            "unreadable" => format!("cannot be read ({error}); it is left out"),
            _ => error.to_string(),
        };
        self.report(path, kind, text);
    }

    /// Counts one more entry; `false`, and said once, if there are too many.
    pub(super) fn admits(&mut self, path: &str) -> bool {
        self.entries += 1;
        if self.entries == self.limits.members + 1 {
            let text = format!(
                "more than {} files and archive members; this one and those after it are left \
                 out, give fewer at once",
                self.limits.members
            );
            self.report(path, "limit", text);
        }
        self.entries <= self.limits.members
    }

    /// Opens and examines.
    pub(super) fn examine_place(&mut self, item: Item) {
        match item.place.open(&self.bounds, &mut Passes::default()) {
            Ok(stream) => self.examine(item, stream),
            Err(error) => self.report_error(&item.shown, &error),
        }
    }

    fn examine(&mut self, item: Item, mut stream: Stream<'_>) {
        let head = Head::read(&mut stream);
        match head.kind() {
            Kind::Plain => self.member(item, &head),
            Kind::Zip => self.zip(&item, head, stream),
            Kind::Tar => self.tar(&item, head, stream),
            Kind::Packed(codec) => self.unpack(item, codec, head, stream),
            Kind::Foreign(what) => {
                let text = format!("{what}: not read; unpack it first and give the folder");
                self.report(&item.shown, "unsupported", text);
            }
        }
    }

    fn member(&mut self, item: Item, head: &Head) {
        let below = item.packed.map_or(item.below.as_str(), |_| unpacked(&item.below));
        let relative = below.replace("!/", "/");
        let seen = self.paths.entry(item.shown.clone()).or_default();
        *seen += 1;
        let path = if *seen > 1 { format!("{}#{seen}", item.shown) } else { item.shown };
        let member = Member {
            path,
            name: relative.rsplit('/').next().unwrap_or_default().to_owned(),
            node: node_below(below),
            relative,
            root: item.root,
            size: item.size,
            modified: item.modified,
            packed: item.packed.map(Codec::name),
        };
        (self.visit)(&member, &head.bytes);
        let found = (self.found.len(), item.place);
        self.found.push((member, found));
    }

    /// Whether one more level is too deep; said if so.
    fn is_too_deep(&mut self, item: &Item) -> bool {
        let is_too_deep = item.depth >= self.limits.depth;
        if is_too_deep {
            let text = format!(
                "an archive inside {} archives is not opened; unpack the outer ones first and \
                 give the folder",
                item.depth
            );
            self.report(&item.shown, "limit", text);
        }
        is_too_deep
    }

    fn unpack(&mut self, item: Item, codec: Codec, head: Head, stream: Stream<'_>) {
        if self.is_too_deep(&item) {
            return;
        }
        match codec.decode(io::Cursor::new(head.bytes).chain(stream), None, &self.bounds) {
            Ok(unpacked) => {
                let place = Arc::new(Place::Decoded { of: item.place, codec, sum: None });
                let depth = item.depth + 1;
                let inner = Item { place, depth, packed: Some(codec), size: None, ..item };
                self.examine(inner, unpacked);
            }
            Err(error) => self.report_error(&item.shown, &error),
        }
    }

    fn tar(&mut self, item: &Item, head: Head, stream: Stream<'_>) {
        // `.tar.gz` is one level, not two.
        let depth = item.depth - usize::from(item.packed.is_some());
        let level = Item {
            shown: item.shown.clone(),
            below: item.below.clone(),
            place: Arc::clone(&item.place),
            depth,
            ..*item
        };
        if self.is_too_deep(&level) {
            return;
        }
        let tape = match item.place.window() {
            Some(Ok(window)) => Tape::Window(window),
            _ => Tape::Flow(Box::new(io::Cursor::new(head.bytes).chain(stream)), 0),
        };
        let mut walk = Walk::new(tape);
        let mut count = 0_usize;
        loop {
            match walk.next() {
                Ok(Some(entry)) => {
                    count += 1;
                    if !self.tar_entry(&level, &entry, &mut walk) {
                        return;
                    }
                }
                Ok(None) => break,
                Err(error) => {
                    self.report_error(&item.shown, &error);
                    return;
                }
            }
        }
        if count == 0 {
            self.report(&item.shown, "empty", "the archive holds no files");
        }
    }

    fn tar_entry(&mut self, level: &Item, entry: &super::tar::Entry, walk: &mut Walk<'_>) -> bool {
        use ::tar::EntryType as Type;
        let (start, length) = (entry.start, entry.length);
        let place = Place::Range { of: Arc::clone(&level.place), start, length };
        let mut item = level.inner(&self.safe_name(level, &entry.name), Arc::new(place));
        if !self.admits(&item.shown) {
            return false;
        }
        item.size = Some(length);
        item.modified = (entry.modified != 0).then(|| Modified::utc(entry.modified, 0));
        match entry.kind {
            Type::Regular | Type::Continuous => self.examine(item, walk.content(entry)),
            Type::Directory => {}
            Type::Link | Type::Symlink => {
                let target = entry.target.escape_debug();
                let text = format!("a link to `{target}` inside an archive is not followed");
                self.report(&item.shown, "link", text);
            }
            Type::GNUSparse => {
                let text = "a sparse file in a tar is not read; unpack it first";
                self.report(&item.shown, "unsupported", text);
            }
            _ => self.report(&item.shown, "special", "neither file nor folder; not read"),
        }
        true
    }

    fn zip(&mut self, item: &Item, head: Head, stream: Stream<'_>) {
        if self.is_too_deep(item) {
            return;
        }
        let base = if item.place.has_window() {
            Some(Arc::clone(&item.place))
        } else {
            self.hold(item, Box::new(io::Cursor::new(head.bytes).chain(stream)))
        };
        let Some(base) = base else { return };
        let open = || base.window().unwrap_or_else(|| Err(io::ErrorKind::Unsupported.into()));
        let window = match open() {
            Ok(window) => window,
            Err(error) => return self.report_error(&item.shown, &error),
        };
        let most = self.limits.members.saturating_sub(self.entries).saturating_add(1);
        let listing = zip::list(window, open, most, &self.bounds);
        // What broke the archive while it was read into memory is not said a second time.
        let is_told = self.problems.last().is_some_and(|told| told.path == item.shown);
        if let Some((kind, at, text)) = listing.problem.filter(|_| !is_told) {
            self.problems.push(InputProblem { path: item.shown.clone(), kind, at, text });
        } else if !is_told && listing.entries.is_empty() {
            self.report(&item.shown, "empty", "the archive holds no files");
        }
        for entry in listing.entries {
            if !self.zip_entry(item, &base, entry) {
                return;
            }
        }
    }

    fn zip_entry(&mut self, archive: &Item, base: &Arc<Place>, entry: zip::Entry) -> bool {
        let (start, length, sum) = (entry.start, entry.packed, Some(entry.sum));
        let of = Arc::new(Place::Range { of: Arc::clone(base), start, length });
        let codec = if let EntryKind::File(codec) = entry.kind { codec } else { Codec::Stored };
        let place = Arc::new(Place::Decoded { of, codec, sum });
        let mut item = archive.inner(&self.safe_name(archive, &entry.name), place);
        if !self.admits(&item.shown) {
            return false;
        }
        item.size = Some(entry.sum.size).filter(|size| *size != u64::MAX);
        item.modified = entry.modified;
        match entry.kind {
            EntryKind::File(_) => self.examine_place(item),
            EntryKind::Folder => {}
            EntryKind::Link => {
                self.report(&item.shown, "link", "a link inside an archive is not followed");
            }
            EntryKind::Encrypted => {
                let text = "needs a password; unpack it first and give the unpacked file";
                self.report(&item.shown, "encrypted", text);
            }
            EntryKind::Unknown(method) => {
                let text = format!("packed with {method}, which is not read; unpack it first");
                self.report(&item.shown, "unsupported", text);
            }
            EntryKind::Lost(why) => {
                let text = format!("cannot be found in the zip ({why}); collect it again");
                self.report(&item.shown, "damaged", text);
            }
        }
        true
    }

    /// Holds a nested archive in memory, as far as it can be read and the limit allows.
    fn hold(&mut self, item: &Item, mut stream: Stream<'_>) -> Option<Arc<Place>> {
        let room = self.limits.held_bytes.saturating_sub(self.held);
        let mut bytes = Vec::new();
        let result = (&mut stream).take(room.saturating_add(1)).read_to_end(&mut bytes);
        if bytes.len() as u64 > room {
            let text = format!(
                "the zip archives inside compressed archives exceed {} bytes of memory; unpack \
                 the outer archive first and give the folder",
                self.limits.held_bytes
            );
            self.report(&item.shown, "limit", text);
            return None;
        }
        if let Err(error) = result {
            self.report_error(&item.shown, &error);
            if problem_kind(&error) == "limit" {
                return None;
            }
        }
        self.held += bytes.len() as u64;
        Some(Arc::new(Place::Held(Arc::new(Held(bytes)))))
    }

    /// A member's name as shown; said if it would lead out of the archive.
    fn safe_name(&mut self, archive: &Item, raw: &str) -> String {
        let (name, is_hostile) = sanitised(raw);
        if is_hostile {
            let raw = raw.escape_debug();
            let text = format!(
                "the archive calls this member `{raw}`, which leads out of it; it is read, and \
                 nothing is ever written by that name"
            );
            self.report(&format!("{}!/{name}", archive.shown), "path", text);
        }
        name
    }
}
