//! Which file names are those of rotated files and of copies.

use std::path::Path;

/// Whether a copy at `path` can have been made of what lies at `original`, by its name.
pub(super) fn is_named_after(path: &Path, original: &Path) -> bool {
    let (Some(name), Some(original)) = (name_of(path), name_of(original)) else { return false };
    name == original || originals(name).iter().any(|it| it == original)
}

/// Whether two files lie where one can be rotated to from the other: in one folder, or in one below it.
/// A folder may have been given relative in one run and absolute in another.
pub(super) fn is_near(one: &Path, other: &Path) -> bool {
    let is_same = |one: Option<&Path>, other: Option<&Path>| match (one, other) {
        (Some(one), Some(other)) => {
            // All paths end with that of the folder where we are.
            let is_named = !one.as_os_str().is_empty() && !other.as_os_str().is_empty();
            one == other || is_named && (one.ends_with(other) || other.ends_with(one))
        }
        _ => false,
    };
    is_same(one.parent(), other.parent())
        || is_same(one.parent(), other.parent().and_then(Path::parent))
        || is_same(other.parent(), one.parent().and_then(Path::parent))
}

/// Whether two files near one another can be rotated ones of the same name, or one of the other.
pub(super) fn is_kin(one: &Path, other: &Path) -> bool {
    let (Some(name), Some(second)) = (name_of(one), name_of(other)) else { return false };
    let mut names = originals(name);
    names.push(name.to_owned());
    is_near(one, other)
        && (names.iter().any(|it| it == second)
            || originals(second).iter().any(|it| names.contains(it)))
}

fn name_of(path: &Path) -> Option<&str> {
    path.file_name()?.to_str()
}

/// The names of which a name may be a rotated one: `x.log` of `x.log.1`, `x.log-20140629`,
/// `x-20140629.log`, `x.1.log` (logrotate's `dateext` and `extension`), `x.log` of `x - Copy.log`.
pub(super) fn originals(name: &str) -> Vec<String> {
    let extension = name.rfind('.').and_then(|at| name.get(at..)).unwrap_or_default();
    let mut names = Vec::new();
    for (at, separator) in name.char_indices() {
        if at == 0 || !matches!(separator, '.' | '-' | '_' | '~' | ' ') {
            continue;
        }
        let Some(stem) = name.get(..at) else { continue };
        names.push(stem.to_owned());
        if !stem.ends_with(extension) && !extension.is_empty() {
            names.push(format!("{stem}{extension}"));
        }
    }
    names.retain(|original| original != name);
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_and_far() {
        for (one, other, is_it) in [
            ("cuc1/jetty/x.log", "cuc1/jetty/y.log", true),
            ("cuc1/jetty/x.log", "cuc1/jetty/old/x.log", true),
            ("cuc1/jetty/x.log", "/srv/cuc1/jetty/x.log", true),
            ("cuc1/jetty/x.log", "/srv/cuc1/jetty/old/x.log", true),
            ("cuc1/jetty/x.log", "cuc2/jetty/x.log", false),
            ("cuc1/jetty/x.log", "/srv/cuc2/jetty/x.log", false),
            ("/x.log", "/srv/logs/x.log", false),
            ("cuc1/x.log", "cuc2/x.log", false),
            ("x.log", "y.log", true),
            ("x.log", "old/x.log", true),
            ("x.log", "/srv/cuc2/x.log", false),
        ] {
            for (one, other) in [(one, other), (other, one)] {
                assert_eq!(is_near(Path::new(one), Path::new(other)), is_it, "{one} {other}");
            }
        }
    }

    #[test]
    fn rotated_names_and_others() {
        for (name, original, is_named) in [
            ("x.log.1", "x.log", true),
            ("x.log.1", "old/x.log", true),
            ("x.log-20140629", "x.log", true),
            ("x-20140629.log", "x.log", true),
            ("x.1.log", "x.log", true),
            ("x - Copy.log", "x.log", true),
            ("CiscoSyslog.1", "CiscoSyslog", true),
            ("x.log", "x.log", true),
            ("x.log", "y.log", false),
            ("x.log", "x.log.1", false),
            ("xy.log", "x.log", false),
            ("diag_CuMbxSync_00000087.uc", "diag_CuMbxSync_00000086.uc", false),
            ("2014_06_30.request.log", "2014_06_29.request.log", false),
        ] {
            assert_eq!(is_named_after(Path::new(name), Path::new(original)), is_named, "{name}");
        }
    }
}
