//! Notices appended to a file, durably; the file is opened anew when it was rotated away.

use std::fs::{File, Metadata};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::PathBuf;

use super::{Failure, Sink, lines};
use crate::tell::{FileConfig, LineFormat, Notice};

/// A file of notices.
pub(super) struct AlertFile {
    path: PathBuf,
    format: LineFormat,
    file: Option<File>,
}

impl AlertFile {
    pub(super) fn new(config: &FileConfig) -> Self {
        Self { path: config.path.clone(), format: config.format, file: None }
    }

    fn append(&mut self, text: &str) -> io::Result<()> {
        let mut file = match self.file.take() {
            Some(file) if self.is_current(&file) => file,
            _ => File::options().read(true).append(true).create(true).open(&self.path)?,
        };
        let before = file.seek(SeekFrom::End(0))?;
        end_torn_line(&mut file, before)?;
        if let Err(error) = file.write_all(text.as_bytes()).and_then(|()| file.sync_data()) {
            // Half a line must not be read as one. If this fails too, the line is ended next time.
            drop(file.set_len(before));
            return Err(error);
        }
        self.file = Some(file);
        Ok(())
    }

    /// Whether the name still leads to the file that is open.
    fn is_current(&self, file: &File) -> bool {
        let named = self.path.metadata();
        named.is_ok_and(|named| file.metadata().is_ok_and(|open| is_same(&named, &open)))
    }
}

#[cfg(unix)]
fn is_same(one: &Metadata, other: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    (one.dev(), one.ino()) == (other.dev(), other.ino())
}

/// Without the identity of files, the name is opened anew each time.
#[cfg(not(unix))]
fn is_same(_: &Metadata, _: &Metadata) -> bool {
    false
}

/// Ends the line that a crash left without an end.
fn end_torn_line(file: &mut File, length: u64) -> io::Result<()> {
    let mut last = [0];
    if length > 0 {
        file.seek(SeekFrom::Start(length - 1))?;
        // Someone may have emptied it in between: then there is nothing to end.
        if file.read_exact(&mut last).is_ok() && last != *b"\n" {
            file.write_all(b"\n")?;
        }
    }
    Ok(())
}

impl Sink for AlertFile {
    fn send(&mut self, notice: &Notice) -> Result<(), Failure> {
        let text = lines(notice, self.format);
        self.append(&text)
            .map_err(|error| Failure::retry(format!("{}: {error}", self.path.display())))
    }
}
