//! How the files of `selftest` are known: their records are kept and found, but nothing is judged by
//! them.

/// Beginning of the name of every file that `selftest` writes.
pub const CANARY_PREFIX: &str = "mbxtrace-selftest-";

/// Whether a path is that of a canary. Its lines say nothing of Unity Connection: they must neither
/// keep a source alive, nor move its clock, nor leave a silent source behind when they end.
pub fn is_canary(path: &str) -> bool {
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
    name.starts_with(CANARY_PREFIX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn canaries_are_known_by_their_names() {
        for path in ["mbxtrace-selftest-1-2.request.log", "a/mbxtrace-selftest-1-2.request.log.1"] {
            assert!(is_canary(path), "{path}");
        }
        for path in
            ["", "a/2014_06_29.request.log", "mbxtrace-selftest-1/x.log", "xmbxtrace-selftest-"]
        {
            assert!(!is_canary(path), "{path}");
        }
    }
}
