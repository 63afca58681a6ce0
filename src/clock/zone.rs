//! placeholder
/// Zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Zone {
    /// Seconds east of UTC.
    Fixed(i32),
    /// Named.
    Named(chrono_tz::Tz),
}
impl Zone {
    /// Local to UTC.
    pub fn local_to_utc(self, local: i64) -> i64 {
        match self {
            Self::Fixed(s) => local - i64::from(s) * 1_000_000_000,
            Self::Named(_) => local,
        }
    }
    /// UTC to local.
    pub fn utc_to_local(self, utc: i64) -> i64 {
        match self {
            Self::Fixed(s) => utc + i64::from(s) * 1_000_000_000,
            Self::Named(_) => utc,
        }
    }
}
impl std::fmt::Display for Zone {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Fixed(s) => write!(f, "{s}"),
            Self::Named(n) => write!(f, "{n}"),
        }
    }
}
