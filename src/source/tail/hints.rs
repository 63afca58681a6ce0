//! Where something may have changed: what inotify says, taken as a hint and never as a fact.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use crossbeam_channel::{Receiver, Sender, bounded};
use notify::event::ModifyKind;
use notify::{Config, ErrorKind, Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use super::known::Inode;

/// Hints that may wait. More, and everything is looked at instead.
const WAITING: usize = 16 * 1024;

/// Something may have happened to a path.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Hint {
    /// Its content.
    Data(PathBuf),
    /// Which file it is, or what may be done to it.
    Name(PathBuf),
}

/// Wakes [`super::Tail::wait`] from another thread or a signal.
#[derive(Clone, Debug, Default)]
pub struct Waker(Arc<Bell>);

/// Waiting on a channel yields the core some times before it sleeps: with one line after the other a
/// tenth of what a watch costs. A condition sleeps at once.
#[derive(Debug, Default)]
struct Bell {
    is_rung: Mutex<bool>,
    rung: Condvar,
}

impl Waker {
    /// Ends the present wait, or else the next one.
    pub fn wake(&self) {
        *self.0.is_rung.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.0.rung.notify_one();
    }

    fn wait(&self, timeout: Duration) {
        let is_rung = self.0.is_rung.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.0.rung.wait_timeout_while(is_rung, timeout, |is_rung| !*is_rung);
        *waited.unwrap_or_else(PoisonError::into_inner).0 = false;
    }
}

/// The folders that are watched, and what was heard of them.
pub(super) struct Hints {
    watcher: Option<RecommendedWatcher>,
    /// By absolute path, as hints come.
    folders: BTreeMap<PathBuf, Folder>,
    /// The same, as they are called in the inputs.
    watched: HashMap<PathBuf, Inode>,
    heard: Receiver<Hint>,
    waker: Waker,
    missed: Arc<AtomicBool>,
    is_exhausted: bool,
}

struct Folder {
    /// As it is called in the inputs.
    given: PathBuf,
    inode: Inode,
}

impl Hints {
    /// None are heard without `is_listening`. With them, why there are none nevertheless.
    pub(super) fn new(is_listening: bool) -> (Self, Option<String>) {
        let (hint, heard) = bounded(WAITING);
        let waker = Waker::default();
        let missed = Arc::new(AtomicBool::new(false));
        let mut problem = None;
        let watcher = is_listening.then(|| {
            let ear = Ear { hint, waker: waker.clone(), missed: Arc::clone(&missed) };
            RecommendedWatcher::new(move |event| ear.hear(event), Config::default())
        });
        let watcher = watcher
            .and_then(|watcher| watcher.map_err(|error| problem = Some(error.to_string())).ok());
        let (folders, watched) = (BTreeMap::new(), HashMap::new());
        let is_exhausted = false;
        let hints = Self { watcher, folders, watched, heard, waker, missed, is_exhausted };
        (hints, problem)
    }

    pub(super) fn waker(&self) -> Waker {
        self.waker.clone()
    }

    /// Whether a folder is watched, and the same it was: nothing about it need be asked again.
    pub(super) fn is_watched(&self, given: &Path, inode: Inode) -> bool {
        self.watched.get(given) == Some(&inode)
    }

    /// Watches these folders and no others. Where that cannot be done, which, and why; and whether
    /// there are new ones among those that are watched.
    pub(super) fn watch(
        &mut self,
        folders: &BTreeMap<PathBuf, Inode>,
    ) -> (Vec<(PathBuf, String)>, bool) {
        let (mut problems, mut is_new) = (Vec::new(), false);
        if self.watcher.is_none() {
            return (problems, is_new);
        }
        self.unwatch_others(folders);
        for (given, inode) in folders {
            if self.is_watched(given, *inode) {
                continue;
            }
            let is_here = given.as_os_str().is_empty();
            let path = std::path::absolute(if is_here { Path::new(".") } else { given });
            let Ok(path) = path else { continue };
            if self.is_exhausted || self.folders.contains_key(&path) {
                continue;
            }
            match self.watcher.as_mut().map(|it| it.watch(&path, RecursiveMode::NonRecursive)) {
                Some(Ok(())) => {
                    let folder = Folder { given: given.clone(), inode: *inode };
                    self.watched.insert(given.clone(), *inode);
                    self.folders.insert(path, folder);
                    is_new = true;
                }
                Some(Err(error)) => problems.extend(self.refused(given, &error)),
                None => {}
            }
        }
        (problems, is_new)
    }

    fn unwatch_others(&mut self, folders: &BTreeMap<PathBuf, Inode>) {
        let Some(watcher) = self.watcher.as_mut() else { return };
        self.folders.retain(|path, folder| {
            let is_wanted = folders.get(&folder.given) == Some(&folder.inode);
            if !is_wanted {
                // It may be gone, and the watch with it.
                let (Ok(()) | Err(_)) = watcher.unwatch(path);
                self.watched.remove(&folder.given);
            }
            is_wanted
        });
    }

    fn refused(&mut self, given: &Path, error: &notify::Error) -> Option<(PathBuf, String)> {
        let why = match error.kind {
            ErrorKind::PathNotFound => return None, // gone meanwhile
            ErrorKind::MaxFilesWatch => {
                self.is_exhausted = true;
                "there are no more inotify watches (raise fs.inotify.max_user_watches)".to_owned()
            }
            _ => format!("it cannot be watched ({error})"),
        };
        Some((given.to_path_buf(), why))
    }

    /// What was heard since, under the names of the inputs; `None` if something was missed.
    pub(super) fn take(&mut self) -> Option<Vec<Hint>> {
        let mut hints: Vec<Hint> = self.heard.try_iter().take(WAITING).collect();
        hints.sort();
        hints.dedup();
        let hints = hints.into_iter().filter_map(|hint| self.given(hint)).collect();
        (!self.missed.swap(false, Ordering::AcqRel)).then_some(hints)
    }

    fn given(&mut self, hint: Hint) -> Option<Hint> {
        let (Hint::Data(path) | Hint::Name(path)) = &hint;
        if let Some(folder) = self.folders.remove(path) {
            self.watched.remove(&folder.given);
            // The folder itself was moved or deleted: the watch is gone, or is of another place.
            // The next survey watches it anew.
            if let Some(watcher) = self.watcher.as_mut() {
                let (Ok(()) | Err(_)) = watcher.unwatch(path);
            }
            return Some(hint);
        }
        let folder = self.folders.get(path.parent()?)?;
        let path = folder.given.join(path.file_name()?);
        Some(match hint {
            Hint::Data(_) => Hint::Data(path),
            Hint::Name(_) => Hint::Name(path),
        })
    }

    /// Until there is a hint or a [`Waker`] was used.
    pub(super) fn wait(&self, timeout: Duration) {
        self.waker.wait(timeout);
    }
}

/// The side of the watching thread, which must never wait.
struct Ear {
    hint: Sender<Hint>,
    waker: Waker,
    missed: Arc<AtomicBool>,
}

impl Ear {
    fn hear(&self, event: notify::Result<Event>) {
        let is_heard = match event {
            Ok(event) if event.need_rescan() => false,
            Ok(event) => self.tell(event),
            Err(_) => false,
        };
        if !is_heard {
            self.missed.store(true, Ordering::Release);
            self.waker.wake();
        }
    }

    fn tell(&self, event: Event) -> bool {
        let hint: fn(PathBuf) -> Hint = match event.kind {
            EventKind::Access(_) => return true, // our own, mostly
            EventKind::Modify(ModifyKind::Data(_)) => Hint::Data,
            _ => Hint::Name,
        };
        event.paths.into_iter().all(|path| {
            let is_hidden =
                path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
            if is_hidden {
                return true;
            }
            let is_sent = self.hint.try_send(hint(path)).is_ok();
            self.waker.wake();
            is_sent
        })
    }
}

#[cfg(test)]
mod tests {
    use notify::event::{AccessKind, CreateKind, DataChange, Flag};

    use super::*;

    fn event(kind: EventKind, path: &str) -> Event {
        Event::new(kind).add_path(PathBuf::from(path))
    }

    /// A full queue, ours or the kernel's, must not be waited for and not be forgotten.
    #[test]
    fn what_was_missed_is_known() {
        let (hint, heard) = bounded(1);
        let (waker, missed) = (Waker::default(), Arc::new(AtomicBool::new(false)));
        let is_woken = || std::mem::take(&mut *waker.0.is_rung.lock().unwrap());
        let ear = Ear { hint, waker: waker.clone(), missed: Arc::clone(&missed) };
        ear.hear(Ok(event(EventKind::Access(AccessKind::Read), "/logs/x.log")));
        ear.hear(Ok(event(EventKind::Create(CreateKind::File), "/logs/.x.log.Ab12Cd")));
        assert!(heard.is_empty() && !is_woken());
        let written = EventKind::Modify(ModifyKind::Data(DataChange::Any));
        ear.hear(Ok(event(written, "/logs/x.log")));
        assert!(!missed.load(Ordering::Acquire) && is_woken());
        ear.hear(Ok(event(EventKind::Create(CreateKind::File), "/logs/y.log")));
        assert!(missed.swap(false, Ordering::AcqRel) && is_woken());
        assert_eq!(heard.try_iter().collect::<Vec<_>>(), [Hint::Data("/logs/x.log".into())]);
        ear.hear(Ok(Event::new(EventKind::Other).set_flag(Flag::Rescan)));
        assert!(missed.swap(false, Ordering::AcqRel));
        ear.hear(Err(notify::Error::generic("broken")));
        assert!(missed.load(Ordering::Acquire));
    }

    #[test]
    fn no_more_watches() {
        let (mut hints, _) = Hints::new(false);
        let gone = notify::Error::new(ErrorKind::PathNotFound);
        assert_eq!(hints.refused(Path::new("/logs"), &gone), None);
        assert!(!hints.is_exhausted);
        let full = notify::Error::new(ErrorKind::MaxFilesWatch);
        let (path, why) = hints.refused(Path::new("/logs"), &full).unwrap();
        assert!(path == Path::new("/logs") && why.contains("max_user_watches"), "{why}");
        assert!(hints.is_exhausted);
    }
}
