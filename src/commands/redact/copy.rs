//! The copy of a bundle: the same tree under pseudonyms. An archive becomes a zip of the same name, what
//! was an archive in it a folder; a compressed file stays one (gzip). Only logs are copied: what
//! nobody understood may say anything about anybody.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};

use anyhow::Context;
use flate2::Compression;
use flate2::write::GzEncoder;
use mbxtrace_parsers::{Encoding, Format, civil_from_days};
use zip::ZipWriter;
use zip::write::FullFileOptions;

use super::learn::Found;
use super::text::{self, Stopped};
use crate::exit::{ExitStatus, UsageError};
use crate::redact::Redactor;
use crate::source::{Member, Modified};

/// What became of the input.
#[derive(Default)]
pub(super) struct Copied {
    files: usize,
    /// Path as given and why it was left out.
    left_out: Vec<(String, String)>,
    /// Path as given and why not all of it was copied.
    short: Vec<(String, String)>,
}

/// Copies every log.
pub(super) fn copy(
    found: &Found,
    roots: &[PathBuf],
    redactor: &Redactor,
    output: &Path,
) -> anyhow::Result<Copied> {
    let mut copied = Copied::default();
    let mut shelf = Shelf { output, archives: BTreeMap::new() };
    let mut order: Vec<usize> = found.logs.keys().copied().collect();
    found.scan.reading_order(&mut order);
    let mut reader = found.scan.reader(order);
    while let Some(index) = reader.advance() {
        let (Some(member), Some(log)) = (found.scan.members.get(index), found.logs.get(&index))
        else {
            continue;
        };
        let (place, format) = (Placed::of(member, roots, redactor), log.0);
        let mut content = Spool::new(output)?;
        let stopped = fill(&mut reader, *log, redactor, &mut BufWriter::new(&mut content.file));
        match stopped {
            Ok(damaged) => {
                let why = (damaged > 0).then(|| format!("{damaged} damaged record(s)"));
                copied.short.extend(why.map(|why| (member.path.clone(), why)));
            }
            Err(Stopped::Short(error)) => {
                copied.short.push((member.path.clone(), error.to_string()));
            }
            Err(Stopped::Unfit(why)) => {
                copied.left_out.push((member.path.clone(), why));
                continue;
            }
            Err(Stopped::Failed(error)) => return Err(cannot_write(output, &error)),
        }
        let place = if format == Format::Evtx { place.into_xml() } else { place };
        shelf
            .put(&place, member, &mut content.file)
            .map_err(|error| cannot_write(output, &error))?;
        copied.files += 1;
    }
    shelf.finish().map_err(|error| cannot_write(output, &error))?;
    for (index, member) in found.scan.members.iter().enumerate() {
        if !found.logs.contains_key(&index) {
            let why = "no log of a known format: it may name anybody";
            copied.left_out.push((member.path.clone(), why.to_owned()));
        }
    }
    let problems = found.scan.problems.iter();
    copied.left_out.extend(problems.map(|one| (one.path.clone(), one.text.clone())));
    copied.left_out.sort();
    Ok(copied)
}

fn cannot_write(output: &Path, error: &io::Error) -> anyhow::Error {
    UsageError(format!("cannot write {}: {error}", output.display())).into()
}

/// A file for the content of one member, until it is known to be fit to be handed on.
struct Spool {
    file: File,
    path: PathBuf,
}

impl Spool {
    fn new(output: &Path) -> anyhow::Result<Self> {
        fs::create_dir_all(output).map_err(|error| cannot_write(output, &error))?;
        let path = output.join(format!(".{}.tmp", std::process::id()));
        let file = File::options().read(true).write(true).create_new(true).open(&path);
        let file = file.map_err(|error| cannot_write(output, &error))?;
        Ok(Self { file, path })
    }
}

impl Drop for Spool {
    fn drop(&mut self) {
        drop(fs::remove_file(&self.path)); // nobody is left to tell
    }
}

/// Writes the redacted content; how many records of a binary log could not be read.
fn fill(
    reader: &mut dyn Read,
    (format, encoding, mark): (Format, Encoding, usize),
    redactor: &Redactor,
    out: &mut dyn Write,
) -> Result<usize, Stopped> {
    if format != Format::Evtx {
        let done = text::copy(reader, (encoding, mark), redactor, out);
        out.flush().map_err(Stopped::Failed)?;
        return done.map(|()| 0);
    }
    let (records, damaged) =
        mbxtrace_parsers::evtx_to_xml(text::whole(reader)).map_err(Stopped::Unfit)?;
    let mut write = |text: &[u8]| out.write_all(text).map_err(Stopped::Failed);
    write(b"<Events>\n")?;
    for record in records {
        write(&redactor.text(record.as_bytes()))?;
        write(b"\n")?;
    }
    write(b"</Events>\n")?;
    out.flush().map_err(Stopped::Failed)?;
    Ok(damaged.len())
}

/// Where a member stands in the copy.
struct Placed {
    /// Below the output folder: the file, or the outermost archive.
    file: String,
    /// In the archive.
    entry: Option<String>,
}

impl Placed {
    fn of(member: &Member, roots: &[PathBuf], redactor: &Redactor) -> Self {
        let root = roots.get(member.root).map(|root| root.to_string_lossy().into_owned());
        let root = root.unwrap_or_default();
        let (outside, inside) = match member.path.split_once("!/") {
            Some((outside, inside)) => (outside, Some(inside)),
            None => (member.path.as_str(), None),
        };
        let below = outside.strip_prefix(root.trim_end_matches('/')).unwrap_or(outside);
        let below = below.trim_start_matches('/');
        let name = || root.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
        let below = if below.is_empty() { name() } else { below };
        // Digits are no host: a folder of ours must not look like one.
        let under = if roots.len() > 1 { format!("{}/", member.root + 1) } else { String::new() };
        Self {
            file: format!("{under}{}", redactor.path(below, &member.node)),
            entry: inside.map(|inside| redactor.path(&inside.replace("!/", "/"), &member.node)),
        }
    }

    fn into_xml(mut self) -> Self {
        self.entry.as_mut().unwrap_or(&mut self.file).push_str(".xml");
        self
    }
}

/// What is being written.
struct Shelf<'a> {
    output: &'a Path,
    archives: BTreeMap<String, ZipWriter<File>>,
}

impl Shelf<'_> {
    fn put(&mut self, place: &Placed, member: &Member, content: &mut File) -> io::Result<()> {
        io::Seek::rewind(content)?;
        let path = self.output.join(&place.file);
        let Some(entry) = &place.entry else {
            let file = Self::create(&path)?;
            write_content(content, member, &file)?;
            let seconds = member.modified.and_then(|time| u64::try_from(time.unix_seconds).ok());
            if let Some(seconds) = seconds {
                let nanos = member.modified.map_or(0, |time| time.nanos);
                file.set_modified(UNIX_EPOCH + Duration::new(seconds, nanos))?;
            }
            return Ok(());
        };
        if !self.archives.contains_key(&place.file) {
            let archive = ZipWriter::new(Self::create(&path)?);
            self.archives.insert(place.file.clone(), archive);
        }
        let archive = self.archives.get_mut(&place.file).ok_or(io::ErrorKind::NotFound)?;
        archive.start_file(entry.clone(), stamped(member.modified)?)?;
        write_content(content, member, archive)
    }

    fn create(path: &Path) -> io::Result<File> {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        File::options().write(true).create_new(true).open(path)
    }

    fn finish(self) -> io::Result<()> {
        for archive in self.archives.into_values() {
            archive.finish()?.sync_all()?;
        }
        Ok(())
    }
}

fn write_content(content: &mut File, member: &Member, out: impl Write) -> io::Result<()> {
    let mut out = BufWriter::new(out);
    if member.packed.is_some() {
        let mut packer = GzEncoder::new(&mut out, Compression::default());
        io::copy(content, &mut packer)?;
        packer.finish()?;
    } else {
        io::copy(content, &mut out)?;
    }
    out.flush()
}

/// The time of a member as its archive knew it: a wall clock of no zone (APPNOTE.TXT 4.4.6), or UTC in
/// the extended timestamp field (0x5455, Info-ZIP).
fn stamped(modified: Option<Modified>) -> io::Result<FullFileOptions<'static, 'static>> {
    let mut options = FullFileOptions::default().large_file(true);
    let Some(modified) = modified else { return Ok(options) };
    let days = i32::try_from(modified.unix_seconds.div_euclid(86_400)).unwrap_or(0);
    let of_day = modified.unix_seconds.rem_euclid(86_400);
    let (year, month, day) = civil_from_days(days);
    let part = |seconds: i64| u8::try_from(seconds).unwrap_or(0);
    let clock = (part(of_day / 3600), part(of_day / 60 % 60), part(of_day % 60));
    let year = u16::try_from(year).unwrap_or(0);
    let wall = zip::DateTime::from_date_and_time(year, month, day, clock.0, clock.1, clock.2);
    if let Ok(wall) = wall {
        options = options.last_modified_time(wall);
    }
    if modified.zone_known
        && let Ok(seconds) = i32::try_from(modified.unix_seconds)
    {
        let field = [&[1_u8][..], &seconds.to_le_bytes()].concat();
        options.add_extra_field(0x5455, field, false).map_err(io::Error::other)?;
    }
    Ok(options)
}

impl Copied {
    /// Done, done in part, or nothing to do.
    pub(super) fn status(&self) -> ExitStatus {
        match (self.files, self.short.is_empty()) {
            (0, _) => ExitStatus::Nothing,
            (_, false) => ExitStatus::Partial,
            _ => ExitStatus::Done,
        }
    }

    /// Says what was copied and what was not. Paths are the user's own.
    pub(super) fn write(
        &self,
        redactor: &Redactor,
        output: &Path,
        out: &mut dyn Write,
    ) -> anyhow::Result<()> {
        let known = redactor.known();
        writeln!(
            out,
            "{} file(s) in {}: {} names, {} addresses, {} GUIDs and SIDs, {} subscription ids have \
             pseudonyms",
            self.files,
            output.display(),
            known.names,
            known.addresses,
            known.guids,
            known.subscriptions,
        )
        .context("the summary")?;
        let lists = [("not whole", &self.short), ("left out", &self.left_out)];
        for (what, list) in lists {
            for (path, why) in list {
                let (path, why) =
                    (crate::report::inert::line(path), crate::report::inert::line(why));
                writeln!(out, "{what}: {path}: {why}")?;
            }
        }
        Ok(())
    }
}
