//! Names of archive members: shown, never resolved as paths.

/// The name as it is shown: forward slashes, no control characters, no empty, `.` and `..` parts, no root or drive; and
/// whether anything but harmless `./` had to go.
pub(super) fn sanitised(raw: &str) -> (String, bool) {
    let slashed = raw.replace('\\', "/");
    let (rest, mut is_hostile) = match slashed.split_at_checked(2) {
        Some((drive, rest)) if is_drive(drive) => (rest, true),
        _ => (slashed.as_str(), false),
    };
    is_hostile |= rest.starts_with('/');
    let mut parts = Vec::new();
    for part in rest.split('/') {
        match part {
            "" | "." => {}
            ".." => is_hostile = true,
            // `!/` separates archive and member: a member cannot be allowed to forge it.
            part => parts.push(part.trim_end_matches('!').replace(char::is_control, "\u{fffd}")),
        }
    }
    parts.retain(|part| !part.is_empty());
    if parts.is_empty() {
        return ("unnamed".to_owned(), is_hostile);
    }
    (parts.join("/"), is_hostile)
}

fn is_drive(text: &str) -> bool {
    matches!(text.as_bytes(), [letter, b':'] if letter.is_ascii_alphabetic())
}

/// The name without the extension of a compression.
pub(super) fn unpacked(name: &str) -> &str {
    const EXTENSIONS: [&str; 6] = [".gz", ".gzo", ".bz2", ".xz", ".zst", ".zstd"];
    let stem = EXTENSIONS.iter().find_map(|extension| {
        let (stem, tail) = name.split_at_checked(name.len().checked_sub(extension.len())?)?;
        tail.eq_ignore_ascii_case(extension).then_some(stem)
    });
    stem.filter(|stem| !stem.is_empty() && !stem.ends_with('/')).unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_shown_and_never_lead_anywhere() {
        for (raw, shown, is_hostile) in [
            ("cuc1/jetty/x.log", "cuc1/jetty/x.log", false),
            ("./cuc1//x.log", "cuc1/x.log", false),
            ("cuc1\\x.log", "cuc1/x.log", false),
            ("a..b/..c/x...log", "a..b/..c/x...log", false),
            ("../../etc/passwd", "etc/passwd", true),
            ("a/../b", "a/b", true),
            ("..\\..\\x", "x", true),
            ("/var/log/x", "var/log/x", true),
            ("C:\\logs\\x", "logs/x", true),
            ("c:x", "x", true),
            ("\\\\host\\share\\x", "host/share/x", true),
            ("é:x", "é:x", false),
            ("b.zip!/x", "b.zip/x", false),
            ("a/\u{1b}[31mx\n", "a/\u{fffd}[31mx\u{fffd}", false),
            ("..", "unnamed", true),
            ("", "unnamed", false),
        ] {
            assert_eq!(sanitised(raw), (shown.to_owned(), is_hostile), "{raw}");
        }
    }

    #[test]
    fn only_compressions_are_dropped() {
        for (name, stem) in [
            ("x.log.gz", "x.log"),
            ("x.uc.GZ", "x.uc"),
            ("a/x.gzo", "a/x"),
            ("x.log", "x.log"),
            ("x.tgz", "x.tgz"),
            (".gz", ".gz"),
            ("a/.gz", "a/.gz"),
            ("gz", "gz"),
        ] {
            assert_eq!(unpacked(name), stem, "{name}");
        }
    }
}
