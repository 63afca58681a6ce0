//! The time solver: zone and date of every stream, with a reason and a confidence.

mod zone;

pub use self::zone::{Zone, rfc3339};
