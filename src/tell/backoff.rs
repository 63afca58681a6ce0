//! How long to wait before the next try: twice as long each time, up to a bound, with jitter so that
//! sinks of one receiver that comes back do not all knock at once.

use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

/// Delays between tries.
#[derive(Clone, Debug)]
pub(super) struct Backoff {
    first: Duration,
    most: Duration,
    failures: u32,
}

impl Backoff {
    pub(super) fn new(first: Duration, most: Duration) -> Self {
        Self { first, most: most.max(first), failures: 0 }
    }

    /// After a success.
    pub(super) fn reset(&mut self) {
        self.failures = 0;
    }

    /// After a failure: between half and all of `first * 2^failures`, which is at most `most`.
    pub(super) fn next(&mut self) -> Duration {
        let doubled = 1_u32.checked_shl(self.failures).unwrap_or(u32::MAX);
        self.failures = self.failures.saturating_add(1);
        let whole = self.first.saturating_mul(doubled).min(self.most);
        // Seeded by the operating system: two processes of one configuration do not keep step.
        let dice = RandomState::new().hash_one(self.failures);
        let share = u32::try_from(dice >> 32).unwrap_or(u32::MAX);
        let jitter = (whole / 2).mul_f64(f64::from(share) / f64::from(u32::MAX));
        whole / 2 + jitter
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_double_up_to_the_bound_and_never_beyond() {
        let mut backoff = Backoff::new(Duration::from_secs(1), Duration::from_mins(1));
        for failures in 0..100 {
            let whole = Duration::from_secs(1 << failures.min(6)).min(Duration::from_mins(1));
            let delay = backoff.next();
            assert!(delay >= whole / 2 && delay <= whole, "{failures}: {delay:?}");
        }
        backoff.reset();
        assert!(backoff.next() <= Duration::from_secs(1));
    }

    #[test]
    fn the_first_delay_may_be_above_the_bound() {
        let mut backoff = Backoff::new(Duration::from_secs(9), Duration::from_secs(1));
        assert!(backoff.next() >= Duration::from_millis(4500));
    }
}
