//! The time solver: zone and date of every stream, with a reason and a confidence.
//!
//! Three steps, each a file: [`survey`] walks a member once and notes what its stamps and messages
//! say about time; [`mod@solve`] weighs that evidence over all members together (a syslog pair of one
//! node places the traces of the same node); [`apply`] turns the stamps of a batch into UTC.

pub mod apply;
mod dates;
pub mod offsets;
mod order;
pub mod solve;
pub mod survey;
pub mod zone;
mod zones;

pub use self::apply::{Clock, ZoneProof};
pub use self::solve::{FileTime, Flags, Given, Solved, is_same_host, solve};
pub use self::survey::{Block, Survey};
pub use self::zone::{Zone, rfc3339};

/// Nanoseconds in a second.
pub const SECOND: i64 = 1_000_000_000;
/// Nanoseconds in a minute.
pub const MINUTE: i64 = 60 * SECOND;
/// Nanoseconds in an hour.
pub const HOUR: i64 = 60 * MINUTE;
/// Nanoseconds in a day.
pub const DAY: i64 = 24 * HOUR;

/// A step back of the time of day by more than this is midnight; a smaller one is jitter between
/// threads or a clock put back by an hour.
const ROLL_BACK: i64 = 2 * HOUR;

/// Places a time of day after `previous` (both local nanoseconds; `previous` since 1970): the day
/// moves on when the time of day falls by more than two hours, and moves back for a line that was
/// written just before midnight but comes just after it.
pub(crate) fn follow(previous: i64, time_of_day: i64) -> i64 {
    let same_day = previous.div_euclid(DAY) * DAY + time_of_day;
    if same_day < previous - ROLL_BACK {
        same_day + DAY
    } else if same_day > previous + DAY - ROLL_BACK {
        same_day - DAY
    } else {
        same_day
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn midnight_rolls_once_and_jitter_does_not_move_the_day() {
        let day = 100 * DAY;
        let before = day + 23 * HOUR + 59 * MINUTE;
        let after = follow(before, MINUTE);
        assert_eq!(after, day + DAY + MINUTE);
        // 0.1 s of jitter around midnight
        let midnight = follow(before, SECOND / 100);
        assert_eq!(midnight, day + DAY + SECOND / 100);
        assert_eq!(follow(midnight, DAY - SECOND / 10), day + DAY - SECOND / 10);
        assert_eq!(follow(day + DAY - SECOND / 10, SECOND / 50), day + DAY + SECOND / 50);
        // a clock put back by an hour is no midnight
        assert_eq!(follow(day + 3 * HOUR, 2 * HOUR), day + 2 * HOUR);
    }
}
