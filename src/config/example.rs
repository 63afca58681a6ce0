//! The documented example of a configuration file: what it says is what holds without it.

/// The text that `watch --print-config` prints.
pub const EXAMPLE: &str = include_str!("../commands/watch/mbxtrace.example.toml");
