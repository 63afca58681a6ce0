//! `formats`: the log formats, and which of them a file has.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::PathBuf;

use mbxtrace_parsers::{Encoding, Format};

use crate::cli::FormatsVerb;
use crate::exit::{ExitStatus, UsageError};
use crate::report::inert;
use crate::source::{self, Limits};

/// Runs `formats`. `detect` ends with status 4 if it recognised nothing.
pub fn run(verb: FormatsVerb, stdout: &mut dyn Write) -> anyhow::Result<ExitStatus> {
    match verb {
        FormatsVerb::List => {
            list(stdout)?;
            Ok(ExitStatus::Done)
        }
        FormatsVerb::Detect { paths } => detect(&paths, stdout),
    }
}

fn list(out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{:<20} {:<20} TITLE", "FORMAT", "FAMILY")?;
    for format in Format::ALL {
        writeln!(out, "{:<20} {:<20} {}", format.name(), format.family().name(), format.title())?;
    }
    Ok(())
}

/// Format and encoding; `None` if no grammar claims the bytes.
type Detected = Option<(Format, Encoding)>;

fn detect(paths: &[PathBuf], out: &mut dyn Write) -> anyhow::Result<ExitStatus> {
    let mut found: BTreeMap<String, Detected> = BTreeMap::new();
    let scan = source::scan(paths, &Limits::default(), &mut |member, head| {
        let format = mbxtrace_parsers::recognise(head, &member.name);
        found.insert(member.path.clone(), format.map(|(format, encoding, _)| (format, encoding)));
    });
    let scan = scan.map_err(|error| UsageError(error.to_string()))?;
    writeln!(out, "{:<20} {:<12} PATH", "FORMAT", "ENCODING")?;
    for member in &scan.members {
        let detected = found.get(&member.path).copied().flatten();
        let reason = if detected.is_some() { "" } else { "no known format" };
        write_detected(out, &member.path, detected, reason)?;
    }
    for problem in &scan.problems {
        let reason = format!("{}: {}", problem.kind, problem.text);
        write_detected(out, &problem.path, None, &reason)?;
    }
    let is_any = found.values().any(Option::is_some);
    Ok(if is_any { ExitStatus::Done } else { ExitStatus::Nothing })
}

/// One line of `formats detect`: what a path is, or why nothing is known of it.
fn write_detected(
    out: &mut dyn Write,
    path: &str,
    detected: Detected,
    reason: &str,
) -> io::Result<()> {
    let (format, encoding) = match detected {
        Some((format, _)) if format == Format::Evtx => (format.name(), "binary"),
        Some((format, encoding)) => (format.name(), encoding.name()),
        None => ("-", "-"),
    };
    write!(out, "{format:<20} {encoding:<12} {}", inert::line(path))?;
    if reason.is_empty() { writeln!(out) } else { writeln!(out, "  ({})", inert::line(reason)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_is_listed_with_its_family() {
        let mut out = Vec::new();
        run(FormatsVerb::List, &mut out).expect("written");
        let text = String::from_utf8(out).expect("UTF-8");
        assert_eq!(text.lines().count(), Format::ALL.len() + 1);
        assert!(text.contains("jetty-request-log    jetty-request-log"), "{text}");
    }

    #[test]
    fn a_hostile_name_is_shown_inert() {
        let mut out = Vec::new();
        write_detected(&mut out, "a\x1b[2J.log", None, "binary").expect("written");
        let text = String::from_utf8(out).expect("UTF-8");
        assert_eq!(text, "-                    -            a\\x1b[2J.log  (binary)\n");
    }
}
