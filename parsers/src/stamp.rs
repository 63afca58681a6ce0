//! What a record says about its time, and what else in a stream tells of time.

/// What a record itself says about its time, before the clock of its stream is solved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Stamp {
    /// Nothing.
    #[default]
    None,
    /// Nanoseconds since 1970-01-01T00:00:00Z.
    Utc(i64),
    /// Local date and time of a zone the record does not name: nanoseconds since 1970 as if UTC.
    Local(i64),
    /// Local date and time whose day and month could be either way round (`3/4/2025`).
    Undecided {
        /// The number that stands first.
        first: u8,
        /// The number that stands second.
        second: u8,
        /// Four-digit year.
        year: u16,
        /// Nanoseconds since local midnight.
        nanos: i64,
    },
    /// Month, day and time without a year (syslog).
    Yearless {
        /// 1 to 12.
        month: u8,
        /// 1 to 31.
        day: u8,
        /// Nanoseconds since midnight.
        nanos: i64,
        /// Whether the record says that this is UTC; otherwise it is the host's local time.
        utc: bool,
    },
    /// Nanoseconds since local midnight, no date (CUC diagnostic traces).
    TimeOfDay(i64),
}

/// How far the UTC time of an event can be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, PartialOrd, Ord)]
pub enum TimeQuality {
    /// The record says date, time and zone, or the user said the rest by flag.
    Exact,
    /// The date was inferred from evidence named in the report.
    DateInferred,
    /// The zone is an assumption: nothing in the input proves it.
    ZoneAssumed,
    /// The record has no time; it stands where its neighbours stand.
    #[default]
    Undated,
}

impl TimeQuality {
    /// The word of the published vocabulary.
    pub fn name(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::DateInferred => "date_inferred",
            Self::ZoneAssumed => "zone_assumed",
            Self::Undated => "undated",
        }
    }
}

/// Something that tells when a local stamp really was; collected for the clock solver.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClockEvidence {
    /// Stamp of the record it was found in (for syslog: the local stamp of the line).
    pub local: Stamp,
    /// What it claims.
    pub claim: Claim,
}

/// What a piece of clock evidence claims.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claim {
    /// The local calendar day of the record, in days since 1970-01-01 (header line, `18-08-2020` in
    /// a message).
    Date(i32),
    /// The record was written within seconds after this UTC instant, in nanoseconds, of the clock of
    /// its own host (epoch milliseconds in a message, the UTC half of a `CiscoSyslog` line).
    Utc(i64),
    /// As `Utc`, but by the clock of another host, which may be wrong: the `Date` header of an answer, a
    /// `Timestamp` in its body.
    Peer(i64),
    /// As `Utc`, but the year is not said: month, day and nanoseconds since UTC midnight.
    YearlessUtc {
        /// 1 to 12.
        month: u8,
        /// 1 to 31.
        day: u8,
        /// Nanoseconds since UTC midnight.
        nanos: i64,
    },
}
