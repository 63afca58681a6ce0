//! Notices on standard output, each in one write.

use std::fs::File;
use std::io::{self, ErrorKind, Write};

use super::{Failure, Sink, lines};
use crate::tell::{LineFormat, Notice, StdoutConfig};

/// Standard output.
pub(super) struct Stdout {
    out: File,
    format: LineFormat,
}

impl Stdout {
    pub(super) fn new(config: &StdoutConfig) -> io::Result<Self> {
        Ok(Self::to(handle()?, config.format))
    }

    pub(super) fn to(out: File, format: LineFormat) -> Self {
        Self { out, format }
    }
}

/// A handle of our own: the program's main thread holds the lock of [`io::stdout`] all its life, and
/// what goes through it is buffered.
fn handle() -> io::Result<File> {
    #[cfg(unix)]
    let own = std::os::fd::AsFd::as_fd(&io::stdout()).try_clone_to_owned()?;
    #[cfg(windows)]
    let own = std::os::windows::io::AsHandle::as_handle(&io::stdout()).try_clone_to_owned()?;
    Ok(own.into())
}

impl Sink for Stdout {
    fn send(&mut self, notice: &Notice) -> Result<(), Failure> {
        self.out.write_all(lines(notice, self.format).as_bytes()).map_err(|error| Failure {
            is_closed: error.kind() == ErrorKind::BrokenPipe,
            ..Failure::retry(error)
        })
    }

    fn is_lasting(&self) -> bool {
        false
    }
}
