//! The time solver: zone and date of every stream, with a reason and a confidence.
