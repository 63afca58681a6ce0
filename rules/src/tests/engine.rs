//! Examples as data.
