//! When a search is to give up: told by whoever asked for it, looked at between small steps.

use std::fmt;
use std::sync::Arc;

use super::error::CaseError;

/// Tells a search to give up: a deadline has passed, the reader is gone, a newer question was asked.
/// Once true it has to stay true. The default never stops.
#[derive(Clone, Default)]
pub struct Stop(Option<Arc<dyn Fn() -> bool + Send + Sync>>);

impl Stop {
    /// Stops as soon as `is_over` says so. It is called every few thousand records.
    pub fn when(is_over: impl Fn() -> bool + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(is_over)))
    }

    /// Whether to give up.
    pub fn is_over(&self) -> bool {
        self.0.as_ref().is_some_and(|is_over| is_over())
    }

    /// [`CaseError::Stopped`] if it is time to give up.
    pub(super) fn check(&self) -> Result<(), CaseError> {
        if self.is_over() { Err(CaseError::Stopped) } else { Ok(()) }
    }
}

impl fmt::Debug for Stop {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(if self.0.is_some() { "Stop(when told)" } else { "Stop(never)" })
    }
}
