//! Laws and examples of reading input; here the archives they are tried on.

mod broken;
mod containers;
mod folders;
mod hostile;

use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};
use std::path::PathBuf;

use zip::write::SimpleFileOptions;

use super::{InputProblem, Limits, Member, Scan, problem_kind, scan};

/// Content by path below the scanned folder.
pub(super) type Content = BTreeMap<String, Vec<u8>>;

pub(super) fn zip_of(files: &[(String, Vec<u8>)]) -> Vec<u8> {
    zip_with(files, zip::CompressionMethod::Deflated)
}

pub(super) fn zip_with(files: &[(String, Vec<u8>)], method: zip::CompressionMethod) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(method);
    for (name, bytes) in files {
        writer.start_file(name.as_str(), options).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// As Java writes it: lengths only after the data.
pub(super) fn streamed_zip_of(files: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new_stream(Vec::new());
    for (name, bytes) in files {
        writer.start_file(name.as_str(), SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

pub(super) fn tar_header(name: &str, size: usize, kind: tar::EntryType) -> tar::Header {
    let mut header = tar::Header::new_gnu();
    // Not by `set_path`, which refuses the names that are wanted here.
    header.as_old_mut().name[..name.len()].copy_from_slice(name.as_bytes());
    header.set_size(size as u64);
    header.set_mode(0o644);
    header.set_mtime(1_404_000_000);
    header.set_entry_type(kind);
    header.set_cksum();
    header
}

pub(super) fn tar_of(files: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (name, bytes) in files {
        if name.len() < 100 {
            let header = tar_header(name, bytes.len(), tar::EntryType::Regular);
            builder.append(&header, bytes.as_slice()).unwrap();
        } else {
            let mut header = tar_header("", bytes.len(), tar::EntryType::Regular);
            builder.append_data(&mut header, name, bytes.as_slice()).unwrap();
        }
    }
    builder.into_inner().unwrap()
}

pub(super) fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

pub(super) fn bz2(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

pub(super) fn xz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = xz2::write::XzEncoder::new(Vec::new(), 0);
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

pub(super) fn zst(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 1).unwrap()
}

pub(super) fn named(name: &str, bytes: &[u8]) -> (String, Vec<u8>) {
    (name.to_owned(), bytes.to_vec())
}

/// Bytes that neither compress nor look like an archive.
pub(super) fn noise(length: usize, seed: u64) -> Vec<u8> {
    let mut state = seed | 1;
    let mut bytes: Vec<u8> = std::iter::repeat_with(|| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()[3]
    })
    .take(length)
    .collect();
    if let Some(first) = bytes.first_mut() {
        *first = b' ';
    }
    bytes
}

/// A folder that is scanned, with what was found in it.
pub(super) struct Bench {
    folder: tempfile::TempDir,
}

impl Bench {
    pub(super) fn new(files: &[(&str, &[u8])]) -> Self {
        let bench = Self { folder: tempfile::tempdir().unwrap() };
        for (name, bytes) in files {
            let path = bench.path(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, bytes).unwrap();
        }
        bench
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(super) fn scan(&self) -> Scan {
        self.scan_within(&Limits::default())
    }

    pub(super) fn scan_within(&self, limits: &Limits) -> Scan {
        scan(&[self.folder.path().to_path_buf()], limits, &mut |_, _| {}).unwrap()
    }

    /// The path without the folder.
    pub(super) fn below(&self, path: &str) -> String {
        let folder = format!("{}/", self.folder.path().display());
        path.strip_prefix(&folder).unwrap_or(path).to_owned()
    }

    pub(super) fn paths(&self, scan: &Scan) -> Vec<String> {
        scan.members.iter().map(|member| self.below(&member.path)).collect()
    }

    /// Problems of the scan: path and kind.
    pub(super) fn problems(&self, scan: &Scan) -> Vec<(String, &'static str)> {
        let told = |problem: &InputProblem| (self.below(&problem.path), problem.kind);
        scan.problems.iter().map(told).collect()
    }

    /// Content by path, each member opened on its own; and what stopped any.
    pub(super) fn content(&self, scan: &Scan) -> (Content, Vec<(String, &'static str)>) {
        let (mut content, mut stopped) = (Content::new(), Vec::new());
        for (index, member) in scan.members.iter().enumerate() {
            let mut bytes = Vec::new();
            let result = scan.open(index).and_then(|mut stream| stream.read_to_end(&mut bytes));
            if let Err(error) = result {
                assert!(!error.to_string().is_empty());
                stopped.push((self.below(&member.path), problem_kind(&error)));
            }
            content.insert(self.below(&member.path), bytes);
        }
        (content, stopped)
    }
}

/// Content by index, read in one go in the given order.
pub(super) fn read_in_order(scan: &Scan, order: Vec<usize>) -> Vec<(usize, Vec<u8>)> {
    let mut reader = scan.reader(order);
    let mut contents = Vec::new();
    while let Some(index) = reader.advance() {
        let mut bytes = Vec::new();
        let _ended = reader.read_to_end(&mut bytes);
        contents.push((index, bytes));
    }
    contents
}

pub(super) fn member<'a>(scan: &'a Scan, end: &str) -> &'a Member {
    scan.members.iter().find(|member| member.path.ends_with(end)).expect(end)
}
