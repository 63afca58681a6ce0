//! `[STREAM_GLOB=]VALUE`: a setting for all streams, or for those whose path matches.

use globset::{Glob, GlobMatcher};

/// A value and the streams it is for; `None` for all.
pub type Scoped<T> = (Option<GlobMatcher>, T);

/// Reads `[STREAM_GLOB=]VALUE`. The value begins after the last `=`; `*` in the glob matches any
/// text, folder borders included.
pub(super) fn scoped<T>(
    text: &str,
    value: impl Fn(&str) -> Result<T, String>,
) -> Result<Scoped<T>, String> {
    let Some((glob, rest)) = text.rsplit_once('=') else {
        return Ok((None, value(text)?));
    };
    let glob = Glob::new(glob).map_err(|error| format!("`{glob}` is no glob: {}", error.kind()))?;
    Ok((Some(glob.compile_matcher()), value(rest)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str) -> Result<String, String> {
        if text.is_empty() { Err("empty".to_owned()) } else { Ok(text.to_owned()) }
    }

    #[test]
    fn the_value_stands_after_the_last_equals_sign() {
        let (glob, zone) = scoped("*a=b*/diag_*.uc=UTC", value).expect("well formed");
        let glob = glob.expect("there is one");
        assert_eq!(zone, "UTC");
        assert!(glob.is_match("x/a=b.zip!/n1/diag_CuMbxSync_01.uc"));
        assert!(!glob.is_match("x/ab.zip!/n1/diag_CuMbxSync_01.uc"));
        assert!(matches!(scoped("UTC", value), Ok((None, _))));
        assert!(scoped("[=UTC", value).is_err_and(|message| message.contains("no glob")));
        assert!(scoped("*=", value).is_err());
    }
}
