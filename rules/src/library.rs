//! The rules that are part of the program.

/// File name and text of every embedded rule.
pub(crate) const FILES: &[(&str, &str)] = &[
    ("http-failure.toml", include_str!("../library/http-failure.toml")),
    ("keepalive-missing.toml", include_str!("../library/keepalive-missing.toml")),
    ("mapi-session-overrun.toml", include_str!("../library/mapi-session-overrun.toml")),
];
