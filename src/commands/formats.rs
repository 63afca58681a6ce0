//! `formats`: the log formats, and which of them a file has.

use std::io::{self, Write};

use mbxtrace_parsers::Format;

use crate::cli::FormatsVerb;
use crate::exit::ExitStatus;
use crate::report::inert;

/// Runs `formats`.
pub fn run(verb: FormatsVerb, stdout: &mut dyn Write) -> anyhow::Result<ExitStatus> {
    match verb {
        FormatsVerb::List => list(stdout)?,
        FormatsVerb::Detect { .. } => anyhow::bail!("formats detect is not yet wired"),
    }
    Ok(ExitStatus::Done)
}

fn list(out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{:<20} {:<20} TITLE", "FORMAT", "FAMILY")?;
    for format in Format::ALL {
        writeln!(out, "{:<20} {:<20} {}", format.name(), format.family().name(), format.title())?;
    }
    Ok(())
}

/// One line of `formats detect`: the format of a path, or why there is none.
pub fn write_detected(
    out: &mut dyn Write,
    path: &str,
    format: Option<Format>,
    reason: &str,
) -> io::Result<()> {
    let name = format.map_or("-", Format::name);
    write!(out, "{name:<20} {}", inert::line(path))?;
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
        assert_eq!(text, "-                    a\\x1b[2J.log  (binary)\n");
    }
}
